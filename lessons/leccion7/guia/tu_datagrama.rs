//! Paso 16, «te toca»: la guía pone el receptor de píxeles y tú le escribes, byte a byte, un datagrama.

use std::cell::RefCell;
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::rc::Rc;
use std::time::{Duration, Instant};

use redes::cifras::plural;
use redes::guia::{Paso, Reaccion, TeTocaUdp};

use crate::PUERTO;
use crate::pixeles::datagrama::{CABECERA, Datagrama, MAGIA, Mensaje};
use crate::pixeles::plano::Motivo;
use crate::pixeles::receptor::ReceptorDeImagenes;
use crate::udp::BUFFER;
use crate::udp::acuse::Acuse;
use crate::udp::sello::{self, SELLO};

/// Cuánto se espera a quien está escribiendo su programa.
const PLAZO: Duration = Duration::from_secs(600);

/// Los trozos de la imagen más grande que se acepta aquí: cada datagrama se dibuja, y los del gatín serían 379.
const TROZOS: u64 = 8;

/// El anuncio de una imagen RGB de 2×2, en un trozo, aún sin su suma: el mismo que se propone en Python.
const ANUNCIO: [u8; CABECERA] = *b"PX2\x01\x13\x01\0\x04\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\x02\0\0\0\0\0\0\0\x07";

/// El paso en que escribes tú el datagrama.
pub fn paso() -> Paso {
    let dicho = Rc::new(RefCell::new(None));
    let apunta = Rc::clone(&dicho);
    let receptores = RefCell::new(Vec::new());
    let inicio = Instant::now();
    Paso::nuevo("tu-datagrama", "Te toca: escribe tú el datagrama")
        .parrafo(
            "Ya conoces los 32 bytes de la cabecera: `PX2`, tipo, formato y banderas (uno cada uno), píxeles por datagrama \
             (2), número, envío, ancho y alto (4 cada uno) y transferencia (8). Detrás van los píxeles, si los hay, y la suma de todo: un CRC-32 (4). \
             Escríbelos con tu propio programa: contesta la misma máquina que hay en el servidor.",
        )
        .te_toca_udp(TeTocaUdp {
            puerto: PUERTO,
            encargo: Box::new(encargar),
            contestar: Box::new(move |llegada| {
                let mut receptores = receptores.borrow_mut();
                let respuesta = contestar(&mut receptores, inicio.elapsed(), llegada.de, llegada.bytes);
                let mut apunta = apunta.borrow_mut();
                *apunta = Some(lo_mejor(apunta.take(), comentar(llegada.bytes, respuesta.as_ref())));
                let mut bytes = Vec::new();
                respuesta.map(|respuesta| respuesta.codificar(&mut bytes)).map_or(Vec::new(), |()| vec![bytes])
            }),
            reaccion: Box::new(move |_| dicho.borrow_mut().take().unwrap_or(Reaccion::Espera)),
            ensayo: Box::new(ensayar),
            plazo: PLAZO,
        })
}

fn encargar(donde: SocketAddr) -> String {
    let (ip, puerto) = (donde.ip(), donde.port());
    format!(
        "Anuncia a {donde} una imagen de 2×2. En Python, por ejemplo:\n\
         `import socket, struct, zlib`\n\
         `s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)`\n\
         `d = b\"PX2\" + struct.pack(\">BBBHIIIIQ\", 1, 0x13, 1, 4, 0, 0, 2, 2, 7)`\n\
         `d += struct.pack(\">I\", zlib.crc32(d))`\n\
         `s.sendto(d, (\"{ip}\", {puerto}))`"
    )
}

/// Lo que contesta el receptor. Cada dirección tiene el suyo: así nadie espera turno; y se recuerdan unas pocas.
fn contestar(
    receptores: &mut Vec<(SocketAddr, ReceptorDeImagenes)>,
    ahora: Duration,
    de: SocketAddr,
    bytes: &[u8],
) -> Option<Datagrama<'static>> {
    let datagrama = Datagrama::descodificar(bytes)?;
    if datagrama.plano.trozos() > TROZOS && datagrama.plano.comprobar().is_ok() {
        return Some(datagrama.respuesta(Mensaje::Rechazo(Motivo::Enorme)));
    }
    if !receptores.iter().any(|(otra, _)| *otra == de) {
        receptores.truncate(7);
        receptores.insert(0, (de, ReceptorDeImagenes::nuevo(PLAZO)));
    }
    let (_, receptor) = receptores.iter_mut().find(|(otra, _)| *otra == de)?;
    let respuesta = receptor.llega(ahora, de, bytes).0;
    if receptor.despedido(ahora) {
        return respuesta;
    }
    // Ya la tiene entera: lo siguiente que venga de ahí, aunque repita el número de transferencia, es otra imagen.
    receptores.retain(|(otra, _)| *otra != de);
    respuesta
}

/// De lo que se iba a decir y lo nuevo, lo que se dice: si llega todo de golpe, lo conseguido no lo tapa lo de detrás.
fn lo_mejor(antes: Option<Reaccion>, ahora: Reaccion) -> Reaccion {
    match (antes, ahora) {
        (Some(hecho @ Reaccion::Hecho(_)), Reaccion::Espera | Reaccion::Otra(_)) => hecho,
        (_, ahora) => ahora,
    }
}

/// Qué se le dice a quien ha enviado `bytes`.
fn comentar(bytes: &[u8], respuesta: Option<&Datagrama>) -> Reaccion {
    let Some(datagrama) = Datagrama::descodificar(bytes) else {
        return Reaccion::Otra(match bytes {
            corto if corto.len() < CABECERA + SELLO => {
                format!(
                    "Son {} B, y la cabecera y la suma ya son {}: el receptor no contesta a eso.",
                    corto.len(),
                    CABECERA + SELLO
                )
            }
            otro if !otro.starts_with(&MAGIA) => {
                "No empieza por «PX2»: para el receptor es basura, y no contesta.".to_string()
            }
            otro if sello::abrir(otro).is_none() => {
                let dentro = &otro[..otro.len() - SELLO];
                format!(
                    "La suma no cuadra: el CRC-32 de lo demás es {:08x}. Se descarta, como si se hubiera perdido.",
                    crc32fast::hash(dentro)
                )
            }
            _ => "Empieza por «PX2», pero lo demás no cuadra: repasa el orden y los bytes de cada campo.".to_string(),
        });
    };
    let (ancho, alto, trozos) = (datagrama.plano.ancho, datagrama.plano.alto, datagrama.plano.trozos());
    match respuesta.map(|respuesta| respuesta.mensaje) {
        Some(Mensaje::Acuse(Acuse { base, .. })) if u64::from(base) == trozos => {
            Reaccion::Hecho(format!("¡Imagen de {ancho}×{alto} completa! Cada uno de sus bytes lo has escrito tú."))
        }
        Some(Mensaje::Acuse(Acuse { base, .. })) => Reaccion::Hecho(format!(
            "Una imagen de {ancho}×{alto} en {}: entendido. El acuse (el tipo 4) dice que me falta el {base}. Con r puedes \
             repetir y enviarlo: tipo 2, y detrás de la cabecera, los píxeles.",
            plural(trozos, "trozo")
        )),
        Some(Mensaje::Rechazo(_)) if datagrama.plano.comprobar().is_ok() => Reaccion::Otra(format!(
            "Una imagen de {}: aquí no caben más de {TROZOS}, porque se dibuja cada uno. Esa, en tu ventana.",
            plural(trozos, "trozo")
        )),
        Some(Mensaje::Rechazo(_)) => Reaccion::Otra(format!("Una imagen de {ancho}×{alto}: rechazada, con el tipo 6.")),
        _ => Reaccion::Otra("Se entiende, pero no pide acuse (la bandera 1), así que nadie contesta.".to_string()),
    }
}

/// Sin nadie delante, lo mismo que se propone en Python.
fn ensayar(donde: SocketAddr) -> io::Result<()> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut anuncio = ANUNCIO.to_vec();
    sello::sellar(&mut anuncio);
    socket.send_to(&anuncio, donde)?;
    socket.recv_from(&mut [0; BUFFER]).map(drop)
}

#[cfg(test)]
mod pruebas {
    use super::*;

    fn envia(receptores: &mut Vec<(SocketAddr, ReceptorDeImagenes)>, bytes: &[u8]) -> String {
        let de = "127.0.0.1:9".parse().unwrap();
        let respuesta = contestar(receptores, Duration::ZERO, de, bytes);
        match comentar(bytes, respuesta.as_ref()) {
            Reaccion::Espera => String::new(),
            Reaccion::Otra(texto) => texto,
            Reaccion::Hecho(texto) => format!("✔ {texto}"),
        }
    }

    #[test]
    fn reacciona_a_lo_que_llega() {
        let mut receptores = Vec::new();
        assert!(envia(&mut receptores, b"hola").starts_with("Son 4 B"));
        assert!(envia(&mut receptores, &[b'x'; 40]).starts_with("No empieza"));
        let sin_suma = [&ANUNCIO[..], &[0; 4]].concat();
        assert!(envia(&mut receptores, &sin_suma).contains(&format!("es {:08x}.", crc32fast::hash(&ANUNCIO))));
        let mut tu = |bytes: &[u8]| {
            let mut sellado = bytes.to_vec();
            sello::sellar(&mut sellado);
            envia(&mut receptores, &sellado)
        };
        assert!(tu(&[&b"PX2"[..], &[0; 29]].concat()).starts_with("Empieza por"));
        assert!(tu(&ANUNCIO).starts_with("✔ Una imagen de 2×2 en 1 trozo"));
        assert!(tu(&ANUNCIO).starts_with("✔ "), "repetirlo también vale");
        let mut trozo = [&ANUNCIO[..], &[9; 12]].concat();
        trozo[3] = 2;
        assert!(tu(&trozo).starts_with("✔ ¡Imagen de 2×2 completa!"));
        for (medida, dice) in
            [(200, "Una imagen de 10\u{a0}000 trozos: aquí no caben"), (60_000, "Una imagen de 60000×60000")]
        {
            let mut grande = ANUNCIO;
            grande[16..20].copy_from_slice(&u32::to_be_bytes(medida));
            grande[20..24].copy_from_slice(&u32::to_be_bytes(medida));
            assert!(tu(&grande).starts_with(dice), "{}", tu(&grande));
        }
        // El anuncio, el trozo y el fin, de golpe: lo que cuenta es que está completa.
        let mut fin = ANUNCIO;
        fin[3] = 3;
        let dicho = [&ANUNCIO[..], &trozo, &fin].into_iter().fold(None, |antes, bytes| {
            let texto = tu(bytes);
            let ahora = match texto.strip_prefix("✔ ") {
                Some(hecho) => Reaccion::Hecho(hecho.to_string()),
                None => Reaccion::Otra(texto),
            };
            Some(lo_mejor(antes, ahora))
        });
        assert!(matches!(dicho, Some(Reaccion::Hecho(texto)) if texto.starts_with("¡Imagen de 2×2 completa!")));
        let mut mudo = ANUNCIO;
        mudo[5] = 2;
        mudo[31] = 8;
        assert!(tu(&mudo).contains("no pide acuse"));
    }
}
