//! Los programas de la lección 7, arrancados de verdad: se les habla por sockets y se mira lo que guardan, dibujan y dicen.

#![allow(clippy::unwrap_used)]

mod comun;
mod cuidado;
mod ficheros_tcp;
mod ficheros_udp;
mod medir;
mod medir_ficheros;
mod pixeles;
mod python;
mod ventana;
