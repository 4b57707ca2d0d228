//! Una partida: los casos de un reto, varios a la vez, hasta el primero (por su orden) que sale mal.
//!
//! Que se jueguen a la vez no cambia el veredicto: cuando uno sale mal, los que van después se dejan y se espera a los
//! que van antes. Los que tardan segundos empiezan los primeros, y no ocupan sitio a los demás.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Condvar, LazyLock, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use redes::cable::Anotacion;
use redes::hilos::{sin_veneno, tomar};

use super::caso::Caso;
use super::hallazgo::Tropiezo;
use super::mesa::Mesa;
use super::retos;
use super::veredicto::{Informe, Resultado, Veredicto};

/// Cuántos casos, los primeros de cada lista, son lo más sencillo del reto.
const SENCILLOS: usize = 2;
/// Cuántos casos de un mismo reto se juegan a la vez, sin contar los que tardan.
const DE_UN_RETO: usize = 4;
/// Si la máquina tiene parado al verificador más que esto, los plazos del caso no se han podido cumplir.
const TIRON: Duration = Duration::from_millis(120);
/// Las veces que se juega, como mucho, un caso que sale mal entre tirones.
const REPETICIONES: usize = 4;
/// Cada cuánto se mira si ya no hace falta seguir.
const RONDA: Duration = Duration::from_millis(15);

/// Lo que se va sabiendo mientras se juega.
#[derive(Clone, Copy)]
pub enum Novedad {
    /// Empieza este caso.
    Empieza(Caso),
    /// Este caso ha acabado; ¿bien?
    Acaba(Caso, bool),
}

/// Comprueba un reto y va contando cómo va. Si `cancelada` pasa a ser cierta, lo deja cuanto antes y devuelve `None`.
///
/// Con `solo`, juega nada más ese caso; pero si antes falla lo más sencillo del reto, lo que cuenta es eso: el nombre de
/// muchos errores supone que lo sencillo va bien. De `semilla` sale todo lo que se envía.
pub fn verificar_mientras(
    reto: &str,
    orden: &[String],
    solo: Option<&str>,
    semilla: u64,
    cancelada: &AtomicBool,
    contar: &(dyn Fn(Novedad) + Sync),
) -> Option<Informe> {
    let (todos, plazo) = retos::reto(reto).map_or((&[][..], None), |reto| (reto.casos, reto.plazo));
    let elegidos: Vec<Caso> =
        todos.iter().copied().filter(|caso| solo.is_none_or(|solo| solo == caso.nombre)).collect();
    if solo.is_some() {
        for base in todos.iter().take(SENCILLOS).take_while(|caso| Some(caso.nombre) != solo) {
            match jugar(*base, orden, plazo, semilla, cancelada) {
                Some(resultado) if !resultado.bien() => {
                    return Some(Informe {
                        reto: reto.to_string(),
                        semilla,
                        resultados: vec![resultado],
                        sin_jugar: elegidos.len(),
                    });
                }
                _ => {}
            }
        }
    }
    let dejados = elegidos.iter().map(|_| AtomicBool::new(false)).collect();
    let jugados = Partida { casos: &elegidos, orden, plazo, semilla, cancelada, contar, dejados }.jugar();
    if cancelada.load(Ordering::Relaxed) {
        return None;
    }
    let hasta = jugados.iter().position(|uno| uno.as_ref().is_some_and(|uno| !uno.bien()));
    let resultados: Vec<Resultado> =
        jugados.into_iter().take(hasta.map_or(usize::MAX, |ultimo| ultimo + 1)).flatten().collect();
    Some(Informe { reto: reto.to_string(), semilla, sin_jugar: elegidos.len() - resultados.len(), resultados })
}

/// Juega un solo caso de un reto, sin los que van antes, y dice cómo ha ido y qué ha cruzado. `None` si no hay tal caso o si se
/// cancela.
#[must_use]
pub fn ensayar(
    reto: &str,
    caso: &str,
    orden: &[String],
    semilla: u64,
    cancelada: &AtomicBool,
) -> Option<(Resultado, Vec<Anotacion>)> {
    let reto = retos::reto(reto)?;
    let caso = reto.casos.iter().find(|suyo| suyo.nombre == caso)?;
    jugar_y_mirar(*caso, orden, reto.plazo, semilla, cancelada, |mesa| mesa.transcripcion())
}

struct Partida<'a> {
    casos: &'a [Caso],
    orden: &'a [String],
    plazo: Option<Duration>,
    semilla: u64,
    cancelada: &'a AtomicBool,
    contar: &'a (dyn Fn(Novedad) + Sync),
    /// Para cada caso, si ya no hace falta jugarlo.
    dejados: Vec<AtomicBool>,
}

impl Partida<'_> {
    fn jugar(&self) -> Vec<Option<Resultado>> {
        let mut jugados: Vec<Option<Resultado>> = self.casos.iter().map(|_| None).collect();
        let sencillos = self.casos.iter().take(SENCILLOS).take_while(|caso| !caso.es_lento()).count();
        for (indice, jugado) in jugados.iter_mut().enumerate().take(sencillos) {
            *jugado = self.uno(indice, self.cancelada);
            if !jugado.as_ref().is_some_and(Resultado::bien) {
                return jugados;
            }
        }
        self.los_demas(sencillos, &mut jugados);
        jugados
    }

    /// Juega a la vez los casos desde `primero`.
    fn los_demas(&self, primero: usize, jugados: &mut [Option<Resultado>]) {
        let (lentos, rapidos): (Vec<usize>, Vec<usize>) =
            (primero..self.casos.len()).partition(|indice| self.casos[*indice].es_lento());
        let siguiente = AtomicUsize::new(0);
        let (envia, recibe) = mpsc::channel();
        thread::scope(|hilos| {
            for indice in lentos {
                let envia = envia.clone();
                hilos.spawn(move || {
                    let _ = envia.send((indice, self.uno(indice, &self.dejados[indice])));
                });
            }
            for _ in 0..DE_UN_RETO.min(rapidos.len()) {
                let (envia, rapidos, siguiente) = (envia.clone(), &rapidos, &siguiente);
                hilos.spawn(move || {
                    while let Some(indice) = rapidos.get(siguiente.fetch_add(1, Ordering::Relaxed)).copied() {
                        let dejado = &self.dejados[indice];
                        let resultado = Turno::esperar(dejado).and_then(|_turno| self.uno(indice, dejado));
                        let _ = envia.send((indice, resultado));
                    }
                });
            }
            drop(envia);
            self.recoger(&recibe, jugados);
        });
    }

    /// Va recogiendo los resultados, y deja los casos que ya no hacen falta.
    fn recoger(&self, recibe: &Receiver<(usize, Option<Resultado>)>, jugados: &mut [Option<Resultado>]) {
        loop {
            match recibe.recv_timeout(RONDA) {
                Ok((indice, resultado)) => {
                    if resultado.as_ref().is_some_and(|resultado| !resultado.bien()) {
                        dejar(&self.dejados[indice + 1..]);
                    }
                    jugados[indice] = resultado;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            if self.cancelada.load(Ordering::Relaxed) {
                dejar(&self.dejados);
            }
        }
    }

    fn uno(&self, indice: usize, dejado: &AtomicBool) -> Option<Resultado> {
        if dejado.load(Ordering::Relaxed) {
            return None;
        }
        let caso = self.casos[indice];
        (self.contar)(Novedad::Empieza(caso));
        let resultado = jugar(caso, self.orden, self.plazo, self.semilla, dejado)?;
        (self.contar)(Novedad::Acaba(caso, resultado.bien()));
        Some(resultado)
    }
}

fn dejar(casos: &[AtomicBool]) {
    for caso in casos {
        caso.store(true, Ordering::Relaxed);
    }
}

/// Juega un caso. Si sale mal y mientras tanto la máquina iba a tirones, quizá no sea culpa del programa: se juega otra vez.
fn jugar(
    caso: Caso,
    orden: &[String],
    plazo: Option<Duration>,
    semilla: u64,
    cancelado: &AtomicBool,
) -> Option<Resultado> {
    jugar_y_mirar(caso, orden, plazo, semilla, cancelado, |_| ()).map(|(resultado, ())| resultado)
}

/// Lo mismo, y al acabar mira la mesa.
fn jugar_y_mirar<T>(
    caso: Caso,
    orden: &[String],
    plazo: Option<Duration>,
    semilla: u64,
    cancelado: &AtomicBool,
    mirar: impl Fn(&Mesa<'_>) -> T,
) -> Option<(Resultado, T)> {
    let inicio = Instant::now();
    let mut quedan = REPETICIONES;
    loop {
        let mesa = Mesa::nueva(orden, plazo, semilla, cancelado);
        let jugado = caso.jugar(&mesa);
        quedan -= 1;
        let veredicto = match jugado {
            Ok(()) => Veredicto::Bien,
            Err(Tropiezo::Mal(hallazgo)) if hallazgo.codigo != "R33" && mesa.tiron() > TIRON && quedan > 0 => continue,
            Err(Tropiezo::Mal(hallazgo)) => Veredicto::Mal(hallazgo),
            Err(Tropiezo::NoComprobable(causa)) => Veredicto::NoComprobable(causa),
            Err(Tropiezo::Cancelado) => return None,
        };
        return Some((Resultado { caso, veredicto, tiempo: inicio.elapsed() }, mirar(&mesa)));
    }
}

/// El permiso para jugar un caso. Hay unos pocos para todo el programa, se comprueben los retos que se comprueben: los
/// casos casi siempre están esperando, pero demasiados a la vez se quitarían el procesador unos a otros.
struct Turno;

struct Turnos {
    libres: Mutex<usize>,
    aviso: Condvar,
}

static TURNOS: LazyLock<Turnos> = LazyLock::new(|| {
    let nucleos = thread::available_parallelism().map_or(1, usize::from);
    Turnos { libres: Mutex::new((nucleos * 3).clamp(6, 24)), aviso: Condvar::new() }
});

impl Turno {
    /// Espera a que haya uno libre. `None` si mientras tanto deja de hacer falta.
    fn esperar(dejado: &AtomicBool) -> Option<Self> {
        let mut libres = tomar(&TURNOS.libres);
        while *libres == 0 {
            if dejado.load(Ordering::Relaxed) {
                return None;
            }
            libres = sin_veneno(TURNOS.aviso.wait_timeout(libres, RONDA)).0;
        }
        *libres -= 1;
        Some(Self)
    }
}

impl Drop for Turno {
    fn drop(&mut self) {
        *tomar(&TURNOS.libres) += 1;
        TURNOS.aviso.notify_one();
    }
}
