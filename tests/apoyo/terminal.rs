//! Una terminal de verdad, la que abre `script`: se pulsa, se lee la pantalla y se mira cómo queda todo.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::PLAZO;

/// La terminal, con un programa dentro.
pub struct Terminal {
    hijo: Child,
    entrada: ChildStdin,
    salida: Receiver<Vec<u8>>,
    visto: Vec<u8>,
}

impl Terminal {
    /// Abre una terminal de 80×24 y ejecuta en ella una orden de la shell. `None` si aquí no hay cómo abrirla. Al acabar
    /// la orden escribe `limpia: CÓDIGO`, o `cruda: CÓDIGO` si la terminal no ha quedado como estaba.
    pub fn abrir(orden: &str, entorno: &[(&str, PathBuf)]) -> Option<Self> {
        let orden = format!(
            "stty rows 24 cols 80; {orden}; codigo=$?; \
             if stty -a | grep -qE -- '-(icanon|echo|isig|opost)( |;|$)'; then echo \"cruda: $codigo\"; \
             else echo \"limpia: $codigo\"; fi"
        );
        let lanzado = Command::new("script")
            .args(["--quiet", "--return", "--command", &orden, "/dev/null"])
            .envs(entorno.iter().map(|(nombre, valor)| (nombre, valor)))
            .env("TERM", "xterm-256color")
            .env_remove("NO_COLOR")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut hijo) = lanzado else {
            eprintln!("aquí no hay `script` de util-linux: no se prueba en una terminal");
            return None;
        };
        let (envia, salida) = channel();
        let mut lee = hijo.stdout.take().expect("stdout es una tubería");
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(leidos @ 1..) = lee.read(&mut buffer) {
                let _ = envia.send(buffer[..leidos].to_vec());
            }
        });
        let entrada = hijo.stdin.take().expect("stdin es una tubería");
        Some(Self { hijo, entrada, salida, visto: Vec::new() })
    }

    /// Espera a que aparezca un texto después de lo último esperado.
    #[track_caller]
    pub fn espera(&mut self, texto: &str) -> &mut Self {
        self.espera_en(texto, PLAZO)
    }

    /// Como [`Terminal::espera`], con un plazo propio.
    #[track_caller]
    pub fn espera_en(&mut self, texto: &str, plazo: Duration) -> &mut Self {
        let limite = Instant::now() + plazo;
        loop {
            // Los colores no cuentan: se busca en lo que se lee.
            let leido = sin_colores(&self.visto);
            if let Some((_, resto)) = leido.split_once(texto) {
                self.visto = resto.as_bytes().to_vec();
                return self;
            }
            let queda = limite.saturating_duration_since(Instant::now());
            match self.salida.recv_timeout(queda) {
                Ok(mas) => self.visto.extend(mas),
                Err(_) => panic!("no aparece «{texto}» en:\n{leido}"),
            }
        }
    }

    /// Pulsa esas teclas.
    pub fn pulsa(&mut self, teclas: &str) -> &mut Self {
        self.entrada.write_all(teclas.as_bytes()).expect("la terminal acepta teclas");
        self.entrada.flush().expect("la terminal acepta teclas");
        self
    }

    /// Comprueba el código con el que acaba, y que la terminal vuelve a enseñar lo que se escribe.
    #[track_caller]
    pub fn acaba_con(mut self, codigo: i32) {
        self.espera(&format!("limpia: {codigo}"));
        let _ = self.hijo.wait();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.hijo.kill();
        let _ = self.hijo.wait();
    }
}

/// El texto sin las órdenes de color (`ESC [ … m`). Si la última está a medias, se queda como está para la próxima vez.
fn sin_colores(bytes: &[u8]) -> String {
    let texto = String::from_utf8_lossy(bytes);
    let mut limpio = String::new();
    let mut resto = &*texto;
    while let Some((antes, despues)) = resto.split_once("\u{1b}[") {
        limpio.push_str(antes);
        let parametros = despues.len() - despues.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').len();
        if despues[parametros..].starts_with('m') {
            resto = &despues[parametros + 1..];
        } else {
            limpio.push_str("\u{1b}[");
            resto = despues;
        }
    }
    limpio + resto
}
