//! Un cerrojo (`Mutex`): mientras un hilo tiene la cuenta, los demás esperan para mirarla. Mira, suma y guarda de una vez.
//! Ejecútalo:   cargo run --bin l4-4     y en otras dos a la vez:   nc 127.0.0.1 2065     (y después, el nombre en las dos)
//! Verás la 1 y la 2, por mucho que se crucen. La pregunta se hace sin el cerrojo: quien calla no para a nadie.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Mutex;
use std::thread;

/// Cuántas visitas van. La ven todos los hilos, y por eso no puede ser
/// un `u64` a secas: va dentro de su cerrojo, y no hay otra manera de
/// llegar a ella.
static VISITAS: Mutex<u64> = Mutex::new(0);

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
    stream.write_all("¿Cómo te llamas?\n".as_bytes())?;
    let mut nombre = String::new();
    BufReader::new(&stream).read_line(&mut nombre)?;
    let numero = sumar();
    stream.write_all(format!("{numero}: hola, {nombre}").as_bytes())
}

/// Una visita más. Devuelve su número.
fn sumar() -> u64 {
    let mut visitas = match VISITAS.lock() {
        Ok(visitas) => visitas,
        // Un hilo murió con el cerrojo echado. La cuenta vale igual.
        Err(error) => error.into_inner(),
    };
    *visitas += 1;
    *visitas
} // aquí se acaba `visitas`, y con él se abre el cerrojo
