//! Solución de `recibir_archivo_tcp`: ficheros enteros y comprobados, o nada. El enunciado está en
//! `exercises/recibir_archivo_tcp.rs`.
//!
//! La idea: se escribe al lado, y solo cuando ha llegado todo y suma lo que tenía que sumar recibe su nombre, de golpe.
//! Así quien mire SALIDA ve siempre un fichero entero: el de antes o el nuevo.

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
    let listener = TcpListener::bind(direccion)?;
    println!("escuchando en {}", listener.local_addr()?);
    Ok(listener)
}

/// Recibe un fichero detrás de otro, sin terminar nunca.
fn servir(listener: &TcpListener, salida: &Path) {
    for stream in listener.incoming() {
        match stream.map_err(|error| cortado(error).que).and_then(|stream| atender(&stream, salida)) {
            Ok(guardado) => println!("{guardado}"),
            Err(fallo) => eprintln!("{fallo}"),
        }
    }
}

/// Una conexión, un fichero: lo recibe y contesta. Devuelve qué contar.
fn atender(mut stream: &TcpStream, salida: &Path) -> Result<String, String> {
    stream.set_read_timeout(Some(PLAZO)).map_err(|error| cortado(error).que)?;
    let recibido = recibir(&mut stream, salida);
    let veredicto = recibido.as_ref().map_or_else(|fallo| fallo.veredicto, |_| Some(GUARDADO));
    if let Some(veredicto) = veredicto {
        contestar(stream, veredicto);
    }
    recibido.map_err(|fallo| fallo.que)
}

/// Recibe, comprueba y guarda. Al volver con un fallo, el fichero a medias ya se ha borrado.
fn recibir(lector: &mut impl Read, salida: &Path) -> Result<String, Fallo> {
    let Anuncio { nombre, tamano, suma: anunciada } = leer_anuncio(lector)?;
    if tamano > TAMANO_MAXIMO {
        let que = format!("anuncian {tamano} bytes y el máximo es {TAMANO_MAXIMO}");
        return Err(Fallo { veredicto: Some(NO_GUARDADO), que });
    }
    let no_guardado = |error: io::Error| Fallo {
        veredicto: Some(NO_GUARDADO),
        que: format!("no puedo guardar en «{}» ({:?})", salida.display(), error.kind()),
    };
    let mut parcial = Parcial::nuevo(salida).map_err(no_guardado)?;
    let (mut suma, mut faltan, mut buffer) = (Suma::nueva(), tamano, vec![0; BUFFER]);
    while faltan > 0 {
        // Ni un byte más de los anunciados: lo que venga detrás no es del fichero.
        let tope = faltan.min(BUFFER as u64) as usize;
        let leidos = match lector.read(&mut buffer[..tope]) {
            Ok(0) => {
                let que = format!("han cerrado y faltaban {faltan} de {tamano} bytes");
                return Err(Fallo { veredicto: None, que });
            }
            Ok(leidos) => leidos,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(cortado(error)),
        };
        suma.anadir(&buffer[..leidos]);
        parcial.fichero.write_all(&buffer[..leidos]).map_err(no_guardado)?;
        faltan -= leidos as u64;
    }
    if suma.valor() != anunciada {
        let que = "han llegado todos los bytes, pero no suman lo anunciado".to_string();
        return Err(Fallo { veredicto: Some(SUMA_DISTINTA), que });
    }
    parcial.publicar(salida).map_err(no_guardado)?;
    Ok(format!("guardado: {tamano} bytes, que allí se llaman {nombre:?}"))
}

/// Lee el anuncio, y no da por buena ninguna longitud sin mirarla.
fn leer_anuncio(lector: &mut impl Read) -> Result<Anuncio, Fallo> {
    let (mut magia, mut tamano, mut suma, mut longitud) = ([0; 4], [0; 8], [0; 4], [0; 2]);
    lector.read_exact(&mut magia).map_err(cortado)?;
    if magia != MAGIA {
        return Err(Fallo { veredicto: None, que: "lo que llega no empieza por «FT1»".to_string() });
    }
    for campo in [&mut tamano[..], &mut suma, &mut longitud] {
        lector.read_exact(campo).map_err(cortado)?;
    }
    let longitud = usize::from(u16::from_be_bytes(longitud));
    if longitud > NOMBRE_MAXIMO {
        let que = format!("anuncian un nombre de {longitud} bytes y el máximo es {NOMBRE_MAXIMO}");
        return Err(Fallo { veredicto: None, que });
    }
    let mut nombre = vec![0; longitud];
    lector.read_exact(&mut nombre).map_err(cortado)?;
    let nombre = String::from_utf8_lossy(&nombre).into_owned();
    Ok(Anuncio { nombre, tamano: u64::from_be_bytes(tamano), suma: u32::from_be_bytes(suma) })
}

impl Parcial {
    /// Empieza uno al lado de `salida`: en la misma carpeta, para que después baste con cambiarle el nombre.
    fn nuevo(salida: &Path) -> io::Result<Self> {
        let nombre = salida.file_name().ok_or(ErrorKind::InvalidInput)?.to_string_lossy();
        let ruta = salida.with_file_name(format!(".{nombre}.parcial"));
        let fichero = File::create(&ruta)?;
        Ok(Self { ruta, fichero })
    }

    /// Le da su nombre definitivo, de golpe: `rename` sustituye lo que hubiera.
    fn publicar(self, salida: &Path) -> io::Result<()> {
        fs::rename(&self.ruta, salida)
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
fn contestar(mut stream: &TcpStream, veredicto: u8) {
    let hasta = Instant::now() + PLAZO;
    let mut dicho = stream.write_all(&[veredicto]).and_then(|()| stream.shutdown(Shutdown::Write)).is_ok();
    while dicho && Instant::now() < hasta {
        dicho = match stream.read(&mut [0; 4096]) {
            Ok(leidos) => leidos > 0,
            Err(error) => error.kind() == ErrorKind::Interrupted,
        };
    }
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
