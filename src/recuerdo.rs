//! Lo último que ha visto el verificador en cada reto y cuántas pistas se han pedido: con eso, `pista` da la que toca.
//!
//! Es un fichero de texto pequeño, al lado del progreso, que se puede leer, cambiar o borrar:
//!
//! ```text
//! servidor_eco = R01 en byte-a-byte, explicado, 2 pistas
//! lineas = bien, 0 pistas
//! ```

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use redes::errores::{Fallo, Resultado};
use redes::progreso;

const CABECERA: &str = "\
# Lo último que vio el verificador en cada reto y cuántas pistas te ha dado. Lo escribe el curso; puedes borrarlo.";

/// Lo que se recuerda de un reto.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recuerdo {
    pub ultimo: Ultimo,
    /// ¿Se ha dado ya, como pista, lo que dice el último diagnóstico?
    pub explicado: bool,
    /// Cuántas de las pistas graduadas se han dado.
    pub pistas: usize,
}

/// Cómo salió el reto la última vez.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Ultimo {
    /// No se ha comprobado nunca, o no se pudo.
    #[default]
    Nada,
    Bien,
    /// Con el código del diagnóstico y el caso en que se vio, si es de alguno.
    Mal {
        codigo: String,
        caso: Option<String>,
    },
}

/// Lo que se recuerda de `reto`. Si el fichero no se puede leer, nada.
pub fn de(reto: &str) -> Recuerdo {
    lineas()
        .unwrap_or_default()
        .iter()
        .find_map(|linea| leer(linea).filter(|(suyo, _)| suyo == reto))
        .map(|(_, recuerdo)| recuerdo)
        .unwrap_or_default()
}

/// Apunta cómo ha salido. Un diagnóstico distinto todavía no se ha explicado; las pistas que ya se dieron no se olvidan.
///
/// # Errors
/// Si el fichero no se puede leer o escribir.
pub fn apuntar_veredicto(reto: &str, ultimo: Ultimo) -> Resultado {
    let antes = de(reto);
    let mismo = match (&antes.ultimo, &ultimo) {
        (Ultimo::Mal { codigo, .. }, Ultimo::Mal { codigo: nuevo, .. }) => codigo == nuevo,
        _ => false,
    };
    apuntar(reto, &Recuerdo { ultimo, explicado: antes.explicado && mismo, pistas: antes.pistas })
}

/// Apunta todo lo que se recuerda de un reto.
///
/// # Errors
/// Si el fichero no se puede leer o escribir.
pub fn apuntar(reto: &str, recuerdo: &Recuerdo) -> Resultado {
    let mut lineas = lineas()?;
    let nueva = escribir(reto, recuerdo);
    match lineas.iter_mut().find(|linea| leer(linea).is_some_and(|(suyo, _)| suyo == reto)) {
        Some(linea) if *linea == nueva => return Ok(()),
        Some(linea) => *linea = nueva,
        None => lineas.push(nueva),
    }
    guardar(&lineas)
}

/// Olvida lo que se recuerda de un reto.
///
/// # Errors
/// Si el fichero no se puede leer o escribir.
pub fn olvidar(reto: &str) -> Resultado {
    let mut lineas = lineas()?;
    let antes = lineas.len();
    lineas.retain(|linea| leer(linea).is_none_or(|(suyo, _)| suyo != reto));
    if lineas.len() == antes { Ok(()) } else { guardar(&lineas) }
}

/// `progreso-retos.txt`, al lado de `progreso.txt`.
pub fn ruta() -> PathBuf {
    let progreso = progreso::ruta();
    let nombre = progreso.file_stem().map_or_else(|| "progreso".into(), |nombre| nombre.to_string_lossy().into_owned());
    progreso.with_file_name(format!("{nombre}-retos.txt"))
}

fn lineas() -> Resultado<Vec<String>> {
    match fs::read(ruta()) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).lines().map(str::to_string).collect()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(CABECERA.lines().map(str::to_string).collect()),
        Err(error) => Err(Fallo::al_leer(&ruta(), error)),
    }
}

/// En un fichero aparte que luego toma el nombre del bueno: nadie ve nunca uno a medias.
fn guardar(lineas: &[String]) -> Resultado {
    let ruta = ruta();
    let provisional = ruta.with_extension(format!("{}.nuevo", std::process::id()));
    let texto = lineas.iter().map(|linea| format!("{linea}\n")).collect::<String>();
    fs::write(&provisional, texto).and_then(|()| fs::rename(&provisional, &ruta)).map_err(|error| {
        let _ = fs::remove_file(&provisional);
        Fallo::al_guardar(&ruta, error)
    })
}

fn leer(linea: &str) -> Option<(String, Recuerdo)> {
    let (reto, resto) = linea.split_once('=')?;
    let mut partes = resto.split(',').map(str::trim);
    let ultimo = match partes.next()? {
        "sin comprobar" => Ultimo::Nada,
        "bien" => Ultimo::Bien,
        mal => {
            let (codigo, caso) = mal.split_once(" en ").map_or((mal, None), |(codigo, caso)| (codigo, Some(caso)));
            codigo.strip_prefix('R')?.parse::<u32>().ok()?;
            Ultimo::Mal { codigo: codigo.to_string(), caso: caso.map(str::to_string) }
        }
    };
    let mut recuerdo = Recuerdo { ultimo, ..Recuerdo::default() };
    for parte in partes {
        match parte.split_once(' ') {
            None if parte == "explicado" => recuerdo.explicado = true,
            Some((cuantas, "pista" | "pistas")) => recuerdo.pistas = cuantas.parse().ok()?,
            _ => return None,
        }
    }
    Some((reto.trim().to_string(), recuerdo))
}

fn escribir(reto: &str, recuerdo: &Recuerdo) -> String {
    let ultimo = match &recuerdo.ultimo {
        Ultimo::Nada => "sin comprobar".to_string(),
        Ultimo::Bien => "bien".to_string(),
        Ultimo::Mal { codigo, caso: None } => codigo.clone(),
        Ultimo::Mal { codigo, caso: Some(caso) } => format!("{codigo} en {caso}"),
    };
    let explicado = if recuerdo.explicado { ", explicado" } else { "" };
    let plural = if recuerdo.pistas == 1 { "" } else { "s" };
    format!("{reto} = {ultimo}{explicado}, {} pista{plural}", recuerdo.pistas)
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn lo_escrito_se_lee() {
        let mal = |caso: Option<&str>| Ultimo::Mal { codigo: "R01".to_string(), caso: caso.map(ToString::to_string) };
        for (texto, recuerdo) in [
            ("x = sin comprobar, 1 pista", Recuerdo { ultimo: Ultimo::Nada, explicado: false, pistas: 1 }),
            ("x = bien, 0 pistas", Recuerdo { ultimo: Ultimo::Bien, explicado: false, pistas: 0 }),
            ("x = R01, 0 pistas", Recuerdo { ultimo: mal(None), explicado: false, pistas: 0 }),
            ("x = R01 en a-b, explicado, 3 pistas", Recuerdo { ultimo: mal(Some("a-b")), explicado: true, pistas: 3 }),
        ] {
            assert_eq!(escribir("x", &recuerdo), texto);
            assert_eq!(leer(texto), Some(("x".to_string(), recuerdo)));
        }
        for raro in ["", "# nota", "x = ", "x = R0z, 1 pista", "x = bien, muchas cosas", "x = bien, mil pistas"] {
            assert_eq!(leer(raro), None, "{raro}");
        }
    }
}
