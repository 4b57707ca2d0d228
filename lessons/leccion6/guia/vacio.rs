//! Paso 4: un datagrama sin bytes no es una despedida.
//!
//! Pruébalo:   cargo run --bin leccion6 -- guia --paso 4

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use redes::cable::Lado;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{Mesa, inesperado};

pub fn paso() -> Paso {
    Paso::nuevo("vacio", "Una nota en blanco")
        .parrafo(
            "En TCP, un `read` que devuelve 0 era la despedida. Aquí el cliente envía un datagrama **sin ningún byte** y \
             después otro que dice «sigo aquí».",
        )
        .codigo("vacio.rs", "blanco")
        .apuesta(
            "¿Qué ve el servidor?",
            &["un 0, que es la despedida, y ya nada más", "un 0, y después «sigo aquí»", "solo «sigo aquí»"],
        )
        .ejecutar(nota_en_blanco)
}

// ANCHOR: blanco
fn en_blanco(socket: &UdpSocket, a: SocketAddr) -> io::Result<()> {
    socket.send_to(&[], a)?;
    socket.send_to("sigo aquí".as_bytes(), a)?;
    Ok(())
}
// ANCHOR_END: blanco

fn nota_en_blanco(escena: &Escena) -> Resultado<Desenlace> {
    let mesa = Mesa::nueva(escena)?;
    en_blanco(&mesa.cliente, mesa.destino).map_err(inesperado)?;
    let mut bufer = [0; 100];
    let (primero, _) = mesa.servidor.recv_from(&mut bufer).map_err(inesperado)?;
    mesa.recibe(Lado::Servidor, &bufer[..primero]);
    if primero > 0 {
        return Ok(Desenlace::opcion(2, "En tu sistema, los datagramas vacíos no llegan."));
    }
    mesa.servidor.set_read_timeout(Some(Duration::from_secs(1))).map_err(inesperado)?;
    Ok(match mesa.servidor.recv_from(&mut bufer) {
        Err(_) => Desenlace::opcion(0, "Esta vez, el segundo se ha perdido."),
        Ok((n, _)) => {
            mesa.recibe(Lado::Servidor, &bufer[..n]);
            Desenlace::opcion(
                1,
                "Un datagrama vacío es un datagrama: llega, y `recv_from` da 0. **Aquí 0 no es «fin»**: sin conexión no hay \
                 nada que terminar. Un servidor UDP que salga de su bucle con un 0 se apaga con la primera nota en blanco, \
                 y uno de TCP que no salga gira para siempre. El mismo número, dos significados.",
            )
        }
    })
}
