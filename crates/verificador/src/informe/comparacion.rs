//! Lo que tenía que llegar y lo que ha llegado, con una marca bajo el primer byte distinto.

use redes::cable::en_hexadecimal;
use redes::cifras::{en_bytes, numero};
use redes::consola::{Estilo, Linea, ancho_de, recortar};

use super::transcripcion::legible;

/// Cuántos bytes se enseñan de lo esperado y de lo visto alrededor de donde difieren, y antes de ese sitio: los que
/// caben en 80 columnas.
const VENTANA: usize = 12;
const ANTES: usize = 5;
/// Lo que ocupa «  Esperaba  ».
const ROTULO: usize = 12;

/// Lo esperado y lo visto, con `^` bajo el primer byte distinto.
pub fn comparacion(esperado: &[u8], visto: &[u8], ancho: usize) -> Vec<Linea> {
    if esperado == visto {
        return Vec::new();
    }
    let igual = esperado.iter().zip(visto).take_while(|(uno, otro)| uno == otro).count();
    // Si cabe entero, entero; si no, desde un poco antes de donde difieren.
    let caben = esperado.len().max(visto.len()) <= VENTANA;
    let desde = if caben || igual <= VENTANA / 2 { 0 } else { igual - ANTES };
    let mut lineas = Vec::new();
    if desde > 0 {
        lineas.push(Linea::vacia().con(
            Estilo::Tenue,
            format!("  (los primeros {} coinciden; se enseña desde el {})", en_bytes(igual), numero(desde + 1)),
        ));
    }
    for (rotulo, bytes) in [("Esperaba", esperado), ("He visto", visto)] {
        let trozo = &bytes[desde.min(bytes.len())..bytes.len().min(desde + VENTANA)];
        let sigue = if bytes.len() > desde + trozo.len() { " …" } else { "" };
        let total = format!("  ({} B)", numero(bytes.len()));
        let hexadecimal = format!("{}{sigue}", en_hexadecimal(trozo));
        let queda = ancho.saturating_sub(ROTULO + ancho_de(&hexadecimal) + ancho_de(&total) + 2);
        let leido =
            legible(trozo).map(|texto| format!("  {}", recortar(&format!("«{texto}»"), queda))).unwrap_or_default();
        let que = if trozo.is_empty() { "(nada)".to_string() } else { format!("{hexadecimal}{leido}") };
        lineas.push(Linea::llana(format!("  {rotulo}  ")).con(Estilo::Codigo, que).con(Estilo::Tenue, total));
    }
    let columna = ROTULO + 3 * (igual - desde);
    let dicho = match (igual == visto.len(), igual == esperado.len()) {
        (true, _) => "^^ falta desde aquí",
        (_, true) => "^^ sobra desde aquí",
        _ => "^^ distinto desde aquí",
    };
    lineas.push(Linea::llana(" ".repeat(columna)).con(Estilo::Mal, dicho));
    lineas
}
