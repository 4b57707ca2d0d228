//! Preguntar por UDP y no quedarse esperando para siempre: plazo, reintentos, y solo se acepta la respuesta que toca.
//!
//! Qué se envía, cuándo se repite y qué respuesta vale lo decide `peticion.rs`; aquí están el socket y el reloj.
//!
//! Pruébalo sin ningún servidor, y otra vez con `--conectado`:   cargo run --bin leccion6 -- udp cliente "¡Hola!"

use std::net::{SocketAddr, UdpSocket};
use std::time::Instant;

use redes::errores::{Fallo, Resultado};
use redes::red::Limite;

use crate::udp::avisos::Aviso;
use crate::udp::datagramas::{BUFER, Recibido, bufer_para, es_rechazo, maximo, recibir};
use crate::udp::destino;
use crate::udp::eco::Eco;
use crate::udp::fallos;
use crate::udp::peticion::{NUMERO, Peticion, Respuesta};
use crate::udp::trato::Trato;

/// Un cliente y el servidor al que pregunta.
pub struct Cliente {
    servidor: SocketAddr,
    pub trato: Trato,
    /// El de todas las peticiones, si van numeradas; si no, cada una estrena el suyo.
    socket: Option<UdpSocket>,
    ultima: u32,
    bufer: Vec<u8>,
}

impl Cliente {
    pub fn nuevo(servidor: SocketAddr, trato: Trato) -> Self {
        Self { servidor, trato, socket: None, ultima: 0, bufer: bufer_para(BUFER) }
    }

    /// Envía `mensaje` y espera su eco. Lo que vaya pasando se le cuenta a `avisar`.
    pub fn preguntar(&mut self, mensaje: &[u8], mut avisar: impl FnMut(Aviso)) -> Resultado<Eco> {
        // Lo que no cabe en un datagrama no se puede enviar a trozos como si fuera uno.
        let cabe = maximo(self.servidor) - if self.trato.numerada { NUMERO } else { 0 };
        if mensaje.len() > cabe {
            return Err(fallos::no_cabe(self.servidor, cabe));
        }
        let al_hablar = |error| Fallo::al_conversar(self.servidor, error);
        let socket = match self.socket.take() {
            Some(socket) => socket,
            None => destino::abrir(self.servidor, self.trato.conectado).map_err(al_hablar)?,
        };
        self.ultima = self.ultima.wrapping_add(1);
        let numero = self.trato.numerada.then_some(self.ultima);
        let mut peticion = Peticion::nueva(mensaje, numero, self.trato.plan());
        let eco = self.insistir(&socket, &mut peticion, &mut avisar);
        self.socket = self.trato.numerada.then_some(socket);
        eco
    }

    /// Envía y espera, cada vez más, hasta que llega el eco o se acaban los intentos.
    fn insistir(
        &mut self,
        socket: &UdpSocket,
        peticion: &mut Peticion,
        avisar: &mut dyn FnMut(Aviso),
    ) -> Resultado<Eco> {
        let inicio = Instant::now();
        let terminar = |mensaje: &[u8], intentos| Eco { mensaje: mensaje.to_vec(), tiempo: inicio.elapsed(), intentos };
        // ANCHOR: insistir
        while let Some(espera) = peticion.intentar() {
            let mut limite = Limite::dentro_de(espera);
            self.enviar(socket, peticion.datagrama())?;
            // Pueden llegar otras cosas antes: no alargan el plazo.
            while let Some(n) = self.esperar(socket, &mut limite, avisar)? {
                match peticion.mirar(&self.bufer[..n]) {
                    Respuesta::Nuestra(mensaje) => {
                        return Ok(terminar(mensaje, peticion.intento()));
                    }
                    Respuesta::DeOtra(n) => avisar(Aviso::Tardia(n)),
                    Respuesta::Distinta => avisar(Aviso::Distinta(n)),
                }
            }
            let (van, de) = (peticion.intento(), self.trato.intentos);
            avisar(Aviso::SinRespuesta { espera, van, de });
        }
        // ANCHOR_END: insistir
        Err(fallos::callado(self.servidor, &self.trato, inicio.elapsed()))
    }

    /// Espera hasta `limite` un datagrama del servidor. Deja sus bytes en el búfer y devuelve cuántos son.
    /// Pasada la hora, mira aún la cola: si este programa ha estado parado (un portátil cerrado), el eco puede llevar ahí un rato.
    fn esperar(
        &mut self,
        socket: &UdpSocket,
        limite: &mut Limite,
        avisar: &mut dyn FnMut(Aviso),
    ) -> Resultado<Option<usize>> {
        let servidor = self.servidor;
        let al_hablar = |error| Fallo::al_conversar(servidor, error);
        while let Some(espera) = limite.turno() {
            socket.set_read_timeout(Some(espera)).map_err(al_hablar)?;
            // ANCHOR: extranios
            match recibir(socket, &mut self.bufer).map_err(al_hablar)? {
                Recibido::Datagrama(n, de) if de == servidor => {
                    return Ok(Some(n));
                }
                // A este puerto puede escribir cualquiera.
                Recibido::Datagrama(_, de) => avisar(Aviso::de_otro(de, servidor)),
                Recibido::Cortado(_) => avisar(Aviso::Cortado),
                Recibido::NadieEscuchaba => return Err(self.nadie()),
                Recibido::Nada => return Ok(None),
            }
            // ANCHOR_END: extranios
        }
        Ok(None)
    }

    fn enviar(&self, socket: &UdpSocket, datagrama: &[u8]) -> Resultado {
        let enviado =
            if self.trato.conectado { socket.send(datagrama) } else { socket.send_to(datagrama, self.servidor) };
        match enviado {
            Ok(_) => Ok(()),
            Err(error) if es_rechazo(&error) => Err(self.nadie()),
            Err(error) => Err(fallos::no_sale(self.servidor, error)),
        }
    }

    fn nadie(&self) -> Fallo {
        fallos::nadie(self.servidor)
    }
}
