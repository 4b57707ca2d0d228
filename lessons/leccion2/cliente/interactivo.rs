//! El cliente cuando hay una persona al teclado: escribe una línea, la ves volver, y otra. Ctrl-D para despedirte.
//!
//! Aquí sí se puede enviar primero y leer después: una línea de teclado cabe de sobra en los búferes.

use std::io::{self, BufRead, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use redes::argumentos::mostrar_duracion;
use redes::cifras::en_bytes;
use redes::errores::{Fallo, Resultado, explicar};

use crate::pantalla::frases::cuanto_ocupa;
use crate::plazo::{en_los_dos_sentidos, es_plazo};

/// Conversa línea a línea hasta que `teclado` se acaba. El eco va a `pantalla`; lo demás, a stderr.
///
/// # Errors
/// Si el servidor se va, calla más de `plazo` o devuelve otra cosa.
pub fn conversar(
    mut stream: &TcpStream,
    mut teclado: impl BufRead,
    mut pantalla: impl Write,
    plazo: Duration,
) -> Resultado {
    // Se apunta ya con quién hablamos: cuando la conexión se rompe, el socket lo olvida.
    let servidor = stream.peer_addr().map_or("el servidor".to_string(), |direccion| direccion.to_string());
    let fallo = |error: io::Error| que_ha_pasado(&servidor, &error, plazo);
    en_los_dos_sentidos(stream, plazo).map_err(fallo)?;
    decir("Escribe algo y pulsa Intro: el servidor te lo devolverá.\n");
    decir("Para despedirte, Ctrl-D (en Windows, Ctrl-Z e Intro).\n");
    let (mut lineas, mut bytes) = (0, 0);
    loop {
        decir("tú  > ");
        let linea = leer_linea(&mut teclado)?;
        if linea.is_empty() {
            break;
        }
        // Con Ctrl-D a mitad de una línea, se envía lo escrito y falta el salto en la pantalla.
        let salto = if linea.ends_with(b"\n") { "" } else { "\n" };
        decir(salto);
        stream.write_all(&linea).map_err(fallo)?;
        let eco = leer_eco(stream, linea.len()).map_err(fallo)?;
        decir("eco < ");
        mostrar(&mut pantalla, &eco)?;
        if eco != linea {
            return Err(Fallo::nuevo("el eco no es lo que has escrito: eso no es un servidor de eco"));
        }
        decir(salto);
        decir(&cuanto_ocupa(&linea));
        lineas += 1;
        bytes += linea.len() as u64;
    }
    despedirse(stream).map_err(fallo)?;
    let lineas = if lineas == 1 { "1 línea".to_string() } else { format!("{lineas} líneas") };
    decir(&format!("\nenviadas {lineas}, {}; eco idéntico\n", en_bytes(bytes)));
    Ok(())
}

/// La siguiente línea, con su salto. Vacía, si con Ctrl-D ya no hay más.
fn leer_linea(teclado: &mut impl BufRead) -> Resultado<Vec<u8>> {
    let mut linea = Vec::new();
    match teclado.read_until(b'\n', &mut linea) {
        Ok(_) => Ok(linea),
        Err(error) => Err(Fallo::de_sistema("no he podido leer el teclado", error)),
    }
}

/// Lee exactamente lo que se envió. Puede llegar en varios trozos: `read_exact` insiste hasta tenerlos todos.
fn leer_eco(mut stream: &TcpStream, cuantos: usize) -> io::Result<Vec<u8>> {
    let mut eco = vec![0; cuantos];
    stream.read_exact(&mut eco)?;
    Ok(eco)
}

fn mostrar(pantalla: &mut impl Write, eco: &[u8]) -> Resultado {
    let fallo = |error| Fallo::de_sistema("no he podido escribir el eco en la salida", error);
    pantalla.write_all(eco).and_then(|()| pantalla.flush()).map_err(fallo)
}

/// Se despide y espera la despedida del servidor, para no marcharse con nada pendiente.
fn despedirse(mut stream: &TcpStream) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    match stream.read(&mut [0])? {
        0 => Ok(()),
        _ => Err(io::Error::new(ErrorKind::InvalidData, "sobran bytes")),
    }
}

fn que_ha_pasado(servidor: &str, error: &io::Error, plazo: Duration) -> Fallo {
    if es_plazo(error) {
        return Fallo::nuevo(format!("{servidor} lleva {} sin contestar", mostrar_duracion(plazo)))
            .remedio("¿Está atendiendo a otro cliente? Para esperar más: --plazo 60s.");
    }
    match error.kind() {
        ErrorKind::InvalidData => Fallo::nuevo(format!("{servidor} ha devuelto más de lo que le envié"))
            .remedio("Un eco no añade nada: eso no es un servidor de eco."),
        // `read_exact` llama así a la despedida que llega antes de tiempo.
        ErrorKind::UnexpectedEof => Fallo::nuevo(format!("{servidor} ha cerrado la conexión"))
            .remedio("Quizá se ha cansado de esperarte: el servidor del curso cuelga tras 60 s de silencio."),
        _ => Fallo::nuevo(format!("se ha roto la conexión con {servidor}: {}", explicar(error)))
            .remedio("Quizá el servidor se ha parado: mira qué dice en su terminal."),
    }
}

/// Sin salto: quien escribe sigue en la misma línea.
fn decir(texto: &str) {
    // `eprint!` acabaría el programa si stderr no va a ninguna parte.
    let _ = write!(io::stderr(), "{texto}");
}

#[cfg(test)]
mod pruebas {
    use super::*;
    use crate::servidor::devolver_eco;
    use std::net::TcpListener;
    use std::thread;

    /// Teclea `teclas` ante un servidor que hace `papel`; devuelve lo que se ve y cómo acaba.
    fn teclear(teclas: &str, papel: impl FnOnce(TcpStream) + Send) -> (String, Resultado) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("hay un puerto libre");
        let stream = TcpStream::connect(listener.local_addr().expect("tiene dirección")).expect("conecta");
        thread::scope(|hilos| {
            hilos.spawn(|| papel(listener.accept().expect("llega").0));
            let mut pantalla = Vec::new();
            let resultado = conversar(&stream, teclas.as_bytes(), &mut pantalla, Duration::from_secs(10));
            // Quien hace de servidor puede estar esperando nuestra despedida.
            let _ = stream.shutdown(Shutdown::Both);
            (String::from_utf8(pantalla).expect("es texto"), resultado)
        })
    }

    #[test]
    fn cada_linea_vuelve_y_ctrl_d_se_despide() {
        let (pantalla, resultado) = teclear("hola\n\nseñor\na medias", |stream| {
            assert_eq!(devolver_eco(&stream).expect("acaba bien"), 4 + 1 + 1 + 7 + 8);
        });
        assert_eq!(pantalla, "hola\n\nseñor\na medias");
        assert!(resultado.is_ok());
    }

    #[test]
    fn el_servidor_se_va_o_no_es_un_eco() {
        let (_, resultado) = teclear("hola\n", |mut stream| {
            let _ = stream.read(&mut [0; 5]);
        });
        let frase = resultado.expect_err("falta el eco").to_string();
        assert!(frase.starts_with("127.0.0.1:") && frase.contains(" ha cerrado la conexión. "), "{frase}");

        let (pantalla, resultado) = teclear("hola\n", |mut stream| {
            let _ = stream.write_all(b"HOLA\n").and_then(|()| stream.read(&mut [0; 5]));
        });
        assert_eq!(pantalla, "HOLA\n");
        let frase = resultado.expect_err("no es lo mismo").to_string();
        assert!(frase.starts_with("el eco no es lo que has escrito"), "{frase}");
    }
}
