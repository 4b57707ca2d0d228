//! El cliente del concurso: se juega en la terminal, o por una tubería con una respuesta por línea.
//!
//! Pruébalo, con el servidor en marcha:
//!     cargo run --bin leccion4 -- cliente --equipo Ana
//!     printf 'Júpiter\nMercurio\n' | cargo run --bin leccion4 -- cliente --equipo Beto
//!
//! Aquí también hay hilos. Un `read` del socket y otro del teclado no se pueden esperar a la vez desde el mismo: cada
//! uno tiene el suyo, y los dos cuentan lo que les llega por un canal. El hilo principal solo atiende el canal, con un
//! plazo: el de la cuenta atrás.

use std::io::{self, IsTerminal, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::process;
use std::sync::Arc;
use std::sync::mpsc::{
    Receiver, RecvTimeoutError, SyncSender, sync_channel,
};
use std::thread;
use std::time::Duration;

use redes::errores::{Fallo, Resultado};
use redes::marco::Lector;

use crate::Protocolo;
use crate::cliente_python;
use crate::marcador::Marcador;
use crate::mensajes::{self, Aviso, LIMITE, Orden};
use crate::protocolo_python::lista_de_textos;
use crate::teclado::{self, ModoTeclas, Tecla};

/// Cuánto se espera a que nos cojan la llamada, o a que quepa un mensaje nuestro.
const PLAZO: Duration = Duration::from_secs(10);

/// Cada cuánto se repinta la cuenta atrás.
const TIC: Duration = Duration::from_millis(250);

/// Lo que puede pasarle a un cliente.
pub enum Novedad {
    Aviso(Aviso),
    /// Hay que enviar esto sin preguntar a nadie (en Python, pedir la pregunta).
    Enviar(Vec<u8>),
    Tecla(Tecla),
    Linea(String),
    /// El servidor se ha despedido, o se ha cortado.
    Cierre(io::Result<()>),
}

/// Se une a la partida y la juega hasta el final.
///
/// # Errors
/// Si no se puede conectar, si el nombre no vale, o si la conexión se rompe antes de acabar.
pub fn jugar(
    host: &str,
    puerto: u16,
    equipo: Option<String>,
    protocolo: Protocolo,
) -> Resultado {
    let stream = llamar(host, puerto)
        .map_err(|error| Fallo::al_conectar(host, puerto, error))?;
    let en_terminal =
        io::stdin().is_terminal() && io::stdout().is_terminal();
    let equipo = match equipo {
        Some(equipo) => equipo,
        None if en_terminal => preguntar_nombre()?,
        None => format!("jugador-{}", process::id()),
    };
    let con = format!("{host}:{puerto}");
    let fallo = |error| Fallo::al_conversar(&con, error);
    stream
        .set_write_timeout(Some(PLAZO))
        .and_then(|()| stream.set_nodelay(true))
        .map_err(fallo)?;
    let stream = Arc::new(stream);
    // Con tope: si el servidor nos inunda, el hilo que lee espera, y TCP le frena.
    let (avisa, novedades) = sync_channel(64);
    escuchar(Arc::clone(&stream), protocolo, avisa.clone());
    let _modo = match en_terminal.then(ModoTeclas::entrar) {
        Some(Ok(modo)) => {
            teclado::escuchar_teclas(avisa);
            Some(modo)
        }
        _ => {
            teclado::escuchar_lineas(avisa);
            None
        }
    };
    let mut marcador =
        Marcador::nuevo(equipo, protocolo, _modo.is_some());
    atender(&stream, &mut marcador, &novedades, &con)
}

// ANCHOR: atender
/// El hilo principal: de cada novedad, lo que haya que enviar.
fn atender(
    mut stream: &TcpStream,
    marcador: &mut Marcador,
    novedades: &Receiver<Novedad>,
    con: &str,
) -> Resultado {
    let fallo = |error| Fallo::al_conversar(con, error);
    stream.write_all(&marcador.unirse()).map_err(fallo)?;
    loop {
        let pendiente = match novedades.recv_timeout(TIC) {
            Ok(Novedad::Aviso(aviso)) => marcador.aviso(&aviso)?,
            Ok(Novedad::Enviar(bytes)) => Some(bytes),
            Ok(Novedad::Linea(linea)) => marcador.linea(linea),
            Ok(Novedad::Tecla(Tecla::Salir)) => {
                return marcador.salir();
            }
            Ok(Novedad::Tecla(tecla)) => marcador.tecla(tecla),
            Ok(Novedad::Cierre(como)) => {
                return marcador.cierre(como, con);
            }
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        marcador.repintar();
        if let Some(bytes) = pendiente {
            // Si falla, es que el servidor se ha ido: lo contará quien lee,
            // que quizá aún tenga por leer su despedida.
            let _ = stream.write_all(&bytes);
        }
    }
}
// ANCHOR_END: atender

/// Lee del servidor, desde otro hilo.
fn escuchar(
    stream: Arc<TcpStream>,
    protocolo: Protocolo,
    avisa: SyncSender<Novedad>,
) {
    thread::spawn(move || {
        // Sin plazo de lectura: en la sala se puede esperar a los demás todo lo que haga falta.
        let como = match protocolo {
            Protocolo::Curso => leer_marcos(&stream, &avisa),
            Protocolo::Python => {
                cliente_python::leer_pickles(&stream, &avisa)
            }
        };
        let _ = avisa.send(Novedad::Cierre(como));
    });
}

fn leer_marcos(
    stream: &TcpStream,
    avisa: &SyncSender<Novedad>,
) -> io::Result<()> {
    let mut lector = Lector::con_limite(stream, LIMITE);
    while let Some(cuerpo) = lector.leer()? {
        let aviso = mensajes::entender(&cuerpo).map_err(|motivo| {
            io::Error::new(io::ErrorKind::InvalidData, motivo)
        })?;
        if avisa.send(Novedad::Aviso(aviso)).is_err() {
            break;
        }
    }
    Ok(())
}

/// Prueba, por orden, cada dirección que tenga ese nombre.
fn llamar(host: &str, puerto: u16) -> io::Result<TcpStream> {
    let mut ultimo = io::ErrorKind::AddrNotAvailable.into();
    for direccion in (host, puerto).to_socket_addrs()? {
        match TcpStream::connect_timeout(&direccion, PLAZO) {
            Ok(stream) => return Ok(stream),
            Err(error) => ultimo = error,
        }
    }
    Err(ultimo)
}

fn preguntar_nombre() -> Resultado<String> {
    let fallo = |error| {
        Fallo::de_sistema("no he podido leer el nombre", error)
    };
    print!("¿Cómo se llama tu equipo? ");
    io::stdout().flush().map_err(fallo)?;
    let mut nombre = String::new();
    io::stdin().read_line(&mut nombre).map_err(fallo)?;
    Ok(nombre)
}

/// Los bytes de una orden, en cada protocolo.
pub fn escribir(orden: &Orden, protocolo: Protocolo) -> Vec<u8> {
    match (protocolo, orden) {
        (Protocolo::Python, Orden::Unirse { equipo }) => {
            lista_de_textos("JOIN", equipo)
        }
        (Protocolo::Python, Orden::Responder { respuesta, .. }) => {
            lista_de_textos("4", respuesta)
        }
        // Un nombre o una respuesta tan largos que no caben en un marco se quedan en nada: el servidor dirá que faltan.
        (Protocolo::Curso, orden) => {
            mensajes::enmarcar(orden).unwrap_or_default()
        }
    }
}
