//! Paso 11: los búferes se llenan, y cada uno espera al otro.

use std::io::{self, Read, sink};
use std::thread;
use std::time::{Duration, Instant};

use redes::argumentos::{mostrar_duracion, mostrar_tamano};
use redes::cable::Lado;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{inesperado, nota, pareja};
use crate::cliente::transferencia::ida_y_vuelta;
use crate::descuidos::primero_todo;
use crate::servidor::devolver_eco;

/// Un fichero grande: mucho más de lo que cabe en los búferes de cualquier sistema.
const GRANDE: u64 = 256 << 20;

pub fn paso() -> Paso {
    Paso::nuevo("abrazo-mortal", "El abrazo mortal")
        .parrafo(
            "El servidor es el bueno, y el cliente parece cuidadoso: envía hasta el último byte (`io::copy` insiste como \
             `write_all`), hace su medio cierre y lee hasta el 0. Esta vez, con un fichero de **256 MiB**.",
        )
        .codigo("descuidos.rs", "primero-todo")
        .apuesta(
            "¿Cómo acaba?",
            &["los dos parados en `write`", "bien, solo que tarda", "el servidor se queda sin memoria"],
        )
        .ejecutar(enviar_todo_antes_de_leer)
        .parrafo("El remedio: que un hilo envíe mientras otro recibe. El mismo socket, cada sentido por su lado.")
        .codigo("transferencia.rs", "dos-hilos")
        .ejecutar(enviar_mientras_se_lee)
}

fn enviar_todo_antes_de_leer(escena: &Escena) -> Resultado<Desenlace> {
    let (cliente, servidor) = pareja().map_err(inesperado)?;
    let mut fichero = io::repeat(b'x').take(GRANDE);
    let (ida, vuelta) = thread::scope(|hilos| {
        let eco = hilos.spawn(|| devolver_eco(&servidor));
        let ida = primero_todo(&cliente, &mut fichero);
        (ida, eco.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into())))
    });
    let metidos = mostrar_tamano(GRANDE - fichero.limit());
    if ida.is_err() {
        nota(escena, Lado::Cliente, format!("parado en write, tras {metidos}"));
    }
    if vuelta.is_err() {
        nota(escena, Lado::Servidor, "parado en write");
    }
    Ok(match ida {
        Ok(()) => Desenlace::opcion(1, "Ha llegado todo: tu sistema tiene unos búferes enormes."),
        Err(_) => Desenlace::opcion(
            0,
            format!(
                "El cliente iba por {metidos} y nadie leía el eco. Se ha llenado el búfer de vuelta, así que el servidor se \
                 ha parado en su `write` y ha dejado de leer; entonces se ha llenado el de ida, y se ha parado el cliente. \
                 Cada uno espera al otro: **abrazo mortal**. Con «hola» cabe todo y no pasa nunca."
            ),
        ),
    })
}

fn enviar_mientras_se_lee(escena: &Escena) -> Resultado<Desenlace> {
    let (cliente, servidor) = pareja().map_err(inesperado)?;
    thread::spawn(move || devolver_eco(&servidor));
    let principio = Instant::now();
    ida_y_vuelta(cliente, io::repeat(b'x').take(GRANDE), &mut sink(), Duration::from_secs(5))?;
    let tiempo = mostrar_duracion(principio.elapsed());
    nota(escena, Lado::Cliente, format!("256 MiB, ida y vuelta: {tiempo}"));
    Ok(Desenlace::relato(format!(
        "256 MiB de ida, 256 de vuelta, comparados byte a byte, en {tiempo}, y sin guardar más que lo que está en vuelo."
    )))
}
