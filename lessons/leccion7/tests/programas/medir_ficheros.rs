//! Cuánto tarda un fichero por TCP, comparado en la misma ejecución con lo menos que puede costar y con Python:
//!
//!     cargo test --release -p leccion7 --test programas -- medir_ficheros --ignored --nocapture
//!
//! Lo esperado: como mucho 1,15 veces lo que tardan, uno detrás de otro, `iperf3` con esos bytes y `cp` con el fichero, y como
//! mucho la mitad que un programa de Python con trozos de 1024. De tres vueltas alternadas, la mejor de cada uno. Se enseña
//! además una referencia más dura, dentro de este proceso: loopback a secas y copia con el mismo búfer, sin arrancar nada
//! ni sumar nada. Donde no hay `iperf3`, solo esa, y sin exigirle nada: la lección hace más cosas que ella.
//! Lo que hace falta enviar por UDP con pérdidas lo mide, siempre, la prueba `solo_se_repite_lo_perdido`.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::comun::{Carpeta, LECCION, bytes};
use apoyo::{arrancar, arrancar_orden};

const TAMANO: usize = 256 << 20;
const BUFFER: usize = 256 * 1024;

/// Copia con el mismo búfer que la lección.
fn copiar(mut de: impl Read, mut a: impl Write) {
    let mut buffer = vec![0; BUFFER];
    loop {
        match de.read(&mut buffer).unwrap() {
            0 => return,
            leidos => a.write_all(&buffer[..leidos]).unwrap(),
        }
    }
}

/// Los bytes por loopback, sin mirarlos ni guardarlos, y después la copia del fichero.
fn referencia(origen: &str, copia: &str) -> Duration {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let direccion = listener.local_addr().unwrap();
    let inicio = Instant::now();
    let recibe = thread::spawn(move || copiar(listener.accept().unwrap().0, std::io::sink()));
    copiar(File::open(origen).unwrap(), TcpStream::connect(direccion).unwrap());
    recibe.join().unwrap();
    copiar(File::open(origen).unwrap(), File::create(copia).unwrap());
    inicio.elapsed()
}

/// `iperf3` y después `cp`, cada uno con su arranque. `None` si no hay `iperf3`.
fn programas(origen: &str, copia: &str) -> Option<Duration> {
    // `-1` atiende a uno y acaba; con el puerto libre que ha dado el sistema hace un momento.
    let puerto = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let mut servidor = Command::new("iperf3");
    servidor.args(["-s", "-1", "--forceflush", "-B", "127.0.0.1", "-p", &puerto]);
    Command::new("iperf3").arg("--version").output().ok()?;
    let servidor = arrancar_orden(&mut servidor);
    servidor.linea_con("listening");
    let inicio = Instant::now();
    let tamano = TAMANO.to_string();
    let cliente = Command::new("iperf3").args(["-c", "127.0.0.1", "-p", &puerto, "-n", &tamano, "-l", "256K"]).output();
    assert!(cliente.unwrap().status.success());
    assert!(Command::new("cp").args([origen, copia]).status().unwrap().success());
    let tiempo = inicio.elapsed();
    servidor.esperar();
    Some(tiempo)
}

/// Los programas de la lección, con su suma, su acuse y su arranque.
fn leccion(origen: &str, salida: &str) -> Duration {
    let servidor = arrancar(LECCION, &["tcp", "servidor", "--puerto", "0", "--salida", salida, "--clientes", "1"]);
    let puerto = servidor.direccion().port().to_string();
    let inicio = Instant::now();
    let fin = arrancar(LECCION, &["tcp", "cliente", origen, "--puerto", &puerto]).esperar();
    let tiempo = inicio.elapsed();
    assert_eq!((fin.codigo, servidor.esperar().codigo), (Some(0), Some(0)));
    tiempo
}

/// Trozos de 1024 entre dos programas de Python.
fn python(origen: &str, salida: &str) -> Duration {
    let programa = |nombre: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python").join(nombre);
    let servidor = arrancar_orden(Command::new("python3").arg(programa("recibir_tcp.py")).arg(salida));
    let puerto = servidor.direccion().port().to_string();
    let inicio = Instant::now();
    let cliente = Command::new("python3").arg(programa("enviar_tcp.py")).args([&puerto, origen, "aparte"]).status();
    assert!(cliente.unwrap().success());
    servidor.esperar();
    inicio.elapsed()
}

#[test]
#[ignore = "mide tiempos: solo vale en --release y con la máquina tranquila"]
fn frente_a_la_referencia_y_a_python() {
    let carpeta = Carpeta::nueva("medir-ficheros");
    let (origen, salida) = (carpeta.ruta("origen"), carpeta.ruta("salida"));
    fs::write(&origen, bytes(TAMANO)).unwrap();
    let mut mejores = [Duration::MAX; 4];
    for _ in 0..3 {
        for (mejor, medir) in mejores.iter_mut().zip([referencia, leccion, python]) {
            let _ = fs::remove_file(&salida);
            *mejor = medir(&origen, &salida).min(*mejor);
        }
        let _ = fs::remove_file(&salida);
        mejores[3] = programas(&origen, &salida).unwrap_or(Duration::MAX).min(mejores[3]);
    }
    let [referencia, leccion, python, programas] = mejores.map(|mejor| mejor.as_secs_f64());
    println!("256 MiB: lección {leccion:.3} s · Python {python:.3} s · en este proceso {referencia:.3} s");
    println!("lección ÷ Python = {:.2} (máximo 0,50)", leccion / python);
    println!("lección ÷ loopback y copia en este proceso = {:.2}", leccion / referencia);
    assert!(leccion <= 0.5 * python);
    if mejores[3] == Duration::MAX {
        println!("SALTADA la comparación con iperf3 y cp: aquí no hay iperf3");
        return;
    }
    println!("lección ÷ (iperf3 + cp) = {:.2} (máximo 1,15; iperf3 + cp, {programas:.3} s)", leccion / programas);
    assert!(leccion <= 1.15 * programas);
}
