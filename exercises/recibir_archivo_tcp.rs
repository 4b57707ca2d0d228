//! Reto de la lección 7 · `recibir_archivo_tcp`: recibe ficheros por TCP y los guarda enteros y comprobados, o no los guarda.
//!
//! Recibe en el primer argumento la dirección en la que escucha, `IP:PUERTO`, y en el segundo, dónde guarda: SALIDA. En
//! cada conexión llega un fichero: el anuncio y, detrás, sus bytes §1.
//!
//! ```text
//! 4 bytes   46 54 31 0a   «FT1\n»: con esto empieza siempre
//! 8 bytes   el tamaño del fichero, en bytes (entero sin signo, el byte de más peso primero)
//! 4 bytes   la suma CRC-32 de todos sus bytes (lo mismo)
//! 2 bytes   cuántos bytes ocupa el nombre, 255 como mucho (lo mismo)
//! …         el nombre que tenía allí
//! …         los bytes del fichero: tantos como se han anunciado, y contienen cualquier cosa §2
//! ```
//!
//! Contesta con el veredicto, un byte, y cierra §3:
//!
//! - `00`, guardado: han llegado todos, suman lo anunciado y están en SALIDA §4, en el lugar de lo que hubiera §5.
//! - `01`, la suma es otra §6.
//! - `02`, no se ha podido guardar (no se puede escribir ahí) §7, o el anuncio dice más de 1 GiB (1 073 741 824 bytes):
//!   entonces contesta en cuanto lo lee, sin esperar los datos §8.
//!
//! En todos los demás casos cierra sin contestar: el emisor cierra o corta antes de tiempo §9, pasan 2 segundos sin que
//! llegue nada §10, no empieza por `FT1\n` §11, o anuncia un nombre de más de 255 bytes §12. Salvo con `00`, escribe
//! una línea en stderr §13. De los 2 segundos se admite de 1,7 a 2,8.
//!
//! SALIDA no está nunca a medias: hasta el momento de sustituirlo sigue siendo lo que era, o no existe §14. De lo que
//! no llega a guardarse no queda nada en el disco §15. El nombre anunciado es de un desconocido (`../../.bashrc`, o
//! bytes que ni son UTF-8): sirve para enseñarlo y nunca como ruta §16. Y el programa ocupa la misma memoria mida lo
//! que mida el fichero: ni lo guarda entero ni reserva lo que se anuncia §17.
//!
//! Los ficheros se reciben de uno en uno, por orden (esto no se comprueba). Como todo servidor del curso:
//!
//! - El puerto 0 es «el que esté libre». Su primera línea en stdout es exactamente `escuchando en IP:PUERTO`, con el
//!   puerto de verdad §18. Después puede escribir lo que quiera.
//! - Si falta algún argumento, acaba con código 2; si no puede escuchar, con código 1; siempre con una línea en
//!   stderr §19.
//! - No termina nunca por su cuenta §20, y lo que le pase a un emisor no impide atender a los siguientes §21.
//! - De los que se han ido no le queda nada abierto, y sin nadie a quien atender no gasta procesador §22.
//!
//! El emisor de la lección habla igual.
//! Pruébalo:    cargo run -p exercises --bin recibir_archivo_tcp 127.0.0.1:12345 copia.jpg
//! y en otra:   cargo run --bin leccion7 -- tcp cliente gatin.jpg

// Mientras queden huecos, que el compilador no avise de lo que aún no usas. Quita esta línea al acabar.
#![allow(dead_code, unused_imports)]

use std::env;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Con esto empieza un anuncio.
const MAGIA: [u8; 4] = *b"FT1\n";
/// Lo más largo que puede ser un nombre, en bytes: lo mismo que en casi todos los discos.
const NOMBRE_MAXIMO: usize = 255;
/// El fichero más grande que se acepta: 1 GiB.
const TAMANO_MAXIMO: u64 = 1024 * 1024 * 1024;
/// Los veredictos, de un byte.
const GUARDADO: u8 = 0;
const SUMA_DISTINTA: u8 = 1;
const NO_GUARDADO: u8 = 2;
/// Lo que se espera a quien no envía nada: mientras tanto, los demás hacen cola.
const PLAZO: Duration = Duration::from_secs(2);
/// Lo que se lee cada vez, mida lo que mida el fichero.
const BUFFER: usize = 64 * 1024;

/// Lo que dice quien envía. El nombre es suyo: sirve para enseñarlo, y nunca como ruta.
struct Anuncio {
    nombre: String,
    tamano: u64,
    suma: u32,
}

/// Un fichero a medio llegar, con un nombre provisional. Si no se publica, desaparece.
struct Parcial {
    ruta: PathBuf,
    fichero: File,
}

/// Por qué no hay fichero, y qué se le contesta a quien lo enviaba, si se le contesta algo.
struct Fallo {
    veredicto: Option<u8>,
    que: String,
}

fn main() -> ExitCode {
    let (Some(direccion), Some(salida)) = (env::args().nth(1), env::args_os().nth(2)) else {
        eprintln!("uso: recibir_archivo_tcp IP:PUERTO SALIDA");
        return ExitCode::from(2);
    };
    match escuchar(&direccion) {
        Ok(listener) => servir(&listener, Path::new(&salida)),
        Err(error) => {
            eprintln!("error: no puedo escuchar en {direccion} ({:?})", error.kind());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Abre el puerto y dice en cuál ha quedado.
fn escuchar(direccion: &str) -> io::Result<TcpListener> {
    todo!("abre {direccion} y di en stdout dónde escuchas")
}

/// Recibe un fichero detrás de otro, sin terminar nunca.
fn servir(listener: &TcpListener, salida: &Path) {
    todo!(
        "acepta emisores de {listener:?} uno detrás de otro y guarda en {salida:?}; si con uno falla algo, dilo y sigue"
    )
}

/// Una conexión, un fichero: lo recibe y contesta. Devuelve qué contar.
fn atender(stream: &TcpStream, salida: &Path) -> Result<String, String> {
    todo!("pon el plazo a {stream:?}, recibe el fichero en {salida:?} y da el veredicto que toque, si toca alguno")
}

/// Recibe, comprueba y guarda. Al volver con un fallo, el fichero a medias ya se ha borrado.
fn recibir(lector: &mut impl Read, salida: &Path) -> Result<String, Fallo> {
    let _ = lector;
    todo!("lee el anuncio y los bytes, de {BUFFER} en {BUFFER}, y si suman lo anunciado, guárdalos en {salida:?}")
}

/// Lee el anuncio, y no da por buena ninguna longitud sin mirarla.
fn leer_anuncio(lector: &mut impl Read) -> Result<Anuncio, Fallo> {
    let _ = lector;
    todo!("lee {MAGIA:?}, el tamaño, la suma, la longitud del nombre, que no pasa de {NOMBRE_MAXIMO}, y el nombre")
}

impl Parcial {
    /// Empieza uno al lado de `salida`: en la misma carpeta, para que después baste con cambiarle el nombre.
    fn nuevo(salida: &Path) -> io::Result<Self> {
        todo!("crea un fichero con otro nombre al lado de {salida:?}")
    }

    /// Le da su nombre definitivo, de golpe: `rename` sustituye lo que hubiera.
    fn publicar(self, salida: &Path) -> io::Result<()> {
        todo!("cambia el nombre de {:?} por {salida:?}", self.ruta)
    }
}

impl Drop for Parcial {
    /// Pase lo que pase, el nombre provisional no sobrevive. Si ya se ha publicado no existe, y no hay nada que borrar.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.ruta);
    }
}

/// Da el veredicto y cierra. Antes tira lo que aún llegue, con un plazo: cerrar con bytes sin leer es cortar, y un corte
/// puede llevarse por delante el veredicto.
fn contestar(stream: &TcpStream, veredicto: u8) {
    todo!("escribe {veredicto} en {stream:?}, cierra tu lado y tira lo que llegue durante {PLAZO:?} como mucho")
}

/// Qué le ha pasado a una conexión. No se contesta nada: no hay a quién.
fn cortado(error: io::Error) -> Fallo {
    let que = match error.kind() {
        ErrorKind::UnexpectedEof => "han cerrado a mitad del anuncio".to_string(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut => format!("llevan {PLAZO:?} sin enviar nada"),
        otro => format!("se ha cortado ({otro:?})"),
    };
    Fallo { veredicto: None, que }
}

/// El CRC-32 de zip, de png y de Ethernet: cuatro bytes que cambian si cambia cualquier bit. Está hecho; no hay que tocarlo.
struct Suma(u32);

/// Lo que aporta a la suma cada valor de un byte, calculado al compilar.
const TABLA: [u32; 256] = {
    let mut tabla = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut resto = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            resto = if resto & 1 == 1 { (resto >> 1) ^ 0xedb8_8320 } else { resto >> 1 };
            bit += 1;
        }
        tabla[byte] = resto;
        byte += 1;
    }
    tabla
};

impl Suma {
    fn nueva() -> Self {
        Self(!0)
    }

    /// Añade unos bytes: da igual en cuántos trozos lleguen.
    fn anadir(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 >> 8) ^ TABLA[usize::from(self.0 as u8 ^ byte)];
        }
    }

    fn valor(&self) -> u32 {
        !self.0
    }
}
