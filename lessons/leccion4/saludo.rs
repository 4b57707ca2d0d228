//! El principio: un servidor que saluda a cada cliente desde su propio hilo. Ábrelo en varias pestañas a la vez.
//!
//! Pruébalo:   cargo run --bin leccion4 -- saludo
//! y abre http://127.0.0.1:2065/ en el navegador, varias veces. Con `--pausa 5s`, cada saludo se hace esperar, y verás
//! que ninguna pestaña espera por otra.
//!
//! Lo que se dice es HTTP correcto, para que lo entienda cualquier navegador: se lee la petición hasta su línea en blanco,
//! y la respuesta anuncia su tipo y su longitud.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use redes::errores::{Resultado, explicar};

use crate::hilos::Hilos;

/// Cuánto puede callar un cliente. Los navegadores abren conexiones de reserva que no usan: no se les espera siempre.
const PLAZO: Duration = Duration::from_secs(10);

/// Lo más larga que puede ser una petición, en bytes.
const PETICION_MAXIMA: usize = 16 * 1024;

// ANCHOR: campos
/// Una visita. En Python era una tupla, y había que acordarse de que
/// `visita[0]` era el número y `visita[1]`, de dónde venía.
struct Visita {
    numero: usize,
    cliente: SocketAddr,
    a_la_vez: usize,
}
// ANCHOR_END: campos

/// Lo que comparten todos los hilos. Para contar no hace falta un cerrojo: basta un número atómico.
#[derive(Debug, Default)]
pub struct Recuento {
    visitas: AtomicUsize,
    ahora: AtomicUsize,
    maximo: AtomicUsize,
    /// La guía no quiere que se escriba cada visita.
    callado: bool,
}

impl Recuento {
    pub fn callado() -> Self {
        Self { callado: true, ..Self::default() }
    }

    /// Cuántos se atienden ahora mismo.
    pub fn ahora(&self) -> usize {
        self.ahora.load(Ordering::Relaxed)
    }

    /// Olvida cuántos ha habido a la vez.
    pub fn olvidar(&self) {
        self.maximo.store(0, Ordering::Relaxed);
    }

    /// Cuántos ha habido a la vez, como mucho.
    pub fn maximo(&self) -> usize {
        self.maximo.load(Ordering::Relaxed)
    }
}

/// Saluda hasta que se interrumpe, o hasta haber atendido `clientes` conexiones.
///
/// # Errors
/// Ninguno, una vez que escucha.
pub fn servir(
    listener: TcpListener,
    pausa: Duration,
    clientes: Option<usize>,
) -> Resultado {
    let hilos = Arc::new(Hilos::default());
    let (de_los_hilos, recuento) =
        (Arc::clone(&hilos), Recuento::default());
    thread::spawn(move || {
        de_los_hilos.aceptar(&listener, move |stream, cliente| {
            if let Err(error) =
                saludar(&stream, cliente, pausa, &recuento)
            {
                eprintln!("{cliente}: {}", explicar(&error));
            }
        })
    });
    hilos.esperar_atendidos(clientes.unwrap_or(usize::MAX));
    Ok(())
}

// ANCHOR: saludar
/// Atiende una conexión, en su hilo.
pub fn saludar(
    mut stream: &TcpStream,
    cliente: SocketAddr,
    pausa: Duration,
    recuento: &Recuento,
) -> io::Result<()> {
    stream.set_read_timeout(Some(PLAZO))?;
    stream.set_write_timeout(Some(PLAZO))?;
    let Some(ruta) = leer_peticion(stream)? else { return Ok(()) };
    if ruta != "/" {
        // Los navegadores piden también `/favicon.ico`: no es visita.
        return stream.write_all(&respuesta(
            "404 Not Found",
            "Aquí solo hay un saludo, en /",
        ));
    }
    let visita = Visita {
        numero: 1 + recuento.visitas.fetch_add(1, Ordering::Relaxed),
        cliente,
        a_la_vez: 1 + recuento.ahora.fetch_add(1, Ordering::Relaxed),
    };
    recuento.maximo.fetch_max(visita.a_la_vez, Ordering::Relaxed);
    if !recuento.callado {
        println!(
            "visita {} de {}: {} a la vez",
            visita.numero, visita.cliente, visita.a_la_vez
        );
    }
    thread::sleep(pausa);
    // `write` puede quedarse corto y decir cuántos ha escrito;
    // `write_all` insiste hasta que salen todos.
    let enviado =
        stream.write_all(&respuesta("200 OK", &pagina(&visita)));
    recuento.ahora.fetch_sub(1, Ordering::Relaxed);
    enviado
}
// ANCHOR_END: saludar

/// La ruta que pide el cliente, o `None` si se va sin pedir nada o calla.
fn leer_peticion(
    mut stream: &TcpStream,
) -> io::Result<Option<String>> {
    let mut peticion = Vec::new();
    let mut buffer = [0; 2048];
    // La petición acaba en una línea en blanco, que puede llegar partida: se mira todo lo acumulado.
    while !peticion.windows(4).any(|cuatro| cuatro == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(0) if peticion.is_empty() => return Ok(None),
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(leidos) => {
                peticion.extend_from_slice(&buffer[..leidos])
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // Una conexión de reserva que no se ha llegado a usar.
            Err(error)
                if peticion.is_empty()
                    && matches!(
                        error.kind(),
                        ErrorKind::WouldBlock | ErrorKind::TimedOut
                    ) =>
            {
                return Ok(None);
            }
            Err(error) => return Err(error),
        }
        if peticion.len() > PETICION_MAXIMA {
            return Err(io::Error::new(
                ErrorKind::InvalidData,
                format!("su petición pasa de {PETICION_MAXIMA} bytes"),
            ));
        }
    }
    // «GET /ruta?lo=demas HTTP/1.1»
    let primera = String::from_utf8_lossy(&peticion);
    let ruta = primera.split_whitespace().nth(1).unwrap_or_default();
    Ok(Some(ruta.split('?').next().unwrap_or_default().to_string()))
}

fn respuesta(estado: &str, html: &str) -> Vec<u8> {
    let cuerpo = format!(
        "<!doctype html><html lang=\"es\"><meta charset=\"utf-8\"><title>Saludo</title><p>{html}</p></html>\n"
    );
    format!(
        "HTTP/1.1 {estado}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n{cuerpo}",
        cuerpo.len()
    )
    .into_bytes()
}

fn pagina(visita: &Visita) -> String {
    let Visita { numero, cliente, a_la_vez } = visita;
    let cuantos = match a_la_vez {
        1 => "Ahora mismo solo te atiendo a ti.".to_string(),
        varios => format!(
            "Ahora mismo atiendo a {varios} a la vez, cada uno desde su hilo."
        ),
    };
    format!(
        "¡Hola, {cliente}! Eres la visita número {numero}. {cuantos}"
    )
}
