//! El guion de la lección guiada: qué se cuenta, qué se apuesta y qué se ejecuta en cada paso.
//!
//! Pruébalo:   cargo run --bin leccion4
//!
//! Lo que se ejecuta está en `escenas/`, y el último paso, en `te_toca.rs`.

use redes::guia::{Guion, Paso};

use crate::escenas::{clientes, cola, concurso, esperas};
use crate::te_toca::te_toca;

/// La lección 4, entera.
pub fn guion() -> Guion {
    Guion {
        nombre: "leccion4",
        titulo: "Muchos clientes: un concurso",
        fuentes: vec![
            (
                "lessons/leccion4/conexion.rs",
                include_str!("conexion.rs"),
            ),
            (
                "lessons/leccion4/escucha.rs",
                include_str!("escucha.rs"),
            ),
            ("lessons/leccion4/hilos.rs", include_str!("hilos.rs")),
            (
                "lessons/leccion4/ingenuo.rs",
                include_str!("ingenuo.rs"),
            ),
            ("lessons/leccion4/juego.rs", include_str!("juego.rs")),
            (
                "lessons/leccion4/mensajes.rs",
                include_str!("mensajes.rs"),
            ),
            ("lessons/leccion4/sala.rs", include_str!("sala.rs")),
            ("lessons/leccion4/saludo.rs", include_str!("saludo.rs")),
            (
                "lessons/leccion4/servidor.rs",
                include_str!("servidor.rs"),
            ),
            ("lessons/leccion4/texto.rs", include_str!("texto.rs")),
        ],
        pasos: [
            pasos_de_hilos(),
            pasos_de_esperas(),
            pasos_del_concurso(),
            pasos_de_mensajes(),
            pasos_del_final(),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

fn pasos_de_hilos() -> Vec<Paso> {
    vec![
        Paso::nuevo("segundo-cliente", "El segundo cliente espera")
            .parrafo(
                "Los servidores de las lecciones 2 y 3 atienden de uno en uno. Aquí hay dos clientes: el primero conecta y \
                 **no dice nada**; el segundo conecta y saluda.",
            )
            .codigo("ingenuo.rs", "secuencial")
            .apuesta(
                "¿Qué le pasa al segundo?",
                &["no puede conectar: el servidor está ocupado", "conecta, pero no le contestan", "le contestan enseguida"],
            )
            .ejecutar(clientes::segundo_cliente),
        Paso::nuevo("un-hilo-por-cliente", "Un hilo para cada uno")
            .parrafo(
                "Un **hilo** es otro punto del programa que se ejecuta a la vez, con su propia pila y la misma memoria. El \
                 que acepta solo acepta; a cada cliente lo atiende el suyo.",
            )
            .codigo("hilos.rs", "aceptar")
            .parrafo(
                "Si en `thread::spawn(move || …)` olvidas `move`, no compila: «error[E0373]: closure may outlive the current \
                 function, but it borrows `listener`». Es decir: el hilo puede durar más que la función que lo lanza, y lo \
                 prestado ya no existiría. Con `move`, lo que usa el hilo pasa a ser suyo. Y lo que tienen que usar **varios** \
                 va en un `Arc`: cada uno se lleva su copia del `Arc`, que cuenta cuántos quedan.",
            )
            .codigo("servidor.rs", "servir")
            .parrafo("Cinco navegadores a la vez piden un saludo que tarda 300 ms.")
            .apuesta("¿Cuánto tardarán los cinco?", &["unos 300 ms", "unos 1500 ms"])
            .ejecutar(clientes::cinco_a_la_vez),
        Paso::nuevo("compartir", "Contar entre varios")
            .parrafo(
                "Cuatro hilos cuentan visitas en el mismo sitio, 50 000 cada uno. Rust no deja compartir un número corriente \
                 entre hilos (E0499, E0373…), así que alguien lo ha hecho atómico, y ha dado por hecho que con eso basta:",
            )
            .codigo("ingenuo.rs", "sumar")
            .apuesta("¿Cuántas visitas saldrán?", &["200 000", "menos", "más"])
            .ejecutar(clientes::sumar_entre_varios)
            .parrafo(
                "El cerrojo de Rust no se puede olvidar: el dato está **dentro** del `Mutex`, y no hay otra manera de \
                 llegar a él que `lock()`. Se suelta solo, cuando lo que devuelve `lock` sale de su bloque.",
            ),
    ]
}

fn pasos_de_esperas() -> Vec<Paso> {
    vec![
        Paso::nuevo("girar", "Esperar sin hacer nada")
            .parrafo("La partida empieza cuando están todos. ¿Cómo espera un hilo a los demás? Lo primero que se ocurre:")
            .codigo("ingenuo.rs", "girar")
            .apuesta(
                "La salida se da a los 200 ms. ¿Cuántas veces habrá mirado?",
                &["unas doscientas", "unas diez mil", "más de cien mil"],
            )
            .ejecutar(esperas::girar_o_dormir),
        Paso::nuevo("aviso-perdido", "El aviso que no oye nadie")
            .parrafo(
                "Para dormirse hasta que otro avise está la `Condvar` (en Python, `Event` o `Condition`). Este código mira y, \
                 si aún no toca, espera el aviso. Vamos a darlo justo en medio, que es cuando lo daría la mala suerte.",
            )
            .codigo("ingenuo.rs", "perder")
            .apuesta(
                "¿Qué hará?",
                &["despertarse con el aviso", "dormir aunque la salida esté dada", "fallar: la `Condvar` se da cuenta"],
            )
            .ejecutar(esperas::aviso_perdido)
            .parrafo("La cura: mirar y dormirse con el mismo cerrojo, y volver a mirar al despertar. `while` más `wait`.")
            .codigo("ingenuo.rs", "curar")
            .ejecutar(esperas::aviso_oido),
        Paso::nuevo("presentador", "El presentador del concurso")
            .parrafo(
                "Así espera el nuestro. Lo despierta la llegada de algo que anunciar, o la hora de cerrar la pregunta. \
                 Mientras, no gasta nada.",
            )
            .codigo("sala.rs", "esperar")
            .parrafo("Y así le avisa el hilo de cada jugador:")
            .codigo("sala.rs", "suceso"),
    ]
}

fn pasos_del_concurso() -> Vec<Paso> {
    vec![
        Paso::nuevo("quien-se-va", "La jugadora que se va")
            .parrafo(
                "Ana, Beto y Caro tienen delante la misma pregunta. Ana y Beto contestan; Caro cierra el portátil. El servidor \
                 ingenuo cuenta respuestas hasta llegar a tres.",
            )
            .ejecutar(concurso::se_va_y_se_le_espera)
            .parrafo(
                "El nuestro no cuenta respuestas: le pregunta a un juego que sabe quién sigue. Es una máquina **pura**: entra \
                 lo que ha pasado y a qué hora, y salen los avisos. Ni sockets, ni hilos, ni reloj; así se puede probar con \
                 miles de partidas inventadas en un segundo.",
            )
            .codigo("juego.rs", "suceso")
            .parrafo("Los mismos tres, de verdad, con 5 s para contestar. Caro se va.")
            .apuesta("¿Cuándo se cierra la pregunta?", &["en cuanto se va", "a los 5 s"])
            .ejecutar(concurso::se_va_y_se_sigue),
        Paso::nuevo("quien-no-lee", "El jugador que no lee")
            .parrafo(
                "Otra manera de bloquear: seguir ahí y **no leer**. Lo que le envías se queda en los búferes, hasta que no \
                 cabe más, y entonces tu `write` le espera. Por eso escribimos con un plazo de 50 ms.",
            )
            .codigo("conexion.rs", "decir")
            .apuesta("¿Cuántos mensajes caben antes de que `write` tenga que esperar?", &["unos pocos", "cientos, o muchos más"])
            .ejecutar(concurso::quien_no_lee),
        Paso::nuevo("jupiter", "«Júpiter» no es «Jupiter»")
            .parrafo("La respuesta buena es «Júpiter». Llegan cuatro: «Júpiter», «Jupiter», «JÚPITER» con un espacio detrás, y otra que parece igual que la primera.")
            .codigo("texto.rs", "simplificar")
            .apuesta("Comparadas con `==`, ¿cuántas aciertan?", &["una", "dos: la primera y la última", "las cuatro"])
            .ejecutar(concurso::jupiter),
    ]
}

fn pasos_de_mensajes() -> Vec<Paso> {
    vec![
        Paso::nuevo("campos-con-nombre", "Campos con nombre")
            .parrafo(
                "En el programa de Python, contestar era enviar `[\"4\", \"Júpiter\"]`. ¿Qué es un 4? ¿Y si mañana hay que decir \
                 también a qué pregunta se contesta? En Rust cada mensaje tiene su nombre, y cada dato, el suyo:",
            )
            .codigo("mensajes.rs", "orden")
            .parrafo("Por el cable va en un marco, como en la lección 3, con JSON dentro:")
            .ejecutar(concurso::con_nombre)
            .parrafo("Y lo mismo dentro del programa: mejor un `struct` que una tupla.")
            .codigo("saludo.rs", "campos"),
        Paso::nuevo("write-all", "`write` y `write_all`")
            .parrafo("El servidor llama **una vez** a `write` con 32 MiB. El cliente no lee todavía.")
            .apuesta("¿Qué devuelve `write`?", &["33 554 432: todos", "menos, y sin error", "un error"])
            .ejecutar(concurso::write_corto),
    ]
}

fn pasos_del_final() -> Vec<Paso> {
    vec![
        Paso::nuevo("cola", "Cuando llaman todos a la vez")
            .parrafo(
                "Las conexiones esperan a que llegues a tu `accept` en una cola, y la cola tiene un tamaño que se elige al \
                 abrir. Veinte clientes llaman a un servidor que no acepta a nadie, con una cola de 4.",
            )
            .codigo("escucha.rs", "escuchar")
            .apuesta(
                "¿Qué pasa con los que no caben?",
                &["conectan igual", "se les rechaza: `ConnectionRefused`", "nada: ni un sí ni un no"],
            )
            .ejecutar(cola::se_desborda),
        Paso::nuevo("te-toca", "Te toca: varias pestañas")
            .parrafo("El servidor con el que empezaba esta lección en la serie: saluda a cada visita, desde su hilo.")
            .codigo("saludo.rs", "saludar")
            .te_toca(te_toca())
            .parrafo(
                "Y ahora, a jugar. En una terminal, `cargo run --bin leccion4 -- servidor`; en otras dos, \
                 `cargo run --bin leccion4 -- cliente --equipo Ana`. Para toda la clase: `--host 0.0.0.0 --jugadores 20`.",
            ),
    ]
}
