//! Contra cada peldaño se juega lo que su `//!` dice que pasa, y también el fallo que arregla el siguiente.

#![allow(
    clippy::unwrap_used,
    reason = "en una prueba, lo inesperado es un fallo de la prueba"
)]

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

use apoyo::{PLAZO, Programa, arrancar, conectar, escalera};

const PREGUNTA: &str = "¿Cómo te llamas?\n";

fn servidor(fichero: &str) -> (Programa, SocketAddr) {
    let servidor = arrancar(
        escalera::compilar("leccion4", fichero),
        &["127.0.0.1:0"],
    );
    let direccion = servidor.direccion();
    (servidor, direccion)
}

/// Quien ha llamado, y a quien ya le han preguntado el nombre.
struct Visita(BufReader<TcpStream>);

impl Visita {
    fn llama(direccion: SocketAddr) -> Self {
        let mut visita = Self(BufReader::new(conectar(direccion)));
        assert_eq!(visita.oye(), PREGUNTA);
        visita
    }

    fn dice(&mut self, que: &str) {
        self.0.get_mut().write_all(que.as_bytes()).unwrap();
    }

    fn oye(&mut self) -> String {
        let mut linea = String::new();
        self.0.read_line(&mut linea).unwrap();
        linea
    }
}

#[test]
fn por_turno_el_segundo_espera_al_primero() {
    let (_servidor, direccion) = servidor("1_por_turno.rs");
    let mut ana = Visita::llama(direccion);
    let mut bea = conectar(direccion);
    assert!(
        calla(&bea),
        "al segundo no se le pregunta mientras el primero calla"
    );
    ana.dice("Ana\n");
    assert_eq!(ana.oye(), "Hola, Ana\n");
    let mut pregunta = vec![0; PREGUNTA.len()];
    bea.read_exact(&mut pregunta).unwrap();
    assert_eq!(pregunta, PREGUNTA.as_bytes());
}

#[test]
fn con_un_hilo_nadie_espera_a_quien_calla() {
    let (servidor, direccion) = servidor("2_un_hilo.rs");
    let mut callada = Visita::llama(direccion);
    let mut bea = Visita::llama(direccion);
    bea.dice("Bea\n");
    assert_eq!(bea.oye(), "Hola, Bea\n");
    assert!(servidor.linea().ends_with(": ha terminado"));
    callada.dice("Ana\n");
    assert_eq!(callada.oye(), "Hola, Ana\n");
}

#[test]
fn un_corte_no_acaba_con_los_demas() {
    let (servidor, direccion) = servidor("2_un_hilo.rs");
    let mut ana = Visita::llama(direccion);
    let corta = conectar(direccion);
    // Ya le han preguntado, y se va sin leerlo: el sistema corta.
    assert_eq!(
        apoyo::sin_interrupciones(|| corta.peek(&mut [0])).unwrap(),
        1
    );
    drop(corta);
    assert!(servidor.linea().contains(": se corta ("));
    ana.dice("Ana\n");
    assert_eq!(ana.oye(), "Hola, Ana\n");
}

/// ¿No se le dice nada en un rato? Un rato corto: si está callado solo porque la máquina va despacio, también vale.
fn calla(mut stream: &TcpStream) -> bool {
    stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    let leido = apoyo::sin_interrupciones(|| stream.read(&mut [0]));
    stream.set_read_timeout(Some(PLAZO)).unwrap();
    leido.is_err_and(|error| {
        matches!(
            error.kind(),
            ErrorKind::WouldBlock | ErrorKind::TimedOut
        )
    })
}

/// Los números que tocan a dos que han llegado a la vez.
fn numeros(fichero: &str) -> [String; 2] {
    let (_servidor, direccion) = servidor(fichero);
    let (mut ana, mut bea) =
        (Visita::llama(direccion), Visita::llama(direccion));
    ana.dice("Ana\n");
    let primero = ana.oye();
    bea.dice("Bea\n");
    [primero, bea.oye()]
}

#[test]
fn sin_cerrojo_dos_son_la_primera_y_con_el_no() {
    assert_eq!(
        numeros("3_sin_cerrojo.rs"),
        ["1: hola, Ana\n", "1: hola, Bea\n"]
    );
    for fichero in ["4_cerrojo.rs", "5_compartir.rs"] {
        assert_eq!(
            numeros(fichero),
            ["1: hola, Ana\n", "2: hola, Bea\n"],
            "{fichero}"
        );
    }
}

#[test]
fn con_el_cerrojo_no_se_repite_ningun_numero() {
    for fichero in ["4_cerrojo.rs", "5_compartir.rs"] {
        let (_servidor, direccion) = servidor(fichero);
        let hilos: Vec<_> = (0..30)
            .map(|_| {
                thread::spawn(move || {
                    let mut visita = Visita::llama(direccion);
                    visita.dice("yo\n");
                    visita
                        .oye()
                        .split(':')
                        .next()
                        .unwrap()
                        .parse::<u64>()
                        .unwrap()
                })
            })
            .collect();
        let mut vistos: Vec<u64> = hilos
            .into_iter()
            .map(|hilo| hilo.join().unwrap())
            .collect();
        vistos.sort_unstable();
        assert_eq!(vistos, (1..=30).collect::<Vec<_>>());
    }
}

#[test]
fn el_primero_espera_el_aviso_de_que_hay_otro() {
    let (servidor, direccion) = servidor("6_aviso.rs");
    let (mut ana, mut bea) =
        (Visita::llama(direccion), Visita::llama(direccion));
    ana.dice("Ana\n");
    assert!(
        calla(ana.0.get_ref()),
        "al primero no se le contesta mientras está solo"
    );
    bea.dice("Bea\n");
    assert_eq!(
        [ana.oye(), bea.oye()],
        ["1: hola, Ana\n", "2: hola, Bea\n"]
    );
    servidor.linea_con(": ha terminado");
    servidor.linea_con(": ha terminado");
}
