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

/// Entre intento e intento, mientras el servidor está con otra imagen.
const TURNO: Duration = Duration::from_millis(250);

/// Lo que se espera antes y después de una ráfaga sin acuses: antes, por si el sistema dice que ahí no hay nadie;
/// después, para que el «fin» no llegue con la cola llena.
const RESPIRO: Duration = Duration::from_millis(20);

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
    let plano = imagen.plano(ritmo.pixeles);
    let total = plano.trozos() as u32;
    let inicio = Instant::now();
    let mut emisor = Emisor::nuevo(total, ritmo.ventana, ritmo.pausa, inicio.elapsed());
    let mut ocupado_desde = None;
    canal.sin_esperas(!ritmo.pausa.is_zero()).map_err(Problema::Sistema)?;
    loop {
        let cuenta = |emisor: &Emisor| {
            let (confirmados, enviados) = emisor.cuentas();
            Cuenta { total, confirmados, enviados, duracion: inicio.elapsed() }
        };
        // ANCHOR: bucle
        let paso = emisor.siguiente(inicio.elapsed());
        let (envio, pide_acuse, mensaje) = match paso {
            Paso::Anunciar { envio } => (envio, true, Mensaje::Anuncio),
            Paso::Enviar { numero, envio, pide_acuse } => {
                thread::sleep(ritmo.pausa);
                let datos = imagen.trozo(&plano, numero);
                (envio, pide_acuse, Mensaje::Trozo { numero, datos })
            }
            Paso::Despedirse { envio } => (envio, false, Mensaje::Fin),
            Paso::Terminado => return Ok(cuenta(&emisor)),
            Paso::Abandonar => {
                return Err(Problema::NoContesta(cuenta(&emisor)));
            }
            Paso::Esperar => (0, false, Mensaje::Ocupado),
        };
        // ANCHOR_END: bucle
        let esperar = paso == Paso::Esperar;
        let enviado = if esperar { Ok(()) } else { canal.enviar(&plano, envio, (pide_acuse, false), mensaje) };
        // Con pausa no se duerme esperando acuses: se recogen los que haya y se sigue.
        let llegado = match enviado {
            Ok(()) if esperar || !ritmo.pausa.is_zero() => canal.recibir(esperar),
            Ok(()) => continue,
            Err(error) => Err(error),
        };
        match llegado {
            Ok(None) => {}
            Ok(Some(Datagrama { mensaje, .. })) => match mensaje {
                Mensaje::Acuse(acuse) => {
                    emisor.llega(&acuse, inicio.elapsed());
                    contar(Novedad::Avance { confirmados: emisor.cuentas().0, total });
                }
                Mensaje::Ocupado => {
                    let desde = *ocupado_desde.get_or_insert_with(|| {
                        contar(Novedad::EsperandoTurno);
                        inicio.elapsed()
                    });
                    if inicio.elapsed() - desde > ritmo.espera {
                        return Err(Problema::Ocupado);
                    }
                    emisor.posponer(inicio.elapsed(), TURNO);
                }
                Mensaje::Rechazo(motivo) => return Err(Problema::Rechazada(motivo)),
                _ => {}
            },
            // Nadie escucha. Si ya nos lo ha confirmado todo, la despedida sobraba.
            Err(error) if es_rechazo(&error) && emisor.cuentas().0 == total => return Ok(cuenta(&emisor)),
            Err(error) if es_rechazo(&error) => return Err(Problema::NadieEscucha(cuenta(&emisor))),
            Err(error) => return Err(Problema::Sistema(error)),
        }
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
        Err(error) if es_rechazo(&error) => Err(Problema::NadieEscucha(cuenta)),
        Err(error) => Err(Problema::Sistema(error)),
    }
}
