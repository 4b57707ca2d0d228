//! Paso 2: decir antes cuántos bytes vienen y cuánto suman.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{GATIN, montar};
use crate::fichero::veredicto::Veredicto;
use crate::tcp::anuncio::Anuncio;

pub fn paso() -> Paso {
    Paso::nuevo("por-delante", "El tamaño y la suma, por delante")
        .parrafo(
            "Un protocolo mejor no necesita marca de final: dice antes cuántos bytes vienen. Y, ya puestos, cuánto **suman**: \
             un CRC-32, que cambia si cambia cualquier bit.",
        )
        .codigo("anuncio.rs", "anuncio")
        .parrafo("Enviamos «soy el gatín» con su anuncio, pero una memoria defectuosa cambia un bit antes de enviarlo.")
        .apuesta(
            "¿Quién se dará cuenta?",
            &["TCP, que ya comprueba cada paquete", "el servidor, con la suma", "nadie"],
        )
        .ejecutar(ejecutar)
}

/// Un bit cambiado después de sumar.
fn ejecutar(escena: &Escena) -> Resultado<Desenlace> {
    let anuncio = Anuncio { nombre: "gatin.txt".to_string(), tamano: GATIN.len() as u64, suma: crc32fast::hash(GATIN) };
    let servidor = |mut stream: TcpStream| -> io::Result<(u32, u32)> {
        let anuncio = Anuncio::leer(&mut stream)?;
        let mut datos = vec![0; GATIN.len()];
        stream.read_exact(&mut datos)?;
        let suma = crc32fast::hash(&datos);
        let veredicto = if suma == anuncio.suma { Veredicto::Guardado } else { Veredicto::SumaDistinta };
        stream.write_all(&[veredicto.en_byte()])?;
        Ok((anuncio.suma, suma))
    };
    let cliente = |mut stream: TcpStream| -> io::Result<Option<Veredicto>> {
        let mut datos = GATIN.to_vec();
        datos[7] ^= 4; // una «g» se convierte en «c»
        anuncio.escribir(&mut stream)?;
        stream.write_all(&datos)?;
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        Ok(Veredicto::de_byte(byte[0]))
    };
    let (sumas, veredicto) = escena.conversar(servidor, cliente)?;
    let ((anunciada, recibida), veredicto) = (sumas.map_err(montar)?, veredicto.map_err(montar)?);
    escena.dibujar();
    let notado = veredicto == Some(Veredicto::SumaDistinta);
    Ok(Desenlace::opcion(
        if notado { 1 } else { 2 },
        format!(
            "El servidor esperaba `{anunciada:08x}` y lo recibido suma `{recibida:08x}`: contesta un `01`, «no suma lo anunciado», y \
             no guarda nada. TCP comprueba el **viaje**, con una suma de 16 bits; esta va de fichero a fichero. Y nota los \
             accidentes, no las trampas: quien cambie los datos a propósito puede cambiar también la suma.",
        ),
    ))
}
