//! El recorrido: va de paso en paso, según lo que pide quien aprende o de un tirón si no hay nadie.

use std::io::{self, Write};
use std::process;
use std::sync::atomic::AtomicBool;

use super::Opciones;
use super::codigo::trozo;
use super::escena::Escena;
use super::escribe::{self, Corrector, Fin};
use super::guion::{Accion, Desenlace, Elemento, Guion, Paso};
use super::panico::{Vigilante, atrapar};
use super::pantalla::{Bloque, Pantalla, Salida};
use super::teclado::{DeTerminal, SinTeclado, Teclado};
use super::teclas::{Espera, Orden};
use super::{te_toca, te_toca_udp};
use crate::consola::{self, Estilo, Linea, ancho_de, recortar};
use crate::errores::{Fallo, Resultado};
use crate::lugares::raiz;
use crate::progreso::Cuaderno;

/// El código con el que acaba un programa interrumpido con Ctrl-C, como haría la terminal.
const INTERRUMPIDO: i32 = 130;

/// Recorre la lección en la terminal, o de un tirón y sin pausas si no la hay.
///
/// # Errors
/// Si una ejecución falla o `--paso` no existe.
pub fn recorrer(guion: &Guion, opciones: &Opciones) -> Resultado {
    let con_pausas = consola::hay_terminal() && !opciones.sin_pausas;
    let teclado: Box<dyn Teclado> = if con_pausas { Box::new(DeTerminal::default()) } else { Box::new(SinTeclado) };
    let salida = Salida {
        destino: Box::new(io::stdout()),
        medidas: Box::new(|| (consola::ancho(), consola::alto())),
        color: consola::con_color(&io::stdout()),
        con_pausas,
        hay_terminal: consola::hay_terminal(),
        tonta: consola::terminal_tonta(),
    };
    if con_pausas {
        // Todas las señales son para la guía: ninguno de sus pasos abre otro programa interactivo.
        static A_LO_SUYO: AtomicBool = AtomicBool::new(false);
        consola::limpiar_al_morir(&A_LO_SUYO);
    }
    let final_ = {
        let _vigilante = Vigilante::nuevo();
        // Sin nadie delante no se apunta nada: una prueba no ha aprendido la lección.
        let cuaderno = con_pausas.then(|| Cuaderno::en(crate::progreso::ruta()));
        let mut recorrido = Recorrido::con(guion, salida, teclado, cuaderno);
        recorrido.de_repaso = opciones.repasar.is_some();
        recorrido.recorrer(por_nombre(guion, opciones)?)?
    };
    if final_ == Final::Interrumpida {
        process::exit(INTERRUMPIDO);
    }
    Ok(())
}

/// Cómo ha acabado un recorrido.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Final {
    /// Se ha llegado al final.
    Terminada,
    /// Se ha salido antes.
    Abandonada,
    /// Con Ctrl-C.
    Interrumpida,
}

/// Un recorrido por una lección. [`recorrer`] prepara el de la terminal; las pruebas, el suyo.
pub struct Recorrido<'a> {
    guion: &'a Guion,
    pantalla: Pantalla,
    cuaderno: Option<Cuaderno>,
    /// Algo que decir al principio del paso siguiente.
    aviso: Option<String>,
    /// Sin nadie delante, lo que ha fallado se cuenta también al final.
    fallos: Vec<String>,
    /// Quien prueba lo que se escribe, si en esta lección se escribe algo.
    corrector: Option<Corrector>,
    /// Las apuestas falladas, por el título de su paso.
    falladas: Vec<&'static str>,
    /// Solo se repasa un paso: al acabarlo, se acaba.
    de_repaso: bool,
}

/// Qué apostó quien aprende.
type Apostado<'a> = Option<(Option<usize>, &'a [&'static str])>;

impl<'a> Recorrido<'a> {
    /// Un recorrido que escribe en `destino`, sin color. Sin `medidas` (columnas y filas) no hay nadie delante:
    /// no se hacen pausas. Con ellas, las teclas salen de `teclado`.
    pub fn nuevo(
        guion: &'a Guion,
        destino: Box<dyn Write + Send>,
        medidas: Option<(usize, usize)>,
        teclado: Box<dyn Teclado>,
        cuaderno: Option<Cuaderno>,
    ) -> Self {
        let salida = Salida {
            destino,
            medidas: Box::new(move || medidas.unwrap_or((80, 24))),
            color: false,
            con_pausas: medidas.is_some(),
            hay_terminal: medidas.is_some(),
            tonta: false,
        };
        Self::con(guion, salida, teclado, cuaderno)
    }

    fn con(guion: &'a Guion, salida: Salida, teclado: Box<dyn Teclado>, cuaderno: Option<Cuaderno>) -> Self {
        let se_escribe =
            guion.pasos.iter().any(|paso| paso.elementos.iter().any(|uno| matches!(uno, Elemento::Escribe(_))));
        let corrector = se_escribe.then(|| Corrector::preparar(salida.con_pausas));
        let pantalla = Pantalla::nueva(salida, teclado);
        Self {
            guion,
            pantalla,
            cuaderno,
            aviso: None,
            fallos: Vec::new(),
            corrector,
            falladas: Vec::new(),
            de_repaso: false,
        }
    }

    /// Recorre la lección desde `paso` (1 es el primero) o desde donde se quedó.
    ///
    /// # Errors
    /// Si el paso no existe, si no hay dónde escribir o si una ejecución falla sin nadie delante.
    pub fn recorrer(mut self, paso: Option<usize>) -> Resultado<Final> {
        let total = self.guion.pasos.len();
        let mut paso = self.principio(paso)?;
        let final_ = loop {
            let orden = self.hacer_paso(paso);
            self.comprobar_pantalla()?;
            match orden {
                Orden::Seguir | Orden::Apostar(_) | Orden::Dejar if paso + 1 == total || self.de_repaso => {
                    break Final::Terminada;
                }
                Orden::Seguir | Orden::Apostar(_) | Orden::Dejar => paso += 1,
                Orden::Pista | Orden::Editar => {}
                Orden::Atras => paso = paso.saturating_sub(1),
                Orden::Repetir => {}
                Orden::SaltarA(otro) => paso = otro.min(total - 1),
                Orden::Salir => break Final::Abandonada,
                Orden::Interrumpir => break Final::Interrumpida,
            }
        };
        self.despedir(final_);
        self.comprobar_pantalla()?;
        match self.fallos.first() {
            Some(fallo) if !self.pantalla.con_pausas() => Err(Fallo::nuevo(fallo.trim_end_matches('.'))),
            _ => Ok(final_),
        }
    }

    /// Por qué paso se empieza (0 es el primero).
    fn principio(&mut self, pedido: Option<usize>) -> Resultado<usize> {
        let Guion { nombre, pasos, .. } = self.guion;
        if pasos.is_empty() {
            return Err(Fallo::nuevo(format!("{} no tiene ningún paso", leccion(nombre))));
        }
        match pedido {
            Some(paso) if (1..=pasos.len()).contains(&paso) => Ok(paso - 1),
            Some(_) if pasos.len() == 1 => Err(Fallo::nuevo(format!("{} tiene un solo paso", leccion(nombre)))),
            Some(_) => Err(Fallo::nuevo(format!("{} tiene {} pasos", leccion(nombre), pasos.len()))
                .remedio(format!("Elige uno del 1 al {}.", pasos.len()))),
            None => Ok(self.donde_se_quedo()),
        }
    }

    fn donde_se_quedo(&mut self) -> usize {
        let Guion { nombre, pasos, .. } = self.guion;
        let apuntado = match self.cuaderno.as_ref().map(|cuaderno| cuaderno.de(nombre)) {
            None | Some(Ok(None)) => return 0,
            Some(Ok(Some(avance))) => avance,
            Some(Err(fallo)) => {
                self.dejar_de_apuntar(&fallo);
                return 0;
            }
        };
        let por_nombre = pasos.iter().position(|paso| paso.nombre == apuntado.paso);
        // Si ese paso ya no se llama así, el que ocupe su sitio.
        let paso = por_nombre.unwrap_or_else(|| apuntado.numero.clamp(1, pasos.len()) - 1);
        if let Some(fecha) = apuntado.terminada.filter(|_| paso + 1 == pasos.len()) {
            self.aviso = Some(format!("Terminaste esta lección el {fecha}. La repasamos desde el principio."));
            return 0;
        }
        if paso > 0 {
            self.aviso = Some(format!(
                "La última vez lo dejaste en el paso {}: «{}». Sigo ahí (usa `--paso 1` para empezar).",
                paso + 1,
                pasos[paso].titulo
            ));
        }
        paso
    }

    /// Enseña un paso entero y devuelve qué se quiere después.
    fn hacer_paso(&mut self, indice: usize) -> Orden {
        let guion = self.guion;
        let paso = &guion.pasos[indice];
        self.pantalla.empezar_paso(indice, guion.pasos.len());
        self.pantalla.bloque(Bloque::Suelto, &cabecera(guion, indice, self.pantalla.ancho()));
        if !self.de_repaso {
            self.apuntar(paso, indice);
        }
        if let Some(aviso) = self.aviso.take() {
            self.pantalla.dicho(Bloque::Suelto, Estilo::Aviso, "» ", &aviso);
        }
        let (mut desde, mut repitiendo) = (0, false);
        loop {
            if let Some(orden) = self.hacer_elementos(paso, desde, repitiendo) {
                return orden;
            }
            match self.pantalla.preguntar(Espera::FinDePaso) {
                // Lo que se repite es lo último que se ejecutó; si no se ejecutó nada, el paso entero.
                Orden::Repetir => match repetible(paso) {
                    Some(desde_aqui) => (desde, repitiendo) = (desde_aqui, true),
                    None => return Orden::Repetir,
                },
                orden => return orden,
            }
        }
    }

    /// Hace los elementos del paso desde `desde`. Devuelve una orden si alguien la da antes de acabar.
    fn hacer_elementos(&mut self, paso: &'a Paso, desde: usize, repitiendo: bool) -> Option<Orden> {
        let mut apostado: Apostado = None;
        for (i, elemento) in paso.elementos.iter().enumerate().skip(desde) {
            match elemento {
                Elemento::Parrafo(texto) => self.pantalla.parrafo(texto),
                Elemento::Codigo { fichero, ancla } => self.ensenyar_codigo(fichero, ancla),
                Elemento::Apuesta { pregunta, opciones } => match self.apostar(pregunta, opciones) {
                    Ok(apuesta) => apostado = Some((apuesta, opciones)),
                    Err(orden) => return Some(orden),
                },
                Elemento::Ejecucion(accion) => {
                    let apostado = apostado.take();
                    // Al repetir no hace falta otra pausa: acaban de pedirlo.
                    if apostado.is_none() && !(repitiendo && i == desde) {
                        match self.pantalla.preguntar(Espera::Ejecutar) {
                            Orden::Seguir => {}
                            orden => return Some(orden),
                        }
                    }
                    self.ejecutar(paso, accion, apostado);
                }
                Elemento::TeToca(_) | Elemento::TeTocaUdp(_) | Elemento::Escribe(_) => match self.esperar(elemento) {
                    Fin::Hecho => self.apuntar_practica(paso, true),
                    // Quien lo deja sigue con lo que haya detrás; si no hay nada, con el paso siguiente.
                    Fin::Pendiente => {
                        self.apuntar_practica(paso, false);
                        if i + 1 == paso.elementos.len() {
                            return Some(Orden::Dejar);
                        }
                    }
                    Fin::Otra(orden) => return Some(orden),
                },
            }
            if let Some(orden) = self.pantalla.pendiente() {
                return Some(orden);
            }
        }
        None
    }

    fn esperar(&mut self, elemento: &Elemento) -> Fin {
        let orden = match (elemento, &mut self.corrector) {
            (Elemento::TeToca(encargo), _) => te_toca::esperar(encargo, &self.pantalla),
            (Elemento::TeTocaUdp(encargo), _) => te_toca_udp::esperar(encargo, &self.pantalla),
            (Elemento::Escribe(encargo), Some(corrector)) => {
                return escribe::esperar(encargo, self.guion.nombre, &self.pantalla, corrector);
            }
            _ => None,
        };
        match orden {
            None => Fin::Hecho,
            Some(Orden::Dejar) => Fin::Pendiente,
            Some(orden) => Fin::Otra(orden),
        }
    }

    /// Los pasos en los que se hace algo, por su nombre.
    fn practicas(&self) -> Vec<&'static str> {
        self.guion.pasos.iter().filter(|paso| paso.se_hace()).map(|paso| paso.nombre).collect()
    }

    fn apuntar_practica(&mut self, paso: &Paso, hecho: bool) {
        if !hecho {
            self.pantalla.dicho(Bloque::Suelto, Estilo::Aviso, "» ", "Queda pendiente.");
        }
        if let Some(cuaderno) = &self.cuaderno
            && let Err(fallo) =
                cuaderno.apuntar_practica(self.guion.nombre, hecho.then_some(paso.nombre), &self.practicas())
        {
            self.dejar_de_apuntar(&fallo);
        }
    }

    fn ensenyar_codigo(&self, fichero: &str, ancla: &str) {
        match trozo(self.guion, fichero, ancla) {
            Ok(trozo) => {
                let caja = consola::codigo(trozo.ruta, &trozo.lineas, self.pantalla.ancho() - 3);
                let caja: Vec<Linea> = caja.into_iter().map(|linea| linea.sangrada(3)).collect();
                self.pantalla.bloque(Bloque::Suelto, &caja);
            }
            // No debería llegar a verse: `Guion::defectos` lo encuentra antes.
            Err(motivo) => {
                self.pantalla.dicho(Bloque::Suelto, Estilo::Mal, "✘ ", &format!("Falta un trozo de código: {motivo}."))
            }
        }
    }

    /// Pide una apuesta: `Ok(None)` si no se quiere apostar, `Err` si se quiere otra cosa.
    fn apostar(&self, pregunta: &str, opciones: &[&str]) -> Result<Option<usize>, Orden> {
        let ancho = self.pantalla.ancho();
        let mut lineas = super::pantalla::con_marca(Estilo::Aviso, "", pregunta, ancho);
        for linea in &mut lineas {
            linea.tramos.iter_mut().filter(|tramo| tramo.estilo == Estilo::Normal).for_each(|tramo| {
                tramo.estilo = Estilo::Negrita;
            });
        }
        lineas.extend(en_opciones(opciones, ancho));
        self.pantalla.bloque(Bloque::Suelto, &lineas);
        if !self.pantalla.con_pausas() {
            self.pantalla.parrafo(&format!("{} no hay apuesta: mira lo que sale.", self.pantalla.sin_que()));
            return Ok(None);
        }
        match self.pantalla.preguntar(Espera::Apuesta(opciones.len())) {
            Orden::Apostar(opcion) => {
                self.pantalla.dicho(
                    Bloque::Suelto,
                    Estilo::Aviso,
                    "> ",
                    &format!("{}) {}", opcion + 1, opciones[opcion]),
                );
                Ok(Some(opcion))
            }
            Orden::Seguir => Ok(None),
            orden => Err(orden),
        }
    }

    fn ejecutar(&mut self, paso: &Paso, accion: &Accion, apostado: Apostado) {
        let escena = Escena::nueva(self.pantalla.clone());
        let resultado = atrapar(|| accion(&escena));
        escena.dibujar();
        match resultado {
            Ok(Ok(desenlace)) => self.contar(paso, &desenlace, apostado),
            Ok(Err(fallo)) => self.contar_fallo(paso, &fallo.to_string()),
            Err(panico) => self.contar_fallo(paso, &format!("el programa del ejemplo ha entrado en pánico: {panico}.")),
        }
    }

    fn contar(&mut self, paso: &Paso, desenlace: &Desenlace, apostado: Apostado) {
        if let Some((apuesta, opciones)) = apostado
            && !desenlace.ciertas.is_empty()
        {
            let (estilo, marca, texto) = marcar(apuesta, opciones, &desenlace.ciertas);
            self.pantalla.dicho(Bloque::Suelto, estilo, marca, &texto);
            if let Some(apuesta) = apuesta {
                self.apuntar_apuesta(paso, desenlace.ciertas.first() == Some(&apuesta));
            }
        }
        self.pantalla.parrafo(&desenlace.relato);
    }

    fn contar_fallo(&mut self, paso: &Paso, fallo: &str) {
        let repetir = if self.pantalla.con_pausas() { " Puedes repetirlo con r, o seguir." } else { "" };
        let texto = format!("Esto ha fallado: {fallo}{repetir}");
        self.pantalla.dicho(Bloque::Suelto, Estilo::Mal, "✘ ", &texto);
        self.fallos.push(format!("el paso «{}» ha fallado: {fallo}", paso.titulo));
    }

    fn apuntar(&mut self, paso: &Paso, indice: usize) {
        let Guion { nombre, pasos, .. } = self.guion;
        if let Some(cuaderno) = &self.cuaderno
            && let Err(fallo) = cuaderno.apuntar_paso(nombre, paso.nombre, indice + 1, pasos.len())
        {
            self.dejar_de_apuntar(&fallo);
        }
    }

    /// Se dice una vez, y la lección sigue sin apuntar nada.
    fn dejar_de_apuntar(&mut self, fallo: &Fallo) {
        self.cuaderno = None;
        let aviso = format!("No recordaré por dónde vas: {fallo}");
        self.aviso = Some(self.aviso.take().map_or(aviso.clone(), |otro| format!("{otro}\n{aviso}")));
    }

    fn despedir(&mut self, final_: Final) {
        let Guion { nombre, pasos, .. } = self.guion;
        if !self.pantalla.con_pausas() {
            return;
        }
        // Quien se va no quiere pausas.
        self.pantalla.dar_por_leido();
        if self.de_repaso {
            return;
        }
        if final_ != Final::Terminada {
            let sigue = if self.cuaderno.is_some() { " Seguirás donde estabas" } else { "Para volver" };
            self.pantalla.parrafo(&format!("Hasta luego.{sigue}: `cargo run --bin {nombre}`"));
            return;
        }
        let apuntado = self.cuaderno.as_ref().map_or(Ok(()), |cuaderno| {
            cuaderno.apuntar_practica(nombre, None, &self.practicas()).and_then(|()| cuaderno.apuntar_final(nombre))
        });
        let pasos = if pasos.len() == 1 { "su único paso".to_string() } else { format!("sus {} pasos", pasos.len()) };
        let texto = format!("¡Enhorabuena! Has terminado {}, con {pasos}. {}", leccion(nombre), siguiente(nombre));
        self.pantalla.dicho(Bloque::Suelto, Estilo::Bien, "✔ ", &texto);
        let quedan = self.por_practicar();
        if !quedan.is_empty() {
            let texto = format!("La has leído. Te queda por practicar: {}.", consola::enumerar(&quedan));
            self.pantalla.dicho(Bloque::Dicho, Estilo::Aviso, "» ", &texto);
        }
        if !self.falladas.is_empty() {
            let pasos: Vec<String> = self.falladas.iter().map(|titulo| format!("«{titulo}»")).collect();
            let texto = format!(
                "Las apuestas que has fallado: {}. Dentro de unos días, `cargo run -- repasar`.",
                consola::enumerar(&pasos)
            );
            self.pantalla.dicho(Bloque::Dicho, Estilo::Aviso, "» ", &texto);
        }
        if let Err(fallo) = apuntado {
            self.pantalla.dicho(Bloque::Suelto, Estilo::Aviso, "» ", &format!("No he podido apuntarlo: {fallo}"));
        }
    }

    /// Lo fallado se recuerda, para repasarlo otro día.
    fn apuntar_apuesta(&mut self, paso: &Paso, acertada: bool) {
        self.falladas.retain(|titulo| *titulo != paso.titulo);
        if !acertada {
            self.falladas.push(paso.titulo);
        }
        if let Some(cuaderno) = &self.cuaderno
            && let Err(fallo) = cuaderno.apuntar_apuesta(self.guion.nombre, paso.nombre, acertada)
        {
            self.dejar_de_apuntar(&fallo);
        }
    }

    /// Lo que falta por hacer: «el paso 5, «Solo lo leído»».
    fn por_practicar(&self) -> Vec<String> {
        let practicas = self.cuaderno.as_ref().and_then(|cuaderno| cuaderno.practicas().ok()).unwrap_or_default();
        let hechos = practicas.into_iter().find(|una| una.leccion == self.guion.nombre).map(|una| una.pasos);
        let hechos = hechos.unwrap_or_default();
        let falta = |paso: &Paso| paso.se_hace() && !hechos.iter().any(|hecho| hecho == paso.nombre);
        let pasos = self.guion.pasos.iter().enumerate().filter(|(_, paso)| falta(paso));
        pasos.map(|(i, paso)| format!("el paso {} («{}»)", i + 1, paso.titulo)).collect()
    }

    /// Si no se puede escribir o leer de la terminal, no hay lección. Que quien leía se haya ido no es un fallo.
    fn comprobar_pantalla(&self) -> Resultado {
        match self.pantalla.error() {
            None => Ok(()),
            Some(error) if error.kind() == io::ErrorKind::BrokenPipe => process::exit(0),
            Some(error) if !self.pantalla.con_pausas() => Err(Fallo::al_mostrar(error)),
            Some(error) => Err(Fallo::de_sistema("no puedo usar la terminal", error)),
        }
    }
}

/// El paso por el que se empieza: el que se pide por su número, o por su nombre para repasarlo.
fn por_nombre(guion: &Guion, opciones: &Opciones) -> Resultado<Option<usize>> {
    let Some(nombre) = &opciones.repasar else { return Ok(opciones.paso) };
    let indice = guion.pasos.iter().position(|paso| paso.nombre == *nombre);
    let fallo = || Fallo::nuevo(format!("{} no tiene ningún paso «{nombre}»", leccion(guion.nombre)));
    indice.map(|indice| Some(indice + 1)).ok_or_else(fallo)
}

/// El elemento desde el que se repite: la última ejecución (o «te toca»), con su apuesta si la tiene delante.
fn repetible(paso: &Paso) -> Option<usize> {
    let accion = paso.elementos.iter().rposition(|elemento| {
        matches!(elemento, Elemento::Ejecucion(_) | Elemento::TeToca(_) | Elemento::TeTocaUdp(_) | Elemento::Escribe(_))
    })?;
    let antes = &paso.elementos[..accion];
    let apuesta = antes.iter().rposition(|elemento| matches!(elemento, Elemento::Apuesta { .. }));
    let anterior = antes.iter().rposition(|elemento| matches!(elemento, Elemento::Ejecucion(_)));
    Some(apuesta.filter(|apuesta| anterior.is_none_or(|anterior| anterior < *apuesta)).unwrap_or(accion))
}

/// ` Lección 3 · TCP es un flujo                    paso 4 de 9`, y debajo el título del paso.
fn cabecera(guion: &Guion, indice: usize, ancho: usize) -> Vec<Linea> {
    let cuenta = format!("paso {} de {}", indice + 1, guion.pasos.len());
    let cabe = ancho.saturating_sub(ancho_de(&cuenta) + 4);
    let titulo = recortar(&format!("{} · {}", en_mayuscula(&leccion_a_secas(guion.nombre)), guion.titulo), cabe);
    let arriba = Linea::llana(" ").con(Estilo::Titulo, titulo).hasta(ancho - ancho_de(&cuenta) - 1);
    vec![
        arriba.con(Estilo::Tenue, cuenta),
        Linea::llana(" ").con(Estilo::Negrita, recortar(guion.pasos[indice].titulo, ancho.saturating_sub(2))),
    ]
}

/// Las opciones de una apuesta: en una línea si caben; si no, una en cada línea.
fn en_opciones(opciones: &[&str], ancho: usize) -> Vec<Linea> {
    let numeradas = opciones.iter().enumerate().map(|(i, opcion)| format!("{}) {opcion}", i + 1));
    let juntas = numeradas.clone().collect::<Vec<_>>().join("   ");
    if ancho_de(&juntas) + 4 <= ancho {
        return vec![Linea::llana(juntas).sangrada(3)];
    }
    let partida = |(i, opcion): (usize, &&str)| {
        let marca = format!("  {}) ", i + 1);
        super::pantalla::con_marca(Estilo::Normal, &marca, opcion, ancho)
    };
    opciones.iter().enumerate().flat_map(partida).collect()
}

/// Marca una apuesta contra lo que ha salido. La primera de las ciertas lo es siempre; las demás, solo esta vez: a quien
/// las apostó no se le da la enhorabuena.
fn marcar(apuesta: Option<usize>, opciones: &[&str], ciertas: &[usize]) -> (Estilo, &'static str, String) {
    // Un espacio que no se parte: el número no se queda solo al final de una línea.
    let opcion =
        |cual: &usize| format!("{})\u{a0}{}", cual + 1, opciones.get(*cual).copied().unwrap_or("ninguna de esas"));
    let Some((siempre, esta_vez)) = ciertas.split_first() else {
        return (Estilo::Aviso, "→ ", "No ha sido ninguna de esas.".to_string());
    };
    let ademas = match esta_vez {
        [] => String::new(),
        otras => format!("; esta vez, {}", otras.iter().map(opcion).collect::<Vec<_>>().join(", y ")),
    };
    let ha_sido = acabada_en_punto(format!("{}{ademas}", opcion(siempre)));
    match apuesta {
        None => (Estilo::Aviso, "→ ", format!("Ha sido: {ha_sido}")),
        Some(apuesta) if apuesta == *siempre => {
            (Estilo::Bien, "✔ ", format!("Acertaste: {}", acabada_en_punto(opcion(siempre))))
        }
        Some(apuesta) if esta_vez.contains(&apuesta) => {
            let texto = format!(
                "Esta vez, sí: {}. Pero la respuesta es {}",
                opcion(&apuesta),
                acabada_en_punto(opcion(siempre))
            );
            (Estilo::Aviso, "→ ", texto)
        }
        Some(apuesta) => (Estilo::Mal, "✘ ", format!("Apostaste {} y ha sido: {ha_sido}", apuesta + 1)),
    }
}

fn acabada_en_punto(frase: String) -> String {
    if frase.ends_with(['.', '…', '?', '!']) { frase } else { frase + "." }
}

/// «la lección 3», o el nombre del programa si no es una lección.
fn leccion(nombre: &str) -> String {
    let a_secas = leccion_a_secas(nombre);
    if a_secas == nombre { a_secas } else { format!("la {a_secas}") }
}

fn leccion_a_secas(nombre: &str) -> String {
    nombre.strip_prefix("leccion").map_or_else(|| nombre.to_string(), |numero| format!("lección {numero}"))
}

fn en_mayuscula(texto: &str) -> String {
    let mut letras = texto.chars();
    letras.next().map_or_else(String::new, |primera| primera.to_uppercase().chain(letras).collect())
}

/// Qué se puede hacer después de una lección.
fn siguiente(nombre: &str) -> String {
    let numero = nombre.strip_prefix("leccion").and_then(|numero| numero.parse::<u32>().ok());
    let lecciones = raiz().join("lessons");
    let existe = |numero: &u32| lecciones.join(format!("leccion{numero}")).is_dir();
    match numero.and_then(|numero| (numero + 1..=9).find(existe)) {
        Some(otra) => format!("Lo siguiente: `cargo run --bin leccion{otra}`"),
        None => "Para ver todo el curso: `cargo run`".to_string(),
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn la_apuesta_se_marca_sin_enhorabuenas_de_mas() {
        let opciones = ["tres", "una", "no se puede saber"];
        let dice = |apuesta, ciertas: &[usize]| {
            let (_, marca, texto) = marcar(apuesta, &opciones, ciertas);
            format!("{marca}{texto}").replace('\u{a0}', " ")
        };
        assert_eq!(dice(None, &[1]), "→ Ha sido: 2) una.");
        assert_eq!(dice(Some(1), &[1]), "✔ Acertaste: 2) una.");
        assert_eq!(dice(Some(0), &[1]), "✘ Apostaste 1 y ha sido: 2) una.");
        assert_eq!(dice(Some(2), &[2, 1]), "✔ Acertaste: 3) no se puede saber.");
        assert_eq!(dice(Some(1), &[2, 1]), "→ Esta vez, sí: 2) una. Pero la respuesta es 3) no se puede saber.");
        assert_eq!(dice(Some(0), &[2, 1]), "✘ Apostaste 1 y ha sido: 3) no se puede saber; esta vez, 2) una.");
        assert_eq!(dice(None, &[2, 1]), "→ Ha sido: 3) no se puede saber; esta vez, 2) una.");
    }
}
