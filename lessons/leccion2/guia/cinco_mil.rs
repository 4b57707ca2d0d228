//! Paso 4: el error clásico, con el que casi todo el mundo empieza.

use std::io::{self, ErrorKind, Read, Write};

use redes::errores::{Resultado, explicar};
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::inesperado;
use crate::clasico;

pub fn paso() -> Paso {
    Paso::nuevo("cinco-mil", "El eco que funciona… con «hola»")
        .parrafo(
            "Este es el servidor de eco que casi todo el mundo escribe la primera vez, en Rust y en Python \
             (`recv(1024)`). Primero, con «hola»:",
        )
        .codigo("clasico.rs", "clasico")
        .ejecutar(|escena| {
            let vuelta = hablar_con_el_clasico(escena, b"hola")?;
            Ok(Desenlace::relato(format!("Vuelven {} bytes. Funciona, ¿no?", vuelta.bytes)))
        })
        .parrafo("Y ahora el mismo servidor, con **5000 bytes** de un solo `write_all`.")
        .apuesta(
            "¿Qué recibe el cliente?",
            &["los 5000, en varias lecturas", "1024 y una despedida normal", "1024 y un error", "nada: no caben"],
        )
        .ejecutar(cinco_mil_al_clasico)
}

/// Lo que ha vuelto, y con qué ha acabado.
struct Vuelta {
    bytes: usize,
    corte: Option<io::Error>,
}

fn hablar_con_el_clasico(escena: &Escena, mensaje: &[u8]) -> Resultado<Vuelta> {
    let (_, cliente) = escena.conversar(
        |stream| clasico::atender(&stream),
        |mut stream| {
            stream.write_all(mensaje)?;
            let mut vuelta = Vuelta { bytes: 0, corte: None };
            let mut buffer = [0; 8192];
            loop {
                match stream.read(&mut buffer) {
                    Ok(0) => return Ok(vuelta),
                    Ok(leidos) => vuelta.bytes += leidos,
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => {
                        vuelta.corte = Some(error);
                        return Ok(vuelta);
                    }
                }
            }
        },
    )?;
    cliente.map_err(inesperado)
}

fn cinco_mil_al_clasico(escena: &Escena) -> Resultado<Desenlace> {
    let Vuelta { bytes, corte } = hablar_con_el_clasico(escena, "eco ".repeat(1250).as_bytes())?;
    let Some(corte) = corte else {
        let cierta = if bytes == 5000 { 0 } else { 1 };
        return Ok(Desenlace::opcion(cierta, format!("Han vuelto {bytes} bytes y una despedida.")));
    };
    Ok(Desenlace::opcion(
        if bytes == 0 { 3 } else { 2 },
        format!(
            "Han vuelto {bytes} bytes y después: {}. El servidor ha leído una vez, ha devuelto lo leído y ha cerrado con {} \
             bytes sin leer. Un sistema que tira datos a la basura no se despide (FIN): **corta** (RST), para que el \
             otro lo sepa. El fallo no es el 1024: con un millón solo tardaría más en aparecer.",
            explicar(&corte),
            5000 - bytes
        ),
    ))
}
