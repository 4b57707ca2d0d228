//! Las órdenes que enseña el libro, entendidas: qué programa es, con qué argumentos, y cómo se arranca de verdad.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Una orden de `cargo` que arranca uno de nuestros programas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orden {
    pub paquete: Option<String>,
    pub programa: String,
    /// ¿Es un ejemplo del paquete, y no un programa?
    pub ejemplo: bool,
    pub argumentos: Vec<String>,
}

/// Con qué otras órdenes de cargo puede salir el libro.
const DE_CARGO: [&str; 13] =
    ["add", "audit", "build", "check", "clippy", "doc", "fetch", "fmt", "install", "new", "test", "update", "vendor"];

/// Entiende una línea de consola. `None` si no arranca un programa del curso; el error, si está mal escrita.
pub fn entender(linea: &str) -> Result<Option<Orden>, String> {
    let palabras = palabras(linea)?;
    let mut palabras = palabras.into_iter().skip_while(|palabra| palabra.contains('=') && !palabra.starts_with('-'));
    match palabras.next().as_deref() {
        Some("cargo") => {}
        _ => return Ok(None),
    }
    match palabras.next().as_deref() {
        Some("run" | "r") => {}
        Some("curso") => {
            let argumentos = palabras.collect();
            return Ok(Some(Orden { paquete: None, programa: "curso".into(), ejemplo: false, argumentos }));
        }
        Some(otra) if DE_CARGO.contains(&otra) || otra.starts_with(['+', '-']) => return Ok(None),
        Some(otra) => return Err(format!("cargo no tiene ninguna orden «{otra}», o el libro no la conoce")),
        None => return Ok(None),
    }
    let mut orden = Orden { paquete: None, programa: "curso".to_string(), ejemplo: false, argumentos: Vec::new() };
    while let Some(palabra) = palabras.next() {
        let mut valor = || palabras.next().ok_or_else(|| format!("a «{palabra}» le falta su valor"));
        match palabra.as_str() {
            "--" => break,
            "-q" | "--quiet" | "--release" | "--offline" | "--locked" => {}
            "-p" | "--package" => {
                let paquete = valor()?;
                // Un paquete con un solo programa, y del mismo nombre, no necesita decir cuál.
                if orden.programa == "curso" {
                    orden.programa.clone_from(&paquete);
                }
                orden.paquete = Some(paquete);
            }
            "--bin" | "--example" => {
                orden.programa = valor()?;
                orden.ejemplo = palabra == "--example";
            }
            opcion if opcion.starts_with('-') => return Err(format!("cargo run no tiene la opción «{opcion}»")),
            _ => {
                orden.argumentos.push(palabra);
                break;
            }
        }
    }
    orden.argumentos.extend(palabras);
    Ok(Some(orden))
}

/// Las órdenes de una línea: las separan `|`, `&&`, `;`, y lo que sigue a `>` o a `<` es un fichero.
pub fn separar(linea: &str) -> Vec<String> {
    let mut ordenes = vec![String::new()];
    let mut comilla = None;
    let mut saltar = false;
    for letra in linea.chars() {
        match (comilla, letra) {
            (Some(abierta), _) if letra == abierta => comilla = None,
            (None, '"' | '\'') => comilla = Some(letra),
            (None, '|' | '&' | ';') => {
                ordenes.push(String::new());
                saltar = false;
                continue;
            }
            (None, '<' | '>') => saltar = true,
            (None, '#') if ordenes.last().is_some_and(|ultima| ultima.ends_with(' ') || ultima.is_empty()) => break,
            _ => {}
        }
        if let (false, Some(ultima)) = (saltar, ordenes.last_mut()) {
            ultima.push(letra);
        }
    }
    ordenes.iter().map(|orden| orden.trim().to_string()).filter(|orden| !orden.is_empty()).collect()
}

/// Las palabras de una orden; las comillas juntan.
fn palabras(orden: &str) -> Result<Vec<String>, String> {
    redes::argumentos::palabras(orden).ok_or_else(|| format!("en «{orden}» falta cerrar unas comillas"))
}

impl Orden {
    /// El paquete que hay que compilar para tenerlo.
    fn paquete(&self) -> String {
        match (&self.paquete, self.programa.as_str()) {
            (Some(paquete), _) => paquete.clone(),
            (None, "curso") => "curso".to_string(),
            (None, programa) if programa.starts_with("solucion_") => "solutions".to_string(),
            (None, programa) => programa.to_string(),
        }
    }

    /// El programa, listo para arrancar. Lo compila si hace falta, o siempre si se pide ponerlo al día.
    pub fn ejecutable(&self, al_dia: bool) -> Result<PathBuf, String> {
        let yo = env::current_exe().map_err(|_| "no sé dónde está este programa".to_string())?;
        let hermano = yo.with_file_name(format!("{}{}", self.programa, env::consts::EXE_SUFFIX));
        if hermano.is_file() && !al_dia {
            return Ok(hermano);
        }
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let fin = Command::new(cargo)
            .args(["build", "--quiet", "--package", &self.paquete(), "--bin", &self.programa, "--manifest-path"])
            .arg(redes::lugares::raiz().join("Cargo.toml"))
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("no he podido arrancar cargo: {}", redes::errores::explicar(&error)))?;
        if fin.status.success() && hermano.is_file() {
            return Ok(hermano);
        }
        Err(format!("no he podido compilar «{}»:\n{}", self.programa, String::from_utf8_lossy(&fin.stderr).trim_end()))
    }

    /// La dirección, o el puerto, cambiados por los de esta vez. El servidor se prueba en un puerto que esté libre.
    pub fn con_puerto(&self, puerto: u16) -> Self {
        let mut nueva = self.clone();
        let argumentos = &mut nueva.argumentos;
        let lugar_de = |opcion: &str| argumentos.iter().position(|argumento| argumento == opcion);
        let direccion = argumentos.iter().position(|argumento| puerto_de(argumento).is_some());
        if let Some(valor) = lugar_de("--puerto").and_then(|lugar| argumentos.get_mut(lugar + 1)) {
            *valor = puerto.to_string();
        } else if let Some(direccion) = direccion.and_then(|lugar| argumentos.get_mut(lugar)) {
            let host = direccion.rsplit_once(':').map_or("127.0.0.1", |(host, _)| host).to_string();
            *direccion = format!("{host}:{puerto}");
        } else {
            argumentos.extend(["--puerto".to_string(), puerto.to_string()]);
        }
        nueva
    }

    /// El puerto que se enseña: el que dice la orden o el de su lección.
    pub fn puerto_ensenado(&self, catalogo: &catalogo::Catalogo) -> Option<u16> {
        let opcion = self.argumentos.iter().position(|argumento| argumento == "--puerto");
        let dicho = opcion.and_then(|lugar| self.argumentos.get(lugar + 1)).and_then(|valor| valor.parse().ok());
        let en_direccion = || self.argumentos.iter().find_map(|argumento| puerto_de(argumento));
        let de_la_leccion = || {
            let leccion = catalogo.lecciones.iter().find(|leccion| leccion.nombre == self.programa)?;
            let udp = self.argumentos.iter().any(|argumento| argumento == "udp");
            if udp { leccion.puertos.last().copied() } else { leccion.puertos.first().copied() }
        };
        dicho.or_else(en_direccion).or_else(de_la_leccion)
    }
}

/// El puerto de `127.0.0.1:8081`.
fn puerto_de(argumento: &str) -> Option<u16> {
    argumento.parse::<std::net::SocketAddr>().ok().map(|direccion| direccion.port())
}

#[cfg(test)]
mod pruebas {
    use super::*;

    fn orden(linea: &str) -> (String, Vec<String>) {
        let orden = entender(linea).unwrap().unwrap();
        (orden.programa, orden.argumentos)
    }

    #[test]
    fn se_entienden_como_las_entiende_cargo() {
        let con = |programa: &str, argumentos: &[&str]| {
            (programa.to_string(), argumentos.iter().map(|uno| uno.to_string()).collect::<Vec<_>>())
        };
        assert_eq!(orden("cargo run"), con("curso", &[]));
        assert_eq!(orden("cargo run -- verificar lineas"), con("curso", &["verificar", "lineas"]));
        assert_eq!(orden("cargo curso explica R01"), con("curso", &["explica", "R01"]));
        assert_eq!(
            orden("cargo run -q --bin leccion2 -- cliente \"¡Hola, tú!\""),
            con("leccion2", &["cliente", "¡Hola, tú!"])
        );
        assert_eq!(orden("cargo run -p exercises --bin lineas 127.0.0.1:8081"), con("lineas", &["127.0.0.1:8081"]));
        assert_eq!(orden("cargo run -p gatin -- otro.png"), con("gatin", &["otro.png"]));
        for ajena in ["nc 127.0.0.1 8081", "cargo test", "cargo +nightly fuzz run x", ""] {
            assert_eq!(entender(ajena), Ok(None), "{ajena}");
        }
        for mala in ["cargo runn", "cargo run --bim leccion1", "cargo run --bin", "cargo run -- \"a medias"] {
            assert!(entender(mala).is_err(), "{mala}");
        }
    }

    #[test]
    fn una_linea_puede_llevar_varias() {
        assert_eq!(
            separar("echo \"a | b\" | cargo run -p x --bin y < z > w"),
            ["echo \"a | b\"", "cargo run -p x --bin y"]
        );
        assert_eq!(separar("cargo test   # tarda"), ["cargo test"]);
    }

    #[test]
    fn el_puerto_se_cambia_donde_este() {
        let cambiada = |linea: &str| entender(linea).unwrap().unwrap().con_puerto(5).argumentos.join(" ");
        assert_eq!(cambiada("cargo run --bin leccion2 -- servidor"), "servidor --puerto 5");
        assert_eq!(cambiada("cargo run --bin leccion2 -- --puerto 8081 servidor"), "--puerto 5 servidor");
        assert_eq!(cambiada("cargo run -p exercises --bin lineas 127.0.0.1:8081"), "127.0.0.1:5");
    }
}
