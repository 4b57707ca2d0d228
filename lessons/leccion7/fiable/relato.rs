//! Lo que el servidor de ficheros por UDP dice de cada uno: cómo empieza, cómo acaba y sus cuentas.

use std::io;
use std::path::Path;

use redes::cifras::{self, plural};
use redes::consola::{self, visible};
use redes::errores::explicar;

use super::balance::{Balance, Final};
use crate::udp::ficha::Ficha;
use crate::udp::sello::Rarezas;

/// El nombre lo ha escrito un desconocido, y puede no haber llegado.
pub fn empieza(nombre: &str, ficha: Ficha, sin_acuses: bool) -> String {
    let nombre = if nombre.is_empty() { "un fichero".to_string() } else { format!("«{}»", visible(nombre)) };
    let como = si_hay(sin_acuses, ", sin acuses");
    format!("envía {nombre}, {} en {}{como}", cifras::tamano(ficha.tamano), plural(ficha.trozos(), "trozo"))
}

pub fn no_guardado(error: &io::Error) {
    consola::lamentar(&format!("no he podido guardarlo: {}", explicar(error)));
}

/// Cómo ha acabado.
pub fn final_de(Balance { ficha, cuentas, fin, .. }: &Balance, entero: bool) -> String {
    let callo = if *fin == Final::Silencio { "el emisor ha callado" } else { "el emisor ha terminado" };
    let (van, total) = (cuentas.trozos, u64::from(ficha.trozos()));
    match fin {
        Final::Todos if entero => "entero y comprobado".to_string(),
        Final::Todos => "están todos los trozos, pero no suman lo anunciado".to_string(),
        _ => format!(
            "INCOMPLETO, {callo} y han llegado {} de {} trozos ({} %)",
            cifras::numero(van),
            cifras::numero(total),
            van * 100 / total
        ),
    }
}

pub fn guardado(ruta: &Path, fin: Final) -> String {
    format!("guardado {}en {}", si_hay(fin != Final::Todos, "con huecos "), visible(&ruta.to_string_lossy()))
}

pub fn cuentas(balance: &Balance, rarezas: Rarezas) -> String {
    let Balance { cuentas, fin, duracion, .. } = balance;
    // Sin «fin» no se sabe qué más salió después del último datagrama que llegó.
    let al_menos = si_hay(!matches!(fin, Final::Todos | Final::ConHuecos), "al menos ");
    let ritmo = cuentas.bytes as f64 / duracion.as_secs_f64().max(1e-6);
    format!(
        "  {} · perdidos {al_menos}{} · repetidos {}{} · {} en {}, a {}/s",
        plural(cuentas.recibidos, "datagrama"),
        cifras::numero(cuentas.perdidos),
        cifras::numero(cuentas.repetidos),
        rarezas.contadas(),
        cifras::tamano(cuentas.bytes),
        cifras::duracion(*duracion),
        cifras::tamano(ritmo as u64)
    )
}

fn si_hay(cierto: bool, texto: &str) -> &str {
    if cierto { texto } else { "" }
}
