//! Lo que se ve: la terminal, y la ventana de la lección 7.

use std::env;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use redes::consola;

use super::comprobacion::Comprobacion;
use super::sistema::Sistema;

pub fn comprobar(sistema: Sistema) -> Vec<Comprobacion> {
    vec![terminal(), ventana(sistema)]
}

fn terminal() -> Comprobacion {
    const NOMBRE: &str = "terminal";
    if !consola::hay_terminal() {
        let dicho = "no hay: la entrada o la salida van a otro sitio, así que no habrá menú ni colores";
        return Comprobacion::aviso(NOMBRE, dicho, "Abre una terminal y repítelo ahí para ver cómo se verá el curso.");
    }
    if consola::terminal_tonta() {
        let dicho = "TERM vale «dumb»: no se puede mover el cursor ni pintar";
        return Comprobacion::aviso(NOMBRE, dicho, "Prueba con otra terminal, o con `TERM=xterm-256color`.");
    }
    let (ancho, alto) = (consola::ancho(), consola::alto());
    let color = match consola::con_color(&std::io::stdout()) {
        true => "en color",
        false => "sin color, porque la variable NO_COLOR lo pide",
    };
    if ancho < 80 || alto < 24 {
        let dicho = format!("{ancho}×{alto}: se puede, pero los dibujos están hechos para 80×24");
        return Comprobacion::aviso(NOMBRE, dicho, "Agranda la ventana, o haz la letra más pequeña.");
    }
    Comprobacion::bien(NOMBRE, format!("{ancho} columnas y {alto} filas, {color}"))
}

/// Qué se pierde sin ventana.
const SIN_VENTANA: &str = "Sin ella, la lección 7 dibuja en la terminal (`--vista terminal`).";

fn ventana(sistema: Sistema) -> Comprobacion {
    const NOMBRE: &str = "ventana";
    if !cfg!(target_os = "linux") {
        return Comprobacion::bien(NOMBRE, "este sistema trae lo que hace falta");
    }
    let faltan: Vec<String> =
        ["libX11.so.6", "libXcursor.so.1"].into_iter().filter(|una| !hay_biblioteca(una)).map(str::to_string).collect();
    if !faltan.is_empty() {
        let dicho = format!("no encuentro {}", consola::enumerar(&faltan));
        return Comprobacion::aviso(NOMBRE, dicho, format!("{} {SIN_VENTANA}", sistema.instalar_x11()));
    }
    let tiene = |variable: &str| env::var_os(variable).is_some_and(|valor| !valor.is_empty());
    if tiene("DISPLAY") {
        return match abrir_una() {
            None => Comprobacion::bien(NOMBRE, "hay pantalla, libX11 y libXcursor"),
            Some(Ok(())) => Comprobacion::bien(NOMBRE, "se ha abierto y cerrado una"),
            Some(Err(porque)) => Comprobacion::aviso(NOMBRE, format!("no se puede abrir: {porque}"), SIN_VENTANA),
        };
    }
    if tiene("WAYLAND_DISPLAY") {
        let dicho = "la pantalla es de Wayland y no veo XWayland, que es lo que usa la ventana (DISPLAY está vacía)";
        return Comprobacion::aviso(NOMBRE, dicho, format!("Actívalo en tu escritorio. {SIN_VENTANA}"));
    }
    Comprobacion::aviso(NOMBRE, "no hay pantalla (la variable DISPLAY está vacía)", SIN_VENTANA)
}

/// Lo que se espera a que se abra una ventana.
const PLAZO: Duration = Duration::from_secs(10);

/// Abre una de verdad, como hará la lección 7: en otro proceso, porque en algunas pantallas la biblioteca que dibuja acaba con
/// él. `None` si la lección no está compilada.
fn abrir_una() -> Option<Result<(), String>> {
    let leccion = env::current_exe().ok()?.with_file_name(format!("leccion7{}", env::consts::EXE_SUFFIX));
    let mut orden = Command::new(leccion);
    orden.arg("ventana-aparte").env("XMODIFIERS", "@im=none");
    let mut hijo = orden.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let salida = hijo.stdout.take()?;
    let (dice, dicho) = mpsc::channel();
    thread::spawn(move || {
        let mut linea = String::new();
        let _ = BufReader::new(salida.take(1000)).read_line(&mut linea);
        let _ = dice.send(linea.trim_end().to_string());
    });
    let dicho = dicho.recv_timeout(PLAZO);
    let _ = hijo.kill();
    let _ = hijo.wait();
    Some(match dicho.as_deref() {
        Ok("lista") => Ok(()),
        Ok("") => Err("se cae al intentarlo (¿una pantalla de menos de 24 bits de color?)".to_string()),
        // Una lección compilada antes de que hubiera esta orden dice otra cosa, o nada.
        Ok(porque) => Err(porque.to_string()),
        Err(_) => Err("la pantalla no contesta".to_string()),
    })
}

/// ¿Está esa biblioteca donde el sistema las busca?
fn hay_biblioteca(nombre: &str) -> bool {
    let lista = |programa: &str| {
        let fin = Command::new(programa).arg("-p").stdin(Stdio::null()).stderr(Stdio::null()).output();
        fin.map(|fin| String::from_utf8_lossy(&fin.stdout).contains(nombre)).unwrap_or(false)
    };
    let carpetas = ["/usr/lib", "/usr/lib64", "/lib", "/usr/local/lib"].map(str::to_string);
    let propias = env::var("LD_LIBRARY_PATH").unwrap_or_default();
    let mut todas = carpetas.into_iter().chain(propias.split(':').map(str::to_string));
    lista("ldconfig") || lista("/sbin/ldconfig") || todas.any(|carpeta| Path::new(&carpeta).join(nombre).exists())
}
