//! Un jugador que habla el protocolo del curso, byte a byte.

use std::io::Write;
use std::net::{SocketAddr, TcpStream};

use apoyo::PLAZO;
use redes::marco::Lector;

/// Una conexión que habla el protocolo del curso.
pub struct Jugador {
    pub stream: TcpStream,
    lector: Lector<TcpStream>,
}

impl Jugador {
    pub fn conectar(direccion: SocketAddr) -> Self {
        let stream = TcpStream::connect_timeout(&direccion, PLAZO)
            .expect("el servidor acepta");
        stream.set_read_timeout(Some(PLAZO)).expect("admite plazo");
        stream.set_write_timeout(Some(PLAZO)).expect("admite plazo");
        let lector =
            Lector::nuevo(stream.try_clone().expect("se clona"));
        Self { stream, lector }
    }

    /// Conecta, se une, y lee su bienvenida.
    pub fn unido(direccion: SocketAddr, equipo: &str) -> Self {
        let mut jugador = Self::conectar(direccion);
        jugador.unirse(equipo);
        jugador.hasta("bienvenida");
        jugador
    }

    pub fn crudo(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).expect("se envía");
    }

    pub fn enviar(&mut self, json: &str) {
        let longitud = u32::try_from(json.len()).expect("cabe");
        self.crudo(
            &[&longitud.to_be_bytes(), json.as_bytes()].concat(),
        );
    }

    pub fn unirse(&mut self, equipo: &str) {
        self.enviar(
            &serde_json::json!({"tipo": "unirse", "equipo": equipo})
                .to_string(),
        );
    }

    pub fn responder(&mut self, pregunta: u64, respuesta: &str) {
        let orden = serde_json::json!({"tipo": "responder", "pregunta": pregunta, "respuesta": respuesta});
        self.enviar(&orden.to_string());
    }

    /// El siguiente mensaje, o `None` si el servidor se ha despedido.
    pub fn leer(&mut self) -> Option<serde_json::Value> {
        let cuerpo = self.lector.leer().expect("un marco a tiempo")?;
        Some(serde_json::from_slice(&cuerpo).expect("es JSON"))
    }

    /// Lee hasta un mensaje de este tipo, y lo devuelve.
    pub fn hasta(&mut self, tipo: &str) -> serde_json::Value {
        loop {
            let mensaje = self.leer().unwrap_or_else(|| {
                panic!("se acaba antes de «{tipo}»")
            });
            if mensaje["tipo"] == tipo {
                return mensaje;
            }
            assert!(
                mensaje["tipo"] != "error" || tipo == "error",
                "{mensaje}"
            );
        }
    }

    /// Espera una pregunta y la contesta bien.
    pub fn acertar(&mut self) -> u64 {
        let pregunta = self.hasta("pregunta");
        let (numero, texto) = (
            pregunta["numero"].as_u64().expect("lleva número"),
            pregunta["texto"].as_str(),
        );
        let respuesta: String = texto
            .expect("lleva texto")
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        self.responder(numero, &respuesta);
        numero
    }

    /// Comprueba que el servidor ha colgado.
    pub fn colgado(&mut self) {
        while self.leer().is_some() {}
    }
}
