//! Juega una variante de un reto: `variantes NOMBRE IP:PUERTO` (y detrás, lo que pida el reto).
//!
//! Cuáles hay, y de qué retos, está en la biblioteca de al lado.

use std::env;
use std::process::exit;

fn main() {
    let argumentos: Vec<String> = env::args().collect();
    let nombre = argumentos.get(1).map_or("", String::as_str);
    let elegida = variantes::variante(nombre);
    let Some(direccion) = argumentos.get(2) else {
        eprintln!("uso: variantes NOMBRE IP:PUERTO");
        exit(elegida.map_or(2, |variante| variante.sin_direccion))
    };
    let Some(jugar) = elegida.and_then(|variante| variante.jugar) else {
        panic!("no hay ninguna variante que se llame «{nombre}»")
    };
    jugar(direccion);
}
