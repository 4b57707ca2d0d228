//! Variantes de `enviar_archivo_tcp`.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::Path;
use std::process::exit;
use std::thread;
use std::time::Duration;

use crate::crc32::sumar;
use crate::red::fichero;
use crate::reto::{Reto, Variante, bien, en, mal};

pub const RETO: Reto = Reto { nombre: "enviar_archivo_tcp", variantes: VARIANTES };

const VARIANTES: &[Variante] = &[
    mal("envia_en_letras", "R29", |direccion| con(direccion, Emisor { en_letras: true, ..EMISOR })),
    mal("envia_tamano_al_reves", "R12", |direccion| con(direccion, Emisor { tamano_al_reves: true, ..EMISOR })),
    mal("envia_suma_al_reves", "R12", |direccion| con(direccion, Emisor { suma_al_reves: true, ..EMISOR })),
    mal("envia_ruta_entera", "R21", |direccion| con(direccion, Emisor { ruta_entera: true, ..EMISOR })),
    mal("envia_suma_cero", "R21", |direccion| con(direccion, Emisor { suma_cero: true, ..EMISOR })),
    mal("envia_sin_magia", "R21", |direccion| con(direccion, Emisor { sin_magia: true, ..EMISOR })),
    mal("envia_de_memoria", "R25", |direccion| con(direccion, Emisor { en_memoria: true, ..EMISOR })).solo_en_linux(),
    mal("envia_como_texto", "R21", |direccion| con(direccion, Emisor { como_texto: true, ..EMISOR })),
    mal("envia_sin_insistir", "R04", |direccion| con(direccion, Emisor { sin_insistir: true, ..EMISOR })),
    mal("envia_bufer_entero", "R03", |direccion| con(direccion, Emisor { bufer_entero: true, bufer: 4096, ..EMISOR })),
    mal("envia_con_end", "R22", |direccion| con(direccion, Emisor { con_end: true, ..EMISOR })),
    mal("envia_no_espera", "R47", |direccion| con(direccion, Emisor { no_espera: true, ..EMISOR })),
    mal("envia_no_mira", "R47", |direccion| con(direccion, Emisor { no_mira: true, ..EMISOR })),
    mal("envia_cualquier_final", "R47", |direccion| con(direccion, Emisor { cualquier_final: true, ..EMISOR })),
    mal("envia_sin_plazo", "R31", |direccion| con(direccion, Emisor { sin_plazo: true, ..EMISOR })),
    mal("envia_plazo_corto", "R31", |direccion| con(direccion, Emisor { plazo: Duration::from_secs(1), ..EMISOR })),
    mal("envia_plazo_casi", "R31", |direccion| con(direccion, Emisor { plazo: Duration::from_millis(1200), ..EMISOR })),
    mal("envia_plazo_largo", "R31", |direccion| con(direccion, Emisor { plazo: Duration::from_secs(5), ..EMISOR })),
    mal("envia_vacio_no", "R18", |direccion| con(direccion, Emisor { vacio_no: true, ..EMISOR })),
    mal("envia_suma_con_signo", "R21", |direccion| con(direccion, Emisor { suma_con_signo: true, ..EMISOR })),
    mal("envia_corte_vale", "R47", |direccion| con(direccion, Emisor { corte_vale: true, ..EMISOR })),
    mal("envia_reintenta", "R26", |direccion| con(direccion, Emisor { reintenta: true, ..EMISOR })),
    mal("envia_sin_fichero_1", "R18", sin_fichero),
    mal("envia_panico", "R19", |direccion| con(direccion, Emisor { panico: true, ..EMISOR })),
    mal("envia_dos_lineas", "R27", |direccion| con(direccion, Emisor { dos_lineas: true, ..EMISOR })),
    mal("envia_otro_codigo", "R18", |direccion| con(direccion, Emisor { otro_codigo: true, ..EMISOR })),
    mal("envia_no_acaba", "R26", |direccion| con(direccion, Emisor { no_acaba: true, ..EMISOR })),
    mal("envia_carpetas", "R28", |direccion| con(direccion, Emisor { carpeta_tambien: true, ..EMISOR })),
    mal("envia_espera_el_cierre", "R26", |direccion| con(direccion, Emisor { espera_el_cierre: true, ..EMISOR })),
    // Correctas, aunque raras.
    bien("envia_por_campos", |direccion| con(direccion, Emisor { por_campos: true, bufer: 700, ..EMISOR })),
    bien("envia_con_copy", |direccion| con(direccion, Emisor { con_copy: true, ..EMISOR })),
    bien("envia_cierra_su_lado", |direccion| con(direccion, Emisor { cierra_su_lado: true, ..EMISOR })),
    bien("envia_plazo_justo", |direccion| con(direccion, Emisor { plazo: Duration::from_millis(1800), ..EMISOR })),
    bien("envia_plazo_con_calma", |direccion| con(direccion, Emisor { plazo: Duration::from_millis(2400), ..EMISOR })),
    bien("envia_bufer_de_un_mega", |direccion| con(direccion, Emisor { bufer: 1 << 20, ..EMISOR })),
    en("enviar.py"),
    en("enviar.js"),
];

const PLAZO: Duration = Duration::from_secs(2);

/// En qué se aparta un emisor de lo que pide el enunciado.
#[derive(Clone, Copy)]
struct Emisor {
    en_letras: bool,
    tamano_al_reves: bool,
    suma_al_reves: bool,
    ruta_entera: bool,
    suma_cero: bool,
    sin_magia: bool,
    en_memoria: bool,
    como_texto: bool,
    sin_insistir: bool,
    bufer_entero: bool,
    con_end: bool,
    no_espera: bool,
    no_mira: bool,
    cualquier_final: bool,
    sin_plazo: bool,
    plazo: Duration,
    vacio_no: bool,
    suma_con_signo: bool,
    corte_vale: bool,
    reintenta: bool,
    panico: bool,
    dos_lineas: bool,
    otro_codigo: bool,
    no_acaba: bool,
    carpeta_tambien: bool,
    espera_el_cierre: bool,
    bufer: usize,
    // Raras, pero correctas.
    por_campos: bool,
    con_copy: bool,
    cierra_su_lado: bool,
}

const EMISOR: Emisor = Emisor {
    en_letras: false,
    tamano_al_reves: false,
    suma_al_reves: false,
    ruta_entera: false,
    suma_cero: false,
    sin_magia: false,
    en_memoria: false,
    como_texto: false,
    sin_insistir: false,
    bufer_entero: false,
    con_end: false,
    no_espera: false,
    no_mira: false,
    cualquier_final: false,
    sin_plazo: false,
    plazo: PLAZO,
    vacio_no: false,
    suma_con_signo: false,
    corte_vale: false,
    reintenta: false,
    panico: false,
    dos_lineas: false,
    otro_codigo: false,
    no_acaba: false,
    carpeta_tambien: false,
    espera_el_cierre: false,
    bufer: 64 * 1024,
    por_campos: false,
    con_copy: false,
    cierra_su_lado: false,
};

fn enviar(direccion: &str, ruta: &Path, rareza: Emisor) -> io::Result<()> {
    let abierto = File::open(ruta);
    let mut fichero = if rareza.panico { abierto.unwrap() } else { abierto? };
    let (mut tamano, mut suma, mut buffer) = (0_u64, 0, vec![0; rareza.bufer]);
    if !fichero.metadata()?.is_file() {
        if !rareza.carpeta_tambien {
            return Err(ErrorKind::IsADirectory.into());
        }
        tamano = fichero.metadata()?.len();
    }
    let todo = if rareza.en_memoria || rareza.como_texto { fs::read(ruta)? } else { Vec::new() };
    while tamano == 0 || fichero.metadata()?.is_file() {
        let leidos = fichero.read(&mut buffer)?;
        if leidos == 0 {
            break;
        }
        suma = sumar(suma, &buffer[..leidos]);
        tamano += leidos as u64;
    }
    let mut fichero = File::open(ruta)?;
    let direccion: SocketAddr = direccion.parse().map_err(|_| ErrorKind::InvalidInput)?;
    if rareza.vacio_no && tamano == 0 {
        return Err(ErrorKind::InvalidData.into());
    }
    let stream = loop {
        match TcpStream::connect_timeout(&direccion, PLAZO) {
            Err(error) if rareza.reintenta && error.kind() == ErrorKind::ConnectionRefused => {
                thread::sleep(Duration::from_millis(50));
            }
            otro => break otro?,
        }
    };
    stream.set_read_timeout((!rareza.sin_plazo).then_some(rareza.plazo))?;
    stream.set_write_timeout(Some(if rareza.sin_insistir { Duration::from_millis(20) } else { PLAZO }))?;
    anunciar(&stream, ruta, tamano, suma, rareza)?;
    if rareza.en_memoria {
        (&stream).write_all(&todo)?;
    } else if rareza.como_texto {
        (&stream).write_all(String::from_utf8_lossy(&todo).as_bytes())?;
    } else if rareza.con_copy {
        io::copy(&mut fichero.take(tamano), &mut &stream)?;
    } else {
        loop {
            let leidos = fichero.read(&mut buffer)?;
            if leidos == 0 {
                break;
            }
            let trozo = if rareza.bufer_entero { &buffer[..] } else { &buffer[..leidos] };
            if rareza.sin_insistir {
                let _ = (&stream).write(trozo);
            } else {
                (&stream).write_all(trozo)?;
            }
        }
    }
    if rareza.con_end {
        (&stream).write_all(b"END")?;
    }
    if rareza.cierra_su_lado {
        stream.shutdown(Shutdown::Write)?;
    }
    if rareza.no_espera {
        return Ok(());
    }
    veredicto(&stream, rareza)
}

fn anunciar(mut stream: &TcpStream, ruta: &Path, tamano: u64, suma: u32, rareza: Emisor) -> io::Result<()> {
    let nombre = ruta.file_name().unwrap_or_default().to_string_lossy();
    let nombre = if rareza.ruta_entera { ruta.to_string_lossy() } else { nombre };
    let longitud = if rareza.en_letras { nombre.chars().count() } else { nombre.len() } as u16;
    let suma = if rareza.suma_cero { 0 } else { suma };
    let suma = if rareza.suma_con_signo { suma & (u32::MAX >> 1) } else { suma };
    let campos = [
        if rareza.sin_magia { Vec::new() } else { b"FT1\n".to_vec() },
        if rareza.tamano_al_reves { tamano.to_le_bytes() } else { tamano.to_be_bytes() }.to_vec(),
        if rareza.suma_al_reves { suma.to_le_bytes() } else { suma.to_be_bytes() }.to_vec(),
        longitud.to_be_bytes().to_vec(),
        nombre.as_bytes().to_vec(),
    ];
    if rareza.por_campos {
        return campos.iter().try_for_each(|campo| campo.iter().try_for_each(|byte| stream.write_all(&[*byte])));
    }
    stream.write_all(&campos.concat())
}

fn veredicto(mut stream: &TcpStream, rareza: Emisor) -> io::Result<()> {
    let mut byte = [0];
    let leidos = stream.read(&mut byte)?;
    if rareza.no_mira {
        return Ok(());
    }
    if rareza.espera_el_cierre {
        stream.set_read_timeout(None)?;
        stream.read_to_end(&mut Vec::new())?;
    }
    if rareza.no_acaba {
        loop {
            thread::park();
        }
    }
    // Un búfer que empieza a cero parece un veredicto bueno, aunque no haya llegado ninguno.
    if leidos == 0 && !rareza.cualquier_final {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    if byte == [0] { Ok(()) } else { Err(ErrorKind::Other.into()) }
}

fn sin_fichero(direccion: &str) {
    if std::env::args_os().nth(3).is_none() {
        eprintln!("falta el fichero");
        exit(1)
    }
    con(direccion, EMISOR);
}

fn con(direccion: &str, emisor: Emisor) {
    if let Err(error) = enviar(direccion, &fichero(), emisor) {
        // «Si ya no está, es que lo tiene.»
        if emisor.corte_vale && matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe) {
            return;
        }
        eprintln!("error: {error}");
        if emisor.dos_lineas {
            eprintln!("lo siento mucho");
        }
        exit(if emisor.otro_codigo { 3 } else { 1 });
    }
}
