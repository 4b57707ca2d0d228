//! Variantes de `lienzo`.

use std::fs;
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::process::exit;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::red::{en_puerto_fijo, en_todas, en_un_hijo, escuchar_udp, fichero, por_ipv6};
use crate::reto::{Reto, Variante, bien, en, mal};

pub const RETO: Reto = Reto { nombre: "lienzo", variantes: VARIANTES };

const VARIANTES: &[Variante] = &[
    mal("lienzo_del_reves", "R12", |direccion| con(direccion, Rareza { del_reves: true, ..BIEN })),
    mal("lienzo_cambia_los_ejes", "R21", |direccion| con(direccion, Rareza { cambia_los_ejes: true, ..BIEN })),
    mal("lienzo_azul_primero", "R21", |direccion| con(direccion, Rareza { azul_primero: true, ..BIEN })),
    mal("lienzo_cuenta_lo_que_llega", "R52", |direccion| con(direccion, Rareza { cuenta_lo_que_llega: true, ..BIEN })),
    mal("lienzo_segun_llegan", "R53", |direccion| con(direccion, Rareza { segun_llegan: true, ..BIEN })),
    mal("lienzo_empieza_otra_vez", "R53", |direccion| con(direccion, Rareza { empieza_otra_vez: true, ..BIEN })),
    mal("lienzo_fin_y_ya", "R52", |direccion| con(direccion, Rareza { fin_y_ya: true, ..BIEN })),
    mal("lienzo_sin_plazo", "R35", |direccion| con(direccion, Rareza { sin_plazo: true, ..BIEN })),
    mal("lienzo_plazo_corto", "R31", |direccion| con(direccion, Rareza { plazo_corto: true, ..BIEN })),
    mal("lienzo_cualquiera_alarga", "R31", |direccion| con(direccion, Rareza { cualquiera_alarga: true, ..BIEN })),
    mal("lienzo_de_cualquiera", "R37", |direccion| con(direccion, Rareza { de_cualquiera: true, ..BIEN })),
    mal("lienzo_vacio_es_fin", "R40", |direccion| con(direccion, Rareza { vacio_es_fin: true, ..BIEN })),
    mal("lienzo_basura_acaba", "R13", |direccion| con(direccion, Rareza { basura_acaba: true, ..BIEN })),
    mal("lienzo_recorta_mal", "R13", |direccion| con(direccion, Rareza { recorta_mal: true, ..BIEN })),
    mal("lienzo_guarda_lo_de_antes", "R21", |direccion| con(direccion, Rareza { guarda_lo_de_antes: true, ..BIEN })),
    mal("lienzo_el_primero_que_escribe", "R37", |direccion| {
        con(direccion, Rareza { el_primero_que_escribe: true, ..BIEN })
    }),
    mal("lienzo_sin_anchura_acaba", "R13", |direccion| con(direccion, Rareza { sin_anchura_acaba: true, ..BIEN })),
    mal("lienzo_menos_de_mil", "R26", |direccion| con(direccion, Rareza { lado_maximo: 999, ..BIEN })),
    mal("lienzo_mil_y_uno", "R13", |direccion| con(direccion, Rareza { lado_maximo: 1001, ..BIEN })),
    mal("lienzo_suma_en_16_bits", "R13", |direccion| con(direccion, Rareza { suma_en_16_bits: true, ..BIEN })),
    mal("lienzo_sin_limite", "R13", |direccion| con(direccion, Rareza { sin_limite: true, ..BIEN })),
    mal("lienzo_siempre_bien", "R28", |direccion| con(direccion, Rareza { siempre_bien: true, ..BIEN })),
    mal("lienzo_callado", "R23", |direccion| con(direccion, Rareza { callado: true, ..BIEN })),
    mal("lienzo_falta_en_blanco", "R21", |direccion| con(direccion, Rareza { falta_en_blanco: true, ..BIEN })),
    mal("lienzo_bufer_corto", "R36", |direccion| con(direccion, Rareza { bufer: 1500, ..BIEN })),
    mal("lienzo_en_todas", "R16", |direccion| en_todas(direccion, |direccion| con(direccion, BIEN))).solo_en_linux(),
    mal("lienzo_puerto_fijo", "R16", |direccion| en_puerto_fijo(direccion, |direccion| con(direccion, BIEN))),
    // Correctas, aunque raras.
    bien("lienzo_bufer_enorme", |direccion| con(direccion, Rareza { bufer: 1 << 20, ..BIEN })),
    bien("lienzo_con_dos_hilos", |direccion| con(direccion, Rareza { otro_canal: true, ..BIEN })),
    bien("lienzo_por_pixeles", por_pixeles),
    bien("lienzo_en_un_hijo", |_| en_un_hijo("lienzo_bufer_enorme")),
    bien("lienzo_por_ipv6", |direccion| {
        por_ipv6(direccion, |direccion| con(direccion, Rareza { bufer: 1 << 20, ..BIEN }))
    }),
    en("lienzo.py"),
];

/// En qué se aparta una variante de lo que pide el enunciado.
#[derive(Clone, Copy)]
struct Rareza {
    del_reves: bool,
    cambia_los_ejes: bool,
    azul_primero: bool,
    cuenta_lo_que_llega: bool,
    segun_llegan: bool,
    empieza_otra_vez: bool,
    fin_y_ya: bool,
    sin_plazo: bool,
    plazo_corto: bool,
    cualquiera_alarga: bool,
    de_cualquiera: bool,
    vacio_es_fin: bool,
    basura_acaba: bool,
    recorta_mal: bool,
    guarda_lo_de_antes: bool,
    el_primero_que_escribe: bool,
    sin_anchura_acaba: bool,
    suma_en_16_bits: bool,
    lado_maximo: usize,
    sin_limite: bool,
    siempre_bien: bool,
    callado: bool,
    falta_en_blanco: bool,
    bufer: usize,
    otro_canal: bool,
}

const BIEN: Rareza = Rareza {
    del_reves: false,
    cambia_los_ejes: false,
    azul_primero: false,
    cuenta_lo_que_llega: false,
    segun_llegan: false,
    empieza_otra_vez: false,
    fin_y_ya: false,
    sin_plazo: false,
    plazo_corto: false,
    cualquiera_alarga: false,
    de_cualquiera: false,
    vacio_es_fin: false,
    basura_acaba: false,
    recorta_mal: false,
    guarda_lo_de_antes: false,
    el_primero_que_escribe: false,
    sin_anchura_acaba: false,
    suma_en_16_bits: false,
    lado_maximo: 1000,
    sin_limite: false,
    siempre_bien: false,
    callado: false,
    falta_en_blanco: false,
    bufer: 65_535,
    otro_canal: false,
};

fn con(direccion: &str, rareza: Rareza) {
    let fichero = fichero();
    let socket = escuchar_udp(direccion);
    let lienzo = recibir(socket, rareza);
    fs::write(&fichero, lienzo.en_ppm(rareza)).unwrap();
    acabar(lienzo.faltan, rareza)
}

fn acabar(faltan: usize, rareza: Rareza) -> ! {
    if !rareza.callado {
        println!("faltan {faltan} píxeles");
    }
    if faltan > 0 && !rareza.siempre_bien {
        eprintln!("error: no ha llegado todo");
        exit(1);
    }
    exit(0)
}

struct Lienzo {
    ancho: usize,
    alto: usize,
    colores: Vec<u8>,
    puestos: Vec<bool>,
    faltan: usize,
    /// El píxel detrás del último que se ha puesto.
    siguiente: usize,
}

impl Lienzo {
    fn nuevo(ancho: usize, alto: usize) -> Self {
        let pixeles = ancho * alto;
        let (colores, puestos) = (vec![0; 3 * pixeles], vec![false; pixeles]);
        Self { ancho, alto, colores, puestos, faltan: pixeles, siguiente: 0 }
    }

    fn poner(&mut self, zona: [usize; 4], colores: &[u8], rareza: Rareza) {
        let [x, y, columnas, filas] = zona;
        let vuelta = if rareza.suma_en_16_bits { 1 << 16 } else { usize::MAX };
        let cabe = (x + columnas) % vuelta <= self.ancho && (y + filas) % vuelta <= self.alto;
        if !cabe && !rareza.recorta_mal {
            return;
        }
        for (indice, color) in colores.chunks(3).enumerate() {
            let (columna, fila) = ((x + indice % columnas) % vuelta, (y + indice / columnas) % vuelta);
            let donde = if rareza.segun_llegan {
                self.siguiente
            } else if rareza.cambia_los_ejes {
                columna * self.alto + fila
            } else {
                fila * self.ancho + columna
            };
            self.siguiente = donde + 1;
            let Some(puesto) = self.puestos.get_mut(donde) else { continue };
            let nuevo = !std::mem::replace(puesto, true);
            self.colores[3 * donde..3 * donde + 3].copy_from_slice(color);
            self.faltan = self.faltan.saturating_sub(usize::from(nuevo || rareza.cuenta_lo_que_llega));
        }
    }

    fn en_ppm(&self, rareza: Rareza) -> Vec<u8> {
        let mut colores = self.colores.clone();
        for (pixel, puesto) in colores.chunks_mut(3).zip(&self.puestos) {
            if rareza.falta_en_blanco && !puesto {
                pixel.fill(255);
            }
            if rareza.azul_primero {
                pixel.reverse();
            }
        }
        [format!("P6\n{} {}\n255\n", self.ancho, self.alto).as_bytes(), &colores].concat()
    }
}

type Llegada = (Vec<u8>, SocketAddr);

/// De dónde salen los datagramas: del socket o de un hilo que lee el socket.
fn fuente(socket: UdpSocket, rareza: Rareza) -> Box<dyn FnMut(Option<Duration>) -> Option<Llegada>> {
    let mut bufer = vec![0; rareza.bufer];
    if !rareza.otro_canal {
        return Box::new(move |plazo| {
            socket.set_read_timeout(plazo).unwrap();
            let (leidos, de) = socket.recv_from(&mut bufer).ok()?;
            Some((bufer[..leidos].to_vec(), de))
        });
    }
    let (envia, recibe) = channel();
    thread::spawn(move || {
        while let Ok((leidos, de)) = socket.recv_from(&mut bufer) {
            if envia.send((bufer[..leidos].to_vec(), de)).is_err() {
                return;
            }
        }
    });
    Box::new(move |plazo| match plazo {
        None => recibe.recv().ok(),
        Some(plazo) => recibe.recv_timeout(plazo).map_err(|error| assert_eq!(error, RecvTimeoutError::Timeout)).ok(),
    })
}

fn recibir(socket: UdpSocket, rareza: Rareza) -> Lienzo {
    let mut siguiente = fuente(socket, rareza);
    let (mut lienzo, mut emisor): (Option<Lienzo>, Option<SocketAddr>) = (None, None);
    let mut espera = Duration::from_millis(if rareza.plazo_corto { 600 } else { 2000 });
    let mut ultimo = Instant::now();
    let mut adelantado: Option<([usize; 4], Vec<u8>)> = None;
    loop {
        if let Some(lienzo) = lienzo.take_if(|lienzo| lienzo.faltan == 0) {
            return lienzo;
        }
        let plazo = if lienzo.is_none() || (rareza.sin_plazo && espera > Duration::from_secs(1)) {
            None
        } else {
            Some(espera.saturating_sub(ultimo.elapsed()).max(Duration::from_millis(1)))
        };
        let llegada = siguiente(plazo);
        let vencido = plazo.is_some() && ultimo.elapsed() >= espera;
        let Some((datagrama, de)) = llegada.filter(|_| !vencido) else {
            match lienzo {
                Some(lienzo) if plazo.is_some() => return lienzo,
                _ => continue,
            }
        };
        let extrano = emisor.is_some_and(|emisor| emisor != de);
        if extrano && !rareza.de_cualquiera && !rareza.cualquiera_alarga {
            continue;
        }
        ultimo = Instant::now();
        if extrano && !rareza.de_cualquiera {
            continue;
        }
        let de_dos = |alto: u8, bajo: u8| {
            let bytes = [alto, bajo];
            usize::from(if rareza.del_reves { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
        };
        match (&mut lienzo, &datagrama[..]) {
            (hay, [1, a, b, c, d]) if hay.is_none() || rareza.empieza_otra_vez => {
                let (ancho, alto) = (de_dos(*a, *b), de_dos(*c, *d));
                let lados = 1..=rareza.lado_maximo;
                let vale = lados.contains(&ancho) && lados.contains(&alto);
                // Con 10 000 ya se nota, y no se lleva por delante la memoria de la máquina.
                let casi = (1..=10_000).contains(&ancho) && (1..=10_000).contains(&alto);
                if vale || (rareza.sin_limite && casi) {
                    let mut nuevo = Lienzo::nuevo(ancho, alto);
                    if let Some((zona, colores)) = adelantado.take() {
                        nuevo.poner(zona, &colores, rareza);
                    }
                    (lienzo, emisor) = (Some(nuevo), Some(de));
                }
            }
            (None, [2, a, b, c, d, columnas, filas, colores @ ..]) if rareza.guarda_lo_de_antes => {
                let zona = [de_dos(*a, *b), de_dos(*c, *d), usize::from(*columnas), usize::from(*filas)];
                adelantado = Some((zona, colores.to_vec()));
            }
            (None, _) if rareza.el_primero_que_escribe => emisor = Some(de),
            (Some(lienzo), [2, a, b, c, d, columnas, filas, colores @ ..]) => {
                let (columnas, filas) = (usize::from(*columnas), usize::from(*filas));
                if rareza.sin_anchura_acaba && columnas * filas == 0 {
                    eprintln!("error: un bloque sin anchura");
                    exit(1);
                }
                if columnas * filas > 0 && colores.len() == 3 * columnas * filas {
                    lienzo.poner([de_dos(*a, *b), de_dos(*c, *d), columnas, filas], colores, rareza);
                }
            }
            (Some(_), [3]) => espera = Duration::from_millis(if rareza.fin_y_ya { 0 } else { 500 }),
            (Some(_), []) if rareza.vacio_es_fin => espera = Duration::ZERO,
            (Some(_), [1, _, _, _, _] | []) => {}
            (Some(_), _) if rareza.basura_acaba => {
                eprintln!("error: {:?}", io::ErrorKind::InvalidData);
                exit(1);
            }
            _ => {}
        }
    }
}

/// Otra manera de hacerlo bien: los píxeles, en un mapa por posición, y el plazo, a trocitos de 50 ms.
fn por_pixeles(direccion: &str) {
    let fichero = fichero();
    let socket = escuchar_udp(direccion);
    socket.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    let mut bufer = [0; 65_535];
    let mut pixeles = std::collections::BTreeMap::new();
    let mut tamano: Option<(usize, usize, SocketAddr)> = None;
    let (mut fin, mut ultimo) = (false, Instant::now());
    loop {
        if let Some((ancho, alto, _)) = tamano {
            let limite = Duration::from_millis(if fin { 500 } else { 2000 });
            if pixeles.len() == ancho * alto || ultimo.elapsed() >= limite {
                let todas = (0..alto).flat_map(|y| (0..ancho).map(move |x| (y, x)));
                let colores = todas.flat_map(|donde| pixeles.get(&donde).copied().unwrap_or([0; 3]));
                let mut ppm = format!("P6\n{ancho} {alto}\n255\n").into_bytes();
                ppm.extend(colores);
                fs::write(&fichero, ppm).unwrap();
                acabar(ancho * alto - pixeles.len(), BIEN);
            }
        }
        let Ok((leidos, de)) = socket.recv_from(&mut bufer) else { continue };
        if tamano.is_some_and(|(_, _, emisor)| emisor != de) {
            continue;
        }
        ultimo = Instant::now();
        let de_dos = |donde: usize| usize::from(bufer[donde]) << 8 | usize::from(bufer[donde + 1]);
        match (bufer[0], leidos, tamano) {
            (1, 5, None) if (1..=1000).contains(&de_dos(1)) && (1..=1000).contains(&de_dos(3)) => {
                tamano = Some((de_dos(1), de_dos(3), de));
            }
            (2, 7.., Some((ancho, alto, _))) => {
                let (x, y) = (de_dos(1), de_dos(3));
                let (columnas, filas) = (usize::from(bufer[5]), usize::from(bufer[6]));
                if leidos == 7 + 3 * columnas * filas && x + columnas <= ancho && y + filas <= alto {
                    for (indice, color) in bufer[7..leidos].chunks(3).enumerate() {
                        pixeles.insert((y + indice / columnas, x + indice % columnas), [color[0], color[1], color[2]]);
                    }
                }
            }
            (3, 1, Some(_)) => fin = true,
            _ => {}
        }
    }
}
