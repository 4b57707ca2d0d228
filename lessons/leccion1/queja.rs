//! Lo que va mal, por stderr. Si no lo lee nadie, se sigue: `eprintln!` acabaría el programa.

use std::fmt::Display;
use std::io;

use redes::consola::lamentar;
use redes::errores::explicar;

/// A quién o a qué le ha pasado, y qué.
pub fn quejarse(que: impl Display, error: &io::Error) {
    lamentar(&format!("{que}: {}", explicar(error)));
}
