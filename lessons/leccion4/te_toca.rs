//! «Te toca»: abre el saludo en varias pestañas a la vez.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use redes::guia::{Reaccion, TeToca};

use crate::saludo::{Recuento, saludar};
use crate::servidor::PUERTO;

/// Lo que se hace esperar cada saludo: lo justo para que dé tiempo a abrir otra pestaña.
const PAUSA: Duration = Duration::from_secs(4);

/// En el ensayo no hay nadie que tenga que darse prisa.
const PAUSA_DEL_ENSAYO: Duration = Duration::from_millis(300);

pub fn te_toca() -> TeToca {
    let recuento = Arc::new(Recuento::callado());
    // Cuántos han estado a la vez, como mucho, y cuántos saludos se han dado.
    let (mas, dados) =
        (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let pausa = Arc::new(Mutex::new(PAUSA));
    let (de_antes, pausa_de_antes) =
        ((Arc::clone(&mas), Arc::clone(&dados)), Arc::clone(&pausa));
    let (al_servir, pausa_al_ensayar) =
        ((Arc::clone(&mas), Arc::clone(&dados)), Arc::clone(&pausa));
    TeToca {
        puerto: PUERTO,
        encargo: Box::new(move |direccion| {
            // Si se repite el paso, se empieza de cero.
            de_antes.0.store(0, Ordering::SeqCst);
            de_antes.1.store(0, Ordering::SeqCst);
            *pausa_de_antes
                .lock()
                .unwrap_or_else(PoisonError::into_inner) = PAUSA;
            format!(
                "Abre http://{direccion}/ en **dos o más pestañas**, una detrás de otra y deprisa: cada saludo tarda 4 s. \
                 ¿Sin navegador? En dos terminales: `curl http://{direccion}/`"
            )
        }),
        servidor: Arc::new(move |stream| {
            let cliente = stream.peer_addr()?;
            let pausa =
                *pausa.lock().unwrap_or_else(PoisonError::into_inner);
            saludar(&stream, cliente, pausa, &recuento)?;
            al_servir.0.fetch_max(recuento.maximo(), Ordering::SeqCst);
            al_servir.1.fetch_add(1, Ordering::SeqCst);
            Ok(())
        }),
        reaccion: Box::new(move |_| {
            match (mas.load(Ordering::SeqCst), dados.load(Ordering::SeqCst)) {
            (2.., _) => Reaccion::Hecho(
                "Dos saludos a la vez, cada uno desde su hilo: la segunda pestaña no ha esperado a la primera.".to_string(),
            ),
            (_, 0) => Reaccion::Espera,
            _ => Reaccion::Otra(
                "Ha llegado una y se ha ido contenta. Ahora, dos a la vez: abre la segunda antes de que la primera conteste."
                    .to_string(),
            ),
        }
        }),
        ensayo: Box::new(move |direccion| {
            *pausa_al_ensayar
                .lock()
                .unwrap_or_else(PoisonError::into_inner) =
                PAUSA_DEL_ENSAYO;
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

fn pedir(direccion: SocketAddr) -> io::Result<()> {
    let mut stream = TcpStream::connect(direccion)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.write_all(
        b"GET / HTTP/1.1\r\nHost: saludo\r\nConnection: close\r\n\r\n",
    )?;
    stream.read_to_end(&mut Vec::new()).map(|_| ())
}
