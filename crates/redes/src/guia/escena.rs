//! La escena: lo que un paso usa para ejecutar algo de verdad y mostrarlo.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use super::pantalla::{Bloque, Pantalla};
use crate::cable::{Cable, Formato, Parada, Puente, trazar};
use crate::consola::{Estilo, Linea};
use crate::errores::{Fallo, Resultado};
use crate::hilos::tomar;

/// Lo que puede esperar un socket de una lección: así ninguna se queda colgada.
pub(super) const PLAZO: Duration = Duration::from_secs(5);

/// Lo que se espera a que crucen los cierres cuando los dos programas ya han acabado.
const DESPEDIDA: Duration = Duration::from_secs(1);

/// Lo que una ejecución usa para mostrarse.
pub struct Escena {
    cable: Cable,
    pantalla: Pantalla,
    /// Cuántas anotaciones están ya dibujadas.
    dibujadas: Mutex<usize>,
}

impl Escena {
    pub(super) fn nueva(pantalla: Pantalla) -> Self {
        Self { cable: Cable::nuevo(), pantalla, dibujadas: Mutex::new(0) }
    }

    /// El cable de esta ejecución, vacío al empezar. Lo apuntado en él se dibuja al terminar la ejecución.
    #[must_use]
    pub fn cable(&self) -> &Cable {
        &self.cable
    }

    /// Dibuja ya lo apuntado desde el último dibujo.
    pub fn dibujar(&self) {
        let todas = self.cable.anotaciones();
        let desde = {
            let mut dibujadas = tomar(&self.dibujadas);
            std::mem::replace(&mut *dibujadas, todas.len()).min(todas.len())
        };
        let formato = Formato { ancho: self.pantalla.ancho(), tiempos: false };
        let dibujo: Vec<Linea> = trazar(&todas[desde..], formato);
        if !dibujo.is_empty() {
            self.pantalla.bloque(Bloque::Suelto, &dibujo);
        }
    }

    /// Escribe un párrafo ahora mismo.
    pub fn decir(&self, texto: &str) {
        self.pantalla.dicho(Bloque::Dicho, Estilo::Normal, "", texto);
    }

    /// Una conversación TCP de verdad por loopback, con un puente en medio que apunta lo que cruza: acepta una
    /// conexión y se la da a `servidor` en un hilo, y da la otra punta a `cliente`. Los dos sockets llevan un plazo
    /// de lectura y escritura de 5 s, para que una lección nunca se quede colgada.
    /// Devuelve lo que devuelven los dos: (servidor, cliente).
    ///
    /// # Errors
    /// Solo si no se puede montar la conexión; lo que devuelvan los dos se entrega tal cual.
    pub fn conversar<S: Send, C>(
        &self,
        servidor: impl FnOnce(TcpStream) -> S + Send,
        cliente: impl FnOnce(TcpStream) -> C,
    ) -> Resultado<(S, C)> {
        let montado = montar().map_err(|error| Fallo::de_sistema("no he podido montar la conversación", error))?;
        let Montaje { cliente: punta_cliente, puente, servidor: punta_servidor } = montado;
        let parada = Parada::default();
        let (del_servidor, del_cliente) = thread::scope(|hilos| {
            let pasa = hilos.spawn(|| Puente::unir(puente.0, puente.1, &self.cable, &parada));
            let atiende = hilos.spawn(|| servidor(punta_servidor));
            let del_cliente = cliente(punta_cliente);
            let del_servidor = atiende.join();
            // Si uno de los dos ha devuelto su socket sin cerrarlo, el puente no acabaría nunca.
            let limite = Instant::now() + DESPEDIDA;
            while !pasa.is_finished() && Instant::now() < limite {
                thread::sleep(Duration::from_millis(1));
            }
            parada.parar();
            (del_servidor, del_cliente)
        });
        // El pánico del servidor sigue en este hilo, donde la guía lo cuenta.
        Ok((del_servidor.unwrap_or_else(|panico| std::panic::resume_unwind(panico)), del_cliente))
    }
}

/// Las cuatro puntas de una conversación con puente: cliente — (puente — puente) — servidor.
struct Montaje {
    cliente: TcpStream,
    puente: (TcpStream, TcpStream),
    servidor: TcpStream,
}

fn montar() -> io::Result<Montaje> {
    let (cliente, entrada) = pareja()?;
    let (salida, servidor) = pareja()?;
    for stream in [&cliente, &servidor] {
        stream.set_read_timeout(Some(PLAZO))?;
        stream.set_write_timeout(Some(PLAZO))?;
    }
    Ok(Montaje { cliente, puente: (entrada, salida), servidor })
}

/// Dos sockets unidos por loopback: quien llama y quien acepta.
pub(super) fn pareja() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let direccion: SocketAddr = listener.local_addr()?;
    // La conexión se completa en la cola del sistema, antes de `accept`: no hace falta otro hilo.
    let llama = TcpStream::connect_timeout(&direccion, PLAZO)?;
    let quien = llama.local_addr()?;
    loop {
        let (acepta, de) = listener.accept()?;
        // Si justo ahora se cuela otro programa, no es el nuestro.
        if de == quien {
            return Ok((llama, acepta));
        }
    }
}
