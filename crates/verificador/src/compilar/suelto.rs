//! Compila un programa suelto: un fichero que solo usa `std`, como los de `taller/`.
//!
//! Los programas que escribe quien empieza llevan la dirección escrita: `"127.0.0.1:8081"`. Quien los prueba necesita que usen la
//! que él les dé, así que compila una copia en la que en su lugar está su primer argumento. Lo que dice rustc se devuelve con el
//! nombre del fichero de verdad, y con la dirección como estaba.

use std::env;
use std::fs;
use std::path::Path;

use super::{Compilado, Compilador, estrenar, segun_rustc};

/// Lo que ocupa, en la copia, el sitio de la dirección: también es un `&'static str`.
const ARGUMENTO: &str = "(&*std::env::args().nth(1).unwrap().leak())";

impl Compilador<'_> {
    /// Compila ese fichero. `nombre` es como lo conoce quien lo escribe: `taller/leccion2/eco.rs`. `None` si se ha cancelado.
    #[must_use]
    pub fn suelto(&self, fichero: &Path, nombre: &str) -> Option<Compilado> {
        let preparado = fs::read_to_string(fichero).and_then(|fuente| {
            let carpeta = env::current_exe()?.with_file_name("taller");
            fs::create_dir_all(&carpeta)?;
            let crate_ = como_crate(nombre);
            // La de este proceso: puede haber otro probando lo mismo.
            let copia = carpeta.join(format!("{crate_}-{}.rs", std::process::id()));
            let direccion = direccion_escrita(&fuente);
            fs::write(&copia, direccion.map_or(fuente.clone(), |direccion| fuente.replace(direccion, ARGUMENTO)))?;
            Ok((carpeta, crate_, copia, direccion.map(str::to_string)))
        });
        let (carpeta, crate_, copia, direccion) = match preparado {
            Ok(preparado) => preparado,
            Err(error) => {
                return Some(Compilado::NoComprobable(format!("no puedo compilar «{nombre}»: {error}")));
            }
        };
        let programa = estrenar(&carpeta, &crate_);
        let mut orden = self.rustc(&crate_, &carpeta);
        // En un pánico también se lee el nombre de verdad.
        orden.arg("--remap-path-prefix").arg(format!("{}={nombre}", copia.display()));
        // Un programa a medias tiene cosas sin usar: avisar de ellas estorbaría a lo que importa.
        orden.args(["-A", "unused", "-A", "dead_code"]).arg("-o").arg(&programa).arg(&copia);
        let compilado = match self.ejecutar(orden) {
            Err(error) => {
                Compilado::NoComprobable(format!("no puedo arrancar rustc: {error}. ¿Está instalado rustup?"))
            }
            Ok(None) => return None,
            Ok(Some(fin)) if fin.estado.success() => Compilado::Bien(vec![programa.display().to_string()]),
            Ok(Some(fin)) => segun_rustc(&fin.errores),
        };
        let _ = fs::remove_file(&copia);
        Some(match compilado {
            Compilado::Mal(dicho) => {
                let dicho = dicho.replace(&copia.display().to_string(), nombre);
                Compilado::Mal(dicho.replace(ARGUMENTO, direccion.as_deref().unwrap_or(ARGUMENTO)))
            }
            otro => otro,
        })
    }
}

/// Un nombre de crate que sale de la ruta: `taller/leccion2/eco.rs` → `taller_leccion2_eco`.
fn como_crate(nombre: &str) -> String {
    let letras = nombre.trim_end_matches(".rs").chars();
    let limpio: String = letras.map(|letra| if letra.is_ascii_alphanumeric() { letra } else { '_' }).collect();
    if limpio.starts_with(|letra: char| letra.is_ascii_alphabetic()) { limpio } else { format!("p_{limpio}") }
}

/// La dirección que lleva escrita, con sus comillas: la primera que no esté en un comentario. La `"127.0.0.1:0"` de un cliente,
/// que es «cualquiera libre», se queda como está.
fn direccion_escrita(fuente: &str) -> Option<&str> {
    let lineas = fuente.lines().filter(|linea| !linea.trim_start().starts_with("//"));
    let mut escritas =
        lineas.flat_map(|linea| linea.match_indices("\"127.0.0.1:").map(move |(lugar, _)| &linea[lugar..]));
    escritas.find_map(|resto| {
        let entera = &resto[..2 + resto[1..].find('"')?];
        let puerto = entera.trim_matches('"').rsplit(':').next()?;
        let vale = puerto != "0" && !puerto.is_empty() && puerto.bytes().all(|byte| byte.is_ascii_digit());
        vale.then_some(entera)
    })
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn la_direccion_es_la_del_codigo() {
        let fuente = "//! Ejecútalo con \"127.0.0.1:1\"\nfn main() {\n    // bind(\"127.0.0.1:2\")\n    bind(\"127.0.0.1:8081\");\n}\n";
        assert_eq!(direccion_escrita(fuente), Some("\"127.0.0.1:8081\""));
        for sin in ["", "\"127.0.0.1:0\"", "\"127.0.0.1:\"", "\"127.0.0.1:{puerto}\"", "\"127.0.0.1:80", "127.0.0.1:80"]
        {
            assert_eq!(direccion_escrita(sin), None, "{sin}");
        }
    }

    #[test]
    fn el_nombre_del_crate_vale_siempre() {
        for (ruta, nombre) in
            [("taller/leccion2/eco.rs", "taller_leccion2_eco"), ("/tmp/ñ 1.rs", "p__tmp___1"), ("1.rs", "p_1")]
        {
            assert_eq!(como_crate(ruta), nombre);
        }
    }
}
