//! Cliente de la lección 3: envía mensajes seguidos y enseña lo que vuelve.
//!
//! Pruébalo, con el servidor en marcha:   cargo run --bin leccion3 -- cliente --modo lineas uno dos tres
//! o:   printf 'uno\ndos\n' | cargo run --bin leccion3 -- cliente --modo marco
//!
//! Verás cada envío (→) y cada respuesta (←). En `crudo` no coinciden; repítelo varias veces, o con `--pausa 100ms`.

use std::io::{self, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use redes::cifras::en_bytes;
use redes::consola::contar;
use redes::errores::{Fallo, Resultado};
use redes::red;

use crate::mensajes;
use crate::modo::Modo;
use crate::pantalla::legible;
use crate::respuestas::{Cuenta, PLAZO, comparar, esperar, recibir};

/// Qué hay que enviar y cómo.
pub struct Pedido {
    pub modo: Modo,
    /// Vacío: lo que diga `mensajes.rs`.
    pub mensajes: Vec<String>,
    pub pausa: Duration,
}

/// Los tres envíos de la guía: tres `write_all` seguidos, sin nada en medio.
pub fn enviar_ejemplo(stream: &mut impl Write) -> io::Result<()> {
    // ANCHOR: ejemplo
    for palabra in ["uno", "dos", "tres"] {
        stream.write_all(palabra.as_bytes())?;
    }
    // ANCHOR_END: ejemplo
    Ok(())
}

/// Llama a `host:puerto`, envía lo pedido y enseña lo que vuelve.
pub fn llamar(host: &str, puerto: u16, pedido: &Pedido) -> Resultado {
    let stream = red::llamar(host, puerto, PLAZO)?;
    stream.set_write_timeout(Some(PLAZO)).map_err(|error| Fallo::al_conectar(host, puerto, error))?;
    let (avisa, avisos) = mpsc::channel();
    thread::scope(|hilos| {
        // Se lee a la vez que se escribe: si los dos lados escribieran sin leer, los dos acabarían esperando.
        hilos.spawn(|| recibir(&stream, pedido.modo, avisa));
        let enviado = enviar_todo(&stream, pedido);
        // «No enviaré más»: el servidor lo ve como el final del flujo, y aún puede contestar.
        let _ = stream.shutdown(Shutdown::Write);
        let recibido = esperar(&stream, &avisos, PLAZO);
        comparar(pedido.modo, enviado?, recibido?)
    })
}

fn enviar_todo(mut stream: &TcpStream, pedido: &Pedido) -> Resultado<Cuenta> {
    let mut cuenta = Cuenta::default();
    mensajes::recorrer(&pedido.mensajes, |mensaje| {
        if cuenta.veces > 0 {
            thread::sleep(pedido.pausa);
        }
        cuenta.veces += 1;
        cuenta.bytes += mensaje.len();
        let (bytes, texto) = (en_bytes(mensaje.len()), legible(mensaje.as_bytes(), 40));
        contar(&format!("→ envío {}: {bytes}  {texto}", cuenta.veces));
        pedido.modo.enviar(&mut stream, mensaje).map_err(|error| no_enviado(cuenta.veces, pedido.modo, error))
    })?;
    Ok(cuenta)
}

fn no_enviado(numero: usize, modo: Modo, error: io::Error) -> Fallo {
    let remedio = match (error.kind(), modo) {
        (io::ErrorKind::InvalidInput, Modo::Lineas) => "Con --modo marco cabe cualquier cosa, hasta 1 MiB.",
        (io::ErrorKind::InvalidInput, _) => "Repártelo en varios.",
        _ => "Mira qué ha dicho el servidor en su terminal.",
    };
    Fallo::de_sistema(format!("no he podido enviar el mensaje {numero}"), error).remedio(remedio)
}
