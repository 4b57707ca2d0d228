//! La pantalla: escribe bloques, uno debajo de otro, y se detiene antes de que algo se pierda por arriba.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use super::teclado::{Escucha, SinTeclado, Teclado};
use super::teclas::{AYUDA, Espera, Orden, Pregunta, Respuesta};
use crate::consola::{Estilo, Linea, Tramo, ancho_de, parrafo_con_estilo, recortar};
use crate::hilos::tomar;

/// Cada cuánto se mira si ha pasado algo mientras se espera una tecla.
const LATIDO: Duration = Duration::from_millis(30);
/// Un párrafo más ancho que esto cansa.
const ANCHO_DE_LECTURA: usize = 100;

/// En qué se escribe y cuánto cabe.
pub(super) struct Salida {
    pub destino: Box<dyn Write + Send>,
    /// Columnas y filas, que pueden cambiar mientras se usa.
    pub medidas: Box<dyn Fn() -> (usize, usize) + Send>,
    pub color: bool,
    /// ¿Hay alguien delante pulsando teclas?
    pub con_pausas: bool,
    pub hay_terminal: bool,
    /// Una terminal que no sabe mover el cursor.
    pub tonta: bool,
}

/// La pantalla y el teclado, que se usan juntos. Se puede compartir entre hilos.
#[derive(Clone)]
pub(super) struct Pantalla(Arc<Mutex<Interior>>);

struct Interior {
    salida: Salida,
    teclado: Box<dyn Teclado>,
    /// En qué paso estamos y cuántos hay.
    paso: usize,
    total: usize,
    /// Líneas escritas desde que alguien pulsó algo: lo de antes ya está leído.
    usadas: usize,
    /// Lo último que se ha escrito, para saber si hace falta una línea en blanco.
    anterior: Bloque,
    /// Una orden dada en una pausa a media página: la cumple quien manda, no quien escribía.
    pendiente: Option<Orden>,
    /// El pie de página que hay puesto.
    pie: Option<String>,
    /// A media página, el pie va separado por una línea en blanco que después se recoge: lo que sigue va seguido.
    hueco: bool,
    /// Lo que ha fallado al escribir o al leer teclas.
    error: Option<io::Error>,
}

/// Qué clase de cosa se escribe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bloque {
    /// Nada todavía.
    Nada,
    /// Algo que va separado de lo demás por una línea en blanco.
    Suelto,
    /// Una frase que va pegada a la anterior, si era otra frase.
    Dicho,
    /// La línea en blanco que separa el pie de página de lo demás.
    Hueco,
}

impl Pantalla {
    pub fn nueva(salida: Salida, teclado: Box<dyn Teclado>) -> Self {
        Self(Arc::new(Mutex::new(Interior {
            salida,
            teclado,
            paso: 0,
            total: 1,
            usadas: 0,
            anterior: Bloque::Nada,
            pendiente: None,
            pie: None,
            hueco: false,
            error: None,
        })))
    }

    /// Borra la pantalla y empieza un paso (0 es el primero).
    pub fn empezar_paso(&self, paso: usize, total: usize) {
        let mut dentro = self.dentro();
        (dentro.paso, dentro.total) = (paso, total);
        if dentro.salida.con_pausas && !dentro.salida.tonta {
            dentro.enviar("\x1b[2J\x1b[H");
        } else if dentro.anterior != Bloque::Nada {
            dentro.linea(&Linea::vacia());
        }
        dentro.usadas = 0;
        dentro.anterior = Bloque::Nada;
    }

    /// Columnas que se pueden usar.
    pub fn ancho(&self) -> usize {
        (self.dentro().salida.medidas)().0
    }

    pub fn con_pausas(&self) -> bool {
        self.dentro().salida.con_pausas
    }

    /// Por qué no se hacen pausas, para decirlo.
    pub fn sin_que(&self) -> &'static str {
        if self.dentro().salida.hay_terminal { "Sin pausas" } else { "Sin terminal" }
    }

    /// Escribe un bloque. Si no cabe en lo que queda de pantalla, antes hace una pausa.
    pub fn bloque(&self, clase: Bloque, lineas: &[Linea]) {
        self.dentro().bloque(clase, lineas);
    }

    pub fn parrafo(&self, texto: &str) {
        self.dicho(Bloque::Suelto, Estilo::Normal, "", texto);
    }

    /// Un párrafo con una marca delante: `✔ Acertaste…`.
    pub fn dicho(&self, clase: Bloque, estilo: Estilo, marca: &str, texto: &str) {
        self.bloque(clase, &con_marca(estilo, marca, texto, self.ancho()));
    }

    /// Espera una orden. Enseña el pie de página mientras tanto.
    pub fn preguntar(&self, espera: Espera) -> Orden {
        self.dentro().preguntar(espera)
    }

    /// Lo escrito hasta ahora se da por leído.
    pub fn dar_por_leido(&self) {
        self.dentro().usadas = 0;
    }

    /// La orden que alguien dio en una pausa a media página.
    pub fn pendiente(&self) -> Option<Orden> {
        self.dentro().pendiente.take()
    }

    /// Lo que haya fallado al escribir o al leer teclas.
    pub fn error(&self) -> Option<io::Error> {
        self.dentro().error.take()
    }

    /// Una espera en la que, además, pasan cosas: cada poco llama a `vida` con lo que puede escribir, hasta que
    /// `vida` dice que ha acabado (`None`) o alguien da una orden (`Some`).
    pub fn mientras(&self, espera: Espera, mut vida: impl FnMut(&mut EnVivo<'_>) -> bool) -> Option<Orden> {
        self.dentro().mientras(espera, &mut vida)
    }

    fn dentro(&self) -> MutexGuard<'_, Interior> {
        tomar(&self.0)
    }
}

/// Un párrafo sangrado, con una marca (o nada) delante de su primera línea.
pub(super) fn con_marca(estilo: Estilo, marca: &str, texto: &str, ancho: usize) -> Vec<Linea> {
    let sangria = 1 + ancho_de(marca);
    let ancho = ancho.min(ANCHO_DE_LECTURA + 1).saturating_sub(sangria + 1);
    let mut delante = Linea::llana(" ").con(estilo, marca);
    let renglon = |linea: Linea| {
        let mut renglon = std::mem::take(&mut delante).hasta(sangria);
        renglon.tramos.extend::<Vec<Tramo>>(linea.tramos);
        renglon
    };
    parrafo_con_estilo(texto, ancho).into_iter().map(renglon).collect()
}

/// El pie, sin las teclas de en medio que no quepan: la primera y la última (seguir y salir) no pueden faltar.
fn pie_que_cabe(pie: &str, ancho: usize) -> String {
    let mut teclas: Vec<&str> = pie.split(" · ").collect();
    while teclas.len() > 2 && ancho_de(&teclas.join(" · ")) > ancho {
        teclas.remove(teclas.len() - 2);
    }
    recortar(&teclas.join(" · "), ancho)
}

/// Lo que se puede escribir durante una espera.
pub(super) struct EnVivo<'a> {
    interior: &'a mut Interior,
    pie: &'a mut String,
}

impl EnVivo<'_> {
    pub fn ancho(&self) -> usize {
        (self.interior.salida.medidas)().0
    }

    /// Escribe unas líneas ya.
    pub fn lineas(&mut self, lineas: &[Linea]) {
        if lineas.is_empty() {
            return;
        }
        self.interior.quitar_pie();
        let tras_hueco = self.interior.anterior == Bloque::Hueco;
        let sobra = usize::from(tras_hueco && lineas[0].tramos.is_empty());
        if tras_hueco && sobra == 0 && !self.interior.salida.tonta {
            // Lo nuevo sigue a lo de antes: el hueco que separaba el pie se recoge.
            self.interior.enviar("\x1b[A");
        }
        for linea in &lineas[sobra..] {
            self.interior.linea(linea);
        }
        self.interior.anterior = Bloque::Suelto;
        if !self.interior.salida.tonta {
            self.interior.linea(&Linea::vacia());
            self.interior.anterior = Bloque::Hueco;
        }
    }

    /// Cambia el pie de página.
    pub fn pie(&mut self, pie: String) {
        *self.pie = pie;
    }
}

impl Interior {
    fn bloque(&mut self, clase: Bloque, lineas: &[Linea]) {
        let pegado = self.anterior == Bloque::Dicho && clase == Bloque::Dicho;
        let separada = !matches!(self.anterior, Bloque::Nada | Bloque::Hueco) && !pegado;
        let ocupa = lineas.len() + usize::from(separada);
        if self.usadas > 0 && self.usadas + ocupa > self.caben() && lineas.len() <= self.caben() {
            self.pausa();
        }
        if separada {
            self.linea_con_pausa(&Linea::vacia());
        }
        for linea in lineas {
            self.linea_con_pausa(linea);
        }
        self.anterior = clase;
    }

    /// Las líneas que caben sin que se pierda ninguna, dejando sitio al pie.
    fn caben(&self) -> usize {
        (self.salida.medidas)().1.saturating_sub(2).max(5)
    }

    fn linea_con_pausa(&mut self, linea: &Linea) {
        if self.usadas >= self.caben() {
            self.pausa();
        }
        self.linea(linea);
        self.usadas += 1;
    }

    /// Se detiene hasta que alguien haya leído lo que hay. Si ya ha mandado otra cosa, no insiste.
    fn pausa(&mut self) {
        if !self.salida.con_pausas || self.pendiente.is_some() {
            return;
        }
        match self.preguntar(Espera::Pagina) {
            Orden::Seguir => {}
            otra => self.pendiente = Some(otra),
        }
    }

    fn preguntar(&mut self, espera: Espera) -> Orden {
        if !self.salida.con_pausas {
            return Orden::Seguir;
        }
        self.mientras(espera, &mut |_| true).unwrap_or(Orden::Salir)
    }

    fn mientras(&mut self, espera: Espera, vida: &mut dyn FnMut(&mut EnVivo<'_>) -> bool) -> Option<Orden> {
        // Si ya se ha pedido algo en una pausa, no se vuelve a preguntar.
        if let Some(orden) = self.pendiente.take() {
            return Some(orden);
        }
        if !matches!(self.anterior, Bloque::Nada | Bloque::Hueco) {
            // A media página, el hueco se recoge después: quedaría en mitad de lo que se lee.
            self.hueco = espera == Espera::Pagina && !self.salida.tonta;
            if self.hueco || espera != Espera::Pagina {
                self.linea(&Linea::vacia());
            }
            if espera != Espera::Pagina {
                self.anterior = Bloque::Hueco;
            }
        }
        // El teclado se aparta un momento: mientras se espera, también se escribe.
        let mut teclado = std::mem::replace(&mut self.teclado, Box::new(SinTeclado));
        let orden = match Escucha::nueva(teclado.as_mut()) {
            Ok(mut escucha) => {
                let orden = self.atender(espera, &mut escucha, vida);
                self.quitar_pie();
                if std::mem::take(&mut self.hueco) {
                    self.enviar("\x1b[A");
                }
                orden
            }
            Err(error) => self.fallar(error),
        };
        self.teclado = teclado;
        self.usadas = 0;
        orden
    }

    fn atender(
        &mut self,
        espera: Espera,
        escucha: &mut Escucha<'_>,
        vida: &mut dyn FnMut(&mut EnVivo<'_>) -> bool,
    ) -> Option<Orden> {
        let mut pregunta = Pregunta::nueva(espera, self.paso, self.total);
        let mut pie = pregunta.pie();
        // Un aviso ocupa el sitio del pie hasta la tecla siguiente.
        let mut aviso: Option<String> = None;
        let plazo = matches!(espera, Espera::TeToca | Espera::Escribe).then_some(LATIDO);
        loop {
            if !vida(&mut EnVivo { interior: self, pie: &mut pie }) {
                return None;
            }
            self.poner_pie(aviso.as_ref().unwrap_or(&pie));
            let tecla = match escucha.tecla(plazo) {
                Ok(Some(tecla)) => tecla,
                Ok(None) if plazo.is_some() => continue,
                Ok(None) => return Some(Orden::Salir),
                Err(error) => return self.fallar(error),
            };
            aviso = None;
            match pregunta.pulsar(tecla) {
                Respuesta::Orden(orden) => return Some(orden),
                Respuesta::Pie(texto) => aviso = Some(texto),
                Respuesta::Ayuda => self.ayuda(),
                Respuesta::Nada | Respuesta::PieDeSiempre => {}
            }
        }
    }

    fn ayuda(&mut self) {
        self.quitar_pie();
        self.hueco = false;
        let ancho = (self.salida.medidas)().0.saturating_sub(24).max(20);
        for (teclas, hacen) in AYUDA {
            let mut margen = Linea::vacia().con(Estilo::Codigo, format!("   {teclas}"));
            for linea in parrafo_con_estilo(hacen, ancho) {
                margen = margen.hasta(22);
                margen.tramos.extend(linea.tramos);
                self.linea(&std::mem::take(&mut margen));
            }
        }
    }

    fn poner_pie(&mut self, pie: &str) {
        if self.pie.as_deref() == Some(pie) || (self.salida.tonta && self.pie.is_some()) {
            return;
        }
        self.quitar_pie();
        let ancho = (self.salida.medidas)().0;
        let linea = Linea::vacia().con(Estilo::Tenue, format!(" {}", pie_que_cabe(pie, ancho.saturating_sub(3))));
        let texto = linea.pintar(self.salida.color);
        self.enviar(&texto);
        self.pie = Some(pie.to_string());
    }

    fn quitar_pie(&mut self) {
        if self.pie.take().is_some() {
            self.enviar(if self.salida.tonta { "\r\n" } else { "\r\x1b[K" });
        }
    }

    fn linea(&mut self, linea: &Linea) {
        // En modo crudo, un salto de línea a secas baja sin volver a la izquierda.
        let fin = if self.salida.con_pausas { "\r\n" } else { "\n" };
        let texto = linea.pintar(self.salida.color) + fin;
        self.enviar(&texto);
    }

    fn enviar(&mut self, texto: &str) {
        let destino = &mut self.salida.destino;
        if let Err(error) = destino.write_all(texto.as_bytes()).and_then(|()| destino.flush()) {
            self.error.get_or_insert(error);
        }
    }

    /// Sin pantalla o sin teclado no se puede seguir: es como si alguien saliera.
    fn fallar(&mut self, error: io::Error) -> Option<Orden> {
        self.error.get_or_insert(error);
        Some(Orden::Salir)
    }
}
