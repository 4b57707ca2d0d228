//! Toda la ayuda y todos los errores de los argumentos del curso, en español y con su código de salida.

#[test]
fn habla_espanol() {
    // `curso libro` es otro programa: si no está, o no está al día, se compilaría a mitad.
    apoyo::compilar(&["--package", "libro"]);
    apoyo::espanol::revisar(env!("CARGO_BIN_EXE_curso"));
}
