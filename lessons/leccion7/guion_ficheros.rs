//! Los pasos de la lección guiada que tratan de ficheros. Lo que se ejecuta está en `actos_ficheros.rs`.

use redes::guia::Paso;

use crate::actos_ficheros as actos;

/// Los ficheros que se enseñan en estos pasos.
pub fn fuentes() -> Vec<(&'static str, &'static str)> {
    vec![
        ("lessons/leccion7/ficheros/anuncio.rs", include_str!("ficheros/anuncio.rs")),
        ("lessons/leccion7/ficheros/recibido.rs", include_str!("ficheros/recibido.rs")),
        ("lessons/leccion7/ficheros/ventana.rs", include_str!("ficheros/ventana.rs")),
        ("lessons/leccion7/python/cola.rs", include_str!("python/cola.rs")),
    ]
}

/// Un fichero por TCP: dónde acaba, si es el que era y cuándo recibe su nombre.
pub fn pasos_por_tcp() -> Vec<Paso> {
    vec![
        Paso::nuevo("end-pegado", "¿Dónde acaba un fichero?")
            .parrafo(
                "Los programas de la serie envían el fichero en trozos de 1024 bytes y, para decir que han acabado, tres letras: \
                 `END`. El servidor lee hasta que una lectura es **exactamente** `END`.",
            )
            .parrafo("Va un fichero de 13 bytes, «soy el gatín», y detrás, en otro `write_all`, el `END`.")
            .apuesta(
                "¿Cuándo se dará cuenta el servidor de que ha acabado?",
                &["en la segunda lectura", "cuando el cliente cuelgue", "nunca"],
            )
            .ejecutar(actos::end_pegado)
            .parrafo(
                "Con ese protocolo, lo único seguro es mirar los **tres últimos bytes cuando el flujo se cierra**. Así los aparta \
                 `--protocolo python`, lleguen como lleguen:",
            )
            .codigo("cola.rs", "cola"),
        Paso::nuevo("por-delante", "El tamaño y la suma, por delante")
            .parrafo(
                "Un protocolo mejor no necesita marca de final: dice antes cuántos bytes vienen. Y, ya puestos, cuánto **suman**: \
                 un CRC-32, que cambia si cambia cualquier bit.",
            )
            .codigo("anuncio.rs", "anuncio")
            .parrafo("Enviamos «soy el gatín» con su anuncio, pero una memoria defectuosa cambia un bit antes de enviarlo.")
            .apuesta(
                "¿Quién se dará cuenta?",
                &["TCP, que ya comprueba cada paquete", "el servidor, con la suma", "nadie"],
            )
            .ejecutar(actos::por_delante),
        Paso::nuevo("al-lado", "Escribir al lado y renombrar")
            .parrafo(
                "Falta el final. Si el servidor escribe directamente en `gatin.jpg` y la conexión se corta, queda medio gatín con \
                 nombre de gatín. Mejor escribir **al lado**, comprobar y, solo entonces, darle su nombre:",
            )
            .codigo("recibido.rs", "publicar")
            .parrafo("Un cliente anuncia 1000 bytes, envía 400 y se va.")
            .apuesta(
                "¿Qué habrá en la carpeta cuando se vaya?",
                &["nada", "un fichero de 400 bytes", "un fichero de 1000 bytes, con ceros al final"],
            )
            .ejecutar(actos::al_lado),
    ]
}

/// El mismo fichero por UDP: primero corrupto y contento, después entero.
pub fn pasos_por_udp() -> Vec<Paso> {
    vec![
        Paso::nuevo("dice-completa", "Por UDP: corrupto, y tan contento")
            .parrafo(
                "Lo mismo por UDP: un datagrama por cada 1024 bytes y otro que dice `END`. Aquí no se pega con nada: cada \
                 datagrama es un mensaje. El receptor escribe lo que llega y, al ver `END`, anuncia «transferencia completa».",
            )
            .parrafo("Van 20 datagramas y el `END`. Por el camino se pierden el 5, el 6 y el 13.")
            .apuesta(
                "¿Qué hará ese receptor?",
                &["esperar a que lleguen los tres", "decir que faltan tres", "decir que está completa"],
            )
            .ejecutar(actos::dice_completa),
        Paso::nuevo("fichero-fiable", "Numerar, acusar, repetir")
            .parrafo(
                "Los arreglos ya los conoces de los píxeles: cada trozo lleva su **número**, el receptor contesta con **acuses** y \
                 el emisor repite lo que falta, con una **ventana** de trozos en camino. Lo nuevo: un fichero no cabe en un lienzo. \
                 El receptor guarda solo los trozos adelantados, y los suelta **en orden** en cuanto llega el que faltaba:",
            )
            .codigo("ventana.rs", "encajar")
            .parrafo("Enviamos el gatín, con los programas de verdad, perdiendo a propósito uno de cada cinco datagramas.")
            .apuesta(
                "Por cada 100 trozos, ¿cuántos harán falta enviar?",
                &["unos 105", "unos 125", "más de 160"],
            )
            .ejecutar(actos::fichero_fiable),
        Paso::nuevo("te-toca-ficheros", "Te toca: un fichero tuyo")
            .parrafo(
                "En dos terminales, en la carpeta del curso; primero el servidor y después el cliente:\n\
                 `cargo run --bin leccion7 -- tcp servidor --salida gatin_out.jpg`\n\
                 `cargo run --bin leccion7 -- tcp cliente gatin.jpg`",
            )
            .parrafo(
                "Prueba con algo enorme y pulsa Ctrl-C en el cliente a la mitad: mira qué queda en la carpeta. Y por UDP, cambiando \
                 `tcp` por `udp`:\n\
                 `--perder 20%` para ver lo que se repite\n\
                 `--sin-fiabilidad` para ver qué le pasa a un fichero con huecos",
            )
            .parrafo(
                "Si conservas los programas de Python de la serie, arranca el servidor o el cliente con `--protocolo python` y \
                 habla con ellos: también vale para `pixeles`.",
            ),
    ]
}
