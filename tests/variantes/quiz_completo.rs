//! Variantes de `quiz_completo`.

use std::cell::Cell;
use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::mem;
use std::net::{Shutdown, TcpStream};
use std::process::exit;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::red::{escuchar, servir};
use crate::reto::{Reto, Variante, bien, en, mal};

pub const RETO: Reto = Reto { nombre: "quiz_completo", variantes: VARIANTES };

const VARIANTES: &[Variante] = &[
    mal("quiz_literal", "R54", |direccion| con_hilos(direccion, Modo { iguales: |una, otra| una == otra, ..BIEN })),
    mal("quiz_solo_minusculas", "R54", |direccion| {
        con_hilos(direccion, Modo { iguales: |una, otra| una.to_lowercase() == otra.to_lowercase(), ..BIEN })
    }),
    mal("quiz_sin_tilde_suelta", "R54", sin_tilde_suelta),
    mal("quiz_nombres_literales", "R54", |direccion| {
        con_hilos(direccion, Modo { mismo_nombre: |uno, otro| uno == otro, ..BIEN })
    }),
    mal("quiz_quita_la_enie", "R28", quita_la_enie),
    mal("quiz_contiene", "R28", |direccion| {
        con_hilos(direccion, Modo { iguales: |una, otra| normalizar(una).contains(&normalizar(otra)), ..BIEN })
    }),
    mal("quiz_de_uno_en_uno", "R10", presentando_en_la_puerta),
    mal("quiz_por_turnos", "R10", |direccion| con_sala(direccion, &sala(BIEN, true))),
    mal("quiz_una_mesa", "R10", |direccion| con_hilos(direccion, Modo { una_mesa: true, ..BIEN })),
    mal("quiz_cerrojo", "R43", |direccion| con_hilos(direccion, Modo { cerrojo: true, ..BIEN })).solo_en_linux(),
    mal("quiz_espera_a_quien_se_fue", "R46", |direccion| con_hilos(direccion, Modo { al_irse: |_, _| (), ..BIEN })),
    mal("quiz_clasifica_a_quien_se_fue", "R46", clasifica_a_quien_se_fue),
    mal("quiz_fantasmas", "R46", |direccion| con_hilos(direccion, Modo { libera: false, ..BIEN })),
    mal("quiz_sin_plazo", "R31", sin_plazo),
    mal("quiz_plazo_por_jugador", "R31", plazo_por_jugador),
    mal("quiz_plazo_corto", "R31", plazo_corto),
    mal("quiz_no_espera_a_todos", "R45", no_espera_a_todos),
    mal("quiz_empieza_sin_todos", "R45", |direccion| {
        con_hilos(direccion, Modo { bastan: |cuantos| (cuantos - 1).max(1), ..BIEN })
    }),
    mal("quiz_guarda_lo_de_antes", "R21", |direccion| con_hilos(direccion, Modo { tira_lo_de_antes: false, ..BIEN })),
    mal("quiz_sin_empates", "R21", |direccion| con_hilos(direccion, Modo { empates: false, ..BIEN })),
    mal("quiz_una_partida", "R17", |direccion| con_hilos(direccion, Modo { al_acabar: || exit(0), ..BIEN })),
    mal("quiz_una_lectura", "R01", una_lectura),
    mal("quiz_panico", "R19", panico),
    mal("quiz_plazo_de_menos", "R31", |direccion| con_plazo(direccion, 0.5)),
    mal("quiz_plazo_de_mas", "R31", |direccion| con_plazo(direccion, 2.6)),
    mal("quiz_ninguno_solo", "R07", |direccion| {
        con_hilos(direccion, Modo { bastan: |cuantos| cuantos.max(2), ..BIEN })
    }),
    mal("quiz_interrogante", "R11", interrogante),
    mal("quiz_con_segundos_de_sobra", "R26", |direccion| {
        let jugadores = env::args().nth(3).and_then(|jugadores| jugadores.parse().ok()).filter(|numero| *numero > 0);
        let segundos = env::args().nth(4).and_then(|segundos| segundos.parse().ok()).unwrap_or(20);
        let Some(jugadores) = jugadores else { exit(2) };
        con_sala(direccion, &sala_de(jugadores, segundos, BIEN, false))
    }),
    mal("quiz_guarda_las_conexiones", "R25", guarda_las_conexiones).solo_en_linux(),
    mal("quiz_basta_un_trozo", "R28", |direccion| {
        let empieza = |una: &str, otra: &str| !una.is_empty() && normalizar(otra).contains(&normalizar(una));
        con_hilos(direccion, Modo { iguales: empieza, ..BIEN })
    }),
    mal("quiz_nombres_de_todas_las_mesas", "R21", nombres_de_todas_las_mesas),
    mal("quiz_cuenta_la_ultima", "R21", |direccion| con_hilos(direccion, Modo { cuenta_la_ultima: true, ..BIEN })),
    mal("quiz_gira", "R25", gira).solo_en_linux(),
    mal("quiz_plazo_de_la_partida", "R31", plazo_de_la_partida),
    mal("quiz_sin_mesa_se_acaba", "R11", sin_mesa_se_acaba),
    mal("quiz_linea_sin_limite", "R13", linea_sin_limite),
    mal("quiz_mil_sin_el_salto", "R21", |direccion| {
        con_hilos(direccion, Modo { leer_linea: |lector| leer_hasta(lector, 999), ..BIEN })
    }),
    mal("quiz_mil_y_el_salto", "R13", |direccion| {
        con_hilos(direccion, Modo { leer_linea: |lector| leer_hasta(lector, 1001), ..BIEN })
    }),
    mal("quiz_quita_toda_tilde", "R28", quita_toda_tilde),
    mal("quiz_sin_dieresis", "R54", sin_dieresis),
    mal("quiz_salta_las_vacias", "R05", salta_las_vacias),
    mal("quiz_solo_control_ascii", "R21", solo_control_ascii),
    // Correctas, aunque raras.
    bien("quiz_byte_a_byte", byte_a_byte),
    bien("quiz_plazo_justo_de_menos", |direccion| con_plazo(direccion, 0.85)),
    bien("quiz_plazo_justo_de_mas", |direccion| con_plazo(direccion, 1.8)),
    bien("quiz_con_pausas", con_pausas),
    bien("quiz_que_se_asoma", que_se_asoma),
    en("quiz.py"),
];

const PREGUNTAS: [(&str, &str); 3] = [
    ("¿Cuál es el planeta más grande del sistema solar?", "Júpiter"),
    ("¿Quién escribió «Don Quijote de la Mancha»?", "Miguel de Cervantes"),
    ("¿De qué país es capital Madrid?", "España"),
];

struct Jugador {
    id: u64,
    nombre: String,
    stream: Arc<TcpStream>,
    listo: bool,
    puntos: usize,
    dicho: Option<String>,
}

enum Suceso {
    Listo,
    Dice(String),
    SeVa,
}

type Sucesos = Receiver<(u64, Suceso)>;

struct Mesa {
    jugadores: Vec<Jugador>,
    contar: Sender<(u64, Suceso)>,
    sucesos: Sucesos,
}

/// Lo que cambia de una variante a otra; lo demás está bien.
#[derive(Clone, Copy)]
struct Modo {
    iguales: fn(&str, &str) -> bool,
    mismo_nombre: fn(&str, &str) -> bool,
    decir: fn(&TcpStream, &str) -> io::Result<()>,
    leer_linea: fn(&mut BufReader<&TcpStream>) -> io::Result<Option<String>>,
    /// ¿Es una letra que no cabe en un nombre?
    es_raro: fn(char) -> bool,
    esperar: fn(&mut Vec<Jugador>, &Sucesos, Duration, Modo),
    /// Con cuántos empieza una mesa de tantos.
    bastan: fn(usize) -> usize,
    /// ¿Deja su sitio quien se va antes de empezar?
    libera: bool,
    /// Mientras juega, quien se va…
    al_irse: fn(&mut Vec<Jugador>, usize),
    /// ¿Tira lo que se dijo antes de preguntar?
    tira_lo_de_antes: bool,
    /// De varias líneas, ¿cuenta la última?
    cuenta_la_ultima: bool,
    empates: bool,
    /// ¿Una sola partida cada vez?
    una_mesa: bool,
    /// ¿Se pregunta el nombre con el cerrojo de la mesa echado?
    cerrojo: bool,
    /// Lo que se hace al acabar una partida.
    al_acabar: fn(),
}

const BIEN: Modo = Modo {
    iguales: |una, otra| normalizar(una) == normalizar(otra),
    mismo_nombre: |uno, otro| normalizar(uno) == normalizar(otro),
    decir: |mut stream, linea| stream.write_all(format!("{linea}\n").as_bytes()),
    leer_linea: |lector| leer_hasta(lector, 1000),
    es_raro: |letra| letra.is_control() || letra == '\u{fffd}',
    esperar: |jugadores, sucesos, plazo, modo| {
        let hasta = Instant::now() + plazo;
        while jugadores.iter().any(|jugador| jugador.dicho.is_none())
            && let Ok(suceso) = sucesos.recv_timeout(hasta.saturating_duration_since(Instant::now()))
        {
            apuntar(jugadores, suceso, modo);
        }
    },
    bastan: |cuantos| cuantos,
    libera: true,
    al_irse: |jugadores, indice| drop(jugadores.remove(indice)),
    tira_lo_de_antes: true,
    cuenta_la_ultima: false,
    empates: true,
    una_mesa: false,
    cerrojo: false,
    al_acabar: || (),
};

fn leer_hasta(lector: &mut BufReader<&TcpStream>, maximo: u64) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    lector.by_ref().take(maximo).read_until(b'\n', &mut bytes)?;
    Ok(bytes.ends_with(b"\n").then(|| String::from_utf8_lossy(&bytes).into_owned()))
}

fn normalizar(texto: &str) -> String {
    let llana = |letra| match letra {
        'á' => Some('a'),
        'é' => Some('e'),
        'í' => Some('i'),
        'ó' => Some('o'),
        'ú' | 'ü' => Some('u'),
        '\u{301}' | '\u{308}' => None,
        otra => Some(otra),
    };
    sin_espacios(texto).to_lowercase().chars().filter_map(llana).collect()
}

fn sin_espacios(texto: &str) -> String {
    texto.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn apuntar(jugadores: &mut Vec<Jugador>, (id, suceso): (u64, Suceso), modo: Modo) {
    let Some(indice) = jugadores.iter().position(|jugador| jugador.id == id) else { return };
    match suceso {
        Suceso::Listo => jugadores[indice].listo = true,
        Suceso::Dice(linea) => {
            if modo.cuenta_la_ultima {
                jugadores[indice].dicho = None;
            }
            jugadores[indice].dicho.get_or_insert(linea);
        }
        Suceso::SeVa => (modo.al_irse)(jugadores, indice),
    }
}

fn jugar(mut jugadores: Vec<Jugador>, sucesos: &Sucesos, plazo: Duration, modo: Modo) {
    let mut pendientes = Vec::new();
    while jugadores.iter().any(|jugador| !jugador.listo)
        && let Ok(suceso) = sucesos.recv()
    {
        match suceso.1 {
            Suceso::Dice(_) => pendientes.push(suceso),
            _ => apuntar(&mut jugadores, suceso, modo),
        }
    }
    for (numero, (pregunta, respuesta)) in (1..).zip(PREGUNTAS) {
        for jugador in &mut jugadores {
            jugador.dicho = None;
        }
        pendientes.extend(sucesos.try_iter());
        for suceso in pendientes.drain(..) {
            apuntar(&mut jugadores, suceso, modo);
        }
        for jugador in &mut jugadores {
            if modo.tira_lo_de_antes {
                jugador.dicho = None;
            }
            let _ = (modo.decir)(&jugador.stream, &format!("pregunta {numero}: {pregunta}"));
        }
        (modo.esperar)(&mut jugadores, sucesos, plazo, modo);
        for jugador in &mut jugadores {
            let acierta = jugador.dicho.as_ref().map(|dicho| (modo.iguales)(dicho.trim_end_matches('\n'), respuesta));
            jugador.puntos += usize::from(acierta == Some(true));
            let como = acierta.map_or("sin respuesta", |acierta| if acierta { "bien" } else { "mal" });
            let _ = (modo.decir)(&jugador.stream, &format!("{como}, llevas {}", jugador.puntos));
        }
    }
    acabar(&jugadores, modo);
}

fn acabar(jugadores: &[Jugador], modo: Modo) {
    let mut orden: Vec<&Jugador> = jugadores.iter().collect();
    orden.sort_by_key(|jugador| std::cmp::Reverse(jugador.puntos));
    let mut texto = String::new();
    for (indice, uno) in orden.iter().enumerate() {
        let delante = orden.iter().filter(|otro| otro.puntos > uno.puntos).count();
        let puesto = 1 + if modo.empates { delante } else { indice };
        texto += &format!("{puesto}. {}: {}\n", uno.nombre, uno.puntos);
    }
    for jugador in jugadores {
        let _ = (modo.decir)(&jugador.stream, &format!("{texto}fin"));
        let _ = jugador.stream.shutdown(Shutdown::Both);
    }
    (modo.al_acabar)();
}

/// Pregunta uno por uno, y espera a que conteste cada uno.
fn jugar_por_turnos(mut jugadores: Vec<Jugador>, sucesos: &Sucesos, modo: Modo) {
    while jugadores.iter().any(|jugador| !jugador.listo)
        && let Ok(suceso) = sucesos.recv()
    {
        apuntar(&mut jugadores, suceso, modo);
    }
    for (numero, (pregunta, respuesta)) in (1..).zip(PREGUNTAS) {
        for jugador in &mut jugadores {
            let _ = (modo.decir)(&jugador.stream, &format!("pregunta {numero}: {pregunta}"));
            let dicho = sucesos.iter().find_map(|(id, suceso)| match suceso {
                Suceso::Dice(linea) if id == jugador.id => Some(linea),
                _ => None,
            });
            let acierta = dicho.is_some_and(|dicho| (modo.iguales)(&dicho, respuesta));
            jugador.puntos += usize::from(acierta);
            let como = if acierta { "bien" } else { "mal" };
            let _ = (modo.decir)(&jugador.stream, &format!("{como}, llevas {}", jugador.puntos));
        }
    }
    acabar(&jugadores, modo);
}

fn mesa_vacia() -> Mesa {
    let (contar, sucesos) = mpsc::channel();
    Mesa { jugadores: Vec::new(), contar, sucesos }
}

struct Sala {
    cuantos: usize,
    plazo: Duration,
    mesa: Mutex<Mesa>,
    jugando: Mutex<()>,
    modo: Modo,
    turnos: bool,
}

/// Hasta que se sienta. `None` si se va antes.
fn presentarse(
    id: u64,
    stream: &Arc<TcpStream>,
    lector: &mut BufReader<&TcpStream>,
    sala: &Arc<Sala>,
) -> Option<String> {
    let modo = sala.modo;
    let mut echado = modo.cerrojo.then(|| sala.mesa.lock().unwrap_or_else(PoisonError::into_inner));
    (modo.decir)(stream, "¿nombre?").ok()?;
    loop {
        let nombre = sin_espacios(&(modo.leer_linea)(lector).ok()??);
        let mut mesa = echado.take().unwrap_or_else(|| sala.mesa.lock().unwrap_or_else(PoisonError::into_inner));
        let motivo = if nombre.is_empty() || nombre.chars().count() > 20 || nombre.chars().any(modo.es_raro) {
            "nombre no válido"
        } else if mesa.jugadores.iter().any(|otro| (modo.mismo_nombre)(&otro.nombre, &nombre)) {
            "nombre repetido"
        } else {
            let (suyo, stream) = (nombre.clone(), Arc::clone(stream));
            mesa.jugadores.push(Jugador { id, nombre: suyo, stream, listo: false, puntos: 0, dicho: None });
            return Some(nombre);
        };
        drop(mesa);
        (modo.decir)(stream, motivo).ok()?;
    }
}

fn empezar_si_bastan(sala: &Arc<Sala>) {
    let mut mesa = sala.mesa.lock().unwrap_or_else(PoisonError::into_inner);
    if mesa.jugadores.len() < (sala.modo.bastan)(sala.cuantos) {
        return;
    }
    let Mesa { jugadores, sucesos, .. } = mem::replace(&mut *mesa, mesa_vacia());
    let sala = Arc::clone(sala);
    thread::spawn(move || {
        let _turno = sala.modo.una_mesa.then(|| sala.jugando.lock().unwrap_or_else(PoisonError::into_inner));
        if sala.turnos {
            jugar_por_turnos(jugadores, &sucesos, sala.modo);
        } else {
            jugar(jugadores, &sucesos, sala.plazo, sala.modo);
        }
    });
}

/// Lo de después de sentarse.
fn seguir(id: u64, nombre: &str, stream: &TcpStream, mut lector: BufReader<&TcpStream>, sala: &Arc<Sala>) {
    let modo = sala.modo;
    let contar = sala.mesa.lock().unwrap_or_else(PoisonError::into_inner).contar.clone();
    empezar_si_bastan(sala);
    let _ = (modo.decir)(stream, &format!("hola, {nombre}"));
    let _ = contar.send((id, Suceso::Listo));
    while let Ok(Some(linea)) = (modo.leer_linea)(&mut lector) {
        let _ = contar.send((id, Suceso::Dice(linea)));
    }
    if modo.libera {
        let mut mesa = sala.mesa.lock().unwrap_or_else(PoisonError::into_inner);
        mesa.jugadores.retain(|jugador| jugador.id != id);
    }
    let _ = contar.send((id, Suceso::SeVa));
    let _ = stream.shutdown(Shutdown::Both);
}

fn sala(modo: Modo, turnos: bool) -> Arc<Sala> {
    let numero = |indice| env::args().nth(indice)?.parse::<u32>().ok().filter(|numero| *numero > 0);
    let (Some(cuantos), Some(segundos)) = (numero(3), numero(4)) else {
        eprintln!("uso: quiz IP:PUERTO JUGADORES SEGUNDOS");
        exit(2)
    };
    sala_de(cuantos as usize, segundos, modo, turnos)
}

fn sala_de(cuantos: usize, segundos: u32, modo: Modo, turnos: bool) -> Arc<Sala> {
    let plazo = Duration::from_secs(segundos.into());
    let (mesa, jugando) = (Mutex::new(mesa_vacia()), Mutex::default());
    Arc::new(Sala { cuantos, plazo, mesa, jugando, modo, turnos })
}

/// Con tantos segundos por cada uno de los pedidos.
fn con_plazo(direccion: &str, cada_uno: f64) {
    let mut sala = sala(BIEN, false);
    if let Some(sala) = Arc::get_mut(&mut sala) {
        sala.plazo = sala.plazo.mul_f64(cada_uno);
    }
    con_sala(direccion, &sala)
}

fn con_hilos(direccion: &str, modo: Modo) {
    con_sala(direccion, &sala(modo, false))
}

fn con_sala(direccion: &str, sala: &Arc<Sala>) {
    for (id, stream) in (0..).zip(escuchar(direccion).incoming().flatten()) {
        let sala = Arc::clone(sala);
        thread::spawn(move || sentar(id, stream, &sala));
    }
}

fn sentar(id: u64, stream: TcpStream, sala: &Arc<Sala>) {
    let stream = Arc::new(stream);
    let mut lector = BufReader::new(&*stream);
    if let Some(nombre) = presentarse(id, &stream, &mut lector, sala) {
        seguir(id, &nombre, &stream, lector, sala);
    }
}

/// El nombre lo pregunta quien acepta: hasta que uno no lo dice, no entra otro.
fn presentando_en_la_puerta(direccion: &str) {
    let sala = sala(BIEN, false);
    let id = Cell::new(0);
    servir(direccion, |stream| {
        let (mio, stream, sala) = (id.replace(id.get() + 1), Arc::new(stream), Arc::clone(&sala));
        let mut lector = BufReader::with_capacity(1, &*stream);
        if let Some(nombre) = presentarse(mio, &stream, &mut lector, &sala) {
            drop(lector);
            thread::spawn(move || seguir(mio, &nombre, &stream, BufReader::new(&stream), &sala));
        }
        Ok(())
    })
}

fn sin_tilde_suelta(direccion: &str) {
    let modo = Modo { iguales: |una, otra| !una.contains('\u{301}') && normalizar(una) == normalizar(otra), ..BIEN };
    con_hilos(direccion, modo)
}

fn quita_la_enie(direccion: &str) {
    let modo =
        Modo { iguales: |una, otra| normalizar(una).replace('ñ', "n") == normalizar(otra).replace('ñ', "n"), ..BIEN };
    con_hilos(direccion, modo)
}

fn clasifica_a_quien_se_fue(direccion: &str) {
    let modo = Modo {
        // No se le espera, pero tampoco se le borra.
        al_irse: |jugadores, indice| jugadores[indice].listo = false,
        esperar: |jugadores, sucesos, plazo, modo| {
            let hasta = Instant::now() + plazo;
            while jugadores.iter().any(|jugador| jugador.listo && jugador.dicho.is_none())
                && let Ok(suceso) = sucesos.recv_timeout(hasta.saturating_duration_since(Instant::now()))
            {
                apuntar(jugadores, suceso, modo);
            }
        },
        ..BIEN
    };
    con_hilos(direccion, modo)
}

fn sin_plazo(direccion: &str) {
    let modo = Modo {
        esperar: |jugadores, sucesos, _, modo| {
            while jugadores.iter().any(|jugador| jugador.dicho.is_none())
                && let Ok(suceso) = sucesos.recv()
            {
                apuntar(jugadores, suceso, modo);
            }
        },
        ..BIEN
    };
    con_hilos(direccion, modo)
}

fn plazo_por_jugador(direccion: &str) {
    let modo = Modo {
        // Un plazo entero para cada uno, uno detrás de otro.
        esperar: |jugadores, sucesos, plazo, modo| {
            let mut esperados = 0;
            while jugadores.iter().any(|jugador| jugador.dicho.is_none()) {
                match sucesos.recv_timeout(plazo) {
                    Ok(suceso) => apuntar(jugadores, suceso, modo),
                    Err(_) => esperados += 1,
                }
                if esperados >= jugadores.iter().filter(|jugador| jugador.dicho.is_none()).count() {
                    return;
                }
            }
        },
        ..BIEN
    };
    con_hilos(direccion, modo)
}

thread_local! {
    /// Cuándo acaba la partida que lleva este hilo.
    static HASTA: Cell<Option<Instant>> = const { Cell::new(None) };
    /// ¿Ha dicho ya algo el jugador del que se ocupa este hilo?
    static CON_NOMBRE: Cell<bool> = const { Cell::new(false) };
}

fn plazo_de_la_partida(direccion: &str) {
    let modo = Modo {
        esperar: |jugadores, sucesos, plazo, modo| {
            // El plazo se cuenta desde la primera pregunta, y no desde cada una.
            let hasta = HASTA.get().unwrap_or_else(|| Instant::now() + plazo);
            HASTA.set(Some(hasta));
            (BIEN.esperar)(jugadores, sucesos, hasta.saturating_duration_since(Instant::now()), modo);
        },
        ..BIEN
    };
    con_hilos(direccion, modo)
}

fn sin_mesa_se_acaba(direccion: &str) {
    let modo = Modo {
        esperar: |jugadores, sucesos, plazo, modo| {
            (BIEN.esperar)(jugadores, sucesos, plazo, modo);
            // «No queda nadie»: se acaba el programa, y no solo la partida.
            if jugadores.is_empty() {
                exit(1);
            }
        },
        ..BIEN
    };
    con_hilos(direccion, modo)
}

fn linea_sin_limite(direccion: &str) {
    con_hilos(direccion, Modo { leer_linea: |lector| leer_hasta(lector, u64::MAX), ..BIEN })
}

fn quita_toda_tilde(direccion: &str) {
    let modo = Modo { iguales: |una, otra| normalizar(una).replace('ù', "u") == normalizar(otra), ..BIEN };
    con_hilos(direccion, modo)
}

fn sin_dieresis(direccion: &str) {
    let modo = Modo {
        iguales: |una, otra| !una.contains(['ü', 'Ü', '\u{308}']) && normalizar(una) == normalizar(otra),
        ..BIEN
    };
    con_hilos(direccion, modo)
}

fn salta_las_vacias(direccion: &str) {
    let modo = Modo {
        leer_linea: |lector| loop {
            let linea = leer_hasta(lector, 1000)?;
            // Hasta que no tiene nombre no las salta: que no puede estar vacío sí lo dice.
            match linea.as_deref() {
                Some("\n") if CON_NOMBRE.get() => {}
                Some(dicho) => {
                    CON_NOMBRE.set(CON_NOMBRE.get() || dicho.len() > 1);
                    return Ok(linea);
                }
                None => return Ok(None),
            }
        },
        ..BIEN
    };
    con_hilos(direccion, modo)
}

fn solo_control_ascii(direccion: &str) {
    con_hilos(direccion, Modo { es_raro: |letra| letra < ' ' || letra == '\u{fffd}', ..BIEN })
}

/// El clásico `?` en el bucle que acepta: quien ya ha cortado acaba con todos.
fn interrogante(direccion: &str) {
    let sala = sala(
        Modo { decir: |stream, linea| if linea == "¿nombre?" { Ok(()) } else { (BIEN.decir)(stream, linea) }, ..BIEN },
        false,
    );
    for (id, stream) in (0..).zip(escuchar(direccion).incoming().flatten()) {
        if (BIEN.decir)(&stream, "¿nombre?").is_err() {
            exit(1);
        }
        let sala = Arc::clone(&sala);
        thread::spawn(move || sentar(id, stream, &sala));
    }
}

/// Los nombres que hay en todas las mesas, también en las que ya juegan.
static NOMBRES: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn nombres_de_todas_las_mesas(direccion: &str) {
    let sala = sala(BIEN, false);
    for (id, stream) in (0..).zip(escuchar(direccion).incoming().flatten()) {
        let sala = Arc::clone(&sala);
        thread::spawn(move || {
            let stream = Arc::new(stream);
            let mut lector = BufReader::new(&*stream);
            let nombre = loop {
                let Some(nombre) = presentarse(id, &stream, &mut lector, &sala) else { return };
                let mut nombres = NOMBRES.lock().unwrap();
                if !nombres.contains(&normalizar(&nombre)) {
                    nombres.push(normalizar(&nombre));
                    break nombre;
                }
                sala.mesa.lock().unwrap().jugadores.retain(|jugador| jugador.id != id);
                let _ = (BIEN.decir)(&stream, "nombre repetido");
            };
            seguir(id, &nombre, &stream, lector, &sala);
            NOMBRES.lock().unwrap().retain(|otro| *otro != normalizar(&nombre));
        });
    }
}

fn guarda_las_conexiones(direccion: &str) {
    let sala = sala(BIEN, false);
    for (id, stream) in (0..).zip(escuchar(direccion).incoming().flatten()) {
        // Una lista de conexiones «por si acaso», de la que no se borra nadie.
        let Ok(otra) = stream.try_clone() else { continue };
        let sala = Arc::clone(&sala);
        thread::spawn(move || {
            sentar(id, stream, &sala);
            let _ = otra.shutdown(Shutdown::Both);
            mem::forget(otra);
        });
    }
}

fn gira(direccion: &str) {
    let modo = Modo {
        esperar: |jugadores, sucesos, plazo, modo| {
            let hasta = Instant::now() + plazo;
            while jugadores.iter().any(|jugador| jugador.dicho.is_none()) && Instant::now() < hasta {
                if let Ok(suceso) = sucesos.try_recv() {
                    apuntar(jugadores, suceso, modo);
                }
            }
        },
        ..BIEN
    };
    con_hilos(direccion, modo)
}

fn plazo_corto(direccion: &str) {
    let modo = Modo {
        esperar: |jugadores, sucesos, plazo, modo| (BIEN.esperar)(jugadores, sucesos, plazo / 20, modo),
        ..BIEN
    };
    con_hilos(direccion, modo)
}

fn no_espera_a_todos(direccion: &str) {
    let modo = Modo {
        esperar: |jugadores, sucesos, plazo, modo| {
            if let Ok(suceso) = sucesos.recv_timeout(plazo) {
                apuntar(jugadores, suceso, modo);
            }
        },
        ..BIEN
    };
    con_hilos(direccion, modo)
}

fn una_lectura(direccion: &str) {
    let modo = Modo {
        leer_linea: |lector| {
            let mut buffer = [0; 1000];
            let leidos = lector.read(&mut buffer)?;
            Ok((leidos > 0).then(|| String::from_utf8_lossy(&buffer[..leidos]).into_owned()))
        },
        ..BIEN
    };
    con_hilos(direccion, modo)
}

fn panico(direccion: &str) {
    let modo = Modo {
        leer_linea: |lector| {
            let mut bytes = Vec::new();
            lector.read_until(b'\n', &mut bytes)?;
            Ok(bytes.ends_with(b"\n").then(|| String::from_utf8(bytes).unwrap()))
        },
        ..BIEN
    };
    con_hilos(direccion, modo)
}

fn byte_a_byte(direccion: &str) {
    let modo = Modo {
        decir: |mut stream, linea| {
            stream.set_nodelay(true)?;
            linea.bytes().chain([b'\n']).try_for_each(|byte| stream.write_all(&[byte]))
        },
        leer_linea: |lector| {
            let mut bytes = Vec::new();
            for byte in lector.by_ref().bytes().take(1000) {
                bytes.push(byte?);
                if bytes.ends_with(b"\n") {
                    return Ok(Some(String::from_utf8_lossy(&bytes).into_owned()));
                }
            }
            Ok(None)
        },
        ..BIEN
    };
    con_hilos(direccion, modo)
}

fn con_pausas(direccion: &str) {
    let modo = Modo {
        decir: |stream, linea| {
            thread::sleep(Duration::from_millis(2));
            (BIEN.decir)(stream, linea)
        },
        ..BIEN
    };
    con_hilos(direccion, modo)
}

fn que_se_asoma(direccion: &str) {
    let modo = Modo {
        // En vez de dormir en el canal, se asoma cada poco.
        esperar: |jugadores, sucesos, plazo, modo| {
            let hasta = Instant::now() + plazo;
            while jugadores.iter().any(|jugador| jugador.dicho.is_none()) && Instant::now() < hasta {
                match sucesos.recv_timeout(Duration::from_millis(3)) {
                    Ok(suceso) => apuntar(jugadores, suceso, modo),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        },
        ..BIEN
    };
    con_hilos(direccion, modo)
}
