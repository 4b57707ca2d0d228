//! El mismo trabajo por TCP y por UDP, con una red cada vez peor: en una tabla y en barras.
//!
//! Pruébalo:   cargo run --bin leccion6 -- comparar
//! y con otras pérdidas, que también se repiten:   cargo run --bin leccion6 -- comparar --semilla 8
//!
//! Verás que UDP a secas deja preguntas sin contestar (y contesta a unas con el eco de otras), que reintentando llega
//! todo, y que TCP hacía ya eso por ti.

use std::io::{self, IsTerminal};

use redes::argumentos::{mostrar_duracion, mostrar_numero, mostrar_porcentaje, mostrar_tamano};
use redes::consola::{self, Estilo, Linea, parrafo_con_estilo, regla, tabla};
use redes::errores::{Fallo, Resultado};

use crate::carreras::{DESORDEN, Manera, Marca, PLAZO, Pista};
use crate::udp_servidor::avisar;

/// Cuántos mensajes, si no se dice otra cosa.
pub const MENSAJES: u32 = 200;

/// La semilla, si no se pide otra: así toda la clase ve perderse los mismos mensajes.
pub const SEMILLA: u64 = 7;

/// Lo más larga que se dibuja una barra.
const BARRA: usize = 30;

/// Qué redes se prueban: pérdida y desorden.
const REDES: [(f64, bool); 5] = [(0.0, false), (0.01, false), (0.05, false), (0.2, false), (0.0, true)];

/// Una fila: la red, la manera y lo que ha salido.
struct Fila {
    red: String,
    manera: Manera,
    marca: Marca,
}

/// Hace las carreras y las cuenta.
///
/// # Errors
/// Si este ordenador no deja abrir sockets, o ya no se puede escribir en la salida.
pub fn ejecutar(mensajes: u32, semilla: u64) -> Resultado {
    let escribir = |lineas: &[Linea]| consola::escribir(lineas).map_err(Fallo::al_mostrar);
    let ancho = consola::ancho();
    escribir(&parrafo_con_estilo(
        &format!(
            "{} mensajes de 14 bytes, uno detrás de otro, y cada uno espera su eco: {} como mucho la primera vez. Semilla: \
             {semilla} (para repetir las mismas pérdidas: `comparar --semilla {semilla}`).",
            mostrar_numero(mensajes.into()),
            mostrar_duracion(PLAZO)
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
        (f64::from(fila.marca.en_orden) / f64::from(mensajes), mostrar_numero(fila.marca.en_orden.into()))
    }))?;
    let mayor = filas.iter().map(|fila| fila.marca.tiempo).max().unwrap_or_default();
    escribir(&barras("Tiempo", &filas, |fila| {
        (fila.marca.tiempo.as_secs_f64() / mayor.as_secs_f64(), mostrar_duracion(fila.marca.tiempo))
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
            let red = if desorden { "desorden".to_string() } else { mostrar_porcentaje(perdida) };
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
                format!("{:>7}", mostrar_numero(marca.contestados.into())),
                format!("{:>8}", mostrar_numero(marca.en_orden.into())),
                format!("{:>9}", mostrar_duracion(marca.tiempo)),
                format!("{:>9}", mostrar_tamano(marca.bytes)),
            ]
        })
        .collect();
    tabla(&["pérdida", "cómo", "con eco", "en orden", "   tiempo", "    bytes"], &celdas, ancho)
}

/// Una barra por fila: su largo de 0 a 1, y lo que se escribe detrás.
fn barras(titulo: &str, filas: &[Fila], medir: impl Fn(&Fila) -> (f64, String)) -> Vec<Linea> {
    let mut lineas = vec![Linea::vacia(), regla(titulo, 31 + BARRA)];
    for (i, fila) in filas.iter().enumerate() {
        let (largo, texto) = medir(fila);
        let red = if i % Manera::TODAS.len() == 0 { fila.red.as_str() } else { "" };
        let linea = Linea::llana(red).hasta(10).con(Estilo::Normal, fila.manera.nombre()).hasta(30);
        lineas.push(linea.con(color(fila.manera), barra(largo)).con(Estilo::Normal, format!(" {texto}")));
    }
    lineas
}

fn color(manera: Manera) -> Estilo {
    match manera {
        Manera::UdpASecas => Estilo::Aviso,
        Manera::UdpConReintentos => Estilo::Cliente,
        Manera::Tcp => Estilo::Servidor,
    }
}

/// Una barra de octavos de columna: se distinguen 199 de 200.
fn barra(largo: f64) -> String {
    const OCTAVOS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let octavos = (largo.clamp(0.0, 1.0) * (BARRA * 8) as f64).floor() as usize;
    "█".repeat(octavos / 8) + OCTAVOS[octavos % 8]
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn las_barras_no_se_salen() {
        assert_eq!(barra(0.0), "");
        assert_eq!(barra(1.0).chars().count(), BARRA);
        assert_eq!(barra(7.0), barra(1.0));
        assert_eq!(barra(f64::NAN), "");
        assert_eq!(barra(299.0 / 300.0).chars().last(), Some('▉'));
    }
}
