//! `libro --servir`: un servidor de ficheros pequeño, que reconstruye el libro cuando cambia una página.
//!
//! Es lo que enseña la lección 1, con lo justo para un navegador: leer hasta la línea vacía, con límite y con plazo, y
//! contestar con la longitud. Solo entrega ficheros de la carpeta del libro.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use redes::errores::{Fallo, Resultado};
use redes::lugares::raiz;

use super::construir;

/// Lo más que ocupa una petición que se atiende.
const PETICION: usize = 16 * 1024;
/// Cuánto puede callar un navegador antes de colgarle.
const PLAZO: Duration = Duration::from_secs(5);
/// Cada cuánto se mira si ha cambiado alguna página.
const RONDA: Duration = Duration::from_millis(500);

/// Sirve el libro hasta que se interrumpe el programa.
pub fn servir(puerto: u16, abrir: bool) -> Resultado {
    let host = Ipv4Addr::LOCALHOST;
    let al_escuchar = |error| Fallo::al_escuchar(&host.to_string(), puerto, error);
    let listener = TcpListener::bind((host, puerto)).map_err(al_escuchar)?;
    let direccion = listener.local_addr().map_err(al_escuchar)?;
    println!("escuchando en {direccion}");
    println!("El libro está en http://{direccion}/ y se reconstruye cuando cambia una página. Ctrl-C para acabar.");
    thread::spawn(vigilar);
    if abrir && let Err(fallo) = construir::abrir(&format!("http://{direccion}/")) {
        eprintln!("{fallo}");
    }
    // Quien se va antes de ser atendido es un error suyo, y no detiene nada.
    for stream in listener.incoming().flatten() {
        // Los navegadores abren conexiones de reserva que no dicen nada: un hilo por cliente.
        thread::spawn(move || {
            let _ = atender(&stream);
        });
    }
    Ok(())
}

/// Reconstruye el libro cuando cambia algo de lo que lo forma. Un fallo se cuenta y no detiene nada.
fn vigilar() {
    let mut visto = ultimo_cambio();
    loop {
        thread::sleep(RONDA);
        let ahora = ultimo_cambio();
        if ahora != visto {
            visto = ahora;
            match construir::construir() {
                Ok(()) => println!("reconstruido"),
                Err(fallo) => eprintln!("error: {fallo}"),
            }
        }
    }
}

fn ultimo_cambio() -> Option<(SystemTime, usize)> {
    let mut pendientes: Vec<PathBuf> =
        ["book", "lessons", "exercises"].iter().map(|carpeta| raiz().join(carpeta)).collect();
    let mut ultimo: Option<(SystemTime, usize)> = None;
    while let Some(lugar) = pendientes.pop() {
        for entrada in fs::read_dir(&lugar).into_iter().flatten().flatten() {
            let Ok(datos) = entrada.metadata() else { continue };
            if datos.is_dir() && entrada.file_name() != "target" {
                pendientes.push(entrada.path());
            } else if let Ok(cuando) = datos.modified() {
                let (anterior, cuantos) = ultimo.unwrap_or((cuando, 0));
                ultimo = Some((anterior.max(cuando), cuantos + 1));
            }
        }
    }
    ultimo
}

fn atender(mut stream: &TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(PLAZO))?;
    stream.set_write_timeout(Some(PLAZO))?;
    let mut peticion = Vec::new();
    let mut buffer = [0; 1024];
    while !peticion.windows(4).any(|cuatro| cuatro == b"\r\n\r\n") && peticion.len() < PETICION {
        match stream.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(leidos) => peticion.extend_from_slice(&buffer[..leidos]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let (estado, tipo, cuerpo) = responder(&String::from_utf8_lossy(&peticion), &construir::destino());
    let largo = cuerpo.len();
    // Sin esto, el navegador guardaría páginas que acaban de cambiar.
    write!(
        stream,
        "HTTP/1.1 {estado}\r\nContent-Type: {tipo}\r\nContent-Length: {largo}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(&cuerpo)?;
    stream.shutdown(Shutdown::Write)
}

fn responder(peticion: &str, carpeta: &Path) -> (&'static str, &'static str, Vec<u8>) {
    let mut palabras = peticion.lines().next().unwrap_or_default().split(' ');
    let (metodo, ruta) = (palabras.next().unwrap_or_default(), palabras.next().unwrap_or_default());
    if metodo != "GET" {
        return ("405 Method Not Allowed", "text/plain; charset=utf-8", "Solo atiendo GET.\n".into());
    }
    if let Some(fichero) = fichero(ruta, carpeta)
        && let Ok(bytes) = fs::read(&fichero)
    {
        return ("200 OK", tipo(&fichero), bytes);
    }
    let pagina = fs::read(carpeta.join("404.html")).unwrap_or_default();
    ("404 Not Found", "text/html; charset=utf-8", pagina)
}

/// El fichero que pide una ruta; nunca uno de fuera de la carpeta.
fn fichero(ruta: &str, carpeta: &Path) -> Option<PathBuf> {
    let ruta = descodificar(ruta.split(['?', '#']).next()?)?;
    let relativa = Path::new(ruta.strip_prefix('/')?);
    if !relativa.components().all(|pieza| matches!(pieza, Component::Normal(_))) || ruta.contains('\\') {
        return None;
    }
    let fichero = carpeta.join(relativa);
    Some(if ruta.ends_with('/') { fichero.join("index.html") } else { fichero })
}

/// `%C3%B1` es «ñ».
fn descodificar(ruta: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut piezas = ruta.split('%');
    bytes.extend_from_slice(piezas.next()?.as_bytes());
    for pieza in piezas {
        bytes.push(u8::from_str_radix(pieza.get(..2)?, 16).ok()?);
        bytes.extend_from_slice(&pieza.as_bytes()[2..]);
    }
    String::from_utf8(bytes).ok()
}

fn tipo(fichero: &Path) -> &'static str {
    match fichero.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg") => "image/jpeg",
        Some("txt" | "md" | "toml") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn nadie_sale_de_la_carpeta() {
        let carpeta = Path::new("libro");
        assert_eq!(fichero("/", carpeta), Some(carpeta.join("index.html")));
        assert_eq!(fichero("/jugar/flujo.html?x=1", carpeta), Some(carpeta.join("jugar").join("flujo.html")));
        for fuera in
            ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "/a/../../b", "//etc/passwd", "sin-barra", "/%zz", "/..\\x"]
        {
            assert_eq!(fichero(fuera, carpeta), None, "{fuera}");
        }
        assert_eq!(responder("POST / HTTP/1.1", carpeta).0, "405 Method Not Allowed");
        assert_eq!(responder("GET /nada HTTP/1.1", carpeta).0, "404 Not Found");
    }
}
