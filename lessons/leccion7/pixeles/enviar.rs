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
use crate::fiable::turno::{TURNO, Turno};
use crate::udp::cola::COLA;
use crate::udp::socket::es_rechazo;

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
            Paso::Abandonar => {
                marcha.desistir(canal, contar)?;
                canal.sin_esperas(con_pausa).map_err(Problema::Sistema)?;
                continue;
            }
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
    turno: Turno,
}

impl Marcha {
    fn nueva(total: u32, ritmo: &Ritmo) -> Self {
        let emisor = Emisor::nuevo(total, ritmo.en_camino, ritmo.pausa, Duration::ZERO);
        Self { emisor, total, inicio: Instant::now(), turno: Turno::nuevo(ritmo.espera) }
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

    /// El receptor no da señales de vida. Si las que ha dado están en la cola, el que no miraba es este programa.
    fn desistir(&mut self, canal: &mut Canal, contar: &mut dyn FnMut(Novedad)) -> Result<(), Problema> {
        canal.sin_esperas(true).map_err(Problema::Sistema)?;
        for _ in 0..COLA {
            self.atender(canal.recibir(false), contar)?;
        }
        if self.emisor.agotado(self.inicio.elapsed()) { Err(Problema::NoContesta(self.cuenta())) } else { Ok(()) }
    }

    fn esperar_turno(&mut self, ahora: Duration, contar: &mut dyn FnMut(Novedad)) -> Result<(), Problema> {
        if !self.turno.esperando() {
            contar(Novedad::EsperandoTurno);
        }
        if self.turno.ocupado(ahora) {
            return Err(Problema::Ocupado);
        }
        self.emisor.posponer(ahora, TURNO);
        Ok(())
    }
}

#[cfg(test)]
mod pruebas {
    use std::net::UdpSocket;

    use super::*;
    use crate::pixeles::plano::Formato;
    use crate::udp::BUFFER;
    use crate::udp::acuse::Acuse;
    use crate::udp::perdida::Perdida;

    /// Un portátil que se duerme: pasa un siglo, y el acuse llevaba todo ese rato en la cola.
    #[test]
    fn tras_una_suspension_se_vacia_la_cola_antes_de_culpar_al_otro() {
        const SIGLO: Duration = Duration::from_secs(100);
        let formato = Formato { canales: 1, bytes_por_canal: 1 };
        let imagen = Imagen { ancho: 9, alto: 9, formato, datos: vec![0; 81] };
        for contesta in [true, false] {
            let receptor = UdpSocket::bind("127.0.0.1:0").unwrap();
            let mut canal = Canal::hacia(receptor.local_addr().unwrap(), Perdida::default()).unwrap();
            let (plano, pausa, espera) = (imagen.plano(None), Duration::ZERO, Duration::ZERO);
            let mut marcha = Marcha::nueva(1, &Ritmo { pixeles: None, pausa, en_camino: 32, espera });
            assert_eq!(marcha.emisor.siguiente(Duration::ZERO), Paso::Anunciar { envio: 0 });
            canal.enviar(&plano, 0, (true, false), Mensaje::Anuncio).unwrap();
            let (mut buffer, mut bytes) = ([0; BUFFER], Vec::new());
            let (n, de) = receptor.recv_from(&mut buffer).unwrap();
            if contesta {
                let anuncio = Datagrama::descodificar(&buffer[..n]).unwrap();
                let acuse = Acuse { base: 0, mayor_envio: 0, mapa: [0; 4] };
                anuncio.respuesta(Mensaje::Acuse(acuse)).codificar(&mut bytes);
                receptor.send_to(&bytes, de).unwrap();
            }
            // Se duerme dos veces: al despertar de la primera pregunta otra vez, y de la segunda ya no le queda prórroga.
            marcha.inicio -= SIGLO;
            assert!(matches!(marcha.emisor.siguiente(marcha.inicio.elapsed()), Paso::Anunciar { .. }));
            marcha.inicio -= SIGLO;
            assert_eq!(marcha.emisor.siguiente(marcha.inicio.elapsed()), Paso::Abandonar);
            assert_eq!(marcha.desistir(&mut canal, &mut |_| {}).is_ok(), contesta);
        }
    }
}
