//! El receptor de ficheros por UDP: qué hacer con cada datagrama, venga de quien venga. Máquina pura, sin sockets ni disco.
//!
//! Entran (instante, quién, bytes) y salen una respuesta, lo que hay que escribir en orden y lo que hay que contar. Atiende a
//! un emisor cada vez; a los demás les dice que esperen. Cuando tiene todos los trozos no contesta todavía: espera a que
//! quien escribe le diga si ha quedado guardado ([`Receptor::sentenciar`]), porque ese es el acuse que vale.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use super::anuncio::Veredicto;
use super::datagrama::{Datagrama, Ficha, Mensaje};
use super::ventana::{Encaje, Tramo, Ventana};
use crate::pixeles::protocolo::{Acuse, MAPA};

/// Después de un «fin» sin acuses, lo que se espera por si quedaba algo desordenado en camino.
const REZAGADOS: Duration = Duration::from_millis(100);

/// Tras acabar, lo que se sigue contestando por si el veredicto se ha perdido (TCP lo llama TIME_WAIT). El emisor vuelve a
/// preguntar, como muy tarde, cada medio segundo: tendrían que perderse seis preguntas seguidas. Cada una que llega lo
/// alarga, hasta el doble: para entonces, él ya se ha cansado. Lo acorta su «fin».
const DESPEDIDA: Duration = Duration::from_secs(3);

/// Transferencias acabadas que se recuerdan.
const RECUERDOS: usize = 16;

/// Sin acuses, más trozos seguidos que estos no se pierden: un salto mayor es que alguien se lo inventa.
const SALTO: u32 = 1 << 16;

/// Quién envía: su dirección y el número de su transferencia.
type Emisor = (SocketAddr, u64);

/// Lo que ha llegado de un fichero.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cuentas {
    /// Datagramas del emisor, de cualquier tipo.
    pub recibidos: u64,
    /// Trozos que ya estaban.
    pub repetidos: u64,
    /// De los que envió, los que no han llegado (él los numera).
    pub perdidos: u64,
    /// Trozos nuevos.
    pub trozos: u64,
    /// Sus bytes.
    pub bytes: u64,
}

/// Cómo ha acabado la recepción.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Final {
    /// Están todos los trozos; falta comprobar la suma.
    Todos,
    /// El emisor ha dicho «fin», sin acuses, y faltan trozos.
    ConHuecos,
    /// El emisor lleva demasiado tiempo callado.
    Silencio,
    /// No hemos podido guardarlo.
    NoGuardado,
}

/// Un fichero que ya no recibirá más.
#[derive(Debug, Clone)]
pub struct Balance {
    pub de: SocketAddr,
    pub ficha: Ficha,
    pub sin_acuses: bool,
    pub cuentas: Cuentas,
    pub fin: Final,
    pub duracion: Duration,
}

/// Algo que hay que hacer o contar.
#[derive(Debug, Clone)]
pub enum Suceso {
    Empieza { de: SocketAddr, nombre: String, ficha: Ficha, sin_acuses: bool },
    Termina(Box<Balance>),
}

struct EnCurso {
    emisor: Emisor,
    ficha: Ficha,
    sin_acuses: bool,
    ventana: Ventana,
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
    acabadas: VecDeque<(Emisor, Ficha, Veredicto)>,
    /// Hasta cuándo se sigue contestando, y lo más que se puede alargar.
    despedida: Option<(Duration, Duration)>,
    /// Datagramas que no eran del fichero en curso.
    pub extranos: u64,
    /// No acepta más ficheros.
    pub cerrado: bool,
}

impl Receptor {
    /// Un receptor que da por terminado un fichero tras `silencio` sin noticias de su emisor.
    pub fn nuevo(silencio: Duration) -> Self {
        let acabadas = VecDeque::new();
        Self { silencio, en_curso: None, acabadas, despedida: None, extranos: 0, cerrado: false }
    }

    /// Ha llegado un datagrama. En `salen` y en `sucesos` se añade lo que toca; devuelve qué contestar.
    pub fn llega(
        &mut self,
        ahora: Duration,
        de: SocketAddr,
        bytes: &[u8],
        salen: &mut Vec<Tramo>,
        sucesos: &mut Vec<Suceso>,
    ) -> Option<Datagrama<'static>> {
        let Some(datagrama) = Datagrama::descodificar(bytes) else {
            self.extranos += 1; // Basura: se cuenta y se sigue.
            return None;
        };
        let emisor = (de, datagrama.transferencia);
        if let Some((_, _, veredicto)) = self.acabadas.iter().find(|(otro, ..)| *otro == emisor) {
            let veredicto = *veredicto;
            return self.recordar(ahora, &datagrama, veredicto);
        }
        match &self.en_curso {
            Some(fichero) if fichero.emisor == emisor => {}
            None if !self.cerrado && matches!(datagrama.mensaje, Mensaje::Anuncio { .. } | Mensaje::Trozo { .. }) => {
                self.empezar(ahora, emisor, &datagrama, sucesos);
            }
            _ => {
                self.extranos += 1; // Hay otro en curso, o no es nadie.
                let mensaje = if self.cerrado && self.en_curso.is_none() {
                    Mensaje::Veredicto(Veredicto::Cerrado)
                } else {
                    Mensaje::Ocupado
                };
                let espera = matches!(datagrama.mensaje, Mensaje::Anuncio { .. }) || datagrama.pide_acuse;
                return espera.then(|| respuesta(&datagrama, mensaje));
            }
        }
        self.avanzar(ahora, &datagrama, salen, sucesos)
    }

    fn empezar(&mut self, ahora: Duration, emisor: Emisor, datagrama: &Datagrama, sucesos: &mut Vec<Suceso>) {
        let nombre = if let Mensaje::Anuncio { nombre } = datagrama.mensaje { nombre } else { "" };
        let (ficha, sin_acuses) = (datagrama.ficha, datagrama.sin_acuses);
        sucesos.push(Suceso::Empieza { de: emisor.0, nombre: nombre.to_string(), ficha, sin_acuses });
        self.en_curso = Some(EnCurso {
            emisor,
            ficha,
            sin_acuses,
            ventana: Ventana::nueva(ficha),
            cuentas: Cuentas::default(),
            mayor_envio: 0,
            primero: ahora,
            ultimo: ahora,
            fin_anunciado: false,
        });
    }

    fn avanzar(
        &mut self,
        ahora: Duration,
        datagrama: &Datagrama,
        salen: &mut Vec<Tramo>,
        sucesos: &mut Vec<Suceso>,
    ) -> Option<Datagrama<'static>> {
        let Some(fichero) = self.en_curso.as_mut().filter(|fichero| fichero.ficha == datagrama.ficha) else {
            self.extranos += 1; // Mismo número y otro fichero: no es el que empezó.
            return None;
        };
        let Some(encaje) = fichero.encajar(datagrama, salen) else {
            self.extranos += 1;
            return None;
        };
        fichero.cuentas.recibidos += 1;
        fichero.mayor_envio = fichero.mayor_envio.max(datagrama.envio);
        fichero.ultimo = ahora;
        if fichero.ventana.completa() {
            sucesos.extend(self.terminar(Final::Todos, salen));
            return None; // El acuse que vale es el veredicto.
        }
        // Se contesta cuando lo piden, y a lo repetido: si repite, es que no le llegan los acuses.
        let toca = datagrama.pide_acuse || encaje == Some(Encaje::Repetido);
        (toca && !fichero.sin_acuses).then(|| {
            let (base, mapa) = (fichero.ventana.base(), fichero.ventana.mapa());
            respuesta(datagrama, Mensaje::Acuse(Acuse { base, mayor_envio: fichero.mayor_envio, mapa }))
        })
    }

    fn terminar(&mut self, fin: Final, salen: &mut Vec<Tramo>) -> Option<Suceso> {
        let mut fichero = self.en_curso.take()?;
        if fichero.sin_acuses {
            // Lo que esperaba a otro que ya no vendrá se escribe igualmente, en su sitio.
            fichero.ventana.resignarse(fichero.ventana.tope(), salen);
        }
        let EnCurso { emisor, ficha, sin_acuses, mut cuentas, mayor_envio, primero, ultimo, .. } = fichero;
        // A quien sigue enviando hay que poder decirle cómo ha acabado, aunque el primer veredicto se pierda.
        self.despedida =
            (!sin_acuses && fin != Final::Silencio).then_some((ultimo + DESPEDIDA, ultimo + DESPEDIDA * 2));
        cuentas.perdidos = (u64::from(mayor_envio) + 1).saturating_sub(cuentas.recibidos);
        self.acabadas.truncate(RECUERDOS - 1);
        self.acabadas.push_front((emisor, ficha, Veredicto::Abandonado));
        let duracion = ultimo.saturating_sub(primero);
        Some(Suceso::Termina(Box::new(Balance { de: emisor.0, ficha, sin_acuses, cuentas, fin, duracion })))
    }

    /// Lo que contestar a quien sigue enviando un fichero ya acabado: seguramente no le llegó el veredicto.
    fn recordar(&mut self, ahora: Duration, datagrama: &Datagrama, veredicto: Veredicto) -> Option<Datagrama<'static>> {
        if datagrama.mensaje == Mensaje::Fin {
            self.despedida = None; // Ya lo sabe: no hay que esperar más.
            return None;
        }
        if let Some((hasta, tope)) = &mut self.despedida {
            *hasta = (ahora + DESPEDIDA).min(*tope);
        }
        (!datagrama.sin_acuses).then(|| respuesta(datagrama, Mensaje::Veredicto(veredicto)))
    }

    /// Quien escribe dice cómo ha quedado el último fichero terminado. Devuelve a quién contárselo y cómo.
    pub fn sentenciar(&mut self, veredicto: Veredicto) -> Option<(SocketAddr, Datagrama<'static>)> {
        let (emisor, ficha, suyo) = self.acabadas.front_mut()?;
        *suyo = veredicto;
        let mensaje = Mensaje::Veredicto(veredicto);
        let (transferencia, ficha) = (emisor.1, *ficha);
        let datagrama = Datagrama { transferencia, ficha, envio: 0, pide_acuse: false, sin_acuses: false, mensaje };
        Some((emisor.0, datagrama))
    }

    /// No se puede escribir: el fichero en curso se acaba aquí.
    pub fn abandonar(&mut self) -> Option<Suceso> {
        self.terminar(Final::NoGuardado, &mut Vec::new())
    }

    /// Ha pasado el tiempo: ¿se ha callado el emisor?
    pub fn vence(&mut self, ahora: Duration, salen: &mut Vec<Tramo>) -> Option<Suceso> {
        let fichero = self.en_curso.as_ref()?;
        let callado = ahora.saturating_sub(fichero.ultimo);
        if fichero.fin_anunciado && callado >= REZAGADOS {
            self.terminar(Final::ConHuecos, salen)
        } else if callado >= self.silencio {
            self.terminar(Final::Silencio, salen)
        } else {
            None
        }
    }

    /// ¿Se puede apagar ya, sin dejar a nadie esperando un veredicto?
    pub fn despedido(&self, ahora: Duration) -> bool {
        self.despedida.is_none_or(|(hasta, _)| ahora >= hasta)
    }
}

impl EnCurso {
    /// `None` si el datagrama no encaja en este fichero; `Some(None)` si encaja y no trae bytes.
    fn encajar(&mut self, datagrama: &Datagrama, salen: &mut Vec<Tramo>) -> Option<Option<Encaje>> {
        let (numero, datos) = match datagrama.mensaje {
            Mensaje::Trozo { numero, datos } => (numero, datos),
            Mensaje::Fin => {
                self.fin_anunciado = self.sin_acuses;
                return Some(None);
            }
            Mensaje::Anuncio { .. } => return Some(None),
            _ => return None,
        };
        let base = self.ventana.base();
        if self.sin_acuses && numero >= base.saturating_add(MAPA as u32) {
            if numero - base > SALTO {
                return None;
            }
            self.ventana.resignarse(numero - (MAPA as u32 - 1), salen);
        }
        match self.ventana.encajar(numero, datos, salen) {
            Encaje::Fuera => return None,
            Encaje::Repetido => self.cuentas.repetidos += 1,
            Encaje::Nuevo => {
                self.cuentas.trozos += 1;
                self.cuentas.bytes += datos.len() as u64;
                return Some(Some(Encaje::Nuevo));
            }
        }
        Some(Some(Encaje::Repetido))
    }
}

fn respuesta(a: &Datagrama, mensaje: Mensaje<'static>) -> Datagrama<'static> {
    let Datagrama { transferencia, ficha, envio, .. } = *a;
    Datagrama { transferencia, ficha, envio, pide_acuse: false, sin_acuses: false, mensaje }
}
