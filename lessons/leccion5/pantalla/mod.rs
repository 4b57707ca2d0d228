//! Lo que se ve: la tabla de cada informe (`tabla`) y las frases de lo que va mal (`quejas`).

pub mod quejas;
pub mod tabla;
