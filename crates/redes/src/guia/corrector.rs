//! Lo que se dicen la guía y `curso probar`, que compila y prueba lo que escribe quien aprende.
//!
//! La guía no lleva dentro el verificador: arranca `curso probar FICHERO --charla RETO/CASO --para-la-guia` y lee su salida,
//! una cosa por línea y sus partes separadas por tabuladores:
//!
//! ```text
//! compilado  0.21                     ha compilado, y los segundos que ha tardado
//! linea      n  ha vuelto   m «hola»  una línea para la pantalla: trozos, cada uno con la letra de su estilo
//! veredicto  bien | mal R06 | no-compila E0382 | no-comprobable     lo último
//! ```
//!
//! Lo que no se entiende se pasa por alto: una guía y un curso de distinto día se siguen entendiendo.

use std::fmt;

use crate::consola::{Estilo, Linea};

/// Una cosa de las que dice `curso probar`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dicho {
    /// Ha compilado, en estos milisegundos.
    Compilado(u128),
    /// Una línea para la pantalla.
    Linea(Linea),
    /// Cómo ha ido. Después no hay nada más.
    Veredicto(Veredicto),
}

/// Cómo ha ido.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Veredicto {
    /// Hace lo que se pide.
    Bien,
    /// No lo hace: el código del diagnóstico («R06»).
    Mal(String),
    /// No compila: el código del primer error de rustc («E0382»), o nada si no lo tiene.
    NoCompila(String),
    /// No se ha podido comprobar: no es culpa del programa.
    NoComprobable,
}

/// Cada estilo y su letra.
const LETRAS: [(Estilo, char); 10] = [
    (Estilo::Normal, 'n'),
    (Estilo::Tenue, 't'),
    (Estilo::Negrita, 'g'),
    (Estilo::Titulo, 'T'),
    (Estilo::Codigo, 'c'),
    (Estilo::Cliente, 'C'),
    (Estilo::Servidor, 'S'),
    (Estilo::Bien, 'b'),
    (Estilo::Mal, 'm'),
    (Estilo::Aviso, 'a'),
];

/// Tal como se escribe, sin el salto de línea.
impl fmt::Display for Dicho {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compilado(ms) => write!(f, "compilado\t{},{:03}", ms / 1000, ms % 1000),
            Self::Linea(linea) => {
                write!(f, "linea")?;
                for tramo in &linea.tramos {
                    let letra =
                        LETRAS.iter().find(|(estilo, _)| *estilo == tramo.estilo).map_or('n', |(_, letra)| *letra);
                    write!(f, "\t{letra}{}", tramo.texto.replace(['\t', '\n', '\r'], " "))?;
                }
                Ok(())
            }
            Self::Veredicto(Veredicto::Bien) => write!(f, "veredicto\tbien"),
            Self::Veredicto(Veredicto::Mal(codigo)) => write!(f, "veredicto\tmal\t{codigo}"),
            Self::Veredicto(Veredicto::NoCompila(codigo)) => write!(f, "veredicto\tno-compila\t{codigo}"),
            Self::Veredicto(Veredicto::NoComprobable) => write!(f, "veredicto\tno-comprobable"),
        }
    }
}

impl Dicho {
    /// Entiende una línea, o no.
    #[must_use]
    pub fn leer(linea: &str) -> Option<Self> {
        let mut partes = linea.split('\t');
        match (partes.next()?, partes.next()) {
            ("compilado", Some(segundos)) => {
                let (segundos, milesimas) = segundos.split_once(',')?;
                Some(Self::Compilado(segundos.parse::<u128>().ok()? * 1000 + milesimas.parse::<u128>().ok()?))
            }
            ("linea", primero) => {
                let tramos = primero.into_iter().chain(partes);
                Some(Self::Linea(tramos.fold(Linea::vacia(), |hecha, tramo| {
                    let mut letras = tramo.chars();
                    let letra = letras.next().unwrap_or('n');
                    let estilo =
                        LETRAS.iter().find(|(_, suya)| *suya == letra).map_or(Estilo::Normal, |(estilo, _)| *estilo);
                    hecha.con(estilo, letras.as_str())
                })))
            }
            ("veredicto", Some("bien")) => Some(Self::Veredicto(Veredicto::Bien)),
            ("veredicto", Some("mal")) => Some(Self::Veredicto(Veredicto::Mal(partes.next()?.to_string()))),
            ("veredicto", Some("no-compila")) => {
                Some(Self::Veredicto(Veredicto::NoCompila(partes.next().unwrap_or_default().to_string())))
            }
            ("veredicto", Some("no-comprobable")) => Some(Self::Veredicto(Veredicto::NoComprobable)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn lo_que_se_escribe_se_entiende() {
        let linea =
            Linea::llana("  ").con(Estilo::Mal, "✘ ").con(Estilo::Servidor, "«hola»").con(Estilo::Tenue, " 4 B");
        for dicho in [
            Dicho::Compilado(213),
            Dicho::Compilado(12_004),
            Dicho::Linea(linea),
            Dicho::Linea(Linea::vacia()),
            Dicho::Veredicto(Veredicto::Bien),
            Dicho::Veredicto(Veredicto::Mal("R06".to_string())),
            Dicho::Veredicto(Veredicto::NoCompila("E0382".to_string())),
            Dicho::Veredicto(Veredicto::NoCompila(String::new())),
            Dicho::Veredicto(Veredicto::NoComprobable),
        ] {
            assert_eq!(Dicho::leer(&dicho.to_string()), Some(dicho));
        }
    }

    #[test]
    fn lo_que_no_se_entiende_se_pasa_por_alto() {
        for linea in
            ["", "otra cosa", "veredicto", "veredicto\tregular", "compilado\tdeprisa", "compilado", "veredicto\tmal"]
        {
            assert_eq!(Dicho::leer(linea), None, "{linea:?}");
        }
        let partida = Dicho::Linea(Linea::llana("a\tb\nc"));
        assert_eq!(Dicho::leer(&partida.to_string()), Some(Dicho::Linea(Linea::llana("a b c"))));
    }
}
