//! Los cinco formatos, con las mismas cuatro funciones: un informe y una lista, en las dos direcciones.

use crate::formatos::{binario, json, pickle, postal, texto};
use crate::informe::{Informe, Motivo};

/// Un formato, visto desde fuera.
pub struct Contendiente {
    pub nombre: &'static str,
    pub codificar: fn(&Informe) -> Result<Vec<u8>, Motivo>,
    pub descodificar: fn(&[u8]) -> Result<Informe, Motivo>,
    pub codificar_lista: fn(&[Informe]) -> Result<Vec<u8>, Motivo>,
    /// Sin límites: son bytes que acabamos de escribir nosotros.
    pub descodificar_lista: fn(&[u8]) -> Result<Vec<Informe>, Motivo>,
}

pub const CONTENDIENTES: [Contendiente; 5] = [
    Contendiente {
        nombre: "texto",
        codificar: texto::codificar,
        descodificar: texto::descodificar,
        codificar_lista: lista_en_texto,
        descodificar_lista: lista_de_texto,
    },
    Contendiente {
        nombre: "json",
        codificar: json::codificar,
        descodificar: json::descodificar,
        codificar_lista: |lista| {
            serde_json::to_vec(lista)
                .map_err(|error| error.to_string())
        },
        descodificar_lista: |bytes| {
            serde_json::from_slice(bytes)
                .map_err(|error| error.to_string())
        },
    },
    Contendiente {
        nombre: "bincode",
        codificar: binario::codificar,
        descodificar: binario::descodificar,
        codificar_lista: |lista| binario::codificar(&lista),
        descodificar_lista: |bytes| {
            binario::descodificar_propio(bytes).map(|(lista, _)| lista)
        },
    },
    Contendiente {
        nombre: "postcard",
        codificar: postal::codificar,
        descodificar: postal::descodificar,
        codificar_lista: |lista| postal::codificar(&lista),
        descodificar_lista: postal::descodificar_propio,
    },
    Contendiente {
        nombre: "pickle",
        codificar: pickle::codificar,
        descodificar: pickle::descodificar,
        codificar_lista: |lista| {
            let tuplas: Vec<_> = lista
                .iter()
                .map(|i| (&i.fecha, &i.nombre, &i.version))
                .collect();
            pickle::codificar_todo(&tuplas)
        },
        descodificar_lista: pickle::descodificar_propio,
    },
];

/// Tres líneas por informe, uno detrás de otro.
fn lista_en_texto(lista: &[Informe]) -> Result<Vec<u8>, Motivo> {
    let mut bytes = Vec::new();
    for informe in lista {
        bytes.extend(texto::codificar(informe)?);
        bytes.push(b'\n');
    }
    Ok(bytes)
}

fn lista_de_texto(bytes: &[u8]) -> Result<Vec<Informe>, Motivo> {
    let texto = str::from_utf8(bytes)
        .map_err(|_| "no es UTF-8".to_string())?;
    let mut lineas = texto.lines().map(str::to_string);
    let mut lista = Vec::new();
    while let Some(fecha) = lineas.next() {
        let (Some(nombre), Some(version)) =
            (lineas.next(), lineas.next())
        else {
            return Err("el último informe está a medias".to_string());
        };
        lista.push(Informe { fecha, nombre, version });
    }
    Ok(lista)
}
