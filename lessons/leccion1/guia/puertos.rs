//! Paso 2: el número de la puerta, y a quién pertenece.

use std::io::Read;
use std::net::{TcpListener, TcpStream};

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{PLAZO, abrir_en_casa, fallo_del_paso};

pub fn paso() -> Paso {
    Paso::nuevo("puertos", "El número de la puerta")
        .parrafo(
            "Un ordenador tiene una dirección y 65\u{a0}535 puertos: la dirección dice en qué edificio llamas; el \
             puerto, a qué puerta. Los menores de 1024 los guarda el sistema para servicios conocidos (80 es la \
             web); tú usarás el 8081. Y el **puerto 0** es un comodín: «dame uno que esté libre».",
        )
        .parrafo("Vamos a abrir uno libre y, sin cerrarlo, a abrir el mismo otra vez. Como si arrancaras el servidor en dos terminales.")
        .apuesta(
            "¿Qué pasa con el segundo `bind` al mismo puerto?",
            &["Error: ese puerto ya está ocupado", "Los dos se reparten los clientes", "El segundo se queda con el puerto"],
        )
        .ejecutar(puerto_ocupado)
        .parrafo("¿Y si el primero atiende a un cliente, se cierra, y lo volvemos a arrancar al instante? Es lo que haces cien veces al día mientras programas.")
        .apuesta(
            "¿Se puede volver a abrir ese puerto enseguida?",
            &["No: hay que esperar un minuto", "Sí, a la primera", "No, hasta reiniciar el ordenador"],
        )
        .ejecutar(puerto_reabierto)
}

fn puerto_ocupado(escena: &Escena) -> Resultado<Desenlace> {
    let (_primero, direccion) = abrir_en_casa()?;
    escena.decir(&format!(
        "El primero pidió el puerto 0 y el sistema le ha dado el {}.",
        direccion.port()
    ));
    Ok(match TcpListener::bind(direccion) {
        Err(error) => Desenlace::opcion(
            0,
            format!(
                "El segundo ha fallado con `{:?}`. Un puerto es de quien lo abrió primero, hasta que lo cierre o \
                 termine. Cuando te pase (te pasará), busca esa otra terminal, o usa `--puerto 0`.",
                error.kind()
            ),
        ),
        Ok(_) => Desenlace::opcion(
            1,
            "Tu sistema ha dejado abrirlo dos veces: Linux y macOS no lo permiten.",
        ),
    })
}

fn puerto_reabierto(_: &Escena) -> Resultado<Desenlace> {
    let (listener, direccion) = abrir_en_casa()?;
    let mut cliente = TcpStream::connect_timeout(&direccion, PLAZO)
        .map_err(fallo_del_paso)?;
    // El servidor cuelga primero: es el caso malo, en el que el sistema recuerda la conexión un rato (TIME_WAIT).
    drop(listener.accept().map_err(fallo_del_paso)?);
    cliente.set_read_timeout(Some(PLAZO)).map_err(fallo_del_paso)?;
    let _ = cliente.read(&mut [0; 1]);
    drop((cliente, listener));
    Ok(match TcpListener::bind(direccion) {
        Ok(_) => Desenlace::opcion(
            1,
            "El sistema recuerda la conexión cerrada durante un minuto (TIME_WAIT), y un programa \
             en Python tiene que pedir `SO_REUSEADDR` para que no le estorbe; la biblioteca de Rust ya lo pide por \
             ti. Si el puerto sigue ocupado, no esperes: es que alguien lo tiene abierto.",
        ),
        Err(error) => Desenlace::opcion(
            0,
            format!("Aquí no se ha podido: `{:?}`.", error.kind()),
        ),
    })
}
