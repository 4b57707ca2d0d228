//! Lo que se escribe por stdout: los resultados. Los diagnósticos van por stderr, con `redes::consola::avisar`.

use std::io::Write;

use redes::consola::{avisar, salida_ajena};
use redes::errores::{Resultado, alguien_lee};

use crate::udp::eco::Eco;

/// Un eco, por stdout y, si se pide, con un salto detrás; lo que ha costado, por stderr. Son bytes de otro: a una tubería van tal
/// cual, y en una terminal se tapa lo que ella obedecería.
pub fn ensenyar(eco: &Eco, salto: bool) -> Resultado {
    let mut salida = salida_ajena();
    let salto: &[u8] = if salto { b"\n" } else { b"" };
    let escrito =
        salida.write_all(&eco.mensaje).and_then(|()| salida.terminar()).and_then(|()| salida.write_all(salto));
    let lo_leen = alguien_lee(escrito.and_then(|()| salida.flush()))?;
    avisar(&format!("{eco}{}", if lo_leen { "" } else { ", pero nadie lee ya la salida" }));
    Ok(())
}
