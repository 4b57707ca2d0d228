//! Las tablas de `comparar`: cada tiempo, al lado del mejor de su columna; y los bits cambiados, de cada cien.

use std::time::Duration;

use redes::cifras;
use redes::consola;
use redes::errores::{Fallo, Resultado};

use crate::comparar::contendientes::CONTENDIENTES;
use crate::comparar::dano::cambiar_cada_bit;
use crate::comparar::reloj::Tiempos;
use crate::muestra::muestra;

pub fn ensenar(medidas: &[(&'static str, Tiempos)]) -> Resultado {
    let el_menor = |cual: fn(&Tiempos) -> Duration| {
        medidas.iter().map(|(_, suyos)| cual(suyos)).min()
    };
    let (codificar, descodificar) =
        (el_menor(|t| t.codificar), el_menor(|t| t.descodificar));
    let filas: Vec<Vec<String>> = medidas
        .iter()
        .map(|(nombre, tiempos)| {
            vec![
                (*nombre).to_string(),
                format!("{:>9}", cifras::numero(tiempos.bytes)),
                razon(tiempos.codificar, codificar),
                razon(tiempos.descodificar, descodificar),
            ]
        })
        .collect();
    mostrar(
        &["formato", "    bytes", "codificar", "descodificar"],
        &filas,
    )
}

/// Cuántas veces lo que el más rápido: «×3,2».
fn razon(tiempo: Duration, menor: Option<Duration>) -> String {
    match menor {
        Some(menor) if tiempo > menor => {
            let veces =
                tiempo.as_secs_f64() / menor.as_secs_f64().max(1e-9);
            format!("×{veces:.1}").replace('.', ",")
        }
        // Un informe suelto puede costar menos de una millonésima de segundo.
        _ if tiempo.as_micros() == 0 => {
            format!("×1    {} ns", tiempo.as_nanos())
        }
        _ => format!("×1    {}", cifras::duracion(tiempo)),
    }
}

pub fn ensenar_dano() -> Resultado {
    let mut filas = Vec::new();
    for quien in &CONTENDIENTES {
        let dano = cambiar_cada_bit(quien, &muestra())
            .map_err(Fallo::nuevo)?;
        let celda = |cuantos: usize| {
            format!(
                "{cuantos:>4}  {:>3} %",
                cuantos * 100 / dano.probados.max(1)
            )
        };
        filas.push(vec![
            quien.nombre.to_string(),
            format!("{:>7}", dano.probados),
            celda(dano.notados),
            celda(dano.otro_dato),
            celda(dano.igual),
        ]);
    }
    mostrar(
        &[
            "formato",
            "  bits",
            "dan error",
            "otro dato, sin avisar",
            "el mismo dato",
        ],
        &filas,
    )?;
    println!(
        "\nNinguno de los cinco está hecho para notarlo: si importa, hace falta una suma de comprobación."
    );
    Ok(())
}

fn mostrar(encabezados: &[&str], filas: &[Vec<String>]) -> Resultado {
    consola::escribir(&consola::tabla(
        encabezados,
        filas,
        consola::ancho(),
    ))
    .map_err(Fallo::al_mostrar)
}
