//! Paso 4: un corte a la mitad, y lo que queda en la carpeta.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{Carpeta, montar};
use crate::fichero::destino::Destino;
use crate::fichero::recibido::Recibido;
use crate::tcp::anuncio::Anuncio;

pub fn paso() -> Paso {
    Paso::nuevo("al-lado", "Escribir al lado y renombrar")
        .parrafo(
            "Falta el final. Si el servidor escribe directamente en `gatin.jpg` y la conexión se corta, queda medio gatín con \
             nombre de gatín. Mejor escribir **al lado**, comprobar y, solo entonces, darle su nombre:",
        )
        .codigo("publicar.rs", "publicar")
        .parrafo("Un cliente anuncia 1000 bytes, envía 400 y se va.")
        .apuesta(
            "¿Qué habrá en la carpeta cuando se vaya?",
            &["nada", "un fichero de 400 bytes", "un fichero de 1000 bytes, con ceros al final"],
        )
        .ejecutar(ejecutar)
}

/// Un cliente que se va a mitad, y lo que hay en la carpeta mientras y después.
fn ejecutar(escena: &Escena) -> Resultado<Desenlace> {
    let carpeta = Carpeta::nueva()?;
    let destino = Destino::nuevo(Some(carpeta.0.join("gatin.jpg")), false)?;
    let servidor = |mut stream: TcpStream| -> io::Result<(u64, String)> {
        let anuncio = Anuncio::leer(&mut stream)?;
        let (mut recibido, mut buffer) = (Recibido::en(&destino)?, [0; 1024]);
        loop {
            let leidos = stream.read(&mut buffer)?;
            if leidos == 0 || recibido.bytes() == anuncio.tamano {
                return Ok((recibido.bytes(), carpeta.contenido()));
            }
            recibido.escribir(&buffer[..leidos])?;
        }
    };
    let cliente = |mut stream: TcpStream| {
        Anuncio { nombre: "gatin.jpg".to_string(), tamano: 1000, suma: 0 }.escribir(&mut stream)?;
        stream.write_all(&[0xff; 400])
    };
    let (visto, enviado) = escena.conversar(servidor, cliente)?;
    enviado.map_err(montar)?;
    let (bytes, mientras) = visto.map_err(montar)?;
    escena.dibujar();
    let despues = carpeta.contenido();
    Ok(Desenlace::opcion(
        if despues == "nada" { 0 } else { 1 },
        format!(
            "Mientras llegaban los {bytes} bytes, en la carpeta había {mientras}. Al irse el cliente queda {despues}. Nadie que mire \
             la carpeta, en ningún momento, puede tomar medio gatín por uno entero.",
        ),
    ))
}
