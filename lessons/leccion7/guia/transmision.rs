//! Una transmisión de píxeles, para la lección guiada y la demo: un receptor y un emisor de verdad, en el mismo programa.

use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use redes::cable::Cable;
use redes::errores::{Fallo, Resultado};

use super::comun::montar;
use super::relevo::Relevo;
use crate::fiable::en_camino::TOPE;
use crate::pixeles::canal::Canal;
use crate::pixeles::envio::{Cuenta, Ritmo};
use crate::pixeles::hito::Hito;
use crate::pixeles::imagen::Imagen;
use crate::pixeles::recepcion::Recibida;
use crate::pixeles::receptor::ReceptorDeImagenes;
use crate::pixeles::{a_ciegas, enviar};
use crate::udp::BUFFER;
use crate::udp::perdida::Perdida;
use crate::udp::socket::pasajero;

/// Lo que un receptor lento tarda con cada datagrama: mucho más que el emisor en enviarlo, y menos que los 30 ms en
/// que un emisor con acuses se impacienta, aun con una ventana de trozos delante.
pub const LENTO: Duration = Duration::from_micros(500);

/// Un plazo para todo: una escena nunca se queda colgada.
const PLAZO: Duration = Duration::from_secs(10);

/// El ritmo de siempre: los píxeles que quepan, sin pausa, con la ventana por defecto.
pub fn ritmo() -> Ritmo {
    Ritmo { pixeles: None, pausa: Duration::ZERO, en_camino: TOPE, espera: Duration::ZERO }
}

/// Cómo se transmite en una escena.
pub struct Transmision<'a> {
    pub imagen: &'a Imagen,
    pub ritmo: Ritmo,
    pub perdida: Perdida,
    pub a_ciegas: bool,
    /// Lo que el receptor se entretiene con cada datagrama, antes de leer el siguiente.
    pub receptor_lento: Duration,
    /// Un cable por el que pasar, con los datagramas del emisor que se van a perder (el primero es el 0).
    pub cable: Option<(&'a Cable, &'a [usize])>,
}

impl<'a> Transmision<'a> {
    pub fn de(imagen: &'a Imagen) -> Self {
        let (perdida, receptor_lento) = (Perdida::default(), Duration::ZERO);
        Self { imagen, ritmo: ritmo(), perdida, a_ciegas: false, receptor_lento, cable: None }
    }

    /// Transmite la imagen por sockets de verdad. Devuelve lo que vio cada lado: (receptor, emisor).
    pub fn transmitir(&self, contar: &mut (dyn FnMut(&Hito) + Send)) -> Resultado<(Recibida, Cuenta)> {
        let socket = UdpSocket::bind("127.0.0.1:0").map_err(montar)?;
        let mut destino = socket.local_addr().map_err(montar)?;
        // A ciegas, el «fin» se puede perder y hay que esperar el silencio entero: que no sea largo.
        let silencio = Duration::from_millis(if self.a_ciegas { 500 } else { 5000 });
        let acabado = AtomicBool::new(false);
        thread::scope(|hilos| {
            if let Some((cable, pierde)) = self.cable {
                let relevo = Relevo::hacia(destino).map_err(montar)?;
                destino = relevo.entrada.local_addr().map_err(montar)?;
                let acabado = &acabado;
                hilos.spawn(move || relevo.pasar(cable, pierde, acabado));
            }
            let receptor = hilos.spawn(|| recibir_una(&socket, silencio, self.receptor_lento, contar));
            let enviado = self.enviar(destino);
            let recibida = receptor.join().unwrap_or_else(|_| Err(Fallo::nuevo("el receptor se ha detenido")));
            acabado.store(true, Relaxed);
            Ok((recibida?, enviado?))
        })
    }

    fn enviar(&self, destino: SocketAddr) -> Resultado<Cuenta> {
        let mut canal = Canal::hacia(destino, self.perdida).map_err(montar)?;
        let enviar = if self.a_ciegas { a_ciegas::enviar } else { enviar::enviar };
        enviar(&mut canal, self.imagen, &self.ritmo, &mut |_| {})
            .map_err(|problema| Fallo::nuevo(format!("el emisor no ha podido terminar ({problema:?})")))
    }
}

/// Recibe una imagen y contesta todavía un poco, por si se ha perdido el último acuse.
fn recibir_una(
    socket: &UdpSocket,
    silencio: Duration,
    lento: Duration,
    contar: &mut dyn FnMut(&Hito),
) -> Resultado<Recibida> {
    let fallo = |error| Fallo::de_sistema("no puedo seguir recibiendo", error);
    socket.set_read_timeout(Some(Duration::from_millis(10))).map_err(fallo)?;
    let inicio = Instant::now();
    let mut receptor = ReceptorDeImagenes::nuevo(silencio);
    let (mut buffer, mut salida, mut recibida) = ([0; BUFFER], Vec::new(), None);
    while inicio.elapsed() < PLAZO && !(recibida.is_some() && receptor.despedido(inicio.elapsed())) {
        let hito = match socket.recv_from(&mut buffer) {
            Ok((n, de)) => {
                if !lento.is_zero() && recibida.is_none() {
                    thread::sleep(lento);
                }
                let (respuesta, hito) = receptor.llega(inicio.elapsed(), de, &buffer[..n]);
                if let Some(respuesta) = respuesta {
                    respuesta.codificar(&mut salida);
                    let _ = socket.send_to(&salida, de);
                }
                hito
            }
            Err(error) if pasajero(&error) => receptor.vence(inicio.elapsed()),
            Err(error) => return Err(fallo(error)),
        };
        if let Some(hito) = hito {
            contar(&hito);
            if let Hito::Termina(una) = hito {
                recibida = Some(*una);
            }
        }
    }
    recibida.ok_or_else(|| Fallo::nuevo("no ha llegado ninguna imagen a tiempo"))
}
