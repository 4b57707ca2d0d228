//! Variantes de `lineas`.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::net::TcpStream;

use crate::red::{
    en_un_hijo, por_ipv6, servir, servir_a_unos, servir_con_hilos, servir_hasta_el_primer_error, servir_sin_cola,
};
use crate::reto::{Reto, Variante, bien, en, mal};

pub const RETO: Reto = Reto { nombre: "lineas", variantes: VARIANTES };

const VARIANTES: &[Variante] = &[
    mal("lineas_una_lectura", "R01", una_lectura),
    mal("lineas_por_lecturas", "R01", por_lecturas),
    mal("lineas_bufreader_nuevo", "R05", bufreader_nuevo),
    mal("lineas_texto_por_trozos", "R14", texto_por_trozos),
    mal("lineas_sin_salto", "R08", |direccion| {
        servir(direccion, |s| con(s, |linea| contestar(linea).trim_end().to_string()))
    }),
    mal("lineas_al_final", "R06", al_final),
    mal("lineas_sin_flush", "R06", sin_flush),
    mal("lineas_con_retorno", "R21", con_retorno),
    mal("lineas_sin_limite", "R13", |direccion| {
        servir(direccion, |s| sin_limite(s, |linea| Some(contestar(sin_final(linea)))))
    }),
    mal("lineas_limite_tarde", "R13", limite_tarde).solo_en_linux(),
    mal("lineas_pierde_la_ultima", "R23", pierde_la_ultima),
    mal("lineas_panico", "R19", |direccion| {
        servir(direccion, |s| con(s, |linea| del_reves(str::from_utf8(linea).unwrap())))
    }),
    mal("lineas_interrogante", "R11", |direccion| servir_hasta_el_primer_error(direccion, |s| con(s, contestar))),
    mal("lineas_bytes_del_reves", "R21", bytes_del_reves),
    mal("lineas_se_va_con_el_error", "R23", se_va_con_el_error),
    mal("lineas_recortadas", "R21", |direccion| texto_de(direccion, |linea| del_reves(linea.trim()))),
    mal("lineas_sin_blancos_al_final", "R21", |direccion| texto_de(direccion, |linea| del_reves(linea.trim_end()))),
    mal("lineas_sin_retornos", "R21", |direccion| texto_de(direccion, |linea| del_reves(linea.trim_end_matches('\r')))),
    mal("lineas_hasta_el_cero", "R21", |direccion| {
        texto_de(direccion, |linea| del_reves(linea.split('\0').next().unwrap_or_default()))
    }),
    mal("lineas_sin_control", "R21", |direccion| {
        texto_de(direccion, |linea| del_reves(&linea.replace(|letra: char| letra.is_control(), "")))
    }),
    mal("lineas_sin_bom", "R21", |direccion| {
        texto_de(direccion, |linea| del_reves(linea.trim_start_matches('\u{feff}')))
    }),
    mal("lineas_de_mas_finales", "R21", |direccion| {
        texto_de(direccion, |linea| {
            linea.split(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}']).map(del_reves).collect()
        })
    }),
    mal("lineas_en_utf16", "R21", |direccion| {
        texto_de(direccion, |linea| {
            let unidades: Vec<u16> = linea.encode_utf16().collect();
            let unidades: Vec<u16> = unidades.into_iter().rev().collect();
            String::from_utf16_lossy(&unidades) + "\n"
        })
    }),
    mal("lineas_desconfia_del_sustituto", "R21", |direccion| {
        texto_de(direccion, |linea| if linea.contains('\u{fffd}') { NO_ES_TEXTO.to_string() } else { del_reves(linea) })
    }),
    mal("lineas_sustituye", "R21", |direccion| {
        servir(direccion, |s| con(s, |linea| del_reves(&String::from_utf8_lossy(linea))))
    }),
    mal("lineas_limite_menor", "R21", |direccion| {
        texto_de(direccion, |linea| if linea.len() >= MAXIMO { LARGA.to_string() } else { del_reves(linea) })
    }),
    mal("lineas_salta_las_vacias", "R21", |direccion| {
        texto_de(direccion, |linea| if linea.is_empty() { String::new() } else { del_reves(linea) })
    }),
    mal("lineas_cuenta_el_retorno", "R21", cuenta_el_retorno),
    mal("lineas_cuenta_letras", "R13", cuenta_letras),
    mal("lineas_un_cliente", "R17", |direccion| servir_a_unos(direccion, 1, |s| con(s, contestar))),
    mal("lineas_codigo", "R18", |direccion| servir(direccion, |s| con(s, contestar))).sin_direccion(1),
    mal("lineas_solo_una", "R23", |direccion| servir(direccion, solo_una)),
    mal("lineas_write", "R04", write_a_secas).solo_en_linux(),
    mal("lineas_a_diez", "R17", |direccion| servir_a_unos(direccion, 10, |s| con(s, contestar))),
    // Correctas, aunque raras.
    bien("lineas_sin_cola", |direccion| servir_sin_cola(direccion, |s| con(s, contestar))),
    bien("lineas_de_uno_en_uno", |direccion| servir(direccion, leyendo_de_uno_en_uno)),
    bien("lineas_con_hilos", |direccion| servir_con_hilos(direccion, |s| con(s, contestar))),
    bien("lineas_en_dos_escrituras", en_dos_escrituras),
    bien("lineas_byte_a_byte", byte_a_byte),
    bien("lineas_lenta", lenta),
    bien("lineas_acumulando", |direccion| servir(direccion, acumulando)),
    bien("lineas_en_un_hijo", |_| en_un_hijo("lineas_acumulando")),
    bien("lineas_por_ipv6", |direccion| por_ipv6(direccion, |direccion| servir(direccion, acumulando))),
    en("lineas.py"),
    en("lineas.js"),
];

const MAXIMO: usize = 8192;
const LARGA: &str = "error: la línea pasa de 8192 bytes\n";
const NO_ES_TEXTO: &str = "error: la línea no es UTF-8\n";

fn del_reves(texto: &str) -> String {
    texto.chars().rev().chain(['\n']).collect()
}

fn sin_final(linea: &[u8]) -> &[u8] {
    let linea = linea.strip_suffix(b"\n").unwrap_or(linea);
    linea.strip_suffix(b"\r").unwrap_or(linea)
}

fn contestar(linea: &[u8]) -> String {
    str::from_utf8(linea).map_or(NO_ES_TEXTO.to_string(), del_reves)
}

/// Bien, salvo lo que cambie quien la usa: cómo se contesta a una línea entera.
fn con(s: TcpStream, contestar: impl Fn(&[u8]) -> String) -> io::Result<()> {
    let mut lector = BufReader::new(&s);
    loop {
        let mut linea = Vec::new();
        let leidos = lector.by_ref().take(MAXIMO as u64 + 2).read_until(b'\n', &mut linea)?;
        if leidos == 0 {
            return Ok(());
        }
        if !linea.ends_with(b"\n") && leidos == MAXIMO + 2 {
            lector.skip_until(b'\n')?;
            linea = vec![b'x'; MAXIMO + 1];
        }
        let linea = sin_final(&linea);
        let dicho = if linea.len() > MAXIMO { LARGA.to_string() } else { contestar(linea) };
        (&s).write_all(dicho.as_bytes())?;
    }
}

/// Sin límite: guarda la línea entera, sea como sea.
fn sin_limite(s: TcpStream, contestar: impl Fn(&[u8]) -> Option<String>) -> io::Result<()> {
    let mut lector = BufReader::new(&s);
    loop {
        let mut linea = Vec::new();
        if lector.read_until(b'\n', &mut linea)? == 0 {
            return Ok(());
        }
        match contestar(&linea) {
            Some(dicho) => (&s).write_all(dicho.as_bytes())?,
            None => return Ok(()),
        }
    }
}

/// Bien, salvo cómo se contesta a una línea que es texto.
fn texto_de(direccion: &str, contestar: fn(&str) -> String) {
    servir(direccion, |s| con(s, |linea| str::from_utf8(linea).map_or(NO_ES_TEXTO.to_string(), contestar)))
}

/// Mide la línea antes de quitarle su `\r`.
fn cuenta_el_retorno(direccion: &str) {
    servir(direccion, |s| {
        acotado(s, |linea| {
            let linea = linea.strip_suffix(b"\n").unwrap_or(linea);
            if linea.len() > MAXIMO { LARGA.to_string() } else { contestar(sin_final(linea)) }
        })
    })
}

fn cuenta_letras(direccion: &str) {
    servir(direccion, |s| {
        acotado(s, |linea| {
            let linea = sin_final(linea);
            let letras = String::from_utf8_lossy(linea).chars().count();
            if letras > MAXIMO { LARGA.to_string() } else { contestar(linea) }
        })
    })
}

/// No guarda más de lo que ocupa una línea muy larga; el límite de verdad lo pone quien contesta.
fn acotado(s: TcpStream, contestar: impl Fn(&[u8]) -> String) -> io::Result<()> {
    let mut lector = BufReader::new(&s);
    loop {
        let (mut linea, tope) = (Vec::new(), 4 * MAXIMO);
        if lector.by_ref().take(tope as u64).read_until(b'\n', &mut linea)? == 0 {
            return Ok(());
        }
        if linea.len() == tope && !linea.ends_with(b"\n") {
            lector.skip_until(b'\n')?;
        }
        (&s).write_all(contestar(&linea).as_bytes())?;
    }
}

fn solo_una(s: TcpStream) -> io::Result<()> {
    let (mut lector, mut linea) = (BufReader::new(&s), Vec::new());
    lector.read_until(b'\n', &mut linea)?;
    (&s).write_all(contestar(sin_final(&linea)).as_bytes())
}

fn write_a_secas(direccion: &str) {
    servir(direccion, |s| {
        let copia = s.try_clone()?;
        con(s, |linea| {
            let _ = (&copia).write(contestar(linea).as_bytes());
            String::new()
        })
    })
}

fn leyendo_de_uno_en_uno(mut s: TcpStream) -> io::Result<()> {
    let mut lector = BufReader::with_capacity(4096, s.try_clone()?);
    let (mut linea, mut larga, mut byte) = (Vec::new(), false, [0]);
    loop {
        let leidos = lector.read(&mut byte)?;
        let fin = leidos == 0 || byte[0] == b'\n';
        if !fin {
            larga |= linea.len() > MAXIMO;
            if !larga {
                linea.push(byte[0]);
            }
            continue;
        }
        if leidos == 0 && linea.is_empty() {
            return Ok(());
        }
        let util = if leidos == 0 { &linea[..] } else { sin_final(&linea) };
        let dicho = if larga || util.len() > MAXIMO { LARGA.to_string() } else { contestar(util) };
        s.write_all(dicho.as_bytes())?;
        (linea, larga) = (Vec::new(), false);
        if leidos == 0 {
            return Ok(());
        }
    }
}

fn una_lectura(direccion: &str) {
    servir(direccion, |mut s| {
        let mut buffer = [0; 16 * 1024];
        loop {
            let leidos = s.read(&mut buffer)?;
            if leidos == 0 {
                return Ok(());
            }
            s.write_all(contestar(sin_final(&buffer[..leidos])).as_bytes())?;
        }
    })
}

fn por_lecturas(direccion: &str) {
    servir(direccion, |mut s| {
        // Separa bien las que llegan juntas, pero cada lectura empieza de cero.
        let mut buffer = [0; 16 * 1024];
        loop {
            let leidos = s.read(&mut buffer)?;
            if leidos == 0 {
                return Ok(());
            }
            let dicho: String =
                buffer[..leidos].split_inclusive(|b| *b == b'\n').map(|linea| contestar(sin_final(linea))).collect();
            s.write_all(dicho.as_bytes())?;
        }
    })
}

fn bufreader_nuevo(direccion: &str) {
    servir(direccion, |s| {
        loop {
            let mut linea = Vec::new();
            if BufReader::new(&s).read_until(b'\n', &mut linea)? == 0 {
                return Ok(());
            }
            (&s).write_all(contestar(sin_final(&linea)).as_bytes())?;
        }
    })
}

fn texto_por_trozos(direccion: &str) {
    servir(direccion, |mut s| {
        let (mut texto, mut buffer) = (String::new(), [0; 1024]);
        loop {
            let leidos = s.read(&mut buffer)?;
            if leidos == 0 {
                return Ok(());
            }
            texto += &String::from_utf8_lossy(&buffer[..leidos]);
            while let Some((linea, resto)) = texto.split_once('\n') {
                s.write_all(del_reves(linea.trim_end_matches('\r')).as_bytes())?;
                texto = resto.to_string();
            }
        }
    })
}

fn al_final(direccion: &str) {
    servir(direccion, |mut s| {
        let mut todo = Vec::new();
        s.read_to_end(&mut todo)?;
        let dicho: String = todo.split_inclusive(|b| *b == b'\n').map(|linea| contestar(sin_final(linea))).collect();
        s.write_all(dicho.as_bytes())
    })
}

fn sin_flush(direccion: &str) {
    servir(direccion, |s| {
        let mut escritor = BufWriter::new(&s);
        let mut lector = BufReader::new(&s);
        let mut linea = Vec::new();
        while lector.read_until(b'\n', &mut linea)? > 0 {
            escritor.write_all(contestar(sin_final(&linea)).as_bytes())?;
            linea.clear();
        }
        Ok(())
    })
}

fn con_retorno(direccion: &str) {
    servir(direccion, |s| sin_limite(s, |linea| Some(contestar(linea.strip_suffix(b"\n").unwrap_or(linea)))))
}

fn limite_tarde(direccion: &str) {
    servir(direccion, |s| {
        sin_limite(s, |linea| {
            let linea = sin_final(linea);
            Some(if linea.len() > MAXIMO { LARGA.to_string() } else { contestar(linea) })
        })
    })
}

fn pierde_la_ultima(direccion: &str) {
    servir(direccion, |s| sin_limite(s, |linea| linea.ends_with(b"\n").then(|| contestar(sin_final(linea)))))
}

fn bytes_del_reves(direccion: &str) {
    servir(direccion, |s| {
        con(s, |linea| {
            let bytes: Vec<u8> = linea.iter().rev().copied().collect();
            String::from_utf8_lossy(&bytes).into_owned() + "\n"
        })
    })
}

fn se_va_con_el_error(direccion: &str) {
    servir(direccion, |s| {
        let salida = s.try_clone()?;
        sin_limite(s, |linea| match str::from_utf8(sin_final(linea)) {
            Ok(texto) => Some(del_reves(texto)),
            Err(_) => (&salida).write_all(NO_ES_TEXTO.as_bytes()).ok().and(None),
        })
    })
}

fn en_dos_escrituras(direccion: &str) {
    servir(direccion, |s| {
        let copia = s.try_clone()?;
        con(s, |linea| {
            let dicho = contestar(linea);
            let (texto, salto) = dicho.split_at(dicho.len() - 1);
            let _ = (&copia).write_all(texto.as_bytes());
            salto.to_string()
        })
    })
}

fn byte_a_byte(direccion: &str) {
    servir(direccion, |s| {
        let copia = s.try_clone()?;
        con(s, |linea| {
            contestar(linea).bytes().for_each(|byte| drop((&copia).write_all(&[byte])));
            String::new()
        })
    })
}

fn lenta(direccion: &str) {
    servir(direccion, |s| {
        con(s, |linea| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            contestar(linea)
        })
    })
}

/// Sin `BufReader`: lo que llega se acumula, y cada vez se contesta de golpe a todas las líneas enteras.
fn acumulando(mut s: TcpStream) -> io::Result<()> {
    let (mut pendiente, mut larga, mut buffer) = (Vec::new(), false, vec![0; 1 << 20]);
    loop {
        let leidos = s.read(&mut buffer)?;
        pendiente.extend_from_slice(&buffer[..leidos]);
        if leidos == 0 && (larga || !pendiente.is_empty()) {
            pendiente.push(b'\n');
        }
        let mut dicho = String::new();
        while let Some(salto) = pendiente.iter().position(|byte| *byte == b'\n') {
            let linea: Vec<u8> = pendiente.drain(..=salto).collect();
            let linea = sin_final(&linea);
            dicho += &if larga || linea.len() > MAXIMO { LARGA.to_string() } else { contestar(linea) };
            larga = false;
        }
        s.write_all(dicho.as_bytes())?;
        if leidos == 0 {
            return Ok(());
        }
        if pendiente.len() > MAXIMO + 1 {
            (pendiente, larga) = (Vec::new(), true);
        }
    }
}
