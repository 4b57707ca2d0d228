//! Líneas: quien envía pone un salto al final de cada mensaje, y quien lee corta por ahí. Es un acuerdo, no cosa de TCP.
//! Ejecútalo:   cargo run --bin l3-2     y en otra:   printf 'uno\ndos\ntr' | nc -N 127.0.0.1 8081
//! Verás "uno\n", "dos\n" y "tr" aunque lleguen juntas o a trozos. La última no lleva salto: quien envía se fue antes.

use std::io::{self, BufRead, BufReader};
use std::net::TcpListener;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8081")?;
    println!("escuchando en {}", listener.local_addr()?);
    let (stream, _) = listener.accept()?;
    // Uno por conexión: si lee de más, se lo guarda para la siguiente.
    let mut lector = BufReader::new(stream);
    loop {
        let mut linea = String::new();
        let leidos = lector.read_line(&mut linea)?;
        if leidos == 0 {
            return Ok(());
        }
        println!("{linea:?}");
    }
}
