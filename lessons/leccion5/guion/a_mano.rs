//! Pasos 1 a 3: el informe como texto, cortado a mano.

use std::io::Write;
use std::net::Shutdown;

use redes::cable::Lado;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::escenas::{enviar_informe, fallo, veredicto};
use crate::comparar::muestra;
use crate::formato::Formato;
use crate::informe::Informe;
use crate::{ingenuo, texto};

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

pub fn mil_veinticuatro() -> Paso {
    Paso::nuevo("mil-veinticuatro", "«Con 1024 bytes sobra»")
        .parrafo("El servidor del blog lee así, y como un informe no llega a cien bytes, funciona.")
        .codigo("ingenuo.rs", "una_lectura")
        .parrafo("Hoy llega un nombre de 1500 eñes: 3000 bytes.")
        .apuesta(
            "¿Qué apunta el inventario?",
            &["los tres datos enteros", "un nombre recortado y la versión vacía, sin avisar", "un error: no cabe"],
        )
        .ejecutar(una_lectura)
        .parrafo("El nuestro lee hasta el final, con un tope de 64 KiB: «todo», sin tope, podría ser toda la memoria.")
        .codigo("formato.rs", "hasta_el_final")
        .ejecutar(hasta_el_final)
}

fn con_nombre_largo() -> Informe {
    Informe { nombre: "ñ".repeat(1500), ..muestra() }
}

fn una_lectura(escena: &Escena) -> Resultado<Desenlace> {
    let cable = escena.cable().clone();
    let (leido, enviado) = escena.conversar(
        |stream| {
            ingenuo::una_lectura(
                &mut cable.observar(Lado::Servidor, &stream),
            )
        },
        |mut stream| {
            let Informe { fecha, nombre, version } =
                con_nombre_largo();
            stream.write_all(
                format!("{fecha}\n{nombre}\n{version}").as_bytes(),
            )?;
            stream.shutdown(Shutdown::Write)
        },
    )?;
    // Quien se va con bytes sin leer corta la conexión: que al cliente le llegue el corte es parte de la escena.
    drop(enviado);
    let leido = ingenuo::cortar(&leido.map_err(fallo)?);
    let letras = leido.nombre.chars().count();
    Ok(Desenlace::opcion(
        if leido == con_nombre_largo() { 0 } else { 1 },
        format!(
            "Nombre de {letras} letras, versión «{}». Y la última puede ser media «ñ», que sale como «�». Una lectura no es \
             un mensaje (lección 3).",
            leido.version
        ),
    ))
}

fn hasta_el_final(escena: &Escena) -> Resultado<Desenlace> {
    let leidos =
        enviar_informe(escena, Formato::Texto, &con_nombre_largo())?
            .map_err(fallo)?;
    let igual = if leidos == [con_nombre_largo()] {
        "Llega entero"
    } else {
        "No llega igual"
    };
    Ok(Desenlace::relato(format!(
        "{igual}: 1500 letras y su versión."
    )))
}
