//! Leer de un jugador, y colgarle sin que pierda lo último que se le dijo.

use std::io::{self, Read};
use std::sync::atomic::Ordering;

use redes::red::despedirse;

use super::{Conexion, TIC};

/// Leer de la conexión, mientras haya algo que esperar. Quien envía un byte cada rato para no acabar nunca su mensaje
/// tampoco se queda aquí para siempre.
impl Read for &Conexion {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.despedido()
            || self.se_retrasa() && !self.tiene_algo_en_la_cola()
        {
            return Err(io::ErrorKind::TimedOut.into());
        }
        (&self.stream).read(buffer)
    }
}

impl Conexion {
    /// Se le ha pasado la hora de unirse. ¿Está ya aquí lo que pedía, y somos nosotros los que llegamos tarde (un portátil que
    /// se ha dormido)? Se mira una vez, y no se le espera.
    fn tiene_algo_en_la_cola(&self) -> bool {
        !self.ultima_mirada.swap(true, Ordering::Relaxed)
            && self.stream.set_nonblocking(true).is_ok()
            && {
                let hay = self.stream.peek(&mut [0]);
                let vuelve = self.stream.set_nonblocking(false);
                vuelve.is_ok() && hay.is_ok_and(|bytes| bytes > 0)
            }
    }

    /// Se despide y tira lo que aún llegue, un momento: cerrar con algo sin leer corta la conexión de golpe, y el
    /// cliente podría quedarse sin ver lo último que le dijimos.
    pub fn colgar(&self) {
        self.despedido.store(true, Ordering::Relaxed);
        despedirse(&self.stream, TIC);
    }
}

#[cfg(test)]
mod pruebas {
    use std::io::Write;
    use std::net::{TcpListener, TcpStream};
    use std::sync::Arc;
    use std::time::Instant;

    use super::super::PACIENCIA;
    use super::*;
    use crate::protocolo::eleccion::Protocolo;

    /// Una conexión de hace demasiado rato, y el otro lado.
    fn vieja() -> (TcpStream, Conexion) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let otro = TcpStream::connect(listener.local_addr().unwrap())
            .unwrap();
        let (stream, cliente) = listener.accept().unwrap();
        let conexion =
            Conexion::nueva(stream, cliente, Protocolo::Curso)
                .unwrap();
        let mut conexion = Arc::into_inner(conexion).unwrap();
        conexion.desde =
            Instant::now().checked_sub(2 * PACIENCIA).unwrap();
        (otro, conexion)
    }

    #[test]
    fn lo_que_ya_habia_llegado_se_lee_antes_de_juzgar() {
        let (mut otro, conexion) = vieja();
        otro.write_all(b"hola").unwrap();
        while conexion.stream.peek(&mut [0; 4]).unwrap() < 4 {}
        let mut buffer = [0; 100];
        assert_eq!((&conexion).read(&mut buffer).unwrap(), 4);
        // Pero quien sigue goteando no se queda: solo se mira una vez.
        otro.write_all(b"x").unwrap();
        let error = (&conexion).read(&mut buffer).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn a_quien_no_ha_dicho_nada_no_se_le_espera_mas() {
        let (_otro, conexion) = vieja();
        let antes = Instant::now();
        let error = (&conexion).read(&mut [0; 100]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(antes.elapsed() < TIC, "ha esperado");
    }
}
