//! Paso 1: los cuatro verbos que abren una puerta, y quién descuelga de verdad.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use redes::cable::{Lado, Suceso};
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{PLAZO, abrir_en_casa, fallo_del_paso};

pub fn paso() -> Paso {
    Paso::nuevo("cuatro-verbos", "Cuatro verbos y una puerta")
        .parrafo(
            "Un servidor es un programa que espera a que lo llamen. Se lo pide al sistema con cuatro verbos: \
             `socket` (dame un enchufe), `bind` (ponle esta dirección y este puerto), `listen` (empieza a recibir \
             llamadas) y `accept` (pásame la siguiente).",
        )
        .parrafo("En Python se escriben uno a uno. En Rust, `TcpListener::bind` hace los tres primeros de golpe:")
        .codigo("abrir.rs", "abrir")
        .apuesta(
            "Hemos hecho `bind` y todavía NO hemos llamado a `accept`. Un cliente conecta. ¿Qué le pasa?",
            &[
                "Error: sin `accept` no hay nadie que conteste",
                "Se queda esperando hasta que llamemos a `accept`",
                "Conecta, y hasta puede enviar",
            ],
        )
        .ejecutar(conectar_sin_accept)
}

fn conectar_sin_accept(escena: &Escena) -> Resultado<Desenlace> {
    let (listener, direccion) = abrir_en_casa()?;
    let inicio = Instant::now();
    let cliente = match TcpStream::connect_timeout(&direccion, PLAZO) {
        Ok(cliente) => cliente,
        Err(error) => return Ok(no_conecta(&error)),
    };
    let tardado = inicio.elapsed();
    let pregunta = "¿Hola?".as_bytes();
    let mut cliente = escena.cable().observar(Lado::Cliente, cliente);
    cliente.write_all(pregunta).map_err(fallo_del_paso)?;
    escena.cable().anotar(
        Lado::Servidor,
        Suceso::Nota("ahora sí: accept()".to_string()),
    );
    let (stream, _) = listener.accept().map_err(fallo_del_paso)?;
    stream.set_read_timeout(Some(PLAZO)).map_err(fallo_del_paso)?;
    let mut llegado = vec![0; pregunta.len()];
    escena
        .cable()
        .observar(Lado::Servidor, stream)
        .read_exact(&mut llegado)
        .map_err(fallo_del_paso)?;
    Ok(Desenlace::opcion(
        2,
        format!(
            "Ha conectado en {} µs, sin que el programa hiciera nada: desde `listen`, quien descuelga es el \
             **sistema**, que pone a los que llegan en una cola y guarda lo que dicen. `accept` solo te pasa al \
             primero. Por eso un servidor atascado parece vivo: se puede conectar con él, pero no contesta.",
            tardado.as_micros()
        ),
    ))
}

fn no_conecta(error: &io::Error) -> Desenlace {
    match error.kind() {
        ErrorKind::ConnectionRefused => {
            Desenlace::opcion(0, "Tu sistema lo ha rechazado.")
        }
        _ => Desenlace::opcion(
            1,
            "Pasados dos segundos, seguía esperando.",
        ),
    }
}
