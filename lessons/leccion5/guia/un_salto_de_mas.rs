//! Paso 2: un salto de línea dentro de un campo, y el texto cortado a mano.

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use crate::formatos::texto;
use crate::guia::escenas::veredicto;
use crate::guia::ingenuo;
use crate::informe::Informe;
use crate::muestra::muestra;

pub fn un_salto_de_mas() -> Paso {
    Paso::nuevo("un-salto-de-mas", "Un salto donde no tocaba")
        .parrafo("Así lo cortan muchos programas: por los saltos, y los tres primeros trozos.")
        .codigo("ingenuo.rs", "cortar")
        .parrafo("Alguien ha puesto a su ordenador un nombre con un salto de línea dentro: `aula\\n07`.")
        .apuesta(
            "¿Qué apunta el inventario?",
            &[
                "un error: hay cuatro líneas",
                "el nombre «aula\\n07», tal cual",
                "el nombre «aula» y la versión «07», sin avisar",
            ],
        )
        .ejecutar(cortar_de_mas)
        .parrafo("El nuestro cuenta las líneas, y quien escribe se niega a enviar lo que no se podría leer:")
        .codigo("texto.rs", "descodificar")
        .ejecutar(negarse)
}

fn con_salto() -> Informe {
    Informe { nombre: "aula\n07".to_string(), ..muestra() }
}

fn cortar_de_mas(escena: &Escena) -> Resultado<Desenlace> {
    let Informe { fecha, nombre, version } = con_salto();
    let leido =
        ingenuo::cortar(&format!("{fecha}\n{nombre}\n{version}"));
    escena.decir(&format!(
        "El servidor ha entendido: {}.",
        veredicto(&Ok(leido.clone()))
    ));
    let cierta = if leido == con_salto() { 1 } else { 2 };
    Ok(Desenlace::opcion(
        cierta,
        "Ni error ni aviso: un dato falso, bien colocado en su casilla. El texto no distingue el salto que **separa** del \
         salto que **va dentro**. Hay que prohibirlo o escaparlo, y eso es ya inventar un formato.",
    ))
}

fn negarse(escena: &Escena) -> Resultado<Desenlace> {
    let Informe { fecha, nombre, version } = con_salto();
    let leido = texto::descodificar(
        format!("{fecha}\n{nombre}\n{version}").as_bytes(),
    );
    escena.decir(&format!("Al leer: {}.", veredicto(&leido)));
    if let Err(motivo) = texto::codificar(&con_salto()) {
        escena.decir(&format!("Al escribir, {motivo}."));
    }
    Ok(Desenlace::relato("Mejor no enviarlo que enviar otra cosa."))
}
