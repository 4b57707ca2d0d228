//! Las directivas de las páginas: de `{{#retos leccion2}}` a los retos, enteros.
//!
//! No necesita mdBook: lo usan el preprocesador, que él llama, y las comprobaciones, que no.

mod autotest;
mod consola;
pub mod incluir;
mod leccion;
mod reto;
mod tablas;

use std::fs;

use super::libro::{Defecto, Libro};
use super::markdown::{Clase, escapar, lineas};

impl Libro {
    /// La página con sus directivas expandidas, y lo que haya salido mal.
    pub fn expandir(&self, pagina: &str, texto: &str) -> (String, Vec<Defecto>) {
        let mut expansion = Expansion { libro: self, pagina, salida: String::new(), defectos: Vec::new() };
        expansion.texto(texto, 0);
        (expansion.salida, expansion.defectos)
    }
}

/// Los avisos: cómo se escriben, cómo se titulan y de qué clase son.
const AVISOS: [(&str, &str, &str); 4] = [
    ("[!NOTA]", "Nota", "nota"),
    ("[!PISTA]", "Pista", "pista"),
    ("[!OJO]", "¡Ojo!", "ojo"),
    ("[!PROFE]", "Para quien enseña", "profe"),
];

struct Expansion<'a> {
    libro: &'a Libro,
    pagina: &'a str,
    salida: String,
    defectos: Vec<Defecto>,
}

impl Expansion<'_> {
    /// Expande un texto que empieza después de la línea `antes` de la página.
    fn texto(&mut self, texto: &str, antes: usize) {
        let lineas = lineas(texto);
        let mut indice = 0;
        while let Some((clase, linea)) = lineas.get(indice) {
            let numero = antes + indice + 1;
            indice += 1;
            match clase {
                Clase::Abre("console") => {
                    let dentro = lineas[indice..].iter().take_while(|(clase, _)| matches!(clase, Clase::Codigo(_)));
                    let dentro: Vec<&str> = dentro.map(|(_, linea)| *linea).collect();
                    indice += dentro.len() + 1;
                    self.emitir(&consola::bloque(linea, &dentro));
                }
                Clase::Codigo(_) if incluir::incluido(linea).is_some() => self.incluir(linea),
                Clase::Texto if linea.trim_start().starts_with("{{#") => {
                    let hecho = self.directiva(linea.trim());
                    match hecho {
                        Ok(texto) => self.emitir(&texto),
                        Err(que) => {
                            self.emitir(&format!("<p class=\"defecto\">⚠ {}</p>", escapar(&que)));
                            self.defecto(numero, que);
                        }
                    }
                }
                Clase::Texto if linea.starts_with("> [!") => {
                    let resto = lineas[indice..].iter().take_while(|(_, linea)| linea.starts_with('>'));
                    let dentro: Vec<&str> =
                        resto.map(|(_, linea)| linea[1..].strip_prefix(' ').unwrap_or(&linea[1..])).collect();
                    indice += dentro.len();
                    self.aviso(&linea[2..], &dentro.join("\n"), numero);
                }
                _ => self.emitir(linea),
            }
        }
    }

    fn emitir(&mut self, linea: &str) {
        self.salida.push_str(linea);
        self.salida.push('\n');
    }

    fn defecto(&mut self, linea: usize, que: String) {
        self.defectos.push(Defecto { pagina: self.pagina.to_string(), linea, que });
    }

    /// Pone el código en lugar de su directiva. Si no se puede, la deja: lo dirá `comprobar`.
    fn incluir(&mut self, linea: &str) {
        let pagina = self.libro.carpeta.join("src").join(self.pagina);
        let carpeta = pagina.parent().unwrap_or(&self.libro.carpeta);
        let trozo = incluir::incluido(linea).and_then(|incluido| incluir::trozo(carpeta, incluido).ok());
        let sangria = &linea[..linea.len() - linea.trim_start().len()];
        match trozo {
            Some(trozo) => trozo.lines().for_each(|una| self.emitir(format!("{sangria}{una}").trim_end())),
            None => self.emitir(linea),
        }
    }

    fn aviso(&mut self, cabecera: &str, dentro: &str, numero: usize) {
        let Some((marca, titulo, clase)) = AVISOS.iter().find(|(marca, _, _)| cabecera.starts_with(marca)) else {
            self.defecto(
                numero,
                format!("no hay ningún aviso «{cabecera}»: los hay [!NOTA], [!PISTA], [!OJO], [!PROFE]"),
            );
            return;
        };
        let propio = cabecera[marca.len()..].trim();
        let titulo = if propio.is_empty() { titulo } else { propio };
        self.emitir(&format!("<div class=\"aviso aviso-{clase}\" role=\"note\">"));
        self.emitir(&format!("<p class=\"aviso-titulo\">{}</p>\n", super::markdown::en_linea(titulo)));
        self.texto(dentro, numero);
        self.emitir("\n</div>\n");
    }

    /// Lo que vale una directiva, o qué le pasa.
    fn directiva(&self, linea: &str) -> Result<String, String> {
        let dentro = linea.strip_prefix("{{#").and_then(|resto| resto.strip_suffix("}}"));
        let dentro = dentro.ok_or_else(|| format!("la directiva «{linea}» no acaba con su línea"))?;
        let (nombre, valor) = dentro.split_once(' ').unwrap_or((dentro, ""));
        let libro = self.libro;
        match (nombre, valor.trim()) {
            ("leccion", valor) => leccion::ficha(libro, valor),
            ("retos", valor) => reto::de_leccion(libro, valor),
            ("criterios", "") => Ok(tablas::criterios(&libro.catalogo)),
            ("horario", "") => Ok(tablas::horario(&libro.catalogo)),
            ("orales", valor) => tablas::orales(&libro.catalogo, valor),
            ("diagnosticos", "") => Ok(tablas::diagnosticos()),
            ("salida", valor) => consola::salida(libro, valor),
            ("cable", valor) => self.cable(valor),
            ("autotest", valor) => autotest::entero(libro, valor),
            ("include", _) => Err("{{#include …}} va dentro de un bloque de código".to_string()),
            _ => Err(format!("no hay ninguna directiva «{linea}»")),
        }
    }

    fn cable(&self, nombre: &str) -> Result<String, String> {
        let declarado = self.libro.cables.iter().find(|cable| cable.nombre == nombre);
        let cable = declarado.ok_or_else(|| format!("«{nombre}» no está declarado en book/cables.toml"))?;
        let ruta = self.libro.carpeta.join("cables").join(format!("{nombre}.svg"));
        let svg = fs::read_to_string(ruta).map_err(|_| {
            format!("falta book/cables/{nombre}.svg: hazlo con «cargo run -- libro --regenerar {nombre}»")
        })?;
        let pie = super::markdown::en_linea(&cable.titulo);
        // El dibujo es más ancho que un teléfono: se desplaza dentro de su marco, también con el teclado.
        Ok(format!(
            "<figure class=\"cable\"><div class=\"cable-marco\" tabindex=\"0\" role=\"group\" aria-label=\"Diagrama\">\n{}\n</div>\n<figcaption>{pie}</figcaption></figure>\n",
            svg.trim_end()
        ))
    }
}

#[cfg(test)]
mod pruebas;
