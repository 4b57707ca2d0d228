//! «Te toca», por UDP: la guía abre un socket, contesta a lo que llega y lo dibuja, cada dirección por su lado.
//!
//! Aquí no hay conexiones que aceptar ni que cerrar: una conversación es «todo lo que ha venido de esa dirección».

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::thread;
use std::time::{Duration, Instant};

use super::guion::{Llegada, Reaccion, TeTocaUdp};
use super::panico::atrapar;
use super::pantalla::{Bloque, Pantalla, con_marca};
use super::te_toca::{ENSAYO, anunciar_ensayo, contar_ensayo, decir_que_se_acabo, pie};
use super::teclas::{Espera, Orden};
use crate::cable::{Cable, Formato, Lado, Muestra, Suceso, Trazo};
use crate::consola::{Estilo, Linea};
use crate::errores::explicar;

/// En este búfer cabe cualquier datagrama.
const BUFFER: usize = 65536;
/// Las direcciones de las que se lleva cuenta; de las demás no se hace caso.
const DIRECCIONES: usize = 64;
/// Los datagramas que se atienden antes de volver a mirar el teclado.
const RAFAGA: usize = 256;
/// Cuando ya está conseguido, lo que se espera por si viene algo más: quien escribe de corrido no ha acabado aún.
const REMATE: Duration = Duration::from_secs(1);

/// Espera a que quien aprende haga lo suyo. Devuelve una orden si la da antes de que acabe.
pub(super) fn esperar(encargo: &TeTocaUdp, pantalla: &Pantalla) -> Option<Orden> {
    let mostrador = match Mostrador::abrir(encargo, pantalla.con_pausas()) {
        Ok(mostrador) => mostrador,
        Err(error) => {
            let texto = format!("No puedo esperar datagramas: {}. Sigue adelante.", explicar(&error));
            pantalla.dicho(Bloque::Suelto, Estilo::Mal, "✘ ", &texto);
            return None;
        }
    };
    if pantalla.con_pausas() && mostrador.direccion.port() != encargo.puerto && encargo.puerto != 0 {
        let texto = format!("El puerto {} está ocupado: espero en el {}.", encargo.puerto, mostrador.direccion.port());
        pantalla.dicho(Bloque::Suelto, Estilo::Aviso, "» ", &texto);
    }
    pantalla.dicho(Bloque::Suelto, Estilo::Aviso, "▸ ", &(encargo.encargo)(mostrador.direccion));
    if let Some(orden) = pantalla.pendiente() {
        return Some(orden);
    }
    if pantalla.con_pausas() { mostrador.atender_en_vivo(pantalla) } else { mostrador.ensayar(pantalla) }
}

/// El socket en el que se espera, con lo que ha ido llegando.
struct Mostrador<'a> {
    encargo: &'a TeTocaUdp,
    socket: UdpSocket,
    direccion: SocketAddr,
    conversaciones: Vec<Conversacion>,
    /// La última conversación dibujada y la última rotulada: si hay varias, se dice de cuál es cada dibujo.
    dibujada: Option<usize>,
    rotulada: Option<usize>,
    conseguido: bool,
    /// Cuándo ha llegado lo último.
    ultimo: Instant,
}

/// Lo que ha cruzado con una dirección.
struct Conversacion {
    de: SocketAddr,
    cable: Cable,
    trazo: Trazo,
    llegados: usize,
    /// Hay algo sin dibujar.
    nueva: bool,
    dicho: String,
}

impl<'a> Mostrador<'a> {
    /// Abre el puerto pedido; si está ocupado, otro. Sin nadie delante, cualquiera.
    fn abrir(encargo: &'a TeTocaUdp, con_pausas: bool) -> io::Result<Self> {
        let puerto = if con_pausas { encargo.puerto } else { 0 };
        let socket = UdpSocket::bind(("127.0.0.1", puerto)).or_else(|_| UdpSocket::bind(("127.0.0.1", 0)))?;
        socket.set_nonblocking(true)?;
        let direccion = socket.local_addr()?;
        Ok(Self {
            encargo,
            socket,
            direccion,
            conversaciones: Vec::new(),
            dibujada: None,
            rotulada: None,
            conseguido: false,
            ultimo: Instant::now(),
        })
    }

    /// Espera con alguien delante: dibuja en vivo hasta que se consigue, se acaba el plazo o se pide otra cosa.
    fn atender_en_vivo(mut self, pantalla: &Pantalla) -> Option<Orden> {
        let limite = Instant::now() + self.encargo.plazo;
        let mut agotado = false;
        let orden = pantalla.mientras(Espera::TeToca, |vivo| {
            self.atender(vivo.ancho());
            vivo.lineas(&self.novedades(vivo.ancho()));
            let queda = limite.saturating_duration_since(Instant::now());
            agotado = queda.is_zero() && !self.conseguido;
            vivo.pie(pie(self.direccion, queda));
            if self.conseguido { self.ultimo.elapsed() < REMATE } else { !agotado }
        });
        if agotado {
            decir_que_se_acabo(pantalla);
        }
        orden
    }

    /// Sin nadie delante, la guía hace de cliente. Nunca falla por esto: si algo no va, lo cuenta.
    fn ensayar(mut self, pantalla: &Pantalla) -> Option<Orden> {
        anunciar_ensayo(pantalla);
        let limite = Instant::now() + ENSAYO.min(self.encargo.plazo);
        let (ensayo, direccion) = (&self.encargo.ensayo, self.direccion);
        let resultado = thread::scope(|hilos| {
            let cliente = hilos.spawn(move || atrapar(|| ensayo(direccion)));
            while !cliente.is_finished() && Instant::now() < limite {
                self.atender(pantalla.ancho());
                thread::sleep(Duration::from_millis(1));
            }
            // Con el socket cerrado, a un ensayo que aún esperase no le contestaría nadie: su plazo lo acaba.
            self.atender(pantalla.ancho());
            cliente.join()
        });
        let lineas = self.novedades(pantalla.ancho());
        contar_ensayo(pantalla, &lineas, resultado);
        None
    }

    /// Contesta a lo que haya llegado, y lo apunta.
    fn atender(&mut self, ancho: usize) {
        let mut buffer = vec![0; BUFFER];
        for _ in 0..RAFAGA {
            let (leidos, de) = match self.socket.recv_from(&mut buffer) {
                Ok(llegado) => llegado,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // Windows cuenta aquí que un envío anterior no encontró a nadie. No es de este datagrama.
                Err(_) => continue,
            };
            let Some(conversacion) = self.conversacion(de, ancho) else { continue };
            conversacion.llegados += 1;
            conversacion.nueva = true;
            let (cable, numero) = (conversacion.cable.clone(), conversacion.llegados);
            let bytes = &buffer[..leidos];
            cable.anotar(Lado::Cliente, Suceso::Envia(Muestra::de(bytes)));
            for respuesta in (self.encargo.contestar)(Llegada { bytes, de, numero }) {
                cable.anotar(Lado::Servidor, Suceso::Envia(Muestra::de(&respuesta)));
                // Si ya no está, no está: UDP no da otra respuesta.
                let _ = self.socket.send_to(&respuesta, de);
            }
            self.ultimo = Instant::now();
        }
    }

    fn conversacion(&mut self, de: SocketAddr, ancho: usize) -> Option<&mut Conversacion> {
        let conocida = self.conversaciones.iter().position(|otra| otra.de == de);
        let cual = match conocida {
            Some(cual) => cual,
            None if self.conversaciones.len() >= DIRECCIONES => return None,
            None => {
                self.conversaciones.push(Conversacion {
                    de,
                    cable: Cable::nuevo(),
                    trazo: Trazo::nuevo(Formato { ancho, tiempos: false }),
                    llegados: 0,
                    nueva: false,
                    dicho: String::new(),
                });
                self.conversaciones.len() - 1
            }
        };
        self.conversaciones.get_mut(cual)
    }

    /// Dibuja lo nuevo de cada conversación y dice lo que haya que decir.
    fn novedades(&mut self, ancho: usize) -> Vec<Linea> {
        let mut lineas = Vec::new();
        for (i, conversacion) in self.conversaciones.iter_mut().enumerate() {
            if !std::mem::take(&mut conversacion.nueva) {
                continue;
            }
            let todas = conversacion.cable.anotaciones();
            let dibujo = conversacion.trazo.seguir(&todas);
            if self.dibujada.replace(i) != Some(i) {
                lineas.push(Linea::vacia());
            }
            if self.rotulada.replace(i) != Some(i) {
                lineas.push(Linea::llana(" ").con(Estilo::Tenue, format!("datagramas de {}", conversacion.de)));
            }
            lineas.extend(dibujo);
            let (estilo, marca, texto) = match (self.encargo.reaccion)(&todas) {
                Reaccion::Espera => continue,
                // De quien ya lo ha conseguido, solo lo que además consiga.
                Reaccion::Otra(_) if self.conseguido => continue,
                Reaccion::Otra(texto) => (Estilo::Aviso, "→ ", texto),
                Reaccion::Hecho(texto) => {
                    self.conseguido = true;
                    (Estilo::Bien, "✔ ", texto)
                }
            };
            if std::mem::replace(&mut conversacion.dicho, texto.clone()) != texto {
                lineas.push(Linea::vacia());
                lineas.extend(con_marca(estilo, marca, &texto, ancho));
                self.dibujada = None;
            }
        }
        lineas
    }
}
