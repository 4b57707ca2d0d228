//! El protocolo del concurso: qué se dicen el cliente y el servidor, y cómo se escribe.
//!
//! Cada mensaje viaja en un marco (cuatro bytes con su longitud, como en la lección 3) y dentro lleva JSON, que se lee
//! a simple vista: `{"tipo":"responder","pregunta":1,"respuesta":"Júpiter"}`. Cómo hace `serde` para convertirlo en un
//! valor de Rust es la lección 5; aquí importa otra cosa: **los campos tienen nombre**. Con `["4", "Júpiter"]`, que es
//! lo que enviaba el programa de Python, hay que saberse qué significa un 4 y qué va en cada posición.

use std::io;

use redes::marco;
use serde::{Deserialize, Serialize};

/// Lo más largo que puede ser un mensaje, en bytes. El mayor de verdad, una clasificación, no llega a 2 KiB.
pub const LIMITE: usize = 8 * 1024;

// ANCHOR: orden
/// Lo que un cliente puede pedir.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "tipo", rename_all = "snake_case")]
pub enum Orden {
    Unirse { equipo: String },
    Responder { pregunta: usize, respuesta: String },
}
// ANCHOR_END: orden

/// Lo que el servidor cuenta.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "tipo", rename_all = "snake_case")]
pub enum Aviso {
    /// Ya estás dentro. Se empieza cuando haya `hacen_falta`.
    Bienvenida { equipo: String, hay: usize, hacen_falta: usize },
    /// Ha cambiado cuántos sois en la sala.
    Sala { hay: usize, hacen_falta: usize },
    /// Hay una partida en marcha: juegas la siguiente, y tienes a `delante` esperando antes que tú.
    EnCola { equipo: String, delante: usize },
    /// Empieza la partida.
    Empieza { jugadores: usize, rondas: usize },
    /// Una pregunta, y cuánto hay para contestarla.
    Pregunta {
        numero: usize,
        de: usize,
        texto: String,
        milisegundos: u64,
    },
    /// Tu respuesta está apuntada. Si es buena se sabrá al cerrar la pregunta (por el cable no va: alguien miraría).
    Anotada {
        numero: usize,
        #[serde(skip)]
        acierto: bool,
    },
    /// Se ha cerrado la pregunta.
    Resultado {
        numero: usize,
        correcta: String,
        contestaste: bool,
        acertaste: bool,
        tabla: Tabla,
    },
    /// Se acabó. Más de un ganador es un empate; ninguno, que nadie ha puntuado.
    Fin { ganadores: Vec<String>, tabla: Tabla },
    /// Algo que conviene saber.
    Nota { texto: String },
    /// Lo que has enviado no vale, y por qué.
    Error { motivo: String },
}

/// La clasificación vista por un jugador: la cabeza y su propio puesto.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tabla {
    pub puesto: usize,
    pub puntos: u32,
    pub jugadores: usize,
    pub cabeza: Vec<Puesto>,
}

/// Una línea de la clasificación. Los empatados comparten puesto.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Puesto {
    pub puesto: usize,
    pub equipo: String,
    pub puntos: u32,
    /// `false` si se fue a mitad de partida.
    pub sigue: bool,
}

/// El marco con este mensaje dentro, listo para enviarlo.
///
/// # Errors
/// Si no cabe en [`LIMITE`].
pub fn enmarcar(mensaje: &impl Serialize) -> io::Result<Vec<u8>> {
    marco::codificar(&serde_json::to_vec(mensaje)?, LIMITE)
}

// ANCHOR: entender
/// El mensaje que hay en un marco, o por qué no se entiende.
pub fn entender<M: for<'a> Deserialize<'a>>(
    cuerpo: &[u8],
) -> Result<M, String> {
    // Quien lo envía puede ser cualquiera: se le contesta qué está mal,
    // y no se le enseña el error por dentro, que está en inglés.
    serde_json::from_slice(cuerpo).map_err(|error| {
        if error.is_data() {
            "ese mensaje no existe, o le falta un campo".to_string()
        } else {
            format!(
                "eso no es JSON (falla en el byte {})",
                error.column()
            )
        }
    })
}
// ANCHOR_END: entender

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn los_bytes_del_cable() {
        let orden = Orden::Responder {
            pregunta: 1,
            respuesta: "Júpiter".into(),
        };
        let marco = enmarcar(&orden).unwrap();
        assert_eq!(&marco[..4], &[0, 0, 0, 56]);
        let cuerpo = r#"{"tipo":"responder","pregunta":1,"respuesta":"Júpiter"}"#;
        assert_eq!(std::str::from_utf8(&marco[4..]).unwrap(), cuerpo);
        assert_eq!(entender::<Orden>(cuerpo.as_bytes()), Ok(orden));
        let anotada =
            enmarcar(&Aviso::Anotada { numero: 3, acierto: true })
                .unwrap();
        assert_eq!(&anotada[4..], br#"{"tipo":"anotada","numero":3}"#);
    }

    #[test]
    fn la_basura_se_explica() {
        let por_que =
            |bytes: &[u8]| entender::<Orden>(bytes).unwrap_err();
        assert_eq!(
            por_que(b"hola"),
            "eso no es JSON (falla en el byte 1)"
        );
        assert_eq!(
            por_que(b"\xff\xff"),
            "eso no es JSON (falla en el byte 1)"
        );
        assert_eq!(
            por_que(b"{\"tipo\":\"volar\"}"),
            "ese mensaje no existe, o le falta un campo"
        );
        assert_eq!(
            por_que(b"{\"tipo\":\"unirse\"}"),
            "ese mensaje no existe, o le falta un campo"
        );
    }

    #[test]
    fn el_mayor_de_los_mensajes_cabe() {
        let puesto = Puesto {
            puesto: 10_000,
            equipo: "ñ".repeat(24),
            puntos: 1000,
            sigue: false,
        };
        let tabla = Tabla {
            puesto: 10_000,
            puntos: 1000,
            jugadores: 10_000,
            cabeza: vec![puesto; 10],
        };
        let ganadores = vec!["ñ".repeat(24); 10];
        assert!(
            enmarcar(&Aviso::Fin { ganadores, tabla }).unwrap().len()
                < 3 * 1024
        );
    }
}
