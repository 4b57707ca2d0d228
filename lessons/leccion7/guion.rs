//! El guion de la lección guiada: qué se cuenta, qué se apuesta y qué se ejecuta en cada paso.
//!
//! Pruébalo:   cargo run --bin leccion7
//!
//! Lo que se ejecuta está en `actos.rs`, y los sockets que lo mueven, en `escenas.rs`.

use redes::guia::{Guion, Paso};

use crate::{actos, guion_ficheros, te_toca};

/// La lección 7: los ficheros por TCP, los píxeles por UDP y, con lo aprendido, los ficheros por UDP.
pub fn guion() -> Guion {
    Guion {
        nombre: "leccion7",
        titulo: "Ficheros y píxeles",
        fuentes: [
            guion_ficheros::fuentes(),
            vec![
                ("lessons/leccion7/pixeles/protocolo.rs", include_str!("pixeles/protocolo.rs")),
                ("lessons/leccion7/pixeles/lienzo.rs", include_str!("pixeles/lienzo.rs")),
                ("lessons/leccion7/pixeles/emisor.rs", include_str!("pixeles/emisor.rs")),
                ("lessons/leccion7/pixeles/receptor.rs", include_str!("pixeles/receptor.rs")),
                ("lessons/leccion7/pixeles/servidor.rs", include_str!("pixeles/servidor.rs")),
                ("lessons/leccion7/pixeles/cliente.rs", include_str!("pixeles/cliente.rs")),
            ],
        ]
        .concat(),
        pasos: [
            guion_ficheros::pasos_por_tcp(),
            pasos_a_ciegas(),
            pasos_con_acuses(),
            guion_ficheros::pasos_por_udp(),
            pasos_en_vivo(),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

/// Lo que hacía el programa del blog, y por qué.
fn pasos_a_ciegas() -> Vec<Paso> {
    vec![
        Paso::nuevo("un-pixel", "Un datagrama por píxel")
            .parrafo(
                "Una imagen es una lista de píxeles. La manera más directa de enviarla por UDP: un datagrama por píxel, \
                 con sus coordenadas y su color, y **5 ms** de descanso entre uno y el siguiente.",
            )
            .apuesta(
                "Una imagen de 640×480, ¿cuánto tardará así?",
                &["unos 3 segundos", "unos 3 minutos", "casi media hora"],
            )
            .ejecutar(actos::un_pixel),
        Paso::nuevo("rafaga", "¿Y si quitamos la pausa?")
            .parrafo(
                "Además de la pausa sobra otra cosa: por cada píxel de 3 bytes viaja una cabecera que es diez veces \
                 mayor. Metamos en cada datagrama los píxeles que quepan y enviémoslos sin descanso:",
            )
            .codigo("cliente.rs", "rafaga")
            .parrafo(
                "El receptor no siempre va tan deprisa: dibuja, guarda, o el sistema le ha quitado el turno. Pongamos que \
                 se entretiene medio milisegundo con cada datagrama. Los que llegan mientras tanto los guarda el sistema \
                 operativo en la cola del socket.",
            )
            .apuesta(
                "El gatín son 379 datagramas de 1400 bytes. ¿Cuántos recibirá?",
                &["los 379: para eso está la cola", "uno de cada dos: es más lento", "unos cuantos: los que quepan en la cola"],
            )
            .ejecutar(actos::rafaga),
    ]
}

/// Lo que hace falta para que llegue entera.
fn pasos_con_acuses() -> Vec<Paso> {
    vec![
        Paso::nuevo("numerar", "Numerar y acusar recibo")
            .parrafo(
                "UDP no avisa de lo que se pierde, así que hay que organizarse. El emisor **numera** los trozos y el receptor \
                 contesta con un **acuse**: cuál es el primero que le falta y, con un bit por trozo, cuáles de los \
                 siguientes ya tiene. Con eso el emisor repite solo lo perdido:",
            )
            .codigo("emisor.rs", "huecos")
            .parrafo("Esta imagen cabe en cuatro trozos, del 0 al 3, y el cable va a perder el 1.")
            .apuesta("¿Cuántos trozos habrá que repetir?", &["solo el perdido", "el perdido y los siguientes", "todos"])
            .ejecutar(actos::numerar),
        Paso::nuevo("ventana", "La ventana")
            .parrafo(
                "Esperar un acuse por cada trozo sería lentísimo; enviarlos todos de golpe desborda la cola. La solución \
                 está en medio: puede haber hasta **N trozos en camino** sin confirmar. Eso es la ventana.",
            )
            .codigo("emisor.rs", "siguiente")
            .codigo("emisor.rs", "ventana")
            .parrafo(
                "Volvemos a enviar el gatín al mismo receptor lento. Esta vez, con una ventana de 32 trozos, que ocupan \
                 menos que la cola.",
            )
            .apuesta(
                "¿Llegará entero?",
                &["sí, y la cola no se desbordará", "no: se perderán trozos para siempre", "solo los 32 primeros"],
            )
            .ejecutar(actos::ventana),
        Paso::nuevo("anuncio", "El anuncio perdido")
            .parrafo(
                "El emisor anuncia primero las medidas de la imagen. Si el receptor se fiara de ese único datagrama, perderlo \
                 sería perderlo todo. Por eso en nuestro protocolo **cada** datagrama lleva la cabecera entera:",
            )
            .codigo("protocolo.rs", "cabecera")
            .parrafo("Lo enviamos a ciegas, sin acuses, y el cable pierde justo el anuncio.")
            .apuesta("¿Qué llegará?", &["nada: nadie sabe las medidas", "la imagen entera", "la imagen, sin el primer trozo"])
            .ejecutar(actos::anuncio),
        Paso::nuevo("sesenta-mil", "60 000 × 60 000")
            .parrafo(
                "A un puerto UDP puede escribir cualquiera. Este desconocido anuncia una imagen de 60 000×60 000 píxeles: \
                 10,8 GB. El suyo es un datagrama de 32 bytes. Lo primero que hace el receptor con un anuncio:",
            )
            .codigo("lienzo.rs", "nuevo")
            .apuesta(
                "¿Qué hará el receptor?",
                &["reservar 10,8 GB", "rechazarla y seguir atendiendo", "terminar con un error"],
            )
            .ejecutar(actos::sesenta_mil),
    ]
}

/// El gatín, por fin.
fn pasos_en_vivo() -> Vec<Paso> {
    vec![
        Paso::nuevo("en-vivo", "El gatín, en vivo")
            .parrafo(
                "El hilo de la red hace solo tres cosas: leer, preguntar a la máquina del receptor y contestar. El dibujo va \
                 en otro hilo, así que pintar despacio no hace perder nada.",
            )
            .codigo("servidor.rs", "bucle")
            .parrafo("Lo enviamos con una pausa de 3 ms por trozo, para que dé tiempo a mirar.")
            .ejecutar(actos::en_vivo),
        te_toca::tu_datagrama(),
        Paso::nuevo("te-toca", "Te toca: en tu ventana")
            .parrafo(
                "Abre dos terminales en la carpeta del curso; primero el servidor y después el cliente:\n\
                 `cargo run --bin leccion7 -- pixeles servidor`\n\
                 `cargo run --bin leccion7 -- pixeles cliente gatin.jpg`",
            )
            .parrafo(
                "Vale cualquier PNG o JPEG tuyo. Repite el cliente con:\n\
                 `--pausa 5ms` para verlo llegar\n\
                 `--modo pixel --pausa 100us` para ir de uno en uno\n\
                 `--sin-acuses --perder 10%` para ver los huecos\n\
                 `--perder 30%` para no verlos\n\
                 y con Ctrl-C a mitad de la imagen.",
            )
            .parrafo(
                "Con un compañero: arranca el servidor con `--host 0.0.0.0`, que lo abre a toda tu red, y que su cliente use \
                 `--host` con la dirección de tu ordenador. Si los dos enviáis a la vez, uno espera su turno.",
            ),
    ]
}

#[cfg(test)]
mod pruebas {
    #[test]
    fn el_guion_no_tiene_defectos() {
        assert_eq!(super::guion().defectos(), Vec::<String>::new());
    }

    #[test]
    fn el_codigo_que_se_ensena_cabe_en_74_columnas() {
        for (ruta, texto) in super::guion().fuentes {
            let mut dentro = false;
            for (numero, linea) in texto.lines().enumerate() {
                dentro = (dentro || linea.contains("ANCHOR: ")) && !linea.contains("ANCHOR_END");
                assert!(!dentro || linea.chars().count() <= 74, "{ruta}:{} es demasiado larga", numero + 1);
            }
        }
    }
}
