//! Paso 17, «te toca»: una imagen tuya, en tu ventana.

use redes::guia::Paso;

pub fn paso() -> Paso {
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
        )
}
