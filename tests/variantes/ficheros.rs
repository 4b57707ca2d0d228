//! Variantes de `enviar_archivo_tcp` y de `recibir_archivo_tcp`. Su segundo argumento es el fichero.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::exit;
use std::time::Duration;

use crate::{servir, servir_hasta_el_primer_error};

const PLAZO: Duration = Duration::from_secs(2);
const TAMANO_MAXIMO: u64 = 1 << 30;

/// El CRC-32, bit a bit pero de un byte en un byte: la tabla se calcula al compilar.
const TABLA: [u32; 256] = {
    let mut tabla = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let (mut resto, mut bit) = (byte as u32, 0);
        while bit < 8 {
            resto = if resto & 1 == 1 { (resto >> 1) ^ 0xedb8_8320 } else { resto >> 1 };
            bit += 1;
        }
        tabla[byte] = resto;
        byte += 1;
    }
    tabla
};

fn sumar(suma: u32, bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!suma, |suma, byte| (suma >> 8) ^ TABLA[usize::from(suma as u8 ^ byte)])
}

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
    plazo_corto: bool,
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
    plazo_corto: false,
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
    let stream = TcpStream::connect_timeout(&direccion, PLAZO)?;
    let plazo = if rareza.plazo_corto { Duration::from_secs(1) } else { PLAZO };
    stream.set_read_timeout((!rareza.sin_plazo).then_some(plazo))?;
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
            std::thread::park();
        }
    }
    // Un búfer que empieza a cero parece un veredicto bueno, aunque no haya llegado ninguno.
    if leidos == 0 && !rareza.cualquier_final {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    if byte == [0] { Ok(()) } else { Err(ErrorKind::Other.into()) }
}

/// En qué se aparta un receptor de lo que pide el enunciado.
#[derive(Clone, Copy)]
struct Receptor {
    directo: bool,
    deja_el_parcial: bool,
    usa_el_nombre: bool,
    limpia_el_nombre: bool,
    no_suma: bool,
    no_cuenta: bool,
    hasta_end: bool,
    hasta_el_cierre: bool,
    una_lectura: bool,
    anuncio_de_una: bool,
    en_memoria: bool,
    reserva_antes: bool,
    sin_maximo: bool,
    al_reves: bool,
    sin_plazo: bool,
    plazo_corto: bool,
    sin_veredicto: bool,
    veredicto_en_letra: bool,
    contesta_a_medias: bool,
    panico: bool,
    callado: bool,
    anade: bool,
    guarda_lo_que_sobra: bool,
    bufer: usize,
    // Raras, pero correctas.
    parcial_aparte: bool,
}

const RECEPTOR: Receptor = Receptor {
    directo: false,
    deja_el_parcial: false,
    usa_el_nombre: false,
    limpia_el_nombre: false,
    no_suma: false,
    no_cuenta: false,
    hasta_end: false,
    hasta_el_cierre: false,
    una_lectura: false,
    anuncio_de_una: false,
    en_memoria: false,
    reserva_antes: false,
    sin_maximo: false,
    al_reves: false,
    sin_plazo: false,
    plazo_corto: false,
    sin_veredicto: false,
    veredicto_en_letra: false,
    contesta_a_medias: false,
    panico: false,
    callado: false,
    anade: false,
    guarda_lo_que_sobra: false,
    bufer: 64 * 1024,
    parcial_aparte: false,
};

/// Se borra al soltarlo.
struct Provisional(PathBuf, bool);

impl Drop for Provisional {
    fn drop(&mut self) {
        if self.1 {
            let _ = fs::remove_file(&self.0);
        }
    }
}

fn atender(mut s: TcpStream, salida: &Path, rareza: Receptor) -> io::Result<()> {
    let plazo = if rareza.plazo_corto { Duration::from_secs(1) } else { PLAZO };
    s.set_read_timeout((!rareza.sin_plazo).then_some(plazo))?;
    match recibir(&mut s, salida, rareza) {
        Ok(veredicto) => {
            if veredicto != 0 && !rareza.callado {
                eprintln!("no lo guardo ({veredicto})");
            }
            if rareza.sin_veredicto {
                return Ok(());
            }
            let byte = if rareza.veredicto_en_letra { b'0' + veredicto } else { veredicto };
            s.write_all(&[byte])?;
            s.shutdown(Shutdown::Write)?;
            // Lo que aún llegue se tira: cerrar con bytes sin leer es cortar.
            while s.read(&mut [0; 4096]).is_ok_and(|leidos| leidos > 0) {}
            Ok(())
        }
        Err(error) if rareza.contesta_a_medias => s.write_all(&[2]).and(Err(error)),
        Err(_) if rareza.callado => Ok(()),
        Err(error) => Err(error),
    }
}

fn recibir(s: &mut TcpStream, salida: &Path, rareza: Receptor) -> io::Result<u8> {
    let mut cabecera = [0; 18];
    if rareza.anuncio_de_una {
        let leidos = s.read(&mut cabecera)?;
        if leidos < 18 {
            return Err(ErrorKind::InvalidData.into());
        }
    } else {
        s.read_exact(&mut cabecera[..4])?;
        if cabecera[..4] != *b"FT1\n" {
            return Err(ErrorKind::InvalidData.into());
        }
        s.read_exact(&mut cabecera[4..])?;
    }
    let [_, _, _, _, tamano @ .., s0, s1, s2, s3, n0, n1] = cabecera;
    let tamano = if rareza.al_reves { u64::from_le_bytes(tamano) } else { u64::from_be_bytes(tamano) };
    let longitud = usize::from(u16::from_be_bytes([n0, n1]));
    if longitud > 255 && !rareza.sin_maximo {
        return Err(ErrorKind::InvalidData.into());
    }
    let mut nombre = vec![0; longitud];
    s.read_exact(&mut nombre)?;
    if rareza.reserva_antes {
        let reserva: Vec<u8> = Vec::with_capacity(tamano as usize);
        drop(std::hint::black_box(reserva));
    }
    if tamano > TAMANO_MAXIMO && !rareza.sin_maximo {
        return Ok(2);
    }
    let nombre = String::from_utf8_lossy(&nombre).into_owned();
    let salida = if rareza.usa_el_nombre {
        PathBuf::from(&nombre)
    } else if rareza.limpia_el_nombre {
        salida.with_file_name(Path::new(&nombre).file_name().unwrap_or_default())
    } else {
        salida.to_path_buf()
    };
    let parcial = match rareza {
        Receptor { directo: true, .. } => salida.clone(),
        Receptor { parcial_aparte: true, .. } => {
            std::env::temp_dir().join(format!("variantes-{}.parcial", std::process::id()))
        }
        _ => salida.with_extension("parcial"),
    };
    let abierto =
        if rareza.anade { OpenOptions::new().append(true).create(true).open(&parcial) } else { File::create(&parcial) };
    let abierto = if rareza.panico { Ok(abierto.unwrap()) } else { abierto };
    let Ok(fichero) = abierto else { return Ok(2) };
    let provisional = Provisional(parcial, !rareza.directo && !rareza.deja_el_parcial && !rareza.anade);
    let (llegado, suma) = volcar(s, fichero, tamano, rareza)?;
    if llegado < tamano && !rareza.no_cuenta && !rareza.hasta_end {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    if suma != u32::from_be_bytes([s0, s1, s2, s3]) && !rareza.no_suma && !rareza.no_cuenta && !rareza.hasta_end {
        return Ok(1);
    }
    if !rareza.directo {
        // Una copia en la misma carpeta y un cambio de nombre: quien venga de otro disco no puede hacerlo de otro modo.
        let aqui = Provisional(salida.with_extension("aqui"), true);
        let publicado = fs::copy(&provisional.0, &aqui.0).and_then(|_| fs::rename(&aqui.0, &salida));
        if publicado.is_err() {
            return Ok(2);
        }
        if rareza.deja_el_parcial {
            fs::remove_file(&provisional.0)?;
        }
    }
    Ok(0)
}

fn volcar(s: &mut TcpStream, mut fichero: File, tamano: u64, rareza: Receptor) -> io::Result<(u64, u32)> {
    let (mut llegado, mut suma, mut buffer) = (0, 0, vec![0; rareza.bufer]);
    let mut todo = Vec::new();
    while llegado < tamano || rareza.hasta_el_cierre {
        let tope = (tamano.saturating_sub(llegado)).min(rareza.bufer as u64) as usize;
        let tope = if rareza.hasta_el_cierre || rareza.guarda_lo_que_sobra { rareza.bufer } else { tope };
        let leidos = s.read(&mut buffer[..tope])?;
        let trozo = &buffer[..leidos];
        if leidos == 0 {
            break;
        }
        suma = sumar(suma, &trozo[..leidos.min((tamano.saturating_sub(llegado)) as usize)]);
        llegado += leidos as u64;
        let fin = trozo.windows(3).position(|tres| tres == b"END").filter(|_| rareza.hasta_end);
        let trozo = &trozo[..fin.unwrap_or(leidos)];
        if rareza.en_memoria {
            todo.extend_from_slice(trozo);
        } else {
            fichero.write_all(trozo)?;
        }
        if rareza.una_lectura || fin.is_some() {
            break;
        }
    }
    fichero.write_all(&todo)?;
    Ok((llegado, suma))
}

pub fn jugar(nombre: &str, direccion: &str) -> bool {
    let emisor = match nombre {
        "envia_en_letras" => Emisor { en_letras: true, ..EMISOR },
        "envia_tamano_al_reves" => Emisor { tamano_al_reves: true, ..EMISOR },
        "envia_suma_al_reves" => Emisor { suma_al_reves: true, ..EMISOR },
        "envia_ruta_entera" => Emisor { ruta_entera: true, ..EMISOR },
        "envia_suma_cero" => Emisor { suma_cero: true, ..EMISOR },
        "envia_sin_magia" => Emisor { sin_magia: true, ..EMISOR },
        "envia_de_memoria" => Emisor { en_memoria: true, ..EMISOR },
        "envia_como_texto" => Emisor { como_texto: true, ..EMISOR },
        "envia_sin_insistir" => Emisor { sin_insistir: true, ..EMISOR },
        "envia_bufer_entero" => Emisor { bufer_entero: true, bufer: 4096, ..EMISOR },
        "envia_con_end" => Emisor { con_end: true, ..EMISOR },
        "envia_no_espera" => Emisor { no_espera: true, ..EMISOR },
        "envia_no_mira" => Emisor { no_mira: true, ..EMISOR },
        "envia_cualquier_final" => Emisor { cualquier_final: true, ..EMISOR },
        "envia_sin_plazo" => Emisor { sin_plazo: true, ..EMISOR },
        "envia_plazo_corto" => Emisor { plazo_corto: true, ..EMISOR },
        "envia_panico" => Emisor { panico: true, ..EMISOR },
        "envia_dos_lineas" => Emisor { dos_lineas: true, ..EMISOR },
        "envia_otro_codigo" => Emisor { otro_codigo: true, ..EMISOR },
        "envia_no_acaba" => Emisor { no_acaba: true, ..EMISOR },
        "envia_carpetas" => Emisor { carpeta_tambien: true, ..EMISOR },
        "envia_espera_el_cierre" => Emisor { espera_el_cierre: true, ..EMISOR },
        // Correctas, aunque raras.
        "envia_por_campos" => Emisor { por_campos: true, bufer: 700, ..EMISOR },
        "envia_con_copy" => Emisor { con_copy: true, ..EMISOR },
        "envia_cierra_su_lado" => Emisor { cierra_su_lado: true, ..EMISOR },
        "envia_bufer_de_un_mega" => Emisor { bufer: 1 << 20, ..EMISOR },
        _ => return jugar_receptor(nombre, direccion),
    };
    let Some(ruta) = std::env::args_os().nth(3) else {
        eprintln!("uso: variantes {nombre} IP:PUERTO FICHERO");
        exit(2)
    };
    if let Err(error) = enviar(direccion, Path::new(&ruta), emisor) {
        eprintln!("error: {error}");
        if emisor.dos_lineas {
            eprintln!("lo siento mucho");
        }
        exit(if emisor.otro_codigo { 3 } else { 1 });
    }
    true
}

fn jugar_receptor(nombre: &str, direccion: &str) -> bool {
    let rareza = match nombre {
        "guarda_directo" => Receptor { directo: true, ..RECEPTOR },
        "guarda_y_deja_el_parcial" => Receptor { deja_el_parcial: true, ..RECEPTOR },
        "guarda_usa_el_nombre" => Receptor { usa_el_nombre: true, ..RECEPTOR },
        "guarda_limpia_el_nombre" => Receptor { limpia_el_nombre: true, ..RECEPTOR },
        "guarda_no_suma" => Receptor { no_suma: true, ..RECEPTOR },
        "guarda_no_cuenta" => Receptor { no_cuenta: true, ..RECEPTOR },
        "guarda_hasta_end" => Receptor { hasta_end: true, ..RECEPTOR },
        "guarda_hasta_el_cierre" => Receptor { hasta_el_cierre: true, sin_plazo: true, ..RECEPTOR },
        "guarda_una_lectura" => Receptor { una_lectura: true, ..RECEPTOR },
        "guarda_anuncio_de_una" => Receptor { anuncio_de_una: true, ..RECEPTOR },
        "guarda_en_memoria" => Receptor { en_memoria: true, ..RECEPTOR },
        "guarda_reserva_antes" => Receptor { reserva_antes: true, ..RECEPTOR },
        "guarda_sin_maximo" => Receptor { sin_maximo: true, ..RECEPTOR },
        "guarda_al_reves" => Receptor { al_reves: true, ..RECEPTOR },
        "guarda_sin_plazo" => Receptor { sin_plazo: true, ..RECEPTOR },
        "guarda_plazo_corto" => Receptor { plazo_corto: true, ..RECEPTOR },
        "guarda_sin_veredicto" => Receptor { sin_veredicto: true, ..RECEPTOR },
        "guarda_veredicto_en_letra" => Receptor { veredicto_en_letra: true, ..RECEPTOR },
        "guarda_contesta_a_medias" => Receptor { contesta_a_medias: true, ..RECEPTOR },
        "guarda_panico" => Receptor { panico: true, ..RECEPTOR },
        "guarda_callado" => Receptor { callado: true, ..RECEPTOR },
        "guarda_anade" => Receptor { anade: true, directo: true, ..RECEPTOR },
        "guarda_lo_que_sobra" => Receptor { guarda_lo_que_sobra: true, ..RECEPTOR },
        "guarda_interrogante" | "guarda_uno" => RECEPTOR,
        // Correctas, aunque raras.
        "guarda_bufer_pequeno" => Receptor { bufer: 700, ..RECEPTOR },
        "guarda_bufer_de_un_mega" => Receptor { bufer: 1 << 20, ..RECEPTOR },
        "guarda_parcial_aparte" => Receptor { parcial_aparte: true, ..RECEPTOR },
        "guarda_con_hilos" => RECEPTOR,
        _ => return false,
    };
    let Some(salida) = std::env::args_os().nth(3).map(PathBuf::from) else {
        eprintln!("uso: variantes {nombre} IP:PUERTO SALIDA");
        exit(2)
    };
    match nombre {
        "guarda_interrogante" => servir_hasta_el_primer_error(direccion, |s| atender(s, &salida, rareza)),
        "guarda_uno" => servir(direccion, |s| {
            let atendido = atender(s, &salida, rareza);
            exit(i32::from(atendido.is_err()))
        }),
        "guarda_con_hilos" => servir(direccion, |s| {
            let salida = salida.clone();
            std::thread::spawn(move || {
                if let Err(error) = atender(s, &salida, rareza) {
                    eprintln!("un emisor se ha ido a medias ({error})");
                }
            });
            Ok(())
        }),
        _ => servir(direccion, |s| atender(s, &salida, rareza)),
    }
}
