//! El motor de las lecciones guiadas: una lección es un [`Guion`], una lista de pasos cortos.
//!
//! Un paso explica, enseña el código de la propia lección, pide una apuesta, ejecuta algo de verdad y dibuja
//! lo que ha cruzado la red, o espera a que quien aprende se conecte con lo suyo («te toca»).
//!
//! - `guion`: qué hay en una lección. `defectos`: qué le falta. `codigo`: los trozos de código por su ancla.
//! - `escena`: lo que un paso usa para ejecutar algo y mostrarlo.
//! - `pantalla`: escribe, y se detiene antes de que algo se pierda por arriba.
//! - `teclas`: qué significa cada tecla en cada espera (una máquina pura). `teclado`: de dónde salen.
//! - `escribe`: espera a que quien aprende cambie un programa; `corrector` es lo que se dicen la guía y quien lo prueba.
//! - `recorrido`: va de paso en paso. `te_toca` y `te_toca_udp`: esperan a quien aprende.

mod codigo;
pub mod corrector;
mod defectos;
mod escena;
mod escribe;
mod guion;
mod panico;
mod pantalla;
mod recorrido;
mod te_toca;
mod te_toca_udp;
mod teclado;
mod teclas;

use clap::Args;

pub use escena::Escena;
pub use escribe::{Probado, probar_lo_que_se_escribe};
pub use guion::{
    Contestar, Descuido, Desenlace, Encargo, Ensayo, Escribe, Guion, Llegada, Paso, Reaccion, Reaccionar, Se, Servidor,
    TeToca, TeTocaUdp,
};
pub use recorrido::{Final, Recorrido, recorrer};
pub use teclado::{SinTeclado, Teclado};
pub use teclas::Tecla;

/// Opciones de la orden `guia` de todas las lecciones.
#[derive(Args, Debug, Clone, Default)]
pub struct Opciones {
    /// Empieza por este paso (1 es el primero)
    #[arg(long, value_name = "K")]
    pub paso: Option<usize>,
    /// No espera a que pulses nada: recorre la lección entera y termina
    #[arg(long)]
    pub sin_pausas: bool,
    /// Repasa un solo paso, por su nombre, y termina: lo pide «repasar»
    #[arg(long, value_name = "NOMBRE", hide = true, conflicts_with = "paso")]
    pub repasar: Option<String>,
}
