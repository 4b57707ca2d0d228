//! Paso 6: el servidor que muere por un cliente.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::thread;

use redes::cable::{Lado, Muestra, Suceso};
use redes::errores::{Resultado, explicar};
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{PLAZO, abrir_en_casa, fallo_del_paso};
use crate::saludo;

pub fn paso() -> Paso {
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
    let visto = cortar_sin_leer(direccion).map_err(fallo_del_paso)?;
    escena
        .cable()
        .anotar(Lado::Servidor, Suceso::Envia(Muestra::de(&visto)));
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

/// El primer cliente: ve llegar el saludo y corta. Devuelve lo que no ha leído.
fn cortar_sin_leer(direccion: SocketAddr) -> io::Result<Vec<u8>> {
    let primero = TcpStream::connect_timeout(&direccion, PLAZO)?;
    primero.set_read_timeout(Some(PLAZO))?;
    // `peek` espera a que el saludo llegue y lo deja sin leer. Cerrar así es cortar: el sistema envía un RST.
    let mut visto = vec![0; saludo::SALUDO.len()];
    let llegados = primero.peek(&mut visto)?;
    visto.truncate(llegados);
    Ok(visto)
}
