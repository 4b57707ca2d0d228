//! Pasos 14 y 15: la guía pone el servidor y tú pones el cliente.
//!
//! Pruébalo:   cargo run --bin leccion6 -- guia --paso 14

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use redes::cable::{Anotacion, Lado, Suceso};
use redes::cifras::en_bytes;
use redes::guia::{Paso, Reaccion, TeTocaUdp};

use crate::udp::preguntar::Cliente;
use crate::udp::servidor::PUERTO;
use crate::udp::trato::Trato;

/// Cuánto se espera a quien está escribiendo su cliente.
const PLAZO: Duration = Duration::from_secs(300);

pub fn eco() -> Paso {
    Paso::nuevo("te-toca", "Te toca: tu cliente de eco UDP")
        .parrafo(
            "El reto del capítulo: escribe un cliente que envíe una nota, espere su eco y lo enseñe. En el lenguaje que \
             quieras; el servidor lo pone la guía, y verás aquí lo que cruza.",
        )
        .te_toca_udp(TeTocaUdp {
            puerto: PUERTO,
            encargo: Box::new(|donde| {
                format!(
                    "Envía un datagrama a {donde} con tu programa y espera el eco. Si aún no lo tienes:\n{}",
                    ejemplos(donde)
                )
            }),
            contestar: Box::new(|llegada| vec![llegada.bytes.to_vec()]),
            reaccion: Box::new(reaccionar),
            ensayo: Box::new(ensayar),
            plazo: PLAZO,
        })
}

pub fn fiable() -> Paso {
    /// Solo se contesta a una de cada tantas.
    const CADA: usize = 3;
    let llegadas = AtomicUsize::new(0);
    Paso::nuevo("te-toca-fiable", "Te toca: que no se quede esperando")
        .parrafo(
            "El mismo servidor, con un arrebato: **tira dos notas de cada tres** sin contestar. Un cliente sin plazo se queda \
             esperando; uno con plazo y reintento acaba recibiendo su eco.",
        )
        .te_toca_udp(TeTocaUdp {
            puerto: PUERTO,
            encargo: Box::new(|donde| {
                format!(
                    "Ponle plazo y reintentos a tu cliente, y que insista con {donde} hasta tener su eco. Para comparar:\n{}",
                    ejemplos(donde)
                )
            }),
            contestar: Box::new(move |llegada| {
                let turno = llegadas.fetch_add(1, Ordering::SeqCst) + 1;
                if turno.is_multiple_of(CADA) { vec![llegada.bytes.to_vec()] } else { Vec::new() }
            }),
            reaccion: Box::new(reaccionar_a_la_insistencia),
            ensayo: Box::new(ensayar),
            plazo: PLAZO,
        })
}

fn ejemplos(donde: SocketAddr) -> String {
    let (ip, puerto) = (donde.ip(), donde.port());
    let opcion = if puerto == PUERTO { String::new() } else { format!(" --puerto {puerto}") };
    format!(
        "`cargo run --bin leccion6 -- udp cliente{opcion} \"¡Hola!\"`\n\
         `nc -u {ip} {puerto}` (escribe una línea; Ctrl-C para salir)"
    )
}

/// Los datagramas de un lado.
fn enviados(todas: &[Anotacion], de: Lado) -> Vec<(&[u8], usize)> {
    let datagramas = todas.iter().filter(|una| una.lado == de).filter_map(|una| match &una.suceso {
        Suceso::Envia(muestra) => Some((muestra.bytes.as_slice(), muestra.total)),
        _ => None,
    });
    datagramas.collect()
}

fn reaccionar(todas: &[Anotacion]) -> Reaccion {
    match enviados(todas, Lado::Cliente).last() {
        None => Reaccion::Espera,
        Some((_, 0)) => Reaccion::Otra(
            "Una nota en blanco: también vale, y también ha vuelto. Ahora una con algo dentro.".to_string(),
        ),
        Some((bytes, total)) => {
            let salto = if bytes.ends_with(b"\n") {
                " Lleva un salto de línea al final: en UDP no hace falta, el mensaje acaba donde acaba el datagrama."
            } else {
                ""
            };
            Reaccion::Hecho(format!(
                "Ha llegado tu nota, de {}, y va de vuelta.{salto} ¿La ha enseñado tu programa? Entonces ya tienes un cliente \
                 de eco UDP.",
                en_bytes(*total)
            ))
        }
    }
}

fn reaccionar_a_la_insistencia(todas: &[Anotacion]) -> Reaccion {
    let (preguntas, respuestas) = (enviados(todas, Lado::Cliente).len(), enviados(todas, Lado::Servidor).len());
    match (preguntas, respuestas) {
        (0, _) => Reaccion::Espera,
        (1, 0) => Reaccion::Otra(
            "Esa la he tirado sin decir nada. Si tu programa insiste él solo, vas bien; si se ha quedado esperando, le falta \
             un plazo."
                .to_string(),
        ),
        (veces, 0) => Reaccion::Otra(format!("Van {veces}, y las he tirado todas. Que insista.")),
        (1, _) => Reaccion::Hecho(
            "Esta sí la he contestado. Tu programa ha estrenado socket para insistir: vale, pero así una respuesta que llegue \
             tarde se pierde. Si insistes desde el mismo, no."
                .to_string(),
        ),
        (veces, _) => Reaccion::Hecho(format!("Tu cliente ha enviado {veces} notas desde el mismo socket hasta tener su eco.")),
    }
}

/// Lo que hace la guía si no hay nadie delante: el cliente de la lección.
fn ensayar(donde: SocketAddr) -> io::Result<()> {
    let trato = Trato {
        plazo: Duration::from_millis(200),
        tope: Duration::from_secs(1),
        intentos: 8,
        numerada: false,
        conectado: false,
    };
    // Antes, que se pueda abrir un socket: así el fallo, si lo hay, es el del sistema.
    UdpSocket::bind(("127.0.0.1", 0))?;
    let eco = Cliente::nuevo(donde, trato).preguntar("¿hay alguien?".as_bytes(), |_| ());
    eco.map(drop).map_err(|fallo| io::Error::other(fallo.to_string()))
}
