//! Las salidas que enseña el libro: se toman de ejecuciones de verdad y se comparan con lo que hoy se imprime.

use std::fs;
use std::path::PathBuf;

use super::declaraciones::Salida;
use super::ejecutar::{Servidor, Taller, hasta_el_final};
use super::libro::Libro;
use super::orden::{Orden, entender};

/// Ejecuta la orden y devuelve todo lo que imprime, con los puertos que enseña el libro.
fn tomar(libro: &Libro, salida: &Salida, al_dia: bool) -> Result<String, String> {
    let taller = Taller::abrir().map_err(|error| format!("no he podido preparar una carpeta: {error}"))?;
    let mut orden = arrancable(&salida.orden)?;
    let mut cambios = None;
    let _servidor = match &salida.servidor {
        Some(linea) => {
            let servidor = arrancable(linea)?;
            let ensenado = orden.puerto_ensenado(&libro.catalogo).or_else(|| servidor.puerto_ensenado(&libro.catalogo));
            let servidor = Servidor::arrancar(&taller, &servidor, al_dia)?;
            orden = orden.con_puerto(servidor.direccion.port());
            cambios = ensenado.map(|ensenado| (servidor.direccion.port(), ensenado));
            Some(servidor)
        }
        None => None,
    };
    let (codigo, texto) = hasta_el_final(&taller, &orden, salida.entrada.as_deref(), al_dia)?;
    if codigo != Some(salida.codigo) {
        return Err(format!("«{}» ha acabado con {codigo:?} y no con {}:\n{texto}", salida.orden, salida.codigo));
    }
    // En el libro, el servidor escucha en el puerto de siempre.
    Ok(cambios.map_or(texto.clone(), |(real, ensenado)| cambiar_numero(&texto, real, ensenado)))
}

/// El puerto real por el que se enseña, si no es parte de un número más largo.
fn cambiar_numero(texto: &str, real: u16, ensenado: u16) -> String {
    let real = real.to_string();
    let mut nuevo = String::new();
    let mut resto = texto;
    while let Some(lugar) = resto.find(&real) {
        let (antes, detras) = (&resto[..lugar], &resto[lugar + real.len()..]);
        let entero = !antes.ends_with(|letra: char| letra.is_ascii_digit())
            && !detras.starts_with(|letra: char| letra.is_ascii_digit());
        nuevo += antes;
        nuevo += &if entero { ensenado.to_string() } else { real.clone() };
        resto = detras;
    }
    nuevo + resto
}

pub(super) fn arrancable(linea: &str) -> Result<Orden, String> {
    entender(linea)?.ok_or_else(|| format!("«{linea}» no arranca ningún programa del curso"))
}

/// Solo las líneas pedidas; donde se ha cortado, se dice.
fn recortar(texto: &str, lineas: Option<&str>) -> Result<String, String> {
    let todas: Vec<&str> = texto.lines().map(str::trim_end).collect();
    let Some(pedidas) = lineas else { return Ok(todas.join("\n").trim_end().to_string() + "\n") };
    let mal = || format!("lineas = \"{pedidas}\" no se entiende: se escribe \"3-12\", y hay {} líneas", todas.len());
    let (desde, hasta) = pedidas.split_once('-').ok_or_else(mal)?;
    let desde: usize = desde.trim().parse().map_err(|_| mal())?;
    let hasta = if hasta.trim().is_empty() { todas.len() } else { hasta.trim().parse().map_err(|_| mal())? };
    let dentro = desde.checked_sub(1).and_then(|desde| todas.get(desde..hasta)).ok_or_else(mal)?;
    let (antes, despues) = (if desde > 1 { "…\n" } else { "" }, if hasta < todas.len() { "\n…" } else { "" });
    Ok(format!("{antes}{}{despues}\n", dentro.join("\n")))
}

/// Vuelve a tomar una salida y la guarda. Devuelve si ha cambiado algo más que lo que cambia siempre.
pub fn rehacer(libro: &Libro, salida: &Salida) -> Result<bool, String> {
    let nueva = recortar(&tomar(libro, salida, true)?, salida.lineas.as_deref())?;
    let vieja = fs::read_to_string(fichero(libro, salida)).unwrap_or_default();
    if huella(&nueva, salida) == huella(&vieja, salida) {
        return Ok(false);
    }
    let guardar =
        fs::create_dir_all(libro.carpeta.join("salidas")).and_then(|()| fs::write(fichero(libro, salida), nueva));
    guardar.map(|()| true).map_err(|error| format!("no he podido guardarla: {}", redes::errores::explicar(&error)))
}

fn fichero(libro: &Libro, salida: &Salida) -> PathBuf {
    libro.carpeta.join("salidas").join(format!("{}.txt", salida.nombre))
}

/// Cuántas veces se ejecuta, como mucho, hasta ver lo que el libro enseña. En cuántos trozos llega un flujo es cosa de
/// suerte: lo que se exige es que lo enseñado siga saliendo, no que salga siempre.
pub const INTENTOS: usize = 5;

/// ¿Imprime hoy la orden lo que el libro enseña? Se le dan todos los trozos que salen de esa misma ejecución, y
/// devuelve los que ya no son verdad, con la primera línea en que se distinguen.
pub fn comparar<'a>(libro: &Libro, trozos: &[&'a Salida]) -> Vec<(&'a str, String)> {
    let mut faltan: Vec<(&Salida, String)> = trozos.iter().map(|salida| (*salida, String::new())).collect();
    for _ in 0..INTENTOS {
        let Some((primera, _)) = faltan.first() else { break };
        let de_hoy = tomar(libro, primera, false);
        let comparar = |salida: &Salida| -> Result<(), String> {
            let escrita = fs::read_to_string(fichero(libro, salida))
                .map_err(|_| "falta su fichero: cargo run -- libro --regenerar".to_string())?;
            let de_hoy = recortar(de_hoy.as_ref().map_err(Clone::clone)?, salida.lineas.as_deref())?;
            distinguir(&huella(&escrita, salida), &huella(&de_hoy, salida))
        };
        faltan = faltan.into_iter().filter_map(|(salida, _)| comparar(salida).err().map(|que| (salida, que))).collect();
    }
    faltan.into_iter().map(|(salida, que)| (salida.nombre.as_str(), que)).collect()
}

fn distinguir(escrita: &str, de_hoy: &str) -> Result<(), String> {
    let (mut unas, mut otras) = (escrita.lines(), de_hoy.lines());
    for numero in 1.. {
        match (unas.next(), otras.next()) {
            (None, None) => break,
            (una, otra) if una == otra => {}
            (una, otra) => {
                let (una, otra) = (una.unwrap_or("(nada)"), otra.unwrap_or("(nada)"));
                return Err(format!("la línea {numero} del libro es «{una}» y hoy sale «{otra}»"));
            }
        }
    }
    Ok(())
}

/// Las unidades de los números que cambian de una ejecución a otra.
const DE_TIEMPO: [&str; 13] =
    ["ms", "µs", "us", "ns", "s", "min", "MB/s", "MiB/s", "kB/s", "KiB/s", "GB/s", "GiB/s", "veces"];

/// El texto sin lo que cambia cada vez: los puertos que reparte el sistema, los tiempos, y lo que se pida quitar.
fn huella(texto: &str, salida: &Salida) -> String {
    let mut lineas = lineas_sin(texto, &salida.quitar);
    if salida.desordenada {
        lineas.sort();
    }
    lineas.join("\n").trim_end().to_string()
}

fn lineas_sin(texto: &str, quitar: &[String]) -> Vec<String> {
    let mut lineas = Vec::new();
    for linea in texto.lines() {
        let mut linea = sin_lo_que_cambia(linea.trim_end());
        for patron in quitar {
            linea = sin(&linea, &sin_lo_que_cambia(patron));
        }
        lineas.push(linea.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    lineas
}

fn sin_lo_que_cambia(linea: &str) -> String {
    let mut nueva = String::new();
    let mut resto = linea;
    while let Some(lugar) = resto.find(|letra: char| letra.is_ascii_digit()) {
        let (antes, desde) = resto.split_at(lugar);
        let largo =
            desde.find(|letra: char| !letra.is_ascii_digit() && letra != ',' && letra != '.').unwrap_or(desde.len());
        let numero = desde[..largo].trim_end_matches([',', '.']);
        let detras = &desde[numero.len()..];
        let unidad: String = detras
            .trim_start_matches([' ', '\u{a0}', '\u{202f}'])
            .chars()
            .take_while(|letra| letra.is_alphabetic() || *letra == '/')
            .collect();
        let efimero =
            antes.ends_with(':') && numero.parse::<u32>().is_ok_and(|puerto| (32_768..65_536).contains(&puerto));
        nueva += antes;
        nueva += if efimero || DE_TIEMPO.contains(&unidad.as_str()) { "#" } else { numero };
        resto = detras;
    }
    nueva + resto
}

/// La línea con lo que case con el patrón sustituido por el patrón: `#` es un número y `*`, cualquier cosa.
fn sin(linea: &str, patron: &str) -> String {
    if patron.is_empty() {
        return linea.to_string();
    }
    let mut nueva = String::new();
    let mut resto = linea;
    while let Some(letra) = resto.chars().next() {
        match casa(resto, patron) {
            Some(largo) if largo > 0 => {
                nueva += patron;
                resto = &resto[largo..];
            }
            _ => {
                nueva.push(letra);
                resto = &resto[letra.len_utf8()..];
            }
        }
    }
    nueva
}

/// Cuánto del principio de `texto` casa con el patrón.
fn casa(texto: &str, patron: &str) -> Option<usize> {
    let Some(primera) = patron.chars().next() else { return Some(0) };
    let sigue = &patron[primera.len_utf8()..];
    match primera {
        '*' => {
            let cortes = texto.char_indices().map(|(lugar, _)| lugar).chain([texto.len()]);
            // Un `*` al final se lleva toda la línea; en medio, lo menos posible.
            let mut cortes: Vec<usize> = cortes.collect();
            if sigue.is_empty() {
                cortes.reverse();
            }
            cortes.into_iter().find_map(|corte| casa(&texto[corte..], sigue).map(|largo| corte + largo))
        }
        '#' => {
            let largo = texto.find(|letra: char| !letra.is_ascii_digit() && !"#.,\u{a0}\u{202f}".contains(letra));
            let largo = largo.unwrap_or(texto.len());
            if largo == 0 { None } else { casa(&texto[largo..], sigue).map(|mas| largo + mas) }
        }
        letra => {
            let resto = texto.strip_prefix(letra)?;
            casa(resto, sigue).map(|largo| largo + letra.len_utf8())
        }
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn los_puertos_y_los_tiempos_no_cuentan() {
        let iguales = |una: &str, otra: &str| {
            distinguir(&lineas_sin(una, &[]).join("\n"), &lineas_sin(otra, &[]).join("\n")).is_ok()
        };
        assert!(iguales("127.0.0.1:40001: 5 bytes en 0,3 ms", "127.0.0.1:51234: 5 bytes en 12 ms"));
        assert!(!iguales("127.0.0.1:40001: 5 bytes", "127.0.0.1:40001: 6 bytes"), "los bytes sí cuentan");
        assert!(
            !iguales("escuchando en 127.0.0.1:8081", "escuchando en 127.0.0.1:2065"),
            "los puertos del curso, también"
        );
        assert!(!iguales("uno\ndos", "uno"));
    }

    #[test]
    fn se_quita_lo_que_se_pide() {
        let quitar = ["van # bytes".to_string(), "semilla *".to_string()];
        assert_eq!(lineas_sin("ya van 1.234 bytes", &quitar), lineas_sin("ya van 7 bytes", &quitar));
        assert_eq!(lineas_sin("la semilla 4 y más", &quitar), lineas_sin("la semilla otra", &quitar));
        assert_ne!(lineas_sin("uno", &quitar), lineas_sin("dos", &quitar));
    }

    #[test]
    fn el_puerto_se_cambia_entero() {
        assert_eq!(cambiar_numero("127.0.0.1:4000, el 4000 y 14000", 4000, 8081), "127.0.0.1:8081, el 8081 y 14000");
    }

    #[test]
    fn lo_cortado_se_dice() {
        assert_eq!(recortar("a\nb\nc\n", Some("2-2")).unwrap(), "…\nb\n…\n");
        assert_eq!(recortar("a\nb\n", None).unwrap(), "a\nb\n");
        assert!(recortar("a\n", Some("2-9")).is_err() && recortar("a\n", Some("x")).is_err());
    }
}
