//! La terminal de quien juega: líneas que se quedan y, debajo, la que está viva.
//!
//! La línea viva se repinta con los segundos que quedan y lo que llevas escrito.

use std::cell::Cell;
use std::io::{self, ErrorKind, Write};
use std::time::Instant;

use redes::consola::{self, Estilo, Linea, visible};
use redes::errores::{Fallo, Resultado};

pub struct Terminal {
    /// Hay alguien delante, y su teclado se lee tecla a tecla.
    pub viva: bool,
    /// Lo que dijo el sistema la primera vez que no se pudo escribir.
    mudo: Cell<Option<io::Error>>,
}

impl Terminal {
    pub fn nueva(viva: bool) -> Self {
        Self { viva, mudo: Cell::new(None) }
    }

    /// Escribe líneas por encima de la viva.
    pub fn decir(&self, texto: &str) {
        self.decir_con(Estilo::Normal, texto);
    }

    /// Lo mismo, con un estilo: se ve solo en una terminal con color.
    pub fn decir_con(&self, estilo: Estilo, texto: &str) {
        self.borrar_linea_viva();
        let color = consola::con_color(&io::stdout());
        for linea in texto.split('\n') {
            let linea =
                Linea::vacia().con(estilo, linea).pintar(color);
            // Tecla a tecla, la terminal tampoco vuelve sola al principio de la línea.
            let fin = if self.viva { "\r\n" } else { "\n" };
            // Se sigue jugando aunque no se pueda contar.
            if let Err(error) = write!(io::stdout(), "{linea}{fin}") {
                let primero = self.mudo.take().unwrap_or(error);
                return self.mudo.set(Some(primero));
            }
        }
    }

    /// Pinta la línea viva: el tiempo que queda y lo que llevas escrito.
    pub fn pintar_linea_viva(
        &self,
        hasta: Option<Instant>,
        escrito: &str,
    ) {
        if !self.viva {
            return;
        }
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
        let escrito = visible(escrito);
        let sobra = escrito.chars().count().saturating_sub(cabe);
        let final_: String = escrito.chars().skip(sobra).collect();
        let _ = write!(io::stdout(), "\r\x1b[K  {reloj}> {final_}")
            .and_then(|()| io::stdout().flush());
    }

    pub fn borrar_linea_viva(&self) {
        if self.viva {
            let _ = write!(io::stdout(), "\r\x1b[K")
                .and_then(|()| io::stdout().flush());
        }
    }

    /// Qué ha sido de lo que se ha ido diciendo. Que quien lo leía se haya ido (`| head`) no es un fallo, pero se avisa.
    ///
    /// # Errors
    /// Si no se ha podido escribir por otra cosa: no cabe en el disco.
    pub fn balance(&self) -> Resultado {
        match self.mudo.take() {
            None => Ok(()),
            Some(error) if error.kind() == ErrorKind::BrokenPipe => {
                consola::avisar(
                    "aviso: nadie ha leído cómo acababa la partida.",
                );
                Ok(())
            }
            Some(error) => Err(Fallo::al_mostrar(error)),
        }
    }
}
