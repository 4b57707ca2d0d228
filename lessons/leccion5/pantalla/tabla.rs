//! Cómo se enseña un informe que ha escrito otro: en una tabla, y sin obedecer nada de lo que lleve dentro.
//!
//! Pruébalo:   cargo run --bin leccion5 -- demo

use std::io::{self, Write};
use std::net::SocketAddr;

use redes::consola::{self, Linea};

use crate::formatos::Formato;
use crate::informe::{Informe, en_bytes};

/// El informe en una tabla, de una vez: dos clientes a la vez no se mezclan.
pub fn tabla(
    cliente: SocketAddr,
    formato: Formato,
    informe: &Informe,
    bytes: usize,
) -> String {
    let filas = [
        ("fecha", &informe.fecha),
        ("nombre", &informe.nombre),
        ("versión", &informe.version),
    ];
    let filas = filas
        .map(|(dato, valor)| vec![dato.to_string(), visible(valor)]);
    let lineas =
        consola::tabla(&["dato", "valor"], &filas, consola::ancho());
    let color = consola::con_color(&io::stdout());
    let pintadas: Vec<String> = lineas
        .iter()
        .map(|linea: &Linea| linea.pintar(color))
        .collect();
    format!(
        "\n{cliente}  {}, {}\n{}",
        formato.nombre(),
        en_bytes(bytes),
        pintadas.join("\n")
    )
}

/// Escribe en la terminal. Si quien leía nuestra salida se va (`| head`), se sigue sirviendo.
pub fn en_pantalla(texto: String) {
    drop(writeln!(io::stdout(), "{texto}"));
}

/// Un texto ajeno, sin lo que una terminal obedecería: un nombre puede llevar órdenes para borrarte la pantalla.
pub fn visible(texto: &str) -> String {
    let obedece = |letra: char| {
        letra.is_control()
            || matches!(letra, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    texto
        .chars()
        .map(|letra| if obedece(letra) { '·' } else { letra })
        .collect()
}
