//! Los diagnósticos: qué se ve, qué ha cruzado, por qué pasa y qué probar. Los códigos no cambian nunca.
//!
//! Cada uno es una página del libro, `book/src/diagnosticos/R01.md`, y no se escribe en ningún otro sitio: viaja dentro
//! del programa, y de ahí salen la pista de los informes y lo que enseña `explica`.

use std::sync::LazyLock;

/// Un error que el verificador sabe reconocer.
#[derive(Debug, Clone, Copy)]
pub struct Diagnostico {
    /// «R01».
    pub codigo: &'static str,
    /// El malentendido, en pocas palabras.
    pub titulo: &'static str,
    /// La página entera, en Markdown.
    pagina: &'static str,
}

/// Los apartados que tiene cada página, por orden.
pub const APARTADOS: [&str; 3] = ["Qué se ve", "Por qué pasa", "Qué probar"];

/// Un trozo de un apartado.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bloque {
    /// Un párrafo, o un elemento de una lista, en una sola línea.
    Parrafo(String),
    /// Código, tal cual.
    Codigo(String),
}

impl Diagnostico {
    fn leer(pagina: &'static str) -> Option<Self> {
        let (titulo, _) = pagina.strip_prefix("# ")?.split_once('\n')?;
        let (codigo, titulo) = titulo.split_once(" · ")?;
        Some(Self { codigo, titulo: titulo.trim_end(), pagina })
    }

    /// Lo que dice el apartado que se titula así; vacío si no lo tiene.
    #[must_use]
    pub fn apartado(&self, titulo: &str) -> Vec<Bloque> {
        let mut apartados = self.pagina.split("\n## ").skip(1).filter_map(|apartado| apartado.split_once('\n'));
        apartados.find(|(suyo, _)| suyo.trim_end() == titulo).map(|(_, texto)| en_bloques(texto)).unwrap_or_default()
    }

    /// Qué probar, de corrido.
    #[must_use]
    pub fn pista(&self) -> String {
        let bloques = self.apartado("Qué probar");
        let parrafos = bloques.iter().filter_map(|bloque| match bloque {
            Bloque::Parrafo(texto) => Some(texto.as_str()),
            Bloque::Codigo(_) => None,
        });
        parrafos.collect::<Vec<_>>().join(" ")
    }
}

/// Junta las líneas de cada párrafo y respeta las del código.
fn en_bloques(texto: &str) -> Vec<Bloque> {
    let mut bloques = Vec::new();
    let mut parrafo = String::new();
    let mut lineas = texto.lines();
    while let Some(linea) = lineas.next() {
        let recortada = linea.trim();
        let corta = recortada.is_empty() || recortada.starts_with("```") || recortada.starts_with("- ");
        if corta && !parrafo.is_empty() {
            bloques.push(Bloque::Parrafo(std::mem::take(&mut parrafo)));
        }
        if recortada.starts_with("```") {
            let codigo: Vec<&str> = lineas.by_ref().take_while(|linea| !linea.trim().starts_with("```")).collect();
            bloques.push(Bloque::Codigo(codigo.join("\n")));
        } else if !recortada.is_empty() {
            if !parrafo.is_empty() {
                parrafo.push(' ');
            }
            parrafo.push_str(recortada);
        }
    }
    if !parrafo.is_empty() {
        bloques.push(Bloque::Parrafo(parrafo));
    }
    bloques
}

/// Todos, por orden de código.
#[must_use]
pub fn diagnosticos() -> &'static [Diagnostico] {
    static TODOS: LazyLock<Vec<Diagnostico>> =
        LazyLock::new(|| PAGINAS.iter().copied().filter_map(Diagnostico::leer).collect());
    &TODOS
}

/// El diagnóstico que tiene ese código, escrito como sea: `r1`, `R01`.
#[must_use]
pub fn buscar(codigo: &str) -> Option<&'static Diagnostico> {
    let numero: u32 = codigo.strip_prefix(['R', 'r']).unwrap_or(codigo).parse().ok()?;
    diagnosticos().iter().find(|diagnostico| diagnostico.codigo == format!("R{numero:02}"))
}

/// Las páginas del libro, metidas en el programa.
macro_rules! paginas {
    ($($codigo:literal),* $(,)?) => {
        [$(include_str!(concat!("../../../book/src/diagnosticos/", $codigo, ".md"))),*]
    };
}

#[rustfmt::skip]
const PAGINAS: &[&str] = &paginas![
    "R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09", "R10",
    "R11", "R12", "R13", "R14", "R15", "R16", "R17", "R18", "R19", "R20",
    "R21", "R22", "R23", "R24", "R25", "R26", "R27", "R28", "R29", "R30",
    "R31", "R32", "R33", "R34", "R35", "R36", "R37", "R38", "R39", "R40",
    "R41", "R42", "R43", "R44", "R45", "R46", "R47", "R48", "R49", "R50",
    "R51", "R52", "R53", "R54",
];

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn los_codigos_van_seguidos_y_nada_esta_vacio() {
        assert_eq!(diagnosticos().len(), PAGINAS.len(), "alguna página no empieza por «# R01 · título»");
        for (indice, uno) in diagnosticos().iter().enumerate() {
            assert_eq!(uno.codigo, format!("R{:02}", indice + 1));
            for titulo in APARTADOS {
                let bloques = uno.apartado(titulo);
                assert!(!bloques.is_empty(), "a {} le falta «{titulo}»", uno.codigo);
                for bloque in bloques {
                    let Bloque::Parrafo(texto) = bloque else { continue };
                    assert!(texto.ends_with(['.', '?', ')', '»', ':']), "{}: {texto}", uno.codigo);
                    assert_eq!(texto.matches('`').count() % 2, 0, "{}: {texto}", uno.codigo);
                }
            }
            assert!(uno.pista().len() > 20, "{}", uno.codigo);
        }
        assert_eq!(buscar("r1").map(|uno| uno.codigo), Some("R01"));
        assert_eq!(buscar("R99").map(|uno| uno.codigo), None);
    }

    #[test]
    fn los_parrafos_se_juntan_y_el_codigo_no() {
        let texto = "\nuno\ndos\n\n```rust\nlet a = 1;\n\nlet b = 2;\n```\n- tres\n- cuatro\n";
        let esperado = [
            Bloque::Parrafo("uno dos".into()),
            Bloque::Codigo("let a = 1;\n\nlet b = 2;".into()),
            Bloque::Parrafo("- tres".into()),
            Bloque::Parrafo("- cuatro".into()),
        ];
        assert_eq!(en_bloques(texto), esperado);
    }
}
