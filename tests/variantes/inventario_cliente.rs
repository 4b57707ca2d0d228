//! Variantes de `inventario_cliente`.

use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::exit;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::reto::{Reto, Variante, bien, en, mal};

pub const RETO: Reto = Reto { nombre: "inventario_cliente", variantes: VARIANTES };

const VARIANTES: &[Variante] = &[
    mal("inventario_a_mano", "R48", |direccion| cliente(direccion, Cliente { a_mano: true, ..NADA })),
    mal("inventario_a_mano_con_comillas", "R48", |direccion| {
        cliente(direccion, Cliente { a_mano_con_comillas: true, ..NADA })
    }),
    mal("inventario_en_letras", "R29", |direccion| cliente(direccion, Cliente { en_letras: true, ..NADA })),
    mal("inventario_al_reves", "R12", |direccion| cliente(direccion, Cliente { al_reves: true, ..NADA })),
    mal("inventario_sin_cabecera", "R21", |direccion| cliente(direccion, Cliente { sin_cabecera: true, ..NADA })),
    mal("inventario_cuenta_la_cabecera", "R21", |direccion| {
        cliente(direccion, Cliente { cuenta_la_cabecera: true, ..NADA })
    }),
    mal("inventario_otros_campos", "R21", |direccion| cliente(direccion, Cliente { otros_campos: true, ..NADA })),
    mal("inventario_con_saltos", "R22", |direccion| cliente(direccion, Cliente { con_saltos: true, ..NADA })),
    mal("inventario_recorta", "R21", |direccion| cliente(direccion, Cliente { recorta: true, ..NADA })),
    mal("inventario_un_byte_de_menos", "R21", |direccion| cliente(direccion, Cliente { maximo: MAXIMO - 1, ..NADA })),
    mal("inventario_un_byte_de_mas", "R28", |direccion| cliente(direccion, Cliente { maximo: MAXIMO + 1, ..NADA })),
    mal("inventario_acuse_sin_limite", "R47", |direccion| {
        cliente(direccion, Cliente { acuse_maximo: MAXIMO + 1, ..NADA })
    }),
    mal("inventario_no_espera", "R47", |direccion| cliente(direccion, Cliente { no_espera: true, ..NADA })),
    mal("inventario_no_mira", "R47", |direccion| cliente(direccion, Cliente { no_mira: true, ..NADA })),
    mal("inventario_busca_el_texto", "R47", |direccion| cliente(direccion, Cliente { busca_el_texto: true, ..NADA })),
    mal("inventario_una_lectura", "R01", |direccion| cliente(direccion, Cliente { una_lectura: true, ..NADA })),
    mal("inventario_sin_plazo", "R31", |direccion| {
        cliente(direccion, Cliente { sin_plazo: true, plazo_por_lectura: true, ..NADA })
    }),
    mal("inventario_plazo_por_lectura", "R31", |direccion| {
        cliente(direccion, Cliente { plazo_por_lectura: true, ..NADA })
    }),
    mal("inventario_plazo_corto", "R31", |direccion| con_plazo(direccion, 1000)),
    mal("inventario_panico", "R19", |direccion| cliente(direccion, Cliente { panico: true, ..NADA })),
    mal("inventario_dos_lineas", "R27", |direccion| cliente(direccion, Cliente { dos_lineas: true, ..NADA })),
    mal("inventario_rellena", "R28", |direccion| cliente(direccion, Cliente { rellena_lo_que_falta: true, ..NADA })),
    mal("inventario_adios", "R22", |direccion| cliente(direccion, Cliente { se_despide_con_adios: true, ..NADA })),
    mal("inventario_sin_vaciar", "R07", |direccion| cliente(direccion, Cliente { sin_vaciar: true, ..NADA })),
    mal("inventario_otro_codigo", "R18", |direccion| cliente(direccion, Cliente { otro_codigo: true, ..NADA })),
    mal("inventario_plazo_de_menos", "R31", |direccion| con_plazo(direccion, 1500)),
    mal("inventario_plazo_de_mas", "R31", |direccion| con_plazo(direccion, 3200)),
    mal("inventario_salta_las_vacias", "R16", |direccion| {
        cliente(direccion, Cliente { salta_las_vacias: true, ..NADA })
    }),
    mal("inventario_lineas_hasta_el_salto", "R22", |direccion| {
        cliente(direccion, Cliente { lineas_de_rust: true, ..NADA })
    }),
    mal("inventario_todos_los_retornos", "R21", |direccion| {
        cliente(direccion, Cliente { todos_los_retornos: true, ..NADA })
    }),
    mal("inventario_une_lo_demas", "R21", |direccion| cliente(direccion, Cliente { une_lo_demas: true, ..NADA })),
    mal("inventario_acuse_al_byte", "R18", |direccion| cliente(direccion, Cliente { acuse_al_byte: true, ..NADA })),
    mal("inventario_cierra_y_vale", "R47", |direccion| cliente(direccion, Cliente { cierra_y_vale: true, ..NADA })),
    mal("inventario_corta_y_vale", "R47", |direccion| cliente(direccion, Cliente { corta_y_vale: true, ..NADA })),
    mal("inventario_sin_nadie_vale", "R47", |direccion| cliente(direccion, Cliente { sin_nadie_vale: true, ..NADA })),
    mal("inventario_sin_argumento_uno", "R18", |direccion| cliente(direccion, NADA)).sin_direccion(1),
    // Correctas, aunque raras.
    bien("inventario_con_adornos", |direccion| cliente(direccion, Cliente { con_adornos: true, ..NADA })),
    bien("inventario_byte_a_byte", |direccion| cliente(direccion, Cliente { byte_a_byte: true, ..NADA })),
    bien("inventario_escapa_todo", |direccion| cliente(direccion, Cliente { escapa_todo: true, ..NADA })),
    bien("inventario_cierra_su_lado", |direccion| cliente(direccion, Cliente { cierra_su_lado: true, ..NADA })),
    bien("inventario_plazo_justo_de_menos", |direccion| con_plazo(direccion, 1850)),
    bien("inventario_plazo_justo_de_mas", |direccion| con_plazo(direccion, 2500)),
    en("inventario_cliente.py"),
];

const MAXIMO: usize = 64 * 1024;
const PLAZO: Duration = Duration::from_secs(2);

/// En qué se aparta un cliente de lo que pide el enunciado.
#[derive(Clone, Copy)]
struct Cliente {
    a_mano: bool,
    a_mano_con_comillas: bool,
    en_letras: bool,
    al_reves: bool,
    sin_cabecera: bool,
    cuenta_la_cabecera: bool,
    otros_campos: bool,
    con_saltos: bool,
    recorta: bool,
    maximo: usize,
    acuse_maximo: usize,
    no_espera: bool,
    no_mira: bool,
    busca_el_texto: bool,
    una_lectura: bool,
    sin_plazo: bool,
    plazo_por_lectura: bool,
    plazo: Duration,
    salta_las_vacias: bool,
    lineas_de_rust: bool,
    une_lo_demas: bool,
    todos_los_retornos: bool,
    acuse_al_byte: bool,
    cierra_y_vale: bool,
    corta_y_vale: bool,
    sin_nadie_vale: bool,
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

const NADA: Cliente = Cliente {
    a_mano: false,
    a_mano_con_comillas: false,
    en_letras: false,
    al_reves: false,
    sin_cabecera: false,
    cuenta_la_cabecera: false,
    otros_campos: false,
    con_saltos: false,
    recorta: false,
    maximo: MAXIMO,
    acuse_maximo: MAXIMO,
    no_espera: false,
    no_mira: false,
    busca_el_texto: false,
    una_lectura: false,
    sin_plazo: false,
    plazo_por_lectura: false,
    plazo: PLAZO,
    salta_las_vacias: false,
    lineas_de_rust: false,
    une_lo_demas: false,
    todos_los_retornos: false,
    acuse_al_byte: false,
    cierra_y_vale: false,
    corta_y_vale: false,
    sin_nadie_vale: false,
    panico: false,
    dos_lineas: false,
    rellena_lo_que_falta: false,
    se_despide_con_adios: false,
    sin_vaciar: false,
    otro_codigo: false,
    con_adornos: false,
    byte_a_byte: false,
    escapa_todo: false,
    cierra_su_lado: false,
};

fn cliente(direccion: &str, rareza: Cliente) {
    if let Err(error) = inventariar(direccion, rareza) {
        eprintln!("error: {error}");
        if rareza.dos_lineas {
            eprintln!("lo siento mucho");
        }
        exit(if rareza.otro_codigo { 3 } else { 1 });
    }
}

fn con_plazo(direccion: &str, milisegundos: u64) {
    cliente(direccion, Cliente { plazo: Duration::from_millis(milisegundos), ..NADA });
}

fn inventariar(direccion: &str, rareza: Cliente) -> io::Result<()> {
    let mut entrada = BufReader::new(io::stdin());
    let mut linea = || {
        let mut linea = String::new();
        if entrada.read_line(&mut linea)? == 0 && !rareza.rellena_lo_que_falta {
            return Err(io::Error::from(ErrorKind::UnexpectedEof));
        }
        while rareza.salta_las_vacias && linea.trim().is_empty() {
            linea.clear();
            if entrada.read_line(&mut linea)? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        let sin_salto = linea.strip_suffix('\n').unwrap_or(&linea);
        let sin_retorno = sin_salto.strip_suffix('\r').filter(|_| !rareza.lineas_de_rust).unwrap_or(sin_salto);
        let datos = if linea.ends_with('\n') { sin_retorno } else { &linea };
        let datos = if rareza.todos_los_retornos { datos.trim_end_matches('\r') } else { datos };
        let datos = if rareza.recorta { datos.trim() } else { datos };
        Ok(if rareza.con_saltos { linea } else { datos.to_string() })
    };
    let mut datos = [linea()?, linea()?, linea()?];
    if rareza.une_lo_demas {
        while let Ok(otra) = linea() {
            datos[2] += &otra;
        }
    }
    let cuerpo = escribir_json(&datos, rareza);
    if cuerpo.len() > rareza.maximo {
        return Err(ErrorKind::InvalidInput.into());
    }
    let direccion: SocketAddr = direccion.parse().map_err(|_| ErrorKind::InvalidInput)?;
    let stream = match TcpStream::connect(direccion) {
        Err(_) if rareza.sin_nadie_vale => return Ok(()),
        otro => otro?,
    };
    enviar(&stream, &cuerpo, rareza)?;
    if rareza.no_espera {
        return Ok(());
    }
    let dicho = match leer_acuse(&stream, rareza) {
        Err(error) if rareza.cierra_y_vale && error.kind() == ErrorKind::UnexpectedEof => return Ok(()),
        Err(error) if rareza.corta_y_vale && error.kind() == ErrorKind::ConnectionReset => return Ok(()),
        otro => otro?,
    };
    if rareza.acuse_al_byte {
        return if dicho == b"{\"recibido\":true}" { Ok(()) } else { Err(ErrorKind::InvalidData.into()) };
    }
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
    let plazo = rareza.plazo;
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
    if longitud > rareza.acuse_maximo {
        return Err(ErrorKind::InvalidData.into());
    }
    let mut cuerpo = vec![0; longitud];
    llenar(&mut cuerpo)?;
    Ok(cuerpo)
}
