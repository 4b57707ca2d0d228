//! Un mensaje dentro de su marco: cuatro bytes con la longitud, como en la lección 3, y detrás el JSON.

use std::io;

use redes::marco;
use serde::{Deserialize, Serialize};

/// Lo más largo que puede ser un mensaje, en bytes. El mayor de verdad, una clasificación, no llega a 2 KiB.
pub const LIMITE: usize = 8 * 1024;

/// El marco con este mensaje dentro, listo para enviarlo.
///
/// # Errors
/// Si no cabe en [`LIMITE`].
pub fn enmarcar(mensaje: &impl Serialize) -> io::Result<Vec<u8>> {
    marco::codificar(&serde_json::to_vec(mensaje)?, LIMITE)
}

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

#[cfg(test)]
mod pruebas {
    use super::*;
    use crate::protocolo::mensajes::{Aviso, Orden};
    use crate::protocolo::tabla::{Puesto, Tabla};

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
