//! La demostración: el informe de este ordenador, en los cuatro formatos, por sockets de verdad.
//!
//! Pruébalo:   cargo run --bin leccion5 -- demo
//!
//! Verás cuánto ocupa en cada uno y lo que el servidor entiende, que es siempre lo mismo; y al final, lo que contesta a un
//! pickle que quiere mandar en tu ordenador.

use std::io::{self, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use redes::errores::{Fallo, Resultado};

use crate::cliente::enviar;
use crate::equipo;
use crate::formatos::Formato;
use crate::guia::hostil;
use crate::servidor::{Trato, servir};

const PLAZO: Duration = Duration::from_secs(5);

/// Un servidor y un cliente para cada formato.
pub fn demo() -> Resultado {
    let informe = equipo::informe();
    println!(
        "El mismo informe, en cuatro formatos, por sockets de verdad."
    );
    for formato in Formato::TODOS {
        let dicho = con_servidor(formato, |stream| {
            enviar(stream, formato, &informe).map(drop)
        })
        .map_err(fallo)?;
        println!("{dicho}");
    }
    let malo = hostil::pickle_que_manda();
    println!(
        "\nY ahora, un pickle de {} bytes que en Python ejecutaría una orden. Al servidor le cuesta una línea en stderr:",
        malo.len()
    );
    con_servidor(Formato::Pickle, |mut stream| {
        stream.write_all(&malo)?;
        stream.shutdown(Shutdown::Write)
    })
    .map_err(fallo)?;
    Ok(())
}

/// Atiende a un solo cliente y devuelve lo que el servidor ha dicho.
fn con_servidor(
    formato: Formato,
    cliente: impl FnOnce(&TcpStream) -> io::Result<()>,
) -> io::Result<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let stream = TcpStream::connect(listener.local_addr()?)?;
    let (decir, dicho) = channel();
    let enviado = thread::scope(|hilos| {
        hilos.spawn(move || {
            let trato =
                Trato { formato, plazo: PLAZO, clientes: Some(1) };
            servir(&listener, trato, &|frase| drop(decir.send(frase)));
        });
        // Al salir de aquí el socket se cierra, y el servidor, que solo atiende a uno, acaba.
        let stream = stream;
        cliente(&stream)
    });
    enviado?;
    Ok(dicho.try_iter().collect())
}

fn fallo(error: io::Error) -> Fallo {
    Fallo::de_sistema("la conversación se ha cortado", error)
}
