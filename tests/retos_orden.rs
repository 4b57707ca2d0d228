//! Las órdenes que rodean a los retos (`verificar` varios, `pista`, `solucion`, `reiniciar`, `doctor`), ejecutadas de
//! verdad en una carpeta de retos de mentira.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::fs;
use std::process::Command;

use apoyo::aula::Aula;
use apoyo::{Final, arrancar_orden};
use redes::lugares::raiz;
use serde_json::Value;

const CURSO: &str = env!("CARGO_BIN_EXE_curso");

fn aula() -> Aula {
    Aula::nueva(env!("CARGO_TARGET_TMPDIR"))
}

fn curso(aula: &Aula, argumentos: &[&str]) -> Final {
    arrancar_orden(&mut aula.orden(CURSO, env!("CARGO"), argumentos)).esperar()
}

/// Al añadir un reto, su esqueleto se copia aquí: es lo que `reiniciar` vuelve a poner.
#[test]
fn cada_reto_tiene_su_original_para_poder_reiniciarlo() {
    let catalogo = catalogo::catalogo().unwrap();
    let copiar = "cp exercises/*.rs exercises/originales/";
    for reto in &catalogo.retos {
        let ruta = raiz().join("exercises/originales").join(format!("{}.rs", reto.nombre));
        let original = fs::read_to_string(&ruta).unwrap_or_else(|_| {
            panic!("falta exercises/originales/{0}.rs. Con todos por hacer: {copiar}", reto.nombre)
        });
        assert!(original.contains("todo!(\""), "exercises/originales/{}.rs no está por hacer", reto.nombre);
        // En el ordenador de quien aprende, el suyo ya no es como el original.
        if std::env::var_os("CI").is_some() {
            let actual = fs::read_to_string(raiz().join("exercises").join(format!("{}.rs", reto.nombre))).unwrap();
            assert!(actual == original, "exercises/{}.rs no es como su original. Cópialo: {copiar}", reto.nombre);
        }
    }
    let sobran: Vec<_> = fs::read_dir(raiz().join("exercises/originales"))
        .unwrap()
        .map(|entrada| entrada.unwrap().file_name().into_string().unwrap())
        .filter(|nombre| catalogo.reto(nombre.trim_end_matches(".rs")).is_none())
        .collect();
    assert!(sobran.is_empty(), "en exercises/originales sobran {sobran:?}");
}

#[test]
fn varios_a_la_vez_salen_en_el_orden_del_curso_y_uno_que_no_compila_no_molesta() {
    let aula = aula();
    aula.resolver("servidor_saludo");
    aula.escribir("cliente_eco", "fn main() { let x = }\n");
    aula.resolver("servidor_eco");
    let fin = curso(&aula, &["verificar", "servidor_eco", "leccion1", "cliente_eco"]);
    assert_eq!(fin.codigo, Some(1), "{}", fin.salida);
    let lugares: Vec<usize> = [
        "✔ servidor_saludo · ",
        "· servidor_web · pendiente · exercises/servidor_web.rs:",
        "✔ servidor_eco · 13 casos",
        "error: expected expression, found `}`",
        "✘ cliente_eco · no compila: arriba está lo que dice rustc.",
        "\n2 bien, 1 mal, 1 pendiente.\n",
        "Sigue por «cliente_eco» (R20): cargo run -- vigilar cliente_eco\n",
    ]
    .iter()
    .map(|trozo| fin.salida.find(trozo).unwrap_or_else(|| panic!("falta {trozo:?} en:\n{}", fin.salida)))
    .collect();
    assert!(lugares.is_sorted(), "en el orden del curso: {lugares:?}\n{}", fin.salida);

    // Lo visto se recuerda, y de ahí sale la pista.
    let pista = curso(&aula, &["pista"]).salida;
    assert!(pista.starts_with("cliente_eco · ") && pista.contains("R20, no compila."), "{pista}");
    let progreso: Value = serde_json::from_str(&curso(&aula, &["progreso", "--json"]).salida).unwrap();
    let retos = progreso["retos"].as_array().unwrap();
    let de = |nombre: &str| retos.iter().find(|reto| reto["reto"] == nombre).unwrap();
    assert!(de("servidor_eco")["superado"].is_string() && de("servidor_eco")["ultimo"] == "bien");
    assert!(de("cliente_eco")["superado"].is_null() && de("cliente_eco")["ultimo"] == "R20");
    assert_eq!(de("servidor_web")["ultimo"], "R33");
    let portada = curso(&aula, &[]).salida;
    assert!(portada.contains("2 de ") && portada.contains("cargo run -- vigilar cliente_eco"), "{portada}");
}

#[test]
fn las_pistas_van_de_una_en_una_y_se_recuerdan() {
    let aula = aula();
    for vuelta in 1..=4 {
        let fin = curso(&aula, &["pista", "lineas"]);
        assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""));
        assert_eq!(fin.salida.matches("\n Pista ").count(), vuelta.min(3), "{}", fin.salida);
    }
    assert!(curso(&aula, &["pista", "lineas"]).salida.contains("cargo run -- solucion lineas --rendirse"));
    assert_eq!(curso(&aula, &["pista", "lineass"]).codigo, Some(2));
}

/// Entero con todas sus etapas, o solo lo que pide una: los apartados que comprueba su caso.
#[test]
fn el_enunciado_se_lee_entero_o_etapa_a_etapa() {
    let aula = aula();
    let entero = curso(&aula, &["enunciado", "lineas"]);
    assert_eq!((entero.codigo, entero.errores.as_str()), (Some(0), ""));
    let etapas = verificador::casos("lineas").unwrap();
    assert!(etapas.iter().all(|etapa| entero.salida.contains(etapa.nombre)), "{}", entero.salida);
    assert!(entero.salida.contains("§23") && entero.salida.contains(" 1 ▸ "), "{}", entero.salida);
    let numero = 1 + etapas.iter().position(|etapa| etapa.apartados.contains(&13)).unwrap();
    let una = curso(&aula, &["enunciado", "lineas", "--etapa", &numero.to_string()]);
    assert!(una.salida.contains("§13") && !una.salida.contains("§23"), "{}", una.salida);
    let fin = curso(&aula, &["enunciado", "lineas", "--etapa", "99"]);
    assert!(fin.codigo == Some(1) && fin.errores.contains("Elige una de la 1 a la"), "{fin:?}");
}

#[test]
fn la_solucion_se_ensena_al_superarlo_o_al_rendirse() {
    let aula = aula();
    let fin = curso(&aula, &["solucion", "servidor_eco"]);
    assert_eq!((fin.codigo, fin.salida.as_str()), (Some(1), ""));
    assert!(fin.errores.contains("todavía no has superado «servidor_eco»"), "{}", fin.errores);
    assert!(fin.errores.contains("cargo run -- solucion servidor_eco --rendirse"), "{}", fin.errores);
    let fin = curso(&aula, &["solucion", "servidor_eco", "--rendirse"]);
    assert_eq!(fin.codigo, Some(0));
    for trozo in ["--- exercises/servidor_eco.rs   lo tuyo\n", "\n@@ -", "\n-    todo!(", "\n+        let leidos = "] {
        assert!(fin.salida.contains(trozo), "falta {trozo:?} en:\n{}", fin.salida);
    }
    fs::write(aula.progreso(), "reto servidor_eco = superado el 2026-01-02\n").unwrap();
    aula.resolver("servidor_eco");
    let fin = curso(&aula, &["solucion", "servidor_eco"]);
    assert_eq!(fin.salida, "Lo tuyo y la solución de «servidor_eco» son iguales, letra por letra.\n");
}

#[test]
fn reiniciar_guarda_siempre_lo_que_habia() {
    let aula = aula();
    let esqueleto = fs::read_to_string(aula.fuente("lineas")).unwrap();
    assert!(curso(&aula, &["reiniciar", "lineas"]).salida.contains("ya está como al principio"));
    for (vuelta, lo_mio) in ["// lo mío\n", "// otra vez\n"].into_iter().enumerate() {
        aula.escribir("lineas", lo_mio);
        let fin = curso(&aula, &["reiniciar", "lineas"]);
        assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""));
        assert!(fin.salida.contains("  exercises/copias/lineas-") && fin.salida.contains("-1.rs") == (vuelta == 0));
        assert_eq!(fs::read_to_string(aula.fuente("lineas")).unwrap(), esqueleto);
    }
    let mut copias: Vec<String> =
        aula.contenido("exercises/copias").iter().map(|ruta| fs::read_to_string(ruta).unwrap()).collect();
    copias.sort();
    assert_eq!(copias, ["// lo mío\n", "// otra vez\n"]);
    // Sin original no se toca nada.
    aula.escribir("lineas", "// lo mío\n");
    fs::remove_file(aula.contenido("exercises/originales").iter().find(|ruta| ruta.ends_with("lineas.rs")).unwrap())
        .unwrap();
    let fin = curso(&aula, &["reiniciar", "lineas"]);
    assert_eq!(fin.codigo, Some(1));
    assert!(fin.errores.contains("git checkout -- exercises/originales"), "{}", fin.errores);
    assert_eq!(fs::read_to_string(aula.fuente("lineas")).unwrap(), "// lo mío\n");
}

#[test]
fn el_doctor_prueba_de_verdad_y_dice_como_se_arregla() {
    let aula = aula();
    let fin = curso(&aula, &["doctor", "--json"]);
    assert_eq!(fin.codigo, Some(0), "{}", fin.salida);
    let informe: Value = serde_json::from_str(&fin.salida).unwrap();
    assert_eq!(informe["listo"], true);
    let comprobaciones = informe["comprobaciones"].as_array().unwrap();
    for nombre in ["Rust", "cargo", "enlazador", "127.0.0.1", "::1 (IPv6)", "puertos del curso", "ventana", "Python"] {
        let una = comprobaciones.iter().find(|una| una["nombre"] == nombre);
        assert!(una.is_some_and(|una| una["dicho"].is_string()), "falta {nombre} en {}", fin.salida);
    }
    // Sin nada en el camino no hay rustc.
    let mut orden = Command::new(CURSO);
    let fin = arrancar_orden(orden.arg("doctor").env("PATH", "").env_remove("CARGO")).esperar();
    assert_eq!((fin.codigo, fin.errores.as_str()), (Some(1), ""));
    for trozo in ["✘ Rust", "no encuentro rustc", "Instala rustup", "Falta una cosa imprescindible"] {
        assert!(fin.salida.contains(trozo), "falta {trozo:?} en:\n{}", fin.salida);
    }
    // Un rustc viejo.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let carpeta = aula.progreso().with_file_name("viejo");
        fs::create_dir(&carpeta).unwrap();
        fs::write(carpeta.join("rustc"), "#!/bin/sh\necho 'rustc 1.60.0 (abc 2022-04-04)'\n").unwrap();
        fs::set_permissions(carpeta.join("rustc"), fs::Permissions::from_mode(0o755)).unwrap();
        let fin = arrancar_orden(Command::new(CURSO).arg("doctor").env("CARGO", carpeta.join("cargo"))).esperar();
        assert_eq!(fin.codigo, Some(1), "{}", fin.salida);
        assert!(fin.salida.contains("es la versión 1.60.0") && fin.salida.contains("rustup update stable"));
    }
}

#[test]
fn sin_terminal_vigilar_dice_que_usar() {
    let aula = aula();
    let fin = curso(&aula, &["vigilar", "lineas"]);
    assert_eq!((fin.codigo, fin.salida.as_str()), (Some(1), ""));
    assert!(fin.errores.contains("necesita una terminal"), "{}", fin.errores);
    assert!(fin.errores.contains("cargo run -- verificar lineas"), "{}", fin.errores);
    assert!(fin.errores.trim_end().lines().count() == 1, "{}", fin.errores);
}
