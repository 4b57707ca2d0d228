//! El guion de la lección guiada: qué se cuenta, qué se apuesta y qué se ejecuta en cada paso.
//!
//! Pruébalo:   cargo run --bin leccion3
//!
//! Lo que se ejecuta está en `escenas/`, y el último paso, en `te_toca.rs`.

use redes::guia::{Guion, Paso};

use crate::escenas::{flujo, lineas, marcos};
use crate::te_toca::te_toca;

/// La lección 3, entera.
pub fn guion() -> Guion {
    Guion {
        nombre: "leccion3",
        titulo: "TCP es un flujo",
        fuentes: vec![
            ("lessons/leccion3/cliente.rs", include_str!("cliente.rs")),
            ("lessons/leccion3/crudo.rs", include_str!("crudo.rs")),
            ("lessons/leccion3/ingenuo.rs", include_str!("ingenuo.rs")),
            ("lessons/leccion3/lineas.rs", include_str!("lineas.rs")),
            ("lessons/leccion3/marco.rs", include_str!("marco.rs")),
        ],
        pasos: [pasos_del_flujo(), pasos_de_lineas(), pasos_de_marcos()].into_iter().flatten().collect(),
    }
}

fn pasos_del_flujo() -> Vec<Paso> {
    vec![
        Paso::nuevo("tres-envios", "Tres envíos, ¿cuántas lecturas?")
            .parrafo("El cliente llama tres veces a `write_all`. El servidor lee con un búfer de 1024 bytes.")
            .codigo("cliente.rs", "ejemplo")
            .apuesta(
                "¿Cuántas veces devolverá datos `read`?",
                &["tres: una por cada envío", "una: llega todo junto", "no se puede saber"],
            )
            .ejecutar(flujo::tres_envios),
        Paso::nuevo("pausas", "«Pues pongo una pausa»")
            .parrafo("El arreglo que se le ocurre a todo el mundo: esperar 50 ms entre un envío y el siguiente.")
            .ejecutar(flujo::servidor_libre)
            .parrafo("Ahora, el mismo cliente con sus pausas. Pero el servidor está ocupado 250 ms antes de leer.")
            .apuesta(
                "¿Cuántas lecturas habrá esta vez?",
                &["tres: las pausas separan los envíos", "una, con todo pegado", "dos"],
            )
            .ejecutar(flujo::servidor_ocupado),
        Paso::nuevo("mensaje-grande", "Un envío, ¿cuántas lecturas?")
            .parrafo(
                "Ahora al revés: un solo `write_all` de 3000 bytes, y el servidor lee con el mismo búfer de 1024. Su \
                 bucle:",
            )
            .codigo("crudo.rs", "leer")
            .apuesta(
                "¿Qué verá el servidor?",
                &[
                    "una lectura de 3000 bytes: es un mensaje",
                    "una lectura de 1024; lo que no cabe se pierde",
                    "tres lecturas, o más",
                    "un error: no cabe",
                ],
            )
            .ejecutar(flujo::mensaje_grande),
        Paso::nuevo("enie-partida", "Una «ñ» partida en dos")
            .parrafo(
                "El cliente envía «mañana»: seis letras, siete bytes. El servidor lee de 3 en 3 bytes (o la red los \
                 reparte así) y pasa a texto cada trozo.",
            )
            .codigo("ingenuo.rs", "textos")
            .apuesta(
                "¿Qué sale?",
                &[
                    "«mañ» y «ana»: seis letras, de tres en tres",
                    "fallan los dos primeros trozos; el tercero es «a»",
                    "falla solo el primero, el que corta la ñ",
                    "nada falla: Rust espera a tener la letra entera",
                ],
            )
            .ejecutar(flujo::enie_partida),
    ]
}

fn pasos_de_lineas() -> Vec<Paso> {
    vec![
        Paso::nuevo("ultima-linea", "La línea que se pierde")
            .parrafo(
                "Si TCP no separa los mensajes, los separas tú. Lo más sencillo: un salto de línea al final de cada uno. \
                 Se acumula lo que llega y se corta por los saltos.",
            )
            .codigo("ingenuo.rs", "sin_ultima")
            .parrafo("El cliente envía `uno\\ndos\\ntres`, sin salto al final, y cierra.")
            .apuesta(
                "¿Cuántas líneas entrega este código?",
                &["tres", "dos", "una: llegan pegadas en una sola lectura"],
            )
            .ejecutar(lineas::ultima_linea),
        Paso::nuevo("lineas", "Líneas, bien leídas")
            .parrafo(
                "La versión buena entrega también la última, pone un límite de 1 MiB a lo que acumula, acepta `\\r\\n` y \
                 pasa a texto la línea **entera**.",
            )
            .codigo("lineas.rs", "siguiente")
            .parrafo(
                "El cliente envía `uno\\ndos\\nñu` (once bytes, sin salto al final) y cierra. El servidor pide 3 bytes en \
                 cada lectura.",
            )
            .apuesta(
                "¿Cuántas líneas entregará?",
                &[
                    "cuatro: una por lectura",
                    "tres",
                    "dos: la última no tiene salto",
                    "depende de cómo se repartan los bytes",
                ],
            )
            .ejecutar(lineas::lineas_a_trozos),
        Paso::nuevo("lector-nuevo", "Un lector con memoria, y uno solo")
            .parrafo(
                "La biblioteca de Rust ya trae un lector de líneas, `BufReader`. Esta función crea uno, lee una línea y la \
                 devuelve. El cliente envía tres líneas de una vez y la llamamos dos veces.",
            )
            .codigo("ingenuo.rs", "lector_nuevo")
            .apuesta(
                "La primera llamada da «uno». ¿Y la segunda?",
                &["«dos»", "un error: esa línea ya no está", "nada: cero bytes, como si el cliente hubiera acabado"],
            )
            .ejecutar(lineas::lector_nuevo),
    ]
}

fn pasos_de_marcos() -> Vec<Paso> {
    vec![
        Paso::nuevo("marco", "Primero, cuánto ocupa")
            .parrafo(
                "Una línea se lee a simple vista y se escribe con `nc`, pero no puede llevar dentro un salto, ni una \
                 imagen. La otra manera es enviar delante la longitud: cuatro bytes, y detrás el mensaje, sea lo que sea.",
            )
            .codigo("marco.rs", "escribir")
            .apuesta(
                "¿Qué cuatro bytes viajan delante de «ñandú»?",
                &["00 00 00 05", "00 00 00 07", "07 00 00 00", "30 30 30 35, o sea, el texto «0005»"],
            )
            .ejecutar(marcos::bytes_del_marco),
        Paso::nuevo("longitud-mentirosa", "Una longitud que miente")
            .parrafo(
                "La longitud la escribe el otro. Un cliente envía `ff ff ff ff`, que significa «detrás vienen 4 GiB», y \
                 nada más. Primero lo lee un programa confiado:",
            )
            .codigo("ingenuo.rs", "confiado")
            .ejecutar(marcos::longitud_creida)
            .parrafo("Y ahora el nuestro, que acepta mensajes de 1 MiB como mucho:")
            .codigo("marco.rs", "leer")
            .apuesta("¿Cuánta memoria reservará?", &["4 GiB", "1 MiB, el máximo", "nada"])
            .ejecutar(marcos::longitud_comprobada),
        Paso::nuevo("a-medias", "Se ha ido a mitad de un marco")
            .parrafo("El cliente anuncia 12 bytes, envía «hola» y se va. `leer_marco` lee con esta función:")
            .codigo("marco.rs", "llenar")
            .apuesta(
                "¿Qué devuelve `leer_marco`?",
                &[
                    "`Ok(Some(…))` con los 4 bytes que hay",
                    "`Ok(None)`: el cliente ha terminado",
                    "un error que dice cuántos faltaban",
                    "nada: se queda esperando los otros 8",
                ],
            )
            .ejecutar(marcos::marco_a_medias),
        Paso::nuevo("te-toca", "Te toca")
            .parrafo(
                "Escucho un servidor de **líneas**. Envíale dos líneas o más con lo que tengas: `nc`, Python, tu propio \
                 programa. El reto: que el número de lecturas **no** coincida con el de líneas.",
            )
            .te_toca(te_toca()),
    ]
}
