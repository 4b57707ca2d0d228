//! El programa del libro. Lo arranca `cargo run -- libro`, y mdBook le pide que expanda las páginas.

use std::process::ExitCode;

use redes::errores::terminar;

fn main() -> ExitCode {
    libro::ejecutar().unwrap_or_else(|fallo| terminar(Err(fallo)))
}
