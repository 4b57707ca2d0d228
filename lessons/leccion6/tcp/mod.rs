//! El mismo eco por TCP, para ponerlo al lado: `servidor` y `cliente`. `huella` compara lo enviado con lo recibido.

pub mod cliente;
pub mod huella;
pub mod servidor;
