//! El binario `curso`, ejecutado de verdad y sin terminal: lo que escribe, en qué idioma y con qué código acaba.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use apoyo::{Final, TempDir, arrancar_orden};
use serde_json::Value;

const CURSO: &str = env!("CARGO_BIN_EXE_curso");

/// Una carpeta propia de la prueba, en el mismo disco que el programa: así se puede enlazar en ella.
fn carpeta() -> TempDir {
    apoyo::carpeta_en(env!("CARGO_TARGET_TMPDIR"))
}

/// El fichero de progreso de esa carpeta.
fn progreso_en(carpeta: &TempDir) -> PathBuf {
    carpeta.path().join("progreso.txt")
}

/// Ejecuta `curso` con un progreso que contiene `progreso`.
fn curso(progreso: &str, argumentos: &[&str]) -> Final {
    con_progreso(Command::new(CURSO).args(argumentos), progreso)
}

/// Ejecuta una orden con un progreso que contiene `progreso`.
fn con_progreso(orden: &mut Command, progreso: &str) -> Final {
    let carpeta = carpeta();
    fs::write(progreso_en(&carpeta), progreso).unwrap();
    arrancar_orden(orden.env("REDES_PROGRESO", progreso_en(&carpeta))).esperar()
}

fn json(fin: &Final) -> Value {
    serde_json::from_str(&fin.salida).unwrap_or_else(|error| panic!("no es JSON ({error}): {}", fin.salida))
}

/// Lo que el progreso dice de cada lección que se puede hacer, como si se hubieran terminado todas.
fn todo_terminado() -> String {
    let lista = json(&curso("", &["lista", "--json"]));
    let disponibles = lista["lecciones"].as_array().unwrap().iter().filter(|leccion| leccion["disponible"] == true);
    disponibles
        .map(|leccion| {
            format!("{} = fin, paso 5 de 5, terminada el 2026-01-02\n", leccion["leccion"].as_str().unwrap())
        })
        .collect()
}

#[test]
fn la_primera_vez_manda_a_la_leccion_1() {
    let fin = curso("", &[]);
    assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""));
    assert!(fin.salida.contains("Todavía no has empezado. Lo primero es la lección 1"), "{}", fin.salida);
    assert!(fin.salida.contains("\n   cargo run --bin leccion1\n"), "{}", fin.salida);
    assert_eq!(fin.salida.matches(" min  ").count(), 7, "las siete lecciones, con sus minutos: {}", fin.salida);
    assert!(!fin.salida.contains('\u{1b}'), "sin terminal no hay color");
}

#[test]
fn nada_pasa_de_80_columnas() {
    for argumentos in
        [&[][..], &["lista"], &["progreso"], &["--help"], &["progreso", "--help"], &["pista", "marco_longitud"]]
    {
        for progreso in ["", "leccion3 = tres-envios, paso 12 de 14\nreto servidor_saludo = superado el 2026-01-02\n"] {
            let fin = curso(progreso, argumentos);
            for linea in fin.salida.lines() {
                assert!(unicode_width::UnicodeWidthStr::width(linea) <= 80, "{argumentos:?}: «{linea}»");
            }
        }
    }
}

#[test]
fn toca_la_ultima_que_se_dejo_a_medias() {
    let progreso = "leccion3 = tres-envios, paso 4 de 9\nleccion2 = eco, paso 2 de 8\n\
                    leccion1 = fin, paso 8 de 8, terminada el 2026-01-02\n";
    let fin = curso(progreso, &[]);
    assert!(fin.salida.contains("1 lección terminada de "), "{}", fin.salida);
    assert!(fin.salida.contains("Vas por el paso 4 de 9 de la lección 3"), "{}", fin.salida);
    assert!(fin.salida.contains("   cargo run --bin leccion3\n"), "{}", fin.salida);
    assert!(fin.salida.contains("██████████  leída\n"), "{}", fin.salida);
    assert!(fin.salida.contains("████░░░░░░  paso 4 de 9\n"), "{}", fin.salida);
    assert!(fin.salida.contains("██░░░░░░░░  paso 2 de 8\n"), "{}", fin.salida);
}

#[test]
fn si_no_hay_nada_a_medias_toca_la_primera_sin_terminar() {
    let fin = curso("leccion1 = fin, paso 8 de 8, terminada el 2026-01-02\n", &[]);
    assert!(fin.salida.contains("Lo siguiente es la lección 2"), "{}", fin.salida);
    assert!(fin.salida.contains("   cargo run --bin leccion2\n"), "{}", fin.salida);
}

#[test]
fn con_todo_terminado_lo_dice() {
    let fin = curso(&todo_terminado(), &[]);
    assert_eq!(fin.codigo, Some(0));
    assert!(fin.salida.contains("Has terminado todas las lecciones que hay por ahora."), "{}", fin.salida);
}

/// Leer no es practicar, y practicar no es superar.
#[test]
fn de_una_leccion_terminada_dice_hasta_donde_se_ha_llegado() {
    let leida = "leccion2 = fin, paso 13 de 13, terminada el 2026-01-02\n";
    let nivel = |mas: &str| {
        let informe = json(&curso(&format!("{leida}{mas}"), &["progreso", "--json"]));
        informe["lecciones"][1]["nivel"].as_str().unwrap().to_string()
    };
    assert_eq!(nivel("practica leccion2 = te-toca, 1 de 4\n"), "leída");
    assert_eq!(nivel("practica leccion2 = a b c te-toca, 4 de 4\n"), "practicada");
    let superado = "practica leccion2 = a b c te-toca, 4 de 4\nreto servidor_eco = superado el 2026-01-03\n";
    assert_eq!(nivel(superado), "superada");
    let pendiente = format!("{}practica leccion3 = nada, 0 de 3\n", todo_terminado());
    let fin = curso(&pendiente, &[]);
    assert!(
        fin.salida.contains("Te queda por practicar la") && fin.salida.contains("--bin leccion3\n"),
        "{}",
        fin.salida
    );
}

/// Se repasa solo lo que toca, ejecutándolo otra vez.
#[test]
fn lo_que_se_fallo_se_repasa_cuando_toca() {
    apoyo::compilar(&["--bin", "leccion2"]);
    let fin = curso("", &["repasar"]);
    assert!(fin.codigo == Some(0) && fin.salida.starts_with("No tienes nada que repasar"), "{fin:?}");
    let fin = curso("repaso leccion2/cinco-mil = caja 2, desde el 2999-01-01\n", &["repasar"]);
    assert!(fin.codigo == Some(0) && fin.salida.contains("Lo siguiente, el 2999-01-01."), "{fin:?}");
    let fin = curso("repaso leccion2/cinco-mil = caja 2, desde el 2020-01-01\n", &["repasar"]);
    assert!(fin.codigo == Some(0) && fin.salida.contains("El eco que funciona…"), "{fin:?}");
    assert_eq!(fin.salida.matches(" · Eco: cliente y servidor").count(), 1, "un solo paso: {}", fin.salida);
}

#[test]
fn un_avance_disparatado_no_rompe_la_barra() {
    let progreso = format!("leccion1 = x, paso {0} de 3\nleccion2 = y, paso 0 de 0\n", usize::MAX);
    let fin = curso(&progreso, &[]);
    assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""));
    assert!(fin.salida.contains("█████████░  paso "), "{}", fin.salida);
    assert!(fin.salida.contains("█░░░░░░░░░  paso 0 de 0"), "{}", fin.salida);
}

#[test]
fn el_progreso_en_json_tiene_los_campos_prometidos() {
    let progreso =
        "leccion1 = fin, paso 8 de 8, terminada el 2026-01-02\nleccion3 = tres-envios, paso 4 de 9\nbasura\n";
    let fin = curso(progreso, &["progreso", "--json"]);
    assert_eq!(fin.codigo, Some(0));
    assert!(fin.errores.contains("no entiendo la línea 3 de"), "lo raro se dice por stderr: {}", fin.errores);
    let informe = json(&fin);
    let lecciones = informe["lecciones"].as_array().unwrap();
    for leccion in lecciones {
        let mut campos: Vec<&str> = leccion.as_object().unwrap().keys().map(String::as_str).collect();
        campos.sort_unstable();
        assert_eq!(
            campos,
            ["hechos", "leccion", "minutos", "nivel", "paso", "por_hacer", "terminada", "titulo", "total"]
        );
        assert!(leccion["minutos"].as_u64().unwrap() > 0);
    }
    let de = |nombre: &str| lecciones.iter().find(|leccion| leccion["leccion"] == nombre).unwrap();
    assert_eq!((&de("leccion1")["terminada"], &de("leccion1")["paso"]), (&"2026-01-02".into(), &8.into()));
    assert_eq!((&de("leccion2")["paso"], &de("leccion2")["total"]), (&0.into(), &Value::Null));
    assert_eq!((&de("leccion3")["paso"], &de("leccion3")["total"]), (&4.into(), &9.into()));
    assert_eq!(de("leccion3")["terminada"], Value::Null);
    // De un progreso antiguo se sabe que se leyó, y nada más.
    assert_eq!((&de("leccion1")["nivel"], &de("leccion1")["por_hacer"]), (&"leída".into(), &Value::Null));
    assert_eq!(de("leccion3")["nivel"], Value::Null);
}

#[test]
fn la_lista_en_json_tiene_todas_las_lecciones_con_sus_criterios() {
    let lista = json(&curso("", &["lista", "--json"]));
    let lecciones = lista["lecciones"].as_array().unwrap();
    assert_eq!(lecciones.len(), 7);
    assert_eq!((&lecciones[0]["leccion"], &lecciones[0]["disponible"]), (&"leccion1".into(), &true.into()));
    assert!(lecciones[0]["criterios"].as_array().unwrap().contains(&"RA3.f".into()), "{}", lecciones[0]);
}

#[test]
fn un_progreso_corrupto_no_impide_abrir_el_curso() {
    let carpeta = carpeta();
    fs::write(progreso_en(&carpeta), b"\xff\xfe\x00 a medias\nleccion1 = x, paso 2 de 5\n").unwrap();
    let fin = arrancar_orden(Command::new(CURSO).env("REDES_PROGRESO", progreso_en(&carpeta))).esperar();
    assert_eq!(fin.codigo, Some(0));
    assert!(fin.errores.starts_with("aviso: no entiendo la línea 1 de"), "{}", fin.errores);
    assert!(fin.salida.contains("Vas por el paso 2 de 5 de la lección 1"), "{}", fin.salida);
}

#[test]
fn un_progreso_ilegible_no_impide_abrir_el_curso() {
    let carpeta = carpeta();
    // Una carpeta no se puede leer como fichero, ni siendo administrador.
    let fin = arrancar_orden(Command::new(CURSO).env("REDES_PROGRESO", carpeta.path())).esperar();
    assert_eq!(fin.codigo, Some(0));
    assert!(fin.errores.starts_with("aviso: no he podido leer"), "{}", fin.errores);
    assert!(fin.salida.contains("Todavía no has empezado."), "{}", fin.salida);
}

#[test]
fn una_leccion_que_no_existe_es_un_argumento_equivocado() {
    for leccion in ["0", "8", "ocho", "leccion9", "-1"] {
        let fin = curso("", &["empezar", leccion]);
        assert_eq!((fin.codigo, fin.salida.as_str()), (Some(2), ""), "{leccion}");
    }
    let fin = curso("", &["empezar", "8"]);
    assert!(fin.errores.contains("las lecciones van de la 1 a la 7"), "{}", fin.errores);
}

#[test]
fn una_leccion_en_preparacion_no_arranca_y_ofrece_otras() {
    let lista = json(&curso("", &["lista", "--json"]));
    let lecciones = lista["lecciones"].as_array().unwrap();
    let Some(futura) = lecciones.iter().find(|leccion| leccion["disponible"] == false) else {
        return; // Ya están todas.
    };
    let fin = curso("", &["empezar", &futura["numero"].to_string()]);
    assert_eq!((fin.codigo, fin.salida.as_str()), (Some(1), ""));
    assert!(fin.errores.contains("está en preparación. Mientras tanto tienes la 1"), "{}", fin.errores);
}

#[test]
fn sin_cargo_y_sin_compilar_dice_como_arrancarla() {
    let carpeta = carpeta();
    let solo = carpeta.path().join(format!("curso{}", std::env::consts::EXE_SUFFIX));
    fs::hard_link(CURSO, &solo).unwrap();
    let fin = arrancar_orden(Command::new(&solo).args(["empezar", "1"]).env_remove("CARGO")).esperar();
    assert_eq!((fin.codigo, fin.salida.as_str()), (Some(1), ""));
    assert!(fin.errores.contains("no encuentro el programa de la lección 1"), "{}", fin.errores);
    assert!(fin.errores.contains("cargo run --bin leccion1"), "{}", fin.errores);
}

#[test]
fn sin_cargo_usa_el_programa_ya_compilado_que_tiene_al_lado() {
    let carpeta = carpeta();
    let sufijo = std::env::consts::EXE_SUFFIX;
    let (solo, leccion) =
        (carpeta.path().join(format!("curso{sufijo}")), carpeta.path().join(format!("leccion2{sufijo}")));
    fs::hard_link(CURSO, &solo).unwrap();
    // Hace de lección el propio curso, que sin argumentos escribe la portada.
    fs::hard_link(CURSO, &leccion).unwrap();
    let fin = arrancar_orden(Command::new(&solo).args(["empezar", "leccion2"]).env_remove("CARGO")).esperar();
    assert_eq!(fin.codigo, Some(0));
    assert!(fin.salida.contains("Redes con Rust"), "{}", fin.salida);
}

/// Con `echo` y `false` en el papel de cargo se ve qué se le pide y qué se hace con su código.
#[cfg(unix)]
mod con_cargo {
    use super::*;

    fn con(cargo: &str, progreso: &str, argumentos: &[&str]) -> Final {
        con_progreso(Command::new(CURSO).args(argumentos).env("CARGO", cargo), progreso)
    }

    #[test]
    fn arranca_la_leccion_pedida() {
        for pedida in ["3", "leccion3"] {
            let fin = con("echo", "", &["empezar", pedida]);
            assert_eq!(fin.codigo, Some(0));
            assert!(fin.salida.starts_with("run --quiet --bin leccion3 --manifest-path "), "{}", fin.salida);
            assert!(fin.errores.contains("la lección 3"), "antes dice lo que va a hacer: {}", fin.errores);
        }
    }

    #[test]
    fn sin_decir_cual_arranca_la_que_toca() {
        let fin = con("echo", "leccion2 = eco, paso 2 de 8\n", &["empezar"]);
        assert!(fin.salida.contains("--bin leccion2 "), "{}", fin.salida);
    }

    #[test]
    fn con_todo_terminado_vuelve_a_la_primera() {
        let fin = con("echo", &todo_terminado(), &["leccion"]);
        assert!(fin.salida.contains("--bin leccion1 "), "{}", fin.salida);
    }

    #[test]
    fn su_codigo_es_el_de_la_leccion() {
        assert_eq!(con("false", "", &["empezar", "1"]).codigo, Some(1));
    }

    #[test]
    fn un_cargo_que_no_existe_se_explica() {
        let fin = con("no-hay-tal-cargo", "", &["empezar", "1"]);
        assert_eq!(fin.codigo, Some(1));
        assert!(fin.errores.contains("no he podido arrancar la lección 1: no existe (NotFound)."), "{}", fin.errores);
    }
}

#[test]
fn la_ayuda_ensena_que_hacer_primero_y_solo_lo_que_existe() {
    for argumentos in [&["--help"][..], &["-h"]] {
        let fin = curso("", argumentos);
        assert_eq!(fin.codigo, Some(0));
        assert!(fin.salida.contains("Qué hacer primero:\n  cargo run  "), "{}", fin.salida);
        for orden in ["verificar", "vigilar", "pista", "solucion", "reiniciar", "doctor", "explica"] {
            assert!(fin.salida.contains(&format!("\n  {orden} ")), "{orden}: {}", fin.salida);
        }
        assert!(!fin.salida.contains("calificar"), "{}", fin.salida);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn quien_lee_puede_irse_antes() {
    let orden = format!("{CURSO} lista | head -n 1");
    let fin = arrancar_orden(Command::new("bash").args(["-o", "pipefail", "-c", &orden])).esperar();
    assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn un_disco_lleno_se_explica() {
    let orden = format!("{CURSO} lista > /dev/full");
    let fin = arrancar_orden(Command::new("bash").args(["-c", &orden])).esperar();
    assert_eq!(fin.codigo, Some(1));
    assert!(fin.errores.starts_with("error: no he podido escribir el resultado: "), "{}", fin.errores);
}

/// El menú, en una terminal de mentira que pone `script`: si no lo hay, no se prueba.
#[cfg(target_os = "linux")]
mod en_una_terminal {
    use std::io::{Read, Write};
    use std::process::Stdio;
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    /// Pulsa `teclas` cuando el menú está dibujado y devuelve lo que se ha visto y el código con que acaba.
    fn pulsar(teclas: &str) -> Option<(String, Option<i32>)> {
        let carpeta = carpeta();
        let mut orden = Command::new("script");
        let dentro = format!("stty rows 24 cols 80 && exec '{CURSO}'");
        orden.args(["--quiet", "--return", "--echo", "never", "--command", &dentro, "/dev/null"]);
        orden.env("REDES_PROGRESO", progreso_en(&carpeta)).env("CARGO", "false").env("TERM", "xterm-256color");
        let mut hijo = orden.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let mut salida = hijo.stdout.take().unwrap();
        let (envia, recibe) = mpsc::channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(leidos @ 1..) = salida.read(&mut buffer) {
                if envia.send(buffer[..leidos].to_vec()).is_err() {
                    return;
                }
            }
        });
        let mut visto = Vec::new();
        let mut entrada = hijo.stdin.take().unwrap();
        for tecla in teclas.split_inclusive(|_| true) {
            let antes = visto.len();
            while !String::from_utf8_lossy(&visto[antes..]).contains("q: sale") {
                visto.extend(recibe.recv_timeout(apoyo::PLAZO).expect("el menú se dibuja"));
            }
            entrada.write_all(tecla.as_bytes()).unwrap();
        }
        while let Ok(trozo) = recibe.recv_timeout(apoyo::PLAZO) {
            visto.extend(trozo);
        }
        let codigo = hijo.wait().unwrap().code();
        Some((String::from_utf8_lossy(&visto).into_owned(), codigo))
    }

    const CURSOR_VISIBLE: &str = "\u{1b}[?25h";

    #[test]
    fn q_sale_bien_y_deja_la_terminal_como_estaba() {
        let Some((visto, codigo)) = pulsar("q") else { return };
        assert_eq!(codigo, Some(0), "{visto}");
        assert!(visto.trim_end().ends_with(CURSOR_VISIBLE), "{visto:?}");
    }

    #[test]
    fn ctrl_c_sale_como_interrumpido() {
        let Some((visto, codigo)) = pulsar("\u{3}") else { return };
        assert_eq!(codigo, Some(130), "{visto}");
        assert!(visto.trim_end().ends_with(CURSOR_VISIBLE), "{visto:?}");
    }

    #[test]
    fn una_leccion_que_falla_lo_dice_y_vuelve_al_menu() {
        // `false` hace de cargo: la lección 2 «acaba» con código 1.
        let Some((visto, codigo)) = pulsar("2\rq") else { return };
        assert_eq!(codigo, Some(0), "{visto}");
        assert!(visto.contains("La lección 2 ha acabado con un fallo (código 1)."), "{visto}");
    }
}

/// El libro lo construye otro programa, que está al lado o que cargo compila.
mod el_libro {
    use super::*;

    fn libro(argumentos: &[&str]) -> Command {
        static AL_DIA: std::sync::Once = std::sync::Once::new();
        AL_DIA.call_once(|| apoyo::compilar(&["--package", "libro"]));
        let mut orden = Command::new(CURSO);
        orden.arg("libro").args(argumentos);
        orden
    }

    #[test]
    fn es_una_orden_mas_del_curso() {
        let fin = arrancar_orden(&mut libro(&["comprobar", "--help"])).esperar();
        assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""));
        assert!(fin.salida.contains("Uso: curso libro comprobar"), "{}", fin.salida);
        let fin = arrancar_orden(&mut libro(&["--mala"])).esperar();
        assert_eq!((fin.codigo, fin.salida.as_str()), (Some(2), ""));
        assert!(fin.errores.ends_with("Prueba: curso libro --help\n"), "{}", fin.errores);
    }

    #[test]
    fn tambien_se_analiza_sin_hacer_nada() {
        for (argumentos, codigo) in [(&["--servir", "--puerto", "0"][..], 0), (&["--mala"], 2)] {
            let fin = arrancar_orden(libro(argumentos).env("REDES_SOLO_ANALIZAR", "1")).esperar();
            assert_eq!((fin.codigo, fin.salida.as_str()), (Some(codigo), ""), "{argumentos:?}");
        }
    }

    #[test]
    fn sin_cargo_usa_el_que_tiene_al_lado() {
        let carpeta = carpeta();
        let sufijo = std::env::consts::EXE_SUFFIX;
        let de = |nombre: &str| carpeta.path().join(format!("{nombre}{sufijo}"));
        fs::hard_link(CURSO, de("curso")).unwrap();
        // Hace de programa del libro el propio curso: `lista` le llega tal cual.
        fs::hard_link(CURSO, de("libro")).unwrap();
        let fin = arrancar_orden(Command::new(de("curso")).args(["libro", "lista"]).env_remove("CARGO")).esperar();
        assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""));
        assert!(fin.salida.contains("Para empezar una lección"), "{}", fin.salida);
    }

    #[test]
    fn sin_nada_dice_como_arrancarlo() {
        let carpeta = carpeta();
        let solo = carpeta.path().join(format!("curso{}", std::env::consts::EXE_SUFFIX));
        fs::hard_link(CURSO, &solo).unwrap();
        let fin = arrancar_orden(Command::new(&solo).arg("libro").env_remove("CARGO").env("PATH", "")).esperar();
        assert_eq!((fin.codigo, fin.salida.as_str()), (Some(1), ""));
        assert!(fin.errores.starts_with("Compilando lo que construye el libro"), "{}", fin.errores);
        assert!(fin.errores.contains("error: no he podido arrancar el programa del libro: "), "{}", fin.errores);
        assert!(fin.errores.contains("cargo run -- libro"), "{}", fin.errores);
    }

    /// Con programas de otros en el papel de cargo se ve qué se le pide y qué se hace con su código.
    #[cfg(unix)]
    #[test]
    fn con_cargo_se_pone_al_dia() {
        let con = |cargo: &str| arrancar_orden(libro(&["--servir", "--puerto", "0"]).env("CARGO", cargo)).esperar();
        let fin = con("echo");
        assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""));
        assert!(fin.salida.starts_with("run --quiet --package libro --manifest-path "), "{}", fin.salida);
        assert!(fin.salida.ends_with("Cargo.toml -- --servir --puerto 0\n"), "{}", fin.salida);
        assert_eq!(con("false").codigo, Some(1));
    }

    /// El curso pasa a ser el programa del libro: interrumpirlo a él es interrumpirlo todo.
    #[cfg(unix)]
    #[test]
    fn al_interrumpirlo_no_queda_nadie() {
        use std::os::unix::fs::PermissionsExt;
        let carpeta = carpeta();
        let cargo = carpeta.path().join("cargo");
        fs::write(&cargo, "#!/bin/sh\necho $$\nexec sleep 600\n").unwrap();
        fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
        let programa = arrancar_orden(libro(&["--servir"]).env("CARGO", &cargo));
        assert_eq!(programa.linea(), programa.pid().to_string());
        programa.interrumpir();
        assert_eq!(programa.esperar().codigo, None);
    }
}

#[test]
fn una_orden_solo_se_analiza_si_se_pide() {
    let mut orden = std::process::Command::new(CURSO);
    let fin = apoyo::ejecutar_orden(orden.arg("lista").env("REDES_SOLO_ANALIZAR", "1"));
    assert_eq!((fin.codigo, fin.salida.as_str()), (Some(0), ""));
    let mut orden = std::process::Command::new(CURSO);
    let fin = apoyo::ejecutar_orden(orden.args(["lista", "--jsom"]).env("REDES_SOLO_ANALIZAR", "1"));
    assert_eq!(fin.codigo, Some(2));
}
