//! Paso 8: en ese puerto no hay nadie, y quién se entera.
//!
//! Pruébalo:   cargo run --bin leccion6 -- guia --paso 8

use std::io;
use std::net::{SocketAddr, UdpSocket};

use redes::cable::Lado;
use redes::errores::{Resultado, explicar};
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{RATO, direccion, inesperado, nota, socket};
use crate::udp::datagramas::{Recibido, bufer_para, recibir};

pub fn paso() -> Paso {
    Paso::nuevo("puerto-muerto", "Una nota para un pupitre vacío")
        .parrafo("¿Y si en ese puerto no hay nadie? En TCP, `connect` lo decía enseguida: `ConnectionRefused`.")
        .apuesta(
            "Con UDP, ¿cómo se entera el cliente?",
            &["`send_to` da un error", "`recv_from` da un error", "no se entera"],
        )
        .ejecutar(sin_conectar)
        .parrafo(
            "El ordenador de destino sí contesta: manda un aviso **ICMP**, «aquí no hay nadie». Pero tu socket habla con \
             cualquiera, y el sistema no sabe a qué envío atribuirlo. Con `connect` sí. En UDP, `connect` no envía nada \
             ni espera a nadie: solo apunta con quién hablas.",
        )
        .codigo("puerto_muerto.rs", "conectar")
        .apuesta(
            "Mismo puerto vacío, socket conectado. ¿Dónde sale ahora el error?",
            &["en `connect`", "en `send`", "en `recv`", "en ninguno"],
        )
        .ejecutar(conectado)
}

/// La dirección de un puerto en el que ya no hay nadie.
fn vacia() -> Resultado<SocketAddr> {
    direccion(&socket()?)
}

fn sin_conectar(escena: &Escena) -> Resultado<Desenlace> {
    let (cliente, nadie) = (socket()?, vacia()?);
    cliente.set_read_timeout(Some(RATO)).map_err(inesperado)?;
    if let Err(error) = cliente.send_to(b"hola", nadie) {
        return Ok(Desenlace::opcion(0, format!("Tu sistema lo dice ya en `send_to`: {}.", explicar(&error))));
    }
    nota(escena, Lado::Cliente, format!("send_to({nadie}) → Ok(4)"));
    Ok(match recibir(&cliente, &mut bufer_para(100)).map_err(inesperado)? {
        Recibido::NadieEscuchaba => {
            nota(escena, Lado::Cliente, "recv_from → error");
            Desenlace::opcion(
                1,
                "Tu sistema (¿Windows?) lo cuenta en `recv_from`, con el error 10054, aunque el socket no esté conectado. En \
                 Linux y macOS no se habría enterado. Si le pasa a un servidor, no es motivo para parar: ese aviso es de un \
                 cliente que ya se fue.",
            )
        }
        _ => {
            nota(escena, Lado::Cliente, "recv_from → 1 s, y nada");
            Desenlace::opcion(2, "No se entera. Para él, un pupitre vacío y una nota perdida son lo mismo: silencio.")
        }
    })
}

// ANCHOR: conectar
fn conectar(socket: &UdpSocket, con: SocketAddr) -> io::Result<()> {
    socket.connect(con)?; // nadie se entera
    socket.send(b"hola")?; // sin «a quién»: ya lo sabe
    Ok(())
}
// ANCHOR_END: conectar

fn conectado(escena: &Escena) -> Resultado<Desenlace> {
    let (cliente, nadie) = (socket()?, vacia()?);
    cliente.set_read_timeout(Some(RATO)).map_err(inesperado)?;
    if let Err(error) = conectar(&cliente, nadie) {
        return Ok(Desenlace::opcion(1, format!("Esta vez, en `send`: {}.", explicar(&error))));
    }
    nota(escena, Lado::Cliente, "connect → Ok, send → Ok(4)");
    let mut bufer = bufer_para(100);
    if recibir(&cliente, &mut bufer).map_err(inesperado)? != Recibido::NadieEscuchaba {
        nota(escena, Lado::Cliente, "recv → 1 s, y nada");
        return Ok(Desenlace::opcion(
            3,
            "Esta vez, en ninguno: el aviso ICMP también puede perderse, o no dejarlo pasar.",
        ));
    }
    nota(escena, Lado::Cliente, "recv → ConnectionRefused");
    // Ahora llega alguien a ese pupitre. El socket sigue sirviendo.
    let escribe = |a| UdpSocket::bind(nadie).and_then(|servidor| servidor.send_to(b"ya estoy", a));
    if escribe(direccion(&cliente)?).is_ok()
        && let Recibido::Datagrama(n, _) = recibir(&cliente, &mut bufer).map_err(inesperado)?
    {
        let texto = String::from_utf8_lossy(&bufer[..n]).into_owned();
        nota(escena, Lado::Servidor, "abre ese puerto y escribe");
        nota(escena, Lado::Cliente, format!("recv → «{texto}»"));
    }
    Ok(Desenlace::opcion(
        2,
        "En `recv`: el error es del envío **anterior**, y llega en la llamada siguiente, sea cual sea. El socket no se \
         estropea: en cuanto alguien abre ese puerto, sigue sirviendo. Un socket conectado, además, descarta lo que no venga \
         de ahí. Pero es una cortesía: muchos cortafuegos no dejan pasar el aviso, así que el plazo no sobra nunca.",
    ))
}
