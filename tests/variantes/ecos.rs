//! Variantes de `servidor_eco`.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use crate::{escuchar, servir, servir_con_hilos, servir_hasta_el_primer_error};

fn eco(mut s: TcpStream, bufer: usize) -> io::Result<()> {
    let mut buffer = vec![0; bufer];
    loop {
        let leidos = s.read(&mut buffer)?;
        if leidos == 0 {
            return Ok(());
        }
        s.write_all(&buffer[..leidos])?;
    }
}

pub fn jugar(nombre: &str, direccion: &str) -> bool {
    match nombre {
        "eco_una_lectura" => servir(direccion, |mut s| {
            let mut buffer = [0; 1024];
            let leidos = s.read(&mut buffer)?;
            s.write_all(&buffer[..leidos])
        }),
        "eco_ignora_el_cero" => servir(direccion, |mut s| {
            let mut buffer = [0; 1024];
            loop {
                let leidos = s.read(&mut buffer)?;
                s.write_all(&buffer[..leidos])?;
            }
        }),
        "eco_bufer_entero" => servir(direccion, |mut s| {
            let mut buffer = [0; 1024];
            while s.read(&mut buffer)? > 0 {
                s.write_all(&buffer)?;
            }
            Ok(())
        }),
        "eco_con_restos" => servir(direccion, |mut s| {
            let (mut buffer, mut mayor) = ([0; 64 * 1024], 0);
            loop {
                let leidos = s.read(&mut buffer)?;
                if leidos == 0 {
                    return Ok(());
                }
                mayor = mayor.max(leidos);
                s.write_all(&buffer[..mayor])?;
            }
        }),
        "eco_sin_insistir" => servir(direccion, |mut s| {
            s.set_write_timeout(Some(Duration::from_millis(80)))?;
            let mut buffer = vec![0; 64 * 1024];
            loop {
                let leidos = s.read(&mut buffer)?;
                if leidos == 0 {
                    return Ok(());
                }
                let _ = s.write(&buffer[..leidos]);
            }
        }),
        "eco_al_final" => servir(direccion, |mut s| {
            let mut todo = Vec::new();
            s.read_to_end(&mut todo)?;
            s.write_all(&todo)
        }),
        "eco_lo_guarda_todo" => servir(direccion, |mut s| {
            let (mut todo, mut buffer) = (Vec::new(), vec![0; 64 * 1024]);
            loop {
                let leidos = s.read(&mut buffer)?;
                if leidos == 0 {
                    return Ok(());
                }
                todo.extend_from_slice(&buffer[..leidos]);
                s.write_all(&todo[todo.len() - leidos..])?;
            }
        }),
        "eco_interrogante" => servir_hasta_el_primer_error(direccion, |s| eco(s, 1024)),
        "eco_un_cliente" => {
            let listener = escuchar(direccion);
            for _ in 0..2 {
                eco(listener.accept().unwrap().0, 1024).unwrap();
            }
            true
        }
        "eco_clon_vivo" => {
            let clones = std::sync::Mutex::new(Vec::new());
            servir(direccion, |s| {
                clones.lock().unwrap().push(s.try_clone()?);
                eco(s, 1024)
            })
        }
        "eco_mayusculas" => servir(direccion, |mut s| {
            let mut buffer = [0; 1024];
            loop {
                let leidos = s.read(&mut buffer)?;
                if leidos == 0 {
                    return Ok(());
                }
                s.write_all(&buffer[..leidos].to_ascii_uppercase())?;
            }
        }),
        "eco_con_salto" => servir(direccion, |mut s| {
            let mut buffer = [0; 1024];
            loop {
                let leidos = s.read(&mut buffer)?;
                if leidos == 0 {
                    return Ok(());
                }
                s.write_all(&[&buffer[..leidos], b"\n"].concat())?;
            }
        }),
        "eco_texto" => servir(direccion, |mut s| {
            let mut buffer = [0; 1024];
            loop {
                let leidos = s.read(&mut buffer)?;
                if leidos == 0 {
                    return Ok(());
                }
                s.write_all(str::from_utf8(&buffer[..leidos]).unwrap().as_bytes())?;
            }
        }),
        "eco_un_mega" => servir(direccion, |s| {
            let mut limitado = s.try_clone()?.take(1 << 20);
            io::copy(&mut limitado, &mut &s)?;
            s.shutdown(std::net::Shutdown::Write)?;
            io::copy(&mut &s, &mut io::sink()).map(drop)
        }),
        "eco_tarde" => {
            thread::sleep(Duration::from_secs(60));
            servir(direccion, |s| eco(s, 1024))
        }
        // Correctas, aunque raras.
        "eco_bufer_pequeno" => servir(direccion, |s| eco(s, 100)),
        "eco_bufer_enorme" => servir(direccion, |s| eco(s, 1 << 20)),
        "eco_con_hilos" => servir_con_hilos(direccion, |s| eco(s, 8192)),
        "eco_perezoso" => servir(direccion, |s| {
            thread::sleep(Duration::from_millis(60));
            eco(s, 64 * 1024)
        }),
        "eco_con_copy" => servir(direccion, |s| io::copy(&mut &s, &mut &s).map(drop)),
        _ => false,
    }
}
