//! El principio: un servidor que saluda a cada cliente desde su propio hilo. Ábrelo en varias pestañas a la vez.
//!
//! Pruébalo:   cargo run --bin leccion4 -- saludo
//! y abre http://127.0.0.1:2065/ en el navegador, varias veces. Con `--pausa 5s`, cada saludo se hace esperar, y verás
//! que ninguna pestaña espera por otra.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

use redes::red::HastaLaHora;

use super::http::{leer_peticion, respuesta};
use super::visita::Recuento;

/// Lo que tiene un cliente para pedir. Los navegadores abren conexiones de reserva que no usan: no se les espera siempre.
const PLAZO: Duration = Duration::from_secs(10);

// ANCHOR: saludar
/// Atiende una conexión, en su hilo.
pub fn saludar(
    mut stream: &TcpStream,
    cliente: SocketAddr,
    pausa: Duration,
    recuento: &Recuento,
) -> io::Result<()> {
    stream.set_write_timeout(Some(PLAZO))?;
    // Un plazo para toda la petición: si fuera para cada lectura, quien
    // envía un byte de vez en cuando no se iría nunca.
    let entrada = HastaLaHora::nuevo(stream, PLAZO);
    let Some(ruta) = leer_peticion(entrada)? else { return Ok(()) };
    if ruta != "/" {
        // Los navegadores piden también `/favicon.ico`: no es visita.
        return stream.write_all(&respuesta(
            "404 Not Found",
            "Aquí solo hay un saludo, en /",
        ));
    }
    let visita = recuento.entra(cliente);
    thread::sleep(pausa);
    // `write` puede quedarse corto y decir cuántos ha escrito;
    // `write_all` insiste hasta que salen todos.
    let enviado =
        stream.write_all(&respuesta("200 OK", &visita.pagina()));
    recuento.sale();
    enviado
}
// ANCHOR_END: saludar
