//! Cómo se pinta: líneas que se quedan, y la última, viva.

use std::io::{self, Write};
use std::time::Instant;

use redes::consola::{self, Estilo, Linea};

use super::Marcador;
use crate::mensajes::Tabla;
use crate::texto::visible;

impl Marcador {
    pub(super) fn tabla(&mut self, tabla: &Tabla) {
        for puesto in &tabla.cabeza {
            let yo = if puesto.equipo == self.equipo {
                "  ← tú"
            } else {
                ""
            };
            let ido = if puesto.sigue { "" } else { "  (se ha ido)" };
            let (lugar, equipo) = (
                format!("{}.º", puesto.puesto),
                visible(&puesto.equipo),
            );
            let estilo = if yo.is_empty() {
                Estilo::Normal
            } else {
                Estilo::Negrita
            };
            self.decir_con(
                estilo,
                &format!(
                    "    {lugar:>5}  {equipo:<24} {:>3}{ido}{yo}",
                    puesto.puntos
                ),
            );
        }
        if tabla.jugadores > tabla.cabeza.len() {
            self.decir(&format!(
                "    …y {} más. Tú vas en el puesto {}.",
                tabla.jugadores - tabla.cabeza.len(),
                tabla.puesto
            ));
        }
    }

    /// Pinta la línea viva: el tiempo que queda y lo que llevas escrito.
    pub fn repintar(&self) {
        if !self.en_terminal
            || self.terminado
            || (self.abierta.is_none() && self.unido)
        {
            return;
        }
        let hasta =
            self.abierta.as_ref().and_then(|abierta| abierta.hasta);
        let reloj = hasta.map_or(String::new(), |hasta| {
            // Hacia arriba: «0 s» con tiempo todavía sería mentira.
            let quedan = hasta
                .saturating_duration_since(Instant::now())
                .as_millis()
                .div_ceil(1000);
            format!("{quedan:>3} s ")
        });
        // Si no cabe, se ve el final, que es donde se está escribiendo.
        let cabe = consola::ancho().saturating_sub(reloj.len() + 6);
        let escrito = visible(&self.escrito);
        let sobra = escrito.chars().count().saturating_sub(cabe);
        let final_: String = escrito.chars().skip(sobra).collect();
        let _ = write!(io::stdout(), "\r\x1b[K  {reloj}> {final_}")
            .and_then(|()| io::stdout().flush());
    }

    pub(super) fn borrar_linea_viva(&self) {
        if self.en_terminal {
            let _ = write!(io::stdout(), "\r\x1b[K")
                .and_then(|()| io::stdout().flush());
        }
    }

    /// Escribe líneas por encima de la viva.
    pub(super) fn decir(&self, texto: &str) {
        self.decir_con(Estilo::Normal, texto);
    }

    /// Lo mismo, con un estilo: se ve solo en una terminal con color.
    pub(super) fn decir_con(&self, estilo: Estilo, texto: &str) {
        self.borrar_linea_viva();
        let color = consola::con_color(&io::stdout());
        for linea in texto.split('\n') {
            let linea =
                Linea::vacia().con(estilo, linea).pintar(color);
            // Tecla a tecla, la terminal tampoco vuelve sola al principio de la línea.
            let fin = if self.en_terminal { "\r\n" } else { "\n" };
            if write!(io::stdout(), "{linea}{fin}").is_err() {
                return;
            }
        }
    }
}
