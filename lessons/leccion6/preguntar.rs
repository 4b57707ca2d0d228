//! Preguntar por UDP y no quedarse esperando para siempre: plazo, reintentos, y solo se acepta la respuesta que toca.
//!
//! Qué se envía, cuándo se repite y qué respuesta vale lo decide `peticion.rs`; aquí están el socket y el reloj.
//!
//! Pruébalo:   cargo run --bin leccion6 -- udp cliente "¡Hola!"
//! sin ningún servidor en marcha, y otra vez con `--conectado`.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use clap::Args;
use redes::argumentos::{self, mostrar_duracion};
use redes::errores::{Fallo, Resultado};

use crate::avisos::Aviso;
use crate::datagramas::{BUFER, Recibido, bufer_para, es_rechazo, maximo, recibir};
use crate::peticion::{NUMERO, Peticion, Plan, Respuesta};
use crate::udp_servidor::en_bytes;

/// Cómo se trata con el servidor.
#[derive(Args, Debug, Clone)]
pub struct Trato {
    /// Cuánto espera la primera vez; cada reintento, el doble
    #[arg(long, value_name = "TIEMPO", default_value = "500ms", value_parser = crate::plazo)]
    pub plazo: Duration,
    /// Ninguna espera crece más que esto
    #[arg(long, value_name = "TIEMPO", default_value = "60s", value_parser = crate::plazo)]
    pub tope: Duration,
    /// Cuántas veces lo intenta en total
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = argumentos::entero(1_u32, 100))]
    pub intentos: u32,
    /// Un solo socket, con un número de petición delante de cada mensaje
    #[arg(long)]
    pub numerada: bool,
    /// Conecta el socket: el sistema descarta a los extraños y avisa si no hay nadie
    #[arg(long)]
    pub conectado: bool,
}

/// El eco de una petición.
#[derive(Debug)]
pub struct Eco {
    pub mensaje: Vec<u8>,
    pub tiempo: Duration,
    pub intentos: u32,
}

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
    ///
    /// # Errors
    /// Si no cabe en un datagrama, si tras el último intento no ha llegado su eco, o si se sabe que no hay nadie.
    pub fn preguntar(&mut self, mensaje: &[u8], mut avisar: impl FnMut(Aviso)) -> Resultado<Eco> {
        self.comprobar(mensaje)?;
        let al_hablar = |error| Fallo::al_conversar(self.servidor, error);
        let socket = match self.socket.take() {
            Some(socket) => socket,
            None => abrir(self.servidor, self.trato.conectado).map_err(al_hablar)?,
        };
        self.ultima = self.ultima.wrapping_add(1);
        let Trato { plazo, tope, intentos, .. } = self.trato;
        let plan = Plan { plazo, tope, intentos };
        let mut peticion = Peticion::nueva(mensaje, self.trato.numerada.then_some(self.ultima), plan);
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
            let limite = Instant::now() + espera;
            self.enviar(socket, peticion.datagrama())?;
            // Pueden llegar otras cosas antes: no alargan el plazo.
            while let Some(n) = self.esperar(socket, limite, avisar)? {
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
        Err(self.callado(inicio.elapsed()))
    }

    /// Espera hasta `limite` un datagrama del servidor. Deja sus bytes en el búfer y devuelve cuántos son.
    fn esperar(
        &mut self,
        socket: &UdpSocket,
        limite: Instant,
        avisar: &mut dyn FnMut(Aviso),
    ) -> Resultado<Option<usize>> {
        let al_hablar = |error| Fallo::al_conversar(self.servidor, error);
        loop {
            let queda = limite.saturating_duration_since(Instant::now());
            if queda.is_zero() {
                return Ok(None);
            }
            socket.set_read_timeout(Some(queda)).map_err(al_hablar)?;
            // ANCHOR: extranios
            match recibir(socket, &mut self.bufer).map_err(al_hablar)? {
                Recibido::Datagrama(n, de) if de == self.servidor => {
                    return Ok(Some(n));
                }
                // A este puerto puede escribir cualquiera.
                Recibido::Datagrama(_, de) => avisar(Aviso::Extranio(de)),
                Recibido::Cortado(_) => avisar(Aviso::Cortado),
                Recibido::NadieEscuchaba => return Err(self.nadie()),
                Recibido::Nada => return Ok(None),
            }
            // ANCHOR_END: extranios
        }
    }

    fn enviar(&self, socket: &UdpSocket, datagrama: &[u8]) -> Resultado {
        let enviado =
            if self.trato.conectado { socket.send(datagrama) } else { socket.send_to(datagrama, self.servidor) };
        match enviado {
            Ok(_) => Ok(()),
            Err(error) if es_rechazo(&error) => Err(self.nadie()),
            Err(error) => Err(Fallo::de_sistema(format!("no he podido enviar nada a {}", self.servidor), error)
                .remedio("Revisa --host y --puerto.")),
        }
    }

    /// Antes de enviar: lo que no cabe en un datagrama no se puede enviar a trozos como si fuera uno.
    fn comprobar(&self, mensaje: &[u8]) -> Resultado {
        let cabe = maximo(self.servidor) - if self.trato.numerada { NUMERO } else { 0 };
        if mensaje.len() <= cabe {
            return Ok(());
        }
        let familia = if self.servidor.is_ipv4() { "IPv4" } else { "IPv6" };
        let queja = format!("el mensaje no cabe en un datagrama: por {familia} caben {} como mucho", en_bytes(cabe));
        Err(Fallo::nuevo(queja).remedio("Repártelo en varios o envíalo por TCP, que no tiene ese límite."))
    }

    fn callado(&self, tiempo: Duration) -> Fallo {
        let remedio = if self.trato.conectado {
            "¿Es un servidor de eco? ¿Hay un cortafuegos en medio? Para esperar más: --plazo 2s."
        } else {
            "UDP no avisa de si hay alguien: comprueba que el servidor está en marcha, o prueba con --conectado."
        };
        let veces = match self.trato.intentos {
            1 => "lo he intentado una vez".to_string(),
            veces => format!("lo he intentado {veces} veces"),
        };
        let tiempo = mostrar_duracion(tiempo);
        Fallo::nuevo(format!("no me ha llegado el eco de {}: {veces}, en {tiempo}", self.servidor)).remedio(remedio)
    }

    fn nadie(&self) -> Fallo {
        Fallo::nuevo(format!("nadie escucha en {} (ConnectionRefused): lo ha avisado ese ordenador", self.servidor))
            .remedio("Arranca antes el servidor, o revisa --host y --puerto.")
    }
}

/// Un socket en un puerto libre, que será la dirección a la que se conteste.
fn abrir(servidor: SocketAddr, conectado: bool) -> io::Result<UdpSocket> {
    let desde = match servidor.ip() {
        ip if ip.is_loopback() => ip,
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((desde, 0))?;
    if conectado {
        // No envía nada ni comprueba que haya alguien: solo apunta con quién se habla.
        socket.connect(servidor)?;
    }
    Ok(socket)
}

#[cfg(test)]
mod pruebas;
