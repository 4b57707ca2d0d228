//! Toda la ayuda y todos los errores de los argumentos del curso, en español y con su código de salida.

#[test]
fn habla_espanol() {
    apoyo::espanol::revisar(env!("CARGO_BIN_EXE_curso"));
}
