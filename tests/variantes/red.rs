//! Lo que comparten las variantes: escuchar, atender clientes y arrancar de maneras poco corrientes.

use std::env;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::PathBuf;
use std::process::{Command, exit};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use socket2::{Domain, Socket, Type};

/// ¿Se escucha por un socket de IPv6 que habla IPv4, como hacen de fábrica algunos lenguajes?
static POR_IPV6: AtomicBool = AtomicBool::new(false);

/// Juega una variante correcta escuchando por IPv6.
pub fn por_ipv6(direccion: &str, variante: fn(&str)) {
    POR_IPV6.store(true, Ordering::Relaxed);
    variante(direccion);
}

/// ¿Se escucha en todas las direcciones, y se dice otra cosa?
static EN_TODAS: AtomicBool = AtomicBool::new(false);

/// Juega una variante escuchando en 0.0.0.0, y diciendo que en 127.0.0.1.
pub fn en_todas(direccion: &str, variante: fn(&str)) {
    EN_TODAS.store(true, Ordering::Relaxed);
    variante(direccion);
}

/// Juega una variante que, si le piden un puerto libre, usa siempre el mismo. Cada variante de cada comprobación, uno: a la vez no se
/// estorban.
pub fn en_puerto_fijo(direccion: &str, variante: fn(&str)) {
    #[cfg(unix)]
    let padre = std::os::unix::process::parent_id();
    #[cfg(not(unix))]
    let padre = 81;
    let nombre: u32 = env::args().nth(1).unwrap_or_default().bytes().map(u32::from).sum();
    let fijo = format!("127.0.0.1:{}", 10_000 + (padre + nombre) % 20_000);
    variante(if direccion.ends_with(":0") { &fijo } else { direccion });
}

/// El trabajo lo hace un proceso hijo, que hereda las tuberías y juega esa otra variante; este solo espera y acaba con su código.
pub fn en_un_hijo(variante: &str) {
    let fin = Command::new(env::current_exe().unwrap()).arg(variante).args(env::args().skip(2)).status().unwrap();
    exit(fin.code().unwrap_or(1))
}

/// El fichero que piden algunos retos detrás de la dirección.
pub fn fichero() -> PathBuf {
    env::args_os().nth(3).map(PathBuf::from).unwrap_or_else(|| {
        eprintln!("uso: variantes NOMBRE IP:PUERTO FICHERO");
        exit(2)
    })
}

/// Donde hay que escuchar si se escucha por IPv6, o en todas.
fn prestada(direccion: &str) -> Option<SocketAddr> {
    match direccion.parse() {
        Ok(SocketAddr::V4(v4)) if POR_IPV6.load(Ordering::Relaxed) => {
            Some(SocketAddr::from((v4.ip().to_ipv6_mapped(), v4.port())))
        }
        Ok(SocketAddr::V4(v4)) if EN_TODAS.load(Ordering::Relaxed) => Some((Ipv4Addr::UNSPECIFIED, v4.port()).into()),
        _ => None,
    }
}

/// Con una cola de un solo hueco: `listen(0)`.
pub fn escuchar_sin_cola(direccion: &str) -> TcpListener {
    let abrir = || {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        socket.bind(&direccion.parse::<SocketAddr>().map_err(io::Error::other)?.into())?;
        socket.listen(0)?;
        Ok(socket.into())
    };
    decirlo(direccion, abrir(), TcpListener::local_addr)
}

/// Como [`servir`], con esa cola.
pub fn servir_sin_cola(direccion: &str, atender: impl Fn(TcpStream) -> io::Result<()>) {
    for stream in escuchar_sin_cola(direccion).incoming() {
        if let Err(error) = stream.and_then(&atender) {
            eprintln!("un cliente se ha ido a medias ({error})");
        }
    }
}

/// Como [`servir`], pero tras unos cuantos clientes da el trabajo por hecho.
pub fn servir_a_unos(direccion: &str, cuantos: usize, atender: impl Fn(TcpStream) -> io::Result<()>) {
    for stream in escuchar(direccion).incoming().take(cuantos) {
        if let Err(error) = stream.and_then(&atender) {
            eprintln!("un cliente se ha ido a medias ({error})");
        }
    }
}

fn abrir(direccion: &str) -> io::Result<TcpListener> {
    if let Some(prestada) = prestada(direccion) {
        // Donde no haya IPv6 no hay rareza: se escucha como todo el mundo.
        match TcpListener::bind(prestada) {
            Err(error) if error.kind() != io::ErrorKind::AddrInUse => {}
            otro => return otro,
        }
    }
    TcpListener::bind(direccion)
}

/// Dice dónde escucha, siempre como IPv4; si no puede, acaba como pide el enunciado.
fn decirlo<T>(direccion: &str, abierto: io::Result<T>, donde: fn(&T) -> io::Result<SocketAddr>) -> T {
    match abierto {
        Ok(socket) => {
            let mut local = donde(&socket).unwrap();
            if local.is_ipv6() || EN_TODAS.load(Ordering::Relaxed) {
                local = (Ipv4Addr::LOCALHOST, local.port()).into();
            }
            println!("escuchando en {local}");
            socket
        }
        Err(error) => {
            eprintln!("error: no puedo escuchar en {direccion} ({:?})", error.kind());
            exit(1)
        }
    }
}

/// Abre el puerto y lo dice; si no puede, acaba como pide el enunciado.
pub fn escuchar(direccion: &str) -> TcpListener {
    decirlo(direccion, abrir(direccion), TcpListener::local_addr)
}

/// Lo mismo, por UDP.
pub fn escuchar_udp(direccion: &str) -> UdpSocket {
    let prestado = prestada(direccion).map(UdpSocket::bind).filter(Result::is_ok);
    decirlo(direccion, prestado.unwrap_or_else(|| UdpSocket::bind(direccion)), UdpSocket::local_addr)
}

/// Un cliente detrás de otro; lo que le pase a uno no detiene a los demás.
pub fn servir(direccion: &str, atender: impl Fn(TcpStream) -> io::Result<()>) {
    for stream in escuchar(direccion).incoming() {
        if let Err(error) = stream.and_then(&atender) {
            eprintln!("un cliente se ha ido a medias ({error})");
        }
    }
}

/// Un hilo por cliente.
pub fn servir_con_hilos(direccion: &str, atender: fn(TcpStream) -> io::Result<()>) {
    servir(direccion, move |stream| {
        thread::spawn(move || {
            if let Err(error) = atender(stream) {
                eprintln!("un cliente se ha ido a medias ({error})");
            }
        });
        Ok(())
    })
}

/// Como [`servir`], con el clásico `?` en el bucle: el error de uno acaba con todos.
pub fn servir_hasta_el_primer_error(direccion: &str, atender: impl Fn(TcpStream) -> io::Result<()>) {
    for stream in escuchar(direccion).incoming() {
        if stream.and_then(&atender).is_err() {
            exit(1);
        }
    }
}
