//! Lo que ha dado de sí comprobar un reto, y cómo se cuenta: entero, en una línea o en JSON.

use catalogo::Reto;
use redes::argumentos;
use redes::consola::{Estilo, Linea, parrafo_con_estilo};
use serde_json::{Value, json};

use verificador::{self, Informe, Veredicto};

use crate::recuerdo::Ultimo;

/// Código de salida cuando algo no se ha podido comprobar, o está mal pedido, y no hay nada mal.
pub const NO_COMPROBABLE: u8 = 2;

/// El código del diagnóstico de lo que todavía está por hacer, y el de lo que no compila.
const PENDIENTE: &str = "R33";
const NO_COMPILA: &str = "R20";

/// Lo que ha dado de sí un reto.
pub enum Hecho {
    Jugado(Informe),
    /// Lo que dice rustc.
    NoCompila(String),
    NoComprobable(String),
}

/// Las cuatro maneras de acabar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Final {
    Bien,
    Mal,
    Pendiente,
    SinComprobar,
}

/// Cómo contarlo.
pub struct Estilos<'a> {
    /// Lo que se le pidió comprobar en vez del reto, para poder repetirlo.
    pub programa: Option<&'a str>,
    pub detalle: bool,
    pub ancho: usize,
}

impl Hecho {
    pub fn salida(&self) -> u8 {
        match self {
            Self::Jugado(informe) => informe.salida(),
            Self::NoCompila(_) => 1,
            Self::NoComprobable(_) => NO_COMPROBABLE,
        }
    }

    pub fn codigo(&self) -> Option<&str> {
        match self {
            Self::Jugado(informe) => informe.codigo(),
            Self::NoCompila(_) => Some(NO_COMPILA),
            Self::NoComprobable(_) => None,
        }
    }

    pub fn final_(&self) -> Final {
        match (self.salida(), self.codigo()) {
            (0, _) => Final::Bien,
            (_, Some(PENDIENTE)) => Final::Pendiente,
            (1, _) => Final::Mal,
            _ => Final::SinComprobar,
        }
    }

    /// Lo que hay que recordar para dar la pista que toca.
    pub fn para_recordar(&self) -> Ultimo {
        match (self.salida(), self.codigo()) {
            (0, _) => Ultimo::Bien,
            (_, Some(codigo)) => {
                let caso = match self {
                    Self::Jugado(informe) => informe.resultados.last().map(|ultimo| ultimo.caso.nombre.to_string()),
                    _ => None,
                };
                Ultimo::Mal { codigo: codigo.to_string(), caso }
            }
            _ => Ultimo::Nada,
        }
    }

    pub fn en_json(&self, reto: &Reto) -> Value {
        let nombre = &reto.nombre;
        let sin_casos = |veredicto: &str, codigo: Option<&str>, frase: &str| {
            json!({
                "reto": nombre, "veredicto": veredicto, "codigo": codigo, "semilla": null, "sin_jugar": 0,
                "casos": [{ "caso": "compilar", "veredicto": veredicto, "codigo": codigo, "ms": null,
                            "pruebas": { "frase": frase } }],
            })
        };
        match self {
            Self::Jugado(informe) => verificador::en_json(informe),
            Self::NoCompila(dicho) => sin_casos("mal", Some(NO_COMPILA), dicho),
            Self::NoComprobable(causa) => sin_casos("no comprobable", None, causa),
        }
    }

    pub fn en_lineas(&self, reto: &Reto, estilos: &Estilos<'_>) -> Vec<Linea> {
        let ancho = estilos.ancho;
        let explica = argumentos::orden_para("curso", "explica");
        match self {
            Self::Jugado(informe) => {
                let con = estilos.programa.map(|programa| format!(" --programa \"{programa}\""));
                let repetir =
                    argumentos::orden_para("curso", &format!("verificar {}{}", reto.nombre, con.unwrap_or_default()));
                verificador::en_lineas(informe, &repetir, &explica, estilos.detalle, ancho)
            }
            Self::NoCompila(dicho) => {
                let mut lineas: Vec<Linea> = dicho.lines().map(Linea::llana).collect();
                lineas.push(
                    Linea::vacia()
                        .con(Estilo::Mal, "✘ ")
                        .con(Estilo::Negrita, &reto.nombre)
                        .con(Estilo::Normal, " · no compila: arriba está lo que dice rustc.")
                        .hasta(ancho.min(80).saturating_sub(3))
                        .con(Estilo::Mal, NO_COMPILA),
                );
                let orden = format!("{explica} {NO_COMPILA}");
                lineas.push(Linea::llana("  saber más:").hasta(22).con(Estilo::Codigo, orden));
                lineas
            }
            Self::NoComprobable(causa) => {
                let titulo = Linea::vacia().con(Estilo::Aviso, "? ").con(Estilo::Negrita, &reto.nombre);
                let mut lineas = vec![titulo.con(Estilo::Normal, " · no he podido comprobarlo:")];
                for linea in causa.lines() {
                    let partes = parrafo_con_estilo(linea, ancho.saturating_sub(2));
                    lineas.extend(partes.into_iter().map(|linea| linea.sangrada(2)));
                }
                lineas
            }
        }
    }

    /// Un reto por empezar, en una línea: entre muchos, no hay más que decir de él.
    pub fn en_una_linea(&self, reto: &Reto, ancho: usize) -> Option<Linea> {
        let Self::Jugado(informe) = self else { return None };
        let Veredicto::Mal(hallazgo) = informe.veredicto() else { return None };
        if self.final_() != Final::Pendiente {
            return None;
        }
        let donde = hallazgo.frase.rsplit_once(" (").and_then(|(_, resto)| resto.split_once(')'));
        let donde = donde.map(|(donde, _)| format!(" · {donde}")).unwrap_or_default();
        let linea = Linea::vacia().con(Estilo::Aviso, "· ").con(Estilo::Negrita, &reto.nombre);
        let linea = linea.con(Estilo::Normal, " · pendiente").con(Estilo::Tenue, donde);
        Some(crate::pantalla::recortada(&linea, ancho))
    }
}
