//! Lo que contesta un `recibir_archivo_tcp`, y lo que deja en el disco.

use std::thread;
use std::time::Duration;

use super::super::fichero::Fichero;
use crate::carpeta::Carpeta;
use crate::conversacion::{Conversacion, Esperado};
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::Servidor;

/// Lo que había antes en SALIDA, en los casos en los que había algo.
pub const BUENO: &[u8] = b"lo bueno que ya estaba";
/// Dónde tiene que guardar, dentro de la carpeta del caso.
pub const SALIDA: &str = "copia.bin";
/// Con qué nombre se anuncian los ficheros: una ruta entera, que lleva a este otro sitio de la carpeta.
pub const AJENO: &str = "ajeno.bin";

/// El anuncio y los bytes. El nombre es una ruta: quien la use, se verá.
pub fn entero(carpeta: &Carpeta, bytes: &[u8]) -> Vec<u8> {
    Fichero::nuevo(&carpeta.con(AJENO), bytes).entero()
}

/// Envía un fichero de una vez, y exige el veredicto y que quede guardado.
pub fn guardar(servidor: &Servidor<'_>, carpeta: &Carpeta, bytes: &[u8]) -> Paso {
    let mut emisor = servidor.conectar()?;
    emisor.enviar(&entero(carpeta, bytes));
    exigir_veredicto(&mut emisor, 0, "R23", true)?;
    queda(servidor, carpeta, Some(bytes), "R21")
}

/// Exige ese veredicto y, si se pide, que después cierre. `otro`: cómo se llama dar otro veredicto.
pub fn exigir_veredicto(emisor: &mut Conversacion<'_>, veredicto: u8, otro: &'static str, y_cierra: bool) -> Paso {
    let partido = otro == "R01";
    let reconocer = |visto: &[u8]| match (visto.first(), veredicto) {
        (None, _) if partido => {
            Some(("R01", "El fichero ha llegado en trozos y no lo has dado por guardado.".to_string()))
        }
        (Some(_), 0) if partido => Some((
            "R01",
            "El fichero ha llegado en trozos y has juzgado uno de ellos, como si fuera entero.".to_string(),
        )),
        (Some(0), 1..) => Some(("R28", "Has contestado 00, «guardado», a lo que no se podía guardar.".to_string())),
        (Some(1), 0) => Some(("R21", "Has contestado 01, y la suma era la anunciada.".to_string())),
        (Some(2), 0) => Some(("R21", "Has contestado 02, y en SALIDA se puede escribir.".to_string())),
        _ => None,
    };
    let bytes = [veredicto];
    let esperado = Esperado::nuevo(&bytes).reconocer(&reconocer);
    if y_cierra { emisor.exigir_final(esperado) } else { emisor.exigir(esperado) }
}

/// Exige que en la carpeta quede solo SALIDA, con esos bytes, o nada. `cambiado`: cómo se llama que SALIDA sea otra cosa.
pub fn queda(servidor: &Servidor<'_>, carpeta: &Carpeta, bytes: Option<&[u8]>, cambiado: &'static str) -> Paso {
    let mesa = servidor.mesa;
    let nombres = bytes.map(|_| SALIDA.to_string());
    let bien = || carpeta.nombres().iter().eq(nombres.iter()) && carpeta.leer(SALIDA).as_deref() == bytes;
    let mut paciencia = mesa.paciencia(Duration::from_millis(800), &servidor.programa);
    while !bien() {
        if !paciencia.queda() {
            return Err(que_queda(servidor, carpeta, bytes, cambiado));
        }
        thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}

/// Lo que hay en la carpeta no es lo que tiene que haber: ¿qué ha pasado?
pub fn que_queda(servidor: &Servidor<'_>, carpeta: &Carpeta, bytes: Option<&[u8]>, cambiado: &'static str) -> Tropiezo {
    let mesa = servidor.mesa;
    if mesa.cancelado() {
        return Tropiezo::Cancelado;
    }
    servidor.programa.asentar();
    if let Some(hallazgo) = mesa.causa_de_fuerza_mayor(&servidor.programa) {
        return Tropiezo::Mal(Box::new(hallazgo));
    }
    let (nombres, hay) = (carpeta.nombres(), carpeta.leer(SALIDA));
    let (codigo, frase) = if nombres.iter().any(|nombre| nombre == AJENO) {
        ("R50", format!("Se anunciaba con el nombre {}, y ahí es donde lo has guardado.", carpeta.con(AJENO)))
    } else if hay.as_deref() == bytes {
        let restos: Vec<&str> = nombres.iter().map(String::as_str).filter(|nombre| *nombre != SALIDA).collect();
        ("R49", format!("Al lado de SALIDA queda «{}», de algo que no has guardado.", restos.join("», «")))
    } else if cambiado == "R49" {
        ("R49", "No había nada que guardar y SALIDA ya no es lo que era.".to_string())
    } else if hay.is_none() {
        ("R28", "Has contestado 00, «guardado», y en SALIDA no hay nada.".to_string())
    } else {
        let falta = hay.as_deref().zip(bytes).is_some_and(|(hay, bytes)| bytes.starts_with(hay));
        let cambiado = if falta && cambiado == "R21" { "R23" } else { cambiado };
        let (hay, debia) = (hay.as_ref().map_or(0, Vec::len), bytes.map_or(0, <[u8]>::len));
        (cambiado, format!("Lo guardado en SALIDA no es lo enviado: hay {hay} bytes y se enviaron {debia}."))
    };
    let mut hallazgo = mesa.hallazgo(codigo, frase, &servidor.programa);
    if let (Some(debia), Some(hay)) = (bytes, hay)
        && debia != hay
    {
        (hallazgo.esperado, hallazgo.visto) = (Some(debia.to_vec()), Some(hay));
        hallazgo.notas.push("Lo esperado y lo visto son lo que hay dentro de SALIDA.".to_string());
    }
    Tropiezo::Mal(Box::new(hallazgo))
}
