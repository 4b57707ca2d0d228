//! La red: que este ordenador pueda hablar consigo mismo, y que los puertos del curso estén libres.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::time::Duration;

use catalogo::Catalogo;
use redes::consola;
use redes::errores::explicar;

use super::comprobacion::Comprobacion;
use super::sistema::Sistema;

/// Lo que se espera a que un byte dé la vuelta sin salir del ordenador.
const PLAZO: Duration = Duration::from_secs(2);

pub fn comprobar(sistema: Sistema, catalogo: &Catalogo) -> Vec<Comprobacion> {
    let mut todas = vec![
        match ida_y_vuelta((Ipv4Addr::LOCALHOST, 0).into()) {
            Ok(()) => Comprobacion::bien("127.0.0.1", "un byte va y vuelve, por TCP y por UDP"),
            Err(error) => Comprobacion::falta(
                "127.0.0.1",
                format!("este ordenador no puede hablar consigo mismo: {}", explicar(&error)),
                "Mira si un cortafuegos o un antivirus lo impide, y permite las conexiones de 127.0.0.1.",
            ),
        },
        match ida_y_vuelta((Ipv6Addr::LOCALHOST, 0).into()) {
            Ok(()) => Comprobacion::bien("::1 (IPv6)", "un byte va y vuelve, por TCP y por UDP"),
            Err(error) => Comprobacion::aviso(
                "::1 (IPv6)",
                format!("no hay IPv6: {}", explicar(&error)),
                "No pasa nada: el curso usa 127.0.0.1. Un paso de la lección 1 te dirá que se lo salta.",
            ),
        },
    ];
    todas.extend(puertos(sistema, catalogo));
    todas
}

/// Escucha, conecta y hace que un byte vaya y vuelva; después, lo mismo con un datagrama.
fn ida_y_vuelta(direccion: SocketAddr) -> io::Result<()> {
    let listener = TcpListener::bind(direccion)?;
    let mut uno = TcpStream::connect_timeout(&listener.local_addr()?, PLAZO)?;
    let (mut otro, _) = listener.accept()?;
    for stream in [&uno, &otro] {
        stream.set_read_timeout(Some(PLAZO))?;
    }
    let mut byte = [0];
    uno.write_all(b"x")?;
    otro.read_exact(&mut byte)?;
    otro.write_all(&byte)?;
    uno.read_exact(&mut byte)?;
    let (uno, otro) = (UdpSocket::bind(direccion)?, UdpSocket::bind(direccion)?);
    otro.set_read_timeout(Some(PLAZO))?;
    uno.send_to(b"x", otro.local_addr()?)?;
    otro.recv_from(&mut byte).map(drop)
}

/// Los puertos de las lecciones, por TCP y por UDP.
fn puertos(sistema: Sistema, catalogo: &Catalogo) -> Vec<Comprobacion> {
    let puertos: BTreeSet<u16> = catalogo.lecciones.iter().flat_map(|leccion| leccion.puertos.clone()).collect();
    let mut malos = Vec::new();
    for puerto in &puertos {
        let direccion = (Ipv4Addr::LOCALHOST, *puerto);
        let intentos = [(false, TcpListener::bind(direccion).err()), (true, UdpSocket::bind(direccion).err())];
        for (udp, error) in intentos.into_iter().filter_map(|(udp, error)| Some((udp, error?))) {
            malos.push(ocupado(sistema, *puerto, udp, &error));
        }
    }
    if malos.is_empty() {
        let numeros: Vec<String> = puertos.iter().map(u16::to_string).collect();
        let dicho = format!("libres, en TCP y en UDP: {}", consola::enumerar(&numeros));
        malos.push(Comprobacion::bien("puertos del curso", dicho));
    }
    malos
}

fn ocupado(sistema: Sistema, puerto: u16, udp: bool, error: &io::Error) -> Comprobacion {
    let protocolo = if udp { "UDP" } else { "TCP" };
    let dicho = match error.kind() {
        ErrorKind::AddrInUse => format!("el {puerto} de {protocolo} lo está usando otro programa"),
        _ => format!("el {puerto} de {protocolo} no se puede usar: {}", explicar(error)),
    };
    let otro = "O usa otro puerto: `--puerto 0` es cualquiera libre.";
    let remedio = match sistema.reservados(udp).filter(|_| error.kind() == ErrorKind::PermissionDenied) {
        Some(reservados) => format!("Suele ser Hyper-V, WSL o Docker, que se lo reserva: {reservados}. {otro}"),
        None => format!("Para saber quién: {}. {otro}", sistema.quien_usa(puerto, udp)),
    };
    Comprobacion::aviso("puertos del curso", dicho, remedio)
}

#[cfg(test)]
mod pruebas {
    use super::super::comprobacion::Estado;
    use super::*;

    #[test]
    fn un_puerto_ocupado_se_dice_y_no_impide_nada() {
        let mut catalogo = catalogo::catalogo().unwrap();
        let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
        let puerto = tcp.local_addr().unwrap().port();
        catalogo.lecciones.truncate(1);
        catalogo.lecciones[0].puertos = vec![puerto];
        let todas = puertos(Sistema::Windows, &catalogo);
        assert!(todas[0].dicho.contains(&format!("el {puerto} de TCP lo está usando otro programa")), "{todas:?}");
        assert_eq!(todas[0].estado, Estado::Aviso);
        assert!(todas[0].remedio.as_ref().unwrap().contains("netstat"), "{todas:?}");
        let reservado = ocupado(Sistema::Windows, 8081, true, &ErrorKind::PermissionDenied.into());
        let remedio = reservado.remedio.unwrap();
        assert!(remedio.contains("netsh int ipv4 show excludedportrange protocol=udp"), "{remedio}");
    }
}
