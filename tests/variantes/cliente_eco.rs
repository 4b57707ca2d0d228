//! Variantes de `cliente_eco`.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::process::exit;
use std::thread;
use std::time::{Duration, Instant};

use crate::red::en_un_hijo;
use crate::reto::{Reto, Variante, bien, en, mal};

pub const RETO: Reto = Reto { nombre: "cliente_eco", variantes: VARIANTES };

const VARIANTES: &[Variante] = &[
    mal("cliente_sin_despedirse", "R32", |direccion| con(direccion, Rareza { sin_despedirse: true, ..BIEN })),
    mal("cliente_envia_antes", "R34", |direccion| con(direccion, Rareza { envia_antes: true, ..BIEN })),
    mal("cliente_no_compara", "R28", |direccion| con(direccion, Rareza { no_compara: true, ..BIEN })),
    mal("cliente_una_lectura", "R01", |direccion| {
        con(direccion, Rareza { una_lectura: true, no_compara: true, ..BIEN })
    }),
    mal("cliente_bufer_entero", "R03", |direccion| {
        con(direccion, Rareza { bufer_entero: true, no_compara: true, bufer: 1024, ..BIEN })
    }),
    mal("cliente_texto_por_trozos", "R14", |direccion| con(direccion, Rareza { texto: true, ..BIEN })),
    mal("cliente_no_acaba", "R26", |direccion| con(direccion, Rareza { no_acaba: true, ..BIEN })),
    mal("cliente_saluda", "R21", |direccion| con(direccion, Rareza { saluda: true, ..BIEN })),
    mal("cliente_salto_de_mas", "R22", |direccion| con(direccion, Rareza { salto_de_mas: true, ..BIEN })),
    mal("cliente_dos_lineas", "R27", |direccion| con(direccion, Rareza { dos_lineas: true, ..BIEN })),
    mal("cliente_otro_codigo", "R18", |direccion| con(direccion, Rareza { codigo_de_fallo: 3, ..BIEN })),
    mal("cliente_sin_plazo", "R31", |direccion| con(direccion, Rareza { plazo: None, ..BIEN })),
    mal("cliente_plazo_corto", "R31", |direccion| {
        con(direccion, Rareza { plazo: Some(Duration::from_millis(1200)), ..BIEN })
    }),
    mal("cliente_plazo_largo", "R31", |direccion| {
        con(direccion, Rareza { plazo: Some(Duration::from_secs(6)), ..BIEN })
    }),
    mal("cliente_no_llama_por_nada", "R16", |direccion| con(direccion, Rareza { no_llama_por_nada: true, ..BIEN })),
    mal("cliente_cuenta_los_bytes", "R28", |direccion| {
        con(direccion, Rareza { no_compara: true, cuenta_los_bytes: true, ..BIEN })
    }),
    mal("cliente_lee_los_justos", "R28", |direccion| con(direccion, Rareza { lee_los_justos: true, ..BIEN })),
    mal("cliente_un_corte_es_un_final", "R28", |direccion| {
        con(direccion, Rareza { un_corte_es_un_final: true, ..BIEN })
    }),
    mal("cliente_codigo", "R18", |direccion| con(direccion, BIEN)).sin_direccion(1),
    mal("cliente_a_otro_sitio", "R16", |direccion| con(direccion, Rareza { a_otro_sitio: true, ..BIEN })),
    mal("cliente_panico", "R19", |direccion| con(direccion, Rareza { panico: true, ..BIEN })),
    mal("cliente_de_texto", "R14", |direccion| {
        con_entrada(direccion, |entrada| String::from_utf8(entrada).map_err(io::Error::other).map(String::into_bytes))
    }),
    mal("cliente_hasta_el_cero", "R23", |direccion| {
        con_entrada(direccion, |entrada| Ok(entrada.split(|byte| *byte == 0).next().unwrap_or_default().to_vec()))
    }),
    mal("cliente_sin_retornos", "R21", |direccion| {
        con_entrada(direccion, |entrada| Ok(entrada.into_iter().filter(|byte| *byte != b'\r').collect()))
    }),
    mal("cliente_compara_al_final", "R26", |direccion| {
        con(direccion, Rareza { no_compara: true, compara_al_final: true, ..BIEN })
    }),
    mal("cliente_escribe_al_final", "R06", escribe_al_final),
    mal("cliente_plazo_total", "R31", plazo_total),
    // Correctas, aunque raras.
    bien("cliente_que_lo_cuenta", |direccion| {
        con(direccion, BIEN);
        eprintln!("ha vuelto todo");
    }),
    bien("cliente_con_prisa", |direccion| con(direccion, Rareza { plazo: Some(Duration::from_millis(1850)), ..BIEN })),
    bien("cliente_con_calma", |direccion| con(direccion, Rareza { plazo: Some(Duration::from_millis(2500)), ..BIEN })),
    bien("cliente_bufer_pequeno", |direccion| con(direccion, Rareza { bufer: 700, ..BIEN })),
    bien("cliente_empieza_despacio", |direccion| con(direccion, Rareza { empieza_despacio: true, ..BIEN })),
    bien("cliente_en_un_solo_hilo", |direccion| con(direccion, Rareza { un_hilo: true, ..BIEN })),
    bien("cliente_bufer_enorme", |direccion| con(direccion, Rareza { bufer: 4 << 20, ..BIEN })),
    bien("cliente_en_un_hijo", |_| en_un_hijo("cliente_bufer_pequeno")),
    en("cliente_eco.py"),
];

/// En qué se aparta una variante de lo que pide el enunciado.
#[derive(Clone, Copy)]
struct Rareza {
    sin_despedirse: bool,
    envia_antes: bool,
    no_compara: bool,
    una_lectura: bool,
    bufer_entero: bool,
    texto: bool,
    no_acaba: bool,
    saluda: bool,
    salto_de_mas: bool,
    dos_lineas: bool,
    codigo_de_fallo: i32,
    bufer: usize,
    plazo: Option<Duration>,
    a_otro_sitio: bool,
    panico: bool,
    empieza_despacio: bool,
    un_hilo: bool,
    compara_al_final: bool,
    cuenta_los_bytes: bool,
    lee_los_justos: bool,
    un_corte_es_un_final: bool,
    no_llama_por_nada: bool,
}

const BIEN: Rareza = Rareza {
    sin_despedirse: false,
    envia_antes: false,
    no_compara: false,
    una_lectura: false,
    bufer_entero: false,
    texto: false,
    no_acaba: false,
    saluda: false,
    salto_de_mas: false,
    dos_lineas: false,
    codigo_de_fallo: 1,
    bufer: 64 * 1024,
    plazo: Some(Duration::from_secs(2)),
    a_otro_sitio: false,
    panico: false,
    empieza_despacio: false,
    un_hilo: false,
    compara_al_final: false,
    cuenta_los_bytes: false,
    lee_los_justos: false,
    un_corte_es_un_final: false,
    no_llama_por_nada: false,
};

fn con(direccion: &str, rareza: Rareza) {
    if let Err(error) = pedir(direccion, rareza) {
        eprintln!("error: {error}");
        if rareza.dos_lineas {
            eprintln!("lo siento mucho");
        }
        exit(rareza.codigo_de_fallo);
    }
}

fn con_entrada(direccion: &str, cambiar: fn(Vec<u8>) -> io::Result<Vec<u8>>) {
    if let Err(error) = entrada().and_then(cambiar).and_then(|mensaje| pedir_con(direccion, &mensaje, BIEN)) {
        eprintln!("error: {error}");
        exit(1);
    }
}

fn entrada() -> io::Result<Vec<u8>> {
    let mut mensaje = Vec::new();
    io::stdin().read_to_end(&mut mensaje)?;
    Ok(mensaje)
}

/// Guarda el eco y lo escribe cuando ya lo tiene entero.
fn escribe_al_final(direccion: &str) {
    a_su_manera(direccion, |stream, mensaje| {
        let (mut eco, mut stream) = (Vec::new(), stream);
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let leidos = stream.read(&mut buffer)?;
            eco.extend_from_slice(&buffer[..leidos]);
            if leidos == 0 || !mensaje.starts_with(&eco) {
                break;
            }
        }
        io::stdout().write_all(&eco)?;
        Ok(eco == mensaje)
    })
}

/// Los 2 segundos son para todo, y no para cada espera.
fn plazo_total(direccion: &str) {
    a_su_manera(direccion, |mut stream, mensaje| {
        let (hasta, mut falta, mut buffer) = (Instant::now() + Duration::from_secs(2), mensaje, vec![0; 64 * 1024]);
        loop {
            let queda = hasta.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
            stream.set_read_timeout(Some(queda))?;
            let leidos = stream.read(&mut buffer)?;
            if leidos == 0 {
                return Ok(falta.is_empty());
            }
            io::stdout().write_all(&buffer[..leidos])?;
            io::stdout().flush()?;
            falta = falta.strip_prefix(&buffer[..leidos]).ok_or(ErrorKind::InvalidData)?;
        }
    })
}

/// Envía en otro hilo y recibe como se diga: bien, si el eco es el que tenía que ser.
fn a_su_manera(direccion: &str, recibir: fn(&TcpStream, &[u8]) -> io::Result<bool>) {
    let pedir = || {
        let mensaje = entrada()?;
        let stream = TcpStream::connect(direccion)?;
        stream.set_read_timeout(BIEN.plazo)?;
        stream.set_write_timeout(BIEN.plazo)?;
        thread::scope(|hilos| {
            hilos.spawn(|| (&stream).write_all(&mensaje).and_then(|()| stream.shutdown(Shutdown::Write)));
            let eco = recibir(&stream, &mensaje);
            let _ = stream.shutdown(Shutdown::Both);
            if eco? { Ok(()) } else { Err(ErrorKind::InvalidData.into()) }
        })
    };
    if let Err(error) = pedir() {
        let error: io::Error = error;
        eprintln!("error: {error}");
        exit(1);
    }
}

fn pedir(direccion: &str, rareza: Rareza) -> io::Result<()> {
    pedir_con(direccion, &entrada()?, rareza)
}

fn pedir_con(direccion: &str, mensaje: &[u8], rareza: Rareza) -> io::Result<()> {
    if rareza.no_llama_por_nada && mensaje.is_empty() {
        return Ok(());
    }
    // El puerto 9 no lo usa nadie: si alguien contestara, sería otro programa.
    let direccion = if rareza.a_otro_sitio { "127.0.0.1:9" } else { direccion };
    let direccion: SocketAddr = direccion.parse().map_err(|_| ErrorKind::InvalidInput)?;
    let conectado = TcpStream::connect(direccion);
    let stream = if rareza.panico { conectado.unwrap() } else { conectado? };
    stream.set_read_timeout(rareza.plazo)?;
    stream.set_write_timeout(rareza.plazo)?;
    if rareza.un_hilo {
        return en_un_solo_hilo(&stream, mensaje);
    }
    let enviar = || {
        let (primeros, resto) = mensaje.split_at(if rareza.empieza_despacio { mensaje.len().min(64) } else { 0 });
        primeros.iter().try_for_each(|byte| (&stream).write_all(&[*byte]))?;
        (&stream).write_all(resto)?;
        if rareza.sin_despedirse { Ok(()) } else { stream.shutdown(Shutdown::Write) }
    };
    if rareza.envia_antes {
        enviar()?;
        return recibir(&stream, mensaje, rareza);
    }
    thread::scope(|hilos| {
        let envio = hilos.spawn(enviar);
        let eco = recibir(&stream, mensaje, rareza);
        if eco.is_err() {
            let _ = stream.shutdown(Shutdown::Both);
        }
        let enviado = envio.join().unwrap();
        eco.and(enviado)
    })
}

/// Sin hilos: lo que el sistema no acepta o no tiene ahora mismo, se intenta a la vuelta siguiente.
fn en_un_solo_hilo(mut stream: &TcpStream, mensaje: &[u8]) -> io::Result<()> {
    stream.set_nonblocking(true)?;
    let (mut por_enviar, mut falta, mut buffer) = (mensaje, mensaje, vec![0; 64 * 1024]);
    if mensaje.is_empty() {
        stream.shutdown(Shutdown::Write)?;
    }
    let mut ultimo = Instant::now();
    while ultimo.elapsed() < Duration::from_secs(2) {
        let enviados = if por_enviar.is_empty() { None } else { listo(stream.write(por_enviar))? };
        if let Some(enviados) = enviados {
            por_enviar = &por_enviar[enviados..];
            if por_enviar.is_empty() {
                stream.shutdown(Shutdown::Write)?;
            }
        }
        let leidos = listo(stream.read(&mut buffer))?;
        if leidos == Some(0) {
            return if falta.is_empty() { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) };
        }
        let trozo = &buffer[..leidos.unwrap_or(0)];
        io::stdout().write_all(trozo)?;
        io::stdout().flush()?;
        falta = falta.strip_prefix(trozo).ok_or(ErrorKind::InvalidData)?;
        match (enviados, leidos) {
            (None, None) => thread::sleep(Duration::from_millis(1)),
            _ => ultimo = Instant::now(),
        }
    }
    Err(ErrorKind::TimedOut.into())
}

fn listo(hecho: io::Result<usize>) -> io::Result<Option<usize>> {
    match hecho {
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(None),
        otro => otro.map(Some),
    }
}

fn recibir(mut stream: &TcpStream, mensaje: &[u8], rareza: Rareza) -> io::Result<()> {
    let mut salida = io::stdout();
    if rareza.saluda {
        salida.write_all(b"eco: ")?;
    }
    let mut buffer = vec![0; rareza.bufer];
    let (mut falta, mut eco) = (mensaje, Vec::new());
    loop {
        let caben = if rareza.lee_los_justos { falta.len().min(buffer.len()) } else { buffer.len() };
        let leidos = match stream.read(&mut buffer[..caben]) {
            Err(error) if rareza.un_corte_es_un_final && error.kind() == ErrorKind::ConnectionReset => return Ok(()),
            leidos => leidos?,
        };
        if leidos == 0 && !rareza.no_acaba {
            break;
        }
        let trozo = &buffer[..leidos];
        match (rareza.texto, rareza.bufer_entero) {
            (true, _) => salida.write_all(String::from_utf8_lossy(trozo).as_bytes())?,
            (_, true) => salida.write_all(&buffer)?,
            _ => salida.write_all(trozo)?,
        }
        salida.flush()?;
        if rareza.una_lectura {
            return Ok(());
        }
        eco.extend_from_slice(trozo);
        if !rareza.no_compara {
            falta = falta.strip_prefix(trozo).ok_or(ErrorKind::InvalidData)?;
        }
    }
    if rareza.salto_de_mas {
        salida.write_all(b"\n")?;
    }
    salida.flush()?;
    if (rareza.compara_al_final && eco != mensaje) || (rareza.cuenta_los_bytes && eco.len() != mensaje.len()) {
        return Err(ErrorKind::InvalidData.into());
    }
    if falta.is_empty() || rareza.no_compara { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) }
}
