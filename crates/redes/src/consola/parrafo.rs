//! Párrafos: `código` entre acentos graves y **negrita** entre asteriscos dobles, partidos por palabras.

use std::ops::Range;

use textwrap::{Options, WordSplitter};

use super::linea::{Estilo, Linea, ancho_de};

/// Un trozo de código hasta esta anchura no se parte entre dos líneas.
const CODIGO_SIN_PARTIR: usize = 32;

/// Un espacio en el que no se parte la línea.
const ESPACIO_DURO: char = '\u{a0}';

/// Parte un párrafo en líneas de `ancho` columnas como mucho. Un `\n` empieza otra línea.
#[must_use]
pub fn parrafo_con_estilo(texto: &str, ancho: usize) -> Vec<Linea> {
    let opciones = Options::new(ancho.max(1)).word_splitter(WordSplitter::NoHyphenation);
    let marcado = Marcado::leer(texto);
    let mut cursor = 0;
    let mut lineas = Vec::new();
    for renglon in textwrap::wrap(&marcado.texto, &opciones) {
        // Cada renglón es un trozo seguido del texto: `wrap` solo quita espacios en los cortes.
        let principio = marcado.texto[cursor..].find(renglon.as_ref()).map_or(cursor, |salto| cursor + salto);
        cursor = principio + renglon.len();
        lineas.push(marcado.linea(principio..cursor));
    }
    lineas
}

/// Parte una frase sin marcas en líneas de `ancho` columnas, sin cortar ninguna palabra.
pub fn por_palabras(frase: &str, ancho: usize) -> String {
    textwrap::fill(frase, Options::new(ancho).break_words(false).word_splitter(WordSplitter::NoHyphenation))
}

/// Un texto sin sus marcas, y qué estilo tiene cada trozo.
struct Marcado {
    texto: String,
    trozos: Vec<(Range<usize>, Estilo)>,
}

impl Marcado {
    fn leer(original: &str) -> Self {
        let mut marcado = Self { texto: String::new(), trozos: Vec::new() };
        let mut resto = original;
        while let Some(marca) = resto.find(['`', '*']) {
            marcado.poner(&resto[..marca], Estilo::Normal);
            resto = &resto[marca..];
            let consumido = marcado.poner_marcado(resto);
            resto = &resto[consumido..];
        }
        marcado.poner(resto, Estilo::Normal);
        marcado
    }

    /// `resto` empieza por una marca. Pone lo marcado (o la marca sola, si no se cierra) y dice cuánto ha consumido.
    fn poner_marcado(&mut self, resto: &str) -> usize {
        if let Some(dentro) = entre(resto, "`") {
            // Los acentos graves se quedan: sin color son lo único que distingue el código del texto.
            let codigo = &resto[..dentro.len() + 2];
            let corto = ancho_de(codigo) <= CODIGO_SIN_PARTIR && !codigo.contains('\n');
            let codigo = if corto { codigo.replace(' ', &ESPACIO_DURO.to_string()) } else { codigo.to_string() };
            self.poner(&codigo, Estilo::Codigo);
            return dentro.len() + 2;
        }
        if let Some(dentro) = entre(resto, "**") {
            self.poner(dentro, Estilo::Negrita);
            return dentro.len() + 4;
        }
        self.poner(&resto[..1], Estilo::Normal);
        1
    }

    fn poner(&mut self, texto: &str, estilo: Estilo) {
        let principio = self.texto.len();
        self.texto.push_str(texto);
        self.trozos.push((principio..self.texto.len(), estilo));
    }

    fn linea(&self, parte: Range<usize>) -> Linea {
        self.trozos.iter().fold(Linea::vacia(), |linea, (trozo, estilo)| {
            let (desde, hasta) = (trozo.start.max(parte.start), trozo.end.min(parte.end));
            if desde >= hasta {
                return linea;
            }
            linea.con(*estilo, self.texto[desde..hasta].replace(ESPACIO_DURO, " "))
        })
    }
}

/// Lo que hay entre dos marcas iguales al principio de `texto`, si la segunda existe y hay algo dentro.
fn entre<'a>(texto: &'a str, marca: &str) -> Option<&'a str> {
    let resto = texto.strip_prefix(marca)?;
    let dentro = &resto[..resto.find(marca)?];
    (!dentro.is_empty()).then_some(dentro)
}

#[cfg(test)]
mod pruebas {
    use super::*;
    use proptest::prelude::*;

    fn textos(texto: &str, ancho: usize) -> Vec<String> {
        parrafo_con_estilo(texto, ancho).iter().map(Linea::texto).collect()
    }

    #[test]
    fn parte_por_palabras_y_cuenta_columnas_no_bytes() {
        assert_eq!(textos("ñandúes y cigüeñas", 9), ["ñandúes y", "cigüeñas"]);
        assert_eq!(textos("", 10), [""]);
        assert_eq!(textos("uno\ndos", 10), ["uno", "dos"]);
        assert_eq!(textos("supercalifragilístico", 10), ["supercalif", "ragilístic", "o"]);
    }

    #[test]
    fn el_marcado_da_estilo_y_sobrevive_al_corte() {
        let lineas = parrafo_con_estilo("usa `read` y **lee bien** todo", 16);
        let primera = Linea::llana("usa ").con(Estilo::Codigo, "`read`").con(Estilo::Normal, " y ");
        assert_eq!(lineas[0], primera.con(Estilo::Negrita, "lee"));
        assert_eq!(lineas[1], Linea::vacia().con(Estilo::Negrita, "bien").con(Estilo::Normal, " todo"));
    }

    #[test]
    fn el_codigo_corto_no_se_parte() {
        assert_eq!(textos("escribe ya `cargo run` aquí", 16), ["escribe ya", "`cargo run` aquí"]);
    }

    #[test]
    fn una_marca_sin_cerrar_se_queda_como_esta() {
        assert_eq!(textos("2 * 3 y un ` suelto", 40), ["2 * 3 y un ` suelto"]);
        assert_eq!(textos("**sin cerrar", 40), ["**sin cerrar"]);
        assert_eq!(textos("``", 40), ["``"]);
    }

    proptest! {
        #[test]
        fn nunca_pasa_de_la_anchura_ni_pierde_letras(texto in "[a-zñ `*日]{0,80}", ancho in 4usize..30) {
            let lineas = parrafo_con_estilo(&texto, ancho);
            let letras = |texto: &str| texto.chars().filter(|letra| !letra.is_whitespace() && *letra != '*').collect::<String>();
            for linea in &lineas {
                prop_assert!(linea.ancho() <= ancho, "{linea:?}");
            }
            let escrito: String = lineas.iter().map(Linea::texto).collect();
            prop_assert_eq!(letras(&escrito), letras(&texto));
        }
    }
}
