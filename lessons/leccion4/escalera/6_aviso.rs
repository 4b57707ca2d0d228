//! Un aviso (`Condvar`): quien llega solo duerme hasta que hay otro. Así empieza `sala_de_espera`.
//! Ejecútalo:   cargo run --bin l4-6     y en otras dos:   nc 127.0.0.1 2065     (y el nombre en las dos)
//! Verás que al primero no se le contesta hasta que el segundo dice su nombre. Aguanta de verdad `leccion4 -- servidor`.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

/// Lo que comparten los hilos.
#[derive(Default)]
struct Sala {
    visitas: Mutex<u64>,
    aviso: Condvar,
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

/// Una visita más. Espera a que haya dos y devuelve su número.
fn sumar(sala: &Sala) -> u64 {
    let mut visitas = match sala.visitas.lock() {
        Ok(visitas) => visitas,
        // Un hilo murió con el cerrojo echado. La cuenta vale igual.
        Err(error) => error.into_inner(),
    };
    *visitas += 1;
    let numero = *visitas;
    // Despierta a quien espere, para que vuelva a mirar.
    sala.aviso.notify_all();
    while *visitas < 2 {
        // `wait` abre el cerrojo, duerme y, al despertar, lo echa.
        visitas = match sala.aviso.wait(visitas) {
            Ok(visitas) => visitas,
            Err(error) => error.into_inner(),
        };
    }
    numero
} // aquí se acaba `visitas`, y con él se abre el cerrojo
