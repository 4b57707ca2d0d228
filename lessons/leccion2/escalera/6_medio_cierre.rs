//! El cliente dice que ha acabado (`shutdown`), y después lee hasta que el servidor también se despide. Sale de `1_un_cliente.rs`.
//! Ejecútalo:   cargo run --bin l2-6     con el servidor en otra terminal:   cargo run --bin l2-5
//! Verás volver los 5000 bytes. Así empieza `cliente_eco`; y así aguanta de verdad: `leccion2 -- cliente`.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};

fn main() -> io::Result<()> {
    let mut stream = TcpStream::connect("127.0.0.1:8081")?;
    stream.write_all(&[b'x'; 5000])?;
    // «No diré más, pero te escucho.»
    stream.shutdown(Shutdown::Write)?;
    let mut devueltos = 0;
    let mut buffer = [0; 1024];
    loop {
        let leidos = stream.read(&mut buffer)?;
        if leidos == 0 {
            break;
        }
        devueltos += leidos;
    }
    println!("han vuelto {devueltos} bytes");
    Ok(())
}
