//! Paso 4: quien aprende da un hilo a cada cliente.

use redes::guia::{Descuido, Escribe, Paso, Se};

const BIEN: &str = include_str!("partidas/a_la_vez.rs");

pub fn paso() -> Paso {
    Paso::nuevo("escribe-a-la-vez", "Escribe: que nadie espere su turno")
        .parrafo(
            "Este servidor cuenta cuántas visitas van y cuántas hay ahora. Las cuentas ya están en su `Mutex`, pero atiende \
             de una en una: la segunda no recibe ni el saludo hasta que la primera se va.",
        )
        .escribe(Escribe {
            fichero: "a_la_vez.rs",
            partida: include_str!("partidas/por_turno.rs").to_string(),
            donde: "if let Err(error) = atender(&stream, &cuentas)",
            encargo: "Mete las tres líneas de este `if` en un hilo (`thread::spawn`, de `std::thread`). Cada uno necesita sus \
                      cuentas, que son las de todos: mete el `Mutex` en un `Arc`.",
            charla: "contador_visitas/dos-a-la-vez",
            busca: Se::Arregla,
            bien: BIEN,
            mal: Descuido {
                quita: "            }\n        });\n",
                pon: "            }\n        })\n        .join()\n        .ok();\n",
                codigo: "R10",
            },
            pista: "Antes de lanzar el hilo, dentro del bucle, haz otra copia del `Arc` con `Arc::clone`: esa es la que se lleva \
                    el hilo con `move`. Y `main` no espera a que acabe.",
            relato: "La segunda ha tenido su saludo sin que la primera se fuera, y las dos ven las mismas cuentas: hay dos \
                     `Arc`, pero un solo `Mutex`. `main` ya solo acepta.",
        })
}
