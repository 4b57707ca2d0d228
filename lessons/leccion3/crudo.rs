//! Bytes sin formato: lo que de verdad da TCP, lectura a lectura.
//!
//! Pruébalo:   cargo run --bin leccion3 -- servidor --modo crudo
//! y en otra terminal:   cargo run --bin leccion3 -- cliente --modo crudo uno dos tres
//!
//! Verás que las lecturas no coinciden con los envíos: pegados, partidos y, con `--bufer`, letras cortadas en dos.

use std::io::{self, ErrorKind, Read};

/// El búfer de casi todos los ejemplos que hay por ahí.
pub const BUFFER: usize = 1024;

/// Lee hasta que el otro lado termina y pasa a `al_leer` lo que ha dado cada `read`. Devuelve cuántas veces ha dado
/// algo.
pub fn leer_trozos(
    fuente: &mut impl Read,
    bufer: usize,
    mut al_leer: impl FnMut(usize, &[u8]) -> io::Result<()>,
) -> io::Result<usize> {
    // ANCHOR: leer
    let mut buffer = vec![0; bufer];
    let mut lecturas = 0;
    loop {
        // Espera a que haya *algo* y da lo que haya, hasta llenar el
        // búfer. Qué envíos había detrás, TCP no lo sabe.
        match fuente.read(&mut buffer) {
            Ok(0) => return Ok(lecturas),
            Ok(leidos) => {
                lecturas += 1;
                al_leer(lecturas, &buffer[..leidos])?;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    // ANCHOR_END: leer
}
