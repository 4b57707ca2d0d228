//! Variantes de `recibir_archivo_udp`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Seek, SeekFrom, Write};
use std::net::{SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::exit;
use std::thread;
use std::time::{Duration, Instant};

use crate::crc32::sumar;
use crate::red::{en_puerto_fijo, en_todas, escuchar_udp, fichero};
use crate::reto::{Reto, Variante, bien, mal};

pub const RETO: Reto = Reto { nombre: "recibir_archivo_udp", variantes: VARIANTES };

const VARIANTES: &[Variante] = &[
    mal("arch_orden_de_llegada", "R53", |direccion| con(direccion, Rareza { al_final: true, sin_suma: true, ..BIEN })),
    mal("arch_duplicado_dos_veces", "R53", |direccion| {
        con(direccion, Rareza { al_final: true, tambien_repetidos: true, sin_suma: true, ..BIEN })
    }),
    mal("arch_hueco_completo", "R52", |direccion| {
        con(direccion, Rareza { sin_mirar_huecos: true, sin_suma: true, ..BIEN })
    }),
    mal("arch_cuenta_datagramas", "R52", |direccion| con(direccion, Rareza { cuenta_datagramas: true, ..BIEN })),
    mal("arch_se_rinde_con_huecos", "R52", |direccion| con(direccion, Rareza { se_rinde_con_huecos: true, ..BIEN })),
    mal("arch_sin_pedir", "R39", |direccion| con(direccion, Rareza { sin_pedir: true, ..BIEN })),
    mal("arch_sin_suma", "R28", |direccion| con(direccion, Rareza { sin_suma: true, ..BIEN })),
    mal("arch_codigo_0", "R28", |direccion| con(direccion, Rareza { codigo_de_fallo: 0, ..BIEN })),
    mal("arch_dice_que_si", "R28", |direccion| con(direccion, Rareza { sin_guardar: true, ..BIEN })),
    mal("arch_sin_reacuse", "R39", |direccion| con(direccion, Rareza { sin_reacuse: true, ..BIEN })),
    mal("arch_se_va", "R39", |direccion| con(direccion, Rareza { despedida: Duration::ZERO, ..BIEN })),
    mal("arch_de_cualquiera", "R37", |direccion| con(direccion, Rareza { de_cualquiera: true, ..BIEN })),
    mal("arch_directo", "R49", |direccion| con(direccion, Rareza { directo: true, ..BIEN })),
    mal("arch_borra_y_renombra", "R49", |direccion| con(direccion, Rareza { borra_antes: true, ..BIEN }))
        .solo_en_linux(),
    mal("arch_numero_en_un_byte", "R21", |direccion| con(direccion, Rareza { en_un_byte: true, ..BIEN })),
    mal("arch_un_trozo_de_menos", "R21", |direccion| con(direccion, Rareza { limite: 65_535, ..BIEN })),
    mal("arch_un_trozo_de_mas", "R13", |direccion| con(direccion, Rareza { limite: 65_537, ..BIEN })),
    mal("arch_deja_parcial", "R49", |direccion| con(direccion, Rareza { deja_parcial: true, en_disco: true, ..BIEN })),
    mal("arch_sin_plazo", "R35", |direccion| con(direccion, Rareza { plazo: None, ..BIEN })),
    mal("arch_plazo_corto", "R31", |direccion| {
        con(direccion, Rareza { plazo: Some(Duration::from_millis(250)), ..BIEN })
    }),
    mal("arch_plazo_casi", "R31", |direccion| con(direccion, Rareza { plazo: Some(MS * 350), ..BIEN })),
    mal("arch_plazo_largo", "R35", |direccion| con(direccion, Rareza { plazo: Some(MS * 5000), ..BIEN })),
    mal("arch_despedida_larga", "R26", |direccion| con(direccion, Rareza { despedida: MS * 5000, ..BIEN })),
    mal("arch_plazo_desde_el_principio", "R31", |direccion| {
        con(direccion, Rareza { desde_el_principio: true, ..BIEN })
    }),
    mal("arch_ultimo_mas_corto", "R21", |direccion| con(direccion, Rareza { ultimo: 999, ..BIEN })),
    mal("arch_vacia_la_cola", "R23", |direccion| con(direccion, Rareza { vacia_la_cola: true, ..BIEN })),
    mal("arch_pocos_adelantados", "R21", |direccion| con(direccion, Rareza { pocos_adelantados: true, ..BIEN })),
    mal("arch_no_mira_si_guarda", "R28", |direccion| con(direccion, Rareza { no_mira_si_guarda: true, ..BIEN })),
    mal("arch_sin_salida_1", "R18", sin_salida),
    mal("arch_plazo_de_cualquiera", "R31", |direccion| con(direccion, Rareza { plazo_de_cualquiera: true, ..BIEN })),
    mal("arch_vacio_es_fin", "R40", |direccion| con(direccion, Rareza { vacio_es_fin: true, ..BIEN })),
    mal("arch_confiado", "R19", |direccion| con(direccion, Rareza { confiado: true, ..BIEN })),
    mal("arch_reserva", "R13", |direccion| con(direccion, Rareza { reserva: true, limite: u32::MAX, ..BIEN })),
    mal("arch_sin_limite", "R13", |direccion| con(direccion, Rareza { limite: u32::MAX, ..BIEN })),
    mal("arch_acuse_al_reves", "R12", |direccion| con(direccion, Rareza { acuse_al_reves: true, ..BIEN })),
    mal("arch_bufer_corto", "R36", |direccion| con(direccion, Rareza { bufer: 512, ..BIEN })),
    mal("arch_sin_vacio", "R07", |direccion| con(direccion, Rareza { sin_vacio: true, ..BIEN })),
    mal("arch_contesta_a_la_basura", "R13", |direccion| con(direccion, Rareza { sin_comprobar_tamano: true, ..BIEN })),
    mal("arch_no_acaba", "R26", |direccion| con(direccion, Rareza { no_acaba: true, ..BIEN })),
    mal("arch_dos_lineas", "R27", |direccion| con(direccion, Rareza { dos_lineas: true, ..BIEN })),
    mal("arch_en_todas", "R16", |direccion| en_todas(direccion, |direccion| con(direccion, BIEN))).solo_en_linux(),
    mal("arch_puerto_fijo", "R16", |direccion| en_puerto_fijo(direccion, |direccion| con(direccion, BIEN))),
    // Correctos, aunque raros.
    bien("arch_en_disco", |direccion| con(direccion, Rareza { en_disco: true, ..BIEN })),
    bien("arch_con_vector", |direccion| con(direccion, Rareza { reserva: true, ..BIEN })),
    bien("arch_perezoso", |direccion| con(direccion, Rareza { pausa: Duration::from_millis(8), ..BIEN })),
    bien("arch_plazos_justos", |direccion| con(direccion, Rareza { plazo: Some(MS * 750), ..BIEN })),
    bien("arch_plazos_con_calma", |direccion| {
        con(direccion, Rareza { plazo: Some(MS * 1800), despedida: MS * 1000, ..BIEN })
    }),
    bien("arch_hablador", |direccion| con(direccion, Rareza { hablador: true, ..BIEN })),
];

const MS: Duration = Duration::from_millis(1);

/// En qué se aparta una variante de lo que pide el enunciado.
#[derive(Clone, Copy)]
struct Rareza {
    /// Añade cada trozo al final, sin mirar su número; y quizá también los repetidos.
    al_final: bool,
    tambien_repetidos: bool,
    sin_mirar_huecos: bool,
    cuenta_datagramas: bool,
    se_rinde_con_huecos: bool,
    sin_pedir: bool,
    sin_suma: bool,
    codigo_de_fallo: i32,
    sin_guardar: bool,
    sin_reacuse: bool,
    despedida: Duration,
    de_cualquiera: bool,
    directo: bool,
    borra_antes: bool,
    en_un_byte: bool,
    deja_parcial: bool,
    plazo: Option<Duration>,
    plazo_de_cualquiera: bool,
    vacio_es_fin: bool,
    confiado: bool,
    reserva: bool,
    limite: u32,
    acuse_al_reves: bool,
    bufer: usize,
    sin_vacio: bool,
    sin_comprobar_tamano: bool,
    no_acaba: bool,
    dos_lineas: bool,
    en_disco: bool,
    pausa: Duration,
    hablador: bool,
    desde_el_principio: bool,
    ultimo: usize,
    vacia_la_cola: bool,
    pocos_adelantados: bool,
    no_mira_si_guarda: bool,
}

const BIEN: Rareza = Rareza {
    al_final: false,
    tambien_repetidos: false,
    sin_mirar_huecos: false,
    cuenta_datagramas: false,
    se_rinde_con_huecos: false,
    sin_pedir: false,
    sin_suma: false,
    codigo_de_fallo: 1,
    sin_guardar: false,
    sin_reacuse: false,
    despedida: Duration::from_millis(300),
    de_cualquiera: false,
    directo: false,
    borra_antes: false,
    en_un_byte: false,
    deja_parcial: false,
    plazo: Some(Duration::from_secs(1)),
    plazo_de_cualquiera: false,
    vacio_es_fin: false,
    confiado: false,
    reserva: false,
    limite: 65_536,
    acuse_al_reves: false,
    bufer: 65_535,
    sin_vacio: false,
    sin_comprobar_tamano: false,
    no_acaba: false,
    dos_lineas: false,
    en_disco: false,
    pausa: Duration::ZERO,
    hablador: false,
    desde_el_principio: false,
    ultimo: 1000,
    vacia_la_cola: false,
    pocos_adelantados: false,
    no_mira_si_guarda: false,
};

fn sin_salida(direccion: &str) {
    if std::env::args_os().nth(3).is_none() {
        eprintln!("falta SALIDA");
        exit(1)
    }
    con(direccion, BIEN);
}

fn con(direccion: &str, rareza: Rareza) {
    let salida = fichero();
    if let Err(error) = recibir(&escuchar_udp(direccion), &salida, rareza) {
        eprintln!("error: {error}");
        if rareza.dos_lineas {
            eprintln!("lo siento mucho");
        }
        exit(rareza.codigo_de_fallo);
    }
}

struct Llegado {
    emisor: SocketAddr,
    total: u32,
    trozos: BTreeMap<u32, Vec<u8>>,
    seguido: Vec<u8>,
    datagramas: u32,
    sitios: Vec<Option<Vec<u8>>>,
    parcial: Option<(PathBuf, File)>,
}

fn recibir(socket: &UdpSocket, salida: &Path, rareza: Rareza) -> Result<(), String> {
    let mut buffer = vec![0; rareza.bufer];
    let mut llegado: Option<Llegado> = None;
    let mut limite = rareza.plazo.filter(|_| rareza.desde_el_principio).map(|plazo| Instant::now() + plazo);
    let mut guardado = false;
    loop {
        let queda = limite.map(|limite| limite.saturating_duration_since(Instant::now()));
        let vencido = queda.is_some_and(|queda| queda.is_zero());
        if !vencido {
            socket.set_read_timeout(queda).unwrap();
        }
        let recibido = if vencido { Err(ErrorKind::TimedOut.into()) } else { socket.recv_from(&mut buffer) };
        let (leidos, de) = match recibido {
            Ok(recibido) => recibido,
            Err(_) if guardado && rareza.no_acaba => {
                limite = None;
                continue;
            }
            Err(_) if guardado => return Ok(()),
            Err(error) => {
                if let Some((ruta, _)) = llegado.and_then(|llegado| llegado.parcial)
                    && !rareza.deja_parcial
                {
                    fs::remove_file(ruta).unwrap();
                }
                return Err(format!("el emisor calla ({:?})", error.kind()));
            }
        };
        thread::sleep(rareza.pausa);
        if rareza.hablador {
            println!("{leidos} bytes de {de}");
        }
        if leidos == 0 && rareza.vacio_es_fin {
            return Err("el emisor se despide".to_string());
        }
        if rareza.plazo_de_cualquiera && limite.is_some() {
            limite = rareza.plazo.map(|plazo| Instant::now() + plazo);
        }
        let Some((tipo, primero, segundo, datos)) = leer(&buffer[..leidos], rareza) else { continue };
        let total = if tipo == b'D' { segundo } else { primero };
        if total == 0 && rareza.sin_vacio {
            continue;
        }
        let llegado = llegado.get_or_insert_with(|| Llegado {
            emisor: de,
            total,
            trozos: BTreeMap::new(),
            seguido: Vec::new(),
            datagramas: 0,
            sitios: if rareza.reserva { vec![Some(Vec::new()); total as usize] } else { Vec::new() },
            parcial: None,
        });
        if (llegado.emisor != de && !rareza.de_cualquiera) || llegado.total != total {
            continue;
        }
        limite = if guardado {
            Some(Instant::now() + rareza.despedida)
        } else {
            rareza.plazo.map(|plazo| Instant::now() + plazo)
        };
        match tipo {
            b'D' => {
                llegado.datagramas += 1;
                if rareza.directo && primero == 0 {
                    fs::write(salida, datos).unwrap();
                }
                let nuevo = llegado.apuntar(primero, datos, salida, rareza);
                if nuevo || !rareza.sin_reacuse {
                    let primero = if rareza.en_un_byte { primero & 0xff } else { primero };
                    let numero = if rareza.acuse_al_reves { primero.to_le_bytes() } else { primero.to_be_bytes() };
                    if rareza.vacia_la_cola {
                        // Lo que tarda en hacer otra cosa: mientras, llegan los siguientes.
                        thread::sleep(MS * 30);
                        socket.set_nonblocking(true).unwrap();
                        while socket.recv_from(&mut buffer).is_ok() {}
                        socket.set_nonblocking(false).unwrap();
                    }
                    let _ = socket.send_to(&[&b"A"[..], &numero].concat(), de);
                }
            }
            _ => {
                let falta = (0..total).find(|numero| !llegado.trozos.contains_key(numero));
                let falta = if rareza.cuenta_datagramas { falta.filter(|_| llegado.datagramas < total) } else { falta };
                if let (Some(falta), false) = (falta, rareza.sin_mirar_huecos) {
                    if rareza.se_rinde_con_huecos {
                        let _ = socket.send_to(b"M", de);
                        return Err("faltan trozos".to_string());
                    }
                    if !rareza.sin_pedir {
                        let _ = socket.send_to(&[&b"P"[..], &falta.to_be_bytes()].concat(), de);
                    }
                    continue;
                }
                let todo: Vec<u8> = if rareza.al_final {
                    llegado.seguido.clone()
                } else {
                    llegado.trozos.values().flatten().copied().collect()
                };
                if sumar(0, &todo) != segundo && !rareza.sin_suma {
                    let _ = socket.send_to(b"M", de);
                    if let Some((ruta, _)) = &llegado.parcial {
                        fs::remove_file(ruta).unwrap();
                    }
                    return Err("no suma lo anunciado".to_string());
                }
                if !guardado && !rareza.sin_guardar {
                    let ruta = llegado.parcial.take().map_or_else(|| provisional(salida), |(ruta, _)| ruta);
                    let publicado = fs::write(&ruta, &todo).and_then(|()| {
                        if rareza.borra_antes {
                            let _ = fs::remove_file(salida);
                        }
                        fs::rename(&ruta, salida)
                    });
                    if publicado.is_err() && !rareza.no_mira_si_guarda {
                        let _ = socket.send_to(b"M", de);
                        return Err("no lo puedo guardar".to_string());
                    }
                }
                let _ = socket.send_to(b"B", de);
                guardado = true;
                limite = Some(Instant::now() + rareza.despedida);
            }
        }
    }
}

impl Llegado {
    /// Guarda el trozo donde le parezca. Devuelve si no lo tenía.
    fn apuntar(&mut self, numero: u32, datos: &[u8], salida: &Path, rareza: Rareza) -> bool {
        let nuevo = !self.trozos.contains_key(&numero);
        // Solo le caben cuatro de los que se adelantan: de los demás acusa recibo, y los tira.
        let seguidos = (0..).take_while(|otro| self.trozos.contains_key(otro)).count();
        if rareza.pocos_adelantados && numero as usize > seguidos && self.trozos.len() >= seguidos + 4 {
            return nuevo;
        }
        if nuevo || rareza.tambien_repetidos {
            self.seguido.extend_from_slice(datos);
        }
        if rareza.reserva {
            self.sitios[numero as usize] = Some(datos.to_vec());
        }
        if rareza.en_disco {
            if self.parcial.is_none() {
                self.parcial = empezar(salida);
            }
            if let Some((_, fichero)) = &mut self.parcial {
                fichero.seek(SeekFrom::Start(u64::from(numero) * 1000)).unwrap();
                fichero.write_all(datos).unwrap();
            }
        }
        if nuevo || rareza.de_cualquiera {
            self.trozos.insert(numero, datos.to_vec());
        }
        nuevo
    }
}

fn provisional(salida: &Path) -> PathBuf {
    salida.with_extension("a-medias")
}

fn empezar(salida: &Path) -> Option<(PathBuf, File)> {
    let ruta = provisional(salida);
    File::create(&ruta).ok().map(|fichero| (ruta, fichero))
}

fn leer(datagrama: &[u8], rareza: Rareza) -> Option<(u8, u32, u32, &[u8])> {
    if datagrama.len() < 9 && !rareza.confiado {
        return None;
    }
    let numero = |desde: usize| u32::from_be_bytes(datagrama[desde..desde + 4].try_into().unwrap());
    let (tipo, primero, segundo, datos) = (datagrama[0], numero(1), numero(5), &datagrama[9..]);
    let bien = match tipo {
        b'D' => {
            let medida =
                if primero + 1 == segundo { (1..=rareza.ultimo).contains(&datos.len()) } else { datos.len() == 1000 };
            segundo <= rareza.limite && primero < segundo && (medida || rareza.sin_comprobar_tamano)
        }
        b'F' => primero <= rareza.limite && datos.is_empty(),
        _ => false,
    };
    bien.then_some((tipo, primero, segundo, datos))
}
