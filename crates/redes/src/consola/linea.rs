//! Una línea de pantalla: trozos de texto, cada uno con su estilo. El color se pone al final, al escribirla.

use colored::{ColoredString, Colorize};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// El papel que hace un trozo de texto; el color que le toca se decide al pintarlo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Estilo {
    /// Texto corriente.
    #[default]
    Normal,
    /// Lo que acompaña: números de línea, reglas, el pie de página.
    Tenue,
    /// Lo que se subraya al hablar.
    Negrita,
    /// El título de una página o de una tabla.
    Titulo,
    /// Un nombre de programa, una orden, un trozo de código.
    Codigo,
    /// Lo que sale del cliente.
    Cliente,
    /// Lo que sale del servidor.
    Servidor,
    /// Ha salido bien; has acertado.
    Bien,
    /// Ha salido mal.
    Mal,
    /// Algo en lo que fijarse.
    Aviso,
}

/// Un trozo de una línea, de un solo estilo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tramo {
    /// El texto, sin saltos de línea ni órdenes para la terminal.
    pub texto: String,
    /// Su estilo.
    pub estilo: Estilo,
}

/// Una línea de pantalla.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Linea {
    /// Sus trozos, de izquierda a derecha.
    pub tramos: Vec<Tramo>,
}

impl Linea {
    /// Una línea vacía.
    #[must_use]
    pub fn vacia() -> Self {
        Self::default()
    }

    /// Una línea de texto corriente.
    #[must_use]
    pub fn llana(texto: impl Into<String>) -> Self {
        Self::vacia().con(Estilo::Normal, texto)
    }

    /// La misma línea con un trozo más al final.
    #[must_use]
    pub fn con(mut self, estilo: Estilo, texto: impl Into<String>) -> Self {
        let texto = texto.into();
        if !texto.is_empty() {
            self.tramos.push(Tramo { texto, estilo });
        }
        self
    }

    /// La misma línea, `columnas` más a la derecha.
    #[must_use]
    pub fn sangrada(mut self, columnas: usize) -> Self {
        if columnas > 0 && !self.tramos.is_empty() {
            self.tramos.insert(0, Tramo { texto: " ".repeat(columnas), estilo: Estilo::Normal });
        }
        self
    }

    /// La misma línea, rellena con espacios hasta la columna `columna`.
    #[must_use]
    pub fn hasta(self, columna: usize) -> Self {
        let falta = columna.saturating_sub(self.ancho());
        self.con(Estilo::Normal, " ".repeat(falta))
    }

    /// Cuántas columnas ocupa.
    #[must_use]
    pub fn ancho(&self) -> usize {
        self.tramos.iter().map(|tramo| ancho_de(&tramo.texto)).sum()
    }

    /// Su texto, sin estilo y sin espacios al final.
    #[must_use]
    pub fn texto(&self) -> String {
        let mut texto: String = self.tramos.iter().map(|tramo| tramo.texto.as_str()).collect();
        texto.truncate(texto.trim_end_matches(' ').len());
        texto
    }

    /// Su texto, con las órdenes de color que entiende una terminal si `color`.
    #[must_use]
    pub fn pintar(&self, color: bool) -> String {
        if !color {
            return self.texto();
        }
        // Aquí ya está decidido que hay color: que `colored` no lo vuelva a decidir por su cuenta.
        colored::control::set_override(true);
        #[cfg(windows)]
        let _ = colored::control::set_virtual_terminal(true);
        self.tramos.iter().map(|tramo| pintado(tramo).to_string()).collect()
    }
}

fn pintado(tramo: &Tramo) -> ColoredString {
    let texto = tramo.texto.as_str();
    match tramo.estilo {
        Estilo::Normal => texto.normal(),
        Estilo::Tenue => texto.dimmed(),
        Estilo::Negrita => texto.bold(),
        Estilo::Titulo => texto.bold().cyan(),
        Estilo::Codigo => texto.cyan(),
        Estilo::Cliente => texto.green(),
        Estilo::Servidor => texto.magenta(),
        Estilo::Bien => texto.bold().green(),
        Estilo::Mal => texto.bold().red(),
        Estilo::Aviso => texto.yellow(),
    }
}

/// Cuántas columnas ocupa un texto en la pantalla: ni sus bytes ni sus letras, que pueden ser anchas o no ocupar.
#[must_use]
pub fn ancho_de(texto: &str) -> usize {
    texto.width()
}

/// El principio de `texto` que cabe en `ancho` columnas; si no cabe entero, acaba en «…».
#[must_use]
pub fn recortar(texto: &str, ancho: usize) -> String {
    if ancho_de(texto) <= ancho {
        return texto.to_string();
    }
    let mut columnas = 1; // La de los puntos suspensivos.
    let cabe: String = texto
        .chars()
        .take_while(|letra| {
            columnas += letra.width().unwrap_or(0);
            columnas <= ancho
        })
        .collect();
    if ancho == 0 { String::new() } else { cabe + "…" }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn el_color_va_aparte_del_texto_y_no_cuenta_en_la_anchura() {
        let linea = Linea::llana("dice ").con(Estilo::Cliente, "«ñandú»").hasta(14).con(Estilo::Tenue, "│");
        assert_eq!(linea.texto(), "dice «ñandú»  │");
        assert_eq!(linea.ancho(), 15);
        assert_eq!(linea.pintar(false), linea.texto());
        assert_eq!(linea.pintar(true), "dice \u{1b}[32m«ñandú»\u{1b}[0m  \u{1b}[2m│\u{1b}[0m");
    }

    #[test]
    fn recortar_cuenta_columnas_y_no_letras() {
        assert_eq!(recortar("eco", 3), "eco");
        assert_eq!(recortar("ecos", 3), "ec…");
        assert_eq!(recortar("日本語", 6), "日本語");
        assert_eq!(recortar("日本語", 5), "日本…");
        assert_eq!(recortar("日本語", 4), "日…");
        assert_eq!(recortar("a", 0), "");
    }
}
