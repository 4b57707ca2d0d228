//! Lo que se ve de las lecciones y de los retos: la portada y sus piezas, como líneas que caben en la anchura que se diga.

use catalogo::{Catalogo, Leccion, Reto};
use redes::consola::{Estilo, Linea, enumerar, parrafo_con_estilo, recortar};

use crate::estado::{Estado, Situacion};
use crate::recuerdo::{self, Ultimo};

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
pub fn portada(estado: &Estado, elegida: Option<usize>, ancho: usize) -> Vec<Linea> {
    let mut lineas = cabecera(estado, ancho);
    lineas.push(Linea::vacia());
    lineas.extend(renglones(estado, elegida, ancho));
    lineas.push(Linea::vacia());
    lineas.extend(que_viene(estado, ancho));
    if elegida.is_none() {
        lineas.extend(que_reto_viene(estado, ancho));
    }
    lineas
}

pub fn cabecera(estado: &Estado, ancho: usize) -> Vec<Linea> {
    let (terminadas, disponibles) = estado.cuenta();
    let cuenta = match terminadas {
        0 => format!("{disponibles} lecciones"),
        1 => format!("1 lección terminada de {disponibles}"),
        _ => format!("{terminadas} lecciones terminadas de {disponibles}"),
    };
    let cuenta = match estado.cuenta_de_retos() {
        (_, 0) => cuenta,
        (0, retos) => format!("{cuenta} · {retos} retos"),
        (superados, retos) => format!("{cuenta} · {superados} de {retos} retos"),
    };
    let ancho = ancho.min(FIJO + TITULO_MAXIMO);
    let cuenta = Linea::vacia().con(Estilo::Tenue, cuenta);
    let mut titulo =
        Linea::llana(" ").con(Estilo::Titulo, "Redes con Rust").hasta(ancho.saturating_sub(cuenta.ancho() + 1));
    titulo.tramos.extend(cuenta.tramos);
    vec![titulo, Linea::llana(" ").con(Estilo::Tenue, "─".repeat(ancho.saturating_sub(2)))]
}

/// Un renglón por lección, como en el índice de la portada.
pub fn renglones(estado: &Estado, elegida: Option<usize>, ancho: usize) -> Vec<Linea> {
    let lecciones = &estado.catalogo.lecciones;
    lecciones.iter().map(|leccion| renglon(estado, leccion, elegida == Some(leccion.numero), ancho)).collect()
}

fn renglon(estado: &Estado, leccion: &Leccion, elegida: bool, ancho: usize) -> Linea {
    let situacion = estado.situacion(leccion);
    let estrecha = ancho < ESTRECHA;
    let titulo = ancho.saturating_sub(if estrecha { FIJO_ESTRECHA } else { FIJO }).min(TITULO_MAXIMO);
    let estilo = match situacion {
        Situacion::EnPreparacion => Estilo::Tenue,
        _ if elegida => Estilo::Negrita,
        _ => Estilo::Normal,
    };
    let linea = Linea::llana(" ")
        .con(Estilo::Titulo, if elegida { "▸" } else { " " })
        .con(Estilo::Normal, format!(" {}  ", leccion.numero))
        .con(estilo, recortar(&leccion.titulo, titulo))
        .hasta(6 + titulo);
    let (estilo, mut dicho) = en_palabras(&situacion);
    if let Some(nivel) = estado.nivel(leccion) {
        dicho = nivel.nombre().to_string();
    }
    if estrecha {
        return linea.con(estilo, format!("  {dicho}"));
    }
    let minutos = format!("  {:>2} min  ", leccion.minutos);
    linea.con(Estilo::Normal, minutos).con(estilo, barra(&situacion)).con(estilo, format!("  {dicho}"))
}

fn en_palabras(situacion: &Situacion) -> (Estilo, String) {
    match situacion {
        Situacion::EnPreparacion => (Estilo::Tenue, "en preparación".to_string()),
        Situacion::SinEmpezar => (Estilo::Normal, "sin empezar".to_string()),
        Situacion::Empezada(avance) => (Estilo::Aviso, format!("paso {} de {}", avance.numero, avance.total)),
        Situacion::Terminada(_) => (Estilo::Bien, "terminada".to_string()),
    }
}

fn barra(situacion: &Situacion) -> String {
    let llenas = match situacion {
        Situacion::EnPreparacion => return " ".repeat(BARRA),
        Situacion::SinEmpezar => 0,
        Situacion::Terminada(_) => BARRA,
        // Un paso empezado ya se ve, y solo una lección terminada llena la barra.
        Situacion::Empezada(avance) => (avance.numero.saturating_mul(BARRA) / avance.total.max(1)).clamp(1, BARRA - 1),
    };
    "█".repeat(llenas) + &"░".repeat(BARRA - llenas)
}

/// Qué toca ahora y con qué orden exacta.
fn que_viene(estado: &Estado, ancho: usize) -> Vec<Linea> {
    let Some(leccion) = estado.siguiente() else {
        let hecho = "Has terminado todas las lecciones que hay por ahora.";
        let Some(Leccion { numero, titulo, nombre, .. }) = estado.por_practicar() else {
            return con_orden(&format!("{hecho} Puedes repetir la que quieras:"), "cargo run --bin leccion1", ancho);
        };
        let frase = format!("{hecho} Te queda por practicar la lección {numero}, «{titulo}»:");
        return con_orden(&frase, &format!("cargo run --bin {nombre}"), ancho);
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
    con_orden(&frase, &format!("cargo run --bin {nombre}"), ancho)
}

/// Qué reto toca, o dónde están si todavía no viene a cuento ninguno.
fn que_reto_viene(estado: &Estado, ancho: usize) -> Vec<Linea> {
    if estado.catalogo.retos.is_empty() {
        return Vec::new();
    }
    let (frase, orden) = match estado.reto_que_toca() {
        None => {
            ("Has superado todos los retos. Puedes comprobarlos otra vez:".to_string(), "verificar todo".to_string())
        }
        Some(reto) if estado.viene_a_cuento(reto) => {
            let Reto { nombre, titulo, minutos, .. } = reto;
            let leccion = reto.leccion.trim_start_matches("leccion");
            let frase =
                format!("El reto que te toca, de la lección {leccion}, es «{nombre}»: {titulo} ({minutos} min).");
            (frase, format!("vigilar {nombre}"))
        }
        Some(_) => {
            let frase = "Después de cada lección, sus retos: programas que escribes tú. Están en:";
            (frase.to_string(), "lista".to_string())
        }
    };
    let mut lineas = vec![Linea::vacia()];
    lineas.extend(con_orden(&frase, &format!("cargo run -- {orden}"), ancho));
    lineas
}

/// Una frase y, debajo, la orden que hay que teclear.
pub fn con_orden(frase: &str, orden: &str, ancho: usize) -> Vec<Linea> {
    let mut lineas = sangrado(frase, 1, ancho);
    lineas.push(Linea::llana("   ").con(Estilo::Codigo, orden));
    lineas
}

/// De qué trata una lección, para quien la está mirando en el menú.
pub fn detalle(estado: &Estado, leccion: &Leccion, ancho: usize) -> Vec<Linea> {
    let mut lineas = sangrado(&leccion.resumen, 1, ancho);
    let mut datos = vec![puertos(leccion)];
    if let Situacion::Terminada(dia) = estado.situacion(leccion) {
        datos.push(format!("la terminaste el {dia}"));
    }
    datos.extend(antes(&estado.catalogo, leccion));
    let marca = |reto: &Reto| if estado.superado(reto).is_some() { "✔ " } else { "" };
    let retos: Vec<String> =
        estado.catalogo.retos_de(leccion).map(|reto| format!("{}{}", marca(reto), reto.nombre)).collect();
    match retos.len() {
        0 => {}
        1 => datos.push(format!("reto: {}", retos[0])),
        _ => datos.push(format!("retos: {}", enumerar(&retos))),
    }
    lineas.extend(tenues(&datos.join(" · "), 1, ancho));
    lineas
}

/// ` ✔ servidor_eco     superado el 2026-03-15`. `marcado` es el que lleva la flecha.
pub fn reto_en_una_linea(estado: &Estado, reto: &Reto, marcado: Option<&str>) -> Linea {
    let marcado = marcado == Some(reto.nombre.as_str());
    let (estilo, marca, dicho) = match (estado.superado(reto), recuerdo::de(&reto.nombre).ultimo) {
        (Some(dia), Ultimo::Mal { codigo, .. }) if codigo != "R33" => {
            (Estilo::Aviso, "✔", format!("superado el {dia}; ahora, {codigo}"))
        }
        (Some(dia), _) => (Estilo::Bien, "✔", format!("superado el {dia}")),
        (None, Ultimo::Mal { codigo, caso }) if codigo != "R33" => {
            let caso = caso.map(|caso| format!(" en «{caso}»")).unwrap_or_default();
            (Estilo::Mal, "✘", format!("{codigo}{caso}"))
        }
        _ => (Estilo::Tenue, "·", format!("pendiente · {} min", reto.minutos)),
    };
    Linea::llana(" ")
        .con(Estilo::Titulo, if marcado { "▸" } else { " " })
        .con(estilo, format!(" {marca}  "))
        .con(if marcado { Estilo::Negrita } else { Estilo::Normal }, &reto.nombre)
        .hasta(28)
        .con(estilo, format!("  {dicho}"))
}

pub fn puertos(leccion: &Leccion) -> String {
    let numeros: Vec<String> = leccion.puertos.iter().map(u16::to_string).collect();
    if numeros.len() == 1 { format!("puerto {}", numeros[0]) } else { format!("puertos {}", enumerar(&numeros)) }
}

pub fn antes(catalogo: &Catalogo, leccion: &Leccion) -> Option<String> {
    let numeros: Vec<String> = catalogo.antes_de(leccion).iter().map(|otra| format!("la {}", otra.numero)).collect();
    (!numeros.is_empty()).then(|| format!("conviene haber hecho {}", enumerar(&numeros)))
}

/// Parte un texto en líneas con `margen` espacios delante.
pub fn sangrado(texto: &str, margen: usize, ancho: usize) -> Vec<Linea> {
    let lineas = parrafo_con_estilo(texto, ancho.saturating_sub(margen + 1));
    lineas.into_iter().map(|linea| linea.sangrada(margen)).collect()
}

/// Como [`sangrado`], con un solo estilo.
pub fn de_estilo(estilo: Estilo, texto: &str, margen: usize, ancho: usize) -> Vec<Linea> {
    let lineas = sangrado(texto, margen, ancho);
    lineas.into_iter().map(|linea| Linea::vacia().con(estilo, linea.texto())).collect()
}

/// Como [`sangrado`], apagado.
pub fn tenues(texto: &str, margen: usize, ancho: usize) -> Vec<Linea> {
    de_estilo(Estilo::Tenue, texto, margen, ancho)
}
