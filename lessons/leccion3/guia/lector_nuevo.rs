//! Paso 7: un `BufReader` nuevo cada vez se lleva lo que había leído de más.
//!
//! Pruébalo:   cargo run --bin leccion3 -- guia --paso 7

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::conversar;
use crate::ingenuo;

pub fn paso() -> Paso {
    Paso::nuevo("lector-nuevo", "Un lector con memoria, y uno solo")
        .parrafo(
            "La biblioteca de Rust ya trae un lector de líneas, `BufReader`. Esta función crea uno, lee una línea y la \
             devuelve. El cliente envía tres líneas de una vez y la llamamos dos veces.",
        )
        .codigo("ingenuo.rs", "lector_nuevo")
        .apuesta(
            "La primera llamada da «uno». ¿Y la segunda?",
            &["«dos»", "un error: esa línea ya no está", "nada: cero bytes, como si el cliente hubiera acabado"],
        )
        .ejecutar(lector_nuevo)
}

fn lector_nuevo(escena: &Escena) -> Resultado<Desenlace> {
    let (primera, segunda) = conversar(
        escena.cable(),
        |a| a.write_all(b"uno\ndos\ntres\n"),
        |mut de| Ok((ingenuo::leer_una_linea(&mut de)?, ingenuo::leer_una_linea(&mut de)?)),
    )?;
    Ok(Desenlace::opcion(
        if segunda.is_empty() { 2 } else { 0 },
        format!(
            "La primera llamada ha dado {primera:?} y la segunda, {segunda:?}: ni error ni aviso. El primer `BufReader` \
             pidió 8 KiB, se quedó también con «dos» y «tres», y al acabar la función murió con ellas dentro. Un lector \
             por conexión, y que dure lo que dure ella."
        ),
    ))
}
