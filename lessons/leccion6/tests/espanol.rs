//! Toda la ayuda y todos los errores de los argumentos de esta lección, en español y con su código de salida.

#[test]
fn habla_espanol() {
    apoyo::espanol::revisar(env!("CARGO_BIN_EXE_leccion6"));
}
