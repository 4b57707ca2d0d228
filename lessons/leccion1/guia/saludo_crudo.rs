//! Paso 5: el saludo que un navegador rechaza.

use std::thread;

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::abrir_en_casa;
use super::navegador;
use crate::saludo;

pub fn paso() -> Paso {
    Paso::nuevo("saludo-crudo", "El servidor más corto del mundo")
        .parrafo(
            "Ya sabes abrir la puerta. El servidor más corto que se puede escribir acepta a uno, le saluda y termina:",
        )
        .codigo("saludo.rs", "saludo")
        .parrafo("Con `nc` funciona: se lee el saludo. Ahora escribes su dirección en tu navegador…")
        .apuesta(
            "¿Qué enseña el navegador?",
            &["El saludo, sin formato", "Una página en blanco", "Un error: eso no es lo que esperaba"],
        )
        .ejecutar(navegar_al_saludo)
}

fn navegar_al_saludo(escena: &Escena) -> Resultado<Desenlace> {
    let (_, contestado) = escena.conversar(
        |mut stream| saludo::saludar(&mut stream),
        |stream| navegador::pedir(stream, "/"),
    )?;
    let contestado = contestado.unwrap_or_default();
    escena.dibujar();
    let cierta = match navegador::entender(&contestado) {
        Ok(_) => 0,
        Err(motivo) => {
            escena.decir(&format!("El navegador en miniatura de la lección se niega: {motivo}."));
            2
        }
    };
    escena.decir(&opinion_de_curl()?);
    Ok(Desenlace::opcion(
        cierta,
        "Los bytes llegaron, los 31. TCP cumplió: lleva bytes, y no sabe qué significan. Pero dos programas que \
         se hablan tienen que acordar **qué** se dicen, y el acuerdo de la web se llama HTTP: su respuesta empieza \
         por `HTTP/1.1 200 OK`. La nuestra empezaba por «Hola». Chromium lo llama «respuesta no válida» \
         (ERR_INVALID_HTTP_RESPONSE).",
    ))
}

/// Lo que dice el `curl` de verdad del mismo saludo.
fn opinion_de_curl() -> Resultado<String> {
    let (listener, direccion) = abrir_en_casa()?;
    // Si no hay `curl`, nadie llamará: el hilo se queda esperando y no estorba; termina con el programa.
    thread::spawn(move || saludo::saludar_a_uno(&listener));
    Ok(match navegador::curl(direccion) {
        None => "(Aquí no hay `curl`; si lo hubiera, también se lo preguntaríamos.)".to_string(),
        Some(1) => "Y `curl`, el de verdad, termina con código 1: «Received HTTP/0.9 when not allowed».".to_string(),
        Some(0) => {
            "El `curl` de este ordenador es de los antiguos, que aceptaban hasta HTTP/0.9: lo da por bueno.".to_string()
        }
        Some(otro) => format!("Y `curl`, el de verdad, también se queja: termina con código {otro}."),
    })
}
