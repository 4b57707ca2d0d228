//! Paso 11, el último: espera a que te conectes con lo tuyo y cuenta lecturas y líneas.
//!
//! Pruébalo:   cargo run --bin leccion3 -- guia --paso 11
//! y en otra terminal:   printf 'uno\ndos\ntres\n' | nc 127.0.0.1 8081
//!
//! Verás tus bytes según llegan, y si las lecturas coinciden con las líneas.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use redes::cable::{Anotacion, Lado, Suceso};
use redes::guia::{Paso, Reaccion, TeToca};

use super::comun;
use crate::crudo;
use crate::modo::Modo;
use crate::servidor::{PUERTO, Trato, atender};

pub fn paso() -> Paso {
    Paso::nuevo("te-toca", "Te toca")
        .parrafo(
            "Escucho un servidor de **líneas**. Envíale dos líneas o más con lo que tengas: `nc`, Python, tu propio \
             programa. El reto: que el número de lecturas **no** coincida con el de líneas.",
        )
        .te_toca(encargo())
}

/// El encargo, el servidor que lo espera y lo que la guía dice de lo que llega.
fn encargo() -> TeToca {
    TeToca {
        puerto: PUERTO,
        encargo: Box::new(|direccion| {
            let (ip, puerto) = (direccion.ip(), direccion.port());
            format!(
                "En otra terminal, escribe un par de líneas y sal con Ctrl-C:\n\
                 `nc {ip} {puerto}`\n\
                 Y después, todas de una vez:\n\
                 `printf 'uno\\ndos\\ntres\\n' | nc {ip} {puerto}`\n\
                 Sin `nc`, con Python (escribe `python3` y, dentro):\n\
                 `import socket`\n\
                 `s = socket.create_connection(('{ip}', {puerto}))`\n\
                 `s.sendall(b'uno\\ndos\\n')`\n\
                 Con el cliente de esta lección:\n\
                 `cargo run --bin leccion3 -- cliente --modo lineas --puerto {puerto} uno dos`"
            )
        }),
        servidor: Arc::new(|stream| {
            let trato = Trato { modo: Modo::Lineas, bufer: crudo::BUFFER, plazo: Duration::from_secs(120) };
            atender(&stream, &trato, |_| ())
        }),
        reaccion: Box::new(reaccionar),
        ensayo: Box::new(ensayar),
        plazo: Duration::from_secs(300),
    }
}

/// Cuenta lecturas y líneas de lo que ha llegado.
fn reaccionar(anotaciones: &[Anotacion]) -> Reaccion {
    let (mut lecturas, mut texto, mut fin) = (0, Vec::new(), false);
    for anotacion in anotaciones.iter().filter(|anotacion| anotacion.lado == Lado::Cliente) {
        match &anotacion.suceso {
            Suceso::Envia(muestra) => {
                lecturas += 1;
                texto.extend_from_slice(&muestra.bytes);
            }
            Suceso::Cierra | Suceso::Corta => fin = true,
            _ => {}
        }
    }
    let mut lineas = texto.iter().filter(|byte| **byte == b'\n').count();
    if fin && texto.last().is_some_and(|byte| *byte != b'\n') {
        lineas += 1; // la última, sin salto
    }
    let cuenta = format!("Lecturas: {lecturas}. Líneas: {lineas}.");
    if texto.starts_with(b"GET ") && lineas > 1 {
        return Reaccion::Hecho(format!("{cuenta} ¡Un navegador! HTTP también va por líneas, acabadas en `\\r\\n`."));
    }
    if lineas >= 2 && lecturas != lineas {
        return Reaccion::Hecho(format!(
            "{cuenta} Conseguido: no coinciden, y aun así han llegado todas las líneas, porque se cortan por su salto."
        ));
    }
    match (fin, lineas) {
        (false, _) => Reaccion::Espera,
        (true, 0) => Reaccion::Otra("Te has conectado y te has ido sin enviar nada. Otra vez.".to_string()),
        (true, 1) => Reaccion::Otra(format!("{cuenta} Hacen falta dos líneas, por lo menos.")),
        (true, _) => Reaccion::Otra(format!(
            "{cuenta} Coinciden, porque enviabas cada línea por su cuenta y al servidor le daba tiempo a leerla. \
             Envíalas de una vez."
        )),
    }
}

/// Lo que hace la guía si no hay nadie delante: tres líneas de una vez.
fn ensayar(direccion: SocketAddr) -> io::Result<()> {
    let mut stream = TcpStream::connect(direccion)?;
    stream.set_read_timeout(Some(comun::PLAZO))?;
    stream.set_write_timeout(Some(comun::PLAZO))?;
    stream.write_all(b"uno\ndos\ntres\n")?;
    stream.shutdown(Shutdown::Write)?;
    stream.read_to_end(&mut Vec::new())?;
    Ok(())
}

#[cfg(test)]
mod pruebas {
    use redes::cable::{Cable, Muestra};

    use super::*;

    /// Lo que se dice de esos envíos: `=` si se espera, `-` si no es lo pedido, `+` si está conseguido.
    fn dicho(envios: &[&str], fin: Option<Suceso>) -> String {
        let cable = Cable::nuevo();
        for envio in envios {
            cable.anotar(Lado::Cliente, Suceso::Envia(Muestra::de(envio.as_bytes())));
            cable.anotar(Lado::Servidor, Suceso::Envia(Muestra::de(b"recibido\n")));
        }
        if let Some(fin) = fin {
            cable.anotar(Lado::Cliente, fin);
        }
        match reaccionar(&cable.anotaciones()) {
            Reaccion::Espera => "=".to_string(),
            Reaccion::Otra(texto) => format!("- {texto}"),
            Reaccion::Hecho(texto) => format!("+ {texto}"),
        }
    }

    #[test]
    fn se_espera_mientras_coincidan_y_siga_conectado() {
        assert_eq!(dicho(&[], None), "=");
        assert_eq!(dicho(&["uno\n", "dos\n"], None), "=");
    }

    #[test]
    fn coincidir_o_no_enviar_bastante_no_es_lo_pedido() {
        assert!(dicho(&[], Some(Suceso::Cierra)).starts_with("- Te has conectado"));
        assert!(dicho(&["uno\n"], Some(Suceso::Cierra)).starts_with("- Lecturas: 1. Líneas: 1. Hacen falta"));
        assert!(dicho(&["uno\n", "dos"], Some(Suceso::Corta)).starts_with("- Lecturas: 2. Líneas: 2. Coinciden"));
    }

    #[test]
    fn pegadas_o_partidas_es_lo_pedido() {
        assert!(dicho(&["uno\ndos\n"], None).starts_with("+ Lecturas: 1. Líneas: 2. Conseguido"));
        assert!(dicho(&["u", "no\n", "dos\n"], None).starts_with("+ Lecturas: 3. Líneas: 2. Conseguido"));
        assert!(dicho(&["GET / HTTP/1.1\r\n\r\n"], None).contains("¡Un navegador!"));
    }
}
