//! Lo que pide un cliente de Python.

use std::io::Write;
use std::net::Shutdown;

use redes::hilos::tomar;
use redes::pickle::Valor;

use super::Conexion;
use crate::protocolo::mensajes::Orden;
use crate::protocolo::python::traductor::Traducida;

impl Conexion {
    /// Lo que pide un cliente de Python. Si se le contesta ya, no hay orden para el juego.
    pub fn traducir(
        &self,
        valor: &Valor,
    ) -> Result<Option<Orden>, String> {
        let mut pluma = tomar(&self.pluma);
        match pluma.get_or_insert_default().del_cliente(valor)? {
            Traducida::Orden(orden) => Ok(Some(orden)),
            Traducida::Respuesta(bytes) => {
                if (&self.stream).write_all(&bytes).is_err() {
                    let _ = self.stream.shutdown(Shutdown::Both);
                }
                Ok(None)
            }
        }
    }
}
