//! Un navegador en miniatura: pide una página y es tan estricto como los de verdad con lo que le contestan.
//!
//! Lo usan la demostración y la guía. Y, si en este ordenador hay un `curl`, también se le pregunta a él.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Lo que espera a que le contesten.
const PLAZO: Duration = Duration::from_secs(5);

/// Lo más que acepta de un servidor que no calla.
const RESPUESTA_MAXIMA: u64 = 1024 * 1024;

/// Una respuesta que se entiende.
#[derive(Debug, PartialEq, Eq)]
pub struct Pagina {
    pub estado: u16,
    pub cuerpo: Vec<u8>,
}

/// Lo que escribe un navegador cuando tecleas la dirección (los de verdad añaden diez líneas más).
pub fn peticion(destino: &str) -> String {
    format!(
        "GET {destino} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: navegador en miniatura\r\n\r\n"
    )
}

/// Pide `destino` y devuelve los bytes que contestan, sean los que sean, hasta que cierran.
pub fn pedir(
    mut stream: TcpStream,
    destino: &str,
) -> io::Result<Vec<u8>> {
    stream.set_read_timeout(Some(PLAZO))?;
    stream.set_write_timeout(Some(PLAZO))?;
    stream.write_all(peticion(destino).as_bytes())?;
    leer_todo(&stream)
}

/// Lee hasta que cierran. Si el final es un corte, vale lo que hubiera llegado antes.
pub fn leer_todo(stream: &TcpStream) -> io::Result<Vec<u8>> {
    let mut respuesta = Vec::new();
    match stream.take(RESPUESTA_MAXIMA).read_to_end(&mut respuesta) {
        Err(error) if respuesta.is_empty() => Err(error),
        _ => Ok(respuesta),
    }
}

// ANCHOR: entender
/// Lo que hace un navegador con lo que llega. Si no es HTTP, no sigue.
pub fn entender(bytes: &[u8]) -> Result<Pagina, &'static str> {
    if !bytes.starts_with(b"HTTP/1.") {
        return Err("no empieza por «HTTP/1.», no sé qué es");
    }
    let blanca =
        bytes.windows(4).position(|cuatro| cuatro == b"\r\n\r\n");
    let blanca =
        blanca.ok_or("faltan la línea en blanco y el cuerpo")?;
    let cabecera = String::from_utf8_lossy(&bytes[..blanca]);
    let estado =
        cabecera.split(' ').nth(1).and_then(|n| n.parse().ok());
    let longitud = cabecera
        .lines()
        .find_map(|linea| linea.strip_prefix("Content-Length: "))
        .and_then(|n| n.parse().ok())
        .unwrap_or(usize::MAX);
    // Se queda con los bytes anunciados; los que sobren, no los mira.
    let cuerpo = bytes[blanca + 4..].iter().take(longitud).copied();
    Ok(Pagina {
        estado: estado
            .ok_or("la línea de estado no trae un número")?,
        cuerpo: cuerpo.collect(),
    })
}
// ANCHOR_END: entender

/// Le pide la página al `curl` de verdad. Devuelve su código de salida, o `None` si aquí no hay `curl`.
pub fn curl(direccion: SocketAddr) -> Option<i32> {
    Command::new("curl")
        .args([
            "--silent",
            "--max-time",
            "4",
            "--noproxy",
            "*",
            &format!("http://{direccion}/"),
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok()?
        .code()
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn un_navegador_es_estricto() {
        assert!(
            entender("Hola, ¡Gracias por conectarte!".as_bytes())
                .is_err()
        );
        assert!(entender(b"HTTP/1.1 200 OK\r\n").is_err());
        let pagina = entender(
            b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nholaaa",
        );
        assert_eq!(
            pagina,
            Ok(Pagina { estado: 404, cuerpo: b"ho".to_vec() })
        );
    }
}
