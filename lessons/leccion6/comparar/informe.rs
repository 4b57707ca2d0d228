//! El mismo trabajo por TCP y por UDP, con una red cada vez peor: en una tabla y en barras.
//!
//! Pruébalo:   cargo run --bin leccion6 -- comparar
//! y con otras pérdidas, que también se repiten:   cargo run --bin leccion6 -- comparar --semilla 8
//!
//! Verás que UDP a secas deja preguntas sin contestar (y contesta a unas con el eco de otras), que reintentando llega
//! todo, y que TCP hacía ya eso por ti.

use std::io::{self, IsTerminal};

use redes::cifras;
use redes::consola::{self, Linea, avisar, parrafo_con_estilo, tabla};
use redes::errores::{Fallo, Resultado};

use crate::comparar::barras::barras;
use crate::comparar::carreras::{DESORDEN, Pista};
use crate::comparar::corredores::PLAZO;
use crate::comparar::marca::{Fila, Manera};

/// Cuántos mensajes, si no se dice otra cosa.
pub const MENSAJES: u32 = 200;

/// La semilla, si no se pide otra: así toda la clase ve perderse los mismos mensajes.
pub const SEMILLA: u64 = 7;

/// Qué redes se prueban: pérdida y desorden.
const REDES: [(f64, bool); 5] = [(0.0, false), (0.01, false), (0.05, false), (0.2, false), (0.0, true)];

/// Hace las carreras y las cuenta.
pub fn ejecutar(mensajes: u32, semilla: u64) -> Resultado {
    let escribir = |lineas: &[Linea]| consola::escribir(lineas).map_err(Fallo::al_mostrar);
    let ancho = consola::ancho();
    escribir(&parrafo_con_estilo(
        &format!(
            "{} mensajes de 14 bytes, uno detrás de otro, y cada uno espera su eco: {} como mucho la primera vez. Semilla: \
             {semilla} (para repetir las mismas pérdidas: `comparar --semilla {semilla}`).",
            cifras::numero(mensajes),
            cifras::duracion(PLAZO)
        ),
        ancho,
    ))?;
    if io::stderr().is_terminal() {
        avisar("(midiendo: unos segundos…)");
    }
    let filas = correr(mensajes, semilla)?;
    escribir(&[Linea::vacia()])?;
    escribir(&en_tabla(&filas, ancho))?;
    escribir(&barras("Con su propio eco", &filas, |fila| {
        (f64::from(fila.marca.en_orden) / f64::from(mensajes), cifras::numero(fila.marca.en_orden))
    }))?;
    let mayor = filas.iter().map(|fila| fila.marca.tiempo).max().unwrap_or_default();
    escribir(&barras("Tiempo", &filas, |fila| {
        (fila.marca.tiempo.as_secs_f64() / mayor.as_secs_f64(), cifras::duracion(fila.marca.tiempo))
    }))?;
    for nota in NOTAS {
        escribir(&[Linea::vacia()])?;
        escribir(&parrafo_con_estilo(nota, ancho))?;
    }
    Ok(())
}

/// Qué se mide y qué no.
const NOTAS: [&str; 3] = [
    "**Con eco**: preguntas a las que llegó alguna respuesta. **En orden**: las que recibieron justo la suya. **Bytes**: \
     lo que vio pasar el intermediario, ida y vuelta, con las copias; sin las cabeceras de IP, UDP y TCP.",
    "**UDP** pasa por un intermediario que tira de verdad los datagramas, en los dos sentidos. «Desorden»: una de cada \
     20 respuestas llega 30 ms tarde, cuando ya no se la espera; quien no mira de qué pregunta es, toma desde ahí cada \
     respuesta por la de la pregunta siguiente. Con el ordenador muy ocupado puede pasar también a 0 %: el plazo es corto.",
    "**TCP** está emulado a medias: en 127.0.0.1 no se pierde nada, y para tirar sus segmentos harían falta permisos de \
     administrador. El intermediario retiene cada trozo «perdido» lo que tardarían sus reenvíos (20 ms, 40, 80…: \
     lo que espera UDP), y todo lo de detrás espera con él; los bytes repetidos se suman. En una red de verdad las \
     esperas las decide el sistema (en Linux, la primera son 200 ms o más, o mucho menos si hay varios en vuelo): compara \
     la forma, no los milisegundos.",
];

fn correr(mensajes: u32, semilla: u64) -> Resultado<Vec<Fila>> {
    let mut filas = Vec::new();
    for (perdida, desorden) in REDES {
        let pista = Pista { mensajes, perdida, desorden, semilla };
        for manera in Manera::TODAS {
            let red = if desorden { "desorden".to_string() } else { cifras::porcentaje(perdida) };
            filas.push(Fila { red, manera, marca: pista.correr(manera)? });
        }
    }
    debug_assert_eq!(DESORDEN, 20, "las notas lo dicen");
    Ok(filas)
}

fn en_tabla(filas: &[Fila], ancho: usize) -> Vec<Linea> {
    let celdas: Vec<Vec<String>> = filas
        .iter()
        .enumerate()
        .map(|(i, Fila { red, manera, marca })| {
            let red = if i % Manera::TODAS.len() == 0 { red.clone() } else { String::new() };
            vec![
                red,
                manera.nombre().to_string(),
                format!("{:>7}", cifras::numero(marca.contestados)),
                format!("{:>8}", cifras::numero(marca.en_orden)),
                format!("{:>9}", cifras::duracion(marca.tiempo)),
                format!("{:>9}", cifras::tamano(marca.bytes)),
            ]
        })
        .collect();
    tabla(&["pérdida", "cómo", "con eco", "en orden", "   tiempo", "    bytes"], &celdas, ancho)
}
