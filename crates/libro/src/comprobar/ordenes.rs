//! Cada orden que se enseña se puede teclear: el programa existe y entiende esos argumentos.
//!
//! Se le pregunta al propio programa, con la variable `REDES_SOLO_ANALIZAR`: analiza sus argumentos y acaba sin más.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::process::{Command, Stdio};

use crate::libro::{Defecto, Libro, Pagina};
use crate::markdown::{Clase, Que, lenguaje, lineas, parrafos};
use crate::orden::{Orden, entender, separar};

pub struct Analista<'a> {
    libro: &'a Libro,
    /// Los programas de los retos y de las soluciones.
    de_retos: Vec<String>,
    /// Lo ya preguntado: la misma orden sale en muchas páginas.
    sabido: RefCell<HashMap<String, Option<String>>>,
}

impl<'a> Analista<'a> {
    pub fn nuevo(libro: &'a Libro) -> Self {
        let programas = ["exercises", "solutions"].iter().flat_map(|paquete| {
            let toml = fs::read_to_string(libro.raiz.join(paquete).join("Cargo.toml")).unwrap_or_default();
            let nombres =
                toml.lines().filter_map(|linea| linea.strip_prefix("name = \"")?.strip_suffix('"').map(String::from));
            nombres.map(|nombre| format!("{paquete}/{nombre}")).collect::<Vec<_>>()
        });
        Self { libro, de_retos: programas.collect(), sabido: RefCell::default() }
    }

    /// Las órdenes de los bloques de consola y las que van entre acentos graves.
    pub fn defectos(&self, pagina: &Pagina) -> Vec<Defecto> {
        let mut lineas_de_orden = Vec::new();
        for (indice, (clase, linea)) in lineas(&pagina.texto).into_iter().enumerate() {
            if let Clase::Codigo(marca) = clase
                && ["console", "sh", "bash", "powershell", "text"].contains(&lenguaje(marca))
            {
                // Un bloque de código puede ir dentro de un aviso o de una lista: lo de delante no cuenta.
                let linea = linea.trim_start_matches(['>', ' ', '\t']);
                lineas_de_orden.push((indice + 1, false, linea.strip_prefix("$ ").unwrap_or(linea).to_string()));
            }
        }
        for parrafo in parrafos(&pagina.texto) {
            lineas_de_orden.extend(parrafo.los(Que::Codigo).map(|codigo| (parrafo.linea, true, codigo.to_string())));
        }
        let mut defectos = Vec::new();
        for (linea, en_el_texto, texto) in lineas_de_orden {
            for orden in separar(&texto).into_iter().filter(|orden| orden.starts_with("cargo ")) {
                // Con puntos suspensivos no es una orden, sino la forma que tienen varias.
                if orden.contains('…') || orden.contains("...") {
                    continue;
                }
                let que = self.sabido.borrow().get(&orden).cloned();
                let que = que.unwrap_or_else(|| self.analizar(&orden).err());
                self.sabido.borrow_mut().insert(orden.clone(), que.clone());
                // En medio de una frase se puede nombrar una orden sin lo que necesita: «lo dice `cargo run -- verificar`».
                let que = que.filter(|que| !en_el_texto || !que.starts_with("error: falta «"));
                defectos.extend(que.map(|que| Defecto {
                    pagina: pagina.ruta.clone(),
                    linea,
                    que: format!("«{orden}»: {que}"),
                }));
            }
        }
        defectos
    }

    fn analizar(&self, texto: &str) -> Result<(), String> {
        let Some(orden) = entender(&con_ejemplos(texto))? else { return Ok(()) };
        if let Some(paquete @ ("exercises" | "solutions")) = orden.paquete.as_deref() {
            let nombre = format!("{paquete}/{}", orden.programa);
            return if self.de_retos.contains(&nombre) {
                Ok(())
            } else {
                Err(format!("no existe el programa {nombre}"))
            };
        }
        if orden.ejemplo {
            let carpeta =
                self.libro.raiz.join("lessons").join(orden.paquete.as_deref().unwrap_or_default()).join("examples");
            let existe = carpeta.join(&orden.programa).join("main.rs").is_file()
                || carpeta.join(format!("{}.rs", orden.programa)).is_file();
            return if existe { Ok(()) } else { Err(format!("no existe el ejemplo «{}»", orden.programa)) };
        }
        let conocido = orden.programa == "curso"
            || self.libro.raiz.join("herramientas").join(&orden.programa).is_dir()
            || self.libro.catalogo.lecciones.iter().any(|leccion| leccion.nombre == orden.programa);
        if !conocido {
            return Err(format!("no hay ningún programa «{}»", orden.programa));
        }
        self.preguntar(&orden)?;
        self.retos(&orden)
    }

    fn preguntar(&self, orden: &Orden) -> Result<(), String> {
        let fin = Command::new(orden.ejecutable(false)?)
            .args(&orden.argumentos)
            .env("REDES_SOLO_ANALIZAR", "1")
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("no he podido preguntar a «{}»: {error}", orden.programa))?;
        let dicho = String::from_utf8_lossy(&fin.stderr);
        if fin.status.success() { Ok(()) } else { Err(dicho.lines().next().unwrap_or("no lo entiende").to_string()) }
    }

    /// Los retos que se nombran al curso existen.
    fn retos(&self, orden: &Orden) -> Result<(), String> {
        let [que, resto @ ..] = &orden.argumentos[..] else { return Ok(()) };
        if orden.programa != "curso"
            || !["verificar", "vigilar", "pista", "solucion", "reiniciar"].contains(&que.as_str())
        {
            return Ok(());
        }
        let catalogo = &self.libro.catalogo;
        let existe = |nombre: &&String| {
            *nombre == "todo"
                || catalogo.retos.iter().any(|reto| reto.nombre == **nombre)
                || catalogo.lecciones.iter().any(|leccion| leccion.nombre == **nombre)
        };
        let nombres = resto.iter().take_while(|palabra| !palabra.starts_with("--"));
        match nombres.into_iter().find(|nombre| !existe(nombre)) {
            Some(nombre) => Err(format!("no hay ningún reto «{nombre}»")),
            None => Ok(()),
        }
    }
}

/// La orden con un ejemplo en lugar de cada hueco que se dice en mayúsculas: `verificar RETO`, `leccionN`.
fn con_ejemplos(texto: &str) -> String {
    let hueco = |palabra: &str| match palabra {
        "RETO" | "NOMBRE" => "lineas".to_string(),
        "leccionN" => "leccion1".to_string(),
        "N" | "K" => "1".to_string(),
        "CÓDIGO" => "R01".to_string(),
        otra => otra.to_string(),
    };
    texto.split(' ').map(hueco).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn lo_que_no_se_puede_teclear_se_dice() {
        let libro = Libro::leer().unwrap();
        let analista = Analista::nuevo(&libro);
        let de = |texto: &str| {
            let pagina = Pagina { ruta: "x.md".into(), texto: texto.into(), expandida: String::new() };
            analista.defectos(&pagina).into_iter().map(|defecto| defecto.que).collect::<Vec<_>>()
        };
        let bien = "Con `cargo run -p exercises --bin lineas 127.0.0.1:8081 | nc x`, `cargo test`, `cargo run -- …`.\n";
        assert_eq!(de(bien), Vec::<String>::new());
        for (malo, esperado) in [
            ("```console\n$ cargo run --bin leccion9\n```", "no hay ningún programa «leccion9»"),
            ("Teclea `cargo run -p exercises --bin linias`.", "no existe el programa exercises/linias"),
            ("Teclea `cargo run -p leccion7 --example gatim`.", "no existe el ejemplo «gatim»"),
            ("Teclea `cargo run -p gatim`.", "no hay ningún programa «gatim»"),
            ("Teclea `cargo rum`.", "cargo no tiene ninguna orden «rum»"),
            ("> ```console\n> echo x | cargo run --bim y\n> ```", "cargo run no tiene la opción «--bim»"),
        ] {
            let dicho = de(malo);
            assert!(dicho.len() == 1 && dicho[0].contains(esperado), "{malo}: {dicho:?}");
        }
        let orden = entender("cargo run -- verificar linias").unwrap().unwrap();
        assert_eq!(analista.retos(&orden), Err("no hay ningún reto «linias»".to_string()));
    }
}
