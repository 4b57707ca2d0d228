//! Variantes de `sala_de_espera`.

use std::env;
use std::io::{self, ErrorKind, Read, Write};
use std::mem;
use std::net::{Shutdown, TcpStream};
use std::process::exit;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, mpsc};
use std::thread;
use std::time::Duration;

use crate::red::{escuchar, servir};
use crate::reto::{Reto, Variante, bien, en, mal};

pub const RETO: Reto = Reto { nombre: "sala_de_espera", variantes: VARIANTES };

const VARIANTES: &[Variante] = &[
    mal("sala_notify_one", "R44", |direccion| {
        con_hilos(direccion, Piezas { entrar: |sala| entrar(sala, Condvar::notify_one), ..BIEN })
    }),
    mal("sala_sin_aviso", "R44", |direccion| {
        con_hilos(direccion, Piezas { entrar: |sala| entrar(sala, |_| ()), ..BIEN })
    }),
    mal("sala_aviso_perdido", "R44", aviso_perdido),
    mal("sala_cuenta_a_cero", "R44", cuenta_a_cero),
    mal("sala_con_if", "R45", con_if),
    mal("sala_siempre_abierta", "R45", siempre_abierta),
    mal("sala_sondea", "R25", sondea).solo_en_linux(),
    mal("sala_gira_con_dos", "R25", gira_con_dos).solo_en_linux(),
    mal("sala_hablar_es_irse", "R02", hablar_es_irse),
    mal("sala_espera_a_que_cuelguen", "R10", espera_a_que_cuelguen),
    mal("sala_no_se_entera", "R46", |direccion| con_hilos(direccion, Piezas { vigilar: |_, _, _| (), ..BIEN })),
    mal("sala_no_libera", "R46", no_libera),
    mal("sala_solo_si_se_despide", "R46", solo_si_se_despide),
    mal("sala_una_lectura", "R46", una_lectura),
    mal("sala_copia", "R42", copia),
    mal("sala_cerrojo", "R43", cerrojo).solo_en_linux(),
    mal("sala_de_uno_en_uno", "R10", de_uno_en_uno),
    mal("sala_no_cierra", "R09", |direccion| con_hilos(direccion, Piezas { cerrar: |_| (), ..BIEN })),
    mal("sala_una_tanda", "R17", una_tanda),
    mal("sala_no_se_cuenta", "R21", no_se_cuenta),
    mal("sala_lee_y_luego_escribe", "R42", lee_y_luego_escribe),
    mal("sala_lo_vuelve_a_decir", "R22", lo_vuelve_a_decir),
    mal("sala_interrogante", "R11", interrogante),
    mal("sala_sin_n_son_tres", "R26", |direccion| {
        let aforo = env::args().nth(3).and_then(|aforo| aforo.parse().ok()).unwrap_or(3);
        con_sala(direccion, sala_de(aforo), BIEN)
    }),
    mal("sala_exit", "R02", |direccion| {
        let hasta_exit = |mut s: &TcpStream, sala: &Sala, turno| {
            let mut dicho = [0; 256];
            while let Ok(leidos @ 1..) = s.read(&mut dicho)
                && dicho[..leidos] != *b"exit\n"
            {}
            salir(sala, turno);
        };
        con_hilos(direccion, Piezas { vigilar: hasta_exit, ..BIEN })
    }),
    mal("sala_echa_a_quien_calla", "R31", |direccion| {
        let vigilar_un_rato = |s: &TcpStream, sala: &Sala, turno| {
            let _ = s.set_read_timeout(Some(Duration::from_millis(700)));
            vigilar(s, sala, turno);
        };
        con_hilos(direccion, Piezas { vigilar: vigilar_un_rato, ..BIEN })
    }),
    mal("sala_guarda_las_conexiones", "R25", |direccion| {
        con_hilos(direccion, Piezas { cerrar: guarda_y_cierra, ..BIEN })
    })
    .solo_en_linux(),
    // Correctas, aunque raras.
    bien("sala_con_lista", con_lista),
    bien("sala_con_vueltas", con_vueltas),
    bien("sala_con_portero", con_portero),
    bien("sala_sondea_con_pausas", sondea_con_pausas),
    en("sala.py"),
];

const ADELANTE: &[u8] = "¡adelante!\n".as_bytes();

#[derive(Default)]
struct Estado {
    tanda: u64,
    dentro: Vec<u64>,
    siguiente: u64,
    abierta: bool,
}

struct Sala {
    aforo: usize,
    estado: Mutex<Estado>,
    cambio: Condvar,
}

#[derive(Clone, Copy)]
struct Turno {
    numero: u64,
    tanda: u64,
    faltan: usize,
}

/// Lo que cambia de una variante a otra; lo demás está bien.
#[derive(Clone, Copy)]
struct Piezas {
    entrar: fn(&Sala) -> Turno,
    /// Devuelve si tiene que pasar.
    esperar: fn(&Sala, Turno) -> bool,
    /// Lo que hace el hilo que lee.
    vigilar: fn(&TcpStream, &Sala, Turno),
    cerrar: fn(&TcpStream),
}

const BIEN: Piezas = Piezas {
    entrar: |sala| entrar(sala, Condvar::notify_all),
    esperar,
    vigilar,
    cerrar: |s| drop(s.shutdown(Shutdown::Write)),
};

fn mirar(sala: &Sala) -> MutexGuard<'_, Estado> {
    sala.estado.lock().unwrap()
}

fn entrar(sala: &Sala, avisar: fn(&Condvar)) -> Turno {
    let mut estado = mirar(sala);
    let faltan = sala.aforo - estado.dentro.len() - 1;
    let turno = Turno { numero: estado.siguiente, tanda: estado.tanda, faltan };
    estado.siguiente += 1;
    estado.dentro.push(turno.numero);
    if faltan == 0 {
        estado.dentro.clear();
        estado.tanda += 1;
        estado.abierta = true;
        avisar(&sala.cambio);
    }
    turno
}

fn esperar(sala: &Sala, turno: Turno) -> bool {
    let sigue = |estado: &mut Estado| estado.tanda == turno.tanda && estado.dentro.contains(&turno.numero);
    sala.cambio.wait_while(mirar(sala), sigue).unwrap().tanda != turno.tanda
}

fn salir(sala: &Sala, turno: Turno) {
    mirar(sala).dentro.retain(|numero| *numero != turno.numero);
    sala.cambio.notify_all();
}

fn leer_hasta_el_final(mut s: &TcpStream) -> io::Result<()> {
    let mut basura = [0; 256];
    while s.read(&mut basura)? > 0 {}
    Ok(())
}

fn vigilar(s: &TcpStream, sala: &Sala, turno: Turno) {
    let _ = leer_hasta_el_final(s);
    salir(sala, turno);
}

fn decir_cuantos(mut s: &TcpStream, faltan: usize) -> io::Result<()> {
    s.write_all(format!("faltan {faltan}\n").as_bytes())
}

fn atender(mut s: &TcpStream, sala: &Sala, piezas: Piezas) {
    let turno = (piezas.entrar)(sala);
    thread::scope(|hilos| {
        hilos.spawn(move || (piezas.vigilar)(s, sala, turno));
        if decir_cuantos(s, turno.faltan).is_ok() && (turno.faltan == 0 || (piezas.esperar)(sala, turno)) {
            let _ = s.write_all(ADELANTE);
        }
        (piezas.cerrar)(s);
    });
}

fn aforo() -> usize {
    let aforo = env::args().nth(3).and_then(|aforo| aforo.parse().ok()).filter(|aforo| *aforo > 0);
    aforo.unwrap_or_else(|| {
        eprintln!("uso: sala IP:PUERTO N");
        exit(2)
    })
}

fn sala_de(aforo: usize) -> Sala {
    Sala { aforo, estado: Mutex::default(), cambio: Condvar::new() }
}

fn con_hilos(direccion: &str, piezas: Piezas) {
    con_sala(direccion, sala_de(aforo()), piezas);
}

fn con_sala(direccion: &str, sala: Sala, piezas: Piezas) {
    let sala = Arc::new(sala);
    servir(direccion, move |s| {
        let sala = Arc::clone(&sala);
        thread::spawn(move || atender(&s, &sala, piezas));
        Ok(())
    })
}

/// Sin `Condvar`: quien completa la sala se lo dice a todos. Los que esperan están en una lista.
fn con_lista(direccion: &str) {
    let (aforo, lista) = (aforo(), Arc::new(Mutex::new(Vec::<(u64, TcpStream)>::new())));
    let mut numero = 0;
    for s in escuchar(direccion).incoming().flatten() {
        numero += 1;
        let (mio, lista) = (numero, Arc::clone(&lista));
        let Ok(otra) = s.try_clone() else { continue };
        {
            // Se escribe con el cerrojo echado, pero son pocos bytes: caben siempre.
            let mut dentro = lista.lock().unwrap();
            dentro.push((mio, otra));
            let _ = decir_cuantos(&s, aforo - dentro.len());
            if dentro.len() == aforo {
                for (_, mut s) in dentro.drain(..) {
                    let _ = s.write_all(ADELANTE);
                    let _ = s.shutdown(Shutdown::Write);
                }
            }
        }
        thread::spawn(move || {
            let _ = leer_hasta_el_final(&s);
            lista.lock().unwrap().retain(|(numero, _)| *numero != mio);
        });
    }
}

/// Un solo hilo para todos, sin bloqueos, que da una vuelta cada pocos milisegundos.
fn con_vueltas(direccion: &str) {
    let (aforo, listener) = (aforo(), escuchar(direccion));
    listener.set_nonblocking(true).unwrap();
    let mut dentro: Vec<TcpStream> = Vec::new();
    let mut fuera: Vec<TcpStream> = Vec::new();
    let sigue = |mut s: &TcpStream| loop {
        match s.read(&mut [0; 256]) {
            Ok(0) => return false,
            Ok(_) => {}
            Err(error) => return error.kind() == ErrorKind::WouldBlock,
        }
    };
    loop {
        dentro.retain(sigue);
        fuera.retain(sigue);
        while let Ok((s, _)) = listener.accept() {
            let _ = s.set_nonblocking(true);
            if decir_cuantos(&s, aforo - dentro.len() - 1).is_ok() {
                dentro.push(s);
            }
            if dentro.len() == aforo {
                for s in &mut dentro {
                    let _ = s.write_all(ADELANTE);
                    let _ = s.shutdown(Shutdown::Write);
                }
                fuera.append(&mut dentro);
            }
            // Antes de aceptar a otro, que se note quién se ha ido.
            dentro.retain(sigue);
        }
        thread::sleep(Duration::from_millis(5));
    }
}

enum Suceso {
    Llega(u64, TcpStream),
    SeVa(u64),
}

/// Un portero, que es el único que sabe quién está dentro; los demás hilos se lo cuentan por un canal.
fn con_portero(direccion: &str) {
    let (aforo, listener) = (aforo(), escuchar(direccion));
    let (contar, sucesos) = mpsc::channel();
    thread::spawn(move || {
        let mut dentro: Vec<(u64, TcpStream)> = Vec::new();
        for suceso in sucesos {
            match suceso {
                Suceso::Llega(numero, s) => {
                    let _ = decir_cuantos(&s, aforo - dentro.len() - 1);
                    dentro.push((numero, s));
                    if dentro.len() == aforo {
                        for (_, mut s) in dentro.drain(..) {
                            let _ = s.write_all(ADELANTE);
                            let _ = s.shutdown(Shutdown::Both);
                        }
                    }
                }
                Suceso::SeVa(numero) => dentro.retain(|(suyo, _)| *suyo != numero),
            }
        }
    });
    for (numero, s) in (0..).zip(listener.incoming().flatten()) {
        let Ok(otra) = s.try_clone() else { continue };
        let contar = contar.clone();
        let _ = contar.send(Suceso::Llega(numero, otra));
        thread::spawn(move || {
            let _ = leer_hasta_el_final(&s);
            let _ = contar.send(Suceso::SeVa(numero));
        });
    }
}

fn aviso_perdido(direccion: &str) {
    let piezas = Piezas {
        esperar: |sala, _| {
            // Tarda en ponerse a esperar, y no mira si ya ha pasado.
            thread::sleep(Duration::from_secs(3));
            let estado = sala.cambio.wait(mirar(sala)).unwrap();
            estado.abierta
        },
        vigilar: |s, _, _| drop(leer_hasta_el_final(s)),
        ..BIEN
    };
    con_hilos(direccion, piezas)
}

fn cuenta_a_cero(direccion: &str) {
    let piezas = Piezas {
        // Espera a que estén todos, pero quien completa la sala la vacía antes de que lo mire nadie.
        esperar: |sala, _| {
            let incompleta = |estado: &mut Estado| estado.dentro.len() < sala.aforo;
            drop(sala.cambio.wait_while(mirar(sala), incompleta));
            true
        },
        ..BIEN
    };
    con_hilos(direccion, piezas)
}

fn con_if(direccion: &str) {
    let piezas = Piezas {
        entrar: |sala| {
            let turno = entrar(sala, Condvar::notify_all);
            // «Ha llegado uno más»: un aviso que no quiere decir que estén todos.
            sala.cambio.notify_all();
            turno
        },
        esperar: |sala, turno| {
            let estado = mirar(sala);
            if estado.tanda == turno.tanda {
                drop(sala.cambio.wait(estado));
            }
            true
        },
        ..BIEN
    };
    con_hilos(direccion, piezas)
}

fn siempre_abierta(direccion: &str) {
    let piezas = Piezas {
        esperar: |sala, _| {
            drop(sala.cambio.wait_while(mirar(sala), |estado| !estado.abierta));
            true
        },
        ..BIEN
    };
    con_hilos(direccion, piezas)
}

fn sondea(direccion: &str) {
    let piezas = Piezas {
        esperar: |sala, turno| loop {
            let estado = mirar(sala);
            if estado.tanda != turno.tanda || !estado.dentro.contains(&turno.numero) {
                return estado.tanda != turno.tanda;
            }
        },
        ..BIEN
    };
    con_hilos(direccion, piezas)
}

fn gira_con_dos(direccion: &str) {
    let piezas = Piezas {
        // Con uno duerme; el segundo, «que ya falta poco», da vueltas.
        esperar: |sala, turno| {
            if turno.faltan != 1 {
                return esperar(sala, turno);
            }
            loop {
                let estado = mirar(sala);
                if estado.tanda != turno.tanda || !estado.dentro.contains(&turno.numero) {
                    return estado.tanda != turno.tanda;
                }
            }
        },
        ..BIEN
    };
    con_hilos(direccion, piezas)
}

fn hablar_es_irse(direccion: &str) {
    let piezas = Piezas {
        // Cualquier lectura es una despedida, haya dicho lo que haya dicho.
        vigilar: |mut s, sala, turno| {
            let leido = s.read(&mut [0; 256]);
            salir(sala, turno);
            if leido.is_ok_and(|leidos| leidos > 0) {
                let _ = leer_hasta_el_final(s);
            }
        },
        ..BIEN
    };
    con_hilos(direccion, piezas)
}

fn espera_a_que_cuelguen(direccion: &str) {
    let aforo = aforo();
    let listener = escuchar(direccion);
    let mut dentro: Vec<(u64, TcpStream)> = Vec::new();
    let (contar, sucesos) = mpsc::channel();
    let suyo = contar.clone();
    thread::spawn(move || {
        for (numero, s) in (0..).zip(listener.incoming().flatten()) {
            let Ok(otra) = s.try_clone() else { continue };
            let _ = suyo.send(Suceso::Llega(numero, otra));
            let suyo = suyo.clone();
            thread::spawn(move || {
                let _ = leer_hasta_el_final(&s);
                let _ = suyo.send(Suceso::SeVa(numero));
            });
        }
    });
    while let Ok(suceso) = sucesos.recv() {
        match suceso {
            Suceso::Llega(numero, s) => {
                let _ = decir_cuantos(&s, aforo - dentro.len() - 1);
                dentro.push((numero, s));
                if dentro.len() == aforo {
                    for (_, s) in &mut dentro {
                        let _ = s.write_all(ADELANTE);
                        let _ = s.shutdown(Shutdown::Write);
                    }
                    // La sala no vuelve a abrir hasta que se han ido todos.
                    for (_, s) in dentro.drain(..) {
                        let _ = leer_hasta_el_final(&s);
                    }
                }
            }
            Suceso::SeVa(numero) => dentro.retain(|(suyo, _)| *suyo != numero),
        }
    }
}

fn no_libera(direccion: &str) {
    let piezas = Piezas {
        entrar: |sala| {
            let mut estado = mirar(sala);
            let faltan = sala.aforo - usize::try_from(estado.siguiente).unwrap() % sala.aforo - 1;
            let turno = Turno { numero: estado.siguiente, tanda: estado.tanda, faltan };
            estado.siguiente += 1;
            estado.dentro.push(turno.numero);
            if faltan == 0 {
                estado.dentro.clear();
                estado.tanda += 1;
                sala.cambio.notify_all();
            }
            turno
        },
        ..BIEN
    };
    con_hilos(direccion, piezas)
}

fn solo_si_se_despide(direccion: &str) {
    let piezas = Piezas {
        vigilar: |s, sala, turno| {
            if leer_hasta_el_final(s).is_ok() {
                salir(sala, turno);
            }
        },
        ..BIEN
    };
    con_hilos(direccion, piezas)
}

fn una_lectura(direccion: &str) {
    let piezas = Piezas {
        // Se entera de que se va si no dice nada antes.
        vigilar: |mut s, sala, turno| {
            if s.read(&mut [0; 256]).is_ok_and(|leidos| leidos > 0) {
                return;
            }
            salir(sala, turno);
        },
        ..BIEN
    };
    con_hilos(direccion, piezas)
}

fn copia(direccion: &str) {
    let mut dentro = 0;
    let aforo = aforo();
    servir(direccion, move |mut s| {
        thread::spawn(move || {
            dentro += 1;
            let _ = decir_cuantos(&s, aforo - dentro);
            if dentro == aforo {
                let _ = s.write_all(ADELANTE);
            } else {
                let _ = leer_hasta_el_final(&s);
            }
        });
        Ok(())
    })
}

fn cerrojo(direccion: &str) {
    let piezas = Piezas {
        // Lee con el cerrojo echado: mientras este cliente calle, no entra nadie más.
        vigilar: |s, sala, turno| {
            let guardia = mirar(sala);
            let _ = leer_hasta_el_final(s);
            drop(guardia);
            salir(sala, turno);
        },
        ..BIEN
    };
    con_hilos(direccion, piezas)
}

fn de_uno_en_uno(direccion: &str) {
    let sala = sala_de(aforo());
    servir(direccion, |s| {
        atender(&s, &sala, BIEN);
        Ok(())
    })
}

fn lee_y_luego_escribe(direccion: &str) {
    let piezas = Piezas {
        entrar: |sala| {
            let faltan = sala.aforo - mirar(sala).dentro.len() - 1;
            // Dos pasos sueltos, con trabajo en medio: los veinte ven la misma sala.
            thread::sleep(Duration::from_millis(50));
            Turno { faltan, ..entrar(sala, Condvar::notify_all) }
        },
        ..BIEN
    };
    con_hilos(direccion, piezas)
}

/// Cada vez que alguien se va, vuelve a decir a los demás cuántos faltan.
fn lo_vuelve_a_decir(direccion: &str) {
    let (aforo, dentro) = (aforo(), Arc::new(Mutex::new(Vec::<(u64, TcpStream)>::new())));
    for (numero, s) in (0..).zip(escuchar(direccion).incoming().flatten()) {
        let (Ok(otra), suyos) = (s.try_clone(), Arc::clone(&dentro)) else { continue };
        let mut dentro = dentro.lock().unwrap();
        dentro.push((numero, otra));
        let _ = decir_cuantos(&s, aforo - dentro.len());
        if dentro.len() == aforo {
            for (_, mut s) in dentro.drain(..) {
                let _ = s.write_all(ADELANTE);
                let _ = s.shutdown(Shutdown::Write);
            }
        }
        thread::spawn(move || {
            let _ = leer_hasta_el_final(&s);
            let mut dentro = suyos.lock().unwrap();
            let antes = dentro.len();
            dentro.retain(|(suyo, _)| *suyo != numero);
            if dentro.len() < antes {
                dentro.iter().for_each(|(_, s)| drop(decir_cuantos(s, aforo - dentro.len())));
            }
        });
    }
}

/// El clásico `?` en el bucle que acepta: quien ya ha cortado acaba con todos.
fn interrogante(direccion: &str) {
    let sala = Arc::new(sala_de(aforo()));
    for s in escuchar(direccion).incoming().flatten() {
        let turno = entrar(&sala, Condvar::notify_all);
        if decir_cuantos(&s, turno.faltan).is_err() {
            exit(1);
        }
        let sala = Arc::clone(&sala);
        thread::spawn(move || {
            thread::scope(|hilos| {
                hilos.spawn(|| vigilar(&s, &sala, turno));
                if turno.faltan == 0 || esperar(&sala, turno) {
                    let _ = (&s).write_all(ADELANTE);
                }
                let _ = s.shutdown(Shutdown::Write);
            });
        });
    }
}

fn guarda_y_cierra(s: &TcpStream) {
    // Otra mano en la misma conexión, que nadie suelta nunca.
    mem::forget(s.try_clone());
    let _ = s.shutdown(Shutdown::Write);
}

fn una_tanda(direccion: &str) {
    let piezas = Piezas {
        cerrar: |s| {
            let _ = s.shutdown(Shutdown::Write);
            exit(0)
        },
        ..BIEN
    };
    con_hilos(direccion, piezas)
}

fn no_se_cuenta(direccion: &str) {
    let piezas = Piezas {
        entrar: |sala| {
            let turno = entrar(sala, Condvar::notify_all);
            Turno { faltan: turno.faltan + 1, ..turno }
        },
        ..BIEN
    };
    con_hilos(direccion, piezas)
}

fn sondea_con_pausas(direccion: &str) {
    let piezas = Piezas {
        esperar: |sala, turno| loop {
            thread::sleep(Duration::from_millis(4));
            let estado = mirar(sala);
            if estado.tanda != turno.tanda || !estado.dentro.contains(&turno.numero) {
                return estado.tanda != turno.tanda;
            }
        },
        ..BIEN
    };
    con_hilos(direccion, piezas)
}
