//! ¿Habla español un programa del curso? Se le pide toda su ayuda y se le dan mal los argumentos de todas las formas
//! posibles, y se lee lo que contesta de verdad.
//!
//! No mira la definición de los argumentos, sino su ayuda ya escrita: si la ayuda calla algo, es un defecto.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::Path;

use crate::{Final, ejecutar};

/// Palabras que delatan un texto sin traducir: las de `clap`, las de los errores del sistema y las más corrientes.
/// Se buscan como palabras enteras y sin distinguir mayúsculas. No están las que también son españolas (`error`, `no`,
/// `has`, `os`) ni las que el curso usa con razón (`host`, `socket`, `stream`).
const INGLESAS: &str = "usage options commands arguments argument command subcommand subcommands flag value values \
    possible default defaults print prints help version required requires provided tip similar exists unexpected found \
    invalid unrecognized unknown missing more information try cannot used multiple times expected supplied needed \
    equal sign number digit empty string overflow failed lookup address connection refused reset broken pipe denied \
    timed out such file directory is are was were be been the of to with for and or not none this that these those \
    your you it its from by at on when if then else than must should will would can could please see also run running \
    warning note aliases env message show display list read write send receive port address server client \
    listening on listen connect connected close closed path directory output input optional thread panicked";

/// Un defecto: qué se ejecutó y qué tiene de malo lo que contestó.
type Defecto = String;

/// Revisa `programa` de arriba abajo y falla con la lista de todos los defectos.
///
/// # Panics
/// Si encuentra algún defecto.
#[track_caller]
pub fn revisar(programa: impl AsRef<Path>) {
    sin_defectos(&defectos(programa.as_ref()));
}

/// Como [`revisar`], para un programa que se presenta como una orden de otro: la versión la dice el otro.
///
/// # Panics
/// Si encuentra algún defecto.
#[track_caller]
pub fn revisar_orden(programa: impl AsRef<Path>) {
    let mut revision = Revision::nueva(programa.as_ref());
    revision.orden(&[]);
    revision.entendida();
    sin_defectos(&revision.defectos);
}

#[track_caller]
fn sin_defectos(defectos: &[Defecto]) {
    assert!(defectos.is_empty(), "{} defectos:\n\n{}", defectos.len(), defectos.join("\n\n"));
}

/// Todos los defectos de `programa`.
pub fn defectos(programa: &Path) -> Vec<Defecto> {
    let mut revision = Revision::nueva(programa);
    revision.orden(&[]);
    revision.version();
    revision.entendida();
    revision.defectos
}

/// Las palabras inglesas de un texto.
pub fn ingles(texto: &str) -> Vec<String> {
    let inglesas: BTreeSet<&str> = INGLESAS.split_whitespace().collect();
    let limpio = sin_codigo(texto);
    let palabras = limpio.split(|letra: char| !letra.is_alphabetic()).map(str::to_lowercase);
    palabras.filter(|palabra| inglesas.contains(palabra.as_str())).collect()
}

/// El texto sin lo que es código: `--opciones`, `NombresAsí` (los de `std`), `cargo run` y lo que va entre acentos graves.
fn sin_codigo(texto: &str) -> String {
    let texto = texto.replace("cargo run", "cargo");
    let prosa: String = texto.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let palabras = prosa.split([' ', '\n', '«', '»', '(', ')', ',']).filter(|palabra| {
        let mayusculas = palabra.chars().filter(|letra| letra.is_uppercase()).count();
        let de_std = mayusculas >= 2 && palabra.chars().any(char::is_lowercase);
        !palabra.starts_with('-') && !de_std
    });
    palabras.collect::<Vec<_>>().join(" ")
}

struct Revision<'a> {
    programa: &'a Path,
    ejecutados: Cell<usize>,
    defectos: Vec<Defecto>,
}

impl<'a> Revision<'a> {
    fn nueva(programa: &'a Path) -> Self {
        Self { programa, ejecutados: Cell::new(0), defectos: Vec::new() }
    }

    fn ejecutar(&self, argumentos: &[&str]) -> Final {
        self.ejecutados.set(self.ejecutados.get() + 1);
        ejecutar(self.programa, argumentos)
    }

    fn defecto(&mut self, argumentos: &[&str], que: &str, visto: &str) {
        let nombre = self.programa.file_name().unwrap_or_default().to_string_lossy();
        self.defectos.push(format!("«{nombre} {}»: {que}\n{visto}", argumentos.join(" ")));
    }

    /// Revisa una orden y, después, todas las que contiene.
    fn orden(&mut self, camino: &[&str]) {
        let con = |mas: &[&'static str]| [camino, mas].concat();
        let (corta, larga) = (self.ejecutar(&con(&["-h"])), self.ejecutar(&con(&["--help"])));
        for (fin, argumentos) in [(&corta, con(&["-h"])), (&larga, con(&["--help"]))] {
            if fin.codigo != Some(0) || !fin.errores.is_empty() {
                self.defecto(&argumentos, "la ayuda va a stdout y acaba con 0", &format!("{fin:?}"));
            }
        }
        if corta.salida != larga.salida {
            self.defecto(&con(&["-h"]), "no dice lo mismo que --help", &corta.salida);
        }
        let ayuda = Ayuda::leer(&larga.salida);
        for falta in ayuda.defectos() {
            self.defecto(&con(&["--help"]), &falta, &larga.salida);
        }
        self.sin_ingles(&con(&["--help"]), &larga.salida);
        for mal in ayuda.maneras_de_equivocarse() {
            let argumentos: Vec<&str> = camino.iter().copied().chain(mal.iter().map(String::as_str)).collect();
            self.equivocacion(&argumentos);
        }
        for nombre in &ayuda.ordenes {
            self.orden(&[camino, &[nombre]].concat());
        }
    }

    /// Si no se ha entendido su ayuda, no se le ha preguntado casi nada: eso también es un defecto.
    fn entendida(&mut self) {
        let ejecutados = self.ejecutados.get();
        if ejecutados < 10 {
            self.defecto(&["--help"], "no se entiende: no ofrece casi nada", &format!("{ejecutados} ejecuciones"));
        }
    }

    fn version(&mut self) {
        let (corta, larga) = (self.ejecutar(&["-V"]), self.ejecutar(&["--version"]));
        let bien = larga.codigo == Some(0) && larga.errores.is_empty() && larga.salida == corta.salida;
        let numerada = larga.salida.split_whitespace().nth(1).is_some_and(|numero| numero.contains('.'));
        if !bien || !numerada || larga.salida.lines().count() != 1 {
            self.defecto(&["--version"], "la versión es una línea, «programa 1.2.3»", &format!("{larga:?} {corta:?}"));
        }
    }

    /// Unos argumentos mal puestos: código 2, nada por stdout, una frase que empieza por `error: ` y qué probar.
    fn equivocacion(&mut self, argumentos: &[&str]) {
        let fin = self.ejecutar(argumentos);
        if fin.codigo != Some(2) {
            self.defecto(argumentos, "debería acabar con código 2", &format!("{fin:?}"));
            return;
        }
        if !fin.salida.is_empty() {
            self.defecto(argumentos, "un error no escribe en stdout", &fin.salida);
        }
        let frase = fin.errores.lines().next().unwrap_or_default();
        if !frase.starts_with("error: ") || frase.split_whitespace().count() < 4 {
            self.defecto(argumentos, "un error es una frase: «error: …»", &fin.errores);
        }
        if !fin.errores.lines().last().is_some_and(|ultima| ultima.starts_with("Prueba: ")) {
            self.defecto(argumentos, "el error no acaba diciendo qué probar", &fin.errores);
        }
        // Lo que se ha escrito mal se repite entre comillas, y no cuenta como inglés nuestro.
        self.sin_ingles(argumentos, &fin.errores);
    }

    fn sin_ingles(&mut self, argumentos: &[&str], texto: &str) {
        let palabras = ingles(texto);
        if !palabras.is_empty() {
            self.defecto(argumentos, &format!("hay inglés: {}", palabras.join(", ")), texto);
        }
    }
}

/// Lo que se entiende de una ayuda leyéndola como la lee una persona.
#[derive(Debug, Default)]
struct Ayuda {
    descripcion: String,
    uso: String,
    ordenes: Vec<String>,
    opciones: Vec<Entrada>,
    /// Todo lo que tiene nombre y debería tener explicación.
    entradas: Vec<Entrada>,
    lineas_largas: usize,
}

/// Una fila de la ayuda: `--puerto <PUERTO>` y su explicación.
#[derive(Debug, Clone, Default)]
struct Entrada {
    nombre: String,
    explicacion: String,
}

impl Entrada {
    /// El nombre largo de una opción, si es una opción con nombre largo.
    fn larga(&self) -> Option<&str> {
        self.nombre.split([' ', '=']).map(|pieza| pieza.trim_end_matches(',')).find(|pieza| pieza.starts_with("--"))
    }

    fn lleva_valor(&self) -> bool {
        self.nombre.contains('<')
    }
}

impl Ayuda {
    fn leer(texto: &str) -> Self {
        let mut ayuda =
            Self { lineas_largas: texto.lines().filter(|una| una.chars().count() > 80).count(), ..Self::default() };
        ayuda.descripcion = texto.lines().next().unwrap_or_default().to_string();
        let mut titulo = "";
        for linea in texto.lines() {
            if let Some(uso) = linea.strip_prefix("Uso: ") {
                ayuda.uso = uso.to_string();
            }
            if !linea.starts_with(' ') {
                titulo = linea.strip_suffix(':').unwrap_or_default();
                continue;
            }
            let sangria = linea.len() - linea.trim_start().len();
            let es_nombre = sangria == 2 || (sangria == 6 && linea.trim_start().starts_with("--"));
            let (nombre, explicacion) = match linea.trim_start().split_once("  ") {
                Some((nombre, resto)) if es_nombre => (nombre, resto.trim()),
                _ if es_nombre => (linea.trim(), ""),
                _ => ("", linea.trim()),
            };
            let propia = match titulo {
                "Órdenes" | "Argumentos" => true,
                _ => linea.trim_start().starts_with('-') || !es_nombre,
            };
            if titulo.is_empty() || !propia {
                continue;
            }
            if es_nombre {
                ayuda.entradas.push(Entrada { nombre: nombre.to_string(), explicacion: explicacion.to_string() });
                if titulo == "Órdenes" {
                    ayuda.ordenes.push(nombre.to_string());
                }
            } else if let Some(ultima) = ayuda.entradas.last_mut() {
                let junta = format!("{} {explicacion}", ultima.explicacion);
                ultima.explicacion = junta.trim().to_string();
            }
        }
        ayuda.opciones = ayuda.entradas.iter().filter(|una| una.nombre.starts_with('-')).cloned().collect();
        ayuda
    }

    fn defectos(&self) -> Vec<String> {
        let mut defectos = Vec::new();
        if !empieza_bien(&self.descripcion) || self.descripcion.starts_with("Uso:") {
            defectos.push("la ayuda no empieza diciendo para qué sirve".to_string());
        }
        if self.uso.is_empty() {
            defectos.push("falta la línea «Uso: …»".to_string());
        }
        for entrada in &self.entradas {
            if entrada.explicacion.is_empty() || entrada.explicacion.starts_with('[') {
                defectos.push(format!("«{}» no tiene explicación", entrada.nombre));
            } else if !empieza_bien(&entrada.explicacion) {
                defectos.push(format!("la explicación de «{}» no empieza por mayúscula", entrada.nombre));
            }
        }
        if !self.opciones.iter().any(|opcion| opcion.nombre == "-h, --help") {
            defectos.push("no ofrece «-h, --help»".to_string());
        }
        if self.lineas_largas > 0 {
            defectos.push(format!("{} líneas pasan de 80 columnas", self.lineas_largas));
        }
        defectos
    }

    /// Todas las formas de equivocarse que se deducen de lo que ofrece.
    fn maneras_de_equivocarse(&self) -> Vec<Vec<String>> {
        let mut maneras: Vec<Vec<String>> = vec![vec!["--no-existe".into()], vec!["-%".into()]];
        for opcion in &self.opciones {
            let Some(larga) = opcion.larga() else { continue };
            // Mal escrita: le falta la última letra (si con eso no es otra opción).
            let corta = &larga[..larga.len() - larga.chars().last().map_or(0, char::len_utf8)];
            if !self.opciones.iter().any(|otra| otra.larga() == Some(corta)) && corta.len() > 3 {
                maneras.push(vec![corta.to_string()]);
            }
            if opcion.lleva_valor() {
                maneras.push(vec![larga.to_string()]);
                if !["--help", "--version"].contains(&larga) && self.admite_control(opcion) {
                    maneras.push(vec![format!("{larga}=\u{7}")]);
                }
            } else if larga != "--help" && larga != "--version" {
                maneras.push(vec![format!("{larga}=1")]);
                maneras.push(vec![larga.to_string(), larga.to_string()]);
            } else {
                maneras.push(vec![format!("{larga}=1")]);
            }
        }
        if self.opciones.iter().any(|opcion| opcion.larga() == Some("--puerto")) {
            for malo in ["70000", "-1", "ocho"] {
                maneras.push(vec![format!("--puerto={malo}")]);
            }
            maneras.push(vec!["--puerto".into(), "1".into(), "--puerto".into(), "2".into()]);
        }
        for orden in &self.ordenes {
            maneras.push(vec![format!("{orden}z")]);
        }
        if self.uso.contains("<ORDEN>") {
            maneras.push(Vec::new());
        }
        let admite_cualquiera = self.uso.contains("...");
        if !admite_cualquiera {
            let sitio = self.uso.matches(['<', '[']).count();
            maneras.push(vec!["qwxz".into(); sitio + 1]);
        }
        if self.uso.contains(" <") && !self.uso.contains("<ORDEN>") {
            maneras.push(Vec::new());
        }
        maneras
    }

    /// ¿Es seguro que un valor sin sentido (un carácter de control) no le vale? A un nombre o una ruta le valdría.
    fn admite_control(&self, opcion: &Entrada) -> bool {
        let valor = opcion.nombre.split('<').nth(1).unwrap_or_default().trim_end_matches('>');
        let conocidos = ["PUERTO", "DURACIÓN", "TIEMPO", "TAMAÑO", "PORCENTAJE", "N", "K"];
        conocidos.contains(&valor) || opcion.explicacion.contains("[valores: ") || opcion.explicacion.contains("· ")
    }
}

/// Empieza por mayúscula, por cifra o por signo de apertura; no por una minúscula.
fn empieza_bien(texto: &str) -> bool {
    let primera = texto.trim_start_matches(['¿', '¡', '«', '`', '(']).chars().next();
    primera.is_some_and(|letra| letra.is_uppercase() || letra.is_ascii_digit())
}

#[cfg(test)]
mod pruebas {
    use super::*;

    const INGLESA: &str = "\
Does things

Usage: prog [OPTIONS] [COMMAND]

Commands:
  server  run the server
  help    Print this message or the help of the given subcommand(s)

Options:
      --port <PORT>  [default: 8081] [possible values: a, b]
  -h, --help         Print help
";

    const ESPANOLA: &str = "\
Lección 2: un servidor de eco

Uso: leccion2 [OPCIONES] [ORDEN]

Órdenes:
  servidor  Devuelve lo que recibe, uno detrás de otro, hasta
            Ctrl-C

Opciones:
      --host <DIRECCIÓN>  Dirección a la que se llama
                          [por defecto: 127.0.0.1]
      --modo <MODO>
          Cómo se separan [valores: crudo, marco]
  -h, --help              Muestra esta ayuda
";

    #[test]
    fn la_revision_puede_fallar() {
        let palabras = ingles(INGLESA);
        for palabra in ["usage", "options", "command", "print", "the", "default", "possible", "values"] {
            assert!(palabras.iter().any(|vista| vista == palabra), "no ve «{palabra}» en {palabras:?}");
        }
        let defectos = Ayuda::leer(INGLESA).defectos();
        assert!(defectos.iter().any(|defecto| defecto.contains("falta la línea «Uso: …»")), "{defectos:?}");
        let sin_explicar = ESPANOLA.replace("Muestra esta ayuda", "").replace("Dirección a la", "dirección a la");
        let defectos = Ayuda::leer(&sin_explicar).defectos();
        assert_eq!(
            defectos,
            ["la explicación de «--host <DIRECCIÓN>» no empieza por mayúscula", "«-h, --help» no tiene explicación"]
        );
        for error in [
            "error: unexpected argument '--x' found",
            "error: invalid value 'x' for '--puerto'",
            "no puedo: Connection refused (os error 111)",
            "For more information, try '--help'.",
        ] {
            assert!(!ingles(error).is_empty(), "{error}");
        }
    }

    #[test]
    fn lo_espanol_no_tiene_defectos() {
        assert_eq!(ingles(ESPANOLA), [""; 0]);
        let ayuda = Ayuda::leer(ESPANOLA);
        assert_eq!(ayuda.defectos(), [""; 0]);
        assert_eq!(ayuda.ordenes, ["servidor"]);
        assert_eq!(ayuda.entradas[0].explicacion, "Devuelve lo que recibe, uno detrás de otro, hasta Ctrl-C");
        assert_eq!(ayuda.entradas[2].explicacion, "Cómo se separan [valores: crudo, marco]");
        let maneras = ayuda.maneras_de_equivocarse();
        for mal in [&["--no-existe"][..], &["--modo"], &["--mod"], &["servidorz"], &["--modo=\u{7}"], &["--help=1"]] {
            assert!(maneras.iter().any(|manera| manera == mal), "falta {mal:?} en {maneras:?}");
        }
        assert_eq!(ingles("error: nadie escucha (ConnectionRefused). Prueba: leccion2 --help y `read`"), [""; 0]);
    }

    /// Un programa inglés de verdad: cualquiera que siga las costumbres de GNU.
    #[cfg(target_os = "linux")]
    #[test]
    fn un_programa_ingles_de_verdad_no_pasa() {
        let defectos = defectos(Path::new("/bin/cat"));
        assert!(defectos.iter().any(|defecto| defecto.contains("hay inglés: ")), "{defectos:?}");
    }
}
