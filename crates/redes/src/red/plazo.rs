//! Un plazo **total** para leer: lo que el otro tarde en enviarlo todo, no lo que tarde cada byte.

use std::cell::Cell;
use std::io::{self, ErrorKind, Read};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// Lo que aún se lee, sin esperar a nada más, cuando la hora ya ha pasado.
const PRORROGA: Duration = Duration::from_millis(250);
/// El plazo más corto que admite un socket: no es esperar, es mirar si hay algo.
const SIN_ESPERAR: Duration = Duration::from_millis(1);

/// Lo más que se le deja terminar de decir a quien nos despide.
const BYTES_DE_DESPEDIDA: u64 = 64 * 1024 * 1024;

/// Hasta qué hora se espera a otro, sin culparle de lo que tarde uno mismo.
///
/// Antes de decir que no ha llegado a tiempo se mira la cola: si quien llega tarde es este programa (un portátil que se durmió), lo
/// que se esperaba ya está ahí. Por eso, pasada la hora, se lee un momento más, pero sin esperar a nadie; y es un momento
/// contado, para que quien gotea o quien escribe sin parar no lo alargue.
#[derive(Debug, Clone, Copy)]
pub struct Limite {
    hora: Instant,
    /// Hasta cuándo se vacía la cola, desde la primera vez que se miró pasada la hora.
    prorroga: Option<Instant>,
}

impl Limite {
    /// Dentro de `plazo`, desde ahora.
    #[must_use]
    pub fn dentro_de(plazo: Duration) -> Self {
        Self { hora: Instant::now() + plazo, prorroga: None }
    }

    /// El plazo que hay que ponerle al socket para la lectura que viene. `None`: se acabó, y ya se ha mirado.
    pub fn turno(&mut self) -> Option<Duration> {
        self.turno_a_las(Instant::now())
    }

    fn turno_a_las(&mut self, ahora: Instant) -> Option<Duration> {
        let queda = self.hora.saturating_duration_since(ahora);
        if !queda.is_zero() {
            return Some(queda);
        }
        let hasta = *self.prorroga.get_or_insert(ahora + PRORROGA);
        (ahora < hasta).then_some(SIN_ESPERAR)
    }
}

/// Un socket del que solo se puede leer hasta cierta hora.
///
/// `set_read_timeout` a secas vuelve a contar desde cero en cada `read`: quien envía un byte por segundo no se iría nunca.
/// Aquí cada lectura recibe solo el tiempo que queda, y cuando no queda nada ni hay nada en la cola (véase [`Limite`]) da
/// `TimedOut` o `WouldBlock` ([`es_plazo`] reconoce los dos). El socket se queda con el último plazo que se le puso.
///
/// Lee tanto él como una referencia suya: así puede estar dentro de un `BufReader` y, a la vez, renovarse.
#[derive(Debug)]
pub struct HastaLaHora<'a> {
    stream: &'a TcpStream,
    plazo: Duration,
    limite: Cell<Limite>,
}

impl<'a> HastaLaHora<'a> {
    /// Desde ahora, `plazo` para todo lo que se lea.
    #[must_use]
    pub fn nuevo(stream: &'a TcpStream, plazo: Duration) -> Self {
        Self { stream, plazo, limite: Cell::new(Limite::dentro_de(plazo)) }
    }

    /// Ha llegado un mensaje entero: el siguiente tiene otra vez el plazo completo.
    pub fn renovar(&self) {
        self.limite.set(Limite::dentro_de(self.plazo));
    }
}

impl Read for &HastaLaHora<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut limite = self.limite.get();
        let espera = limite.turno();
        self.limite.set(limite);
        let espera = espera.ok_or(ErrorKind::TimedOut)?;
        let mut stream = self.stream;
        stream.set_read_timeout(Some(espera))?;
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
        let lector = HastaLaHora { plazo: DE_SOBRA, ..lector };
        lector.renovar();
        otro.write_all(b"tarde").unwrap();
        let mut buffer = [0; 5];
        (&lector).read_exact(&mut buffer).unwrap();
        assert_eq!(&buffer, b"tarde");
    }

    /// Como tras una suspensión: cuando se vuelve a mirar el reloj, la hora ha pasado y lo esperado está en la cola.
    #[test]
    fn lo_que_ya_habia_llegado_se_lee_aunque_la_hora_haya_pasado() {
        let (mut otro, stream) = pareja();
        otro.write_all(&[7; 25_000]).unwrap();
        while stream.peek(&mut [0; 25_000]).unwrap() < 25_000 {}
        let mut lector = HastaLaHora::nuevo(&stream, Duration::ZERO);
        let mut todo = [0; 25_000];
        // De poco en poco: no vale con leer una vez más.
        for trozo in todo.chunks_mut(1000) {
            lector.read_exact(trozo).unwrap();
        }
        assert_eq!(todo, [7; 25_000]);
        assert!(es_plazo(&lector.read(&mut [0]).unwrap_err()), "ya no queda nada");
    }

    #[test]
    fn pasada_la_hora_se_mira_un_momento_y_nunca_se_espera() {
        let mut limite = Limite::dentro_de(DE_SOBRA);
        let hora = limite.hora;
        assert_eq!(limite.turno_a_las(hora - DE_SOBRA / 4), Some(DE_SOBRA / 4));
        // El momento cuenta desde que se mira, y no desde la hora: puede que se durmiera un día entero.
        let tarde = hora + DE_SOBRA * 100;
        assert_eq!(limite.turno_a_las(tarde), Some(SIN_ESPERAR));
        assert_eq!(limite.turno_a_las(tarde + PRORROGA / 2), Some(SIN_ESPERAR));
        assert_eq!(limite.turno_a_las(tarde + PRORROGA), None);
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
