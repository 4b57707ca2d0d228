//! El receptor: qué hacer con cada datagrama que llega, venga de quien venga y traiga lo que traiga.
//!
//! Es una máquina pura: entran (instante, quién, bytes) y salen una respuesta y un suceso. El lienzo es del primero
//! que lo pide; los demás esperan. Un datagrama solo cuenta si viene de esa dirección y de esa transferencia.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::lienzo::{Lienzo, Vista};
use super::protocolo::{Acuse, Datagrama, Mensaje, Motivo, Plano};

/// Después de un «fin» sin acuses, lo que se espera por si quedaba algo desordenado en camino.
const REZAGADOS: Duration = Duration::from_millis(100);

/// Tras completar la última imagen, lo que se sigue contestando por si el último acuse se ha perdido. TCP hace
/// lo mismo al cerrar y lo llama TIME_WAIT. Si el emisor se despide, no hace falta esperar.
const DESPEDIDA: Duration = Duration::from_secs(1);

/// Transferencias acabadas que se recuerdan, para no tomar un datagrama rezagado por una imagen nueva.
const RECUERDOS: usize = 16;

/// Rechazos seguidos que se cuentan a quien mira.
const RECHAZOS: u32 = 10;

/// Quién envía: su dirección y el número de su transferencia.
type Emisor = (SocketAddr, u64);

/// Lo que ha llegado de una imagen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cuentas {
    /// Datagramas del emisor, de cualquier tipo.
    pub recibidos: u64,
    /// Trozos que ya estaban.
    pub repetidos: u64,
    /// De los que envió el emisor, los que no han llegado (él los numera).
    pub perdidos: u64,
    /// Bytes de píxeles nuevos.
    pub bytes: u64,
    /// Datagramas que no eran de ninguna imagen que pudiéramos recibir: basura, extraños, otros emisores.
    pub ajenos: u64,
}

/// Cómo ha acabado una imagen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Final {
    Completa,
    /// El emisor ha dicho «fin», pero faltan trozos.
    ConHuecos,
    /// El emisor lleva demasiado tiempo callado.
    Silencio,
    /// Quien mira ha cerrado la ventana.
    Interrumpida,
}

/// Una imagen que ya no recibirá más.
pub struct Recibida {
    pub de: SocketAddr,
    pub lienzo: Lienzo,
    pub cuentas: Cuentas,
    pub fin: Final,
    /// Del primer datagrama al último.
    pub duracion: Duration,
}

/// Algo que hay que contar a quien mira.
pub enum Suceso {
    Empieza(SocketAddr, Arc<Vista>),
    Rechazada(SocketAddr, Plano, Motivo),
    Termina(Box<Recibida>),
}

struct EnCurso {
    emisor: Emisor,
    lienzo: Lienzo,
    cuentas: Cuentas,
    mayor_envio: u32,
    primero: Duration,
    ultimo: Duration,
    fin_anunciado: bool,
}

/// El estado del receptor.
pub struct Receptor {
    silencio: Duration,
    en_curso: Option<EnCurso>,
    /// Las últimas transferencias acabadas, con su plano y si llegaron enteras.
    acabadas: VecDeque<(Emisor, Plano, bool)>,
    despedida: Option<Duration>,
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
            _ if self.acabada(&emisor) => (self.recordar(&emisor, &datagrama), None),
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
        let lienzo = match Lienzo::nuevo(datagrama.plano) {
            Ok(lienzo) => lienzo,
            Err(motivo) => {
                // Se cuentan los primeros: un pesado no puede llenarnos la pantalla.
                self.rechazos += 1;
                let se_cuenta = self.rechazos <= RECHAZOS;
                let suceso = se_cuenta.then_some(Suceso::Rechazada(emisor.0, datagrama.plano, motivo));
                return (contestar_si_espera(datagrama, Mensaje::Rechazo(motivo)), suceso);
            }
        };
        self.rechazos = 0;
        let vista = Arc::clone(lienzo.vista());
        self.en_curso = Some(EnCurso {
            emisor,
            lienzo,
            cuentas: Cuentas::default(),
            mayor_envio: 0,
            primero: ahora,
            ultimo: ahora,
            fin_anunciado: false,
        });
        let (respuesta, fin) = self.avanzar(ahora, datagrama);
        // Una imagen de un solo trozo empieza y termina a la vez: lo que importa es el final.
        (respuesta, fin.or(Some(Suceso::Empieza(emisor.0, vista))))
    }

    fn avanzar(&mut self, ahora: Duration, datagrama: &Datagrama) -> Reaccion<'static> {
        let Some(imagen) = self.en_curso.as_mut().filter(|imagen| *imagen.lienzo.plano() == datagrama.plano) else {
            self.extranos += 1; // Mismo número y otras medidas: no es la imagen que empezó.
            return (None, None);
        };
        let nuevo = match datagrama.mensaje {
            Mensaje::Anuncio | Mensaje::Fin => None,
            Mensaje::Trozo { numero, datos } => match imagen.lienzo.pintar(numero, datos) {
                Some(nuevo) => Some((nuevo, datos.len())),
                None => {
                    self.extranos += 1; // Píxeles fuera de la imagen.
                    return (None, None);
                }
            },
            _ => return (None, None),
        };
        imagen.cuentas.recibidos += 1;
        imagen.mayor_envio = imagen.mayor_envio.max(datagrama.envio);
        imagen.ultimo = ahora;
        match nuevo {
            Some((true, bytes)) => imagen.cuentas.bytes += bytes as u64,
            Some((false, _)) => imagen.cuentas.repetidos += 1,
            None => imagen.fin_anunciado |= datagrama.mensaje == Mensaje::Fin,
        }
        let completo = imagen.lienzo.completo();
        // Se contesta cuando lo piden, al terminar, y a lo repetido: si repite, es que no le llegan los acuses.
        let toca = datagrama.pide_acuse || completo || matches!(nuevo, Some((false, _)));
        let respuesta = (toca && !datagrama.sin_acuses).then(|| {
            let acuse =
                Acuse { base: imagen.lienzo.base(), mayor_envio: imagen.mayor_envio, mapa: imagen.lienzo.mapa() };
            respuesta(datagrama, Mensaje::Acuse(acuse))
        });
        if completo && !datagrama.sin_acuses {
            self.despedida = Some(ahora + DESPEDIDA);
        }
        (respuesta, if completo { self.terminar(Final::Completa) } else { None })
    }

    fn terminar(&mut self, fin: Final) -> Option<Suceso> {
        let EnCurso { emisor, lienzo, mut cuentas, mayor_envio, primero, ultimo, .. } = self.en_curso.take()?;
        cuentas.ajenos = std::mem::take(&mut self.extranos);
        cuentas.perdidos = (u64::from(mayor_envio) + 1).saturating_sub(cuentas.recibidos);
        self.acabadas.truncate(RECUERDOS - 1);
        self.acabadas.push_front((emisor, *lienzo.plano(), fin == Final::Completa));
        let duracion = ultimo.saturating_sub(primero);
        Some(Suceso::Termina(Box::new(Recibida { de: emisor.0, lienzo, cuentas, fin, duracion })))
    }

    fn acabada(&self, emisor: &Emisor) -> bool {
        self.acabadas.iter().any(|(otro, ..)| otro == emisor)
    }

    /// Contesta a quien sigue enviando una imagen ya acabada: seguramente no le llegó el último acuse.
    fn recordar(&mut self, emisor: &Emisor, datagrama: &Datagrama) -> Option<Datagrama<'static>> {
        let (_, plano, completa) = self.acabadas.iter().find(|(otro, ..)| otro == emisor)?;
        let trozos = plano.trozos() as u32;
        if datagrama.mensaje == Mensaje::Fin {
            self.despedida = None; // Ya sabe que lo tenemos todo: no hay que esperar más.
            return None;
        }
        let acuse = Acuse { base: trozos, mayor_envio: datagrama.envio, mapa: [0; 4] };
        let mensaje = if *completa { Mensaje::Acuse(acuse) } else { Mensaje::Rechazo(Motivo::Abandonada) };
        (!datagrama.sin_acuses).then(|| respuesta(datagrama, mensaje))
    }

    /// Ha pasado el tiempo: ¿se ha callado el emisor?
    pub fn vence(&mut self, ahora: Duration) -> Option<Suceso> {
        let imagen = self.en_curso.as_ref()?;
        let callado = ahora.saturating_sub(imagen.ultimo);
        if imagen.fin_anunciado && callado >= REZAGADOS {
            self.terminar(Final::ConHuecos)
        } else if callado >= self.silencio {
            self.terminar(Final::Silencio)
        } else {
            None
        }
    }

    /// Quien mira no quiere seguir: lo que haya llegado es lo que hay.
    pub fn interrumpir(&mut self) -> Option<Suceso> {
        self.terminar(Final::Interrumpida)
    }

    /// ¿Se puede apagar ya, sin dejar a nadie esperando un acuse?
    pub fn despedido(&self, ahora: Duration) -> bool {
        self.despedida.is_none_or(|hasta| ahora >= hasta)
    }
}

/// Contesta a un anuncio o a quien ha pedido acuse; al resto, silencio.
fn contestar_si_espera(a: &Datagrama, mensaje: Mensaje<'static>) -> Option<Datagrama<'static>> {
    (a.mensaje == Mensaje::Anuncio || a.pide_acuse).then(|| respuesta(a, mensaje))
}

fn respuesta(a: &Datagrama, mensaje: Mensaje<'static>) -> Datagrama<'static> {
    let Datagrama { transferencia, plano, envio, .. } = *a;
    Datagrama { transferencia, plano, envio, pide_acuse: false, sin_acuses: false, mensaje }
}
