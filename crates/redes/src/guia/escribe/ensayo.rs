//! Sin nadie delante, la guía prueba ella el cambio bueno y después el descuido de siempre.

use std::env;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Corrector, Prueba, juicio};
use crate::consola::{Estilo, Linea};
use crate::diferencia::{Cambio, alineadas};
use crate::errores::explicar;
use crate::guia::corrector::{Dicho, Veredicto};
use crate::guia::guion::{Elemento, Escribe, Guion, Se};
use crate::guia::pantalla::{Bloque, Pantalla};

/// Sin nadie delante: primero el cambio bueno, y después el descuido de siempre.
pub fn ensayar(encargo: &Escribe, pantalla: &Pantalla, corrector: &mut Corrector) {
    pantalla.dicho(Bloque::Suelto, Estilo::Aviso, "✎ ", encargo.encargo);
    pantalla.parrafo(&format!("{} no puedes escribirlo tú: lo hace la guía.", pantalla.sin_que()));
    let programa = match corrector.esperar() {
        Ok(programa) => programa.clone(),
        Err(causa) => {
            pantalla.dicho(Bloque::Suelto, Estilo::Aviso, "» ", &format!("No puedo probarlo: {causa}."));
            return;
        }
    };
    let (bien, mal) = (encargo.bien.to_string(), encargo.mal.en(encargo.bien));
    let versiones = [("El cambio:", &encargo.partida, &bien), ("Y el descuido de siempre:", &bien, &mal)];
    for (rotulo, antes, texto) in versiones {
        pantalla.parrafo(rotulo);
        pantalla.bloque(Bloque::Suelto, &diferencia(antes, texto));
        match de_un_tiron(&programa, encargo, texto, pantalla.ancho()) {
            Ok((lineas, _)) => pantalla.bloque(Bloque::Suelto, &lineas),
            Err(error) => {
                let texto = format!("No he podido probarlo: {}.", explicar(&error));
                pantalla.dicho(Bloque::Suelto, Estilo::Aviso, "» ", &texto);
            }
        }
    }
    pantalla.parrafo(encargo.relato);
}

/// Prueba un texto en un fichero aparte. Devuelve lo que se enseña, y cómo ha ido.
fn de_un_tiron(programa: &Path, encargo: &Escribe, texto: &str, ancho: usize) -> io::Result<(Vec<Linea>, Veredicto)> {
    static CUANTAS: AtomicU32 = AtomicU32::new(0);
    let turno = CUANTAS.fetch_add(1, Ordering::Relaxed);
    let carpeta = env::temp_dir().join(format!("redes-taller-{}-{turno}", std::process::id()));
    fs::create_dir(&carpeta)?;
    let fichero = carpeta.join(encargo.fichero);
    fs::write(&fichero, texto)?;
    let prueba = Prueba::empezar(programa, &fichero, encargo.charla, ancho)?;
    let (mut lineas, mut veredicto) = (Vec::new(), Veredicto::NoComprobable);
    for dicho in &prueba.dichos {
        match dicho {
            Dicho::Compilado(_) => {}
            Dicho::Linea(linea) => lineas.push(linea.sangrada(1)),
            Dicho::Veredicto(este) => veredicto = este,
        }
    }
    drop(prueba);
    fs::remove_dir_all(&carpeta)?;
    lineas.extend(juicio(encargo, &veredicto, ancho));
    Ok((lineas, veredicto))
}

/// Un «escribe», probado de las dos maneras.
#[derive(Debug)]
pub struct Probado {
    /// El nombre del paso.
    pub paso: &'static str,
    /// Lo que se busca con el cambio.
    pub busca: Se,
    /// Cómo sale el cambio bueno.
    pub bien: Veredicto,
    /// El código que tiene que dar el descuido.
    pub codigo: &'static str,
    /// Lo que da.
    pub mal: Veredicto,
}

/// Prueba cada «escribe» de una lección, el cambio bueno y el descuido, con ese `curso`. Es para las pruebas.
///
/// # Errors
/// Si no se puede arrancar, o no hay dónde escribir.
pub fn probar_lo_que_se_escribe(guion: &Guion, curso: &Path) -> io::Result<Vec<Probado>> {
    let mut probados = Vec::new();
    for paso in &guion.pasos {
        for elemento in &paso.elementos {
            let Elemento::Escribe(encargo) = elemento else { continue };
            let (_, bien) = de_un_tiron(curso, encargo, encargo.bien, 80)?;
            let (_, mal) = de_un_tiron(curso, encargo, &encargo.mal.en(encargo.bien), 80)?;
            probados.push(Probado { paso: paso.nombre, busca: encargo.busca, bien, codigo: encargo.mal.codigo, mal });
        }
    }
    Ok(probados)
}

/// Lo que cambia de un programa a otro: lo que se quita y lo que se pone, con su número de línea. El `//!` no cuenta.
fn diferencia(antes: &str, despues: &str) -> Vec<Linea> {
    let cabecera = |texto: &str| texto.lines().take_while(|linea| linea.starts_with("//!")).count();
    let (mut vieja, mut nueva) = (cabecera(antes), cabecera(despues));
    let (viejas, nuevas): (Vec<&str>, Vec<&str>) =
        (antes.lines().skip(vieja).collect(), despues.lines().skip(nueva).collect());
    let mut lineas = Vec::new();
    for (cambio, texto) in alineadas(&viejas, &nuevas) {
        vieja += usize::from(cambio != Cambio::Suya);
        nueva += usize::from(cambio != Cambio::Mia);
        let (estilo, marca, numero) = match cambio {
            Cambio::Igual => continue,
            Cambio::Mia => (Estilo::Mal, "- ", vieja),
            Cambio::Suya => (Estilo::Bien, "+ ", nueva),
        };
        if !texto.trim().is_empty() {
            let delante = Linea::vacia().con(Estilo::Tenue, format!("   {numero:>2} "));
            lineas.push(delante.con(estilo, format!("{marca}{}", texto.trim_end())));
        }
    }
    lineas
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn la_diferencia_dice_lo_que_se_quita_y_lo_que_se_pone() {
        let (antes, despues) = ("//! antes\nuno\ndos\ntres\n", "//! después\nuno\ndos y medio\n\ntres\ncuatro\n");
        let texto: Vec<String> = diferencia(antes, despues).iter().map(Linea::texto).collect();
        assert_eq!(texto, ["    3 - dos", "    3 + dos y medio", "    6 + cuatro"]);
        assert!(diferencia(antes, antes).is_empty());
    }
}
