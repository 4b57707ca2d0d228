//! Las escaleras de las lecciones: programas pequeños y completos, cada uno el anterior más una idea.

use std::fs;

use redes::lugares::raiz;

/// Lo que cabe en el primer peldaño, en cualquiera y en la diferencia de uno con el anterior: líneas, sin las vacías ni el `//!`.
const PRIMERO: usize = 15;
const CUALQUIERA: usize = 60;
const DIFERENCIA: usize = 15;

/// Un peldaño.
#[derive(Clone)]
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

    /// El peldaño del que sale: el que diga su cabecera («Sale de `2_eco.rs`»), o el anterior.
    fn sale_de<'a>(&self, todos: &'a [Self]) -> Option<&'a Self> {
        let cabecera = self.cabecera().join(" ");
        let antes = |otro: &&Self| match cabecera.split_once("Sale de `") {
            Some((_, resto)) => resto.starts_with(&format!("{}`", otro.fichero)),
            None => otro.numero + 1 == self.numero,
        };
        todos.iter().filter(|otro| otro.numero < self.numero).find(antes)
    }

    /// Lo que no cuadra en él solo.
    fn defectos(&self, leccion: usize, ultimo: bool) -> Vec<String> {
        let mut defectos = Vec::new();
        let (cabecera, codigo) = (self.cabecera(), self.codigo());
        if cabecera.len() != 3 {
            defectos.push(format!("su `//!` tiene {} líneas, y no tres", cabecera.len()));
        } else {
            let orden = format!("Ejecútalo:   cargo run --bin l{leccion}-{}", self.numero);
            if !cabecera[1].starts_with(&orden) || !cabecera[2].contains("erás ") {
                defectos.push("en su `//!` no se lee cómo se ejecuta y qué se verá".to_string());
            }
        }
        if ultimo && !cabecera.join(" ").contains(&format!("leccion{leccion}")) {
            defectos.push("es el último, y su `//!` no dice cuál de la lección aguanta de verdad".to_string());
        }
        let caben = if self.numero == 1 { PRIMERO } else { CUALQUIERA };
        if codigo.len() > caben {
            defectos.push(format!("tiene {} líneas; caben {caben}", codigo.len()));
        }
        if codigo.iter().any(|linea| linea.chars().count() > 100) {
            defectos.push("tiene una línea de más de 100 columnas".to_string());
        }
        // Quien lo prueba pone otra en su lugar. La `"127.0.0.1:0"` de un cliente UDP, «cualquiera», se queda como está.
        let codigo = codigo.join("\n").replace("\"127.0.0.1:0\"", "");
        let direcciones = codigo.matches("\"127.0.0.1:").count();
        if direcciones != 1 {
            defectos.push(format!("lleva escrita {direcciones} veces la dirección; tiene que ser una"));
        }
        defectos
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

/// Cómo se apunta un peldaño en el Cargo.toml de su escalera.
fn apuntado(leccion: usize, peldano: &Peldano) -> String {
    format!(
        "[[bin]]\nname = \"l{leccion}-{}\"\npath = \"{}\"\ntest = false\ndoc = false\n",
        peldano.numero, peldano.fichero
    )
}

/// Lo que no cuadra en una escalera.
fn defectos(leccion: usize, manifiesto: &str, todos: &[Peldano]) -> Vec<String> {
    let mut defectos = Vec::new();
    let numeros: Vec<usize> = todos.iter().map(|peldano| peldano.numero).collect();
    if !(4..=7).contains(&todos.len()) || numeros != (1..=todos.len()).collect::<Vec<_>>() {
        defectos.push(format!("lección {leccion}: sus peldaños son {numeros:?}, y han de ser de 4 a 7, seguidos"));
    }
    // La 5 enseña serde y bincode; las demás, lo que trae Rust.
    if leccion != 5 && manifiesto.contains("\n[dependencies]") {
        defectos.push(format!("lección {leccion}: sus peldaños no se compilan solos"));
    }
    for peldano in todos {
        let mut suyos = peldano.defectos(leccion, peldano.numero == todos.len());
        if !manifiesto.contains(&apuntado(leccion, peldano)) {
            suyos.push("no está en Cargo.toml".to_string());
        }
        match peldano.sale_de(todos) {
            Some(antes) => {
                let nuevas = peldano.diferencia(antes);
                if !(1..=DIFERENCIA).contains(&nuevas) {
                    suyos.push(format!("tiene {nuevas} líneas que no estaban en {}", antes.fichero));
                }
            }
            None if peldano.numero > 1 => suyos.push("no sale de ninguno anterior".to_string()),
            None => {}
        }
        defectos.extend(suyos.into_iter().map(|que| format!("lección {leccion}, {}: {que}", peldano.fichero)));
    }
    defectos
}

#[test]
fn cada_escalera_sube_de_idea_en_idea() {
    let curso = fs::read_to_string(raiz().join("Cargo.toml")).unwrap();
    let mut todos = Vec::new();
    for leccion in 1..=7 {
        let carpeta = format!("lessons/leccion{leccion}/escalera");
        let manifiesto = fs::read_to_string(raiz().join(&carpeta).join("Cargo.toml")).unwrap().replace("\r\n", "\n");
        todos.extend(defectos(leccion, &manifiesto, &peldanos(leccion)));
        // En `members` y en `default-members`: sin lo segundo, `cargo run --bin lN-1` no la encuentra.
        if curso.matches(&format!("\"{carpeta}\"")).count() != 2 {
            todos.push(format!("{carpeta} no está dos veces en el Cargo.toml de la raíz"));
        }
    }
    assert!(todos.is_empty(), "{}", todos.join("\n"));
}

#[test]
fn una_escalera_mal_hecha_se_nota() {
    let peldano = |numero: usize| Peldano {
        fichero: format!("{numero}_x.rs"),
        numero,
        texto: format!(
            "//! Idea.\n//! Ejecútalo:   cargo run --bin l2-{numero}\n//! Verás leccion2.\n\nbind(\"127.0.0.1:8081\");\n{}",
            "otra();\n".repeat(numero)
        ),
    };
    let buenos: Vec<Peldano> = (1..=4).map(peldano).collect();
    let manifiesto: String = buenos.iter().map(|peldano| apuntado(2, peldano)).collect();
    assert_eq!(defectos(2, &manifiesto, &buenos), Vec::<String>::new());
    assert_eq!(defectos(2, &manifiesto, &buenos[..3]).len(), 1);
    assert_eq!(defectos(2, &format!("{manifiesto}\n[dependencies]\n"), &buenos).len(), 1);
    assert_eq!(defectos(2, &manifiesto.replacen("doc = false", "", 1), &buenos).len(), 1);
    for (cual, antes, ahora) in [
        (0, "//! Idea.", "//! Idea.\n//! Otra."),
        (1, "--bin l2-2", "--bin l2-3"),
        (1, "Verás", "Se ve"),
        (1, "Idea.", "Sale de `3_x.rs`."),
        (1, "Idea.", "Sale de `1_y.rs`."),
        (0, "otra();", &format!("{}otra();", "nueva();\n".repeat(15))),
        (3, "otra();", &"nueva();\n".repeat(4)),
        (3, "leccion2", "todo"),
        (2, "bind(", "bind(\"127.0.0.1:0\", \"127.0.0.1:1\", "),
        (2, "\"127.0.0.1:8081\"", "\"127.0.0.1:0\""),
        (2, "bind(", &"bind(".repeat(20)),
    ] {
        let mut malos = buenos.clone();
        malos[cual].texto = malos[cual].texto.replace(antes, ahora);
        assert_eq!(defectos(2, &manifiesto, &malos).len(), 1, "{antes:?} → {ahora:?}");
    }
}
