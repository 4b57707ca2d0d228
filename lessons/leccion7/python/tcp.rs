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

use redes::argumentos::{mostrar_duracion, mostrar_numero};
use redes::errores::{Fallo, Resultado, explicar};

use super::cola::SinFinal;
use super::{END, TROZO};
use crate::ficheros::barra::Barra;
use crate::ficheros::origen::{BUFFER, Origen};
use crate::ficheros::recibido::{Destino, Recibido};
use crate::ficheros::tcp_servidor::{Problema, cuenta, que_pasa};

/// Si lo último ha sido `END` y no llega nada más en este tiempo, se da por acabado aunque no cuelgue: quizá espera a que
/// colguemos nosotros.
const CALMA: Duration = Duration::from_secs(2);

/// Lo que se espera antes de enviar `END`, para que a un servidor que solo lo reconoce si llega solo le llegue solo.
/// No es una garantía: por eso el protocolo del curso no se fía de esto.
const RESPIRO: Duration = Duration::from_millis(200);

/// Recibe un fichero. Devuelve qué contar.
///
/// # Errors
/// Si se corta, no acaba en `END` o no se puede guardar.
pub fn atender(
    mut stream: &TcpStream,
    cliente: SocketAddr,
    destino: &Destino,
    silencio: Duration,
    admitir: impl Fn() -> bool,
) -> Result<String, Problema> {
    let mut buffer = vec![0; BUFFER];
    let leidos = loop {
        match stream.read(&mut buffer) {
            Ok(leidos) => break leidos,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(Problema::NoEmpieza(que_pasa(&error, silencio))),
        }
    };
    if leidos == 0 {
        return Err(Problema::NoEmpieza("ha colgado sin enviar nada".to_string()));
    }
    if !admitir() {
        return Err(Problema::NoEmpieza("llega cuando ya no admito más".to_string()));
    }
    println!("{cliente}: envía un fichero, sin decir su nombre ni cuánto ocupa");
    let inicio = Instant::now();
    let no_guardo = |error: io::Error| Problema::AMedias(format!("no he podido guardarlo: {}", explicar(&error)));
    let mut recibido = destino.abrir().map_err(no_guardo)?;
    let mut sin_final = SinFinal::default();
    sin_final.pasar(&buffer[..leidos], |bytes| recibido.escribir(bytes)).map_err(no_guardo)?;
    let como = copiar(stream, &mut buffer, &mut sin_final, &mut recibido, silencio)?;
    let bytes = recibido.bytes();
    let ruta = recibido.publicar(true).map_err(no_guardo)?;
    let que = format!("{como}; guardado en {}, sin suma con la que comprobarlo", ruta.display());
    Ok(cuenta(bytes, inicio.elapsed(), &que))
}

/// Copia hasta el final. Devuelve cómo se ha sabido que lo era.
fn copiar(
    mut stream: &TcpStream,
    buffer: &mut [u8],
    sin_final: &mut SinFinal,
    recibido: &mut Recibido,
    silencio: Duration,
) -> Result<String, Problema> {
    let mut callado_desde = Instant::now();
    let _ = stream.set_read_timeout(Some(CALMA.min(silencio)));
    loop {
        let van = || mostrar_numero(recibido.bytes() + sin_final.dentro() as u64);
        match stream.read(buffer) {
            Ok(0) if sin_final.es_end() => return Ok("ha llegado END y el final del flujo".to_string()),
            Ok(0) => {
                return Err(Problema::AMedias(format!("ha colgado sin enviar END, tras {} bytes", van())));
            }
            Ok(leidos) => {
                sin_final
                    .pasar(&buffer[..leidos], |bytes| recibido.escribir(bytes))
                    .map_err(|error| Problema::AMedias(format!("no he podido guardarlo: {}", explicar(&error))))?;
                callado_desde = Instant::now();
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                if sin_final.es_end() {
                    let calma = mostrar_duracion(CALMA.min(silencio));
                    return Ok(format!("ha llegado END y {calma} de silencio, sin colgar"));
                }
                if callado_desde.elapsed() >= silencio {
                    let que = que_pasa(&error, silencio);
                    return Err(Problema::AMedias(format!("{que} sin enviar END, tras {} bytes", van())));
                }
            }
            Err(error) => {
                return Err(Problema::AMedias(format!("{} tras {} bytes", que_pasa(&error, silencio), van())));
            }
        }
    }
}

/// Envía un fichero. Que el otro lo tenga no se puede saber: nadie contesta.
///
/// # Errors
/// Si se corta antes de entregarlo todo al sistema.
pub fn enviar(mut stream: &TcpStream, origen: &mut Origen, plazo: Duration, con: &str) -> Resultado {
    let total = origen.anuncio.tamano;
    let (mut buffer, mut van, mut barra) = ([0; TROZO], 0_u64, Barra::nueva(total));
    let cortado =
        |van: u64, error| Fallo::al_conversar(format!("{con} cuando había aceptado {van} de {total} bytes"), error);
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
    let hasta = Instant::now() + plazo;
    while Instant::now() < hasta {
        match stream.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted) => {}
            Err(error) => return Err(cortado(van, error)),
        }
    }
    eprintln!("{con} no cuelga: si es un programa que espera una lectura que sea justo END, quizá siga dando vueltas.");
    Ok(())
}
