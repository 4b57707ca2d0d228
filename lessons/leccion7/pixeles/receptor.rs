//! El receptor: qué hacer con cada datagrama que llega, venga de quien venga y traiga lo que traiga.
//!
//! Es una máquina pura: entran (instante, quién, bytes) y salen una respuesta y un hito. El lienzo es del primero
//! que lo pide; los demás esperan. Un datagrama solo cuenta si viene de esa dirección y de esa transferencia.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::datagrama::{Datagrama, MAGIA, Mensaje};
use super::hito::{Hito, Reaccion};
use super::plano::{Motivo, Plano};
use super::recepcion::{Final, Recepcion};
use crate::fiable::despedida::Despedida;
use crate::fiable::recepcion::Remitente;
use crate::udp::acuse::Acuse;
use crate::udp::sello::Rarezas;

/// Transferencias acabadas que se recuerdan, para no tomar un datagrama rezagado por una imagen nueva.
/// Los rezagados son de las últimas; recordarlas todas sería memoria que crece sin límite.
const RECUERDOS: usize = 16;

/// Rechazos seguidos que se cuentan a quien mira: se ve qué pasa, y lo demás no se va de la pantalla.
const RECHAZOS: u32 = 10;

/// El estado del receptor.
pub struct ReceptorDeImagenes {
    silencio: Duration,
    en_curso: Option<Recepcion>,
    /// Las últimas transferencias acabadas, con su plano y si llegaron enteras.
    acabadas: VecDeque<(Remitente, Plano, bool)>,
    despedida: Despedida,
    rarezas: Rarezas,
    rechazos: u32,
    /// No acepta más imágenes.
    pub cerrado: bool,
}

impl ReceptorDeImagenes {
    /// Un receptor que da por terminada una imagen tras `silencio` sin noticias de su emisor.
    pub fn nuevo(silencio: Duration) -> Self {
        let (acabadas, despedida) = (VecDeque::new(), Despedida::default());
        Self { silencio, en_curso: None, acabadas, despedida, rarezas: Rarezas::default(), rechazos: 0, cerrado: false }
    }

    /// Ha llegado un datagrama. La respuesta nunca pasa de 72 bytes: nadie puede usarnos para multiplicar tráfico.
    pub fn llega(&mut self, ahora: Duration, de: SocketAddr, bytes: &[u8]) -> Reaccion {
        let Some(datagrama) = Datagrama::descodificar(bytes) else {
            self.rarezas.apuntar(bytes, &MAGIA); // Se cuenta y se sigue.
            return (None, None);
        };
        let remitente = (de, datagrama.transferencia);
        match &self.en_curso {
            Some(imagen) if imagen.remitente == remitente => self.avanzar(ahora, &datagrama),
            _ if self.acabada(&remitente) => (self.recordar(ahora, &remitente, &datagrama), None),
            Some(_) => {
                self.rarezas.ajenos += 1; // El lienzo ya tiene dueño.
                (datagrama.respuesta_si_espera(Mensaje::Ocupado), None)
            }
            None if self.cerrado => (datagrama.respuesta_si_espera(Mensaje::Ocupado), None),
            None => self.empezar(ahora, remitente, &datagrama),
        }
    }

    /// Cualquier datagrama de datos sirve para empezar: el anuncio puede haberse perdido.
    fn empezar(&mut self, ahora: Duration, remitente: Remitente, datagrama: &Datagrama) -> Reaccion {
        if !matches!(datagrama.mensaje, Mensaje::Anuncio | Mensaje::Trozo { .. }) {
            self.rarezas.ajenos += 1;
            return (None, None);
        }
        match Recepcion::nueva(ahora, remitente, datagrama) {
            Ok(imagen) => {
                self.rechazos = 0;
                let vista = Arc::clone(&imagen.lienzo.vista);
                self.en_curso = Some(imagen);
                let (respuesta, fin) = self.avanzar(ahora, datagrama);
                // Una imagen de un solo trozo empieza y termina a la vez: lo que importa es el final.
                (respuesta, fin.or(Some(Hito::Empieza(remitente.0, vista))))
            }
            Err(motivo) => {
                // Se cuentan los primeros: un pesado no puede llenarnos la pantalla.
                self.rechazos = self.rechazos.saturating_add(1);
                let se_cuenta = self.rechazos <= RECHAZOS;
                let hito = se_cuenta.then_some(Hito::Rechazada(remitente.0, datagrama.plano, motivo));
                (datagrama.respuesta_si_espera(Mensaje::Rechazo(motivo)), hito)
            }
        }
    }

    fn avanzar(&mut self, ahora: Duration, datagrama: &Datagrama) -> Reaccion {
        let Some(imagen) = &mut self.en_curso else { return (None, None) };
        let Ok(respuesta) = imagen.colocar(ahora, datagrama) else {
            self.rarezas.ajenos += 1;
            return (None, None);
        };
        if !imagen.lienzo.completo() {
            return (respuesta, None);
        }
        if !datagrama.sin_acuses {
            self.despedida = Despedida::desde(ahora);
        }
        (respuesta, self.terminar(Final::Completa))
    }

    fn terminar(&mut self, fin: Final) -> Option<Hito> {
        let imagen = self.en_curso.take()?;
        self.acabadas.truncate(RECUERDOS - 1);
        self.acabadas.push_front((imagen.remitente, imagen.lienzo.plano, fin == Final::Completa));
        let rarezas = std::mem::take(&mut self.rarezas);
        Some(Hito::Termina(Box::new(imagen.terminar(fin, rarezas))))
    }

    fn acabada(&self, remitente: &Remitente) -> bool {
        self.acabadas.iter().any(|(otro, ..)| otro == remitente)
    }

    /// Contesta a quien sigue enviando una imagen ya acabada: seguramente no le llegó el último acuse.
    fn recordar(&mut self, ahora: Duration, quien: &Remitente, datagrama: &Datagrama) -> Option<Datagrama<'static>> {
        let (_, plano, completa) = self.acabadas.iter().find(|(otro, ..)| otro == quien)?;
        let trozos = plano.trozos() as u32;
        if datagrama.mensaje == Mensaje::Fin {
            self.despedida = Despedida::default(); // Ya sabe que lo tenemos todo: no hay que esperar más.
            return None;
        }
        self.despedida.alargar(ahora);
        let acuse = Acuse::de_todo(trozos, datagrama.envio);
        let mensaje = if *completa { Mensaje::Acuse(acuse) } else { Mensaje::Rechazo(Motivo::Abandonada) };
        (!datagrama.sin_acuses).then(|| datagrama.respuesta(mensaje))
    }

    /// Ha pasado el tiempo: ¿se ha callado el emisor?
    pub fn vence(&mut self, ahora: Duration) -> Option<Hito> {
        let fin = self.en_curso.as_ref()?.vencida(ahora, self.silencio)?;
        self.terminar(fin)
    }

    /// Quien mira no quiere seguir: lo que haya llegado es lo que hay.
    pub fn interrumpir(&mut self) -> Option<Hito> {
        self.terminar(Final::Interrumpida)
    }

    /// ¿Se puede apagar ya, sin dejar a nadie esperando un acuse?
    pub fn despedido(&self, ahora: Duration) -> bool {
        self.despedida.cumplida(ahora)
    }
}
