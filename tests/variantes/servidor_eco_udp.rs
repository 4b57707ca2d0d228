//! Variantes de `servidor_eco_udp`.

use std::collections::HashSet;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::process::exit;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::red::escuchar_udp;
use crate::reto::{Reto, Variante, bien, en, mal};

pub const RETO: Reto = Reto { nombre: "servidor_eco_udp", variantes: VARIANTES };

const VARIANTES: &[Variante] = &[
    mal("seu_bufer_corto", "R36", |direccion| servir(direccion, 1024, |s, b, n, de| drop(s.send_to(&b[..n], de)))),
    mal("seu_bufer_entero", "R03", |direccion| servir(direccion, 2048, |s, b, _, de| drop(s.send_to(b, de)))),
    mal("seu_con_restos", "R03", con_restos),
    mal("seu_vacio_es_fin", "R40", vacio_es_fin),
    mal("seu_vacio_se_salta", "R40", vacio_se_salta),
    mal("seu_conectado_al_primero", "R41", conectado_al_primero),
    mal("seu_contesta_al_primero", "R41", contesta_al_primero),
    mal("seu_a_trozos", "R41", a_trozos),
    mal("seu_otro_socket", "R41", otro_socket),
    mal("seu_mayusculas", "R21", |direccion| {
        servir(direccion, TODO, |s, b, n, de| drop(s.send_to(&b[..n].to_ascii_uppercase(), de)))
    }),
    mal("seu_con_salto", "R22", |direccion| {
        servir(direccion, TODO, |s, b, n, de| drop(s.send_to(&[&b[..n], b"\n"].concat(), de)))
    }),
    mal("seu_dos_veces", "R22", dos_veces),
    mal("seu_sin_repetidos", "R23", sin_repetidos),
    mal("seu_texto", "R19", texto),
    mal("seu_un_datagrama", "R17", un_datagrama),
    mal("seu_se_cansa", "R17", se_cansa),
    mal("seu_con_tcp", "R16", con_tcp).solo_en_linux(),
    mal("seu_callado", "R07", |direccion| servir(direccion, TODO, |_, _, n, de| println!("{n} bytes de {de}"))),
    mal("seu_bufer_casi", "R36", |direccion| servir(direccion, 65_506, |s, b, n, de| drop(s.send_to(&b[..n], de)))),
    mal("seu_cola_corta", "R23", cola_corta),
    mal("seu_tabla_de_clientes", "R11", tabla_de_clientes),
    mal("seu_gira", "R25", |direccion| a_saltos(direccion, || ())).solo_en_linux(),
    mal("seu_sin_argumento_uno", "R18", perezoso).sin_direccion(1),
    // Correctos, aunque raros.
    bien("seu_bufer_enorme", |direccion| servir(direccion, 1 << 20, |s, b, n, de| drop(s.send_to(&b[..n], de)))),
    bien("seu_con_hilos", con_hilos),
    bien("seu_perezoso", perezoso),
    bien("seu_a_saltos", |direccion| a_saltos(direccion, || thread::sleep(Duration::from_millis(2)))),
    en("eco_udp_servidor.py"),
    en("eco_udp_servidor.js"),
    en("eco_udp_servidor.c"),
];

/// Lo que cabe en el mayor de los datagramas.
const TODO: usize = 65_535;

/// Recibe con ese búfer y deja que otro conteste.
fn servir(direccion: &str, bufer: usize, mut contestar: impl FnMut(&UdpSocket, &mut [u8], usize, SocketAddr)) {
    let socket = escuchar_udp(direccion);
    let mut buffer = vec![0; bufer];
    loop {
        if let Ok((leidos, de)) = socket.recv_from(&mut buffer) {
            contestar(&socket, &mut buffer, leidos, de);
        }
    }
}

fn con_restos(direccion: &str) {
    let mut mayor = 0;
    servir(direccion, TODO, move |s, b, n, de| {
        mayor = mayor.max(n);
        let _ = s.send_to(&b[..mayor], de);
    })
}

fn vacio_es_fin(direccion: &str) {
    servir(direccion, TODO, |s, b, n, de| {
        if n == 0 {
            exit(0);
        }
        let _ = s.send_to(&b[..n], de);
    })
}

fn vacio_se_salta(direccion: &str) {
    servir(direccion, TODO, |s, b, n, de| {
        if n > 0 {
            let _ = s.send_to(&b[..n], de);
        }
    })
}

fn conectado_al_primero(direccion: &str) {
    servir(direccion, TODO, |s, b, n, de| {
        let _ = s.connect(de);
        let _ = s.send(&b[..n]);
    })
}

fn contesta_al_primero(direccion: &str) {
    let mut primero = None;
    servir(direccion, TODO, move |s, b, n, de| {
        let _ = s.send_to(&b[..n], *primero.get_or_insert(de));
    })
}

fn a_trozos(direccion: &str) {
    servir(direccion, TODO, |s, b, n, de| {
        for trozo in b[..n].chunks(1400) {
            let _ = s.send_to(trozo, de);
        }
        if n == 0 {
            let _ = s.send_to(b"", de);
        }
    })
}

fn otro_socket(direccion: &str) {
    servir(direccion, TODO, |_, b, n, de| {
        let otro = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let _ = otro.send_to(&b[..n], de);
    })
}

fn dos_veces(direccion: &str) {
    servir(direccion, TODO, |s, b, n, de| {
        let _ = s.send_to(&b[..n], de);
        let _ = s.send_to(&b[..n], de);
    })
}

fn sin_repetidos(direccion: &str) {
    let mut anterior = None;
    servir(direccion, TODO, move |s, b, n, de| {
        if anterior.as_ref() != Some(&(b[..n].to_vec(), de)) {
            let _ = s.send_to(&b[..n], de);
        }
        anterior = Some((b[..n].to_vec(), de));
    })
}

fn texto(direccion: &str) {
    servir(direccion, TODO, |s, b, n, de| {
        let _ = s.send_to(str::from_utf8(&b[..n]).unwrap().as_bytes(), de);
    })
}

fn un_datagrama(direccion: &str) {
    servir(direccion, TODO, |s, b, n, de| {
        let _ = s.send_to(&b[..n], de);
        exit(0);
    })
}

fn se_cansa(direccion: &str) {
    let socket = escuchar_udp(direccion);
    socket.set_read_timeout(Some(Duration::from_millis(650))).unwrap();
    let mut buffer = vec![0; TODO];
    while let Ok((leidos, de)) = socket.recv_from(&mut buffer) {
        let _ = socket.send_to(&buffer[..leidos], de);
    }
    eprintln!("error: nadie escribe");
    exit(1)
}

fn con_tcp(direccion: &str) {
    let listener = TcpListener::bind(direccion).unwrap();
    println!("escuchando en {}", listener.local_addr().unwrap());
    listener.incoming().for_each(drop);
}

fn con_hilos(direccion: &str) {
    servir(direccion, TODO, |s, b, n, de| {
        let (otro, datos) = (s.try_clone().unwrap(), b[..n].to_vec());
        thread::spawn(move || otro.send_to(&datos, de));
    })
}

fn perezoso(direccion: &str) {
    servir(direccion, TODO, |s, b, n, de| {
        thread::sleep(Duration::from_millis(15));
        println!("{de} ha enviado {n} bytes");
        let _ = s.send_to(&b[..n], de);
    })
}

fn cola_corta(direccion: &str) {
    let (meter, sacar) = mpsc::sync_channel::<(UdpSocket, Vec<u8>, SocketAddr)>(4);
    thread::spawn(move || {
        for (socket, datos, de) in sacar {
            thread::sleep(Duration::from_millis(20));
            let _ = socket.send_to(&datos, de);
        }
    });
    // Quien lee no espera a quien contesta: si la cola está llena, el datagrama se tira.
    servir(direccion, TODO, move |s, b, n, de| drop(meter.try_send((s.try_clone().unwrap(), b[..n].to_vec(), de))))
}

fn tabla_de_clientes(direccion: &str) {
    let mut clientes = HashSet::new();
    // De la tabla no se borra nadie, porque nadie se despide: en cuanto se llena, no hay sitio para otro.
    servir(direccion, TODO, move |s, b, n, de| {
        if clientes.len() < 5 {
            clientes.insert(de);
        }
        if clientes.contains(&de) {
            let _ = s.send_to(&b[..n], de);
        }
    })
}

fn a_saltos(direccion: &str, entre_saltos: fn()) {
    // Sin bloqueo: mira de vez en cuando.
    let socket = escuchar_udp(direccion);
    socket.set_nonblocking(true).unwrap();
    let mut buffer = vec![0; TODO];
    loop {
        match socket.recv_from(&mut buffer) {
            Ok((leidos, de)) => drop(socket.send_to(&buffer[..leidos], de)),
            Err(_) => entre_saltos(),
        }
    }
}
