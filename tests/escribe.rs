//! Lo que se escribe en las lecciones: el cambio bueno pasa, y el descuido de siempre tiene su código.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::path::Path;
use std::thread;

use redes::guia::corrector::Veredicto;
use redes::guia::{Guion, Se, probar_lo_que_se_escribe};

const GUIONES: &[fn() -> Guion] = &[
    leccion1::guia::guion,
    leccion2::guia::guion,
    leccion3::guia::guion,
    leccion4::guia::guion,
    leccion5::guia::guion,
    leccion6::guia::guion,
    leccion7::guia::guion,
];

#[test]
fn lo_que_se_pide_escribir_pasa_y_el_descuido_de_siempre_tiene_su_codigo() {
    let curso = Path::new(env!("CARGO_BIN_EXE_curso"));
    let fallos: Vec<String> = thread::scope(|hilos| {
        let probando = |guion: fn() -> Guion| hilos.spawn(move || probar_lo_que_se_escribe(&guion(), curso).unwrap());
        let todos: Vec<_> = GUIONES.iter().map(|guion| probando(*guion)).collect();
        let probados = todos.into_iter().flat_map(|hilo| hilo.join().unwrap());
        probados
            .filter_map(|probado| {
                let bueno = match probado.busca {
                    Se::Arregla => Veredicto::Bien,
                    Se::Rompe(codigo) => Veredicto::Mal(codigo.to_string()),
                };
                let malo = Veredicto::Mal(probado.codigo.to_string());
                (probado.bien != bueno || probado.mal != malo).then(|| format!("{probado:?}"))
            })
            .collect()
    });
    assert!(fallos.is_empty(), "{}", fallos.join("\n"));
}

/// Como quien aprende, en una terminal: se escribe mal, se escribe bien, y queda apuntado. Intro no se lo salta.
#[cfg(target_os = "linux")]
#[test]
fn en_una_terminal_se_guarda_se_prueba_y_se_apunta() {
    use std::fs;
    use std::time::Duration;

    use apoyo::terminal::Terminal;

    apoyo::compilar(&["--bin", "leccion2"]);
    let carpeta = apoyo::carpeta();
    let (taller, progreso) = (carpeta.path().join("taller"), carpeta.path().join("progreso.txt"));
    let leccion = Path::new(env!("CARGO_BIN_EXE_curso")).with_file_name("leccion2");
    // Sin cargo a la vista, la guía usa el `curso` que hay a su lado.
    let orden = format!("env -u CARGO '{}' guia --paso 5", leccion.display());
    let entorno = [("REDES_TALLER", taller.clone()), ("REDES_PROGRESO", progreso.clone())];
    let Some(mut terminal) = Terminal::abrir(&orden, &entorno) else { return };
    let plazo = Duration::from_secs(60);
    terminal.espera("bucle.rs").espera("pendiente").pulsa("\r").espera("Esto se hace, no se lee");
    let fichero = taller.join("leccion2/bucle.rs");
    let partida = fs::read_to_string(&fichero).unwrap();
    fs::write(&fichero, partida.replace("let mut buffer = [0; 1024];", "let mut buffer = [0; 1024]")).unwrap();
    terminal.espera_en("En español:", plazo).espera_en("No compila todavía", plazo);
    fs::write(&fichero, include_str!("../lessons/leccion2/escalera/3_hasta_el_final.rs")).unwrap();
    terminal.espera_en("Eso es.", plazo).espera("Intro sigue").pulsa("q").espera("Hasta luego");
    terminal.acaba_con(0);
    let apuntado = fs::read_to_string(progreso).unwrap();
    assert!(apuntado.contains("practica leccion2 = escribe-bucle, 1 de 4\n"), "{apuntado}");
}
