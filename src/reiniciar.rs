//! `curso reiniciar`: vuelve a poner el esqueleto de un reto y guarda una copia de lo que había.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use catalogo::Reto;
use redes::argumentos::orden_para;
use redes::consola::{self, Estilo, Linea};
use redes::errores::{Fallo, Resultado};
use redes::lugares::raiz_de_los_retos;
use redes::progreso::hoy;

use crate::recuerdo;
use crate::salida::escribir;
use crate::vista::sangrado;

/// Al pie de la ayuda de `reiniciar`.
pub const AYUDA: &str = "\
Lo que tenías no se pierde: queda en exercises/copias/, con la fecha en el
nombre. Si ya lo habías superado, sigue apuntado como superado.

  cargo run -- reiniciar servidor_eco";

/// Reinicia un reto, lo olvida y cuenta qué ha hecho.
pub fn ejecutar(reto: &Reto) -> Resultado {
    let hecho = reiniciar(reto)?;
    if hecho != Hecho::YaEstaba {
        recuerdo::olvidar(&reto.nombre)?;
    }
    escribir(&en_lineas(reto, &hecho, consola::ancho()))
}

/// Lo que se ha hecho al reiniciar.
#[derive(Debug, PartialEq, Eq)]
enum Hecho {
    /// Ya estaba como se reparte.
    YaEstaba,
    /// No había nada: se ha puesto el esqueleto.
    Puesto,
    /// Se ha puesto el esqueleto, y esto es la copia de lo que había.
    ConCopia(PathBuf),
}

/// Vuelve a poner el esqueleto.
fn reiniciar(reto: &Reto) -> Resultado<Hecho> {
    let (fuente, original) = (reto.fuente(), reto.original());
    let esqueleto = fs::read(&original).map_err(|error| {
        Fallo::de_sistema(format!("no encuentro el esqueleto original, «{}»", original.display()), error)
            .remedio("Si usas git: git checkout -- exercises/originales")
    })?;
    let habia = match fs::read(&fuente) {
        Ok(habia) if habia == esqueleto => return Ok(Hecho::YaEstaba),
        Ok(habia) => Some(habia),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(Fallo::al_leer(&fuente, error)),
    };
    // Primero la copia: si no se puede guardar, lo que había se queda donde está.
    let copia = habia.map(|habia| guardar_copia(&reto.nombre, &habia)).transpose()?;
    fs::write(&fuente, esqueleto).map_err(|error| Fallo::al_guardar(&fuente, error))?;
    Ok(copia.map_or(Hecho::Puesto, Hecho::ConCopia))
}

/// Guarda la copia en el primer nombre libre de hoy: `exercises/copias/NOMBRE-AAAA-MM-DD-N.rs`.
fn guardar_copia(nombre: &str, habia: &[u8]) -> Resultado<PathBuf> {
    let carpeta = raiz_de_los_retos().join("exercises").join("copias");
    fs::create_dir_all(&carpeta).map_err(|error| Fallo::al_guardar(&carpeta, error))?;
    let hoy = hoy();
    for numero in 1.. {
        let copia = carpeta.join(format!("{nombre}-{hoy}-{numero}.rs"));
        match nueva(&copia, habia) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Fallo::al_guardar(&copia, error)),
            Ok(()) => return Ok(copia),
        }
    }
    Err(Fallo::nuevo("no queda ningún nombre libre para la copia"))
}

/// Escribe un fichero que no existía: nunca pisa otra copia.
fn nueva(ruta: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::io::Write::write_all(&mut fs::File::create_new(ruta)?, bytes)
}

/// Qué se ha hecho, y dónde queda lo que había.
fn en_lineas(reto: &Reto, hecho: &Hecho, ancho: usize) -> Vec<Linea> {
    let fichero = relativa(&reto.fuente());
    let mut lineas = match hecho {
        Hecho::YaEstaba => {
            return sangrado(&format!("«{fichero}» ya está como al principio: no he tocado nada."), 0, ancho);
        }
        Hecho::Puesto => sangrado(&format!("He vuelto a poner «{fichero}» como al principio."), 0, ancho),
        Hecho::ConCopia(copia) => {
            let frase = format!("He vuelto a poner «{fichero}» como al principio. Lo que tenías está en:");
            let mut lineas = sangrado(&frase, 0, ancho);
            lineas.push(Linea::llana("  ").con(Estilo::Codigo, relativa(copia)));
            lineas
        }
    };
    let orden = orden_para("curso", &format!("vigilar {}", reto.nombre));
    lineas.push(Linea::llana("Para empezar: ").con(Estilo::Codigo, orden));
    lineas
}

/// La ruta como la escribiría quien está en la carpeta del curso.
pub fn relativa(ruta: &Path) -> String {
    ruta.strip_prefix(raiz_de_los_retos()).unwrap_or(ruta).display().to_string().replace('\\', "/")
}
