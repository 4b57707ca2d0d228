//! Un relevo entre un emisor y un receptor: apunta en el cable lo que pasa por él, y pierde lo que se le diga.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use redes::cable::{Cable, Lado, Muestra, Suceso as EnElCable};

use crate::pixeles::datagrama::{Datagrama, Mensaje};
use crate::udp::BUFFER;
use crate::udp::acuse::Acuse;

/// Se pone entre los dos: pasa cada datagrama, lo apunta y pierde los que se le digan.
pub struct Relevo {
    pub entrada: UdpSocket,
    salida: UdpSocket,
}

impl Relevo {
    pub fn hacia(destino: SocketAddr) -> io::Result<Self> {
        let entrada = UdpSocket::bind("127.0.0.1:0")?;
        let salida = UdpSocket::bind("127.0.0.1:0")?;
        salida.connect(destino)?;
        for socket in [&entrada, &salida] {
            socket.set_read_timeout(Some(Duration::from_millis(1)))?;
        }
        Ok(Self { entrada, salida })
    }

    pub fn pasar(&self, cable: &Cable, pierde: &[usize], acabado: &AtomicBool) {
        let (mut buffer, mut cliente, mut vistos) = ([0; BUFFER], None, 0);
        while !acabado.load(Relaxed) {
            if let Ok((n, de)) = self.entrada.recv_from(&mut buffer) {
                cliente = Some(de);
                // Del primero se enseña la cabecera entera; de los demás, qué son.
                let muestra = Muestra { total: n, ..Muestra::de(if vistos == 0 { &buffer[..n] } else { &[] }) };
                cable.anotar(Lado::Cliente, EnElCable::Envia(muestra));
                let se_pierde = pierde.contains(&vistos);
                let nota = describir(&buffer[..n]) + if se_pierde { ", que se pierde por el camino" } else { "" };
                cable.anotar(Lado::Cliente, EnElCable::Nota(nota));
                if !se_pierde {
                    let _ = self.salida.send(&buffer[..n]);
                }
                vistos += 1;
            }
            if let (Ok(n), Some(cliente)) = (self.salida.recv(&mut buffer), cliente) {
                cable.anotar(Lado::Servidor, EnElCable::Envia(Muestra { total: n, ..Muestra::de(&[]) }));
                cable.anotar(Lado::Servidor, EnElCable::Nota(describir(&buffer[..n])));
                let _ = self.entrada.send_to(&buffer[..n], cliente);
            }
        }
    }
}

/// Qué dice un datagrama, en pocas palabras.
fn describir(bytes: &[u8]) -> String {
    let Some(datagrama) = Datagrama::descodificar(bytes) else { return "otra cosa".to_string() };
    match datagrama.mensaje {
        Mensaje::Anuncio => "anuncio".to_string(),
        Mensaje::Trozo { numero, .. } => format!("trozo {numero}"),
        Mensaje::Fin => "fin".to_string(),
        Mensaje::Acuse(Acuse { base, .. }) if u64::from(base) == datagrama.plano.trozos() => {
            "acuse: lo tengo todo".to_string()
        }
        Mensaje::Acuse(acuse) => {
            let base = acuse.base;
            let bits = (1..64).filter(|i| acuse.tiene(*i));
            let salteados: Vec<String> = bits.map(|i| (base + i as u32).to_string()).collect();
            match salteados.as_slice() {
                [] => format!("acuse: el primero que me falta es el {base}"),
                salteados => format!("acuse: me falta el {base}, y después tengo {}", salteados.join(", ")),
            }
        }
        _ => "otra cosa".to_string(),
    }
}
