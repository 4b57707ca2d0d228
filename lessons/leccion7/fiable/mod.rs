//! La versión fiable: números, acuses y una ventana deslizante sobre UDP. Lo que decide son máquinas puras.
//!
//! Del lado que envía, [`en_camino`] sabe qué trozos hay sin confirmar y [`emisor`] qué toca hacer ahora; lo usan igual
//! los ficheros y los píxeles. Del lado que recibe un fichero, [`adelantados`] pone los trozos en orden, `recepcion` lleva
//! el que está a medias y `receptor` decide a quién se atiende. Con sockets: `enviar` y `servidor`.

pub mod adelantados;
pub mod apunte;
pub mod balance;
pub mod despedida;
pub mod emisor;
pub mod en_camino;
pub mod enviar;
pub mod espera;
pub mod huecos;
pub mod libro;
pub mod paso;
pub mod recepcion;
pub mod receptor;
pub mod relato;
pub mod servidor;
pub mod turno;

#[cfg(test)]
mod pruebas;
#[cfg(test)]
pub mod red_mala;
