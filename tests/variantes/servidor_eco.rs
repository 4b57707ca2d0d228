//! Variantes de `servidor_eco`.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::exit;
use std::sync::mpsc::{Receiver, channel, sync_channel};
use std::thread;
use std::time::Duration;

use crate::red::{
    en_un_hijo, escuchar, por_ipv6, servir, servir_a_unos, servir_con_hilos, servir_hasta_el_primer_error,
    servir_sin_cola,
};
use crate::reto::{Reto, Variante, bien, en, mal};

pub const RETO: Reto = Reto { nombre: "servidor_eco", variantes: VARIANTES };

const VARIANTES: &[Variante] = &[
    mal("eco_una_lectura", "R01", una_lectura),
    mal("eco_ignora_el_cero", "R02", ignora_el_cero).solo_en_linux(),
    mal("eco_bufer_entero", "R03", bufer_entero),
    mal("eco_con_restos", "R03", con_restos),
    mal("eco_sin_insistir", "R04", sin_insistir),
    mal("eco_al_final", "R06", al_final),
    mal("eco_lo_guarda_todo", "R25", lo_guarda_todo).solo_en_linux(),
    mal("eco_cola_sin_limite", "R25", cola_sin_limite).solo_en_linux(),
    mal("eco_interrogante", "R11", |direccion| servir_hasta_el_primer_error(direccion, |s| eco(s, 1024))),
    mal("eco_un_cliente", "R17", un_cliente),
    mal("eco_clon_vivo", "R09", clon_vivo),
    mal("eco_mayusculas", "R21", mayusculas),
    mal("eco_con_salto", "R22", con_salto),
    mal("eco_texto", "R19", texto),
    mal("eco_un_mega", "R23", un_mega),
    mal("eco_tarde", "R15", tarde),
    mal("eco_no_para", "R02", no_para),
    mal("eco_gotea", "R02", gotea),
    mal("eco_solo_texto", "R14", solo_texto),
    mal("eco_diez_clientes", "R17", |direccion| servir_a_unos(direccion, 10, |s| eco(s, 1024))),
    mal("eco_write", "R04", |direccion| servir(direccion, |s| write_a_secas(s, 1024))).solo_en_linux(),
    mal("eco_write_grande", "R04", |direccion| servir(direccion, |s| write_a_secas(s, 64 * 1024))).solo_en_linux(),
    mal("eco_hasta_el_cero", "R23", |direccion| {
        cambiando(direccion, |trozo| Some(trozo.split(|byte| *byte == 0).next().unwrap_or_default().to_vec()))
    }),
    mal("eco_recorta", "R23", |direccion| cambiando(direccion, |trozo| Some(trozo.trim_ascii_end().to_vec()))),
    mal("eco_se_va_con_control_d", "R23", |direccion| {
        cambiando(direccion, |trozo| (!trozo.contains(&4)).then(|| trozo.to_vec()))
    }),
    mal("eco_sin_retornos", "R23", |direccion| {
        cambiando(direccion, |trozo| Some(trozo.iter().copied().filter(|byte| *byte != b'\r').collect()))
    }),
    mal("eco_solo_texto_callado", "R14", |direccion| {
        cambiando(direccion, |trozo| String::from_utf8(trozo.to_vec()).ok().map(String::into_bytes))
    }),
    mal("eco_con_sustitutos", "R14", |direccion| {
        cambiando(direccion, |trozo| Some(String::from_utf8_lossy(trozo).into_owned().into_bytes()))
    }),
    mal("eco_mientras_se_llene", "R01", mientras_se_llene),
    mal("eco_a_rachas", "R23", a_rachas),
    mal("eco_se_despide_de_quien_calla", "R22", se_despide_de_quien_calla),
    mal("eco_codigo", "R18", |direccion| servir(direccion, |s| eco(s, 1024))).sin_direccion(1),
    mal("eco_en_todas", "R16", en_todas).solo_en_linux(),
    mal("eco_puerto_fijo", "R16", puerto_fijo).solo_en_linux(),
    // Correctas, aunque raras.
    bien("eco_lo_cuenta_todo", lo_cuenta_todo),
    bien("eco_con_crlf", con_crlf),
    bien("eco_sin_cola", |direccion| servir_sin_cola(direccion, |s| eco(s, 1024))),
    bien("eco_que_se_calienta", que_se_calienta),
    bien("eco_bufer_pequeno", |direccion| servir(direccion, |s| eco(s, 100))),
    bien("eco_bufer_enorme", |direccion| servir(direccion, |s| eco(s, 1 << 20))),
    bien("eco_con_hilos", |direccion| servir_con_hilos(direccion, |s| eco(s, 8192))),
    bien("eco_perezoso", perezoso),
    bien("eco_con_copy", |direccion| servir(direccion, |s| io::copy(&mut &s, &mut &s).map(drop))),
    bien("eco_bufer_que_crece", bufer_que_crece),
    bien("eco_con_dos_hilos", con_dos_hilos),
    bien("eco_con_bufreader", con_bufreader),
    bien("eco_en_un_solo_hilo", todos_en_un_hilo),
    bien("eco_en_un_hijo", |_| en_un_hijo("eco_bufer_enorme")),
    bien("eco_por_ipv6", |direccion| por_ipv6(direccion, |direccion| servir(direccion, |s| eco(s, 1 << 20)))),
    en("eco.py"),
    en("eco.js"),
    en("Eco.java"),
    en("eco.c"),
];

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

/// El más corriente de los ecos mal hechos.
fn write_a_secas(mut s: TcpStream, bufer: usize) -> io::Result<()> {
    let mut buffer = vec![0; bufer];
    loop {
        let leidos = s.read(&mut buffer)?;
        if leidos == 0 {
            return Ok(());
        }
        let _ = s.write(&buffer[..leidos])?;
    }
}

/// Devuelve otra cosa en lugar de cada trozo; con `None`, se va.
fn cambiando(direccion: &str, cambiar: fn(&[u8]) -> Option<Vec<u8>>) {
    servir(direccion, |mut s| {
        let mut buffer = [0; 1024];
        loop {
            let leidos = s.read(&mut buffer)?;
            let Some(trozo) = cambiar(&buffer[..leidos]).filter(|_| leidos > 0) else { return Ok(()) };
            s.write_all(&trozo)?;
        }
    })
}

/// Da el mensaje por acabado en cuanto una lectura no llena el búfer.
fn mientras_se_llene(direccion: &str) {
    servir(direccion, |mut s| {
        let mut buffer = [0; 1024];
        loop {
            let leidos = s.read(&mut buffer)?;
            s.write_all(&buffer[..leidos])?;
            if leidos < buffer.len() {
                return Ok(());
            }
        }
    })
}

/// Junta lo que llega hasta que el cliente calla un momento; lo que tuviera junto cuando se despide, lo tira.
fn a_rachas(direccion: &str) {
    servir(direccion, |mut s| {
        s.set_read_timeout(Some(Duration::from_millis(30)))?;
        let (mut junto, mut buffer) = (Vec::new(), vec![0; 64 * 1024]);
        loop {
            match s.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(leidos) => junto.extend_from_slice(&buffer[..leidos]),
                Err(_) => s.write_all(&std::mem::take(&mut junto))?,
            }
        }
    })
}

fn se_despide_de_quien_calla(direccion: &str) {
    servir(direccion, |mut s| {
        let mut primero = [0];
        if s.read(&mut primero)? == 0 {
            return s.write_all("no has dicho nada\n".as_bytes());
        }
        s.write_all(&primero)?;
        eco(s, 1024)
    })
}

/// Ocupa mucho con el primer cliente, como quien tiene recolector de basura; y después, nada más.
fn que_se_calienta(direccion: &str) {
    let reserva = std::sync::OnceLock::new();
    servir(direccion, |s| {
        reserva.get_or_init(|| vec![7_u8; 40 << 20]);
        eco(s, 64 * 1024)
    })
}

fn una_lectura(direccion: &str) {
    servir(direccion, |mut s| {
        let mut buffer = [0; 1024];
        let leidos = s.read(&mut buffer)?;
        s.write_all(&buffer[..leidos])
    })
}

fn ignora_el_cero(direccion: &str) {
    servir(direccion, |mut s| {
        let mut buffer = [0; 1024];
        loop {
            let leidos = s.read(&mut buffer)?;
            s.write_all(&buffer[..leidos])?;
        }
    })
}

fn bufer_entero(direccion: &str) {
    servir(direccion, |mut s| {
        let mut buffer = [0; 1024];
        while s.read(&mut buffer)? > 0 {
            s.write_all(&buffer)?;
        }
        Ok(())
    })
}

fn con_restos(direccion: &str) {
    servir(direccion, |mut s| {
        let (mut buffer, mut mayor) = ([0; 64 * 1024], 0);
        loop {
            let leidos = s.read(&mut buffer)?;
            if leidos == 0 {
                return Ok(());
            }
            mayor = mayor.max(leidos);
            s.write_all(&buffer[..mayor])?;
        }
    })
}

fn sin_insistir(direccion: &str) {
    servir(direccion, |mut s| {
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
    })
}

fn al_final(direccion: &str) {
    servir(direccion, |mut s| {
        let mut todo = Vec::new();
        s.read_to_end(&mut todo)?;
        s.write_all(&todo)
    })
}

fn lo_guarda_todo(direccion: &str) {
    servir(direccion, |mut s| {
        let (mut todo, mut buffer) = (Vec::new(), vec![0; 64 * 1024]);
        loop {
            let leidos = s.read(&mut buffer)?;
            if leidos == 0 {
                return Ok(());
            }
            todo.extend_from_slice(&buffer[..leidos]);
            s.write_all(&todo[todo.len() - leidos..])?;
        }
    })
}

fn cola_sin_limite(direccion: &str) {
    servir(direccion, |s| {
        let (envia, recibe) = channel::<Vec<u8>>();
        leer_en_otro_hilo(&s, move |trozo| envia.send(trozo).is_ok(), &recibe)
    })
}

fn un_cliente(direccion: &str) {
    let listener = escuchar(direccion);
    for _ in 0..2 {
        eco(listener.accept().unwrap().0, 1024).unwrap();
    }
}

fn clon_vivo(direccion: &str) {
    let clones = std::sync::Mutex::new(Vec::new());
    servir(direccion, |s| {
        clones.lock().unwrap().push(s.try_clone()?);
        eco(s, 1024)
    })
}

fn mayusculas(direccion: &str) {
    servir(direccion, |mut s| {
        let mut buffer = [0; 1024];
        loop {
            let leidos = s.read(&mut buffer)?;
            if leidos == 0 {
                return Ok(());
            }
            s.write_all(&buffer[..leidos].to_ascii_uppercase())?;
        }
    })
}

fn con_salto(direccion: &str) {
    servir(direccion, |mut s| {
        let mut buffer = [0; 1024];
        loop {
            let leidos = s.read(&mut buffer)?;
            if leidos == 0 {
                return Ok(());
            }
            s.write_all(&[&buffer[..leidos], b"\n"].concat())?;
        }
    })
}

fn texto(direccion: &str) {
    servir(direccion, |mut s| {
        let mut buffer = [0; 1024];
        loop {
            let leidos = s.read(&mut buffer)?;
            if leidos == 0 {
                return Ok(());
            }
            s.write_all(str::from_utf8(&buffer[..leidos]).unwrap().as_bytes())?;
        }
    })
}

fn un_mega(direccion: &str) {
    servir(direccion, |s| {
        let mut limitado = s.try_clone()?.take(1 << 20);
        io::copy(&mut limitado, &mut &s)?;
        s.shutdown(Shutdown::Write)?;
        io::copy(&mut &s, &mut io::sink()).map(drop)
    })
}

fn tarde(direccion: &str) {
    thread::sleep(Duration::from_secs(60));
    servir(direccion, |s| eco(s, 1024))
}

fn perezoso(direccion: &str) {
    servir(direccion, |s| {
        thread::sleep(Duration::from_millis(60));
        eco(s, 64 * 1024)
    })
}

fn bufer_que_crece(direccion: &str) {
    servir(direccion, |mut s| {
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
    })
}

fn con_dos_hilos(direccion: &str) {
    servir(direccion, |s| {
        let (envia, recibe) = sync_channel::<Vec<u8>>(4);
        leer_en_otro_hilo(&s, move |trozo| envia.send(trozo).is_ok(), &recibe)
    })
}

fn con_bufreader(direccion: &str) {
    servir(direccion, |s| {
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
    })
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
fn todos_en_un_hilo(direccion: &str) {
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

/// Cada lectura, entera y con todos sus bytes, por stderr: mucho, pero no sin parar.
fn lo_cuenta_todo(direccion: &str) {
    servir(direccion, |mut s| {
        let mut buffer = [0; 64 * 1024];
        loop {
            let leidos = s.read(&mut buffer)?;
            if leidos == 0 {
                return Ok(());
            }
            io::stderr().write_all(format!("{:?}\n", &buffer[..leidos]).as_bytes())?;
            s.write_all(&buffer[..leidos])?;
        }
    })
}

/// Dice su primera línea como la dice Python en Windows.
fn con_crlf(direccion: &str) {
    let listener = TcpListener::bind(direccion).unwrap_or_else(|error| {
        eprintln!("error: no puedo escuchar en {direccion} ({error})");
        exit(1)
    });
    print!("escuchando en {}\r\n", listener.local_addr().unwrap());
    io::stdout().flush().unwrap();
    for stream in listener.incoming().flatten() {
        if let Err(error) = eco(stream, 8192) {
            eprintln!("un cliente se ha ido a medias ({error})");
        }
    }
}

/// Sigue escribiendo cuando el cliente ya se ha despedido, y no para.
fn no_para(direccion: &str) {
    servir(direccion, |mut s| {
        let mut buffer = [0; 1024];
        loop {
            let leidos = s.read(&mut buffer)?;
            s.write_all(if leidos == 0 { b"adi\xc3\xb3s\n" } else { &buffer[..leidos] })?;
        }
    })
}

/// Lo mismo, pero de vez en cuando: cada byte renovaría un plazo que se renovase con cualquier cosa.
fn gotea(direccion: &str) {
    servir(direccion, |mut s| {
        let mut buffer = [0; 1024];
        loop {
            let leidos = s.read(&mut buffer)?;
            if leidos == 0 {
                thread::sleep(Duration::from_millis(20));
            }
            s.write_all(if leidos == 0 { b"." } else { &buffer[..leidos] })?;
        }
    })
}

/// `from_utf8(..)?`: se va en cuanto llega algo que no es texto.
fn solo_texto(direccion: &str) {
    servir(direccion, |mut s| {
        let mut buffer = [0; 1024];
        loop {
            let leidos = s.read(&mut buffer)?;
            if leidos == 0 {
                return Ok(());
            }
            let texto = str::from_utf8(&buffer[..leidos]).map_err(|error| {
                eprintln!("{error}");
                io::Error::other(error)
            })?;
            s.write_all(texto.as_bytes())?;
        }
    })
}

/// Escucha en todas las direcciones y dice que solo en una.
fn en_todas(direccion: &str) {
    let puerto = direccion.rsplit(':').next().unwrap_or_default();
    let listener = TcpListener::bind(format!("0.0.0.0:{puerto}")).unwrap_or_else(|error| {
        eprintln!("error: no puedo escuchar en {direccion} ({error})");
        exit(1)
    });
    println!("escuchando en 127.0.0.1:{}", listener.local_addr().unwrap().port());
    for stream in listener.incoming().flatten() {
        let _ = eco(stream, 8192);
    }
}

/// No mira su argumento: siempre el mismo puerto.
fn puerto_fijo(direccion: &str) {
    // El mismo para todos los que arranca el mismo padre: dos comprobaciones a la vez no se estorban.
    #[cfg(unix)]
    let padre = std::os::unix::process::parent_id();
    #[cfg(not(unix))]
    let padre = 81;
    let fijo = format!("127.0.0.1:{}", 10_000 + padre % 20_000);
    servir(if direccion.ends_with(":0") { &fijo } else { direccion }, |s| eco(s, 8192));
}
