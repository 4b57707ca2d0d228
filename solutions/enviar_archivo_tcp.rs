//! Solución de `enviar_archivo_tcp`: un fichero, su anuncio y su veredicto. El enunciado está en
//! `exercises/enviar_archivo_tcp.rs`.
//!
//! La idea: quien recibe sabe cuánto falta porque se le ha dicho delante, y quien envía sabe que ha llegado porque se lo
//! dicen detrás. El fichero se lee dos veces, una para sumarlo y otra para enviarlo, y nunca está entero en memoria.

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
    let (mut fichero, tamano, suma) =
        abrir(ruta).map_err(|error| format!("no puedo leer «{}» ({:?})", ruta.display(), error.kind()))?;
    let stream =
        conectar(direccion).map_err(|error| format!("no he podido conectar con {direccion} ({:?})", error.kind()))?;
    let nombre = ruta.file_name().unwrap_or_default().to_string_lossy();
    (&stream)
        .write_all(&anuncio(&nombre, tamano, suma))
        .and_then(|()| volcar(&mut fichero, tamano, &mut &stream))
        .map_err(|error| format!("no he podido enviarlo entero a {direccion} ({:?})", error.kind()))?;
    match veredicto(&stream) {
        Ok(GUARDADO) => Ok(()),
        Ok(otro) => Err(format!("{direccion} no lo ha guardado (ha contestado {otro})")),
        Err(error) => Err(format!("{direccion} no ha dicho si lo tiene ({:?})", error.kind())),
    }
}

/// Abre el fichero y lo recorre entero para saber cuánto mide y cuánto suma. Lo deja otra vez al principio.
fn abrir(ruta: &Path) -> io::Result<(File, u64, u32)> {
    let mut fichero = File::open(ruta)?;
    // Una carpeta también se puede abrir, y hasta tiene tamaño; lo que no tiene son bytes que enviar.
    if !fichero.metadata()?.is_file() {
        return Err(ErrorKind::IsADirectory.into());
    }
    let (mut tamano, mut suma, mut buffer) = (0, Suma::nueva(), vec![0; BUFFER]);
    loop {
        let leidos = fichero.read(&mut buffer)?;
        if leidos == 0 {
            break;
        }
        suma.anadir(&buffer[..leidos]);
        tamano += leidos as u64;
    }
    fichero.rewind()?;
    Ok((fichero, tamano, suma.valor()))
}

/// Conecta y pone los plazos: ninguna espera de este programa es eterna.
fn conectar(direccion: &str) -> io::Result<TcpStream> {
    let direccion: SocketAddr = direccion.parse().map_err(|_| ErrorKind::InvalidInput)?;
    let stream = TcpStream::connect_timeout(&direccion, PLAZO)?;
    stream.set_read_timeout(Some(PLAZO))?;
    stream.set_write_timeout(Some(PLAZO))?;
    Ok(stream)
}

/// Los bytes que van delante de los del fichero.
fn anuncio(nombre: &str, tamano: u64, suma: u32) -> Vec<u8> {
    let mut bytes = Vec::from(MAGIA);
    bytes.extend(tamano.to_be_bytes());
    bytes.extend(suma.to_be_bytes());
    // `len` cuenta bytes, no letras: es lo que ocupa el nombre en el cable.
    bytes.extend((nombre.len() as u16).to_be_bytes());
    bytes.extend(nombre.as_bytes());
    bytes
}

/// Copia exactamente los bytes anunciados, aunque el fichero haya crecido. Si ha menguado, es un error.
fn volcar(fichero: &mut impl Read, tamano: u64, destino: &mut impl Write) -> io::Result<()> {
    let mut buffer = vec![0; BUFFER];
    let mut faltan = tamano;
    while faltan > 0 {
        let tope = faltan.min(BUFFER as u64) as usize;
        let leidos = fichero.read(&mut buffer[..tope])?;
        if leidos == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        destino.write_all(&buffer[..leidos])?;
        faltan -= leidos as u64;
    }
    Ok(())
}

/// Que `write_all` vuelva bien dice que el sistema ha aceptado los bytes. Que están guardados lo dice este byte.
fn veredicto(mut stream: &TcpStream) -> io::Result<u8> {
    let mut byte = [0];
    stream.read_exact(&mut byte)?;
    Ok(byte[0])
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
