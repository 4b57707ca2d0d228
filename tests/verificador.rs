//! El verificador, puesto a prueba: cada solución pasa, cada error tiene su código y nadie correcto es acusado.
//!
//! Los programas equivocados, y los raros pero correctos, están en `tests/variantes`.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use redes::catalogo::raiz;
use redes::consola::Linea;
use redes::verificador::diagnosticos::DIAGNOSTICOS;
use redes::verificador::{Compilado, Informe, Veredicto, casos, compilar, en_lineas, verificar};

/// Cuántos programas se comprueban a la vez: casi todo el tiempo están esperando.
const A_LA_VEZ: usize = 6;

const RETOS: [&str; 6] = ["servidor_saludo", "servidor_web", "cliente_eco", "servidor_eco", "lineas", "marco_longitud"];

/// Cada programa equivocado, con el único código que le corresponde.
const EQUIVOCADAS: &[(&str, &str, &str)] = &[
    ("servidor_saludo", "saludo_sin_salto", "R08"),
    ("servidor_saludo", "saludo_espera", "R06"),
    ("servidor_saludo", "saludo_un_cliente", "R17"),
    ("servidor_saludo", "saludo_interrogante", "R11"),
    ("servidor_saludo", "saludo_no_cierra", "R09"),
    ("servidor_saludo", "saludo_otro_texto", "R21"),
    ("servidor_saludo", "saludo_bufer_entero", "R03"),
    ("servidor_saludo", "saludo_por_pantalla", "R07"),
    ("servidor_saludo", "saludo_de_mas", "R22"),
    ("servidor_saludo", "saludo_a_medias", "R23"),
    ("servidor_saludo", "saludo_pendiente", "R33"),
    ("servidor_saludo", "saludo_sin_linea", "R15"),
    ("servidor_saludo", "saludo_otra_linea", "R15"),
    ("servidor_saludo", "saludo_repite_argumento", "R16"),
    ("servidor_saludo", "saludo_abierto_a_todos", "R16"),
    ("servidor_saludo", "saludo_codigo", "R18"),
    ("servidor_saludo", "saludo_callado_al_fallar", "R27"),
    ("servidor_saludo", "saludo_panico_al_fallar", "R19"),
    ("servidor_saludo", "saludo_parlanchin_sin_fin", "R25"),
    #[cfg(target_os = "linux")]
    ("servidor_saludo", "saludo_gloton", "R25"),
    ("servidor_eco", "eco_una_lectura", "R01"),
    #[cfg(target_os = "linux")]
    ("servidor_eco", "eco_ignora_el_cero", "R02"),
    ("servidor_eco", "eco_bufer_entero", "R03"),
    ("servidor_eco", "eco_con_restos", "R03"),
    ("servidor_eco", "eco_sin_insistir", "R04"),
    ("servidor_eco", "eco_al_final", "R06"),
    #[cfg(target_os = "linux")]
    ("servidor_eco", "eco_lo_guarda_todo", "R25"),
    ("servidor_eco", "eco_interrogante", "R11"),
    ("servidor_eco", "eco_un_cliente", "R17"),
    ("servidor_eco", "eco_clon_vivo", "R09"),
    ("servidor_eco", "eco_mayusculas", "R21"),
    ("servidor_eco", "eco_con_salto", "R22"),
    ("servidor_eco", "eco_texto", "R19"),
    ("servidor_eco", "eco_un_mega", "R23"),
    ("servidor_eco", "eco_tarde", "R15"),
    ("lineas", "lineas_una_lectura", "R01"),
    ("lineas", "lineas_por_lecturas", "R01"),
    ("lineas", "lineas_bufreader_nuevo", "R05"),
    ("lineas", "lineas_texto_por_trozos", "R14"),
    ("lineas", "lineas_sin_salto", "R08"),
    ("lineas", "lineas_al_final", "R06"),
    ("lineas", "lineas_sin_flush", "R06"),
    ("lineas", "lineas_con_retorno", "R21"),
    ("lineas", "lineas_sin_limite", "R13"),
    #[cfg(target_os = "linux")]
    ("lineas", "lineas_limite_tarde", "R13"),
    ("lineas", "lineas_pierde_la_ultima", "R23"),
    ("lineas", "lineas_panico", "R19"),
    ("lineas", "lineas_interrogante", "R11"),
    ("lineas", "lineas_bytes_del_reves", "R21"),
    ("lineas", "lineas_se_va_con_el_error", "R23"),
    ("marco_longitud", "marco_al_reves", "R12"),
    ("marco_longitud", "marco_lee_al_reves", "R12"),
    ("marco_longitud", "marco_escribe_al_reves", "R12"),
    #[cfg(target_os = "linux")]
    ("marco_longitud", "marco_reserva_antes", "R13"),
    ("marco_longitud", "marco_sin_limite", "R13"),
    ("marco_longitud", "marco_contesta_a_medias", "R22"),
    ("marco_longitud", "marco_callado", "R27"),
    ("marco_longitud", "marco_sin_cabecera", "R21"),
    ("marco_longitud", "marco_cuenta_la_cabecera", "R21"),
    ("marco_longitud", "marco_sin_dar_la_vuelta", "R21"),
    ("marco_longitud", "marco_bufer_fijo", "R19"),
    ("marco_longitud", "marco_cabecera_de_una", "R01"),
    ("marco_longitud", "marco_cuerpo_de_una", "R01"),
    ("marco_longitud", "marco_interrogante", "R11"),
    ("marco_longitud", "marco_bufreader_nuevo", "R05"),
    ("cliente_eco", "cliente_sin_despedirse", "R32"),
    ("cliente_eco", "cliente_envia_antes", "R34"),
    ("cliente_eco", "cliente_no_compara", "R28"),
    ("cliente_eco", "cliente_una_lectura", "R01"),
    ("cliente_eco", "cliente_bufer_entero", "R03"),
    ("cliente_eco", "cliente_texto_por_trozos", "R14"),
    ("cliente_eco", "cliente_no_acaba", "R26"),
    ("cliente_eco", "cliente_saluda", "R21"),
    ("cliente_eco", "cliente_salto_de_mas", "R22"),
    ("cliente_eco", "cliente_dos_lineas", "R27"),
    ("cliente_eco", "cliente_otro_codigo", "R18"),
    ("cliente_eco", "cliente_sin_plazo", "R31"),
    ("cliente_eco", "cliente_plazo_corto", "R31"),
    ("cliente_eco", "cliente_a_otro_sitio", "R16"),
    ("cliente_eco", "cliente_panico", "R19"),
    ("servidor_web", "web_una_lectura", "R01"),
    ("servidor_web", "web_final_en_un_trozo", "R01"),
    ("servidor_web", "web_letras", "R29"),
    ("servidor_web", "web_saltos", "R30"),
    ("servidor_web", "web_de_uno_en_uno", "R10"),
    ("servidor_web", "web_corta", "R24"),
    ("servidor_web", "web_no_cierra", "R09"),
    ("servidor_web", "web_sin_limite", "R13"),
    ("servidor_web", "web_siempre_la_pagina", "R21"),
    ("servidor_web", "web_contesta_a_medias", "R22"),
    ("servidor_web", "web_panico", "R19"),
    ("servidor_web", "web_sin_connection", "R21"),
    ("servidor_web", "web_sin_plazo", "R31"),
    ("servidor_web", "web_plazo_corto", "R31"),
];

/// Programas que no son como la solución, y están bien.
const CORRECTAS: &[(&str, &str)] = &[
    ("servidor_saludo", "saludo_byte_a_byte"),
    ("servidor_saludo", "saludo_lento"),
    ("servidor_saludo", "saludo_hablador"),
    ("servidor_eco", "eco_bufer_pequeno"),
    ("servidor_eco", "eco_bufer_enorme"),
    ("servidor_eco", "eco_con_hilos"),
    ("servidor_eco", "eco_perezoso"),
    ("servidor_eco", "eco_con_copy"),
    ("lineas", "lineas_de_uno_en_uno"),
    ("lineas", "lineas_con_hilos"),
    ("lineas", "lineas_en_dos_escrituras"),
    ("marco_longitud", "marco_en_dos_escrituras"),
    ("marco_longitud", "marco_con_hilos"),
    ("cliente_eco", "cliente_bufer_pequeno"),
    ("cliente_eco", "cliente_bufer_enorme"),
    ("servidor_web", "web_byte_a_byte"),
    ("servidor_web", "web_bufer_enorme"),
    ("servidor_web", "web_con_bufreader"),
];

/// Compila las soluciones y las variantes, y dice dónde queda cada programa.
fn programas() -> &'static HashMap<String, String> {
    static PROGRAMAS: OnceLock<HashMap<String, String>> = OnceLock::new();
    PROGRAMAS.get_or_init(|| {
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
    })
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
    let siguiente = AtomicUsize::new(0);
    let fallos = Mutex::new(String::new());
    thread::scope(|hilos| {
        for _ in 0..A_LA_VEZ {
            hilos.spawn(|| {
                while let Some((reto, orden, esperado)) = encargos.get(siguiente.fetch_add(1, Ordering::Relaxed)) {
                    let informe = verificar(reto, orden, None);
                    if informe.codigo() != *esperado || matches!(informe.veredicto(), Veredicto::NoComprobable(_)) {
                        let nombre = orden.last().unwrap();
                        let mut fallos = fallos.lock().unwrap();
                        writeln!(fallos, "{reto} con {nombre}: esperaba {esperado:?}\n{}\n", texto(&informe)).unwrap();
                    }
                }
            });
        }
    });
    let fallos = fallos.into_inner().unwrap();
    assert!(fallos.is_empty(), "{fallos}");
}

fn encargos() -> Vec<Encargo> {
    let mut todos: Vec<Encargo> = RETOS.iter().map(|reto| (*reto, solucion(reto), None)).collect();
    todos.extend(CORRECTAS.iter().map(|(reto, nombre)| (*reto, variante(nombre), None)));
    todos.extend(EQUIVOCADAS.iter().map(|(reto, nombre, codigo)| (*reto, variante(nombre), Some(*codigo))));
    todos
}

#[test]
fn cada_programa_tiene_el_veredicto_que_merece() {
    comprobar(&encargos());
}

/// Para quien cambia el verificador: `VUELTAS=50 cargo test --test verificador -- --ignored sin_cambios`.
#[test]
#[ignore = "tarda minutos: es la misma prueba, muchas veces"]
fn el_veredicto_es_siempre_el_mismo_sin_cambios() {
    let vueltas: usize = std::env::var("VUELTAS").ok().and_then(|vueltas| vueltas.parse().ok()).unwrap_or(50);
    for vuelta in 1..=vueltas {
        let inicio = Instant::now();
        comprobar(&encargos());
        eprintln!("vuelta {vuelta}: {:.1} s", inicio.elapsed().as_secs_f64());
    }
}

#[test]
fn cada_codigo_lo_produce_alguna_variante() {
    let producidos: BTreeSet<&str> = EQUIVOCADAS.iter().map(|(_, _, codigo)| *codigo).collect();
    // R20, «no compila», no es de ningún programa en marcha: tiene su propia prueba.
    let sin_producir: Vec<&str> = DIAGNOSTICOS
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
    for reto in RETOS {
        let fuente = std::fs::read_to_string(raiz().join("exercises").join(format!("{reto}.rs"))).unwrap();
        if !fuente.contains("todo!(\"") {
            eprintln!("«{reto}» ya está empezado: no es un esqueleto, y esta prueba lo salta");
            continue;
        }
        let orden = match compilar(reto) {
            Compilado::Bien(orden) => orden,
            Compilado::Mal(dicho) => {
                eprintln!("«{reto}» está a medias y no compila: esta prueba lo salta\n{dicho}");
                continue;
            }
            Compilado::NoComprobable(causa) => panic!("{causa}"),
        };
        let informe = verificar(reto, &orden, None);
        assert_eq!((informe.codigo(), informe.salida()), (Some("R33"), 1), "{}", texto(&informe));
    }
}

#[test]
fn los_de_python_tambien_valen() {
    if !Command::new("python3").arg("--version").output().is_ok_and(|fin| fin.status.success()) {
        eprintln!("no hay python3: los programas en Python se quedan sin probar");
        return;
    }
    for (reto, fichero) in [("servidor_eco", "eco.py"), ("lineas", "lineas.py")] {
        let ruta = raiz().join("tests/variantes").join(fichero).display().to_string();
        let informe = verificar(reto, &["python3".to_string(), ruta], None);
        assert_eq!(informe.salida(), 0, "{}", texto(&informe));
    }
}

#[test]
fn lo_que_no_se_puede_arrancar_no_esta_mal_ni_bien() {
    for reto in RETOS {
        let informe = verificar(reto, &["no-hay-tal-programa".to_string()], None);
        assert_eq!((informe.codigo(), informe.salida()), (None, 2), "{}", texto(&informe));
    }
}

#[test]
fn se_puede_jugar_un_solo_caso() {
    for reto in RETOS {
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
        assert!(informe.codigo().is_some() && inicio.elapsed() < Duration::from_secs(8), "{}", texto(&informe));
    }
}
