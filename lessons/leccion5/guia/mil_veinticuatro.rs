//! Paso 3: una sola lectura de 1024 bytes, y un informe que no cabe en ella.

use std::io::Write;
use std::net::Shutdown;

use redes::cable::Lado;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use crate::formatos::Formato;
use crate::guia::escenas::{enviar_informe, fallo};
use crate::guia::ingenuo;
use crate::informe::Informe;
use crate::muestra::muestra;

pub fn mil_veinticuatro() -> Paso {
    Paso::nuevo("mil-veinticuatro", "«Con 1024 bytes sobra»")
        .parrafo("El servidor del blog lee así, y como un informe no llega a cien bytes, funciona.")
        .codigo("ingenuo.rs", "una_lectura")
        .parrafo("Hoy llega un nombre de 1500 eñes: 3000 bytes.")
        .apuesta(
            "¿Qué apunta el inventario?",
            &["los tres datos enteros", "un nombre recortado y la versión vacía, sin avisar", "un error: no cabe"],
        )
        .ejecutar(una_lectura)
        .parrafo("El nuestro lee hasta el final, con un tope de 64 KiB: «todo», sin tope, podría ser toda la memoria.")
        .codigo("mensajes.rs", "hasta_el_final")
        .ejecutar(hasta_el_final)
}

fn con_nombre_largo() -> Informe {
    Informe { nombre: "ñ".repeat(1500), ..muestra() }
}

fn una_lectura(escena: &Escena) -> Resultado<Desenlace> {
    let cable = escena.cable().clone();
    let (leido, enviado) = escena.conversar(
        |stream| {
            ingenuo::una_lectura(
                &mut cable.observar(Lado::Servidor, &stream),
            )
        },
        |mut stream| {
            let Informe { fecha, nombre, version } =
                con_nombre_largo();
            stream.write_all(
                format!("{fecha}\n{nombre}\n{version}").as_bytes(),
            )?;
            stream.shutdown(Shutdown::Write)
        },
    )?;
    // Quien se va con bytes sin leer corta la conexión: que al cliente le llegue el corte es parte de la escena.
    drop(enviado);
    let leido = ingenuo::cortar(&leido.map_err(fallo)?);
    let letras = leido.nombre.chars().count();
    Ok(Desenlace::opcion(
        if leido == con_nombre_largo() { 0 } else { 1 },
        format!(
            "Nombre de {letras} letras, versión «{}». Y la última puede ser media «ñ», que sale como «�». Una lectura no es \
             un mensaje (lección 3).",
            leido.version
        ),
    ))
}

fn hasta_el_final(escena: &Escena) -> Resultado<Desenlace> {
    let leidos =
        enviar_informe(escena, Formato::Texto, &con_nombre_largo())?
            .map_err(fallo)?;
    let igual = if leidos == [con_nombre_largo()] {
        "Llega entero"
    } else {
        "No llega igual"
    };
    Ok(Desenlace::relato(format!(
        "{igual}: 1500 letras y su versión."
    )))
}
