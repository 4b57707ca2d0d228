//! Lo que comparten los pasos: una conexión, unos envíos y unas lecturas, de verdad.
//!
//! Aquí cliente y servidor están en el mismo programa, en dos hilos, y hablan por sockets de verdad. Cada `write` y
//! cada `read` quedan apuntados en el cable (`cable.observar(…)`), que la guía dibuja al acabar.

use std::io::{self, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::panic::resume_unwind;
use std::sync::Barrier;
use std::thread::{self, ScopedJoinHandle};
use std::time::Duration;

use redes::cable::{Cable, Lado, Suceso};
use redes::errores::{Fallo, Resultado};

use crate::crudo::leer_trozos;

/// Nada en la guía espera más que esto: una lección no se queda colgada.
pub const PLAZO: Duration = Duration::from_secs(5);

/// Dos sockets conectados entre sí por loopback: (servidor, cliente).
pub fn pareja() -> Resultado<(TcpStream, TcpStream)> {
    let abrir = || -> io::Result<(TcpStream, TcpStream)> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let cliente = TcpStream::connect(listener.local_addr()?)?;
        let servidor = loop {
            // Podría colarse otro programa: solo vale nuestra propia llamada.
            let (servidor, quien) = listener.accept()?;
            if quien == cliente.local_addr()? {
                break servidor;
            }
        };
        for stream in [&servidor, &cliente] {
            stream.set_read_timeout(Some(PLAZO))?;
            stream.set_write_timeout(Some(PLAZO))?;
        }
        Ok((servidor, cliente))
    };
    abrir().map_err(|error| Fallo::de_sistema("no he podido abrir una conexión de prueba", error))
}

/// El resultado de un hilo; si ha entrado en pánico, sigue el pánico.
pub fn unir<T>(hilo: ScopedJoinHandle<'_, T>) -> T {
    hilo.join().unwrap_or_else(|panico| resume_unwind(panico))
}

/// Un cliente que escribe y se despide, y a la vez un servidor que lee. Devuelve lo que ha dado el servidor.
pub fn conversar<T: Send>(
    cable: &Cable,
    escribir: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    leer: impl FnOnce(&mut dyn io::Read) -> io::Result<T> + Send,
) -> Resultado<T> {
    let (servidor, cliente) = pareja()?;
    // El servidor ya está esperando cuando el cliente empieza, como en la vida real.
    let salida = Barrier::new(2);
    let resultado = thread::scope(|hilos| {
        let hilo = hilos.spawn(|| {
            salida.wait();
            leer(&mut cable.observar(Lado::Servidor, &servidor))
        });
        salida.wait();
        escribir(&mut cable.observar(Lado::Cliente, &cliente))?;
        cable.anotar(Lado::Cliente, Suceso::Cierra);
        cliente.shutdown(Shutdown::Write)?;
        unir(hilo)
    });
    resultado.map_err(|error| Fallo::de_sistema("la conversación de este paso se ha cortado", error))
}

/// Cuántas veces da algo `read` hasta el final.
pub fn contar(stream: &mut dyn io::Read, bufer: usize) -> io::Result<usize> {
    leer_trozos(&mut { stream }, bufer, |_, _| Ok(()))
}
