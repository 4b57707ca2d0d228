//! Lo que se ve: portada, lista y progreso, como líneas de texto que caben en la anchura que se diga.

use colored::{ColoredString, Colorize};
use redes::catalogo::{Catalogo, Leccion};
use redes::consola;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::estado::{Estado, Situacion};

/// Columnas de la barra de avance.
const BARRA: usize = 10;
/// Por debajo de esta anchura no caben la barra ni los minutos.
const ESTRECHA: usize = 64;
/// Más ancho, la mirada se pierde entre el título y los minutos.
const TITULO_MAXIMO: usize = 38;
/// Lo que ocupa un renglón de lección sin contar su título: « ▸ 1  », «  60 min  », la barra y «  en preparación».
const FIJO: usize = 6 + 10 + BARRA + 16;
/// Lo mismo cuando no caben la barra ni los minutos.
const FIJO_ESTRECHA: usize = 6 + 16;

/// Dónde estás, todas las lecciones y qué viene después. `elegida` es el número de la lección marcada en el menú.
pub fn portada(estado: &Estado, elegida: Option<usize>, ancho: usize) -> Vec<String> {
    let mut lineas = cabecera(estado, ancho);
    lineas.push(String::new());
    lineas.extend(renglones(estado, elegida, ancho));
    lineas.push(String::new());
    lineas.extend(que_viene(estado, ancho));
    lineas
}

fn cabecera(estado: &Estado, ancho: usize) -> Vec<String> {
    let (terminadas, disponibles) = estado.cuenta();
    let titulo = " Redes con Rust";
    let cuenta = match terminadas {
        0 => format!("{disponibles} lecciones"),
        1 => format!("1 lección terminada de {disponibles}"),
        _ => format!("{terminadas} lecciones terminadas de {disponibles}"),
    };
    let ancho = ancho.min(FIJO + TITULO_MAXIMO);
    let hueco = ancho.saturating_sub(titulo.width() + cuenta.width() + 1);
    vec![
        format!("{}{}{}", titulo.bold(), " ".repeat(hueco), cuenta.dimmed()),
        format!(" {}", "─".repeat(ancho.saturating_sub(2)).dimmed()),
    ]
}

/// Un renglón por lección, como en el índice de la portada.
pub fn renglones(estado: &Estado, elegida: Option<usize>, ancho: usize) -> Vec<String> {
    let lecciones = &estado.catalogo.lecciones;
    lecciones.iter().map(|leccion| renglon(estado, leccion, elegida == Some(leccion.numero), ancho)).collect()
}

fn renglon(estado: &Estado, leccion: &Leccion, elegida: bool, ancho: usize) -> String {
    let situacion = estado.situacion(leccion);
    let marca = if elegida { "▸".cyan().bold() } else { " ".normal() };
    let estrecha = ancho < ESTRECHA;
    let fijo = if estrecha { FIJO_ESTRECHA } else { FIJO };
    let titulo = ajustado(&leccion.titulo, ancho.saturating_sub(fijo).min(TITULO_MAXIMO));
    let titulo = match situacion {
        Situacion::EnPreparacion => titulo.dimmed(),
        _ if elegida => titulo.bold(),
        _ => titulo.normal(),
    };
    let numero = leccion.numero;
    let dicho = en_palabras(&situacion);
    if estrecha {
        return format!(" {marca} {numero}  {titulo}  {dicho}");
    }
    let barra = barra(&situacion);
    format!(" {marca} {numero}  {titulo}  {:>2} min  {barra}  {dicho}", leccion.minutos)
}

fn en_palabras(situacion: &Situacion) -> ColoredString {
    match situacion {
        Situacion::EnPreparacion => "en preparación".dimmed(),
        Situacion::SinEmpezar => "sin empezar".normal(),
        Situacion::Empezada(avance) => format!("paso {} de {}", avance.numero, avance.total).yellow(),
        Situacion::Terminada(_) => "terminada".green(),
    }
}

fn barra(situacion: &Situacion) -> ColoredString {
    let llenas = match situacion {
        Situacion::EnPreparacion => return " ".repeat(BARRA).normal(),
        Situacion::SinEmpezar => 0,
        Situacion::Terminada(_) => BARRA,
        // Un paso empezado ya se ve, y solo una lección terminada llena la barra.
        Situacion::Empezada(avance) => (avance.numero.saturating_mul(BARRA) / avance.total.max(1)).clamp(1, BARRA - 1),
    };
    let dibujo = "█".repeat(llenas) + &"░".repeat(BARRA - llenas);
    match situacion {
        Situacion::Terminada(_) => dibujo.green(),
        Situacion::Empezada(_) => dibujo.yellow(),
        _ => dibujo.dimmed(),
    }
}

/// Qué toca ahora y con qué orden exacta.
fn que_viene(estado: &Estado, ancho: usize) -> Vec<String> {
    let Some(leccion) = estado.siguiente() else {
        return con_orden(
            "Has terminado todas las lecciones que hay por ahora. Puedes repetir la que quieras:",
            "leccion1",
            ancho,
        );
    };
    let Leccion { numero, titulo, minutos, nombre, .. } = leccion;
    let frase = match estado.situacion(leccion) {
        Situacion::Empezada(avance) => format!(
            "Vas por el paso {} de {} de la lección {numero}, «{titulo}». Para seguir donde lo dejaste:",
            avance.numero, avance.total
        ),
        _ if estado.cuenta().0 == 0 => {
            format!("Todavía no has empezado. Lo primero es la lección {numero}, «{titulo}» ({minutos} min):")
        }
        _ => format!("Lo siguiente es la lección {numero}, «{titulo}» ({minutos} min):"),
    };
    con_orden(&frase, nombre, ancho)
}

fn con_orden(frase: &str, programa: &str, ancho: usize) -> Vec<String> {
    let mut lineas = sangrado(frase, 1, ancho);
    lineas.push(format!("   {}", format!("cargo run --bin {programa}").bold()));
    lineas
}

/// De qué trata una lección, para quien la está mirando en el menú.
pub fn detalle(estado: &Estado, leccion: &Leccion, ancho: usize) -> Vec<String> {
    let mut lineas = sangrado(&leccion.resumen, 1, ancho);
    let mut datos = vec![puertos(leccion)];
    if let Situacion::Terminada(dia) = estado.situacion(leccion) {
        datos.push(format!("la terminaste el {dia}"));
    }
    datos.extend(antes(&estado.catalogo, leccion));
    lineas.extend(sangrado(&datos.join(" · "), 1, ancho).into_iter().map(|linea| linea.dimmed().to_string()));
    lineas
}

/// Qué contiene el curso.
pub fn lista(catalogo: &Catalogo, ancho: usize) -> Vec<String> {
    let mut lineas = Vec::new();
    for leccion in &catalogo.lecciones {
        let Leccion { numero, titulo, minutos, .. } = leccion;
        if !leccion.disponible() {
            lineas.push(format!(" {numero}  {titulo} · en preparación").dimmed().to_string());
            lineas.push(String::new());
            continue;
        }
        lineas.push(format!(" {numero}  {} · {minutos} min", titulo.bold()));
        lineas.extend(sangrado(&leccion.resumen, 4, ancho));
        let mut datos = vec![puertos(leccion)];
        datos.extend(antes(catalogo, leccion));
        datos.push(catalogo.etiquetas(&leccion.criterios).join(", "));
        lineas.extend(sangrado(&datos.join(" · "), 4, ancho).into_iter().map(|linea| linea.dimmed().to_string()));
        for reto in catalogo.retos_de(leccion) {
            lineas.push(format!("    reto {} · {} · {} min", reto.nombre.bold(), reto.titulo, reto.minutos));
        }
        lineas.push(String::new());
    }
    lineas.extend(sangrado("Para empezar una lección:   cargo run --bin leccion1", 1, ancho));
    if !catalogo.retos.is_empty() {
        let reto =
            "Cada reto es un programa que escribes tú: su enunciado está en exercises/NOMBRE.rs, y lo ejecutas con";
        lineas.extend(sangrado(reto, 1, ancho));
        lineas.push("   cargo run -p exercises --bin NOMBRE 127.0.0.1:8081".to_string());
    }
    lineas
}

/// Por dónde vas, sin más.
pub fn progreso(estado: &Estado, ancho: usize) -> Vec<String> {
    renglones(estado, None, ancho)
}

fn puertos(leccion: &Leccion) -> String {
    let numeros: Vec<String> = leccion.puertos.iter().map(u16::to_string).collect();
    if numeros.len() == 1 { format!("puerto {}", numeros[0]) } else { format!("puertos {}", enumerar(&numeros)) }
}

fn antes(catalogo: &Catalogo, leccion: &Leccion) -> Option<String> {
    let numeros: Vec<String> = catalogo.antes_de(leccion).iter().map(|otra| format!("la {}", otra.numero)).collect();
    (!numeros.is_empty()).then(|| format!("conviene haber hecho {}", enumerar(&numeros)))
}

/// «la 1, la 2 y la 7».
pub fn enumerar(cosas: &[String]) -> String {
    match cosas {
        [] => String::new(),
        [una] => una.clone(),
        [primeras @ .., ultima] => format!("{} y {ultima}", primeras.join(", ")),
    }
}

/// Parte un texto en líneas con `margen` espacios delante.
pub fn sangrado(texto: &str, margen: usize, ancho: usize) -> Vec<String> {
    let espacios = " ".repeat(margen);
    consola::parrafo(texto, ancho.saturating_sub(margen + 1))
        .into_iter()
        .map(|linea| espacios.clone() + &linea)
        .collect()
}

/// `texto` en `ancho` columnas exactas: relleno con espacios o cortado con «…».
fn ajustado(texto: &str, ancho: usize) -> String {
    let sobra = ancho.saturating_sub(texto.width());
    if texto.width() <= ancho {
        return texto.to_string() + &" ".repeat(sobra);
    }
    let mut cortado = String::new();
    for letra in texto.chars() {
        if cortado.width() + letra.width().unwrap_or(0) + 1 > ancho {
            break;
        }
        cortado.push(letra);
    }
    let sobra = ancho.saturating_sub(cortado.width() + 1);
    cortado + "…" + &" ".repeat(sobra)
}
