//! Variantes de `servidor_saludo`.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener};
use std::process::exit;
use std::thread;
use std::time::Duration;

use crate::{escuchar, servir, servir_con_hilos, servir_hasta_el_primer_error};

const SALUDO: &[u8] = "Hola, ¡gracias por conectarte!\n".as_bytes();

pub fn jugar(nombre: &str, direccion: &str) -> bool {
    match nombre {
        "saludo_sin_salto" => servir(direccion, |mut s| s.write_all(&SALUDO[..31])),
        "saludo_espera" => servir(direccion, |mut s| {
            let _ = s.read(&mut [0; 64])?;
            s.write_all(SALUDO)
        }),
        "saludo_un_cliente" => {
            let (mut stream, _) = escuchar(direccion).accept().unwrap();
            // La conexión de prueba del arranque se va sin leer: no cuenta.
            let _ = stream.write_all(SALUDO);
            true
        }
        "saludo_interrogante" => servir_hasta_el_primer_error(direccion, |mut s| s.write_all(SALUDO)),
        "saludo_no_cierra" => servir(direccion, |mut s| {
            s.write_all(SALUDO)?;
            std::mem::forget(s);
            Ok(())
        }),
        "saludo_otro_texto" => servir(direccion, |mut s| s.write_all("Hola, gracias por conectarte!\n".as_bytes())),
        "saludo_bufer_entero" => servir(direccion, |mut s| {
            let mut buffer = [0; 64];
            buffer[..SALUDO.len()].copy_from_slice(SALUDO);
            s.write_all(&buffer)
        }),
        "saludo_por_pantalla" => servir(direccion, |_| {
            println!("Hola, ¡gracias por conectarte!");
            Ok(())
        }),
        "saludo_de_mas" => servir(direccion, |mut s| s.write_all(&[SALUDO, b"\r\n"].concat())),
        "saludo_a_medias" => servir(direccion, |mut s| s.write_all(&SALUDO[..16])),
        "saludo_pendiente" => servir(direccion, |_| todo!("saluda a quien llega")),
        "saludo_sin_linea" => {
            let listener = TcpListener::bind(direccion).unwrap();
            listener.incoming().for_each(drop);
            true
        }
        "saludo_otra_linea" => {
            println!("Servidor en marcha");
            servir(direccion, |mut s| s.write_all(SALUDO))
        }
        "saludo_repite_argumento" => {
            let listener = TcpListener::bind(direccion).unwrap();
            println!("escuchando en {direccion}");
            listener.incoming().for_each(drop);
            true
        }
        "saludo_abierto_a_todos" => servir(&direccion.replace("127.0.0.1", "0.0.0.0"), |mut s| s.write_all(SALUDO)),
        "saludo_codigo" => servir(direccion, |mut s| s.write_all(SALUDO)),
        "saludo_callado_al_fallar" => {
            let Ok(listener) = TcpListener::bind(direccion) else { exit(1) };
            println!("escuchando en {}", listener.local_addr().unwrap());
            for mut stream in listener.incoming().flatten() {
                let _ = stream.write_all(SALUDO);
            }
            true
        }
        "saludo_panico_al_fallar" => {
            let listener = TcpListener::bind(direccion).unwrap();
            println!("escuchando en {}", listener.local_addr().unwrap());
            for mut stream in listener.incoming().flatten() {
                let _ = stream.write_all(SALUDO);
            }
            true
        }
        "saludo_parlanchin_sin_fin" => {
            let _listener = escuchar(direccion);
            loop {
                println!("sigo aquí, sigo aquí, sigo aquí, sigo aquí, sigo aquí, sigo aquí, sigo aquí, sigo aquí");
            }
        }
        "saludo_gloton" => {
            let _listener = escuchar(direccion);
            let mut todo = Vec::new();
            loop {
                // Con un byte de cada página basta para ocuparla.
                let mut bloque = vec![0_u8; 64 << 20];
                bloque.chunks_mut(4096).for_each(|pagina| pagina[0] = 7);
                todo.push(bloque);
            }
        }
        // Correctas, aunque raras.
        "saludo_byte_a_byte" => servir(direccion, |mut s| SALUDO.iter().try_for_each(|byte| s.write_all(&[*byte]))),
        "saludo_lento" => servir(direccion, |mut s| {
            thread::sleep(Duration::from_millis(30));
            s.write_all(SALUDO)
        }),
        "saludo_en_dos_mitades" => servir(direccion, |mut s| {
            // El corte cae en medio de la «¡».
            s.set_nodelay(true)?;
            s.write_all(&SALUDO[..7])?;
            thread::sleep(Duration::from_millis(5));
            s.write_all(&SALUDO[7..])
        }),
        "saludo_con_hilos" => servir_con_hilos(direccion, |mut s| s.write_all(SALUDO)),
        "saludo_se_despide" => servir(direccion, |mut s| {
            // Cierra primero su lado y da un momento al cliente para cerrar el suyo.
            s.write_all(SALUDO)?;
            s.shutdown(Shutdown::Write)?;
            s.set_read_timeout(Some(Duration::from_millis(20)))?;
            while matches!(s.read(&mut [0; 512]), Ok(1..)) {}
            Ok(())
        }),
        "saludo_hablador" => servir(direccion, |mut s| {
            println!("ha llegado {:?}", s.peer_addr());
            eprintln!("le saludo");
            s.write_all(SALUDO)
        }),
        _ => false,
    }
}
