//! Cuántos retos han acabado de cada manera, y por dónde seguir.

use catalogo::Reto;
use redes::argumentos;
use redes::consola::{Estilo, Linea};
use redes::errores::{Fallo, Resultado};
use redes::progreso;

use super::hecho::{Final, Hecho, NO_COMPROBABLE};
use crate::recuerdo;

/// Cuántos han acabado de cada manera.
#[derive(Default)]
pub struct Cuenta<'a> {
    de: Vec<(&'a Reto, Final)>,
    codigos: Vec<Option<String>>,
    /// Lo primero que no se ha podido apuntar en el progreso: no impide seguir.
    pub sin_apuntar: Option<Fallo>,
}

impl<'a> Cuenta<'a> {
    pub fn apuntar(&mut self, reto: &'a Reto, hecho: &Hecho, entero: bool) {
        self.de.push((reto, hecho.final_()));
        self.codigos.push(hecho.codigo().map(str::to_string));
        if let Err(fallo) = apuntar(reto, hecho, entero) {
            self.sin_apuntar.get_or_insert(fallo);
        }
    }

    fn cuantos(&self, final_: Final) -> usize {
        self.de.iter().filter(|(_, suyo)| *suyo == final_).count()
    }

    pub fn salida(&self) -> u8 {
        if self.cuantos(Final::Mal) + self.cuantos(Final::Pendiente) > 0 {
            1
        } else if self.cuantos(Final::SinComprobar) > 0 {
            NO_COMPROBABLE
        } else {
            0
        }
    }

    /// «14 bien, 2 mal, 2 pendientes», y por dónde seguir.
    pub fn resumen(&self, retos: &[&Reto], entero: bool) -> Vec<Linea> {
        let (bien, mal) = (self.cuantos(Final::Bien), self.cuantos(Final::Mal));
        let (pendientes, sin) = (self.cuantos(Final::Pendiente), self.cuantos(Final::SinComprobar));
        let plural = |cuantos: usize| if cuantos == 1 { "" } else { "s" };
        let faltan = retos.len() - self.de.len();
        let mut linea = Linea::vacia();
        let partes = [
            (bien, Estilo::Bien, format!("{bien} bien")),
            (mal, Estilo::Mal, format!("{mal} mal")),
            (pendientes, Estilo::Aviso, format!("{pendientes} pendiente{}", plural(pendientes))),
            (sin, Estilo::Aviso, format!("{sin} sin comprobar")),
            (faltan, Estilo::Tenue, format!("{faltan} sin terminar")),
        ];
        for (_, estilo, texto) in partes.into_iter().filter(|(cuantos, ..)| *cuantos > 0) {
            let coma = if linea.tramos.is_empty() { "" } else { ", " };
            linea = linea.con(Estilo::Normal, coma).con(estilo, texto);
        }
        let mut lineas = vec![Linea::vacia(), linea.con(Estilo::Normal, ".")];
        if !entero {
            let frase = "Lo has dejado a mitad: no queda ningún programa en marcha.";
            lineas.push(Linea::vacia().con(Estilo::Tenue, frase));
        }
        // Primero lo que ya está empezado; después, lo que está por empezar.
        let por_donde = [Final::Mal, Final::Pendiente]
            .into_iter()
            .find_map(|buscado| self.de.iter().zip(&self.codigos).find(|((_, final_), _)| *final_ == buscado));
        if let Some(((reto, final_), codigo)) = por_donde {
            let codigo = codigo.as_deref().filter(|_| *final_ == Final::Mal);
            let codigo = codigo.map(|codigo| format!(" ({codigo})")).unwrap_or_default();
            let orden = argumentos::orden_para("curso", &format!("vigilar {}", reto.nombre));
            lineas.push(Linea::llana(format!("Sigue por «{}»{codigo}: ", reto.nombre)).con(Estilo::Codigo, orden));
        }
        lineas
    }
}

/// Recuerda cómo ha salido un reto y, si se ha superado entero, lo apunta en el progreso.
pub fn apuntar(reto: &Reto, hecho: &Hecho, entero: bool) -> Resultado {
    if hecho.final_() == Final::Bien && entero {
        progreso::apuntar_reto(&reto.nombre)?;
    }
    match hecho.final_() {
        Final::SinComprobar => Ok(()),
        Final::Bien if !entero => Ok(()),
        _ => recuerdo::apuntar_veredicto(&reto.nombre, hecho.para_recordar()),
    }
}
