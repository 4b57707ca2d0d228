//! Cuánto se espera un acuse antes de repetir, y cuánto antes de rendirse. Máquina pura: la hora se la dicen.

use std::time::Duration;

/// Lo menos y lo más que se espera un acuse antes de repetir. Menos de 30 ms sería repetir lo que ya ha llegado: un
/// sistema ocupado, o Windows, tarda 15 en despertar a quien espera. Más de medio segundo, en una red de clase, es
/// que se ha perdido.
const PLAZO: (Duration, Duration) = (Duration::from_millis(30), Duration::from_millis(500));

/// Sin que el receptor confirme nada nuevo durante este tiempo, se le da por perdido: nueve veces el plazo más largo, y…
const PACIENCIA: Duration = Duration::from_millis(4500);

/// …una más, contada desde que se mira el reloj: quizá quien ha estado parado es este programa (un portátil que se durmió),
/// y entonces hay que leer lo que haya en la cola y preguntar otra vez antes de culpar a nadie.
const PRORROGA: Duration = PLAZO.1;

/// La espera de un emisor: se ajusta a lo que tarda su red.
#[derive(Debug)]
pub struct Espera {
    plazo: Duration,
    vence: Duration,
    paciencia: Duration,
    ultimo_avance: Duration,
    /// Hasta cuándo dura la prórroga, si ha empezado.
    prorroga: Option<Duration>,
    /// Un envío del que se está midiendo cuánto tarda su acuse, y cuándo salió.
    sonda: Option<(u32, Duration)>,
}

impl Espera {
    pub fn nueva(pausa: Duration, ahora: Duration) -> Self {
        let paciencia = PACIENCIA + pausa * 2;
        Self { plazo: PLAZO.0, vence: ahora, paciencia, ultimo_avance: ahora, prorroga: None, sonda: None }
    }

    /// Sale un envío: desde ahora se espera su respuesta.
    pub fn sale(&mut self, ahora: Duration) {
        self.vence = ahora + self.plazo;
    }

    /// De este se medirá cuánto tarda, si no se está midiendo otro.
    pub fn medir(&mut self, envio: u32, ahora: Duration) {
        self.sonda.get_or_insert((envio, ahora));
    }

    /// ¿Toca preguntar otra vez?
    pub fn vencida(&self, ahora: Duration) -> bool {
        ahora >= self.vence
    }

    /// La próxima vez se espera el doble, por si la red va lenta.
    pub fn doblar(&mut self) {
        self.plazo = (self.plazo * 2).min(PLAZO.1);
    }

    /// ¿No da el receptor señales de vida?
    pub fn agotada(&mut self, ahora: Duration) -> bool {
        ahora.saturating_sub(self.ultimo_avance) > self.paciencia
            && ahora >= *self.prorroga.get_or_insert(ahora + PRORROGA)
    }

    /// Ha llegado un acuse, que ha visto los envíos hasta `visto`.
    pub fn llega(&mut self, visto: u32, ahora: Duration) {
        if let Some((envio, cuando)) = self.sonda
            && envio <= visto
        {
            // Lo que tarda esta red en ir y volver decide cuánto esperar.
            self.plazo = (ahora.saturating_sub(cuando) * 3).clamp(PLAZO.0, PLAZO.1);
            self.sonda = None;
        }
        self.vence = ahora + self.plazo;
    }

    /// Ese acuse traía algo nuevo.
    pub fn avanza(&mut self, ahora: Duration) {
        self.ultimo_avance = ahora;
        self.prorroga = None;
    }

    /// No hay nada que esperar hasta dentro de un rato.
    pub fn posponer(&mut self, hasta: Duration) {
        self.avanza(hasta);
        self.vence = hasta;
    }
}
