//! Paso 15, «te toca»: abre el saludo en varias pestañas a la vez.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use redes::cable::{Anotacion, Lado, Suceso};
use redes::guia::{Paso, Reaccion, TeToca};

use crate::saludo::saludar::saludar;
use crate::saludo::visita::Recuento;
use crate::servidor::escucha::PUERTO;

pub fn te_toca() -> Paso {
    Paso::nuevo("te-toca", "Te toca: varias pestañas")
        .parrafo("El servidor con el que empezaba esta lección en la serie: saluda a cada visita, desde su hilo.")
        .codigo("saludo/saludar.rs", "saludar")
        .te_toca(varias_pestanas())
        .parrafo(
            "Y ahora, a jugar. En una terminal, `cargo run --bin leccion4 -- servidor`; en otras dos, \
             `cargo run --bin leccion4 -- cliente --equipo Ana`. Para toda la clase: `--host 0.0.0.0 --jugadores 20`.",
        )
}

/// Lo que se hace esperar cada saludo: lo justo para que dé tiempo a abrir otra pestaña.
const PAUSA: Duration = Duration::from_secs(4);

/// En el ensayo no hay nadie que tenga que darse prisa.
const PAUSA_DEL_ENSAYO: Duration = Duration::from_millis(300);

fn varias_pestanas() -> TeToca {
    let recuento = Arc::new(Recuento::default());
    let (al_empezar, al_mirar) =
        (Arc::clone(&recuento), Arc::clone(&recuento));
    let con_prisa = Arc::new(AtomicBool::new(false));
    let al_ensayar = Arc::clone(&con_prisa);
    TeToca {
        puerto: PUERTO,
        encargo: Box::new(move |direccion| {
            // Si se repite el paso, se empieza de cero.
            al_empezar.olvidar();
            format!(
                "Abre http://{direccion}/ en **dos o más pestañas**, una detrás de otra y deprisa: cada saludo tarda 4 s. \
                 ¿Sin navegador? En dos terminales: `curl http://{direccion}/`"
            )
        }),
        servidor: Arc::new(move |stream| {
            let pausa = if con_prisa.load(Ordering::Relaxed) {
                PAUSA_DEL_ENSAYO
            } else {
                PAUSA
            };
            saludar(&stream, stream.peer_addr()?, pausa, &recuento)
        }),
        reaccion: Box::new(move |cruzado| {
            if cortada(cruzado) {
                // Con quien no ha esperado a su saludo no se cuenta.
                al_mirar.olvidar();
            }
            reaccionar(al_mirar.maximo(), al_mirar.ahora())
        }),
        ensayo: Box::new(move |direccion| {
            al_ensayar.store(true, Ordering::Relaxed);
            let pestanas: Vec<_> = (0..2)
                .map(|_| thread::spawn(move || pedir(direccion)))
                .collect();
            pestanas.into_iter().try_for_each(|pestana| {
                pestana.join().unwrap_or(Ok(()))
            })
        }),
        plazo: Duration::from_secs(180),
    }
}

/// ¿Ha pedido algo y se ha ido antes de que se le conteste?
fn cortada(cruzado: &[Anotacion]) -> bool {
    let hasta_el_saludo = cruzado
        .iter()
        .take_while(|anotacion| anotacion.lado == Lado::Cliente);
    let mut pide = false;
    for anotacion in hasta_el_saludo {
        match anotacion.suceso {
            Suceso::Envia(_) => pide = true,
            Suceso::Cierra | Suceso::Corta => return pide,
            _ => {}
        }
    }
    false
}

/// Qué decir, según cuántos ha habido a la vez y cuántos hay ahora.
fn reaccionar(maximo: usize, ahora: usize) -> Reaccion {
    match (maximo, ahora) {
        (2.., 0) => Reaccion::Hecho(
            "Dos saludos a la vez, cada uno desde su hilo: la segunda pestaña no ha esperado a la primera.".to_string(),
        ),
        (1, 0) => Reaccion::Otra(
            "Ha llegado una, y ya tiene su saludo. Ahora, dos a la vez: abre la segunda antes de que la primera conteste."
                .to_string(),
        ),
        _ => Reaccion::Espera,
    }
}

fn pedir(direccion: SocketAddr) -> io::Result<()> {
    let mut stream = TcpStream::connect(direccion)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.write_all(
        b"GET / HTTP/1.1\r\nHost: saludo\r\nConnection: close\r\n\r\n",
    )?;
    stream.read_to_end(&mut Vec::new()).map(|_| ())
}

#[cfg(test)]
mod pruebas {
    use redes::cable::{Cable, Muestra};

    use super::*;

    #[test]
    fn no_se_consigue_hasta_que_se_ha_acabado_de_contestar_a_los_dos()
    {
        let hecho = |maximo, ahora| {
            matches!(reaccionar(maximo, ahora), Reaccion::Hecho(_))
        };
        assert!(!hecho(2, 2) && !hecho(2, 1) && !hecho(0, 0));
        assert!(hecho(2, 0));
    }

    #[test]
    fn quien_se_va_antes_de_su_saludo_no_cuenta() {
        let envia =
            |texto: &str| Suceso::Envia(Muestra::de(texto.as_bytes()));
        let cable = Cable::nuevo();
        cable.anotar(Lado::Cliente, Suceso::Cierra);
        // Los navegadores abren conexiones de reserva que no usan.
        assert!(!cortada(&cable.anotaciones()));
        let cable = Cable::nuevo();
        cable.anotar(Lado::Cliente, envia("GET /"));
        assert!(!cortada(&cable.anotaciones()));
        cable.anotar(Lado::Cliente, Suceso::Cierra);
        cable.anotar(Lado::Servidor, envia("200"));
        assert!(cortada(&cable.anotaciones()));
        let cable = Cable::nuevo();
        cable.anotar(Lado::Cliente, envia("GET /"));
        cable.anotar(Lado::Servidor, envia("200"));
        cable.anotar(Lado::Cliente, Suceso::Cierra);
        assert!(!cortada(&cable.anotaciones()));
    }
}
