//! El verificador, puesto a prueba: cada solución pasa, cada error tiene su código y nadie correcto es acusado.
//!
//! Los programas equivocados, y los raros pero correctos, están en `tests/variantes`. Lo que se dice de cada uno, en
//! `tests/instantaneas`: se guarda con `ACTUALIZAR=1 cargo test --test verificador` y se lee antes de darlo por bueno.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

mod enunciados;
mod instantaneas;
mod lenguajes;
mod sin_jugar;

use std::collections::{BTreeSet, HashMap};
use std::env::consts::EXE_EXTENSION;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::Instant;

use catalogo::Catalogo;
use redes::consola::Linea;
use redes::lugares::raiz;
use variantes::{RETOS, Variante};
use verificador::diagnosticos::diagnosticos;
use verificador::{Compilado, Compilador, Informe, Veredicto, casos, en_lineas, verificar_mientras};

/// Cuántos programas se comprueban a la vez: casi todo el tiempo están esperando.
const A_LA_VEZ: usize = 6;

/// Las veces que se juega otra vez un programa cuyas frases no son las guardadas.
const REPETICIONES: usize = 4;

/// Los retos que se corrigen, en el orden del curso.
fn retos() -> Vec<&'static str> {
    static CATALOGO: OnceLock<Catalogo> = OnceLock::new();
    let catalogo = CATALOGO.get_or_init(|| catalogo::catalogo().unwrap());
    catalogo.retos.iter().map(|reto| reto.nombre.as_str()).filter(|reto| casos(reto).is_some()).collect()
}

/// Todas las variantes de `tests/variantes`, con su reto. De algunas solo se puede saber en Linux que están mal.
fn las_variantes() -> impl Iterator<Item = (&'static str, &'static Variante)> {
    let todas = RETOS.iter().flat_map(|reto| reto.variantes.iter().map(|variante| (reto.nombre, variante)));
    todas.filter(|(_, variante)| cfg!(target_os = "linux") || !variante.solo_en_linux)
}

/// Las equivocadas: su reto, su nombre y el único código que les corresponde.
fn equivocadas() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    las_variantes().filter_map(|(reto, variante)| Some((reto, variante.nombre, variante.codigo?)))
}

/// Dónde está cada programa: las soluciones y las variantes. Si la variable `REDES_PROGRAMAS` dice una carpeta, ya están ahí
/// (hay sitios en los que estas pruebas corren y cargo no); si no, se compilan.
fn programas() -> &'static HashMap<String, String> {
    static PROGRAMAS: OnceLock<HashMap<String, String>> = OnceLock::new();
    PROGRAMAS.get_or_init(|| std::env::var_os("REDES_PROGRAMAS").map_or_else(compilados, |carpeta| ya_hechos(&carpeta)))
}

fn ya_hechos(carpeta: &OsStr) -> HashMap<String, String> {
    let rutas = std::fs::read_dir(carpeta).unwrap().map(|entrada| entrada.unwrap().path());
    let programas = rutas.filter(|ruta| ruta.is_file() && ruta.extension().unwrap_or_default() == EXE_EXTENSION);
    programas
        .map(|ruta| (ruta.file_stem().unwrap().to_string_lossy().into_owned(), ruta.display().to_string()))
        .collect()
}

fn compilados() -> HashMap<String, String> {
    let fin = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--bins", "--package", "solutions", "--package", "variantes"])
        .args(["--message-format", "json-render-diagnostics", "--manifest-path"])
        .arg(raiz().join("Cargo.toml"))
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(fin.status.success(), "no compila");
    let mensajes = String::from_utf8(fin.stdout).unwrap();
    let programas = mensajes.lines().filter_map(|linea| {
        let mensaje: serde_json::Value = serde_json::from_str(linea).ok()?;
        let programa = mensaje["executable"].as_str()?.to_string();
        Some((mensaje["target"]["name"].as_str()?.to_string(), programa))
    });
    programas.collect()
}

/// Con la que se juega todo, salvo que se diga otra: en lo guardado se lee siempre lo mismo.
const SEMILLA: u64 = 1234;

/// Comprueba un reto con el programa que arranca `orden`; con `solo`, nada más ese caso.
fn verificar(reto: &str, orden: &[String], solo: Option<&str>) -> Informe {
    con_semilla(SEMILLA, reto, orden, solo)
}

fn con_semilla(semilla: u64, reto: &str, orden: &[String], solo: Option<&str>) -> Informe {
    verificar_mientras(reto, orden, solo, semilla, &AtomicBool::new(false), &|_| {}).unwrap()
}

fn variante(nombre: &str) -> Vec<String> {
    vec![programas()["variantes"].clone(), nombre.to_string()]
}

fn solucion(reto: &str) -> Vec<String> {
    vec![programas()[&format!("solucion_{reto}")].clone()]
}

fn texto(informe: &Informe) -> String {
    let lineas = en_lineas(informe, "cargo run -- verificar X", "cargo run -- explica", true, 100);
    lineas.iter().map(Linea::texto).collect::<Vec<_>>().join("\n")
}

/// Una comprobación: de qué reto, con qué programa y qué código tiene que salir.
type Encargo = (&'static str, Vec<String>, Option<&'static str>);

/// Hace todos los encargos, varios a la vez, y cuenta los que no salen como debían.
fn comprobar(encargos: &[Encargo]) {
    comprobar_con(SEMILLA, encargos);
}

/// Lo mismo, con otra semilla. Lo que se enseña se compara con lo guardado si es la de siempre.
fn comprobar_con(semilla: u64, encargos: &[Encargo]) {
    let siguiente = AtomicUsize::new(0);
    let fallos = Mutex::new(String::new());
    thread::scope(|hilos| {
        for _ in 0..A_LA_VEZ {
            hilos.spawn(|| {
                while let Some((reto, orden, esperado)) = encargos.get(siguiente.fetch_add(1, Ordering::Relaxed)) {
                    let informe = con_semilla(semilla, reto, orden, None);
                    let nombre = orden.last().unwrap();
                    let fallo = if informe.codigo() != *esperado
                        || matches!(informe.veredicto(), Veredicto::NoComprobable(_))
                    {
                        Err(format!("con la semilla {semilla} esperaba {esperado:?}\n{}", texto(&informe)))
                    } else if esperado.is_some() && semilla == SEMILLA {
                        // En la misma pasada: jugarlas dos veces costaría el doble.
                        frases(reto, orden, informe)
                    } else {
                        Ok(())
                    };
                    if let Err(fallo) = fallo {
                        writeln!(fallos.lock().unwrap(), "{reto} con {nombre}: {fallo}\n").unwrap();
                    }
                }
            });
        }
    });
    let fallos = fallos.into_inner().unwrap();
    assert!(fallos.is_empty(), "{fallos}");
}

/// Compara lo que se enseña con lo guardado. Algunos programas acaban, según quién llegue antes, de más de una manera, todas
/// verdaderas y con el mismo código: si esta vez no ha salido la guardada, se juega otra vez.
fn frases(reto: &str, orden: &[String], primero: Informe) -> Result<(), String> {
    let nombre = format!("{reto}/{}", orden.last().unwrap());
    let mut dicho = instantaneas::comparar(&nombre, &instantaneas::de_informe(primero));
    for _ in 0..REPETICIONES {
        if dicho.is_ok() {
            break;
        }
        dicho = instantaneas::comparar(&nombre, &instantaneas::de_informe(verificar(reto, orden, None)));
    }
    dicho
}

/// Todos, menos las variantes que nombre la variable `REDES_SALTAR`, separadas por espacios: donde algo no se puede enseñar,
/// se dice cuál se salta.
fn encargos() -> Vec<Encargo> {
    let saltar = std::env::var("REDES_SALTAR").unwrap_or_default();
    let saltada = |nombre: &&str| saltar.split_whitespace().any(|una| una == *nombre);
    let mut todos: Vec<Encargo> = retos().into_iter().map(|reto| (reto, solucion(reto), None)).collect();
    let se_juegan = las_variantes().filter(|(_, una)| una.jugar.is_some());
    todos.extend(se_juegan.map(|(reto, una)| (reto, variante(una.nombre), una.codigo)));
    todos.retain(|(reto, orden, _)| {
        let salta = orden.last().is_some_and(|nombre| saltada(&nombre.as_str()));
        if salta {
            eprintln!("{reto}: se salta {}", orden.last().unwrap());
        }
        !salta
    });
    todos
}

#[test]
fn cada_programa_tiene_el_veredicto_que_merece() {
    comprobar(&encargos());
}

/// Para quien cambia el verificador: `VUELTAS=50 cargo test --test verificador -- --ignored sin_cambios`. Con `RETO=lineas`, solo
/// ese.
#[test]
#[ignore = "tarda minutos: es la misma prueba, muchas veces"]
fn el_veredicto_es_siempre_el_mismo_sin_cambios() {
    let vueltas: usize = std::env::var("VUELTAS").ok().and_then(|vueltas| vueltas.parse().ok()).unwrap_or(50);
    for vuelta in 1..=vueltas {
        let inicio = Instant::now();
        comprobar(&los_de_un_reto(encargos()));
        eprintln!("vuelta {vuelta}: {:.1} s", inicio.elapsed().as_secs_f64());
    }
}

/// Los del reto que diga la variable `RETO` y, de ellos, los que contengan lo que diga `VARIANTE`; si no dicen nada, todos.
fn los_de_un_reto(mut encargos: Vec<Encargo>) -> Vec<Encargo> {
    if let Ok(variante) = std::env::var("VARIANTE") {
        encargos.retain(|(_, orden, _)| orden.last().is_some_and(|nombre| nombre.contains(&variante)));
    }
    if let Ok(solo) = std::env::var("RETO") {
        encargos.retain(|(reto, ..)| *reto == solo);
    }
    encargos
}

/// Lo que se envía cambia con la semilla, y el veredicto no: cada solución, y una de cada `SALTO` variantes, con diez.
/// `cargo test --test verificador -- --ignored semilla`. Con `RETO=lineas`, solo ese; con `SALTO=1`, todas.
#[test]
#[ignore = "tarda minutos: es una parte de la misma prueba, diez veces"]
fn el_veredicto_es_el_mismo_con_cualquier_semilla() {
    let salto: usize = std::env::var("SALTO").ok().and_then(|salto| salto.parse().ok()).unwrap_or(7);
    let soluciones = retos().len();
    for semilla in [0, 1, 2, 3, 5, 8, 13, 999_999, u64::MAX, redes::fallas::Azar::semilla_imprevista()] {
        let inicio = Instant::now();
        // Cada vez se empieza por otra.
        let toca = |indice: usize| indice < soluciones || (indice + semilla as usize % salto).is_multiple_of(salto);
        let algunos = encargos().into_iter().enumerate().filter(|(indice, _)| toca(*indice)).map(|(_, uno)| uno);
        comprobar_con(semilla, &los_de_un_reto(algunos.collect()));
        eprintln!("semilla {semilla}: {:.1} s", inicio.elapsed().as_secs_f64());
    }
}

#[test]
fn cada_codigo_lo_produce_alguna_variante() {
    let producidos: BTreeSet<&str> = equivocadas().map(|(_, _, codigo)| codigo).collect();
    // R20, «no compila», no es de ningún programa en marcha: tiene su propia prueba.
    let sin_producir: Vec<&str> = diagnosticos()
        .iter()
        .map(|uno| uno.codigo)
        .filter(|codigo| !producidos.contains(codigo) && *codigo != "R20")
        .collect();
    if cfg!(target_os = "linux") {
        assert!(sin_producir.is_empty(), "nadie produce {sin_producir:?}");
    }
}

#[test]
fn cada_esqueleto_esta_pendiente() {
    let compilador = Compilador { color: false, cancelada: &AtomicBool::new(false) };
    for (reto, compilado) in retos().into_iter().zip(compilador.todos(&retos()).unwrap()) {
        let fuente = fs::read_to_string(raiz().join("exercises").join(format!("{reto}.rs"))).unwrap();
        if !fuente.contains("todo!(\"") {
            eprintln!("«{reto}» ya está empezado: no es un esqueleto, y esta prueba lo salta");
            continue;
        }
        let orden = match compilado {
            Compilado::Bien(orden) => orden,
            Compilado::Mal(dicho) => {
                eprintln!("«{reto}» está a medias y no compila: esta prueba lo salta\n{dicho}");
                continue;
            }
            Compilado::NoComprobable(causa) => panic!("{causa}"),
        };
        let informe = verificar(reto, &orden, None);
        assert_eq!((informe.codigo(), informe.salida()), (Some("R33"), 1), "{}", texto(&informe));
        instantaneas::comparar(&format!("{reto}/esqueleto"), &instantaneas::de_informe(informe)).unwrap();
    }
}

#[test]
fn cada_reto_que_se_corrige_tiene_sus_variantes_y_ninguna_se_llama_como_otra() {
    assert_eq!(RETOS.iter().map(|reto| reto.nombre).collect::<Vec<_>>(), retos(), "los mismos, en el orden del curso");
    let nombres: Vec<&str> = RETOS.iter().flat_map(|reto| reto.variantes).map(|variante| variante.nombre).collect();
    assert_eq!(nombres.iter().collect::<BTreeSet<_>>().len(), nombres.len(), "hay dos que se llaman igual");
    for fichero in fs::read_dir(raiz().join("tests/variantes")).unwrap() {
        let fichero = fichero.unwrap().file_name().into_string().unwrap();
        let de_otro = lenguajes::TODOS.iter().any(|extension| fichero.ends_with(extension));
        assert!(!de_otro || nombres.contains(&fichero.as_str()), "{fichero} no está en ninguna tabla");
    }
}

#[test]
fn no_sobran_instantaneas() {
    let equivocadas = |reto: &'static variantes::Reto| reto.variantes.iter().filter(|una| una.codigo.is_some());
    let de_variantes =
        RETOS.iter().flat_map(|reto| equivocadas(reto).map(|una| format!("{}/{}", reto.nombre, una.nombre)));
    let de_esqueletos = retos().into_iter().map(|reto| format!("{reto}/esqueleto"));
    let todas = de_variantes.chain(de_esqueletos).chain(sin_jugar::NOMBRES.map(str::to_string));
    // R33 es el de los esqueletos.
    let codigos = RETOS.iter().flat_map(equivocadas).filter_map(|una| una.codigo).chain(["R33"]);
    instantaneas::no_sobra_ninguna(todas.collect(), &codigos.collect());
}

#[test]
fn los_de_otros_lenguajes_tambien_valen() {
    let de_otros = las_variantes().filter(|(_, una)| una.jugar.is_none());
    let encargos: Vec<Encargo> =
        de_otros.filter_map(|(reto, una)| Some((reto, lenguajes::orden(una.nombre)?, None))).collect();
    comprobar(&encargos);
}

#[test]
fn lo_que_no_se_puede_arrancar_no_esta_mal_ni_bien() {
    for reto in retos() {
        let informe = verificar(reto, &["no-hay-tal-programa".to_string()], None);
        assert_eq!((informe.codigo(), informe.salida()), (None, 2), "{}", texto(&informe));
    }
}

#[test]
fn los_tamanos_de_lo_que_cruza_van_en_columna() {
    let informe = texto(&verificar("servidor_web", &variante("web_corta"), None));
    let cruzan = informe.lines().filter(|linea| linea.contains(['→', '←']) && linea.contains(" B  "));
    let (cifras, columnas): (Vec<usize>, BTreeSet<usize>) = cruzan
        .map(|linea| {
            let cifras = linea.split(" B  ").next().unwrap_or_default().chars();
            (cifras.clone().rev().take_while(char::is_ascii_digit).count(), cifras.count())
        })
        .unzip();
    assert!(cifras.contains(&5) && cifras.iter().any(|cuantas| *cuantas < 5), "los hay largos y cortos:\n{informe}");
    assert_eq!(columnas.len(), 1, "todos acaban en la misma columna:\n{informe}");
}

#[test]
fn se_puede_jugar_un_solo_caso() {
    for reto in retos() {
        let caso = casos(reto).unwrap()[1].nombre;
        let informe = verificar(reto, &solucion(reto), Some(caso));
        assert_eq!((informe.resultados.len(), informe.salida()), (1, 0), "{}", texto(&informe));
    }
}

#[test]
fn de_un_caso_suelto_no_se_deduce_mas_de_la_cuenta() {
    // Quien no contesta nunca tampoco contesta byte a byte, pero no es porque llegue byte a byte.
    let informe = verificar("marco_longitud", &variante("saludo_por_pantalla"), Some("byte-a-byte"));
    assert_eq!(informe.codigo(), Some("R07"), "{}", texto(&informe));
    // Y quien acaba tras dos clientes no atiende después de un corte, pero no es por el corte.
    let informe = verificar("servidor_eco", &variante("eco_un_cliente"), Some("cortes"));
    assert_eq!(informe.codigo(), Some("R17"), "{}", texto(&informe));
}

#[test]
fn un_programa_colgado_se_dice_pronto() {
    for (reto, nombre) in
        [("servidor_saludo", "saludo_espera"), ("servidor_eco", "eco_tarde"), ("lineas", "lineas_sin_flush")]
    {
        let orden = variante(nombre);
        let inicio = Instant::now();
        let informe = verificar(reto, &orden, None);
        assert!(informe.codigo().is_some() && inicio.elapsed() < apoyo::PLAZO, "{}", texto(&informe));
    }
}
