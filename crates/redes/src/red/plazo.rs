//! Un plazo **total** para leer: lo que el otro tarde en enviarlo todo, no lo que tarde cada byte.

use std::cell::Cell;
use std::io::{self, ErrorKind, Read};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// Lo más que se le deja terminar de decir a quien nos despide.
const BYTES_DE_DESPEDIDA: u64 = 64 * 1024 * 1024;

/// Un socket del que solo se puede leer hasta cierta hora.
///
/// `set_read_timeout` a secas vuelve a contar desde cero en cada `read`: quien envía un byte por segundo no se iría nunca.
/// Aquí cada lectura recibe solo el tiempo que queda, y cuando no queda nada da `TimedOut` ([`es_plazo`] reconoce los dos
/// nombres que tiene un plazo agotado). El socket se queda con el último plazo que se le puso.
///
/// Lee tanto él como una referencia suya: así puede estar dentro de un `BufReader` y, a la vez, renovarse.
#[derive(Debug)]
pub struct HastaLaHora<'a> {
    stream: &'a TcpStream,
    plazo: Duration,
    hora: Cell<Instant>,
}

impl<'a> HastaLaHora<'a> {
    /// Desde ahora, `plazo` para todo lo que se lea.
    #[must_use]
    pub fn nuevo(stream: &'a TcpStream, plazo: Duration) -> Self {
        Self { stream, plazo, hora: Cell::new(Instant::now() + plazo) }
    }

    /// Ha llegado un mensaje entero: el siguiente tiene otra vez el plazo completo.
    pub fn renovar(&self) {
        self.hora.set(Instant::now() + self.plazo);
    }
}

impl Read for &HastaLaHora<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let queda = self.hora.get().saturating_duration_since(Instant::now());
        if queda.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        let mut stream = self.stream;
        stream.set_read_timeout(Some(queda))?;
        stream.read(buffer)
    }
}

impl Read for HastaLaHora<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (&*self).read(buffer)
    }
}

/// ¿Es este error un plazo agotado? Unix lo llama `WouldBlock`; Windows, `TimedOut`.
#[must_use]
pub fn es_plazo(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// Cuelga sin que el otro pierda lo último que le dijimos: «no enviaré más» (FIN), y se tira lo que aún llegue hasta que
/// cuelgue él o se acabe `plazo`. Cerrar con algo suyo sin leer cortaría de golpe (RST), y se llevaría por delante lo que
/// acabamos de enviarle.
pub fn despedirse(stream: &TcpStream, plazo: Duration) {
    // Si ya se ha ido, no hay de quién despedirse: se ignora el error.
    let _ = stream.shutdown(Shutdown::Write);
    let _ = io::copy(&mut HastaLaHora::nuevo(stream, plazo).take(BYTES_DE_DESPEDIDA), &mut io::sink());
}

#[cfg(test)]
mod pruebas {
    use std::io::Write;
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    const DE_SOBRA: Duration = Duration::from_secs(20);

    fn pareja() -> (TcpStream, TcpStream) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let uno = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        (uno, listener.accept().unwrap().0)
    }

    #[test]
    fn el_plazo_es_para_todo() {
        let (mut goteo, stream) = pareja();
        // Un byte cada vez que se lee el anterior: ninguna lectura suelta agota nunca su plazo.
        let plazo = Duration::from_millis(200);
        let mut lector = HastaLaHora::nuevo(&stream, plazo);
        let inicio = Instant::now();
        let error = loop {
            goteo.write_all(b"x").unwrap();
            match lector.read(&mut [0]) {
                Ok(leidos) => assert_eq!(leidos, 1),
                Err(error) => break error,
            }
            assert!(inicio.elapsed() < DE_SOBRA, "sigue leyendo");
        };
        assert!(es_plazo(&error) && inicio.elapsed() >= plazo, "{error:?}");
    }

    #[test]
    fn quien_calla_tambien_lo_agota_y_renovar_lo_devuelve() {
        let (mut otro, stream) = pareja();
        let lector = HastaLaHora::nuevo(&stream, Duration::from_millis(50));
        assert!(es_plazo(&(&lector).read(&mut [0]).unwrap_err()));
        otro.write_all(b"tarde").unwrap();
        while !lector.hora.get().saturating_duration_since(Instant::now()).is_zero() {}
        assert_eq!((&lector).read(&mut [0; 9]).unwrap_err().kind(), ErrorKind::TimedOut);
        let lector = HastaLaHora { plazo: DE_SOBRA, ..lector };
        lector.renovar();
        let mut buffer = [0; 5];
        (&lector).read_exact(&mut buffer).unwrap();
        assert_eq!(&buffer, b"tarde");
    }

    #[test]
    fn la_despedida_no_se_lleva_lo_ultimo() {
        let (mut otro, mut stream) = pareja();
        otro.write_all(&[7; 100_000]).unwrap();
        stream.write_all(b"no cabe").unwrap();
        thread::scope(|hilos| {
            hilos.spawn(move || despedirse(&stream, DE_SOBRA));
            let mut ultimo = String::new();
            otro.set_read_timeout(Some(DE_SOBRA)).unwrap();
            otro.read_to_string(&mut ultimo).unwrap();
            assert_eq!(ultimo, "no cabe");
            drop(otro);
        });
    }
}
