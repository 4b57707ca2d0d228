//! Las escaleras de las lecciones: programas pequeños y completos, cada uno el anterior más una idea.

use std::fs;

use redes::lugares::raiz;

/// Lo que cabe en el primer peldaño, en cualquiera y en la diferencia de uno con el anterior: líneas, sin las vacías ni el `//!`.
const PRIMERO: usize = 15;
const CUALQUIERA: usize = 60;
const DIFERENCIA: usize = 15;

/// Un peldaño.
struct Peldano {
    /// `3_bucle.rs`.
    fichero: String,
    numero: usize,
    texto: String,
}

impl Peldano {
    fn cabecera(&self) -> Vec<&str> {
        self.texto.lines().map_while(|linea| linea.strip_prefix("//!")).map(str::trim).collect()
    }

    fn codigo(&self) -> Vec<&str> {
        let lineas = self.texto.lines().filter(|linea| !linea.starts_with("//!"));
        lineas.map(str::trim_end).filter(|linea| !linea.is_empty()).collect()
    }

    /// Cuántas líneas suyas no estaban en el otro, en el mismo orden.
    fn diferencia(&self, otro: &Self) -> usize {
        let (mias, suyas) = (self.codigo(), otro.codigo());
        // La subsecuencia común más larga, fila a fila. La sangría no cuenta: meter algo en un bucle no es cambiarlo.
        let mut fila = vec![0; suyas.len() + 1];
        for mia in &mias {
            let anterior = fila.clone();
            for (columna, suya) in suyas.iter().enumerate() {
                fila[columna + 1] = if mia.trim() == suya.trim() {
                    anterior[columna] + 1
                } else {
                    anterior[columna + 1].max(fila[columna])
                };
            }
        }
        mias.len() - fila[suyas.len()]
    }
}

/// Los peldaños de una lección, en orden.
fn peldanos(leccion: usize) -> Vec<Peldano> {
    let carpeta = raiz().join(format!("lessons/leccion{leccion}/escalera"));
    let mut todos: Vec<Peldano> = fs::read_dir(&carpeta)
        .unwrap_or_else(|error| panic!("{}: {error}", carpeta.display()))
        .filter_map(|entrada| {
            let ruta = entrada.unwrap().path();
            let fichero = ruta.file_name()?.to_str()?.to_string();
            let numero = fichero.strip_suffix(".rs")?.split_once('_')?.0.parse().ok()?;
            let texto = fs::read_to_string(&ruta).unwrap().replace("\r\n", "\n");
            Some(Peldano { fichero, numero, texto })
        })
        .collect();
    todos.sort_by_key(|peldano| peldano.numero);
    todos
}

#[test]
fn cada_escalera_sube_de_idea_en_idea() {
    let mut defectos = Vec::new();
    for leccion in 1..=7 {
        let todos = peldanos(leccion);
        let manifiesto =
            fs::read_to_string(raiz().join(format!("lessons/leccion{leccion}/escalera/Cargo.toml"))).unwrap();
        let numeros: Vec<usize> = todos.iter().map(|peldano| peldano.numero).collect();
        if !(4..=7).contains(&todos.len()) || numeros != (1..=todos.len()).collect::<Vec<_>>() {
            defectos.push(format!("lección {leccion}: sus peldaños son {numeros:?}, y han de ser de 4 a 7, seguidos"));
        }
        for peldano in &todos {
            let mut anotar = |que: String| defectos.push(format!("lección {leccion}, {}: {que}", peldano.fichero));
            let (cabecera, codigo) = (peldano.cabecera(), peldano.codigo());
            let nombre = format!("l{leccion}-{}", peldano.numero);
            if cabecera.len() != 3 {
                anotar(format!("su `//!` tiene {} líneas, y no tres", cabecera.len()));
            } else if !cabecera[1].starts_with(&format!("Ejecútalo:   cargo run --bin {nombre}"))
                || !cabecera[2].contains("erás ")
            {
                anotar("en su `//!` no se lee cómo se ejecuta y qué se verá".to_string());
            }
            let bin = format!("name = \"{nombre}\"\npath = \"{}\"", peldano.fichero);
            if !manifiesto.replace("\r\n", "\n").contains(&bin) {
                anotar(format!("no está en Cargo.toml como {nombre}"));
            }
            let caben = if peldano.numero == 1 { PRIMERO } else { CUALQUIERA };
            if codigo.len() > caben {
                anotar(format!("tiene {} líneas; caben {caben}", codigo.len()));
            }
            if codigo.iter().any(|linea| linea.chars().count() > 100) {
                anotar("tiene una línea de más de 100 columnas".to_string());
            }
            let antes = todos.iter().find(|otro| peldano.texto.contains(&format!("ale de `{}`", otro.fichero)));
            let antes = antes.or_else(|| todos.iter().find(|otro| otro.numero + 1 == peldano.numero));
            if let Some(antes) = antes.filter(|antes| antes.numero < peldano.numero) {
                let nuevas = peldano.diferencia(antes);
                if !(1..=DIFERENCIA).contains(&nuevas) {
                    anotar(format!("tiene {nuevas} líneas que no estaban en {}", antes.fichero));
                }
            }
        }
    }
    assert!(defectos.is_empty(), "{}", defectos.join("\n"));
}
