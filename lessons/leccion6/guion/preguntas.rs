//! Pasos 8 y 9: de quién es una respuesta.

use std::net::UdpSocket;
use std::thread;
use std::time::Duration;

use redes::cable::{Lado, Muestra, Suceso};
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::utiles::{direccion, inesperado, nota, socket};
use crate::avisos::Aviso;
use crate::ingenuo;
use crate::preguntar::{Cliente, Trato};

/// Un intento, y corto: aquí interesa lo que pasa después.
pub(super) const TRATO: Trato = Trato {
    plazo: Duration::from_millis(200),
    tope: Duration::from_secs(1),
    intentos: 1,
    numerada: false,
    conectado: false,
};

pub fn extranio() -> Paso {
    Paso::nuevo("extranio", "Contesta un extraño")
        .parrafo(
            "A tu puerto puede escribir **cualquiera** que sepa el número, y hay 65 535. El cliente ingenuo pregunta «¿hay \
             examen?». El servidor va a devolverle el eco, pero otro socket escribe antes.",
        )
        .apuesta("¿Qué toma por respuesta el cliente ingenuo?", &["el eco", "lo del otro", "un error"])
        .ejecutar(enganyar_al_ingenuo)
        .parrafo("`recv_from` le había dicho de quién era, y él lo tiraba: `let (leidos, _)`. El nuestro lo mira:")
        .codigo("preguntar.rs", "extranios")
        .ejecutar(no_enganyar_al_nuestro)
}

/// Un servidor que contesta después de que un extraño se le adelante.
fn servidor_y_extranio(escena: &Escena, servidor: &UdpSocket, extranio: &UdpSocket) -> std::io::Result<()> {
    let mut bufer = [0; 100];
    let (n, cliente) = servidor.recv_from(&mut bufer)?;
    escena.cable().anotar(Lado::Cliente, Suceso::Envia(Muestra::de(&bufer[..n])));
    nota(escena, Lado::Servidor, "un extraño se adelanta: «no, podéis ir a casa»");
    extranio.send_to("no, podéis ir a casa".as_bytes(), cliente)?;
    escena.cable().anotar(Lado::Servidor, Suceso::Envia(Muestra::de(&bufer[..n])));
    servidor.send_to(&bufer[..n], cliente)?;
    Ok(())
}

const PREGUNTA: &str = "¿hay examen?";

fn enganyar_al_ingenuo(escena: &Escena) -> Resultado<Desenlace> {
    let (servidor, extranio, cliente) = (socket()?, socket()?, socket()?);
    let destino = direccion(&servidor)?;
    let respuesta = thread::scope(|hilos| {
        hilos.spawn(|| servidor_y_extranio(escena, &servidor, &extranio));
        ingenuo::preguntar(&cliente, destino, PREGUNTA.as_bytes())
    });
    let respuesta = respuesta.map_err(inesperado)?;
    escena.cable().anotar(Lado::Cliente, Suceso::RecibeDatagrama(Muestra::de(&respuesta)));
    let opcion = usize::from(respuesta != PREGUNTA.as_bytes());
    Ok(Desenlace::opcion(
        opcion,
        "Lo del otro, y tan contento: se ha quedado con lo primero que ha llegado. No hace falta mala intención; basta un \
         programa que use un puerto que antes era de otro.",
    ))
}

fn no_enganyar_al_nuestro(escena: &Escena) -> Resultado<Desenlace> {
    let (servidor, extranio) = (socket()?, socket()?);
    let mut cliente = Cliente::nuevo(direccion(&servidor)?, Trato { plazo: Duration::from_secs(3), ..TRATO });
    let mut avisos = Vec::new();
    let eco = thread::scope(|hilos| {
        hilos.spawn(|| servidor_y_extranio(escena, &servidor, &extranio));
        cliente.preguntar(PREGUNTA.as_bytes(), |aviso| avisos.push(aviso))
    })?;
    for aviso in avisos {
        nota(escena, Lado::Cliente, aviso.to_string());
    }
    escena.cable().anotar(Lado::Cliente, Suceso::RecibeDatagrama(Muestra::de(&eco.mensaje)));
    Ok(Desenlace::relato(
        "Lo del extraño se descarta, se dice por stderr y se sigue esperando **lo que quedara de plazo**, no otro plazo \
         entero: si no, un extraño insistente nos tendría esperando siempre. Con un socket conectado el sistema los descarta \
         por ti, en silencio. (Ojo: la dirección de un datagrama se puede falsear. Contra eso, cifrado.)",
    ))
}

pub fn tardia() -> Paso {
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
