//! Lección 4: muchos clientes a la vez. Un concurso de preguntas con un hilo por jugador.
//!
//! - `ingenuo.rs`: los errores de siempre, para verlos ocurrir.
//! - `saludo/`: el principio, un servidor que saluda a varios navegadores a la vez.
//! - `protocolo/`: qué se dicen el cliente y el servidor del concurso, y cómo se escribe.
//! - `juego/`: el concurso, sin redes: entra lo que ha pasado y salen los avisos.
//! - `servidor/`: los hilos, lo que comparten y las conexiones.
//! - `cliente/`: el otro lado, con el teclado y la cuenta atrás.
//! - `pantalla/`: lo que se ve en cada terminal.
//! - `guia/`: la lección guiada y la demostración, que ponen en escena todo lo demás.
//!
//! Por dónde se empieza a leer lo dice `main.rs`.

pub mod cliente;
pub mod ingenuo;
pub mod juego;
pub mod pantalla;
pub mod protocolo;
pub mod saludo;
pub mod servidor;

pub mod guia;
