//! El código que se enseña existe: cada fichero, cada ancla, cerrada y con algo dentro.

use crate::expandir::incluir::{incluido, trozo};
use crate::libro::{Defecto, Libro, Pagina};
use crate::markdown::{Clase, lenguaje, lineas};

pub fn defectos(libro: &Libro, pagina: &Pagina) -> Vec<Defecto> {
    let mut defectos = Vec::new();
    let mut defecto = |linea: usize, que: String| defectos.push(Defecto { pagina: pagina.ruta.clone(), linea, que });
    let carpeta = libro.carpeta.join("src").join(&pagina.ruta);
    let carpeta = carpeta.parent().unwrap_or(&libro.carpeta);
    let mut sin_comprobar: Option<usize> = None;
    for (indice, (clase, linea)) in lineas(&pagina.texto).into_iter().enumerate() {
        let numero = indice + 1;
        if let Some(incluido) = incluido(linea) {
            sin_comprobar = None;
            match clase {
                Clase::Codigo(_) => {
                    if let Err(que) = trozo(carpeta, incluido) {
                        defecto(numero, que);
                    }
                }
                _ => defecto(numero, "{{#include …}} va dentro de un bloque de código".to_string()),
            }
        }
        match clase {
            // Un bloque que no se compila solo vale para enseñar un trozo que ya se compila en su sitio.
            Clase::Abre(marca) if lenguaje(marca) == "rust" && marca.contains("ignore") => sin_comprobar = Some(numero),
            Clase::Cierra => {
                if let Some(abre) = sin_comprobar.take() {
                    defecto(
                        abre,
                        "código que nadie compila: pon «rust» o «rust,compile_fail», o inclúyelo".to_string(),
                    );
                }
            }
            _ => {}
        }
    }
    defectos
}

#[cfg(test)]
mod pruebas {
    use super::*;

    fn de(texto: &str) -> Vec<String> {
        let libro = Libro::leer().unwrap();
        let pagina = Pagina { ruta: "x.md".into(), texto: texto.into(), expandida: String::new() };
        defectos(&libro, &pagina).into_iter().map(|defecto| format!("{}: {}", defecto.linea, defecto.que)).collect()
    }

    #[test]
    fn lo_que_se_incluye_existe() {
        let bloque = |dentro: &str| format!("```rust,ignore\n{dentro}\n```\n");
        assert_eq!(de(&bloque("{{#include ../../lessons/leccion2/servidor.rs}}")), Vec::<String>::new());
        for (malo, esperado) in [
            (bloque("{{#include ../../lessons/leccion2/nada.rs:x}}"), "2: no existe"),
            (bloque("{{#include ../../lessons/leccion2/servidor.rs:no_hay}}"), "el ancla «no_hay» no existe"),
            (bloque("{{#include ../../lessons/leccion2/servidor.rs:3:5}}"), "líneas por su número"),
            ("{{#include ../../Cargo.toml}}\n".to_string(), "dentro de un bloque"),
            (bloque("let x = 1;"), "1: código que nadie compila"),
        ] {
            let dicho = de(&malo);
            assert!(dicho.len() == 1 && dicho[0].contains(esperado), "{malo}: {dicho:?}");
        }
    }
}
