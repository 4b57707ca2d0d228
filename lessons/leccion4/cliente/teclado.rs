//! El teclado mientras corre el reloj: tecla a tecla, para poder escribir la respuesta con la cuenta atrás al lado.
//!
//! Una terminal, por lo general, no entrega nada hasta que se pulsa Intro. Aquí se le pide cada tecla (modo *raw*), y
//! a cambio hay que hacer lo que ella hacía: enseñar lo escrito, borrar, salir con Ctrl-C. Pase lo que pase, al soltar
//! [`ModoTeclas`] la terminal vuelve a como estaba.

use std::io::{self, BufRead};
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, read,
};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use redes::consola;
use redes::errores::explicar;

use super::lineas;
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

/// Cuántas líneas se leen por delante de las preguntas. Con la cola llena no se lee más: quien escribe en la tubería espera, y
/// `yes` no llena la memoria.
const POR_DELANTE: usize = 64;

/// Cuenta cada tecla, desde otro hilo.
pub fn escuchar_teclas(avisa: SyncSender<Novedad>) {
    thread::spawn(move || contar_teclas(&avisa));
}

/// Cuando no hay nadie al teclado, sino una tubería: cada línea, desde otro hilo. Se recogen en la cola que devuelve.
pub fn escuchar_lineas(
    avisa: SyncSender<Novedad>,
) -> Receiver<String> {
    let (guarda, lineas) = sync_channel(POR_DELANTE);
    thread::spawn(move || {
        contar_lineas(&mut io::stdin().lock(), &guarda, &avisa);
    });
    lineas
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

fn contar_lineas(
    entrada: &mut impl BufRead,
    guarda: &SyncSender<String>,
    avisa: &SyncSender<Novedad>,
) {
    loop {
        match lineas::siguiente(entrada) {
            Ok(None) => return,
            Ok(Some(linea)) => {
                if guarda.send(linea).is_err()
                    || avisa.send(Novedad::HayLinea).is_err()
                {
                    return;
                }
            }
            Err(error) => {
                let error = explicar(&error);
                return consola::avisar(&format!(
                    "dejo de leer tus respuestas: {error}"
                ));
            }
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

#[cfg(test)]
mod pruebas {
    use std::io::{BufReader, Read};
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Lo que escribe `yes`, contado.
    struct Yes<'a>(&'a AtomicUsize);

    impl Read for Yes<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let dos: &mut [u8; 2] =
                buffer.first_chunk_mut().expect("hay sitio");
            *dos = *b"y\n";
            self.0.fetch_add(1, Ordering::SeqCst);
            Ok(2)
        }
    }

    #[test]
    fn no_se_lee_mas_que_unas_cuantas_por_delante() {
        const RECOGIDAS: usize = 1000;
        let leidas = AtomicUsize::new(0);
        let (guarda, lineas) = sync_channel(POR_DELANTE);
        let (avisa, novedades) = sync_channel(64);
        thread::scope(|hilos| {
            let lee = hilos.spawn(|| {
                let mut yes = BufReader::new(Yes(&leidas));
                contar_lineas(&mut yes, &guarda, &avisa);
                drop((guarda, avisa));
            });
            // El hilo principal atiende los avisos, haya o no pregunta que contestar.
            hilos.spawn(move || for _ in novedades {});
            for _ in 0..RECOGIDAS {
                assert_eq!(lineas.recv().as_deref(), Ok("y"));
            }
            // Lo que aún se pudiera leer, que se lea: acaba en cuanto no hay quien lo recoja.
            drop(lineas);
            lee.join().expect("acaba");
        });
        // Las recogidas, las que caben en la cola y la que tenía en la mano.
        let leidas = leidas.into_inner();
        assert!(leidas <= RECOGIDAS + POR_DELANTE + 2, "{leidas}");
    }
}
