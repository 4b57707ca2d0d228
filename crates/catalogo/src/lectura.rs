//! De `curso.toml` a los tipos del catálogo. Un campo que falta, que sobra o que no es lo que debía se dice con su línea.
//!
//! Se lee a mano con `toml-span`, y no con serde: así la lección 1, que también enlaza esta biblioteca, no compila serde.

use toml_span::de_helpers::TableHelper;
use toml_span::{DeserError, Deserialize, Error, ErrorKind, Value};

use super::{Catalogo, Criterio, Leccion, Reto};
use redes::errores::{Fallo, Resultado};

/// Lee un catálogo escrito en TOML.
///
/// # Errors
/// Si no se entiende o no tiene los campos que debe; dice en qué línea.
pub(super) fn leer(texto: &str) -> Resultado<Catalogo> {
    toml_span::parse(texto)
        .map_err(DeserError::from)
        .and_then(|mut valor| Catalogo::deserialize(&mut valor))
        .map_err(|errores| contar(texto, &errores))
}

impl<'de> Deserialize<'de> for Catalogo {
    fn deserialize(valor: &mut Value<'de>) -> Result<Self, DeserError> {
        let mut tabla = TableHelper::new(valor)?;
        let criterios = tabla.required("criterios");
        let lecciones = tabla.required("lecciones");
        let retos = tabla.optional("retos");
        tabla.finalize(None)?;
        Ok(Self { criterios: criterios?, lecciones: lecciones?, retos: retos.unwrap_or_default() })
    }
}

impl<'de> Deserialize<'de> for Criterio {
    fn deserialize(valor: &mut Value<'de>) -> Result<Self, DeserError> {
        let mut tabla = TableHelper::new(valor)?;
        let nombre = tabla.required("nombre");
        let etiqueta = tabla.required("etiqueta");
        let texto = tabla.required("texto");
        tabla.finalize(None)?;
        Ok(Self { nombre: nombre?, etiqueta: etiqueta?, texto: texto? })
    }
}

impl<'de> Deserialize<'de> for Leccion {
    fn deserialize(valor: &mut Value<'de>) -> Result<Self, DeserError> {
        let mut tabla = TableHelper::new(valor)?;
        let numero = tabla.required("numero");
        let nombre = tabla.required("nombre");
        let titulo = tabla.required("titulo");
        let resumen = tabla.required("resumen");
        let minutos = tabla.required("minutos");
        let compila_en = tabla.required("compila_en");
        let puertos = tabla.required("puertos");
        let requisitos = tabla.required("requisitos");
        let criterios = tabla.required("criterios");
        tabla.finalize(None)?;
        Ok(Self {
            numero: numero?,
            nombre: nombre?,
            titulo: titulo?,
            resumen: resumen?,
            minutos: minutos?,
            compila_en: compila_en?,
            puertos: puertos?,
            requisitos: requisitos?,
            criterios: criterios?,
        })
    }
}

impl<'de> Deserialize<'de> for Reto {
    fn deserialize(valor: &mut Value<'de>) -> Result<Self, DeserError> {
        let mut tabla = TableHelper::new(valor)?;
        let nombre = tabla.required("nombre");
        let leccion = tabla.required("leccion");
        let titulo = tabla.required("titulo");
        let objetivos = tabla.required("objetivos");
        let minutos = tabla.required("minutos");
        let pistas = tabla.required("pistas");
        let orales = tabla.required("orales");
        let criterios = tabla.required("criterios");
        tabla.finalize(None)?;
        Ok(Self {
            nombre: nombre?,
            leccion: leccion?,
            titulo: titulo?,
            objetivos: objetivos?,
            minutos: minutos?,
            pistas: pistas?,
            orales: orales?,
            criterios: criterios?,
        })
    }
}

/// Cuenta un error; corregido ese, la siguiente compilación dirá el siguiente. Un campo que sobra va primero: si falta
/// otro, lo más probable es que sea ese mismo, mal escrito.
fn contar(texto: &str, errores: &DeserError) -> Fallo {
    let sobra = |error: &&Error| matches!(error.kind, ErrorKind::UnexpectedKeys { .. });
    let elegido = errores.errors.iter().find(sobra).or(errores.errors.first());
    let (que, donde) = elegido.map_or_else(
        || ("no está bien escrito".to_string(), 0),
        |error| match &error.kind {
            // De un campo que sobra se señala el campo, no la tabla que lo contiene.
            ErrorKind::UnexpectedKeys { keys, .. } => keys.first().map_or_else(
                || ("sobra un campo".to_string(), error.span.start),
                |(campo, lugar)| (format!("no hay ningún campo que se llame «{campo}»"), lugar.start),
            ),
            clase => (en_espanol(clase), error.span.start),
        },
    );
    let linea = 1 + texto.bytes().take(donde).filter(|&byte| byte == b'\n').count();
    Fallo::nuevo(format!("no entiendo curso.toml en la línea {linea}: {que}")).remedio("Corrígelo y vuelve a compilar.")
}

fn en_espanol(clase: &ErrorKind) -> String {
    match clase {
        ErrorKind::MissingField(campo) => format!("falta el campo «{campo}»"),
        ErrorKind::Wanted { .. } | ErrorKind::OutOfRange(_) => "el valor no es del tipo que toca".to_string(),
        ErrorKind::DuplicateKey { key, .. } => format!("el campo «{key}» está dos veces"),
        ErrorKind::UnterminatedString | ErrorKind::InvalidCharInString('\n') => {
            "falta cerrar unas comillas".to_string()
        }
        ErrorKind::UnquotedString => "a un texto le faltan las comillas".to_string(),
        ErrorKind::InvalidNumber => "ese número no se entiende".to_string(),
        _ => "no está bien escrito".to_string(),
    }
}
