//! El emisor: qué datagrama toca enviar ahora, según lo enviado, los acuses que han vuelto y el reloj.
//!
//! Es una máquina pura. No envía nada ni mira la hora: se le dice qué ha llegado y cuánto tiempo ha pasado, y
//! contesta con el paso siguiente. Así se puede probar con cualquier pérdida, sin red y sin esperas. No sabe qué hay en
//! los trozos: el mismo sirve para un fichero y para una imagen.

use std::time::Duration;

use super::en_camino::EnCamino;
use super::espera::Espera;
use super::paso::Paso;
use crate::udp::acuse::Acuse;

#[derive(Debug, PartialEq, Eq)]
enum Fase {
    Anuncio,
    Datos,
    Despedida,
}

/// El estado de un envío con ventana deslizante y acuses.
#[derive(Debug)]
pub struct Emisor {
    fase: Fase,
    en_camino: EnCamino,
    espera: Espera,
    acuse_cada: u32,
    /// El número del envío siguiente.
    envio: u32,
    /// El primer envío que salió tras agotarse la última espera.
    pregunta: u32,
    enviados: u32,
}

impl Emisor {
    /// Un envío de `total` trozos, con `pausa` entre uno y otro, que empieza en el instante `ahora`.
    pub fn nuevo(total: u32, tope: u32, pausa: Duration, ahora: Duration) -> Self {
        let (en_camino, espera) = (EnCamino::nuevo(total, tope), Espera::nueva(pausa, ahora));
        // Cuatro acuses por ventana: cuando se llena, ya vienen de vuelta los primeros. Con pausa entre envíos
        // no hay prisa, y se pide uno por cada trozo.
        let acuse_cada = if pausa.is_zero() { (en_camino.tope / 4).max(1) } else { 1 };
        Self { fase: Fase::Anuncio, en_camino, espera, acuse_cada, envio: 0, pregunta: 0, enviados: 0 }
    }

    /// El paso siguiente en el instante `ahora`.
    pub fn siguiente(&mut self, ahora: Duration) -> Paso {
        if self.fase == Fase::Despedida {
            return Paso::Terminado;
        }
        if self.en_camino.todo_confirmado() {
            self.fase = Fase::Despedida;
            return Paso::Despedirse { envio: self.contar(ahora) };
        }
        if self.agotado(ahora) {
            return Paso::Abandonar;
        }
        if self.espera.vencida(ahora) {
            // Lo enviado no tiene respuesta. Quizá solo se ha perdido el acuse: se repite uno, y el suyo dirá cuáles faltan.
            self.pregunta = self.envio;
            self.en_camino.dudar_del_primero();
            self.espera.doblar();
            if self.fase == Fase::Anuncio {
                return Paso::Anunciar { envio: self.contar(ahora) };
            }
        }
        if self.fase == Fase::Anuncio {
            return Paso::Esperar;
        }
        // ANCHOR: siguiente
        // Primero lo perdido; después, lo nuevo que quepa en la ventana.
        let camino = &self.en_camino;
        let (nuevo, cabe) = (camino.siguiente(), camino.cabe_otro());
        match camino.primer_perdido() {
            Some(perdido) => self.enviar(perdido, ahora),
            None if cabe => self.enviar(nuevo, ahora),
            None => Paso::Esperar,
        }
        // ANCHOR_END: siguiente
    }

    fn enviar(&mut self, numero: u32, ahora: Duration) -> Paso {
        let envio = self.contar(ahora);
        self.en_camino.sale(numero, envio);
        self.enviados += 1;
        self.espera.medir(envio, ahora);
        // El último antes de ponerse a escuchar pide acuse siempre: si no, nadie hablaría.
        let ultimo = !self.en_camino.cabe_otro() && self.en_camino.primer_perdido().is_none();
        let pide_acuse = ultimo || envio.is_multiple_of(self.acuse_cada);
        Paso::Enviar { numero, envio, pide_acuse }
    }

    fn contar(&mut self, ahora: Duration) -> u32 {
        self.espera.sale(ahora);
        self.envio += 1;
        self.envio - 1
    }

    /// Ha llegado un acuse.
    pub fn llega(&mut self, acuse: &Acuse, ahora: Duration) {
        if !self.en_camino.es_creible(acuse) || acuse.mayor_envio >= self.envio {
            return; // Confirma lo que nunca se ha enviado: no es de fiar.
        }
        let (empezaba, antes) = (self.fase == Fase::Anuncio, self.en_camino.confirmados());
        if empezaba {
            self.fase = Fase::Datos;
        }
        self.en_camino.confirmar(acuse, self.pregunta);
        self.espera.llega(acuse.mayor_envio, ahora);
        if empezaba || self.en_camino.confirmados() != antes {
            self.espera.avanza(ahora);
        }
    }

    /// ¿Sigue siendo para dejarlo? Se pregunta después de leer todo lo que hubiera en la cola.
    pub fn agotado(&mut self, ahora: Duration) -> bool {
        !self.en_camino.todo_confirmado() && self.espera.agotada(ahora)
    }

    /// (trozos confirmados por el receptor, trozos enviados contando los repetidos).
    pub fn cuentas(&self) -> (u32, u32) {
        (self.en_camino.confirmados(), self.enviados)
    }

    /// El receptor está ocupado con otro: se vuelve a llamar a la puerta dentro de un rato.
    pub fn posponer(&mut self, ahora: Duration, espera: Duration) {
        self.espera.posponer(ahora + espera);
        if self.fase == Fase::Anuncio {
            // A lo que se contestó «ocupado» no se perdió: la cuenta empieza de nuevo.
            self.envio = 0;
        }
    }
}
