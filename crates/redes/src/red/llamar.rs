//! Llamar a un servidor sin esperar para siempre a que descuelgue.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use crate::errores::{Fallo, Resultado};

/// Llama a `host:puerto`, y no espera más de `plazo` en total.
///
/// Un nombre puede tener varias direcciones (`localhost` es `::1` y también `127.0.0.1`): se prueban por orden. Si una no
/// contesta, no se come el tiempo de las demás: cada una tiene su parte de lo que queda. Así `localhost` cabe en cualquier plazo,
/// también en Windows, que insiste dos segundos antes de decir que en `::1` no escucha nadie. Pero hay que darle de sobra
/// (diez) para que lo diga de las dos: si se le acaba antes, lo que se sabe es que no contestan.
///
/// # Errors
/// Si el nombre no existe, o en ninguna de sus direcciones contesta nadie: lo que dijo la última.
pub fn llamar(host: &str, puerto: u16, plazo: Duration) -> Resultado<TcpStream> {
    let fallo = |error| Fallo::al_conectar(host, puerto, error);
    let direcciones: Vec<SocketAddr> = (host, puerto).to_socket_addrs().map_err(fallo)?.collect();
    llamar_a_alguna(&direcciones, plazo).map_err(fallo)
}

fn llamar_a_alguna(direcciones: &[SocketAddr], plazo: Duration) -> io::Result<TcpStream> {
    let inicio = Instant::now();
    let mut ultimo = ErrorKind::AddrNotAvailable.into();
    for (van, direccion) in direcciones.iter().enumerate() {
        let parte = turno(plazo.saturating_sub(inicio.elapsed()), direcciones.len() - van);
        match TcpStream::connect_timeout(direccion, parte) {
            Ok(stream) => return Ok(stream),
            Err(error) => ultimo = error,
        }
    }
    Err(ultimo)
}

/// Lo que le toca a la primera de las que faltan, de lo que queda. Nunca cero, que el sistema no lo admite.
fn turno(queda: Duration, faltan: usize) -> Duration {
    let faltan = u32::try_from(faltan).unwrap_or(u32::MAX).max(1);
    (queda / faltan).max(Duration::from_millis(1))
}

#[cfg(test)]
mod pruebas {
    use std::net::TcpListener;

    use super::*;

    const PLAZO: Duration = Duration::from_secs(20);

    fn abierto() -> (TcpListener, SocketAddr) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let direccion = listener.local_addr().unwrap();
        (listener, direccion)
    }

    /// Una dirección en la que no escucha nadie, y que nadie puede tomar mientras se guarda lo primero.
    fn cerrado() -> (socket2::Socket, SocketAddr) {
        let reserva = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
        reserva.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
        let direccion = reserva.local_addr().unwrap().as_socket().unwrap();
        (reserva, direccion)
    }

    #[test]
    fn si_la_primera_no_esta_se_prueba_la_siguiente() {
        let ((_reserva, nadie), (_listener, alguien)) = (cerrado(), abierto());
        let stream = llamar_a_alguna(&[nadie, alguien], PLAZO).unwrap();
        assert_eq!(stream.peer_addr().unwrap(), alguien);
        assert_eq!(llamar_a_alguna(&[nadie], PLAZO).unwrap_err().kind(), ErrorKind::ConnectionRefused);
        assert_eq!(llamar_a_alguna(&[], PLAZO).unwrap_err().kind(), ErrorKind::AddrNotAvailable);
    }

    /// Lo que insiste Windows antes de decir que en una dirección suya no escucha nadie.
    const INSISTENCIA: Duration = Duration::from_secs(2);

    /// Con el plazo de los clientes del curso hay para que las dos direcciones de `localhost` digan que no; con uno menor, a
    /// quien sí escucha en la segunda le queda la mitad, que de sobra le llega.
    #[test]
    fn localhost_cabe_en_los_plazos() {
        let de_los_clientes = Duration::from_secs(10);
        let primera = turno(de_los_clientes, 2);
        assert!(primera > INSISTENCIA && turno(de_los_clientes - INSISTENCIA, 1) > INSISTENCIA);
        let corto = Duration::from_secs(1);
        assert_eq!(turno(corto - turno(corto, 2), 1), corto / 2);
    }

    #[test]
    fn el_fallo_dice_con_quien() {
        let (_reserva, nadie) = cerrado();
        let fallo = llamar("127.0.0.1", nadie.port(), PLAZO).unwrap_err().to_string();
        let principio = format!("no he podido conectar con 127.0.0.1:{}: nadie escucha en esa dirección", nadie.port());
        assert!(fallo.starts_with(&principio), "{fallo}");
    }

    #[test]
    fn lo_que_queda_se_reparte_entre_las_que_faltan() {
        assert_eq!(turno(Duration::from_secs(9), 3), Duration::from_secs(3));
        assert_eq!(turno(Duration::from_secs(9), 1), Duration::from_secs(9));
        assert_eq!(turno(Duration::ZERO, 2), Duration::from_millis(1));
    }

    /// En Linux, una llamada a quien tiene la cola llena no recibe respuesta: es el ordenador que no contesta.
    #[cfg(target_os = "linux")]
    #[test]
    fn la_que_calla_no_se_come_el_plazo_de_las_demas() {
        let (callado, muda) = cerrado();
        callado.listen(0).unwrap();
        let mut en_cola = Vec::new();
        while let Ok(stream) = TcpStream::connect_timeout(&muda, Duration::from_millis(100)) {
            en_cola.push(stream);
        }
        let (_listener, alguien) = abierto();
        let (plazo, inicio) = (Duration::from_secs(2), Instant::now());
        let stream = llamar_a_alguna(&[muda, alguien], plazo).unwrap();
        assert_eq!(stream.peer_addr().unwrap(), alguien);
        assert!(inicio.elapsed() < plazo, "la primera se ha comido todo el plazo");
        let error = llamar_a_alguna(&[muda, muda], Duration::from_millis(100)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    }
}
