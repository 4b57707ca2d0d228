//! Solución de `quiz_completo`: un concurso por líneas de texto. El enunciado está en `exercises/quiz_completo.rs`.
//!
//! La idea: un hilo por jugador, que solo lee y cuenta por un canal lo que pasa; y un hilo por partida, que es el único que
//! sabe cómo va. Como nadie más toca el juego, no hace falta ningún cerrojo: solo lo tiene la mesa que se está llenando.

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
    let listener = TcpListener::bind(direccion)?;
    println!("escuchando en {}", listener.local_addr()?);
    Ok(listener)
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
    let sala = Arc::new(Sala { cuantos: cuantos as usize, plazo, mesa: Mutex::new(mesa_vacia()) });
    for (id, stream) in (0..).zip(listener.incoming()) {
        let sala = Arc::clone(&sala);
        let hilo = stream.and_then(|stream| {
            thread::Builder::new().spawn(move || {
                if let Err(error) = atender(id, &Arc::new(stream), &sala) {
                    eprintln!("un jugador se ha ido a medias ({:?})", error.kind());
                }
            })
        });
        if let Err(error) = hilo {
            eprintln!("no he podido atender a un jugador ({:?})", error.kind());
        }
    }
}

fn mesa_vacia() -> Mesa {
    let (contar, sucesos) = mpsc::channel();
    Mesa { jugadores: Vec::new(), contar, sucesos }
}

/// Un jugador, de principio a fin: su nombre, y después todo lo que diga. Sin plazo: el tiempo lo mide su partida.
fn atender(id: u64, stream: &Arc<TcpStream>, sala: &Sala) -> io::Result<()> {
    let mut lector = BufReader::new(&**stream);
    // Dos líneas seguidas salen sin esperar a que el jugador acuse recibo de la primera.
    stream.set_nodelay(true)?;
    decir(stream, "¿nombre?")?;
    let (nombre, contar) = loop {
        let Some(linea) = leer_linea(&mut lector)? else { return Ok(()) };
        match sentar(id, stream, &linea, sala) {
            Ok(sitio) => break sitio,
            Err(motivo) => decir(stream, motivo)?,
        }
    };
    let fin = decir(stream, &format!("hola, {nombre}")).and_then(|()| {
        // Si la partida ya no escucha, es que ha acabado: no hay nada que hacer con lo que diga.
        let _ = contar.send((id, Suceso::Listo));
        while let Some(linea) = leer_linea(&mut lector)? {
            let _ = contar.send((id, Suceso::Dice(linea)));
        }
        Ok(())
    });
    // Acabe como acabe: si la mesa aún se estaba llenando, deja su sitio; si ya jugaba, que nadie le espere.
    mirar(sala).jugadores.retain(|jugador| jugador.id != id);
    let _ = contar.send((id, Suceso::SeVa));
    let _ = stream.shutdown(Shutdown::Both);
    fin
}

/// Le busca sitio, si su nombre vale. Con el último que cabe en la mesa empieza la partida, y se pone otra mesa.
fn sentar(
    id: u64,
    stream: &Arc<TcpStream>,
    linea: &str,
    sala: &Sala,
) -> Result<(String, Sender<Noticia>), &'static str> {
    let nombre = sin_espacios_de_mas(linea);
    let raro = |letra: char| letra.is_control() || letra == char::REPLACEMENT_CHARACTER;
    if nombre.is_empty() || nombre.chars().count() > NOMBRE_MAXIMO || nombre.chars().any(raro) {
        return Err("nombre no válido");
    }
    let mut mesa = mirar(sala);
    if mesa.jugadores.iter().any(|otro| normalizar(&otro.nombre) == normalizar(&nombre)) {
        return Err("nombre repetido");
    }
    let (suyo, stream, contar) = (nombre.clone(), Arc::clone(stream), mesa.contar.clone());
    mesa.jugadores.push(Jugador { id, nombre: suyo, stream, listo: false, puntos: 0, dicho: None });
    if mesa.jugadores.len() == sala.cuantos {
        let Mesa { jugadores, sucesos, .. } = mem::replace(&mut *mesa, mesa_vacia());
        let plazo = sala.plazo;
        let partida = thread::Builder::new().spawn(move || jugar(jugadores, &sucesos, plazo));
        if let Err(error) = partida {
            eprintln!("no he podido empezar una partida ({:?})", error.kind());
        }
    }
    Ok((nombre, contar))
}

/// Una partida entera. Solo ella escribe a sus jugadores, y nunca espera a ninguno más de la cuenta.
fn jugar(mut jugadores: Vec<Jugador>, sucesos: &Receiver<Noticia>, plazo: Duration) {
    // A cada uno le escribe antes su hilo el «hola»: la primera pregunta va detrás.
    while jugadores.iter().any(|jugador| !jugador.listo)
        && let Ok(suceso) = sucesos.recv()
    {
        apuntar(&mut jugadores, suceso);
    }
    for (numero, (pregunta, respuesta)) in (1..).zip(PREGUNTAS) {
        // Lo que se dijo cuando no se preguntaba nada se tira; quien se haya ido, se ha ido.
        sucesos.try_iter().for_each(|suceso| apuntar(&mut jugadores, suceso));
        for jugador in &mut jugadores {
            jugador.dicho = None;
            decir_si_esta(jugador, &format!("pregunta {numero}: {pregunta}"));
        }
        esperar_respuestas(&mut jugadores, sucesos, plazo);
        for jugador in &mut jugadores {
            let acierta = jugador.dicho.as_ref().map(|dicho| normalizar(dicho) == normalizar(respuesta));
            jugador.puntos += usize::from(acierta == Some(true));
            let como = acierta.map_or("sin respuesta", |acierta| if acierta { "bien" } else { "mal" });
            decir_si_esta(jugador, &format!("{como}, llevas {}", jugador.puntos));
        }
    }
    let clasificacion = clasificar(&jugadores);
    for jugador in &jugadores {
        decir_si_esta(jugador, &clasificacion);
        // Su hilo, que estaba leyendo, recibe un 0 y acaba.
        let _ = jugador.stream.shutdown(Shutdown::Both);
    }
}

/// Espera a que hayan contestado todos los que quedan, o a que se acabe el tiempo, que es uno para todos.
fn esperar_respuestas(jugadores: &mut Vec<Jugador>, sucesos: &Receiver<Noticia>, plazo: Duration) {
    let hasta = Instant::now() + plazo;
    while jugadores.iter().any(|jugador| jugador.dicho.is_none())
        && let Ok(suceso) = sucesos.recv_timeout(hasta.saturating_duration_since(Instant::now()))
    {
        apuntar(jugadores, suceso);
    }
}

/// Un suceso cambia lo que se sabe de su jugador. De cada pregunta solo cuenta lo primero que dice.
fn apuntar(jugadores: &mut Vec<Jugador>, (id, suceso): Noticia) {
    let Some(indice) = jugadores.iter().position(|jugador| jugador.id == id) else { return };
    match suceso {
        Suceso::Listo => jugadores[indice].listo = true,
        Suceso::Dice(linea) => {
            jugadores[indice].dicho.get_or_insert(linea);
        }
        Suceso::SeVa => {
            jugadores.remove(indice);
        }
    }
}

/// La clasificación, con empates: el puesto de cada uno es uno más que cuantos le superan.
fn clasificar(jugadores: &[Jugador]) -> String {
    let mut orden: Vec<&Jugador> = jugadores.iter().collect();
    // Ordenar así respeta, entre los empatados, el orden en que se sentaron.
    orden.sort_by_key(|jugador| std::cmp::Reverse(jugador.puntos));
    let puesto = |uno: &Jugador| 1 + jugadores.iter().filter(|otro| otro.puntos > uno.puntos).count();
    let lineas = orden.iter().map(|uno| format!("{}. {}: {}\n", puesto(uno), uno.nombre, uno.puntos));
    lineas.collect::<String>() + "fin"
}

/// Lo que importa de una respuesta: ni mayúsculas, ni tildes, ni espacios de más.
fn normalizar(texto: &str) -> String {
    let llana = |letra| match letra {
        'á' => Some('a'),
        'é' => Some('e'),
        'í' => Some('i'),
        'ó' => Some('o'),
        'ú' | 'ü' => Some('u'),
        // La tilde y la diéresis, cuando vienen sueltas detrás de su letra.
        '\u{301}' | '\u{308}' => None,
        otra => Some(otra),
    };
    sin_espacios_de_mas(texto).chars().flat_map(char::to_lowercase).filter_map(llana).collect()
}

fn sin_espacios_de_mas(texto: &str) -> String {
    texto.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Una línea, sin su final. `None` si se ha ido, o si no la acaba en [`LINEA_MAXIMA`] bytes: ese no está jugando.
fn leer_linea(lector: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    lector.by_ref().take(LINEA_MAXIMA).read_until(b'\n', &mut bytes)?;
    // La línea ya está entera: lo que no sea UTF-8 no es una letra partida, es basura.
    Ok(bytes.ends_with(b"\n").then(|| String::from_utf8_lossy(&bytes).into_owned()))
}

fn decir(mut stream: &TcpStream, linea: &str) -> io::Result<()> {
    stream.write_all(format!("{linea}\n").as_bytes())
}

/// Si ya no está, su hilo lo contará: aquí no se hace nada.
fn decir_si_esta(jugador: &Jugador, linea: &str) {
    let _ = decir(&jugador.stream, linea);
}

/// Echa el cerrojo de la mesa que se está llenando.
fn mirar(sala: &Sala) -> MutexGuard<'_, Mesa> {
    sala.mesa.lock().unwrap_or_else(PoisonError::into_inner)
}
