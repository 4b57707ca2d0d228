//! Paso 10: quien aprende anuncia cuánto ocupa la página.

use redes::guia::{Descuido, Escribe, Paso, Se};

const BIEN: &str = include_str!("partidas/pagina.rs");

pub fn paso() -> Paso {
    Paso::nuevo("escribe-longitud", "Escribe: cuánto ocupa la página")
        .parrafo(
            "Este lee la petición hasta su línea en blanco y contesta una página, pero no dice cuánto ocupa. Y la página lleva un «¡».",
        )
        .escribe(Escribe {
            fichero: "pagina.rs",
            partida: BIEN
                .replace("         Content-Length: {}\\r\\n\\\n", "")
                .replace("{pagina}\",\n        pagina.len()\n", "{pagina}\"\n"),
            donde: "Content-Type",
            encargo: "Detrás de la cabecera `Content-Type`, pon otra línea, `Content-Length`, con lo que ocupa la página.",
            charla: "servidor_web/pagina",
            busca: Se::Arregla,
            bien: BIEN,
            mal: Descuido {
                quita: "pagina.len()",
                pon: "pagina.chars().count()",
                codigo: "R29",
            },
            pista: "En `format!`, cada `{}` toma un valor de los que se le pasan después del texto, tras una coma. ¿Letras o bytes?",
            relato: "Son 124 bytes y 123 letras: el «¡» ocupa dos. Contando letras, al navegador le faltaría el último. Con esto tienes \
                     el comienzo del reto `servidor_web`: `cargo run -- vigilar servidor_web`.",
        })
}
