//! El servicio, con clientes de verdad: el aforo, el final, quien no cabe y quien nos hace entrar en pánico.

use std::cell::RefCell;
use std::io::{Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, mpsc};

use super::*;
use crate::hilos::tomar;

const PLAZO: Duration = Duration::from_secs(20);

fn abrir() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let direccion = listener.local_addr().unwrap();
    (listener, direccion)
}

fn llamar(direccion: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect_timeout(&direccion, PLAZO).unwrap();
    stream.set_read_timeout(Some(PLAZO)).unwrap();
    stream
}

/// Lo que llega hasta que cuelgan. Un corte de golpe también es colgar.
fn hasta_que_cuelguen(mut stream: TcpStream) -> String {
    let mut leido = Vec::new();
    match stream.read_to_end(&mut leido) {
        Err(error) if error.kind() != ErrorKind::ConnectionReset => panic!("{error}"),
        _ => String::from_utf8(leido).unwrap(),
    }
}

#[test]
fn atiende_a_los_pedidos_y_acaba_cuando_terminan() {
    let (listener, direccion) = abrir();
    let servicio = Servicio::con_aforo(8).clientes(Some(3)).pila(128 * 1024);
    // Los tres se esperan: si no estuvieran a la vez, no acabaría ninguno.
    let reunion = Barrier::new(3);
    thread::scope(|hilos| {
        let clientes: Vec<_> = (0..3).map(|_| hilos.spawn(|| hasta_que_cuelguen(llamar(direccion)))).collect();
        servicio.servir(&listener, |mut stream, _| {
            reunion.wait();
            stream.write_all(b"hola").unwrap();
        });
        assert!(clientes.into_iter().all(|cliente| cliente.join().unwrap() == "hola"));
    });
    assert_eq!(servicio.atendidos(), 3);
    assert!(servicio.esperar_a_todos(Duration::ZERO));
}

#[test]
fn con_cero_clientes_no_espera_a_nadie() {
    let (listener, _) = abrir();
    Servicio::con_aforo(1).clientes(Some(0)).servir(&listener, |_, _| panic!("no ha llamado nadie"));
}

#[test]
fn nunca_hay_mas_dentro_de_los_que_caben() {
    let (listener, direccion) = abrir();
    let (dentro, maximo) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|hilos| {
        let clientes: Vec<_> = (0..20).map(|_| hilos.spawn(|| hasta_que_cuelguen(llamar(direccion)))).collect();
        Servicio::con_aforo(2).clientes(Some(20)).servir(&listener, |mut stream, _| {
            maximo.fetch_max(1 + dentro.fetch_add(1, Ordering::SeqCst), Ordering::SeqCst);
            stream.write_all(b"hola").unwrap();
            dentro.fetch_sub(1, Ordering::SeqCst);
        });
        assert!(clientes.into_iter().all(|cliente| cliente.join().unwrap() == "hola"));
    });
    assert!((1..=2).contains(&maximo.into_inner()));
}

#[test]
fn un_panico_no_se_lleva_a_los_demas_ni_descuadra_la_cuenta() {
    let (listener, direccion) = abrir();
    let servicio = Servicio::con_aforo(1).clientes(Some(3));
    let cuantos = AtomicUsize::new(0);
    thread::scope(|hilos| {
        let clientes: Vec<_> = (0..3).map(|_| hilos.spawn(|| hasta_que_cuelguen(llamar(direccion)))).collect();
        servicio.servir(&listener, |mut stream, _| {
            assert_ne!(cuantos.fetch_add(1, Ordering::SeqCst), 1, "a propósito");
            stream.write_all(b"hola").unwrap();
        });
        let saludos = clientes.into_iter().filter_map(|cliente| cliente.join().ok()).filter(|eco| eco == "hola");
        assert_eq!(saludos.count(), 2);
    });
    assert_eq!(servicio.atendidos(), 3);
}

/// En un hilo suelto, como lo usa quien tiene otra cosa que hacer: no acaba nunca.
fn en_marcha(servicio: Servicio, atender: impl Fn(TcpStream) + Send + Sync + 'static) -> (Arc<Servicio>, SocketAddr) {
    let (listener, direccion) = abrir();
    let servicio = Arc::new(servicio);
    let suyo = Arc::clone(&servicio);
    thread::spawn(move || suyo.servir(&listener, |stream, _| atender(stream)));
    (servicio, direccion)
}

#[test]
fn a_quien_no_cabe_se_le_cuelga() {
    let (entra, entran) = mpsc::channel();
    let (servicio, direccion) = en_marcha(Servicio::con_aforo(1).sin_esperas(), move |mut stream| {
        entra.send(()).unwrap();
        let _ = stream.read(&mut [0]);
        let _ = stream.write_all(b"hola");
    });
    let primero = llamar(direccion);
    entran.recv_timeout(PLAZO).unwrap();
    assert_eq!(hasta_que_cuelguen(llamar(direccion)), "");
    assert!(!servicio.esperar_a_todos(Duration::ZERO));
    (&primero).write_all(b"x").unwrap();
    assert_eq!(hasta_que_cuelguen(primero), "hola");
    servicio.esperar_atendidos(1);
    assert!(servicio.esperar_a_todos(PLAZO));
    // Y vuelve a haber sitio.
    let _segundo = llamar(direccion);
    entran.recv_timeout(PLAZO).unwrap();
}

#[test]
fn quien_calla_no_retrasa_la_cuenta_de_los_demas() {
    let (servicio, direccion) = en_marcha(Servicio::con_aforo(9), |mut stream| {
        let _ = stream.read(&mut [0]);
    });
    let _callado = llamar(direccion);
    for _ in 0..3 {
        drop(llamar(direccion));
    }
    servicio.esperar_atendidos(3);
    assert_eq!(servicio.atendidos(), 3);
}

#[test]
fn una_llegada_que_falla_no_es_el_final() {
    let fallos = RefCell::new(vec![Ok(7), Err(24), Err(24), Err(0)]);
    let dichas = std::sync::Mutex::new(Vec::new());
    let aceptar = || match fallos.borrow_mut().pop().unwrap() {
        Err(0) => Err(ErrorKind::ConnectionAborted.into()),
        otra => otra.map_err(io::Error::from_raw_os_error),
    };
    assert_eq!(insistir(aceptar, |frase| tomar(&dichas).push(frase.to_string())), 7);
    let dichas = dichas.into_inner().unwrap();
    assert_eq!(dichas.len(), 1);
    assert!(dichas[0].starts_with("no he podido coger una llamada: "), "{dichas:?}");
    assert!(dichas[0].ends_with("; lo sigo intentando"), "{dichas:?}");
}
