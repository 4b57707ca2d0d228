//! `leccion5 comparar`: el mismo informe, y una lista de diez mil, en los cinco formatos.
//!
//! Pruébalo:   cargo run --release --bin leccion5 -- comparar
//!
//! Verás cuántos bytes ocupan, cuánto tarda cada uno comparado con el más rápido de esta misma ejecución (los tiempos a
//! secas dependen de tu ordenador), y qué hace cada formato cuando se cambia un solo bit del mensaje.

mod contendientes;
mod dano;
mod reloj;

use redes::argumentos::{mostrar_duracion, mostrar_numero};
use redes::consola;
use redes::errores::{Fallo, Resultado};

use crate::informe::Informe;
pub use contendientes::CONTENDIENTES;
pub use dano::cambiar_cada_bit;
use reloj::{Tiempos, medir};

/// Cuántos informes lleva la lista.
const LISTA: usize = 10_000;

/// Un informe corriente, siempre el mismo: así los bytes no cambian de una ejecución a otra.
pub fn muestra() -> Informe {
    Informe {
        fecha: "2026-06-03T09:30:00Z".into(),
        nombre: "aula-07".into(),
        version: "1.95.0".into(),
    }
}

/// Mide y lo enseña todo.
///
/// # Errors
/// Si un formato no sabe leer lo que acaba de escribir, que no debería pasar nunca.
pub fn comparar() -> Resultado {
    if cfg!(debug_assertions) {
        eprintln!(
            "aviso: compilado sin optimizar; los tiempos de verdad salen con cargo run --release."
        );
    }
    let uno = muestra();
    let lista = lista();
    println!("Un informe:");
    ensenar(&medir_todos(|quien| {
        medir(
            200,
            || (quien.codificar)(&uno),
            |bytes| (quien.descodificar)(bytes),
            &uno,
        )
    })?)?;
    println!("\nUna lista de {}:", mostrar_numero(LISTA as u64));
    ensenar(&medir_todos(|quien| {
        medir(
            1,
            || (quien.codificar_lista)(&lista),
            |bytes| (quien.descodificar_lista)(bytes),
            &lista,
        )
    })?)?;
    println!(
        "\n«×» es cuántas veces tarda lo que el más rápido de su columna, que lleva su tiempo."
    );
    println!(
        "\nUn informe con un bit cambiado, probados todos, de uno en uno:"
    );
    ensenar_dano()
}

fn medir_todos(
    medida: impl Fn(
        &contendientes::Contendiente,
    ) -> Result<Tiempos, String>,
) -> Resultado<Vec<(&'static str, Tiempos)>> {
    let filas =
        CONTENDIENTES.iter().map(|quien| match medida(quien) {
            Ok(tiempos) => Ok((quien.nombre, tiempos)),
            Err(motivo) => Err(Fallo::nuevo(format!(
                "{} no se ha podido medir: {motivo}",
                quien.nombre
            ))),
        });
    filas.collect()
}

fn ensenar(medidas: &[(&'static str, Tiempos)]) -> Resultado {
    let el_menor = |cual: fn(&Tiempos) -> std::time::Duration| {
        medidas.iter().map(|(_, suyos)| cual(suyos)).min()
    };
    let (codificar, descodificar) =
        (el_menor(|t| t.codificar), el_menor(|t| t.descodificar));
    let filas: Vec<Vec<String>> = medidas
        .iter()
        .map(|(nombre, tiempos)| {
            vec![
                (*nombre).to_string(),
                format!("{:>9}", mostrar_numero(tiempos.bytes as u64)),
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
fn razon(
    tiempo: std::time::Duration,
    menor: Option<std::time::Duration>,
) -> String {
    match menor {
        Some(menor) if tiempo > menor => {
            let veces =
                tiempo.as_secs_f64() / menor.as_secs_f64().max(1e-9);
            format!("×{veces:.1}").replace('.', ",")
        }
        _ => format!("×1    {}", mostrar_duracion(tiempo)),
    }
}

fn ensenar_dano() -> Resultado {
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

/// Diez mil informes parecidos y ninguno igual.
fn lista() -> Vec<Informe> {
    (0..LISTA)
        .map(|i| Informe {
            fecha: format!(
                "2026-06-03T{:02}:{:02}:{:02}Z",
                i / 3600,
                i / 60 % 60,
                i % 60
            ),
            nombre: format!("aula-{i}"),
            version: "1.95.0".to_string(),
        })
        .collect()
}
