//! Pasos 10 y 13: el jugador que no lee, y lo que de verdad hace `write`.

use std::io::{ErrorKind, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use redes::cifras::numero;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::en_casa::{en_casa, fallo, llamar};
use crate::protocolo::marcos::enmarcar;
use crate::protocolo::mensajes::Aviso;

pub fn quien_no_lee() -> Paso {
    Paso::nuevo("quien-no-lee", "El jugador que no lee")
        .parrafo(
            "Otra manera de bloquear: seguir ahí y **no leer**. Lo que le envías se queda en los búferes, hasta que no \
             cabe más, y entonces tu `write` le espera. Por eso escribimos con un plazo de 50 ms.",
        )
        .codigo("conexion/decir.rs", "decir")
        .apuesta("¿Cuántos mensajes caben antes de que `write` tenga que esperar?", &["unos pocos", "cientos, o muchos más"])
        .ejecutar(llenar_sus_buferes)
}

fn llenar_sus_buferes(_: &Escena) -> Resultado<Desenlace> {
    let (listener, direccion) = en_casa()?;
    let sordo = llamar(direccion).map_err(fallo)?;
    let (stream, _) = listener.accept().map_err(fallo)?;
    stream
        .set_write_timeout(Some(Duration::from_millis(50)))
        .map_err(fallo)?;
    let mensaje = enmarcar(&Aviso::Nota {
        texto: "una pregunta cualquiera, de las de siempre"
            .to_string(),
    })
    .map_err(fallo)?;
    let mut caben = 0;
    let (error, espera) = loop {
        let antes = Instant::now();
        match (&stream).write_all(&mensaje) {
            Ok(()) => caben += 1,
            Err(error) => break (error, antes.elapsed()),
        }
    };
    drop(sordo);
    let plazo = matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut
    );
    Ok(Desenlace::opcion(
        if !plazo || caben < 20 { 0 } else { 1 },
        format!(
            "Han cabido {} mensajes en los búferes del sistema, sin esperar nada. El siguiente ha agotado su plazo a \
             los {} ms, y entonces se le cuelga. Sin plazo, ese `write` esperaría para siempre, y con él la partida.",
            numero(caben),
            espera.as_millis()
        ),
    ))
}

pub fn write_all() -> Paso {
    Paso::nuevo("write-all", "`write` y `write_all`")
        .parrafo("El servidor llama **una vez** a `write` con 32 MiB. El cliente no lee todavía.")
        .apuesta("¿Qué devuelve `write`?", &["33 554 432: todos", "menos, y sin error", "un error"])
        .ejecutar(escribir_de_golpe)
}

fn escribir_de_golpe(_: &Escena) -> Resultado<Desenlace> {
    const TOTAL: usize = 32 * 1024 * 1024;
    let (listener, direccion) = en_casa()?;
    let lento = Arc::new(llamar(direccion).map_err(fallo)?);
    let (stream, _) = listener.accept().map_err(fallo)?;
    stream
        .set_write_timeout(Some(Duration::from_millis(200)))
        .map_err(fallo)?;
    let escritos =
        (&stream).write(&vec![b'x'; TOTAL]).map_err(fallo)?;
    drop(lento);
    Ok(Desenlace::opcion(
        if escritos == TOTAL { 0 } else { 1 },
        format!(
            "`write` ha devuelto {} de {}: lo que cabía en los búferes. No es un error; es su manera de decir \
             «de momento, hasta aquí». Quien no mira ese número pierde el resto sin enterarse. `write_all` insiste hasta el \
             final, o falla. (En Python: `send` y `sendall`.)",
            numero(escritos),
            numero(TOTAL)
        ),
    ))
}
