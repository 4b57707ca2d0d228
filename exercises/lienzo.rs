//! Reto de la lección 7 · `lienzo`: recibe una imagen por UDP, trozo a trozo, y la guarda.
//!
//! Recibe en el primer argumento la dirección en la que escucha, `IP:PUERTO`, y en el segundo, el fichero en el que
//! guarda la imagen. Cada datagrama dice por sí solo qué es y dónde va, así que da igual que se pierda, se repita o se
//! adelante §1. Los números son enteros sin signo, con el byte de más peso primero §2; los que ocupan dos bytes van
//! marcados:
//!
//! ```text
//! TAMAÑO   01   ancho (2)  alto (2)
//! BLOQUE   02   x (2)  y (2)  columnas (1)  filas (1)   y, de cada píxel, rojo, verde y azul (1 cada uno)
//! FIN      03
//! ```
//!
//! El píxel de arriba a la izquierda es el (0, 0); los de un bloque vienen por filas, de izquierda a derecha §3. Un
//! píxel suelto es un bloque de 1 × 1; el mayor, el que cabe en un datagrama §4. Por ejemplo, un lienzo de 2 × 1 con un
//! píxel rojo y otro azul:
//!
//! ```text
//! 01 00 02 00 01        02 00 00 00 00 02 01 ff 00 00 00 00 ff        03
//! ```
//!
//! El primer TAMAÑO válido crea el lienzo, todo negro, y dice quién es el emisor: quien lo ha enviado §5. Los que
//! lleguen después no cambian nada §6. Un lienzo tiene de 1 a 1000 píxeles de ancho, y lo mismo de alto §7. De esto no
//! se hace caso:
//!
//! - lo que no venga del emisor §8, y lo que llegue antes que el TAMAÑO, que aún no tiene dónde ponerse §9;
//! - lo que esté mal formado: vacío, de otra clase, con bytes de menos o de más, un bloque sin columnas o sin filas, un
//!   tamaño que no puede ser §10;
//! - un bloque que no cabe entero en el lienzo §11.
//!
//! Termina en cuanto no falta ningún píxel §12. Si faltan: cuando, después de un FIN, pasa medio segundo sin que llegue
//! nada del emisor (el FIN puede haberse adelantado) §13; o, sin FIN, cuando pasan 2 segundos §14. Antes del TAMAÑO
//! espera lo que haga falta §15. Del medio segundo se admite de 0,2 a 1,4 s, y de los 2 segundos, de 1,5 a 2,9 s.
//!
//! Al terminar guarda el lienzo como está, con lo que no ha llegado en negro, en formato PPM: `P6␊ANCHO ALTO␊255␊` y
//! detrás el rojo, el verde y el azul de cada píxel §16. Escribe en stdout `faltan N píxeles` §17, y acaba con código 0
//! si N es 0; si no, con código 1 y también una línea en stderr §18.
//!
//! Su primera línea en stdout es exactamente `escuchando en IP:PUERTO`, con el puerto de verdad (el 0 es «el que esté
//! libre») §19. Si falta algún argumento, acaba con código 2; si no puede escuchar o guardar, con código 1; siempre con
//! una línea en stderr §20.
//!
//! Pruébalo:   cargo run -p exercises --bin lienzo 127.0.0.1:12345 dos.ppm
//! y en otra:  python3 -c "import socket; s = socket.socket(type=socket.SOCK_DGRAM); [s.sendto(bytes.fromhex(d),
//!             ('127.0.0.1', 12345)) for d in ['0100020001', '0200000000 0201 ff0000 0000ff', '03']]"

// Mientras queden huecos, que el compilador no avise de lo que aún no usas. Quita esta línea al acabar.
#![allow(dead_code, unused_imports)]

use std::env;
use std::fs;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, UdpSocket};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Lo más que mide un lienzo por cada lado: quien anuncie más no nos hace reservar memoria.
const LADO: usize = 1000;
/// Lo que se espera al emisor después de un FIN, y antes de él.
const TRAS_EL_FIN: Duration = Duration::from_millis(500);
const SIN_FIN: Duration = Duration::from_secs(2);
/// Con esto cabe cualquier datagrama.
const BUFFER: usize = 65_535;

fn main() -> ExitCode {
    let (Some(direccion), Some(fichero)) = (env::args().nth(1), env::args().nth(2)) else {
        eprintln!("uso: lienzo IP:PUERTO FICHERO.ppm");
        return ExitCode::from(2);
    };
    match recibir_imagen(&direccion, &fichero) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(faltan) => {
            eprintln!("error: la imagen tiene {faltan} píxeles en negro que no han llegado");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: no puedo recibir en {direccion} y guardar en {fichero} ({:?})", error.kind());
            ExitCode::FAILURE
        }
    }
}

/// Escucha, recibe un lienzo, lo guarda y devuelve cuántos píxeles le faltan.
fn recibir_imagen(direccion: &str, fichero: &str) -> io::Result<usize> {
    todo!("escucha en {direccion}, recibe un lienzo, guárdalo en {fichero} y di cuántos píxeles faltan")
}

/// Recibe datagramas hasta que el lienzo está entero o el emisor calla.
fn recibir(socket: &UdpSocket) -> io::Result<Lienzo> {
    todo!(
        "recibe en {socket:?}, con un búfer de {BUFFER}, un TAMAÑO y después bloques; espera {TRAS_EL_FIN:?} o {SIN_FIN:?}"
    )
}

/// Recibe un datagrama del emisor antes de `hasta`. `None` si no llega.
fn recibir_de(socket: &UdpSocket, emisor: SocketAddr, buffer: &mut [u8], hasta: Instant) -> io::Result<Option<usize>> {
    todo!("recibe en {socket:?}, en {} bytes, solo de {emisor} y hasta {hasta:?}", buffer.len())
}

/// Lo que dice un datagrama.
enum Mensaje<'a> {
    Tamano { ancho: usize, alto: usize },
    Bloque { x: usize, y: usize, columnas: usize, colores: &'a [u8] },
    Fin,
}

/// Lo que dice un datagrama; `None` si está mal formado.
fn interpretar(datagrama: &[u8]) -> Option<Mensaje<'_>> {
    todo!("di qué es {datagrama:?}: un TAMAÑO de hasta {LADO}, un BLOQUE, un FIN o nada")
}

/// La imagen que se va llenando. No sabe nada de la red.
struct Lienzo {
    ancho: usize,
    alto: usize,
    /// Tres bytes por píxel, por filas.
    colores: Vec<u8>,
    /// De cada píxel, si ha llegado ya.
    puestos: Vec<bool>,
    faltan: usize,
}

impl Lienzo {
    /// Un lienzo negro al que le falta todo.
    fn nuevo(ancho: usize, alto: usize) -> Self {
        todo!("un lienzo negro de {ancho} × {alto}")
    }

    /// Pone un bloque donde dice. Si no cabe entero, no lo pone.
    fn poner(&mut self, x: usize, y: usize, columnas: usize, colores: &[u8]) {
        todo!("pon en ({x}, {y}) un bloque de {columnas} columnas y {} bytes", colores.len())
    }

    /// La imagen, en formato PPM.
    fn en_ppm(&self) -> Vec<u8> {
        todo!("escribe la cabecera de {} × {} y los colores", self.ancho, self.alto)
    }
}
