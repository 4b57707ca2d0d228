//! Paso 14: la cola de llamadas, cuando conectan más de los que caben.

use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::en_casa::fallo;
use crate::servidor::escucha::{COLA, escuchar};

pub fn cola() -> Paso {
    Paso::nuevo("cola", "Cuando llaman todos a la vez")
        .parrafo(
            "Las conexiones esperan a que llegues a tu `accept` en una cola, y la cola tiene un tamaño que se elige al \
             abrir. Veinte clientes llaman a un servidor que no acepta a nadie, con una cola de 4.",
        )
        .codigo("escucha.rs", "escuchar")
        .apuesta(
            "¿Qué pasa con los que no caben?",
            &["conectan igual", "se les rechaza: `ConnectionRefused`", "nada: ni un sí ni un no"],
        )
        .ejecutar(desbordar)
}

/// Cuántos llaman a la vez, y la cola corta de este paso.
const LLAMADAS: usize = 20;
const CORTA: i32 = 4;

/// Lo que espera cada uno. El sistema repite la llamada al segundo: no llega a verlo.
const POCO: Duration = Duration::from_millis(400);

fn desbordar(_: &Escena) -> Resultado<Desenlace> {
    let (conectan, corta) = llamar_a_la_vez(CORTA)?;
    let (todos, larga) = llamar_a_la_vez(COLA)?;
    Ok(Desenlace::opcion(
        if conectan == LLAMADAS { 0 } else { 2 },
        format!(
            "Con una cola de {CORTA} han conectado {conectan} de {LLAMADAS}; los demás seguían esperando a los {corta} ms, \
             sin un error y sin una respuesta. Con una de {COLA} (aunque tampoco nadie hacía `accept`), {todos}, en {larga} \
             ms. Nuestro servidor pide {COLA}; `TcpListener::bind` pide 128, y una clase entera pulsando Intro a la vez no \
             los pasa… pero mil clientes, sí."
        ),
    ))
}

/// Llaman todos a un servidor que no acepta a nadie. Cuántos conectan, y en cuántos milisegundos.
fn llamar_a_la_vez(cola: i32) -> Resultado<(usize, u128)> {
    let listener = escuchar("127.0.0.1", 0, cola).map_err(fallo)?;
    let direccion: SocketAddr =
        listener.local_addr().map_err(fallo)?;
    let antes = Instant::now();
    let llamadas: Vec<_> = (0..LLAMADAS)
        .map(|_| {
            thread::spawn(move || {
                TcpStream::connect_timeout(&direccion, POCO)
            })
        })
        .collect();
    // Se guardan hasta el final: si uno colgara, dejaría su sitio a otro.
    let conectados: Vec<TcpStream> = llamadas
        .into_iter()
        .filter_map(|hilo| hilo.join().ok()?.ok())
        .collect();
    Ok((conectados.len(), antes.elapsed().as_millis()))
}
