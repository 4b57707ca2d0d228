//! Lo que se ve al vigilar: quién es el reto y, debajo, el veredicto, una pista, la solución o la lista.

use std::time::Duration;

use catalogo::Reto;
use redes::argumentos::orden_para;
use redes::cifras::plural;
use redes::consola::{self, Estilo, Linea};

use crate::estado::Estado;
use crate::pantalla::recortada;
use crate::reiniciar::relativa;
use crate::verificar::{Estilos, Final, Hecho};
use crate::vista::{reto_en_una_linea, sangrado};

/// Las filas que no son del cuerpo: la cabecera, el pie y la del cursor.
const FIJAS: usize = 6;

/// Lo que ocupa el cuerpo de la pantalla.
pub enum Vista {
    /// Todavía no hay nada que decir.
    Nada,
    /// No está el fichero del reto.
    SinFichero,
    Veredicto {
        hecho: Hecho,
        /// Cuánto ha pasado desde que se guardó, si se ha comprobado por eso.
        desde_que_guardo: Option<Duration>,
        /// ¿Es la primera vez que se supera?
        estreno: bool,
    },
    /// Todo lo rápido está bien: faltan los casos que tardan.
    Provisional { bien: usize, lentos: Vec<&'static str> },
    /// Una pista o la solución.
    Texto(Vec<Linea>),
    /// Los retos, para elegir otro.
    Lista { elegido: usize },
}

impl Vista {
    pub fn en_lineas(&self, reto: &Reto, estado: &Estado, detalle: bool) -> Vec<Linea> {
        let (ancho, filas) = (consola::ancho(), consola::alto().saturating_sub(FIJAS));
        let mut lineas = cabecera(reto, estado, ancho);
        match self {
            Self::Nada => {}
            Self::SinFichero => {
                let frase = format!(
                    "No encuentro `{}`. Si lo has movido, devuélvelo a su sitio; si lo has perdido: `{}`",
                    relativa(&reto.fuente()),
                    orden_para("curso", &format!("reiniciar {}", reto.nombre))
                );
                lineas.extend(sangrado(&frase, 1, ancho));
            }
            Self::Veredicto { hecho, estreno, .. } => {
                lineas.extend(veredicto(hecho, *estreno, reto, estado, detalle, filas));
            }
            Self::Provisional { bien, lentos } => {
                let titulo = Linea::vacia().con(Estilo::Bien, "✔ ").con(Estilo::Negrita, &reto.nombre);
                let que = plural(*bien, "caso");
                lineas.push(titulo.con(Estilo::Normal, format!(" · de momento bien: {que}")));
                let lentos: Vec<String> = lentos.iter().map(|caso| format!("«{caso}»")).collect();
                let falta = if lentos.len() == 1 { "Falta" } else { "Faltan" };
                let frase = format!(
                    "{falta} {}, que tarda unos segundos. Puedes seguir escribiendo.",
                    consola::enumerar(&lentos)
                );
                lineas.extend(sangrado(&frase, 1, ancho));
            }
            Self::Texto(texto) => lineas.extend(texto.iter().cloned()),
            Self::Lista { elegido } => {
                let marcado = estado.catalogo.retos.get(*elegido).map(|reto| reto.nombre.as_str());
                let retos = estado.catalogo.retos.iter();
                let todos: Vec<Linea> = retos.map(|reto| reto_en_una_linea(estado, reto, marcado)).collect();
                // Si no caben todos, los de alrededor del elegido.
                let desde = (elegido + 1).saturating_sub(filas.saturating_sub(1)).min(todos.len());
                lineas.extend(todos.into_iter().skip(desde).take(filas));
            }
        }
        lineas
    }

    /// La línea del pie cuando no hay nada en marcha.
    pub fn en_espera(&self, reto: &Reto) -> Linea {
        let dicho = match self {
            Self::Veredicto { desde_que_guardo: Some(tardado), .. } => {
                let segundos = format!("{:.2}", tardado.as_secs_f64()).replace('.', ",");
                format!("Visto {segundos} s después de guardar. Espero a que guardes otra vez.")
            }
            _ => format!("Espero a que guardes {}", relativa(&reto.fuente())),
        };
        Linea::vacia().con(Estilo::Titulo, " ● ").con(Estilo::Normal, dicho)
    }
}

fn cabecera(reto: &Reto, estado: &Estado, ancho: usize) -> Vec<Linea> {
    let (superados, total) = estado.cuenta_de_retos();
    let cuenta = Linea::vacia().con(Estilo::Tenue, format!("{superados} de {total} retos"));
    let titulo = Linea::llana(" ").con(Estilo::Titulo, &reto.nombre).con(Estilo::Normal, format!(" · {}", reto.titulo));
    let ancho = ancho.min(100);
    let mut linea =
        recortada(&titulo, ancho.saturating_sub(cuenta.ancho() + 3)).hasta(ancho.saturating_sub(cuenta.ancho() + 1));
    linea.tramos.extend(cuenta.tramos);
    vec![linea, Linea::llana(" ").con(Estilo::Tenue, "─".repeat(ancho.saturating_sub(2)))]
}

fn veredicto(hecho: &Hecho, estreno: bool, reto: &Reto, estado: &Estado, detalle: bool, filas: usize) -> Vec<Linea> {
    let ancho = consola::ancho();
    let entero = || hecho.en_lineas(reto, &Estilos { programa: None, detalle, ancho });
    let mut lineas = match hecho {
        Hecho::Jugado(informe) if !detalle => match hecho.final_() {
            Final::Pendiente => pendiente(hecho, reto, ancho),
            Final::Mal => verificador::en_pocas_lineas(informe, ancho, filas),
            _ => entero(),
        },
        Hecho::NoCompila(_) if !detalle => las_primeras(entero(), filas),
        _ => entero(),
    };
    if hecho.final_() == Final::Bien {
        let felicidades = if estreno { "¡Reto superado! " } else { "" };
        let sigue = match estado.reto_despues_de(reto) {
            Some(otro) => format!("Con n vas al siguiente, «{}». ", otro.nombre),
            None => "Era el último que te quedaba. ".to_string(),
        };
        let frase = format!("{felicidades}{sigue}Con s ves en qué se distingue lo tuyo de la solución.");
        lineas.push(Linea::vacia());
        lineas.extend(sangrado(&frase, 1, ancho));
    }
    lineas
}

/// Un reto por empezar: dónde está el trabajo.
fn pendiente(hecho: &Hecho, reto: &Reto, ancho: usize) -> Vec<Linea> {
    let mut lineas: Vec<Linea> = hecho.en_una_linea(reto, ancho).into_iter().collect();
    let frase = format!(
        "Abre `{}` en tu editor: el enunciado está al principio, y cada `todo!` dice lo que falta ahí. Cuando \
         guardes, aquí verás qué tal va.",
        relativa(&reto.fuente())
    );
    lineas.push(Linea::vacia());
    lineas.extend(sangrado(&frase, 1, ancho));
    lineas
}

/// De lo que dice rustc, lo primero: lo demás suele venir de ahí. Las dos últimas líneas dicen qué ha pasado.
fn las_primeras(mut lineas: Vec<Linea>, filas: usize) -> Vec<Linea> {
    if lineas.len() <= filas {
        return lineas;
    }
    let pie = lineas.split_off(lineas.len().saturating_sub(2));
    let quitadas = lineas.len() - filas.saturating_sub(3);
    lineas.truncate(filas.saturating_sub(3));
    lineas.push(Linea::vacia().con(Estilo::Tenue, format!("  … y {quitadas} líneas más: con d se ven todas")));
    lineas.extend(pie);
    lineas
}

/// Las teclas, sin pasarse de ancho.
pub fn a_lo_ancho(linea: Linea, ancho: usize) -> Linea {
    recortada(&linea, ancho.saturating_sub(1))
}
