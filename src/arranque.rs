//! Arranca el programa de una lección y espera a que acabe.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitStatus};

use catalogo::{Catalogo, Leccion};
use redes::consola;
use redes::errores::{Fallo, Resultado};
use redes::lugares::raiz;

/// Cómo ha acabado una lección.
pub struct Fin(ExitStatus);

/// Con qué código acaba un programa al que se interrumpe con Ctrl-C.
const INTERRUMPIDO: i32 = 130;

impl Fin {
    /// El código con el que debe acabar el curso si solo tenía que arrancar esta lección.
    pub fn codigo(&self) -> u8 {
        self.0.code().and_then(|codigo| u8::try_from(codigo).ok()).unwrap_or(1)
    }

    /// El código, o el que le pondría la terminal si lo ha matado Ctrl-C.
    fn codigo_o_senal(&self) -> Option<i32> {
        #[cfg(unix)]
        if std::os::unix::process::ExitStatusExt::signal(&self.0) == Some(2) {
            return Some(INTERRUMPIDO);
        }
        self.0.code()
    }

    /// Qué decir, si ha acabado mal. Salir con Ctrl-C no es acabar mal.
    pub fn queja(&self, leccion: &Leccion) -> Option<String> {
        let numero = leccion.numero;
        match self.codigo_o_senal() {
            Some(0 | INTERRUMPIDO) => None,
            Some(101) => Some(format!(
                "La lección {numero} no ha arrancado o se ha roto a mitad (código 101): mira el mensaje de arriba."
            )),
            Some(codigo) => Some(format!("La lección {numero} ha acabado con un fallo (código {codigo}).")),
            None => Some(format!("Algo ha matado el programa de la lección {numero}.")),
        }
    }
}

/// Arranca la lección en esta misma terminal y espera a que acabe.
pub fn arrancar(leccion: &Leccion, catalogo: &Catalogo) -> Resultado<Fin> {
    arrancar_con(leccion, catalogo, &[])
}

/// Lo mismo, para repasar un solo paso.
pub fn repasar(leccion: &Leccion, catalogo: &Catalogo, paso: &str) -> Resultado<Fin> {
    arrancar_con(leccion, catalogo, &["guia", "--repasar", paso])
}

fn arrancar_con(leccion: &Leccion, catalogo: &Catalogo, argumentos: &[&str]) -> Resultado<Fin> {
    if !leccion.disponible() {
        return Err(Fallo::nuevo(format!("la lección {} está en preparación", leccion.numero))
            .remedio(format!("Mientras tanto tienes {}.", disponibles(catalogo))));
    }
    let hermano = ejecutable_hermano(leccion);
    let mut orden = match (env::var_os("CARGO"), hermano) {
        (Some(cargo), hermano) => {
            match hermano {
                Some(_) => eprintln!("Abriendo la lección {}…", leccion.numero),
                None => eprintln!(
                    "Compilando la lección {} (la primera vez tarda unos {} s)…",
                    leccion.numero, leccion.compila_en
                ),
            }
            con_cargo(cargo, leccion)
        }
        (None, Some(programa)) => Command::new(programa),
        (None, None) => {
            return Err(Fallo::nuevo(format!("no encuentro el programa de la lección {}", leccion.numero))
                .remedio(format!("Arráncala así desde la carpeta del curso: cargo run --bin {}", leccion.nombre)));
        }
    };
    orden.args(argumentos).status().map(Fin).map_err(|error| {
        Fallo::de_sistema(format!("no he podido arrancar la lección {}", leccion.numero), error)
            .remedio(format!("Prueba desde la carpeta del curso: cargo run --bin {}", leccion.nombre))
    })
}

fn con_cargo(cargo: OsString, leccion: &Leccion) -> Command {
    let mut orden = Command::new(cargo);
    orden
        .args(["run", "--quiet", "--bin", &leccion.nombre, "--manifest-path"])
        .arg(raiz().join("Cargo.toml"))
        .arg("--");
    orden
}

/// El programa de la lección que está al lado de este, si ya se ha compilado alguna vez.
fn ejecutable_hermano(leccion: &Leccion) -> Option<PathBuf> {
    let programa = env::current_exe().ok()?.with_file_name(format!("{}{}", leccion.nombre, env::consts::EXE_SUFFIX));
    programa.is_file().then_some(programa)
}

/// «la 1, la 2 y la 7».
fn disponibles(catalogo: &Catalogo) -> String {
    let numeros: Vec<String> = catalogo
        .lecciones
        .iter()
        .filter(|leccion| leccion.disponible())
        .map(|leccion| format!("la {}", leccion.numero))
        .collect();
    consola::enumerar(&numeros)
}
