//! Los errores de los argumentos, contados en español: qué está mal, qué se parecía y qué probar.

use std::error::Error as _;
use std::ffi::OsString;
use std::num::{IntErrorKind, ParseFloatError, ParseIntError, TryFromIntError};

use clap::Arg;
use clap::builder::Command;
use clap::error::{ContextKind as Dato, ContextValue, ErrorKind};

use super::Pluma;
use super::ayuda::{Camino, colgar, posicionales, subordenes};
use crate::consola;

/// El error entero, con su salto de línea final.
pub(super) fn contar(modelo: &Command, argumentos: &[OsString], error: &clap::Error, pluma: Pluma) -> String {
    let camino = donde(modelo, argumentos, error);
    let frase = frase(&camino, error, pluma);
    let frase = format!("error: {frase}");
    let frase = if pluma.partir { colgar("", &frase, 0, pluma.ancho) } else { frase };
    let mut texto = pluma.realzar(consola::Estilo::Mal, "error:", &frase) + "\n\n";
    if muestra_uso(error.kind()) {
        texto += &pluma.con_titulo("Uso:", &format!("Uso: {}\n", camino.uso()));
    }
    texto + &pluma.con_titulo("Prueba:", &format!("Prueba: {}\n", camino.teclear("--help", pluma)))
}

/// Cuando lo que está mal es un valor, el uso no ayuda: ya se ha dicho qué valores hay.
fn muestra_uso(clase: ErrorKind) -> bool {
    !matches!(clase, ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::InvalidUtf8)
}

/// En qué orden estaba el error. `clap` lo dice en el uso (donde hemos dejado el camino); si no lo trae, se
/// recorren los argumentos como él: las órdenes bajan, las opciones con valor se llevan el siguiente.
fn donde<'a>(modelo: &'a Command, argumentos: &[OsString], error: &clap::Error) -> Camino<'a> {
    let mut camino = Camino::raiz(modelo);
    if let Some(ContextValue::StyledStr(uso)) = error.get(Dato::Usage) {
        let uso = uso.to_string();
        uso.split_whitespace().skip(2).for_each(|nombre| {
            camino.bajar(nombre);
        });
        return camino;
    }
    let mut restantes = argumentos.iter().skip(1).map(|argumento| argumento.to_string_lossy());
    while let Some(argumento) = restantes.next() {
        if argumento == "--" {
            break;
        }
        if let Some(opcion) = buscar(camino.orden(), &argumento) {
            if opcion.get_action().takes_values() && !argumento.contains('=') {
                restantes.next();
            }
        } else if !camino.bajar(&argumento) && posicionales(camino.orden()).next().is_none() {
            break;
        }
    }
    camino
}

/// La opción que nombra `--puerto`, `--puerto=8081` o `-p`.
fn buscar<'a>(orden: &'a Command, argumento: &str) -> Option<&'a Arg> {
    let nombre = argumento.split('=').next().unwrap_or(argumento);
    orden.get_arguments().find(|candidato| {
        candidato.get_long().is_some_and(|larga| nombre.strip_prefix("--") == Some(larga))
            || candidato.get_short().is_some_and(|corta| nombre.strip_prefix('-') == Some(&corta.to_string()))
    })
}

fn frase(camino: &Camino<'_>, error: &clap::Error, pluma: Pluma) -> String {
    let dato = |cual| error.get(cual).map(texto).unwrap_or_default();
    let argumento = dato(Dato::InvalidArg);
    let valor = dato(Dato::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument => desconocido(camino, error, &argumento, pluma),
        ErrorKind::InvalidSubcommand => orden_desconocida(camino, error, &dato(Dato::InvalidSubcommand)),
        ErrorKind::InvalidValue => valor_que_no_esta(error, &argumento, &valor),
        ErrorKind::ValueValidation => format!("«{valor}» no vale {}: {}", para_que(&argumento), por_que(error)),
        ErrorKind::NoEquals => {
            let nombre = argumento.split([' ', '=']).next().unwrap_or(&argumento).trim_end_matches('[').to_string();
            format!("a «{nombre}» el valor se le pone pegado con un signo igual: {nombre}=VALOR.")
        }
        ErrorKind::TooManyValues if !argumento.contains(['<', '[']) => {
            format!("«{argumento}» no lleva valor, y le has puesto «{valor}».")
        }
        ErrorKind::TooManyValues => format!("sobra «{valor}»: «{argumento}» no admite más valores."),
        ErrorKind::TooFewValues => {
            let minimo = dato(Dato::MinValues);
            format!("«{argumento}» necesita {minimo} valores como mínimo y le has puesto {}.", cuantos(error))
        }
        ErrorKind::WrongNumberOfValues => {
            let justos = dato(Dato::ExpectedNumValues);
            format!("«{argumento}» lleva {justos} valores y le has puesto {}.", cuantos(error))
        }
        ErrorKind::ArgumentConflict => conflicto(error, &argumento),
        ErrorKind::MissingRequiredArgument => falta(camino, error),
        ErrorKind::MissingSubcommand => format!("falta la orden: {}.", eleccion(&nombres(camino))),
        ErrorKind::InvalidUtf8 => "hay un argumento con bytes que no son texto (no es UTF-8 válido).".to_string(),
        _ => "no entiendo los argumentos.".to_string(),
    }
}

/// «para «--puerto <PUERTO>»», o «como LECCIÓN» si el valor va suelto: los corchetes son para la ayuda, no para esto.
fn para_que(argumento: &str) -> String {
    let suelto = argumento.trim_matches(['<', '>', '[', ']', '.']);
    if argumento.starts_with('-') { format!("para «{argumento}»") } else { format!("como {suelto}") }
}

fn texto(valor: &ContextValue) -> String {
    match valor {
        ContextValue::None | ContextValue::Bool(_) => String::new(),
        otro => otro.to_string(),
    }
}

fn lista(error: &clap::Error, cual: Dato) -> Vec<String> {
    match error.get(cual) {
        Some(ContextValue::Strings(varios)) => varios.clone(),
        Some(ContextValue::String(uno)) => vec![uno.clone()],
        _ => Vec::new(),
    }
}

fn cuantos(error: &clap::Error) -> String {
    match error.get(Dato::ActualNumValues) {
        Some(ContextValue::Number(0)) => "ninguno".to_string(),
        otro => otro.map(texto).unwrap_or_default(),
    }
}

fn nombres(camino: &Camino<'_>) -> Vec<String> {
    subordenes(camino.orden()).map(|una| una.get_name().to_string()).collect()
}

/// «a», «a» y «b», «a», «b» y «c».
fn enumerar(piezas: &[String], nexo: &str) -> String {
    let citadas: Vec<_> = piezas.iter().map(|pieza| format!("«{pieza}»")).collect();
    match citadas.split_last() {
        Some((ultima, primeras)) if !primeras.is_empty() => format!("{} {nexo} {ultima}", primeras.join(", ")),
        Some((unica, _)) => unica.clone(),
        None => String::new(),
    }
}

fn eleccion(opciones: &[String]) -> String {
    match opciones.len() {
        1 => format!("solo hay una, {}", enumerar(opciones, "o")),
        _ => format!("elige entre {}", enumerar(opciones, "y")),
    }
}

/// La más parecida es la última; las demás solo estorban, y alguna («reiniciar») no es para probarla.
fn quiza(parecidos: &[String]) -> String {
    parecidos.last().map(|mejor| format!(" ¿Querías decir «{mejor}»?")).unwrap_or_default()
}

fn desconocido(camino: &Camino<'_>, error: &clap::Error, argumento: &str, pluma: Pluma) -> String {
    if !argumento.starts_with('-') {
        return format!("sobra «{argumento}»: «{}» no admite más argumentos.", camino.nombre());
    }
    let parecidos = lista(error, Dato::SuggestedArg);
    let mut frase = format!("no conozco la opción «{argumento}».");
    if !parecidos.is_empty() {
        frase += &quiza(&parecidos);
    } else if let Some(otra) = subordenes(camino.orden()).find(|una| buscar(una, argumento).is_some()) {
        let ejemplo = camino.teclear(&format!("{} {argumento}", otra.get_name()), pluma);
        frase += &format!(" Va detrás de su orden: {ejemplo}");
    } else if posicionales(camino.orden()).next().is_some() {
        let ejemplo = camino.teclear(&format!("-- {argumento}"), pluma);
        frase += &format!(" Si es un texto y no una opción, pon «--» delante: {ejemplo}");
    }
    frase
}

fn orden_desconocida(camino: &Camino<'_>, error: &clap::Error, orden: &str) -> String {
    let parecidas = lista(error, Dato::SuggestedSubcommand);
    if parecidas.is_empty() {
        format!("no conozco la orden «{orden}»: {}.", eleccion(&nombres(camino)))
    } else {
        format!("no conozco la orden «{orden}».{}", quiza(&parecidas))
    }
}

fn valor_que_no_esta(error: &clap::Error, argumento: &str, valor: &str) -> String {
    let posibles = lista(error, Dato::ValidValue);
    let entre = if posibles.is_empty() { String::new() } else { format!(": {}", eleccion(&posibles)) };
    let parecidos = lista(error, Dato::SuggestedValue);
    if valor.is_empty() {
        format!("falta el valor de «{argumento}»{entre}.")
    } else if parecidos.is_empty() {
        format!("«{valor}» no vale para «{argumento}»{entre}.")
    } else {
        format!("«{valor}» no vale para «{argumento}»{entre}.{}", quiza(&parecidos))
    }
}

fn conflicto(error: &clap::Error, argumento: &str) -> String {
    let propio = if argumento.is_empty() {
        error.get(Dato::InvalidSubcommand).map(texto).unwrap_or_default()
    } else {
        argumento.to_string()
    };
    match lista(error, Dato::PriorArg) {
        otros if otros == [propio.clone()] => format!("«{propio}» está repetido: escríbelo una sola vez."),
        otros if otros.is_empty() => format!("«{propio}» no puede ir con lo demás que has escrito."),
        otros => format!("«{propio}» no puede ir con {}: elige uno.", enumerar(&otros, "ni con")),
    }
}

/// Lo que falta, con su explicación si solo es una cosa: «falta «<FICHERO>» (la imagen que se envía)».
fn falta(camino: &Camino<'_>, error: &clap::Error) -> String {
    let ausentes = lista(error, Dato::InvalidArg);
    let [ausente] = ausentes.as_slice() else {
        return format!("faltan {}.", enumerar(&ausentes, "y"));
    };
    let definicion = camino.orden().get_arguments().find(|argumento| argumento.to_string() == *ausente);
    match definicion.and_then(Arg::get_help) {
        Some(explicacion) => format!("falta «{ausente}»: {}.", en_minuscula(&explicacion.to_string())),
        None => format!("falta «{ausente}»."),
    }
}

fn en_minuscula(texto: &str) -> String {
    let mut letras = texto.trim_end_matches('.').chars();
    letras.next().map_or_else(String::new, |primera| primera.to_lowercase().chain(letras).collect())
}

/// Por qué no vale un valor. Nuestros lectores ya lo dicen en español; los de `std` y `clap`, no.
fn por_que(error: &clap::Error) -> String {
    let Some(causa) = error.source() else { return "no tiene la forma que se espera.".to_string() };
    let frase = if let Some(entero) = causa.downcast_ref::<ParseIntError>() {
        match entero.kind() {
            IntErrorKind::PosOverflow => "es un número demasiado grande",
            IntErrorKind::NegOverflow => "es un número demasiado pequeño",
            _ => "tiene que ser un número entero",
        }
        .to_string()
    } else if causa.is::<ParseFloatError>() {
        "tiene que ser un número".to_string()
    } else if causa.is::<TryFromIntError>() {
        "es un número que no cabe".to_string()
    } else if causa.is::<std::net::AddrParseError>() {
        "tiene que ser una dirección IP, como 127.0.0.1 o ::1".to_string()
    } else if causa.is::<std::str::ParseBoolError>() {
        "tiene que ser true o false".to_string()
    } else if let Some((_, limites)) = causa.to_string().split_once(" is not in ") {
        intervalo(limites)
    } else {
        causa.to_string()
    };
    if frase.ends_with(['.', '?']) { frase } else { frase + "." }
}

/// Un intervalo como los escribe `clap` (`1..=9`, `5..`), en palabras.
fn intervalo(limites: &str) -> String {
    match limites.split_once("..") {
        Some((minimo, "")) => format!("tiene que ser un número, {minimo} o mayor"),
        Some(("", maximo)) => format!("tiene que ser un número, {} o menor", maximo.trim_start_matches('=')),
        Some((minimo, maximo)) => match maximo.strip_prefix('=') {
            Some(maximo) => format!("tiene que ser un número de {minimo} a {maximo}"),
            None => format!("tiene que ser un número, {minimo} o mayor, y menor que {maximo}"),
        },
        None => "se sale de los límites".to_string(),
    }
}
