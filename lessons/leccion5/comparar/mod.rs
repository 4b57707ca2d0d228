//! `leccion5 comparar`: el mismo informe, y una lista de diez mil, en los cinco formatos.
//!
//! Pruébalo:   cargo run --release --bin leccion5 -- comparar
//!
//! Verás cuántos bytes ocupan, cuánto tarda cada uno comparado con el más rápido de esta misma ejecución (los tiempos a
//! secas dependen de tu ordenador), y qué hace cada formato cuando se cambia un solo bit del mensaje.

mod contendientes;
mod dano;
mod reloj;
mod tablas;

use redes::cifras;
use redes::consola;
use redes::errores::{Fallo, Resultado};

pub use contendientes::{CONTENDIENTES, Contendiente};
pub use dano::cambiar_cada_bit;
use reloj::{Tiempos, medir};
use tablas::{ensenar, ensenar_dano};

use crate::muestra::{lista, muestra};

/// Cuántos informes lleva la lista.
const LISTA: usize = 10_000;

/// Mide y lo enseña todo.
///
/// # Errors
/// Si un formato no sabe leer lo que acaba de escribir, que no debería pasar nunca.
pub fn comparar() -> Resultado {
    if cfg!(debug_assertions) {
        consola::avisar(
            "aviso: compilado sin optimizar; los tiempos de verdad salen con cargo run --release.",
        );
    }
    let uno = muestra();
    let lista = lista(LISTA);
    println!("Un informe:");
    ensenar(&medir_todos(|quien| {
        medir(
            200,
            || (quien.codificar)(&uno),
            |bytes| (quien.descodificar)(bytes),
            &uno,
        )
    })?)?;
    println!("\nUna lista de {}:", cifras::numero(LISTA));
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
    medida: impl Fn(&Contendiente) -> Result<Tiempos, String>,
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
