//! Variantes de `cliente_eco_udp`.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::process::exit;
use std::thread;
use std::time::{Duration, Instant};

use crate::reto::{Reto, Variante, bien, en, mal};

pub const RETO: Reto = Reto { nombre: "cliente_eco_udp", variantes: VARIANTES };

const VARIANTES: &[Variante] = &[
    mal("ceu_sin_plazo", "R35", |direccion| con(direccion, Rareza { plazo: None, ..BIEN })),
    mal("ceu_plazo_corto", "R31", |direccion| {
        con(direccion, Rareza { plazo: Some(Duration::from_millis(150)), ..BIEN })
    }),
    mal("ceu_plazo_por_lectura", "R31", |direccion| con(direccion, Rareza { plazo_por_lectura: true, ..BIEN })),
    mal("ceu_bufer_corto", "R36", |direccion| con(direccion, Rareza { bufer: 1024, lo_primero: true, ..BIEN })),
    mal("ceu_bufer_corto_compara", "R36", |direccion| con(direccion, Rareza { bufer: 1024, ..BIEN })),
    mal("ceu_bufer_entero", "R03", |direccion| con(direccion, Rareza { bufer_entero: true, lo_primero: true, ..BIEN })),
    mal("ceu_lo_primero", "R37", |direccion| {
        con(direccion, Rareza { lo_primero: true, sin_mirar_de_quien: true, ..BIEN })
    }),
    mal("ceu_lo_primero_del_servidor", "R38", |direccion| {
        con(direccion, Rareza { lo_primero: true, conectado: true, ..BIEN })
    }),
    mal("ceu_de_cualquiera", "R37", |direccion| con(direccion, Rareza { sin_mirar_de_quien: true, ..BIEN })),
    mal("ceu_se_rinde", "R38", |direccion| con(direccion, Rareza { se_rinde_si_no_es: true, conectado: true, ..BIEN })),
    mal("ceu_se_rinde_con_un_extrano", "R37", |direccion| con(direccion, Rareza { se_rinde_si_no_es: true, ..BIEN })),
    mal("ceu_compara_longitud", "R28", |direccion| con(direccion, Rareza { compara_longitud: true, ..BIEN })),
    mal("ceu_vacio_es_fin", "R40", |direccion| con(direccion, Rareza { vacio_es_fin: true, ..BIEN })),
    mal("ceu_vacio_no_se_envia", "R40", |direccion| con(direccion, Rareza { vacio_no_se_envia: true, ..BIEN })),
    mal("ceu_a_trozos", "R41", |direccion| con(direccion, Rareza { a_trozos: true, ..BIEN })),
    mal("ceu_recorta", "R23", |direccion| con(direccion, Rareza { recorta: true, ..BIEN })),
    mal("ceu_texto", "R19", |direccion| con(direccion, Rareza { texto: true, ..BIEN })),
    mal("ceu_salto_de_mas", "R22", |direccion| con(direccion, Rareza { salto_de_mas: true, ..BIEN })),
    mal("ceu_otro_codigo", "R18", |direccion| con(direccion, Rareza { codigo_de_fallo: 3, ..BIEN })),
    mal("ceu_dos_lineas", "R27", |direccion| con(direccion, Rareza { dos_lineas: true, ..BIEN })),
    mal("ceu_panico", "R19", |direccion| pedir(direccion, BIEN).unwrap()),
    mal("ceu_a_otro_sitio", "R16", |_| con("127.0.0.1:9", BIEN)),
    mal("ceu_plazo_de_menos", "R31", |direccion| con_plazo(direccion, 450)),
    mal("ceu_plazo_de_mas", "R35", |direccion| con_plazo(direccion, 2600)),
    mal("ceu_bufer_casi", "R36", |direccion| con(direccion, Rareza { bufer: 65_506, ..BIEN })),
    mal("ceu_mira_solo_el_puerto", "R37", |direccion| con(direccion, Rareza { solo_el_puerto: true, ..BIEN }))
        .solo_en_linux(),
    mal("ceu_mira_el_principio", "R38", |direccion| con(direccion, Rareza { el_principio: true, ..BIEN })),
    mal("ceu_vacio_es_adios", "R40", |direccion| con(direccion, Rareza { vacio_es_adios: true, ..BIEN })),
    mal("ceu_sin_nadie_vale", "R18", |direccion| {
        con(direccion, Rareza { conectado: true, sin_nadie_vale: true, ..BIEN })
    })
    .solo_en_linux(),
    mal("ceu_sin_argumento_uno", "R18", |direccion| con(direccion, BIEN)).sin_direccion(1),
    // Correctos, aunque raros.
    bien("ceu_plazo_justo_de_menos", |direccion| con_plazo(direccion, 750)),
    bien("ceu_plazo_justo_de_mas", |direccion| con_plazo(direccion, 1900)),
    bien("ceu_lo_cuenta", |direccion| con(direccion, Rareza { lo_cuenta: true, ..BIEN })),
    bien("ceu_conectado", |direccion| con(direccion, Rareza { conectado: true, ..BIEN })),
    bien("ceu_sin_bloqueo", |direccion| con(direccion, Rareza { sin_bloqueo: true, ..BIEN })),
    bien("ceu_bufer_enorme", |direccion| con(direccion, Rareza { bufer: 1 << 20, ..BIEN })),
    bien("ceu_reintenta", |direccion| con(direccion, Rareza { reintenta: true, ..BIEN })),
    bien("ceu_perezoso", |direccion| con(direccion, Rareza { pausa: Duration::from_millis(80), ..BIEN })),
    en("eco_udp_cliente.py"),
    en("eco_udp_cliente.js"),
];

/// En qué se aparta un cliente de lo que pide el enunciado.
#[derive(Clone, Copy)]
struct Rareza {
    plazo: Option<Duration>,
    plazo_por_lectura: bool,
    bufer: usize,
    bufer_entero: bool,
    lo_primero: bool,
    sin_mirar_de_quien: bool,
    se_rinde_si_no_es: bool,
    compara_longitud: bool,
    vacio_es_fin: bool,
    solo_el_puerto: bool,
    el_principio: bool,
    vacio_es_adios: bool,
    sin_nadie_vale: bool,
    lo_cuenta: bool,
    vacio_no_se_envia: bool,
    a_trozos: bool,
    recorta: bool,
    texto: bool,
    salto_de_mas: bool,
    codigo_de_fallo: i32,
    dos_lineas: bool,
    conectado: bool,
    sin_bloqueo: bool,
    reintenta: bool,
    pausa: Duration,
}

const BIEN: Rareza = Rareza {
    plazo: Some(Duration::from_secs(1)),
    plazo_por_lectura: false,
    bufer: 65_535,
    bufer_entero: false,
    lo_primero: false,
    sin_mirar_de_quien: false,
    se_rinde_si_no_es: false,
    compara_longitud: false,
    vacio_es_fin: false,
    solo_el_puerto: false,
    el_principio: false,
    vacio_es_adios: false,
    sin_nadie_vale: false,
    lo_cuenta: false,
    vacio_no_se_envia: false,
    a_trozos: false,
    recorta: false,
    texto: false,
    salto_de_mas: false,
    codigo_de_fallo: 1,
    dos_lineas: false,
    conectado: false,
    sin_bloqueo: false,
    reintenta: false,
    pausa: Duration::ZERO,
};

fn con_plazo(direccion: &str, milisegundos: u64) {
    con(direccion, Rareza { plazo: Some(Duration::from_millis(milisegundos)), ..BIEN });
}

fn con(direccion: &str, rareza: Rareza) {
    if let Err(error) = pedir(direccion, rareza) {
        if rareza.sin_nadie_vale && error.kind() == ErrorKind::ConnectionRefused {
            return;
        }
        eprintln!("error: {error}");
        if rareza.dos_lineas {
            eprintln!("lo siento mucho");
        }
        exit(rareza.codigo_de_fallo);
    }
    if rareza.lo_cuenta {
        eprintln!("ha contestado {direccion}");
    }
}

fn pedir(direccion: &str, rareza: Rareza) -> io::Result<()> {
    let servidor: SocketAddr = direccion.parse().map_err(|_| ErrorKind::InvalidInput)?;
    let mut mensaje = Vec::new();
    io::stdin().read_to_end(&mut mensaje)?;
    if rareza.texto {
        mensaje = String::from_utf8(mensaje).unwrap().into_bytes();
    }
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    if rareza.conectado {
        socket.connect(servidor)?;
    }
    let enviar = |bytes: &[u8]| if rareza.conectado { socket.send(bytes) } else { socket.send_to(bytes, servidor) };
    if rareza.recorta {
        mensaje.truncate(65_507);
    }
    if rareza.vacio_no_se_envia && mensaje.is_empty() {
        return Ok(());
    }
    if rareza.a_trozos {
        for trozo in mensaje.chunks(1400) {
            enviar(trozo)?;
        }
        let mut eco = Vec::new();
        while eco.len() < mensaje.len() {
            eco.extend(esperar(&socket, servidor, None, rareza)?);
        }
        return io::stdout().write_all(&eco);
    }
    thread::sleep(rareza.pausa);
    enviar(&mensaje)?;
    if rareza.reintenta {
        let corta = Rareza { plazo: Some(Duration::from_millis(480)), ..rareza };
        if esperar(&socket, servidor, Some(&mensaje), corta).is_ok() {
            return io::stdout().write_all(&mensaje);
        }
        enviar(&mensaje)?;
        esperar(&socket, servidor, Some(&mensaje), corta)?;
        return io::stdout().write_all(&mensaje);
    }
    let eco = esperar(&socket, servidor, Some(&mensaje), rareza)?;
    thread::sleep(rareza.pausa);
    let mut salida = io::stdout();
    salida.write_all(&eco)?;
    if rareza.salto_de_mas {
        salida.write_all(b"\n")?;
    }
    salida.flush()
}

fn esperar(socket: &UdpSocket, servidor: SocketAddr, mensaje: Option<&[u8]>, rareza: Rareza) -> io::Result<Vec<u8>> {
    let mut buffer = vec![0; rareza.bufer];
    let limite = rareza.plazo.map(|plazo| Instant::now() + plazo);
    socket.set_nonblocking(rareza.sin_bloqueo)?;
    loop {
        if let Some(limite) = limite {
            let queda = limite.saturating_duration_since(Instant::now());
            if queda.is_zero() && !rareza.plazo_por_lectura {
                return Err(ErrorKind::TimedOut.into());
            }
            socket.set_read_timeout(if rareza.plazo_por_lectura { rareza.plazo } else { Some(queda) })?;
        }
        let (leidos, de) = match socket.recv_from(&mut buffer) {
            Err(error) if rareza.sin_bloqueo && error.kind() == ErrorKind::WouldBlock => {
                thread::sleep(Duration::from_millis(2));
                continue;
            }
            otro => otro?,
        };
        let eco = &buffer[..leidos];
        if rareza.bufer_entero {
            return Ok(buffer);
        }
        let adios = rareza.vacio_es_adios && mensaje.is_some_and(|mensaje| !mensaje.is_empty());
        if leidos == 0 && (rareza.vacio_es_fin || adios) {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let suyo =
            de == servidor || rareza.sin_mirar_de_quien || (rareza.solo_el_puerto && de.port() == servidor.port());
        let bueno = match mensaje {
            Some(mensaje) if rareza.compara_longitud => eco.len() == mensaje.len(),
            Some(mensaje) if rareza.el_principio => eco.get(..4) == mensaje.get(..4),
            Some(mensaje) => rareza.lo_primero || eco == mensaje,
            None => true,
        };
        if suyo && bueno {
            return Ok(eco.to_vec());
        }
        if rareza.se_rinde_si_no_es {
            return Err(ErrorKind::InvalidData.into());
        }
    }
}
