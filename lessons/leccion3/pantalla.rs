//! Unos bytes, vistos en una línea: cuántos son, cuáles y qué dicen.
//!
//! Pruébalo:   cargo run --bin leccion3 -- servidor --bufer 3
//! y en otra terminal:   cargo run --bin leccion3 -- cliente mañana
//!
//! Verás `3 bytes  6d 61 c3  «ma‹c3›»`: la «ñ», cortada en dos.

use redes::cable::{en_hexadecimal, en_texto};
use redes::cifras::en_bytes;

/// Un trozo para verlo en una línea: `3 bytes  75 6e 6f  «uno»`.
pub fn retrato(trozo: &[u8]) -> String {
    let muestra = &trozo[..trozo.len().min(16)];
    let puntos = if trozo.len() > muestra.len() { " …" } else { "" };
    format!("{}  {}{puntos}  {}", en_bytes(trozo.len()), en_hexadecimal(muestra), legible(trozo, 24))
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
