//! Bytes sin formato: lo que de verdad da TCP, lectura a lectura.
//!
//! Pruébalo:   cargo run --bin leccion3 -- servidor --modo crudo
//! y en otra terminal:   cargo run --bin leccion3 -- cliente --modo crudo uno dos tres
//!
//! Verás que las lecturas no coinciden con los envíos: pegados, partidos y, con `--bufer`, letras cortadas en dos.

use std::io::{self, ErrorKind, Read};

use redes::cable::{en_hexadecimal, en_texto};

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
    let muestra = &trozo[..trozo.len().min(16)];
    let puntos = if trozo.len() > muestra.len() { " …" } else { "" };
    format!("{}  {}{puntos}  {}", bytes(trozo.len()), en_hexadecimal(muestra), legible(trozo, 24))
}

/// `1 byte`, `5 bytes`.
pub fn bytes(cuantos: usize) -> String {
    contados(cuantos, "byte")
}

/// `1 lectura`, `5 lecturas`.
pub fn contados(cuantos: usize, que: &str) -> String {
    if cuantos == 1 { format!("1 {que}") } else { format!("{cuantos} {que}s") }
}

/// Los primeros `maximo` caracteres, entre comillas. Una letra a medias se ve como `‹c3›`, y lo que movería el cursor o
/// cambiaría los colores de tu terminal, escrito y no obedecido.
pub fn legible(bytes: &[u8], maximo: usize) -> String {
    match en_texto(bytes) {
        Some(texto) if texto.chars().count() > maximo => {
            format!("«{}…»", texto.chars().take(maximo).collect::<String>())
        }
        Some(texto) => format!("«{texto}»"),
        None if bytes.is_empty() => "«»".to_string(),
        None => "(no es texto)".to_string(),
    }
}
