//! El teclado mientras corre el reloj: tecla a tecla, para poder escribir la respuesta con la cuenta atrás al lado.
//!
//! Una terminal, por lo general, no entrega nada hasta que se pulsa Intro. Aquí se le pide cada tecla (modo *raw*), y
//! a cambio hay que hacer lo que ella hacía: enseñar lo escrito, borrar, salir con Ctrl-C. Pase lo que pase, al soltar
//! [`ModoTeclas`] la terminal vuelve a como estaba.

use std::io::{self, BufRead};
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::SyncSender;
use std::thread;

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, read,
};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use redes::consola;

use super::novedad::{Novedad, Tecla};

/// Mientras vive, la terminal entrega cada tecla.
pub struct ModoTeclas;

impl ModoTeclas {
    pub fn entrar() -> io::Result<Self> {
        // Un `kill` no suelta nada: la terminal se arregla aparte.
        static A_LO_SUYO: AtomicBool = AtomicBool::new(false);
        consola::limpiar_al_morir(&A_LO_SUYO);
        enable_raw_mode().map(|()| Self)
    }
}

impl Drop for ModoTeclas {
    fn drop(&mut self) {
        let _ = disable_raw_mode();
    }
}

/// Cuenta lo que se escriba, desde otro hilo: cada tecla, o cada línea si no hay nadie al teclado, sino una tubería.
pub fn escuchar(tecla_a_tecla: bool, avisa: SyncSender<Novedad>) {
    thread::spawn(move || {
        if tecla_a_tecla {
            contar_teclas(&avisa);
        } else {
            contar_lineas(&avisa);
        }
    });
}

fn contar_teclas(avisa: &SyncSender<Novedad>) {
    while let Ok(suceso) = read() {
        let tecla = match suceso {
            Event::Key(tecla)
                if tecla.kind != KeyEventKind::Release =>
            {
                traducir(tecla)
            }
            _ => None,
        };
        if tecla.is_some_and(|tecla| {
            avisa.send(Novedad::Tecla(tecla)).is_err()
        }) {
            return;
        }
    }
}

fn contar_lineas(avisa: &SyncSender<Novedad>) {
    for linea in io::stdin().lock().lines() {
        let Ok(linea) = linea else { break };
        if avisa.send(Novedad::Linea(linea)).is_err() {
            return;
        }
    }
}

fn traducir(tecla: KeyEvent) -> Option<Tecla> {
    let control = tecla.modifiers.contains(KeyModifiers::CONTROL);
    match tecla.code {
        KeyCode::Char('c' | 'd') if control => Some(Tecla::Salir),
        KeyCode::Char('u' | 'w') if control => Some(Tecla::BorrarTodo),
        KeyCode::Char(letra) if !control => Some(Tecla::Letra(letra)),
        KeyCode::Backspace => Some(Tecla::Borrar),
        KeyCode::Enter => Some(Tecla::Intro),
        _ => None,
    }
}
