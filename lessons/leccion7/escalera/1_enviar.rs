//! Un fichero son bytes: se envían todos y se cierra. El cierre es lo que dice que ya está.
//! Ejecútalo:   cargo run --bin l7-1     con `nc -l 127.0.0.1 12345 > copia.jpg` esperando en otra terminal
//! Verás cuántos bytes han salido; `copia.jpg` tiene los mismos. Si el envío se corta, `nc` acaba igual: no nota nada.

use std::fs::File;
use std::io;
use std::net::TcpStream;

fn main() -> io::Result<()> {
    let mut fichero = File::open("gatin.jpg")?;
    let mut stream = TcpStream::connect("127.0.0.1:12345")?;
    let bytes = io::copy(&mut fichero, &mut stream)?;
    println!("gatin.jpg: {bytes} bytes");
    Ok(())
}
