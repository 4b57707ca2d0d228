//! Reto de la lección 4 · `quiz_completo`: un concurso de preguntas, entero, por líneas de texto.
//!
//! Todo son líneas UTF-8 acabadas en `\n`. Esto es una partida de dos, vista por Ana (`>` es lo que escribe ella):
//!
//! ```text
//! ¿nombre?
//! > Ana
//! hola, Ana
//! pregunta 1: ¿Cuál es el planeta más grande del sistema solar?
//! > jupiter
//! bien, llevas 1
//! pregunta 2: ¿Quién escribió «Don Quijote de la Mancha»?
//! > Lope
//! mal, llevas 1
//! pregunta 3: ¿De qué país es capital Madrid?
//! sin respuesta, llevas 1
//! 1. Bea: 3
//! 2. Ana: 1
//! fin
//! ```
//!
//! **Sentarse.** A quien llega se le pregunta `¿nombre?` §1. Su nombre es la línea que envía, sin espacios al principio
//! ni al final y con uno solo entre palabra y palabra §2. Si queda vacío §3, pasa de 20 letras (`char`) §4, no es
//! UTF-8 §5 o lleva caracteres de control §6, se le contesta `nombre no válido`; si en su mesa ya hay otro igual,
//! `nombre repetido` §7; y se espera a que envíe otro §8. Si vale, `hola, NOMBRE`. Cuando en la mesa hay JUGADORES, y
//! no antes §9, empieza su partida y se pone otra mesa: puede haber varias partidas a la vez, y ninguna espera por
//! otra §10. Quien se va antes de que empiece deja libres su sitio y su nombre §11.
//!
//! **Jugar.** Las preguntas son las de `PREGUNTAS`, por orden §12, y a todos se les hace cada una a la vez §13. Se
//! cierra cuando han contestado todos los que quedan, y no antes §14, o a los SEGUNDOS de hacerla §15, lo que pase
//! antes; entonces se dice a cada uno `bien, llevas P`, `mal, llevas P` o `sin respuesta, llevas P` §16, y se hace la
//! siguiente. La respuesta de un jugador es la primera línea que envía después de recibir la pregunta, aunque esté
//! vacía §17; cualquier otra cosa que diga se tira §18. A quien se va (cierra su lado o corta) no se le espera §19, ni
//! sale en la clasificación §20; si se van todos, se acaba su partida, y nada más §21. De los SEGUNDOS se admite de 0,3
//! menos a 1,2 más.
//!
//! **Comparar.** Dos respuestas, o dos nombres, son iguales si lo son después de pasar las letras a minúsculas §22, de
//! cambiar `á é í ó ú ü` por `a e i o u u` §23 (también cuando la tilde o la diéresis vienen sueltas detrás de su
//! letra: U+0301 y U+0308 §24) y de quitar los espacios de más §25 (lo son también el tabulador y el `\r`). Nada más:
//! la `ñ` es otra letra §26, y los signos y las demás tildes cuentan §27.
//!
//! **Acabar.** La clasificación lleva una línea `PUESTO. NOMBRE: PUNTOS` por jugador, de más a menos puntos §28. Los
//! empatados llevan el mismo puesto, por el orden en que se sentaron, y el siguiente salta los que hagan falta: 1, 1,
//! 3 §29. Después, `fin`, y se les cierra §30.
//!
//! Nadie espera por quien calla, ni antes de decir su nombre §31 ni jugando §32. Una línea puede llegar partida, o
//! varias juntas §33; y a quien no la acaba en 1000 bytes, con su final, se le cierra como si se hubiera ido §34.
//! Mientras se espera a alguien no se gasta procesador §35, y de quien se ha ido no queda nada abierto §36.
//!
//! Como todo servidor del curso:
//!
//! - Recibe en el primer argumento la dirección en la que escucha, `IP:PUERTO` (el puerto 0 es
//!   «el que esté libre») §37, y detrás, JUGADORES y SEGUNDOS: los dos, enteros de 1 en adelante §38.
//! - Su primera línea en stdout es exactamente `escuchando en IP:PUERTO`, con el puerto de verdad §39. Después puede
//!   escribir lo que quiera.
//! - Si falta un argumento o no es como se pide, acaba con código 2 §40; si no puede escuchar, con código 1 §41;
//!   siempre con una línea en stderr §42.
//! - No termina nunca por su cuenta §43, y lo que le pase a un cliente (que corte, que se vaya sin decir nada) no
//!   impide atender a los demás §44. Lo suyo es contarlo en stderr, pero eso no se comprueba.
//!
//! Pruébalo:          cargo run -p exercises --bin quiz_completo 127.0.0.1:2065 2 20
//! y en otras dos:    nc 127.0.0.1 2065

// Mientras queden huecos, que el compilador no avise de lo que aún no usas. Quita esta línea al acabar.
#![allow(dead_code, unused_imports)]

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::mem;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Las preguntas de todas las partidas, con su respuesta.
const PREGUNTAS: [(&str, &str); 3] = [
    ("¿Cuál es el planeta más grande del sistema solar?", "Júpiter"),
    ("¿Quién escribió «Don Quijote de la Mancha»?", "Miguel de Cervantes"),
    ("¿De qué país es capital Madrid?", "España"),
];
/// Lo más larga que puede ser una línea de un jugador, en bytes y con su final: nadie nos llena la memoria.
const LINEA_MAXIMA: u64 = 1000;
/// Lo más largo que puede ser un nombre, en letras.
const NOMBRE_MAXIMO: usize = 20;

fn main() -> ExitCode {
    let numero = |indice| env::args().nth(indice)?.parse().ok().filter(|numero| *numero > 0);
    let (Some(direccion), Some(cuantos), Some(segundos)) = (env::args().nth(1), numero(2), numero(3)) else {
        eprintln!("uso: quiz_completo IP:PUERTO JUGADORES SEGUNDOS   (los dos, de 1 en adelante)");
        return ExitCode::from(2);
    };
    match escuchar(&direccion) {
        Ok(listener) => servir(&listener, cuantos, Duration::from_secs(u64::from(segundos))),
        Err(error) => {
            eprintln!("error: no puedo escuchar en {direccion} ({:?})", error.kind());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Abre el puerto y dice en cuál ha quedado.
fn escuchar(direccion: &str) -> io::Result<TcpListener> {
    todo!("abre {direccion} y di en stdout dónde escuchas")
}

/// Alguien que juega.
struct Jugador {
    id: u64,
    nombre: String,
    stream: Arc<TcpStream>,
    /// ¿Le ha llegado ya su «hola»?
    listo: bool,
    puntos: usize,
    /// Lo que ha contestado a la pregunta que está hecha.
    dicho: Option<String>,
}

/// Lo que un jugador le cuenta a su partida.
enum Suceso {
    Listo,
    Dice(String),
    SeVa,
}

/// Un suceso, con el jugador al que le pasa.
type Noticia = (u64, Suceso);

/// Una mesa que se está llenando, y el canal por el que hablarán a su partida los que se sienten en ella.
struct Mesa {
    jugadores: Vec<Jugador>,
    contar: Sender<Noticia>,
    sucesos: Receiver<Noticia>,
}

/// Lo que comparten los hilos de los jugadores.
struct Sala {
    cuantos: usize,
    plazo: Duration,
    mesa: Mutex<Mesa>,
}

/// Da un hilo a cada cliente, con un número que no se repite.
fn servir(listener: &TcpListener, cuantos: u32, plazo: Duration) {
    todo!("acepta clientes de {listener:?}, cada uno con su hilo, en mesas de {cuantos} con {plazo:?} por pregunta")
}

fn mesa_vacia() -> Mesa {
    todo!("una mesa sin nadie, con su canal")
}

/// Un jugador, de principio a fin: su nombre, y después todo lo que diga. Sin plazo: el tiempo lo mide su partida.
fn atender(id: u64, stream: &Arc<TcpStream>, sala: &Sala) -> io::Result<()> {
    let _ = sala;
    todo!("pregunta su nombre al jugador {id} por {stream:?}, siéntalo y cuenta por su canal lo que pase")
}

/// Le busca sitio, si su nombre vale. Con el último que cabe en la mesa empieza la partida, y se pone otra mesa.
fn sentar(
    id: u64,
    stream: &Arc<TcpStream>,
    linea: &str,
    sala: &Sala,
) -> Result<(String, Sender<Noticia>), &'static str> {
    let _ = sala;
    todo!("sienta al {id}, de {stream:?}, si le vale el nombre {linea:?}; si se llena la mesa, que empiece")
}

/// Una partida entera. Solo ella escribe a sus jugadores, y nunca espera a ninguno más de la cuenta.
fn jugar(jugadores: Vec<Jugador>, sucesos: &Receiver<Noticia>, plazo: Duration) {
    let _ = (jugadores, sucesos, PREGUNTAS);
    todo!("haz las preguntas, con {plazo:?} para cada una, y di la clasificación")
}

/// Espera a que hayan contestado todos los que quedan, o a que se acabe el tiempo, que es uno para todos.
fn esperar_respuestas(jugadores: &mut Vec<Jugador>, sucesos: &Receiver<Noticia>, plazo: Duration) {
    let _ = (jugadores, sucesos);
    todo!("recibe sucesos hasta que no falte nadie por contestar o pasen {plazo:?}")
}

/// Un suceso cambia lo que se sabe de su jugador. De cada pregunta solo cuenta lo primero que dice.
fn apuntar(jugadores: &mut Vec<Jugador>, (id, suceso): Noticia) {
    let _ = (jugadores, suceso);
    todo!("apunta lo que le ha pasado al jugador {id}")
}

/// La clasificación, con empates: el puesto de cada uno es uno más que cuantos le superan.
fn clasificar(jugadores: &[Jugador]) -> String {
    let _ = jugadores;
    todo!("escribe la clasificación")
}

/// Lo que importa de una respuesta: ni mayúsculas, ni tildes, ni espacios de más.
fn normalizar(texto: &str) -> String {
    todo!("deja de {texto:?} solo lo que importa al comparar")
}

fn sin_espacios_de_mas(texto: &str) -> String {
    todo!("quita de {texto:?} los espacios de más")
}

/// Una línea, sin su final. `None` si se ha ido, o si no la acaba en [`LINEA_MAXIMA`] bytes: ese no está jugando.
fn leer_linea(lector: &mut impl BufRead) -> io::Result<Option<String>> {
    let _ = lector;
    todo!("lee una línea entera, sin pasar de {LINEA_MAXIMA} bytes")
}

fn decir(stream: &TcpStream, linea: &str) -> io::Result<()> {
    todo!("envía {linea:?} por {stream:?}, con su salto")
}

/// Si ya no está, su hilo lo contará: aquí no se hace nada.
fn decir_si_esta(jugador: &Jugador, linea: &str) {
    let _ = jugador;
    todo!("envía {linea:?} al jugador; si ya no está, no pasa nada")
}

/// Echa el cerrojo de la mesa que se está llenando.
fn mirar(sala: &Sala) -> MutexGuard<'_, Mesa> {
    let _ = sala;
    todo!("echa el cerrojo de la mesa que se está llenando")
}
