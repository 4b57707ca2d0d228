//! Paso 13: la guía pone el servidor y tú pones el cliente.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use redes::guia::{Paso, TeToca};

use super::llamada::reaccionar;
use crate::servidor::{PUERTO, devolver_eco};

pub fn paso() -> Paso {
    Paso::nuevo("te-toca", "Ahora llama tú")
        .parrafo(
            "La guía acaba de abrir el servidor de eco de esta lección. Háblale desde otra terminal, con lo que quieras; \
             aquí verás lo que cruza y cómo te despides.",
        )
        .parrafo(
            "Después, prueba por tu cuenta `cargo run --bin leccion2 -- servidor`: atiende a los clientes **de uno en uno**. \
             Abre dos a la vez y verás al segundo conectar, enviar… y esperar. Eso lo arregla la lección 4.",
        )
        .te_toca(TeToca {
            puerto: PUERTO,
            encargo: Box::new(encargo),
            servidor: Arc::new(|stream| devolver_eco(&stream).map(|_| ())),
            reaccion: Box::new(reaccionar),
            ensayo: Box::new(ensayar),
            plazo: Duration::from_secs(300),
        })
}

fn encargo(donde: SocketAddr) -> String {
    let puerto = donde.port();
    let opcion = if puerto == PUERTO { String::new() } else { format!(" --puerto {puerto}") };
    format!(
        "Conecta con {donde}, envía algo y despídete. Por ejemplo:\n\
         `cargo run --bin leccion2 -- cliente{opcion} \"¡Hola!\"`\n\
         `nc -N {} {puerto}` (en Linux; escribe, y Ctrl-D para despedirte)\n\
         o tu cliente de Python.",
        donde.ip()
    )
}

/// Lo que haría quien aprende, para cuando no hay nadie al teclado.
fn ensayar(donde: SocketAddr) -> io::Result<()> {
    let mut stream = TcpStream::connect(donde)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.write_all("¡Hola!".as_bytes())?;
    stream.shutdown(Shutdown::Write)?;
    stream.read_to_end(&mut Vec::new()).map(|_| ())
}
