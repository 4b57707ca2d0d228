//! Lo poco de Markdown que hace falta entender: qué es código, qué es texto, y cómo se escribe en HTML.

/// Una línea de una página y qué clase de línea es.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clase<'a> {
    /// Texto corriente.
    Texto,
    /// Abre un bloque de código; lleva lo que sigue a las comillas: `rust,ignore`.
    Abre(&'a str),
    /// Está dentro de un bloque de código que abrió con esa marca.
    Codigo(&'a str),
    /// Cierra un bloque de código.
    Cierra,
}

/// Las líneas de una página, cada una con su clase.
pub fn lineas(texto: &str) -> Vec<(Clase<'_>, &str)> {
    let mut abierto: Option<(char, usize, &str)> = None;
    let clasificar = |linea| {
        // Un bloque de código puede ir dentro de un aviso o de una lista: lo de delante no cuenta.
        let pelada = pelar(linea);
        let valla = pelada.chars().next().filter(|letra| matches!(letra, '`' | '~'));
        let largo = pelada.chars().take_while(|letra| Some(*letra) == valla).count();
        let clase = match abierto {
            None if largo >= 3 => {
                let marca = pelada[largo..].trim();
                abierto = valla.map(|letra| (letra, largo, marca));
                Clase::Abre(marca)
            }
            None => Clase::Texto,
            Some((letra, minimo, _))
                if valla == Some(letra) && largo >= minimo && pelada[largo..].trim().is_empty() =>
            {
                abierto = None;
                Clase::Cierra
            }
            Some((_, _, marca)) => Clase::Codigo(marca),
        };
        (clase, linea)
    };
    texto.lines().map(clasificar).collect()
}

/// La línea sin la sangría ni las marcas de cita de delante.
pub fn pelar(linea: &str) -> &str {
    linea.trim_start_matches(['>', ' ', '\t'])
}

/// La primera palabra de la marca de un bloque: `rust`, `console`.
pub fn lenguaje(marca: &str) -> &str {
    marca.split([',', ' ', '{']).next().unwrap_or_default()
}

/// Los trozos de una línea, alternando: texto, código entre acentos graves, texto…
pub fn trozos(linea: &str) -> Vec<(bool, &str)> {
    let mut trozos = Vec::new();
    let mut resto = linea;
    while let Some(principio) = resto.find('`') {
        let acentos = resto[principio..].len() - resto[principio..].trim_start_matches('`').len();
        let valla = &resto[principio..principio + acentos];
        let dentro = &resto[principio + acentos..];
        let Some(fin) = final_de_codigo(dentro, valla) else { break };
        trozos.push((false, &resto[..principio]));
        trozos.push((true, dentro[..fin].trim()));
        resto = &dentro[fin + acentos..];
    }
    trozos.push((false, resto));
    trozos
}

/// Dónde hay justo tantos acentos como en `valla`.
fn final_de_codigo(texto: &str, valla: &str) -> Option<usize> {
    let mut desde = 0;
    while let Some(lugar) = texto[desde..].find('`') {
        let cuantos = texto[desde + lugar..].len() - texto[desde + lugar..].trim_start_matches('`').len();
        if cuantos == valla.len() {
            return Some(desde + lugar);
        }
        desde += lugar + cuantos;
    }
    None
}

/// Junta las líneas seguidas de texto: el código entre acentos graves puede partirse entre dos líneas.
/// Cada párrafo, con el número de su primera línea.
pub fn parrafos(texto: &str) -> Vec<(usize, String)> {
    let mut parrafos: Vec<(usize, String)> = Vec::new();
    let mut abierto = false;
    for (indice, (clase, linea)) in lineas(texto).into_iter().enumerate() {
        let pelada = pelar(linea).trim_end();
        if clase != Clase::Texto || pelada.is_empty() {
            abierto = false;
            continue;
        }
        let nuevo = !abierto || pelada.starts_with(['#', '|', '-', '*', '+']) || pelada.starts_with("{{");
        match parrafos.last_mut() {
            Some((_, ultimo)) if !nuevo => {
                ultimo.push(' ');
                ultimo.push_str(pelada);
            }
            _ => parrafos.push((indice + 1, pelada.to_string())),
        }
        abierto = !pelada.starts_with(['#', '|']);
    }
    parrafos
}

/// El texto con lo que HTML entendería de otra manera, escrito para que no lo haga.
pub fn escapar(texto: &str) -> String {
    texto.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Una frase con `código`, **negrita** y *cursiva*, en HTML.
pub fn en_linea(texto: &str) -> String {
    let mut html = String::new();
    for (es_codigo, trozo) in trozos(texto) {
        if es_codigo {
            html += &format!("<code>{}</code>", escapar(trozo));
        } else {
            html += &enfasis(&enfasis(&escapar(trozo), "**", "strong"), "*", "em");
        }
    }
    html
}

fn enfasis(texto: &str, marca: &str, etiqueta: &str) -> String {
    let piezas: Vec<&str> = texto.split(marca).collect();
    if piezas.len().is_multiple_of(2) {
        return texto.to_string();
    }
    let con_etiqueta = |(indice, pieza): (usize, &&str)| match indice % 2 {
        0 => (*pieza).to_string(),
        _ => format!("<{etiqueta}>{pieza}</{etiqueta}>"),
    };
    piezas.iter().enumerate().map(con_etiqueta).collect()
}
