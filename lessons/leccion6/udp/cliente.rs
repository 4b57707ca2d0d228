//! Cliente de eco por UDP: envía un datagrama, espera su eco con un plazo y lo reintenta si no llega.
//!
//! Pruébalo, con el servidor en marcha en otra terminal:
//!     cargo run --bin leccion6 -- udp cliente "¡Hola, señor!"    un mensaje, un datagrama
//!     cargo run --bin leccion6 -- udp cliente < nota.txt         lo que quepa en un datagrama, tal cual
//!     cargo run --bin leccion6 -- udp cliente                    línea a línea, hasta Ctrl-D
//!
//! Verás el eco por stdout y, por stderr, cuánto ha tardado y lo que haya ido mal por el camino. Sirve con cualquier
//! servidor de eco UDP. Cómo se pregunta está en `preguntar.rs`.

use std::io::{self, BufRead};

use redes::consola::avisar;
use redes::errores::{Fallo, Resultado};

use crate::pantalla::ensenyar;
use crate::udp::datagramas::maximo;
use crate::udp::destino;
use crate::udp::entrada::{self, Entrada};
use crate::udp::preguntar::Cliente;
use crate::udp::trato::Trato;

/// Envía `mensaje` o, si no hay, lo que llegue por una tubería (un datagrama) o por el teclado (uno por línea).
pub fn ejecutar(host: &str, puerto: u16, mensaje: &[String], trato: &Trato) -> Resultado {
    let servidor = destino::buscar(host, puerto)?;
    let mut cliente = Cliente::nuevo(servidor, trato.clone());
    match entrada::elegir(mensaje, maximo(servidor))? {
        Entrada::Teclado => conversar(&mut cliente),
        Entrada::Mensaje(bytes) => {
            let eco = cliente.preguntar(&bytes, |aviso| avisar(&aviso.to_string()))?;
            ensenyar(&eco, !mensaje.is_empty())
        }
    }
}

/// Un datagrama por línea. El salto no viaja: en UDP, el mensaje acaba donde acaba el datagrama.
fn conversar(cliente: &mut Cliente) -> Resultado {
    avisar("Escribe algo y pulsa Intro: será un datagrama. Para terminar, Ctrl-D (en Windows, Ctrl-Z e Intro).");
    for linea in io::stdin().lock().split(b'\n') {
        let linea = linea.map_err(|error| Fallo::de_sistema("no he podido leer el teclado", error))?;
        // Sin conexión no hay nada que se rompa: si esta no llega, quizá llegue la siguiente.
        match cliente.preguntar(linea.strip_suffix(b"\r").unwrap_or(&linea), |aviso| avisar(&aviso.to_string())) {
            Ok(eco) => ensenyar(&eco, true)?,
            Err(fallo) => avisar(&format!("error: {fallo}")),
        }
    }
    Ok(())
}
