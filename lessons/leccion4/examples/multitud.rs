//! Diez mil jugadores en la misma partida. No es una prueba: es una medida, y pesa.
//!
//! Necesita más de diez mil descriptores en cada proceso, así que se lanza desde una terminal con el límite subido:
//!
//! ```text
//! ulimit -n 20000
//! cargo build --release -p leccion4
//! cargo run --release -p leccion4 --example multitud -- target/release/leccion4 10000
//! ```
//!
//! Verás cuánto tardan en estar todos unidos, en tener todos cada pregunta y en acabar, y lo que ocupa el servidor.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use leccion4::protocolo::marcos::{LIMITE, enmarcar, entender};
use leccion4::protocolo::mensajes::{Aviso, Orden};
use redes::marco::Lector;

const RONDAS: usize = 3;

/// Con paciencia: diez mil a la vez en dos procesadores son muchos.
const PLAZO: Duration = Duration::from_secs(120);

/// Lo que cada jugador cuenta que ha visto.
#[derive(PartialEq, Eq)]
enum Visto {
    Unido,
    Pregunta,
    Fin,
}

fn main() {
    let argumentos: Vec<String> = std::env::args().collect();
    let programa = argumentos
        .get(1)
        .map_or("target/release/leccion4", String::as_str);
    let cuantos: usize = argumentos
        .get(2)
        .and_then(|numero| numero.parse().ok())
        .unwrap_or(10_000);
    let (mut servidor, direccion) = arrancar(programa, cuantos);
    let (avisa, visto) = channel();
    let antes = Instant::now();
    lanzar(direccion, cuantos, &avisa);
    esperar(&visto, &Visto::Unido, cuantos);
    println!("{cuantos} jugadores unidos en {:?}", antes.elapsed());
    for ronda in 1..=RONDAS {
        let antes = Instant::now();
        esperar(&visto, &Visto::Pregunta, cuantos);
        println!(
            "pregunta {ronda}: la tienen todos {:?} después",
            antes.elapsed()
        );
    }
    println!("el servidor ocupa {}", memoria(servidor.id()));
    let antes_del_fin = Instant::now();
    esperar(&visto, &Visto::Fin, cuantos);
    println!(
        "fin de la partida {:?} después; en total, {:?}",
        antes_del_fin.elapsed(),
        antes.elapsed()
    );
    println!("el servidor ha acabado: {:?}", servidor.wait());
}

fn arrancar(programa: &str, cuantos: usize) -> (Child, SocketAddr) {
    let (jugadores, rondas) =
        (cuantos.to_string(), RONDAS.to_string());
    let opciones = "--puerto 0 --pausa 0ms --tiempo 120s --clientes 1";
    let mut servidor = Command::new(programa)
        .arg("servidor")
        .args(opciones.split(' '))
        .args(["--jugadores", &jugadores, "--rondas", &rondas])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("el servidor arranca: ¿está compilado?");
    let mut lineas = BufReader::new(
        servidor.stdout.take().expect("stdout es una tubería"),
    );
    let mut primera = String::new();
    lineas.read_line(&mut primera).expect("dice dónde escucha");
    let direccion = primera
        .trim()
        .strip_prefix("escuchando en ")
        .and_then(|direccion| direccion.parse().ok());
    // Alguien tiene que leer lo que escriba; si no, se pararía con la tubería llena.
    thread::spawn(move || {
        std::io::copy(&mut lineas, &mut std::io::sink())
    });
    (servidor, direccion.expect("dice dónde escucha"))
}

/// Un hilo por jugador, con poca pila: son miles.
fn lanzar(
    direccion: SocketAddr,
    cuantos: usize,
    avisa: &Sender<Visto>,
) {
    for numero in 0..cuantos {
        let avisa = avisa.clone();
        let hilo = thread::Builder::new().stack_size(64 * 1024).spawn(
            move || {
                jugar(direccion, numero, &avisa)
                    .expect("juega hasta el final");
            },
        );
        assert!(hilo.is_ok(), "no caben más hilos: van {numero}");
    }
}

fn esperar(visto: &Receiver<Visto>, que: &Visto, cuantos: usize) {
    let mut van = 0;
    while van < cuantos {
        let este = visto.recv_timeout(PLAZO).unwrap_or_else(|_| {
            panic!("se han quedado en {van} de {cuantos}")
        });
        van += usize::from(este == *que);
    }
}

fn jugar(
    direccion: SocketAddr,
    numero: usize,
    avisa: &Sender<Visto>,
) -> io::Result<()> {
    let stream = TcpStream::connect(direccion)?;
    stream.set_read_timeout(Some(PLAZO))?;
    let enviar = |orden| (&stream).write_all(&enmarcar(&orden)?);
    enviar(Orden::Unirse { equipo: format!("equipo {numero}") })?;
    let mut lector = Lector::con_limite(&stream, LIMITE);
    while let Some(cuerpo) = lector.leer()? {
        let visto = match entender(&cuerpo) {
            Ok(Aviso::Bienvenida { .. }) => Visto::Unido,
            Ok(Aviso::Pregunta { numero, .. }) => {
                enviar(Orden::Responder {
                    pregunta: numero,
                    respuesta: "x".to_string(),
                })?;
                Visto::Pregunta
            }
            Ok(Aviso::Fin { .. }) => Visto::Fin,
            Ok(Aviso::Error { motivo }) | Err(motivo) => {
                panic!("{motivo}")
            }
            Ok(_) => continue,
        };
        let _ = avisa.send(visto);
    }
    Ok(())
}

/// Lo que ocupa un proceso, si el sistema lo dice.
fn memoria(pid: u32) -> String {
    let estado =
        std::fs::read_to_string(format!("/proc/{pid}/status"))
            .unwrap_or_default();
    let linea = estado
        .lines()
        .find(|linea| linea.starts_with("VmRSS:"))
        .unwrap_or("VmRSS: ¿?");
    linea.trim_start_matches("VmRSS:").trim().to_string()
}
