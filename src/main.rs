//! `cargo run`: la puerta del curso. Dice por dónde vas y qué viene después, y arranca las lecciones.
//!
//! Ejecútalo:   cargo run        (o, en corto, `cargo curso`)
//!
//! En una terminal verás un menú con todas las lecciones. Sin terminal lo escribe y termina.

mod arranque;
mod doctor;
mod estado;
mod explicar;
mod informes;
mod libro;
mod menu;
mod pantalla;
mod pista;
mod recuerdo;
mod reiniciar;
mod solucion;
mod verificar;
mod vigilar;
mod vista;

use std::io;
use std::process::ExitCode;

use catalogo::Reto;
use clap::{Parser, Subcommand};
use redes::consola::{Estilo, Linea};
use redes::errores::{Fallo, Resultado, terminar};
use redes::{argumentos, consola};

use estado::Estado;
use verificador::diagnosticos::Diagnostico;

#[derive(Parser)]
#[command(
    name = "curso",
    version,
    about = "Redes con Rust: aprende a programar redes viendo cruzar cada byte.",
    after_help = PRIMERO
)]
struct Argumentos {
    #[command(subcommand)]
    orden: Option<Orden>,
}

/// Al pie de la ayuda del curso.
const PRIMERO: &str = "\
Qué hacer primero:
  cargo run                  abre el curso: elige con las flechas y pulsa Intro
  cargo run -- empezar 1     va derecho a la lección 1
  cargo run --bin leccion1   lo mismo, sin pasar por el curso
  cargo run -- vigilar servidor_saludo
                             corrige un reto cada vez que lo guardas
  cargo run -- doctor        dice si a este ordenador le falta algo
  cargo curso progreso       «cargo curso …» es lo mismo que «cargo run -- …»

Tu progreso se guarda en progreso.txt, en la carpeta del curso, o donde diga la
variable de entorno REDES_PROGRESO.";

/// Al pie de la ayuda de `progreso`.
const ESQUEMA: &str = "\
Con --json escribe un objeto con la lista «lecciones»; de cada una que se puede
hacer dice:
  leccion     el nombre de su programa: \"leccion3\"
  titulo      su título
  minutos     lo que dura su guía
  paso        el número del último paso visto; 0 si no se ha empezado
  total       cuántos pasos tiene; null si no se ha empezado
  terminada   el día en que se terminó, \"AAAA-MM-DD\"; null si no se ha terminado
y la lista «retos»; de cada uno dice:
  reto        su nombre
  leccion     de qué lección es
  superado    el día en que se superó; null si no se ha superado
  ultimo      cómo salió la última vez: \"bien\", el código del diagnóstico o null
Los nombres no cambiarán; puede haber campos nuevos.";

#[derive(Subcommand)]
enum Orden {
    /// Qué contiene el curso: lecciones, puertos, criterios y retos
    Lista {
        /// Escribe JSON, para programas
        #[arg(long)]
        json: bool,
    },
    /// Por dónde vas en cada lección y en cada reto
    #[command(after_help = ESQUEMA)]
    Progreso {
        /// Escribe JSON, para programas
        #[arg(long)]
        json: bool,
    },
    /// Arranca una lección; si no dices cuál, la que te toca
    #[command(alias = "leccion")]
    Empezar {
        /// El número de la lección, o su nombre: 3, leccion3
        #[arg(value_name = "LECCIÓN", value_parser = leccion)]
        leccion: Option<usize>,
    },
    /// Corrige retos: los compila, los arranca y habla con ellos por la red
    #[command(after_help = verificar::AYUDA)]
    Verificar(verificar::Peticion),
    /// Corrige un reto cada vez que lo guardas; si no dices cuál, el que te toca
    #[command(after_help = vigilar::AYUDA)]
    Vigilar {
        /// El nombre del reto
        #[arg(value_name = "RETO", value_parser = nombre_de_reto)]
        reto: Option<String>,
    },
    /// Una pista más de un reto; si no dices cuál, del que te toca
    #[command(after_help = pista::AYUDA)]
    Pista {
        /// El nombre del reto
        #[arg(value_name = "RETO", value_parser = nombre_de_reto)]
        reto: Option<String>,
    },
    /// En qué se distingue tu reto, ya superado, de la solución de referencia
    #[command(after_help = solucion::AYUDA)]
    Solucion {
        /// El nombre del reto
        #[arg(value_name = "RETO", value_parser = nombre_de_reto)]
        reto: String,
        /// La enseña aunque no lo hayas superado
        #[arg(long)]
        rendirse: bool,
    },
    /// Vuelve a poner un reto como al principio, y guarda una copia de lo tuyo
    #[command(after_help = reiniciar::AYUDA)]
    Reiniciar {
        /// El nombre del reto
        #[arg(value_name = "RETO", value_parser = nombre_de_reto)]
        reto: String,
    },
    /// Qué le falta a este ordenador para hacer el curso, y cómo se arregla
    #[command(after_help = doctor::AYUDA)]
    Doctor {
        /// Escribe JSON, para programas
        #[arg(long)]
        json: bool,
    },
    /// Qué quiere decir un código de «verificar»; sin código, la lista de todos
    Explica {
        /// El código: R01
        #[arg(value_name = "CÓDIGO", value_parser = explicar::diagnostico)]
        codigo: Option<&'static Diagnostico>,
    },
    /// El libro del curso: lo construye, lo abre, lo sirve y lo comprueba
    // Está aquí para que salga en la ayuda: lo que se le pide lo entiende su programa (véase `main`).
    Libro,
}

fn main() -> ExitCode {
    let hecho = match libro::pedido() {
        Some(pedido) => libro::delegar(&pedido),
        None => ejecutar(argumentos::leer::<Argumentos>().orden),
    };
    match hecho {
        Ok(codigo) => codigo,
        Err(fallo) => terminar(Err(fallo)),
    }
}

fn ejecutar(orden: Option<Orden>) -> Resultado<ExitCode> {
    let estado = Estado::leer()?;
    for aviso in &estado.avisos {
        for linea in vista::de_estilo(Estilo::Aviso, &format!("aviso: {aviso}"), 0, consola::ancho()) {
            eprintln!("{}", linea.pintar(consola::con_color(&io::stderr())));
        }
    }
    match orden {
        None if consola::hay_terminal() && !consola::terminal_tonta() => return menu::recorrer(estado),
        None => escribir(&vista::portada(&estado, None, consola::ancho()))?,
        Some(Orden::Lista { json: false }) => escribir(&vista::lista(&estado, consola::ancho()))?,
        Some(Orden::Progreso { json: false }) => escribir(&vista::progreso(&estado, consola::ancho()))?,
        Some(Orden::Lista { json: true }) => escribir(&en_lineas(&informes::lista(&estado.catalogo)))?,
        Some(Orden::Progreso { json: true }) => escribir(&en_lineas(&informes::progreso(&estado)))?,
        Some(Orden::Verificar(peticion)) => return verificar::ejecutar(&peticion, &estado.catalogo),
        Some(Orden::Libro) => return libro::delegar(&[]),
        Some(Orden::Vigilar { reto }) => {
            let reto = elegido(&estado, reto.as_deref())?.clone();
            return vigilar::ejecutar(estado, reto);
        }
        Some(Orden::Pista { reto }) => {
            let reto = elegido(&estado, reto.as_deref())?;
            let (lineas, ahora) = pista::siguiente(reto, &recuerdo::de(&reto.nombre), consola::ancho());
            escribir(&lineas)?;
            recuerdo::apuntar(&reto.nombre, &ahora)?;
        }
        Some(Orden::Solucion { reto, rendirse }) => {
            let reto = elegido(&estado, Some(&reto))?;
            escribir(&solucion::ensenar(reto, estado.superado(reto).is_some(), rendirse)?)?;
        }
        Some(Orden::Reiniciar { reto }) => {
            let reto = elegido(&estado, Some(&reto))?;
            let hecho = reiniciar::reiniciar(reto)?;
            if hecho != reiniciar::Hecho::YaEstaba {
                recuerdo::olvidar(&reto.nombre)?;
            }
            escribir(&vista::reiniciado(reto, &hecho, consola::ancho()))?;
        }
        Some(Orden::Doctor { json }) => return doctor::ejecutar(&estado.catalogo, json),
        Some(Orden::Explica { codigo }) => escribir(&explicar::explicar(codigo))?,
        Some(Orden::Empezar { leccion }) => {
            let leccion = match leccion {
                Some(numero) => estado.catalogo.leccion(numero),
                None => estado.siguiente().or(estado.catalogo.lecciones.first()),
            };
            let leccion = leccion.ok_or_else(|| Fallo::nuevo("el catálogo no tiene esa lección"))?;
            return arranque::arrancar(leccion, &estado.catalogo).map(|fin| ExitCode::from(fin.codigo()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Escribe las líneas en stdout. Que quien lee se vaya antes (`| head -3`) no es un fallo: lo sabe [`terminar`].
fn escribir(lineas: &[Linea]) -> Resultado {
    consola::escribir(lineas).map_err(Fallo::al_mostrar)
}

fn en_lineas(texto: &str) -> Vec<Linea> {
    texto.lines().map(Linea::llana).collect()
}

/// El reto que se pide o, si no se dice cuál, el que toca.
fn elegido<'a>(estado: &'a Estado, nombre: Option<&str>) -> Resultado<&'a Reto> {
    match nombre {
        Some(nombre) => estado.catalogo.reto(nombre).ok_or_else(|| Fallo::nuevo("el catálogo no tiene ese reto")),
        None => estado.reto_que_toca().ok_or_else(|| {
            Fallo::nuevo("ya has superado todos los retos").remedio("Di cuál: su nombre sale en «lista».")
        }),
    }
}

/// Comprueba que el curso tenga un reto que se llame así.
fn nombre_de_reto(texto: &str) -> Result<String, String> {
    let catalogo = catalogo::catalogo().map_err(|fallo| fallo.to_string())?;
    if catalogo.reto(texto).is_some() {
        return Ok(texto.to_string());
    }
    let nombres: Vec<String> = catalogo.retos.iter().map(|reto| reto.nombre.clone()).collect();
    Err(format!("los retos son {}", consola::enumerar(&nombres)))
}

/// Lee `3` o `leccion3` y comprueba que el curso tenga esa lección.
fn leccion(texto: &str) -> Result<usize, String> {
    let ultima = catalogo::catalogo().map_err(|fallo| fallo.to_string())?.lecciones.len();
    texto
        .strip_prefix("leccion")
        .unwrap_or(texto)
        .parse()
        .ok()
        .filter(|numero| (1..=ultima).contains(numero))
        .ok_or_else(|| format!("las lecciones van de la 1 a la {ultima}"))
}
