//! `curso libro`: construye el libro, lo abre, lo sirve, rehace lo que enseña y comprueba que todo siga siendo verdad.
//!
//! Las páginas están en `book/src`. Además de lo que entiende mdBook llevan directivas propias, cada una en su línea:
//!
//! - `{{#leccion leccion3}}`, la ficha de una lección · `{{#reto lineas}}`, un reto entero
//! - `{{#criterios}}` y `{{#diagnosticos}}`, las dos tablas
//! - `{{#salida NOMBRE}}`, lo que imprime una orden (`book/salidas.toml`) · `{{#cable NOMBRE}}`, lo que cruza dibujado
//!   (`book/cables.toml`) · `{{#autotest leccion3}}`, preguntas (`book/autotest/leccion3.toml`)
//! - `> [!NOTA]`, `> [!PISTA]`, `> [!OJO]` y `> [!PROFE]`, los avisos

mod construir;
mod declaraciones;
mod expandir;
mod indice;
mod markdown;
mod preprocesador;

use std::process::ExitCode;

use clap::Subcommand;
use redes::consola;
use redes::errores::{Fallo, Resultado};

/// Lo que se le pide a `libro`.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Peticion {
    #[command(subcommand)]
    orden: Option<Orden>,
    /// Lo abre en el navegador después de construirlo
    #[arg(long)]
    abrir: bool,
}

#[derive(Subcommand)]
enum Orden {
    /// Expande las directivas de las páginas: a esto lo llama mdBook
    Preprocesar {
        /// «supports html» pregunta si sirve para ese formato; sin nada, lee el libro por stdin
        #[arg(value_name = "PREGUNTA")]
        pregunta: Vec<String>,
    },
}

pub fn ejecutar(peticion: &Peticion) -> Resultado<ExitCode> {
    if let Some(Orden::Preprocesar { pregunta }) = &peticion.orden {
        return preprocesador::ejecutar(pregunta);
    }
    construir::construir()?;
    let portada = construir::destino().join("index.html");
    consola::escribir(&super::en_lineas(&format!("El libro está en {}", portada.display())))
        .map_err(Fallo::al_mostrar)?;
    if peticion.abrir {
        construir::abrir(&portada.display().to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}
