//! `vigilar` y `verificar` en una terminal de verdad: se guarda, se pulsa, se cuelga el programa, y al salir no queda
//! nada: ni la terminal cruda, ni un proceso, ni un fichero.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use apoyo::PLAZO;
use apoyo::aula::Aula;
use apoyo::terminal::Terminal;

const CURSO: &str = env!("CARGO_BIN_EXE_curso");

/// Un servidor que acepta, y se queda colgado.
const COLGADO: &str = "fn main() {
    let listener = std::net::TcpListener::bind(std::env::args().nth(1).unwrap()).unwrap();
    println!(\"escuchando en {}\", listener.local_addr().unwrap());
    let _clientes: Vec<_> = listener.incoming().collect();
}
";

fn abrir(aula: &Aula, argumentos: &str) -> Option<Terminal> {
    Terminal::abrir(&format!("'{CURSO}' {argumentos}"), &aula.entorno(env!("CARGO")))
}

fn aula() -> Aula {
    Aula::nueva(env!("CARGO_TARGET_TMPDIR"))
}

/// Los procesos de esta carpeta de retos: su sitio en `/proc`.
fn procesos(aula: &Aula) -> Vec<PathBuf> {
    let carpeta = aula.progreso().parent().unwrap().to_path_buf();
    let buscada = [b"REDES_RETOS=".as_slice(), carpeta.as_os_str().as_encoded_bytes()].concat();
    let es_suyo = |ruta: &Path| {
        let entorno = fs::read(ruta.join("environ")).unwrap_or_default();
        entorno.split(|byte| *byte == 0).any(|variable| variable == buscada)
    };
    let todos = fs::read_dir("/proc").unwrap().flatten().map(|entrada| entrada.path());
    todos.filter(|ruta| es_suyo(ruta)).collect()
}

/// Espera a que no quede ningún proceso de esta carpeta de retos.
fn no_queda_nadie(aula: &Aula) {
    let limite = Instant::now() + PLAZO;
    while !procesos(aula).is_empty() {
        assert!(Instant::now() < limite, "siguen en marcha: {:?}", procesos(aula));
        std::thread::yield_now();
    }
    // Ni la carpeta de lo que dejan a medias los compiladores, que está al lado del programa.
    let provisionales: Vec<_> = fs::read_dir(PathBuf::from(CURSO).parent().unwrap())
        .unwrap()
        .map(|entrada| entrada.unwrap().path())
        .filter(|ruta| {
            let pid = ruta.file_name().unwrap().to_string_lossy().strip_prefix("curso-").map(str::to_string);
            pid.and_then(|pid| pid.parse::<u32>().ok())
                .is_some_and(|pid| !PathBuf::from(format!("/proc/{pid}")).exists())
        })
        .collect();
    assert!(provisionales.is_empty(), "quedan {provisionales:?}");
}

#[test]
fn se_corrige_al_guardar_y_se_va_de_reto_en_reto() {
    let aula = aula();
    let Some(mut terminal) = abrir(&aula, "vigilar") else { return };
    terminal.espera("servidor_saludo · Saluda a cada cliente").espera("pendiente · exercises/servidor_saludo.rs:");
    terminal.espera("Espero a que guardes");
    aula.resolver("servidor_saludo");
    terminal.espera("✔ servidor_saludo · ").espera("¡Reto superado! Con n vas al siguiente, «servidor_web».");
    terminal.espera("Visto ").espera("s después de guardar");
    assert!(fs::read_to_string(aula.progreso()).unwrap().contains("reto servidor_saludo = superado el "));
    terminal.pulsa("s").espera("son iguales, letra por letra").espera("Esc vuelve").pulsa("\x1b");
    terminal.espera("✔ servidor_saludo · ").espera("q sale");
    terminal.pulsa("d").espera("✔ arranque").espera("q sale").pulsa("d").espera("q sale");
    terminal.pulsa("n").espera("servidor_web · Una página").espera("pendiente · ").espera("q sale");
    aula.escribir("servidor_web", "fn main() { let x = }\n");
    terminal.espera("error: expected expression").espera("no compila: arriba está").espera("q sale");
    terminal.pulsa("p").espera("R20, no compila.").espera("q sale");
    terminal.pulsa("p").espera("Pista 1 de 3").espera("q sale");
    terminal.pulsa("s").espera("Si te rindes, pulsa s otra vez").pulsa("s").espera("+++ solutions/servidor_web.rs");
    terminal.espera("q sale").pulsa("l").espera("▸ ✘  servidor_web").espera("Intro va a ese").pulsa("\x1b[B");
    terminal.espera("▸ ·  servidor_eco").espera("Intro va a ese").pulsa("\r");
    terminal.espera("servidor_eco · Devuelve lo que recibes").espera("pendiente · ").espera("q sale");
    terminal.pulsa("q").espera("Hasta luego. Para volver: cargo run -- vigilar servidor_eco");
    terminal.acaba_con(0);
    no_queda_nadie(&aula);
}

#[test]
fn con_un_programa_colgado_las_teclas_responden_y_guardar_empieza_otra() {
    let aula = aula();
    aula.escribir("servidor_eco", COLGADO);
    let Some(mut terminal) = abrir(&aula, "vigilar servidor_eco") else { return };
    terminal.espera(": un-mensaje");
    terminal.pulsa("l").espera("Intro va a ese").pulsa("l").espera("q sale");
    // Sin esperar a que se dé por colgado.
    aula.resolver("servidor_eco");
    terminal.espera("✔ servidor_eco · 13 casos").espera("q sale");
    aula.escribir("servidor_eco", COLGADO);
    terminal.espera(": un-mensaje").pulsa("\x03");
    terminal.acaba_con(130);
    no_queda_nadie(&aula);
}

#[test]
fn al_perder_el_fichero_lo_dice_y_al_recuperarlo_sigue() {
    let aula = aula();
    let Some(mut terminal) = abrir(&aula, "vigilar lineas") else { return };
    terminal.espera("pendiente · ").espera("q sale");
    fs::remove_file(aula.fuente("lineas")).unwrap();
    terminal.espera("No encuentro `exercises/lineas.rs`").espera("q sale");
    aula.resolver("lineas");
    terminal.espera("✔ lineas · ").espera("q sale").pulsa("q");
    terminal.acaba_con(0);
    no_queda_nadie(&aula);
}

#[test]
fn verificar_ensena_que_caso_va_y_q_lo_deja_sin_restos() {
    for tecla in ["q", "\x03"] {
        let aula = aula();
        aula.resolver("cliente_eco");
        aula.escribir("servidor_eco", COLGADO);
        let Some(mut terminal) = abrir(&aula, "verificar leccion2") else { return };
        terminal.espera("Compilando 2 retos").espera("servidor_eco: caso 2 de 13, un-mensaje").espera("q lo deja");
        terminal.pulsa(tecla).espera("sin terminar.").espera("no queda ningún programa en marcha");
        terminal.acaba_con(130);
        no_queda_nadie(&aula);
    }
}

#[test]
fn una_senal_deja_la_terminal_limpia() {
    let aula = aula();
    aula.escribir("servidor_eco", COLGADO);
    // La orden dice su pid antes de ser el curso.
    let orden = format!("sh -c 'echo pid: $$ .; exec \"$0\" vigilar servidor_eco' '{CURSO}'");
    let Some(mut terminal) = Terminal::abrir(&orden, &aula.entorno(env!("CARGO"))) else { return };
    terminal.espera("pid: ");
    terminal.espera(": un-mensaje");
    let vigilan = procesos(&aula).into_iter().filter(|ruta| {
        let linea = fs::read(ruta.join("cmdline")).unwrap_or_default();
        linea.starts_with(CURSO.as_bytes()) && linea.ends_with(b"vigilar\0servidor_eco\0")
    });
    for ruta in vigilan {
        let pid = ruta.file_name().unwrap();
        assert!(std::process::Command::new("kill").arg("-TERM").arg(pid).status().unwrap().success());
    }
    terminal.acaba_con(143);
    no_queda_nadie(&aula);
}
