//! El dibujo de una transcripción: dos columnas, una flecha por envío y, al margen, lo que lee cada programa.

use std::time::Duration;

use super::bytes::{en_hexadecimal, en_texto, parece_texto, sin_letra_partida};
use super::transcripcion::{Anotacion, Lado, Muestra, Suceso};
use crate::cifras;
use crate::consola::{Estilo, Linea, Tramo, ancho_de, parrafo_con_estilo, recortar};

/// Cuántos envíos y lecturas se dibujan al principio, y cuántos al final; los de en medio se cuentan.
const AL_PRINCIPIO: usize = 10;
const AL_FINAL: usize = 5;
/// Cuántas líneas ocupa, como mucho, el contenido de un envío.
const LINEAS_DE_TEXTO: usize = 8;
const LINEAS_DE_BYTES: usize = 3;
/// Lo mínimo que mide el palo de una flecha, para que se vea que lo es.
const PALO: usize = 2;
/// Lo que se enseña, como mucho, de una lectura junto a su raya.
const LECTURA: usize = 48;
/// Lo mínimo que se deja entre las dos rayas: lo que ocupa la flecha de un FIN con su explicación.
const DENTRO: usize = 31;
/// Lo mínimo que sirve de margen para las lecturas: ` read → 10 B`.
const MARGEN: usize = 12;

/// Cómo se dibuja.
#[derive(Debug, Clone, Copy)]
pub struct Formato {
    /// Columnas en total.
    pub ancho: usize,
    /// ¿Se escribe al principio de cada línea cuándo ha ocurrido?
    pub tiempos: bool,
}

/// Dibuja la conversación en dos columnas de `ancho` caracteres en total, una línea por elemento.
/// Es el texto a secas; con estilo, [`trazar`].
#[must_use]
pub fn dibujar(anotaciones: &[Anotacion], ancho: usize) -> Vec<String> {
    trazar(anotaciones, Formato { ancho, tiempos: false }).iter().map(Linea::texto).collect()
}

/// Dibuja una conversación entera. Si es larga, cuenta lo de en medio en vez de dibujarlo.
#[must_use]
pub fn trazar(anotaciones: &[Anotacion], formato: Formato) -> Vec<Linea> {
    if anotaciones.is_empty() {
        return Vec::new();
    }
    let datos = anotaciones.iter().filter(|anotacion| anotacion.suceso.es_dato()).count();
    let omitidos = if datos > AL_PRINCIPIO + AL_FINAL + 1 { AL_PRINCIPIO..datos - AL_FINAL } else { 0..0 };
    let mut pluma = Pluma::nueva(Lienzo::para(anotaciones, formato));
    pluma.cabecera();
    let mut dato = 0;
    for anotacion in anotaciones {
        if anotacion.suceso.es_dato() {
            dato += 1;
            if omitidos.contains(&(dato - 1)) {
                pluma.omitidos.contar(anotacion);
                continue;
            }
        }
        pluma.dibujar(anotacion);
    }
    pluma.contar_omitidos();
    pluma.lineas
}

/// Un dibujo que crece a la vez que la conversación: cada vez da solo las líneas nuevas.
#[derive(Debug)]
pub struct Trazo {
    formato: Formato,
    pluma: Option<Pluma>,
    datos: usize,
    vistas: usize,
}

impl Trazo {
    /// Un dibujo vacío.
    #[must_use]
    pub fn nuevo(formato: Formato) -> Self {
        Self { formato, pluma: None, datos: 0, vistas: 0 }
    }

    /// Dibuja lo que haya de nuevo en `todas`, que es la transcripción entera desde el principio.
    /// A partir de unos cuantos envíos, deja de dibujarlos y los cuenta.
    pub fn seguir(&mut self, todas: &[Anotacion]) -> Vec<Linea> {
        let nuevas = &todas[self.vistas.min(todas.len())..];
        self.vistas = todas.len();
        if nuevas.is_empty() {
            return Vec::new();
        }
        let formato = self.formato;
        let pluma = self.pluma.get_or_insert_with(|| {
            let mut pluma = Pluma::nueva(Lienzo::para(todas, formato));
            pluma.cabecera();
            pluma
        });
        for anotacion in nuevas {
            self.datos += usize::from(anotacion.suceso.es_dato());
            if anotacion.suceso.es_dato() && self.datos > AL_PRINCIPIO + AL_FINAL {
                pluma.omitidos.contar(anotacion);
            } else {
                pluma.dibujar(anotacion);
            }
        }
        pluma.margen_libre = None;
        std::mem::take(&mut pluma.lineas)
    }

    /// Si ha dejado envíos sin dibujar, los cuenta.
    pub fn terminar(&mut self) -> Vec<Linea> {
        self.pluma.as_mut().map_or_else(Vec::new, |pluma| {
            pluma.contar_omitidos();
            std::mem::take(&mut pluma.lineas)
        })
    }
}

impl Suceso {
    pub(super) fn es_dato(&self) -> bool {
        matches!(self, Self::Envia(_) | Self::Recibe(_) | Self::RecibeDatagrama(_))
    }
}

/// Dónde cae cada columna.
#[derive(Debug, Clone, Copy)]
struct Lienzo {
    ancho: usize,
    tiempos: bool,
    /// La columna de la raya del cliente y la de la raya del servidor.
    cliente: usize,
    servidor: usize,
    /// Cuánto se reserva para el hexadecimal, para que los textos queden alineados.
    hexadecimal: usize,
}

impl Lienzo {
    fn para(anotaciones: &[Anotacion], Formato { ancho, tiempos }: Formato) -> Self {
        let ancho = ancho.max(40);
        let cliente = if tiempos { 14 } else { 4 };
        // Al margen, como mucho, tres octavos; en una terminal estrecha, lo que deje sitio a las flechas.
        let maximo = (ancho * 3 / 8).min((ancho - cliente - 2).saturating_sub(DENTRO)).max(MARGEN);
        let margen = margen_de_lecturas(anotaciones, maximo);
        let mut lienzo = Self { ancho, tiempos, cliente, servidor: ancho - margen - 1, hexadecimal: 0 };
        lienzo.hexadecimal = anotaciones
            .iter()
            .filter_map(|anotacion| match &anotacion.suceso {
                // Lo que envía el servidor se arrima a la derecha: no hay nada que alinear.
                Suceso::Envia(muestra) if anotacion.lado == Lado::Cliente => {
                    lienzo.en_una_linea(Lado::Cliente, muestra)
                }
                _ => None,
            })
            .map(|contenido| ancho_de(&contenido.hexadecimal))
            .max()
            .unwrap_or(0);
        lienzo
    }

    /// Lo que hay entre las dos rayas.
    fn dentro(&self) -> usize {
        self.servidor - self.cliente - 1
    }

    /// Lo que ocupa el hexadecimal de un envío, con lo que haga falta para alinear los textos.
    fn columna(&self, lado: Lado, contenido: &Contenido) -> usize {
        let alineado = if lado == Lado::Cliente { self.hexadecimal } else { 0 };
        ancho_de(&contenido.hexadecimal).max(alineado)
    }

    /// El contenido de un envío, si cabe entero sobre su flecha.
    fn en_una_linea(&self, lado: Lado, muestra: &Muestra) -> Option<Contenido> {
        if muestra.total > muestra.bytes.len() {
            return None;
        }
        let contenido = Contenido::de(&muestra.bytes);
        // «── », la longitud, dos espacios, el hexadecimal, dos espacios, el texto, espacio, palo y punta.
        let hexadecimal = self.columna(lado, &contenido);
        let ocupa = 3 + ancho_de(&longitud(muestra)) + 2 + hexadecimal + 2 + ancho_de(&contenido.texto) + 2 + PALO + 1;
        (ocupa <= self.dentro()).then_some(contenido)
    }
}

/// El margen que necesitan las lecturas del servidor, hasta `maximo`: las que no quepan se recortan, para que estén
/// todas en el mismo sitio. Si no lee nada, el de siempre.
fn margen_de_lecturas(anotaciones: &[Anotacion], maximo: usize) -> usize {
    let lecturas = anotaciones.iter().filter(|anotacion| anotacion.lado == Lado::Servidor);
    let anchos = lecturas.filter_map(|anotacion| {
        let ancho = |cabe| lectura(&anotacion.suceso, cabe).map(|lectura| 1 + lectura.ancho());
        Some((ancho(usize::MAX)?, ancho(0)?))
    });
    // Lo que ocupan con lo leído, y lo que ocupan sin ello: de ahí no se puede bajar.
    let medidas = anchos.reduce(|(largo, corto), (otro, sin)| (largo.max(otro), corto.max(sin)));
    medidas.map_or(4, |(largo, corto)| largo.min(maximo).max(corto).max(MARGEN))
}

/// Los bytes de un envío, escritos.
struct Contenido {
    hexadecimal: String,
    texto: String,
}

impl Contenido {
    fn de(bytes: &[u8]) -> Self {
        let texto = match en_texto(bytes) {
            // Solo un datagrama puede ir vacío: en un flujo, cero bytes no son un envío.
            None if bytes.is_empty() => "(vacío)".to_string(),
            None => "(no es texto)".to_string(),
            Some(texto) => format!("«{texto}»"),
        };
        Self { hexadecimal: en_hexadecimal(bytes), texto }
    }
}

/// Con sus miles separados. Aquí nada se parte: vale un espacio corriente.
fn numero(cuantos: usize) -> String {
    cifras::numero(cuantos).replace('\u{a0}', " ")
}

/// `  3 B`.
fn longitud(muestra: &Muestra) -> String {
    format!("{:>2} B", numero(muestra.total))
}

/// `read → 10 B «unodostres»`, si es una lectura. Si no cabe, `read → 10 B «uno…»`, y si ni eso, `read → 10 B`.
fn lectura(suceso: &Suceso, cabe: usize) -> Option<Linea> {
    let (llamada, muestra) = match suceso {
        Suceso::Recibe(muestra) => ("read", muestra),
        Suceso::RecibeDatagrama(muestra) => ("recv_from", muestra),
        _ => return None,
    };
    let linea =
        Linea::vacia().con(Estilo::Codigo, llamada).con(Estilo::Normal, format!(" → {} B", numero(muestra.total)));
    if es_despedida(suceso) {
        let cabe = linea.ancho() + 6 <= cabe;
        return Some(if cabe { linea.con(Estilo::Normal, " (FIN)") } else { linea });
    }
    let queda = cabe.saturating_sub(linea.ancho());
    match visto(muestra, queda) {
        Some(texto) => Some(linea.con(Estilo::Normal, texto)),
        None => Some(linea),
    }
}

/// Leer 0 bytes es una despedida en un flujo; un datagrama, en cambio, puede estar vacío.
fn es_despedida(suceso: &Suceso) -> bool {
    matches!(suceso, Suceso::Recibe(muestra) if muestra.total == 0)
}

/// Lo leído, en `cabe` columnas como mucho. `None` si no se puede enseñar nada.
fn visto(muestra: &Muestra, cabe: usize) -> Option<String> {
    if muestra.total == 0 {
        return None;
    }
    let faltan = muestra.total > muestra.bytes.len();
    let bytes = if faltan { sin_letra_partida(&muestra.bytes) } else { &muestra.bytes };
    let (abre, texto, cierra) = match en_texto(bytes) {
        Some(texto) => (" «", texto, "»"),
        None => (" ", en_hexadecimal(bytes), ""),
    };
    let entero = format!("{abre}{texto}{}{cierra}", if faltan { "…" } else { "" });
    if ancho_de(&entero) <= cabe {
        return Some(entero);
    }
    // `recortar` ya pone los puntos.
    (cabe >= 6).then(|| format!("{abre}{}{cierra}", recortar(&texto, cabe - ancho_de(abre) - ancho_de(cierra))))
}

/// Lo que no se ha dibujado.
#[derive(Debug, Default)]
struct Omitidos {
    envios: usize,
    bytes: usize,
    lecturas: usize,
}

impl Omitidos {
    fn contar(&mut self, anotacion: &Anotacion) {
        match &anotacion.suceso {
            Suceso::Envia(muestra) => {
                self.envios += 1;
                self.bytes += muestra.total;
            }
            Suceso::Recibe(_) | Suceso::RecibeDatagrama(_) => self.lecturas += 1,
            Suceso::Cierra | Suceso::Corta | Suceso::Nota(_) => {}
        }
    }

    /// «… 37 envíos más (1020 B) y 37 lecturas».
    fn en_palabras(&self) -> Option<String> {
        let cuantos = |n: usize, uno: &str, varios: &str| match n {
            0 => None,
            1 => Some(format!("1 {uno}")),
            n => Some(format!("{n} {varios}")),
        };
        let envios = cuantos(self.envios, "envío más", "envíos más")
            .map(|envios| format!("{envios} ({} B)", numero(self.bytes)));
        match (envios, cuantos(self.lecturas, "lectura", "lecturas")) {
            (None, None) => None,
            (Some(envios), None) => Some(format!("… {envios}")),
            (None, Some(lecturas)) => Some(format!("… {lecturas} más")),
            (Some(envios), Some(lecturas)) => Some(format!("… {envios} y {lecturas}")),
        }
    }
}

/// Va dibujando línea a línea.
#[derive(Debug)]
struct Pluma {
    lienzo: Lienzo,
    lineas: Vec<Linea>,
    /// La línea que acaba de dibujar una flecha hacia el servidor, si su margen sigue libre, y si era un FIN.
    margen_libre: Option<(usize, bool)>,
    omitidos: Omitidos,
}

impl Pluma {
    fn nueva(lienzo: Lienzo) -> Self {
        Self { lienzo, lineas: Vec::new(), margen_libre: None, omitidos: Omitidos::default() }
    }

    fn cabecera(&mut self) {
        let Lienzo { ancho, cliente, servidor, .. } = self.lienzo;
        let principio = (servidor - 4).min(ancho - 8);
        let linea = Linea::vacia().hasta(cliente - 3).con(Estilo::Cliente, "cliente");
        self.lineas.push(linea.hasta(principio).con(Estilo::Servidor, "servidor"));
    }

    fn dibujar(&mut self, anotacion: &Anotacion) {
        self.contar_omitidos();
        let (lado, cuando) = (anotacion.lado, anotacion.instante);
        match &anotacion.suceso {
            Suceso::Envia(muestra) => self.envio(lado, cuando, muestra),
            Suceso::Recibe(_) | Suceso::RecibeDatagrama(_) => self.lectura(lado, cuando, &anotacion.suceso),
            Suceso::Cierra => {
                let dice = vec![tramo(Estilo::Negrita, "FIN"), tramo(Estilo::Normal, "  (ya no enviará más)")];
                self.flecha(lado, cuando, dice, estilo(lado));
                // Junto a un FIN solo puede ir el `read` de 0 bytes que lo lee.
                self.margen_libre = self.margen_libre.map(|(fila, _)| (fila, true));
            }
            Suceso::Corta => {
                let dice = vec![tramo(Estilo::Mal, "RST"), tramo(Estilo::Normal, "  (corta de golpe)")];
                self.flecha(lado, cuando, dice, Estilo::Mal);
            }
            Suceso::Nota(nota) => {
                for linea in parrafo_con_estilo(&format!("({nota})"), self.lienzo.dentro() - 2) {
                    self.al_lado(lado, cuando, linea);
                }
            }
        }
    }

    fn contar_omitidos(&mut self) {
        if let Some(cuenta) = std::mem::take(&mut self.omitidos).en_palabras() {
            let hueco = self.lienzo.dentro().saturating_sub(ancho_de(&cuenta)) / 2;
            let linea = Linea::vacia().con(Estilo::Normal, " ".repeat(hueco)).con(Estilo::Aviso, cuenta);
            self.renglon(None, linea);
        }
    }

    fn envio(&mut self, lado: Lado, cuando: Duration, muestra: &Muestra) {
        if let Some(contenido) = self.lienzo.en_una_linea(lado, muestra) {
            let hueco = self.lienzo.columna(lado, &contenido) - ancho_de(&contenido.hexadecimal) + 2;
            let dice = vec![
                tramo(Estilo::Negrita, longitud(muestra)),
                tramo(Estilo::Tenue, format!("  {}{}", contenido.hexadecimal, " ".repeat(hueco))),
                tramo(estilo(lado), contenido.texto),
            ];
            return self.flecha(lado, cuando, dice, estilo(lado));
        }
        let solo_texto =
            texto_de_una_linea(muestra).filter(|texto| ancho_de(texto) + 12 + PALO <= self.lienzo.dentro());
        if let Some(texto) = solo_texto {
            let dice = vec![tramo(Estilo::Negrita, longitud(muestra)), tramo(estilo(lado), format!("  {texto}"))];
            return self.flecha(lado, cuando, dice, estilo(lado));
        }
        self.flecha(lado, cuando, vec![tramo(Estilo::Negrita, longitud(muestra))], estilo(lado));
        let margen_libre = self.margen_libre;
        for linea in detalle(muestra, lado, self.lienzo.dentro() - 4) {
            self.renglon(None, linea.sangrada(3));
        }
        self.margen_libre = margen_libre;
    }

    /// Una flecha que sale de `lado`, con `dice` sobre ella.
    fn flecha(&mut self, lado: Lado, cuando: Duration, dice: Vec<Tramo>, color: Estilo) {
        let mut contenido = Linea { tramos: dice };
        let cabe = self.lienzo.dentro() - 5 - PALO;
        if contenido.ancho() > cabe {
            // En una terminal muy estrecha no hay sitio para explicaciones.
            contenido.tramos.truncate(1);
            contenido = ajustada(contenido, cabe);
        }
        let palo = "─".repeat(self.lienzo.dentro() - contenido.ancho() - 5);
        let mut linea = Linea::vacia();
        match lado {
            Lado::Cliente => {
                linea = linea.con(color, "── ");
                linea.tramos.append(&mut contenido.tramos);
                linea = linea.con(color, format!(" {palo}▶"));
            }
            Lado::Servidor => {
                linea = linea.con(color, format!("◀{palo} "));
                linea.tramos.append(&mut contenido.tramos);
                linea = linea.con(color, " ──");
            }
        }
        self.renglon(Some(cuando), linea);
        self.margen_libre = (lado == Lado::Cliente).then_some((self.lineas.len() - 1, false));
    }

    /// Una lectura: la del servidor, al margen (de la última flecha, si está libre y es suya); la del cliente, junto a
    /// su raya. Un dibujo en vivo que empezó sin lecturas no tiene margen: entonces, todas junto a la raya.
    fn lectura(&mut self, lado: Lado, cuando: Duration, suceso: &Suceso) {
        let margen = self.lienzo.ancho - self.lienzo.servidor - 1;
        if lado == Lado::Cliente || margen < MARGEN {
            if let Some(lectura) = lectura(suceso, LECTURA.min(self.lienzo.dentro() - 2)) {
                self.al_lado(lado, cuando, lectura);
            }
            return;
        }
        let fila = match self.margen_libre.take() {
            Some((fila, fin)) if fin == es_despedida(suceso) => fila,
            _ => {
                self.renglon(Some(cuando), Linea::vacia());
                self.lineas.len() - 1
            }
        };
        if let Some(lectura) = lectura(suceso, margen - 1) {
            self.lineas[fila].tramos.extend(lectura.sangrada(1).tramos);
        }
        self.margen_libre = None;
    }

    /// Algo que le pasa a un extremo: se escribe junto a su raya.
    fn al_lado(&mut self, lado: Lado, cuando: Duration, dice: Linea) {
        let dice = ajustada(dice, self.lienzo.dentro() - 2);
        let hueco = match lado {
            Lado::Cliente => 1,
            Lado::Servidor => self.lienzo.dentro() - dice.ancho() - 1,
        };
        self.renglon(Some(cuando), dice.sangrada(hueco));
    }

    /// Una línea entre las dos rayas.
    fn renglon(&mut self, cuando: Option<Duration>, dentro: Linea) {
        let Lienzo { cliente, servidor, tiempos, .. } = self.lienzo;
        let tiempo = cuando.filter(|_| tiempos).map_or(String::new(), |cuando| format!("{:>10}", milisegundos(cuando)));
        let mut linea = Linea::vacia().con(Estilo::Tenue, tiempo).hasta(cliente).con(Estilo::Tenue, "│");
        linea.tramos.extend(dentro.tramos);
        self.lineas.push(linea.hasta(servidor).con(Estilo::Tenue, "│"));
        self.margen_libre = None;
    }
}

/// El texto de un envío que es una sola línea entera, para cuando no cabe con su hexadecimal.
fn texto_de_una_linea(muestra: &Muestra) -> Option<String> {
    let saltos = muestra.bytes.iter().rev().skip(1).filter(|byte| **byte == b'\n').count();
    let cabe = muestra.total == muestra.bytes.len() && saltos == 0 && parece_texto(&muestra.bytes);
    cabe.then(|| Contenido::de(&muestra.bytes).texto)
}

/// El contenido de un envío que no cabe sobre su flecha: líneas de texto si lo es; si no, bytes.
fn detalle(muestra: &Muestra, lado: Lado, ancho: usize) -> Vec<Linea> {
    let cortada = muestra.total > muestra.bytes.len();
    let bytes = if cortada { sin_letra_partida(&muestra.bytes) } else { &muestra.bytes };
    let trozos = if parece_texto(bytes) { trozos_de_texto(bytes, ancho) } else { trozos_de_bytes(bytes, ancho) };
    let maximo = if parece_texto(bytes) && !cortada { LINEAS_DE_TEXTO } else { LINEAS_DE_BYTES };
    let mut ensenyados = 0;
    let mut lineas = Vec::new();
    for (linea, cuantos) in trozos.into_iter().take(maximo) {
        ensenyados += cuantos;
        lineas.push(Linea { tramos: linea.tramos.into_iter().map(|tramo| con_color_de(lado, tramo)).collect() });
    }
    // Si no se ha guardado ni un byte, es que solo importa cuántos eran, y eso ya lo dice la flecha.
    if ensenyados < muestra.total && !muestra.bytes.is_empty() {
        lineas.push(Linea::vacia().con(Estilo::Aviso, format!("… {} B más", numero(muestra.total - ensenyados))));
    }
    lineas
}

/// El texto de un envío va del color de quien lo envía.
fn con_color_de(lado: Lado, tramo: Tramo) -> Tramo {
    if tramo.estilo == Estilo::Normal { Tramo { estilo: estilo(lado), ..tramo } } else { tramo }
}

/// Texto partido por sus saltos de línea y por la anchura. Cada trozo dice cuántos bytes enseña.
fn trozos_de_texto(bytes: &[u8], ancho: usize) -> Vec<(Linea, usize)> {
    let mut trozos = Vec::new();
    for renglon in bytes.split_inclusive(|byte| *byte == b'\n') {
        let mut pendiente = (String::new(), 0);
        for letra in String::from_utf8_lossy(renglon).chars() {
            let mut buffer = [0; 4];
            let visible = en_texto(letra.encode_utf8(&mut buffer).as_bytes()).unwrap_or_else(|| "·".to_string());
            if ancho_de(&pendiente.0) + ancho_de(&visible) > ancho {
                trozos.push((Linea::llana(std::mem::take(&mut pendiente.0)), std::mem::take(&mut pendiente.1)));
            }
            pendiente.0 += &visible;
            pendiente.1 += letra.len_utf8();
        }
        trozos.push((Linea::llana(pendiente.0), pendiente.1));
    }
    trozos
}

/// Bytes en hexadecimal con su texto al lado, de ocho en ocho o de dieciséis en dieciséis.
fn trozos_de_bytes(bytes: &[u8], ancho: usize) -> Vec<(Linea, usize)> {
    let por_linea = if ancho >= 16 * 3 + 2 + 18 { 16 } else { 8 };
    let trozo = |trozo: &[u8]| {
        let Contenido { hexadecimal, texto } = Contenido::de(trozo);
        let linea = Linea::vacia().con(Estilo::Tenue, hexadecimal).hasta(por_linea * 3 + 1);
        (ajustada(linea.con(Estilo::Normal, texto), ancho), trozo.len())
    };
    bytes.chunks(por_linea).map(trozo).collect()
}

/// La línea, recortada por la derecha si no cabe.
fn ajustada(linea: Linea, ancho: usize) -> Linea {
    if linea.ancho() <= ancho {
        return linea;
    }
    let mut cabe = Linea::vacia();
    for tramo in linea.tramos {
        let queda = ancho - cabe.ancho();
        let sobra = ancho_de(&tramo.texto) > queda;
        cabe = cabe.con(tramo.estilo, recortar(&tramo.texto, queda));
        if sobra {
            break;
        }
    }
    cabe
}

fn tramo(estilo: Estilo, texto: impl Into<String>) -> Tramo {
    Tramo { texto: texto.into(), estilo }
}

fn estilo(lado: Lado) -> Estilo {
    match lado {
        Lado::Cliente => Estilo::Cliente,
        Lado::Servidor => Estilo::Servidor,
    }
}

/// `0,4 ms`, `12,0 ms`, `3,20 s`.
fn milisegundos(duracion: Duration) -> String {
    let texto = if duracion < Duration::from_secs(1) {
        format!("{:.1} ms", duracion.as_secs_f64() * 1000.0)
    } else {
        format!("{:.2} s", duracion.as_secs_f64())
    };
    texto.replace('.', ",")
}

#[cfg(test)]
mod pruebas;
