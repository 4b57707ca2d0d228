//! Paso 12: quien aprende hace que un cliente no acabe con todos.

use redes::guia::{Descuido, Escribe, Paso, Se};

const BIEN: &str = include_str!("../escalera/5_nadie_lo_tumba.rs");

pub fn paso() -> Paso {
    Paso::nuevo("escribe-cortes", "Escribe: que nadie lo tumbe")
        .parrafo(
            "Un cliente que corta hace que `read` devuelva un error; el `?` lo saca de `atender`, el de fuera lo saca de `main`, y \
             se acaba el servidor para todos. Con `match` se mira el error y se decide:",
        )
        .escribe(Escribe {
            fichero: "cortes.rs",
            partida: include_str!("../escalera/4_en_una_funcion.rs").to_string(),
            donde: "let devueltos = atender(stream)?;",
            encargo: "En `main`, en lugar de los dos `?` del bucle: si todo va bien, sigue como ahora; si no, cuéntalo con \
                      `println!` y espera al siguiente (`continue`).",
            charla: "servidor_eco/cortes",
            busca: Se::Arregla,
            bien: BIEN,
            mal: Descuido {
                quita: "Err(error) => println!(\"{cliente}: se ha cortado ({error})\"),",
                pon: "Err(error) => return Err(error),",
                codigo: "R11",
            },
            pista: "`match atender(stream) { Ok(devueltos) => …, Err(error) => … }`. Dentro de `atender`, el `?` está bien: solo \
                    abandona a ese cliente.",
            relato: "Llamadas que se cortan las hay todos los días, y ninguna es asunto de los demás clientes. Con esto tienes el \
                     comienzo del reto `servidor_eco`: `cargo run -- vigilar servidor_eco`.",
        })
}
