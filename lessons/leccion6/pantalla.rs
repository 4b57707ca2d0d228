//! Lo que se escribe por stdout: los resultados. Los diagnósticos van por stderr, con `redes::consola::avisar`.

use std::io::Write;

use redes::consola::salida_ajena;
use redes::errores::{Resultado, alguien_lee};

/// Un eco, en el acto; si se pide, con un salto detrás. Son bytes de otro: a una tubería van tal cual, y en una terminal se tapa lo
/// que ella obedecería. Dice si aún lo lee alguien.
pub fn mostrar(eco: &[u8], salto: bool) -> Resultado<bool> {
    let mut salida = salida_ajena();
    let salto: &[u8] = if salto { b"\n" } else { b"" };
    let escrito = salida.write_all(eco).and_then(|()| salida.terminar()).and_then(|()| salida.write_all(salto));
    alguien_lee(escrito.and_then(|()| salida.flush()))
}
