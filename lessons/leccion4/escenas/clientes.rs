//! Un servidor que atiende por turno, otro con un hilo por cliente, y contar entre varios.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use redes::cable::{Lado, Suceso};
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena};

use super::{en_casa, fallo, llamar, numero};
use crate::ingenuo::{servir_por_turno, sumar_en_tres_pasos};
use crate::saludo::{Recuento, saludar};

/// Lo que espera el segundo cliente antes de rendirse la primera vez.
const POCO: Duration = Duration::from_millis(400);

pub fn segundo_cliente(escena: &Escena) -> Resultado<Desenlace> {
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
        segundo.set_read_timeout(Some(super::PLAZO))?;
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

/// Cuánto tarda cada saludo de este paso.
const PAUSA: Duration = Duration::from_millis(300);

pub fn cinco_a_la_vez(_: &Escena) -> Resultado<Desenlace> {
    let (listener, direccion) = en_casa()?;
    let recuento = Arc::new(Recuento::callado());
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

const HILOS: usize = 4;
const SUMAS: usize = 50_000;

pub fn sumar_entre_varios(_: &Escena) -> Resultado<Desenlace> {
    let (a_la_ligera, con_cerrojo) =
        (AtomicUsize::new(0), Mutex::new(0_usize));
    thread::scope(|hilos| {
        for _ in 0..HILOS {
            hilos.spawn(|| {
                for _ in 0..SUMAS {
                    sumar_en_tres_pasos(&a_la_ligera);
                    *con_cerrojo
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner) += 1;
                }
            });
        }
    });
    let (ligera, cerrojo) = (
        a_la_ligera.load(Ordering::SeqCst),
        con_cerrojo.into_inner().unwrap_or_default(),
    );
    let total = HILOS * SUMAS;
    let perdidas = total - ligera;
    let relato = if perdidas == 0 {
        "Esta vez no se ha perdido ninguna suma, por suerte: repítelo."
            .to_string()
    } else {
        format!(
            "Se han perdido {}: dos hilos leen 41, los dos guardan 42, y una visita no ha existido. Y cada vez \
             sale otro número, que es lo peor de estos fallos.",
            numero(perdidas)
        )
    };
    Ok(Desenlace::opcion(
        usize::from(perdidas > 0),
        format!(
            "En tres pasos, {} de {}. Con el cerrojo (`Mutex`), {}. {relato}",
            numero(ligera),
            numero(total),
            numero(cerrojo)
        ),
    ))
}
