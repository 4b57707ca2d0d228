//! Reto de la lección 6 · `servidor_eco_udp`: devuelve cada datagrama a quien lo envía.
//!
//! A cada datagrama que llega contesta con otro igual, byte a byte §1, enviado a la dirección de la que vino §2 y desde
//! el mismo socket en el que escucha §3. Da igual lo que traiga: texto, una imagen §4, el mayor datagrama que cabe
//! (65 507 bytes por IPv4) §5 o nada, porque 0 bytes son un datagrama como otro §6. Si llega dos veces lo mismo,
//! contesta dos veces §7.
//!
//! No hay clientes que aceptar ni de los que despedirse: cualquiera puede escribir en cualquier momento, y se contesta
//! a cada uno lo suyo §8, aunque lleguen veinte de golpe §9. Si un cliente se ha ido sin esperar su eco, no pasa
//! nada §10. Tampoco si en mucho rato no escribe nadie §11: se espera, sin gastar procesador §12.
//!
//! Como todo servidor del curso:
//!
//! - Recibe en el primer argumento la dirección en la que escucha, `IP:PUERTO` §13. El puerto 0 es «el que esté libre».
//! - Su primera línea en stdout es exactamente `escuchando en IP:PUERTO`, con el puerto de verdad §14. Después puede
//!   escribir lo que quiera.
//! - Sin argumento, acaba con código 2 §15; si no puede escuchar, con código 1 §16; siempre con una línea en
//!   stderr §17.
//! - No termina nunca por su cuenta §18.
//!
//! Pruébalo:    cargo run -p exercises --bin servidor_eco_udp 127.0.0.1:20001
//! y en otra:   cargo run --bin leccion6 -- udp cliente "¡Hola!"

// Mientras queden huecos, que el compilador no avise de lo que aún no usas. Quita esta línea al acabar.
#![allow(dead_code, unused_imports)]

use std::env;
use std::io;
use std::net::UdpSocket;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

/// Con esto cabe cualquier datagrama: su longitud se escribe en 16 bits. Lo que no quepa en el búfer se pierde.
const BUFFER: usize = 65_535;
/// Lo que se descansa si recibir falla: sin este respiro, un fallo que dura nos tendría dando vueltas.
const RESPIRO: Duration = Duration::from_millis(10);

fn main() -> ExitCode {
    let Some(direccion) = env::args().nth(1) else {
        eprintln!("uso: servidor_eco_udp IP:PUERTO");
        return ExitCode::from(2);
    };
    match escuchar(&direccion) {
        Ok(socket) => servir(&socket),
        Err(error) => {
            eprintln!("error: no puedo escuchar en {direccion} ({:?})", error.kind());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Abre el puerto y dice en cuál ha quedado.
fn escuchar(direccion: &str) -> io::Result<UdpSocket> {
    todo!("abre un socket UDP en {direccion} y di en stdout dónde escuchas")
}

/// Contesta a un datagrama detrás de otro, sin terminar nunca.
fn servir(socket: &UdpSocket) {
    todo!(
        "devuelve cada datagrama que llegue a {socket:?}, con un búfer de {BUFFER}; si algo falla, dilo, espera {RESPIRO:?} y sigue"
    )
}

/// Espera un datagrama y lo devuelve a quien lo envió.
fn devolver(socket: &UdpSocket, buffer: &mut [u8]) -> io::Result<()> {
    todo!("recibe en {socket:?} un datagrama de hasta {} bytes y devuélvelo", buffer.len())
}
