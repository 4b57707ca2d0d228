//! `cargo run`: la puerta del curso. Dice por dónde vas y qué viene después, y arranca las lecciones.
//!
//! Ejecútalo:   cargo run        (o, en corto, `cargo curso`)
//!
//! En una terminal verás un menú con todas las lecciones. Sin terminal lo escribe y termina.

mod arranque;
mod cual;
mod doctor;
mod empezar;
mod enunciado;
mod estado;
mod explicar;
mod libro;
mod lista;
mod menu;
mod pantalla;
mod pista;
mod probar;
mod progreso;
mod recuerdo;
mod reiniciar;
mod repasar;
mod salida;
mod solucion;
mod verificar;
mod vigilar;
mod vista;

use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use redes::argumentos;
use redes::consola::{self, Estilo};
use redes::errores::{Resultado, terminar};
use verificador::diagnosticos::Diagnostico;

use cual::{elegido, nombre_de_reto};
use estado::Estado;

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

#[derive(Subcommand)]
enum Orden {
    /// Qué contiene el curso: lecciones, puertos, criterios y retos
    Lista {
        /// Escribe JSON, para programas
        #[arg(long)]
        json: bool,
    },
    /// Por dónde vas en cada lección y en cada reto
    #[command(after_help = progreso::AYUDA)]
    Progreso {
        /// Escribe JSON, para programas
        #[arg(long)]
        json: bool,
    },
    /// Arranca una lección; si no dices cuál, la que te toca
    #[command(alias = "leccion")]
    Empezar {
        /// El número de la lección, o su nombre: 3, leccion3
        #[arg(value_name = "LECCIÓN", value_parser = empezar::leccion)]
        leccion: Option<usize>,
    },
    /// Corrige retos: los compila, los arranca y habla con ellos por la red
    #[command(after_help = verificar::AYUDA)]
    Verificar(verificar::Peticion),
    /// Lo que pide un reto, entero o etapa a etapa
    #[command(after_help = enunciado::AYUDA)]
    Enunciado {
        /// El nombre del reto; si no lo dices, el que te toca
        #[arg(value_name = "RETO", value_parser = nombre_de_reto)]
        reto: Option<String>,
        /// Solo lo que pide esa etapa
        #[arg(long, value_name = "N")]
        etapa: Option<usize>,
    },
    /// Corrige un reto cada vez que lo guardas; si no dices cuál, el que te toca
    #[command(after_help = vigilar::AYUDA)]
    Vigilar {
        /// El nombre del reto
        #[arg(value_name = "RETO", value_parser = nombre_de_reto)]
        reto: Option<String>,
    },
    /// Compila un programa suelto, habla con él y dice qué ve: es lo que usan las lecciones
    #[command(after_help = probar::AYUDA)]
    Probar(probar::Peticion),
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
    /// Unos minutos con las apuestas que fallaste, cada vez más espaciados
    #[command(after_help = repasar::AYUDA)]
    Repasar,
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

/// Hace lo que se pide.
fn ejecutar(orden: Option<Orden>) -> Resultado<ExitCode> {
    let estado = Estado::leer()?;
    avisar(&estado);
    match orden {
        None if consola::hay_terminal() && !consola::terminal_tonta() => return menu::recorrer(estado),
        None => salida::escribir(&vista::portada(&estado, None, consola::ancho()))?,
        Some(Orden::Lista { json }) => lista::ejecutar(&estado, json)?,
        Some(Orden::Progreso { json }) => progreso::ejecutar(&estado, json)?,
        Some(Orden::Empezar { leccion }) => return empezar::ejecutar(leccion, &estado),
        Some(Orden::Verificar(peticion)) => return verificar::ejecutar(&peticion, &estado.catalogo),
        Some(Orden::Enunciado { reto, etapa }) => {
            enunciado::ejecutar(elegido(&estado, reto.as_deref())?, etapa, &estado)?;
        }
        Some(Orden::Vigilar { reto }) => {
            let reto = elegido(&estado, reto.as_deref())?.clone();
            return vigilar::ejecutar(estado, reto);
        }
        Some(Orden::Probar(peticion)) => return probar::ejecutar(&peticion),
        Some(Orden::Pista { reto }) => pista::ejecutar(elegido(&estado, reto.as_deref())?)?,
        Some(Orden::Solucion { reto, rendirse }) => {
            solucion::ejecutar(elegido(&estado, Some(&reto))?, rendirse, &estado)?;
        }
        Some(Orden::Repasar) => return repasar::ejecutar(&estado),
        Some(Orden::Reiniciar { reto }) => reiniciar::ejecutar(elegido(&estado, Some(&reto))?)?,
        Some(Orden::Doctor { json }) => return doctor::ejecutar(&estado.catalogo, json),
        Some(Orden::Explica { codigo }) => explicar::ejecutar(codigo)?,
        Some(Orden::Libro) => return libro::delegar(&[]),
    }
    Ok(ExitCode::SUCCESS)
}

/// Dice por stderr lo que no se ha entendido del progreso. No impide nada.
fn avisar(estado: &Estado) {
    for aviso in &estado.avisos {
        for linea in vista::de_estilo(Estilo::Aviso, &format!("aviso: {aviso}"), 0, consola::ancho()) {
            eprintln!("{}", linea.pintar(consola::con_color(&io::stderr())));
        }
    }
}
