//! La guía en una terminal de verdad (la que abre `script`): se pulsa, se lee la pantalla y se mira cómo queda todo.
//!
//! La prueba se ejecuta a sí misma dentro de la terminal, con la prueba `hijo`. Donde no hay `script` de util-linux,
//! lo dice y no prueba nada.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use redes::errores::terminar;
use redes::guia::{Desenlace, Guion, Opciones, Paso, Reaccion, TeToca, recorrer};

const PLAZO: Duration = Duration::from_secs(20);

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

/// Una terminal con la lección en marcha.
struct Terminal {
    hijo: Child,
    entrada: ChildStdin,
    salida: Receiver<Vec<u8>>,
    visto: String,
    progreso: PathBuf,
}

impl Terminal {
    /// `None` si aquí no hay cómo abrir una terminal.
    fn abrir(nombre: &str) -> Option<Self> {
        let progreso = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("terminal-{nombre}.txt"));
        let _ = std::fs::remove_file(&progreso);
        let prueba = std::env::current_exe().unwrap();
        let orden = format!(
            "stty rows 24 cols 80; '{}' --ignored --exact hijo --nocapture; codigo=$?; \
             if stty -a | grep -qE -- '-(icanon|echo|isig|opost)( |;|$)'; then echo \"cruda: $codigo\"; else echo \"limpia: $codigo\"; fi",
            prueba.display()
        );
        let lanzado = Command::new("script")
            .args(["--quiet", "--return", "--command", &orden, "/dev/null"])
            .env("REDES_PROGRESO", &progreso)
            .env("TERM", "xterm-256color")
            .env_remove("NO_COLOR")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut hijo) = lanzado else {
            eprintln!("aquí no hay `script` de util-linux: no pruebo la guía en una terminal");
            return None;
        };
        let (envia, salida) = channel();
        let mut lee = hijo.stdout.take().unwrap();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(leidos @ 1..) = lee.read(&mut buffer) {
                let _ = envia.send(buffer[..leidos].to_vec());
            }
        });
        let entrada = hijo.stdin.take().unwrap();
        Some(Self { hijo, entrada, salida, visto: String::new(), progreso })
    }

    /// Espera a que aparezca un texto después de lo último esperado.
    fn espera(&mut self, texto: &str) -> &mut Self {
        let limite = Instant::now() + PLAZO;
        let mut bytes = std::mem::take(&mut self.visto).into_bytes();
        loop {
            let hasta_ahora = String::from_utf8_lossy(&bytes).into_owned();
            if let Some((_, resto)) = hasta_ahora.split_once(texto) {
                self.visto = resto.to_string();
                return self;
            }
            let queda = limite.saturating_duration_since(Instant::now());
            let mas = self.salida.recv_timeout(queda);
            bytes.extend(mas.unwrap_or_else(|_| panic!("no aparece «{texto}» en:\n{hasta_ahora}")));
        }
    }

    fn pulsa(&mut self, teclas: &str) -> &mut Self {
        self.entrada.write_all(teclas.as_bytes()).unwrap();
        self.entrada.flush().unwrap();
        self
    }

    /// Comprueba el código con el que acaba, y que la terminal vuelve a enseñar lo que se escribe.
    fn acaba_con(mut self, codigo: i32) {
        self.espera(&format!("limpia: {codigo}"));
        let _ = self.hijo.wait();
        let _ = std::fs::remove_file(&self.progreso);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.hijo.kill();
        let _ = self.hijo.wait();
    }
}

#[test]
fn se_recorre_pulsando_teclas_y_se_recuerda_por_donde_se_iba() {
    let Some(mut terminal) = Terminal::abrir("entera") else { return };
    terminal.espera("paso 1 de 4").espera("1-2 apuesta").pulsa("2");
    terminal.espera("Apostaste 2 y ha sido: 1) uno.").espera("Intro sigue").pulsa("\r");
    terminal.espera("paso 2 de 4").espera("Intro lo ejecuta").pulsa(" ");
    terminal.espera("Ya está.").espera("Intro sigue").pulsa("\x1b[C");
    terminal.espera("paso 3 de 4").espera("Espero en 127.0.0.1:").pulsa("s");
    terminal.espera("paso 4 de 4").espera("linea19").espera("Intro para seguir leyendo").pulsa("\r");
    terminal.espera("linea41").espera("Intro para seguir leyendo").pulsa("\r");
    terminal.espera("linea59").espera("Intro termina").pulsa("\r");
    terminal.espera("¡Enhorabuena!");
    let progreso = std::fs::read_to_string(&terminal.progreso).unwrap();
    assert!(progreso.contains("\nleccion0 = larga, paso 4 de 4"), "{progreso}");
    terminal.acaba_con(0);
}

#[test]
fn con_control_c_se_sale_de_cada_espera_y_la_terminal_queda_limpia() {
    for (paso, pie) in [("1", "1-2 apuesta"), ("2", "Intro lo ejecuta"), ("3", "Espero en"), ("4", "seguir leyendo")] {
        let Some(mut terminal) = Terminal::abrir(&format!("control-c-{paso}")) else { return };
        terminal.espera("1-2 apuesta");
        terminal.pulsa("s").espera("Ir al paso").pulsa(paso).pulsa("\r").espera(&format!("paso {paso} de 4"));
        terminal.espera(pie).pulsa("\x03").espera("Hasta luego.");
        terminal.acaba_con(130);
    }
}

#[test]
fn con_q_se_sale_con_codigo_0() {
    let Some(mut terminal) = Terminal::abrir("q") else { return };
    terminal.espera("1-2 apuesta").pulsa("?").espera("vuelve al paso anterior").espera("1-2 apuesta").pulsa("q");
    terminal.espera("Hasta luego.");
    terminal.acaba_con(0);
}
