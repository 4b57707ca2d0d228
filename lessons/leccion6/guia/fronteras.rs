//! Paso 2: dos envíos son dos lecturas.
//!
//! Pruébalo:   cargo run --bin leccion6 -- guia --paso 2

use std::io;
use std::net::{SocketAddr, UdpSocket};

use redes::cable::Lado;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{Mesa, inesperado};

pub fn paso() -> Paso {
    Paso::nuevo("fronteras", "Dos envíos son dos lecturas")
        .parrafo(
            "En TCP, dos envíos podían llegar en una lectura, y uno en tres: era un flujo sin costuras. Aquí el cliente llama \
             dos veces a `send_to`, y el servidor no lee hasta que están las dos. Su búfer es de 1024 bytes: caben de sobra.",
        )
        .codigo("fronteras.rs", "dos")
        .apuesta(
            "¿Qué dará el primer `recv_from`?",
            &["«unodos»: ya estaban las dos", "«uno»; la otra, en el segundo", "no se puede saber"],
        )
        .ejecutar(dos_notas)
}

// ANCHOR: dos
fn dos_envios(socket: &UdpSocket, a: SocketAddr) -> io::Result<()> {
    socket.send_to(b"uno", a)?;
    socket.send_to(b"dos", a)?;
    Ok(())
}
// ANCHOR_END: dos

fn dos_notas(escena: &Escena) -> Resultado<Desenlace> {
    let mesa = Mesa::nueva(escena)?;
    dos_envios(&mesa.cliente, mesa.destino).map_err(inesperado)?;
    let mut bufer = [0; 1024];
    let (primera, _) = mesa.servidor.recv_from(&mut bufer).map_err(inesperado)?;
    mesa.recibe(Lado::Servidor, &bufer[..primera]);
    let (segunda, _) = mesa.servidor.recv_from(&mut bufer).map_err(inesperado)?;
    mesa.recibe(Lado::Servidor, &bufer[..segunda]);
    Ok(Desenlace::opcion(
        1,
        "«uno», y en otra lectura «dos». Cada `recv_from` da **un** datagrama, el que se envió, con sus límites. Todo lo que \
         la lección 3 hacía para separar mensajes (el salto de línea, la longitud delante) aquí sobra.",
    ))
}
