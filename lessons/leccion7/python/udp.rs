//! Ficheros por UDP como en la serie: un datagrama por cada 1024 bytes y, al final, un datagrama que solo dice `END`.
//!
//! Sin números, sin tamaño y sin suma no hay manera de saber si falta algo, ni si ha llegado en orden. Así que aquí no se
//! dice nunca que esté completo: solo cuánto ha llegado.

use std::io::{self, Read};
use std::net::UdpSocket;
use std::thread;
use std::time::{Duration, Instant};

use redes::cifras::{self, plural};
use redes::consola::{self, visible};
use redes::errores::{Fallo, Resultado, explicar};

use super::receptor::{Llegada, ReceptorSinNumeros};
use super::{END, TROZO};
use crate::fichero::destino::Destino;
use crate::fichero::origen::Origen;
use crate::fichero::recibido::Recibido;
use crate::pantalla::barra_de_bytes::Barra;
use crate::udp::cola::Cola;
use crate::udp::socket::{self, pasajero};

const LATIDO: Duration = Duration::from_millis(20);

/// Lo que se descansa antes del `END`: detrás de una ráfaga sería lo primero en perderse.
const RESPIRO: Duration = Duration::from_millis(50);

/// Recibe ficheros de programas de Python. Con `clientes`, es un fallo que alguno se haya quedado sin `END` o sin guardar.
pub fn servir(socket: &UdpSocket, destino: &Destino, clientes: Option<u64>, silencio: Duration) -> Resultado {
    let fallo = |error| Fallo::de_sistema("no puedo seguir recibiendo", error);
    socket.set_read_timeout(Some(LATIDO)).map_err(fallo)?;
    let (inicio, mut receptor, mut buffer) = (Instant::now(), ReceptorSinNumeros::nuevo(silencio), vec![0; 1 << 16]);
    let mut libro = Libro { destino, silencio, abierto: None, terminados: 0, fallidos: 0 };
    let mut cola = Cola::default();
    loop {
        let recibido = socket.recv_from(&mut buffer);
        let vaciada = cola.vaciada(recibido.is_ok());
        let mut llegadas = match recibido {
            Ok((n, de)) => receptor.llega(inicio.elapsed(), de, &buffer[..n]),
            Err(error) if pasajero(&error) => Vec::new(),
            Err(error) => return Err(fallo(error)),
        };
        if vaciada {
            llegadas.extend(receptor.vence(inicio.elapsed()));
        }
        for llegada in llegadas {
            libro.apuntar(llegada, &mut receptor);
            if clientes == Some(libro.terminados) {
                return libro.acabar();
            }
        }
    }
}

/// Lo que se escribe y lo que se cuenta.
struct Libro<'a> {
    destino: &'a Destino,
    silencio: Duration,
    abierto: Option<io::Result<Recibido<'a>>>,
    terminados: u64,
    fallidos: u64,
}

impl Libro<'_> {
    fn apuntar(&mut self, llegada: Llegada, receptor: &mut ReceptorSinNumeros) {
        match llegada {
            Llegada::Empieza(de) => {
                consola::narrar(&format!("{de}: envía un fichero, sin decir su nombre ni cuánto ocupa"));
                self.abierto = Some(Recibido::en(self.destino));
            }
            Llegada::Datos(datos) => {
                if let Some(Ok(recibido)) = &mut self.abierto
                    && let Err(error) = recibido.escribir(&datos)
                {
                    self.abierto = Some(Err(error));
                }
            }
            Llegada::Termina { con_end } => {
                let abierto = self.abierto.take().unwrap_or_else(|| Err(io::ErrorKind::NotFound.into()));
                self.fallidos += u64::from(!cerrar(abierto, con_end, self.silencio, receptor));
                receptor.ajenos = 0;
                self.terminados += 1;
            }
        }
    }

    fn acabar(&self) -> Resultado {
        match self.fallidos {
            0 => Ok(()),
            _ => Err(Fallo::nuevo("no todo ha llegado hasta su END, o no se ha podido guardar")),
        }
    }
}

/// Le da su nombre a lo recibido y dice lo que se sabe, que es poco. ¿Ha ido bien?
fn cerrar(abierto: io::Result<Recibido>, con_end: bool, silencio: Duration, receptor: &ReceptorSinNumeros) -> bool {
    let publicado = abierto.and_then(|recibido| {
        let bytes = recibido.bytes();
        recibido.publicar(con_end).map(|ruta| (bytes, ruta))
    });
    match publicado {
        Ok((bytes, ruta)) => {
            let como = if con_end {
                "ha llegado END".to_string()
            } else {
                format!("INCOMPLETO, no llega END y lleva {} callado", cifras::duracion(silencio))
            };
            consola::narrar(&format!(
                "{como}: {} bytes, guardados en {}",
                cifras::numero(bytes),
                visible(&ruta.to_string_lossy())
            ));
            let ajenos = if receptor.ajenos == 0 { String::new() } else { format!(" · ajenos {}", receptor.ajenos) };
            consola::narrar(&format!(
                "  {}{ajenos} · sin números ni suma no puedo saber si falta alguno o si están en orden",
                plural(receptor.datagramas, "datagrama")
            ));
            con_end
        }
        Err(error) => {
            consola::lamentar(&format!("no he podido guardarlo: {}", explicar(&error)));
            false
        }
    }
}

/// Envía un fichero a un programa de Python: 1024 bytes por datagrama y `END`.
pub fn enviar(socket: &UdpSocket, origen: &mut Origen, pausa: Duration) -> io::Result<u64> {
    let total = origen.tamano;
    let (mut buffer, mut van, mut barra) = ([0; TROZO], 0_u64, Barra::nueva(total));
    while van < total {
        let tope = TROZO.min((total - van) as usize);
        origen.fichero.read_exact(&mut buffer[..tope])?;
        thread::sleep(pausa);
        socket::enviar(socket, &buffer[..tope])?;
        van += tope as u64;
        barra.van(van);
    }
    thread::sleep(RESPIRO);
    socket.send(END)?;
    Ok(total.div_ceil(TROZO as u64) + 1)
}
