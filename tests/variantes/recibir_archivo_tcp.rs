//! Variantes de `recibir_archivo_tcp`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::{Path, PathBuf};
use std::process::exit;
use std::thread;
use std::time::Duration;

use crate::crc32::sumar;
use crate::red::{en_puerto_fijo, en_todas, fichero, servir, servir_hasta_el_primer_error};
use crate::reto::{Reto, Variante, bien, en, mal};

pub const RETO: Reto = Reto { nombre: "recibir_archivo_tcp", variantes: VARIANTES };

const VARIANTES: &[Variante] = &[
    mal("guarda_directo", "R49", |direccion| con(direccion, Receptor { directo: true, ..RECEPTOR })),
    mal("guarda_y_deja_el_parcial", "R49", |direccion| con(direccion, Receptor { deja_el_parcial: true, ..RECEPTOR })),
    mal("guarda_borra_y_renombra", "R49", |direccion| {
        con(direccion, Receptor { publicar: Publicar::BorraYRenombra, ..RECEPTOR })
    })
    .solo_en_linux(),
    mal("guarda_copia_encima", "R49", |direccion| {
        con(direccion, Receptor { publicar: Publicar::CopiaEncima, ..RECEPTOR })
    })
    .solo_en_linux(),
    mal("guarda_nombre_de_254", "R21", |direccion| con(direccion, Receptor { nombre_maximo: 254, ..RECEPTOR })),
    mal("guarda_usa_el_nombre", "R50", |direccion| con(direccion, Receptor { usa_el_nombre: true, ..RECEPTOR })),
    mal("guarda_limpia_el_nombre", "R50", |direccion| con(direccion, Receptor { limpia_el_nombre: true, ..RECEPTOR })),
    mal("guarda_no_suma", "R28", |direccion| con(direccion, Receptor { no_suma: true, ..RECEPTOR })),
    mal("guarda_no_cuenta", "R28", |direccion| con(direccion, Receptor { no_cuenta: true, ..RECEPTOR })),
    mal("guarda_hasta_end", "R23", |direccion| con(direccion, Receptor { hasta_end: true, ..RECEPTOR })),
    mal("guarda_hasta_el_cierre", "R06", |direccion| {
        con(direccion, Receptor { hasta_el_cierre: true, sin_plazo: true, ..RECEPTOR })
    }),
    mal("guarda_una_lectura", "R01", |direccion| con(direccion, Receptor { una_lectura: true, ..RECEPTOR })),
    mal("guarda_anuncio_de_una", "R01", |direccion| con(direccion, Receptor { anuncio_de_una: true, ..RECEPTOR })),
    mal("guarda_en_memoria", "R25", |direccion| con(direccion, Receptor { en_memoria: true, ..RECEPTOR }))
        .solo_en_linux(),
    mal("guarda_reserva_antes", "R13", |direccion| con(direccion, Receptor { reserva_antes: true, ..RECEPTOR })),
    mal("guarda_sin_maximo", "R13", |direccion| con(direccion, Receptor { sin_maximo: true, ..RECEPTOR })),
    mal("guarda_al_reves", "R12", |direccion| con(direccion, Receptor { al_reves: true, ..RECEPTOR })),
    mal("guarda_sin_plazo", "R31", |direccion| con(direccion, Receptor { sin_plazo: true, ..RECEPTOR })),
    mal("guarda_plazo_corto", "R31", |direccion| con(direccion, Receptor { plazo_corto: true, ..RECEPTOR })),
    mal("guarda_sin_veredicto", "R07", |direccion| con(direccion, Receptor { sin_veredicto: true, ..RECEPTOR })),
    mal("guarda_veredicto_en_letra", "R21", |direccion| {
        con(direccion, Receptor { veredicto_en_letra: true, ..RECEPTOR })
    }),
    mal("guarda_contesta_a_medias", "R22", |direccion| {
        con(direccion, Receptor { contesta_a_medias: true, ..RECEPTOR })
    }),
    mal("guarda_panico", "R19", |direccion| con(direccion, Receptor { panico: true, ..RECEPTOR })),
    mal("guarda_callado", "R27", |direccion| con(direccion, Receptor { callado: true, ..RECEPTOR })),
    mal("guarda_anade", "R21", |direccion| con(direccion, Receptor { anade: true, directo: true, ..RECEPTOR })),
    mal("guarda_lo_que_sobra", "R22", |direccion| con(direccion, Receptor { guarda_lo_que_sobra: true, ..RECEPTOR })),
    mal("guarda_interrogante", "R11", interrogante),
    mal("guarda_uno", "R17", uno),
    mal("guarda_en_todas", "R16", |direccion| en_todas(direccion, |direccion| con(direccion, RECEPTOR)))
        .solo_en_linux(),
    mal("guarda_puerto_fijo", "R16", |direccion| en_puerto_fijo(direccion, |direccion| con(direccion, RECEPTOR))),
    // Correctas, aunque raras.
    bien("guarda_bufer_pequeno", |direccion| con(direccion, Receptor { bufer: 700, ..RECEPTOR })),
    bien("guarda_bufer_de_un_mega", |direccion| con(direccion, Receptor { bufer: 1 << 20, ..RECEPTOR })),
    bien("guarda_parcial_aparte", |direccion| con(direccion, Receptor { parcial_aparte: true, ..RECEPTOR })),
    bien("guarda_con_hilos", con_hilos),
    en("recibir.py"),
];

const PLAZO: Duration = Duration::from_secs(2);
const TAMANO_MAXIMO: u64 = 1 << 30;

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
    publicar: Publicar,
    nombre_maximo: usize,
    // Raras, pero correctas.
    parcial_aparte: bool,
}

/// Cómo llega a SALIDA lo que se ha comprobado aparte.
#[derive(Clone, Copy, PartialEq)]
enum Publicar {
    DeUnaVez,
    BorraYRenombra,
    CopiaEncima,
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
    publicar: Publicar::DeUnaVez,
    nombre_maximo: 255,
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
    if longitud > rareza.nombre_maximo && !rareza.sin_maximo {
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
        let publicado = match rareza.publicar {
            Publicar::CopiaEncima => fs::copy(&provisional.0, &salida).map(drop),
            publicar => fs::copy(&provisional.0, &aqui.0).and_then(|_| {
                if publicar == Publicar::BorraYRenombra {
                    let _ = fs::remove_file(&salida);
                }
                fs::rename(&aqui.0, &salida)
            }),
        };
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

fn con(direccion: &str, rareza: Receptor) {
    let salida = fichero();
    servir(direccion, |s| atender(s, &salida, rareza));
}

fn interrogante(direccion: &str) {
    let salida = fichero();
    servir_hasta_el_primer_error(direccion, |s| atender(s, &salida, RECEPTOR));
}

fn uno(direccion: &str) {
    let salida = fichero();
    servir(direccion, |s| {
        let atendido = atender(s, &salida, RECEPTOR);
        exit(i32::from(atendido.is_err()))
    });
}

fn con_hilos(direccion: &str) {
    let salida = fichero();
    servir(direccion, |s| {
        let salida = salida.clone();
        thread::spawn(move || {
            if let Err(error) = atender(s, &salida, RECEPTOR) {
                eprintln!("un emisor se ha ido a medias ({error})");
            }
        });
        Ok(())
    });
}
