//! El receptor de ficheros por UDP como en la serie: qué es un trozo y qué es el `END` del final. Máquina pura.
//!
//! Atiende al primero que habla, hasta que acaba. Sin números no puede saber si falta algo; solo cuándo ha acabado.

use std::net::SocketAddr;
use std::time::Duration;

use super::END;

/// Un fichero puede terminar justo con un trozo que diga `END`: solo es el final si después no viene nada.
const CALMA: Duration = Duration::from_millis(200);

/// Lo que le pasa a un fichero que llega así.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Llegada {
    Empieza(SocketAddr),
    Datos(Vec<u8>),
    /// Ha acabado: con `END`, o porque el emisor calla.
    Termina {
        con_end: bool,
    },
}

/// Recibe del primero que habla, hasta que acaba.
#[derive(Debug)]
pub struct ReceptorSinNumeros {
    silencio: Duration,
    de: Option<SocketAddr>,
    ultimo: Duration,
    /// Ha llegado `END` y todavía puede no ser el final.
    end: bool,
    pub datagramas: u64,
    pub ajenos: u64,
}

impl ReceptorSinNumeros {
    pub fn nuevo(silencio: Duration) -> Self {
        Self { silencio, de: None, ultimo: Duration::ZERO, end: false, datagramas: 0, ajenos: 0 }
    }

    /// Lo que hay que hacer con un datagrama, por orden.
    pub fn llega(&mut self, ahora: Duration, de: SocketAddr, bytes: &[u8]) -> Vec<Llegada> {
        let mut llegadas = Vec::new();
        if self.de.is_none() {
            (self.de, self.datagramas) = (Some(de), 0);
            llegadas.push(Llegada::Empieza(de));
        }
        if self.de != Some(de) {
            self.ajenos += 1;
            return llegadas;
        }
        self.ultimo = ahora;
        self.datagramas += 1;
        if std::mem::replace(&mut self.end, bytes == END) {
            llegadas.push(Llegada::Datos(END.to_vec())); // el de antes no era el final
        }
        if !self.end {
            llegadas.push(Llegada::Datos(bytes.to_vec()));
        }
        llegadas
    }

    /// Ha pasado el tiempo: ¿ha acabado?
    pub fn vence(&mut self, ahora: Duration) -> Option<Llegada> {
        let plazo = if self.end { CALMA } else { self.silencio };
        self.de.filter(|_| ahora.saturating_sub(self.ultimo) >= plazo)?;
        self.de = None;
        Some(Llegada::Termina { con_end: std::mem::take(&mut self.end) })
    }
}
