//! Enviar un fichero por UDP con acuses: la máquina del [`Emisor`] decide, y aquí se envía y se escucha.
//!
//! Pruébalo, con el servidor en marcha:   cargo run --bin leccion7 -- udp cliente gatin.jpg --perder 20%
//!
//! Verás cuántos datagramas hacen falta y cuántos ha habido que repetir.

use std::time::Duration;

use redes::consola;

use super::emisor::Emisor;
use super::paso::Paso;
use super::turno::{TURNO, Turno};
use crate::fichero::veredicto::Veredicto;
use crate::udp::BUFFER;
use crate::udp::acuse::Acuse;
use crate::udp::cola::COLA;
use crate::udp::datagrama::Mensaje;
use crate::udp::envio::{Cuenta, Envio, Problema};
use crate::udp::ficha::CARGA;
use crate::udp::socket::es_rechazo;

/// Insiste hasta que el receptor dice que lo tiene guardado. Un [`Problema`] dice hasta dónde se llegó.
pub fn enviar(envio: &mut Envio) -> Result<Cuenta, Problema> {
    let (total, ritmo) = (envio.ficha.trozos(), envio.ritmo);
    let emisor = Emisor::nuevo(total, ritmo.en_camino, ritmo.pausa, envio.ahora());
    let mut marcha = Marcha { emisor, total, turno: Turno::nuevo(ritmo.espera) };
    loop {
        let hecho = match marcha.emisor.siguiente(envio.ahora()) {
            Paso::Anunciar { envio: orden } => envio.anunciar(orden, true),
            Paso::Enviar { numero, envio: orden, pide_acuse } => envio.enviar_trozo(numero, orden, pide_acuse),
            Paso::Despedirse { envio: orden } => envio.despedirse(orden),
            Paso::Esperar => marcha.escuchar(envio),
            Paso::Terminado => return Ok(marcha.cuenta(envio)),
            Paso::Abandonar => marcha.desistir(envio),
        };
        match hecho {
            Err(Problema::Sistema(error)) if es_rechazo(&error) => return marcha.sin_nadie(envio),
            otro => otro?,
        }
    }
}

/// Un envío en marcha.
struct Marcha {
    emisor: Emisor,
    total: u32,
    turno: Turno,
}

impl Marcha {
    fn cuenta(&self, envio: &Envio) -> Cuenta {
        let (confirmados, enviados) = self.emisor.cuentas();
        envio.cuenta(confirmados, enviados)
    }

    /// Atiende lo que haya contestado el receptor, si ha contestado algo.
    fn escuchar(&mut self, envio: &mut Envio) -> Result<(), Problema> {
        let mut buffer = [0; BUFFER];
        let llegado = envio.recibir(&mut buffer)?;
        let ahora = envio.ahora();
        match llegado {
            Some(Mensaje::Acuse(acuse)) if acuse.base < self.total => self.emisor.llega(&acuse, ahora),
            Some(Mensaje::Veredicto(Veredicto::Guardado)) => self.emisor.llega(&Acuse::de_todo(self.total, 0), ahora),
            Some(Mensaje::Veredicto(otro)) => return Err(Problema::Rechazado(otro)),
            Some(Mensaje::Ocupado) => self.esperar_turno(ahora)?,
            _ => {}
        }
        envio.barra.van(u64::from(self.emisor.cuentas().0) * CARGA as u64);
        Ok(())
    }

    fn esperar_turno(&mut self, ahora: Duration) -> Result<(), Problema> {
        if !self.turno.esperando() {
            consola::avisar("El servidor está con otro fichero: espero turno…");
        }
        if self.turno.ocupado(ahora) {
            return Err(Problema::Ocupado);
        }
        self.emisor.posponer(ahora, TURNO);
        Ok(())
    }

    /// El receptor no da señales de vida. Si las que ha dado están en la cola, el que no miraba es este programa.
    fn desistir(&mut self, envio: &mut Envio) -> Result<(), Problema> {
        envio.sin_esperas(true)?;
        for _ in 0..COLA {
            self.escuchar(envio)?;
        }
        envio.sin_esperas(false)?;
        if self.emisor.agotado(envio.ahora()) { Err(Problema::NoContesta(self.cuenta(envio))) } else { Ok(()) }
    }

    /// Ya no escucha nadie. Si lo tenía todo, la despedida sobraba.
    fn sin_nadie(&self, envio: &Envio) -> Result<Cuenta, Problema> {
        let hasta = self.cuenta(envio);
        match ultima_palabra(envio) {
            Some(Veredicto::Guardado) => Ok(Cuenta { confirmados: self.total, ..hasta }),
            Some(otro) => Err(Problema::Rechazado(otro)),
            None if hasta.confirmados == self.total => Ok(hasta),
            None => Err(Problema::NadieEscucha(hasta)),
        }
    }
}

/// El veredicto, si ya había llegado: el aviso de que nadie escucha se adelanta a lo que espera en la cola.
fn ultima_palabra(envio: &Envio) -> Option<Veredicto> {
    let mut buffer = [0; BUFFER];
    // Cada envío en camino puede traer su aviso: se apartan unos cuantos, y no más.
    for _ in 0..COLA {
        match envio.recibir(&mut buffer) {
            Ok(Some(Mensaje::Veredicto(veredicto))) => return Some(veredicto),
            Ok(None) => return None,
            Ok(Some(_)) | Err(_) => {}
        }
    }
    None
}

#[cfg(test)]
mod pruebas {
    use std::net::UdpSocket;

    use super::*;
    use crate::fichero::origen::Origen;
    use crate::udp::datagrama::Datagrama;
    use crate::udp::envio::Ritmo;
    use crate::udp::perdida::Perdida;

    /// Un portátil que se duerme: pasa un siglo, y el acuse llevaba todo ese rato en la cola.
    #[test]
    fn tras_una_suspension_se_vacia_la_cola_antes_de_culpar_al_otro() {
        const SIGLO: Duration = Duration::from_secs(100);
        for contesta in [true, false] {
            let receptor = UdpSocket::bind("127.0.0.1:0").unwrap();
            let mut origen = Origen::abrir(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml").as_ref()).unwrap();
            let perdida = Perdida::default();
            let ritmo = Ritmo { pausa: Duration::ZERO, en_camino: 32, espera: Duration::ZERO, perdida };
            let mut envio = Envio::hacia(receptor.local_addr().unwrap(), &mut origen, ritmo).unwrap();
            let (ahora, total) = (envio.ahora(), envio.ficha.trozos());
            let emisor = Emisor::nuevo(total, 32, Duration::ZERO, ahora);
            let mut marcha = Marcha { emisor, total, turno: Turno::nuevo(Duration::ZERO) };
            assert_eq!(marcha.emisor.siguiente(ahora), Paso::Anunciar { envio: 0 });
            envio.anunciar(0, true).unwrap();
            let (mut buffer, mut bytes) = ([0; BUFFER], Vec::new());
            let (n, de) = receptor.recv_from(&mut buffer).unwrap();
            if contesta {
                let anuncio = Datagrama::descodificar(&buffer[..n]).unwrap();
                let acuse = Acuse { base: 0, mayor_envio: 0, mapa: [0; 4] };
                anuncio.respuesta(Mensaje::Acuse(acuse)).codificar(&mut bytes);
                receptor.send_to(&bytes, de).unwrap();
            }
            // Se duerme dos veces: al despertar de la primera pregunta otra vez, y de la segunda ya no le queda prórroga.
            envio.inicio -= SIGLO;
            assert!(matches!(marcha.emisor.siguiente(envio.ahora()), Paso::Anunciar { .. }));
            envio.inicio -= SIGLO;
            assert_eq!(marcha.emisor.siguiente(envio.ahora()), Paso::Abandonar);
            assert_eq!(marcha.desistir(&mut envio).is_ok(), contesta);
        }
    }
}
