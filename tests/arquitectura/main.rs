//! Los invariantes de ARQUITECTURA.md, comprobados leyendo el código como texto.
//!
//! Cada prueba lleva al lado una demostración de que puede fallar: la misma regla aplicada a un ejemplo que la rompe.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

mod circulos;
mod escaleras;
mod lecciones;
mod texto;

use std::fs;

use texto::{codigo, ficheros, raiz, relativa};

/// Los módulos de la biblioteca, de abajo arriba: cada uno usa solo los que están antes.
const CAPAS: &[&str] = &[
    "lugares",
    "hilos",
    "cifras",
    "consola",
    "errores",
    "ficheros",
    "argumentos",
    "red",
    "marco",
    "pickle",
    "cable",
    "fallas",
    "progreso",
    "diferencia",
    "guia",
];

/// Qué paquetes nuestros puede pedir cada uno. Lo demás lo cuida el compilador: lo que no se pide no se puede nombrar.
const PIDEN: &[(&str, &[&str])] = &[
    ("crates/redes", &[]),
    ("crates/buzon", &["redes"]),
    ("crates/catalogo", &["redes"]),
    ("crates/verificador", &["redes", "catalogo"]),
    ("crates/libro", &["redes", "catalogo", "verificador"]),
    ("lessons/leccion6", &["redes", "buzon"]),
    ("lessons/leccion7", &["redes", "buzon"]),
    ("lessons/", &["redes"]),
    ("herramientas/", &["redes"]),
    ("exercises", &[]),
    ("solutions", &[]),
    ("tests/", &[]),
    ("book/", &["redes"]),
];

/// Todos los paquetes nuestros que otro puede pedir, menos `apoyo`, que es de las pruebas.
const NUESTROS: &[&str] = &["curso", "redes", "buzon", "catalogo", "verificador", "libro"];

/// Crates que solo puede nombrar un sitio: (crate, ficheros o carpetas que sí).
const CON_DUENO: &[(&str, &[&str])] = &[
    ("bincode", &["lessons/leccion5/formatos/binario.rs", "lessons/leccion5/escalera/"]),
    ("postcard", &["lessons/leccion5/formatos/postal.rs"]),
    ("serde_pickle", &["lessons/leccion5/formatos/pickle.rs"]),
    ("colored", &["crates/redes/src/consola"]),
    (
        "crossterm",
        &[
            "crates/redes/src/consola",
            "crates/redes/src/guia",
            "src/",
            "lessons/leccion4/cliente/teclado.rs",
            "lessons/leccion7/pantalla/",
        ],
    ),
    ("signal_hook", &["crates/redes/src/consola"]),
    ("nix", &["crates/buzon/"]),
    ("rustix", &["crates/verificador/src/guardian.rs"]),
    ("inotify", &["crates/verificador/src/carpeta/vigia.rs"]),
    ("toml_span", &["crates/catalogo/", "crates/libro/src/declaraciones.rs"]),
    ("pulldown_cmark", &["crates/libro/src/markdown.rs"]),
    ("minifb", &["lessons/leccion7/"]),
    ("image", &["lessons/leccion7/", "herramientas/gatin/"]),
    ("libc", &["crates/redes/src/ficheros.rs"]),
    ("unicode_security", &["lessons/leccion4/juego/"]),
];

/// Máquinas puras: lo que entra, lo que sale; ni reloj ni sockets propios. También lo es todo `crates/redes/src/fallas`.
const PURAS: &[&str] = &[
    "lessons/leccion4/juego/mod.rs",
    "lessons/leccion4/juego/maquina.rs",
    "lessons/leccion4/juego/entradas.rs",
    "lessons/leccion4/juego/respuestas.rs",
    "lessons/leccion4/juego/rondas.rs",
    "lessons/leccion4/juego/jugadores.rs",
    "lessons/leccion4/juego/clasificacion.rs",
    "lessons/leccion4/juego/baraja.rs",
    "lessons/leccion4/juego/nombres.rs",
    "lessons/leccion4/juego/ocupados.rs",
    "lessons/leccion4/juego/texto.rs",
    "lessons/leccion4/juego/preguntas/pregunta.rs",
    "lessons/leccion4/juego/preguntas/lectura.rs",
    "crates/redes/src/pickle.rs",
    "crates/redes/src/pickle/maquina.rs",
    "crates/redes/src/pickle/escribir.rs",
    "lessons/leccion4/protocolo/python/traductor.rs",
    "lessons/leccion4/protocolo/python/interprete.rs",
    "lessons/leccion5/formatos/ordenes.rs",
    "lessons/leccion5/formatos/vigia.rs",
    "lessons/leccion6/udp/peticion.rs",
    "lessons/leccion6/red_mala/reenviar.rs",
    "lessons/leccion7/udp/acuse.rs",
    "lessons/leccion7/udp/datagrama.rs",
    "lessons/leccion7/udp/ficha.rs",
    "lessons/leccion7/fiable/en_camino.rs",
    "lessons/leccion7/fiable/emisor.rs",
    "lessons/leccion7/fiable/espera.rs",
    "lessons/leccion7/fiable/turno.rs",
    "lessons/leccion7/fiable/despedida.rs",
    "lessons/leccion7/fiable/adelantados.rs",
    "lessons/leccion7/fiable/huecos.rs",
    "lessons/leccion7/fiable/recepcion.rs",
    "lessons/leccion7/fiable/receptor.rs",
    "lessons/leccion7/pixeles/plano.rs",
    "lessons/leccion7/pixeles/datagrama.rs",
    "lessons/leccion7/pixeles/marcas.rs",
    "lessons/leccion7/pixeles/lienzo.rs",
    "lessons/leccion7/pixeles/recepcion.rs",
    "lessons/leccion7/pixeles/receptor.rs",
    "lessons/leccion7/python/cola.rs",
    "lessons/leccion7/python/receptor.rs",
    "lessons/leccion7/python/traductor.rs",
];

/// ¿Aparece `nombre::` como ruta, y no como cola de otra palabra?
fn nombra(codigo: &str, nombre: &str) -> bool {
    codigo.match_indices(&format!("{nombre}::")).any(|(donde, _)| {
        !codigo[..donde].ends_with(|anterior: char| anterior.is_alphanumeric() || anterior == '_' || anterior == ':')
    })
}

/// Los módulos de la biblioteca que usa este código: `origen::x` y `use origen::{x, y}`.
/// El origen es `crate` dentro de la biblioteca y `redes` fuera de ella.
fn modulos_usados(codigo: &str, origen: &str) -> Vec<&'static str> {
    let usa = |capa: &str| {
        let abre = format!("{origen}::{{");
        let listas = codigo.split(&abre).skip(1).filter_map(|resto| resto.split('}').next());
        let mut piezas = listas.flat_map(|lista| lista.split([',', '\n', ' ']));
        piezas.any(|pieza| pieza.split("::").next() == Some(capa)) || codigo.contains(&format!("{origen}::{capa}"))
    };
    CAPAS.iter().copied().filter(|capa| usa(capa)).collect()
}

fn capa_de(ruta: &str) -> Option<usize> {
    let modulo = ruta.strip_prefix("crates/redes/src/")?.split(['/', '.']).next()?;
    CAPAS.iter().position(|capa| *capa == modulo)
}

/// Lo que este fichero usa de más arriba que él.
fn usa_de_arriba(ruta: &str, texto: &str) -> Vec<&'static str> {
    let Some(propia) = capa_de(ruta) else { return Vec::new() };
    modulos_usados(&codigo(texto), "crate")
        .into_iter()
        .filter(|usado| CAPAS.iter().position(|capa| capa == usado) > Some(propia))
        .collect()
}

#[test]
fn cada_modulo_usa_solo_los_de_debajo() {
    let culpables: Vec<_> = ficheros("crates/redes/src", "rs")
        .into_iter()
        .flat_map(|(ruta, texto)| {
            usa_de_arriba(&ruta, &texto).into_iter().map(move |usado| format!("{ruta} usa {usado}"))
        })
        .collect();
    assert!(culpables.is_empty(), "{culpables:#?}");
    assert_eq!(usa_de_arriba("crates/redes/src/errores.rs", "use crate::guia::Paso;"), ["guia"]);
    assert_eq!(usa_de_arriba("crates/redes/src/cable/dibujo.rs", "use crate::{consola, guia};"), ["guia"]);
    assert!(usa_de_arriba("crates/redes/src/guia.rs", "use crate::cable::Cable; // crate::guia").is_empty());
}

#[test]
fn todos_los_modulos_tienen_su_capa() {
    let declarados: Vec<_> = fs::read_to_string(raiz().join("crates/redes/src/lib.rs"))
        .unwrap()
        .lines()
        .filter_map(|linea| linea.strip_prefix("pub mod ").map(|nombre| nombre.trim_end_matches(';').to_string()))
        .collect();
    let sin_capa: Vec<_> = declarados.iter().filter(|modulo| !CAPAS.contains(&modulo.as_str())).collect();
    let sin_modulo: Vec<_> = CAPAS.iter().filter(|capa| !declarados.iter().any(|modulo| modulo == *capa)).collect();
    assert!(sin_capa.is_empty(), "módulos sin sitio en CAPAS: {sin_capa:?}");
    assert!(sin_modulo.is_empty(), "capas que ya no existen: {sin_modulo:?}");
}

#[test]
fn cada_crate_tiene_su_dueno() {
    let mut culpables = Vec::new();
    for carpeta in ["src", "crates", "lessons", "herramientas"] {
        for (ruta, texto) in ficheros(carpeta, "rs") {
            for (nombre, duenos) in CON_DUENO {
                if nombra(&codigo(&texto), nombre) && !duenos.iter().any(|dueno| ruta.starts_with(dueno)) {
                    culpables.push(format!("{ruta} nombra {nombre}"));
                }
            }
        }
    }
    assert!(culpables.is_empty(), "{culpables:#?}");
    assert!(nombra("use image::DynamicImage;", "image") && !nombra("mi_image::x(); redes::image::y()", "image"));
}

#[test]
fn solo_la_leccion_7_paga_la_ventana_y_las_imagenes() {
    for (ruta, texto) in ficheros("lessons", "toml")
        .into_iter()
        .chain(ficheros("crates", "toml"))
        .chain(ficheros("herramientas", "toml"))
        .chain([("Cargo.toml".to_string(), fs::read_to_string(raiz().join("Cargo.toml")).unwrap())])
    {
        for caro in ["image", "minifb", "indicatif"] {
            let paga = texto.lines().any(|linea| linea.split(['=', '.', ' ']).next() == Some(caro));
            // Quien dibuja el gatito escribe una imagen; abrir una ventana, no.
            let puede =
                ruta.starts_with("lessons/leccion7/") || caro == "image" && ruta.starts_with("herramientas/gatin/");
            assert!(!paga || puede, "{ruta} pide {caro}");
        }
    }
}

/// Los paquetes nuestros que pide un manifiesto para compilarse; los de sus pruebas no cuentan.
fn pedidos(manifiesto: &str) -> Vec<&str> {
    let dependencias = manifiesto.split("\n[dependencies]\n").nth(1).unwrap_or_default();
    let suyas = dependencias.split("\n[").next().unwrap_or_default().lines();
    suyas.filter_map(|linea| linea.split(['.', ' ', '=']).next()).filter(|nombre| NUESTROS.contains(nombre)).collect()
}

#[test]
fn cada_paquete_pide_solo_los_de_debajo() {
    let mut manifiestos = Vec::new();
    for carpeta in ["crates", "lessons", "herramientas", "exercises", "solutions", "tests", "book"] {
        manifiestos.extend(ficheros(carpeta, "toml").into_iter().filter(|(ruta, _)| ruta.ends_with("/Cargo.toml")));
    }
    for (ruta, texto) in manifiestos {
        if ruta.contains("/fuzz/") {
            continue;
        }
        let (_, puede) = PIDEN.iter().find(|(donde, _)| ruta.starts_with(donde)).unwrap_or_else(|| panic!("{ruta}"));
        let de_mas: Vec<_> = pedidos(&texto).into_iter().filter(|pedido| !puede.contains(pedido)).collect();
        assert!(de_mas.is_empty(), "{ruta} pide {de_mas:?}");
    }
    assert_eq!(
        pedidos("x\n[dependencies]\nclap = 1\nredes.workspace = true\n\n[dev-dependencies]\nlibro = 1\n"),
        ["redes"]
    );
}

/// Las lecciones cuyos programas trabajan sin `println!`: si nadie lee lo que cuentan, siguen. La guía y la demostración solo
/// imprimen, y con ellas se acaba cuando no se las lee.
const SIGUEN: &[&str] = &["leccion1", "leccion2", "leccion3", "leccion6"];

fn imprime(texto: &str) -> bool {
    ["print!", "println!"].iter().any(|macro_| codigo(texto).contains(macro_))
}

#[test]
fn quien_trabaja_no_acaba_porque_nadie_lea_lo_que_cuenta() {
    let mut culpables = Vec::new();
    for leccion in SIGUEN {
        let ficheros = ficheros(&format!("lessons/{leccion}"), "rs").into_iter();
        // Los peldaños de la escalera son de quien empieza: `println!`, y nada más.
        let aparte = |ruta: &str| ["/guia/", "/tests/", "/escalera/"].iter().any(|sala| ruta.contains(sala));
        culpables.extend(ficheros.filter(|(ruta, texto)| !aparte(ruta) && imprime(texto)));
    }
    let culpables: Vec<_> = culpables.into_iter().map(|(ruta, _)| ruta).collect();
    assert!(culpables.is_empty(), "usan println! o eprintln! en vez de consola::contar o avisar: {culpables:#?}");
    assert!(imprime("fn f() { eprintln!(); }") && !imprime("// println!\nwriteln!(salida)"));
}

#[test]
fn el_verificador_no_construye_mensajes_con_la_biblioteca() {
    for (ruta, texto) in ficheros("crates/verificador", "rs") {
        assert!(!modulos_usados(&codigo(&texto), "redes").contains(&"marco"), "{ruta} usa redes::marco");
    }
}

#[test]
fn la_primera_version_de_una_idea_se_escribe_en_su_leccion() {
    for leccion in ["lessons/leccion1", "lessons/leccion2", "lessons/leccion3"] {
        for (ruta, texto) in ficheros(leccion, "rs") {
            let de_prueba = ruta.contains("/tests/");
            assert!(
                de_prueba || !modulos_usados(&codigo(&texto), "redes").contains(&"marco"),
                "{ruta} importa redes::marco"
            );
        }
    }
}

#[test]
fn la_leccion_1_escribe_ella_lo_que_hace_con_la_red() {
    for (ruta, texto) in ficheros("lessons/leccion1", "rs") {
        assert!(!modulos_usados(&codigo(&texto), "redes").contains(&"red"), "{ruta} importa redes::red");
    }
    assert_eq!(modulos_usados("use redes::red::escuchar;", "redes"), ["red"]);
}

#[test]
fn las_maquinas_puras_no_tienen_reloj_ni_sockets() {
    let prohibido =
        ["UdpSocket", "TcpStream", "TcpListener", "Instant::now", "SystemTime", "thread::", "println!", "std::fs"];
    let fallas: Vec<String> = ficheros("crates/redes/src/fallas", "rs").into_iter().map(|(ruta, _)| ruta).collect();
    assert!(fallas.len() > 5, "¿dónde están las fallas? {fallas:?}");
    for pura in fallas.iter().map(String::as_str).chain(PURAS.iter().copied()) {
        let texto = fs::read_to_string(raiz().join(pura)).unwrap_or_else(|_| panic!("falta {pura}"));
        for palabra in prohibido {
            assert!(!codigo(&texto).contains(palabra), "{pura} contiene {palabra}");
        }
    }
}

#[test]
fn ningun_modulo_se_comparte_por_su_ruta_ni_se_calla_entero() {
    let mut culpables = Vec::new();
    for carpeta in ["src", "crates", "lessons", "exercises", "solutions", "tests", "book", "herramientas"] {
        for (ruta, texto) in ficheros(carpeta, "rs") {
            // A un reto por hacer le sobra casi todo; y lo que comparten las pruebas de un paquete no lo usan todas.
            let puede_callar = ruta.starts_with("exercises/") || ruta.contains("/tests/");
            let calla = |linea: &str| {
                linea.starts_with(concat!("#!", "[allow(dead_code"))
                    || linea.starts_with(concat!("#!", "[allow(unused"))
            };
            let por_ruta = |linea: &str| linea.trim_start().starts_with(concat!("#", "[path"));
            if texto.lines().any(|linea| por_ruta(linea) || !puede_callar && calla(linea)) {
                culpables.push(ruta);
            }
        }
    }
    assert!(culpables.is_empty(), "{culpables:#?}");
}

#[test]
fn cada_fichero_abre_con_su_idea() {
    for carpeta in ["src", "crates", "lessons", "herramientas", "exercises", "solutions", "tests"] {
        for (ruta, texto) in ficheros(carpeta, "rs") {
            assert!(texto.starts_with("//!"), "{ruta} no empieza diciendo de qué va");
        }
    }
}

#[test]
fn el_mapa_nombra_cada_modulo_y_cada_leccion() {
    let mapa = fs::read_to_string(raiz().join("ARQUITECTURA.md")).unwrap();
    for capa in CAPAS {
        assert!(mapa.contains(&format!("`{capa}`")), "ARQUITECTURA.md no nombra el módulo {capa}");
    }
    for salas in ["crates", "lessons", "herramientas"] {
        for entrada in fs::read_dir(raiz().join(salas)).unwrap() {
            let carpeta = relativa(&entrada.unwrap().path());
            assert!(mapa.contains(&carpeta), "ARQUITECTURA.md no nombra {carpeta}");
        }
    }
}

#[test]
fn nada_habla_de_la_maquina_en_que_se_escribio() {
    // Partidas en dos para que esta misma prueba no las contenga.
    let rutas = [concat!("/ro", "ot/"), concat!("/wo", "rk/"), concat!("/ho", "me/")];
    let mut textos = ficheros("src", "rs");
    textos.extend(ficheros("crates", "rs"));
    textos.extend(ficheros("herramientas", "rs"));
    for (carpeta, extension) in
        [("lessons", "rs"), ("tests", "rs"), ("exercises", "rs"), ("solutions", "rs"), ("book", "md")]
    {
        textos.extend(ficheros(carpeta, extension));
    }
    for suelto in ["README.md", "ARQUITECTURA.md", "CONTRIBUIR.md", "curso.toml", "Cargo.toml"] {
        textos.push((suelto.to_string(), fs::read_to_string(raiz().join(suelto)).unwrap()));
    }
    for (ruta, texto) in textos {
        for maquina in rutas {
            assert!(!texto.contains(maquina), "{ruta} contiene {maquina}");
        }
    }
}
