//! Pasos 1 a 5: qué es un datagrama, y qué no.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use redes::argumentos::mostrar_numero;
use redes::cable::Lado;
use redes::errores::{Resultado, explicar};
use redes::guia::{Desenlace, Escena, Paso};

use super::utiles::{Mesa, inesperado};
use crate::datagramas::{Recibido, bufer_para, maximo, recibir};

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

pub fn cortado() -> Paso {
    Paso::nuevo("cortado", "La nota que no cabe")
        .parrafo("Ahora el búfer es pequeño: 6 bytes. Y la nota, «buenos días», ocupa 12 (la «í» son dos).")
        .codigo("notas.rs", "pequeno")
        .apuesta(
            "¿Qué pasa con los bytes que no caben?",
            &["esperan a la siguiente lectura", "se pierden, y nadie lo dice", "se pierden, y `recv_from` da un error"],
        )
        .ejecutar(no_cabe)
        .parrafo(
            "Para darse cuenta en todos los sistemas basta un byte de más. Esta es la función que usa toda la lección:",
        )
        .codigo("datagramas.rs", "recibir")
        .ejecutar(con_uno_de_mas)
}

// ANCHOR: pequeno
fn leer_seis(socket: &UdpSocket) -> io::Result<Vec<u8>> {
    let mut buffer = [0; 6];
    let (leidos, _) = socket.recv_from(&mut buffer)?;
    Ok(buffer[..leidos].to_vec())
}
// ANCHOR_END: pequeno

fn no_cabe(escena: &Escena) -> Resultado<Desenlace> {
    let mesa = Mesa::nueva(escena)?;
    mesa.cliente.send_to("buenos días".as_bytes(), mesa.destino).map_err(inesperado)?;
    let leido = leer_seis(&mesa.servidor);
    let opcion = match &leido {
        Ok(bytes) => {
            mesa.recibe(Lado::Servidor, bytes);
            1
        }
        Err(_) => {
            mesa.nota(Lado::Servidor, "recv_from → error");
            2
        }
    };
    mesa.cliente.send_to(b"adi\xc3\xb3s", mesa.destino).map_err(inesperado)?;
    match leer_seis(&mesa.servidor) {
        Ok(bytes) => mesa.recibe(Lado::Servidor, &bytes),
        Err(error) => return Err(inesperado(error)),
    }
    let relato = match leido {
        Ok(_) => {
            "Se ha recortado y nadie ha dicho nada: ni un error, ni un aviso. Los otros 6 bytes **no están esperando**: la \
             lectura siguiente ya es de otra nota. En Windows lo mismo da un error (10040). Un programa que solo se prueba \
             en un sistema se lleva la sorpresa en el otro."
                .to_string()
        }
        Err(error) => format!(
            "Aquí, un error: {}. En Linux y macOS se habría recortado sin decir nada. En ningún sitio esperan los que \
             faltan: la lectura siguiente ya es de otra nota.",
            explicar(&error)
        ),
    };
    Ok(Desenlace::opcion(opcion, relato))
}

fn con_uno_de_mas(escena: &Escena) -> Resultado<Desenlace> {
    let mesa = Mesa::nueva(escena)?;
    let mut bufer = bufer_para(6);
    let mut vistos = Vec::new();
    for texto in ["buenos días", "adiós"] {
        mesa.cliente.send_to(texto.as_bytes(), mesa.destino).map_err(inesperado)?;
        match recibir(&mesa.servidor, &mut bufer).map_err(inesperado)? {
            Recibido::Datagrama(n, _) => {
                mesa.recibe(Lado::Servidor, &bufer[..n]);
                vistos.push("entero");
            }
            Recibido::Cortado(_) => {
                mesa.nota(Lado::Servidor, "Cortado: no me fío de él");
                vistos.push("cortado");
            }
            Recibido::NadieEscuchaba | Recibido::Nada => vistos.push("nada"),
        }
    }
    Ok(Desenlace::relato(format!(
        "El primero, {}; el segundo, de 6 bytes justos, {}. Ya no se toma media nota por una entera.",
        vistos[0], vistos[1]
    )))
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

pub fn tope() -> Paso {
    Paso::nuevo("maximo", "¿Cuánto cabe en una nota?")
        .parrafo(
            "En un flujo cabe lo que sea, poco a poco. Un datagrama sale de una vez o no sale. Probamos con 65 507 bytes, y \
             después con uno más.",
        )
        .apuesta(
            "¿Qué pasa con el de 65 508?",
            &["se parte solo en dos datagramas", "llega cortado", "`send_to` da un error y no sale nada"],
        )
        .ejecutar(lo_mas_grande)
}

fn lo_mas_grande(escena: &Escena) -> Resultado<Desenlace> {
    let mesa = Mesa::nueva(escena)?;
    let cabe = maximo(mesa.destino);
    let mut bufer = bufer_para(crate::datagramas::BUFER);
    let justo = mesa.cliente.send_to(&vec![b'x'; cabe], mesa.destino);
    if justo.is_ok()
        && let Recibido::Datagrama(n, _) = recibir(&mesa.servidor, &mut bufer).map_err(inesperado)?
    {
        mesa.recibe(Lado::Servidor, &bufer[..n]);
    }
    let pasado = mesa.cliente.send_to(&vec![b'x'; cabe + 1], mesa.destino);
    let Err(error) = pasado else {
        return Ok(Desenlace::relato("Tu sistema ha aceptado más de lo que cabe en un datagrama."));
    };
    mesa.nota(Lado::Cliente, format!("send_to({} B) → error", cabe + 1));
    let justo = if justo.is_err() { " (En tu sistema, ni siquiera el primero: su límite es más bajo.)" } else { "" };
    Ok(Desenlace::opcion(
        2,
        format!(
            "Un error: {}. La longitud de un paquete IP se escribe en 16 bits: 65 535, menos 20 bytes de la cabecera IP y 8 \
             de la de UDP, son {}.{justo} Y por una red de verdad, mejor menos de 1500: lo que no cabe en una trama viaja en \
             varios pedazos, y si se pierde uno se pierde la nota entera.",
            explicar(&error),
            mostrar_numero(cabe as u64)
        ),
    ))
}
