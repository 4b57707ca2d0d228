//! `leccion7 demo`: un servidor y un cliente de píxeles en el mismo programa, por sockets de verdad y sin ventana.
use redes::errores::Resultado;
pub fn ejecutar() -> Resultado {
    Ok(())
}
