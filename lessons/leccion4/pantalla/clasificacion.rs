//! La clasificación, como se le enseña a un jugador: los primeros y, si no está entre ellos, su puesto.

use redes::consola::{Estilo, visible};

use super::terminal::Terminal;
use crate::protocolo::tabla::Tabla;

pub fn clasificacion(
    terminal: &Terminal,
    tabla: &Tabla,
    equipo: &str,
) {
    for puesto in &tabla.cabeza {
        let (estilo, yo) = if puesto.equipo == equipo {
            (Estilo::Negrita, "  ← tú")
        } else {
            (Estilo::Normal, "")
        };
        let ido = if puesto.sigue { "" } else { "  (se ha ido)" };
        let lugar = format!("{}.º", puesto.puesto);
        let equipo = visible(&puesto.equipo);
        terminal.decir_con(
            estilo,
            &format!(
                "    {lugar:>5}  {equipo:<24} {:>3}{ido}{yo}",
                puesto.puntos
            ),
        );
    }
    if tabla.jugadores > tabla.cabeza.len() {
        terminal.decir(&format!(
            "    …y {} más. Tú vas en el puesto {}.",
            tabla.jugadores - tabla.cabeza.len(),
            tabla.puesto
        ));
    }
}
