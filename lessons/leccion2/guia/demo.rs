//! La demostración: servidor y cliente en el mismo programa, hablando por sockets de verdad.
//!
//! Pruébala:   cargo run --bin leccion2 -- demo
//!
//! Verás ir y volver un saludo, 5000 bytes y 64 MiB y, al final, cómo falla el servidor del error clásico.

use std::io::{Cursor, Write, sink};
use std::net::TcpListener;
use std::thread;

use redes::consola::{self, contar};
use redes::errores::{Fallo, Resultado};

use crate::clasico;
use crate::cliente::conectar::{PLAZO, conectar};
use crate::cliente::transferencia::{Final, ida_y_vuelta};
use crate::servidor::{Atender, devolver_eco};

/// Envía un saludo, 5000 bytes y 64 MiB al servidor bueno, y los mismos 5000 al del error clásico.
///
/// # Errors
/// Si algo de lo que tiene que ir bien va mal, o al revés.
pub fn ejecutar() -> Resultado {
    let bueno = arrancar(|stream| devolver_eco(stream))?;
    let mut eco = Vec::new();
    enviar(bueno, "¡Hola, señor!".into(), &mut eco)?;
    decir(&format!("Va «¡Hola, señor!» y vuelve «{}»: {} bytes.", String::from_utf8_lossy(&eco), eco.len()));
    enviar(bueno, vec![b'x'; 5000], &mut sink())?;
    decir("Van 5000 bytes y vuelven 5000, idénticos.");
    enviar(bueno, vec![0xf1; 64 << 20], &mut sink())?;
    decir("Van 64 MiB y vuelven 64 MiB, idénticos: el servidor no guarda más de 64 KiB cada vez.");

    let malo = arrancar(clasico::atender)?;
    match enviar(malo, vec![b'x'; 5000], &mut sink()) {
        Err(fallo) => decir(&format!("Y con el servidor del error clásico, 5000 bytes acaban así: {fallo}")),
        Ok(_) => return Err(Fallo::nuevo("el servidor del error clásico ha devuelto los 5000 bytes")),
    }
    decir("Para verlo despacio: cargo run --bin leccion2");
    Ok(())
}

/// Un servidor en otro hilo y en un puerto libre. Devuelve el puerto.
fn arrancar(atender: Atender) -> Resultado<u16> {
    let fallo = |error| Fallo::al_escuchar("127.0.0.1", 0, error);
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(fallo)?;
    let puerto = listener.local_addr().map_err(fallo)?.port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // Lo que haya pasado lo cuenta el cliente.
            let _ = atender(&stream);
        }
    });
    Ok(puerto)
}

fn enviar(puerto: u16, mensaje: Vec<u8>, eco: &mut impl Write) -> Resultado<Final> {
    ida_y_vuelta(conectar("127.0.0.1", puerto, PLAZO)?, Cursor::new(mensaje), eco, PLAZO)
}

fn decir(texto: &str) {
    for linea in consola::parrafo(texto, consola::ancho()) {
        contar(&linea);
    }
}
