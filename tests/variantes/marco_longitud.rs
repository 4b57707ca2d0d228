//! Variantes de `marco_longitud`.

use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;

use crate::red::{
    en_un_hijo, por_ipv6, servir, servir_a_unos, servir_con_hilos, servir_hasta_el_primer_error, servir_sin_cola,
};
use crate::reto::{Reto, Variante, bien, en, mal};

pub const RETO: Reto = Reto { nombre: "marco_longitud", variantes: VARIANTES };

const VARIANTES: &[Variante] = &[
    mal("marco_al_reves", "R12", |direccion| {
        con(direccion, Rareza { lee_al_reves: true, escribe_al_reves: true, ..NADA })
    }),
    mal("marco_lee_al_reves", "R12", |direccion| con(direccion, Rareza { lee_al_reves: true, ..NADA })),
    mal("marco_escribe_al_reves", "R12", |direccion| con(direccion, Rareza { escribe_al_reves: true, ..NADA })),
    mal("marco_reserva_antes", "R13", |direccion| con(direccion, Rareza { reserva_antes: true, ..NADA }))
        .solo_en_linux(),
    mal("marco_sin_limite", "R13", |direccion| con(direccion, Rareza { sin_limite: true, ..NADA })),
    mal("marco_contesta_a_medias", "R22", |direccion| con(direccion, Rareza { contesta_a_medias: true, ..NADA })),
    mal("marco_callado", "R27", |direccion| con(direccion, Rareza { callado: true, ..NADA })),
    mal("marco_sin_cabecera", "R21", |direccion| con(direccion, Rareza { sin_cabecera: true, ..NADA })),
    mal("marco_cuenta_la_cabecera", "R21", |direccion| con(direccion, Rareza { cuenta_la_cabecera: true, ..NADA })),
    mal("marco_sin_dar_la_vuelta", "R21", |direccion| con(direccion, Rareza { sin_dar_la_vuelta: true, ..NADA })),
    mal("marco_bufer_fijo", "R19", |direccion| con(direccion, Rareza { bufer_fijo: true, ..NADA })),
    mal("marco_cabecera_de_una", "R01", |direccion| con(direccion, Rareza { cabecera_de_una_lectura: true, ..NADA })),
    mal("marco_cuerpo_de_una", "R01", |direccion| con(direccion, Rareza { cuerpo_de_una_lectura: true, ..NADA })),
    mal("marco_interrogante", "R11", |direccion| servir_hasta_el_primer_error(direccion, |s| atender(s, NADA))),
    mal("marco_bufreader_nuevo", "R05", |direccion| servir(direccion, bufreader_nuevo)),
    mal("marco_con_signo", "R13", |direccion| {
        con_lector(direccion, |cabecera| i32::from_be_bytes(cabecera).max(0) as usize)
    }),
    mal("marco_de_tres_bytes", "R13", |direccion| {
        con_lector(direccion, |cabecera| (u32::from_be_bytes(cabecera) & 0xff_ffff) as usize)
    }),
    mal("marco_de_dos_bytes", "R21", |direccion| {
        con_lector(direccion, |cabecera| usize::from(u16::from_be_bytes([cabecera[2], cabecera[3]])))
    }),
    mal("marco_de_un_byte", "R21", |direccion| con_lector(direccion, |cabecera| usize::from(cabecera[3]))),
    // Para él, el mayor es uno menos.
    mal("marco_limite_menor", "R21", |direccion| {
        con_lector(direccion, |cabecera| u32::from_be_bytes(cabecera) as usize + usize::from(cabecera == [0, 16, 0, 0]))
    }),
    mal("marco_limite_mayor", "R13", |direccion| {
        con_lector(direccion, |cabecera| u32::from_be_bytes(cabecera) as usize - usize::from(cabecera == [0, 16, 0, 1]))
    }),
    mal("marco_un_cliente", "R17", |direccion| servir_a_unos(direccion, 1, |s| atender(s, NADA))),
    mal("marco_codigo", "R18", |direccion| con(direccion, NADA)).sin_direccion(1),
    mal("marco_recorta", "R21", |direccion| {
        servir(direccion, |s| con_cuerpos(s, |cuerpo| cuerpo.trim_ascii().to_vec()))
    }),
    mal("marco_de_texto", "R21", |direccion| {
        servir(direccion, |s| con_cuerpos(s, |cuerpo| String::from_utf8_lossy(cuerpo).into_owned().into_bytes()))
    }),
    mal("marco_solo_uno", "R23", |direccion| servir(direccion, solo_uno)),
    mal("marco_se_va_con_el_vacio", "R23", |direccion| {
        servir(direccion, |mut s| {
            while let Some(cuerpo) = leer(&mut s)?.filter(|cuerpo| !cuerpo.is_empty()) {
                responder(&mut s, cuerpo, NADA)?;
            }
            Ok(())
        })
    }),
    mal("marco_muere_con_el_grande", "R13", |direccion| {
        con_lector(direccion, |cabecera| {
            let longitud = u32::from_be_bytes(cabecera) as usize;
            if longitud > MAXIMO {
                std::process::exit(1);
            }
            longitud
        })
    }),
    mal("marco_write", "R04", write_a_secas).solo_en_linux(),
    mal("marco_a_diez", "R17", |direccion| servir_a_unos(direccion, 10, |s| atender(s, NADA))),
    // Correctas, aunque raras.
    bien("marco_sin_cola", |direccion| servir_sin_cola(direccion, |s| atender(s, NADA))),
    bien("marco_en_dos_escrituras", |direccion| con(direccion, Rareza { en_dos_escrituras: true, ..NADA })),
    bien("marco_a_trocitos", |direccion| con(direccion, Rareza { a_trocitos: true, ..NADA })),
    bien("marco_todo_acumulado", |direccion| servir(direccion, todo_acumulado)),
    bien("marco_bufer_enorme", |direccion| servir(direccion, |s| con_bufreader(&s, 4 << 20))),
    bien("marco_con_hilos", |direccion| servir_con_hilos(direccion, |s| atender(s, NADA))),
    bien("marco_en_un_hijo", |_| en_un_hijo("marco_en_dos_escrituras")),
    bien("marco_por_ipv6", |direccion| {
        por_ipv6(direccion, |direccion| con(direccion, Rareza { en_dos_escrituras: true, ..NADA }))
    }),
    en("marco.py"),
];

const MAXIMO: usize = 1024 * 1024;

/// En qué se aparta una variante de lo que pide el enunciado.
#[derive(Clone, Copy)]
struct Rareza {
    lee_al_reves: bool,
    escribe_al_reves: bool,
    reserva_antes: bool,
    sin_limite: bool,
    contesta_a_medias: bool,
    callado: bool,
    sin_cabecera: bool,
    cuenta_la_cabecera: bool,
    sin_dar_la_vuelta: bool,
    bufer_fijo: bool,
    cabecera_de_una_lectura: bool,
    cuerpo_de_una_lectura: bool,
    en_dos_escrituras: bool,
    a_trocitos: bool,
}

const NADA: Rareza = Rareza {
    lee_al_reves: false,
    escribe_al_reves: false,
    reserva_antes: false,
    sin_limite: false,
    contesta_a_medias: false,
    callado: false,
    sin_cabecera: false,
    cuenta_la_cabecera: false,
    sin_dar_la_vuelta: false,
    bufer_fijo: false,
    cabecera_de_una_lectura: false,
    cuerpo_de_una_lectura: false,
    en_dos_escrituras: false,
    a_trocitos: false,
};

fn llenar(s: &mut impl Read, buffer: &mut [u8], de_una: bool) -> io::Result<usize> {
    let mut llenos = 0;
    while llenos < buffer.len() {
        match s.read(&mut buffer[llenos..])? {
            0 => break,
            leidos => llenos += leidos,
        }
        if de_una {
            break;
        }
    }
    Ok(llenos)
}

fn atender(mut s: TcpStream, rareza: Rareza) -> io::Result<()> {
    loop {
        let mut cabecera = [0; 4];
        let leidos = llenar(&mut s, &mut cabecera, rareza.cabecera_de_una_lectura)?;
        if leidos == 0 {
            return Ok(());
        }
        if leidos < 4 {
            if !rareza.callado {
                eprintln!("faltaban {} bytes de la cabecera", 4 - leidos);
            }
            return Ok(());
        }
        let longitud =
            if rareza.lee_al_reves { u32::from_le_bytes(cabecera) } else { u32::from_be_bytes(cabecera) } as usize;
        let mut cuerpo = if rareza.reserva_antes { vec![0; longitud] } else { Vec::new() };
        if longitud > MAXIMO && !rareza.sin_limite {
            eprintln!("anuncia {longitud} bytes");
            return Ok(());
        }
        if rareza.bufer_fijo {
            let fijo = [0; 4096];
            cuerpo = fijo[..longitud].to_vec();
        }
        cuerpo.resize(longitud, 0);
        let leidos = llenar(&mut s, &mut cuerpo, rareza.cuerpo_de_una_lectura)?;
        if leidos < longitud && !rareza.cuerpo_de_una_lectura {
            if !rareza.callado {
                eprintln!("faltaban {} bytes", longitud - leidos);
            }
            if !rareza.contesta_a_medias {
                return Ok(());
            }
            cuerpo.truncate(leidos);
        }
        responder(&mut s, cuerpo, rareza)?;
    }
}

fn responder(s: &mut TcpStream, mut cuerpo: Vec<u8>, rareza: Rareza) -> io::Result<()> {
    if !rareza.sin_dar_la_vuelta {
        cuerpo.reverse();
    }
    let longitud = cuerpo.len() as u32 + if rareza.cuenta_la_cabecera { 4 } else { 0 };
    let cabecera = if rareza.escribe_al_reves { longitud.to_le_bytes() } else { longitud.to_be_bytes() };
    if rareza.sin_cabecera {
        return s.write_all(&cuerpo);
    }
    if rareza.en_dos_escrituras {
        s.write_all(&cabecera)?;
        return s.write_all(&cuerpo);
    }
    if rareza.a_trocitos {
        // La cabecera, de byte en byte; el cuerpo, de mil en mil.
        cabecera.iter().try_for_each(|byte| s.write_all(&[*byte]))?;
        return cuerpo.chunks(1000).try_for_each(|trozo| s.write_all(trozo));
    }
    s.write_all(&[&cabecera, &cuerpo[..]].concat())
}

/// Bien, salvo cómo se entiende la cabecera.
fn con_lector(direccion: &str, longitud_de: fn([u8; 4]) -> usize) {
    servir(direccion, |mut s| {
        loop {
            let mut cabecera = [0; 4];
            let leidos = llenar(&mut s, &mut cabecera, false)?;
            let longitud = longitud_de(cabecera);
            if leidos < 4 || longitud > MAXIMO {
                if leidos > 0 {
                    eprintln!("faltaban {} bytes, o son demasiados", 4 - leidos);
                }
                return Ok(());
            }
            let mut cuerpo = vec![0; longitud];
            let leidos = llenar(&mut s, &mut cuerpo, false)?;
            if leidos < longitud {
                eprintln!("faltaban {} bytes", longitud - leidos);
                return Ok(());
            }
            responder(&mut s, cuerpo, NADA)?;
        }
    })
}

fn leer(s: &mut TcpStream) -> io::Result<Option<Vec<u8>>> {
    let mut cabecera = [0; 4];
    if llenar(s, &mut cabecera, false)? < 4 {
        return Ok(None);
    }
    let mut cuerpo = vec![0; u32::from_be_bytes(cabecera) as usize];
    s.read_exact(&mut cuerpo)?;
    Ok(Some(cuerpo))
}

fn con_cuerpos(mut s: TcpStream, cambiar: fn(&[u8]) -> Vec<u8>) -> io::Result<()> {
    while let Some(cuerpo) = leer(&mut s)? {
        responder(&mut s, cambiar(&cuerpo), NADA)?;
    }
    Ok(())
}

fn solo_uno(mut s: TcpStream) -> io::Result<()> {
    let cuerpo = leer(&mut s)?.unwrap_or_default();
    responder(&mut s, cuerpo, NADA)
}

fn write_a_secas(direccion: &str) {
    servir(direccion, |mut s| {
        loop {
            let mut cabecera = [0; 4];
            let leidos = llenar(&mut s, &mut cabecera, false)?;
            let longitud = u32::from_be_bytes(cabecera) as usize;
            if leidos < 4 || longitud > MAXIMO {
                if leidos > 0 {
                    eprintln!("faltaban {} bytes, o son demasiados", 4 - leidos);
                }
                return Ok(());
            }
            let mut cuerpo = vec![0; longitud];
            let leidos = llenar(&mut s, &mut cuerpo, false)?;
            if leidos < longitud {
                eprintln!("faltaban {} bytes", longitud - leidos);
                return Ok(());
            }
            cuerpo.reverse();
            let _ = s.write(&[&cabecera, &cuerpo[..]].concat())?;
        }
    })
}

/// Otra manera de hacerlo bien: acumula lo que llega y contesta de golpe a todos los marcos enteros.
fn todo_acumulado(mut s: TcpStream) -> io::Result<()> {
    let (mut pendiente, mut buffer) = (Vec::new(), vec![0; 16 * 1024]);
    loop {
        let leidos = s.read(&mut buffer)?;
        pendiente.extend_from_slice(&buffer[..leidos]);
        let mut dicho = Vec::new();
        let falta = loop {
            let Some((cabecera, resto)) = pendiente.split_first_chunk::<4>() else { break 4 - pendiente.len() };
            let longitud = u32::from_be_bytes(*cabecera) as usize;
            if longitud > MAXIMO {
                s.write_all(&dicho)?;
                eprintln!("anuncia {longitud} bytes");
                return Ok(());
            }
            let Some(cuerpo) = resto.get(..longitud) else { break longitud - resto.len() };
            dicho.extend_from_slice(cabecera);
            dicho.extend(cuerpo.iter().rev());
            pendiente.drain(..4 + longitud);
        };
        s.write_all(&dicho)?;
        if leidos == 0 {
            if !pendiente.is_empty() {
                eprintln!("faltaban {falta} bytes");
            }
            return Ok(());
        }
    }
}

/// Y otra: un solo `BufReader` por conexión, tan grande como se quiera.
fn con_bufreader(s: &TcpStream, bufer: usize) -> io::Result<()> {
    let mut lector = BufReader::with_capacity(bufer, s);
    loop {
        let (mut cabecera, mut escritor) = ([0; 4], s);
        let leidos = llenar(&mut lector, &mut cabecera, false)?;
        let longitud = u32::from_be_bytes(cabecera) as usize;
        if leidos < 4 || longitud > MAXIMO {
            if leidos > 0 {
                eprintln!("faltaban {} bytes, o son demasiados", 4 - leidos);
            }
            return Ok(());
        }
        let mut cuerpo = vec![0; longitud];
        let leidos = llenar(&mut lector, &mut cuerpo, false)?;
        if leidos < longitud {
            eprintln!("faltaban {} bytes", longitud - leidos);
            return Ok(());
        }
        cuerpo.reverse();
        escritor.write_all(&[&cabecera, &cuerpo[..]].concat())?;
    }
}

fn con(direccion: &str, rareza: Rareza) {
    servir(direccion, |s| atender(s, rareza))
}

fn bufreader_nuevo(mut s: TcpStream) -> io::Result<()> {
    loop {
        let mut lector = BufReader::new(s.try_clone()?);
        let mut cabecera = [0; 4];
        match lector.read_exact(&mut cabecera) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(()),
            otro => otro?,
        }
        let mut cuerpo = vec![0; u32::from_be_bytes(cabecera) as usize];
        lector.read_exact(&mut cuerpo)?;
        responder(&mut s, cuerpo, NADA)?;
    }
}
