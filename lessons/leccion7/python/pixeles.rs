//! Los píxeles como en la serie: un pickle con las medidas, uno por píxel y otro que dice `END`, cada uno en su datagrama.

use std::io;
use std::net::UdpSocket;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use redes::errores::{Fallo, Resultado};
use redes::pickle::{self, Valor};

use super::traductor::Traductor;
use crate::pixeles::aviso::Aviso;
use crate::pixeles::hito::Hito;
use crate::pixeles::imagen::Imagen;
use crate::pixeles::plano::Formato;
use crate::pixeles::sesion::{LATIDO, Opciones, Sesion};
use crate::udp::BUFFER;
use crate::udp::cola::Cola;
use crate::udp::socket::{self, pasajero};

/// El hilo de la red, para quien habla como en la serie: cada pickle se traduce, y lo demás es igual. No se contesta nada.
pub fn recibir(socket: &UdpSocket, opciones: Opciones, avisa: &Sender<Aviso>, parar: &AtomicBool) -> Resultado {
    let fallo = |error| Fallo::de_sistema("no puedo seguir recibiendo", error);
    socket.set_read_timeout(Some(LATIDO)).map_err(fallo)?;
    let (mut sesion, mut traductor) = (Sesion::nueva(opciones, avisa, parar), Traductor::default());
    sesion.con_suma = false;
    let mut buffer = [0; BUFFER];
    let mut cola = Cola::default();
    while sesion.sigue() {
        let Sesion { receptor, inicio, .. } = &mut sesion;
        let mut hitos: Vec<Hito> = match socket.recv_from(&mut buffer) {
            Ok((n, de)) => {
                let (ahora, traducidos) = (inicio.elapsed(), traductor.traducir(de, &buffer[..n]));
                traducidos.iter().filter_map(|bytes| receptor.llega(ahora, de, bytes).1).collect()
            }
            Err(e) if pasajero(&e) => receptor.vence(inicio.elapsed()).into_iter().collect(),
            Err(e) => return Err(fallo(e)),
        };
        if cola.vaciada(true) {
            hitos.extend(receptor.vence(inicio.elapsed()));
        }
        if let Some(queja) = traductor.queja() {
            sesion.decir(queja);
        }
        if hitos.iter().any(|hito| matches!(hito, Hito::Termina(_))) {
            traductor.soltar();
        }
        sesion.contar(hitos);
    }
    sesion.acabar()
}

/// Lo que un programa de la serie entiende por un píxel: `((x, y), (r, g, b))`, o `((x, y), gris)`.
pub fn pixel(imagen: &Imagen, x: u32, y: u32) -> Option<Valor> {
    let Formato { canales, bytes_por_canal } = imagen.formato;
    let desde = (y as usize * imagen.ancho as usize + x as usize) * imagen.formato.bytes_por_pixel();
    let pixel = imagen.datos.get(desde..desde + imagen.formato.bytes_por_pixel())?;
    // De un canal de 16 bits, el byte de más peso. El alfa no viaja.
    let canal = |i: u8| pixel.get(usize::from(i) * usize::from(bytes_por_canal)).map(|c| Valor::Entero((*c).into()));
    let color = if canales < 3 { canal(0)? } else { Valor::Tupla(vec![canal(0)?, canal(1)?, canal(2)?]) };
    Some(Valor::Tupla(vec![entera(x, y), color]))
}

fn entera(x: u32, y: u32) -> Valor {
    Valor::Tupla(vec![Valor::Entero(x.into()), Valor::Entero(y.into())])
}

/// Envía una imagen a un programa de Python: las medidas, los píxeles y `END`, cada cosa en su datagrama.
pub fn enviar(
    socket: &UdpSocket,
    imagen: &Imagen,
    pausa: Duration,
    mut avance: impl FnMut(u32, u32),
) -> io::Result<()> {
    let total = imagen.ancho * imagen.alto;
    let enviar = |valor: &Valor| socket::enviar(socket, &pickle::escribir(valor));
    enviar(&entera(imagen.ancho, imagen.alto))?;
    for numero in 0..total {
        thread::sleep(pausa);
        if let Some(valor) = pixel(imagen, numero % imagen.ancho, numero / imagen.ancho) {
            enviar(&valor)?;
        }
        avance(numero, total);
    }
    thread::sleep(pausa.max(Duration::from_millis(50)));
    enviar(&Valor::Texto("END".into()))
}
