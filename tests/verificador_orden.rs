//! `curso verificar` y `curso explica`, ejecutados de verdad: lo que escriben, con qué código acaban, y que no dejan nada.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use apoyo::{Final, arrancar_orden};
use serde_json::Value;

const CURSO: &str = env!("CARGO_BIN_EXE_curso");

fn programa(nombre: &str) -> String {
    static CARPETA: OnceLock<PathBuf> = OnceLock::new();
    let carpeta = CARPETA.get_or_init(|| {
        apoyo::compilar(&["--bins", "--package", "solutions", "--package", "variantes"]);
        PathBuf::from(CURSO).parent().unwrap().to_path_buf()
    });
    carpeta.join(format!("{nombre}{}", std::env::consts::EXE_SUFFIX)).display().to_string()
}

fn curso(argumentos: &[&str]) -> Final {
    arrancar_orden(Command::new(CURSO).args(argumentos).env("CARGO", env!("CARGO"))).esperar()
}

#[test]
fn un_reto_bien_hecho_acaba_con_0_y_queda_apuntado() {
    let carpeta = apoyo::carpeta();
    let progreso = carpeta.path().join("progreso.txt");
    let solucion = programa("solucion_servidor_saludo");
    let mut orden = Command::new(CURSO);
    orden.args(["verificar", "servidor_saludo", "--programa", &format!("'{solucion}'")]);
    let fin = arrancar_orden(orden.env("REDES_PROGRESO", &progreso)).esperar();
    assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""), "{}", fin.salida);
    assert!(fin.salida.starts_with("✔ servidor_saludo · 7 casos"), "{}", fin.salida);
    let apuntado = fs::read_to_string(&progreso).unwrap();
    assert!(apuntado.contains("reto servidor_saludo = superado el "), "{apuntado}");
}

#[test]
fn uno_mal_hecho_acaba_con_1_y_ensena_las_pruebas() {
    let orden = format!("{} eco_una_lectura", programa("variantes"));
    let fin = curso(&["verificar", "servidor_eco", "--caso", "byte-a-byte", "--semilla", "77", "--programa", &orden]);
    assert_eq!((fin.codigo, fin.errores.as_str()), (Some(1), ""));
    for trozo in [
        "✘ servidor_eco · byte-a-byte",
        "R01\n",
        "Tu programa ha enviado 1 de 16 bytes y ha cerrado.",
        "→    1 B  ",
        "←    1 B  ",
        "  (16 B)",
        "^^ falta desde aquí",
        "Pista: Lee en un bucle",
        "cargo run -- explica R01",
        "--caso byte-a-byte --semilla 77\n",
    ] {
        assert!(fin.salida.contains(trozo), "falta {trozo:?} en:\n{}", fin.salida);
    }
    assert!(fin.salida.lines().all(|linea| unicode_width::UnicodeWidthStr::width(linea) <= 200), "{}", fin.salida);
}

#[test]
fn el_json_tiene_los_campos_prometidos() {
    let orden = format!("{} eco_bufer_entero", programa("variantes"));
    let fin = curso(&["verificar", "servidor_eco", "--json", "--programa", &orden]);
    assert_eq!(fin.codigo, Some(1));
    let informe: Value = serde_json::from_str(&fin.salida).unwrap();
    let reto = &informe["retos"][0];
    assert_eq!(
        (&reto["reto"], &reto["veredicto"], &reto["codigo"]),
        (&"servidor_eco".into(), &"mal".into(), &"R03".into())
    );
    let casos = reto["casos"].as_array().unwrap();
    assert_eq!((&casos[0]["caso"], &casos[0]["pruebas"]), (&"arranque".into(), &Value::Null));
    let ultimo = casos.last().unwrap();
    assert_eq!((&ultimo["caso"], &ultimo["codigo"]), (&"un-mensaje".into(), &"R03".into()));
    assert!(ultimo["ms"].is_u64() && ultimo["pruebas"]["cable"].as_array().unwrap().len() > 1);
    assert_eq!(reto["sin_jugar"], 11);
    assert!(reto["semilla"].is_u64() && reto["semilla"] == informe["semilla"]);
}

#[test]
fn lo_que_no_se_puede_comprobar_acaba_con_2() {
    let fin = curso(&["verificar", "cliente_eco", "--programa", "no-hay-tal-programa"]);
    assert_eq!(fin.codigo, Some(2), "{}", fin.salida);
    assert!(
        fin.salida.starts_with("? cliente_eco · no he podido comprobarlo:\n")
            && fin.salida.contains("no existe (NotFound)"),
        "{}",
        fin.salida
    );
    let mut sin_cargo = Command::new(CURSO);
    let fin = arrancar_orden(sin_cargo.args(["verificar", "lineas"]).env("CARGO", "no-hay-tal-cargo")).esperar();
    assert_eq!(fin.codigo, Some(2), "{}", fin.salida);
    assert!(fin.salida.contains("no he podido arrancar cargo"), "{}", fin.salida);
}

#[cfg(unix)]
#[test]
fn lo_que_dice_rustc_llega_intacto() {
    use std::os::unix::fs::PermissionsExt;
    // Un cargo de mentira que no compila: así no hay que estropear el reto de nadie.
    let carpeta = apoyo::carpeta();
    let cargo = carpeta.path().join("cargo");
    let dicho = "error: expected `;`, found `}`\n --> exercises/lineas.rs:3:1\nerror: could not compile `exercises`";
    fs::write(&cargo, format!("#!/bin/sh\ncat >&2 <<'FIN'\n{dicho}\nFIN\nexit 101\n")).unwrap();
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
    let fin = arrancar_orden(Command::new(CURSO).args(["verificar", "lineas"]).env("CARGO", &cargo)).esperar();
    assert_eq!(fin.codigo, Some(1));
    assert!(fin.salida.starts_with(dicho) && fin.salida.contains("✘ lineas · no compila"), "{}", fin.salida);
    assert!(fin.salida.contains("R20"), "{}", fin.salida);
}

#[test]
fn lo_mal_pedido_se_explica() {
    for (argumentos, dicho) in [
        (&["verificar", "servidor_ecco"][..], "no hay ningún reto ni lección con retos que se llame «servidor_ecco»"),
        (&["verificar", "lineas", "--caso", "x"], "«lineas» no tiene ningún caso que se llame «x»"),
        (&["verificar", "lineas", "--programa", "\"x"], "falta cerrar unas comillas"),
    ] {
        let fin = curso(argumentos);
        assert_eq!((fin.codigo, fin.salida.as_str()), (Some(2), ""), "{argumentos:?}");
        assert!(fin.errores.contains(dicho), "{}", fin.errores);
    }
    assert_eq!(curso(&["explica", "R99"]).codigo, Some(2));
}

#[test]
fn explica_cada_codigo() {
    let fin = curso(&["explica", "r01"]);
    assert_eq!(fin.codigo, Some(0));
    assert!(fin.salida.starts_with("R01 · una lectura no es un mensaje\n\nQué se ve\n"), "{}", fin.salida);
    assert!(curso(&["explica"]).salida.lines().count() >= 30);
}

/// Interrumpido o matado a mitad, no deja vivo ni el programa ni lo que el programa haya arrancado.
#[cfg(target_os = "linux")]
#[test]
fn aunque_lo_maten_no_deja_a_nadie() {
    for senal in ["INT", "KILL", "KILL con el guardián detenido", "KILL con el guardián muerto"] {
        let orden = "sh -c 'setsid sleep 987 & sleep 987; wait' sh";
        let programa = arrancar_orden(
            Command::new(CURSO).args(["verificar", "servidor_eco", "--programa", orden]).env("DE_ESTA_PRUEBA", senal),
        );
        // El curso, el guardián y los tres que arranca.
        let marca = format!("DE_ESTA_PRUEBA={senal}");
        esperar(|| con_marca(&marca).len() >= 5, "arranca los tres");
        let guardian = || con_marca(&marca).into_iter().find(|pid| orden_de(*pid).contains(&"guardian".to_string()));
        let (antes, curso) = (guardian().unwrap(), programa.pid());
        if senal.ends_with("detenido") {
            matar("STOP", antes);
        } else if senal.ends_with("muerto") {
            matar("KILL", antes);
            esperar(|| guardian().is_some_and(|ahora| ahora != antes), "hay otro guardián");
        }
        matar(senal.split(' ').next().unwrap(), curso);
        esperar(|| con_marca(&marca).is_empty(), &format!("tras SIG{senal} no queda nadie"));
    }
}

#[cfg(target_os = "linux")]
fn matar(senal: &str, pid: u32) {
    assert!(Command::new("kill").args(["-s", senal, &pid.to_string()]).status().unwrap().success());
}

/// El programa y los argumentos con los que se arrancó.
#[cfg(target_os = "linux")]
fn orden_de(pid: u32) -> Vec<String> {
    let linea = fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    linea.split('\0').map(str::to_string).collect()
}

#[cfg(target_os = "linux")]
fn esperar(mut pasa: impl FnMut() -> bool, que: &str) {
    let hasta = std::time::Instant::now() + apoyo::PLAZO;
    while !pasa() {
        assert!(std::time::Instant::now() < hasta, "{que}");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

#[cfg(target_os = "linux")]
fn con_marca(marca: &str) -> Vec<u32> {
    let procesos = fs::read_dir("/proc").unwrap().flatten();
    procesos
        .filter_map(|entrada| {
            let pid = entrada.file_name().to_str()?.parse().ok()?;
            let entorno = fs::read(entrada.path().join("environ")).ok()?;
            entorno.split(|byte| *byte == 0).any(|variable| variable.starts_with(marca.as_bytes())).then_some(pid)
        })
        .collect()
}
