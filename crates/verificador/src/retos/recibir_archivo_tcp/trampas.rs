//! Lo que no es un fichero como es debido: nombres que llevan a otro sitio, tamaños imposibles y lo que no es un anuncio.

use std::time::Duration;

use super::guardado::{AJENO, exigir_veredicto, guardar, que_queda, queda};
use crate::carpeta::Carpeta;
use crate::conversacion::Esperado;
use crate::datagramas::renombrar_si;
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::{Mesa, Servidor};
use crate::programa::Estado;
use crate::retos::fichero::{Fichero, con_tamano_y_suma};
use crate::sistema;

/// El fichero más grande que admite el enunciado, y lo que puede crecer lo reservado cuando se anuncia.
const TAMANO_MAXIMO: u64 = 1024 * 1024 * 1024;
const RESERVA: u64 = 512 * 1024 * 1024;
/// Nombres que llevan a otro sitio: hacia arriba, enteros y raros.
pub fn el_nombre(mesa: &Mesa<'_>, carpeta: &Carpeta) -> Paso {
    let servidor = mesa.servidor()?;
    let ruta = carpeta.con(AJENO);
    // Tantos «..» llevan a la raíz desde cualquier sitio, y desde allí a la carpeta de este caso.
    let hacia_arriba = format!("{}{}", "../".repeat(20), ruta.trim_start_matches('/'));
    for nombre in [hacia_arriba.as_str(), ruta.as_str(), "", "\0\n\u{1b}[2J", ".", "/"] {
        mesa.nota(format!("un fichero que dice llamarse {nombre:?}"));
        let mut emisor = servidor.conectar()?;
        emisor.enviar(&Fichero::nuevo(nombre, b"hola").entero());
        emisor.leer_hasta(1);
        if carpeta.leer(AJENO).is_some() {
            return Err(que_queda(&servidor, carpeta, Some(b"hola"), "R21"));
        }
        let frase = format!("Un fichero que dice llamarse {nombre:?} no lo has guardado: usas su nombre como ruta.");
        renombrar_si(exigir_veredicto(&mut emisor, 0, "R23", true), &["R21"], "R50", &frase)?;
        queda(&servidor, carpeta, Some(b"hola"), "R21")?;
    }
    // Y uno que no es UTF-8: no se usa para nada, así que da igual.
    mesa.nota("un fichero cuyo nombre no es UTF-8");
    let mut emisor = servidor.conectar()?;
    let mut crudo = Fichero::nuevo("xy", b"hola").entero();
    let nombre = crudo.len() - 6;
    crudo[nombre..nombre + 2].copy_from_slice(b"\xff\xfe");
    emisor.enviar(&crudo);
    let frase = "El nombre anunciado no es UTF-8, y por eso no guardas el fichero: no hace falta para nada que lo sea.";
    renombrar_si(exigir_veredicto(&mut emisor, 0, "R23", true), &["R07", "R24", "R21"], "R21", frase)
}

pub fn demasiado(mesa: &Mesa<'_>, carpeta: &Carpeta) -> Paso {
    let servidor = mesa.servidor()?;
    guardar(&servidor, carpeta, b"uno")?;
    let antes = sistema::reserva_maxima(servidor.programa.pid());
    // El tercero, sin sus cuatro primeros bytes, son 0; y el último, con signo, es −1.
    let enormes = [TAMANO_MAXIMO + 1, 1 << 32, u64::MAX];
    for (tamano, veredicto) in [(TAMANO_MAXIMO, None)].into_iter().chain(enormes.map(|enorme| (enorme, Some(2)))) {
        mesa.nota(format!("un anuncio de {tamano} bytes, y nada más"));
        let mut emisor = servidor.conectar()?;
        emisor.enviar(&con_tamano_y_suma("x", tamano, 0));
        if veredicto.is_none() {
            emisor.esperar_a_que_lea();
            emisor.despedirse();
        }
        emisor.leer_hasta(usize::MAX);
        if mesa.cancelado() {
            return Err(Tropiezo::Cancelado);
        }
        let despues = sistema::reserva_maxima(servidor.programa.pid());
        if servidor.programa.asentar() != Estado::Vivo || mesa.causa_de_fuerza_mayor(&servidor.programa).is_some() {
            let frase = format!("Un anuncio de {tamano} bytes ha acabado con tu programa.");
            return mesa.mal("R13", frase, &servidor.programa);
        }
        if let Some((antes, despues)) = antes.zip(despues)
            && despues.saturating_sub(antes) > RESERVA
        {
            let frase = format!("Con un anuncio de {tamano} bytes has reservado {} MiB.", (despues - antes) >> 20);
            return mesa.mal("R13", frase, &servidor.programa);
        }
        match veredicto {
            Some(_) if emisor.recibido.is_empty() && emisor.calla() => {
                let frase = format!("El anuncio dice {tamano} bytes y tu programa los espera: el máximo es 1 GiB.");
                return mesa.mal("R13", frase, &servidor.programa);
            }
            Some(veredicto) => exigir_veredicto(&mut emisor, veredicto, "R23", true)?,
            None => emisor.exigir_final(Esperado::nuevo(b""))?,
        }
    }
    queda(&servidor, carpeta, Some(b"uno"), "R49")
}

/// Exige que cierre, o corte, sin contestar.
pub fn anuncio_malo(servidor: &Servidor<'_>, bytes: &[u8], que: &str) -> Paso {
    let mesa = servidor.mesa;
    mesa.nota(que);
    let mut emisor = servidor.conectar()?;
    emisor.enviar(bytes);
    emisor.leer_todo_en(Duration::from_millis(1500));
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    if emisor.recibido.is_empty() && emisor.calla() {
        return emisor.mal("R13", &format!("Ha llegado {que} y tu programa no cierra: lo ha tomado por un anuncio."));
    }
    if emisor.recibido.is_empty() && servidor.programa.asentar() == Estado::Vivo {
        return match mesa.causa_de_fuerza_mayor(&servidor.programa) {
            Some(hallazgo) => Err(Tropiezo::Mal(Box::new(hallazgo))),
            None => Ok(()),
        };
    }
    let frase = format!("Ha llegado {que}, que no es un anuncio, y has contestado.");
    emisor.exigir_final(Esperado::nuevo(b"").reconocer(&|_| Some(("R22", frase.clone()))))
}
