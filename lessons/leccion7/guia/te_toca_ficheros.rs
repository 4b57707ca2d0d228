//! Paso 14, «te toca»: un fichero tuyo, por TCP y por UDP.

use redes::guia::Paso;

pub fn paso() -> Paso {
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
        )
}
