//! Paso 7: quien aprende pone el bucle.

use redes::guia::{Descuido, Escribe, Paso, Se};

pub fn paso() -> Paso {
    Paso::nuevo("escribe-a-todos", "Escribe: que salude a todos")
        .parrafo(
            "Ahora el servidor es tuyo. Este saluda al primero que llama y termina: es `l1-1`, el primer peldaño de la \
             escalera de la lección. Haz que espere a otro cada vez que acabe con uno.",
        )
        .escribe(Escribe {
            fichero: "a_todos.rs",
            partida: include_str!("../escalera/1_un_saludo.rs").to_string(),
            donde: "listener.accept()",
            encargo: "Mete en un `loop` lo que se hace con cada cliente. El `Ok(())` del final sobra: de ese bucle no se sale.",
            charla: "servidor_saludo/segunda-tanda",
            busca: Se::Arregla,
            bien: include_str!("../escalera/2_a_todos.rs"),
            mal: Descuido {
                quita: "        println!(\"{cliente}: saludado\");\n",
                pon: "        println!(\"{cliente}: saludado\");\n        return Ok(());\n",
                codigo: "R17",
            },
            pista: "La puerta se abre una sola vez. ¿Qué hay que repetir con cada uno que llama?",
            relato: "Cada cliente recibe su saludo y, al acabar la vuelta, Rust cierra su `stream`: es el FIN que ves detrás. La \
                     puerta es la misma para todos. Con esto tienes el comienzo del reto `servidor_saludo`: \
                     `cargo run -- vigilar servidor_saludo`.",
        })
}
