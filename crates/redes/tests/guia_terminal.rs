//! La guía en una terminal de verdad (la que abre `script`): se pulsa, se lee la pantalla y se mira cómo queda todo.
//!
//! La prueba se ejecuta a sí misma dentro de la terminal, con la prueba `hijo`. Donde no hay `script` de util-linux,
//! lo dice y no prueba nada.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::path::PathBuf;

use apoyo::terminal::Terminal;
use apoyo::{PLAZO, TempDir};
use redes::errores::terminar;
use redes::guia::{Desenlace, Guion, Opciones, Paso, Reaccion, TeToca, recorrer};

/// La lección que se recorre dentro de la terminal. No es una prueba por sí misma.
#[test]
#[ignore = "la ejecuta la otra prueba dentro de una terminal"]
fn hijo() {
    let guion = Guion {
        nombre: "leccion0",
        titulo: "En una terminal",
        fuentes: Vec::new(),
        pasos: vec![
            Paso::nuevo("apuesta", "Una apuesta")
                .apuesta("¿Cuánto?", &["uno", "dos"])
                .ejecutar(|_| Ok(Desenlace::opcion(0, "Era uno."))),
            Paso::nuevo("ejecucion", "Una ejecución").parrafo("Va.").ejecutar(|_| Ok(Desenlace::relato("Ya está."))),
            Paso::nuevo("te-toca", "Te toca").te_toca(TeToca {
                puerto: 0,
                encargo: Box::new(|_| "Llama.".into()),
                servidor: std::sync::Arc::new(|_| Ok(())),
                reaccion: Box::new(|_| Reaccion::Espera),
                ensayo: Box::new(|_| Ok(())),
                plazo: PLAZO,
            }),
            Paso::nuevo("larga", "Larga").parrafo((1..60).map(|n| format!("linea{n}\n")).collect::<String>()),
        ],
    };
    let codigo = terminar(recorrer(&guion, &Opciones::default()));
    std::process::exit(i32::from(codigo != std::process::ExitCode::SUCCESS));
}

/// Una terminal con la lección en marcha y la carpeta donde se recuerda por dónde va. `None` si aquí no hay cómo abrirla.
fn abrir() -> Option<(Terminal, TempDir)> {
    let carpeta = apoyo::carpeta();
    let progreso = progreso_en(&carpeta);
    let prueba = std::env::current_exe().unwrap();
    let orden = format!("'{}' --ignored --exact hijo --nocapture", prueba.display());
    Some((Terminal::abrir(&orden, &[("REDES_PROGRESO", progreso)])?, carpeta))
}

fn progreso_en(carpeta: &TempDir) -> PathBuf {
    carpeta.path().join("progreso.txt")
}

#[test]
fn se_recorre_pulsando_teclas_y_se_recuerda_por_donde_se_iba() {
    let Some((mut terminal, carpeta)) = abrir() else { return };
    terminal.espera("paso 1 de 4").espera("1-2 apuesta").pulsa("2");
    terminal.espera("Apostaste 2 y ha sido: 1) uno.").espera("Intro sigue").pulsa("\r");
    terminal.espera("paso 2 de 4").espera("Intro lo ejecuta").pulsa(" ");
    terminal.espera("Ya está.").espera("Intro sigue").pulsa("\x1b[C");
    terminal.espera("paso 3 de 4").espera("Espero en 127.0.0.1:").pulsa("s");
    terminal.espera("paso 4 de 4").espera("linea19").espera("Intro para seguir leyendo").pulsa("\r");
    terminal.espera("linea41").espera("Intro para seguir leyendo").pulsa("\r");
    terminal.espera("linea59").espera("Intro termina").pulsa("\r");
    terminal.espera("¡Enhorabuena!");
    let guardado = std::fs::read_to_string(progreso_en(&carpeta)).unwrap();
    assert!(guardado.contains("\nleccion0 = larga, paso 4 de 4"), "{guardado}");
    terminal.acaba_con(0);
}

#[test]
fn con_control_c_se_sale_de_cada_espera_y_la_terminal_queda_limpia() {
    for (paso, pie) in [("1", "1-2 apuesta"), ("2", "Intro lo ejecuta"), ("3", "Espero en"), ("4", "seguir leyendo")] {
        let Some((mut terminal, _carpeta)) = abrir() else { return };
        terminal.espera("1-2 apuesta");
        terminal.pulsa("s").espera("Ir al paso").pulsa(paso).pulsa("\r").espera(&format!("paso {paso} de 4"));
        terminal.espera(pie).pulsa("\x03").espera("Hasta luego.");
        terminal.acaba_con(130);
    }
}

#[test]
fn con_q_se_sale_con_codigo_0() {
    let Some((mut terminal, _carpeta)) = abrir() else { return };
    terminal.espera("1-2 apuesta").pulsa("?").espera("vuelve al paso anterior").espera("1-2 apuesta").pulsa("q");
    terminal.espera("Hasta luego.");
    terminal.acaba_con(0);
}
