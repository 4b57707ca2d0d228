//! Enviar y recibir **a la vez**, que es lo que tiene que hacer un cliente de eco en cuanto el mensaje es grande.
//!
//! ¿Por qué no enviarlo todo y leer después? Porque el servidor va devolviendo lo que lee. Si nadie lee el eco, se
//! llena el búfer por el que vuelve; entonces el servidor se para en su `write` y deja de leer; entonces se llena el
//! búfer de ida, y nosotros nos paramos en el nuestro. Cada uno espera al otro para siempre: un abrazo mortal. Con
//! «hola» no pasa nunca, porque cabe en los búferes; con 64 MiB pasa siempre (lo verás en la guía).
//!
//! Aquí un hilo envía y otro recibe. Los dos usan el mismo socket: TCP tiene dos sentidos y cada uno va por su lado. Se
//! entienden con recados: [`Ida`] dice qué sale y, si hay demasiado sin volver, espera; [`Vuelta`] lo compara con lo que llega.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use redes::errores::{Resultado, alguien_lee};

use crate::cliente::cuentas::Envio;
use crate::cliente::en_vuelo::{Ida, Vuelta, dos_mitades};
use crate::cliente::veredicto::Veredicto;
use crate::pantalla::marcador::Marcador;
use crate::plazo::es_plazo;

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
    let (ida, vuelta) = dos_mitades();
    let stream = Arc::new(stream);
    let el_mismo = Arc::clone(&stream);
    // ANCHOR: dos-hilos
    // La ida, en un hilo. No se le espera: si la conexión se rompe,
    // puede seguir dormido leyendo el teclado o una tubería.
    thread::spawn(move || enviar(&el_mismo, origen, ida));
    // Y la vuelta, en este.
    recibir(&*stream, destino, vuelta, &veredicto)
    // ANCHOR_END: dos-hilos
}

// ANCHOR: enviar
/// La ida: lee de `origen`, envía, y al final se despide.
fn enviar(mut stream: &TcpStream, mut origen: impl Read, mut ida: Ida) {
    let mut buffer = vec![0; BUFFER];
    let como = loop {
        let leidos = match origen.read(&mut buffer) {
            Ok(0) => break Envio::Completo,
            Ok(leidos) => leidos,
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            Err(e) => break Envio::SinEntrada(e),
        };
        // Se apunta antes de enviarlo: el eco corre mucho.
        if !ida.salen(&buffer[..leidos]) {
            return;
        }
        if let Err(error) = stream.write_all(&buffer[..leidos]) {
            break Envio::Cortado(error);
        }
    };
    // Medio cierre: «ya no envío más, pero sigo leyendo».
    // Sin él, el servidor esperaría otro byte para siempre.
    let _ = stream.shutdown(Shutdown::Write);
    ida.acaba(como);
}
// ANCHOR_END: enviar

/// La vuelta: lee hasta que el servidor se despide, y por el camino compara con lo enviado.
fn recibir(
    mut stream: impl Read,
    destino: &mut impl Write,
    mut vuelta: Vuelta,
    veredicto: &Veredicto,
) -> Resultado<Final> {
    let mut marcador = Marcador::nuevo();
    let mut buffer = vec![0; BUFFER];
    loop {
        marcador.mostrar(vuelta.cuentas());
        // La hora se mira antes que el socket. Al revés, tras una suspensión (un portátil cerrado) se culparía al servidor con su
        // respuesta ya en la cola. Y solo hay prisa si el servidor nos debe algo: si somos nosotros los que aún no hemos
        // enviado nada (una tubería lenta), puede callar todo lo que quiera.
        let ya_es_tarde = vuelta.espera().is_some_and(|espera| espera >= veredicto.plazo);
        match stream.read(&mut buffer) {
            Ok(0) => return veredicto.despedida(vuelta.cerrar_cuentas(MARGEN)).map(Final::Entera),
            Ok(leidos) => {
                let eco = &buffer[..leidos];
                if !entregar(destino, eco)? {
                    return Ok(Final::SinLector(vuelta.cuentas().1));
                }
                vuelta.vuelven(eco).map_err(|diferencia| veredicto.distinto(&diferencia))?;
            }
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) if es_plazo(&e) && ya_es_tarde => return Err(veredicto.callado(vuelta.cuentas())),
            Err(e) if es_plazo(&e) => {}
            Err(error) => return Err(veredicto.cortado(error, vuelta.cuentas())),
        }
    }
}

/// Escribe el eco en su destino. Devuelve `false` si al otro lado ya no lo lee nadie: no es un fallo, es que ya
/// tiene bastante.
fn entregar(destino: &mut impl Write, eco: &[u8]) -> Resultado<bool> {
    alguien_lee(destino.write_all(eco).and_then(|()| destino.flush()))
}

#[cfg(test)]
mod pruebas {
    use std::collections::VecDeque;
    use std::io;
    use std::net::TcpListener;
    use std::time::Instant;

    use super::*;

    /// Una conexión que da lo que se le diga, lectura a lectura. Un `None` es una lectura sin nada, tras la que pasa más de un
    /// plazo: como si el programa se hubiera dormido ahí.
    struct Guion(VecDeque<Option<&'static [u8]>>);

    const PLAZO: Duration = Duration::from_millis(20);

    impl Read for Guion {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.pop_front() {
                None => Ok(0),
                Some(Some(mut bytes)) => bytes.read(buffer),
                Some(None) => {
                    let inicio = Instant::now();
                    while inicio.elapsed() <= PLAZO {}
                    Err(ErrorKind::WouldBlock.into())
                }
            }
        }
    }

    fn recibir_segun(guion: &[Option<&'static [u8]>]) -> Resultado<Final> {
        let listener = TcpListener::bind("127.0.0.1:0").expect("hay un puerto libre");
        let stream = TcpStream::connect(listener.local_addr().expect("tiene dirección")).expect("conecta");
        let veredicto = Veredicto::sobre(&stream, PLAZO).expect("está conectado");
        let (mut ida, vuelta) = dos_mitades();
        assert!(ida.salen(b"hola"));
        ida.acaba(Envio::Completo);
        recibir(Guion(guion.iter().copied().collect()), &mut io::sink(), vuelta, &veredicto)
    }

    #[test]
    fn tras_dormirse_se_mira_la_cola_antes_de_culpar_al_servidor() {
        assert_eq!(recibir_segun(&[None, Some(b"hola")]).expect("estaba en la cola"), Final::Entera(4));
        let frase = recibir_segun(&[None, None, Some(b"hola")]).expect_err("se ha mirado, y no estaba").to_string();
        assert!(frase.contains(" sin contestar"), "{frase}");
    }
}
