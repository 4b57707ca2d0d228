//! Variantes de `contador_visitas`.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use crate::red::{escuchar, servir};
use crate::reto::{Reto, Variante, bien, en, mal};

pub const RETO: Reto = Reto { nombre: "contador_visitas", variantes: VARIANTES };

const VARIANTES: &[Variante] = &[
    mal("contador_copia", "R42", copia),
    mal("contador_foto", "R42", foto),
    mal("contador_apunta_al_irse", "R42", apunta_al_irse),
    mal("contador_lee_y_luego_escribe", "R42", lee_y_luego_escribe),
    mal("contador_cerrojo_toda_la_visita", "R43", cerrojo_toda_la_visita).solo_en_linux(),
    mal("contador_cerrojo_al_escribir", "R43", cerrojo_al_escribir).solo_en_linux(),
    mal("contador_de_uno_en_uno", "R10", de_uno_en_uno),
    mal("contador_con_join", "R10", con_join),
    mal("contador_no_descuenta", "R46", no_descuenta),
    mal("contador_no_descuenta_si_corta", "R46", no_descuenta_si_corta),
    mal("contador_envenenado", "R11", envenenado),
    mal("contador_desde_cero", "R21", desde_cero),
    mal("contador_una_lectura", "R01", una_lectura),
    mal("contador_espera_una_linea", "R07", espera_una_linea),
    mal("contador_no_descuenta_si_no_saluda", "R46", no_descuenta_si_no_saluda),
    mal("contador_sin_quien_pregunta", "R21", sin_quien_pregunta),
    mal("contador_saluda_dos_veces", "R22", saluda_dos_veces),
    mal("contador_una_sola_linea", "R23", una_sola_linea),
    mal("contador_solo_texto", "R14", solo_texto),
    mal("contador_retornos", "R21", retornos),
    mal("contador_guarda_las_conexiones", "R25", guarda_las_conexiones).solo_en_linux(),
    mal("contador_gira", "R25", gira).solo_en_linux(),
    mal("contador_solo_tres", "R17", solo_tres),
    mal("contador_no_cierra", "R09", no_cierra),
    mal("contador_quit", "R02", |direccion| con_lector(direccion, |linea| linea != b"quit\n")),
    mal("contador_echa_a_quien_calla", "R31", echa_a_quien_calla),
    mal("contador_saluda_en_cada_linea", "R21", saluda_en_cada_linea),
    mal("contador_un_lector_por_linea", "R05", un_lector_por_linea),
    mal("contador_sin_argumento_uno", "R18", cuenta_quien_acepta).sin_direccion(1),
    // Correctas, aunque raras.
    bien("contador_atomico", atomico),
    bien("contador_cuenta_quien_acepta", cuenta_quien_acepta),
    bien("contador_por_canal", por_canal),
    en("contador.py"),
    en("contador.js"),
    en("Contador.java"),
];

#[derive(Default)]
struct Cuentas {
    visitas: u64,
    ahora: u64,
}

fn llega(cuentas: &Mutex<Cuentas>) -> u64 {
    let mut cuentas = cuentas.lock().unwrap();
    cuentas.visitas += 1;
    cuentas.ahora += 1;
    cuentas.visitas
}

fn se_va(cuentas: &Mutex<Cuentas>) {
    cuentas.lock().unwrap().ahora -= 1;
}

fn resumen(cuentas: &Mutex<Cuentas>) -> String {
    let cuentas = cuentas.lock().unwrap();
    format!("visitas {}, ahora {}\n", cuentas.visitas, cuentas.ahora)
}

/// Bien, salvo lo que diga a cada línea.
fn conversar(s: &TcpStream, numero: u64, mut dicho: impl FnMut() -> String) -> io::Result<()> {
    saludar(s, numero)?;
    let mut lector = BufReader::new(s);
    while lector.skip_until(b'\n')? > 0 {
        (&*s).write_all(dicho().as_bytes())?;
    }
    Ok(())
}

fn saludar(mut s: &TcpStream, numero: u64) -> io::Result<()> {
    s.write_all(format!("eres la visita {numero}\n").as_bytes())
}

/// Un hilo por visita, que hace con las cuentas lo que diga `visita`.
fn con_hilos<T: Send + Sync + 'static>(direccion: &str, compartido: T, visita: fn(&TcpStream, &T)) {
    let compartido = Arc::new(compartido);
    servir(direccion, move |s| {
        let compartido = Arc::clone(&compartido);
        thread::spawn(move || visita(&s, &compartido));
        Ok(())
    })
}

fn copia(direccion: &str) {
    let mut visitas = 0;
    servir(direccion, move |s| {
        // `visitas` es un número: el hilo se lleva una copia.
        thread::spawn(move || {
            visitas += 1;
            let _ = conversar(&s, visitas, || format!("visitas {visitas}, ahora 1\n"));
        });
        Ok(())
    })
}

fn foto(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |s, cuentas| {
        let numero = llega(cuentas);
        let foto = resumen(cuentas);
        let _ = conversar(s, numero, || foto.clone());
        se_va(cuentas);
    })
}

fn apunta_al_irse(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |s, cuentas| {
        let numero = cuentas.lock().unwrap().visitas + 1;
        let _ = conversar(s, numero, || format!("visitas {numero}, ahora 1\n"));
        cuentas.lock().unwrap().visitas = numero;
    })
}

fn lee_y_luego_escribe(direccion: &str) {
    con_hilos(direccion, (AtomicU64::new(0), AtomicU64::new(0)), |s, cuentas| {
        // Dos pasos sueltos con trabajo en medio: los cincuenta leen lo mismo antes de que escriba ninguno.
        let visitas = cuentas.0.load(SeqCst) + 1;
        thread::sleep(Duration::from_millis(100));
        cuentas.0.store(visitas, SeqCst);
        cuentas.1.fetch_add(1, SeqCst);
        let _ =
            conversar(s, visitas, || format!("visitas {}, ahora {}\n", cuentas.0.load(SeqCst), cuentas.1.load(SeqCst)));
        cuentas.1.fetch_sub(1, SeqCst);
    })
}

fn cerrojo_toda_la_visita(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |s, cuentas| {
        let mut guardia = cuentas.lock().unwrap_or_else(PoisonError::into_inner);
        guardia.visitas += 1;
        let visitas = guardia.visitas;
        let _ = conversar(s, visitas, || format!("visitas {visitas}, ahora 1\n"));
    })
}

fn cerrojo_al_escribir(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |mut s, cuentas| {
        let numero = llega(cuentas);
        let _ = saludar(s, numero).and_then(|()| {
            let mut lector = BufReader::new(s);
            while lector.skip_until(b'\n')? > 0 {
                let guardia = cuentas.lock().unwrap();
                writeln!(s, "visitas {}, ahora {}", guardia.visitas, guardia.ahora)?;
            }
            Ok(())
        });
        se_va(cuentas);
    })
}

fn de_uno_en_uno(direccion: &str) {
    let cuentas = Mutex::<Cuentas>::default();
    servir(direccion, |s| {
        let numero = llega(&cuentas);
        let fin = conversar(&s, numero, || resumen(&cuentas));
        se_va(&cuentas);
        fin
    })
}

fn con_join(direccion: &str) {
    let cuentas = Mutex::<Cuentas>::default();
    servir(direccion, |s| {
        thread::scope(|hilos| {
            let hilo = hilos.spawn(|| {
                let numero = llega(&cuentas);
                let fin = conversar(&s, numero, || resumen(&cuentas));
                se_va(&cuentas);
                fin
            });
            hilo.join().unwrap()
        })
    })
}

fn no_descuenta(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |s, cuentas| {
        let numero = llega(cuentas);
        let _ = conversar(s, numero, || resumen(cuentas));
    })
}

fn no_descuenta_si_corta(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |s, cuentas| {
        let numero = llega(cuentas);
        if conversar(s, numero, || resumen(cuentas)).is_ok() {
            se_va(cuentas);
        }
    })
}

fn no_descuenta_si_no_saluda(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |s, cuentas| {
        let numero = llega(cuentas);
        // Si falla el saludo se va de la función, y nadie descuenta.
        if saludar(s, numero).is_err() {
            return;
        }
        let mut lector = BufReader::new(s);
        while lector.skip_until(b'\n').is_ok_and(|leidos| leidos > 0) {
            let _ = (&*s).write_all(resumen(cuentas).as_bytes());
        }
        se_va(cuentas);
    })
}

fn sin_quien_pregunta(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |s, cuentas| {
        let numero = llega(cuentas);
        let _ = conversar(s, numero, || {
            let cuentas = cuentas.lock().unwrap();
            format!("visitas {}, ahora {}\n", cuentas.visitas, cuentas.ahora - 1)
        });
        se_va(cuentas);
    })
}

fn saluda_dos_veces(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |s, cuentas| {
        let numero = llega(cuentas);
        let _ = saludar(s, numero).and_then(|()| conversar(s, numero, || resumen(cuentas)));
        se_va(cuentas);
    })
}

fn una_sola_linea(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |mut s, cuentas| {
        let numero = llega(cuentas);
        let _ = saludar(s, numero);
        if BufReader::new(s).skip_until(b'\n').is_ok_and(|leidos| leidos > 0) {
            let _ = s.write_all(resumen(cuentas).as_bytes());
        }
        se_va(cuentas);
    })
}

fn solo_texto(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |mut s, cuentas| {
        let numero = llega(cuentas);
        let _ = saludar(s, numero);
        // `lines` falla con lo que no es UTF-8.
        for _linea in BufReader::new(s).lines().map_while(Result::ok) {
            let _ = s.write_all(resumen(cuentas).as_bytes());
        }
        se_va(cuentas);
    })
}

fn retornos(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |mut s, cuentas| {
        let numero = llega(cuentas);
        let _ = saludar(s, numero);
        let mut anterior = 0;
        for byte in BufReader::new(s).bytes().map_while(Result::ok) {
            // También un `\r` suelto acaba una línea, como en `splitlines` de Python.
            if byte == b'\r' || (byte == b'\n' && anterior != b'\r') {
                let _ = s.write_all(resumen(cuentas).as_bytes());
            }
            anterior = byte;
        }
        se_va(cuentas);
    })
}

fn guarda_las_conexiones(direccion: &str) {
    // Una lista de conexiones «por si acaso», de la que no se borra nadie.
    con_hilos(direccion, (Mutex::<Cuentas>::default(), Mutex::new(Vec::new())), |s, (cuentas, todas)| {
        todas.lock().unwrap().push(s.try_clone());
        let numero = llega(cuentas);
        let _ = conversar(s, numero, || resumen(cuentas));
        let _ = s.shutdown(Shutdown::Both);
        se_va(cuentas);
    })
}

fn no_cierra(direccion: &str) {
    con_hilos(direccion, (Mutex::<Cuentas>::default(), Mutex::new(Vec::new())), |s, (cuentas, todas)| {
        todas.lock().unwrap().push(s.try_clone());
        let numero = llega(cuentas);
        let _ = conversar(s, numero, || resumen(cuentas));
        se_va(cuentas);
    })
}

/// Lee línea a línea mientras `sigue` diga que sí.
fn con_lector(direccion: &str, sigue: fn(&[u8]) -> bool) {
    let cuentas = Arc::new(Mutex::<Cuentas>::default());
    servir(direccion, move |mut s| {
        let cuentas = Arc::clone(&cuentas);
        thread::spawn(move || {
            let _ = saludar(&s, llega(&cuentas));
            if let Ok(otra) = s.try_clone() {
                for linea in BufReader::new(otra).split(b'\n').map_while(Result::ok) {
                    if !sigue(&[&linea[..], b"\n"].concat()) {
                        break;
                    }
                    let _ = s.write_all(resumen(&cuentas).as_bytes());
                }
            }
            se_va(&cuentas);
        });
        Ok(())
    })
}

fn echa_a_quien_calla(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |s, cuentas| {
        let numero = llega(cuentas);
        let _ = s.set_read_timeout(Some(Duration::from_millis(700)));
        let _ = conversar(s, numero, || resumen(cuentas));
        se_va(cuentas);
    })
}

fn gira(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |mut s, cuentas| {
        let numero = llega(cuentas);
        let _ = saludar(s, numero);
        let _ = s.set_nonblocking(true);
        let mut byte = [0];
        // Byte a byte y sin bloquearse: «¿ya?, ¿ya?, ¿ya?».
        loop {
            match s.read(&mut byte) {
                Ok(1) if byte == *b"\n" => {
                    let _ = s.set_nonblocking(false);
                    let _ = s.write_all(resumen(cuentas).as_bytes());
                    let _ = s.set_nonblocking(true);
                }
                Ok(1) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                _ => break,
            }
        }
        se_va(cuentas);
    })
}

fn solo_tres(direccion: &str) {
    let cuentas = Mutex::<Cuentas>::default();
    for s in escuchar(direccion).incoming().flatten().take(3) {
        let numero = llega(&cuentas);
        let _ = conversar(&s, numero, || resumen(&cuentas));
        se_va(&cuentas);
    }
}

fn saluda_en_cada_linea(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |s, cuentas| {
        let numero = llega(cuentas);
        let _ = conversar(s, numero, || format!("eres la visita {numero}\n{}", resumen(cuentas)));
        se_va(cuentas);
    })
}

fn un_lector_por_linea(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |mut s, cuentas| {
        let numero = llega(cuentas);
        let _ = saludar(s, numero);
        // Lo que el lector había leído de más se va con él.
        while BufReader::new(s).skip_until(b'\n').is_ok_and(|leidos| leidos > 0) {
            let _ = s.write_all(resumen(cuentas).as_bytes());
        }
        se_va(cuentas);
    })
}

fn envenenado(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |mut s, cuentas| {
        // Quien ya se ha ido hace entrar en pánico con el cerrojo echado; desde entonces, `lock` es un error.
        let mut guardia = cuentas.lock().unwrap();
        guardia.visitas += 1;
        guardia.ahora += 1;
        // Espera a que se note si el cliente ha cortado.
        thread::sleep(Duration::from_millis(2));
        writeln!(s, "eres la visita {}", guardia.visitas).unwrap();
        drop(guardia);
        let mut lector = BufReader::new(s);
        while lector.skip_until(b'\n').is_ok_and(|leidos| leidos > 0) {
            let _ = s.write_all(resumen(cuentas).as_bytes());
        }
        se_va(cuentas);
    })
}

fn desde_cero(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |s, cuentas| {
        let numero = llega(cuentas) - 1;
        let _ = conversar(s, numero, || resumen(cuentas));
        se_va(cuentas);
    })
}

fn una_lectura(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |mut s, cuentas| {
        let numero = llega(cuentas);
        let _ = saludar(s, numero);
        while s.read(&mut [0; 1024]).is_ok_and(|leidos| leidos > 0) {
            let _ = s.write_all(resumen(cuentas).as_bytes());
        }
        se_va(cuentas);
    })
}

fn espera_una_linea(direccion: &str) {
    con_hilos(direccion, Mutex::<Cuentas>::default(), |mut s, cuentas| {
        let numero = llega(cuentas);
        let mut lector = BufReader::new(s);
        if lector.skip_until(b'\n').is_ok_and(|leidos| leidos > 0) {
            let _ = saludar(s, numero);
            while lector.skip_until(b'\n').is_ok_and(|leidos| leidos > 0) {
                let _ = s.write_all(resumen(cuentas).as_bytes());
            }
        }
        se_va(cuentas);
    })
}

fn atomico(direccion: &str) {
    con_hilos(direccion, (AtomicU64::new(0), AtomicU64::new(0)), |s, cuentas| {
        cuentas.1.fetch_add(1, SeqCst);
        let numero = cuentas.0.fetch_add(1, SeqCst) + 1;
        let _ =
            conversar(s, numero, || format!("visitas {}, ahora {}\n", cuentas.0.load(SeqCst), cuentas.1.load(SeqCst)));
        cuentas.1.fetch_sub(1, SeqCst);
    })
}

fn cuenta_quien_acepta(direccion: &str) {
    // El número lo da el hilo que acepta; el de la visita solo lo dice, y tarda un poco.
    let cuentas = Arc::new(Mutex::<Cuentas>::default());
    servir(direccion, move |s| {
        let (numero, cuentas) = (llega(&cuentas), Arc::clone(&cuentas));
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(5));
            let _ = conversar(&s, numero, || resumen(&cuentas));
            se_va(&cuentas);
        });
        Ok(())
    })
}

fn por_canal(direccion: &str) {
    // Ningún cerrojo: las cuentas son de un solo hilo, y los demás se las piden.
    let (pedir, pedidos) = mpsc::channel::<(i64, mpsc::Sender<Cuentas>)>();
    thread::spawn(move || {
        let (mut visitas, mut ahora) = (0, 0);
        for (cambio, respuesta) in pedidos {
            visitas += u64::try_from(cambio).unwrap_or(0);
            ahora += cambio;
            let _ = respuesta.send(Cuentas { visitas, ahora: ahora.try_into().unwrap_or(0) });
        }
    });
    for s in escuchar(direccion).incoming().flatten() {
        let pedir = pedir.clone();
        thread::spawn(move || {
            let preguntar = |cambio| {
                let (respuesta, respuestas) = mpsc::channel();
                let _ = pedir.send((cambio, respuesta));
                respuestas.recv().unwrap_or_default()
            };
            let numero = preguntar(1).visitas;
            let _ = conversar(&s, numero, || {
                let Cuentas { visitas, ahora } = preguntar(0);
                format!("visitas {visitas}, ahora {ahora}\n")
            });
            preguntar(-1);
        });
    }
}
