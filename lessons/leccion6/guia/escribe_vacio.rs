//! Paso 5: quien aprende devuelve cada nota, también la que va en blanco.
//!
//! Pruébalo:   cargo run --bin leccion6 -- guia --paso 5

use redes::guia::{Descuido, Escribe, Paso, Se};

const RECIBE: &str = include_str!("../escalera/1_recibir.rs");
const BIEN: &str = include_str!("../escalera/2_eco.rs");
/// Lo que se escribe en el peldaño para que parezca traído de TCP.
const LEE: &str = "let (leidos, de) = socket.recv_from(&mut buffer)?;\n";
const DESPEDIDA: &str = "        if leidos == 0 {\n            return Ok(());\n        }\n";
const VUELVE: &str = "        socket.send_to(&buffer[..leidos], de)?;\n";

pub fn paso() -> Paso {
    Paso::nuevo("escribe-vacio", "Escribe: que vuelva cada nota")
        .parrafo(
            "Este servidor recibe notas y las enseña, pero no contesta a ninguna. Además, quien lo escribió venía de TCP: con la \
             primera nota en blanco, se despide.",
        )
        .escribe(Escribe {
            fichero: "notas.rs",
            partida: RECIBE.replace(LEE, &format!("{LEE}{DESPEDIDA}")),
            donde: "if leidos == 0",
            encargo: "Haz que devuelva cada nota a quien la envió, solo con lo que traía, y que una en blanco sea una nota como las \
                      demás.",
            charla: "servidor_eco_udp/vacio",
            busca: Se::Arregla,
            bien: BIEN,
            mal: Descuido { quita: VUELVE, pon: "        if leidos > 0 {\n            socket.send_to(&buffer[..leidos], de)?;\n        }\n", codigo: "R40" },
            pista: "`recv_from` te da dos cosas: cuántos bytes y de quién. A `send_to` se le dan las mismas dos. ¿Y qué línea sobra si \
                    no hay nada que terminar?",
            relato: "Tres notas, tres ecos, y el de la nota en blanco también está en blanco. No hay hilos ni lista de clientes: cada \
                     nota trae su remite. Es el comienzo del reto `servidor_eco_udp`: `cargo run -- vigilar servidor_eco_udp`.",
        })
}
