//! El emisor: qué datagrama toca enviar ahora, según lo enviado, los acuses que han vuelto y el reloj.
//!
//! Es una máquina pura. No envía nada ni mira la hora: se le dice qué ha llegado y cuánto tiempo ha pasado, y
//! contesta con el paso siguiente. Así se puede probar con cualquier pérdida, sin red y sin esperas.

use std::collections::VecDeque;
use std::time::Duration;

use super::protocolo::{Acuse, MAPA};

/// Trozos en vuelo, como mucho. Linux da a cada socket UDP 208 KiB para lo que llega y aún no se ha leído, y
/// cobra unos 2300 B por cada datagrama de 1400; macOS y Windows dan algo menos. 32 caben en todos: aunque el
/// receptor se pare, no se desborda nada.
pub const VENTANA: u32 = 32;

/// La ventana más grande que se puede pedir: lo que describe el mapa de un acuse.
pub const VENTANA_MAXIMA: u32 = MAPA as u32;

/// Si tres envíos posteriores han llegado y este no, se ha perdido (uno o dos pueden ser desorden).
const HUECO: u32 = 3;

/// Lo menos y lo más que se espera un acuse antes de repetir. Menos de 30 ms sería repetir lo que ya ha llegado: un
/// sistema ocupado, o Windows, tarda 15 en despertar a quien espera. Más de medio segundo, en una red de clase, es
/// que se ha perdido.
const PLAZO: (Duration, Duration) = (Duration::from_millis(30), Duration::from_millis(500));

/// Sin que el receptor confirme nada nuevo durante este tiempo, se le da por perdido: diez veces el plazo más largo.
const PACIENCIA: Duration = Duration::from_secs(5);

/// Lo que hay que hacer ahora.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paso {
    Anunciar {
        envio: u32,
    },
    Enviar {
        numero: u32,
        envio: u32,
        pide_acuse: bool,
    },
    Despedirse {
        envio: u32,
    },
    /// Nada: hay que escuchar si llega algún acuse.
    Esperar,
    /// Todo confirmado y despedido.
    Terminado,
    /// El receptor no da señales de vida.
    Abandonar,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trozo {
    EnVuelo(u32),
    Confirmado,
    Perdido,
}

#[derive(Debug, PartialEq, Eq)]
enum Fase {
    Anuncio,
    Datos,
    Despedida,
}

/// El estado de un envío con ventana y acuses.
#[derive(Debug)]
pub struct Emisor {
    fase: Fase,
    total: u32,
    ventana: u32,
    acuse_cada: u32,
    /// Todo lo anterior está confirmado.
    base: u32,
    /// Los trozos desde `base` que ya se han enviado alguna vez.
    vuelo: VecDeque<Trozo>,
    envio: u32,
    /// El primer envío que salió tras agotarse el último plazo.
    pregunta: u32,
    enviados: u32,
    plazo: Duration,
    vence: Duration,
    paciencia: Duration,
    ultimo_avance: Duration,
    sonda: Option<(u32, Duration)>,
}

impl Emisor {
    /// Un envío de `total` trozos, con `pausa` entre uno y otro, que empieza en el instante `ahora`.
    pub fn nuevo(total: u32, ventana: u32, pausa: Duration, ahora: Duration) -> Self {
        let ventana = ventana.clamp(1, VENTANA_MAXIMA);
        Self {
            fase: Fase::Anuncio,
            total,
            ventana,
            // Cuatro acuses por ventana: cuando se llena, ya vienen de vuelta los primeros. Con pausa entre envíos
            // no hay prisa, y se pide uno por cada trozo.
            acuse_cada: if pausa.is_zero() { (ventana / 4).max(1) } else { 1 },
            base: 0,
            vuelo: VecDeque::new(),
            envio: 0,
            pregunta: 0,
            enviados: 0,
            plazo: PLAZO.0,
            vence: ahora,
            paciencia: PACIENCIA + pausa * 2,
            ultimo_avance: ahora,
            sonda: None,
        }
    }

    /// El paso siguiente en el instante `ahora`.
    pub fn siguiente(&mut self, ahora: Duration) -> Paso {
        if self.fase == Fase::Despedida {
            return Paso::Terminado;
        }
        if self.base == self.total {
            self.fase = Fase::Despedida;
            return Paso::Despedirse { envio: self.contar(ahora) };
        }
        if ahora.saturating_sub(self.ultimo_avance) > self.paciencia {
            return Paso::Abandonar;
        }
        if ahora >= self.vence {
            // Lo enviado no tiene respuesta. Quizá solo se ha perdido el acuse: se repite uno, y el suyo dirá cuáles
            // faltan. La próxima vez se espera el doble, por si la red va lenta.
            self.preguntar();
            self.plazo = (self.plazo * 2).min(PLAZO.1);
            if self.fase == Fase::Anuncio {
                return Paso::Anunciar { envio: self.contar(ahora) };
            }
        }
        if self.fase == Fase::Anuncio {
            return Paso::Esperar;
        }
        // ANCHOR: siguiente
        // Primero lo perdido; después, lo nuevo que quepa en la ventana.
        let nuevo = self.vuelo.len();
        match self.primer_perdido() {
            Some(perdido) => self.enviar(perdido, ahora),
            None if self.cabe_otro() => self.enviar(nuevo, ahora),
            None => Paso::Esperar,
        }
        // ANCHOR_END: siguiente
    }

    fn primer_perdido(&self) -> Option<usize> {
        self.vuelo.iter().position(|trozo| *trozo == Trozo::Perdido)
    }

    // ANCHOR: ventana
    fn cabe_otro(&self) -> bool {
        // `base` es el primero sin confirmar: al avanzar, deja sitio.
        let siguiente = self.base + self.vuelo.len() as u32;
        siguiente < self.total && siguiente - self.base < self.ventana
    }
    // ANCHOR_END: ventana

    fn enviar(&mut self, i: usize, ahora: Duration) -> Paso {
        let envio = self.contar(ahora);
        match self.vuelo.get_mut(i) {
            Some(trozo) => *trozo = Trozo::EnVuelo(envio),
            None => self.vuelo.push_back(Trozo::EnVuelo(envio)),
        }
        self.enviados += 1;
        self.sonda.get_or_insert((envio, ahora));
        // El último antes de ponerse a escuchar pide acuse siempre: si no, nadie hablaría.
        let ultimo = !self.cabe_otro() && self.primer_perdido().is_none();
        let pide_acuse = ultimo || envio.is_multiple_of(self.acuse_cada);
        Paso::Enviar { numero: self.base + i as u32, envio, pide_acuse }
    }

    fn contar(&mut self, ahora: Duration) -> u32 {
        self.vence = ahora + self.plazo;
        self.envio += 1;
        self.envio - 1
    }

    /// Da por perdido solo el primero que está en camino, para repetirlo. De los enviados hasta ahora, los que no estén en
    /// un acuse de lo que salga desde ahora se habrán perdido también.
    fn preguntar(&mut self) {
        self.pregunta = self.envio;
        if let Some(primero) = self.vuelo.iter_mut().find(|trozo| matches!(trozo, Trozo::EnVuelo(_))) {
            *primero = Trozo::Perdido;
        }
    }

    fn dar_por_perdido(&mut self, si: impl Fn(u32) -> bool) {
        for trozo in &mut self.vuelo {
            if matches!(trozo, Trozo::EnVuelo(envio) if si(*envio)) {
                *trozo = Trozo::Perdido;
            }
        }
    }

    /// Ha llegado un acuse.
    pub fn llega(&mut self, acuse: &Acuse, ahora: Duration) {
        let avance = acuse.base.saturating_sub(self.base) as usize;
        if avance > self.vuelo.len() || acuse.mayor_envio >= self.envio {
            return; // Confirma lo que nunca se ha enviado: no es de fiar.
        }
        let antes = (self.fase == Fase::Datos, self.cuentas().0);
        if self.fase == Fase::Anuncio {
            self.fase = Fase::Datos;
        }
        self.vuelo.drain(..avance);
        self.base += avance as u32;
        let atraso = (self.base - acuse.base.min(self.base)) as usize;
        // ANCHOR: huecos
        // Los que han llegado salteados no hay que repetirlos…
        for i in 0..MAPA.saturating_sub(atraso).min(self.vuelo.len()) {
            let bit = i + atraso;
            if acuse.mapa[bit / 64] >> (bit % 64) & 1 == 1 {
                self.vuelo[i] = Trozo::Confirmado;
            }
        }
        // …y los que no han llegado, si se enviaron bastante antes que
        // otros que sí, se han perdido: se repiten ya, sin esperar.
        let (visto, pregunta) = (acuse.mayor_envio, self.pregunta);
        let antiguo = |e| e < pregunta && pregunta <= visto;
        self.dar_por_perdido(|e| e + HUECO <= visto || antiguo(e));
        // ANCHOR_END: huecos
        if let Some((envio, cuando)) = self.sonda
            && envio <= acuse.mayor_envio
        {
            // Lo que tarda esta red en ir y volver decide cuánto esperar.
            self.plazo = (ahora.saturating_sub(cuando) * 3).clamp(PLAZO.0, PLAZO.1);
            self.sonda = None;
        }
        self.vence = ahora + self.plazo;
        if antes != (true, self.cuentas().0) {
            self.ultimo_avance = ahora;
        }
    }

    /// (trozos confirmados por el receptor, trozos enviados contando los repetidos).
    pub fn cuentas(&self) -> (u32, u32) {
        let salteados = self.vuelo.iter().filter(|trozo| **trozo == Trozo::Confirmado).count();
        (self.base + salteados as u32, self.enviados)
    }

    /// El receptor está ocupado con otro: se vuelve a llamar a la puerta dentro de un rato.
    pub fn posponer(&mut self, ahora: Duration, espera: Duration) {
        self.ultimo_avance = ahora + espera;
        self.vence = ahora + espera;
        if self.fase == Fase::Anuncio {
            // A lo que se contestó «ocupado» no se perdió: la cuenta empieza con la imagen.
            self.envio = 0;
        }
    }
}
