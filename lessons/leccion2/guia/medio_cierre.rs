//! Paso 10: qué pasa si nadie se despide, y cómo despedirse a medias.

use std::io::{ErrorKind, Read, Write};
use std::net::Shutdown;

use redes::cable::Lado;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::nota;
use crate::descuidos::{PLAZO, contestar_al_final};
use crate::plazo::es_plazo;

pub fn paso() -> Paso {
    Paso::nuevo("medio-cierre", "«Ya he dicho todo»")
        .parrafo(
            "Este servidor contesta cuando ha leído el mensaje **entero**, y para él eso es «hasta la despedida». El \
             cliente envía «hola» y se pone a leer la respuesta.",
        )
        .codigo("descuidos.rs", "entero")
        .apuesta(
            "¿Qué le llega al cliente?",
            &["«hola», en cuanto el servidor lo lee", "nada: los dos se quedan leyendo", "un error inmediato"],
        )
        .ejecutar(|escena| preguntar(escena, false))
        .parrafo(
            "No vale con cerrar el socket entero: entonces no podrías leer el eco. TCP tiene dos sentidos, y se puede \
             cerrar solo uno: `stream.shutdown(Shutdown::Write)`, el **medio cierre**. Lo mismo, con esa línea:",
        )
        .ejecutar(|escena| preguntar(escena, true))
}

fn preguntar(escena: &Escena, medio_cierre: bool) -> Resultado<Desenlace> {
    let (_, cliente) = escena.conversar(contestar_al_final, |mut stream| {
        stream.set_read_timeout(Some(PLAZO))?;
        stream.write_all(b"hola")?;
        if medio_cierre {
            stream.shutdown(Shutdown::Write)?;
        }
        let mut eco = [0; 16];
        loop {
            return match stream.read(&mut eco) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) if es_plazo(&error) => {
                    nota(escena, Lado::Cliente, "600 ms sin nada: se rinde");
                    Ok(None)
                }
                otro => otro.map(|leidos| Some(leidos == 4)),
            };
        }
    })?;
    Ok(match (cliente, medio_cierre) {
        (Ok(None), _) => Desenlace::opcion(
            1,
            "Nada. El servidor espera a que el cliente termine; el cliente espera la respuesta. Nadie ha hecho nada mal y \
             ninguno va a moverse. Solo cuando el cliente se rinde y se va, el servidor lee su 0 y contesta… a nadie. Es el cuelgue más común de \
             los primeros programas con sockets.",
        ),
        (Ok(Some(_)), true) => Desenlace::relato(
            "Ahora sí: el FIN llega al servidor como un `read` de 0, contesta, y el cliente, que solo había cerrado su mitad, \
             recibe el eco entero.",
        ),
        (Ok(Some(_)), false) => Desenlace::opcion(0, "Esta vez ha llegado el eco."),
        (Err(error), _) => Desenlace::opcion(2, format!("Un error: {}.", redes::errores::explicar(&error))),
    })
}
