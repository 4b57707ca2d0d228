//! El último paso: el informe lo envía quien aprende, con lo que tenga.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use redes::cable::{Anotacion, Lado, Suceso};
use redes::guia::{Paso, Reaccion, TeToca};
use redes::red::HastaLaHora;

use crate::formatos::{pickle, texto};
use crate::guia::escenas::veredicto;
use crate::informe::{Informe, MAXIMO, Motivo};
use crate::muestra::muestra;
use crate::servidor::PUERTO;

const PLAZO: Duration = Duration::from_secs(120);

pub fn te_toca() -> Paso {
    Paso::nuevo("te-toca", "Te toca")
        .parrafo(
            "Espero un informe, como **texto** o como **pickle** de Python: un pickle tuyo, de tres textos, no me da miedo. Se \
             acaba cuando cierras.",
        )
        .te_toca(TeToca {
            puerto: PUERTO,
            encargo: Box::new(encargar),
            servidor: Arc::new(|stream| {
                // El plazo es para todo: quien gotea no deja un hilo esperándole.
                let entrada = HastaLaHora::nuevo(&stream, PLAZO);
                let mut informe = entrada.take(MAXIMO as u64);
                io::copy(&mut informe, &mut io::sink()).map(drop)
            }),
            reaccion: Box::new(reaccionar),
            ensayo: Box::new(ensayar),
            plazo: Duration::from_secs(300),
        })
}

fn encargar(direccion: SocketAddr) -> String {
    let (ip, puerto) = (direccion.ip(), direccion.port());
    format!(
        "En otra terminal, tres líneas (y después, Ctrl-C):\n\
         `printf 'hoy\\nyo\\n1.95.0' | nc {ip} {puerto}`\n\
         Con Python (escribe `python3` y, dentro):\n\
         `import pickle, socket`\n\
         `s = socket.create_connection(('{ip}', {puerto}))`\n\
         `s.sendall(pickle.dumps(('hoy', 'yo', '3.13')))`\n\
         `s.close()`\n\
         Con el cliente de esta lección:\n\
         `cargo run --bin leccion5 -- cliente --formato pickle --puerto {puerto}`"
    )
}

/// Lo que hace la guía por quien aprende cuando no hay nadie delante.
fn ensayar(direccion: SocketAddr) -> io::Result<()> {
    let mut stream = TcpStream::connect(direccion)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let informe =
        pickle::codificar(&muestra()).map_err(io::Error::other)?;
    stream.write_all(&informe)?;
    stream.shutdown(Shutdown::Write)?;
    stream.read_to_end(&mut Vec::new())?;
    Ok(())
}

/// Descodifica lo que ha llegado cuando el otro lado cierra.
fn reaccionar(anotaciones: &[Anotacion]) -> Reaccion {
    let (mut bytes, mut total, mut fin) = (Vec::new(), 0, false);
    for anotacion in anotaciones
        .iter()
        .filter(|anotacion| anotacion.lado == Lado::Cliente)
    {
        match &anotacion.suceso {
            Suceso::Envia(muestra) => {
                bytes.extend_from_slice(&muestra.bytes);
                total += muestra.total;
            }
            Suceso::Cierra | Suceso::Corta => fin = true,
            _ => {}
        }
    }
    match (fin, total) {
        (false, _) => Reaccion::Espera,
        (true, 0) => Reaccion::Otra(
            "Te has ido sin enviar nada. Otra vez.".to_string(),
        ),
        (true, total) if total > bytes.len() => {
            Reaccion::Hecho(format!(
                "Ha llegado: {total} bytes. ¡Y eso que un informe no llega a cien!"
            ))
        }
        (true, _) => opinar(&bytes),
    }
}

fn opinar(bytes: &[u8]) -> Reaccion {
    if bytes.starts_with(b"GET ") {
        return Reaccion::Otra("Ha llamado un navegador: eso es HTTP, y aquí esperamos un informe.".to_string());
    }
    // Un pickle empieza por 0x80; los del protocolo más antiguo, por un paréntesis.
    let (formato, leido): (_, Result<Informe, Motivo>) =
        match bytes.first() {
            Some(0x80 | b'(' | b'c') => {
                ("pickle", pickle::descodificar(bytes))
            }
            _ => ("texto", texto::descodificar(bytes)),
        };
    match &leido {
        Ok(informe)
            if formato == "pickle" && informe.nombre.is_empty() =>
        {
            Reaccion::Otra(
                "Un informe sin nombre no sirve de mucho. Otra vez."
                    .to_string(),
            )
        }
        Ok(_) => Reaccion::Hecho(format!(
            "Conseguido, en {formato}: {}.",
            veredicto(&leido)
        )),
        Err(motivo) => Reaccion::Otra(format!(
            "Como {formato} no vale: {motivo}."
        )),
    }
}

#[cfg(test)]
mod pruebas {
    use redes::cable::{Cable, Muestra};

    use super::*;

    /// Lo que se dice de esos bytes: `=` si se espera, `-` si no es lo pedido, `+` si está conseguido.
    fn dicho(bytes: &[u8], fin: bool) -> String {
        let cable = Cable::nuevo();
        if !bytes.is_empty() {
            cable.anotar(
                Lado::Cliente,
                Suceso::Envia(Muestra::de(bytes)),
            );
        }
        if fin {
            cable.anotar(Lado::Cliente, Suceso::Cierra);
        }
        match reaccionar(&cable.anotaciones()) {
            Reaccion::Espera => "=".to_string(),
            Reaccion::Otra(texto) => format!("- {texto}"),
            Reaccion::Hecho(texto) => format!("+ {texto}"),
        }
    }

    #[test]
    fn se_entiende_texto_y_pickle_y_se_dice_lo_que_no() {
        assert_eq!(dicho(b"hoy\nyo\n", false), "=");
        assert!(dicho(b"", true).starts_with("- Te has ido"));
        assert!(
            dicho(b"hoy\nyo\n3.13\n", true)
                .starts_with("+ Conseguido, en texto: fecha «hoy»")
        );
        let suyo = pickle::codificar(&muestra()).unwrap();
        assert!(
            dicho(&suyo, true)
                .starts_with("+ Conseguido, en pickle: fecha «2026")
        );
        assert_eq!(
            dicho(b"hoy\nyo", true),
            "- Como texto no vale: hay 2 de las tres líneas."
        );
        let malo = crate::guia::hostil::pickle_que_manda();
        assert!(dicho(&malo, true).starts_with(
            "- Como pickle no vale: pide buscar la función «os.system»"
        ));
        let manda = "hoy\n\u{1b}[2J\u{202e}yo\n3.13".as_bytes();
        assert!(
            dicho(manda, true).contains("«\\u{1b}[2J\\u{202e}yo»")
        );
        let manda = "cos\nsys\u{202e}\u{200b}tem\n.".as_bytes();
        assert!(dicho(manda, true).contains("«os.sys··tem»"));
        assert!(
            dicho(b"GET / HTTP/1.1\r\n\r\n", true)
                .contains("navegador")
        );
        assert!(
            dicho(&[b'a'; 3000], true)
                .starts_with("+ Ha llegado: 3000 bytes")
        );
    }
}
