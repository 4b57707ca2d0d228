//! Reto de la lección 7 · `recibir_archivo_udp`: recibe un fichero por UDP y lo guarda entero y comprobado, o no lo guarda.
//!
//! Recibe en el primer argumento la dirección en la que escucha, `IP:PUERTO`, y en el segundo, dónde guarda: SALIDA. El
//! emisor parte el fichero en trozos de 1000 bytes (el último, de 1 a 1000) §1 y los numera desde 0. Los números que
//! viajan son de 32 bits sin signo, con el byte de más peso primero §2. Del emisor llegan dos clases de datagramas:
//!
//! ```text
//! TROZO   44 «D»   número del trozo (4 bytes)   cuántos trozos son (4 bytes)   sus bytes
//! FIN     46 «F»   cuántos trozos son (4 bytes)   suma CRC-32 de todo el fichero (4 bytes)
//! ```
//!
//! El primero que llega dice quién es el emisor (su dirección) §3 y cuántos trozos son: de 0, si el fichero está vacío,
//! a 65 536 §4. Los trozos llegan en cualquier orden §5, varios sin esperar acuse §6, y alguno más de una vez §7. Se
//! contesta al emisor:
//!
//! ```text
//! a un TROZO                           41 «A»   el número del trozo, lo hubiera recibido ya o no §8
//! a un FIN, si falta algún trozo       50 «P»   el número del primero que falta, y se sigue recibiendo §9
//! a un FIN, si está todo y suma        42 «B»   cuando SALIDA ya está guardada §10
//! a un FIN, si no suma, o no se        4d «M»   y acaba con código 1 §11
//!            puede guardar
//! ```
//!
//! De cualquier otra cosa no se hace caso ni se contesta: lo que no venga del emisor, lo que esté mal formado o vacío,
//! un número de trozo que no existe, un total distinto o de más de 65 536, un trozo de un tamaño que no toca §12.
//!
//! La respuesta `B` también se puede perder: después de la primera, contesta igual a los TROZO y FIN del emisor que se
//! repitan §13, y cuando lleva 300 ms sin que llegue ninguno acaba con código 0 §14. De esos 300 ms se admiten hasta
//! 1,4 s, y que no sean algo menos no se comprueba.
//!
//! SALIDA no está nunca a medias: hasta que se guarda sigue siendo lo que era, o no existe §15. Cuando el programa
//! acaba, al lado de SALIDA no queda nada §16. Antes del primer datagrama espera lo que haga falta §17; después, si
//! pasa 1 segundo sin que llegue nada válido del emisor, no guarda nada y acaba con código 1 §18. Siempre que acaba con
//! código 1, una sola línea en stderr §19. De ese segundo se admite de 0,6 a 2,2 s.
//!
//! Su primera línea en stdout es exactamente `escuchando en IP:PUERTO`, con el puerto de verdad (el 0 es «el que esté
//! libre») §20. Si falta algún argumento, acaba con código 2; si no puede escuchar, con código 1; siempre con una línea
//! en stderr §21.
//!
//! Pruébalo:   cargo run -p exercises --bin recibir_archivo_udp 127.0.0.1:12345 copia.bin
//! y en otra:  cargo run -- verificar recibir_archivo_udp

// Mientras queden huecos, que el compilador no avise de lo que aún no usas. Quita esta línea al acabar.
#![allow(dead_code, unused_imports)]

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, UdpSocket};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Los bytes de fichero que lleva cada trozo, menos el último.
const TROZO: usize = 1000;
/// Los trozos que se aceptan: 64 MB de fichero caben en la memoria de cualquiera.
const TROZOS: u32 = 65_536;
/// Lo que se espera a un emisor que calla.
const SILENCIO: Duration = Duration::from_secs(1);
/// Lo que se sigue contestando después de guardar, por si la última respuesta se ha perdido.
const DESPEDIDA: Duration = Duration::from_millis(300);
/// Con esto cabe cualquier datagrama.
const BUFFER: usize = 65_535;

/// Lo que dice un datagrama del emisor.
enum Mensaje {
    Trozo { numero: u32, total: u32, datos: Vec<u8> },
    Fin { total: u32, suma: u32 },
}

/// Un fichero a medio llegar, y de quién.
struct Llegado {
    emisor: SocketAddr,
    total: u32,
    trozos: BTreeMap<u32, Vec<u8>>,
}

fn main() -> ExitCode {
    let (Some(direccion), Some(salida)) = (env::args().nth(1), env::args_os().nth(2)) else {
        eprintln!("uso: recibir_archivo_udp IP:PUERTO SALIDA");
        return ExitCode::from(2);
    };
    let recibido = escuchar(&direccion)
        .map_err(|error| format!("no puedo escuchar en {direccion} ({:?})", error.kind()))
        .and_then(|socket| recibir(&socket, Path::new(&salida)));
    match recibido {
        Ok(()) => ExitCode::SUCCESS,
        Err(fallo) => {
            eprintln!("error: {fallo}");
            ExitCode::FAILURE
        }
    }
}

/// Abre el puerto y dice en cuál ha quedado.
fn escuchar(direccion: &str) -> io::Result<UdpSocket> {
    todo!("abre un socket UDP en {direccion} y di en stdout dónde escuchas")
}

/// Recibe el fichero, lo guarda en `salida` y se despide. Si algo falla, devuelve una frase.
fn recibir(socket: &UdpSocket, salida: &Path) -> Result<(), String> {
    todo!("recibe por {socket:?}, contesta y guarda en {salida:?}; si el emisor calla {SILENCIO:?}, ríndete")
}

/// Espera hasta `limite`, si lo hay, un datagrama que se entienda. Devuelve qué dice y quién, o nada si se acaba el plazo.
fn esperar(socket: &UdpSocket, limite: Option<Instant>) -> io::Result<Option<(Mensaje, SocketAddr)>> {
    todo!("espera en {socket:?} hasta {limite:?}, con un búfer de {BUFFER}; lo que no se entienda, déjalo pasar")
}

/// Entiende un datagrama; si no es como dice el enunciado, nada.
fn leer(datagrama: &[u8]) -> Option<Mensaje> {
    todo!(
        "separa lo que dicen estos {} bytes: trozos de {TROZO}, menos el último, y {TROZOS} como mucho",
        datagrama.len()
    )
}

impl Llegado {
    /// Apunta lo que dice un mensaje del emisor, y devuelve qué contestarle. Con el FIN, guarda.
    fn contestar(&mut self, mensaje: Mensaje, salida: &Path) -> Vec<u8> {
        let _ = mensaje;
        todo!("apunta el trozo, o comprueba y guarda en {salida:?}: ¿«A», «P», «B» o «M»?")
    }

    /// El primer trozo que falta, si falta alguno.
    fn primero_que_falta(&self) -> Option<u32> {
        todo!("busca el primero que no esté, de los {} que son", self.total)
    }
}

/// Sigue contestando al emisor hasta que lleva [`DESPEDIDA`] callado.
fn despedirse(socket: &UdpSocket, llegado: &mut Llegado, salida: &Path) -> io::Result<()> {
    let _ = salida;
    todo!("contesta por {socket:?} lo que repita {}, hasta que calle {DESPEDIDA:?}", llegado.emisor)
}

/// Escribe al lado y, cuando está todo, le da su nombre de golpe: nadie ve medio fichero.
fn guardar(salida: &Path, datos: &[u8]) -> io::Result<()> {
    todo!("escribe {} bytes en un fichero al lado de {salida:?}, y renómbralo", datos.len())
}

/// La suma CRC-32 de unos bytes, la de zip y de png. Está hecha; no hay que tocarla.
fn sumar(datos: &[u8]) -> u32 {
    let por_bit = |resto: u32, _| if resto & 1 == 1 { (resto >> 1) ^ 0xedb8_8320 } else { resto >> 1 };
    !datos.iter().fold(!0, |resto, byte| (0..8).fold(resto ^ u32::from(*byte), por_bit))
}
