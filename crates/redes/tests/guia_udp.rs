//! El «te toca» por UDP de un guion de juguete: sin nadie delante lo hace la guía; con alguien, se le espera.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::io::{self, Write};
use std::net::{SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use redes::cable::{Anotacion, Lado, Suceso};
use redes::guia::{Final, Guion, Paso, Reaccion, Recorrido, SinTeclado, TeTocaUdp};

/// Lo escrito, que se puede leer cuando el recorrido ya ha acabado.
#[derive(Clone, Default)]
struct Papel(Arc<Mutex<Vec<u8>>>);

impl Write for Papel {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Envía `mensaje` y espera su eco.
fn saludar(donde: SocketAddr, mensaje: &[u8]) -> io::Result<Vec<u8>> {
    let socket = UdpSocket::bind(("127.0.0.1", 0))?;
    socket.set_read_timeout(Some(Duration::from_secs(20)))?;
    socket.send_to(mensaje, donde)?;
    let mut buffer = [0; 100];
    let (leidos, _) = apoyo::sin_interrupciones(|| socket.recv_from(&mut buffer))?;
    Ok(buffer[..leidos].to_vec())
}

/// Un guion cuyo encargo avisa por `avisa` de dónde se espera.
fn guion(avisa: mpsc::Sender<SocketAddr>) -> Guion {
    guion_que_dice(avisa, |todas| match todas.iter().find(|una| matches!(una.suceso, Suceso::Envia(_))) {
        Some(una) if matches!(&una.suceso, Suceso::Envia(muestra) if muestra.total > 0) => {
            Reaccion::Hecho("¡Lo has conseguido!".into())
        }
        Some(_) => Reaccion::Otra("Vacío.".into()),
        None => Reaccion::Espera,
    })
}

/// El mismo, con otra manera de juzgar lo que llega.
fn guion_que_dice(avisa: mpsc::Sender<SocketAddr>, juzga: impl Fn(&[Anotacion]) -> Reaccion + 'static) -> Guion {
    let encargo = TeTocaUdp {
        puerto: 0,
        encargo: Box::new(move |donde| {
            let _ = avisa.send(donde);
            format!("Escribe a `{}`.", donde.ip())
        }),
        contestar: Box::new(|llegada| vec![format!("{}.º", llegada.numero).into_bytes(), llegada.bytes.to_vec()]),
        reaccion: Box::new(juzga),
        ensayo: Box::new(|donde| saludar(donde, b"eco").map(drop)),
        plazo: Duration::from_secs(20),
    };
    let pasos = vec![Paso::nuevo("prueba", "Te toca").te_toca_udp(encargo)];
    Guion { nombre: "leccion0", titulo: "Prueba", fuentes: Vec::new(), pasos }
}

#[test]
fn sin_nadie_delante_lo_hace_la_guia() {
    let (avisa, _donde) = mpsc::channel();
    let (guion, papel) = (guion(avisa), Papel::default());
    assert_eq!(guion.defectos(), Vec::<String>::new());
    let recorrido = Recorrido::nuevo(&guion, Box::new(papel.clone()), None, Box::new(SinTeclado), None);
    assert_eq!(recorrido.recorrer(None).unwrap(), Final::Terminada);
    let texto = String::from_utf8(papel.0.lock().unwrap().clone()).unwrap();
    for trozo in ["Escribe a", "datagramas de 127.0.0.1:", "3 B  65 63 6f  «eco» ──", "«1.º»", "✔ ¡Lo has"]
    {
        assert!(texto.contains(trozo), "falta {trozo:?} en\n{texto}");
    }
}

#[test]
fn a_quien_escribe_de_corrido_se_le_deja_acabar() {
    let (avisa, donde) = mpsc::channel();
    let cliente = thread::spawn(move || {
        let donde = donde.recv_timeout(Duration::from_secs(20)).unwrap();
        let socket = UdpSocket::bind(("127.0.0.1", 0)).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut buffer = [0; 100];
        for mensaje in ["anuncio", "trozo"] {
            socket.send_to(mensaje.as_bytes(), donde).unwrap();
            // El siguiente, en cuanto contestan.
            while apoyo::sin_interrupciones(|| socket.recv_from(&mut buffer)).unwrap().0 != mensaje.len() {}
        }
    });
    let guion = guion_que_dice(avisa, |todas| {
        Reaccion::Hecho(format!("Van {}.", todas.iter().filter(|una| una.lado == Lado::Cliente).count()))
    });
    let papel = Papel::default();
    let recorrido = Recorrido::nuevo(&guion, Box::new(papel.clone()), Some((80, 24)), Box::new(SinTeclado), None);
    assert_eq!(recorrido.recorrer(None).unwrap(), Final::Abandonada);
    cliente.join().unwrap();
    let texto = String::from_utf8(papel.0.lock().unwrap().clone()).unwrap();
    assert!(texto.contains("✔ Van 2."), "{texto}");
}

#[test]
fn con_alguien_delante_se_espera_a_que_escriba() {
    let (avisa, donde) = mpsc::channel();
    let cliente = thread::spawn(move || {
        let donde = donde.recv_timeout(Duration::from_secs(20)).unwrap();
        (saludar(donde, b"").unwrap(), saludar(donde, b"hola").unwrap())
    });
    let (guion, papel) = (guion(avisa), Papel::default());
    // `SinTeclado` no pulsa nunca nada: al acabar el «te toca», el fin de paso se queda sin teclas y se sale.
    let recorrido = Recorrido::nuevo(&guion, Box::new(papel.clone()), Some((80, 24)), Box::new(SinTeclado), None);
    assert_eq!(recorrido.recorrer(None).unwrap(), Final::Abandonada);
    assert_eq!(cliente.join().unwrap(), ("1.º".into(), "1.º".into()));
    let texto = String::from_utf8(papel.0.lock().unwrap().clone()).unwrap();
    assert!(texto.contains("→ Vacío.") && texto.contains("✔ ¡Lo has conseguido!"), "{texto}");
}
