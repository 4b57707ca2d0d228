//! Variantes de `inventario_servidor`.

use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::red::{escuchar, servir, servir_con_hilos, servir_hasta_el_primer_error};
use crate::reto::{Reto, Variante, bien, en, mal};

pub const RETO: Reto = Reto { nombre: "inventario_servidor", variantes: VARIANTES };

const VARIANTES: &[Variante] = &[
    mal("aula_una_lectura", "R01", |direccion| con(direccion, Servidor { una_lectura: true, ..NADA })),
    mal("aula_lee_al_reves", "R12", |direccion| con(direccion, Servidor { lee_al_reves: true, ..NADA })),
    mal("aula_escribe_al_reves", "R12", |direccion| con(direccion, Servidor { escribe_al_reves: true, ..NADA })),
    mal("aula_sin_limite", "R13", |direccion| con(direccion, Servidor { sin_limite: true, ..NADA })),
    mal("aula_reserva_antes", "R13", |direccion| con(direccion, Servidor { reserva_antes: true, ..NADA }))
        .solo_en_linux(),
    mal("aula_se_va_con_el_error", "R51", |direccion| con(direccion, Servidor { se_va_con_el_error: true, ..NADA })),
    mal("aula_panico", "R19", |direccion| con(direccion, Servidor { panico: true, ..NADA })),
    mal("aula_no_comprueba", "R28", |direccion| con(direccion, Servidor { no_comprueba: true, ..NADA })),
    mal("aula_no_mira_los_tipos", "R28", |direccion| con(direccion, Servidor { no_mira_los_tipos: true, ..NADA })),
    mal("aula_no_mira_lo_que_sobra", "R28", |direccion| {
        con(direccion, Servidor { no_mira_lo_que_sobra: true, ..NADA })
    }),
    mal("aula_cambia_lo_que_no_es_texto", "R28", |direccion| {
        con(direccion, Servidor { cambia_lo_que_no_es_texto: true, ..NADA })
    }),
    mal("aula_saltos_tal_cual", "R21", |direccion| con(direccion, Servidor { saltos_tal_cual: true, ..NADA })),
    mal("aula_control_ascii", "R21", |direccion| con(direccion, Servidor { control_ascii: true, ..NADA })),
    mal("aula_recorta", "R21", |direccion| con(direccion, Servidor { recorta: true, ..NADA })),
    mal("aula_un_solo_informe", "R23", |direccion| con(direccion, Servidor { un_solo_informe: true, ..NADA })),
    mal("aula_sin_el_bit_31", "R13", |direccion| con(direccion, Servidor { sin_el_bit_31: true, ..NADA })),
    mal("aula_un_byte_de_menos", "R21", |direccion| con(direccion, Servidor { maximo: MAXIMO - 1, ..NADA })),
    mal("aula_un_byte_de_mas", "R13", |direccion| con(direccion, Servidor { maximo: MAXIMO + 1, ..NADA })),
    mal("aula_sin_linea", "R23", |direccion| con(direccion, Servidor { sin_linea: true, ..NADA })),
    mal("aula_habla_de_mas", "R22", |direccion| con(direccion, Servidor { habla_de_mas: true, ..NADA })),
    mal("aula_sin_acuse", "R07", |direccion| con(direccion, Servidor { sin_acuse: true, ..NADA })),
    mal("aula_acuse_sin_marco", "R21", |direccion| con(direccion, Servidor { acuse_sin_marco: true, ..NADA })),
    mal("aula_acuse_en_letra", "R21", |direccion| con(direccion, Servidor { acuse_en_letra: true, ..NADA })),
    mal("aula_acuses_al_final", "R06", |direccion| con(direccion, Servidor { acuses_al_final: true, ..NADA })),
    mal("aula_contesta_a_medias", "R22", |direccion| con(direccion, Servidor { contesta_a_medias: true, ..NADA })),
    mal("aula_callado", "R27", |direccion| con(direccion, Servidor { callado: true, ..NADA })),
    mal("aula_bufreader_nuevo", "R05", |direccion| servir_con_hilos(direccion, bufreader_nuevo)),
    mal("aula_de_uno_en_uno", "R10", |direccion| servir(direccion, |s| atender(s, NADA))),
    mal("aula_interrogante", "R11", |direccion| servir_hasta_el_primer_error(direccion, |s| atender(s, NADA))),
    mal("aula_en_su_orden", "R21", |direccion| con(direccion, Servidor { en_su_orden: true, ..NADA })),
    mal("aula_sin_otros_campos", "R21", |direccion| con(direccion, Servidor { sin_otros_campos: true, ..NADA })),
    mal("aula_recorta_espacios", "R21", |direccion| con(direccion, Servidor { recorta_espacios: true, ..NADA })),
    mal("aula_guarda_las_conexiones", "R25", |direccion| {
        con(direccion, Servidor { guarda_las_conexiones: true, ..NADA })
    })
    .solo_en_linux(),
    mal("aula_gira", "R25", |direccion| un_hilo_para_todos(direccion, || ())).solo_en_linux(),
    mal("aula_sin_argumento_uno", "R18", |direccion| con(direccion, NADA)).sin_direccion(1),
    // Correctas, aunque raras.
    bien("aula_acuse_con_motivo", |direccion| con(direccion, Servidor { acuse_con_motivo: true, ..NADA })),
    bien("aula_byte_a_byte", |direccion| con(direccion, Servidor { byte_a_byte: true, ..NADA })),
    bien("aula_un_hilo_para_todos", |direccion| {
        un_hilo_para_todos(direccion, || std::thread::sleep(Duration::from_millis(1)))
    }),
    en("inventario_servidor.py"),
];

const MAXIMO: usize = 64 * 1024;

/// En qué se aparta un servidor de lo que pide el enunciado.
#[derive(Clone, Copy)]
struct Servidor {
    una_lectura: bool,
    lee_al_reves: bool,
    escribe_al_reves: bool,
    sin_limite: bool,
    reserva_antes: bool,
    se_va_con_el_error: bool,
    panico: bool,
    no_comprueba: bool,
    no_mira_los_tipos: bool,
    no_mira_lo_que_sobra: bool,
    cambia_lo_que_no_es_texto: bool,
    saltos_tal_cual: bool,
    control_ascii: bool,
    recorta: bool,
    un_solo_informe: bool,
    sin_el_bit_31: bool,
    maximo: usize,
    sin_linea: bool,
    habla_de_mas: bool,
    sin_acuse: bool,
    acuse_sin_marco: bool,
    acuse_en_letra: bool,
    acuses_al_final: bool,
    contesta_a_medias: bool,
    callado: bool,
    en_su_orden: bool,
    sin_otros_campos: bool,
    recorta_espacios: bool,
    guarda_las_conexiones: bool,
    // Raras, pero correctas.
    acuse_con_motivo: bool,
    byte_a_byte: bool,
}

const NADA: Servidor = Servidor {
    una_lectura: false,
    lee_al_reves: false,
    escribe_al_reves: false,
    sin_limite: false,
    reserva_antes: false,
    se_va_con_el_error: false,
    panico: false,
    no_comprueba: false,
    no_mira_los_tipos: false,
    no_mira_lo_que_sobra: false,
    cambia_lo_que_no_es_texto: false,
    saltos_tal_cual: false,
    control_ascii: false,
    recorta: false,
    un_solo_informe: false,
    sin_el_bit_31: false,
    maximo: MAXIMO,
    sin_linea: false,
    habla_de_mas: false,
    sin_acuse: false,
    acuse_sin_marco: false,
    acuse_en_letra: false,
    acuses_al_final: false,
    contesta_a_medias: false,
    callado: false,
    en_su_orden: false,
    sin_otros_campos: false,
    recorta_espacios: false,
    guarda_las_conexiones: false,
    acuse_con_motivo: false,
    byte_a_byte: false,
};

fn atender(mut s: TcpStream, rareza: Servidor) -> io::Result<()> {
    let mut guardado = Vec::new();
    loop {
        let mut cabecera = [0; 4];
        let leidos = llenar(&mut s, &mut cabecera, rareza)?;
        if leidos == 0 {
            return s.write_all(&guardado);
        }
        let longitud =
            if rareza.lee_al_reves { u32::from_le_bytes(cabecera) } else { u32::from_be_bytes(cabecera) } as usize;
        let longitud = if rareza.sin_el_bit_31 { longitud & 0x7fff_ffff } else { longitud };
        let mut cuerpo = if rareza.reserva_antes { vec![0; longitud] } else { Vec::new() };
        if leidos == 4 && longitud > rareza.maximo && !rareza.sin_limite {
            eprintln!("un cliente anuncia {longitud} bytes");
            return acusar(&mut s, false, rareza);
        }
        cuerpo.resize(longitud, 0);
        let llenos = llenar(&mut s, &mut cuerpo, rareza)?;
        if leidos < 4 || llenos < longitud {
            if !rareza.callado {
                eprintln!("un cliente ha cerrado a medias");
            }
            return if rareza.contesta_a_medias { acusar(&mut s, false, rareza) } else { Ok(()) };
        }
        let entendido = entender(&cuerpo, rareza);
        match &entendido {
            Some(linea) if !rareza.sin_linea => println!("{linea}"),
            Some(_) => {}
            None => eprintln!("eso no es un informe"),
        }
        if rareza.habla_de_mas {
            println!("un informe más");
        }
        if entendido.is_none() && rareza.se_va_con_el_error {
            return Err(ErrorKind::InvalidData.into());
        }
        if rareza.acuses_al_final {
            acusar(&mut guardado, entendido.is_some(), rareza)?;
        } else if !rareza.sin_acuse {
            acusar(&mut s, entendido.is_some(), rareza)?;
        }
        if rareza.un_solo_informe {
            return Ok(());
        }
    }
}

fn llenar(s: &mut impl Read, buffer: &mut [u8], rareza: Servidor) -> io::Result<usize> {
    let mut llenos = 0;
    while llenos < buffer.len() {
        let hasta = if rareza.byte_a_byte { llenos + 1 } else { buffer.len() };
        match s.read(&mut buffer[llenos..hasta])? {
            0 => break,
            leidos => llenos += leidos,
        }
        if rareza.una_lectura {
            return Ok(buffer.len());
        }
    }
    Ok(llenos)
}

fn entender(cuerpo: &[u8], rareza: Servidor) -> Option<String> {
    let texto = String::from_utf8_lossy(cuerpo).into_owned();
    let cuerpo = if rareza.cambia_lo_que_no_es_texto { texto.as_bytes() } else { cuerpo };
    if rareza.en_su_orden && !texto.starts_with("{\"fecha\"") {
        return None;
    }
    let valor: Value = if rareza.panico {
        serde_json::from_slice(cuerpo).unwrap()
    } else if rareza.no_mira_lo_que_sobra {
        serde_json::Deserializer::from_slice(cuerpo).into_iter().next()?.ok()?
    } else {
        serde_json::from_slice(cuerpo).ok()?
    };
    if rareza.sin_otros_campos && valor.as_object().is_some_and(|campos| campos.len() > 3) {
        return None;
    }
    let campos = ["fecha", "nombre", "version"].map(|campo| {
        let texto = match &valor[campo] {
            Value::String(texto) => texto.clone(),
            Value::Null if rareza.no_comprueba => String::new(),
            Value::Number(numero) if rareza.no_mira_los_tipos => numero.to_string(),
            _ => return None,
        };
        let texto = if rareza.recorta { texto.trim().to_string() } else { texto };
        let texto = if rareza.recorta_espacios { texto.trim_matches(' ').to_string() } else { texto };
        let de_control = |letra: char| if rareza.control_ascii { letra < ' ' } else { letra.is_control() };
        let visible = |letra: char| if de_control(letra) && !rareza.saltos_tal_cual { '·' } else { letra };
        Some(texto.chars().map(visible).collect::<String>())
    });
    let [Some(fecha), Some(nombre), Some(version)] = campos else { return None };
    Some(format!("{fecha} | {nombre} | {version}"))
}

fn acusar(s: &mut impl Write, recibido: bool, rareza: Servidor) -> io::Result<()> {
    let cuerpo = match rareza {
        Servidor { acuse_con_motivo: true, .. } => {
            format!("{{ \"motivo\": \"porque {{sí}}\",\n \"recibido\" : {recibido} }}")
        }
        Servidor { acuse_en_letra: true, .. } => format!("{{\"recibido\":\"{recibido}\"}}"),
        _ => format!("{{\"recibido\":{recibido}}}"),
    };
    let longitud = cuerpo.len() as u32;
    let cabecera = if rareza.escribe_al_reves { longitud.to_le_bytes() } else { longitud.to_be_bytes() };
    let cabecera = if rareza.acuse_sin_marco { &[][..] } else { &cabecera };
    s.write_all(&[cabecera, cuerpo.as_bytes()].concat())
}

fn con(direccion: &str, rareza: Servidor) {
    servir(direccion, move |s| {
        std::thread::spawn(move || {
            let otra = s.try_clone();
            if let Err(error) = atender(s, rareza) {
                eprintln!("un cliente se ha ido a medias ({error})");
            }
            if let Ok(otra) = otra
                && rareza.guarda_las_conexiones
            {
                let _ = otra.shutdown(std::net::Shutdown::Both);
                std::mem::forget(otra);
            }
        });
        Ok(())
    })
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
        let entendido = entender(&cuerpo, NADA);
        println!("{}", entendido.as_deref().unwrap_or_default());
        acusar(&mut s, entendido.is_some(), NADA)?;
    }
}

/// Sin hilos: sockets que no bloquean, y una vuelta tras otra por todos los clientes.
fn un_hilo_para_todos(direccion: &str, entre_vueltas: fn()) {
    let listener = escuchar(direccion);
    listener.set_nonblocking(true).unwrap();
    let mut clientes: Vec<(TcpStream, Vec<u8>)> = Vec::new();
    loop {
        if let Ok((stream, _)) = listener.accept() {
            stream.set_nonblocking(true).unwrap();
            clientes.push((stream, Vec::new()));
        }
        clientes.retain_mut(|(stream, pendiente)| {
            let mut buffer = [0; 4096];
            match stream.read(&mut buffer) {
                Ok(0) => {
                    if !pendiente.is_empty() {
                        eprintln!("un cliente ha cerrado a medias");
                    }
                    return false;
                }
                Ok(leidos) => pendiente.extend_from_slice(&buffer[..leidos]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return true,
                Err(error) => {
                    eprintln!("un cliente se ha ido a medias ({error})");
                    return false;
                }
            }
            while let Some((cabecera, resto)) = pendiente.split_first_chunk::<4>() {
                let longitud = u32::from_be_bytes(*cabecera) as usize;
                if longitud > MAXIMO {
                    eprintln!("un cliente anuncia {longitud} bytes");
                    let _ = acusar(stream, false, NADA);
                    return false;
                }
                let Some(cuerpo) = resto.get(..longitud) else { break };
                let entendido = entender(cuerpo, NADA);
                match &entendido {
                    Some(linea) => println!("{linea}"),
                    None => eprintln!("eso no es un informe"),
                }
                if acusar(stream, entendido.is_some(), NADA).is_err() {
                    return false;
                }
                pendiente.drain(..4 + longitud);
            }
            true
        });
        entre_vueltas();
    }
}
