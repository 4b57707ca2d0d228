//! Lo que ha salido, en barras: se ve de lejos cuál se queda corta.

use redes::consola::{Estilo, Linea, regla};

use crate::comparar::marca::{Fila, Manera};

/// Lo más larga que se dibuja una barra.
const BARRA: usize = 30;

/// Una barra por fila: su largo de 0 a 1, y lo que se escribe detrás.
pub fn barras(titulo: &str, filas: &[Fila], medir: impl Fn(&Fila) -> (f64, String)) -> Vec<Linea> {
    let mut lineas = vec![Linea::vacia(), regla(titulo, 31 + BARRA)];
    for (i, fila) in filas.iter().enumerate() {
        let (largo, texto) = medir(fila);
        let red = if i % Manera::TODAS.len() == 0 { fila.red.as_str() } else { "" };
        let linea = Linea::llana(red).hasta(10).con(Estilo::Normal, fila.manera.nombre()).hasta(30);
        lineas.push(linea.con(color(fila.manera), barra(largo)).con(Estilo::Normal, format!(" {texto}")));
    }
    lineas
}

fn color(manera: Manera) -> Estilo {
    match manera {
        Manera::UdpASecas => Estilo::Aviso,
        Manera::UdpConReintentos => Estilo::Cliente,
        Manera::Tcp => Estilo::Servidor,
    }
}

/// Una barra de octavos de columna: se distinguen 199 de 200.
fn barra(largo: f64) -> String {
    const OCTAVOS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let octavos = (largo.clamp(0.0, 1.0) * (BARRA * 8) as f64).floor() as usize;
    "█".repeat(octavos / 8) + OCTAVOS[octavos % 8]
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn las_barras_no_se_salen() {
        assert_eq!(barra(0.0), "");
        assert_eq!(barra(1.0).chars().count(), BARRA);
        assert_eq!(barra(7.0), barra(1.0));
        assert_eq!(barra(f64::NAN), "");
        assert_eq!(barra(299.0 / 300.0).chars().last(), Some('▉'));
    }
}
