//! La paciencia del verificador: los plazos, que no se le cargan a nadie mientras la máquina nos tiene parados.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::programa::{Estado, Programa};
use super::sistema;

/// Lo más que cuenta una vuelta de espera: si la máquina nos ha tenido parados, ese tiempo no se le carga a nadie.
const VUELTA: Duration = Duration::from_millis(40);
/// Lo más que se espera en total por algo que avanza.
const TOPE: Duration = Duration::from_secs(40);
/// Cada cuánto se mira si ha acabado.
const ENTRE_MIRADAS: Duration = Duration::from_millis(2);
/// La CPU que tiene que haber gastado para decir que da vueltas.
const CPU_MINIMA: Duration = Duration::from_millis(50);
/// La que le basta a un programa para hacer lo que sea. Si trabaja y todavía no ha tenido tanta, es que la máquina está muy
/// ocupada, y se le espera más.
const CPU_SUFICIENTE: Duration = Duration::from_millis(1200);

/// Un plazo que solo corre mientras de verdad se espera, y que se alarga si el programa está trabajando.
pub struct Paciencia<'a> {
    limite: Duration,
    /// Lo que ha pasado esperando algo, y lo que ha pasado queriendo un procesador, lo tuviera o no.
    dormido: Duration,
    queriendo: Duration,
    total: Duration,
    ultima: Instant,
    pid: u32,
    cpu: Option<Duration>,
    miradas: u32,
    en_marcha: u32,
    arrancando: bool,
    /// La CPU que llevaba gastada cuando se le vio por última vez avanzar o no querer nada, y cuánto hace que quiere un
    /// procesador y no lo tiene.
    vista: Option<Duration>,
    hambre: Duration,
    tiron: Arc<AtomicU64>,
    cancelado: &'a AtomicBool,
    /// Cuándo empezó: por mucho que se renueve, no pasa de [`TOPE`].
    nacida: Instant,
}

impl<'a> Paciencia<'a> {
    /// Un plazo que empieza ahora.
    pub(super) fn nueva(limite: Duration, pid: u32, tiron: &Arc<AtomicU64>, cancelado: &'a AtomicBool) -> Self {
        Self {
            limite,
            dormido: Duration::ZERO,
            queriendo: Duration::ZERO,
            total: Duration::ZERO,
            ultima: Instant::now(),
            pid,
            cpu: None,
            miradas: 0,
            en_marcha: 0,
            arrancando: false,
            vista: None,
            hambre: Duration::ZERO,
            tiron: Arc::clone(tiron),
            cancelado,
            nacida: Instant::now(),
        }
    }

    /// El mismo, de un programa que arranca: mientras él, o quien lo lanza, esté trabajando, corre cinco veces más despacio.
    pub(super) fn arrancando(self) -> Self {
        Self { arrancando: true, ..self }
    }

    /// Espera a que el programa acabe, y dice cuánto se le ha visto en marcha desde `inicio`: enterarse de que ha acabado puede
    /// costar más. `cada_vuelta` es lo que se hace mientras.
    pub fn esperar_midiendo(
        &mut self,
        programa: &Programa,
        inicio: Instant,
        mut cada_vuelta: impl FnMut(),
    ) -> (Estado, Duration) {
        let (mut visto, mut ahora) = (inicio, Instant::now());
        while programa.estado() == Estado::Vivo {
            visto = ahora;
            cada_vuelta();
            if !self.queda() {
                break;
            }
            thread::sleep(ENTRE_MIRADAS);
            ahora = Instant::now();
        }
        apuntar(&self.tiron, visto.elapsed());
        (programa.esperar(|| false), visto.saturating_duration_since(inicio))
    }

    /// ¿Se sigue esperando? Hay que preguntarlo en cada vuelta.
    pub fn queda(&mut self) -> bool {
        let pasado = self.ultima.elapsed();
        let vuelta = pasado.min(VUELTA);
        self.total += vuelta;
        self.ultima = Instant::now();
        if self.cpu.is_none() {
            self.cpu = sistema::cpu(self.pid);
        }
        let en_marcha = sistema::en_marcha(self.pid);
        if let Some(en_marcha) = en_marcha {
            self.miradas += 1;
            self.en_marcha += u32::from(en_marcha);
        }
        self.apuntar_tirones(pasado, en_marcha);
        if self.arrancando && sistema::arbol_en_marcha(self.pid) {
            // A quien la máquina no le ha dado todavía lo que cuesta arrancar una máquina virtual, apenas se le cuenta.
            let hambriento = self.cpu_gastada().is_some_and(|cpu| cpu < CPU_SUFICIENTE * 2);
            self.dormido += vuelta / if hambriento { 20 } else { 5 };
        } else if en_marcha == Some(true) {
            self.queriendo += vuelta;
        } else {
            self.dormido += vuelta;
        }
        if self.agotada() {
            return false;
        }
        // Preguntar por la CPU cuesta: solo cuando importa.
        if self.dormido + self.queriendo < self.limite {
            return true;
        }
        let (gastado, margen) = (self.gastado(), self.limite * 7 / 4);
        gastado < self.limite
            || (self.quiere_procesador() && (gastado < margen || self.cpu_gastada() < Some(CPU_SUFICIENTE)))
    }

    /// ¿No se espera más, aunque sigan pasando cosas? Hay que preguntarlo donde la paciencia se renueva: quien no para nunca la
    /// renovaría siempre.
    pub fn agotada(&self) -> bool {
        self.cancelado.load(Ordering::Relaxed) || self.total > TOPE || self.nacida.elapsed() > TOPE
    }

    /// ¿Se insiste otra vez? Como [`Paciencia::queda`], para cuando en cada vuelta se habla con el programa, que puede tomarse su
    /// tiempo.
    pub fn insiste(&mut self) -> bool {
        self.queda() && self.edad() < self.limite * 2
    }

    /// ¿Cuánto hace que empezó?
    pub fn edad(&self) -> Duration {
        self.nacida.elapsed()
    }

    /// Apunta lo que la máquina nos haya tenido parados: a nosotros, que no hemos podido mirar, o al programa, que quiere
    /// un procesador y no avanza.
    fn apuntar_tirones(&mut self, pasado: Duration, en_marcha: Option<bool>) {
        apuntar(&self.tiron, pasado);
        let cpu = if en_marcha == Some(true) { sistema::cpu(self.pid) } else { None };
        if cpu.is_some() && cpu == self.vista {
            self.hambre += pasado;
            apuntar(&self.tiron, self.hambre);
        } else {
            (self.vista, self.hambre) = (cpu, Duration::ZERO);
        }
    }

    /// Lo que cuenta de lo esperado: si el programa quiere un procesador y la máquina no se lo da, ese tiempo solo cuenta la
    /// quinta parte.
    fn gastado(&self) -> Duration {
        let obtenido = self.cpu_gastada().unwrap_or(self.queriendo);
        self.dormido + obtenido.clamp(self.queriendo / 5, self.queriendo)
    }

    /// Ha pasado algo: el plazo empieza de nuevo.
    pub fn renovar(&mut self) {
        apuntar(&self.tiron, self.ultima.elapsed());
        (self.dormido, self.queriendo) = (Duration::ZERO, Duration::ZERO);
        self.ultima = Instant::now();
        (self.miradas, self.en_marcha) = (0, 0);
        (self.vista, self.hambre) = (None, Duration::ZERO);
        // Se mirará cuando haya que esperar: mientras llegan cosas, preguntar al sistema cada vez es lo que más tardaría.
        self.cpu = None;
    }

    /// ¿Ha pasado el programa la espera dando vueltas, en vez de esperar él también?
    pub fn trabajando(&self) -> bool {
        self.quiere_procesador() && self.cpu_gastada().is_some_and(|cpu| cpu >= CPU_MINIMA)
    }

    /// ¿Quería un procesador cada vez que se le ha mirado, lo tuviera o no? Así no depende de lo ocupada que esté la máquina.
    fn quiere_procesador(&self) -> bool {
        self.miradas >= 8 && self.en_marcha * 10 >= self.miradas * 8
    }

    /// La CPU que ha gastado el programa desde que se espera.
    fn cpu_gastada(&self) -> Option<Duration> {
        sistema::cpu(self.pid)?.checked_sub(self.cpu?)
    }
}

/// Apunta lo que la máquina ha tenido parado a quien miraba, si es lo más hasta ahora.
pub(super) fn apuntar(tiron: &AtomicU64, parados: Duration) {
    tiron.fetch_max(u64::try_from(parados.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
}
