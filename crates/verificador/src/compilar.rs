//! Compila los retos, y distingue «tu programa no compila» de «aquí no se puede compilar».
//!
//! Varios se compilan con una sola llamada a cargo; si uno no compila, los demás sí. Y quien está corrigiendo el mismo
//! una y otra vez (`vigilar`) se ahorra a cargo: con un reto, que no usa ningún otro crate, basta `rustc`.

mod ajeno;
mod en_espanol;
mod suelto;

use std::env;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::guardian;
pub use ajeno::causa_ajena;
use ajeno::no_comprobable;
pub use en_espanol::{codigo_del_error, en_espanol};
use redes::errores::explicar;
use redes::lugares::raiz_de_los_retos as raiz;

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
        if fs::create_dir_all(&carpeta).is_err() {
            return con_cargo();
        }
        let programa = estrenar(&carpeta, reto);
        // La ruta, como la escribe cargo: en los pánicos y en los errores se ve igual.
        let mut orden = self.rustc(reto, &carpeta);
        orden.arg("-o").arg(&programa).arg(Path::new("exercises").join(format!("{reto}.rs")));
        match self.ejecutar(orden) {
            Err(_) => con_cargo(),
            Ok(None) => None,
            Ok(Some(fin)) if fin.estado.success() => Some(Compilado::Bien(vec![programa.display().to_string()])),
            Ok(Some(fin)) => Some(segun_rustc(&fin.errores)),
        }
    }

    /// Una llamada a rustc que hace lo mismo que haría cargo, y deja en `carpeta` lo que sirve para la vez siguiente.
    fn rustc(&self, nombre: &str, carpeta: &Path) -> Command {
        let mut orden = Command::new(rustc());
        orden.current_dir(raiz()).args(["--edition", "2024", "--crate-type", "bin", "--crate-name", nombre]);
        // Sin información de depuración, ni la de `std`, se enlaza antes. Los pánicos dicen su línea igual.
        orden.args(["--forbid", "unsafe_code", "-C", "debuginfo=0", "-C", "codegen-units=16"]);
        if cfg!(target_os = "linux") {
            orden.args(["-C", "strip=debuginfo"]);
        }
        orden.arg("-C").arg(format!("incremental={}", carpeta.join("incremental").display()));
        // Como a cargo: así se sabe qué errores señalan algo del código.
        orden.arg("--error-format=json");
        if self.color {
            orden.arg("--json=diagnostic-rendered-ansi");
        }
        orden
    }

    /// Ejecuta el compilador hasta el final, o hasta que se cancele: `Ok(None)`.
    fn ejecutar(&self, mut orden: Command) -> io::Result<Option<Fin>> {
        guardian::llamar()?;
        orden.env(guardian::marca(), "0");
        let provisional = guardian::carpeta_provisional();
        if let Some(carpeta) = provisional.as_ref().filter(|carpeta| fs::create_dir_all(carpeta).is_ok()) {
            // Aquí deja rustc lo que no ha acabado, si hay que acabar con él a mitad. En Windows manda TMP, y si no, TEMP.
            orden.envs(["TMPDIR", "TMP", "TEMP"].map(|variable| (variable, carpeta)));
        }
        orden.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut orden, 0);
        let mut hijo = orden.spawn()?;
        let grupo = hijo.id();
        let _ = guardian::cuidar(&hijo);
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
        let textos = (lo_dicho(&salida), lo_dicho(&errores));
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

/// Lee a trozos lo que dice, en un hilo aparte.
fn leer(de: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (envia, recibe) = mpsc::channel();
    thread::spawn(move || {
        let Some(mut de) = de else { return };
        let mut bufer = vec![0; 64 * 1024];
        while let Ok(leidos @ 1..) = de.read(&mut bufer) {
            if envia.send(bufer[..leidos].to_vec()).is_err() {
                return;
            }
        }
    });
    recibe
}

/// Todo lo que dijo quien ya ha acabado. La tubería se cierra con él, salvo que haya dejado en marcha algo que también la tenga
/// (un servidor de compilaciones): a eso no se le espera.
fn lo_dicho(trozos: &Receiver<Vec<u8>>) -> String {
    let hasta = Instant::now() + ATRASO;
    let mut todo = Vec::new();
    while let Ok(trozo) = trozos.recv_timeout(hasta.saturating_duration_since(Instant::now())) {
        todo.extend(trozo);
    }
    String::from_utf8_lossy(&todo).into_owned()
}

/// Lo más que se espera a leer lo que ya ha dicho.
const ATRASO: Duration = Duration::from_secs(2);

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
    let leer = |fichero: &str| {
        fs::read_to_string(raiz().join("exercises").join(fichero)).unwrap_or_default().replace("\r\n", "\n")
    };
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
    let mensajes: Vec<&Value> = suyos().map(|mensaje| &mensaje["message"]).collect();
    let dicho = rotulos(&mensajes);
    if mensajes.iter().any(|mensaje| senala_el_codigo(mensaje)) {
        return Compilado::Mal(dicho.trim_end().to_string());
    }
    if fin.estado.success() {
        return Compilado::NoComprobable("cargo no dice dónde ha dejado el programa".to_string());
    }
    sin_mensajes(dicho + &fin.errores)
}

/// Cómo ha ido, según los mensajes de rustc: uno en cada línea.
fn segun_rustc(errores: &str) -> Compilado {
    let mensajes: Vec<Value> = errores.lines().filter_map(|linea| serde_json::from_str(linea).ok()).collect();
    let mensajes: Vec<&Value> = mensajes.iter().collect();
    let dicho = rotulos(&mensajes);
    if mensajes.iter().any(|mensaje| senala_el_codigo(mensaje)) {
        return Compilado::Mal(dicho);
    }
    let crudo: Vec<&str> = errores.lines().filter(|linea| serde_json::from_str::<Value>(linea).is_err()).collect();
    Compilado::NoComprobable(no_comprobable(&(dicho + &crudo.join("\n"))))
}

/// Lo que se enseña de esos mensajes del compilador, seguido.
fn rotulos(mensajes: &[&Value]) -> String {
    mensajes.iter().filter_map(|mensaje| mensaje["rendered"].as_str()).collect()
}

/// ¿Es un error, y dice en qué línea? Cuando lo que falla es otra cosa (el enlazador, el disco, el propio compilador), el
/// mensaje no señala nada.
fn senala_el_codigo(mensaje: &Value) -> bool {
    let error = mensaje["level"].as_str().is_some_and(|nivel| nivel.contains("error"));
    error && (mensaje["spans"].as_array().is_some_and(|lugares| !lugares.is_empty()) || !mensaje["code"].is_null())
}

/// Cómo ha ido, si cargo no ha dejado mensajes de rustc: que falte el enlazador o una dependencia no es un error de quien
/// ha escrito el programa.
fn sin_mensajes(dicho: String) -> Compilado {
    if causa_ajena(&dicho).is_none() && dicho.contains("--> ") && dicho.contains("could not compile `exercises`") {
        return Compilado::Mal(dicho);
    }
    Compilado::NoComprobable(no_comprobable(&dicho))
}

/// Un nombre que no lleva ningún otro programa, y se borran los anteriores: en Windows no se puede escribir encima de uno que
/// está en marcha, o que está mirando un antivirus.
fn estrenar(carpeta: &Path, reto: &str) -> PathBuf {
    static CUANTOS: AtomicU64 = AtomicU64::new(0);
    let (suyos, nuestros) = (format!("{reto}-"), format!("{reto}-{}-", std::process::id()));
    for entrada in fs::read_dir(carpeta).into_iter().flatten().flatten() {
        let nombre = entrada.file_name().to_string_lossy().into_owned();
        // De otro `vigilar`: si es de hace un rato, ya nadie lo va a arrancar.
        let viejo = || {
            entrada
                .metadata()
                .and_then(|datos| datos.modified())
                .is_ok_and(|hora| hora.elapsed().is_ok_and(|hace| hace > CADUCA))
        };
        if nombre.starts_with(&nuestros) || (nombre.starts_with(&suyos) && viejo()) {
            // El que no se deja, otro día.
            let _ = fs::remove_file(entrada.path());
        }
    }
    let turno = CUANTOS.fetch_add(1, Ordering::Relaxed);
    carpeta.join(format!("{nuestros}{turno}{}", env::consts::EXE_SUFFIX))
}

/// Lo que tiene que llevar sin usarse un programa para que no lo vaya a usar nadie.
const CADUCA: Duration = Duration::from_secs(3600);

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
        let de = |dicho: &str| sin_mensajes(dicho.to_string());
        assert!(matches!(
            de("error: expected `;`\n --> x.rs:1:1\nerror: could not compile `exercises` (bin \"x\")"),
            Compilado::Mal(_)
        ));
        let sin_cc = "error: linker `cc` not found\nerror: could not compile `exercises`";
        assert!(matches!(de(sin_cc), Compilado::NoComprobable(causa) if causa.contains("enlazador")));
        assert!(matches!(de("error: no matching package named `x` found"), Compilado::NoComprobable(_)));
    }

    /// Lo que dice rustc cuando compila bien y no se puede enlazar: un aviso del código y un error que no señala nada.
    #[test]
    fn que_falle_el_enlazador_nunca_es_culpa_del_reto() {
        let aviso = serde_json::json!({ "level": "warning", "code": { "code": "unused_variables" }, "spans": [{}], "rendered": "ojo\n" });
        let enlazador = serde_json::json!({ "level": "error", "code": null, "spans": [], "rendered": "error: linking with `cc` failed\n" });
        let errores = format!("{aviso}\n{enlazador}\n");
        assert!(
            matches!(segun_rustc(&errores), Compilado::NoComprobable(causa) if causa.ends_with("with `cc` failed"))
        );
        let falta = serde_json::json!({ "level": "error", "code": null, "spans": [{}], "rendered": "falta `;`\n" });
        assert!(
            matches!(segun_rustc(&format!("{aviso}\n{falta}\n")), Compilado::Mal(dicho) if dicho == "ojo\nfalta `;`\n")
        );
    }

    /// El nieto se queda con la tubería medio minuto, y nadie le espera. Al acabar la prueba lo remata el guardián.
    #[cfg(unix)]
    #[test]
    fn a_lo_que_deja_en_marcha_el_compilador_no_se_le_espera() {
        let compilador = Compilador { color: false, cancelada: &AtomicBool::new(false) };
        let mut orden = Command::new("sh");
        orden.args(["-c", "echo hola; sleep 30 & exit 3"]);
        let inicio = Instant::now();
        let fin = compilador.ejecutar(orden).unwrap().unwrap();
        assert_eq!((fin.salida.as_str(), fin.estado.code()), ("hola\n", Some(3)));
        assert!(inicio.elapsed() < Duration::from_secs(20), "ha esperado al nieto");
    }

    #[test]
    fn cada_vez_se_estrena_un_nombre() {
        let carpeta = env::temp_dir().join(format!("redes-estrenar-{}", std::process::id()));
        fs::create_dir_all(&carpeta).unwrap();
        let uno = estrenar(&carpeta, "lineas");
        fs::write(&uno, "").unwrap();
        let de_otro = carpeta.join("lineas-1-0");
        fs::write(&de_otro, "").unwrap();
        let dos = estrenar(&carpeta, "lineas");
        assert_ne!(uno, dos);
        assert!(!uno.exists() && de_otro.exists(), "se borra el nuestro, no el que otro acaba de hacer");
        fs::remove_dir_all(&carpeta).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn cada_reto_se_queda_con_lo_suyo() {
        let mensajes = [
            serde_json::json!({ "target": { "name": "uno" }, "executable": "/x/uno" }),
            serde_json::json!({ "target": { "name": "dos" }, "message": { "level": "error", "spans": [{}], "rendered": "falta `;`\n" } }),
            serde_json::json!({ "target": { "name": "tres" }, "message": { "level": "error", "spans": [], "rendered": "linker `cc` not found" } }),
        ];
        let estado = std::os::unix::process::ExitStatusExt::from_raw(101 << 8);
        let errores = " --> x.rs:1:1\nerror: could not compile `exercises`";
        let fin = Fin { estado, salida: String::new(), errores: errores.into() };
        let de = |reto: &str| segun_cargo(reto, &mensajes, &fin);
        assert!(matches!(de("uno"), Compilado::Bien(orden) if orden == ["/x/uno"]));
        assert!(matches!(de("dos"), Compilado::Mal(dicho) if dicho == "falta `;`"));
        assert!(matches!(de("tres"), Compilado::NoComprobable(_)));
        assert!(matches!(de("cuatro"), Compilado::Mal(dicho) if dicho.contains("could not compile")));
    }
}
