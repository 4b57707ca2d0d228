//! Qué le queda por leer a un socket ajeno: se le pregunta al núcleo de Linux por él, y solo por él.
//!
//! Lo mismo está en `/proc/net/tcp`, pero para leer un renglón hay que escribirlos todos: cuesta cien veces más, y aquí se
//! pregunta cada milisegundo. La pregunta va por un socket de la familia «netlink» (`man 7 sock_diag`), y vale también para
//! los sockets de IPv6 que hablan IPv4, que es lo que abren de fábrica algunos lenguajes.

use std::io::Read;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};

const FAMILIA_NETLINK: i32 = 16;
const PROTOCOLO_SOCK_DIAG: i32 = 4;
const SOCK_DIAG_BY_FAMILY: u16 = 20;
const NLM_F_REQUEST: u16 = 1;
const NLMSG_ERROR: u16 = 2;
/// «Todavía no hay nada así»: el error con que se contesta si ese socket no existe.
const ENOENT: i32 = 2;
const AF_INET: u8 = 2;
const TCP: u8 = 6;
/// Lo que ocupa la cabecera de cualquier mensaje, y dónde va en la respuesta lo que hay por leer.
const CABECERA: usize = 16;
const POR_LEER: usize = CABECERA + 4 + 48 + 4;

/// Lo que tiene por leer la conexión de `local` con `remota`: bytes o, si escucha (y `remota` es [`CUALQUIERA`]), conexiones
/// por aceptar. Dentro, `None` si no hay tal socket; fuera, si no se puede saber, como en los demás sistemas: en ellos esa
/// familia de sockets es otra cosa.
pub fn por_leer(local: SocketAddr, remota: SocketAddr) -> Option<Option<u32>> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let (SocketAddr::V4(local), SocketAddr::V4(remota)) = (local, remota) else { return None };
    let mut netlink =
        Socket::new(Domain::from(FAMILIA_NETLINK), Type::DGRAM, Some(Protocol::from(PROTOCOLO_SOCK_DIAG))).ok()?;
    netlink.set_read_timeout(Some(Duration::from_millis(100))).ok()?;
    netlink.send(&pregunta(local, remota)).ok()?;
    let mut bufer = [0; 1024];
    let leidos = netlink.read(&mut bufer).ok()?;
    interpretar(bufer.get(..leidos)?)
}

/// La otra punta de quien escucha.
pub const CUALQUIERA: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0));

fn pregunta(local: SocketAddrV4, remota: SocketAddrV4) -> Vec<u8> {
    let mut cuerpo = vec![AF_INET, TCP, 0, 0];
    // En cualquier estado.
    cuerpo.extend(u32::MAX.to_ne_bytes());
    cuerpo.extend(local.port().to_be_bytes());
    cuerpo.extend(remota.port().to_be_bytes());
    for ip in [local.ip(), remota.ip()] {
        cuerpo.extend(ip.octets());
        cuerpo.extend([0; 12]);
    }
    // Por cualquier interfaz, y sin la ficha que distingue a dos sockets con las mismas direcciones.
    cuerpo.extend(0_u32.to_ne_bytes());
    cuerpo.extend([0xff; 8]);
    let total = (CABECERA + cuerpo.len()) as u32;
    let mut mensaje = total.to_ne_bytes().to_vec();
    mensaje.extend(SOCK_DIAG_BY_FAMILY.to_ne_bytes());
    mensaje.extend(NLM_F_REQUEST.to_ne_bytes());
    mensaje.extend([0; 8]);
    mensaje.extend(cuerpo);
    mensaje
}

fn interpretar(respuesta: &[u8]) -> Option<Option<u32>> {
    let clase = u16::from_ne_bytes(respuesta.get(4..6)?.try_into().ok()?);
    if clase == NLMSG_ERROR {
        let error = i32::from_ne_bytes(respuesta.get(CABECERA..CABECERA + 4)?.try_into().ok()?);
        return (error == -ENOENT).then_some(None);
    }
    let por_leer = u32::from_ne_bytes(respuesta.get(POR_LEER..POR_LEER + 4)?.try_into().ok()?);
    (clase == SOCK_DIAG_BY_FAMILY).then_some(Some(por_leer))
}
