//! Paso 8: quien aprende quita los restos.

use redes::guia::{Descuido, Escribe, Paso, Se};

const BIEN: &str = include_str!("../escalera/3_hasta_el_final.rs");

pub fn paso() -> Paso {
    Paso::nuevo("escribe-lo-leido", "Escribe: solo lo que ha llegado")
        .parrafo(
            "El mismo descuido, en tu mesa. Cuando le digo «no», devuelve además lo que quedaba en el fondo del búfer.",
        )
        .escribe(Escribe {
            fichero: "lo_leido.rs",
            partida: BIEN.replace("&buffer[..leidos]", "&buffer"),
            donde: "stream.write_all",
            encargo: "Que envíe solo lo que acaba de leer: los primeros `leidos` bytes del búfer.",
            charla: "servidor_eco/corto-tras-largo",
            busca: Se::Arregla,
            bien: BIEN,
            mal: Descuido { quita: "[..leidos]", pon: "[..leidos + 1]", codigo: "R03" },
            pista: "Un trozo de un array se escribe con un rango: `&palabra[..3]` son sus tres primeros elementos.",
            relato: "Lo que sobraba en el búfer sigue ahí, pero ya no sale de casa.",
        })
}
