//! Paso 9: quien aprende descuenta a quien se va, también si corta.

use redes::guia::{Descuido, Escribe, Paso, Se};

const BIEN: &str = include_str!("partidas/se_van.rs");

pub fn paso() -> Paso {
    Paso::nuevo("escribe-se-van", "Escribe: descontar a quien se va")
        .parrafo(
            "El servidor de las visitas tiene el mismo problema que el concurso: quien se despide deja de contar, pero a \
             quien **corta** lo sigue contando. El `?` sale de `atender` con el error, y lo de después ya no se hace.",
        )
        .escribe(Escribe {
            fichero: "se_van.rs",
            partida: include_str!("partidas/a_la_vez.rs").to_string(),
            donde: "tomar(cuentas).ahora -= 1;",
            encargo: "Cambia esta línea de sitio: que se reste siempre, y una sola vez, acabe como acabe `atender`.",
            charla: "contador_visitas/se-van",
            busca: Se::Arregla,
            bien: BIEN,
            mal: Descuido {
                quita: "            }\n            tomar(&suyas).ahora -= 1;\n",
                pon: "            } else {\n                tomar(&suyas).ahora -= 1;\n            }\n",
                codigo: "R46",
            },
            pista: "Dentro de `atender` hay tres maneras de salir. ¿Quién la llama, y por dónde pasa siempre ese hilo cuando ella \
                    acaba? Allí las cuentas se llaman `suyas`.",
            relato: "Tres han cortado a media línea y ahora la cuenta es 1. Lo que hay que hacer pase lo que pase va fuera de lo \
                     que puede fallar. Así empieza el reto `contador_visitas`: `cargo run -- vigilar contador_visitas`.",
        })
}
