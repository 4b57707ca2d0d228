//! Una respuesta que llega cuando ya se ha preguntado otra cosa, o mientras este programa no miraba.

use std::net::{SocketAddr, UdpSocket};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

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

/// Como si se cerrara el portátil en lo más inoportuno: al volver, el plazo se ha acabado, pero el eco está en la cola. También con
/// 25 kB de otras cosas por delante.
#[test]
fn antes_de_culpar_al_servidor_se_mira_la_cola() {
    let servidor = UdpSocket::bind(("127.0.0.1", 0)).unwrap();
    servidor.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let extranio = UdpSocket::bind(("127.0.0.1", 0)).unwrap();
    let plazo = Duration::from_millis(50);
    let trato = Trato { plazo, tope: plazo, intentos: 1, numerada: false, conectado: false };
    let mut cliente = Cliente::nuevo(servidor.local_addr().unwrap(), trato);
    let ((se_duerme, dormido), (contesta, contestado)) = (channel(), channel());
    let eco = thread::scope(|hilos| {
        hilos.spawn(move || {
            let mut bufer = [0; 100];
            let (n, de) = apoyo::sin_interrupciones(|| servidor.recv_from(&mut bufer)).unwrap();
            extranio.send_to(b"despierta", de).unwrap();
            dormido.recv().unwrap();
            for _ in 0..25 {
                servidor.send_to(&[7; 1000], de).unwrap();
            }
            servidor.send_to(&bufer[..n], de).unwrap();
            contesta.send(()).unwrap();
        });
        cliente.preguntar(b"hola", |aviso| {
            if let Aviso::Extranio(_) = aviso {
                let inicio = Instant::now();
                se_duerme.send(()).unwrap();
                contestado.recv().unwrap();
                while inicio.elapsed() <= plazo {}
            }
        })
    });
    assert_eq!(eco.unwrap().mensaje, b"hola");
}

/// Un servidor en 0.0.0.0 que contesta por donde quiere el sistema, y no por donde le llaman.
#[cfg(target_os = "linux")]
#[test]
fn si_contesta_otra_direccion_con_el_mismo_puerto_se_explica() {
    let servidor = UdpSocket::bind(("0.0.0.0", 0)).unwrap();
    servidor.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let puerto = servidor.local_addr().unwrap().port();
    let plazo = Duration::from_secs(1);
    let trato = Trato { plazo, tope: plazo, intentos: 1, numerada: false, conectado: false };
    let mut cliente = Cliente::nuevo(SocketAddr::from(([127, 0, 0, 2], puerto)), trato);
    let mut avisos = Vec::new();
    thread::scope(|hilos| {
        hilos.spawn(|| {
            let mut bufer = [0; 100];
            let (n, de) = apoyo::sin_interrupciones(|| servidor.recv_from(&mut bufer)).unwrap();
            servidor.send_to(&bufer[..n], de).unwrap();
        });
        cliente.preguntar(b"hola", |aviso| avisos.push(aviso)).unwrap_err();
    });
    let otra = SocketAddr::from(([127, 0, 0, 1], puerto));
    assert_eq!(avisos[0], Aviso::OtraCara(otra));
    let frase = avisos[0].to_string();
    assert!(frase.starts_with(&format!("ha escrito {otra}: ")) && frase.ends_with("--host 127.0.0.1"), "{frase}");
}
