//! Paso 3: lo que no cabe al recibir, se pierde.
//!
//! Pruébalo:   cargo run --bin leccion6 -- guia --paso 3

use std::io;
use std::net::UdpSocket;

use redes::cable::Lado;
use redes::errores::{Resultado, explicar};
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{Mesa, inesperado};
use crate::udp::datagramas::{Recibido, bufer_para, recibir};

pub fn paso() -> Paso {
    Paso::nuevo("cortado", "La nota que no cabe")
        .parrafo("Ahora el búfer es pequeño: 6 bytes. Y la nota, «buenos días», ocupa 12 (la «í» son dos).")
        .codigo("cortado.rs", "pequeno")
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
