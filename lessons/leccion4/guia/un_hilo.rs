//! Pasos 1 y 2: el segundo cliente espera, y un hilo para cada uno.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use redes::cable::{Lado, Suceso};
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::en_casa::{PLAZO, en_casa, fallo, llamar};
use crate::ingenuo::servir_por_turno;
use crate::saludo::saludar::saludar;
use crate::saludo::visita::Recuento;

pub fn segundo_cliente() -> Paso {
    Paso::nuevo("segundo-cliente", "El segundo cliente espera")
        .parrafo(
            "Los servidores de las lecciones 2 y 3 atienden de uno en uno. Aquí hay dos clientes: el primero conecta y \
             **no dice nada**; el segundo conecta y saluda.",
        )
        .codigo("ingenuo.rs", "secuencial")
        .apuesta(
            "¿Qué le pasa al segundo?",
            &["no puede conectar: el servidor está ocupado", "conecta, pero no le contestan", "le contestan enseguida"],
        )
        .ejecutar(conectar_detras_de_otro)
}

/// Lo que espera el segundo cliente antes de rendirse la primera vez.
const POCO: Duration = Duration::from_millis(400);

fn conectar_detras_de_otro(escena: &Escena) -> Resultado<Desenlace> {
    let (listener, direccion) = en_casa()?;
    let cable = escena.cable();
    let nota = |texto: &str| {
        cable.anotar(Lado::Cliente, Suceso::Nota(texto.to_string()))
    };
    let conversacion = || -> io::Result<(bool, String)> {
        let primero = llamar(direccion)?;
        nota("el primero ha conectado, y calla");
        let servidor =
            thread::spawn(move || servir_por_turno(&listener, 2));
        let segundo = llamar(direccion)?;
        nota("el segundo también ha conectado, y saluda");
        let mut visto = cable.observar(Lado::Cliente, &segundo);
        visto.write_all(b"hola")?;
        segundo.set_read_timeout(Some(POCO))?;
        let mut buffer = [0; 100];
        let calla = visto.read(&mut buffer).is_err();
        nota("400 ms después, nada. El primero se cansa y cuelga");
        drop(primero);
        segundo.set_read_timeout(Some(PLAZO))?;
        let leidos = visto.read(&mut buffer)?;
        drop(servidor.join());
        Ok((
            calla,
            String::from_utf8_lossy(&buffer[..leidos]).into_owned(),
        ))
    };
    let (calla, respuesta) = conversacion().map_err(fallo)?;
    Ok(Desenlace::opcion(
        if calla { 1 } else { 2 },
        format!(
            "Ha conectado sin problema, porque de eso se encarga el sistema: le ha dejado en la cola de llamadas. Pero el \
             servidor estaba dentro de un `read`, esperando al primero, y solo cuando ese ha colgado ha contestado \
             «{respuesta}». Un solo cliente que calla deja sin servicio a todos los demás."
        ),
    ))
}

pub fn un_hilo_por_cliente() -> Paso {
    Paso::nuevo("un-hilo-por-cliente", "Un hilo para cada uno")
        .parrafo(
            "Un **hilo** es otro punto del programa que se ejecuta a la vez, con su propia pila y la misma memoria. El \
             que acepta solo acepta; a cada cliente lo atiende el suyo.",
        )
        .codigo("hilos.rs", "aceptar")
        .parrafo(
            "Si en `thread::spawn(move || …)` olvidas `move`, no compila: «error[E0373]: closure may outlive the current \
             function, but it borrows `listener`». Es decir: el hilo puede durar más que la función que lo lanza, y lo \
             prestado ya no existiría. Con `move`, lo que usa el hilo pasa a ser suyo. Y lo que tienen que usar **varios** \
             va en un `Arc`: cada uno se lleva su copia del `Arc`, que cuenta cuántos quedan.",
        )
        .codigo("servidor/servir.rs", "servir")
        .parrafo("Cinco navegadores a la vez piden un saludo que tarda 300 ms.")
        .apuesta("¿Cuánto tardarán los cinco?", &["unos 300 ms", "unos 1500 ms"])
        .ejecutar(cinco_a_la_vez)
}

/// Cuánto tarda cada saludo de este paso.
const PAUSA: Duration = Duration::from_millis(300);

fn cinco_a_la_vez(_: &Escena) -> Resultado<Desenlace> {
    let (listener, direccion) = en_casa()?;
    let recuento = Arc::new(Recuento::default());
    thread::spawn(move || {
        for _ in 0..5 {
            let Ok((stream, cliente)) = listener.accept() else {
                return;
            };
            let recuento = Arc::clone(&recuento);
            thread::spawn(move || {
                saludar(&stream, cliente, PAUSA, &recuento)
            });
        }
    });
    let antes = Instant::now();
    let pestanas: Vec<_> = (0..5)
        .map(|_| thread::spawn(move || pedir(direccion)))
        .collect();
    let mut paginas = 0;
    for pestana in pestanas {
        let pagina = pestana
            .join()
            .unwrap_or_else(|_| Ok(String::new()))
            .map_err(fallo)?;
        paginas += usize::from(pagina.starts_with("HTTP/1.1 200 OK"));
    }
    let tardan = antes.elapsed();
    Ok(Desenlace::opcion(
        usize::from(tardan > 3 * PAUSA),
        format!(
            "{paginas} páginas en {} ms. Cada hilo duerme sus 300 ms a la vez que los demás: mientras uno espera, los otros \
             siguen. Para eso sirven, aunque haya un solo procesador.",
            tardan.as_millis()
        ),
    ))
}

fn pedir(direccion: SocketAddr) -> io::Result<String> {
    let mut stream: TcpStream = llamar(direccion)?;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: concurso\r\n\r\n")?;
    let mut pagina = String::new();
    stream.read_to_string(&mut pagina)?;
    Ok(pagina)
}
