//! Una respuesta que llega cuando ya se ha preguntado otra cosa.

use std::net::{SocketAddr, UdpSocket};
use std::thread;
use std::time::Duration;

use redes::errores::Resultado;

use super::avisos::Aviso;
use super::eco::Eco;
use super::preguntar::Cliente;
use super::trato::Trato;

/// Pregunta dos veces a un servidor que contesta a la primera cuando ya ha llegado la segunda. Devuelve desde dónde
/// llegó cada una, cómo le fue a la segunda y qué avisos dio.
fn preguntar_a_uno_lento(numerada: bool) -> (Vec<SocketAddr>, Resultado<Eco>, Vec<Aviso>) {
    let servidor = UdpSocket::bind(("127.0.0.1", 0)).unwrap();
    servidor.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let plazo = Duration::from_millis(50);
    let trato = Trato { plazo, tope: Duration::from_secs(60), intentos: 1, numerada, conectado: false };
    let mut cliente = Cliente::nuevo(servidor.local_addr().unwrap(), trato);
    let mut avisos = Vec::new();
    thread::scope(|hilos| {
        let vistos = hilos.spawn(|| {
            let llegadas: Vec<_> = (0..2)
                .map(|_| {
                    let mut bufer = [0; 100];
                    let (n, de) = apoyo::sin_interrupciones(|| servidor.recv_from(&mut bufer)).unwrap();
                    (bufer[..n].to_vec(), de)
                })
                .collect();
            for (bytes, de) in &llegadas {
                servidor.send_to(bytes, *de).unwrap();
            }
            llegadas.into_iter().map(|(_, de)| de).collect()
        });
        assert!(cliente.preguntar(b"hola", |_| ()).is_err());
        cliente.trato.plazo = Duration::from_secs(20);
        // Dice lo mismo que la primera: solo el número o el puerto las distinguen.
        let eco = cliente.preguntar(b"hola", |aviso| avisos.push(aviso));
        (vistos.join().unwrap(), eco, avisos)
    })
}

#[test]
fn con_numero_la_respuesta_tardia_se_reconoce_en_el_mismo_socket() {
    let (desde, eco, avisos) = preguntar_a_uno_lento(true);
    assert_eq!(desde[0], desde[1]);
    assert_eq!(eco.unwrap().mensaje, b"hola");
    assert_eq!(avisos, [Aviso::Tardia(1)]);
}

#[test]
fn sin_numero_la_respuesta_tardia_llega_a_otro_puerto() {
    let (desde, eco, avisos) = preguntar_a_uno_lento(false);
    assert_ne!(desde[0], desde[1]);
    assert_eq!(eco.unwrap().mensaje, b"hola");
    assert_eq!(avisos, []);
}
