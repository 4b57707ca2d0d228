//! Paso 12: el pickle que manda, desmontado orden por orden sin obedecer ninguna.

use redes::cable::en_hexadecimal;
use redes::errores::{Fallo, Resultado};
use redes::guia::{Desenlace, Escena, Paso};

use crate::formatos::{ordenes, pickle};
use crate::guia::escenas::veredicto;
use crate::guia::hostil;
use crate::muestra::muestra;

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
            ordenes::siguiente(&mut resto).map_err(Fallo::nuevo)?;
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
