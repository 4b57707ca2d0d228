//! Servidor de eco por UDP: cada datagrama vuelve, byte a byte, a quien lo envió.
//!
//! Pruébalo:   cargo run --bin leccion6 -- udp servidor
//! y en otra terminal:   cargo run --bin leccion6 -- udp cliente "¡Hola!"
//!
//! Verás una línea por datagrama. Compáralo con `tcp/servidor.rs`: aquí no hay `listen`, ni `accept`, ni un socket por cliente,
//! ni hilos. Un solo socket habla con todos, y atender a mil clientes a la vez no cuesta más que atender a uno.

use std::net::UdpSocket;
use std::thread;
use std::time::Duration;

use buzon::Buzon;
use redes::argumentos::Red;
use redes::cifras::en_bytes;
use redes::consola::{lamentar, narrar};
use redes::errores::{Fallo, Resultado, explicar};
use redes::red::anunciar;

use crate::udp::datagramas::{Recibido, bufer_para, recibir};

/// El puerto de esta lección para UDP.
pub const PUERTO: u16 = 20001;

/// Lo que se descansa cuando `recv_from` falla. Sin este respiro, un fallo que dura nos tendría dando vueltas.
const RESPIRO: Duration = Duration::from_millis(100);

/// Abre el socket y dice dónde ha quedado escuchando. Un `Buzon` es un `UdpSocket` que, si escucha en todas las direcciones de este
/// ordenador, contesta por la misma a la que le escriben: a la respuesta de otra, el cliente no le haría caso.
pub fn abrir(red: &Red) -> Resultado<Buzon> {
    let puerto = red.puerto(PUERTO);
    // Con `bind` basta: desde ya pueden llegar datagramas.
    let socket =
        UdpSocket::bind((red.host.as_str(), puerto)).map_err(|error| Fallo::al_escuchar(&red.host, puerto, error))?;
    anunciar(socket.local_addr())?;
    Ok(Buzon::nuevo(socket))
}

/// Devuelve cada datagrama a quien lo envía: tantos como diga `cuantos` o, si no dice nada, hasta que lo interrumpes.
/// No tiene plazo: esperar es su trabajo, y mientras espera a uno puede llegar cualquier otro.
pub fn servir(socket: &Buzon, maximo: usize, cuantos: Option<u64>) {
    let mut bufer = bufer_para(maximo);
    let mut atendidos = 0;
    while cuantos.is_none_or(|cuantos| atendidos < cuantos) {
        match recibir(socket, &mut bufer) {
            // También el vacío: 0 bytes son un datagrama como otro cualquiera.
            Ok(Recibido::Datagrama(bytes, cliente)) => {
                atendidos += 1;
                // El eco son exactamente los mismos bytes: ni saludos, ni números, ni saltos de línea.
                match socket.send_to(&bufer[..bytes], cliente) {
                    Ok(_) => narrar(&format!("{cliente}: {} de eco", en_bytes(bytes))),
                    Err(error) => lamentar(&format!("{cliente}: no he podido contestarle: {}", explicar(&error))),
                }
            }
            // Un eco a medias sería mentira: mejor callar, y decirlo aquí.
            Ok(Recibido::Cortado(cliente)) => {
                let quien = cliente.map_or("alguien".to_string(), |cliente| cliente.to_string());
                lamentar(&format!("{quien}: su datagrama no cabe en {}; no le contesto", en_bytes(maximo)));
            }
            // Un cliente se fue sin esperar su eco. El aviso (Windows lo da aquí, en la llamada siguiente) no es de
            // nadie que esté esperando ahora: el servidor sigue.
            Ok(Recibido::NadieEscuchaba) => lamentar("un cliente se ha ido antes de recibir su eco"),
            Ok(Recibido::Nada) => {}
            Err(error) => {
                lamentar(&format!("no he podido recibir: {}; lo sigo intentando", explicar(&error)));
                thread::sleep(RESPIRO);
            }
        }
    }
}
