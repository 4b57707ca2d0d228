//! Paso 5: quien aprende hace que un fichero a medias no lo vea nadie.

use redes::guia::{Descuido, Escribe, Paso, Se};

const BIEN: &str = include_str!("partidas/recibir.rs");

/// Lo que hay que escribir empieza en una línea y acaba en otra.
const DESDE: &str = "    let parcial = ";
const HASTA: &str = "    stream.write_all(&[0])?;";

pub fn paso() -> Paso {
    let (antes, resto) = BIEN.split_once(DESDE).unwrap_or((BIEN, ""));
    let (_, despues) = resto.split_once(HASTA).unwrap_or_default();
    let partida = format!("{antes}    llenar(&stream, tamano, salida)?;\n{HASTA}{despues}");
    Paso::nuevo("escribe-al-lado", "Escribe: al lado, y luego su nombre")
        .parrafo(
            "Este receptor se da cuenta de que le falta la mitad y no contesta, pero ya es tarde: en la carpeta queda medio fichero \
             con el nombre del bueno.",
        )
        .escribe(Escribe {
            fichero: "recibir.rs",
            partida: partida.replace("use std::fs::{self, File};", "use std::fs::File;"),
            donde: "llenar(&stream, tamano, salida)?;",
            encargo: "Que llene otro fichero, al lado de `salida`, y le dé ese nombre con `fs::rename` solo si está entero. Si no, que \
                      lo borre con `fs::remove_file` y devuelva el error.",
            charla: "recibir_archivo_tcp/a-medias",
            busca: Se::Arregla,
            bien: BIEN,
            mal: Descuido { quita: "        fs::remove_file(&parcial)?;\n", pon: "", codigo: "R49" },
            pista: "El nombre de al lado: `format!(\"{salida}.parcial\")`. Si `llenar` falla, el `?` se iría sin borrar nada: \
                    `if let Err(error) = …`. Y arriba, `use std::fs::{self, File};`.",
            relato: "Han cruzado los mismos bytes: lo que ha cambiado está en la carpeta. Falta comprobar la suma y no esperar siempre a \
                     quien calla. Con eso por hacer tienes el comienzo del reto `recibir_archivo_tcp`: \
                     `cargo run -- vigilar recibir_archivo_tcp`.",
        })
}
