//! Paso 9: quien aprende pone un tope a lo que anuncia un desconocido.

use redes::guia::{Descuido, Escribe, Paso, Se};

const BIEN: &str = include_str!("partidas/tope.rs");

pub fn paso() -> Paso {
    Paso::nuevo("escribe-tope", "Escribe: un tope antes de hacer sitio")
        .parrafo(
            "El JSON en un marco tiene el mismo peligro: la longitud de delante la escribe el otro. Este servidor contesta a \
             cada informe con otro marco, el acuse: `{\"recibido\":true}`. Le anuncian 4 GiB, les hace sitio y se queda \
             esperándolos.",
        )
        .escribe(Escribe {
            fichero: "tope.rs",
            partida: include_str!("partidas/sin_tope.rs").to_string(),
            donde: "let mut cuerpo = vec![0; longitud];",
            encargo: "Antes de esta línea: si `longitud` pasa de `TOPE`, contesta con un acuse que diga `false` y acaba con ese \
                      cliente devolviendo un error.",
            charla: "inventario_servidor/demasiado",
            busca: Se::Arregla,
            bien: BIEN,
            mal: Descuido { quita: "longitud > TOPE {", pon: "longitud > TOPE + 1 {", codigo: "R13" },
            pista: "`acusar` ya sabe decir que no. El error se hace con `io::Error::other(\"…\")`: `main` lo cuenta y sigue con el \
                    siguiente.",
            relato: "Cuatro bytes, y ya sabe que no: ni ha reservado nada ni ha esperado el cuerpo. Cuelga, porque lo que venga \
                     detrás no sabría dónde empieza. Sigue con el reto: `cargo run -- vigilar inventario_servidor`.",
        })
}
