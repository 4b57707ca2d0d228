//! Cómo se enseña un informe que ha escrito otro: en una tabla, y sin obedecer nada de lo que lleve dentro.
//!
//! Pruébalo:   cargo run --bin leccion5 -- demo

use std::io;
use std::net::SocketAddr;

use redes::cifras::en_bytes;
use redes::consola::{self, Linea, visible};

use crate::formatos::Formato;
use crate::informe::Informe;

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

/// Escribe en la terminal. Si quien leía nuestra salida se va (`| head`), deja de leer o no caben más en el disco, se sigue
/// sirviendo.
pub fn en_pantalla(texto: String) {
    consola::narrar(&texto);
}
