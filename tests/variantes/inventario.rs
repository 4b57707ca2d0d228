//! Variantes de `inventario_cliente` y de `inventario_servidor`.

use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::exit;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{escuchar, servir, servir_con_hilos, servir_hasta_el_primer_error};

const MAXIMO: usize = 64 * 1024;
const PLAZO: Duration = Duration::from_secs(2);

/// En qué se aparta un cliente de lo que pide el enunciado.
#[derive(Clone, Copy, Default)]
struct Cliente {
    a_mano: bool,
    a_mano_con_comillas: bool,
    en_letras: bool,
    al_reves: bool,
    sin_cabecera: bool,
    cuenta_la_cabecera: bool,
    otros_campos: bool,
    con_saltos: bool,
    no_espera: bool,
    no_mira: bool,
    busca_el_texto: bool,
    una_lectura: bool,
    sin_plazo: bool,
    plazo_por_lectura: bool,
    plazo_corto: bool,
    panico: bool,
    dos_lineas: bool,
    rellena_lo_que_falta: bool,
    se_despide_con_adios: bool,
    sin_vaciar: bool,
    otro_codigo: bool,
    // Raras, pero correctas.
    con_adornos: bool,
    byte_a_byte: bool,
    escapa_todo: bool,
    cierra_su_lado: bool,
}

fn cliente(direccion: &str, rareza: Cliente) -> bool {
    if let Err(error) = inventariar(direccion, rareza) {
        eprintln!("error: {error}");
        if rareza.dos_lineas {
            eprintln!("lo siento mucho");
        }
        exit(if rareza.otro_codigo { 3 } else { 1 });
    }
    true
}

fn inventariar(direccion: &str, rareza: Cliente) -> io::Result<()> {
    let mut entrada = BufReader::new(io::stdin());
    let mut linea = || {
        let mut linea = String::new();
        if entrada.read_line(&mut linea)? == 0 && !rareza.rellena_lo_que_falta {
            return Err(io::Error::from(ErrorKind::UnexpectedEof));
        }
        let datos = linea.strip_suffix('\n').map_or(linea.as_str(), |sin| sin.strip_suffix('\r').unwrap_or(sin));
        Ok(if rareza.con_saltos { linea } else { datos.to_string() })
    };
    let datos = [linea()?, linea()?, linea()?];
    let cuerpo = escribir_json(&datos, rareza);
    if cuerpo.len() > MAXIMO {
        return Err(ErrorKind::InvalidInput.into());
    }
    let direccion: SocketAddr = direccion.parse().map_err(|_| ErrorKind::InvalidInput)?;
    let stream = TcpStream::connect(direccion)?;
    enviar(&stream, &cuerpo, rareza)?;
    if rareza.no_espera {
        return Ok(());
    }
    let dicho = leer_acuse(&stream, rareza)?;
    if rareza.no_mira {
        return Ok(());
    }
    if rareza.busca_el_texto {
        let dicho = String::from_utf8_lossy(&dicho).replace(' ', "");
        return if dicho.contains("\"recibido\":true") { Ok(()) } else { Err(ErrorKind::InvalidData.into()) };
    }
    let acuse = serde_json::from_slice::<Value>(&dicho);
    let acuse = if rareza.panico { acuse.unwrap() } else { acuse? };
    if acuse["recibido"] == true { Ok(()) } else { Err(ErrorKind::InvalidData.into()) }
}

fn escribir_json([fecha, nombre, version]: &[String; 3], rareza: Cliente) -> String {
    let escapar = |texto: &str| if rareza.a_mano { texto.to_string() } else { texto.replace('"', "\\\"") };
    if rareza.a_mano || rareza.a_mano_con_comillas {
        let [fecha, nombre, version] = [escapar(fecha), escapar(nombre), escapar(version)];
        return format!("{{\"fecha\":\"{fecha}\",\"nombre\":\"{nombre}\",\"version\":\"{version}\"}}");
    }
    if rareza.otros_campos {
        return json!({"date": fecha, "host": nombre, "version": version}).to_string();
    }
    if rareza.con_adornos {
        let valor = |texto: &str| Value::from(texto).to_string();
        return format!(
            "\n{{ \"version\" : {},\r\n\t\"nombre\":{} , \"fecha\":{}}}\n",
            valor(version),
            valor(nombre),
            valor(fecha)
        );
    }
    let normal = json!({"fecha": fecha, "nombre": nombre, "version": version}).to_string();
    if !rareza.escapa_todo {
        return normal;
    }
    let mut unidades = [0; 2];
    normal
        .chars()
        .map(|letra| match letra {
            ' '..='~' => letra.to_string(),
            otra => otra.encode_utf16(&mut unidades).iter().map(|unidad| format!("\\u{unidad:04X}")).collect(),
        })
        .collect()
}

fn enviar(mut stream: &TcpStream, cuerpo: &str, rareza: Cliente) -> io::Result<()> {
    let longitud = if rareza.en_letras { cuerpo.chars().count() } else { cuerpo.len() } as u32
        + if rareza.cuenta_la_cabecera { 4 } else { 0 };
    let cabecera = if rareza.al_reves { longitud.to_le_bytes() } else { longitud.to_be_bytes() };
    if rareza.sin_vaciar {
        let mut escritor = BufWriter::with_capacity(1 << 20, stream.try_clone()?);
        escritor.write_all(&[&cabecera, cuerpo.as_bytes()].concat())?;
        // Nunca se vacía: los bytes se quedan dentro.
        std::mem::forget(escritor);
        return Ok(());
    }
    if !rareza.sin_cabecera {
        stream.write_all(&cabecera)?;
    }
    if rareza.byte_a_byte {
        cuerpo.bytes().try_for_each(|byte| stream.write_all(&[byte]))?;
    } else {
        stream.write_all(cuerpo.as_bytes())?;
    }
    if rareza.se_despide_con_adios {
        stream.write_all(b"adios")?;
    }
    if rareza.cierra_su_lado { stream.shutdown(std::net::Shutdown::Write) } else { Ok(()) }
}

fn leer_acuse(mut stream: &TcpStream, rareza: Cliente) -> io::Result<Vec<u8>> {
    let plazo = if rareza.plazo_corto { Duration::from_secs(1) } else { PLAZO };
    let hasta = Instant::now() + plazo;
    let mut llenar = |buffer: &mut [u8]| {
        let mut llenos = 0;
        while llenos < buffer.len() {
            let queda = if rareza.plazo_por_lectura { plazo } else { hasta.saturating_duration_since(Instant::now()) };
            if queda.is_zero() {
                return Err(io::Error::from(ErrorKind::TimedOut));
            }
            stream.set_read_timeout((!rareza.sin_plazo).then_some(queda))?;
            match stream.read(&mut buffer[llenos..])? {
                0 => return Err(ErrorKind::UnexpectedEof.into()),
                leidos => llenos += leidos,
            }
            if rareza.una_lectura {
                break;
            }
        }
        Ok(llenos)
    };
    if rareza.una_lectura {
        let mut todo = [0; 1024];
        let leidos = llenar(&mut todo)?;
        return todo[..leidos].get(4..).map(<[u8]>::to_vec).ok_or(ErrorKind::InvalidData.into());
    }
    let mut cabecera = [0; 4];
    llenar(&mut cabecera)?;
    let longitud = u32::from_be_bytes(cabecera) as usize;
    if longitud > MAXIMO {
        return Err(ErrorKind::InvalidData.into());
    }
    let mut cuerpo = vec![0; longitud];
    llenar(&mut cuerpo)?;
    Ok(cuerpo)
}

/// En qué se aparta un servidor de lo que pide el enunciado.
#[derive(Clone, Copy, Default)]
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
    sin_linea: bool,
    habla_de_mas: bool,
    sin_acuse: bool,
    acuse_sin_marco: bool,
    acuse_en_letra: bool,
    acuses_al_final: bool,
    contesta_a_medias: bool,
    callado: bool,
    // Raras, pero correctas.
    acuse_con_motivo: bool,
    byte_a_byte: bool,
}

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
        let mut cuerpo = if rareza.reserva_antes { vec![0; longitud] } else { Vec::new() };
        if leidos == 4 && longitud > MAXIMO && !rareza.sin_limite {
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
    let valor: Value = if rareza.panico {
        serde_json::from_slice(cuerpo).unwrap()
    } else if rareza.no_mira_lo_que_sobra {
        serde_json::Deserializer::from_slice(cuerpo).into_iter().next()?.ok()?
    } else {
        serde_json::from_slice(cuerpo).ok()?
    };
    let campos = ["fecha", "nombre", "version"].map(|campo| {
        let texto = match &valor[campo] {
            Value::String(texto) => texto.clone(),
            Value::Null if rareza.no_comprueba => String::new(),
            Value::Number(numero) if rareza.no_mira_los_tipos => numero.to_string(),
            _ => return None,
        };
        let visible = |letra: char| if letra.is_control() && !rareza.saltos_tal_cual { '·' } else { letra };
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

pub fn jugar(nombre: &str, direccion: &str) -> bool {
    let nada = Cliente::default();
    let rareza = match nombre {
        "inventario_a_mano" => Cliente { a_mano: true, ..nada },
        "inventario_a_mano_con_comillas" => Cliente { a_mano_con_comillas: true, ..nada },
        "inventario_en_letras" => Cliente { en_letras: true, ..nada },
        "inventario_al_reves" => Cliente { al_reves: true, ..nada },
        "inventario_sin_cabecera" => Cliente { sin_cabecera: true, ..nada },
        "inventario_cuenta_la_cabecera" => Cliente { cuenta_la_cabecera: true, ..nada },
        "inventario_otros_campos" => Cliente { otros_campos: true, ..nada },
        "inventario_con_saltos" => Cliente { con_saltos: true, ..nada },
        "inventario_no_espera" => Cliente { no_espera: true, ..nada },
        "inventario_no_mira" => Cliente { no_mira: true, ..nada },
        "inventario_busca_el_texto" => Cliente { busca_el_texto: true, ..nada },
        "inventario_una_lectura" => Cliente { una_lectura: true, ..nada },
        "inventario_sin_plazo" => Cliente { sin_plazo: true, plazo_por_lectura: true, ..nada },
        "inventario_plazo_por_lectura" => Cliente { plazo_por_lectura: true, ..nada },
        "inventario_plazo_corto" => Cliente { plazo_corto: true, ..nada },
        "inventario_panico" => Cliente { panico: true, ..nada },
        "inventario_dos_lineas" => Cliente { dos_lineas: true, ..nada },
        "inventario_rellena" => Cliente { rellena_lo_que_falta: true, ..nada },
        "inventario_adios" => Cliente { se_despide_con_adios: true, ..nada },
        "inventario_sin_vaciar" => Cliente { sin_vaciar: true, ..nada },
        "inventario_otro_codigo" => Cliente { otro_codigo: true, ..nada },
        // Correctas, aunque raras.
        "inventario_con_adornos" => Cliente { con_adornos: true, ..nada },
        "inventario_byte_a_byte" => Cliente { byte_a_byte: true, ..nada },
        "inventario_escapa_todo" => Cliente { escapa_todo: true, ..nada },
        "inventario_cierra_su_lado" => Cliente { cierra_su_lado: true, ..nada },
        _ => return jugar_servidor(nombre, direccion),
    };
    cliente(direccion, rareza)
}

fn jugar_servidor(nombre: &str, direccion: &str) -> bool {
    let nada = Servidor::default();
    let rareza = match nombre {
        "aula_una_lectura" => Servidor { una_lectura: true, ..nada },
        "aula_lee_al_reves" => Servidor { lee_al_reves: true, ..nada },
        "aula_escribe_al_reves" => Servidor { escribe_al_reves: true, ..nada },
        "aula_sin_limite" => Servidor { sin_limite: true, ..nada },
        "aula_reserva_antes" => Servidor { reserva_antes: true, ..nada },
        "aula_se_va_con_el_error" => Servidor { se_va_con_el_error: true, ..nada },
        "aula_panico" => Servidor { panico: true, ..nada },
        "aula_no_comprueba" => Servidor { no_comprueba: true, ..nada },
        "aula_no_mira_los_tipos" => Servidor { no_mira_los_tipos: true, ..nada },
        "aula_no_mira_lo_que_sobra" => Servidor { no_mira_lo_que_sobra: true, ..nada },
        "aula_cambia_lo_que_no_es_texto" => Servidor { cambia_lo_que_no_es_texto: true, ..nada },
        "aula_saltos_tal_cual" => Servidor { saltos_tal_cual: true, ..nada },
        "aula_sin_linea" => Servidor { sin_linea: true, ..nada },
        "aula_habla_de_mas" => Servidor { habla_de_mas: true, ..nada },
        "aula_sin_acuse" => Servidor { sin_acuse: true, ..nada },
        "aula_acuse_sin_marco" => Servidor { acuse_sin_marco: true, ..nada },
        "aula_acuse_en_letra" => Servidor { acuse_en_letra: true, ..nada },
        "aula_acuses_al_final" => Servidor { acuses_al_final: true, ..nada },
        "aula_contesta_a_medias" => Servidor { contesta_a_medias: true, ..nada },
        "aula_callado" => Servidor { callado: true, ..nada },
        "aula_bufreader_nuevo" => return servir_con_hilos(direccion, bufreader_nuevo),
        "aula_de_uno_en_uno" => return servir(direccion, |s| atender(s, Servidor::default())),
        "aula_interrogante" => return servir_hasta_el_primer_error(direccion, |s| atender(s, Servidor::default())),
        // Correctas, aunque raras.
        "aula_acuse_con_motivo" => Servidor { acuse_con_motivo: true, ..nada },
        "aula_byte_a_byte" => Servidor { byte_a_byte: true, ..nada },
        "aula_un_hilo_para_todos" => return un_hilo_para_todos(direccion),
        _ => return false,
    };
    servir(direccion, move |s| {
        std::thread::spawn(move || {
            if let Err(error) = atender(s, rareza) {
                eprintln!("un cliente se ha ido a medias ({error})");
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
        let entendido = entender(&cuerpo, Servidor::default());
        println!("{}", entendido.as_deref().unwrap_or_default());
        acusar(&mut s, entendido.is_some(), Servidor::default())?;
    }
}

/// Sin hilos: sockets que no bloquean, y una vuelta tras otra por todos los clientes.
fn un_hilo_para_todos(direccion: &str) -> bool {
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
                    let _ = acusar(stream, false, Servidor::default());
                    return false;
                }
                let Some(cuerpo) = resto.get(..longitud) else { break };
                let entendido = entender(cuerpo, Servidor::default());
                match &entendido {
                    Some(linea) => println!("{linea}"),
                    None => eprintln!("eso no es un informe"),
                }
                if acusar(stream, entendido.is_some(), Servidor::default()).is_err() {
                    return false;
                }
                pendiente.drain(..4 + longitud);
            }
            true
        });
        std::thread::sleep(Duration::from_millis(1));
    }
}
