//! El servidor del concurso: un hilo por jugador, y un presentador que los pone de acuerdo.
//!
//! - `hilos.rs`, `aforo.rs`, `respiro.rs`: un hilo por cliente, la cuenta de los que hay, y qué hacer si no caben más.
//! - `sala.rs`, `estado.rs`, `reloj.rs`: lo que comparten todos los hilos: el cerrojo, el aviso y lo que hay detrás.
//! - `conexion/`, `oyente.rs`: hablar con un jugador, y oírle.
//! - `servir.rs`: todo junto.
//! - `escucha.rs`: abrir un puerto con una cola larga.
//! - `arranque.rs`, `fichero.rs`: de la línea de órdenes al servidor en marcha, y las preguntas de cada cual.

pub mod aforo;
pub mod arranque;
pub mod conexion;
pub mod escucha;
pub mod estado;
pub mod fichero;
pub mod hilos;
pub mod oyente;
mod reloj;
mod respiro;
pub mod sala;
pub mod servir;
