//! Paso 2: una pausa entre envío y envío no separa mensajes.
//!
//! Pruébalo:   cargo run --bin leccion3 -- guia --paso 2

use std::io::Write;
use std::thread;
use std::time::Duration;

use redes::cable::{Lado, Suceso};
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{contar, conversar};

pub fn paso() -> Paso {
    Paso::nuevo("pausas", "«Pues pongo una pausa»")
        .parrafo("El arreglo que se le ocurre a todo el mundo: esperar 50 ms entre un envío y el siguiente.")
        .ejecutar(servidor_libre)
        .parrafo("Ahora, el mismo cliente con sus pausas. Pero el servidor está ocupado 250 ms antes de leer.")
        .apuesta(
            "¿Cuántas lecturas habrá esta vez?",
            &["tres: las pausas separan los envíos", "una, con todo pegado", "dos"],
        )
        .ejecutar(servidor_ocupado)
}

fn servidor_libre(escena: &Escena) -> Resultado<Desenlace> {
    let lecturas = con_pausas(escena, Duration::ZERO)?;
    Ok(Desenlace::relato(format!(
        "Lecturas: {lecturas}. ¿Arreglado? Es lo que parece, y por eso tantos programas llevan dentro un `sleep`."
    )))
}

fn servidor_ocupado(escena: &Escena) -> Resultado<Desenlace> {
    let lecturas = con_pausas(escena, Duration::from_millis(250))?;
    let cierta = match lecturas {
        3 => 0,
        1 => 1,
        _ => 2,
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "Lecturas: {lecturas}. Los bytes esperan juntos en el búfer del sistema, y ahí nadie recuerda las pausas. \
             Una pausa no separa mensajes: solo hace el programa más lento y el fallo más raro."
        ),
    ))
}

/// Los mismos tres envíos, con una pausa entre uno y otro. El servidor empieza a leer pasado `ocupado`.
fn con_pausas(escena: &Escena, ocupado: Duration) -> Resultado<usize> {
    let cable = escena.cable();
    let escribir = |a: &mut dyn Write| {
        for palabra in ["uno", "dos", "tres"] {
            a.write_all(palabra.as_bytes())?;
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    };
    conversar(cable, escribir, |de| {
        if !ocupado.is_zero() {
            cable.anotar(Lado::Servidor, Suceso::Nota("el servidor está con otra cosa".to_string()));
            thread::sleep(ocupado);
            cable.anotar(Lado::Servidor, Suceso::Nota("ahora lee".to_string()));
        }
        contar(de, 1024)
    })
}
