//! Pasos 5 y 6: el saludo que un navegador rechaza, y el servidor que muere por un cliente.

use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use redes::cable::{Lado, Muestra, Suceso};
use redes::errores::{Resultado, explicar};
use redes::guia::{Desenlace, Escena, Paso};

use super::{abrir_en_casa, fallo_del_paso};
use crate::{navegador, saludo};

const PLAZO: Duration = Duration::from_secs(2);

pub fn saludo_crudo() -> Paso {
    Paso::nuevo("saludo-crudo", "El servidor más corto del mundo")
        .parrafo(
            "Ya sabes abrir la puerta. El servidor más corto que se puede escribir acepta a uno, le saluda y termina:",
        )
        .codigo("saludo.rs", "saludo")
        .parrafo("Con `nc` funciona: se lee el saludo. Ahora escribes su dirección en tu navegador…")
        .apuesta(
            "¿Qué enseña el navegador?",
            &["El saludo, sin formato", "Una página en blanco", "Un error: eso no es lo que esperaba"],
        )
        .ejecutar(navegar_al_saludo)
}

fn navegar_al_saludo(escena: &Escena) -> Resultado<Desenlace> {
    let (_, contestado) = escena.conversar(
        |mut stream| saludo::saludar(&mut stream),
        |stream| navegador::pedir(stream, "/"),
    )?;
    let contestado = contestado.unwrap_or_default();
    escena.dibujar();
    let cierta = match navegador::entender(&contestado) {
        Ok(_) => 0,
        Err(motivo) => {
            escena.decir(&format!("El navegador en miniatura de la lección se niega: {motivo}."));
            2
        }
    };
    escena.decir(&opinion_de_curl()?);
    Ok(Desenlace::opcion(
        cierta,
        "Los bytes llegaron, los 31. TCP cumplió: lleva bytes, y no sabe qué significan. Pero dos programas que \
         se hablan tienen que acordar **qué** se dicen, y el acuerdo de la web se llama HTTP: su respuesta empieza \
         por `HTTP/1.1 200 OK`. La nuestra empezaba por «Hola». Chromium lo llama «respuesta no válida» \
         (ERR_INVALID_HTTP_RESPONSE).",
    ))
}

/// Lo que dice el `curl` de verdad del mismo saludo.
fn opinion_de_curl() -> Resultado<String> {
    let (listener, direccion) = abrir_en_casa()?;
    // Si no hay `curl`, nadie llamará: el hilo se queda esperando y no estorba; termina con el programa.
    thread::spawn(move || saludo::saludar_a_uno(&listener));
    Ok(match navegador::curl(direccion) {
        None => "(Aquí no hay `curl`; si lo hubiera, también se lo preguntaríamos.)".to_string(),
        Some(1) => "Y `curl`, el de verdad, termina con código 1: «Received HTTP/0.9 when not allowed».".to_string(),
        Some(0) => {
            "El `curl` de este ordenador es de los antiguos, que aceptaban hasta HTTP/0.9: lo da por bueno.".to_string()
        }
        Some(otro) => format!("Y `curl`, el de verdad, también se queja: termina con código {otro}."),
    })
}

pub fn servidor_fragil() -> Paso {
    Paso::nuevo("servidor-fragil", "Un cliente que se va a media frase")
        .parrafo(
            "Aquel servidor atendía a uno y terminaba. Eso se arregla con un `loop`. Y, ya puestos, escuchamos qué \
             contesta el cliente. Todos los errores se tratan con `?`, como en tantos ejemplos:",
        )
        .codigo("saludo.rs", "fragil")
        .parrafo(
            "El primer cliente ve llegar el saludo y **corta sin leerlo**, como quien cierra la pestaña a media \
             carga. Después llega un segundo cliente, muy educado.",
        )
        .apuesta(
            "¿Qué le pasa al segundo cliente?",
            &[
                "Lo saludan: el problema fue del primero",
                "Conecta, pero nadie lo atiende",
                "No puede ni conectar: el servidor ha muerto",
            ],
        )
        .ejecutar(matar_al_fragil)
}

fn matar_al_fragil(escena: &Escena) -> Resultado<Desenlace> {
    let (listener, direccion) = abrir_en_casa()?;
    let servidor =
        thread::spawn(move || saludo::saludar_sin_cuidado(listener));
    let primero = TcpStream::connect_timeout(&direccion, PLAZO)
        .map_err(fallo_del_paso)?;
    primero.set_read_timeout(Some(PLAZO)).map_err(fallo_del_paso)?;
    // `peek` espera a que el saludo llegue y lo deja sin leer. Cerrar así es cortar: el sistema envía un RST.
    let mut visto = [0; saludo::SALUDO.len()];
    let llegados = primero.peek(&mut visto).map_err(fallo_del_paso)?;
    drop(primero);
    escena.cable().anotar(
        Lado::Servidor,
        Suceso::Envia(Muestra::de(&visto[..llegados])),
    );
    escena.cable().anotar(Lado::Cliente, Suceso::Corta);
    let Ok(Err(error)) = servidor.join() else {
        return Ok(Desenlace::opcion(
            0,
            "Esta vez el servidor ha sobrevivido.",
        ));
    };
    escena.dibujar();
    escena.decir(&format!(
        "El servidor ha terminado: {}.",
        explicar(&error)
    ));
    Ok(match TcpStream::connect_timeout(&direccion, PLAZO) {
        Err(error) => Desenlace::opcion(
            2,
            format!(
                "El segundo recibe `{:?}`: ya no hay nadie. El `?` sacó del bucle el error de **un** cliente, y con \
                 él se fue el servidor de **todos**. En la red, que el otro se vaya no es excepcional: pasa todo el \
                 rato. Su error se cuenta y se sigue con el siguiente, como hará el nuestro.",
                error.kind()
            ),
        ),
        Ok(_) => Desenlace::opcion(
            1,
            "El puerto lo ha cogido otro programa mientras tanto.",
        ),
    })
}
