//! Muchos a la vez: mil llamadas en el mismo instante, y dos mil jugadores en la misma partida.
//!
//! Cada uno gasta un descriptor aquí y otro en el servidor, que es otro proceso. Si el límite de este ordenador no llega
//! (`ulimit -n`), la prueba lo dice y se hace con menos.

mod comun {
    pub mod preguntas;
}

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::sync::{Arc, Barrier, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use apoyo::{PLAZO, Programa, arrancar_orden};
use comun::preguntas::fichero_de_preguntas;

const LECCION: &str = env!("CARGO_BIN_EXE_leccion4");

/// Las dos pruebas están en el mismo proceso y comparten su límite: de una en una.
static TURNO: Mutex<()> = Mutex::new(());

/// Cuántos caben de los que se quieren, dejando algunos descriptores para lo demás.
fn los_que_caben(cuantos: usize) -> usize {
    let limites = std::fs::read_to_string("/proc/self/limits")
        .unwrap_or_default();
    let linea = limites
        .lines()
        .find(|linea| linea.starts_with("Max open files"))
        .unwrap_or_default();
    let limite: usize = linea
        .split_whitespace()
        .nth(3)
        .and_then(|numero| numero.parse().ok())
        .unwrap_or(256);
    let caben = limite.saturating_sub(100).min(cuantos);
    if caben < cuantos {
        let _ = writeln!(
            std::io::stderr(),
            "REDUCIDA: con {limite} descriptores caben {caben} de {cuantos}; para la prueba entera, ulimit -n 4096"
        );
    }
    caben
}

fn servidor(opciones: &[&str]) -> (Programa, SocketAddr) {
    let programa =
        arrancar_orden(Command::new(LECCION).args(opciones));
    let direccion = programa.direccion();
    (programa, direccion)
}

/// Un hilo con poca pila: son miles.
fn hilo<T: Send + 'static>(
    tarea: impl FnOnce() -> T + Send + 'static,
) -> thread::JoinHandle<T> {
    thread::Builder::new()
        .stack_size(128 * 1024)
        .spawn(tarea)
        .expect("cabe otro hilo")
}

#[test]
fn mil_que_llaman_a_la_vez_son_atendidos_en_un_segundo() {
    let _turno = TURNO.lock().unwrap_or_else(PoisonError::into_inner);
    let cuantos = los_que_caben(1000);
    let (_programa, direccion) =
        servidor(&["saludo", "--puerto", "0"]);
    // Una sola llamada perdida ya cuesta un segundo: es lo que tarda el sistema en repetirla. Con otras cosas que hacer,
    // la máquina puede retrasarse por su cuenta: por eso hay tres oportunidades.
    let intentos: Vec<Duration> =
        (0..3).map(|_| avalancha(direccion, cuantos)).collect();
    println!("{cuantos} clientes en {intentos:?}");
    assert!(
        intentos.iter().any(|tardan| *tardan < Duration::from_secs(1)),
        "{intentos:?}"
    );
}

/// Cuánto se tarda en atender a `cuantos` que conectan en el mismo instante.
fn avalancha(direccion: SocketAddr, cuantos: usize) -> Duration {
    let salida = Arc::new(Barrier::new(cuantos + 1));
    let clientes: Vec<_> = (0..cuantos)
        .map(|_| {
            let salida = Arc::clone(&salida);
            hilo(move || {
                salida.wait();
                let mut stream =
                    TcpStream::connect(direccion).expect("conecta");
                stream
                    .set_read_timeout(Some(PLAZO))
                    .expect("admite plazo");
                stream
                    .write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                    .expect("pide");
                let mut respuesta = Vec::new();
                stream
                    .read_to_end(&mut respuesta)
                    .expect("le contestan");
                assert!(respuesta.starts_with(b"HTTP/1.1 200 OK"));
            })
        })
        .collect();
    salida.wait();
    let antes = Instant::now();
    for cliente in clientes {
        cliente.join().expect("atendido");
    }
    antes.elapsed()
}

#[test]
fn dos_mil_jugadores_en_la_misma_partida() {
    let _turno = TURNO.lock().unwrap_or_else(PoisonError::into_inner);
    let cuantos = los_que_caben(2000);
    let preguntas = fichero_de_preguntas(2);
    let jugadores = cuantos.to_string();
    let (programa, direccion) = servidor(&[
        "servidor",
        "--puerto",
        "0",
        "--rondas",
        "2",
        "--pausa",
        "0ms",
        "--clientes",
        "1",
        "--tiempo",
        "60s",
        "--jugadores",
        &jugadores,
        "--preguntas",
        preguntas.to_str().expect("es UTF-8"),
    ]);
    let clientes: Vec<_> = (0..cuantos)
        .map(|numero| hilo(move || jugar(direccion, numero)))
        .collect();
    let mut puntos = 0;
    for cliente in clientes {
        puntos += cliente.join().expect("juega hasta el final");
    }
    // Aciertan los pares, las dos preguntas.
    assert_eq!(puntos, 2 * cuantos.div_ceil(2));
    let fin = programa.esperar();
    assert_eq!(fin.codigo, Some(0), "{}", fin.errores);
}

/// Juega una partida entera. Devuelve los puntos que el servidor dice que tiene.
fn jugar(direccion: SocketAddr, numero: usize) -> usize {
    // Un mensaje en un marco, y nada que pese: son dos mil.
    let mut stream = TcpStream::connect(direccion).expect("conecta");
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .expect("admite plazo");
    let enviar = |mut stream: &TcpStream, json: String| {
        let longitud =
            u32::try_from(json.len()).expect("cabe").to_be_bytes();
        stream
            .write_all(&[&longitud, json.as_bytes()].concat())
            .expect("envía");
    };
    enviar(
        &stream,
        format!(r#"{{"tipo":"unirse","equipo":"equipo {numero}"}}"#),
    );
    loop {
        let mut cabecera = [0; 4];
        stream.read_exact(&mut cabecera).expect("llega un marco");
        let mut cuerpo =
            vec![0; u32::from_be_bytes(cabecera) as usize];
        stream.read_exact(&mut cuerpo).expect("llega entero");
        let mensaje: serde_json::Value =
            serde_json::from_slice(&cuerpo).expect("es JSON");
        match mensaje["tipo"].as_str() {
            Some("pregunta") => {
                let buena = |letra: &char| {
                    letra.is_ascii_digit() && numero.is_multiple_of(2)
                };
                let respuesta: String = mensaje["texto"]
                    .as_str()
                    .expect("lleva texto")
                    .chars()
                    .filter(buena)
                    .collect();
                let pregunta = &mensaje["numero"];
                enviar(
                    &stream,
                    format!(
                        r#"{{"tipo":"responder","pregunta":{pregunta},"respuesta":"{respuesta}"}}"#
                    ),
                );
            }
            Some("fin") => {
                return mensaje["tabla"]["puntos"]
                    .as_u64()
                    .expect("lleva puntos")
                    as usize;
            }
            Some("error") => panic!("{mensaje}"),
            _ => {}
        }
    }
}
