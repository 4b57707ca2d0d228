//! Variantes de `lineas`.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::net::TcpStream;

use crate::red::{en_un_hijo, por_ipv6, servir, servir_con_hilos, servir_hasta_el_primer_error};
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
    // Correctas, aunque raras.
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
