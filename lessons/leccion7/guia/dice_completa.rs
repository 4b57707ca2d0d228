//! Paso 12: un fichero por UDP que llega corrupto y se da por completo.

use std::net::UdpSocket;
use std::time::Duration;

use redes::cifras;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::montar;

pub fn paso() -> Paso {
    Paso::nuevo("dice-completa", "Por UDP: corrupto, y tan contento")
        .parrafo(
            "Lo mismo por UDP: un datagrama por cada 1024 bytes y otro que dice `END`. Aquí no se pega con nada: cada \
             datagrama es un mensaje. El receptor escribe lo que llega y, al ver `END`, anuncia «transferencia completa».",
        )
        .parrafo("Van 20 datagramas y el `END`. Por el camino se pierden el 5, el 6 y el 13.")
        .apuesta(
            "¿Qué hará ese receptor?",
            &["esperar a que lleguen los tres", "decir que faltan tres", "decir que está completa"],
        )
        .ejecutar(ejecutar)
}

/// El receptor de la serie por UDP, por sockets de verdad, con tres datagramas que no llegan a salir.
fn ejecutar(escena: &Escena) -> Resultado<Desenlace> {
    let receptor = UdpSocket::bind("127.0.0.1:0").map_err(montar)?;
    let emisor = UdpSocket::bind("127.0.0.1:0").map_err(montar)?;
    receptor.set_read_timeout(Some(Duration::from_secs(5))).map_err(montar)?;
    emisor.connect(receptor.local_addr().map_err(montar)?).map_err(montar)?;
    let trozo = |numero: u8| [numero; 1024];
    for numero in 1..=20 {
        if ![5, 6, 13].contains(&numero) {
            emisor.send(&trozo(numero)).map_err(montar)?;
        }
    }
    emisor.send(b"END").map_err(montar)?;
    let (mut escrito, mut buffer) = (Vec::new(), [0; 1024]);
    loop {
        let n = receptor.recv(&mut buffer).map_err(montar)?;
        if &buffer[..n] == b"END" {
            break;
        }
        escrito.extend_from_slice(&buffer[..n]);
    }
    let original: Vec<u8> = (1..=20).flat_map(trozo).collect();
    let distinto = original.iter().zip(&escrito).take_while(|(uno, otro)| uno == otro).count();
    escena.decir("El receptor dice: «transferencia completa».");
    Ok(Desenlace::opcion(
        2,
        format!(
            "El fichero medía {} bytes y ha guardado {}. Peor que faltar: desde el byte {}, **todo** está corrido de sitio. Y nadie lo \
             sabe, porque nada decía cuántos eran ni cuál era cuál. Con `--sin-fiabilidad` enviamos igual de a ciegas, pero \
             numerando: lo perdido se cuenta y se deja su hueco.",
            cifras::numero(original.len() as u64),
            cifras::numero(escrito.len() as u64),
            cifras::numero(distinto as u64)
        ),
    ))
}
