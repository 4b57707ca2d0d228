//! Pasos 7, 8 y 10: mensajes hechos para hacer daño.

use redes::cable::en_hexadecimal;
use redes::errores::{Fallo, Resultado};
use redes::guia::{Desenlace, Escena, Paso};

use super::escenas::{ensenar_bytes, veredicto};
use crate::comparar::muestra;
use crate::hostil::{self, Muerte};
use crate::{binario, pickle, vigia};

pub fn ocho_exbibytes() -> Paso {
    Paso::nuevo("ocho-exbibytes", "Quince bytes que piden 8 EiB")
        .parrafo("En un mensaje binario las longitudes las escribe el otro. Aquí hay una con muy mala intención:")
        .codigo("hostil.rs", "quince")
        .parrafo("Se la damos a bincode con su configuración de siempre, en **otro** proceso, por si acaso:")
        .codigo("binario.rs", "sin_limite")
        .apuesta(
            "¿Qué hace `decode_from_slice`?",
            &[
                "devuelve un error: esos bytes no están",
                "reserva 8 EiB y espera",
                "el programa entero muere: no llega a devolver nada",
                "se pierde el final: da un nombre vacío",
            ],
        )
        .ejecutar(morir)
        .parrafo("Ahora, con un tope. Es una línea:")
        .codigo("binario.rs", "limite")
        .ejecutar(no_morir)
}

fn morir(escena: &Escena) -> Resultado<Desenlace> {
    let mensaje = hostil::quince_bytes();
    ensenar_bytes(escena, &mensaje);
    let Muerte { codigo, palabras } =
        hostil::descodificar_aparte(&mensaje)?;
    escena.decir(&format!(
        "Sus últimas palabras, en inglés: «{}».",
        palabras.lines().next().unwrap_or("(ninguna)")
    ));
    let como = codigo
        .map_or("lo ha matado una señal".to_string(), |codigo| {
            format!("código de salida {codigo}")
        });
    // Con código 1 sería un error devuelto y contado, como es debido.
    let cierta = if codigo == Some(1) { 0 } else { 2 };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "Ha terminado así: {como}. Primero hace sitio para lo que le dicen y después mira si está. Ningún ordenador \
             tiene 8 EiB; y cuando en Rust falla una reserva no hay error que recoger: acaba el proceso, con todos sus \
             clientes. (Con una longitud de 4 GiB sería peor: quizá los reserve, y eso en cada mensaje.)"
        ),
    ))
}

fn no_morir(escena: &Escena) -> Resultado<Desenlace> {
    let leido = binario::descodificar(&hostil::quince_bytes());
    escena.decir(&format!("Con `with_limit`: {}.", veredicto(&leido)));
    Ok(Desenlace::relato(
        "Un error normal, que cuesta una línea en stderr. Todo formato con longitudes necesita un tope **antes** de \
         reservar: es la longitud mentirosa de la lección 3, escondida dentro de una biblioteca.",
    ))
}

pub fn lo_que_sobra() -> Paso {
    Paso::nuevo("lo-que-sobra", "Lo que sobra detrás")
        .parrafo(
            "A un informe en bincode le pegamos detrás tres bytes, `ff ff ff`, y se lo damos a `decode_from_slice`.",
        )
        .apuesta(
            "¿Qué devuelve?",
            &["un error: sobran tres bytes", "el informe, como si nada", "el informe, con la versión estropeada"],
        )
        .ejecutar(aceptar_lo_que_sobra)
        .parrafo("Devuelve también cuántos ha leído. Es lo único que avisa, y hay que mirarlo:")
        .codigo("binario.rs", "descodificar")
        .ejecutar(mirar_lo_que_sobra)
}

fn con_cola() -> Resultado<Vec<u8>> {
    let mut bytes =
        binario::codificar(&muestra()).map_err(Fallo::nuevo)?;
    bytes.extend_from_slice(&[0xff; 3]);
    Ok(bytes)
}

fn aceptar_lo_que_sobra(escena: &Escena) -> Resultado<Desenlace> {
    let bytes = con_cola()?;
    ensenar_bytes(escena, &bytes);
    let leido = binario::descodificar_principio(&bytes);
    if let Ok((_, leidos)) = &leido {
        escena.decir(&format!(
            "Ha leído {leidos} de {} bytes.",
            bytes.len()
        ));
    }
    let cierta = match &leido {
        Err(_) => 0,
        Ok((informe, _)) if *informe == muestra() => 1,
        Ok(_) => 2,
    };
    Ok(Desenlace::opcion(
        cierta,
        "Y así debe ser, porque detrás podría venir otra cosa. Pero en un marco no viene nada más: si sobra algo, los dos \
         lados no hablan de la misma estructura, y seguir es adivinar.",
    ))
}

fn mirar_lo_que_sobra(escena: &Escena) -> Resultado<Desenlace> {
    escena.decir(&format!(
        "El nuestro: {}.",
        veredicto(&binario::descodificar(&con_cola()?))
    ));
    Ok(Desenlace::relato(
        "`serde_json::from_slice` lo mira sin que se lo pidas; bincode y postcard, no.",
    ))
}

pub fn el_pickle() -> Paso {
    Paso::nuevo("el-pickle", "El pickle que manda")
        .parrafo(
            "En Python lo cómodo es `pickle`: guarda cualquier objeto y lo devuelve igual. ¿Cualquiera? Este mensaje no lo ha \
             escrito `pickle.dumps`, sino nosotros:",
        )
        .codigo("hostil.rs", "pickle")
        .ejecutar(desmontar)
        .parrafo(
            "Es un programa. `pickle.loads` lo ejecuta, y **quien lo escribe elige qué**: con `echo` es una broma; con otra \
             orden, tus ficheros. (No lo pruebes: aquí no se ejecuta nunca, solo se lee.) Se lo enviamos a nuestro servidor.",
        )
        .codigo("vigia.rs", "revisar")
        .codigo("pickle.rs", "descodificar")
        .apuesta(
            "¿Qué hará?",
            &["buscar `os.system`, que en Rust no existe, y morir", "un error, y no ejecuta nada", "leerlo como un texto"],
        )
        .ejecutar(rechazar)
        .parrafo(
            "En Python, el remedio es el mismo: con datos de fuera, `json.loads`. Firmar el pickle tampoco basta si no te \
             fías de quien firma. Y una lista de órdenes **prohibidas** siempre se deja alguna: la nuestra es de permitidas.",
        )
}

fn desmontar(escena: &Escena) -> Resultado<Desenlace> {
    let bytes = hostil::pickle_que_manda();
    let mut resto = bytes.as_slice();
    while !resto.is_empty() {
        let orden =
            vigia::siguiente(&mut resto).map_err(Fallo::nuevo)?;
        let dato = String::from_utf8_lossy(orden.dato)
            .trim_end()
            .replace('\n', ".");
        let que = match orden.codigo {
            b'c' => format!("busca la función «{dato}» y apílala"),
            b'(' => "pon una marca en la pila".to_string(),
            b'S' => format!("apila el texto {dato}"),
            b't' => "haz una tupla con lo que hay desde la marca"
                .to_string(),
            b'R' => "**llama a la función con esa tupla**".to_string(),
            _ => "fin".to_string(),
        };
        let codigo = char::from(orden.codigo);
        escena.decir(&format!(
            "`{codigo}`  {}  {que}",
            en_hexadecimal(&[orden.codigo])
        ));
    }
    Ok(Desenlace::relato(format!(
        "{} bytes y seis órdenes.",
        bytes.len()
    )))
}

fn rechazar(escena: &Escena) -> Resultado<Desenlace> {
    let leido = pickle::descodificar(&hostil::pickle_que_manda());
    escena.decir(&format!("El servidor: {}.", veredicto(&leido)));
    let bueno = pickle::codificar(&muestra()).map_err(Fallo::nuevo)?;
    escena.decir(&format!(
        "Y con uno de verdad, de {} bytes: {}.",
        bueno.len(),
        veredicto(&pickle::descodificar(&bueno))
    ));
    Ok(Desenlace::opcion(
        if leido.is_err() { 1 } else { 2 },
        "El vigía recorre las órdenes sin obedecerlas y se para en la primera que no apila datos. Lo que pasa de ahí, lo lee \
         `serde-pickle`, que tampoco llama a nada; el vigía añade los topes que esa biblioteca no tiene.",
    ))
}
