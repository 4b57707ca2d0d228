//! El receptor de ficheros por UDP: qué hacer con cada datagrama, venga de quien venga. Máquina pura, sin sockets ni disco.
//!
//! Entran (instante, quién, bytes) y salen una respuesta y lo que hay que apuntar, por orden. Atiende a un emisor cada vez; a
//! los demás les dice que esperen. Cuando tiene todos los trozos no contesta todavía: espera a que quien escribe le diga si
//! ha quedado guardado ([`ReceptorDeFicheros::sentenciar`]), porque ese es el acuse que vale.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use super::apunte::{Apunte, Reaccion};
use super::balance::Final;
use super::despedida::Despedida;
use super::recepcion::{Recepcion, Remitente};
use crate::fichero::veredicto::Veredicto;
use crate::udp::datagrama::{Datagrama, MAGIA, Mensaje};
use crate::udp::ficha::Ficha;
use crate::udp::sello::Rarezas;

/// Transferencias acabadas que se recuerdan.
const RECUERDOS: usize = 16;

/// El estado del receptor.
pub struct ReceptorDeFicheros {
    silencio: Duration,
    en_curso: Option<Recepcion>,
    acabadas: VecDeque<(Remitente, Ficha, Veredicto)>,
    despedida: Despedida,
    /// Lo que ha llegado y no era del fichero en curso, o no se ha podido usar.
    pub rarezas: Rarezas,
    /// No acepta más ficheros.
    pub cerrado: bool,
}

impl ReceptorDeFicheros {
    /// Un receptor que da por terminado un fichero tras `silencio` sin noticias de su emisor.
    pub fn nuevo(silencio: Duration) -> Self {
        let (acabadas, despedida) = (VecDeque::new(), Despedida::default());
        Self { silencio, en_curso: None, acabadas, despedida, rarezas: Rarezas::default(), cerrado: false }
    }

    /// Ha llegado un datagrama.
    pub fn llega(&mut self, ahora: Duration, de: SocketAddr, bytes: &[u8]) -> Reaccion {
        let Some(datagrama) = Datagrama::descodificar(bytes) else {
            self.rarezas.apuntar(bytes, &MAGIA); // Se cuenta y se sigue.
            return Reaccion::default();
        };
        let remitente = (de, datagrama.transferencia);
        let acabada = self.acabadas.iter().find(|(otro, ..)| *otro == remitente);
        if let Some(veredicto) = acabada.map(|(.., veredicto)| *veredicto) {
            return Reaccion::nueva(de, self.recordar(ahora, &datagrama, veredicto), Vec::new());
        }
        let de_datos = matches!(datagrama.mensaje, Mensaje::Anuncio { .. } | Mensaje::Trozo { .. });
        let empieza = match &self.en_curso {
            Some(fichero) if fichero.remitente == remitente => None,
            None if !self.cerrado && de_datos => Some(self.empezar(ahora, remitente, &datagrama)),
            _ => return Reaccion::nueva(de, self.rehusar(&datagrama), Vec::new()),
        };
        let (apuntes, respuesta) = self.avanzar(ahora, &datagrama);
        Reaccion::nueva(de, respuesta, empieza.into_iter().chain(apuntes).collect())
    }

    /// Cualquier datagrama de datos sirve para empezar: el anuncio puede haberse perdido.
    fn empezar(&mut self, ahora: Duration, remitente: Remitente, datagrama: &Datagrama) -> Apunte {
        let nombre = if let Mensaje::Anuncio { nombre } = datagrama.mensaje { nombre } else { "" }.to_string();
        let Datagrama { ficha, sin_acuses, .. } = *datagrama;
        self.en_curso = Some(Recepcion::nueva(ahora, remitente, datagrama));
        Apunte::Empieza { de: remitente.0, nombre, ficha, sin_acuses }
    }

    /// Hay otro en curso, o no es nadie.
    fn rehusar(&mut self, datagrama: &Datagrama) -> Option<Datagrama<'static>> {
        self.rarezas.ajenos += 1;
        let acabado = self.cerrado && self.en_curso.is_none();
        let mensaje = if acabado { Mensaje::Veredicto(Veredicto::Cerrado) } else { Mensaje::Ocupado };
        let espera = matches!(datagrama.mensaje, Mensaje::Anuncio { .. }) || datagrama.pide_acuse;
        espera.then(|| datagrama.respuesta(mensaje))
    }

    fn avanzar(&mut self, ahora: Duration, datagrama: &Datagrama) -> (Vec<Apunte>, Option<Datagrama<'static>>) {
        let Some(fichero) = &mut self.en_curso else { return (Vec::new(), None) };
        let Ok((salen, respuesta)) = fichero.colocar(ahora, datagrama) else {
            self.rarezas.ajenos += 1;
            return (Vec::new(), None);
        };
        let completo = fichero.completo();
        let mut apuntes: Vec<_> = salen.into_iter().map(Apunte::Escribe).collect();
        apuntes.extend(if completo { self.terminar(Final::Todos) } else { Vec::new() });
        (apuntes, respuesta)
    }

    fn terminar(&mut self, fin: Final) -> Vec<Apunte> {
        let Some(fichero) = self.en_curso.take() else { return Vec::new() };
        // A quien sigue enviando hay que poder decirle cómo ha acabado, aunque el primer veredicto se pierda.
        let escucha = !fichero.sin_acuses && fin != Final::Silencio;
        self.despedida = if escucha { Despedida::desde(fichero.ultimo) } else { Despedida::default() };
        self.acabadas.truncate(RECUERDOS - 1);
        self.acabadas.push_front((fichero.remitente, fichero.ficha, Veredicto::Abandonado));
        let (salen, balance) = fichero.terminar(fin);
        salen.into_iter().map(Apunte::Escribe).chain([Apunte::Termina(Box::new(balance))]).collect()
    }

    /// Lo que contestar a quien sigue enviando un fichero ya acabado: seguramente no le llegó el veredicto.
    fn recordar(&mut self, ahora: Duration, datagrama: &Datagrama, veredicto: Veredicto) -> Option<Datagrama<'static>> {
        if datagrama.mensaje == Mensaje::Fin {
            self.despedida = Despedida::default(); // Ya lo sabe: no hay que esperar más.
            return None;
        }
        self.despedida.alargar(ahora);
        (!datagrama.sin_acuses).then(|| datagrama.respuesta(Mensaje::Veredicto(veredicto)))
    }

    /// Quien escribe dice cómo ha quedado el último fichero terminado. Devuelve a quién contárselo y cómo.
    pub fn sentenciar(&mut self, veredicto: Veredicto) -> Option<(SocketAddr, Datagrama<'static>)> {
        let (remitente, ficha, suyo) = self.acabadas.front_mut()?;
        *suyo = veredicto;
        let (mensaje, transferencia, ficha) = (Mensaje::Veredicto(veredicto), remitente.1, *ficha);
        let datagrama = Datagrama { transferencia, ficha, envio: 0, pide_acuse: false, sin_acuses: false, mensaje };
        Some((remitente.0, datagrama))
    }

    /// No se puede escribir: el fichero en curso, si aún lo está, se acaba aquí.
    pub fn abandonar(&mut self) -> Vec<Apunte> {
        self.terminar(Final::NoGuardado)
    }

    /// Ha pasado el tiempo: ¿se ha callado el emisor?
    pub fn vence(&mut self, ahora: Duration) -> Vec<Apunte> {
        let fin = self.en_curso.as_ref().and_then(|fichero| fichero.vencida(ahora, self.silencio));
        fin.map_or(Vec::new(), |fin| self.terminar(fin))
    }

    /// ¿Se puede apagar ya, sin dejar a nadie esperando un veredicto?
    pub fn despedido(&self, ahora: Duration) -> bool {
        self.despedida.cumplida(ahora)
    }
}
