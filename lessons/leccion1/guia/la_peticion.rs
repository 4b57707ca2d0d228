//! Paso 8: dónde acaba una petición.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use redes::cable::{Lado, Suceso};
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use crate::http::lectura::leer_peticion;
use crate::http::peticion::Llegada;
use crate::plazo::HastaLaHora;

const PLAZO: Duration = Duration::from_secs(3);

/// Una petición partida por donde más duele: a media palabra y a media línea en blanco.
const TROZOS: [&str; 4] =
    ["GET /hola HT", "TP/1.1\r\nHost: local", "host\r\n\r", "\n"];

pub fn paso() -> Paso {
    Paso::nuevo("la-peticion", "HTTP: dónde acaba una petición")
        .parrafo(
            "Un navegador habla primero. Envía líneas de texto que acaban en `\\r\\n`: la primera dice qué quiere, \
             `GET / HTTP/1.1`, y detrás vienen las cabeceras. Tú las recibes con `read`, que devuelve lo que haya \
             llegado **hasta ese momento**: media línea, o tres.",
        )
        .parrafo("Y el navegador no cuelga al terminar de pedir: se queda esperando tu respuesta.")
        .apuesta(
            "Entonces, ¿cómo sabe el servidor que la petición ha terminado?",
            &["Porque `read` devuelve 0", "Por una línea en blanco", "Porque llega entera en un solo `read`"],
        )
        .ejecutar(peticion_a_trozos)
        .parrafo("Así acumula el nuestro, lectura tras lectura:")
        .codigo("lectura.rs", "acumular")
}

fn peticion_a_trozos(escena: &Escena) -> Resultado<Desenlace> {
    let cable = escena.cable().clone();
    let (llegada, _) = escena.conversar(
        move |stream| {
            leer_peticion(cable.observar(
                Lado::Servidor,
                HastaLaHora::nuevo(&stream, PLAZO),
            ))
        },
        enviar_a_trozos,
    )?;
    let lecturas = lo_leido(escena);
    let cierta = match (&llegada, lecturas.as_slice()) {
        (Ok(Llegada::Peticion(_)), [_]) => vec![1, 2],
        (Ok(Llegada::Peticion(_)), _) => vec![1],
        _ => vec![0],
    };
    Ok(Desenlace {
        ciertas: cierta,
        relato: format!(
            "{} lecturas, de {} bytes; ninguna devolvió 0, y el navegador sigue conectado. La señal es \
             `\\r\\n\\r\\n`: una línea en blanco. Hasta esa línea el servidor **acumula**, con un límite de tamaño \
             y un plazo para todo. (A veces llega en un solo `read`, y por eso los programas que cuentan con ello \
             funcionan… hasta que no. La lección 3 va de eso.)",
            lecturas.len(),
            lecturas
                .iter()
                .map(usize::to_string)
                .collect::<Vec<_>>()
                .join(", ")
        ),
    })
}

/// Lo que devolvió cada `read` del servidor.
fn lo_leido(escena: &Escena) -> Vec<usize> {
    let anotaciones = escena.cable().anotaciones();
    let del_servidor = anotaciones
        .iter()
        .filter(|anotacion| anotacion.lado == Lado::Servidor);
    del_servidor
        .filter_map(|anotacion| match &anotacion.suceso {
            Suceso::Recibe(muestra) => Some(muestra.total),
            _ => None,
        })
        .collect()
}

fn enviar_a_trozos(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    for trozo in TROZOS {
        stream.write_all(trozo.as_bytes())?;
        // Una pausa para que se vea cada trozo llegar solo; sin ella TCP puede juntarlos.
        thread::sleep(Duration::from_millis(60));
    }
    // Nos quedamos a la escucha, como un navegador, hasta que cuelgue el servidor.
    let _ = stream.read(&mut [0; 1]);
    Ok(())
}
