//! Sin nadie delante, la guía prueba ella el cambio bueno y después el descuido de siempre.

use std::env;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Corrector, Prueba, juicio};
use crate::consola::{Estilo, Linea};
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
    let lineas = |texto: &str| -> Vec<(usize, String)> {
        let numeradas = texto.lines().enumerate().map(|(i, linea)| (i + 1, linea.trim_end().to_string()));
        numeradas.filter(|(_, linea)| !linea.starts_with("//!")).collect()
    };
    let (viejas, nuevas) = (lineas(antes), lineas(despues));
    // largos[i][j]: lo más que coincide desde la vieja i y la nueva j en adelante.
    let mut largos = vec![vec![0_usize; nuevas.len() + 1]; viejas.len() + 1];
    for i in (0..viejas.len()).rev() {
        for j in (0..nuevas.len()).rev() {
            largos[i][j] = if viejas[i].1 == nuevas[j].1 {
                largos[i + 1][j + 1] + 1
            } else {
                largos[i + 1][j].max(largos[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut cambios) = (0, 0, Vec::new());
    while i < viejas.len() || j < nuevas.len() {
        if i < viejas.len() && j < nuevas.len() && viejas[i].1 == nuevas[j].1 {
            (i, j) = (i + 1, j + 1);
        } else if j == nuevas.len() || (i < viejas.len() && largos[i + 1][j] >= largos[i][j + 1]) {
            cambios.push((Estilo::Mal, "- ", &viejas[i]));
            i += 1;
        } else {
            cambios.push((Estilo::Bien, "+ ", &nuevas[j]));
            j += 1;
        }
    }
    let con_algo = cambios.into_iter().filter(|(_, _, (_, linea))| !linea.is_empty());
    con_algo
        .map(|(estilo, marca, (numero, linea))| {
            Linea::vacia().con(Estilo::Tenue, format!("   {numero:>2} ")).con(estilo, format!("{marca}{linea}"))
        })
        .collect()
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
