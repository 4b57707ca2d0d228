//! Variantes de `servidor_eco`.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::{Receiver, channel, sync_channel};
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
            // Poco, para que venza mientras se le mira atascado; y no tan poco que venza porque el cliente esté ocupado.
            s.set_write_timeout(Some(Duration::from_millis(40)))?;
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
        "eco_cola_sin_limite" => servir(direccion, |s| {
            let (envia, recibe) = channel::<Vec<u8>>();
            leer_en_otro_hilo(&s, move |trozo| envia.send(trozo).is_ok(), &recibe)
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
            s.shutdown(Shutdown::Write)?;
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
        "eco_bufer_que_crece" => servir(direccion, |mut s| {
            // La primera lectura pide un byte; las siguientes, cada vez más.
            let mut buffer = vec![0; 1];
            loop {
                let leidos = s.read(&mut buffer)?;
                if leidos == 0 {
                    return Ok(());
                }
                s.write_all(&buffer[..leidos])?;
                buffer.resize((buffer.len() * 2).min(64 * 1024), 0);
            }
        }),
        "eco_con_dos_hilos" => servir(direccion, |s| {
            let (envia, recibe) = sync_channel::<Vec<u8>>(4);
            leer_en_otro_hilo(&s, move |trozo| envia.send(trozo).is_ok(), &recibe)
        }),
        "eco_con_bufreader" => servir(direccion, |s| {
            let (mut lector, mut escritor) = (BufReader::with_capacity(4096, &s), BufWriter::new(&s));
            loop {
                let trozo = lector.fill_buf()?;
                if trozo.is_empty() {
                    return Ok(());
                }
                let leidos = trozo.len();
                escritor.write_all(trozo)?;
                escritor.flush()?;
                lector.consume(leidos);
            }
        }),
        "eco_en_un_solo_hilo" => todos_en_un_hilo(direccion),
        _ => false,
    }
}

/// Un hilo lee y otro escribe, con un canal entre los dos. Si es corto y el cliente no recoge, se deja de leer; si no tiene
/// límite, en él se acumula todo.
fn leer_en_otro_hilo(
    s: &TcpStream,
    encolar: impl Fn(Vec<u8>) -> bool + Send,
    recibe: &Receiver<Vec<u8>>,
) -> io::Result<()> {
    thread::scope(|hilos| {
        let mut lector = s;
        hilos.spawn(move || {
            let mut buffer = vec![0; 32 * 1024];
            while let Ok(leidos @ 1..) = lector.read(&mut buffer) {
                if !encolar(buffer[..leidos].to_vec()) {
                    return;
                }
            }
        });
        let mut escritor = s;
        let escrito = recibe.iter().try_for_each(|trozo| escritor.write_all(&trozo));
        if escrito.is_err() {
            let _ = s.shutdown(Shutdown::Both);
        }
        escrito
    })
}

/// Todos los clientes a la vez en un solo hilo, sin bloquearse con ninguno.
fn todos_en_un_hilo(direccion: &str) -> bool {
    let listener = escuchar(direccion);
    listener.set_nonblocking(true).unwrap();
    let mut clientes: Vec<(TcpStream, Vec<u8>)> = Vec::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let mut movido = false;
        if let Ok((s, _)) = listener.accept() {
            s.set_nonblocking(true).unwrap();
            clientes.push((s, Vec::new()));
            movido = true;
        }
        clientes.retain_mut(|(s, pendiente)| {
            let hecho = if pendiente.is_empty() {
                s.read(&mut buffer).inspect(|leidos| pendiente.extend_from_slice(&buffer[..*leidos]))
            } else {
                s.write(pendiente).inspect(|escritos| drop(pendiente.drain(..*escritos)))
            };
            movido |= hecho.is_ok();
            match hecho {
                Ok(cuantos) => cuantos > 0,
                Err(error) => error.kind() == io::ErrorKind::WouldBlock,
            }
        });
        if !movido {
            thread::sleep(Duration::from_millis(1));
        }
    }
}
