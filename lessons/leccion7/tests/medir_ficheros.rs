//! Cuánto tarda un fichero por TCP, comparado en la misma ejecución con lo menos que puede costar y con Python:
//!
//!     cargo test --release -p leccion7 --test medir_ficheros -- --ignored --nocapture
//!
//! Lo esperado: como mucho 1,15 veces la referencia (pasar los bytes por loopback a secas y, después, copiar el fichero), y
//! como mucho la mitad que un programa de Python con trozos de 1024. De tres vueltas alternadas, la mejor de cada uno.
//! Lo que hace falta enviar por UDP con pérdidas lo mide, siempre, la prueba `solo_se_repite_lo_perdido`.

#![allow(clippy::unwrap_used)]

mod comun;

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use apoyo::{arrancar, arrancar_orden};
use comun::{Carpeta, LECCION, bytes};

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
    let mut mejores = [Duration::MAX; 3];
    for _ in 0..3 {
        for (mejor, medir) in mejores.iter_mut().zip([referencia, leccion, python]) {
            let _ = fs::remove_file(&salida);
            *mejor = medir(&origen, &salida).min(*mejor);
        }
    }
    let [referencia, leccion, python] = mejores.map(|mejor| mejor.as_secs_f64());
    println!("256 MiB: referencia {referencia:.3} s · lección {leccion:.3} s · Python {python:.3} s");
    println!("lección ÷ referencia = {:.2} (máximo 1,15)", leccion / referencia);
    println!("lección ÷ Python = {:.2} (máximo 0,50)", leccion / python);
    assert!(leccion <= 1.15 * referencia && leccion <= 0.5 * python);
}
