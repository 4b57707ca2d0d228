//! Sin `static`: lo que comparten los hilos va en una estructura, y cada uno la recibe con un `Arc`. Todos ven la misma.
//! Ejecútalo:   cargo run --bin l4-5     y en otras dos a la vez:   nc 127.0.0.1 2065     (y después, el nombre en las dos)
//! Verás lo mismo que antes, pero ahora la cuenta la crea `main`: podría haber dos salas. Así empieza el reto `contador_visitas`.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Lo que comparten los hilos.
#[derive(Default)]
struct Sala {
    visitas: Mutex<u64>,
}

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:2065")?;
    println!("escuchando en {}", listener.local_addr()?);
    // Empieza con cero visitas: es lo que da `Default`.
    let sala = Arc::new(Sala::default());
    loop {
        let (stream, cliente) = listener.accept()?;
        // No copia la sala: es otra llave de la misma, para ese hilo.
        let llave = Arc::clone(&sala);
        thread::spawn(move || match atender(stream, &llave) {
            Ok(()) => println!("{cliente}: ha terminado"),
            Err(error) => println!("{cliente}: se corta ({error})"),
        });
    }
}

/// La conversación con un cliente, en su hilo.
fn atender(mut stream: TcpStream, sala: &Sala) -> io::Result<()> {
    stream.write_all("¿Cómo te llamas?\n".as_bytes())?;
    let mut nombre = String::new();
    BufReader::new(&stream).read_line(&mut nombre)?;
    let numero = sumar(sala);
    stream.write_all(format!("{numero}: hola, {nombre}").as_bytes())
}

/// Una visita más. Devuelve su número.
fn sumar(sala: &Sala) -> u64 {
    let mut visitas = match sala.visitas.lock() {
        Ok(visitas) => visitas,
        // Un hilo murió con el cerrojo echado. La cuenta vale igual.
        Err(error) => error.into_inner(),
    };
    *visitas += 1;
    *visitas
} // aquí se acaba `visitas`, y con él se abre el cerrojo
