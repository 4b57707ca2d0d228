//! La demostración: los mismos tres mensajes, enviados de tres maneras por sockets de verdad.
//!
//! Pruébalo:   cargo run --bin leccion3 -- demo
//!
//! Verás que en `crudo` las lecturas no coinciden con los envíos, y que en `lineas` y `marco` llegan los tres mensajes.

use std::io::{self, Read};
use std::net::{Shutdown, TcpStream};
use std::sync::Barrier;
use std::thread;

use redes::errores::{Fallo, Resultado};

use super::comun::{PLAZO, pareja, unir};
use crate::crudo::BUFFER;
use crate::mensajes::EJEMPLO;
use crate::modo::Modo;
use crate::servidor::{Trato, atender};

/// Enseña los tres modos, uno detrás de otro.
pub fn demo() -> Resultado {
    println!("Tres mensajes seguidos, «uno», «dos» y «tres», y un servidor que los lee de tres maneras.");
    for (modo, titulo) in [
        (Modo::Crudo, "crudo: lo que da cada `read`"),
        (Modo::Lineas, "lineas: cada mensaje acaba en un salto de línea"),
        (Modo::Marco, "marco: cada mensaje lleva delante su longitud"),
    ] {
        println!("\n{titulo}");
        let (servidor, cliente) = pareja()?;
        let frases = conversar(modo, &servidor, &cliente)
            .map_err(|error| Fallo::de_sistema("la conversación se ha cortado", error))?;
        for frase in frases {
            println!("   {frase}");
        }
    }
    println!("\nRepítelo: en crudo puede salir otra cosa; en los otros dos, nunca.");
    Ok(())
}

/// El cliente envía los tres mensajes mientras el servidor lee. Devuelve lo que ha dicho el servidor.
fn conversar(modo: Modo, servidor: &TcpStream, mut cliente: &TcpStream) -> io::Result<Vec<String>> {
    // El servidor ya está esperando cuando el cliente empieza, como en la vida real.
    let salida = Barrier::new(2);
    thread::scope(|hilos| {
        let hilo = hilos.spawn(|| {
            let trato = Trato { modo, bufer: BUFFER, plazo: PLAZO };
            let mut frases = Vec::new();
            salida.wait();
            atender(servidor, &trato, |frase| frases.push(frase))?;
            // Es el único cliente: «no enviaré más».
            servidor.shutdown(Shutdown::Write)?;
            Ok(frases)
        });
        salida.wait();
        for mensaje in EJEMPLO {
            modo.enviar(&mut cliente, mensaje)?;
        }
        cliente.shutdown(Shutdown::Write)?;
        // Se esperan los acuses: cerrar con algo sin leer cortaría la conexión de golpe.
        cliente.read_to_end(&mut Vec::new())?;
        unir(hilo)
    })
}
