//! El cliente de píxeles: reparte una imagen en datagramas y se asegura de que llegan. O no, si se lo pides.
//!
//! Pruébalo:   cargo run --bin leccion7 -- pixeles cliente gatin.jpg
//! y después:  cargo run --bin leccion7 -- pixeles cliente gatin.jpg --modo pixel --pausa 5ms
//!             cargo run --bin leccion7 -- pixeles cliente gatin.jpg --sin-acuses --perder 10%
//!
//! Verás cuántos datagramas hacen falta, cuántos ha habido que repetir y cuánto ha tardado.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use super::canal::{Canal, es_rechazo};
use super::emisor::{Emisor, Paso};
use super::imagen::Imagen;
use super::protocolo::{Datagrama, Mensaje, Motivo};

/// Entre intento e intento, mientras el servidor está con otra imagen: cuatro veces por segundo no le estorba.
const TURNO: Duration = Duration::from_millis(250);

/// Lo que se espera antes y después de una ráfaga sin acuses: antes, por si el sistema dice que ahí no hay nadie;
/// después, para que el «fin» no llegue con la cola llena.
pub const RESPIRO: Duration = Duration::from_millis(20);

/// Cómo se envía.
#[derive(Debug, Clone)]
pub struct Ritmo {
    /// Píxeles por datagrama; `None` si los que quepan.
    pub pixeles: Option<u16>,
    /// Lo que se descansa antes de cada datagrama de datos.
    pub pausa: Duration,
    /// Trozos en vuelo.
    pub ventana: u32,
    /// Cuánto se espera turno si el servidor está ocupado.
    pub espera: Duration,
}

/// Cómo ha ido un envío.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cuenta {
    pub total: u32,
    /// Trozos que el receptor ha dicho tener.
    pub confirmados: u32,
    /// Trozos enviados, contando los repetidos.
    pub enviados: u32,
    pub duracion: Duration,
}

/// Por qué no se ha podido enviar.
#[derive(Debug)]
pub enum Problema {
    /// El sistema dice que en esa dirección no escucha nadie (ICMP).
    NadieEscucha(Cuenta),
    /// Lo mismo, a ciegas: no hay acuses que digan qué llegó antes.
    NadieEscuchaACiegas(Cuenta),
    /// No ha vuelto ningún acuse.
    NoContesta(Cuenta),
    Ocupado,
    Rechazada(Motivo),
    Sistema(io::Error),
}

/// Algo de lo que informar mientras dura.
pub enum Novedad {
    Avance { confirmados: u32, total: u32 },
    EsperandoTurno,
}

/// Envía con ventana y acuses: insiste hasta que el receptor confirma que lo tiene todo.
///
/// # Errors
/// Un [`Problema`] que dice hasta dónde se llegó.
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
    let inicio = Instant::now();
    let emisor = Emisor::nuevo(plano.trozos() as u32, ritmo.ventana, ritmo.pausa, Duration::ZERO);
    let mut envio = Envio { emisor, total: plano.trozos() as u32, inicio, ocupado_desde: None, espera: ritmo.espera };
    loop {
        let ahora = inicio.elapsed();
        let (numero_de_envio, pide_acuse, mensaje) = match envio.emisor.siguiente(ahora) {
            Paso::Anunciar { envio } => (envio, true, Mensaje::Anuncio),
            Paso::Enviar { numero, envio, pide_acuse } => {
                thread::sleep(ritmo.pausa);
                let datos = imagen.trozo(&plano, numero);
                (envio, pide_acuse, Mensaje::Trozo { numero, datos })
            }
            Paso::Despedirse { envio } => (envio, false, Mensaje::Fin),
            Paso::Terminado => return Ok(envio.cuenta()),
            Paso::Abandonar => return Err(Problema::NoContesta(envio.cuenta())),
            Paso::Esperar => {
                let respuesta = canal.recibir(true);
                envio.atender(respuesta, contar)?;
                continue;
            }
        };
        let enviado = canal.enviar(&plano, numero_de_envio, (pide_acuse, false), mensaje);
        if enviado.is_err() || con_pausa {
            // El aviso de que nadie escucha se adelanta a los acuses que esperan en la cola: primero, los acuses.
            let respuesta = match enviado {
                Err(error) if es_rechazo(&error) => {
                    canal.recibir(false).and_then(|llegado| llegado.ok_or(error).map(Some))
                }
                otro => otro.and_then(|()| canal.recibir(false)),
            };
            envio.atender(respuesta, contar)?;
        }
    }
}

/// Un envío en marcha: la máquina que decide y lo que hace falta para contar cómo va.
struct Envio {
    emisor: Emisor,
    total: u32,
    inicio: Instant,
    ocupado_desde: Option<Duration>,
    espera: Duration,
}

impl Envio {
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

/// Envía a ciegas, como el programa del blog: lo que se pierda, perdido está.
///
/// # Errors
/// Si no escucha nadie, o el servidor dice que no antes de empezar.
pub fn enviar_a_ciegas(
    canal: &mut Canal,
    imagen: &Imagen,
    ritmo: &Ritmo,
    contar: &mut dyn FnMut(Novedad),
) -> Result<Cuenta, Problema> {
    let plano = imagen.plano(ritmo.pixeles);
    let total = plano.trozos() as u32;
    let inicio = Instant::now();
    let mut enviados = 0;
    let resultado = (|| -> io::Result<Option<Problema>> {
        canal.enviar(&plano, 0, (false, true), Mensaje::Anuncio)?;
        thread::sleep(RESPIRO);
        match canal.recibir(false)?.map(|respuesta| respuesta.mensaje) {
            Some(Mensaje::Ocupado) => return Ok(Some(Problema::Ocupado)),
            Some(Mensaje::Rechazo(motivo)) => return Ok(Some(Problema::Rechazada(motivo))),
            _ => {}
        }
        // ANCHOR: rafaga
        for numero in 0..total {
            thread::sleep(ritmo.pausa);
            let datos = imagen.trozo(&plano, numero);
            let trozo = Mensaje::Trozo { numero, datos };
            // `send` vuelve bien en cuanto el sistema acepta el
            // datagrama. De si llega a algún sitio no dice nada.
            canal.enviar(&plano, numero + 1, (false, true), trozo)?;
            enviados += 1;
            contar(Novedad::Avance { confirmados: enviados, total });
        }
        // ANCHOR_END: rafaga
        // Justo detrás de la ráfaga, la cola del receptor suele estar llena y el «fin» sería el primero en perderse.
        thread::sleep(RESPIRO);
        canal.enviar(&plano, total + 1, (false, true), Mensaje::Fin)?;
        Ok(None)
    })();
    let cuenta = Cuenta { total, confirmados: 0, enviados, duracion: inicio.elapsed() };
    match resultado {
        Ok(None) => Ok(cuenta),
        Ok(Some(problema)) => Err(problema),
        Err(error) if es_rechazo(&error) => Err(Problema::NadieEscuchaACiegas(cuenta)),
        Err(error) => Err(Problema::Sistema(error)),
    }
}
