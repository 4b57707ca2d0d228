//! El final: nos vamos nosotros, o cuelga el servidor, cuando le tocaba o cuando no.

use std::io::{self, ErrorKind};

use redes::errores::{Fallo, Resultado};

use super::Concursante;
use crate::protocolo::eleccion::Protocolo;

impl Concursante {
    /// El servidor ha colgado.
    ///
    /// # Errors
    /// Si no era el momento.
    pub fn cierre(
        &mut self,
        como: io::Result<()>,
        con: &str,
    ) -> Resultado {
        self.abierta = None;
        self.terminal.borrar_linea_viva();
        match como {
            _ if self.terminado => Ok(()),
            // El servidor de Python no se despide de otra manera.
            Ok(()) if self.protocolo == Protocolo::Python => Ok(()),
            // El de Python cuelga sin leer nuestra última petición, y
            // eso corta la conexión en vez de cerrarla.
            Err(error)
                if self.protocolo == Protocolo::Python
                    && self.respondidas > 0
                    && error.kind() == ErrorKind::ConnectionReset =>
            {
                Ok(())
            }
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                Err(Fallo::de_sistema(
                    format!("no entiendo lo que dice {con}"),
                    error,
                )
                .remedio("¿Está el servidor en el mismo --protocolo?"))
            }
            Ok(()) => Err(Fallo::nuevo(format!(
                "{con} ha colgado antes de que acabara la partida"
            ))
            .remedio("Mira qué dice el servidor en su terminal.")),
            Err(error) => Err(Fallo::al_conversar(con, error)),
        }
    }

    /// Te vas tú.
    pub fn salir(&self) {
        self.terminal.borrar_linea_viva();
        self.terminal.decir("Hasta otra.");
    }
}
