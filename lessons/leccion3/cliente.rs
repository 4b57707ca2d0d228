//! Cliente de la lección 3: envía mensajes seguidos y enseña lo que vuelve.
//!
//! Pruébalo, con el servidor en marcha:   cargo run --bin leccion3 -- cliente --modo lineas uno dos tres
//! o:   printf 'uno\ndos\n' | cargo run --bin leccion3 -- cliente --modo marco
//!
//! Verás cada envío (→) y cada respuesta (←). En `crudo` no coinciden; repítelo varias veces, o con `--pausa 100ms`.

use std::io::{self, IsTerminal, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use redes::errores::{Fallo, Resultado};

use crate::Modo;
use crate::crudo::{bytes, legible};
use crate::lineas::{Lineas, escribir_linea};
use crate::marco::escribir_marco;
use crate::respuestas::{Cuenta, PLAZO, comparar, esperar, recibir};

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
    // Aquí el plazo es el del sistema: si nadie contesta, uno o dos minutos.
    let stream = TcpStream::connect((host, puerto)).map_err(al_conectar)?;
    stream.set_write_timeout(Some(PLAZO)).map_err(al_conectar)?;
    let (avisa, avisos) = mpsc::channel();
    thread::scope(|hilos| {
        // Se lee a la vez que se escribe: si los dos lados escribieran sin leer, los dos acabarían esperando.
        hilos.spawn(|| recibir(&stream, pedido.modo, avisa));
        let enviado = enviar_todo(&stream, pedido);
        // «No enviaré más»: el servidor lo ve como el final del flujo, y aún puede contestar.
        let _ = stream.shutdown(Shutdown::Write);
        let recibido = esperar(&stream, &avisos);
        comparar(pedido.modo, enviado?, recibido?)
    })
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
        eprintln!("Un mensaje por línea. Para terminar, Ctrl-D (en Windows, Ctrl-Z e Intro).");
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
    println!("→ envío {}: {}  {}", cuenta.veces, bytes(mensaje.len()), legible(mensaje.as_bytes(), 40));
    enviar(&mut stream, pedido.modo, mensaje).map_err(|error| {
        let remedio = match (error.kind(), pedido.modo) {
            (io::ErrorKind::InvalidInput, Modo::Lineas) => "Con --modo marco cabe cualquier cosa, hasta 1 MiB.",
            (io::ErrorKind::InvalidInput, _) => "Repártelo en varios.",
            _ => "Mira qué ha dicho el servidor en su terminal.",
        };
        Fallo::de_sistema(format!("no he podido enviar el mensaje {}", cuenta.veces), error).remedio(remedio)
    })
}
