//! Enviar píxeles como en la serie: un pickle con las medidas, uno por píxel y otro que dice `END`, cada uno en su datagrama.

use std::io;
use std::net::UdpSocket;
use std::thread;
use std::time::Duration;

use crate::pixeles::canal::sin_sitio;
use crate::pixeles::imagen::Imagen;
use crate::pixeles::protocolo::Formato;
use redes::pickle::{self, Valor};

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
///
/// # Errors
/// Los del socket.
pub fn enviar(
    socket: &UdpSocket,
    imagen: &Imagen,
    pausa: Duration,
    mut avance: impl FnMut(u32, u32),
) -> io::Result<()> {
    let total = imagen.ancho * imagen.alto;
    let enviar = |valor: &Valor| match socket.send(&pickle::escribir(valor)) {
        Err(error) if sin_sitio(&error) => Ok(()),
        otro => otro.map(drop),
    };
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
