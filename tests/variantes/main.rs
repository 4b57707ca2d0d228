//! Retos mal hechos, cada uno con un solo malentendido, y retos raros pero correctos.
//!
//! Se ejecutan así:   `variantes NOMBRE IP:PUERTO` (y detrás, lo que pida el reto)
//!
//! Con ellos `tests/verificador/` prueba que el verificador da a cada error su código y que no acusa a quien no debe.
//! Son un solo programa con muchos nombres para que compilarlos todos cueste un segundo.

#![allow(clippy::unwrap_used, clippy::unused_io_amount, reason = "muchas de estas variantes están mal a propósito")]

mod archivos_udp;
mod clientes;
mod concursos;
mod contadores;
mod ecos;
mod ecos_udp;
mod fiables;
mod ficheros;
mod inventario;
mod lienzos;
mod lineas;
mod marcos;
mod salas;
mod saludos;
mod webs;

use std::env;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Command, exit};
use std::sync::atomic::{AtomicBool, Ordering};

fn main() {
    let argumentos: Vec<String> = env::args().collect();
    let nombre = argumentos.get(1).map_or("", String::as_str);
    let Some(direccion) = argumentos.get(2) else {
        eprintln!("uso: variantes NOMBRE IP:PUERTO");
        exit(if nombre == "saludo_codigo" { 1 } else { 2 });
    };
    if let Some(tipo) = nombre.strip_suffix("_en_un_hijo") {
        en_un_hijo(tipo, &argumentos[2..]);
    }
    let nombre = match nombre.strip_suffix("_por_ipv6") {
        Some(tipo) => {
            POR_IPV6.store(true, Ordering::Relaxed);
            la_normal(tipo)
        }
        None => nombre,
    };
    let conocida = saludos::jugar(nombre, direccion)
        || ecos::jugar(nombre, direccion)
        || lineas::jugar(nombre, direccion)
        || marcos::jugar(nombre, direccion)
        || clientes::jugar(nombre, direccion)
        || webs::jugar(nombre, direccion)
        || ecos_udp::jugar(nombre, direccion)
        || contadores::jugar(nombre, direccion)
        || salas::jugar(nombre, direccion)
        || inventario::jugar(nombre, direccion)
        || ficheros::jugar(nombre, direccion)
        || fiables::jugar(nombre, direccion)
        || concursos::jugar_variante(nombre, direccion)
        || lienzos::jugar(nombre, direccion, argumentos.get(3).map(String::as_str))
        || archivos_udp::jugar(nombre, direccion);
    assert!(conocida, "no hay ninguna variante que se llame «{nombre}»");
}

/// Una variante correcta de cada reto, para las que lo raro es cómo se arranca.
fn la_normal(tipo: &str) -> &'static str {
    match tipo {
        "saludo" => "saludo_en_dos_mitades",
        "web" => "web_bufer_enorme",
        "eco" => "eco_bufer_enorme",
        "cliente" => "cliente_bufer_pequeno",
        "lineas" => "lineas_acumulando",
        "marco" => "marco_en_dos_escrituras",
        "lienzo" => "lienzo_bufer_enorme",
        _ => "ninguna",
    }
}

/// El trabajo lo hace un proceso hijo, que hereda las tuberías; este solo espera y acaba con su código.
fn en_un_hijo(tipo: &str, argumentos: &[String]) -> ! {
    let fin = Command::new(env::current_exe().unwrap()).arg(la_normal(tipo)).args(argumentos).status().unwrap();
    exit(fin.code().unwrap_or(1))
}

/// ¿Se escucha por un socket de IPv6 que habla IPv4, como hacen de fábrica algunos lenguajes?
static POR_IPV6: AtomicBool = AtomicBool::new(false);

fn abrir(direccion: &str) -> io::Result<TcpListener> {
    if POR_IPV6.load(Ordering::Relaxed)
        && let Ok(SocketAddr::V4(v4)) = direccion.parse()
    {
        let prestada = SocketAddr::from((v4.ip().to_ipv6_mapped(), v4.port()));
        // Donde no haya IPv6 no hay rareza: se escucha como todo el mundo.
        match TcpListener::bind(prestada) {
            Err(error) if error.kind() != io::ErrorKind::AddrInUse => {}
            otro => return otro,
        }
    }
    TcpListener::bind(direccion)
}

/// Abre el puerto y lo dice; si no puede, acaba como pide el enunciado.
fn escuchar(direccion: &str) -> TcpListener {
    match abrir(direccion) {
        Ok(listener) => {
            let mut local = listener.local_addr().unwrap();
            if local.is_ipv6() {
                local = (Ipv4Addr::LOCALHOST, local.port()).into();
            }
            println!("escuchando en {local}");
            listener
        }
        Err(error) => {
            eprintln!("error: no puedo escuchar en {direccion} ({:?})", error.kind());
            exit(1)
        }
    }
}

/// Un cliente detrás de otro; lo que le pase a uno no detiene a los demás.
fn servir(direccion: &str, atender: impl Fn(TcpStream) -> io::Result<()>) -> bool {
    for stream in escuchar(direccion).incoming() {
        if let Err(error) = stream.and_then(&atender) {
            eprintln!("un cliente se ha ido a medias ({error})");
        }
    }
    true
}

/// Un hilo por cliente.
fn servir_con_hilos(direccion: &str, atender: fn(TcpStream) -> io::Result<()>) -> bool {
    servir(direccion, move |stream| {
        std::thread::spawn(move || {
            if let Err(error) = atender(stream) {
                eprintln!("un cliente se ha ido a medias ({error})");
            }
        });
        Ok(())
    })
}

/// Como [`servir`], con el clásico `?` en el bucle: el error de uno acaba con todos.
fn servir_hasta_el_primer_error(direccion: &str, atender: impl Fn(TcpStream) -> io::Result<()>) -> bool {
    for stream in escuchar(direccion).incoming() {
        if stream.and_then(&atender).is_err() {
            exit(1);
        }
    }
    true
}
