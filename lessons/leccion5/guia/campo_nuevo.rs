//! Paso 11: el año que viene el informe lleva un campo más, y no todos los ordenadores se actualizan el mismo día.

use redes::errores::{Fallo, Resultado};
use redes::guia::{Desenlace, Escena, Paso};
use serde::{Deserialize, Serialize};

use crate::formatos::{binario, json, pickle, postal, texto};
use crate::guia::escenas::veredicto;
use crate::informe::{Informe, Motivo};
use crate::muestra::muestra;

// ANCHOR: nuevo
/// El informe del año que viene.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct InformeNuevo {
    fecha: String,
    nombre: String,
    version: String,
    /// Si quien envía aún no lo conoce, queda vacío.
    #[serde(default)]
    sistema: String,
}
// ANCHOR_END: nuevo

pub fn campo_nuevo() -> Paso {
    Paso::nuevo("campo-nuevo", "El año que viene, un campo más")
        .parrafo("Añadimos al informe el sistema operativo. Pero media aula sigue con el programa viejo.")
        .codigo("campo_nuevo.rs", "nuevo")
        .apuesta(
            "Un cliente **nuevo** habla con un servidor **viejo**. ¿Con qué formato se siguen entendiendo?",
            &["con todos", "solo con JSON", "con JSON y con los binarios", "con ninguno"],
        )
        .ejecutar(nuevo_a_viejo)
        .parrafo("Y al revés: un cliente viejo y un servidor nuevo, que espera cuatro campos.")
        .ejecutar(viejo_a_nuevo)
}

fn nuevo_a_viejo(escena: &Escena) -> Resultado<Desenlace> {
    let Informe { fecha, nombre, version } = muestra();
    let sistema = "linux".to_string();
    let nuevo = InformeNuevo { fecha, nombre, version, sistema };
    let leidos = leer_con_el_viejo(&nuevo)?;
    for (formato, leido) in &leidos {
        let dicho = if leido.is_ok() {
            "se entienden".to_string()
        } else {
            veredicto(leido)
        };
        escena.decir(&format!("`{formato:<8}` {dicho}"));
    }
    let bien: Vec<_> = leidos
        .iter()
        .filter(|(_, leido)| leido.is_ok())
        .map(|(formato, _)| *formato)
        .collect();
    let cierta = match bien[..] {
        ["json"] => 1,
        [] => 3,
        ["json", "bincode", "postcard"] => 2,
        _ => 0,
    };
    Ok(Desenlace::opcion(
        cierta,
        "En JSON cada valor lleva su nombre: el que no se conoce se salta. En los demás solo hay un orden: lo que sobra \
         no se sabe qué es. Por eso los formatos sin nombres llevan delante un número de versión, para decir «no te \
         entiendo» en vez de adivinar.",
    ))
}

/// Lo que entiende un programa viejo de un informe nuevo, en cada formato.
fn leer_con_el_viejo(
    nuevo: &InformeNuevo,
) -> Resultado<[(&'static str, Result<Informe, Motivo>); 5]> {
    let InformeNuevo { fecha, nombre, version, sistema } = nuevo;
    let en_texto = format!("{fecha}\n{nombre}\n{version}\n{sistema}");
    let en_json = serde_json::to_vec(nuevo)
        .map_err(|_| Fallo::nuevo("sin JSON"))?;
    let en_bincode =
        binario::codificar(nuevo).map_err(Fallo::nuevo)?;
    let en_postcard =
        postal::codificar(nuevo).map_err(Fallo::nuevo)?;
    let tupla = (fecha, nombre, version, sistema);
    let en_pickle =
        pickle::codificar_todo(&tupla).map_err(Fallo::nuevo)?;
    Ok([
        ("texto", texto::descodificar(en_texto.as_bytes())),
        ("json", json::descodificar(&en_json)),
        ("bincode", binario::descodificar(&en_bincode)),
        ("postcard", postal::descodificar(&en_postcard)),
        ("pickle", pickle::descodificar(&en_pickle)),
    ])
}

fn viejo_a_nuevo(escena: &Escena) -> Resultado<Desenlace> {
    let viejo = muestra();
    let en_json = json::codificar(&viejo).map_err(Fallo::nuevo)?;
    let leido: Result<InformeNuevo, _> =
        serde_json::from_slice(&en_json);
    escena.decir(&match leido {
        Ok(nuevo) => format!("`json    ` se entienden; sistema: «{}», gracias a `#[serde(default)]`", nuevo.sistema),
        Err(_) => "`json    ` error: falta el campo «sistema»".to_string(),
    });
    let en_binario =
        binario::codificar(&viejo).map_err(Fallo::nuevo)?;
    let de_bincode =
        binario::descodificar_propio::<InformeNuevo>(&en_binario)
            .map(|_| ());
    let de_postcard =
        postal::descodificar_propio::<InformeNuevo>(&en_binario)
            .map(|_| ());
    for (formato, leido) in
        [("bincode", de_bincode), ("postcard", de_postcard)]
    {
        let dicho = leido.map_or_else(
            |motivo| format!("error: {motivo}"),
            |()| "se entienden".to_string(),
        );
        escena.decir(&format!("`{formato:<8}` {dicho}"));
    }
    Ok(Desenlace::relato(
        "`#[serde(default)]` salva a JSON, y solo a él: los binarios leen campo tras campo y se encuentran con que no hay más. En texto y en pickle \
         pasa lo mismo: falta uno.",
    ))
}
