//! Lo que contesta y escribe un `inventario_servidor`: los acuses, escritos como sea, y las líneas, al byte.

use std::thread;
use std::time::Duration;

use super::super::inventario::{MAXIMO, acuse, leer_acuse};
use crate::conversacion::{Conversacion, Esperado};
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::Servidor;

/// Lee acuses mientras sean los que tienen que ser. Devuelve los leídos y cuántos bytes ocupan.
pub fn leer_acuses(cliente: &mut Conversacion<'_>, esperados: &[bool]) -> (Vec<bool>, usize) {
    let (mut leidos, mut ocupan) = (Vec::new(), 0);
    for esperado in esperados {
        cliente.leer_hasta(ocupan + 4);
        let Some((cabecera, _)) = cliente.recibido[ocupan..].split_first_chunk::<4>() else { break };
        let longitud = u32::from_be_bytes(*cabecera) as usize;
        if longitud > MAXIMO {
            break;
        }
        cliente.leer_hasta(ocupan + 4 + longitud);
        let dicho = cliente.recibido.get(ocupan + 4..ocupan + 4 + longitud).and_then(leer_acuse);
        let Some(dicho) = dicho else { break };
        leidos.push(dicho);
        ocupan += 4 + longitud;
        if dicho != *esperado {
            break;
        }
    }
    (leidos, ocupan)
}

/// Exige esos acuses, escritos como sea, y los quita de lo recibido. `corto`: cómo se llama que falten.
pub fn exigir(cliente: &mut Conversacion<'_>, esperados: &[bool], corto: &'static str) -> Paso {
    let (leidos, ocupan) = leer_acuses(cliente, esperados);
    if leidos == esperados {
        cliente.recibido.drain(..ocupan);
        return Ok(());
    }
    // Los que han llegado bien, tal como han llegado; los demás, del modo más corriente.
    let bien = leidos.iter().zip(esperados).take_while(|(leido, esperado)| leido == esperado).count();
    let llegados = if bien == leidos.len() { ocupan } else { 0 };
    let faltan = esperados[if llegados == 0 { 0 } else { bien }..].iter().flat_map(|esperado| acuse(*esperado));
    let bytes: Vec<u8> = cliente.recibido[..llegados].iter().copied().chain(faltan).collect();
    let contrario = (bien < leidos.len()).then(|| leidos[bien]);
    let reconocer = |visto: &[u8]| match contrario {
        Some(true) => Some(("R28", "Has acusado recibo de algo que no es un informe.".to_string())),
        Some(false) if corto == "R01" => Some((
            "R01",
            "El informe ha llegado en trozos y has rechazado uno de ellos, como si fuera entero.".to_string(),
        )),
        Some(false) => Some(("R21", "Has rechazado un informe que está bien.".to_string())),
        None if visto.is_empty() && corto == "R01" => {
            Some(("R01", "El informe ha llegado en trozos y no has contestado.".to_string()))
        }
        None => mal_escrito(&visto[llegados.min(visto.len())..]),
    };
    cliente.exigir(Esperado::nuevo(&bytes).corto(corto).callado(corto).reconocer(&reconocer))
}

/// Eso no es un acuse: ¿qué le pasa?
fn mal_escrito(visto: &[u8]) -> Option<(&'static str, String)> {
    if visto.starts_with(b"{") && leer_acuse(visto.trim_ascii_end()).is_some() {
        return Some(("R21", "El acuse llega sin los cuatro bytes de su longitud delante.".to_string()));
    }
    let (cabecera, resto) = visto.split_first_chunk::<4>()?;
    let suya = u32::from_le_bytes(*cabecera);
    if suya as usize == resto.len() && leer_acuse(resto).is_some() {
        let leida = u32::from_be_bytes(*cabecera);
        return Some(("R12", format!("La longitud {suya} ha llegado con los bytes del revés: se lee {leida}.")));
    }
    let entero = resto.len() == u32::from_be_bytes(*cabecera) as usize;
    (entero && leer_acuse(resto).is_none()).then(|| {
        let dicho = redes::consola::recortar(&String::from_utf8_lossy(resto), 80);
        ("R21", format!("El cuerpo del acuse no es un objeto JSON con un `recibido` que sea true o false: {dicho}"))
    })
}

/// Exige que en stdout, detrás de la primera línea, estén estas y ninguna más.
pub fn lineas(servidor: &Servidor<'_>, lineas: &[&str]) -> Paso {
    let mesa = servidor.mesa;
    let esperado: String = lineas.iter().map(|linea| format!("{linea}\n")).collect();
    let detras = || {
        let salida = servidor.programa.salida();
        let primera = salida.iter().position(|byte| *byte == b'\n').map_or(salida.len(), |donde| donde + 1);
        salida[primera..].to_vec()
    };
    let mut paciencia = mesa.paciencia(Duration::from_millis(800), &servidor.programa);
    while detras().len() < esperado.len() && paciencia.queda() {
        thread::sleep(Duration::from_millis(2));
    }
    let visto = detras();
    if visto == esperado.as_bytes() {
        return Ok(());
    }
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    let texto = String::from_utf8_lossy(&visto);
    let (codigo, frase) = if esperado.as_bytes().starts_with(&visto) {
        ("R23", "En stdout falta la línea de un informe del que has acusado recibo.")
    } else if texto.starts_with(&esperado) {
        ("R22", "En stdout hay algo más que las líneas de los informes.")
    } else if texto.lines().count() > lineas.len() {
        ("R21", "Un informe ocupa más de una línea en stdout: sus saltos se han escrito tal cual.")
    } else {
        ("R21", "La línea del informe, en stdout, no es la pedida.")
    };
    let mut hallazgo = mesa.hallazgo(codigo, frase, &servidor.programa);
    (hallazgo.esperado, hallazgo.visto) = (Some(esperado.into_bytes()), Some(visto));
    hallazgo
        .notas
        .push("Lo esperado y lo visto son lo que tu programa escribe en stdout tras su primera línea.".to_string());
    Err(Tropiezo::Mal(Box::new(hallazgo)))
}
