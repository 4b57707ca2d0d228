//! Medir sin engañarse: varias tandas, y de todas la más rápida, que es la que menos ha molestado el resto del ordenador.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::informe::Motivo;

const TANDAS: usize = 5;

/// Lo que ha costado un formato.
pub struct Tiempos {
    pub bytes: usize,
    pub codificar: Duration,
    pub descodificar: Duration,
}

/// Mide una ida y una vuelta, repitiendo cada una `veces` por tanda, y comprueba que vuelve lo mismo.
///
/// # Errors
/// Si no vuelve lo mismo.
pub fn medir<T: PartialEq, D: PartialEq<T> + ?Sized>(
    veces: u32,
    codificar: impl Fn() -> Result<Vec<u8>, Motivo>,
    descodificar: impl Fn(&[u8]) -> Result<T, Motivo>,
    original: &D,
) -> Result<Tiempos, Motivo> {
    let bytes = codificar()?;
    if *original != descodificar(&bytes)? {
        return Err(
            "lo que se lee no es lo que se escribió".to_string()
        );
    }
    let ida = la_mejor(veces, || codificar().map(drop));
    let vuelta = la_mejor(veces, || descodificar(&bytes).map(drop));
    Ok(Tiempos {
        bytes: bytes.len(),
        codificar: ida?,
        descodificar: vuelta?,
    })
}

fn la_mejor(
    veces: u32,
    tarea: impl Fn() -> Result<(), Motivo>,
) -> Result<Duration, Motivo> {
    let mut mejor = Duration::MAX;
    for _ in 0..TANDAS {
        let inicio = Instant::now();
        for _ in 0..veces {
            // Sin esto, el compilador vería que el resultado no se usa y no haría el trabajo.
            black_box(tarea())?;
        }
        mejor = mejor.min(inicio.elapsed() / veces);
    }
    Ok(mejor)
}
