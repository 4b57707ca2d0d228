//! Una línea de stderr que se reescribe: lo que lleva algo que tarda.

use std::io::{self, IsTerminal, Write};

use super::{ancho_de, de_la_terminal, recortar};

/// El renglón. Al soltarlo se borra: lo que se diga después lo sustituye.
///
/// Nunca ocupa más que la terminal: si diera la vuelta, cada reescritura dejaría otra línea detrás.
#[derive(Debug, Default)]
pub struct Renglon {
    /// Las columnas que ocupa lo último escrito.
    escritas: usize,
}

impl Renglon {
    /// Un renglón en blanco, si hay alguien mirando stderr.
    #[must_use]
    pub fn nuevo() -> Option<Self> {
        io::stderr().is_terminal().then(Self::default)
    }

    /// Lo reescribe. Si no se puede, no pasa nada: era para quien mirase.
    pub fn poner(&mut self, texto: &str) {
        let (columnas, _) = de_la_terminal();
        let _ = io::stderr().write_all(self.orden(texto, columnas).as_bytes());
    }

    /// Lo que hay que escribir para que el renglón diga `texto` en una terminal de tantas columnas.
    fn orden(&mut self, texto: &str, columnas: usize) -> String {
        // En la última columna, muchas terminales saltan ya de línea.
        let cabe = columnas.saturating_sub(1);
        let texto = recortar(texto, cabe);
        let ocupa = ancho_de(&texto);
        // Si la ventana se ha estrechado, tampoco se borra más allá de su borde.
        let sobra = self.escritas.min(cabe).saturating_sub(ocupa);
        self.escritas = ocupa;
        format!("\r{texto}{}{}", " ".repeat(sobra), "\u{8}".repeat(sobra))
    }
}

impl Drop for Renglon {
    fn drop(&mut self) {
        if self.escritas > 0 {
            self.poner("");
            let _ = io::stderr().write_all(b"\r");
        }
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn nunca_da_la_vuelta() {
        for columnas in [0, 1, 2, 10, 30, 49, 80] {
            let mut renglon = Renglon::default();
            for texto in ["  12,3 MiB de ida, 12,3 MiB de vuelta ", "", "日本語日本語", "corto"] {
                let orden = renglon.orden(texto, columnas);
                let visto = orden.trim_start_matches('\r').trim_end_matches('\u{8}');
                assert!(ancho_de(visto) < columnas.max(1), "{columnas}: {orden:?}");
                assert!(!orden.contains('\n') && orden.starts_with('\r'), "{orden:?}");
            }
        }
    }

    #[test]
    fn lo_corto_borra_lo_largo() {
        let mut renglon = Renglon::default();
        assert_eq!(renglon.orden("cuatro", 80), "\rcuatro");
        assert_eq!(renglon.orden("dos", 80), "\rdos   \u{8}\u{8}\u{8}");
        assert_eq!(renglon.orden("", 80), "\r   \u{8}\u{8}\u{8}");
    }
}
