//! Lo que comparten las pruebas de la lección 2: el servidor en marcha, y el cliente con su entrada por tubería.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;

use apoyo::{PLAZO, Programa, arrancar};

pub const LECCION: &str = env!("CARGO_BIN_EXE_leccion2");

/// Lo que ha dejado un cliente al terminar.
pub struct Hecho {
    pub codigo: Option<i32>,
    pub eco: Vec<u8>,
    pub errores: String,
    /// Lo más que ha ocupado en memoria, en KiB (solo en Linux).
    pub memoria: Option<u64>,
}

pub fn servidor(opciones: &[&str]) -> (Programa, SocketAddr) {
    let programa = arrancar(LECCION, &[&["servidor", "--puerto", "0"], opciones].concat());
    let direccion = programa.direccion();
    (programa, direccion)
}

/// Un cliente que recibe `entrada` por una tubería. Mira su memoria cuando ya ha entregado todo el eco.
pub fn cliente(direccion: SocketAddr, opciones: &[&str], entrada: Vec<u8>) -> Hecho {
    let puerto = direccion.port().to_string();
    let mut hijo = Command::new(LECCION)
        .args(["cliente", "--puerto", &puerto, "--host", &direccion.ip().to_string()])
        .args(opciones)
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("el cliente arranca");
    let mut stdin = hijo.stdin.take().expect("stdin es una tubería");
    let mut stdout = hijo.stdout.take().expect("stdout es una tubería");
    let mut stderr = hijo.stderr.take().expect("stderr es una tubería");
    let escribe = thread::spawn(move || stdin.write_all(&entrada));
    let lee_errores = thread::spawn(move || {
        let mut errores = String::new();
        let _ = stderr.read_to_string(&mut errores);
        errores
    });
    let pid = hijo.id();
    let mut eco = Vec::new();
    let mut memoria = None;
    let mut trozo = vec![0; 64 * 1024];
    loop {
        let leidos = stdout.read(&mut trozo).expect("se lee stdout");
        if leidos == 0 {
            break;
        }
        eco.extend_from_slice(&trozo[..leidos]);
        if eco.len().is_multiple_of(1 << 20) || leidos < trozo.len() {
            memoria = maximo_de_memoria(pid).or(memoria);
        }
    }
    let _ = escribe.join();
    let codigo = hijo.wait().expect("el cliente termina").code();
    Hecho { codigo, eco, errores: lee_errores.join().expect("stderr se lee"), memoria }
}

/// Un cliente con `mensaje` en sus argumentos.
pub fn cliente_con(direccion: SocketAddr, argumentos: &[&str]) -> apoyo::Final {
    let puerto = direccion.port().to_string();
    let host = direccion.ip().to_string();
    apoyo::ejecutar(LECCION, &[&["--puerto", &puerto, "--host", &host, "cliente"], argumentos].concat())
}

/// Lo más que ha ocupado un proceso en memoria física, en KiB.
pub fn maximo_de_memoria(pid: u32) -> Option<u64> {
    let estado = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let linea = estado.lines().find(|linea| linea.starts_with("VmHWM:"))?;
    linea.split_whitespace().nth(1)?.parse().ok()
}

/// Un servidor de mentira que hace `papel` con el primer cliente.
pub fn impostor(papel: impl FnOnce(TcpStream) + Send + 'static) -> (SocketAddr, thread::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("hay un puerto libre");
    let direccion = listener.local_addr().expect("tiene dirección");
    let hilo = thread::spawn(move || {
        let (stream, _) = listener.accept().expect("llega el cliente");
        stream.set_read_timeout(Some(PLAZO)).expect("admite plazo");
        papel(stream);
    });
    (direccion, hilo)
}

/// Un socket de la prueba hacia `direccion`, con plazos.
pub fn conectar(direccion: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect_timeout(&direccion, PLAZO).expect("el servidor acepta");
    stream.set_read_timeout(Some(PLAZO)).expect("admite plazo");
    stream.set_write_timeout(Some(PLAZO)).expect("admite plazo");
    stream
}

/// Bytes que no son UTF-8 ni se repiten en bloques.
pub fn ruido(cuantos: usize) -> Vec<u8> {
    let mut x: u32 = 0x9e37_79b9;
    std::iter::repeat_with(|| {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        x.to_le_bytes()
    })
    .flatten()
    .take(cuantos)
    .collect()
}
