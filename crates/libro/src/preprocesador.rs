//! El protocolo de los preprocesadores de mdBook: `supports html` pregunta si sirve; si no hay nada, por stdin llega
//! `[contexto, libro]` en JSON y por stdout se devuelve el libro.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use redes::errores::{Fallo, Resultado};
use serde_json::Value;

use super::libro::{Defecto, Libro};

pub fn ejecutar(pregunta: &[String]) -> Resultado<ExitCode> {
    if let [supports, formato] = pregunta
        && supports == "supports"
    {
        return Ok(if formato == "html" { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let mut entrada = String::new();
    let leido = io::stdin().read_to_string(&mut entrada);
    leido.map_err(|error| Fallo::de_sistema("no he podido leer lo que envía mdBook", error))?;
    let no_entiendo = || Fallo::nuevo("esto lo llama mdBook").remedio("Para construir el libro: cargo run -- libro.");
    let recibido: Value = serde_json::from_str(&entrada).map_err(|_| no_entiendo())?;
    let Value::Array(partes) = recibido else { return Err(no_entiendo()) };
    let mut partes = partes.into_iter();
    let (Some(_contexto), Some(mut libro)) = (partes.next(), partes.next()) else { return Err(no_entiendo()) };
    let mut defectos = Vec::new();
    capitulos(&mut libro, &Libro::leer()?, &mut defectos);
    for Defecto { pagina, linea, que } in &defectos {
        eprintln!("aviso: book/src/{pagina}:{linea}: {que}");
    }
    io::stdout()
        .write_all(libro.to_string().as_bytes())
        .map_err(|error| Fallo::de_sistema("no he podido devolver el libro a mdBook", error))?;
    Ok(ExitCode::SUCCESS)
}

/// Expande cada capítulo, esté donde esté del libro.
fn capitulos(valor: &mut Value, libro: &Libro, defectos: &mut Vec<Defecto>) {
    match valor {
        Value::Array(lista) => lista.iter_mut().for_each(|uno| capitulos(uno, libro, defectos)),
        Value::Object(campos) => {
            let pagina = campos.get("source_path").and_then(Value::as_str).map(|ruta| ruta.replace('\\', "/"));
            if let (Some(pagina), Some(Value::String(contenido))) = (pagina, campos.get_mut("content")) {
                let (expandido, suyos) = libro.expandir(&pagina, contenido);
                *contenido = expandido;
                defectos.extend(suyos);
            }
            campos.values_mut().for_each(|uno| capitulos(uno, libro, defectos));
        }
        _ => {}
    }
}
