//! El cliente: llama, envía, recibe a la vez y comprueba que ha vuelto lo mismo. Se empieza por `programa`.

pub mod conectar;
pub mod cuentas;
pub mod en_vuelo;
pub mod interactivo;
pub mod pendientes;
pub mod programa;
pub mod transferencia;
pub mod veredicto;
