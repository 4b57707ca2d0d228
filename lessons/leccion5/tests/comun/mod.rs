//! Los descodificadores de la lección, los mismos ficheros, para las pruebas que no necesitan el programa entero.

#![allow(dead_code)]

#[path = "../../binario.rs"]
pub mod binario;
#[path = "../../informe.rs"]
pub mod informe;
#[path = "../../json.rs"]
pub mod json;
#[path = "../../pickle.rs"]
pub mod pickle;
#[path = "../../postal.rs"]
pub mod postal;
#[path = "../../texto.rs"]
pub mod texto;
#[path = "../../vigia.rs"]
pub mod vigia;

use informe::{Informe, Motivo};

/// Codifica un informe.
pub type Codificar = fn(&Informe) -> Result<Vec<u8>, Motivo>;
/// Lo descodifica.
pub type Descodificar = fn(&[u8]) -> Result<Informe, Motivo>;

/// Todos los formatos: nombre, codificar y descodificar.
pub const FORMATOS: [(&str, Codificar, Descodificar); 5] = [
    ("texto", texto::codificar, texto::descodificar),
    ("json", json::codificar, json::descodificar),
    ("bincode", binario::codificar, binario::descodificar),
    (
        "postcard",
        |informe| postal::codificar_todo(informe),
        postal::descodificar,
    ),
    ("pickle", pickle::codificar, pickle::descodificar),
];
