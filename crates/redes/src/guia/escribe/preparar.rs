//! Quien compila y prueba lo que se escribe, `curso probar`, se prepara mientras se lee.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread::{self, JoinHandle};

use crate::errores::explicar;
use crate::lugares::raiz;

/// El programa que compila y prueba, que se va preparando mientras se lee.
pub struct Corrector {
    /// Cargo lo está compilando.
    preparandose: Option<JoinHandle<Programa>>,
    programa: Programa,
}

/// Dónde está, o por qué no lo hay.
type Programa = Result<PathBuf, String>;

impl Corrector {
    /// Empieza a prepararlo. Con alguien delante, cargo lo pone al día; si no, basta el que haya.
    pub fn preparar(con_pausas: bool) -> Self {
        let curso = format!("curso{}", env::consts::EXE_SUFFIX);
        let hermano = env::current_exe().map(|esto| esto.with_file_name(curso)).unwrap_or_default();
        let programa = if hermano.is_file() {
            Ok(hermano.clone())
        } else {
            Err("no encuentro el programa `curso`; compílalo con `cargo build`".to_string())
        };
        let cargo = env::var_os("CARGO").filter(|_| con_pausas || programa.is_err());
        let preparandose = cargo.map(|cargo| thread::spawn(move || compilar(cargo, hermano)));
        Self { preparandose, programa }
    }

    /// ¿Está ya? Si no, se sigue esperando.
    pub fn listo(&mut self) -> Option<&Programa> {
        let listo = self.preparandose.as_ref().is_none_or(JoinHandle::is_finished);
        listo.then(|| self.esperar())
    }

    /// Espera a que esté.
    pub fn esperar(&mut self) -> &Programa {
        if let Some(hilo) = self.preparandose.take() {
            self.programa = hilo.join().unwrap_or_else(|_| Err("no he podido prepararlo".to_string()));
        }
        &self.programa
    }
}

fn compilar(cargo: OsString, curso: PathBuf) -> Programa {
    let mut orden = Command::new(cargo);
    orden.args(["build", "--quiet", "--bin", "curso", "--manifest-path"]).arg(raiz().join("Cargo.toml"));
    orden.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match orden.status() {
        Ok(estado) if estado.success() && curso.is_file() => Ok(curso),
        Ok(_) => Err("`cargo build --bin curso` no ha ido bien".to_string()),
        Err(error) => Err(format!("no puedo arrancar cargo: {}", explicar(&error))),
    }
}
