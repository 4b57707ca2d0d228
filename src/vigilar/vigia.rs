//! Quien vigila: sabe si el fichero ha cambiado, qué comprobación está en marcha y qué hay a la vista.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

use catalogo::Reto;
use redes::consola::{self, Estilo, Linea};
use redes::errores::{Fallo, Resultado};

use super::trabajo::Trabajo;
use super::vista::{Vista, a_lo_ancho};
use crate::estado::Estado;
use crate::pantalla::{Pantalla, Tecla};
use crate::verificar::{self, Final};

/// Cada cuánto se mira el fichero y el teclado.
const SONDEO: Duration = Duration::from_millis(10);
/// Lo que tiene que llevar el fichero sin cambiar para enseñar un veredicto: los editores guardan en varios pasos.
const REPOSO: Duration = Duration::from_millis(150);
/// Lo que se espera, al salir, a que acabe lo que esté en marcha. Lo que quede lo acaba el guardián.
const DESPEDIDA: Duration = Duration::from_secs(2);

/// Con lo que se sabe si un fichero ha cambiado.
type Huella = (SystemTime, u64);

/// El estado de quien vigila.
pub struct Vigia {
    pantalla: Pantalla,
    pub estado: Estado,
    pub reto: Reto,
    /// La última vez que se miró el fichero; `None` si no está.
    huella: Option<Huella>,
    /// Cuándo se vio cambiar.
    cambio: Instant,
    /// La comprobación en marcha.
    trabajo: Option<Trabajo>,
    /// Las que se dejaron a mitad y aún no han acabado.
    dejados: Vec<Trabajo>,
    /// ¿Hay que empezar otra en cuanto se pueda?
    repetir: bool,
    vista: Vista,
    /// Lo que la tapa (una pista, la solución, la lista) y desde cuándo: se quita con Esc, o al guardar otra vez.
    pub encima: Option<(Vista, Instant)>,
    pub detalle: bool,
    /// Algo que decir encima de las teclas, una sola vez.
    pub nota: Option<String>,
    /// Se ha pedido la solución sin haberlo superado: si se pide otra vez, se enseña.
    pub se_rinde: bool,
    /// Dónde deja cargo el programa, cuando ya lo ha compilado una vez: desde entonces basta rustc.
    programa: Option<PathBuf>,
}

impl Vigia {
    /// Se hace con la terminal y empieza por comprobar el reto tal como está.
    pub fn abrir(estado: Estado, reto: Reto) -> Resultado<Self> {
        let mut vigia = Self {
            pantalla: Pantalla::abrir().map_err(sin_terminal)?,
            estado,
            huella: None,
            cambio: Instant::now(),
            trabajo: None,
            dejados: Vec::new(),
            repetir: true,
            vista: Vista::Nada,
            encima: None,
            detalle: false,
            nota: None,
            se_rinde: false,
            programa: None,
            reto,
        };
        vigia.huella = vigia.mirar();
        vigia.dibujar()?;
        Ok(vigia)
    }

    /// Una vuelta: mira el fichero, la comprobación y el teclado. Devuelve la tecla, si se ha pulsado alguna.
    pub fn vuelta(&mut self) -> Resultado<Option<Tecla>> {
        self.atender_fichero()?;
        self.atender_trabajo()?;
        self.pantalla.vivo(self.pie()).map_err(sin_terminal)?;
        self.pantalla.tecla(SONDEO).map_err(sin_terminal)
    }

    fn mirar(&self) -> Option<Huella> {
        let datos = fs::metadata(self.reto.fuente()).ok()?;
        Some((datos.modified().ok()?, datos.len()))
    }

    /// Si el fichero ha cambiado, lo que estuviera en marcha ya no vale.
    fn atender_fichero(&mut self) -> Resultado {
        let huella = self.mirar();
        if huella != self.huella {
            (self.huella, self.cambio) = (huella, Instant::now());
            self.repetir = true;
        }
        if !self.repetir {
            return Ok(());
        }
        self.dejar();
        // Las dos escribirían el mismo programa: la nueva espera a que la otra suelte el sitio, que es enseguida.
        self.dejados.retain(|dejado| !dejado.acabado());
        if self.dejados.is_empty() {
            self.repetir = false;
            if self.huella.is_some() {
                let color = self.pantalla.color();
                self.trabajo = Some(Trabajo::empezar(&self.reto.nombre, self.programa.clone(), color));
            } else {
                self.vista = Vista::SinFichero;
                self.dibujar()?;
            }
        }
        Ok(())
    }

    fn dejar(&mut self) {
        if let Some(trabajo) = self.trabajo.take() {
            trabajo.cancelar();
            self.dejados.push(trabajo);
        }
    }

    /// Lo que ha dado de sí la comprobación en marcha, si ya se puede enseñar.
    fn atender_trabajo(&mut self) -> Resultado {
        let Some(trabajo) = &mut self.trabajo else { return Ok(()) };
        trabajo.poner_al_dia();
        if self.programa.is_none() {
            self.programa = trabajo.marcha.programa.clone();
        }
        if self.cambio.elapsed() < REPOSO && self.huella.is_some_and(|(guardado, _)| reciente(guardado)) {
            return Ok(());
        }
        if let Some(hecho) = trabajo.hecho.take() {
            let tardado = self.huella.and_then(|(guardado, _)| guardado.elapsed().ok());
            let desde_que_guardo = tardado.filter(|tardado| trabajo.inicio.elapsed() + SONDEO * 20 > *tardado);
            let inicio = trabajo.inicio;
            self.trabajo = None;
            let antes = self.estado.superado(&self.reto).is_some();
            if let Err(fallo) = verificar::apuntar(&self.reto, &hecho, true) {
                self.nota = Some(fallo.to_string());
            }
            self.estado = Estado::leer()?;
            let estreno = hecho.final_() == Final::Bien && !antes;
            self.se_rinde = false;
            self.encima = self.encima.take().filter(|(_, desde)| inicio < *desde);
            self.vista = Vista::Veredicto { hecho, desde_que_guardo, estreno };
            self.dibujar()?;
        } else if trabajo.marcha.solo_quedan_lentos() && !trabajo.provisional {
            trabajo.provisional = true;
            self.vista = Vista::Provisional { bien: trabajo.marcha.bien, lentos: trabajo.marcha.en_juego.clone() };
            self.dibujar()?;
        }
        Ok(())
    }

    /// Empieza a vigilar otro reto.
    pub fn cambiar_a(&mut self, reto: Reto) -> Resultado {
        self.dejar();
        self.reto = reto;
        self.programa = None;
        self.se_rinde = false;
        self.huella = self.mirar();
        self.repetir_ya()
    }

    /// Comprueba otra vez, en limpio.
    pub fn repetir_ya(&mut self) -> Resultado {
        self.repetir = true;
        (self.vista, self.encima) = (Vista::Nada, None);
        self.dibujar()
    }

    /// Pone algo encima de lo que había.
    pub fn tapar(&mut self, vista: Vista) -> Resultado {
        self.encima = Some((vista, Instant::now()));
        self.dibujar()
    }

    fn a_la_vista(&self) -> &Vista {
        self.encima.as_ref().map_or(&self.vista, |(vista, _)| vista)
    }

    /// Lo dibuja todo otra vez.
    pub fn dibujar(&mut self) -> Resultado {
        let cuerpo = self.a_la_vista().en_lineas(&self.reto, &self.estado, self.detalle);
        let dibujado = self.pantalla.limpiar().and_then(|()| self.pantalla.fijar(&cuerpo));
        dibujado.and_then(|()| self.pantalla.vivo(self.pie())).map_err(Fallo::al_mostrar)
    }

    /// Lo que va cambiando: qué se está haciendo y qué teclas hay.
    fn pie(&self) -> Vec<Linea> {
        let ancho = consola::ancho();
        let que = match (&self.nota, &self.trabajo) {
            (Some(nota), _) => Linea::vacia().con(Estilo::Aviso, format!(" {nota}")),
            (None, Some(trabajo)) => trabajo.marcha.linea(trabajo.inicio.elapsed()),
            (None, None) => self.vista.en_espera(&self.reto),
        };
        let teclas = match self.a_la_vista() {
            Vista::Lista { .. } => " ↑ ↓ elige   Intro va a ese   Esc vuelve   q sale",
            Vista::Texto(_) => " Esc vuelve   p pista   s solución   n siguiente   l lista   r repite   q sale",
            _ => " p pista   s solución   n siguiente   l lista   d detalle   r repite   q sale",
        };
        vec![Linea::vacia(), que, a_lo_ancho(Linea::vacia().con(Estilo::Tenue, teclas), ancho)]
    }
}

impl Drop for Vigia {
    fn drop(&mut self) {
        self.dejar();
        let hasta = Instant::now() + DESPEDIDA;
        while self.dejados.iter().any(|dejado| !dejado.acabado()) && Instant::now() < hasta {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

fn sin_terminal(error: io::Error) -> Fallo {
    Fallo::de_sistema("no he podido usar la terminal", error)
}

/// ¿Se guardó hace tan poco que puede que aún se esté guardando?
fn reciente(guardado: SystemTime) -> bool {
    guardado.elapsed().is_ok_and(|hace| hace < REPOSO)
}
