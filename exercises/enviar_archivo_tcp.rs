//! Reto de la lección 7 · `enviar_archivo_tcp`: envía un fichero por TCP y no se va hasta saber que está guardado.
//!
//! Recibe en el primer argumento la dirección del receptor, `IP:PUERTO`, y en el segundo, la ruta del fichero. Conecta,
//! envía el anuncio §1 y, detrás, todos los bytes del fichero, tal cual:
//!
//! ```text
//! 4 bytes   46 54 31 0a   «FT1\n»: con esto empieza siempre
//! 8 bytes   el tamaño del fichero, en bytes (entero sin signo, el byte de más peso primero)
//! 4 bytes   la suma CRC-32 de todos sus bytes (lo mismo)
//! 2 bytes   cuántos bytes ocupa el nombre (lo mismo)
//! …         el nombre, en UTF-8: solo el del fichero, sin las carpetas de la ruta §2
//! …         los bytes del fichero, y nada más §3
//! ```
//!
//! Y espera el veredicto, un byte §4: `00` es «guardado»; cualquier otro, que no. Por ejemplo, un `hola.txt` que
//! contiene `hola`, con CRC-32 6f a0 f9 88, viaja así:
//!
//! ```text
//! envía   46 54 31 0a  00 00 00 00 00 00 00 04  6f a0 f9 88  00 08  68 6f 6c 61 2e 74 78 74  68 6f 6c 61
//! llega   00
//! ```
//!
//! Puede medir 0 bytes o muchos megas §5, y contener cualquier cosa; el programa ocupa la misma memoria en todos los
//! casos: no lo guarda entero §6. (Más de 4 GiB, que ya no caben en 4 bytes, no se comprueban.)
//!
//! Acaba con código 0 si el veredicto es `00` §7. Si no, con código 1 y una sola línea en stderr §8:
//!
//! - no puede leer el fichero, porque no existe, es una carpeta…: entonces, ni conecta §9;
//! - nadie escucha en esa dirección, o no es una dirección §10;
//! - el receptor cierra, o corta, sin dar el veredicto, o el veredicto no es `00` §11;
//! - pasan 2 segundos, después del último byte, sin que conteste §12. Se admite de 1,7 a 2,8 s.
//!
//! Si falta algún argumento, una línea en stderr y código 2 §13. En stdout puede escribir lo que quiera.
//!
//! El receptor de la lección habla igual.
//! Pruébalo:    cargo run --bin leccion7 -- tcp servidor
//! y en otra:   cargo run -p exercises --bin enviar_archivo_tcp 127.0.0.1:12345 gatin.jpg

// Mientras queden huecos, que el compilador no avise de lo que aún no usas. Quita esta línea al acabar.
#![allow(dead_code, unused_imports)]

use std::env;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// Con esto empieza un anuncio.
const MAGIA: [u8; 4] = *b"FT1\n";
/// El byte con el que el receptor dice que lo tiene. Cualquier otro es una mala noticia.
const GUARDADO: u8 = 0;
/// Lo que se espera a que el receptor conteste. Tampoco se espera siempre a uno que deja de leer, aunque entonces el
/// sistema tarda más en decirlo: el plazo de un envío vuelve a empezar con cada trocito que consigue entregar.
const PLAZO: Duration = Duration::from_secs(2);
/// Lo que se lee cada vez, mida lo que mida el fichero.
const BUFFER: usize = 64 * 1024;

fn main() -> ExitCode {
    let (Some(direccion), Some(ruta)) = (env::args().nth(1), env::args_os().nth(2)) else {
        eprintln!("uso: enviar_archivo_tcp IP:PUERTO FICHERO");
        return ExitCode::from(2);
    };
    match enviar(&direccion, Path::new(&ruta)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fallo) => {
            eprintln!("error: {fallo}");
            ExitCode::FAILURE
        }
    }
}

/// Anuncia el fichero, lo envía y espera el veredicto. Si algo falla, devuelve una frase.
fn enviar(direccion: &str, ruta: &Path) -> Result<(), String> {
    todo!("abre {ruta:?}, conecta con {direccion}, envía el anuncio y los bytes, y mira si el veredicto es {GUARDADO}")
}

/// Abre el fichero y lo recorre entero para saber cuánto mide y cuánto suma. Lo deja otra vez al principio.
fn abrir(ruta: &Path) -> io::Result<(File, u64, u32)> {
    todo!("abre {ruta:?} y léelo de {BUFFER} en {BUFFER} bytes para saber su tamaño y su suma")
}

/// Conecta y pone los plazos: ninguna espera de este programa es eterna.
fn conectar(direccion: &str) -> io::Result<TcpStream> {
    todo!("conecta con {direccion} y ponle a la conexión plazos de {PLAZO:?}")
}

/// Los bytes que van delante de los del fichero.
fn anuncio(nombre: &str, tamano: u64, suma: u32) -> Vec<u8> {
    todo!("junta {MAGIA:?}, el tamaño {tamano}, la suma {suma} y el nombre {nombre} con su longitud")
}

/// Copia exactamente los bytes anunciados, aunque el fichero haya crecido. Si ha menguado, es un error.
fn volcar(fichero: &mut impl Read, tamano: u64, destino: &mut impl Write) -> io::Result<()> {
    let _ = (fichero, destino);
    todo!("copia {tamano} bytes del fichero al destino, de {BUFFER} en {BUFFER}")
}

/// Que `write_all` vuelva bien dice que el sistema ha aceptado los bytes. Que están guardados lo dice este byte.
fn veredicto(stream: &TcpStream) -> io::Result<u8> {
    todo!("lee un byte de {stream:?}")
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
