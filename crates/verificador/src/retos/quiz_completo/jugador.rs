//! Un jugador: se sienta, contesta y exige lo que le tiene que llegar.

use crate::conversacion::{Conversacion, Esperado};
use crate::hallazgo::Paso;
use crate::mesa::Servidor;

pub const PREGUNTAS: [(&str, &str); 3] = [
    ("¿Cuál es el planeta más grande del sistema solar?", "Júpiter"),
    ("¿Quién escribió «Don Quijote de la Mancha»?", "Miguel de Cervantes"),
    ("¿De qué país es capital Madrid?", "España"),
];
/// Se sienta con ese nombre.
pub fn entra<'s>(servidor: &'s Servidor<'_>, nombre: &str) -> Paso<Conversacion<'s>> {
    let mut jugador = servidor.conectar_como(nombre)?;
    jugador.exigir_linea("¿nombre?", &nada)?;
    se_llama(&mut jugador, nombre)?;
    Ok(jugador)
}

pub fn se_llama(jugador: &mut Conversacion<'_>, nombre: &str) -> Paso {
    jugador.enviar(format!("{nombre}\n").as_bytes());
    se_le_saluda(jugador, nombre)
}

pub fn se_le_saluda(jugador: &mut Conversacion<'_>, nombre: &str) -> Paso {
    jugador.exigir_linea(&format!("hola, {nombre}"), &|visto| {
        let frase = format!("El nombre «{nombre}» ya no es de nadie de su mesa: quien lo tenía se ha ido.");
        (visto == b"nombre repetido\n").then_some(("R46", frase))
    })
}

pub fn nada(_: &[u8]) -> Option<(&'static str, String)> {
    None
}

/// Le llega la pregunta que toca, contando desde 0.
pub fn pregunta(jugador: &mut Conversacion<'_>, indice: usize) -> Paso {
    jugador.exigir_linea(&format!("pregunta {}: {}", indice + 1, PREGUNTAS[indice].0), &nada)
}

pub fn contesta(jugador: &mut Conversacion<'_>, respuesta: &str) {
    jugador.enviar(format!("{respuesta}\n").as_bytes());
}

/// Le llega cómo lo ha hecho: «bien», «mal» o «sin respuesta».
pub fn resultado(jugador: &mut Conversacion<'_>, como: &str, puntos: usize) -> Paso {
    jugador.exigir_linea(&format!("{como}, llevas {puntos}"), &nada)
}

/// Le llega la clasificación, y se le cierra.
pub fn clasificacion(jugador: &mut Conversacion<'_>, lineas: &[String]) -> Paso {
    for linea in lineas {
        jugador.exigir_linea(linea, &nada)?;
    }
    jugador.exigir_linea("fin", &nada)?;
    jugador.exigir_final(Esperado::nuevo(b""))
}

/// Una partida de uno, de principio a fin.
pub fn partida(jugador: &mut Conversacion<'_>) -> Paso {
    jugador.exigir_linea("¿nombre?", &nada)?;
    jugador.enviar(b"Ana\n");
    jugador.exigir_linea("hola, Ana", &nada)?;
    for (indice, respuesta, como, puntos) in
        [(0, "Júpiter", "bien", 1), (1, "Lope", "mal", 1), (2, "España", "bien", 2)]
    {
        pregunta(jugador, indice)?;
        contesta(jugador, respuesta);
        resultado(jugador, como, puntos)?;
    }
    clasificacion(jugador, &["1. Ana: 2".to_string()])
}

/// A esa pregunta contesta eso, y tiene que estar bien o mal.
pub fn responde(jugador: &mut Conversacion<'_>, indice: usize, respuesta: &str, vale: bool, puntos: usize) -> Paso {
    pregunta(jugador, indice)?;
    contesta(jugador, respuesta);
    let buena = PREGUNTAS[indice].1;
    let legible = respuesta.escape_debug();
    let esperado = format!("{}, llevas {puntos}", if vale { "bien" } else { "mal" });
    jugador.exigir_linea(&esperado, &|visto| {
        if vale && visto.starts_with(b"mal, ") {
            return Some(("R54", format!("«{legible}» es «{buena}», y la has dado por mala.")));
        }
        let frase = format!("«{legible}» no es «{buena}», y la has dado por buena.");
        (!vale && visto.starts_with(b"bien, ")).then_some(("R28", frase))
    })
}
