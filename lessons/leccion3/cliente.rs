//! Cliente de la lección 3: envía mensajes seguidos y enseña lo que vuelve.
//!
//! Pruébalo, con el servidor en marcha:   cargo run --bin leccion3 -- cliente --modo lineas uno dos tres
//! o:   printf 'uno\ndos\n' | cargo run --bin leccion3 -- cliente --modo marco
//!
//! Verás cada envío (→) y cada respuesta (←). En `crudo` no coinciden; repítelo varias veces, o con `--pausa 100ms`.

use std::io::{self, IsTerminal, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use redes::errores::{Fallo, Resultado};

use crate::Modo;
use crate::crudo::{BUFFER, bytes, contados, leer_trozos, legible, retrato};
use crate::lineas::{Lineas, escribir_linea};
use crate::marco::{escribir_marco, leer_marco};

/// Lo que esperamos, sin que llegue nada, cuando ya hemos acabado de enviar; y lo que esperamos a un servidor que no
/// lee. Mientras escribes tú no hay plazo.
const PLAZO: Duration = Duration::from_secs(30);

/// Lo que se envía si no dices qué.
pub const EJEMPLO: [&str; 3] = ["uno", "dos", "tres"];

/// Qué hay que enviar y cómo.
pub struct Pedido {
    pub modo: Modo,
    /// Vacío: lo que se escriba, o llegue por una tubería, línea a línea; y si no llega nada, [`EJEMPLO`].
    pub mensajes: Vec<String>,
    pub pausa: Duration,
}

/// Los tres envíos de la guía: tres `write_all` seguidos, sin nada en medio.
///
/// # Errors
/// Los de `stream`.
pub fn enviar_ejemplo(stream: &mut impl Write) -> io::Result<()> {
    // ANCHOR: ejemplo
    for palabra in ["uno", "dos", "tres"] {
        stream.write_all(palabra.as_bytes())?;
    }
    // ANCHOR_END: ejemplo
    Ok(())
}

/// Envía un mensaje con el formato de `modo`.
///
/// # Errors
/// Los del formato (un mensaje que no cabe en él) y los de `stream`.
pub fn enviar(stream: &mut impl Write, modo: Modo, mensaje: &str) -> io::Result<()> {
    match modo {
        Modo::Crudo => stream.write_all(mensaje.as_bytes()),
        Modo::Lineas => escribir_linea(stream, mensaje),
        Modo::Marco => escribir_marco(stream, mensaje.as_bytes()),
    }
}

/// Llama a `host:puerto`, envía lo pedido y enseña lo que vuelve.
///
/// # Errors
/// Si no contesta nadie, si el servidor se va antes de tiempo o si un mensaje no cabe en su formato.
pub fn llamar(host: &str, puerto: u16, pedido: &Pedido) -> Resultado {
    let al_conectar = |error| Fallo::al_conectar(host, puerto, error);
    let stream = TcpStream::connect((host, puerto)).map_err(al_conectar)?;
    stream.set_write_timeout(Some(PLAZO)).map_err(al_conectar)?;
    let (avisa, avisos) = mpsc::channel();
    thread::scope(|hilos| {
        // Se lee a la vez que se escribe: si los dos lados escribieran sin leer, los dos acabarían esperando.
        hilos.spawn(|| recibir(&stream, pedido.modo, avisa));
        let enviado = enviar_todo(&stream, pedido);
        // «No enviaré más»: el servidor lo ve como el final del flujo, y aún puede contestar.
        let _ = stream.shutdown(Shutdown::Write);
        let recibido = esperar_respuestas(&stream, &avisos);
        comparar(pedido.modo, enviado?, recibido?)
    })
}

/// Lo que ha cruzado en un sentido.
#[derive(Clone, Copy, Default)]
struct Cuenta {
    veces: usize,
    bytes: usize,
}

fn enviar_todo(stream: &TcpStream, pedido: &Pedido) -> Resultado<Cuenta> {
    let mut cuenta = Cuenta::default();
    for mensaje in &pedido.mensajes {
        enviar_uno(stream, pedido, &mut cuenta, mensaje)?;
    }
    if !pedido.mensajes.is_empty() {
        return Ok(cuenta);
    }
    let hay_teclado = io::stdin().is_terminal();
    if hay_teclado {
        eprintln!("Escribe un mensaje en cada línea. Para terminar: Ctrl-D (en Windows, Ctrl-Z e Intro).");
    }
    // Un fichero o un teclado también son un flujo: los lee la misma pieza que lee el socket.
    let mut entrada = Lineas::nuevo(io::stdin());
    let al_leer = |error| Fallo::de_sistema("no puedo leer la entrada", error);
    while let Some(mensaje) = entrada.siguiente().map_err(al_leer)? {
        enviar_uno(stream, pedido, &mut cuenta, &mensaje)?;
    }
    if cuenta.veces == 0 && !hay_teclado {
        for mensaje in EJEMPLO {
            enviar_uno(stream, pedido, &mut cuenta, mensaje)?;
        }
    }
    Ok(cuenta)
}

fn enviar_uno(mut stream: &TcpStream, pedido: &Pedido, cuenta: &mut Cuenta, mensaje: &str) -> Resultado {
    if cuenta.veces > 0 {
        thread::sleep(pedido.pausa);
    }
    cuenta.veces += 1;
    cuenta.bytes += mensaje.len();
    println!("→ envío {}: {}  «{}»", cuenta.veces, bytes(mensaje.len()), legible(mensaje.as_bytes(), 40));
    enviar(&mut stream, pedido.modo, mensaje).map_err(|error| {
        let remedio = match (error.kind(), pedido.modo) {
            (io::ErrorKind::InvalidInput, Modo::Lineas) => "Con --modo marco cabe cualquier cosa, hasta 1 MiB.",
            (io::ErrorKind::InvalidInput, _) => "Repártelo en varios.",
            _ => "Mira qué ha dicho el servidor en su terminal.",
        };
        Fallo::de_sistema(format!("no he podido enviar el mensaje {}", cuenta.veces), error).remedio(remedio)
    })
}

/// Enseña lo que llega hasta que el servidor termina, y avisa de cuántos bytes traía cada respuesta.
fn recibir(mut stream: &TcpStream, modo: Modo, avisa: Sender<io::Result<usize>>) {
    // Solo falla si ya no escucha nadie, y entonces da igual.
    let avisar = |que| drop(avisa.send(que));
    let mostrar = |respuesta: &[u8]| {
        println!("← {}", legible(respuesta, 60));
        avisar(Ok(respuesta.len()));
    };
    let mut leer_todo = || -> io::Result<()> {
        match modo {
            Modo::Crudo => {
                leer_trozos(&mut stream, BUFFER, |numero, trozo| {
                    println!("← lectura {numero}: {}", retrato(trozo));
                    avisar(Ok(trozo.len()));
                    Ok(())
                })?;
            }
            Modo::Lineas => {
                let mut lineas = Lineas::nuevo(stream);
                while let Some(linea) = lineas.siguiente()? {
                    mostrar(linea.as_bytes());
                }
            }
            Modo::Marco => {
                while let Some(mensaje) = leer_marco(&mut stream)? {
                    mostrar(&mensaje);
                }
            }
        }
        Ok(())
    };
    if let Err(error) = leer_todo() {
        avisar(Err(error));
    }
}

/// Espera a que el servidor termine, con un plazo desde su última respuesta.
fn esperar_respuestas(stream: &TcpStream, avisos: &Receiver<io::Result<usize>>) -> Resultado<Cuenta> {
    let mut cuenta = Cuenta::default();
    loop {
        match avisos.recv_timeout(PLAZO) {
            Ok(Ok(bytes)) => {
                cuenta.veces += 1;
                cuenta.bytes += bytes;
            }
            Ok(Err(error)) => {
                let remedio = match error.kind() {
                    io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                        "¿Está el servidor en el mismo --modo?"
                    }
                    _ => "Mira qué ha dicho el servidor en su terminal.",
                };
                return Err(Fallo::de_sistema("no he podido leer la respuesta del servidor", error).remedio(remedio));
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(cuenta),
            Err(RecvTimeoutError::Timeout) => {
                // Despierta al hilo que lee.
                let _ = stream.shutdown(Shutdown::Both);
                return Err(Fallo::nuevo(format!("el servidor lleva {} s sin contestar", PLAZO.as_secs()))
                    .remedio("Atiende a los clientes de uno en uno: ¿hay otro delante?"));
            }
        }
    }
}

fn comparar(modo: Modo, enviado: Cuenta, recibido: Cuenta) -> Resultado {
    let que = if modo == Modo::Crudo { "lectura" } else { "acuse" };
    let (envios, respuestas) = (contados(enviado.veces, "envío"), contados(recibido.veces, que));
    println!("{envios} ({}), {respuestas}", bytes(enviado.bytes));
    let (han_vuelto, hacian_falta) = match modo {
        Modo::Crudo => (recibido.bytes, enviado.bytes),
        Modo::Lineas | Modo::Marco => (recibido.veces, enviado.veces),
    };
    if han_vuelto >= hacian_falta {
        return Ok(());
    }
    let que = if modo == Modo::Crudo { "byte" } else { "acuse" };
    let faltan = contados(hacian_falta - han_vuelto, que);
    Err(Fallo::nuevo(format!("el servidor se ha ido antes de tiempo, sin devolver {faltan}"))
        .remedio("Mira qué ha dicho el servidor en su terminal."))
}
