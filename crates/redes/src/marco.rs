//! El marco: cómo se mete un mensaje en un flujo de bytes para que al otro lado salga entero.
//!
//! Cada mensaje viaja como **4 bytes con su longitud** (entero sin signo, el byte más alto primero: *big-endian*)
//! seguidos de **exactamente esos bytes**. La longitud cuenta bytes, no letras, y no se cuenta a sí misma: «ñu»
//! viaja como `00 00 00 03 c3 b1 75`, y un mensaje vacío, como `00 00 00 00`.
//!
//! Es el mismo formato que la lección 3 escribe entero en su `marco.rs` (una prueba de allí los compara byte a byte),
//! con lo que piden las lecciones siguientes:
//!
//! - el límite se elige ([`Lector::con_limite`]), y se mira antes de guardar nada;
//! - la memoria crece con lo que **llega**, no con lo que se anuncia: quien anuncia 1 MiB y calla no ocupa 1 MiB;
//! - lo recibido a medias se conserva: tras un plazo agotado se puede seguir leyendo por donde iba;
//! - hay un [`Decodificador`] sin socket, al que se le dan los bytes a medida que aparecen.
//!
//! ```
//! use redes::marco::{self, Lector};
//!
//! let mut cable = Vec::new();
//! marco::escribir(&mut cable, "uno".as_bytes())?;
//! marco::escribir(&mut cable, "ñu".as_bytes())?;
//! assert_eq!(cable, b"\0\0\0\x03uno\0\0\0\x03\xc3\xb1u");
//!
//! let mut lector = Lector::nuevo(&cable[..]);
//! assert_eq!(lector.leer()?.as_deref(), Some("uno".as_bytes()));
//! assert_eq!(lector.leer()?.as_deref(), Some("ñu".as_bytes()));
//! assert_eq!(lector.leer()?, None);
//! # Ok::<(), std::io::Error>(())
//! ```

use std::io::{self, Read, Write};

use crate::cifras::numero;

/// Bytes que ocupa la longitud que va delante de cada mensaje.
pub const CABECERA: usize = 4;

/// Límite habitual del cuerpo de un mensaje, en bytes: 1 MiB. Sobra para un texto, y mil clientes a la vez no
/// pueden pedir más de 1 GiB entre todos.
pub const MAXIMO: usize = 1024 * 1024;

/// Lo que un [`Lector`] pide al sistema en cada lectura, en bytes. No tiene que ver con el tamaño de los mensajes.
const BUFFER: usize = 8 * 1024;

/// Escribe `cuerpo` como un marco de [`MAXIMO`] bytes como mucho.
///
/// # Errors
/// Los de [`codificar`] y los de `destino`.
pub fn escribir(destino: &mut impl Write, cuerpo: &[u8]) -> io::Result<()> {
    escribir_con_limite(destino, cuerpo, MAXIMO)
}

/// Escribe `cuerpo` como un marco de `limite` bytes como mucho, con una sola llamada a `write_all`: la cabecera suelta
/// saldría en un paquete diminuto, y con el algoritmo de Nagle el cuerpo podría esperar a que la confirmen.
///
/// # Errors
/// Los de [`codificar`] y los de `destino`.
pub fn escribir_con_limite(destino: &mut impl Write, cuerpo: &[u8], limite: usize) -> io::Result<()> {
    destino.write_all(&codificar(cuerpo, limite)?)
}

/// Los bytes del marco que lleva `cuerpo`: la longitud y detrás el cuerpo.
///
/// # Errors
/// [`io::ErrorKind::InvalidInput`] si el cuerpo tiene más de `limite` bytes, o más de los que caben en la cabecera.
pub fn codificar(cuerpo: &[u8], limite: usize) -> io::Result<Vec<u8>> {
    let longitud = match u32::try_from(cuerpo.len()) {
        Ok(longitud) if cuerpo.len() <= limite => longitud,
        _ => return Err(no_cabe(cuerpo.len(), limite)),
    };
    let mut marco = Vec::with_capacity(CABECERA + cuerpo.len());
    marco.extend_from_slice(&longitud.to_be_bytes());
    marco.extend_from_slice(cuerpo);
    Ok(marco)
}

/// Saca marcos de cualquier cosa que se lea: un `TcpStream`, un fichero, unos bytes.
///
/// Guarda lo que ha leído de más, así que solo puede haber **uno por conexión**: si se crea otro, lo que este tenía
/// guardado se pierde.
#[derive(Debug)]
pub struct Lector<R> {
    fuente: R,
    decodificador: Decodificador,
    buffer: Box<[u8]>,
    /// Lo leído y aún sin decodificar es `buffer[desde..hasta]`.
    desde: usize,
    hasta: usize,
}

impl<R: Read> Lector<R> {
    /// Lee marcos de [`MAXIMO`] bytes como mucho.
    pub fn nuevo(fuente: R) -> Self {
        Self::con_limite(fuente, MAXIMO)
    }

    /// Lee marcos de `limite` bytes como mucho.
    pub fn con_limite(fuente: R, limite: usize) -> Self {
        let buffer = vec![0; BUFFER].into_boxed_slice();
        Self { fuente, decodificador: Decodificador::nuevo(limite), buffer, desde: 0, hasta: 0 }
    }

    /// El cuerpo del siguiente marco, o `None` si el otro lado ha terminado entre marco y marco, que es lo correcto.
    ///
    /// Insiste por su cuenta si una señal interrumpe la lectura. Con cualquier otro error de la fuente (por ejemplo,
    /// un plazo agotado) no se pierde lo que ya había llegado: se puede volver a llamar.
    ///
    /// # Errors
    /// - [`io::ErrorKind::InvalidData`]: el marco anuncia más bytes que el límite. La conexión ya no sirve, porque no se
    ///   sabe dónde empieza el marco siguiente: si se insiste, se repite el error.
    /// - [`io::ErrorKind::UnexpectedEof`]: el flujo se acaba a mitad de un marco; el mensaje dice cuántos bytes faltaban.
    /// - Los de la fuente, tal cual.
    pub fn leer(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            let mut entrada = &self.buffer[self.desde..self.hasta];
            let marco = self.decodificador.avanzar(&mut entrada);
            self.desde = self.hasta - entrada.len();
            if let Some(cuerpo) = marco? {
                return Ok(Some(cuerpo));
            }
            match self.fuente.read(&mut self.buffer) {
                Ok(0) => return self.decodificador.terminar().map(|()| None),
                Ok(leidos) => (self.desde, self.hasta) = (0, leidos),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// La fuente, por ejemplo para cambiar su plazo. Leer de ella por fuera descoloca los marcos.
    pub fn fuente(&self) -> &R {
        &self.fuente
    }
}

/// Decodifica marcos sin leer de ningún sitio: se le dan los bytes según llegan, en trozos de cualquier tamaño.
///
/// No guarda más que el marco que está a medias, y reserva según llega: como mucho el doble de lo recibido, y nunca
/// más que la longitud anunciada.
#[derive(Debug)]
pub struct Decodificador {
    limite: usize,
    estado: Estado,
}

#[derive(Debug)]
enum Estado {
    /// Han llegado `leidos` bytes (0, 1, 2 o 3) de la longitud.
    Cabecera { bytes: [u8; CABECERA], leidos: usize },
    /// Han llegado algunos bytes de los `longitud` del cuerpo.
    Cuerpo { bytes: Vec<u8>, longitud: usize },
    /// Se anunció una longitud prohibida: ya no se sabe dónde empieza nada.
    Perdido { longitud: u32 },
}

impl Estado {
    const INICIAL: Self = Self::Cabecera { bytes: [0; CABECERA], leidos: 0 };
}

impl Decodificador {
    /// Un decodificador de marcos de `limite` bytes como mucho.
    #[must_use]
    pub fn nuevo(limite: usize) -> Self {
        Self { limite, estado: Estado::INICIAL }
    }

    /// Consume de `entrada` lo necesario para completar un marco y devuelve su cuerpo; lo que queda en `entrada` es del
    /// marco siguiente. Si no hay bastante, lo consume todo, lo recuerda y devuelve `None`.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] si la longitud anunciada pasa del límite. Desde entonces, siempre.
    pub fn avanzar(&mut self, entrada: &mut &[u8]) -> io::Result<Option<Vec<u8>>> {
        if let Estado::Cabecera { bytes, leidos } = &mut self.estado {
            let cuantos = entrada.len().min(CABECERA - *leidos);
            bytes[*leidos..*leidos + cuantos].copy_from_slice(tomar(entrada, cuantos));
            *leidos += cuantos;
            if *leidos < CABECERA {
                return Ok(None);
            }
            let longitud = u32::from_be_bytes(*bytes);
            self.estado = match usize::try_from(longitud) {
                Ok(longitud) if longitud <= self.limite => Estado::Cuerpo { bytes: Vec::new(), longitud },
                _ => Estado::Perdido { longitud },
            };
        }
        match &mut self.estado {
            Estado::Cabecera { .. } => Ok(None),
            Estado::Perdido { longitud } => Err(demasiado(*longitud, self.limite)),
            Estado::Cuerpo { bytes, longitud } => {
                let cuantos = entrada.len().min(*longitud - bytes.len());
                reservar(bytes, cuantos, *longitud);
                bytes.extend_from_slice(tomar(entrada, cuantos));
                if bytes.len() < *longitud {
                    return Ok(None);
                }
                let cuerpo = std::mem::take(bytes);
                self.estado = Estado::INICIAL;
                Ok(Some(cuerpo))
            }
        }
    }

    /// El flujo se ha acabado: ¿era un buen momento?
    ///
    /// # Errors
    /// [`io::ErrorKind::UnexpectedEof`] si había un marco a medias, con cuántos bytes le faltaban;
    /// [`io::ErrorKind::InvalidData`] si ya se había anunciado una longitud prohibida.
    pub fn terminar(&self) -> io::Result<()> {
        match &self.estado {
            Estado::Cabecera { leidos: 0, .. } => Ok(()),
            Estado::Cabecera { leidos, .. } => Err(a_medias("de la longitud", *leidos, CABECERA)),
            Estado::Cuerpo { bytes, longitud } => Err(a_medias("del cuerpo", bytes.len(), *longitud)),
            Estado::Perdido { longitud } => Err(demasiado(*longitud, self.limite)),
        }
    }
}

/// Separa de `entrada` sus primeros `cuantos` bytes.
fn tomar<'a>(entrada: &mut &'a [u8], cuantos: usize) -> &'a [u8] {
    let (primeros, resto) = entrada.split_at(cuantos);
    *entrada = resto;
    primeros
}

/// Hace sitio para `mas` bytes doblando la capacidad, como haría `Vec`, pero sin pasar de `longitud`.
fn reservar(bytes: &mut Vec<u8>, mas: usize, longitud: usize) {
    let necesarios = bytes.len() + mas;
    if necesarios > bytes.capacity() {
        let capacidad = necesarios.max(bytes.capacity() * 2).min(longitud);
        bytes.reserve_exact(capacidad - bytes.len());
    }
}

fn no_cabe(tiene: usize, limite: usize) -> io::Error {
    let frase = format!("un marco lleva como mucho {} bytes y este mensaje tiene {}", numero(limite), numero(tiene));
    io::Error::new(io::ErrorKind::InvalidInput, frase)
}

fn demasiado(anuncia: u32, limite: usize) -> io::Error {
    let frase = format!("el marco anuncia {} bytes y el máximo son {}", numero(anuncia), numero(limite));
    io::Error::new(io::ErrorKind::InvalidData, frase)
}

fn a_medias(que: &str, llegaron: usize, total: usize) -> io::Error {
    let (faltan, total) = (numero(total - llegaron), numero(total));
    let frase = format!("el flujo se acaba a mitad de un marco: faltaban {faltan} de los {total} bytes {que}");
    io::Error::new(io::ErrorKind::UnexpectedEof, frase)
}

#[cfg(test)]
mod pruebas {
    use super::*;

    /// Cuánto ha reservado el decodificador para el marco a medias.
    fn reservado(decodificador: &Decodificador) -> usize {
        match &decodificador.estado {
            Estado::Cuerpo { bytes, .. } => bytes.capacity(),
            _ => 0,
        }
    }

    #[test]
    fn se_reserva_segun_llega_y_no_segun_se_anuncia() {
        let mut decodificador = Decodificador::nuevo(MAXIMO);
        let mut entrada: &[u8] = &[0, 0x10, 0, 0];
        assert_eq!(decodificador.avanzar(&mut entrada).unwrap(), None);
        assert_eq!(reservado(&decodificador), 0);
        let trozo = [7; 1000];
        for llegados in (1000..MAXIMO).step_by(1000) {
            let mut entrada = &trozo[..];
            assert_eq!(decodificador.avanzar(&mut entrada).unwrap(), None);
            assert!(reservado(&decodificador) <= (2 * llegados).min(MAXIMO), "con {llegados} bytes");
        }
        let mut entrada = &trozo[..];
        let cuerpo = decodificador.avanzar(&mut entrada).unwrap().unwrap();
        assert_eq!((cuerpo.len(), cuerpo.capacity()), (MAXIMO, MAXIMO));
        assert_eq!(entrada.len(), 1000 - MAXIMO % 1000);
        decodificador.terminar().unwrap();
    }

    #[test]
    fn tras_un_plazo_agotado_se_sigue_por_donde_iba() {
        /// Da un byte, y después de cada byte, un plazo agotado.
        struct Lento<'a>(&'a [u8], bool);
        impl Read for Lento<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.1 = !self.1;
                if self.1 { self.0.read(&mut buffer[..1]) } else { Err(io::ErrorKind::WouldBlock.into()) }
            }
        }
        let mut lector = Lector::nuevo(Lento(b"\0\0\0\x04hola\0\0\0\0", false));
        let (mut mensajes, mut plazos) = (Vec::new(), 0);
        loop {
            match lector.leer() {
                Ok(Some(mensaje)) => mensajes.push(mensaje),
                Ok(None) => break,
                Err(error) => {
                    assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
                    plazos += 1;
                }
            }
        }
        assert_eq!((mensajes, plazos), (vec![b"hola".to_vec(), Vec::new()], 12));
    }

    #[test]
    fn el_limite_se_elige_y_el_error_se_repite() {
        let marco = codificar(b"cinco", 5).unwrap();
        assert_eq!(Lector::con_limite(&marco[..], 5).leer().unwrap().unwrap(), b"cinco");
        assert_eq!(codificar(b"cinco", 4).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        let mut lector = Lector::con_limite(&marco[..], 4);
        for _ in 0..3 {
            let error = lector.leer().unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData);
            assert_eq!(error.to_string(), "el marco anuncia 5 bytes y el máximo son 4");
        }
    }

    #[test]
    fn un_final_a_medias_dice_cuanto_faltaba() {
        for (bytes, frase) in [
            (&b"\0"[..], "faltaban 3 de los 4 bytes de la longitud"),
            (b"\0\0\0\x0a", "faltaban 10 de los 10 bytes del cuerpo"),
            (b"\0\0\0\x0ahola", "faltaban 6 de los 10 bytes del cuerpo"),
        ] {
            let error = Lector::nuevo(bytes).leer().unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
            assert!(error.to_string().contains(frase), "{error}");
        }
    }
}
