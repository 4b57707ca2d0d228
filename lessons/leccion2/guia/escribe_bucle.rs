//! Paso 5: quien aprende pone el bucle.

use redes::guia::{Descuido, Escribe, Paso, Se};

const BIEN: &str = include_str!("../escalera/3_hasta_el_final.rs");

pub fn paso() -> Paso {
    Paso::nuevo("escribe-bucle", "Escribe: que vuelvan los 5000")
        .parrafo(
            "Ese servidor es `l2-2`, el segundo peldaño de la escalera de esta lección. Ahora es tuyo: haz que devuelva todo lo \
             que le envíen. `read` dice cuántos bytes ha leído; **0** quiere decir que el cliente se ha despedido.",
        )
        .escribe(Escribe {
            fichero: "bucle.rs",
            partida: include_str!("../escalera/2_un_read.rs").to_string(),
            donde: "let leidos = stream.read",
            encargo: "Mete la lectura y el envío en un `loop`, y sal de él (`break`) cuando `leidos` sea 0.",
            charla: "servidor_eco/cinco-mil",
            busca: Se::Arregla,
            bien: BIEN,
            mal: Descuido {
                quita: "            if leidos == 0 {\n                break;\n            }\n",
                pon: "",
                codigo: "R02",
            },
            pista: "¿Qué parte de lo que hace con un cliente hay que repetir, y cuál solo una vez? ¿Cómo sabe cuándo parar?",
            relato: "Cinco lecturas, o las que hayan sido: el número no lo decides tú. Lo que no cambia es el final, una \
                     lectura de 0 bytes. El peldaño siguiente, para comparar: `lessons/leccion2/escalera/3_hasta_el_final.rs`.",
        })
}
