//! Variantes de `contador_visitas`.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use crate::{escuchar, servir};

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
fn con_hilos<T: Send + Sync + 'static>(direccion: &str, compartido: T, visita: fn(&TcpStream, &T)) -> bool {
    let compartido = Arc::new(compartido);
    servir(direccion, move |s| {
        let compartido = Arc::clone(&compartido);
        thread::spawn(move || visita(&s, &compartido));
        Ok(())
    })
}

pub fn jugar(nombre: &str, direccion: &str) -> bool {
    let cuentas = Mutex::<Cuentas>::default();
    match nombre {
        "contador_copia" => {
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
        "contador_foto" => con_hilos(direccion, cuentas, |s, cuentas| {
            let numero = llega(cuentas);
            let foto = resumen(cuentas);
            let _ = conversar(s, numero, || foto.clone());
            se_va(cuentas);
        }),
        "contador_apunta_al_irse" => con_hilos(direccion, cuentas, |s, cuentas| {
            let numero = cuentas.lock().unwrap().visitas + 1;
            let _ = conversar(s, numero, || format!("visitas {numero}, ahora 1\n"));
            cuentas.lock().unwrap().visitas = numero;
        }),
        "contador_lee_y_luego_escribe" => con_hilos(direccion, (AtomicU64::new(0), AtomicU64::new(0)), |s, cuentas| {
            // Dos pasos sueltos con trabajo en medio: los cincuenta leen lo mismo antes de que escriba ninguno.
            let visitas = cuentas.0.load(SeqCst) + 1;
            thread::sleep(Duration::from_millis(100));
            cuentas.0.store(visitas, SeqCst);
            cuentas.1.fetch_add(1, SeqCst);
            let _ = conversar(s, visitas, || {
                format!("visitas {}, ahora {}\n", cuentas.0.load(SeqCst), cuentas.1.load(SeqCst))
            });
            cuentas.1.fetch_sub(1, SeqCst);
        }),
        "contador_cerrojo_toda_la_visita" => con_hilos(direccion, cuentas, |s, cuentas| {
            let mut guardia = cuentas.lock().unwrap_or_else(PoisonError::into_inner);
            guardia.visitas += 1;
            let visitas = guardia.visitas;
            let _ = conversar(s, visitas, || format!("visitas {visitas}, ahora 1\n"));
        }),
        "contador_cerrojo_al_escribir" => con_hilos(direccion, cuentas, |mut s, cuentas| {
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
        }),
        "contador_de_uno_en_uno" => servir(direccion, |s| {
            let numero = llega(&cuentas);
            let fin = conversar(&s, numero, || resumen(&cuentas));
            se_va(&cuentas);
            fin
        }),
        "contador_con_join" => servir(direccion, |s| {
            thread::scope(|hilos| {
                let hilo = hilos.spawn(|| {
                    let numero = llega(&cuentas);
                    let fin = conversar(&s, numero, || resumen(&cuentas));
                    se_va(&cuentas);
                    fin
                });
                hilo.join().unwrap()
            })
        }),
        "contador_no_descuenta" => con_hilos(direccion, cuentas, |s, cuentas| {
            let numero = llega(cuentas);
            let _ = conversar(s, numero, || resumen(cuentas));
        }),
        "contador_no_descuenta_si_corta" => con_hilos(direccion, cuentas, |s, cuentas| {
            let numero = llega(cuentas);
            if conversar(s, numero, || resumen(cuentas)).is_ok() {
                se_va(cuentas);
            }
        }),
        "contador_envenenado" => con_hilos(direccion, cuentas, |mut s, cuentas| {
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
        }),
        "contador_desde_cero" => con_hilos(direccion, cuentas, |s, cuentas| {
            let numero = llega(cuentas) - 1;
            let _ = conversar(s, numero, || resumen(cuentas));
            se_va(cuentas);
        }),
        "contador_una_lectura" => con_hilos(direccion, cuentas, |mut s, cuentas| {
            let numero = llega(cuentas);
            let _ = saludar(s, numero);
            while s.read(&mut [0; 1024]).is_ok_and(|leidos| leidos > 0) {
                let _ = s.write_all(resumen(cuentas).as_bytes());
            }
            se_va(cuentas);
        }),
        "contador_espera_una_linea" => con_hilos(direccion, cuentas, |mut s, cuentas| {
            let numero = llega(cuentas);
            let mut lector = BufReader::new(s);
            if lector.skip_until(b'\n').is_ok_and(|leidos| leidos > 0) {
                let _ = saludar(s, numero);
                while lector.skip_until(b'\n').is_ok_and(|leidos| leidos > 0) {
                    let _ = s.write_all(resumen(cuentas).as_bytes());
                }
            }
            se_va(cuentas);
        }),
        // Correctas, aunque raras.
        "contador_atomico" => con_hilos(direccion, (AtomicU64::new(0), AtomicU64::new(0)), |s, cuentas| {
            cuentas.1.fetch_add(1, SeqCst);
            let numero = cuentas.0.fetch_add(1, SeqCst) + 1;
            let _ = conversar(s, numero, || {
                format!("visitas {}, ahora {}\n", cuentas.0.load(SeqCst), cuentas.1.load(SeqCst))
            });
            cuentas.1.fetch_sub(1, SeqCst);
        }),
        "contador_cuenta_quien_acepta" => {
            // El número lo da el hilo que acepta; el de la visita solo lo dice, y tarda un poco.
            let cuentas = Arc::new(cuentas);
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
        "contador_por_canal" => {
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
            true
        }
        _ => false,
    }
}
