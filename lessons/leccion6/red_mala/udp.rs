//! El intermediario, por UDP: cada datagrama que llega se le da a la falla, y lo que ella da se envía al otro lado.

use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use redes::cable::{Cable, Lado, Muestra, Parada, Suceso};
use redes::fallas::{Datagrama, Falla};

use super::latido::LATIDO;
use crate::udp::datagramas::{BUFER, Recibido, bufer_para, recibir};

/// Uno de los dos sentidos de una conversación por UDP.
pub(super) struct Sentido {
    /// De quién es lo que pasa por aquí.
    pub lado: Lado,
    pub desde: Arc<UdpSocket>,
    pub hacia: Arc<UdpSocket>,
    pub servidor: SocketAddr,
    pub cliente: Arc<OnceLock<SocketAddr>>,
    pub cable: Option<Cable>,
}

impl Sentido {
    pub fn pasar(&self, mut falla: impl Falla<Datagrama>, bytes: &AtomicU64, parada: &Parada) {
        let inicio = Instant::now();
        let mut bufer = bufer_para(BUFER);
        let mut salen = Vec::new();
        while !parada.pedida() {
            falla.soltar(inicio.elapsed(), &mut salen);
            self.entregar(&mut salen);
            let queda = falla.proxima().map_or(LATIDO, |hora| hora.saturating_sub(inicio.elapsed()));
            let _ = self.desde.set_read_timeout(Some(queda.clamp(Duration::from_millis(1), LATIDO)));
            let Ok(Recibido::Datagrama(n, de)) = recibir(&*self.desde, &mut bufer) else { continue };
            if !self.es_suyo(de) {
                continue;
            }
            bytes.fetch_add(n as u64, Ordering::SeqCst);
            self.anotar(Suceso::Envia(Muestra::de(&bufer[..n])));
            falla.pasar(bufer[..n].to_vec(), inicio.elapsed(), &mut salen);
            match (salen.len(), falla.proxima()) {
                (0, None) => self.nota("este se pierde"),
                (0, Some(_)) => self.nota("este se retrasa"),
                (1, _) => {}
                (copias, _) => self.nota(&format!("llegan {copias}")),
            }
            self.entregar(&mut salen);
        }
    }

    /// ¿Viene de quien tiene que venir?
    fn es_suyo(&self, de: SocketAddr) -> bool {
        match self.lado {
            Lado::Cliente => *self.cliente.get_or_init(|| de) == de,
            Lado::Servidor => de == self.servidor,
        }
    }

    fn entregar(&self, salen: &mut Vec<Datagrama>) {
        let destino = match self.lado {
            Lado::Cliente => Some(&self.servidor),
            Lado::Servidor => self.cliente.get(),
        };
        for datagrama in salen.drain(..) {
            // Si no llega a enviarse, se ha perdido: es lo que hace una red.
            let _ = destino.map(|destino| self.hacia.send_to(&datagrama, destino));
        }
    }

    fn nota(&self, texto: &str) {
        self.anotar(Suceso::Nota(texto.to_string()));
    }

    fn anotar(&self, suceso: Suceso) {
        if let Some(cable) = &self.cable {
            cable.anotar(self.lado, suceso);
        }
    }
}
