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
///
/// # Errors
/// Los de `fuente` y los de `al_leer`.
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

/// Un trozo para verlo en una línea: `3 bytes  75 6e 6f  «uno»`.
pub fn retrato(trozo: &[u8]) -> String {
    let mut hexadecimal: Vec<String> = trozo.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    if trozo.len() > 16 {
        hexadecimal.push("…".to_string());
    }
    format!("{}  {}  «{}»", bytes(trozo.len()), hexadecimal.join(" "), legible(trozo, 24))
}

/// `1 byte`, `5 bytes`.
pub fn bytes(cuantos: usize) -> String {
    contados(cuantos, "byte")
}

/// `1 lectura`, `5 lecturas`.
pub fn contados(cuantos: usize, que: &str) -> String {
    if cuantos == 1 { format!("1 {que}") } else { format!("{cuantos} {que}s") }
}

/// Los primeros `maximo` caracteres, sin esconder nada: los bytes que no forman una letra entera se ven como `\xc3`, y
/// lo que movería el cursor o cambiaría los colores de tu terminal, escrito y no obedecido.
pub fn legible(bytes: &[u8], maximo: usize) -> String {
    let mut signos = bytes.utf8_chunks().flat_map(|parte| {
        let letras = parte.valid().chars().map(|letra| match letra {
            letra if letra.is_control() => letra.escape_default().to_string(),
            letra => letra.to_string(),
        });
        letras.chain(parte.invalid().iter().map(|byte| format!("\\x{byte:02x}")))
    });
    let mut texto: String = signos.by_ref().take(maximo).collect();
    if signos.next().is_some() {
        texto.push('…');
    }
    texto
}
