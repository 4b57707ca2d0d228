//! Lo que hay que saber de una página: qué es código, qué se lee, adónde enlaza, y cómo es una frase en HTML.
//!
//! La lee pulldown-cmark, como mdBook: lo que aquí es código, en el libro se verá como código.

use pulldown_cmark::{CodeBlockKind, Event, OffsetIter, Options, Parser, Tag, TagEnd, TextMergeWithOffset};

/// Qué clase de línea es.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clase<'a> {
    /// Texto corriente.
    Texto,
    /// Abre un bloque de código; lleva lo que sigue a las comillas: `rust,ignore`.
    Abre(&'a str),
    /// Está dentro de un bloque de código que abrió con esa marca.
    Codigo(&'a str),
    /// Cierra un bloque de código.
    Cierra,
}

/// Un párrafo, un título, una celda, un punto de una lista o un bloque.
#[derive(Debug)]
pub struct Parrafo {
    /// En qué línea empieza, contando desde 1.
    pub linea: usize,
    pub trozos: Vec<(Que, String)>,
}

/// Qué es cada trozo de un párrafo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Que {
    Texto,
    Cursiva,
    /// Lo que va entre acentos graves.
    Codigo,
    /// Lo que va en un bloque de código.
    Bloque,
    /// Con sus etiquetas.
    Html,
    /// Adónde lleva un enlace, o dónde está una imagen.
    Destino,
    /// Dice que el párrafo es un título, y su ancla si la pone él: `{#reto-lineas}`.
    Titulo,
}

impl Parrafo {
    /// Los trozos de una clase.
    pub fn los(&self, que: Que) -> impl Iterator<Item = &str> {
        self.trozos.iter().filter(move |(suya, _)| *suya == que).map(|(_, texto)| texto.as_str())
    }

    /// Lo que se lee en él, seguido.
    pub fn leido(&self) -> String {
        let se_lee = |que| matches!(que, Que::Texto | Que::Cursiva | Que::Codigo);
        self.trozos.iter().filter(|(que, _)| se_lee(*que)).map(|(_, texto)| texto.as_str()).collect()
    }
}

/// Lo que hay en un texto, en orden, y entre qué bytes está cada cosa.
fn sucesos(texto: &str) -> TextMergeWithOffset<'_, OffsetIter<'_>> {
    let opciones = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
    TextMergeWithOffset::new(Parser::new_ext(texto, opciones).into_offset_iter())
}

/// Dice en qué línea está cada byte, contando desde 0.
fn en_que_linea(texto: &str) -> impl Fn(usize) -> usize {
    let saltos: Vec<usize> = texto.match_indices('\n').map(|(lugar, _)| lugar).collect();
    move |byte| saltos.partition_point(|salto| *salto < byte)
}

/// Las líneas de una página, cada una con su clase.
pub fn lineas(texto: &str) -> Vec<(Clase<'_>, &str)> {
    let mut lineas: Vec<_> = texto.lines().map(|linea| (Clase::Texto, linea)).collect();
    let linea_de = en_que_linea(texto);
    let mut abierto = None;
    for (suceso, lugar) in sucesos(texto) {
        let (primera, ultima) = (linea_de(lugar.start), linea_de(lugar.end.saturating_sub(1)));
        match (suceso, abierto) {
            (Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))), _) => {
                let valla = texto[lugar].lines().next().unwrap_or_default();
                let marca = valla.trim_start_matches(['`', '~']).trim();
                lineas[primera].0 = Clase::Abre(marca);
                abierto = Some(marca);
            }
            (Event::Text(_), Some(marca)) => {
                lineas[primera..=ultima].iter_mut().for_each(|(clase, _)| *clase = Clase::Codigo(marca));
            }
            // Uno sin cerrar llega hasta el final, y su última línea es código.
            (Event::End(TagEnd::CodeBlock), Some(_)) => {
                abierto = None;
                if lineas[ultima].0 == Clase::Texto {
                    lineas[ultima].0 = Clase::Cierra;
                }
            }
            _ => {}
        }
    }
    lineas
}

/// La primera palabra de la marca de un bloque: `rust`, `console`.
pub fn lenguaje(marca: &str) -> &str {
    marca.split([',', ' ', '{']).next().unwrap_or_default()
}

/// Los párrafos de una página.
pub fn parrafos(texto: &str) -> Vec<Parrafo> {
    use Tag::{CodeBlock, Emphasis, Heading, HtmlBlock, Image, Item, Link, Paragraph, TableCell};
    let linea_de = en_que_linea(texto);
    let mut parrafos: Vec<Parrafo> = Vec::new();
    let mut el_texto_es = Que::Texto;
    for (suceso, lugar) in sucesos(texto) {
        if let Event::Start(Paragraph | Heading { .. } | Item | TableCell | HtmlBlock | CodeBlock(_)) = suceso {
            parrafos.push(Parrafo { linea: linea_de(lugar.start) + 1, trozos: Vec::new() });
        }
        match &suceso {
            Event::Start(Emphasis) => el_texto_es = Que::Cursiva,
            Event::Start(CodeBlock(_)) => el_texto_es = Que::Bloque,
            Event::End(TagEnd::Emphasis | TagEnd::CodeBlock) => el_texto_es = Que::Texto,
            _ => {}
        }
        let trozo = match suceso {
            Event::Text(texto) => (el_texto_es, texto.to_string()),
            Event::SoftBreak | Event::HardBreak => (el_texto_es, " ".to_string()),
            Event::Code(codigo) => (Que::Codigo, codigo.to_string()),
            Event::Html(html) | Event::InlineHtml(html) => (Que::Html, html.to_string()),
            Event::Start(Link { dest_url, .. } | Image { dest_url, .. }) => (Que::Destino, dest_url.to_string()),
            Event::Start(Heading { id, .. }) => (Que::Titulo, id.map_or_else(String::new, Into::into)),
            _ => continue,
        };
        if let Some(ultimo) = parrafos.last_mut() {
            ultimo.trozos.push(trozo);
        }
    }
    parrafos
}

/// El texto con lo que HTML entendería de otra manera, escrito para que no lo haga.
pub fn escapar(texto: &str) -> String {
    texto.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Con esto delante, nada es un título, ni una lista, ni una cita: es una frase.
const DELANTE: &str = ", ";

/// Una frase con `código`, **negrita** y *cursiva*, en HTML.
pub fn en_linea(frase: &str) -> String {
    let con_algo_delante = format!("{DELANTE}{frase}");
    let en_html = |suceso| match suceso {
        Event::Text(texto) | Event::InlineHtml(texto) => escapar(&texto),
        Event::Code(codigo) => format!("<code>{}</code>", escapar(&codigo)),
        Event::SoftBreak | Event::HardBreak => "\n".to_string(),
        Event::Start(Tag::Strong) => "<strong>".to_string(),
        Event::End(TagEnd::Strong) => "</strong>".to_string(),
        Event::Start(Tag::Emphasis) => "<em>".to_string(),
        Event::End(TagEnd::Emphasis) => "</em>".to_string(),
        _ => String::new(),
    };
    sucesos(&con_algo_delante).map(|(suceso, _)| en_html(suceso)).collect::<String>().split_off(DELANTE.len())
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn cada_linea_tiene_su_clase() {
        let texto =
            "> [!OJO]\n> ```console\n> $ a\n>\n> ~~~\n> ```\n\n1. x\n   ~~~rust,ignore\n   ```\n   ~~~\n\n```\nsin\n";
        let clases: Vec<Clase> = lineas(texto).into_iter().map(|(clase, _)| clase).collect();
        let (consola, rust, nada) = ("console", "rust,ignore", "");
        use Clase::{Abre, Cierra, Codigo, Texto};
        #[rustfmt::skip]
        let esperadas = [
            Texto, Abre(consola), Codigo(consola), Codigo(consola), Codigo(consola), Cierra, Texto,
            Texto, Abre(rust), Codigo(rust), Cierra, Texto, Abre(nada), Codigo(nada),
        ];
        assert_eq!(clases, esperadas);
    }

    #[test]
    fn cada_parrafo_tiene_su_linea_y_sus_trozos() {
        let texto = "## Así {#este}\n\nUno *dos*\n`tres` [cuatro](cinco.md)\n<b>\n- seis\n\n```\nsiete\n```\n";
        let parrafos: Vec<_> = parrafos(texto).into_iter().map(|uno| (uno.linea, uno.leido(), uno.trozos)).collect();
        let resumen: Vec<_> = parrafos.iter().map(|(linea, leido, _)| (*linea, leido.trim())).collect();
        assert_eq!(resumen, [(1, "Así"), (3, "Uno dos tres cuatro"), (6, "seis"), (8, "")]);
        let claves = [
            (0, Que::Titulo, "este"),
            (1, Que::Cursiva, "dos"),
            (1, Que::Codigo, "tres"),
            (1, Que::Destino, "cinco.md"),
            (1, Que::Html, "<b>"),
            (3, Que::Bloque, "siete\n"),
        ];
        for (cual, que, trozo) in claves {
            assert!(parrafos[cual].2.contains(&(que, trozo.to_string())), "{que:?}: {parrafos:?}");
        }
    }

    #[test]
    fn una_frase_es_siempre_una_frase() {
        for (frase, html) in [
            ("**¿Un `<x>`?** No, *nada*", "<strong>¿Un <code>&lt;x&gt;</code>?</strong> No, <em>nada</em>"),
            ("1. uno", "1. uno"),
            ("# uno & \"dos\" <b>", "# uno &amp; &quot;dos&quot; &lt;b&gt;"),
            ("`8 * 2 * 3`: 2 * 3 * 4", "<code>8 * 2 * 3</code>: 2 * 3 * 4"),
        ] {
            assert_eq!(en_linea(frase), html);
        }
    }
}
