//! El servidor y el cliente de la lección en marcha, cada uno en su proceso: lo que hacen, y cómo tropiezan.

mod comun;
mod eco;
mod salida;
mod tropiezos;
