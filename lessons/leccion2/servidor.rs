//! Servidor de eco: devuelve a cada cliente, byte a byte, lo que ese cliente le envía.
//!
//! Pruébalo:   cargo run --bin leccion2 -- servidor
//! y en otra terminal:   cargo run --bin leccion2 -- cliente "¡Hola!"
//!
//! Verás una línea por cliente: quién era y cuántos bytes ha recuperado. Lo mismo da que envíe cinco bytes que un
//! disco entero: el servidor nunca guarda más de lo que cabe en su búfer.
//!
//! Atiende a los clientes **uno detrás de otro**. Mientras habla con uno, los demás esperan en la cola del sistema:
//! conectan, incluso envían, pero nadie les contesta todavía. Eso lo arregla la lección 4, con hilos.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use redes::argumentos::{Red, mostrar_duracion};
use redes::cifras::en_bytes;
use redes::consola::{lamentar, narrar};
use redes::errores::{Fallo, Resultado, explicar};
use redes::red::anunciar;

use crate::plazo::{en_los_dos_sentidos, es_plazo};

/// El puerto de esta lección.
pub const PUERTO: u16 = 8081;

/// Cuánto pedimos al sistema en cada lectura. No es el tamaño de un mensaje: TCP no tiene mensajes.
const BUFFER: usize = 64 * 1024;

/// Cuánto puede un cliente callar, o no leer su eco, antes de que le colguemos. Como atendemos de uno en uno,
/// quien conecta y se va a comer deja a todos los demás en la cola; un minuto da para pensar qué escribir.
pub const PACIENCIA: Duration = Duration::from_secs(60);

/// Lo que se descansa cuando `accept` falla. Sin este respiro, un fallo que dura (por ejemplo, que no queden
/// descriptores de fichero) nos tendría dando vueltas con el procesador al 100 %.
const RESPIRO: Duration = Duration::from_millis(100);

/// Lo que se hace con un cliente: [`devolver_eco`], o el error clásico de `clasico.rs` para verlo fallar.
/// Devuelve cuántos bytes se le han devuelto.
pub type Atender = fn(&TcpStream) -> io::Result<u64>;

/// Abre el servidor y dice dónde ha quedado escuchando.
///
/// # Errors
/// Si no se puede escuchar ahí: el puerto está ocupado, la dirección no es de este ordenador…
pub fn abrir(red: &Red) -> Resultado<TcpListener> {
    let puerto = red.puerto(PUERTO);
    let fallo = |error| Fallo::al_escuchar(&red.host, puerto, error);
    let listener = TcpListener::bind((red.host.as_str(), puerto)).map_err(fallo)?;
    anunciar(listener.local_addr())?;
    Ok(listener)
}

// ANCHOR: servir
/// Atiende clientes, uno detrás de otro, hasta que lo interrumpes.
pub fn servir(listener: &TcpListener, paciencia: Duration, atender: Atender) -> ! {
    loop {
        let (stream, cliente) = aceptar(listener);
        // Lo que le pase a un cliente se cuenta y no detiene a los demás.
        match en_los_dos_sentidos(&stream, paciencia).and_then(|()| atender(&stream)) {
            Ok(bytes) => narrar(&format!("{cliente}: {} de eco", en_bytes(bytes))),
            Err(error) => lamentar(&format!("{cliente}: {}", que_ha_pasado(&error, paciencia))),
        }
        // Aquí se acaba la vida de `stream`: Rust cierra el socket, y el cliente lee un 0.
    }
}
// ANCHOR_END: servir

/// Devuelve todo lo que llega, hasta que el cliente se despide.
pub fn devolver_eco(mut stream: impl Read + Write) -> io::Result<u64> {
    let mut buffer = vec![0; BUFFER];
    let mut total = 0;
    loop {
        // `read` espera a que haya *algo* y da lo que haya: quizá un byte, quizá tres envíos pegados.
        // ANCHOR: eco
        let leidos = match stream.read(&mut buffer) {
            // Cero no es «todavía nada»: es la despedida (FIN).
            Ok(0) => return Ok(total),
            Ok(leidos) => leidos,
            // Una señal lo ha despertado: aquí no ha pasado nada.
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        // Solo los bytes recién leídos: detrás hay restos antiguos.
        // Y `write_all`, que insiste; `write` puede quedarse corto.
        stream.write_all(&buffer[..leidos])?;
        total += leidos as u64;
        // ANCHOR_END: eco
    }
}

/// Espera al siguiente cliente. `accept` puede fallar sin que nadie tenga que morir por ello: quien llamaba ha
/// colgado antes de que le cogiéramos, o el sistema anda un momento sin recursos. Se cuenta y se sigue.
fn aceptar(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    let mut avisado = false;
    loop {
        match listener.accept() {
            Ok(llamada) => return llamada,
            Err(error) => {
                if !avisado {
                    lamentar(&format!("no he podido coger una llamada: {}; lo sigo intentando", explicar(&error)));
                    avisado = true;
                }
                thread::sleep(RESPIRO);
            }
        }
    }
}

fn que_ha_pasado(error: &io::Error, paciencia: Duration) -> String {
    if es_plazo(error) {
        let cuanto = mostrar_duracion(paciencia);
        return format!("lleva {cuanto} sin enviar ni leer nada; le cuelgo para atender al siguiente");
    }
    format!("se ha ido a medias: {}", explicar(error))
}
