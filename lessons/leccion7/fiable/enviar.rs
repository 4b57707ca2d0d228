//! Enviar un fichero por UDP con acuses: la máquina del [`Emisor`] decide, y aquí se envía y se escucha.
//!
//! Pruébalo, con el servidor en marcha:   cargo run --bin leccion7 -- udp cliente gatin.jpg --perder 20%
//!
//! Verás cuántos datagramas hacen falta y cuántos ha habido que repetir.

use std::time::Duration;

use redes::consola;

use super::emisor::Emisor;
use super::paso::Paso;
use crate::fichero::veredicto::Veredicto;
use crate::udp::BUFFER;
use crate::udp::acuse::Acuse;
use crate::udp::datagrama::Mensaje;
use crate::udp::envio::{Cuenta, Envio, Problema};
use crate::udp::ficha::CARGA;
use crate::udp::socket::es_rechazo;

/// Entre intento e intento, mientras el servidor está con otro fichero.
const TURNO: Duration = Duration::from_millis(250);

/// Lo más que se mira en la cola cuando el receptor ya no está: los acuses de una ventana y de sobra.
const COLA: usize = 1000;

/// Insiste hasta que el receptor dice que lo tiene guardado. Un [`Problema`] dice hasta dónde se llegó.
pub fn enviar(envio: &mut Envio) -> Result<Cuenta, Problema> {
    let (total, ritmo) = (envio.ficha.trozos(), envio.ritmo);
    let emisor = Emisor::nuevo(total, ritmo.en_camino, ritmo.pausa, envio.ahora());
    let mut marcha = Marcha { emisor, total, espera: ritmo.espera, ocupado_desde: None };
    loop {
        let hecho = match marcha.emisor.siguiente(envio.ahora()) {
            Paso::Anunciar { envio: orden } => envio.anunciar(orden, true),
            Paso::Enviar { numero, envio: orden, pide_acuse } => envio.enviar_trozo(numero, orden, pide_acuse),
            Paso::Despedirse { envio: orden } => envio.despedirse(orden),
            Paso::Esperar => marcha.escuchar(envio),
            Paso::Terminado => return Ok(marcha.cuenta(envio)),
            Paso::Abandonar => return Err(Problema::NoContesta(marcha.cuenta(envio))),
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
    /// Cuánto se espera turno, y desde cuándo se está esperando.
    espera: Duration,
    ocupado_desde: Option<Duration>,
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
        let desde = *self.ocupado_desde.get_or_insert_with(|| {
            consola::avisar("El servidor está con otro fichero: espero turno…");
            ahora
        });
        if ahora - desde > self.espera {
            return Err(Problema::Ocupado);
        }
        self.emisor.posponer(ahora, TURNO);
        Ok(())
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
