//! Recibir ficheros por UDP: un socket, un receptor que decide y un fichero que crece por el final.
//!
//! Pruébalo:   cargo run --bin leccion7 -- udp servidor --salida gatin_out.jpg
//! y en otra terminal:   cargo run --bin leccion7 -- udp cliente gatin.jpg --perder 20%
//!
//! Verás cuántos datagramas han llegado, se han repetido o se han perdido, y si lo recibido suma lo anunciado.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use buzon::{Buzon, Remite};
use redes::errores::{Fallo, Resultado};

use super::apunte::Reaccion;
use super::libro::Libro;
use super::receptor::ReceptorDeFicheros;
use crate::fichero::destino::Destino;
use crate::udp::BUFFER;
use crate::udp::cola::Cola;
use crate::udp::socket::pasajero;

/// Lo que se espera un datagrama antes de mirar el reloj.
const LATIDO: Duration = Duration::from_millis(20);

/// Remitentes que se recuerdan. Solo uno está enviando; los demás han preguntado hace poco.
const REMITES: usize = 64;

/// Recibe ficheros, de uno en uno, hasta que se interrumpe el programa o se cumple `clientes`; entonces, es un fallo que
/// alguno no haya llegado entero.
pub fn servir(socket: &Buzon, destino: &Destino, clientes: Option<u64>, silencio: Duration) -> Resultado {
    let fallo = |error| Fallo::de_sistema("no puedo seguir recibiendo", error);
    socket.set_read_timeout(Some(LATIDO)).map_err(fallo)?;
    let inicio = Instant::now();
    let mut receptor = ReceptorDeFicheros::nuevo(silencio);
    let mut libro = Libro::de(destino);
    // A cuál de nuestras direcciones escribe cada uno: se le contesta desde ahí.
    let mut remites: HashMap<_, Remite> = HashMap::new();
    let (mut buffer, mut salida) = ([0; BUFFER], Vec::new());
    let mut cola = Cola::default();
    while !(receptor.cerrado && receptor.despedido(inicio.elapsed())) {
        let recibido = socket.recv_from(&mut buffer);
        let vaciada = cola.vaciada(recibido.is_ok());
        let mut reaccion = match recibido {
            Ok((n, remite)) => {
                if remites.len() > REMITES {
                    remites.clear();
                }
                remites.insert(remite.de, remite);
                receptor.llega(inicio.elapsed(), remite.de, &buffer[..n])
            }
            Err(error) if pasajero(&error) => Reaccion::default(),
            Err(error) => return Err(fallo(error)),
        };
        if vaciada {
            reaccion.apuntes.extend(receptor.vence(inicio.elapsed()));
        }
        let veredicto = libro.apuntar(&mut receptor, reaccion.apuntes);
        for (a, respuesta) in [reaccion.respuesta, veredicto].into_iter().flatten() {
            respuesta.codificar(&mut salida);
            let remite = remites.get(&a).copied().unwrap_or(Remite { de: a, a: None });
            let _ = socket.send_to(&salida, remite); // si se pierde, el emisor insistirá
        }
        receptor.cerrado = clientes.is_some_and(|clientes| libro.terminados >= clientes);
    }
    libro.acabar()
}
