//! Variantes de `cliente_eco_udp_fiable`.

use std::io::{self, BufRead, ErrorKind, Write};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::process::exit;
use std::thread;
use std::time::{Duration, Instant};

use crate::reto::{Reto, Variante, bien, mal};

pub const RETO: Reto = Reto { nombre: "cliente_eco_udp_fiable", variantes: VARIANTES };

const VARIANTES: &[Variante] = &[
    mal("fiable_sin_plazo", "R35", |direccion| con(direccion, Rareza { espera: None, ..BIEN })),
    mal("fiable_sin_reintentos", "R39", |direccion| con(direccion, Rareza { envios: 1, ..BIEN })),
    mal("fiable_tres_intentos", "R39", |direccion| con(direccion, Rareza { envios: 3, ..BIEN })),
    mal("fiable_sin_fin", "R22", |direccion| con(direccion, Rareza { envios: u32::MAX, ..BIEN })),
    mal("fiable_a_rafagas", "R31", |direccion| {
        con(direccion, Rareza { espera: Some(Duration::from_millis(15)), ..BIEN })
    }),
    mal("fiable_lento", "R31", |direccion| con(direccion, Rareza { espera: Some(Duration::from_millis(900)), ..BIEN })),
    mal("fiable_espera_por_lectura", "R31", |direccion| con(direccion, Rareza { espera_por_lectura: true, ..BIEN })),
    mal("fiable_sin_esperar", "R22", |direccion| con(direccion, Rareza { sin_esperar: true, ..BIEN })),
    mal("fiable_al_reves", "R12", |direccion| con(direccion, Rareza { al_reves: true, ..BIEN })),
    mal("fiable_sin_numero", "R21", |direccion| con(direccion, Rareza { sin_numero: true, ..BIEN })),
    mal("fiable_desde_cero", "R21", |direccion| con(direccion, Rareza { desde_cero: true, ..BIEN })),
    mal("fiable_numero_nuevo", "R21", |direccion| con(direccion, Rareza { numero_nuevo: true, ..BIEN })),
    mal("fiable_con_salto", "R22", |direccion| con(direccion, Rareza { con_salto: true, ..BIEN })),
    mal("fiable_solo_contenido", "R38", |direccion| con(direccion, Rareza { solo_contenido: true, ..BIEN })),
    mal("fiable_solo_numero", "R28", |direccion| con(direccion, Rareza { solo_numero: true, ..BIEN })),
    mal("fiable_de_cualquiera", "R37", |direccion| con(direccion, Rareza { de_cualquiera: true, ..BIEN })),
    mal("fiable_lo_primero", "R38", |direccion| {
        con(direccion, Rareza { solo_contenido: true, solo_numero: true, conectado: true, ..BIEN })
    }),
    mal("fiable_vacio_es_fin", "R40", |direccion| con(direccion, Rareza { vacio_es_fin: true, ..BIEN })),
    mal("fiable_confiado", "R19", |direccion| con(direccion, Rareza { confiado: true, ..BIEN })),
    mal("fiable_se_rinde", "R38", |direccion| con(direccion, Rareza { se_rinde: true, conectado: true, ..BIEN })),
    mal("fiable_bufer_corto", "R36", |direccion| con(direccion, Rareza { bufer: 1024, ..BIEN })),
    mal("fiable_texto", "R19", |direccion| con(direccion, Rareza { texto: true, ..BIEN })),
    mal("fiable_pierde_la_ultima", "R23", |direccion| con(direccion, Rareza { pierde_la_ultima: true, ..BIEN })),
    mal("fiable_se_salta_vacias", "R21", |direccion| con(direccion, Rareza { se_salta_vacias: true, ..BIEN })),
    mal("fiable_todo_al_final", "R23", |direccion| con(direccion, Rareza { todo_al_final: true, ..BIEN })),
    mal("fiable_numero_en_un_byte", "R21", |direccion| con(direccion, Rareza { en_un_byte: true, ..BIEN })),
    mal("fiable_bufer_casi", "R36", |direccion| con(direccion, Rareza { bufer: 65_506, ..BIEN })),
    mal("fiable_corta_la_larga", "R28", |direccion| con(direccion, Rareza { larga: Larga::Corta, ..BIEN })),
    mal("fiable_salta_la_larga", "R28", |direccion| con(direccion, Rareza { larga: Larga::Salta, ..BIEN })),
    mal("fiable_acaba_con_la_larga", "R28", |direccion| con(direccion, Rareza { larga: Larga::Acaba, ..BIEN })),
    mal("fiable_numero_fijo", "R21", |direccion| con(direccion, Rareza { numero_fijo: true, ..BIEN })),
    mal("fiable_pregunta_nada", "R22", |direccion| con(direccion, Rareza { pregunta_nada: true, ..BIEN })),
    mal("fiable_fallos_en_total", "R39", |direccion| con(direccion, Rareza { fallos_en_total: true, ..BIEN })),
    mal("fiable_se_rinde_con_un_extrano", "R37", |direccion| con(direccion, Rareza { se_rinde: true, ..BIEN })),
    mal("fiable_sin_esperar_al_quinto", "R31", |direccion| con(direccion, Rareza { sin_ultima_espera: true, ..BIEN })),
    mal("fiable_insiste_con_cada_cosa", "R31", |direccion| con(direccion, Rareza { insiste: true, ..BIEN })),
    mal("fiable_espera_de_menos", "R31", |direccion| con_espera(direccion, 75)),
    mal("fiable_espera_de_mas", "R31", |direccion| con_espera(direccion, 500)),
    mal("fiable_sin_nadie_vale", "R18", |direccion| {
        con(direccion, Rareza { conectado: true, sin_nadie_vale: true, ..BIEN })
    })
    .solo_en_linux(),
    mal("fiable_sin_argumento_uno", "R18", |direccion| con(direccion, BIEN)).sin_direccion(1),
    // Correctos, aunque raros.
    bien("fiable_espera_justo_de_menos", |direccion| con_espera(direccion, 130)),
    bien("fiable_espera_justo_de_mas", |direccion| con_espera(direccion, 350)),
    bien("fiable_resuelve_al_enviar", |direccion| con(direccion, Rareza { resuelve_al_enviar: true, ..BIEN })),
    bien("fiable_conectado", |direccion| con(direccion, Rareza { conectado: true, ..BIEN })),
    bien("fiable_un_socket_cada_vez", |direccion| con(direccion, Rareza { un_socket_cada_vez: true, ..BIEN })),
    bien("fiable_bufer_enorme", |direccion| con(direccion, Rareza { bufer: 1 << 20, ..BIEN })),
    bien("fiable_perezoso", |direccion| con(direccion, Rareza { pausa: Duration::from_millis(20), ..BIEN })),
];

/// En qué se aparta una variante de lo que pide el enunciado.
#[derive(Clone, Copy)]
struct Rareza {
    envios: u32,
    espera: Option<Duration>,
    espera_por_lectura: bool,
    sin_esperar: bool,
    al_reves: bool,
    en_un_byte: bool,
    larga: Larga,
    resuelve_al_enviar: bool,
    sin_numero: bool,
    desde_cero: bool,
    numero_nuevo: bool,
    numero_fijo: bool,
    pregunta_nada: bool,
    fallos_en_total: bool,
    sin_ultima_espera: bool,
    insiste: bool,
    sin_nadie_vale: bool,
    con_salto: bool,
    solo_contenido: bool,
    solo_numero: bool,
    de_cualquiera: bool,
    vacio_es_fin: bool,
    confiado: bool,
    se_rinde: bool,
    bufer: usize,
    texto: bool,
    pierde_la_ultima: bool,
    se_salta_vacias: bool,
    todo_al_final: bool,
    un_socket_cada_vez: bool,
    conectado: bool,
    pausa: Duration,
}

/// Lo que se hace con una línea que no cabe en un datagrama.
#[derive(Clone, Copy, PartialEq)]
enum Larga {
    Falla,
    Corta,
    Salta,
    Acaba,
}

const BIEN: Rareza = Rareza {
    envios: 5,
    espera: Some(Duration::from_millis(200)),
    espera_por_lectura: false,
    sin_esperar: false,
    al_reves: false,
    en_un_byte: false,
    larga: Larga::Falla,
    resuelve_al_enviar: false,
    sin_numero: false,
    desde_cero: false,
    numero_nuevo: false,
    numero_fijo: false,
    pregunta_nada: false,
    fallos_en_total: false,
    sin_ultima_espera: false,
    insiste: false,
    sin_nadie_vale: false,
    con_salto: false,
    solo_contenido: false,
    solo_numero: false,
    de_cualquiera: false,
    vacio_es_fin: false,
    confiado: false,
    se_rinde: false,
    bufer: 65_535,
    texto: false,
    pierde_la_ultima: false,
    se_salta_vacias: false,
    todo_al_final: false,
    un_socket_cada_vez: false,
    conectado: false,
    pausa: Duration::ZERO,
};

fn con_espera(direccion: &str, milisegundos: u64) {
    con(direccion, Rareza { espera: Some(Duration::from_millis(milisegundos)), ..BIEN });
}

fn con(direccion: &str, rareza: Rareza) {
    let mut escrito = Vec::new();
    if let Err(error) = preguntar_todo(direccion, rareza, &mut escrito) {
        if rareza.sin_nadie_vale && error.kind() == ErrorKind::ConnectionRefused {
            return;
        }
        eprintln!("error: {error}");
        exit(1);
    }
    io::stdout().write_all(&escrito).unwrap();
}

fn abrir(servidor: SocketAddr, rareza: Rareza) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    if rareza.conectado {
        socket.connect(servidor)?;
    }
    Ok(socket)
}

/// Lo que cabe de una línea, detrás de su número.
const CABEN: usize = 65_507 - 4;

fn resolver(direccion: &str) -> io::Result<SocketAddr> {
    direccion.parse().map_err(|_| ErrorKind::InvalidInput.into())
}

fn preguntar_todo(direccion: &str, rareza: Rareza, escrito: &mut Vec<u8>) -> io::Result<()> {
    // Quien resuelve al enviar no se entera de que la dirección no vale hasta que hay algo que preguntar.
    let servidor = if rareza.resuelve_al_enviar { Ok(([127, 0, 0, 1], 9).into()) } else { resolver(direccion) };
    let mut socket = abrir(servidor?, rareza)?;
    let mut entrada = io::stdin().lock();
    let mut numero = u32::from(!rareza.desde_cero);
    let mut fallos = 0;
    let mut primera = true;
    loop {
        let mut linea = Vec::new();
        entrada.read_until(b'\n', &mut linea)?;
        let acaba = linea.ends_with(b"\n");
        let vacia_del_todo = linea.is_empty() && !(primera && rareza.pregunta_nada);
        if vacia_del_todo || (rareza.pierde_la_ultima && !acaba) {
            return Ok(());
        }
        primera = false;
        if acaba && !rareza.con_salto {
            linea.pop();
        }
        if rareza.se_salta_vacias && linea.is_empty() {
            continue;
        }
        if rareza.texto {
            linea = String::from_utf8(linea).unwrap().into_bytes();
        }
        if linea.len() > CABEN {
            match rareza.larga {
                Larga::Falla => {}
                Larga::Corta => linea.truncate(CABEN),
                Larga::Salta => continue,
                Larga::Acaba => return Ok(()),
            }
        }
        let servidor = resolver(direccion)?;
        if rareza.un_socket_cada_vez {
            socket = abrir(servidor, rareza)?;
        }
        thread::sleep(rareza.pausa);
        let eco = insistir(&socket, servidor, (&mut numero, &mut fallos), &linea, rareza)?;
        numero += u32::from(!rareza.numero_fijo);
        let mut salida = eco;
        if !rareza.con_salto {
            salida.push(b'\n');
        }
        if rareza.todo_al_final {
            escrito.extend(salida);
        } else {
            io::stdout().write_all(&salida)?;
            io::stdout().flush()?;
        }
    }
}

fn insistir(
    socket: &UdpSocket,
    servidor: SocketAddr,
    (numero, fallos): (&mut u32, &mut u32),
    linea: &[u8],
    rareza: Rareza,
) -> io::Result<Vec<u8>> {
    for vez in 0..rareza.envios {
        if rareza.numero_nuevo && vez > 0 {
            *numero += 1;
        }
        let bytes = if rareza.al_reves { numero.to_le_bytes() } else { numero.to_be_bytes() };
        let bytes = if rareza.en_un_byte { [0, 0, 0, bytes[3]] } else { bytes };
        let cabecera: &[u8] = if rareza.sin_numero { &[] } else { &bytes };
        let datagrama = [cabecera, linea].concat();
        if rareza.conectado {
            socket.send(&datagrama)?
        } else {
            socket.send_to(&datagrama, servidor)?
        };
        if rareza.sin_esperar {
            return Ok(linea.to_vec());
        }
        let espera = if rareza.sin_ultima_espera && vez == 4 { Some(Duration::ZERO) } else { rareza.espera };
        if let Some(eco) = esperar(socket, servidor, &datagrama, Rareza { espera, ..rareza })? {
            return Ok(eco);
        }
        // Los fallos se cuentan en total, y no los de cada pregunta.
        *fallos += 1;
        if rareza.fallos_en_total && *fallos == 5 {
            break;
        }
    }
    Err(ErrorKind::TimedOut.into())
}

fn esperar(socket: &UdpSocket, servidor: SocketAddr, datagrama: &[u8], rareza: Rareza) -> io::Result<Option<Vec<u8>>> {
    let mut buffer = vec![0; rareza.bufer];
    let limite = rareza.espera.map(|espera| Instant::now() + espera);
    loop {
        if let Some(limite) = limite {
            let queda = limite.saturating_duration_since(Instant::now());
            if queda.is_zero() && !rareza.espera_por_lectura {
                return Ok(None);
            }
            socket.set_read_timeout(if rareza.espera_por_lectura { rareza.espera } else { Some(queda) })?;
        }
        let (leidos, de) = match socket.recv_from(&mut buffer) {
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => return Ok(None),
            otro => otro?,
        };
        let eco = &buffer[..leidos];
        if leidos == 0 && rareza.vacio_es_fin {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        if rareza.confiado {
            // Da por hecho que cabe un número: con menos bytes, se rompe.
            let numero = u32::from_be_bytes(eco[..4].try_into().unwrap());
            if numero != u32::from_be_bytes(datagrama[..4].try_into().unwrap()) {
                continue;
            }
        }
        let suyo = de == servidor || rareza.de_cualquiera;
        let desde = if rareza.sin_numero { 0 } else { 4 };
        let numero = rareza.solo_contenido || eco.get(..desde) == Some(&datagrama[..desde]);
        let contenido = rareza.solo_numero || eco.get(desde..) == Some(&datagrama[desde..]);
        if suyo && numero && contenido {
            return Ok(Some(eco.get(desde..).unwrap_or_default().to_vec()));
        }
        if rareza.insiste {
            return Ok(None);
        }
        if rareza.se_rinde {
            return Err(ErrorKind::InvalidData.into());
        }
    }
}
