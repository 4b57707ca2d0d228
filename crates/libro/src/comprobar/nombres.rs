//! Lo que se nombra existe: ficheros, puertos y códigos de diagnóstico.

use verificador::diagnosticos::diagnosticos;

use crate::expandir::incluir::sin_puntos;
use crate::libro::{Defecto, Libro, Pagina};
use crate::markdown::{Que, parrafos};

/// Las carpetas del curso: lo que empieza por una de ellas es la ruta de un fichero.
const CARPETAS: [&str; 9] =
    ["lessons/", "src/", "crates/", "exercises/", "solutions/", "tests/", "book/", "benches/", ".cargo/"];

/// Puertos de los que se habla aunque no sean de ninguna lección: cualquiera libre, los de servicios de siempre, el del
/// libro, y los límites de los reservados, los efímeros y todos.
const CONOCIDOS: [u32; 21] =
    [0, 9, 20, 21, 22, 25, 53, 67, 80, 123, 143, 443, 993, 1023, 1024, 3000, 8080, 32_768, 49_152, 60_999, 65_535];

pub fn defectos(libro: &Libro, pagina: &Pagina) -> Vec<Defecto> {
    let mut defectos = Vec::new();
    for parrafo in parrafos(&pagina.texto) {
        let mut todos = puertos(libro, &parrafo.leido());
        todos.extend(parrafo.los(Que::Codigo).filter_map(|codigo| fichero(libro, &pagina.ruta, codigo)));
        todos.extend([Que::Texto, Que::Cursiva].iter().flat_map(|que| parrafo.los(*que)).flat_map(codigos));
        for trozo in [Que::Html, Que::Destino].iter().flat_map(|que| parrafo.los(*que)) {
            todos.extend(codigos(trozo).into_iter().chain(puertos(libro, trozo)));
        }
        let linea = parrafo.linea;
        defectos.extend(todos.into_iter().map(|que| Defecto { pagina: pagina.ruta.clone(), linea, que }));
    }
    defectos
}

fn fichero(libro: &Libro, pagina: &str, codigo: &str) -> Option<String> {
    let parece = CARPETAS.iter().any(|carpeta| codigo.starts_with(carpeta)) && !codigo.contains(char::is_whitespace);
    // `exercises/RETO.rs` o `lessons/leccionN` no son ficheros, sino la forma que tienen.
    let forma = codigo.contains(['*', '…', '<', '{'])
        || codigo.split(['/', '.']).any(|pieza| {
            pieza.ends_with('N') || (pieza.len() > 2 && pieza.chars().all(|letra| letra.is_uppercase() || letra == '_'))
        });
    if !parece || forma {
        return None;
    }
    let ruta = codigo.split(':').next().unwrap_or(codigo);
    // El capítulo de una lección puede hablar de sus ficheros sin repetir su carpeta: `tests/eco.rs`.
    let suya = libro.raiz.join("lessons").join(pagina.trim_end_matches(".md"));
    let existe = [&libro.raiz, &suya].iter().any(|carpeta| sin_puntos(&carpeta.join(ruta)).exists());
    (!existe).then(|| format!("no existe el fichero `{codigo}`"))
}

/// Los códigos que se citan: `R` y dos cifras, sin nada pegado.
fn codigos(texto: &str) -> Vec<String> {
    let palabras = texto.split(|letra: char| !letra.is_alphanumeric());
    let citados = palabras.filter(|palabra| {
        palabra
            .strip_prefix('R')
            .is_some_and(|numero| numero.len() == 2 && numero.chars().all(|cifra| cifra.is_ascii_digit()))
    });
    let falta = |codigo: &&str| !diagnosticos().iter().any(|uno| uno.codigo == *codigo);
    citados.filter(falta).map(|codigo| format!("no hay ningún diagnóstico {codigo}")).collect()
}

/// Los puertos que se nombran: «puerto 8081», «`127.0.0.1:8081`».
fn puertos(libro: &Libro, texto: &str) -> Vec<String> {
    let palabras: Vec<&str> = texto.split_whitespace().collect();
    let mut dichos: Vec<u32> = Vec::new();
    for (indice, palabra) in palabras.iter().enumerate() {
        let numero = |texto: &str| texto.trim_matches(|letra: char| !letra.is_ascii_digit()).parse::<u32>().ok();
        let anterior = indice.checked_sub(1).and_then(|antes| palabras.get(antes)).map(|antes| antes.to_lowercase());
        if anterior.is_some_and(|antes| ["puerto", "--puerto"].contains(&antes.trim_start_matches(['(', '«']))) {
            dichos.extend(numero(palabra));
        }
        if let Some((_, resto)) = palabra.split_once("127.0.0.1:").or_else(|| palabra.split_once("localhost:")) {
            let cifras: String = resto.chars().take_while(char::is_ascii_digit).collect();
            dichos.extend(cifras.parse::<u32>().ok());
        }
    }
    let del_curso = |puerto: u32| {
        libro.catalogo.lecciones.iter().any(|leccion| leccion.puertos.iter().any(|suyo| u32::from(*suyo) == puerto))
    };
    let efimero = |puerto: u32| (32_768..=65_535).contains(&puerto);
    let raro = |puerto: &u32| !del_curso(*puerto) && !CONOCIDOS.contains(puerto) && !efimero(*puerto);
    dichos.into_iter().filter(raro).map(|puerto| format!("ninguna lección usa el puerto {puerto}")).collect()
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn lo_que_no_existe_se_dice() {
        let libro = Libro::leer().unwrap();
        let de = |texto: &str| {
            let pagina = Pagina { ruta: "x.md".into(), texto: texto.into(), expandida: String::new() };
            defectos(&libro, &pagina).into_iter().map(|defecto| defecto.que).collect::<Vec<_>>()
        };
        let bien = "Mira `lessons/leccion2/servidor.rs` y `exercises/RETO.rs`, en el puerto 8081 (o `127.0.0.1:2065`), y R01.\n";
        assert_eq!(de(bien), Vec::<String>::new());
        for (malo, esperado) in [
            ("Mira `lessons/leccion2/nada.rs`.", "no existe el fichero `lessons/leccion2/nada.rs`"),
            ("Es un R99 claro.", "no hay ningún diagnóstico R99"),
            ("Escucha en el puerto 8018.", "ninguna lección usa el puerto 8018"),
            ("Conecta con `127.0.0.1:2056`.", "ninguna lección usa el puerto 2056"),
            ("Con `cargo run --bin leccion2 -- servidor --puerto 8811`.", "ninguna lección usa el puerto 8811"),
        ] {
            assert_eq!(de(malo), [esperado], "{malo}");
        }
    }
}
