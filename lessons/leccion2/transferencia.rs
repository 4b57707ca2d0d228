//! Enviar y recibir **a la vez**, que es lo que tiene que hacer un cliente de eco en cuanto el mensaje es grande.
//!
//! ¿Por qué no enviarlo todo y leer después? Porque el servidor va devolviendo lo que lee. Si nadie lee el eco, se
//! llena el búfer por el que vuelve; entonces el servidor se para en su `write` y deja de leer; entonces se llena el
//! búfer de ida, y nosotros nos paramos en el nuestro. Cada uno espera al otro para siempre: un abrazo mortal. Con
//! «hola» no pasa nunca, porque cabe en los búferes; con 64 MiB pasa siempre (lo verás en la guía).
//!
//! Aquí un hilo envía y otro recibe. Los dos usan el mismo socket: TCP tiene dos sentidos y cada uno va por su lado.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use redes::errores::{Fallo, Resultado};

use crate::en_vuelo::{EnVuelo, Envio};
use crate::marcador::Marcador;
use crate::veredicto::Veredicto;

const BUFFER: usize = 64 * 1024;

/// Cada cuánto despierta quien recibe, aunque no llegue nada, para ver si se ha agotado el plazo.
const TIC: Duration = Duration::from_millis(100);

/// Lo que se espera, cuando el servidor ya ha cerrado, a que el hilo que envía cuente cómo le ha ido.
const MARGEN: Duration = Duration::from_secs(2);

/// Cómo ha acabado una transferencia que no ha fallado.
#[derive(Debug, PartialEq, Eq)]
pub enum Final {
    /// Han ido y vuelto estos bytes, todos e idénticos.
    Entera(u64),
    /// Al otro lado de `destino` ya no lee nadie (`cliente | head -c 10`): lo hemos dejado tras estos bytes.
    SinLector(u64),
}

/// Envía todo lo que da `origen`, escribe en `destino` lo que vuelve y comprueba que es lo mismo.
///
/// # Errors
/// Si el eco no es idéntico, si la conexión se corta, o si pasa `plazo` sin que llegue nada de lo que se espera.
pub fn ida_y_vuelta(
    stream: TcpStream,
    origen: impl Read + Send + 'static,
    destino: &mut impl Write,
    plazo: Duration,
) -> Resultado<Final> {
    let veredicto = Veredicto::sobre(&stream, plazo)?;
    stream.set_read_timeout(Some(TIC)).map_err(|error| veredicto.cortado(error, (0, 0)))?;
    let (stream, en_vuelo) = (Arc::new(stream), Arc::new(EnVuelo::nuevo()));
    let (del_envio, apuntes) = (Arc::clone(&stream), Arc::clone(&en_vuelo));
    // ANCHOR: dos-hilos
    // La ida, en un hilo. No se le espera: si la conexión se rompe,
    // puede seguir dormido leyendo el teclado o una tubería.
    thread::spawn(move || enviar(&del_envio, origen, &apuntes));
    // Y la vuelta, en este.
    let resultado = recibir(&stream, destino, &en_vuelo, &veredicto);
    // ANCHOR_END: dos-hilos
    en_vuelo.ya_no_se_recibe();
    resultado
}

// ANCHOR: enviar
/// La ida: lee de `origen`, envía, y al final se despide.
fn enviar(mut stream: &TcpStream, mut origen: impl Read, v: &EnVuelo) {
    let mut buffer = vec![0; BUFFER];
    let como = loop {
        let leidos = match origen.read(&mut buffer) {
            Ok(0) => break Envio::Completo,
            Ok(leidos) => leidos,
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            Err(e) => break Envio::SinEntrada(e),
        };
        // Se apunta antes de enviarlo: el eco corre mucho.
        if !v.salen(&buffer[..leidos]) {
            return;
        }
        if let Err(error) = stream.write_all(&buffer[..leidos]) {
            break Envio::Cortado(error);
        }
    };
    // Medio cierre: «ya no envío más, pero sigo leyendo».
    // Sin él, el servidor esperaría otro byte para siempre.
    let _ = stream.shutdown(Shutdown::Write);
    v.acaba_el_envio(como);
}
// ANCHOR_END: enviar

/// La vuelta: lee hasta que el servidor se despide, y por el camino compara con lo enviado.
fn recibir(
    mut stream: &TcpStream,
    destino: &mut impl Write,
    en_vuelo: &EnVuelo,
    veredicto: &Veredicto,
) -> Resultado<Final> {
    let mut marcador = Marcador::nuevo();
    let mut buffer = vec![0; BUFFER];
    loop {
        marcador.mostrar(en_vuelo);
        match stream.read(&mut buffer) {
            Ok(0) => return veredicto.despedida(en_vuelo.cerrar_cuentas(MARGEN)).map(Final::Entera),
            Ok(leidos) => {
                let eco = &buffer[..leidos];
                if !entregar(destino, eco)? {
                    return Ok(Final::SinLector(en_vuelo.cuentas().1));
                }
                en_vuelo.vuelven(eco).map_err(|diferencia| veredicto.distinto(&diferencia))?;
            }
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) if es_plazo(&e) => {
                // Solo hay prisa si el servidor nos debe algo. Si somos nosotros los que aún no hemos enviado nada
                // (una tubería lenta), puede callar todo lo que quiera.
                if en_vuelo.espera().is_some_and(|espera| espera >= veredicto.plazo) {
                    return Err(veredicto.callado(en_vuelo.cuentas()));
                }
            }
            Err(error) => return Err(veredicto.cortado(error, en_vuelo.cuentas())),
        }
    }
}

/// Escribe el eco en su destino. Devuelve `false` si al otro lado ya no lo lee nadie: no es un fallo, es que ya
/// tiene bastante.
fn entregar(destino: &mut impl Write, eco: &[u8]) -> Resultado<bool> {
    match destino.write_all(eco).and_then(|()| destino.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(Fallo::de_sistema("no he podido escribir el eco en la salida", error)),
    }
}

/// Un plazo agotado se llama `WouldBlock` en Unix y `TimedOut` en Windows.
pub fn es_plazo(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
