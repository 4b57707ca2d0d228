//! Variantes de `cliente_eco_udp` y de `servidor_eco_udp`.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::process::exit;
use std::thread;
use std::time::{Duration, Instant};

pub fn jugar(nombre: &str, direccion: &str) -> bool {
    cliente(nombre, direccion) || servidor(nombre, direccion)
}

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

fn cliente(nombre: &str, direccion: &str) -> bool {
    let rareza = match nombre {
        "ceu_sin_plazo" => Rareza { plazo: None, ..BIEN },
        "ceu_plazo_corto" => Rareza { plazo: Some(Duration::from_millis(150)), ..BIEN },
        "ceu_plazo_por_lectura" => Rareza { plazo_por_lectura: true, ..BIEN },
        "ceu_bufer_corto" => Rareza { bufer: 1024, lo_primero: true, ..BIEN },
        "ceu_bufer_corto_compara" => Rareza { bufer: 1024, ..BIEN },
        "ceu_bufer_entero" => Rareza { bufer_entero: true, lo_primero: true, ..BIEN },
        "ceu_lo_primero" => Rareza { lo_primero: true, sin_mirar_de_quien: true, ..BIEN },
        "ceu_lo_primero_del_servidor" => Rareza { lo_primero: true, conectado: true, ..BIEN },
        "ceu_de_cualquiera" => Rareza { sin_mirar_de_quien: true, ..BIEN },
        "ceu_se_rinde" => Rareza { se_rinde_si_no_es: true, conectado: true, ..BIEN },
        "ceu_se_rinde_con_un_extrano" => Rareza { se_rinde_si_no_es: true, ..BIEN },
        "ceu_compara_longitud" => Rareza { compara_longitud: true, ..BIEN },
        "ceu_vacio_es_fin" => Rareza { vacio_es_fin: true, ..BIEN },
        "ceu_vacio_no_se_envia" => Rareza { vacio_no_se_envia: true, ..BIEN },
        "ceu_a_trozos" => Rareza { a_trozos: true, ..BIEN },
        "ceu_recorta" => Rareza { recorta: true, ..BIEN },
        "ceu_texto" => Rareza { texto: true, ..BIEN },
        "ceu_salto_de_mas" => Rareza { salto_de_mas: true, ..BIEN },
        "ceu_otro_codigo" => Rareza { codigo_de_fallo: 3, ..BIEN },
        "ceu_dos_lineas" => Rareza { dos_lineas: true, ..BIEN },
        "ceu_panico" => {
            pedir(direccion, BIEN).unwrap();
            return true;
        }
        "ceu_a_otro_sitio" => return cliente_de("127.0.0.1:9", BIEN),
        // Correctos, aunque raros.
        "ceu_conectado" => Rareza { conectado: true, ..BIEN },
        "ceu_sin_bloqueo" => Rareza { sin_bloqueo: true, ..BIEN },
        "ceu_bufer_enorme" => Rareza { bufer: 1 << 20, ..BIEN },
        "ceu_reintenta" => Rareza { reintenta: true, ..BIEN },
        "ceu_perezoso" => Rareza { pausa: Duration::from_millis(80), ..BIEN },
        _ => return false,
    };
    cliente_de(direccion, rareza)
}

fn cliente_de(direccion: &str, rareza: Rareza) -> bool {
    if let Err(error) = pedir(direccion, rareza) {
        eprintln!("error: {error}");
        if rareza.dos_lineas {
            eprintln!("lo siento mucho");
        }
        exit(rareza.codigo_de_fallo);
    }
    true
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
        if leidos == 0 && rareza.vacio_es_fin {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let suyo = de == servidor || rareza.sin_mirar_de_quien;
        let bueno = match mensaje {
            Some(mensaje) if rareza.compara_longitud => eco.len() == mensaje.len(),
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

/// Abre el puerto y lo dice; si no puede, acaba como pide el enunciado.
pub fn escuchar(direccion: &str) -> UdpSocket {
    match UdpSocket::bind(direccion) {
        Ok(socket) => {
            println!("escuchando en {}", socket.local_addr().unwrap());
            socket
        }
        Err(error) => {
            eprintln!("error: no puedo escuchar en {direccion} ({:?})", error.kind());
            exit(1)
        }
    }
}

/// Recibe con ese búfer y deja que otro conteste.
fn servir(direccion: &str, bufer: usize, mut contestar: impl FnMut(&UdpSocket, &mut [u8], usize, SocketAddr)) -> bool {
    let socket = escuchar(direccion);
    let mut buffer = vec![0; bufer];
    loop {
        if let Ok((leidos, de)) = socket.recv_from(&mut buffer) {
            contestar(&socket, &mut buffer, leidos, de);
        }
    }
}

fn servidor(nombre: &str, direccion: &str) -> bool {
    const TODO: usize = 65_535;
    match nombre {
        "seu_bufer_corto" => servir(direccion, 1024, |s, b, n, de| drop(s.send_to(&b[..n], de))),
        "seu_bufer_entero" => servir(direccion, 2048, |s, b, _, de| drop(s.send_to(b, de))),
        "seu_con_restos" => {
            let mut mayor = 0;
            servir(direccion, TODO, move |s, b, n, de| {
                mayor = mayor.max(n);
                let _ = s.send_to(&b[..mayor], de);
            })
        }
        "seu_vacio_es_fin" => servir(direccion, TODO, |s, b, n, de| {
            if n == 0 {
                exit(0);
            }
            let _ = s.send_to(&b[..n], de);
        }),
        "seu_vacio_se_salta" => servir(direccion, TODO, |s, b, n, de| {
            if n > 0 {
                let _ = s.send_to(&b[..n], de);
            }
        }),
        "seu_conectado_al_primero" => servir(direccion, TODO, |s, b, n, de| {
            let _ = s.connect(de);
            let _ = s.send(&b[..n]);
        }),
        "seu_contesta_al_primero" => {
            let mut primero = None;
            servir(direccion, TODO, move |s, b, n, de| {
                let _ = s.send_to(&b[..n], *primero.get_or_insert(de));
            })
        }
        "seu_a_trozos" => servir(direccion, TODO, |s, b, n, de| {
            for trozo in b[..n].chunks(1400) {
                let _ = s.send_to(trozo, de);
            }
            if n == 0 {
                let _ = s.send_to(b"", de);
            }
        }),
        "seu_otro_socket" => servir(direccion, TODO, |_, b, n, de| {
            let otro = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            let _ = otro.send_to(&b[..n], de);
        }),
        "seu_mayusculas" => servir(direccion, TODO, |s, b, n, de| drop(s.send_to(&b[..n].to_ascii_uppercase(), de))),
        "seu_con_salto" => servir(direccion, TODO, |s, b, n, de| drop(s.send_to(&[&b[..n], b"\n"].concat(), de))),
        "seu_dos_veces" => servir(direccion, TODO, |s, b, n, de| {
            let _ = s.send_to(&b[..n], de);
            let _ = s.send_to(&b[..n], de);
        }),
        "seu_sin_repetidos" => {
            let mut anterior = None;
            servir(direccion, TODO, move |s, b, n, de| {
                if anterior.as_ref() != Some(&(b[..n].to_vec(), de)) {
                    let _ = s.send_to(&b[..n], de);
                }
                anterior = Some((b[..n].to_vec(), de));
            })
        }
        "seu_texto" => servir(direccion, TODO, |s, b, n, de| {
            let _ = s.send_to(str::from_utf8(&b[..n]).unwrap().as_bytes(), de);
        }),
        "seu_un_datagrama" => servir(direccion, TODO, |s, b, n, de| {
            let _ = s.send_to(&b[..n], de);
            exit(0);
        }),
        "seu_se_cansa" => {
            let socket = escuchar(direccion);
            socket.set_read_timeout(Some(Duration::from_millis(650))).unwrap();
            let mut buffer = vec![0; TODO];
            while let Ok((leidos, de)) = socket.recv_from(&mut buffer) {
                let _ = socket.send_to(&buffer[..leidos], de);
            }
            eprintln!("error: nadie escribe");
            exit(1)
        }
        "seu_con_tcp" => {
            let listener = std::net::TcpListener::bind(direccion).unwrap();
            println!("escuchando en {}", listener.local_addr().unwrap());
            listener.incoming().for_each(drop);
            true
        }
        "seu_callado" => servir(direccion, TODO, |_, _, n, de| println!("{n} bytes de {de}")),
        // Correctos, aunque raros.
        "seu_bufer_enorme" => servir(direccion, 1 << 20, |s, b, n, de| drop(s.send_to(&b[..n], de))),
        "seu_con_hilos" => servir(direccion, TODO, |s, b, n, de| {
            let (otro, datos) = (s.try_clone().unwrap(), b[..n].to_vec());
            thread::spawn(move || otro.send_to(&datos, de));
        }),
        "seu_perezoso" => servir(direccion, TODO, |s, b, n, de| {
            thread::sleep(Duration::from_millis(15));
            println!("{de} ha enviado {n} bytes");
            let _ = s.send_to(&b[..n], de);
        }),
        "seu_a_saltos" => {
            // Sin bloqueo: mira de vez en cuando.
            let socket = escuchar(direccion);
            socket.set_nonblocking(true).unwrap();
            let mut buffer = vec![0; TODO];
            loop {
                match socket.recv_from(&mut buffer) {
                    Ok((leidos, de)) => drop(socket.send_to(&buffer[..leidos], de)),
                    Err(_) => thread::sleep(Duration::from_millis(2)),
                }
            }
        }
        _ => false,
    }
}
