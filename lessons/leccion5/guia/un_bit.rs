//! Paso 7: un bit cambiado, en cada formato.

use redes::errores::{Fallo, Resultado};
use redes::guia::{Desenlace, Escena, Paso};

use crate::comparar::{CONTENDIENTES, cambiar_cada_bit};
use crate::muestra::muestra;

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
