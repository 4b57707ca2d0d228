//! Pasos 3 y 5: lo que no cabe, al recibir y al enviar.

use std::io;
use std::net::UdpSocket;

use redes::argumentos::mostrar_numero;
use redes::cable::Lado;
use redes::errores::{Resultado, explicar};
use redes::guia::{Desenlace, Escena, Paso};

use super::utiles::{Mesa, inesperado};
use crate::datagramas::{BUFER, Recibido, bufer_para, maximo, recibir};

pub fn cortado() -> Paso {
    Paso::nuevo("cortado", "La nota que no cabe")
        .parrafo("Ahora el búfer es pequeño: 6 bytes. Y la nota, «buenos días», ocupa 12 (la «í» son dos).")
        .codigo("tamanos.rs", "pequeno")
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
    let mut bufer = bufer_para(BUFER);
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
