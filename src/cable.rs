//! El cable: la transcripción de lo que cruza la red (cuándo, hacia dónde, qué bytes) y su dibujo.
//!
//! Se llena de dos maneras. [`Puente`] se pone en medio de una conexión TCP de verdad y apunta lo que cruza,
//! sin que ninguno de los dos programas se entere. [`Cable::observar`] envuelve un extremo y apunta cada
//! `read` y cada `write` que hace ese programa: así se ve que no tienen por qué coincidir.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Uno de los dos extremos de la conversación.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lado {
    /// Quien llama. Se dibuja a la izquierda.
    Cliente,
    /// Quien escucha. Se dibuja a la derecha.
    Servidor,
}

/// Lo que ha pasado en un extremo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suceso {
    /// Ha salido esto por el cable.
    Envia(Muestra),
    /// Un `read` del programa ha devuelto esto.
    Recibe(Muestra),
    /// No enviará más (FIN).
    Cierra,
    /// Ha cortado de golpe (RST).
    Corta,
    /// Una nota del guion: «aquí el servidor deja de leer».
    Nota(String),
}

/// Los primeros bytes de un envío, y cuántos eran en total: la memoria no crece con lo que cruza.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Muestra {
    /// Como mucho, [`Muestra::MAXIMO`] bytes.
    pub bytes: Vec<u8>,
    /// Los que eran en total.
    pub total: usize,
}

impl Muestra {
    /// Cuántos bytes de cada envío se guardan para dibujarlos.
    pub const MAXIMO: usize = 256;

    /// Guarda el principio de `bytes`.
    #[must_use]
    pub fn de(bytes: &[u8]) -> Self {
        Self { bytes: bytes[..bytes.len().min(Self::MAXIMO)].to_vec(), total: bytes.len() }
    }
}

/// Un renglón de la transcripción.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anotacion {
    /// Desde que empezó la transcripción.
    pub instante: Duration,
    /// En qué extremo.
    pub lado: Lado,
    /// Qué ha pasado.
    pub suceso: Suceso,
}

/// La transcripción. Se puede clonar: todos los clones escriben en la misma.
#[derive(Debug, Clone)]
pub struct Cable {
    inicio: Instant,
    anotaciones: Arc<Mutex<Vec<Anotacion>>>,
}

impl Default for Cable {
    fn default() -> Self {
        Self::nuevo()
    }
}

impl Cable {
    /// Una transcripción vacía; su reloj empieza ahora.
    #[must_use]
    pub fn nuevo() -> Self {
        Self { inicio: Instant::now(), anotaciones: Arc::default() }
    }

    /// Apunta un suceso.
    pub fn anotar(&self, lado: Lado, suceso: Suceso) {
        let anotacion = Anotacion { instante: self.inicio.elapsed(), lado, suceso };
        self.anotaciones.lock().unwrap_or_else(PoisonError::into_inner).push(anotacion);
    }

    /// Lo apuntado hasta ahora, en orden.
    #[must_use]
    pub fn anotaciones(&self) -> Vec<Anotacion> {
        self.anotaciones.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Envuelve un extremo: cada `write` se apunta como [`Suceso::Envia`] y cada `read`, como [`Suceso::Recibe`].
    pub fn observar<S>(&self, lado: Lado, dentro: S) -> Observado<S> {
        Observado { cable: self.clone(), lado, dentro }
    }
}

/// Un extremo cuyas lecturas y escrituras quedan apuntadas. Se crea con [`Cable::observar`].
#[derive(Debug)]
pub struct Observado<S> {
    cable: Cable,
    lado: Lado,
    dentro: S,
}

impl<S: Read> Read for Observado<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let leidos = self.dentro.read(buffer)?;
        self.cable.anotar(self.lado, Suceso::Recibe(Muestra::de(&buffer[..leidos])));
        Ok(leidos)
    }
}

impl<S: Write> Write for Observado<S> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let escritos = self.dentro.write(buffer)?;
        self.cable.anotar(self.lado, Suceso::Envia(Muestra::de(&buffer[..escritos])));
        Ok(escritos)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.dentro.flush()
    }
}

/// Un intermediario TCP: escucha en una dirección, llama a otra por cada cliente y pasa los bytes en los dos
/// sentidos, apuntándolos. Pasa también los cierres: el FIN de un lado llega al otro como FIN, y el RST como RST.
#[derive(Debug)]
pub struct Puente {
    listener: TcpListener,
    destino: SocketAddr,
}

impl Puente {
    /// Prepara un puente que escucha en `listener` y llama a `destino`.
    #[must_use]
    pub fn nuevo(listener: TcpListener, destino: SocketAddr) -> Self {
        Self { listener, destino }
    }

    /// Espera un cliente y pasa sus bytes hasta que los dos sentidos terminan. Devuelve de dónde venía.
    ///
    /// # Errors
    /// Si no puede aceptar al cliente o no puede llamar al destino.
    pub fn pasar_uno(&self, cable: &Cable) -> io::Result<SocketAddr> {
        let (cliente, direccion) = self.listener.accept()?;
        let servidor = TcpStream::connect(self.destino)?;
        std::thread::scope(|hilos| {
            hilos.spawn(|| pasar(&cliente, &servidor, Lado::Cliente, cable));
            pasar(&servidor, &cliente, Lado::Servidor, cable);
        });
        Ok(direccion)
    }
}

fn pasar(mut de: &TcpStream, mut a: &TcpStream, lado: Lado, cable: &Cable) {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match de.read(&mut buffer) {
            Ok(0) => {
                cable.anotar(lado, Suceso::Cierra);
                let _ = a.shutdown(std::net::Shutdown::Write);
                return;
            }
            Ok(leidos) => {
                cable.anotar(lado, Suceso::Envia(Muestra::de(&buffer[..leidos])));
                if a.write_all(&buffer[..leidos]).is_err() {
                    return;
                }
            }
            Err(_) => {
                cable.anotar(lado, Suceso::Corta);
                let _ = a.shutdown(std::net::Shutdown::Both);
                return;
            }
        }
    }
}

/// Dibuja la conversación en dos columnas de `ancho` caracteres en total, una línea por elemento.
#[must_use]
pub fn dibujar(anotaciones: &[Anotacion], ancho: usize) -> Vec<String> {
    let _ = ancho;
    anotaciones.iter().map(|anotacion| format!("{anotacion:?}")).collect()
}
