//! Compila un reto, y distingue «tu programa no compila» de «aquí no se puede compilar».

use std::env;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::guardian;
use crate::catalogo::raiz;

/// El resultado de compilar un reto.
pub enum Compilado {
    /// El programa que hay que arrancar.
    Bien(Vec<String>),
    /// No compila: lo que dice rustc, tal cual.
    Mal(String),
    /// No se ha podido ni intentar: por qué.
    NoComprobable(String),
}

/// Compila `reto`, del paquete de los ejercicios.
#[must_use]
pub fn compilar(reto: &str) -> Compilado {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut orden = Command::new(&cargo);
    orden.args(["build", "--quiet", "--package", "exercises", "--bin", reto]);
    orden.args(["--message-format", "json-render-diagnostics", "--manifest-path"]).arg(raiz().join("Cargo.toml"));
    orden.env(guardian::MARCA, format!("{}cargo", guardian::marca_de_sesion()));
    orden.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut orden, 0);
    if let Err(error) = guardian::llamar() {
        let causa = crate::errores::explicar(&error);
        return Compilado::NoComprobable(format!("no he podido vigilar la compilación: {causa}"));
    }
    let hijo = match orden.spawn() {
        Ok(hijo) => hijo,
        Err(error) => {
            let causa = crate::errores::explicar(&error);
            return Compilado::NoComprobable(format!("no he podido arrancar cargo: {causa}. ¿Está instalado rustup?"));
        }
    };
    let grupo = hijo.id();
    let _ = guardian::cuidar(grupo);
    let fin = hijo.wait_with_output();
    guardian::soltar(grupo);
    match fin {
        Ok(fin) if fin.status.success() => ejecutable(&fin.stdout, reto),
        Ok(fin) => no_compila(String::from_utf8_lossy(&fin.stderr).into_owned()),
        Err(error) => Compilado::NoComprobable(format!("cargo no ha acabado: {}", crate::errores::explicar(&error))),
    }
}

/// Dónde ha dejado cargo el programa: lo dice en uno de sus mensajes.
fn ejecutable(mensajes: &[u8], reto: &str) -> Compilado {
    let mensajes = String::from_utf8_lossy(mensajes);
    let mut programas = mensajes.lines().filter_map(|linea| {
        let mensaje: Value = serde_json::from_str(linea).ok()?;
        (mensaje["target"]["name"] == reto).then(|| mensaje["executable"].as_str().map(str::to_string))?
    });
    match programas.next() {
        Some(programa) => Compilado::Bien(vec![programa]),
        None => Compilado::NoComprobable("cargo no dice dónde ha dejado el programa".to_string()),
    }
}

/// Que falte el enlazador o una dependencia no es un error de quien ha escrito el programa.
fn no_compila(dicho: String) -> Compilado {
    if dicho.contains("linker `") && dicho.contains("not found") {
        return Compilado::NoComprobable(
            "no encuentro un enlazador de C (en Debian o Ubuntu: sudo apt install gcc)".to_string(),
        );
    }
    if dicho.contains("could not compile `exercises`") {
        return Compilado::Mal(dicho);
    }
    Compilado::NoComprobable(format!("cargo no ha podido compilar el reto:\n{}", dicho.trim_end()))
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn no_todo_lo_que_falla_al_compilar_es_culpa_del_reto() {
        let de = |dicho: &str| no_compila(dicho.to_string());
        assert!(matches!(
            de("error: expected `;`\nerror: could not compile `exercises` (bin \"x\")"),
            Compilado::Mal(_)
        ));
        let sin_cc = "error: linker `cc` not found\nerror: could not compile `exercises`";
        assert!(matches!(de(sin_cc), Compilado::NoComprobable(causa) if causa.contains("enlazador")));
        assert!(matches!(de("error: no matching package named `x` found"), Compilado::NoComprobable(_)));
        assert!(matches!(ejecutable(b"{}\n", "x"), Compilado::NoComprobable(_)));
    }
}
