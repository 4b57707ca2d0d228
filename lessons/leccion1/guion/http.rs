//! Pasos 7 y 8: dónde acaba una petición, y por qué la longitud va en bytes.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use redes::cable::{Lado, Suceso};
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::fallo_del_paso;
use crate::lectura::leer_peticion;
use crate::navegador;
use crate::peticion::Llegada;
use crate::plazo::HastaLaHora;

const PLAZO: Duration = Duration::from_secs(3);

/// Una petición partida por donde más duele: a media palabra y a media línea en blanco.
const TROZOS: [&str; 4] =
    ["GET /hola HT", "TP/1.1\r\nHost: local", "host\r\n\r", "\n"];

pub fn la_peticion() -> Paso {
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
    let lecturas: Vec<usize> = escena
        .cable()
        .anotaciones()
        .iter()
        .filter_map(|anotacion| match &anotacion.suceso {
            Suceso::Recibe(muestra)
                if anotacion.lado == Lado::Servidor =>
            {
                Some(muestra.total)
            }
            _ => None,
        })
        .collect();
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

/// Un cuerpo con letras de más de un byte.
const CUERPO: &str = "¡El ñandú comió piñones!";

pub fn bytes_y_letras() -> Paso {
    Paso::nuevo("bytes-y-letras", "La respuesta, y cuánto ocupa")
        .parrafo(
            "Una respuesta tiene la misma forma: línea de estado, cabeceras, línea en blanco y el cuerpo. \
             `Content-Length` dice cuánto ocupa el cuerpo, y el navegador lee eso y para.",
        )
        .parrafo(format!(
            "Con prisa, contamos las letras de «{CUERPO}»: son {}. En UTF-8, cada vocal con tilde, cada «ñ» y cada \
             «¡» ocupa dos bytes. Y enviamos `Content-Length: {}`.",
            CUERPO.chars().count(),
            CUERPO.chars().count()
        ))
        .apuesta(
            "¿Qué texto verá quien visite la página?",
            &[
                "Entero: 24 letras son 24 letras",
                "«¡El ñandú comió piñ», y nada más",
                "Entero, con rombos «�» en lugar de las tildes",
                "Ninguno: HTTP no admite tildes",
            ],
        )
        .ejecutar(contar_letras)
        .parrafo("El nuestro cuenta bytes, que es lo que en Rust devuelve `len()` (en Python, `len()` de un `str` cuenta letras):")
        .codigo("respuesta.rs", "cabecera")
}

fn contar_letras(escena: &Escena) -> Resultado<Desenlace> {
    let respuesta = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n{CUERPO}",
        CUERPO.chars().count()
    );
    let (_, contestado) = escena.conversar(
        move |mut stream| {
            leer_peticion(HastaLaHora::nuevo(&stream, PLAZO))?;
            stream.write_all(respuesta.as_bytes())
        },
        |stream| navegador::pedir(stream, "/"),
    )?;
    let contestado = contestado.map_err(fallo_del_paso)?;
    let visto = match navegador::entender(&contestado) {
        Ok(pagina) => {
            String::from_utf8_lossy(&pagina.cuerpo).into_owned()
        }
        Err(_) => {
            return Ok(Desenlace::opcion(
                3,
                "El navegador no ha entendido la respuesta.",
            ));
        }
    };
    let cierta = match visto.as_str() {
        CUERPO => 0,
        _ if visto.contains('�') => 2,
        _ => 1,
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "Se lee «{visto}». Llegaron los {} bytes del cuerpo, pero el navegador se quedó con los {} anunciados. \
             Es un fallo que solo aparece cuando alguien escribe una tilde: en inglés no lo habríamos visto nunca.",
            CUERPO.len(),
            CUERPO.chars().count()
        ),
    ))
}
