//! El programa de `curso libro`: construye el libro, lo abre, lo sirve, rehace lo que enseña y comprueba que todo siga siendo verdad.
//!
//! Las páginas están en `book/src`. Además de lo que entiende mdBook llevan directivas propias, cada una en su línea:
//!
//! - `{{#leccion leccion3}}`, la ficha de una lección · `{{#retos leccion3}}`, los retos de una lección, enteros
//! - `{{#criterios}}`, `{{#horario}}` y `{{#diagnosticos}}`, las tablas · `{{#orales leccion3}}`, preguntas para hacer en voz alta
//! - `{{#salida NOMBRE}}`, lo que imprime una orden (`book/salidas.toml`) · `{{#cable NOMBRE}}`, lo que cruza dibujado
//!   (`book/cables.toml`) · `{{#autotest leccion3}}`, preguntas (`book/autotest/leccion3.toml`)
//! - `> [!NOTA]`, `> [!PISTA]`, `> [!OJO]` y `> [!PROFE]`, los avisos

mod cables;
mod comprobar;
mod construir;
mod declaraciones;
mod dibujo;
mod ejecutar;
mod expandir;
mod indice;
mod libro;
pub mod markdown;
mod orden;
mod preprocesador;
mod regenerar;
mod salidas;
mod servir;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use redes::argumentos;
use redes::consola::{self, Linea};
use redes::errores::{Fallo, Resultado};

use libro::{Defecto, Libro};

/// Se presenta como lo que es para quien teclea: una orden de `curso`.
#[derive(Parser)]
#[command(name = "curso", version)]
struct Argumentos {
    #[command(subcommand)]
    orden: Curso,
}

#[derive(Subcommand)]
enum Curso {
    /// El libro del curso: lo construye, lo abre, lo sirve y lo comprueba
    Libro(Peticion),
}

/// Lo que se le pide a `libro`.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
struct Peticion {
    #[command(subcommand)]
    orden: Option<Orden>,
    /// Lo abre en el navegador después de construirlo
    #[arg(long)]
    abrir: bool,
    /// Lo sirve en este ordenador y lo reconstruye cuando cambia una página
    #[arg(long)]
    servir: bool,
    /// Puerto en el que se sirve (0 = cualquiera que esté libre) [por defecto: 3000]
    #[arg(long, value_name = "PUERTO", requires = "servir", value_parser = argumentos::puerto)]
    puerto: Option<u16>,
    /// Vuelve a ejecutar lo que el libro enseña, y guarda lo que haya cambiado
    #[arg(long, conflicts_with_all = ["abrir", "servir"])]
    regenerar: bool,
    /// Con --regenerar, solo esas salidas y esos cables («diagnosticos» es su índice)
    #[arg(value_name = "NOMBRE", requires = "regenerar")]
    nombres: Vec<String>,
}

/// El puerto en el que se sirve, si no se pide otro.
const PUERTO: u16 = 3000;

#[derive(Subcommand)]
enum Orden {
    /// Expande las directivas de las páginas: a esto lo llama mdBook
    Preprocesar {
        /// Con «supports html», dice si sirve para ese formato; sin nada, lee el libro por stdin
        #[arg(value_name = "PREGUNTA")]
        pregunta: Vec<String>,
    },
    /// Comprueba que el libro diga la verdad: código, órdenes, salidas, enlaces y nombres
    #[command(after_help = AYUDA_DE_COMPROBAR)]
    Comprobar {
        /// Ejecuta y compara solo esas salidas y esos cables
        #[arg(value_name = "NOMBRE")]
        nombres: Vec<String>,
        /// No ejecuta los programas: solo mira las páginas
        #[arg(long, conflicts_with = "nombres")]
        sin_ejecutar: bool,
        /// Escribe JSON, para programas
        #[arg(long)]
        json: bool,
    },
}

/// Al pie de la ayuda de `libro comprobar`.
const AYUDA_DE_COMPROBAR: &str = "\
Acaba con código 0 si no hay ningún defecto y con 1 si hay alguno.

Con --json escribe un objeto con la lista «defectos»; cada uno dice pagina
(desde book/src), linea (0 si no es de ninguna) y que.";

/// Lee los argumentos del programa y hace lo que piden.
///
/// # Errors
/// Si falta mdBook, si no se puede leer o escribir algo del libro, o si un programa de los que enseña no arranca.
pub fn ejecutar() -> Resultado<ExitCode> {
    let delante = ["curso", "libro"].map(OsString::from);
    let Argumentos { orden: Curso::Libro(peticion) } =
        argumentos::leer_de(delante.into_iter().chain(env::args_os().skip(1)).collect());
    cumplir(&peticion)
}

fn cumplir(peticion: &Peticion) -> Resultado<ExitCode> {
    if let Some(Orden::Preprocesar { pregunta }) = &peticion.orden {
        return preprocesador::ejecutar(pregunta);
    }
    if let Some(Orden::Comprobar { nombres, sin_ejecutar, json }) = &peticion.orden {
        return comprobar(nombres, *sin_ejecutar, *json);
    }
    if peticion.regenerar {
        let hecho = regenerar::todo(&Libro::leer()?, &peticion.nombres)?;
        consola::escribir(&en_lineas(&hecho.join("\n"))).map_err(Fallo::al_mostrar)?;
        return Ok(ExitCode::SUCCESS);
    }
    construir::construir()?;
    if peticion.servir {
        return servir::servir(peticion.puerto.unwrap_or(PUERTO), peticion.abrir).map(|()| ExitCode::SUCCESS);
    }
    let portada = construir::destino().join("index.html");
    consola::escribir(&en_lineas(&format!("El libro está en {}", portada.display()))).map_err(Fallo::al_mostrar)?;
    if peticion.abrir {
        construir::abrir(&portada.display().to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn comprobar(nombres: &[String], sin_ejecutar: bool, json: bool) -> Resultado<ExitCode> {
    let libro = Libro::leer()?;
    let mut defectos = if nombres.is_empty() { comprobar::sin_ejecutar(&libro)? } else { Vec::new() };
    if !sin_ejecutar {
        defectos.extend(comprobar::ejecutando(&libro, nombres));
    }
    let lineas = if json {
        let de = |defecto: &Defecto| serde_json::json!({ "pagina": defecto.pagina, "linea": defecto.linea, "que": defecto.que });
        let informe = serde_json::json!({ "defectos": defectos.iter().map(de).collect::<Vec<_>>() });
        en_lineas(&format!("{informe:#}"))
    } else if defectos.is_empty() {
        en_lineas("El libro no tiene ningún defecto.")
    } else {
        let de = |defecto: &Defecto| match defecto.linea {
            0 => format!("book/src/{}: {}", defecto.pagina, defecto.que),
            linea => format!("book/src/{}:{linea}: {}", defecto.pagina, defecto.que),
        };
        en_lineas(&defectos.iter().map(de).collect::<Vec<_>>().join("\n"))
    };
    consola::escribir(&lineas).map_err(Fallo::al_mostrar)?;
    Ok(if defectos.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn en_lineas(texto: &str) -> Vec<Linea> {
    texto.lines().map(Linea::llana).collect()
}
