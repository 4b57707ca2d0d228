//! Variantes de `servidor_saludo`.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener};
use std::process::exit;
use std::thread;
use std::time::Duration;

use crate::red::{
    en_un_hijo, escuchar, por_ipv6, servir, servir_a_unos, servir_con_hilos, servir_hasta_el_primer_error,
    servir_sin_cola,
};
use crate::reto::{Reto, Variante, bien, en, mal};

pub const RETO: Reto = Reto { nombre: "servidor_saludo", variantes: VARIANTES };

const VARIANTES: &[Variante] = &[
    mal("saludo_sin_salto", "R08", |direccion| servir(direccion, |mut s| s.write_all(&SALUDO[..31]))),
    mal("saludo_espera", "R06", espera),
    mal("saludo_un_cliente", "R17", un_cliente),
    mal("saludo_interrogante", "R11", |direccion| servir_hasta_el_primer_error(direccion, |mut s| s.write_all(SALUDO))),
    mal("saludo_no_cierra", "R09", no_cierra),
    mal("saludo_otro_texto", "R21", |direccion| {
        servir(direccion, |mut s| s.write_all("Hola, gracias por conectarte!\n".as_bytes()))
    }),
    mal("saludo_bufer_entero", "R03", bufer_entero),
    mal("saludo_por_pantalla", "R07", por_pantalla),
    mal("saludo_de_mas", "R22", |direccion| servir(direccion, |mut s| s.write_all(&[SALUDO, b"\r\n"].concat()))),
    mal("saludo_a_medias", "R23", |direccion| servir(direccion, |mut s| s.write_all(&SALUDO[..16]))),
    mal("saludo_pendiente", "R33", |direccion| servir(direccion, |_| todo!("saluda a quien llega"))),
    mal("saludo_sin_linea", "R15", sin_linea),
    mal("saludo_otra_linea", "R15", otra_linea),
    mal("saludo_repite_argumento", "R16", repite_argumento),
    mal("saludo_abierto_a_todos", "R16", |direccion| {
        servir(&direccion.replace("127.0.0.1", "0.0.0.0"), |mut s| s.write_all(SALUDO))
    }),
    mal("saludo_codigo", "R18", |direccion| servir(direccion, |mut s| s.write_all(SALUDO))).sin_direccion(1),
    mal("saludo_callado_al_fallar", "R27", callado_al_fallar),
    mal("saludo_panico_al_fallar", "R19", panico_al_fallar),
    mal("saludo_parlanchin_sin_fin", "R25", parlanchin_sin_fin),
    mal("saludo_gloton", "R25", gloton).solo_en_linux(),
    mal("saludo_a_diez", "R17", |direccion| servir_a_unos(direccion, 10, |mut s| s.write_all(SALUDO))),
    mal("saludo_dos_veces", "R22", |direccion| servir(direccion, |mut s| s.write_all(&[SALUDO, SALUDO].concat()))),
    mal("saludo_tarde", "R07", |direccion| con_calma(direccion, Duration::from_secs(3))),
    mal("saludo_espera_al_adios", "R10", espera_al_adios),
    mal("saludo_de_web", "R21", de_web),
    // Correctas, aunque raras.
    bien("saludo_con_calma", |direccion| con_calma(direccion, Duration::from_millis(900))),
    bien("saludo_sin_cola", |direccion| servir_sin_cola(direccion, |mut s| s.write_all(SALUDO))),
    bien("saludo_byte_a_byte", |direccion| {
        servir(direccion, |mut s| SALUDO.iter().try_for_each(|byte| s.write_all(&[*byte])))
    }),
    bien("saludo_lento", lento),
    bien("saludo_en_dos_mitades", en_dos_mitades),
    bien("saludo_con_hilos", |direccion| servir_con_hilos(direccion, |mut s| s.write_all(SALUDO))),
    bien("saludo_se_despide", se_despide),
    bien("saludo_hablador", hablador),
    bien("saludo_en_un_hijo", |_| en_un_hijo("saludo_en_dos_mitades")),
    bien("saludo_por_ipv6", |direccion| por_ipv6(direccion, en_dos_mitades)),
    en("saludo.py"),
    en("saludo.js"),
    en("Saludo.java"),
    en("saludo.c"),
];

const SALUDO: &[u8] = "Hola, ¡gracias por conectarte!\n".as_bytes();

fn con_calma(direccion: &str, calma: Duration) {
    servir(direccion, |mut s| {
        thread::sleep(calma);
        s.write_all(SALUDO)
    })
}

/// No pasa al siguiente hasta que este se va.
fn espera_al_adios(direccion: &str) {
    servir(direccion, |mut s| {
        s.write_all(SALUDO)?;
        s.shutdown(Shutdown::Write)?;
        io::copy(&mut s, &mut io::sink()).map(drop)
    })
}

/// A quien habla le contesta como a un navegador.
fn de_web(direccion: &str) {
    servir(direccion, |mut s| {
        s.set_read_timeout(Some(Duration::from_millis(100)))?;
        if matches!(s.read(&mut [0; 512]), Ok(1..)) {
            s.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
        }
        s.write_all(SALUDO)
    })
}

fn espera(direccion: &str) {
    servir(direccion, |mut s| {
        let _ = s.read(&mut [0; 64])?;
        s.write_all(SALUDO)
    })
}

fn un_cliente(direccion: &str) {
    let (mut stream, _) = escuchar(direccion).accept().unwrap();
    // La conexión de prueba del arranque se va sin leer: no cuenta.
    let _ = stream.write_all(SALUDO);
}

fn no_cierra(direccion: &str) {
    servir(direccion, |mut s| {
        s.write_all(SALUDO)?;
        std::mem::forget(s);
        Ok(())
    })
}

fn bufer_entero(direccion: &str) {
    servir(direccion, |mut s| {
        let mut buffer = [0; 64];
        buffer[..SALUDO.len()].copy_from_slice(SALUDO);
        s.write_all(&buffer)
    })
}

fn por_pantalla(direccion: &str) {
    servir(direccion, |_| {
        println!("Hola, ¡gracias por conectarte!");
        Ok(())
    })
}

fn sin_linea(direccion: &str) {
    let listener = TcpListener::bind(direccion).unwrap();
    listener.incoming().for_each(drop);
}

fn otra_linea(direccion: &str) {
    println!("Servidor en marcha");
    servir(direccion, |mut s| s.write_all(SALUDO))
}

fn repite_argumento(direccion: &str) {
    let listener = TcpListener::bind(direccion).unwrap();
    println!("escuchando en {direccion}");
    listener.incoming().for_each(drop);
}

fn callado_al_fallar(direccion: &str) {
    let Ok(listener) = TcpListener::bind(direccion) else { exit(1) };
    println!("escuchando en {}", listener.local_addr().unwrap());
    for mut stream in listener.incoming().flatten() {
        let _ = stream.write_all(SALUDO);
    }
}

fn panico_al_fallar(direccion: &str) {
    let listener = TcpListener::bind(direccion).unwrap();
    println!("escuchando en {}", listener.local_addr().unwrap());
    for mut stream in listener.incoming().flatten() {
        let _ = stream.write_all(SALUDO);
    }
}

fn parlanchin_sin_fin(direccion: &str) {
    let _listener = escuchar(direccion);
    loop {
        println!("sigo aquí, sigo aquí, sigo aquí, sigo aquí, sigo aquí, sigo aquí, sigo aquí, sigo aquí");
    }
}

fn gloton(direccion: &str) {
    let _listener = escuchar(direccion);
    let mut todo = Vec::new();
    loop {
        // Con un byte de cada página basta para ocuparla.
        let mut bloque = vec![0_u8; 64 << 20];
        bloque.chunks_mut(4096).for_each(|pagina| pagina[0] = 7);
        todo.push(bloque);
    }
}

fn lento(direccion: &str) {
    servir(direccion, |mut s| {
        thread::sleep(Duration::from_millis(30));
        s.write_all(SALUDO)
    })
}

fn en_dos_mitades(direccion: &str) {
    servir(direccion, |mut s| {
        // El corte cae en medio de la «¡».
        s.set_nodelay(true)?;
        s.write_all(&SALUDO[..7])?;
        thread::sleep(Duration::from_millis(5));
        s.write_all(&SALUDO[7..])
    })
}

fn se_despide(direccion: &str) {
    servir(direccion, |mut s| {
        // Cierra primero su lado y da un momento al cliente para cerrar el suyo.
        s.write_all(SALUDO)?;
        s.shutdown(Shutdown::Write)?;
        s.set_read_timeout(Some(Duration::from_millis(20)))?;
        while matches!(s.read(&mut [0; 512]), Ok(1..)) {}
        Ok(())
    })
}

fn hablador(direccion: &str) {
    servir(direccion, |mut s| {
        println!("ha llegado {:?}", s.peer_addr());
        eprintln!("le saludo");
        s.write_all(SALUDO)
    })
}
