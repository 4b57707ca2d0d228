//! Pasos 4 a 6 y 11: los formatos que ya existen, lo que ocupan y cuál elegir.

use redes::errores::{Fallo, Resultado};
use redes::guia::{Desenlace, Escena, Paso};

use super::escenas::{enviar_informe, fallo};
use crate::comparar::{CONTENDIENTES, cambiar_cada_bit, muestra};
use crate::formato::Formato;
use crate::informe::Informe;
use crate::{binario, json, postal};

pub fn json() -> Paso {
    Paso::nuevo("json", "serde y JSON")
        .parrafo(
            "`#[derive(Serialize, Deserialize)]` hace que la estructura sepa contar qué campos tiene. **serde** no es un \
             formato: es el enchufe. Con `serde_json` al otro lado, sale JSON.",
        )
        .codigo("json.rs", "codificar")
        .codigo("json.rs", "descodificar")
        .parrafo("JSON va en un marco, con su longitud en 4 bytes, como en la lección 3. En texto, este informe eran 35 bytes.")
        .apuesta("¿Cuántos bytes ocupará en JSON, sin contar el marco?", &["los mismos, 35", "unos 70", "unos 350"])
        .ejecutar(enviar_json)
}

fn enviar_json(escena: &Escena) -> Resultado<Desenlace> {
    let informe =
        Informe { nombre: "aula\n07".to_string(), ..muestra() };
    let leidos = enviar_informe(escena, Formato::Json, &informe)?
        .map_err(fallo)?;
    let ocupa =
        json::codificar(&muestra()).map_err(Fallo::nuevo)?.len();
    let cuerpo = json::codificar(&informe).map_err(Fallo::nuevo)?;
    escena.dibujar();
    escena.decir(&format!(
        "Detrás de los 4 bytes del marco: `{}`",
        String::from_utf8_lossy(&cuerpo)
    ));
    Ok(Desenlace::opcion(
        1,
        format!(
            "{ocupa}: el doble, porque cada campo lleva su nombre. Al que ves le hemos puesto un salto de línea en el \
             nombre: viaja escrito `\\n`, con un byte más, y ha llegado {}. JSON se explica solo y lo lee cualquier \
             lenguaje; en Python, `json.loads`.",
            if leidos == [informe] { "igual" } else { "distinto" }
        ),
    ))
}

pub fn binario() -> Paso {
    Paso::nuevo("bincode", "Binario: lo justo")
        .parrafo(
            "Si los dos lados tienen la misma estructura, los nombres sobran: basta con los valores, en orden. Es lo que \
             hace **bincode**. La estructura no cambia ni una letra; solo, quién está en el enchufe.",
        )
        .codigo("formato.rs", "codificar")
        .apuesta(
            "¿Qué va justo delante de los bytes de «aula-07»?",
            &["un byte: 07", "cuatro bytes: 00 00 00 07", "unas comillas: 22", "nada"],
        )
        .ejecutar(enviar_bincode)
}

fn enviar_bincode(escena: &Escena) -> Resultado<Desenlace> {
    // Con una fecha corta cabe entero en el dibujo.
    let informe = Informe { fecha: "hoy".to_string(), ..muestra() };
    let leidos = enviar_informe(escena, Formato::Bincode, &informe)?
        .map_err(fallo)?;
    Ok(Desenlace::opcion(
        0,
        format!(
            "Los cuatro primeros bytes son del marco. Después, `03` y la fecha (aquí, «hoy»), `07` y el nombre, `06` y la \
             versión: cada texto con su longitud delante, y un byte basta hasta 250. Ha llegado {}. Un salto de línea \
             dentro no molesta: nadie lo busca. Con la fecha entera serían {} bytes, por los 70 de JSON.",
            if leidos == [informe] { "igual" } else { "distinto" },
            binario::codificar(&muestra())
                .map_err(Fallo::nuevo)?
                .len()
        ),
    ))
}

pub fn un_bit() -> Paso {
    Paso::nuevo("un-bit", "Un bit equivocado")
        .parrafo(
            "Un cable malo, un disco viejo, un programa con un fallo: un bit cambia. Probamos **todos** los bits del \
             informe, de uno en uno, en cada formato.",
        )
        .codigo("comparar/dano.rs", "cambiar")
        .apuesta(
            "¿Qué formato da más veces un error, en lugar de otro dato?",
            &["texto", "JSON", "bincode", "postcard", "pickle"],
        )
        .ejecutar(cambiar_bits)
}

fn cambiar_bits(escena: &Escena) -> Resultado<Desenlace> {
    let mut avisos = Vec::new();
    for quien in &CONTENDIENTES {
        let dano = cambiar_cada_bit(quien, &muestra())
            .map_err(Fallo::nuevo)?;
        let de_cada_cien = |cuantos: usize| {
            (cuantos * 100 + dano.probados / 2) / dano.probados.max(1)
        };
        escena.decir(&format!(
            "`{:<8}` {:>3} bits: {:>2} de cada 100 dan error; {:>2}, otro dato sin avisar",
            quien.nombre,
            dano.probados,
            de_cada_cien(dano.notados),
            100 - de_cada_cien(dano.notados + dano.igual)
        ));
        avisos.push(de_cada_cien(dano.notados));
    }
    let mas = avisos.iter().max().copied();
    let ciertas = (0..avisos.len())
        .filter(|i| avisos.get(*i).copied() == mas)
        .collect();
    Ok(Desenlace {
        ciertas,
        relato: "Los nombres y las comillas de JSON no se pueden tocar sin que se note; en los demás, casi todo son letras \
                 tuyas, y una letra cambiada es otra letra. **Descodificar bien no es llegar bien.** TCP lleva una suma de \
                 comprobación de 16 bits; si un dato importa mucho, se envía además una propia, más larga."
            .to_string(),
    })
}

pub fn cual_elegir() -> Paso {
    Paso::nuevo("cual-elegir", "¿Cuál elijo?")
        .parrafo(
            "Ya has visto bincode, que es corto y rápido. Pero desde diciembre de 2025 tiene un aviso, **RUSTSEC-2025-0141**: \
             quienes lo hacían lo han dejado. El aviso no es de un fallo; es que, si aparece uno, nadie lo arreglará. Su versión 3.0.0 está \
             vacía, a propósito: por eso aquí está fijada la 2, y solo la nombra un fichero.",
        )
        .parrafo("La alternativa más parecida, con quien la cuide, es **postcard**:")
        .codigo("postal.rs", "descodificar")
        .apuesta("¿Cuánto ocupará el informe en postcard? En bincode son 36 bytes.", &["36", "más o menos la mitad", "el doble"])
        .ejecutar(medir_postcard)
        .parrafo(
            "Para empezar, **JSON**: se ve, se depura y lo entienden todos. Si el tamaño importa, **postcard**. **bincode**, \
             si ya lo tienes. **Texto a mano**, si lo va a leer una persona. **Pickle**, nunca con lo que venga de fuera.",
        )
        .parrafo("Mídelo en tu ordenador: `cargo run --release --bin leccion5 -- comparar`.")
}

fn medir_postcard(escena: &Escena) -> Resultado<Desenlace> {
    let informe = muestra();
    let (uno, otro) = (
        binario::codificar(&informe).map_err(Fallo::nuevo)?,
        postal::codificar_todo(&informe).map_err(Fallo::nuevo)?,
    );
    escena.decir(&format!(
        "bincode: {} bytes. postcard: {} bytes.",
        uno.len(),
        otro.len()
    ));
    Ok(Desenlace::opcion(
        0,
        format!(
            "Es la misma idea, y en este informe {}. Se distinguen al pasar de 127 bytes un texto (postcard guarda las \
             longitudes de 7 en 7 bits) y en los enteros. Y no hace falta acordarse de ponerle un límite: nunca reserva \
             sin mirar antes si esos bytes están.",
            if uno == otro {
                "dan los mismos bytes, uno por uno"
            } else {
                "no dan los mismos bytes"
            }
        ),
    ))
}
