//! Lo que puede pasarle a un cliente. Se lo cuentan al hilo principal los que leen del servidor y del teclado.

use std::io;

use crate::protocolo::mensajes::Aviso;

/// Algo que ha pasado.
pub enum Novedad {
    Aviso(Aviso),
    /// Hay que enviar esto sin preguntar a nadie (en Python, pedir la pregunta).
    Enviar(Vec<u8>),
    Tecla(Tecla),
    /// Por la tubería ha llegado otra línea: está en su cola.
    HayLinea,
    /// El servidor se ha despedido, o se ha cortado.
    Cierre(io::Result<()>),
}

/// Lo que significa una tecla.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tecla {
    Letra(char),
    Borrar,
    BorrarTodo,
    Intro,
    Salir,
}
