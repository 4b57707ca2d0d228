//! El informe como pickle, el formato de Python: una tupla de tres textos, y el final es el final del flujo.
//!
//! Pruébalo:   cargo run --bin leccion5 -- servidor --formato pickle
//! y en otra terminal, con Python:
//! python3 -c "import pickle,socket; socket.create_connection(('127.0.0.1',8081)).sendall(pickle.dumps(('hoy','yo','3.13')))"
//!
//! Leer un pickle **en Python** es ejecutarlo. Aquí no: primero lo mira el vigía (`vigia.rs`), que solo deja pasar datos, y
//! después serde-pickle los lee. Este es el único fichero que nombra serde-pickle.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_pickle::{DeOptions, SerOptions};

use crate::formatos::vigia;
use crate::informe::{Informe, Motivo, medir, sobran};

/// El informe como lo enviaría Python: `pickle.dumps((fecha, nombre, version))`.
pub fn codificar(informe: &Informe) -> Result<Vec<u8>, Motivo> {
    codificar_todo(&(
        &informe.fecha,
        &informe.nombre,
        &informe.version,
    ))
}

/// Lee el primer informe que haya, sin ejecutar nada, y dice cuántos bytes ocupaba: en el mismo flujo puede venir otro.
// ANCHOR: descodificar
pub fn descodificar_principio(
    bytes: &[u8],
) -> Result<(Informe, usize), Motivo> {
    medir(bytes)?;
    let largo = vigia::revisar(bytes)?;
    let textos: Vec<String> =
        serde_pickle::from_slice(&bytes[..largo], DeOptions::new())
            .map_err(|error| explicar(&error))?;
    // Se cuentan: a serde-pickle le da igual que sobren.
    let [fecha, nombre, version] = <[String; 3]>::try_from(textos)
        .map_err(|t| {
            format!("lleva {} textos, y son tres", t.len())
        })?;
    Ok((Informe { fecha, nombre, version }, largo))
}
// ANCHOR_END: descodificar

/// Lee el informe, y nada más que el informe.
pub fn descodificar(bytes: &[u8]) -> Result<Informe, Motivo> {
    let (informe, leidos) = descodificar_principio(bytes)?;
    match bytes.len() - leidos {
        0 => Ok(informe),
        cuantos => Err(sobran(cuantos)),
    }
}

/// Cualquier cosa como pickle.
pub fn codificar_todo(
    cosa: &impl Serialize,
) -> Result<Vec<u8>, Motivo> {
    serde_pickle::to_vec(cosa, SerOptions::new())
        .map_err(|_| "serde-pickle no sabe escribirlo".to_string())
}

/// Cualquier cosa que hayamos codificado nosotros: para las medidas, sin pasar por el vigía.
pub fn descodificar_propio<T: DeserializeOwned>(
    bytes: &[u8],
) -> Result<T, Motivo> {
    serde_pickle::from_slice(bytes, DeOptions::new())
        .map_err(|error| explicar(&error))
}

fn explicar(error: &serde_pickle::Error) -> Motivo {
    use serde_pickle::ErrorCode::{
        EOFWhileParsing, MissingMemo, Recursive, StackUnderflow,
        StringNotUTF8,
    };
    match error {
        serde_pickle::Error::Eval(causa, _)
        | serde_pickle::Error::Syntax(causa) => match causa {
            EOFWhileParsing => "el pickle se acaba a medias",
            StringNotUTF8 => "un texto no es UTF-8",
            StackUnderflow => "el pickle pide algo que no ha apilado",
            MissingMemo(_) => "el pickle repite algo que no ha dicho",
            Recursive => "el pickle se contiene a sí mismo",
            _ => "no son tres textos en una tupla",
        },
        serde_pickle::Error::Io(_) => "el pickle se acaba a medias",
    }
    .to_string()
}
