//! Paso 5: quien aprende escapa lo que va entre comillas.

use redes::guia::{Descuido, Escribe, Paso, Se};

const BIEN: &str = include_str!("partidas/escapar.rs");

pub fn paso() -> Paso {
    Paso::nuevo("escribe-escapar", "Escribe: lo que hace serde por ti")
        .parrafo(
            "Este cliente escribe su JSON a mano, con `format!`. Con un nombre corriente va bien; si lleva **comillas**, \
             cierran el texto antes de tiempo. JSON las quiere con una barra delante (`\\\"`); la barra, doble (`\\\\`); y \
             los de control, con su número en hexadecimal: el tabulador es `\\u0009`.",
        )
        .escribe(Escribe {
            fichero: "escapar.rs",
            partida: include_str!("partidas/sin_escapar.rs").to_string(),
            donde: "match letra {",
            encargo: "Añade a este `match` lo que falta: la comilla, la barra y los de control, que son los menores que el \
                      espacio.",
            charla: "inventario_cliente/comillas-y-barras",
            busca: Se::Arregla,
            bien: BIEN,
            mal: Descuido {
                quita: "            '\\\\' => escapado.push_str(\"\\\\\\\\\"),\n",
                pon: "",
                codigo: "R48",
            },
            pista: "Son tres ramas, y van antes de la que hay. La comilla: `'\"' => escapado.push_str(\"\\\\\\\"\")`. Para el número, \
                    `{:04x}` escribe cuatro cifras hexadecimales de `letra as u32`; y `_ if letra < ' '` son los de control.",
            relato: "Ha llegado lo mismo que había en la entrada, comillas incluidas, y ocupa más bytes de los que se leen. Así \
                     empieza el reto `inventario_cliente`: `cargo run -- vigilar inventario_cliente`. En él puedes usar serde.",
        })
}
