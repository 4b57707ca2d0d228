//! El mismo eco por TCP, para ponerlo al lado: el cliente.
//!
//! Pruébalo:   cargo run --bin leccion6 -- tcp cliente "¡Hola!"
//! o cualquier cosa, de cualquier tamaño:   cargo run --bin leccion6 -- tcp cliente < foto.jpg > eco.jpg
//!
//! Verás el eco por stdout. Fíjate en lo que está en `udp/preguntar.rs` y aquí no: reintentos, números de petición y
//! comprobar quién contesta. De todo eso se encarga el sistema.

use std::io::{self, Cursor, IsTerminal, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use redes::cifras::{self, en_bytes};
use redes::consola::{avisar, salida_ajena};
use redes::errores::{Fallo, Resultado, alguien_lee, explicar};
use redes::red::{self, es_plazo};

use crate::tcp::huella::Huella;

/// Lo que se pide en cada lectura. No es el tamaño de un mensaje.
const BUFFER: usize = 64 * 1024;

/// Envía `mensaje` (o lo que llegue por stdin, sea lo que sea de largo) y enseña el eco según llega.
pub fn ejecutar(host: &str, puerto: u16, mensaje: &[String], plazo: Duration) -> Resultado {
    let stream = Arc::new(red::llamar(host, puerto, plazo)?);
    let enviado = Arc::new(Huella::default());
    let (de_ida, cuenta) = (Arc::clone(&stream), Arc::clone(&enviado));
    let fuente: Box<dyn Read + Send> =
        if mensaje.is_empty() { Box::new(io::stdin()) } else { Box::new(Cursor::new(mensaje.join(" "))) };
    if mensaje.is_empty() && io::stdin().is_terminal() {
        avisar("Escribe algo y pulsa Intro. Para despedirte, Ctrl-D (en Windows, Ctrl-Z e Intro).");
    }
    // Se envía en un hilo y se recibe en otro: si los dos lados escribieran sin leer, los dos acabarían esperando. Nadie
    // espera a este hilo: si el servidor se va mientras alguien piensa qué escribir, el programa acaba.
    thread::spawn(move || enviar(&de_ida, fuente, &cuenta));
    let recibido = Huella::default();
    let fallo = |error: io::Error| Fallo::al_conversar(format!("{host}:{puerto}"), error);
    stream.set_read_timeout(Some(plazo)).map_err(fallo)?;
    let mut salida = salida_ajena();
    let entero = recibir(&*stream, &mut salida, (&enviado, &recibido), plazo).map_err(fallo)??;
    let salto: &[u8] = if mensaje.is_empty() { b"" } else { b"\n" };
    let acabado = salida.terminar().and_then(|()| salida.write_all(salto)).and_then(|()| salida.flush());
    if !entero || !alguien_lee(acabado)? {
        avisar(&format!("nadie lee ya la salida: lo dejo tras {} de eco", en_bytes(recibido.bytes())));
        return Ok(());
    }
    if enviado.valor() != recibido.valor() {
        let (van, vuelven) = (en_bytes(enviado.bytes()), en_bytes(recibido.bytes()));
        return Err(Fallo::nuevo(format!("el eco no es lo que envié: {van} de ida y {vuelven} de vuelta"))
            .remedio("¿Es un servidor de eco, y lee hasta la despedida?"));
    }
    avisar(&format!("{} de eco, idéntico", en_bytes(recibido.bytes())));
    Ok(())
}

fn enviar(mut stream: &TcpStream, mut fuente: Box<dyn Read + Send>, enviado: &Huella) -> io::Result<()> {
    let mut buffer = vec![0; BUFFER];
    loop {
        let leidos = fuente.read(&mut buffer).unwrap_or_else(|error| {
            avisar(&format!("no he podido leer lo que había que enviar: {}", explicar(&error)));
            0
        });
        if leidos == 0 {
            return stream.shutdown(Shutdown::Write);
        }
        enviado.sumar(&buffer[..leidos]);
        stream.write_all(&buffer[..leidos])?;
    }
}

/// Enseña el eco hasta la despedida; `false`, si nadie lee ya la salida. Solo se cansa de esperar si el servidor debe algo.
fn recibir(
    mut stream: impl Read,
    salida: &mut impl Write,
    (enviado, recibido): (&Huella, &Huella),
    plazo: Duration,
) -> io::Result<Resultado<bool>> {
    let mut buffer = vec![0; BUFFER];
    loop {
        // Lo que debe se mira antes que el socket: si lo enviamos cuando la espera se acababa, no lleva todo un plazo debiéndolo.
        let debia = enviado.bytes() > recibido.bytes();
        match stream.read(&mut buffer) {
            Ok(0) => return Ok(Ok(true)),
            Ok(leidos) => {
                recibido.sumar(&buffer[..leidos]);
                match alguien_lee(salida.write_all(&buffer[..leidos]).and_then(|()| salida.flush())) {
                    Ok(true) => {}
                    otra_cosa => return Ok(otra_cosa),
                }
            }
            Err(e) if es_plazo(&e) && debia => {
                let falta = enviado.bytes().saturating_sub(recibido.bytes());
                let queja = format!("llevo {} esperando {} de eco", cifras::duracion(plazo), en_bytes(falta));
                return Ok(Err(
                    Fallo::nuevo(queja).remedio("Mira qué dice el servidor. Para esperar más: --plazo 60s.")
                ));
            }
            Err(e) if es_plazo(&e) || e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    /// Una conexión en la que se acaba el plazo tantas veces, y en la primera se envía algo justo al final.
    struct Lenta<'a>(&'a Huella, u32);

    impl Read for Lenta<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.1 {
                0 if self.0.bytes() == 0 => Ok(0),
                0 => b"hola".as_slice().read(buffer),
                _ => {
                    if self.0.bytes() == 0 {
                        self.0.sumar(b"hola");
                    }
                    self.1 -= 1;
                    Err(io::ErrorKind::WouldBlock.into())
                }
            }
        }
    }

    #[test]
    fn quien_escribe_cuando_la_espera_se_acaba_no_culpa_al_servidor() {
        let oir = |plazos_agotados| {
            let (enviado, recibido) = (Huella::default(), Huella::default());
            let mut oido = [0; 4];
            // Con el eco, se llena la salida: con eso basta.
            let fin =
                recibir(Lenta(&enviado, plazos_agotados), &mut &mut oido[..], (&enviado, &recibido), PLAZO).unwrap();
            (fin.map_err(|fallo| fallo.to_string()), oido)
        };
        assert_eq!(oir(1).1, *b"hola");
        let (fin, _) = oir(2);
        assert!(fin.unwrap_err().starts_with("llevo 10 s esperando 4 bytes de eco."));
    }

    const PLAZO: Duration = Duration::from_secs(10);
}
