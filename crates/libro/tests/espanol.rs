//! Toda la ayuda y todos los errores de los argumentos del libro, en español y con su código de salida.

#[test]
fn habla_espanol() {
    apoyo::espanol::revisar_orden(env!("CARGO_BIN_EXE_libro"));
}
