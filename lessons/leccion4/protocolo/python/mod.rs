//! El cable de los programas de Python de la serie, para que un cliente antiguo juegue en este servidor y al revés.
//!
//! - `pickles.rs`: leer y escribir las parejas que se envían.
//! - `traductor.rs`, `relato.rs`: lo que hace falta en el servidor para hablar así.
//! - `interprete.rs`: lo que hace falta en el cliente.
//!
//! | quién | qué envía (cada cosa, un pickle) | qué significa |
//! |---|---|---|
//! | cliente | `["JOIN", nombre]` | quiero jugar |
//! | cliente | `["QUES", ""]` | dame la pregunta |
//! | cliente | `["4", respuesta]` | mi respuesta |
//! | servidor | `[2, texto]` | espera a los demás, o ya empezamos |
//! | servidor | `(1, pregunta)` | la pregunta |
//! | servidor | `(7, "Correcto")` o `(7, "Incorrecto")` | cómo era tu respuesta |
//! | servidor | `(3, texto)` | espera: aún no han contestado todos |
//!
//! No lleva número de pregunta, así que hay que recordar cuál se le dio a cada cliente: una respuesta que llega tarde no
//! puede contar para la siguiente. Y cuando acaba la partida, el servidor cuelga.

pub mod interprete;
pub mod pickles;
mod relato;
pub mod traductor;

#[cfg(test)]
mod pruebas;
