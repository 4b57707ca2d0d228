//! La comprobación de varios retos en marcha: se compilan de una vez, se juegan varios a la vez y se entregan en el orden
//! del curso, según van estando. En una terminal se ve qué caso va, y q o Ctrl-C lo dejan.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use catalogo::Reto;
use redes::consola::{self, Estilo, Linea};
use redes::errores::{Fallo, Resultado};

use verificador::{Compilado, Compilador, Novedad, casos, verificar_mientras};

use super::hecho::Hecho;
use crate::pantalla::{Pantalla, Tecla};

/// Cuántos retos se juegan a la vez: casi todo el tiempo están esperando.
const A_LA_VEZ: usize = 6;
/// Cada cuánto se mira el teclado y lo que ha llegado.
const VUELTA: Duration = Duration::from_millis(15);
/// Lo que tarda en aparecer el progreso: si acaba antes, no hace falta.
const SIN_PROGRESO: Duration = Duration::from_millis(150);

/// Lo que hay que comprobar.
pub struct Encargo<'a> {
    pub retos: &'a [&'a Reto],
    /// Lo que hay que arrancar en vez de compilar los retos.
    pub programa: Option<&'a [String]>,
    pub caso: Option<&'a str>,
    /// De la que sale lo que se envía.
    pub semilla: u64,
    /// ¿En color lo que diga rustc?
    pub color: bool,
}

/// Dónde se escribe: una terminal con alguien delante, que ve el progreso y tiene teclas, o cualquier otro sitio.
pub struct Sala(Option<Pantalla>);

impl Sala {
    pub fn abrir(con_progreso: bool) -> Resultado<Self> {
        static NUNCA: AtomicBool = AtomicBool::new(false);
        if !con_progreso || !consola::hay_terminal() || consola::terminal_tonta() {
            return Ok(Self(None));
        }
        consola::limpiar_al_morir(&NUNCA);
        Pantalla::abrir().map(|pantalla| Self(Some(pantalla))).map_err(sin_terminal)
    }

    pub fn escribir(&mut self, lineas: &[Linea]) -> Resultado {
        match &mut self.0 {
            Some(pantalla) => pantalla.fijar(lineas),
            None => consola::escribir(lineas),
        }
        .map_err(Fallo::al_mostrar)
    }

    fn vivo(&mut self, linea: impl FnOnce() -> Linea) -> Resultado {
        let Some(pantalla) = &mut self.0 else { return Ok(()) };
        pantalla.vivo(vec![linea()]).map_err(Fallo::al_mostrar)
    }

    /// Espera un momento. Devuelve si se ha pedido dejarlo.
    fn esperar(&mut self) -> Resultado<bool> {
        let Some(pantalla) = &mut self.0 else {
            thread::sleep(VUELTA);
            return Ok(false);
        };
        let tecla = pantalla.tecla(VUELTA).map_err(sin_terminal)?;
        Ok(matches!(tecla, Some(Tecla::ControlC | Tecla::Escape | Tecla::Letra('q'))))
    }
}

fn sin_terminal(error: std::io::Error) -> Fallo {
    Fallo::de_sistema("no he podido usar la terminal", error)
}

/// Lo que va llegando de los hilos que comprueban.
enum Aviso {
    /// El reto de ese lugar va por ahí.
    Va(usize, Novedad),
    Listo(usize, Hecho),
}

/// Comprueba los retos y entrega cada uno en su orden, en cuanto están él y los anteriores. Devuelve si se ha llegado al
/// final, o se ha dejado antes.
pub fn verificar<'a>(
    encargo: &Encargo<'a>,
    cancelada: &AtomicBool,
    sala: &mut Sala,
    mut entregar: impl FnMut(&mut Sala, &'a Reto, Hecho) -> Resultado,
) -> Resultado<bool> {
    let (envia, recibe) = mpsc::channel();
    thread::scope(|hilos| {
        hilos.spawn(|| comprobar(encargo, cancelada, envia));
        let entero = atender(encargo, cancelada, sala, &recibe, &mut entregar);
        // Pase lo que pase, que los hilos no sigan.
        cancelada.store(true, Ordering::Relaxed);
        entero
    })
}

/// Compila y juega. Cuando acaba, o se cancela, el canal se cierra.
fn comprobar(encargo: &Encargo<'_>, cancelada: &AtomicBool, envia: mpsc::Sender<Aviso>) {
    let nombres: Vec<&str> = encargo.retos.iter().map(|reto| reto.nombre.as_str()).collect();
    let ordenes = match encargo.programa {
        Some(programa) => nombres.iter().map(|_| Compilado::Bien(programa.to_vec())).collect(),
        None => match (Compilador { color: encargo.color, cancelada }).todos(&nombres) {
            Some(compilados) => compilados,
            None => return,
        },
    };
    let mut jugables = Vec::new();
    for (lugar, compilado) in ordenes.into_iter().enumerate() {
        let _ = match compilado {
            Compilado::Bien(orden) => {
                jugables.push((lugar, orden));
                Ok(())
            }
            Compilado::Mal(dicho) => envia.send(Aviso::Listo(lugar, Hecho::NoCompila(dicho))),
            Compilado::NoComprobable(causa) => envia.send(Aviso::Listo(lugar, Hecho::NoComprobable(causa))),
        };
    }
    let siguiente = AtomicUsize::new(0);
    thread::scope(|hilos| {
        for _ in 0..A_LA_VEZ.min(jugables.len()) {
            let (envia, siguiente, jugables, nombres) = (envia.clone(), &siguiente, &jugables, &nombres);
            hilos.spawn(move || {
                while let Some((lugar, orden)) = jugables.get(siguiente.fetch_add(1, Ordering::Relaxed)) {
                    let avisos = envia.clone();
                    let contar = |novedad: Novedad| drop(avisos.send(Aviso::Va(*lugar, novedad)));
                    let nombre = nombres[*lugar];
                    let informe = verificar_mientras(nombre, orden, encargo.caso, encargo.semilla, cancelada, &contar);
                    let Some(informe) = informe else { return };
                    let _ = envia.send(Aviso::Listo(*lugar, Hecho::Jugado(informe)));
                }
            });
        }
    });
}

/// Atiende lo que llega y el teclado.
fn atender<'a>(
    encargo: &Encargo<'a>,
    cancelada: &AtomicBool,
    sala: &mut Sala,
    recibe: &Receiver<Aviso>,
    entregar: &mut impl FnMut(&mut Sala, &'a Reto, Hecho) -> Resultado,
) -> Resultado<bool> {
    let inicio = Instant::now();
    let mut listos: Vec<Option<Hecho>> = encargo.retos.iter().map(|_| None).collect();
    let mut progreso = Progreso::nuevo(encargo);
    let mut entregados = 0;
    loop {
        let abierto = loop {
            match recibe.try_recv() {
                Ok(Aviso::Va(lugar, novedad)) => progreso.apuntar(lugar, novedad),
                Ok(Aviso::Listo(lugar, hecho)) => listos[lugar] = Some(hecho),
                Err(TryRecvError::Empty) => break true,
                Err(TryRecvError::Disconnected) => break false,
            }
        };
        while let Some(hecho) = listos.get_mut(entregados).and_then(Option::take) {
            entregar(sala, encargo.retos[entregados], hecho)?;
            entregados += 1;
        }
        if entregados == encargo.retos.len() || !abierto {
            return Ok(entregados == encargo.retos.len());
        }
        if inicio.elapsed() > SIN_PROGRESO {
            sala.vivo(|| progreso.linea(encargo, entregados, inicio.elapsed()))?;
        }
        if sala.esperar()? {
            cancelada.store(true, Ordering::Relaxed);
        }
    }
}

/// Por dónde va cada reto.
struct Progreso {
    /// De cada uno, los casos en juego y cuántos han acabado.
    retos: Vec<(Vec<&'static str>, usize)>,
    empezado: bool,
}

impl Progreso {
    fn nuevo(encargo: &Encargo<'_>) -> Self {
        Self { retos: encargo.retos.iter().map(|_| (Vec::new(), 0)).collect(), empezado: encargo.programa.is_some() }
    }

    fn apuntar(&mut self, lugar: usize, novedad: Novedad) {
        self.empezado = true;
        let (en_juego, acabados) = &mut self.retos[lugar];
        match novedad {
            Novedad::Empieza(caso) => en_juego.push(caso.nombre),
            Novedad::Acaba(caso, _) => {
                en_juego.retain(|otro| *otro != caso.nombre);
                *acabados += 1;
            }
        }
    }

    /// `⠹ servidor_eco: caso 8 de 12, ocho-megas · 3 retos de 18 · q lo deja`. Se cuenta del reto al que se espera.
    fn linea(&self, encargo: &Encargo<'_>, entregados: usize, tiempo: Duration) -> Linea {
        let linea = Linea::vacia().con(Estilo::Titulo, format!("{} ", rueda(tiempo)));
        let total = encargo.retos.len();
        let cuantos = if total > 1 { format!(" · {entregados} retos de {total}") } else { String::new() };
        let linea = if self.empezado {
            let reto = encargo.retos[entregados];
            let (en_juego, acabados) = &self.retos[entregados];
            let de = casos(&reto.nombre).map_or(0, <[_]>::len);
            let caso = en_juego.last().map(|caso| format!(", {caso}")).unwrap_or_default();
            let cual = (acabados + 1).min(de);
            linea.con(Estilo::Negrita, &reto.nombre).con(Estilo::Normal, format!(": caso {cual} de {de}{caso}"))
        } else {
            let que = if total == 1 { "el reto".to_string() } else { format!("{total} retos") };
            linea.con(Estilo::Normal, format!("Compilando {que}"))
        };
        linea.con(Estilo::Tenue, format!("{cuantos} · {} s · q lo deja", tiempo.as_secs()))
    }
}

/// Un dibujo que da vueltas mientras algo se mueve.
pub fn rueda(tiempo: Duration) -> char {
    const DIBUJOS: [char; 10] = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
    let vuelta = usize::try_from(tiempo.as_millis() / 100).unwrap_or(0);
    DIBUJOS[vuelta % DIBUJOS.len()]
}
