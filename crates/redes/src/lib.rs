//! «Redes con Rust»: las piezas endurecidas que comparten las lecciones y el curso.
//!
//! De abajo arriba, y cada módulo usa solo los que tiene encima en esta lista:
//!
//! - [`lugares`]: dónde está el curso en este ordenador.
//! - [`hilos`]: tomar un cerrojo, aunque otro hilo muriera con él en la mano.
//! - [`cifras`]: números, tamaños y tiempos como se leen.
//! - [`consola`]: color, anchura, cajas y párrafos.
//! - [`errores`]: qué ha fallado, con quién y qué probar, en español.
//! - [`ficheros`]: abrir un fichero que ha elegido otro, solo si lo es y si cabe.
//! - [`argumentos`]: la línea de órdenes (`clap` en español, duraciones, tamaños, puertos).
//! - [`red`]: escuchar, llamar, leer hasta una hora y atender a varios a la vez.
//! - [`marco`]: mensajes enteros en un flujo de bytes, con su longitud delante.
//! - [`pickle`]: los pickles de Python, leídos y escritos como datos; nada se ejecuta.
//! - [`cable`]: la transcripción de lo que cruza la red, y su dibujo.
//! - [`fallas`]: lo que puede pasarle a lo que cruza una red, una falla por fichero.
//! - [`progreso`]: por dónde vas, en un fichero de texto que se puede leer.
//! - [`guia`]: el motor de las lecciones guiadas.

#![deny(missing_docs)]

pub mod argumentos;
pub mod cable;
pub mod cifras;
pub mod consola;
pub mod diferencia;
pub mod errores;
pub mod fallas;
pub mod ficheros;
pub mod guia;
pub mod hilos;
pub mod lugares;
pub mod marco;
pub mod pickle;
pub mod progreso;
pub mod red;
