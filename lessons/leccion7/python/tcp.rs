//! Ficheros por TCP como en la serie: los bytes del fichero, en trozos de 1024, y después `END`.
//!
//! TCP no tiene mensajes, así que `END` llega casi siempre **pegado** a los últimos bytes, o partido en dos. Quien espere
//! una lectura que sea exactamente `END` puede esperar para siempre. Y un fichero también puede llevar `END` dentro, o
//! acabar en él: hasta que la conexión no se cierra no hay manera de saber cuál era el último. Por eso aquí manda el
//! cierre: lo que haya delante del último `END` es el fichero.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use redes::cifras;
use redes::consola::{self, visible};
use redes::errores::Resultado;
use redes::red::{HastaLaHora, Limite, es_plazo};

use super::cola::SinFinal;
use super::{END, TROZO};
use crate::fichero::origen::{BUFFER, Origen};
use crate::fichero::recibido::Recibido;
use crate::pantalla::barra_de_bytes::Barra;
use crate::tcp::llenar::MINIMO;
use crate::tcp::relato::{self, Problema, que_pasa};
use crate::tcp::servidor::Servidor;

/// Si lo último ha sido `END` y no llega nada más en este tiempo, se da por acabado aunque no cuelgue: quizá espera a que
/// colguemos nosotros.
const CALMA: Duration = Duration::from_secs(2);

/// Lo que se espera antes de enviar `END`, para que a un servidor que solo lo reconoce si llega solo le llegue solo.
/// No es una garantía: por eso el protocolo del curso no se fía de esto.
const RESPIRO: Duration = Duration::from_millis(200);

/// Una conexión, de principio a fin. Devuelve qué contar.
pub fn recibir(stream: &TcpStream, cliente: SocketAddr, servidor: &Servidor) -> Result<String, Problema> {
    let (mut buffer, silencio) = (vec![0; BUFFER], servidor.silencio);
    let leidos = leer(stream, &mut buffer).map_err(|error| Problema::NoEmpieza(que_pasa(&error, silencio)))?;
    if leidos == 0 {
        return Err(Problema::NoEmpieza("ha colgado sin enviar nada".to_string()));
    }
    if !servidor.admitir() {
        return Err(Problema::llega_tarde());
    }
    consola::narrar(&format!("{cliente}: envía un fichero, sin decir su nombre ni cuánto ocupa"));
    let inicio = Instant::now();
    let no_guardo = |error: io::Error| Problema::no_guardo(&error);
    let mut recibido = Recibido::en(&servidor.destino).map_err(no_guardo)?;
    let mut sin_final = SinFinal::default();
    sin_final.pasar(&buffer[..leidos], |bytes| recibido.escribir(bytes)).map_err(no_guardo)?;
    let como = copiar(stream, &mut buffer, &mut sin_final, &mut recibido, silencio)?;
    let bytes = recibido.bytes();
    let ruta = recibido.publicar(true).map_err(no_guardo)?;
    let que = format!("{como}; guardado en {}, sin suma con la que comprobarlo", visible(&ruta.to_string_lossy()));
    Ok(relato::cuenta(bytes, inicio.elapsed(), &que))
}

/// Una lectura, aunque una señal la interrumpa.
fn leer(mut stream: &TcpStream, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match stream.read(buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            otro => return otro,
        }
    }
}

/// Copia hasta el final. Devuelve cómo se ha sabido que lo era.
fn copiar(
    stream: &TcpStream,
    buffer: &mut [u8],
    sin_final: &mut SinFinal,
    recibido: &mut Recibido,
    silencio: Duration,
) -> Result<String, Problema> {
    let (calma, mut limite, mut cobrados) = (CALMA.min(silencio), Limite::dentro_de(silencio), 0);
    loop {
        let van = cifras::numero(recibido.bytes() + sin_final.dentro() as u64);
        let cortado = |que: String| Err(Problema::AMedias(format!("{que} tras {van} bytes")));
        // El plazo no es para cada lectura: quien gotea un byte por segundo ocuparía un sitio toda la vida.
        // Detrás de un END se espera la calma entera: si llega otra cosa, no era el final y el plazo sigue contando.
        let turno = if sin_final.es_end() { Some(calma) } else { limite.turno() };
        let Some(espera) = turno else {
            let que = if cobrados > 0 { relato::gotea(silencio) } else { relato::callado(silencio) };
            return cortado(format!("{que} sin enviar END,"));
        };
        let _ = stream.set_read_timeout(Some(espera));
        match leer(stream, buffer) {
            Ok(0) if sin_final.es_end() => return Ok("ha llegado END y el final del flujo".to_string()),
            Ok(0) => return cortado("ha colgado sin enviar END,".to_string()),
            Ok(leidos) => {
                let escrito = sin_final.pasar(&buffer[..leidos], |bytes| recibido.escribir(bytes));
                escrito.map_err(|error| Problema::no_guardo(&error))?;
                cobrados += leidos;
                if cobrados >= MINIMO {
                    (cobrados, limite) = (0, Limite::dentro_de(silencio));
                }
            }
            Err(error) if es_plazo(&error) && sin_final.es_end() => {
                return Ok(format!("ha llegado END y {} de silencio, sin colgar", cifras::duracion(calma)));
            }
            Err(error) if es_plazo(&error) => {}
            Err(error) => return cortado(que_pasa(&error, silencio)),
        }
    }
}

/// Envía un fichero. Que el otro lo tenga no se puede saber: nadie contesta.
pub fn enviar(mut stream: &TcpStream, origen: &mut Origen, plazo: Duration, con: &str) -> Resultado {
    let total = origen.tamano;
    let (mut buffer, mut van, mut barra) = ([0; TROZO], 0_u64, Barra::nueva(total));
    let cortado = |van, error| relato::aceptado(con, van, total, error);
    let _ = stream.set_nodelay(true);
    while van < total {
        let tope = TROZO.min((total - van) as usize);
        origen.fichero.read_exact(&mut buffer[..tope]).map_err(|_| origen.ha_cambiado())?;
        stream.write_all(&buffer[..tope]).map_err(|error| cortado(van, error))?;
        van += tope as u64;
        barra.van(van);
    }
    thread::sleep(RESPIRO);
    stream.write_all(END).and_then(|()| stream.shutdown(Shutdown::Write)).map_err(|error| cortado(van, error))?;
    // Si se cerrara ya del todo, y el otro aún estuviera leyendo, nada malo pasaría; pero si cuelga él se sabe algo más.
    match io::copy(&mut HastaLaHora::nuevo(stream, plazo), &mut io::sink()) {
        Ok(_) => return Ok(()),
        Err(error) if es_plazo(&error) => {}
        Err(error) => return Err(cortado(van, error)),
    }
    consola::avisar(&format!(
        "{con} no cuelga: si es un programa que espera una lectura que sea justo END, quizá siga dando vueltas."
    ));
    Ok(())
}
