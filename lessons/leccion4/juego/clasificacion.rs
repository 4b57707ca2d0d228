//! La clasificación: quién va delante, con los empatados en el mismo puesto (1.º, 1.º, 3.º). Pura: no sabe de redes.

use crate::protocolo::tabla::{Puesto, Tabla};

/// Cuántos se enseñan: con dos mil jugadores, la lista entera a cada uno serían cientos de megas por pregunta.
pub const CABEZA: usize = 10;

/// Un jugador, tal como lo ve la clasificación.
#[derive(Debug, Clone)]
pub struct Marca<Id> {
    pub id: Id,
    pub equipo: String,
    pub puntos: u32,
    pub sigue: bool,
}

/// Los jugadores ordenados, cada uno con su puesto. Quien se ha ido queda detrás de todos los que siguen.
#[derive(Debug)]
pub struct Clasificacion<Id> {
    orden: Vec<(usize, Marca<Id>)>,
}

impl<Id: Copy + Ord> Clasificacion<Id> {
    pub fn de(marcas: impl Iterator<Item = Marca<Id>>) -> Self {
        let mut marcas: Vec<Marca<Id>> = marcas.collect();
        // Con todo igual, por orden de llegada: que dos ejecuciones den siempre lo mismo.
        marcas.sort_by_key(|marca| {
            (!marca.sigue, std::cmp::Reverse(marca.puntos), marca.id)
        });
        let mut orden: Vec<(usize, Marca<Id>)> =
            Vec::with_capacity(marcas.len());
        for (indice, marca) in marcas.into_iter().enumerate() {
            let puesto = match orden.last() {
                Some((puesto, otro))
                    if (otro.sigue, otro.puntos)
                        == (marca.sigue, marca.puntos) =>
                {
                    *puesto
                }
                _ => indice + 1,
            };
            orden.push((puesto, marca));
        }
        Self { orden }
    }

    /// Los primeros, si han puntuado y siguen aquí. Más de uno es un empate.
    pub fn ganadores(&self) -> Vec<String> {
        let gana = |(puesto, marca): &&(usize, Marca<Id>)| {
            *puesto == 1 && marca.sigue && marca.puntos > 0
        };
        self.orden
            .iter()
            .take_while(gana)
            .map(|(_, marca)| marca.equipo.clone())
            .collect()
    }

    /// A cada jugador que sigue, la tabla como la ve él.
    pub fn tablas(&self) -> impl Iterator<Item = (Id, Tabla)> {
        let cabeza: Vec<Puesto> = self
            .orden
            .iter()
            .take(CABEZA)
            .map(|(puesto, marca)| Puesto {
                puesto: *puesto,
                equipo: marca.equipo.clone(),
                puntos: marca.puntos,
                sigue: marca.sigue,
            })
            .collect();
        let jugadores = self.orden.len();
        self.orden.iter().filter(|(_, marca)| marca.sigue).map(
            move |(puesto, marca)| {
                (
                    marca.id,
                    Tabla {
                        puesto: *puesto,
                        puntos: marca.puntos,
                        jugadores,
                        cabeza: cabeza.clone(),
                    },
                )
            },
        )
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    fn de(marcas: &[(u64, u32, bool)]) -> Clasificacion<u64> {
        Clasificacion::de(marcas.iter().map(|&(id, puntos, sigue)| {
            Marca { id, equipo: format!("e{id}"), puntos, sigue }
        }))
    }

    #[test]
    fn los_empatados_comparten_puesto_y_quien_se_va_queda_detras() {
        let clasificacion = de(&[
            (1, 2, true),
            (2, 3, true),
            (3, 9, false),
            (4, 3, true),
            (5, 0, true),
        ]);
        let puestos: Vec<(u64, usize)> = clasificacion
            .orden
            .iter()
            .map(|(puesto, marca)| (marca.id, *puesto))
            .collect();
        assert_eq!(puestos, [(2, 1), (4, 1), (1, 3), (5, 4), (3, 5)]);
        assert_eq!(clasificacion.ganadores(), ["e2", "e4"]);
        assert_eq!(clasificacion.tablas().count(), 4);
    }

    #[test]
    fn sin_puntos_no_gana_nadie() {
        assert!(
            de(&[(1, 0, true), (2, 0, true)]).ganadores().is_empty()
        );
        assert!(de(&[(1, 5, false)]).ganadores().is_empty());
        assert!(de(&[]).ganadores().is_empty());
    }
}
