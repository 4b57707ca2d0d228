//! Los ficheros de `taller/`: se dejan si no están, nunca se pisan, y se abren en el editor de quien aprende.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::errores::explicar;

/// Deja el programa de partida, si no había ya otro. Dice si lo había.
pub fn poner(fichero: &Path, partida: &str) -> io::Result<bool> {
    if let Some(carpeta) = fichero.parent() {
        fs::create_dir_all(carpeta)?;
    }
    match fs::File::create_new(fichero) {
        Ok(mut nuevo) => io::Write::write_all(&mut nuevo, partida.as_bytes()).map(|()| false),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(true),
        Err(error) => Err(error),
    }
}

/// Guarda una copia de lo que había, con un número detrás, y vuelve a poner la partida.
pub fn volver_a_empezar(fichero: &Path, partida: &str) -> io::Result<PathBuf> {
    let habia = fs::read(fichero)?;
    let mut numero = 1;
    let copia = loop {
        let copia = fichero.with_extension(format!("{numero}.rs"));
        match fs::File::create_new(&copia) {
            Ok(mut nueva) => {
                io::Write::write_all(&mut nueva, &habia)?;
                break copia;
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => numero += 1,
            Err(error) => return Err(error),
        }
    };
    fs::write(fichero, partida)?;
    Ok(copia)
}

/// Abre el editor de quien aprende: el de `$VISUAL` o `$EDITOR`.
pub fn editar(fichero: &Path, linea: usize) -> Result<(), String> {
    let dicho = |variable| env::var(variable).ok().filter(|valor: &String| !valor.trim().is_empty());
    let elegido = ["VISUAL", "EDITOR"].into_iter().find_map(dicho);
    let elegido = elegido.ok_or("No sé cuál es tu editor: dilo en la variable EDITOR, o abre tú el fichero.")?;
    let mut palabras = elegido.split_whitespace();
    let programa = palabras.next().unwrap_or_default();
    let mut orden = Command::new(programa);
    orden.args(palabras);
    // Los de terminal entienden todos el número de línea así; los de ventana, no todos.
    let nombre = Path::new(programa).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    if ["vi", "vim", "nvim", "nano", "emacs", "micro", "kak", "hx"].contains(&nombre.as_str()) {
        orden.arg(format!("+{linea}"));
    }
    let abierto = orden.arg(fichero).status();
    abierto.map(drop).map_err(|error| format!("No he podido abrir «{elegido}»: {}.", explicar(&error)))
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn lo_escrito_no_se_pisa_y_al_empezar_de_nuevo_queda_copia() {
        let carpeta = apoyo::carpeta();
        let fichero = carpeta.path().join("leccion0/eco.rs");
        assert!(!poner(&fichero, "partida").unwrap());
        fs::write(&fichero, "lo mío").unwrap();
        assert!(poner(&fichero, "partida").unwrap());
        assert_eq!(fs::read_to_string(&fichero).unwrap(), "lo mío");
        let copia = volver_a_empezar(&fichero, "partida").unwrap();
        assert_eq!(fs::read_to_string(copia).unwrap(), "lo mío");
        assert_eq!(fs::read_to_string(&fichero).unwrap(), "partida");
        let otra = volver_a_empezar(&fichero, "partida").unwrap();
        assert!(otra.ends_with("eco.2.rs"), "{}", otra.display());
    }
}
