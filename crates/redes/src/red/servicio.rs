//! Atender a muchos a la vez: un hilo para cada cliente, y ninguno más de los que caben.
//!
//! Es lo que cuenta la lección 4. Nada que haga un cliente detiene a los demás, ni siquiera un error nuestro al atenderle.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::{self, Builder};
use std::time::Duration;

use super::aforo::{Aforo, Entrada};
use crate::consola;
use crate::errores::explicar;

/// Lo que se descansa cuando `accept` falla: si faltan descriptores o memoria, insistir sin pausa solo gasta procesador.
const RESPIRO: Duration = Duration::from_millis(100);

/// Un servicio: cómo se reparten los hilos entre los clientes, y la cuenta de los que hay.
///
/// ```no_run
/// # use std::net::TcpListener;
/// # use redes::red::Servicio;
/// # let listener = TcpListener::bind("127.0.0.1:0").unwrap();
/// Servicio::con_aforo(128).clientes(Some(3)).servir(&listener, |stream, cliente| {
///     println!("{cliente} ha llegado por {stream:?}");
/// });
/// ```
///
/// Quien quiere hacer otra cosa mientras tanto lo comparte con un `Arc`, llama a `servir` en otro hilo y espera con
/// [`esperar_atendidos`](Self::esperar_atendidos) o [`esperar_a_todos`](Self::esperar_a_todos).
#[derive(Debug)]
pub struct Servicio {
    aforo: Aforo,
    clientes: Option<u64>,
    pila: Option<usize>,
    rechaza: bool,
}

impl Servicio {
    /// Atiende como mucho a `aforo` clientes a la vez. Los demás esperan en la cola del sistema.
    #[must_use]
    pub fn con_aforo(aforo: usize) -> Self {
        Self { aforo: Aforo::de(aforo), clientes: None, pila: None, rechaza: false }
    }

    /// Cuántos clientes se cogen antes de acabar (`--clientes`); `None`, sin fin.
    #[must_use]
    pub fn clientes(self, clientes: Option<u64>) -> Self {
        Self { clientes, ..self }
    }

    /// Cuántos bytes de pila tiene cada hilo. Si no se dice, los 2 MiB de `std`.
    #[must_use]
    pub fn pila(self, bytes: usize) -> Self {
        Self { pila: Some(bytes), ..self }
    }

    /// A quien no cabe se le cuelga en el acto, en vez de dejarlo esperando en la cola.
    #[must_use]
    pub fn sin_esperas(self) -> Self {
        Self { rechaza: true, ..self }
    }

    /// Coge clientes y le da un hilo a cada uno. Vuelve cuando ha cogido a todos los que tenía que coger **y** han terminado;
    /// si no se ha dicho cuántos, nunca. El hilo es dueño de su `stream`: al acabar `atender`, se cierra.
    pub fn servir(&self, listener: &TcpListener, atender: impl Fn(TcpStream, SocketAddr) + Sync) {
        let mut cogidos = 0;
        thread::scope(|hilos| {
            while self.clientes.is_none_or(|clientes| cogidos < clientes) {
                // Se espera el sitio antes de coger la llamada: mientras, quien llama hace cola en el sistema.
                let sitio = (!self.rechaza).then(|| self.aforo.entrar());
                let (stream, cliente) = esperar_cliente(listener);
                let Some(entrada) = sitio.or_else(|| self.aforo.entrar_si_cabe()) else {
                    // Aquí se cierra su socket, y ve que le cuelgan.
                    consola::lamentar(&format!("{cliente}: no cabe nadie más (hay {})", self.aforo.maximo()));
                    continue;
                };
                cogidos += 1;
                let atender = &atender;
                let tarea = move || en_su_hilo(entrada, || atender(stream, cliente));
                if let Err(error) = self.hilo().spawn_scoped(hilos, tarea) {
                    consola::lamentar(&format!("{cliente}: sin hilo para atenderlo: {}", explicar(&error)));
                }
            }
        });
    }

    fn hilo(&self) -> Builder {
        match self.pila {
            Some(bytes) => Builder::new().stack_size(bytes),
            None => Builder::new(),
        }
    }

    /// A cuántos se ha atendido hasta el final, bien o mal.
    #[must_use]
    pub fn atendidos(&self) -> u64 {
        self.aforo.salidos()
    }

    /// Espera a que se haya atendido a `cuantos` hasta el final, en el orden que sea.
    pub fn esperar_atendidos(&self, cuantos: u64) {
        self.aforo.esperar_salidos(cuantos);
    }

    /// Espera a que no quede nadie dentro, pero no más de `plazo`. Dice si se han ido todos.
    pub fn esperar_a_todos(&self, plazo: Duration) -> bool {
        self.aforo.esperar_vacio(plazo)
    }
}

/// Un pánico aquí ya lo ha contado `std` por stderr: que no llegue al hilo que espera a todos.
fn en_su_hilo(entrada: Entrada, tarea: impl FnOnce()) {
    let _ = catch_unwind(AssertUnwindSafe(tarea));
    drop(entrada);
}

/// Espera al siguiente cliente. Que una llegada falle no es el final: se dice por stderr (una vez, si se repite) y se sigue.
/// No tiene plazo: esperar clientes es el trabajo de un servidor.
pub fn esperar_cliente(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    insistir(|| listener.accept(), consola::lamentar)
}

fn insistir<T>(mut aceptar: impl FnMut() -> io::Result<T>, decir: impl Fn(&str)) -> T {
    let mut dicho = false;
    loop {
        match aceptar() {
            Ok(llegada) => return llegada,
            // Se ha ido mientras hacía cola: el siguiente.
            Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
            Err(error) => {
                if !dicho {
                    decir(&format!("no he podido coger una llamada: {}; lo sigo intentando", explicar(&error)));
                    dicho = true;
                }
                thread::sleep(RESPIRO);
            }
        }
    }
}

#[cfg(test)]
mod pruebas;
