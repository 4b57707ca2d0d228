//! Programas que no intentan hacer ningún reto: con todos tiene que haber un veredicto, y pronto.

use std::env;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::process::{Command, exit};
use std::thread;
use std::time::Duration;

use crate::reto::{Variante, mal};

/// Todos. El código depende del reto: el que llevan aquí no es el suyo.
pub const PATOLOGICAS: &[Variante] = &[
    mal("patologica_muda", "", |_| dormir()),
    mal("patologica_se_va", "", |_| exit(0)),
    mal("patologica_escribe_en_la_salida", "", |_| {
        while std::io::stdout().write_all(&[b'x'; 8192]).is_ok() {}
        dormir()
    }),
    mal("patologica_sorda", "", |direccion| hablar(direccion, |_| dormir())),
    // Lo de todos los días: `read` devuelve 0 y se sigue como si nada, o se escribe a quien ya no está.
    mal("patologica_sigue_tras_el_cierre", "", |direccion| {
        hablar(direccion, |mut s| {
            let mut bufer = [0; 4096];
            loop {
                let leidos = s.read(&mut bufer).unwrap_or(0);
                let _ = s.write(&bufer[..leidos.max(1)]);
            }
        })
    }),
    mal("patologica_escribe_sin_parar", "", |direccion| {
        hablar(direccion, |mut s| {
            loop {
                let _ = s.write(&[b'x'; 4096]);
            }
        })
    }),
    mal("patologica_gotea", "", |direccion| {
        hablar(direccion, |mut s| {
            loop {
                let _ = s.write(b"x");
                thread::sleep(Duration::from_millis(200));
            }
        })
    }),
    mal("patologica_se_multiplica", "", |direccion| {
        for _ in 0..50 {
            let _ = Command::new(env::current_exe().unwrap()).args(["patologica_muda", direccion]).spawn();
        }
        hablar(direccion, |_| dormir())
    }),
];

fn dormir() {
    loop {
        thread::park();
    }
}

/// Si le piden un puerto libre hace de servidor, por TCP y por UDP; si no, de cliente, por los dos. Con cada uno que llega, lo suyo;
/// por UDP, lo que escribiría.
fn hablar(direccion: &str, con: fn(TcpStream)) {
    if direccion.ends_with(":0") {
        let tcp = TcpListener::bind(direccion).unwrap();
        let donde = tcp.local_addr().unwrap();
        println!("escuchando en {donde}");
        if let Ok(udp) = UdpSocket::bind(donde) {
            thread::spawn(move || {
                let mut bufer = [0; 65_535];
                while let Ok((leidos, de)) = udp.recv_from(&mut bufer) {
                    let _ = udp.send_to(&bufer[..leidos / 2], de);
                }
            });
        }
        tcp.incoming().flatten().for_each(|s| drop(thread::spawn(move || con(s))));
    } else if let Ok(s) = TcpStream::connect(direccion) {
        con(s);
    } else {
        let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
        loop {
            let _ = udp.send_to(b"x", direccion);
            thread::sleep(Duration::from_millis(1));
        }
    }
}
