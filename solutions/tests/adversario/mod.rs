//! El otro lado de la conversación, con mala idea: trozos de un byte, cortes, silencios. Sin azar y sin esperas a ciegas.

#![allow(dead_code, reason = "cada fichero de pruebas usa una parte")]

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use apoyo::{PLAZO, Programa, arrancar, ejecutar};

/// Ocho mebibytes en los que ningún trozo se parece al de al lado.
pub fn ocho_mebibytes() -> Vec<u8> {
    let mut estado = 1_u32;
    let siguiente = |_| {
        estado = estado.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (estado >> 24) as u8
    };
    (0..8 * 1024 * 1024).map(siguiente).collect()
}

/// Arranca un servidor en un puerto libre. Se acaba al soltar el [`Programa`].
pub fn servidor(programa: &str) -> (Programa, SocketAddr) {
    let programa = arrancar(programa, &["127.0.0.1:0"]);
    let direccion = programa.direccion();
    (programa, direccion)
}

/// Conecta, con plazos para todo y sin que el sistema junte los envíos pequeños.
pub fn conectar(direccion: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect_timeout(&direccion, PLAZO).expect("el servidor acepta");
    stream.set_read_timeout(Some(PLAZO)).expect("plazo de lectura");
    stream.set_write_timeout(Some(PLAZO)).expect("plazo de escritura");
    stream.set_nodelay(true).expect("sin Nagle");
    stream
}

/// Envía cada trozo por separado, se despide y devuelve todo lo que contesta el servidor hasta que cierra.
/// Envía y recibe a la vez: con mensajes grandes, el servidor no puede seguir leyendo si nadie recoge lo suyo.
pub fn conversar<T: AsRef<[u8]> + Sync>(direccion: SocketAddr, trozos: &[T]) -> Vec<u8> {
    con_pausas(direccion, trozos, Duration::ZERO)
}

/// Como [`conversar`], con un respiro entre trozo y trozo para que el servidor los lea por separado. Las pausas hacen más
/// difícil el trabajo del servidor; ninguna prueba depende de que basten.
pub fn conversar_despacio<T: AsRef<[u8]> + Sync>(direccion: SocketAddr, trozos: &[T]) -> Vec<u8> {
    con_pausas(direccion, trozos, Duration::from_millis(1))
}

fn con_pausas<T: AsRef<[u8]> + Sync>(direccion: SocketAddr, trozos: &[T], pausa: Duration) -> Vec<u8> {
    let stream = conectar(direccion);
    thread::scope(|hilos| {
        hilos.spawn(|| {
            for trozo in trozos {
                thread::sleep(pausa);
                (&stream).write_all(trozo.as_ref()).expect("el servidor sigue leyendo");
            }
            stream.shutdown(Shutdown::Write).expect("medio cierre");
        });
        hasta_el_final(&stream)
    })
}

/// Los mismos bytes, de uno en uno.
pub fn de_uno_en_uno(bytes: &[u8]) -> Vec<[u8; 1]> {
    bytes.iter().map(|byte| [*byte]).collect()
}

/// Todo lo que llega hasta que el otro cierra.
pub fn hasta_el_final(mut stream: &TcpStream) -> Vec<u8> {
    let mut recibido = Vec::new();
    stream.read_to_end(&mut recibido).expect("el servidor termina y cierra");
    recibido
}

/// Espera a que llegue exactamente esto.
pub fn esperar(mut stream: &TcpStream, esperado: &[u8]) {
    let mut recibido = vec![0; esperado.len()];
    stream.read_exact(&mut recibido).expect("lo esperado llega a tiempo");
    assert_eq!(recibido.escape_ascii().to_string(), esperado.escape_ascii().to_string());
}

/// Corta de golpe: cerrar con algo sin leer hace que el sistema envíe un RST. Antes espera a que haya algo que leer.
pub fn cortar(stream: TcpStream) {
    apoyo::sin_interrupciones(|| stream.peek(&mut [0])).expect("el servidor contesta algo");
    drop(stream);
}

/// Sin argumento acaba con 2; con una dirección sin sentido o un puerto ocupado, con 1; siempre con una línea en stderr.
pub fn comprobar_argumentos_de_servidor(programa: &str) {
    let otro = TcpListener::bind("127.0.0.1:0").expect("un puerto libre");
    let ocupado = otro.local_addr().expect("tiene dirección").to_string();
    for (argumentos, codigo) in [(&[][..], 2), (&["127.0.0.1:70000"], 1), (&[ocupado.as_str()], 1)] {
        let fin = ejecutar(programa, argumentos);
        assert_eq!((fin.codigo, fin.salida.as_str()), (Some(codigo), ""), "{argumentos:?}");
        assert_eq!(fin.errores.lines().count(), 1, "{argumentos:?}: {}", fin.errores);
    }
}
