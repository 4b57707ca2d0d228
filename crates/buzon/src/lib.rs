//! Un socket UDP que contesta desde la dirección a la que le han escrito.
//!
//! Quien escucha en `0.0.0.0` recibe lo que llegue a cualquiera de sus direcciones, pero `recv_from` no dice a cuál. Al
//! contestar con `send_to` elige el sistema, y puede elegir otra: quien escribió a 127.0.0.2 recibe una respuesta de
//! 127.0.0.1, que para él es un extraño. TCP no tiene ese problema: la conexión recuerda sus dos extremos.
//!
//! Linux y macOS lo dicen, si se les pide (IP_PKTINFO), al lado de cada datagrama. En los demás sistemas contesta la
//! dirección que elijan ellos.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::ops::Deref;

use redes::argumentos::Red;
use redes::errores::{Fallo, Resultado};
use redes::red::anunciar;

/// El socket. Recibe y contesta con sus propios `recv_from` y `send_to`; todo lo demás es del [`UdpSocket`] que lleva dentro.
#[derive(Debug)]
pub struct Buzon {
    socket: UdpSocket,
    /// El sistema dice, con cada datagrama, a cuál de nuestras direcciones venía.
    con_destino: bool,
}

/// Lo que hay que saber de un datagrama para contestarlo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remite {
    /// Quién lo ha enviado.
    pub de: SocketAddr,
    /// A cuál de nuestras direcciones, si el sistema lo ha dicho.
    pub a: Option<IpAddr>,
}

/// Se ve como la dirección de quien escribe: es con quien se habla.
impl fmt::Display for Remite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.de.fmt(f)
    }
}

/// Recibir un datagrama y saber de quién es, con lo que haga falta para contestarle.
pub trait Recibe {
    /// Quien lo envía.
    type De;

    /// Espera un datagrama. Devuelve cuántos bytes ha dejado en `bufer`, y de quién.
    ///
    /// # Errors
    /// Los de `UdpSocket::recv_from`.
    fn recv_from(&self, bufer: &mut [u8]) -> io::Result<(usize, Self::De)>;
}

impl Recibe for UdpSocket {
    type De = SocketAddr;

    fn recv_from(&self, bufer: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
        Self::recv_from(self, bufer)
    }
}

impl Recibe for Buzon {
    type De = Remite;

    fn recv_from(&self, bufer: &mut [u8]) -> io::Result<(usize, Remite)> {
        self.recv_from(bufer)
    }
}

impl Buzon {
    /// Lo abre donde diga la línea de órdenes (si no dice puerto, en el de la lección), y lo anuncia.
    ///
    /// # Errors
    /// Si no se puede escuchar ahí: el puerto está ocupado, la dirección no es de este ordenador…
    pub fn abrir(red: &Red, puerto_de_la_leccion: u16) -> Resultado<Self> {
        let puerto = red.puerto(puerto_de_la_leccion);
        let socket = UdpSocket::bind((red.host.as_str(), puerto))
            .map_err(|error| Fallo::al_escuchar(&red.host, puerto, error))?;
        anunciar(socket.local_addr())?;
        Ok(Self::nuevo(socket))
    }

    /// Recibe y contesta por `socket`, que ya tiene su dirección.
    #[must_use]
    pub fn nuevo(socket: UdpSocket) -> Self {
        let abierto = socket.local_addr().is_ok_and(|direccion| direccion.ip().to_canonical().is_unspecified());
        // Con una sola dirección no hay nada que elegir. Y si el sistema no sabe, se hace como siempre.
        let con_destino = abierto && sistema::pedir_destino(&socket);
        Self { socket, con_destino }
    }

    /// Espera un datagrama. Devuelve cuántos bytes ha dejado en `bufer`, y de quién.
    ///
    /// # Errors
    /// Los de `UdpSocket::recv_from`.
    pub fn recv_from(&self, bufer: &mut [u8]) -> io::Result<(usize, Remite)> {
        if self.con_destino {
            return sistema::recibir(&self.socket, bufer);
        }
        self.socket.recv_from(bufer).map(|(leidos, de)| (leidos, Remite { de, a: None }))
    }

    /// Contesta a quien escribió, desde la dirección a la que escribió.
    ///
    /// # Errors
    /// Los de `UdpSocket::send_to`.
    pub fn send_to(&self, bytes: &[u8], remite: Remite) -> io::Result<usize> {
        match remite.a {
            // Si esa dirección ya no es nuestra (se ha cambiado de red), que elija el sistema.
            Some(nuestra) if self.con_destino => sistema::enviar(&self.socket, bytes, remite.de, nuestra)
                .or_else(|_| self.socket.send_to(bytes, remite.de)),
            _ => self.socket.send_to(bytes, remite.de),
        }
    }
}

impl Deref for Buzon {
    type Target = UdpSocket;

    fn deref(&self) -> &UdpSocket {
        &self.socket
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
mod sistema {
    use std::io::{self, IoSlice, IoSliceMut};
    use std::net::{IpAddr, SocketAddr, UdpSocket};
    use std::os::fd::AsRawFd;

    use nix::libc::{in_addr, in_pktinfo, in6_addr, in6_pktinfo};
    use nix::sys::socket::sockopt::{Ipv4PacketInfo, Ipv6RecvPacketInfo};
    use nix::sys::socket::{
        ControlMessage, ControlMessageOwned, MsgFlags, SockaddrStorage, recvmsg, sendmsg, setsockopt,
    };

    use super::Remite;

    /// Pide que cada datagrama venga con la dirección a la que iba. Dice si se puede.
    pub fn pedir_destino(socket: &UdpSocket) -> bool {
        match socket.local_addr() {
            Ok(SocketAddr::V4(_)) => setsockopt(socket, Ipv4PacketInfo, &true).is_ok(),
            Ok(SocketAddr::V6(_)) => setsockopt(socket, Ipv6RecvPacketInfo, &true).is_ok(),
            Err(_) => false,
        }
    }

    pub fn recibir(socket: &UdpSocket, bufer: &mut [u8]) -> io::Result<(usize, Remite)> {
        // El sitio para lo que dice el sistema, de una familia o de la otra.
        let mut sitio = nix::cmsg_space!(in_pktinfo, in6_pktinfo);
        let mut trozos = [IoSliceMut::new(bufer)];
        let recibido =
            recvmsg::<SockaddrStorage>(socket.as_raw_fd(), &mut trozos, Some(&mut sitio), MsgFlags::empty())?;
        let de = recibido.address.as_ref().and_then(direccion).ok_or(io::ErrorKind::InvalidData)?;
        let a = recibido.cmsgs().ok().and_then(|mut dichos| dichos.find_map(|dicho| destino(&dicho)));
        Ok((recibido.bytes, Remite { de, a }))
    }

    pub fn enviar(socket: &UdpSocket, bytes: &[u8], para: SocketAddr, desde: IpAddr) -> io::Result<usize> {
        let para = SockaddrStorage::from(para);
        let (cuatro, seis);
        let desde = match desde {
            IpAddr::V4(ip) => {
                let ip = in_addr { s_addr: u32::from_ne_bytes(ip.octets()) };
                cuatro = in_pktinfo { ipi_ifindex: 0, ipi_spec_dst: ip, ipi_addr: in_addr { s_addr: 0 } };
                ControlMessage::Ipv4PacketInfo(&cuatro)
            }
            IpAddr::V6(ip) => {
                seis = in6_pktinfo { ipi6_addr: in6_addr { s6_addr: ip.octets() }, ipi6_ifindex: 0 };
                ControlMessage::Ipv6PacketInfo(&seis)
            }
        };
        Ok(sendmsg(socket.as_raw_fd(), &[IoSlice::new(bytes)], &[desde], MsgFlags::empty(), Some(&para))?)
    }

    fn direccion(una: &SockaddrStorage) -> Option<SocketAddr> {
        let cuatro = una.as_sockaddr_in().map(|una| SocketAddr::V4((*una).into()));
        cuatro.or_else(|| una.as_sockaddr_in6().map(|una| SocketAddr::V6((*una).into())))
    }

    /// La dirección nuestra que dice el sistema. Desde una que es de muchos (multidifusión) no se puede contestar.
    fn destino(dicho: &ControlMessageOwned) -> Option<IpAddr> {
        let ip: IpAddr = match dicho {
            ControlMessageOwned::Ipv4PacketInfo(dicho) => {
                // La nuestra; si el datagrama iba a todos (difusión), la otra no lo es. Hay sistemas que solo dan la otra.
                let nuestra = [dicho.ipi_spec_dst, dicho.ipi_addr].into_iter().find(|una| una.s_addr != 0)?;
                nuestra.s_addr.to_ne_bytes().into()
            }
            ControlMessageOwned::Ipv6PacketInfo(dicho) => dicho.ipi6_addr.s6_addr.into(),
            _ => return None,
        };
        (!ip.is_multicast() && !ip.is_unspecified()).then_some(ip)
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
mod sistema {
    use std::io;
    use std::net::{IpAddr, SocketAddr, UdpSocket};

    use super::Remite;

    pub fn pedir_destino(_: &UdpSocket) -> bool {
        false
    }

    pub fn recibir(socket: &UdpSocket, bufer: &mut [u8]) -> io::Result<(usize, Remite)> {
        socket.recv_from(bufer).map(|(leidos, de)| (leidos, Remite { de, a: None }))
    }

    pub fn enviar(socket: &UdpSocket, bytes: &[u8], para: SocketAddr, _: IpAddr) -> io::Result<usize> {
        socket.send_to(bytes, para)
    }
}

#[cfg(test)]
mod pruebas {
    use std::io::ErrorKind;
    use std::time::Duration;

    use super::*;

    const PLAZO: Duration = Duration::from_secs(20);

    fn socket(ip: &str) -> UdpSocket {
        let socket = UdpSocket::bind((ip, 0)).unwrap();
        socket.set_read_timeout(Some(PLAZO)).unwrap();
        socket
    }

    /// Escribe desde `desde` a `a`, y devuelve qué dirección le contesta.
    fn contesta(buzon: &Buzon, desde: &str, a: &str) -> IpAddr {
        let (cliente, puerto) = (socket(desde), buzon.local_addr().unwrap().port());
        cliente.send_to(b"hola", (a, puerto)).unwrap();
        let mut bufer = [0; 10];
        let (leidos, remite) = buzon.recv_from(&mut bufer).unwrap();
        assert_eq!((leidos, remite.de.port()), (4, cliente.local_addr().unwrap().port()));
        assert_eq!(buzon.send_to(&bufer[..leidos], remite).unwrap(), 4);
        let (leidos, de) = cliente.recv_from(&mut bufer).unwrap();
        assert_eq!((&bufer[..leidos], de.port()), (&b"hola"[..], puerto));
        de.ip()
    }

    /// Todo 127.0.0.0/8 es de un Linux sin tener que pedirlo.
    #[cfg(target_os = "linux")]
    #[test]
    fn contesta_desde_la_direccion_a_la_que_le_escriben() {
        let buzon = Buzon::nuevo(socket("0.0.0.0"));
        for llamada in ["127.0.0.2", "127.0.0.1", "127.77.0.9"] {
            assert_eq!(contesta(&buzon, "127.0.0.1", llamada).to_string(), llamada);
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn tambien_en_un_socket_de_ipv6_que_atiende_a_los_dos() {
        let Ok(abierto) = UdpSocket::bind("[::]:0") else { return };
        abierto.set_read_timeout(Some(PLAZO)).unwrap();
        let buzon = Buzon::nuevo(abierto);
        assert_eq!(contesta(&buzon, "127.0.0.1", "127.0.0.2").to_string(), "127.0.0.2");
        assert_eq!(contesta(&buzon, "::1", "::1").to_string(), "::1");
    }

    #[test]
    fn se_abre_en_el_puerto_pedido_y_si_no_puede_dice_por_que() {
        let red = |puerto| Red { host: "127.0.0.1".to_string(), puerto };
        let buzon = Buzon::abrir(&red(None), 0).unwrap();
        let ocupado = buzon.local_addr().unwrap().port();
        let fallo = Buzon::abrir(&red(None), ocupado).unwrap_err().to_string();
        assert!(fallo.starts_with(&format!("no puedo escuchar en 127.0.0.1:{ocupado}: ")), "{fallo}");
    }

    #[test]
    fn con_una_sola_direccion_o_con_plazo_se_porta_como_un_socket() {
        for ip in ["127.0.0.1", "0.0.0.0"] {
            let buzon = Buzon::nuevo(socket(ip));
            assert_eq!(contesta(&buzon, "127.0.0.1", "127.0.0.1").to_string(), "127.0.0.1");
            buzon.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
            let error = buzon.recv_from(&mut [0; 10]).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error:?}");
        }
    }

    #[test]
    fn si_esa_direccion_ya_no_es_nuestra_elige_el_sistema() {
        let (buzon, cliente) = (Buzon::nuevo(socket("0.0.0.0")), socket("127.0.0.1"));
        // 198.51.100.0/24 está reservada para documentación: no es de nadie.
        let remite = Remite { de: cliente.local_addr().unwrap(), a: Some([198, 51, 100, 7].into()) };
        buzon.send_to(b"hola", remite).unwrap();
        assert_eq!(cliente.recv_from(&mut [0; 10]).unwrap().0, 4);
    }
}
