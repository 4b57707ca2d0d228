//! Ficheros que tardan: uno de muchos megas, uno que se queda a medias y uno cuyo emisor calla.

use std::time::{Duration, Instant};

use super::PLAZO;
use super::guardado::{AJENO, BUENO, SALIDA, entero, exigir_veredicto, guardar, queda};
use crate::carpeta::Carpeta;
use crate::comun::{con_aviso, con_prisa};
use crate::conversacion::{Conversacion, Esperado, Fin};
use crate::hallazgo::{Paso, Tropiezo};
use crate::memoria::{Memoria, guarda_lo_que_llega};
use crate::mesa::{Mesa, Servidor, en_segundos};
use crate::programa::Estado;
use crate::retos::fichero::{Fichero, GRANDE, con_tamano_y_suma};
use crate::sistema;

/// El margen de quien cumple el plazo.
const MARGEN: Duration = Duration::from_millis(850);

pub fn ocho_megas(mesa: &Mesa<'_>, carpeta: &Carpeta) -> Paso {
    let servidor = mesa.servidor()?;
    guardar(&servidor, carpeta, b"uno")?;
    let memoria = Memoria::de(&servidor.programa);
    let bytes = mesa.bytes_variados(GRANDE);
    let todo = Fichero::nuevo(&carpeta.con(AJENO), &bytes).entero();
    let mut emisor = servidor.conectar()?;
    // Al principio en trozos que no coinciden con nada, y el resto de un tirón.
    let (principio, resto) = todo.split_at(100_000);
    principio.chunks(997).for_each(|trozo| emisor.enviar(trozo));
    emisor.enviar(resto);
    esperar_mientras_trabaje(&mut emisor, servidor.programa.pid(), carpeta);
    let sin_mas = emisor.recibido.is_empty() && matches!(emisor.fin, Some(Fin::Cierra | Fin::Corta));
    if sin_mas
        && servidor.programa.asentar() == Estado::Vivo
        && mesa.causa_de_fuerza_mayor(&servidor.programa).is_none()
    {
        return emisor.mal("R01", "Los 8 MiB han llegado en muchos trozos y has colgado sin darlos por guardados.");
    }
    exigir_veredicto(&mut emisor, 0, "R23", true)?;
    let crecido = memoria.sospechosa();
    queda(&servidor, carpeta, Some(&bytes), "R23")?;
    let Some(crecido) = crecido else { return Ok(()) };
    if guarda_un_fichero_enorme(&servidor, carpeta, &bytes)? {
        let frase = format!(
            "Al recibir {} MiB, la memoria de tu programa ha crecido {} MiB: los está guardando.",
            GRANDE >> 20,
            crecido >> 20
        );
        return mesa.mal("R25", frase, &servidor.programa);
    }
    Ok(())
}

/// ¿Se guarda en la memoria lo que le va llegando de un fichero mucho más largo? Se le deja a medias: no tiene que guardarlo.
fn guarda_un_fichero_enorme(servidor: &Servidor<'_>, carpeta: &Carpeta, bytes: &[u8]) -> Paso<bool> {
    let mut emisor = servidor.conectar()?;
    emisor.enviar(&con_tamano_y_suma(&carpeta.con(AJENO), 1 << 30, 0));
    Ok(guarda_lo_que_llega(&servidor.programa, &mut emisor, bytes))
}

/// Lee hasta el final. Al programa le pueden quedar muchos megas por sumar y por escribir: mientras trabaje, se le espera.
fn esperar_mientras_trabaje(emisor: &mut Conversacion<'_>, pid: u32, carpeta: &Carpeta) {
    for _ in 0..8 {
        let hecho = (sistema::cpu(pid), carpeta.ocupado());
        emisor.fin = None;
        emisor.leer_hasta(usize::MAX);
        let parado = hecho == (sistema::cpu(pid), carpeta.ocupado()) && !sistema::arbol_en_marcha(pid);
        if emisor.fin != Some(Fin::Calla) || parado {
            break;
        }
    }
}

/// Un emisor que envía medio fichero y se va, por las buenas o cortando.
pub fn a_medias(mesa: &Mesa<'_>, carpeta: &Carpeta, corta: bool) -> Paso {
    carpeta.crear(SALIDA, BUENO)?;
    let servidor = mesa.servidor()?;
    let mut emisor = servidor.conectar()?;
    let bytes = mesa.bytes_variados(30_000);
    let todo = entero(carpeta, &bytes);
    emisor.enviar_despacio(&[&todo[..100], &todo[100..15_000], &todo[15_000..20_000]]);
    if carpeta.leer(SALIDA).is_some_and(|hay| hay != BUENO) {
        let frase = "Ha llegado medio fichero, y en SALIDA ya no está lo que había: se ve a medias.";
        return emisor.mal("R49", frase);
    }
    if corta {
        emisor.cortar();
    } else {
        emisor.despedirse();
        emisor.exigir_final(Esperado::nuevo(b"").reconocer(&|visto| match visto {
            [0, ..] => Some(("R28", "El fichero ha llegado a medias y has contestado 00, «guardado».".to_string())),
            [] => None,
            _ => Some(("R22", "El fichero ha llegado a medias y has contestado.".to_string())),
        }))?;
    }
    queda(&servidor, carpeta, Some(BUENO), "R49")?;
    con_aviso(&servidor, "", "irme yo a mitad de un fichero")?;
    guardar(&servidor, carpeta, b"y ahora, uno entero")
}

pub fn callado(mesa: &Mesa<'_>, carpeta: &Carpeta) -> Paso {
    carpeta.crear(SALIDA, BUENO)?;
    let servidor = mesa.servidor()?;
    let inicio = Instant::now();
    let mut emisor = servidor.conectar()?;
    emisor.enviar(&entero(carpeta, b"hola")[..30]);
    mesa.nota("ese emisor se queda callado");
    emisor.leer_todo_en(PLAZO + MARGEN);
    let tardado = emisor.callado_desde(inicio);
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    if emisor.fin == Some(Fin::Calla) {
        let frase = format!("Tu programa lleva {} s esperando a un emisor que calla.", en_segundos(tardado));
        return mesa.mal("R31", frase, &servidor.programa);
    }
    if con_prisa(tardado, PLAZO) {
        let frase = format!("Has cerrado a los {} ms a quien tenía 2 segundos para seguir.", tardado.as_millis());
        return mesa.mal("R31", frase, &servidor.programa);
    }
    emisor.exigir_final(Esperado::nuevo(b"").reconocer(&|visto| {
        (!visto.is_empty()).then(|| ("R22", "El emisor no ha acabado y has contestado.".to_string()))
    }))?;
    queda(&servidor, carpeta, Some(BUENO), "R49")?;
    guardar(&servidor, carpeta, b"y el siguiente")
}
