//! Una comprobación en marcha, en su propio hilo: se le pregunta cómo va y se puede dejar.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use redes::consola::{Estilo, Linea};
use redes::fallas::Azar;
use redes::hilos::tomar;

use crate::verificar::{Hecho, rueda};
use verificador::{Compilado, Compilador, Novedad, casos, verificar_mientras};

/// Lo que va llegando del hilo.
enum Aviso {
    /// Ha compilado; si ha sido cargo, ahí está el programa.
    Compilado(Option<PathBuf>),
    Va(Novedad),
    Listo(Hecho),
}

/// Por dónde va.
#[derive(Default)]
pub struct Marcha {
    pub compilado: bool,
    /// Los casos que se están jugando.
    pub en_juego: Vec<&'static str>,
    /// De esos, cuántos son de los que tardan.
    lentos: usize,
    pub acabados: usize,
    pub bien: usize,
    pub total: usize,
    /// Dónde ha dejado cargo el programa, si lo ha compilado él.
    pub programa: Option<PathBuf>,
}

pub struct Trabajo {
    cancelada: Arc<AtomicBool>,
    recibe: Receiver<Aviso>,
    hilo: JoinHandle<()>,
    pub inicio: Instant,
    pub marcha: Marcha,
    pub hecho: Option<Hecho>,
    /// ¿Se ha dicho ya lo que hay, a falta de los casos lentos?
    pub provisional: bool,
}

impl Trabajo {
    /// Compila y comprueba `reto`. Si cargo ya dejó una vez su programa en `anterior`, esta vez basta rustc.
    pub fn empezar(reto: &str, anterior: Option<PathBuf>, color: bool) -> Self {
        let cancelada = Arc::new(AtomicBool::new(false));
        let (envia, recibe) = mpsc::channel();
        let hilo = {
            let (reto, cancelada) = (reto.to_string(), Arc::clone(&cancelada));
            thread::spawn(move || comprobar(&reto, anterior.as_deref(), color, &cancelada, &envia))
        };
        let marcha = Marcha { total: casos(reto).map_or(0, <[_]>::len), ..Marcha::default() };
        Self { cancelada, recibe, hilo, inicio: Instant::now(), marcha, hecho: None, provisional: false }
    }

    pub fn cancelar(&self) {
        self.cancelada.store(true, Ordering::Relaxed);
    }

    pub fn acabado(&self) -> bool {
        self.hilo.is_finished()
    }

    /// Recoge lo que haya llegado.
    pub fn poner_al_dia(&mut self) {
        let acabado = self.acabado();
        while let Ok(aviso) = self.recibe.try_recv() {
            match aviso {
                Aviso::Compilado(programa) => (self.marcha.compilado, self.marcha.programa) = (true, programa),
                Aviso::Va(novedad) => self.marcha.apuntar(novedad),
                Aviso::Listo(hecho) => self.hecho = Some(hecho),
            }
        }
        if acabado && self.hecho.is_none() && !self.cancelada.load(Ordering::Relaxed) {
            // Solo puede ser un fallo nuestro. Que no se quede esperando.
            self.hecho = Some(Hecho::NoComprobable("el verificador se ha roto a mitad".to_string()));
        }
    }
}

impl Marcha {
    fn apuntar(&mut self, novedad: Novedad) {
        match novedad {
            Novedad::Empieza(caso) => {
                self.en_juego.push(caso.nombre);
                self.lentos += usize::from(caso.es_lento());
            }
            Novedad::Acaba(caso, bien) => {
                self.en_juego.retain(|otro| *otro != caso.nombre);
                self.lentos -= usize::from(caso.es_lento());
                self.acabados += 1;
                self.bien += usize::from(bien);
            }
        }
    }

    /// ¿Ha ido todo bien, y solo faltan los casos que tardan segundos?
    pub fn solo_quedan_lentos(&self) -> bool {
        self.lentos > 0 && self.bien + self.lentos == self.total
    }

    /// Cómo va, con palabras.
    fn en_palabras(&self) -> String {
        match (self.compilado, self.en_juego.last()) {
            (false, _) => "Compilando…".to_string(),
            (true, Some(caso)) => format!("Caso {} de {}: {caso}", (self.acabados + 1).min(self.total), self.total),
            (true, None) => "Arrancando tu programa…".to_string(),
        }
    }

    pub fn linea(&self, tiempo: Duration) -> Linea {
        Linea::vacia()
            .con(Estilo::Titulo, format!(" {} ", rueda(tiempo)))
            .con(Estilo::Normal, self.en_palabras())
            .con(Estilo::Tenue, format!(" · {} s", tiempo.as_secs()))
    }
}

fn comprobar(reto: &str, anterior: Option<&Path>, color: bool, cancelada: &AtomicBool, envia: &Sender<Aviso>) {
    let compilador = Compilador { color, cancelada };
    let compilado = match anterior {
        Some(anterior) => compilador.deprisa(reto, anterior),
        None => compilador.todos(&[reto]).and_then(|mut todos| todos.pop()),
    };
    let hecho = match compilado {
        None => return,
        Some(Compilado::Mal(dicho)) => Hecho::NoCompila(dicho),
        Some(Compilado::NoComprobable(causa)) => Hecho::NoComprobable(causa),
        Some(Compilado::Bien(orden)) => {
            let programa = orden.first().filter(|_| anterior.is_none()).map(PathBuf::from);
            let _ = envia.send(Aviso::Compilado(programa));
            // El canal no se comparte entre hilos; una copia para cada aviso, sí.
            let avisos = std::sync::Mutex::new(envia.clone());
            let contar = |novedad: Novedad| {
                let avisos = tomar(&avisos);
                let _ = avisos.send(Aviso::Va(novedad));
            };
            match verificar_mientras(reto, &orden, None, Azar::semilla_imprevista(), cancelada, &contar) {
                None => return,
                Some(informe) => Hecho::Jugado(informe),
            }
        }
    };
    let _ = envia.send(Aviso::Listo(hecho));
}
