//! Recibir un fichero por TCP: leer el anuncio, escribir justo los bytes anunciados, comprobarlos y decir cómo ha ido.
//!
//! Pruébalo:   cargo run --bin leccion7 -- tcp servidor --salida gatin_out.jpg
//! y en otra terminal:   cargo run --bin leccion7 -- tcp cliente gatin.jpg
//!
//! Verás quién envía qué, y dónde queda guardado cuando está entero y comprobado. Si se corta, cuánto había llegado.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use redes::consola;
use redes::red::{HastaLaHora, es_plazo};

use super::anuncio::Anuncio;
use super::llenar::{MINIMO, llenar_buffer};
use super::relato::{self, Problema};
use super::servidor::{Servidor, despedir};
use crate::fichero::origen::BUFFER;
use crate::fichero::recibido::Recibido;
use crate::fichero::veredicto::Veredicto;
use crate::pantalla::barra_de_bytes::Barra;

/// Una conexión, de principio a fin. Devuelve qué contar.
pub fn recibir(mut stream: &TcpStream, cliente: SocketAddr, servidor: &Servidor) -> Result<String, Problema> {
    // Un plazo para todo el anuncio: quien envía un byte cada nueve segundos también se acaba.
    let mut con_plazo = HastaLaHora::nuevo(stream, servidor.silencio);
    let anuncio = Anuncio::leer(&mut con_plazo).map_err(|error| Problema::sin_anuncio(&error))?;
    if !servidor.admitir() {
        despedir(stream, Veredicto::Cerrado);
        return Err(Problema::llega_tarde());
    }
    consola::narrar(&format!("{cliente}: {}", relato::empieza(&anuncio)));
    let inicio = Instant::now();
    let no_guardo = |error: io::Error| {
        despedir(stream, Veredicto::NoGuardado);
        Problema::no_guardo(&error)
    };
    let mut recibido = Recibido::en(&servidor.destino).map_err(no_guardo)?;
    llenar(stream, &anuncio, &mut recibido, servidor.silencio)?;
    if !recibido.coincide(anuncio.tamano, anuncio.suma) {
        despedir(stream, Veredicto::SumaDistinta);
        return Err(Problema::otra_suma());
    }
    let ruta = recibido.publicar(true).map_err(no_guardo)?;
    // El último byte de la conversación, y el más importante: «lo tengo».
    let avisado = stream.write_all(&[Veredicto::Guardado.en_byte()]).is_ok();
    Ok(relato::cuenta(anuncio.tamano, inicio.elapsed(), &relato::guardado(&ruta, avisado)))
}

/// Copia de la red al disco exactamente los bytes anunciados.
fn llenar(stream: &TcpStream, anuncio: &Anuncio, recibido: &mut Recibido, silencio: Duration) -> Result<(), Problema> {
    let total = anuncio.tamano;
    let (mut buffer, mut barra) = (vec![0; BUFFER], Barra::nueva(total));
    while recibido.bytes() < total {
        let tope = BUFFER.min((total - recibido.bytes()) as usize);
        let buffer = &mut buffer[..tope];
        llenar_buffer(stream, buffer, silencio).map_err(|(llenos, error)| {
            let gotea = es_plazo(&error) && llenos % MINIMO > 0;
            let que = if gotea { relato::gotea(silencio) } else { relato::que_pasa(&error, silencio) };
            Problema::a_medias(&que, recibido.bytes() + llenos as u64, total)
        })?;
        if let Err(error) = recibido.escribir(buffer) {
            barra.borrar();
            despedir(stream, Veredicto::NoGuardado);
            return Err(Problema::a_medias(&relato::sin_guardar(&error), recibido.bytes(), total));
        }
        barra.van(recibido.bytes());
    }
    Ok(())
}
