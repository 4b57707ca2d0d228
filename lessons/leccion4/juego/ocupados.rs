//! Los nombres que ya tienen dueño. Dos que no se distinguen son el mismo: «Ana» y «ANA», pero también «lris» e «Iris».

use std::collections::HashMap;

use super::Id;
use super::nombres::silueta;
use super::texto::{iguales, simplificar};

/// Los nombres ocupados, y de quién es cada uno.
#[derive(Debug, Default)]
pub struct Ocupados {
    /// Cada nombre está por sus huellas: lo que queda de él al quitar lo que no importa.
    por_huella: HashMap<String, (Id, String)>,
}

impl Ocupados {
    /// Los de esta lista, que no se confunden entre sí.
    pub fn de<'a>(
        lista: impl Iterator<Item = &'a (Id, String)>,
    ) -> Self {
        let mut ocupados = Self::default();
        for (id, nombre) in lista {
            ocupados.apuntar(*id, nombre);
        }
        ocupados
    }

    /// Da el nombre a `id`.
    ///
    /// # Errors
    /// Con cuál se confunde, si lo tiene otro.
    pub fn ocupar(
        &mut self,
        id: Id,
        nombre: &str,
    ) -> Result<(), String> {
        let suyas = huellas(nombre);
        let otro =
            suyas.iter().find_map(|una| self.por_huella.get(una));
        match otro {
            None => {
                self.apuntar(id, nombre);
                Ok(())
            }
            Some((_, otro)) if iguales(otro, nombre) => Err(format!(
                "ya hay un equipo que se llama «{nombre}»"
            )),
            Some((_, otro)) => Err(format!(
                "«{nombre}» se confunde con «{otro}», que ya está"
            )),
        }
    }

    /// `id` deja libre su nombre. Si ya lo tiene otro, es del otro.
    pub fn liberar(&mut self, id: Id, nombre: &str) {
        for huella in huellas(nombre) {
            if self
                .por_huella
                .get(&huella)
                .is_some_and(|(suyo, _)| *suyo == id)
            {
                self.por_huella.remove(&huella);
            }
        }
    }

    fn apuntar(&mut self, id: Id, nombre: &str) {
        for huella in huellas(nombre) {
            self.por_huella.insert(huella, (id, nombre.to_string()));
        }
    }
}

/// La silueta distingue «I» de «i», y pasar a minúsculas confunde lo que no se parece: se miran las dos cosas, en los dos
/// órdenes.
fn huellas(nombre: &str) -> [String; 2] {
    [silueta(&simplificar(nombre)), simplificar(&silueta(nombre))]
}

#[cfg(test)]
mod pruebas {
    use super::*;

    /// Lo que le dicen a quien llega detrás de «Ana», de «Iris» y de «equipo 1».
    fn dicho(nombre: &str) -> Option<String> {
        let mut ocupados = Ocupados::default();
        for (nombre, id) in ["Ana", "Iris", "equipo 1"].iter().zip(1..)
        {
            ocupados.ocupar(id, nombre).unwrap();
        }
        ocupados.ocupar(9, nombre).err()
    }

    #[test]
    fn los_que_se_confunden_no_entran_y_se_dice_con_cual() {
        for nombre in
            ["ANA", "Ána", "ana.", "Ａna", "la Ana", "Ana\u{fe0f}"]
        {
            let motivo =
                format!("ya hay un equipo que se llama «{nombre}»");
            assert_eq!(dicho(nombre), Some(motivo));
        }
        for (nombre, otro) in [
            ("Аna", "Ana"),
            ("АNА", "Ana"),
            ("lris", "Iris"),
            ("equipo l", "equipo 1"),
            ("equipo I", "equipo 1"),
        ] {
            let motivo = format!(
                "«{nombre}» se confunde con «{otro}», que ya está"
            );
            assert_eq!(dicho(nombre), Some(motivo));
        }
        for nombre in ["Aña", "Anna", "equipo 2", "equipo 11", "Ира"]
        {
            assert_eq!(dicho(nombre), None, "{nombre}");
        }
    }

    #[test]
    fn el_nombre_vuelve_a_quedar_libre_si_lo_suelta_su_dueno() {
        let mut ocupados = Ocupados::de([(1, "Ana".into())].iter());
        ocupados.liberar(2, "ANA");
        assert!(ocupados.ocupar(2, "Ana").is_err());
        ocupados.liberar(1, "Ana");
        assert_eq!(ocupados.ocupar(2, "ana"), Ok(()));
    }
}
