//! Paso 9: contesta quien no es.
//!
//! Pruébalo:   cargo run --bin leccion6 -- guia --paso 9

use std::net::UdpSocket;
use std::thread;
use std::time::Duration;

use redes::cable::{Lado, Muestra, Suceso};
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{TRATO, direccion, inesperado, nota, socket};
use crate::udp::ingenuo;
use crate::udp::preguntar::Cliente;
use crate::udp::trato::Trato;

pub fn paso() -> Paso {
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
