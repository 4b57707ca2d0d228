//! Paso 10: contesta quien es, pero a la pregunta de antes.
//!
//! Pruébalo:   cargo run --bin leccion6 -- guia --paso 10

use std::net::UdpSocket;
use std::thread;
use std::time::Duration;

use redes::cable::{Lado, Muestra, Suceso};
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{TRATO, direccion, inesperado, nota, socket};
use crate::udp::avisos::Aviso;
use crate::udp::ingenuo;
use crate::udp::preguntar::Cliente;
use crate::udp::trato::Trato;

pub fn paso() -> Paso {
    Paso::nuevo("tardia", "La respuesta de antes")
        .parrafo(
            "El cliente ingenuo, ya con plazo (200 ms). Pregunta «uno», el servidor tarda y el cliente se cansa. Entonces \
             pregunta «dos».",
        )
        .apuesta("¿Qué toma por respuesta de «dos»?", &["«dos»", "«uno»", "nada: se cansa también"])
        .ejecutar(respuesta_de_antes)
        .parrafo(
            "Viene del servidor, así que mirar la dirección no basta: hay que saber **de qué pregunta** es. En un eco vuelve \
             todo lo que se envía: si delante va un número, vuelve. `--numerada` lo pone, y esto lo mira:",
        )
        .codigo("peticion.rs", "mirar")
        .ejecutar(respuesta_con_numero)
        .parrafo(
            "Hay otra manera, que deja el mensaje como está: **un socket nuevo para cada pregunta**. El puerto hace de número, \
             y lo que llega tarde llega a un puerto en el que ya no hay nadie. Es lo que hace nuestro cliente sin `--numerada`.",
        )
}

/// Un servidor lento: contesta a la primera pregunta cuando ya le ha llegado la segunda.
fn servidor_lento(escena: &Escena, servidor: &UdpSocket) -> std::io::Result<()> {
    let mut preguntas = Vec::new();
    for _ in 0..2 {
        let mut bufer = [0; 100];
        let (n, cliente) = servidor.recv_from(&mut bufer)?;
        escena.cable().anotar(Lado::Cliente, Suceso::Envia(Muestra::de(&bufer[..n])));
        preguntas.push((bufer[..n].to_vec(), cliente));
    }
    for (pregunta, cliente) in preguntas {
        escena.cable().anotar(Lado::Servidor, Suceso::Envia(Muestra::de(&pregunta)));
        servidor.send_to(&pregunta, cliente)?;
    }
    Ok(())
}

fn respuesta_de_antes(escena: &Escena) -> Resultado<Desenlace> {
    let (servidor, cliente) = (socket()?, socket()?);
    cliente.set_read_timeout(Some(TRATO.plazo)).map_err(inesperado)?;
    let destino = direccion(&servidor)?;
    let segunda = thread::scope(|hilos| {
        hilos.spawn(|| servidor_lento(escena, &servidor));
        if ingenuo::preguntar(&cliente, destino, b"uno").is_err() {
            nota(escena, Lado::Cliente, "200 ms sin respuesta de «uno»");
        }
        ingenuo::preguntar(&cliente, destino, b"dos")
    });
    let Ok(segunda) = segunda else {
        return Ok(Desenlace::opcion(2, "Esta vez se ha cansado también de la segunda."));
    };
    escena.cable().anotar(Lado::Cliente, Suceso::RecibeDatagrama(Muestra::de(&segunda)));
    Ok(Desenlace::opcion(
        usize::from(segunda == b"uno"),
        "«uno»: llegaba tarde, pero llegaba. Y el eco de «dos» se queda en la cola, para la pregunta siguiente: desde aquí, \
         **todas** las respuestas van corridas una. Con un eco se nota; con «¿cuánto vale esto?», no. Poner un plazo sin \
         mirar de qué pregunta es la respuesta es cambiar un cuelgue por una mentira.",
    ))
}

fn respuesta_con_numero(escena: &Escena) -> Resultado<Desenlace> {
    let servidor = socket()?;
    let mut cliente = Cliente::nuevo(direccion(&servidor)?, Trato { numerada: true, ..TRATO });
    let segunda = thread::scope(|hilos| {
        hilos.spawn(|| servidor_lento(escena, &servidor));
        let mut apuntar = |aviso: Aviso| nota(escena, Lado::Cliente, aviso.to_string());
        let _ = cliente.preguntar(b"uno", &mut apuntar);
        // Aquí ya no hay prisa.
        cliente.trato.plazo = Duration::from_secs(3);
        cliente.preguntar(b"dos", &mut apuntar)
    })?;
    escena.cable().anotar(Lado::Cliente, Suceso::RecibeDatagrama(Muestra::de(&segunda.mensaje)));
    Ok(Desenlace::relato(
        "El eco de la petición 1 se reconoce y se deja; la 2 recibe el suyo. Así empiezan casi todos los protocolos sobre UDP: \
         los dos primeros bytes de una consulta de DNS son su número.",
    ))
}
