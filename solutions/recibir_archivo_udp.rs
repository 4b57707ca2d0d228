//! Solución de `recibir_archivo_udp`: un fichero por UDP, entero o nada. El enunciado está en
//! `exercises/recibir_archivo_udp.rs`.
//!
//! La idea: cada trozo se guarda por su número, así que da igual en qué orden llegue y cuántas veces; a todo lo que repite el
//! emisor se le contesta otra vez; y solo cuando están todos y suman lo anunciado hay fichero.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, UdpSocket};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Los bytes de fichero que lleva cada trozo, menos el último.
const TROZO: usize = 1000;
/// Los trozos que se aceptan: 64 MB de fichero caben en la memoria de cualquiera.
const TROZOS: u32 = 65_536;
/// Lo que se espera a un emisor que calla.
const SILENCIO: Duration = Duration::from_secs(1);
/// Lo que se sigue contestando después de guardar, por si la última respuesta se ha perdido.
const DESPEDIDA: Duration = Duration::from_millis(300);
/// Con esto cabe cualquier datagrama.
const BUFFER: usize = 65_535;

/// Lo que dice un datagrama del emisor.
enum Mensaje {
    Trozo { numero: u32, total: u32, datos: Vec<u8> },
    Fin { total: u32, suma: u32 },
}

/// Un fichero a medio llegar, y de quién.
struct Llegado {
    emisor: SocketAddr,
    total: u32,
    trozos: BTreeMap<u32, Vec<u8>>,
}

fn main() -> ExitCode {
    let (Some(direccion), Some(salida)) = (env::args().nth(1), env::args_os().nth(2)) else {
        eprintln!("uso: recibir_archivo_udp IP:PUERTO SALIDA");
        return ExitCode::from(2);
    };
    let recibido = escuchar(&direccion)
        .map_err(|error| format!("no puedo escuchar en {direccion} ({:?})", error.kind()))
        .and_then(|socket| recibir(&socket, Path::new(&salida)));
    match recibido {
        Ok(()) => ExitCode::SUCCESS,
        Err(fallo) => {
            eprintln!("error: {fallo}");
            ExitCode::FAILURE
        }
    }
}

/// Abre el puerto y dice en cuál ha quedado.
fn escuchar(direccion: &str) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind(direccion)?;
    println!("escuchando en {}", socket.local_addr()?);
    Ok(socket)
}

/// Recibe el fichero, lo guarda en `salida` y se despide. Si algo falla, devuelve una frase.
fn recibir(socket: &UdpSocket, salida: &Path) -> Result<(), String> {
    let fallo = |error: io::Error| format!("no puedo seguir recibiendo ({:?})", error.kind());
    let mut llegado: Option<Llegado> = None;
    let mut limite = None;
    loop {
        let Some((mensaje, de)) = esperar(socket, limite).map_err(fallo)? else {
            return Err(format!("el emisor lleva {SILENCIO:?} callado y el fichero no está entero"));
        };
        let total = match mensaje {
            Mensaje::Trozo { total, .. } | Mensaje::Fin { total, .. } => total,
        };
        let llegado = llegado.get_or_insert_with(|| Llegado { emisor: de, total, trozos: BTreeMap::new() });
        if (llegado.emisor, llegado.total) != (de, total) {
            continue; // Un extraño, u otro fichero.
        }
        limite = Some(Instant::now() + SILENCIO);
        let respuesta = llegado.contestar(mensaje, salida);
        // Si se pierde, el emisor repetirá su pregunta.
        let _ = socket.send_to(&respuesta, de);
        match respuesta[0] {
            b'B' => return despedirse(socket, llegado, salida).map_err(fallo),
            b'M' => return Err("el fichero no suma lo anunciado, o no se puede guardar".to_string()),
            _ => {}
        }
    }
}

/// Espera hasta `limite`, si lo hay, un datagrama que se entienda. Devuelve qué dice y quién, o nada si se acaba el plazo.
fn esperar(socket: &UdpSocket, limite: Option<Instant>) -> io::Result<Option<(Mensaje, SocketAddr)>> {
    let mut buffer = vec![0; BUFFER];
    loop {
        let queda = limite.map(|limite| limite.saturating_duration_since(Instant::now()));
        if queda.is_some_and(|queda| queda.is_zero()) {
            return Ok(None);
        }
        socket.set_read_timeout(queda)?;
        match socket.recv_from(&mut buffer) {
            Ok((leidos, de)) => {
                if let Some(mensaje) = leer(&buffer[..leidos]) {
                    return Ok(Some((mensaje, de)));
                }
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => return Ok(None),
            // Windows avisa aquí de que una respuesta nuestra no encontró a nadie. Si hay alguien, insistirá.
            Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::ConnectionReset) => {}
            Err(error) => return Err(error),
        }
    }
}

/// Entiende un datagrama; si no es como dice el enunciado, nada.
fn leer(datagrama: &[u8]) -> Option<Mensaje> {
    let (tipo, resto) = datagrama.split_first()?;
    let (primero, resto) = resto.split_first_chunk()?;
    let (segundo, datos) = resto.split_first_chunk()?;
    let (primero, segundo) = (u32::from_be_bytes(*primero), u32::from_be_bytes(*segundo));
    match tipo {
        b'D' => {
            // Antes de fiarse de un número: que exista ese trozo, y que mida lo que tiene que medir.
            let (numero, total) = (primero, segundo);
            let ultimo = total.checked_sub(1)?;
            let cabe = if numero == ultimo { (1..=TROZO).contains(&datos.len()) } else { datos.len() == TROZO };
            (total <= TROZOS && numero <= ultimo && cabe).then(|| Mensaje::Trozo {
                numero,
                total,
                datos: datos.to_vec(),
            })
        }
        b'F' => (primero <= TROZOS && datos.is_empty()).then_some(Mensaje::Fin { total: primero, suma: segundo }),
        _ => None,
    }
}

impl Llegado {
    /// Apunta lo que dice un mensaje del emisor, y devuelve qué contestarle. Con el FIN, guarda.
    fn contestar(&mut self, mensaje: Mensaje, salida: &Path) -> Vec<u8> {
        let con_numero = |tipo: u8, numero: u32| [&[tipo], &numero.to_be_bytes()[..]].concat();
        match (mensaje, self.primero_que_falta()) {
            (Mensaje::Trozo { numero, datos, .. }, _) => {
                // Por su número, no por su turno; y si está repetido, vale el que ya estaba.
                self.trozos.entry(numero).or_insert(datos);
                con_numero(b'A', numero)
            }
            (Mensaje::Fin { .. }, Some(falta)) => con_numero(b'P', falta),
            (Mensaje::Fin { suma, .. }, None) => {
                let datos: Vec<u8> = self.trozos.values().flatten().copied().collect();
                let bien = sumar(&datos) == suma && guardar(salida, &datos).is_ok();
                vec![if bien { b'B' } else { b'M' }]
            }
        }
    }

    /// El primer trozo que falta, si falta alguno.
    fn primero_que_falta(&self) -> Option<u32> {
        (0..self.total).find(|numero| !self.trozos.contains_key(numero))
    }
}

/// Sigue contestando al emisor hasta que lleva [`DESPEDIDA`] callado.
fn despedirse(socket: &UdpSocket, llegado: &mut Llegado, salida: &Path) -> io::Result<()> {
    let mut limite = Instant::now() + DESPEDIDA;
    while let Some((mensaje, de)) = esperar(socket, Some(limite))? {
        if de == llegado.emisor {
            limite = Instant::now() + DESPEDIDA;
            // Guardar lo mismo otra vez no estropea nada, y así no hay dos maneras de contestar.
            let _ = socket.send_to(&llegado.contestar(mensaje, salida), de);
        }
    }
    Ok(())
}

/// Escribe al lado y, cuando está todo, le da su nombre de golpe: nadie ve medio fichero.
fn guardar(salida: &Path, datos: &[u8]) -> io::Result<()> {
    let nombre = salida.file_name().ok_or(ErrorKind::InvalidInput)?.to_string_lossy();
    // En la misma carpeta: `rename` no cruza de un disco a otro.
    let parcial = salida.with_file_name(format!(".{nombre}.parcial"));
    let guardado = fs::write(&parcial, datos).and_then(|()| fs::rename(&parcial, salida));
    if guardado.is_err() {
        let _ = fs::remove_file(&parcial);
    }
    guardado
}

/// La suma CRC-32 de unos bytes, la de zip y de png. Está hecha; no hay que tocarla.
fn sumar(datos: &[u8]) -> u32 {
    let por_bit = |resto: u32, _| if resto & 1 == 1 { (resto >> 1) ^ 0xedb8_8320 } else { resto >> 1 };
    !datos.iter().fold(!0, |resto, byte| (0..8).fold(resto ^ u32::from(*byte), por_bit))
}
