//! Enviar una imagen con acuses: la máquina del [`Emisor`] decide, y aquí se envía y se escucha.
//!
//! Pruébalo:   cargo run --bin leccion7 -- pixeles cliente gatin.jpg
//! y después:  cargo run --bin leccion7 -- pixeles cliente gatin.jpg --modo pixel --pausa 5ms
//!
//! Verás cuántos datagramas hacen falta, cuántos ha habido que repetir y cuánto ha tardado.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use super::canal::Canal;
use super::datagrama::{Datagrama, Mensaje};
use super::envio::{Cuenta, Novedad, Problema, Ritmo};
use super::imagen::Imagen;
use crate::fiable::emisor::Emisor;
use crate::fiable::paso::Paso;
use crate::udp::socket::es_rechazo;

/// Entre intento e intento, mientras el servidor está con otra imagen: cuatro veces por segundo no le estorba.
const TURNO: Duration = Duration::from_millis(250);

/// Envía con acuses: insiste hasta que el receptor confirma que lo tiene todo.
pub fn enviar(
    canal: &mut Canal,
    imagen: &Imagen,
    ritmo: &Ritmo,
    contar: &mut dyn FnMut(Novedad),
) -> Result<Cuenta, Problema> {
    // Con pausa no se duerme esperando acuses: se recogen los que haya y se sigue.
    let con_pausa = !ritmo.pausa.is_zero();
    canal.sin_esperas(con_pausa).map_err(Problema::Sistema)?;
    let plano = imagen.plano(ritmo.pixeles);
    let mut marcha = Marcha::nueva(plano.trozos() as u32, ritmo);
    loop {
        let ahora = marcha.inicio.elapsed();
        let (numero_de_envio, pide_acuse, mensaje) = match marcha.emisor.siguiente(ahora) {
            Paso::Anunciar { envio } => (envio, true, Mensaje::Anuncio),
            Paso::Enviar { numero, envio, pide_acuse } => {
                thread::sleep(ritmo.pausa);
                let datos = imagen.trozo(&plano, numero);
                (envio, pide_acuse, Mensaje::Trozo { numero, datos })
            }
            Paso::Despedirse { envio } => (envio, false, Mensaje::Fin),
            Paso::Terminado => return Ok(marcha.cuenta()),
            Paso::Abandonar => return Err(Problema::NoContesta(marcha.cuenta())),
            Paso::Esperar => {
                let respuesta = canal.recibir(true);
                marcha.atender(respuesta, contar)?;
                continue;
            }
        };
        let enviado = canal.enviar(&plano, numero_de_envio, (pide_acuse, false), mensaje);
        if enviado.is_err() || con_pausa {
            marcha.atender(recoger(canal, enviado), contar)?;
        }
    }
}

/// Lo que haya contestado el receptor o, si no ha podido, lo que ha dicho el sistema al enviar.
fn recoger(canal: &mut Canal, enviado: io::Result<()>) -> io::Result<Option<Datagrama<'_>>> {
    match enviado {
        // El aviso de que nadie escucha se adelanta a los acuses que esperan en la cola: primero, los acuses.
        Err(error) if es_rechazo(&error) => canal.recibir(false).and_then(|llegado| llegado.ok_or(error).map(Some)),
        otro => otro.and_then(|()| canal.recibir(false)),
    }
}

/// Un envío en marcha: la máquina que decide y lo que hace falta para contar cómo va.
struct Marcha {
    emisor: Emisor,
    total: u32,
    inicio: Instant,
    ocupado_desde: Option<Duration>,
    espera: Duration,
}

impl Marcha {
    fn nueva(total: u32, ritmo: &Ritmo) -> Self {
        let emisor = Emisor::nuevo(total, ritmo.en_camino, ritmo.pausa, Duration::ZERO);
        Self { emisor, total, inicio: Instant::now(), ocupado_desde: None, espera: ritmo.espera }
    }

    fn cuenta(&self) -> Cuenta {
        let (confirmados, enviados) = self.emisor.cuentas();
        Cuenta { total: self.total, confirmados, enviados, duracion: self.inicio.elapsed() }
    }

    /// Lo que ha llegado del receptor, o lo que ha dicho el sistema al intentarlo.
    fn atender(
        &mut self,
        respuesta: io::Result<Option<Datagrama>>,
        contar: &mut dyn FnMut(Novedad),
    ) -> Result<(), Problema> {
        let ahora = self.inicio.elapsed();
        match respuesta.map(|respuesta| respuesta.map(|datagrama| datagrama.mensaje)) {
            Ok(Some(Mensaje::Acuse(acuse))) => {
                self.emisor.llega(&acuse, ahora);
                contar(Novedad::Avance { confirmados: self.emisor.cuentas().0, total: self.total });
                Ok(())
            }
            Ok(Some(Mensaje::Ocupado)) => self.esperar_turno(ahora, contar),
            Ok(Some(Mensaje::Rechazo(motivo))) => Err(Problema::Rechazada(motivo)),
            Ok(_) => Ok(()),
            // Ya no escucha nadie. Si nos lo había confirmado todo, la despedida sobraba.
            Err(error) if es_rechazo(&error) && self.cuenta().confirmados == self.total => Ok(()),
            Err(error) if es_rechazo(&error) => Err(Problema::NadieEscucha(self.cuenta())),
            Err(error) => Err(Problema::Sistema(error)),
        }
    }

    fn esperar_turno(&mut self, ahora: Duration, contar: &mut dyn FnMut(Novedad)) -> Result<(), Problema> {
        let desde = *self.ocupado_desde.get_or_insert_with(|| {
            contar(Novedad::EsperandoTurno);
            ahora
        });
        if ahora - desde > self.espera {
            return Err(Problema::Ocupado);
        }
        self.emisor.posponer(ahora, TURNO);
        Ok(())
    }
}
