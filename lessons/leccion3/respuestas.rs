//! La otra mitad del cliente: lo que contesta el servidor, que se lee a la vez que se envía.
//!
//! Pruébalo:   cargo run --bin leccion3 -- cliente --modo lineas uno dos tres
//!
//! Verás una línea con «←» por cada respuesta y, al final, la cuenta de lo enviado y lo recibido.

use std::io;
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use redes::cifras::{en_bytes, plural};
use redes::consola::contar;
use redes::errores::{Fallo, Resultado, concluir};

use crate::crudo::{BUFFER, leer_trozos};
use crate::lineas::Lineas;
use crate::marco::leer_marco;
use crate::modo::Modo;
use crate::pantalla::{legible, retrato};

/// Lo que esperamos a que el servidor coja la llamada, a que lea y, cuando ya hemos acabado de enviar, a que llegue algo.
/// Mientras escribes tú no hay plazo.
pub const PLAZO: Duration = Duration::from_secs(30);

/// Agotado el plazo, lo que se deja para leer lo que ya hubiera llegado.
const MARGEN: Duration = Duration::from_secs(1);

/// Lo que ha cruzado en un sentido.
#[derive(Clone, Copy, Default)]
pub struct Cuenta {
    pub veces: usize,
    pub bytes: usize,
}

/// Enseña lo que llega hasta que el servidor termina, y avisa de cuántos bytes traía cada respuesta.
pub fn recibir(stream: &TcpStream, modo: Modo, avisa: Sender<io::Result<usize>>) {
    // Solo falla si ya no escucha nadie, y entonces da igual.
    let avisar = |que| drop(avisa.send(que));
    match leer_todo(stream, modo, |bytes| avisar(Ok(bytes))) {
        Ok(()) => contar("← fin del flujo"),
        Err(error) => avisar(Err(error)),
    }
}

fn leer_todo(mut stream: &TcpStream, modo: Modo, llega: impl Fn(usize)) -> io::Result<()> {
    let mostrar = |respuesta: &[u8]| {
        contar(&format!("← {}", legible(respuesta, 60)));
        llega(respuesta.len());
    };
    match modo {
        Modo::Crudo => {
            leer_trozos(&mut stream, BUFFER, |numero, trozo| {
                contar(&format!("← lectura {numero}: {}", retrato(trozo)));
                llega(trozo.len());
                Ok(())
            })?;
        }
        Modo::Lineas => {
            let mut lineas = Lineas::nuevo(stream);
            while let Some(linea) = lineas.siguiente()? {
                mostrar(linea.as_bytes());
            }
        }
        Modo::Marco => {
            while let Some(mensaje) = leer_marco(&mut stream)? {
                mostrar(&mensaje);
            }
        }
    }
    Ok(())
}

/// Espera a que el servidor termine, con un plazo desde su última respuesta.
pub fn esperar(stream: &TcpStream, avisos: &Receiver<io::Result<usize>>, plazo: Duration) -> Resultado<Cuenta> {
    let mut cuenta = Cuenta::default();
    let mut espera = plazo;
    loop {
        match avisos.recv_timeout(espera) {
            Ok(Ok(bytes)) => {
                cuenta.veces += 1;
                cuenta.bytes += bytes;
                espera = plazo;
            }
            Ok(Err(error)) => return Err(no_entendida(error)),
            Err(RecvTimeoutError::Disconnected) => return Ok(cuenta),
            // Antes de culpar a nadie se deja al hilo que lee vaciar la cola: quizá quien se ha dormido es este ordenador.
            Err(RecvTimeoutError::Timeout) if espera != MARGEN => espera = MARGEN,
            Err(RecvTimeoutError::Timeout) => {
                // Despierta al hilo que lee.
                let _ = stream.shutdown(Shutdown::Both);
                return Err(Fallo::nuevo(format!("el servidor lleva {} s sin contestar", PLAZO.as_secs()))
                    .remedio("Atiende a los clientes de uno en uno: ¿hay otro delante?"));
            }
        }
    }
}

fn no_entendida(error: io::Error) -> Fallo {
    let remedio = match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => "¿Está el servidor en el mismo --modo?",
        _ => "Mira qué ha dicho el servidor en su terminal.",
    };
    Fallo::de_sistema("no he podido leer la respuesta del servidor", error).remedio(remedio)
}

/// ¿Ha vuelto tanto como se envió? En `crudo`, los bytes; en los otros dos, un acuse por mensaje.
pub fn comparar(modo: Modo, enviado: Cuenta, recibido: Cuenta) -> Resultado {
    let que = if modo == Modo::Crudo { "lectura" } else { "acuse" };
    let (envios, respuestas) = (plural(enviado.veces, "envío"), plural(recibido.veces, que));
    concluir(&format!("{envios} ({}), {respuestas}", en_bytes(enviado.bytes)))?;
    let (han_vuelto, hacian_falta) = match modo {
        Modo::Crudo => (recibido.bytes, enviado.bytes),
        Modo::Lineas | Modo::Marco => (recibido.veces, enviado.veces),
    };
    if han_vuelto >= hacian_falta {
        return Ok(());
    }
    let que = if modo == Modo::Crudo { "byte" } else { "acuse" };
    let faltan = plural(hacian_falta - han_vuelto, que);
    Err(Fallo::nuevo(format!("el servidor se ha ido antes de tiempo, sin devolver {faltan}"))
        .remedio("Mira qué ha dicho el servidor en su terminal."))
}

#[cfg(test)]
mod pruebas {
    use std::net::TcpListener;
    use std::sync::mpsc::{TrySendError, sync_channel};
    use std::thread;

    use super::*;

    fn conexion() -> TcpStream {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        TcpStream::connect(listener.local_addr().unwrap()).unwrap()
    }

    #[test]
    fn tras_dormirse_se_deja_leer_lo_que_ya_habia_antes_de_culpar_al_servidor() {
        let stream = conexion();
        // Sin sitio en el canal solo se entrega a quien está esperando; y con un plazo de cero, nadie espera más que la prórroga.
        let (avisa, avisos) = sync_channel(0);
        thread::scope(|hilos| {
            let suyo = &stream;
            let esperando = hilos.spawn(move || esperar(suyo, &avisos, Duration::ZERO));
            while let Err(TrySendError::Full(_)) = avisa.try_send(Ok(4)) {
                assert!(!esperando.is_finished(), "se ha rendido sin mirar");
                thread::yield_now();
            }
            drop(avisa);
            assert_eq!(esperando.join().unwrap().unwrap().bytes, 4);
        });
    }

    #[test]
    fn quien_calla_de_verdad_se_dice() {
        let (_avisa, avisos) = sync_channel(0);
        let frase = esperar(&conexion(), &avisos, Duration::ZERO).map(|_| ()).unwrap_err().to_string();
        assert!(frase.contains("sin contestar"), "{frase}");
    }
}
