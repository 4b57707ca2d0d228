//! Un jugador de mentira con conexión de verdad: el que usan la demostración y la guía.

use std::io::{self, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use redes::errores::{Fallo, Resultado};
use redes::marco::Lector;

use crate::juego::Reglas;
use crate::juego::baraja::Baraja;
use crate::juego::preguntas::pregunta::Pregunta;
use crate::protocolo::eleccion::Protocolo;
use crate::protocolo::marcos::{LIMITE, enmarcar, entender};
use crate::protocolo::mensajes::{Aviso, Orden};
use crate::servidor::escucha::{COLA, escuchar};
use crate::servidor::estado::Estado;
use crate::servidor::fichero::cargar;
use crate::servidor::sala::Sala;
use crate::servidor::servir::servir;

/// Lo que espera un robot por cualquier cosa.
const PLAZO: Duration = Duration::from_secs(5);

pub struct Robot {
    lector: Lector<TcpStream>,
}

impl Robot {
    /// Conecta, pide jugar y lee su bienvenida.
    pub fn unido(
        direccion: SocketAddr,
        equipo: &str,
    ) -> Resultado<Self> {
        let conectar = || {
            let stream =
                TcpStream::connect_timeout(&direccion, PLAZO)?;
            stream.set_read_timeout(Some(PLAZO))?;
            stream.set_write_timeout(Some(PLAZO))?;
            Ok(Self { lector: Lector::con_limite(stream, LIMITE) })
        };
        let mut robot: Self = conectar().map_err(fallo)?;
        robot.enviar(&Orden::Unirse { equipo: equipo.to_string() })?;
        robot.aviso().map(|_| robot)
    }

    pub fn enviar(&self, orden: &Orden) -> Resultado {
        enmarcar(orden)
            .and_then(|marco| self.lector.fuente().write_all(&marco))
            .map_err(fallo)
    }

    pub fn responder(
        &self,
        pregunta: usize,
        respuesta: &str,
    ) -> Resultado {
        self.enviar(&Orden::Responder {
            pregunta,
            respuesta: respuesta.to_string(),
        })
    }

    /// El siguiente aviso del servidor.
    pub fn aviso(&mut self) -> Resultado<Aviso> {
        let cuerpo = self.lector.leer().and_then(|cuerpo| {
            cuerpo.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
        });
        entender(&cuerpo.map_err(fallo)?).map_err(Fallo::nuevo)
    }

    /// Espera la siguiente pregunta: su número y su texto.
    pub fn pregunta(&mut self) -> Resultado<(usize, String)> {
        loop {
            if let Aviso::Pregunta { numero, texto, .. } =
                self.aviso()?
            {
                return Ok((numero, texto));
            }
        }
    }

    /// Espera a que se cierre la pregunta abierta.
    pub fn resultado(&mut self) -> Resultado<Aviso> {
        loop {
            let aviso = self.aviso()?;
            if matches!(aviso, Aviso::Resultado { .. }) {
                return Ok(aviso);
            }
        }
    }
}

impl Drop for Robot {
    /// Se despide, y lee lo que quede hasta que el servidor cuelga: cerrar con algo por leer no sería una despedida, sino
    /// un corte (RST).
    fn drop(&mut self) {
        let mut stream = self.lector.fuente();
        let _ = stream
            .shutdown(Shutdown::Write)
            .and_then(|()| io::copy(&mut stream, &mut io::sink()));
    }
}

/// Un servidor del concurso en otro hilo y en un puerto libre: juega una partida y termina. Devuelve dónde escucha y las
/// preguntas entre las que elige.
pub fn concurso(
    reglas: Reglas,
    rondas: usize,
    anunciar: fn(&str),
) -> Resultado<(SocketAddr, Vec<Pregunta>)> {
    let listener = escuchar("127.0.0.1", 0, COLA).map_err(fallo)?;
    let direccion = listener.local_addr().map_err(fallo)?;
    let preguntas = cargar(None)?;
    let baraja = Baraja::nueva(preguntas.clone(), 4);
    let sala = Sala::nueva(
        Estado::nuevo(reglas, rondas, baraja),
        Box::new(anunciar),
    );
    std::thread::spawn(move || {
        servir(listener, sala, Protocolo::Curso, Some(1))
    });
    Ok((direccion, preguntas))
}

fn fallo(error: io::Error) -> Fallo {
    Fallo::de_sistema(
        "la conversación con el concurso se ha cortado",
        error,
    )
}
