//! La ayuda, dibujada en español a partir de la definición que `clap` guarda de cada orden.

use clap::builder::Command;
use clap::{Arg, ArgAction};
use textwrap::{Options, WordSplitter};

use super::{Pluma, orden_segun};
use crate::consola;

/// Lo más que puede ocupar la columna de la izquierda; lo que no cabe pasa su explicación a la línea siguiente.
const COLUMNA_MAXIMA: usize = 34;
/// Por debajo de esta anchura para explicar, se explica siempre en la línea siguiente.
const EXPLICACION_MINIMA: usize = 34;
/// La sangría de una explicación que no cabe al lado.
const SANGRIA: usize = 10;

/// Quita a la orden todo lo que `clap` diría por su cuenta, y le pone `-h/--help` y `-V/--version` en español.
pub(super) fn preparar(orden: Command) -> Command {
    let nombre = orden.get_name().to_string();
    let orden = if orden.get_version().is_some() { orden } else { orden.version(env!("CARGO_PKG_VERSION")) };
    let mostrar_version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    sin_ingles(orden, nombre).arg(mostrar_version.help("Muestra la versión"))
}

fn sin_ingles(orden: Command, camino: String) -> Command {
    let subordenes: Vec<String> = orden.get_subcommands().map(|una| una.get_name().to_string()).collect();
    let pedir_ayuda = Arg::new("help").short('h').long("help").action(ArgAction::Help).help("Muestra esta ayuda");
    let mut orden = orden
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        // Que falte algo es un error que se explica; no una ayuda que se escribe sin decir por qué.
        .arg_required_else_help(false)
        // La ayuda y el uso de `clap` no se enseñan: se deja en su sitio el camino de la orden, para saber cuál era.
        .override_help(camino.clone())
        .override_usage(camino.clone())
        .arg(pedir_ayuda);
    for suborden in subordenes {
        let suyo = format!("{camino} {suborden}");
        orden = orden.mut_subcommand(suborden, |una| sin_ingles(una, suyo));
    }
    orden
}

/// Una orden con las que la contienen, de fuera adentro: `leccion7`, `tcp`, `servidor`.
pub(super) struct Camino<'a>(Vec<&'a Command>);

impl<'a> Camino<'a> {
    pub(super) fn raiz(modelo: &'a Command) -> Self {
        Self(vec![modelo])
    }

    /// Baja a la suborden de ese nombre, si existe.
    pub(super) fn bajar(&mut self, nombre: &str) -> bool {
        let encontrada = self.orden().find_subcommand(nombre);
        self.0.extend(encontrada);
        encontrada.is_some()
    }

    pub(super) fn orden(&self) -> &'a Command {
        self.0[self.0.len() - 1]
    }

    pub(super) fn programa(&self) -> &'a str {
        self.0[0].get_name()
    }

    /// Lo que se teclea detrás del nombre del programa: `tcp servidor`.
    pub(super) fn detras(&self) -> String {
        self.0[1..].iter().map(|una| una.get_name()).collect::<Vec<_>>().join(" ")
    }

    /// El nombre entero: `leccion7 tcp servidor`.
    pub(super) fn nombre(&self) -> String {
        format!("{} {}", self.programa(), self.detras()).trim_end().to_string()
    }

    /// Lo que hay que teclear para dar esos argumentos a esta orden.
    pub(super) fn teclear(&self, argumentos: &str, pluma: Pluma) -> String {
        let detras = format!("{} {argumentos}", self.detras());
        orden_segun(pluma.con_cargo, self.programa(), detras.trim_start())
    }

    /// La línea de uso, sin su título.
    pub(super) fn uso(&self) -> String {
        let orden = self.orden();
        let mut uso = self.nombre();
        let mut mete = |pieza: &str| {
            uso.push(' ');
            uso.push_str(pieza);
        };
        if opciones(orden).any(|opcion| !opcion.is_required_set()) {
            mete("[OPCIONES]");
        }
        opciones(orden).filter(|opcion| opcion.is_required_set()).for_each(|opcion| mete(&opcion.to_string()));
        posicionales(orden).for_each(|argumento| mete(&argumento.to_string()));
        if subordenes(orden).next().is_some() {
            let como = orden.get_subcommand_value_name().unwrap_or("ORDEN");
            mete(&if orden.is_subcommand_required_set() { format!("<{como}>") } else { format!("[{como}]") });
        }
        uso
    }
}

pub(super) fn camino_de_la_ayuda<'a>(modelo: &'a Command, error: &clap::Error) -> Camino<'a> {
    let marca = error.to_string();
    let mut camino = Camino::raiz(modelo);
    for nombre in marca.split_whitespace().skip(1) {
        camino.bajar(nombre);
    }
    camino
}

/// Las opciones que se ven, en el orden en que se cuentan: las propias, las de todas las órdenes, la ayuda y la versión.
fn opciones(orden: &Command) -> impl Iterator<Item = &Arg> {
    let turno = |argumento: &Arg| match argumento.get_action() {
        ArgAction::Version => 3,
        ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong => 2,
        _ => usize::from(argumento.is_global_set()),
    };
    let mut lista: Vec<&Arg> = orden.get_arguments().filter(|uno| !uno.is_positional() && !uno.is_hide_set()).collect();
    lista.sort_by_key(|opcion| turno(opcion));
    lista.into_iter()
}

pub(super) fn posicionales(orden: &Command) -> impl Iterator<Item = &Arg> {
    orden.get_positionals().filter(|argumento| !argumento.is_hide_set())
}

pub(super) fn subordenes(orden: &Command) -> impl Iterator<Item = &Command> {
    orden.get_subcommands().filter(|suborden| !suborden.is_hide_set())
}

/// La ayuda entera de una orden.
pub(super) fn dibujar(camino: &Camino<'_>, pluma: Pluma) -> String {
    let ancho = pluma.ancho;
    let orden = camino.orden();
    let mut bloques = Vec::new();
    if let Some(texto) = orden.get_before_long_help().or(orden.get_before_help()) {
        bloques.push(prosa(&texto.to_string(), ancho));
    }
    if let Some(texto) = orden.get_long_about().or(orden.get_about()) {
        bloques.push(prosa(&texto.to_string(), ancho));
    }
    bloques.push(pluma.con_titulo("Uso:", &colgar("Uso: ", &camino.uso(), 5, ancho)));
    let filas = subordenes(orden).map(|una| (format!("  {}", una.get_name()), explicacion_de_orden(una)));
    bloques.extend(tabla("Órdenes:", filas.collect(), pluma));
    bloques.extend(tabla("Argumentos:", posicionales(orden).map(fila).collect(), pluma));
    let mut titulos: Vec<&str> = Vec::new();
    for opcion in opciones(orden) {
        let titulo = opcion.get_help_heading().unwrap_or("Opciones");
        if !titulos.contains(&titulo) {
            titulos.push(titulo);
        }
    }
    for titulo in titulos {
        let suyas = opciones(orden).filter(|opcion| opcion.get_help_heading().unwrap_or("Opciones") == titulo);
        bloques.extend(tabla(&format!("{titulo}:"), suyas.map(fila).collect(), pluma));
    }
    if let Some(texto) = orden.get_after_long_help().or(orden.get_after_help()) {
        bloques.push(prosa(&texto.to_string(), ancho));
    }
    bloques.join("\n\n") + "\n"
}

fn explicacion_de_orden(orden: &Command) -> Vec<String> {
    orden.get_about().or(orden.get_long_about()).map(ToString::to_string).into_iter().collect()
}

/// Una fila de la tabla: `  -h, --help` y sus párrafos.
fn fila(argumento: &Arg) -> (String, Vec<String>) {
    let nombre = match (argumento.get_short(), argumento.get_long()) {
        (Some(corta), Some(_)) => format!("  -{corta}, {argumento}"),
        (None, Some(_)) => format!("      {argumento}"),
        _ => format!("  {argumento}"),
    };
    let texto = argumento.get_long_help().or(argumento.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut parrafos: Vec<String> = texto.lines().filter(|linea| !linea.is_empty()).map(str::to_string).collect();
    let mut notas = Vec::new();
    let defecto: Vec<_> = argumento.get_default_values().iter().map(|valor| valor.to_string_lossy()).collect();
    if argumento.get_action().takes_values() && !defecto.is_empty() && !argumento.is_hide_default_value_set() {
        notas.push(nota_de_defecto(&defecto.join(" ")));
    }
    let posibles: Vec<_> = if argumento.is_hide_possible_values_set() || !argumento.get_action().takes_values() {
        Vec::new()
    } else {
        argumento.get_possible_values().into_iter().filter(|valor| !valor.is_hide_set()).collect()
    };
    let explicados = posibles.iter().any(|valor| valor.get_help().is_some());
    if !posibles.is_empty() && !explicados {
        let nombres: Vec<_> = posibles.iter().map(|valor| valor.get_name()).collect();
        notas.push(format!("[valores: {}]", nombres.join(", ")));
    }
    if !notas.is_empty() {
        let notas = notas.iter().map(|nota| sin_partir(nota)).collect::<Vec<_>>().join(" ");
        match parrafos.last_mut() {
            Some(ultimo) => *ultimo = format!("{ultimo} {notas}"),
            None => parrafos.push(notas),
        }
    }
    if explicados {
        let largo = posibles.iter().map(|valor| valor.get_name().chars().count()).max().unwrap_or(0);
        parrafos.extend(posibles.iter().map(|valor| {
            let explicacion = valor.get_help().map(ToString::to_string).unwrap_or_default();
            format!("· {:largo$}  {explicacion}", valor.get_name())
        }));
    }
    (nombre, parrafos)
}

pub(super) fn nota_de_defecto(valor: &str) -> String {
    sin_partir(&format!("[por defecto: {valor}]"))
}

/// Un título y sus filas, con las explicaciones en columna si caben.
fn tabla(titulo: &str, filas: Vec<(String, Vec<String>)>, pluma: Pluma) -> Option<String> {
    let ancho = pluma.ancho;
    let anchos = filas.iter().map(|(nombre, _)| nombre.chars().count() + 2);
    let columna = anchos.filter(|largo| *largo <= COLUMNA_MAXIMA).max().unwrap_or(SANGRIA);
    let estrecha = ancho < columna + EXPLICACION_MINIMA;
    let sangria = if estrecha { SANGRIA } else { columna };
    let mut texto = pluma.con_titulo(titulo, titulo);
    for (nombre, parrafos) in &filas {
        let cabe = !estrecha && nombre.chars().count() + 2 <= columna;
        let mut cabeza = if cabe { format!("{nombre:columna$}") } else { " ".repeat(sangria) };
        let mut lineas = Vec::new();
        for parrafo in parrafos {
            lineas.push(colgar(&cabeza, parrafo, sangria + bajo_la_explicacion(parrafo), ancho));
            cabeza = " ".repeat(sangria);
        }
        if !cabe || lineas.is_empty() {
            lineas.insert(0, nombre.clone());
        }
        texto = format!("{texto}\n{}", pluma.realzar(consola::Estilo::Codigo, nombre, &lineas.join("\n")));
    }
    (!filas.is_empty()).then_some(texto)
}

/// Las líneas partidas de «· valor  explicación» siguen debajo de la explicación.
fn bajo_la_explicacion(parrafo: &str) -> usize {
    let explicacion = parrafo.strip_prefix("· ").and_then(|resto| resto.split_once("  "));
    explicacion.map_or(0, |(_, texto)| parrafo.chars().count() - texto.trim_start().chars().count())
}

/// `cabeza` seguida de `texto`, partido con sangría para que las demás líneas queden debajo.
pub(super) fn colgar(cabeza: &str, texto: &str, sangria: usize, ancho: usize) -> String {
    let blanco = " ".repeat(sangria);
    let partes = Options::new(ancho)
        .initial_indent(cabeza)
        .subsequent_indent(&blanco)
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation);
    let lineas: Vec<_> = textwrap::wrap(texto, partes).iter().map(|linea| linea.trim_end().to_string()).collect();
    lineas.join("\n").replace(PEGADO, " ")
}

/// Un espacio por el que no se parte la línea.
const PEGADO: &str = "\u{a0}";

/// Una nota corta («[por defecto: 3]») no se parte; una larga, sí.
fn sin_partir(nota: &str) -> String {
    if nota.chars().count() <= EXPLICACION_MINIMA { nota.replace(' ', PEGADO) } else { nota.to_string() }
}

/// Texto corrido: cada línea se parte por su cuenta, salvo las sangradas (ejemplos), que se dejan como están.
fn prosa(texto: &str, ancho: usize) -> String {
    let lineas = texto.lines().map(|linea| {
        if linea.starts_with(' ') || linea.is_empty() { linea.to_string() } else { colgar("", linea, 0, ancho) }
    });
    lineas.collect::<Vec<_>>().join("\n")
}
