//! Paso 11: quien aprende hace que su cliente espere su eco, y no lo primero que llegue.
//!
//! Pruébalo:   cargo run --bin leccion6 -- guia --paso 11

use redes::guia::{Descuido, Escribe, Paso, Se};

const BIEN: &str = include_str!("partidas/mi_eco.rs");

/// El final de quien se conforma con lo primero que llega.
const LO_PRIMERO: &str =
    "    let leidos = socket.recv(&mut buffer)?;\n    io::stdout().write_all(&buffer[..leidos])\n}\n";

pub fn paso() -> Paso {
    let (comun, _) = BIEN.split_once("    loop {").unwrap_or((BIEN, ""));
    Paso::nuevo("escribe-eco", "Escribe: espera lo tuyo")
        .parrafo(
            "Un cliente con `connect`, así que no oye a los extraños, y con un plazo de un segundo. Pero toma por su eco lo primero \
             que diga el servidor, aunque sea la respuesta de antes.",
        )
        .escribe(Escribe {
            fichero: "mi_eco.rs",
            partida: format!("{comun}{LO_PRIMERO}"),
            donde: "let leidos = socket.recv",
            encargo: "Que siga recibiendo hasta que llegue una nota igual a `mensaje`; solo entonces la escribe y acaba.",
            charla: "cliente_eco_udp/otra-cosa",
            busca: Se::Arregla,
            bien: BIEN,
            mal: Descuido {
                quita: "buffer[..leidos] == mensaje[..]",
                pon: "buffer[..leidos].starts_with(&mensaje)",
                codigo: "R38",
            },
            pista: "Un `loop`, y dentro un `if` que compare dos trozos enteros: lo leído, `buffer[..leidos]`, y `mensaje[..]`.",
            relato: "Ha dejado pasar las respuestas de antes, y una que solo empezaba como la suya. El plazo sigue ahí: si el eco no \
                     llega, `recv` da un error. Pero cuenta desde la última nota, y quien escriba sin parar lo alarga. Con eso por \
                     arreglar tienes el comienzo del reto `cliente_eco_udp`: `cargo run -- vigilar cliente_eco_udp`.",
        })
}
