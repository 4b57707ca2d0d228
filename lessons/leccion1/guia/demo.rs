//! La lección en unos segundos: un servidor y un navegador en miniatura, en un solo programa y por sockets de verdad.
//!
//! Pruébalo:   cargo run --bin leccion1 -- demo
//!
//! Verás primero el saludo que un navegador rechaza y, después, la página que acepta.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Mutex, PoisonError};
use std::thread;

use redes::errores::{Fallo, Resultado};

use super::navegador;
use crate::saludo;
use crate::servidor::{self, Reglas};

/// Los clientes que llaman al servidor de la segunda parte.
const VISITAS: [&str; 2] = ["/", "/favicon.ico"];

pub fn demo() -> Resultado {
    let (listener, direccion) = abrir()?;
    println!("escuchando en {direccion}");

    println!(
        "\n1. Un servidor que saluda en crudo, y un navegador que llama"
    );
    thread::scope(|hilos| {
        hilos.spawn(|| saludo::saludar_a_uno(&listener));
        visitar(direccion, "/")
    })?;

    println!("\n2. El mismo puerto, ahora en el idioma del navegador");
    let apuntes = servir_visitas(&listener, direccion)?;
    println!("\nLo que ha apuntado el servidor:");
    for linea in apuntes {
        println!("   {linea}");
    }
    println!(
        "\nAhora con tu navegador:   cargo run --bin leccion1 -- servidor"
    );
    Ok(())
}

fn abrir() -> Resultado<(TcpListener, SocketAddr)> {
    let fallo = |error| {
        Fallo::de_sistema(
            "la demostración no ha podido abrir su servidor",
            error,
        )
    };
    // Puerto 0: la demostración no molesta a nadie que use el 8081.
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(fallo)?;
    let direccion = listener.local_addr().map_err(fallo)?;
    Ok((listener, direccion))
}

/// Pone en marcha el servidor de la lección y lo visita. Devuelve lo que ha apuntado.
fn servir_visitas(
    listener: &TcpListener,
    direccion: SocketAddr,
) -> Resultado<Vec<String>> {
    let apuntes = Mutex::new(Vec::new());
    let apuntar = |linea: String| {
        apuntes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(linea)
    };
    let reglas = Reglas {
        clientes: 1 + VISITAS.len() as u64,
        plazo: servidor::PLAZO,
    };
    thread::scope(|hilos| {
        // Uno más de los que piden algo: el primero solo conecta y se va.
        hilos.spawn(|| servidor::servir(listener, reglas, &apuntar));
        drop(conectar(direccion)?);
        VISITAS
            .iter()
            .try_for_each(|destino| visitar(direccion, destino))
    })?;
    Ok(apuntes.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Pide una página, enseña lo que cruza la red y dice qué haría un navegador con ello.
fn visitar(direccion: SocketAddr, destino: &str) -> Resultado {
    let contestado = navegador::pedir(conectar(direccion)?, destino)
        .map_err(|error| {
        Fallo::de_sistema("el servidor no ha contestado", error)
    })?;
    println!(
        "\n   → {}",
        navegador::peticion(destino)
            .lines()
            .next()
            .unwrap_or_default()
    );
    for linea in String::from_utf8_lossy(&contestado)
        .lines()
        .take_while(|linea| !linea.is_empty())
    {
        println!("   ← {linea}");
    }
    match navegador::entender(&contestado) {
        Ok(pagina) => println!(
            "   ✔ el navegador enseña una página de {} bytes",
            pagina.cuerpo.len()
        ),
        Err(motivo) => {
            println!("   ✘ el navegador da un error: {motivo}")
        }
    }
    Ok(())
}

fn conectar(direccion: SocketAddr) -> Resultado<TcpStream> {
    TcpStream::connect(direccion).map_err(|error| {
        Fallo::al_conectar(
            &direccion.ip().to_string(),
            direccion.port(),
            error,
        )
    })
}
