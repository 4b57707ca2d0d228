//! `curso vigilar`: comprueba un reto cada vez que se guarda, y atiende al teclado aunque el programa esté colgado.
//!
//! Se mira el fichero cien veces por segundo: para uno, cuesta menos que cualquier aviso del sistema, y funciona igual
//! en todos, también en carpetas compartidas. La comprobación empieza en cuanto el fichero cambia, sin esperar a que
//! repose: si vuelve a cambiar, se deja y se empieza otra; y el veredicto no se enseña hasta que ha reposado.

mod trabajo;
mod vista;

use std::fs;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant, SystemTime};

use catalogo::Reto;
use redes::argumentos::orden_para;
use redes::consola::{self, Estilo, Linea};
use redes::errores::{Fallo, Resultado};

use crate::estado::Estado;
use crate::pantalla::{INTERRUMPIDO, Pantalla, Tecla};
use crate::verificar::{self, Final};
use crate::{pista, recuerdo, solucion};
use trabajo::{Marcha, Trabajo};
use vista::{Vista, a_lo_ancho};

/// Al pie de la ayuda de `vigilar`.
pub const AYUDA: &str = "\
Abre tu editor al lado y deja esto en una terminal: cada vez que guardas el
reto, lo compila, habla con él y dice qué ve. Si guardas a mitad de una
comprobación, la deja y empieza otra.

  cargo run -- vigilar                el reto que te toca
  cargo run -- vigilar servidor_eco

Teclas:
  p  una pista más         s  compara con la solución    d  más detalle, o menos
  n  el siguiente reto     l  la lista de retos          r  comprueba otra vez
  q  sale

Necesita una terminal. Sin ella, usa «verificar».";

/// Cada cuánto se mira el fichero y el teclado.
const SONDEO: Duration = Duration::from_millis(10);
/// Lo que tiene que llevar el fichero sin cambiar para enseñar un veredicto: los editores guardan en varios pasos.
const REPOSO: Duration = Duration::from_millis(150);
/// Lo que se espera, al salir, a que acabe lo que esté en marcha. Lo que quede lo acaba el guardián.
const DESPEDIDA: Duration = Duration::from_secs(2);

/// Cómo se sale.
pub enum Salida {
    Fin,
    Interrumpida,
}

/// Vigila ese reto en esta terminal hasta que quien aprende decide salir.
pub fn ejecutar(estado: Estado, reto: Reto) -> Resultado<ExitCode> {
    static NUNCA: AtomicBool = AtomicBool::new(false);
    if !consola::hay_terminal() || consola::terminal_tonta() {
        let orden = orden_para("curso", &format!("verificar {}", reto.nombre));
        return Err(Fallo::nuevo("«vigilar» necesita una terminal, con su teclado y su pantalla, y aquí no la hay")
            .remedio(format!("Para comprobar el reto una vez: {orden}")));
    }
    consola::limpiar_al_morir(&NUNCA);
    match recorrer(estado, reto)? {
        Salida::Fin => Ok(ExitCode::SUCCESS),
        Salida::Interrumpida => Ok(ExitCode::from(INTERRUMPIDO)),
    }
}

/// Como [`ejecutar`], cuando ya se sabe que hay terminal.
pub fn recorrer(estado: Estado, reto: Reto) -> Resultado<Salida> {
    let sin_terminal = |error| Fallo::de_sistema("no he podido usar la terminal", error);
    let mut vigia = Vigia {
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
    let salida = vigia.bucle();
    let nombre = vigia.reto.nombre.clone();
    drop(vigia);
    let salida = salida?;
    let orden = orden_para("curso", &format!("vigilar {nombre}"));
    consola::escribir(&[Linea::llana("Hasta luego. Para volver: ").con(Estilo::Codigo, orden)])
        .map_err(Fallo::al_mostrar)?;
    Ok(salida)
}

/// Con lo que se sabe si un fichero ha cambiado.
type Huella = (SystemTime, u64);

struct Vigia {
    pantalla: Pantalla,
    estado: Estado,
    reto: Reto,
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
    encima: Option<(Vista, Instant)>,
    detalle: bool,
    /// Algo que decir encima de las teclas, una sola vez.
    nota: Option<String>,
    /// Se ha pedido la solución sin haberlo superado: si se pide otra vez, se enseña.
    se_rinde: bool,
    /// Dónde deja cargo el programa, cuando ya lo ha compilado una vez: desde entonces basta rustc.
    programa: Option<std::path::PathBuf>,
}

impl Vigia {
    fn bucle(&mut self) -> Resultado<Salida> {
        let sin_terminal = |error| Fallo::de_sistema("no he podido usar la terminal", error);
        self.huella = self.mirar();
        self.dibujar()?;
        loop {
            self.atender_fichero()?;
            self.atender_trabajo()?;
            self.pantalla.vivo(self.pie()).map_err(sin_terminal)?;
            let tecla = self.pantalla.tecla(SONDEO).map_err(sin_terminal)?;
            if let Some(tecla) = tecla
                && let Some(salida) = self.pulsada(tecla)?
            {
                return Ok(salida);
            }
        }
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

    fn pulsada(&mut self, tecla: Tecla) -> Resultado<Option<Salida>> {
        self.nota = None;
        let en_lista = match self.encima {
            Some((Vista::Lista { elegido }, _)) => Some(elegido),
            _ => None,
        };
        match (tecla, en_lista) {
            (Tecla::ControlC, _) => return Ok(Some(Salida::Interrumpida)),
            (Tecla::Letra('q'), _) => return Ok(Some(Salida::Fin)),
            (Tecla::OtroTamano, _) => self.dibujar()?,
            (Tecla::Escape, _) | (Tecla::Letra('l'), Some(_)) => {
                self.encima = None;
                self.dibujar()?;
            }
            (Tecla::Arriba | Tecla::Letra('k'), Some(elegido)) => {
                self.tapar(Vista::Lista { elegido: elegido.saturating_sub(1) })?
            }
            (Tecla::Abajo | Tecla::Letra('j'), Some(elegido)) => {
                let ultimo = self.estado.catalogo.retos.len().saturating_sub(1);
                self.tapar(Vista::Lista { elegido: (elegido + 1).min(ultimo) })?;
            }
            (Tecla::Intro, Some(elegido)) => {
                if let Some(reto) = self.estado.catalogo.retos.get(elegido).cloned() {
                    self.cambiar_a(reto)?;
                }
            }
            (_, Some(_)) => {}
            (Tecla::Letra('r') | Tecla::Intro, None) => self.repetir_ya()?,
            (Tecla::Letra('d'), None) => {
                self.detalle = !self.detalle;
                self.dibujar()?;
            }
            (Tecla::Letra('p'), None) => self.dar_pista()?,
            (Tecla::Letra('s'), None) => self.ensenar_solucion()?,
            (Tecla::Letra('n'), None) => match self.estado.reto_despues_de(&self.reto).cloned() {
                Some(reto) => self.cambiar_a(reto)?,
                None => self.nota = Some("No queda ningún otro reto por superar.".to_string()),
            },
            (Tecla::Letra('l'), None) => {
                let elegido = self.estado.catalogo.retos.iter().position(|otro| otro.nombre == self.reto.nombre);
                self.tapar(Vista::Lista { elegido: elegido.unwrap_or(0) })?;
            }
            _ => {}
        }
        Ok(None)
    }

    fn tapar(&mut self, vista: Vista) -> Resultado {
        self.encima = Some((vista, Instant::now()));
        self.dibujar()
    }

    fn dar_pista(&mut self) -> Resultado {
        let antes = recuerdo::de(&self.reto.nombre);
        let (mut lineas, ahora) = pista::siguiente(&self.reto, &antes, consola::ancho());
        recuerdo::apuntar(&self.reto.nombre, &ahora)?;
        // Delante va el nombre del reto, que aquí ya se ve; detrás, cómo pedir otra desde fuera: aquí basta la tecla.
        lineas.truncate(lineas.iter().rposition(|linea| linea.tramos.is_empty()).unwrap_or(lineas.len()));
        self.tapar(Vista::Texto(lineas.split_off(lineas.len().min(2))))
    }

    fn repetir_ya(&mut self) -> Resultado {
        self.repetir = true;
        (self.vista, self.encima) = (Vista::Nada, None);
        self.dibujar()
    }

    fn ensenar_solucion(&mut self) -> Resultado {
        let superado = self.estado.superado(&self.reto).is_some();
        if !superado && !self.se_rinde {
            self.se_rinde = true;
            self.nota = Some("Todavía no lo has superado. Si te rindes, pulsa s otra vez.".to_string());
            return Ok(());
        }
        match solucion::ensenar(&self.reto, superado, true) {
            Ok(lineas) => self.tapar(Vista::Texto(lineas)),
            Err(fallo) => {
                self.nota = Some(fallo.to_string());
                Ok(())
            }
        }
    }

    fn cambiar_a(&mut self, reto: Reto) -> Resultado {
        self.dejar();
        self.reto = reto;
        self.programa = None;
        self.se_rinde = false;
        self.huella = self.mirar();
        self.repetir_ya()
    }

    fn a_la_vista(&self) -> &Vista {
        self.encima.as_ref().map_or(&self.vista, |(vista, _)| vista)
    }

    fn dibujar(&mut self) -> Resultado {
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

/// ¿Se guardó hace tan poco que puede que aún se esté guardando?
fn reciente(guardado: SystemTime) -> bool {
    guardado.elapsed().is_ok_and(|hace| hace < REPOSO)
}

/// Cómo va una comprobación, con palabras: lo comparte la vista con el trabajo.
pub(crate) fn en_palabras(marcha: &Marcha) -> String {
    match (marcha.compilado, marcha.en_juego.last()) {
        (false, _) => "Compilando…".to_string(),
        (true, Some(caso)) => format!("Caso {} de {}: {caso}", (marcha.acabados + 1).min(marcha.total), marcha.total),
        (true, None) => "Arrancando tu programa…".to_string(),
    }
}
