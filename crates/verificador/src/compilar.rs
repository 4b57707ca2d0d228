//! Compila los retos, y distingue «tu programa no compila» de «aquí no se puede compilar».
//!
//! Varios se compilan con una sola llamada a cargo; si uno no compila, los demás sí. Y quien está corrigiendo el mismo
//! una y otra vez (`vigilar`) se ahorra a cargo: con un reto, que no usa ningún otro crate, basta `rustc`.

use std::env;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use super::guardian;
use redes::errores::explicar;
use redes::hilos::tomar;
use redes::lugares::raiz_de_los_retos as raiz;

/// Lo que se espera a que llegue lo último que ha dicho un compilador que ya ha acabado.
const RESTO: Duration = Duration::from_secs(2);

/// El resultado de compilar un reto.
pub enum Compilado {
    /// El programa que hay que arrancar.
    Bien(Vec<String>),
    /// No compila: lo que dice rustc, tal cual.
    Mal(String),
    /// No se ha podido ni intentar: por qué.
    NoComprobable(String),
}

/// Con qué se compila.
#[derive(Clone, Copy)]
pub struct Compilador<'a> {
    /// ¿En color lo que diga rustc?
    pub color: bool,
    /// Si pasa a ser cierta, la compilación se deja.
    pub cancelada: &'a AtomicBool,
}

impl Compilador<'_> {
    /// Compila esos retos con una sola llamada a cargo, y dice cómo ha ido cada uno. `None` si se ha cancelado.
    #[must_use]
    pub fn todos(&self, retos: &[&str]) -> Option<Vec<Compilado>> {
        let mut orden = Command::new(cargo());
        orden.args(["build", "--quiet", "--keep-going", "--package", "exercises"]);
        orden.args(retos.iter().flat_map(|reto| ["--bin", reto]));
        let mensajes = if self.color { "json-diagnostic-rendered-ansi" } else { "json" };
        orden.args(["--message-format", mensajes, "--manifest-path"]).arg(raiz().join("Cargo.toml"));
        let fin = match self.ejecutar(orden) {
            Ok(fin) => fin?,
            Err(error) => {
                let causa = format!("no he podido arrancar cargo: {}. ¿Está instalado rustup?", explicar(&error));
                return Some(retos.iter().map(|_| Compilado::NoComprobable(causa.clone())).collect());
            }
        };
        let mensajes: Vec<Value> =
            fin.salida.lines().filter_map(|linea| serde_json::from_str(linea.trim()).ok()).collect();
        Some(retos.iter().map(|reto| segun_cargo(reto, &mensajes, &fin)).collect())
    }

    /// Compila otra vez un reto que cargo ya compiló y dejó en `anterior`, llamando solo a rustc. `None` si se ha
    /// cancelado. Si el caso se sale de lo corriente, llama a cargo.
    #[must_use]
    pub fn deprisa(&self, reto: &str, anterior: &Path) -> Option<Compilado> {
        let con_cargo = || self.todos(&[reto]).and_then(|mut todos| todos.pop());
        let Some(carpeta) = anterior.parent().filter(|_| basta_rustc(reto)) else { return con_cargo() };
        let carpeta = carpeta.join("vigilar");
        let programa = carpeta.join(format!("{reto}{}", env::consts::EXE_SUFFIX));
        if fs::create_dir_all(&carpeta).is_err() {
            return con_cargo();
        }
        // Lo mismo que le diría cargo, y la ruta como la escribe él: en los pánicos y en los errores se ve igual.
        let mut orden = Command::new(rustc());
        orden.current_dir(raiz()).args(["--edition", "2024", "--crate-type", "bin", "--crate-name", reto]);
        // Sin información de depuración, ni la de `std`, se enlaza antes. Los pánicos dicen su línea igual.
        orden.args(["--forbid", "unsafe_code", "-C", "debuginfo=0", "-C", "codegen-units=16"]);
        if cfg!(target_os = "linux") {
            orden.args(["-C", "strip=debuginfo"]);
        }
        orden.arg("-C").arg(format!("incremental={}", carpeta.join("incremental").display()));
        orden.args(["--color", if self.color { "always" } else { "never" }]);
        orden.arg("-o").arg(&programa).arg(Path::new("exercises").join(format!("{reto}.rs")));
        match self.ejecutar(orden) {
            Err(_) => con_cargo(),
            Ok(None) => None,
            Ok(Some(fin)) if fin.estado.success() => Some(Compilado::Bien(vec![programa.display().to_string()])),
            Ok(Some(fin)) if sin_enlazador(&fin.errores) => Some(Compilado::NoComprobable(SIN_ENLAZADOR.to_string())),
            Ok(Some(fin)) => Some(Compilado::Mal(fin.errores)),
        }
    }

    /// Ejecuta el compilador hasta el final, o hasta que se cancele: `Ok(None)`.
    fn ejecutar(&self, mut orden: Command) -> io::Result<Option<Fin>> {
        guardian::llamar()?;
        orden.env(guardian::MARCA, format!("{}cargo", guardian::marca_de_sesion()));
        let provisional = guardian::carpeta_provisional();
        if let Some(carpeta) = provisional.as_ref().filter(|carpeta| fs::create_dir_all(carpeta).is_ok()) {
            // Aquí deja rustc lo que no ha acabado, si hay que acabar con él a mitad.
            orden.env("TMPDIR", carpeta);
        }
        orden.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut orden, 0);
        let mut hijo = orden.spawn()?;
        let grupo = hijo.id();
        let _ = guardian::cuidar(grupo);
        let (salida, errores) = (leer(hijo.stdout.take()), leer(hijo.stderr.take()));
        let estado = loop {
            if let Some(estado) = hijo.try_wait()? {
                break Some(estado);
            }
            if self.cancelada.load(Ordering::Relaxed) {
                guardian::matar_grupo(grupo);
                hijo.wait()?;
                break None;
            }
            // `std` no sabe esperar a un hijo con plazo: se le pregunta a menudo.
            thread::sleep(Duration::from_millis(2));
        };
        guardian::soltar(grupo);
        let textos = (salida.texto(), errores.texto());
        if let Some(carpeta) = provisional {
            let _ = fs::remove_dir_all(carpeta);
        }
        Ok(estado.map(|estado| Fin { estado, salida: textos.0, errores: textos.1 }))
    }
}

/// Cómo ha acabado el compilador, y qué ha dicho.
struct Fin {
    estado: ExitStatus,
    salida: String,
    errores: String,
}

/// Lo que va diciendo el compilador por una de sus salidas.
struct Lectura {
    bytes: Arc<Mutex<Vec<u8>>>,
    fin: Receiver<()>,
}

impl Lectura {
    /// Lo dicho, cuando el compilador ya ha acabado. Si ha dejado a alguien con la tubería abierta, no se le espera.
    fn texto(self) -> String {
        let _ = self.fin.recv_timeout(RESTO);
        String::from_utf8_lossy(&tomar(&self.bytes)).into_owned()
    }
}

fn leer(de: Option<impl Read + Send + 'static>) -> Lectura {
    let bytes = Arc::default();
    let (acaba, fin) = channel();
    let suyos = Arc::clone(&bytes);
    thread::spawn(move || {
        let mut buffer = [0; 8192];
        if let Some(mut de) = de {
            while let Ok(leidos @ 1..) = de.read(&mut buffer) {
                tomar::<Vec<u8>>(&suyos).extend_from_slice(&buffer[..leidos]);
            }
        }
        let _ = acaba.send(());
    });
    Lectura { bytes, fin }
}

fn cargo() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| "cargo".into(), PathBuf::from)
}

/// El rustc que acompaña a cargo.
fn rustc() -> PathBuf {
    let hermano = cargo().with_file_name(format!("rustc{}", env::consts::EXE_SUFFIX));
    env::var_os("RUSTC").map(PathBuf::from).unwrap_or(if hermano.is_file() { hermano } else { "rustc".into() })
}

/// ¿Da lo mismo llamar a rustc que a cargo? No, si el reto usa alguna dependencia o si se cambia cómo se compila.
fn basta_rustc(reto: &str) -> bool {
    let cambiado = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET", "RUSTC_WRAPPER"];
    let leer = |fichero: &str| fs::read_to_string(raiz().join("exercises").join(fichero)).unwrap_or_default();
    let manifiesto = leer("Cargo.toml");
    !manifiesto.is_empty()
        && sin_dependencias(&manifiesto, &leer(&format!("{reto}.rs")))
        && cambiado.iter().all(|una| env::var_os(una).is_none())
}

/// ¿Se compila este código sin nada de lo que pide ese `Cargo.toml`?
fn sin_dependencias(manifiesto: &str, codigo: &str) -> bool {
    // Lo que depende del sistema, o lo escrito de otra manera, se deja a cargo.
    if manifiesto.lines().any(|linea| linea.starts_with("[dependencies.") || linea.starts_with("[target")) {
        return false;
    }
    let apartado = manifiesto.split_once("\n[dependencies]\n").map_or("", |(_, resto)| resto);
    let lineas = apartado.lines().take_while(|linea| !linea.starts_with('['));
    let mut nombres =
        lineas.filter_map(|linea| linea.split(['=', '.']).next()).map(|nombre| nombre.trim().replace('-', "_"));
    !nombres.any(|nombre| !nombre.is_empty() && !nombre.starts_with('#') && codigo.contains(&nombre))
}

/// Cómo ha ido un reto, según los mensajes de cargo: o dice dónde ha dejado el programa, o por qué no.
fn segun_cargo(reto: &str, mensajes: &[Value], fin: &Fin) -> Compilado {
    let suyos = || mensajes.iter().filter(|mensaje| mensaje["target"]["name"] == reto);
    if let Some(programa) = suyos().find_map(|mensaje| mensaje["executable"].as_str()) {
        return Compilado::Bien(vec![programa.to_string()]);
    }
    let dicho: String = suyos().filter_map(|mensaje| mensaje["message"]["rendered"].as_str()).collect();
    let es_error = |mensaje: &Value| mensaje["message"]["level"].as_str().is_some_and(|nivel| nivel.contains("error"));
    if suyos().any(es_error) && !sin_enlazador(&dicho) {
        return Compilado::Mal(dicho.trim_end().to_string());
    }
    if fin.estado.success() {
        return Compilado::NoComprobable("cargo no dice dónde ha dejado el programa".to_string());
    }
    no_compila(dicho + &fin.errores)
}

const SIN_ENLAZADOR: &str = "no encuentro un enlazador de C. La orden «doctor» dice cómo instalarlo";

fn sin_enlazador(dicho: &str) -> bool {
    dicho.contains("linker `") && dicho.contains("not found")
}

/// Que falte el enlazador o una dependencia no es un error de quien ha escrito el programa.
fn no_compila(dicho: String) -> Compilado {
    if sin_enlazador(&dicho) {
        return Compilado::NoComprobable(SIN_ENLAZADOR.to_string());
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
    fn quien_no_usa_dependencias_se_compila_deprisa() {
        let manifiesto = "[package]\n\n[dependencies]\n# Para la lección 5.\nserde = \"1\"\nserde-json.workspace = true\n\n[lints]\n";
        assert!(sin_dependencias(manifiesto, "use std::io;") && sin_dependencias("[package]\n", "use serde::X;"));
        assert!(!sin_dependencias(manifiesto, "use serde::X;") && !sin_dependencias(manifiesto, "serde_json::f()"));
        assert!(!sin_dependencias("[dependencies.serde]\n", "use std::io;"));
    }

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
    }

    #[cfg(unix)]
    #[test]
    fn a_quien_se_queda_con_la_tuberia_no_se_le_espera() {
        let compilador = Compilador { color: false, cancelada: &AtomicBool::new(false) };
        let mut orden = Command::new("sh");
        orden.args(["-c", "echo ya; sleep 60 & exit 3"]);
        let inicio = std::time::Instant::now();
        let fin = compilador.ejecutar(orden).unwrap().unwrap();
        assert_eq!((fin.salida.as_str(), fin.estado.code()), ("ya\n", Some(3)));
        assert!(inicio.elapsed() < Duration::from_secs(30), "{:?}", inicio.elapsed());
    }

    #[cfg(unix)]
    #[test]
    fn cada_reto_se_queda_con_lo_suyo() {
        let mensajes = [
            serde_json::json!({ "target": { "name": "uno" }, "executable": "/x/uno" }),
            serde_json::json!({ "target": { "name": "dos" }, "message": { "level": "error", "rendered": "falta `;`\n" } }),
            serde_json::json!({ "target": { "name": "tres" }, "message": { "level": "error", "rendered": "linker `cc` not found" } }),
        ];
        let estado = std::os::unix::process::ExitStatusExt::from_raw(101 << 8);
        let fin = Fin { estado, salida: String::new(), errores: "error: could not compile `exercises`".into() };
        let de = |reto: &str| segun_cargo(reto, &mensajes, &fin);
        assert!(matches!(de("uno"), Compilado::Bien(orden) if orden == ["/x/uno"]));
        assert!(matches!(de("dos"), Compilado::Mal(dicho) if dicho == "falta `;`"));
        assert!(matches!(de("tres"), Compilado::NoComprobable(_)));
        assert!(matches!(de("cuatro"), Compilado::Mal(dicho) if dicho.contains("could not compile")));
    }
}
