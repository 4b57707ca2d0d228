//! Los cuatro formatos en los que viaja un informe, y cómo se separa un informe del siguiente en cada uno.
//!
//! Texto y pickle acaban donde acaba el flujo, como en los programas del blog. JSON y bincode van en marcos, con su
//! longitud delante (lección 3), así que por la misma conexión pueden ir muchos.

use std::io::{self, ErrorKind, Read, Write};

use clap::ValueEnum;
use redes::marco::{self, Lector};

use crate::informe::{Informe, MAXIMO, Motivo, en_bytes, medir};
use crate::{binario, json, pickle, texto};

/// En qué formato viaja el informe.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formato {
    /// Tres líneas: fecha, nombre y versión
    Texto,
    /// Texto que se explica solo
    Json,
    /// Binario, lo más corto
    Bincode,
    /// Lo que envía Python; se lee sin ejecutar nada
    Pickle,
}

impl Formato {
    pub const TODOS: [Self; 4] =
        [Self::Texto, Self::Json, Self::Bincode, Self::Pickle];

    /// Como se escribe en la línea de órdenes.
    pub fn nombre(self) -> &'static str {
        match self {
            Self::Texto => "texto",
            Self::Json => "json",
            Self::Bincode => "bincode",
            Self::Pickle => "pickle",
        }
    }

    // ANCHOR: codificar
    pub fn codificar(
        self,
        informe: &Informe,
    ) -> Result<Vec<u8>, Motivo> {
        match self {
            Self::Texto => texto::codificar(informe),
            Self::Json => json::codificar(informe),
            Self::Bincode => binario::codificar(informe),
            Self::Pickle => pickle::codificar(informe),
        }
    }

    pub fn descodificar(
        self,
        bytes: &[u8],
    ) -> Result<Informe, Motivo> {
        match self {
            Self::Texto => texto::descodificar(bytes),
            Self::Json => json::descodificar(bytes),
            Self::Bincode => binario::descodificar(bytes),
            Self::Pickle => pickle::descodificar(bytes),
        }
    }
    // ANCHOR_END: codificar
}

/// Escribe el informe, con su marco si el formato lo lleva. Devuelve cuántos bytes han salido.
///
/// # Errors
/// `InvalidInput` si el informe no cabe en el formato; los de `destino`, tal cual.
// ANCHOR: escribir
pub fn escribir(
    destino: &mut impl Write,
    formato: Formato,
    informe: &Informe,
) -> io::Result<usize> {
    let cuerpo = formato.codificar(informe).map_err(no_se_puede)?;
    medir(&cuerpo).map_err(no_se_puede)?;
    let mensaje = match formato {
        Formato::Json | Formato::Bincode => {
            marco::codificar(&cuerpo, MAXIMO)?
        }
        Formato::Texto | Formato::Pickle => cuerpo,
    };
    destino.write_all(&mensaje)?;
    Ok(mensaje.len())
}
// ANCHOR_END: escribir

/// Lee informes hasta que el otro lado termina, y se los da a `recibir` con lo que ocupaba cada uno.
///
/// # Errors
/// `InvalidData` con el motivo si algo no es un informe; los de `origen`, tal cual.
// ANCHOR: leer
pub fn leer(
    origen: &mut impl Read,
    formato: Formato,
    mut recibir: impl FnMut(Informe, usize),
) -> io::Result<()> {
    if matches!(formato, Formato::Json | Formato::Bincode) {
        let mut marcos = Lector::con_limite(origen, MAXIMO);
        while let Some(cuerpo) = marcos.leer()? {
            let informe =
                formato.descodificar(&cuerpo).map_err(no_vale)?;
            recibir(informe, marco::CABECERA + cuerpo.len());
        }
        return Ok(());
    }
    let bytes = hasta_el_final(origen)?;
    let mut resto = bytes.as_slice();
    while !resto.is_empty() {
        let (informe, leidos) = match formato {
            // Un pickle dice dónde acaba: puede venir otro detrás.
            Formato::Pickle => pickle::descodificar_principio(resto),
            _ => formato
                .descodificar(resto)
                .map(|informe| (informe, resto.len())),
        }
        .map_err(no_vale)?;
        recibir(informe, leidos);
        resto = &resto[leidos..];
    }
    Ok(())
}
// ANCHOR_END: leer

// ANCHOR: hasta_el_final
/// Todo lo que llegue hasta que el otro lado termine, que es cuando
/// `read` da 0. Sin tope, «todo» podría ser toda la memoria.
fn hasta_el_final(origen: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let tope = MAXIMO as u64 + 1; // uno más, para saber si se pasa
    origen.take(tope).read_to_end(&mut bytes)?;
    if bytes.len() > MAXIMO {
        return Err(no_vale(format!("pasa de {}", en_bytes(MAXIMO))));
    }
    Ok(bytes)
}
// ANCHOR_END: hasta_el_final

fn no_vale(motivo: Motivo) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, motivo)
}

fn no_se_puede(motivo: Motivo) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, motivo)
}
