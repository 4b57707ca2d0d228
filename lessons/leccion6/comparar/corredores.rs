//! El mismo trabajo, de tres maneras: enviar unos mensajes numerados, uno detrás de otro, y esperar el eco de cada uno.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::time::Duration;

use crate::comparar::marca::Marca;
use crate::udp::ingenuo;
use crate::udp::preguntar::Cliente;
use crate::udp::trato::Trato;

/// Lo primero que espera un eco quien espera con plazo, y lo que tarda en repetirse una pérdida en la emulación de TCP.
pub const PLAZO: Duration = Duration::from_millis(20);
/// Las esperas se doblan hasta aquí.
pub const TOPE: Duration = Duration::from_millis(80);

/// `mensaje 00042\n`: todos miden lo mismo.
fn mensaje(numero: u32) -> Vec<u8> {
    format!("mensaje {numero:05}\n").into_bytes()
}

/// El cliente ingenuo, con un plazo para que no se quede esperando: lo que llegue antes es su respuesta.
pub fn a_secas(servidor: SocketAddr, mensajes: u32) -> io::Result<Marca> {
    let socket = UdpSocket::bind(("127.0.0.1", 0))?;
    socket.set_read_timeout(Some(PLAZO))?;
    let mut marca = Marca::default();
    for numero in 1..=mensajes {
        if let Ok(respuesta) = ingenuo::preguntar(&socket, servidor, &mensaje(numero)) {
            marca.contestados += 1;
            marca.en_orden += u32::from(respuesta == mensaje(numero));
        }
    }
    Ok(marca)
}

/// El cliente de la lección, con su número de petición.
pub fn con_reintentos(servidor: SocketAddr, mensajes: u32) -> Marca {
    let trato = Trato { plazo: PLAZO, tope: TOPE, intentos: 40, numerada: true, conectado: false };
    let mut cliente = Cliente::nuevo(servidor, trato);
    let mut marca = Marca::default();
    for numero in 1..=mensajes {
        if let Ok(eco) = cliente.preguntar(&mensaje(numero), |_| ()) {
            marca.contestados += 1;
            marca.en_orden += u32::from(eco.mensaje == mensaje(numero));
        }
    }
    marca
}

/// Por TCP no hay nada que decidir: se escribe y se lee.
pub fn por_tcp(servidor: SocketAddr, mensajes: u32) -> io::Result<Marca> {
    let mut stream = TcpStream::connect(servidor)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.set_nodelay(true)?;
    let mut marca = Marca::default();
    for numero in 1..=mensajes {
        let mut eco = mensaje(0);
        stream.write_all(&mensaje(numero))?;
        stream.read_exact(&mut eco)?;
        marca.contestados += 1;
        marca.en_orden += u32::from(eco == mensaje(numero));
    }
    Ok(marca)
}
