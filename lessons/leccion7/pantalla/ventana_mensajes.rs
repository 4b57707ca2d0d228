//! Lo que se le dice al proceso de la ventana: una letra, cuatro bytes con lo que mide lo que sigue, y lo que sigue.

use std::io::{self, ErrorKind, Read, Write};

/// Lo más que mide un mensaje: los píxeles de la vista más grande, y de sobra.
const MAXIMO: u32 = 16 << 20;

/// Un mensaje.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mensaje {
    /// Empieza una imagen de estas medidas.
    Empieza {
        ancho: u32,
        alto: u32,
    },
    Titulo(String),
    /// Cómo está ahora, 0x00RRGGBB.
    Pixeles(Vec<u32>),
}

impl Mensaje {
    pub fn escribir(&self, salida: &mut impl Write) -> io::Result<()> {
        let (letra, datos) = match self {
            Self::Empieza { ancho, alto } => (b'E', [ancho.to_be_bytes(), alto.to_be_bytes()].concat()),
            Self::Titulo(texto) => (b'T', texto.clone().into_bytes()),
            Self::Pixeles(pixeles) => (b'P', pixeles.iter().flat_map(|pixel| pixel.to_be_bytes()).collect()),
        };
        salida.write_all(&[letra])?;
        salida.write_all(&(datos.len() as u32).to_be_bytes())?;
        salida.write_all(&datos)
    }

    pub fn leer(entrada: &mut impl Read) -> io::Result<Self> {
        let mut cabecera = [0; 5];
        entrada.read_exact(&mut cabecera)?;
        let largo = u32::from_be_bytes([cabecera[1], cabecera[2], cabecera[3], cabecera[4]]);
        if largo > MAXIMO {
            return Err(ErrorKind::InvalidData.into());
        }
        let mut datos = vec![0; largo as usize];
        entrada.read_exact(&mut datos)?;
        let entero = |i: usize| datos.get(4 * i..4 * i + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
        match cabecera[0] {
            b'E' => entero(0).zip(entero(1)).map(|(ancho, alto)| Self::Empieza { ancho, alto }),
            b'T' => String::from_utf8(datos).ok().map(Self::Titulo),
            b'P' => Some(Self::Pixeles((0..datos.len() / 4).filter_map(entero).collect())),
            _ => None,
        }
        .ok_or_else(|| ErrorKind::InvalidData.into())
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn lo_que_se_escribe_se_lee_igual() {
        let todos = [
            Mensaje::Empieza { ancho: 3, alto: 1 << 20 },
            Mensaje::Titulo("Píxeles".to_string()),
            Mensaje::Pixeles(vec![0, 0xff_ff_ff, 7]),
        ];
        let mut bytes = Vec::new();
        todos.iter().for_each(|mensaje| mensaje.escribir(&mut bytes).unwrap());
        let mut entrada = &bytes[..];
        todos.iter().for_each(|mensaje| assert_eq!(&Mensaje::leer(&mut entrada).unwrap(), mensaje));
        assert!(entrada.is_empty() && Mensaje::leer(&mut &[b'T', 255, 255, 255, 255][..]).is_err());
    }
}
