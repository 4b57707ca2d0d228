//! Recibir datagramas: lo que puede pasar, y lo que cada sistema operativo llama de otra manera, en un solo sitio.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;

use buzon::Recibe;
use redes::red::es_plazo;

/// Con esto cabe cualquier datagrama. La longitud de un datagrama IP se escribe en 16 bits.
pub const BUFER: usize = 65_535;

/// Lo más que se puede enviar por IPv4: 65 535, menos 20 de la cabecera IP y 8 de la de UDP.
const MAXIMO_IPV4: usize = 65_507;
/// Por IPv6 la cabecera IP no cuenta: 65 535 menos 8.
const MAXIMO_IPV6: usize = 65_527;

/// Lo más que cabe en un datagrama hacia `destino`.
pub fn maximo(destino: SocketAddr) -> usize {
    if destino.is_ipv4() { MAXIMO_IPV4 } else { MAXIMO_IPV6 }
}

/// Lo que puede salir de una espera.
#[derive(Debug, PartialEq, Eq)]
pub enum Recibido<De = SocketAddr> {
    /// Un datagrama entero: tantos bytes, y de quién. Con 0 bytes es un datagrama vacío, no una despedida.
    Datagrama(usize, De),
    /// Uno que no cabía. Lo que falta se ha perdido: no espera a la siguiente lectura, como haría en TCP.
    Cortado(Option<De>),
    /// Un envío **anterior** no encontró a nadie. El socket sigue sirviendo.
    NadieEscuchaba,
    /// Se ha acabado el plazo del socket.
    Nada,
}

/// Un búfer para datagramas de hasta `maximo` bytes. Lleva uno de más, que es lo que permite ver los cortes.
pub fn bufer_para(maximo: usize) -> Vec<u8> {
    vec![0; maximo + 1]
}

/// Espera un datagrama en un búfer hecho con [`bufer_para`]. Sirve igual para un `UdpSocket` que para un `Buzon`, que sabe
/// además a cuál de nuestras direcciones escribieron.
pub fn recibir<S: Recibe>(socket: &S, bufer: &mut [u8]) -> io::Result<Recibido<S::De>> {
    use Recibido::{Cortado, Datagrama, Nada, NadieEscuchaba};
    loop {
        // ANCHOR: recibir
        return match socket.recv_from(bufer) {
            // Linux recorta y calla: solo lo delata que el búfer,
            // que tiene un byte de más, haya quedado lleno.
            Ok((n, de)) if n == bufer.len() => Ok(Cortado(Some(de))),
            Ok((n, de)) => Ok(Datagrama(n, de)),
            // Windows, en cambio, da un error.
            Err(e) if es_corte(&e) => Ok(Cortado(None)),
            // De un envío anterior: allí no escuchaba nadie.
            Err(e) if es_rechazo(&e) => Ok(NadieEscuchaba),
            Err(e) if es_plazo(&e) => Ok(Nada),
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            Err(e) => Err(e),
        };
        // ANCHOR_END: recibir
    }
}

/// El ordenador de destino ha avisado (por ICMP) de que en ese puerto no escuchaba nadie. Unix lo dice solo en un socket
/// conectado; Windows, en cualquiera, con el error 10054. En los dos, en la llamada siguiente.
pub fn es_rechazo(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset)
}

/// «El mensaje no cabía en el búfer», en Windows (WSAEMSGSIZE). Ningún otro sistema usa un número tan alto.
fn es_corte(error: &io::Error) -> bool {
    error.raw_os_error() == Some(10_040)
}

#[cfg(test)]
mod pruebas {
    use super::*;
    use std::net::UdpSocket;
    use std::time::Duration;

    fn pareja() -> (UdpSocket, UdpSocket, SocketAddr) {
        let abrir = || UdpSocket::bind(("127.0.0.1", 0)).unwrap();
        let (a, b) = (abrir(), abrir());
        a.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        b.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let donde = b.local_addr().unwrap();
        (a, b, donde)
    }

    #[test]
    fn un_datagrama_que_no_cabe_no_se_toma_por_entero_y_el_siguiente_llega_bien() {
        let (a, b, donde) = pareja();
        let mut bufer = bufer_para(4);
        for (mensaje, entero) in [("", true), ("hola", true), ("holas", false), ("un largo", false), ("fin", true)] {
            a.send_to(mensaje.as_bytes(), donde).unwrap();
            let de = a.local_addr().unwrap();
            let esperado = match (entero, cfg!(windows)) {
                (true, _) => Recibido::Datagrama(mensaje.len(), de),
                // Con cinco bytes justos, en Windows tampoco hay error: el búfer se llena.
                (false, true) if mensaje.len() > 5 => Recibido::Cortado(None),
                (false, _) => Recibido::Cortado(Some(de)),
            };
            assert_eq!(recibir(&b, &mut bufer).unwrap(), esperado, "{mensaje:?}");
        }
    }

    #[test]
    fn sin_nadie_que_envie_se_acaba_el_plazo() {
        let (_, b, _) = pareja();
        b.set_read_timeout(Some(Duration::from_millis(10))).unwrap();
        assert_eq!(recibir(&b, &mut bufer_para(4)).unwrap(), Recibido::Nada);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn el_rechazo_de_un_envio_anterior_no_estropea_el_socket() {
        let (a, b, donde) = pareja();
        drop(b);
        a.connect(donde).unwrap();
        a.send(b"hola").unwrap();
        assert_eq!(recibir(&a, &mut bufer_para(4)).unwrap(), Recibido::NadieEscuchaba);
        let b = UdpSocket::bind(donde).unwrap();
        b.send_to(b"eco", a.local_addr().unwrap()).unwrap();
        assert_eq!(recibir(&a, &mut bufer_para(4)).unwrap(), Recibido::Datagrama(3, donde));
    }

    #[test]
    fn el_maximo_cabe_y_uno_mas_no() {
        let (a, b, donde) = pareja();
        // En macOS el límite de fábrica es más pequeño (9216 bytes).
        if cfg!(target_vendor = "apple") {
            return;
        }
        a.send_to(&vec![7; maximo(donde)], donde).unwrap();
        let de = a.local_addr().unwrap();
        assert_eq!(recibir(&b, &mut bufer_para(BUFER)).unwrap(), Recibido::Datagrama(65_507, de));
        assert!(a.send_to(&vec![7; maximo(donde) + 1], donde).is_err());
    }
}
