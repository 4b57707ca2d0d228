//! Una cuenta para todos los hilos, y mal llevada: cada uno la mira al llegar y la guarda, con uno más, al acabar.
//! Ejecútalo:   cargo run --bin l4-3     y en otras dos a la vez:   nc 127.0.0.1 2065     (y después, el nombre en las dos)
//! Verás dos visitas con el número 1: el segundo miró la cuenta antes de que el primero guardara la suya.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// Cuántas visitas van. La ven todos los hilos, y por eso no puede ser
/// un `u64` a secas: Rust no deja que lo cambien varios.
static VISITAS: AtomicU64 = AtomicU64::new(0);

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:2065")?;
    println!("escuchando en {}", listener.local_addr()?);
    loop {
        let (stream, cliente) = listener.accept()?;
        thread::spawn(move || match atender(stream) {
            Ok(()) => println!("{cliente}: ha terminado"),
            Err(error) => println!("{cliente}: se corta ({error})"),
        });
    }
}

/// La conversación con un cliente, en su hilo.
fn atender(mut stream: TcpStream) -> io::Result<()> {
    // `SeqCst`: todos ven lo que hace cada uno en el mismo orden.
    let antes = VISITAS.load(Ordering::SeqCst);
    stream.write_all("¿Cómo te llamas?\n".as_bytes())?;
    let mut nombre = String::new();
    BufReader::new(&stream).read_line(&mut nombre)?;
    let numero = antes + 1;
    VISITAS.store(numero, Ordering::SeqCst);
    stream.write_all(format!("{numero}: hola, {nombre}").as_bytes())
}
