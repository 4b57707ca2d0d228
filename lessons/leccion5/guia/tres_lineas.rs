//! Paso 1: el informe como texto, en tres líneas.

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use crate::formatos::Formato;
use crate::guia::escenas::{enviar_informe, fallo};
use crate::muestra::muestra;

pub fn tres_lineas() -> Paso {
    Paso::nuevo("tres-lineas", "El inventario del aula")
        .parrafo(
            "Cada ordenador del aula cuenta al servidor tres cosas suyas: la fecha, su nombre y su versión de Rust. En \
             el programa son una estructura; por el cable solo pasan bytes. Convertir una en los otros es \
             **serializar**.",
        )
        .codigo("informe.rs", "informe")
        .parrafo("Lo primero que se nos ocurre: tres líneas de texto y cerrar.")
        .apuesta(
            "El cliente envía `fecha\\nnombre\\nversión`. ¿Cómo sabe el servidor que la versión ha acabado?",
            &[
                "por el tercer salto de línea",
                "porque el cliente dice que no enviará más",
                "porque `read` trae menos de lo pedido",
            ],
        )
        .ejecutar(enviar_tres_lineas)
}

fn enviar_tres_lineas(escena: &Escena) -> Resultado<Desenlace> {
    let informe = muestra();
    let leidos = enviar_informe(escena, Formato::Texto, &informe)?
        .map_err(fallo)?;
    Ok(Desenlace::opcion(
        1,
        format!(
            "Ha llegado {}. Saltos hay dos, no tres; y si la red partiera «1.95.0» en dos, una lectura corta daría «1.9». El \
             final del mensaje es el final del flujo: sirve, pero solo cabe **un** informe por conexión.",
            if leidos == [informe] {
                "igual que salió"
            } else {
                "otra cosa"
            }
        ),
    ))
}
