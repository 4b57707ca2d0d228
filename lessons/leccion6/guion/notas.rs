//! Pasos 1, 2 y 4: qué es un datagrama, y qué no.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use redes::cable::Lado;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::utiles::{Mesa, inesperado};

pub fn llamada_y_nota() -> Paso {
    Paso::nuevo("llamada-y-nota", "Una llamada y una nota")
        .parrafo(
            "**TCP es una llamada de teléfono.** Marcas, descuelgan, y desde entonces lo que dices se oye entero y en orden. \
             Por eso había `listen` (tener línea), `accept` (descolgar), `connect` (marcar) y una despedida.",
        )
        .parrafo(
            "**UDP es una nota que se pasa en clase.** Escribes para quién es, la sueltas y la va pasando quien esté en \
             medio. Puede perderse, llegar después de otra que escribiste más tarde, o llegar dos veces si alguien la copia. \
             Nadie te avisa. Pero si llega, llega entera: no hay medias notas.",
        )
        .codigo("notas.rs", "nota")
        .apuesta(
            "El servidor acaba de hacer `bind`, y nada más. ¿Qué falta para que le llegue la nota?",
            &["que haga `listen` y `accept`", "que el cliente haga `connect`", "nada"],
        )
        .ejecutar(pasar_una_nota)
}

// ANCHOR: nota
fn pasar_nota(alumno: &UdpSocket, a: SocketAddr) -> io::Result<()> {
    alumno.send_to(b"nos vemos a las cinco", a)?;
    Ok(())
}
// ANCHOR_END: nota

fn pasar_una_nota(escena: &Escena) -> Resultado<Desenlace> {
    let mesa = Mesa::nueva(escena)?;
    pasar_nota(&mesa.cliente, mesa.destino).map_err(inesperado)?;
    let mut bufer = [0; 100];
    let (n, _) = mesa.servidor.recv_from(&mut bufer).map_err(inesperado)?;
    mesa.recibe(Lado::Servidor, &bufer[..n]);
    Ok(Desenlace::opcion(
        2,
        "Nada. `bind` pone tu nombre en un pupitre (un puerto), y ya pueden llegarte notas. `recv_from` da la nota y de quién \
         es, que es a quien hay que contestar. `listen` y `accept` no existen en UDP, porque no hay llamadas que coger; y \
         con un solo socket se atiende a toda la clase.",
    ))
}

pub fn fronteras() -> Paso {
    Paso::nuevo("fronteras", "Dos envíos son dos lecturas")
        .parrafo(
            "En TCP, dos envíos podían llegar en una lectura, y uno en tres: era un flujo sin costuras. Aquí el cliente llama \
             dos veces a `send_to`, y el servidor no lee hasta que están las dos. Su búfer es de 1024 bytes: caben de sobra.",
        )
        .codigo("notas.rs", "dos")
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

pub fn vacio() -> Paso {
    Paso::nuevo("vacio", "Una nota en blanco")
        .parrafo(
            "En TCP, un `read` que devuelve 0 era la despedida. Aquí el cliente envía un datagrama **sin ningún byte** y \
             después otro que dice «sigo aquí».",
        )
        .codigo("notas.rs", "blanco")
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
