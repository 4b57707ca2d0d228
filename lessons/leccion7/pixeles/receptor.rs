//! El receptor: qué hacer con cada datagrama que llega, venga de quien venga y traiga lo que traiga.
//!
//! Es una máquina pura: entran (instante, quién, bytes) y salen una respuesta y un suceso. El lienzo es del primero
//! que lo pide; los demás esperan. Un datagrama solo cuenta si viene de esa dirección y de esa transferencia.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::lienzo::Vista;
use super::protocolo::{Acuse, Datagrama, Mensaje, Motivo, Plano};
use super::recepcion::{Ajeno, Emisor, Recepcion};
pub use super::recepcion::{Final, Recibida};

/// Tras completar la última imagen, lo que se sigue contestando por si el último acuse se ha perdido. TCP hace
/// lo mismo al cerrar y lo llama TIME_WAIT. El emisor vuelve a preguntar, como muy tarde, cada medio segundo: tendrían
/// que perderse seis preguntas seguidas. Cada una que llega lo alarga, hasta el doble; su «fin» lo acorta.
const DESPEDIDA: Duration = Duration::from_secs(3);

/// Transferencias acabadas que se recuerdan, para no tomar un datagrama rezagado por una imagen nueva.
/// Los rezagados son de las últimas; recordarlas todas sería memoria que crece sin límite.
const RECUERDOS: usize = 16;

/// Rechazos seguidos que se cuentan a quien mira: se ve qué pasa, y lo demás no se va de la pantalla.
const RECHAZOS: u32 = 10;

/// Algo que hay que contar a quien mira.
pub enum Suceso {
    Empieza(SocketAddr, Arc<Vista>),
    Rechazada(SocketAddr, Plano, Motivo),
    Termina(Box<Recibida>),
}

/// El estado del receptor.
pub struct Receptor {
    silencio: Duration,
    en_curso: Option<Recepcion>,
    /// Las últimas transferencias acabadas, con su plano y si llegaron enteras.
    acabadas: VecDeque<(Emisor, Plano, bool)>,
    /// Hasta cuándo se sigue contestando, y lo más que se puede alargar.
    despedida: Option<(Duration, Duration)>,
    extranos: u64,
    rechazos: u32,
    /// No acepta más imágenes.
    pub cerrado: bool,
}

/// Lo que sale de cada datagrama: qué contestar a quien lo envió y qué contar.
pub type Reaccion<'a> = (Option<Datagrama<'a>>, Option<Suceso>);

impl Receptor {
    /// Un receptor que da por terminada una imagen tras `silencio` sin noticias de su emisor.
    pub fn nuevo(silencio: Duration) -> Self {
        Self {
            silencio,
            en_curso: None,
            acabadas: VecDeque::new(),
            despedida: None,
            extranos: 0,
            rechazos: 0,
            cerrado: false,
        }
    }

    /// Ha llegado un datagrama. La respuesta nunca pasa de 68 bytes: nadie puede usarnos para multiplicar tráfico.
    pub fn llega(&mut self, ahora: Duration, de: SocketAddr, bytes: &[u8]) -> Reaccion<'static> {
        let Some(datagrama) = Datagrama::descodificar(bytes) else {
            self.extranos += 1; // Basura: se cuenta y se sigue.
            return (None, None);
        };
        let emisor = (de, datagrama.transferencia);
        match &self.en_curso {
            Some(imagen) if imagen.emisor == emisor => self.avanzar(ahora, &datagrama),
            _ if self.acabada(&emisor) => (self.recordar(ahora, &emisor, &datagrama), None),
            Some(_) => {
                self.extranos += 1; // El lienzo ya tiene dueño.
                (contestar_si_espera(&datagrama, Mensaje::Ocupado), None)
            }
            None if self.cerrado => (contestar_si_espera(&datagrama, Mensaje::Ocupado), None),
            None => self.empezar(ahora, emisor, &datagrama),
        }
    }

    /// Cualquier datagrama de datos sirve para empezar: el anuncio puede haberse perdido.
    fn empezar(&mut self, ahora: Duration, emisor: Emisor, datagrama: &Datagrama) -> Reaccion<'static> {
        if !matches!(datagrama.mensaje, Mensaje::Anuncio | Mensaje::Trozo { .. }) {
            self.extranos += 1;
            return (None, None);
        }
        match Recepcion::nueva(ahora, emisor, datagrama) {
            Ok(imagen) => {
                self.rechazos = 0;
                let vista = Arc::clone(imagen.lienzo.vista());
                self.en_curso = Some(imagen);
                let (respuesta, fin) = self.avanzar(ahora, datagrama);
                // Una imagen de un solo trozo empieza y termina a la vez: lo que importa es el final.
                (respuesta, fin.or(Some(Suceso::Empieza(emisor.0, vista))))
            }
            Err(motivo) => {
                // Se cuentan los primeros: un pesado no puede llenarnos la pantalla.
                self.rechazos = self.rechazos.saturating_add(1);
                let se_cuenta = self.rechazos <= RECHAZOS;
                let suceso = se_cuenta.then_some(Suceso::Rechazada(emisor.0, datagrama.plano, motivo));
                (contestar_si_espera(datagrama, Mensaje::Rechazo(motivo)), suceso)
            }
        }
    }

    fn avanzar(&mut self, ahora: Duration, datagrama: &Datagrama) -> Reaccion<'static> {
        let Some(imagen) = &mut self.en_curso else { return (None, None) };
        let respuesta = match imagen.colocar(ahora, datagrama) {
            Ok(respuesta) => respuesta,
            Err(Ajeno) => {
                self.extranos += 1;
                return (None, None);
            }
        };
        if !imagen.lienzo.completo() {
            return (respuesta, None);
        }
        if !datagrama.sin_acuses {
            self.despedida = Some((ahora + DESPEDIDA, ahora + DESPEDIDA * 2));
        }
        (respuesta, self.terminar(Final::Completa))
    }

    fn terminar(&mut self, fin: Final) -> Option<Suceso> {
        let imagen = self.en_curso.take()?;
        self.acabadas.truncate(RECUERDOS - 1);
        self.acabadas.push_front((imagen.emisor, *imagen.lienzo.plano(), fin == Final::Completa));
        let ajenos = std::mem::take(&mut self.extranos);
        Some(Suceso::Termina(Box::new(imagen.terminar(fin, ajenos))))
    }

    fn acabada(&self, emisor: &Emisor) -> bool {
        self.acabadas.iter().any(|(otro, ..)| otro == emisor)
    }

    /// Contesta a quien sigue enviando una imagen ya acabada: seguramente no le llegó el último acuse.
    fn recordar(&mut self, ahora: Duration, emisor: &Emisor, datagrama: &Datagrama) -> Option<Datagrama<'static>> {
        let (_, plano, completa) = self.acabadas.iter().find(|(otro, ..)| otro == emisor)?;
        let trozos = plano.trozos() as u32;
        if datagrama.mensaje == Mensaje::Fin {
            self.despedida = None; // Ya sabe que lo tenemos todo: no hay que esperar más.
            return None;
        }
        if let Some((hasta, tope)) = &mut self.despedida {
            *hasta = (ahora + DESPEDIDA).min(*tope);
        }
        let acuse = Acuse { base: trozos, mayor_envio: datagrama.envio, mapa: [0; 4] };
        let mensaje = if *completa { Mensaje::Acuse(acuse) } else { Mensaje::Rechazo(Motivo::Abandonada) };
        (!datagrama.sin_acuses).then(|| datagrama.respuesta(mensaje))
    }

    /// Ha pasado el tiempo: ¿se ha callado el emisor?
    pub fn vence(&mut self, ahora: Duration) -> Option<Suceso> {
        let fin = self.en_curso.as_ref()?.vencida(ahora, self.silencio)?;
        self.terminar(fin)
    }

    /// Quien mira no quiere seguir: lo que haya llegado es lo que hay.
    pub fn interrumpir(&mut self) -> Option<Suceso> {
        self.terminar(Final::Interrumpida)
    }

    /// ¿Se puede apagar ya, sin dejar a nadie esperando un acuse?
    pub fn despedido(&self, ahora: Duration) -> bool {
        self.despedida.is_none_or(|(hasta, _)| ahora >= hasta)
    }
}

/// Contesta a un anuncio o a quien ha pedido acuse; al resto, silencio.
fn contestar_si_espera(a: &Datagrama, mensaje: Mensaje<'static>) -> Option<Datagrama<'static>> {
    (a.mensaje == Mensaje::Anuncio || a.pide_acuse).then(|| a.respuesta(mensaje))
}
