//! Un servidor de eco UDP dentro de este mismo programa, para las carreras, la demostración y la guía.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use redes::cable::Parada;

use crate::udp::datagramas::{BUFER, Recibido, bufer_para, recibir};

/// Un servidor de eco en otro hilo, que se para al soltarlo.
pub struct EcoUdp {
    parada: Parada,
    atendidos: Arc<AtomicU64>,
}

impl EcoUdp {
    pub fn abrir() -> io::Result<(SocketAddr, Self)> {
        let socket = UdpSocket::bind(("127.0.0.1", 0))?;
        let direccion = socket.local_addr()?;
        socket.set_read_timeout(Some(Duration::from_millis(50)))?;
        let este = Self { parada: Parada::default(), atendidos: Arc::default() };
        let (parada, atendidos) = (este.parada.clone(), Arc::clone(&este.atendidos));
        thread::spawn(move || {
            let mut bufer = bufer_para(BUFER);
            while !parada.pedida() {
                if let Ok(Recibido::Datagrama(n, de)) = recibir(&socket, &mut bufer) {
                    atendidos.fetch_add(1, Ordering::SeqCst);
                    let _ = socket.send_to(&bufer[..n], de);
                }
            }
        });
        Ok((direccion, este))
    }

    /// A cuántos datagramas ha contestado.
    pub fn atendidos(&self) -> u64 {
        self.atendidos.load(Ordering::SeqCst)
    }
}

impl Drop for EcoUdp {
    fn drop(&mut self) {
        self.parada.parar();
    }
}
