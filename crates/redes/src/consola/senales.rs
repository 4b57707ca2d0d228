//! Las señales que acaban con un programa (Ctrl-C, `kill`, cerrar la ventana): antes de irse, la terminal queda como
//! estaba.
//!
//! En modo crudo, Ctrl-C es una tecla más y la atiende quien espera teclas. Esto es para lo demás: Ctrl-C mientras un
//! paso se ejecuta, o un `kill` desde otra terminal. En Windows no hay señales y la consola se arregla sola.

use std::sync::atomic::AtomicBool;

/// Desde ahora, una señal que acaba con el programa deja antes la terminal limpia, y el código es 128 más la señal.
///
/// Mientras `a_lo_suyo` sea cierto, Ctrl-C se deja pasar: es para otro programa que usa esta misma terminal.
pub fn limpiar_al_morir(a_lo_suyo: &'static AtomicBool) {
    #[cfg(unix)]
    unix::vigilar(a_lo_suyo);
    #[cfg(not(unix))]
    let _ = a_lo_suyo;
}

/// Desde ahora, una señal que acaba con el programa hace antes `recoger`: borrar lo que esté a medias, dejar el cursor en
/// una línea nueva. Es para programas que no han tocado la terminal; el código es 128 más la señal.
pub fn recoger_al_morir(recoger: impl Fn() + Send + 'static) {
    #[cfg(unix)]
    unix::recoger(recoger);
    #[cfg(not(unix))]
    let _ = recoger;
}

#[cfg(unix)]
mod unix {
    use std::io::{self, Write};
    use std::process;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    use crossterm::cursor::Show;
    use crossterm::{execute, terminal};
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    /// Un hilo espera las señales; no hay plazo porque no molesta a nadie y acaba con el programa.
    pub fn vigilar(a_lo_suyo: &'static AtomicBool) {
        // Si el sistema no deja, todo sigue como si no se hubiera pedido.
        let Ok(mut senales) = Signals::new([SIGHUP, SIGINT, SIGTERM]) else { return };
        thread::spawn(move || {
            for senal in &mut senales {
                if senal == SIGINT && a_lo_suyo.load(Ordering::Relaxed) {
                    continue;
                }
                let _ = terminal::disable_raw_mode();
                let mut salida = io::stdout();
                let _ = execute!(salida, Show).and_then(|()| salida.write_all(b"\r\n"));
                process::exit(128 + senal);
            }
        });
    }

    /// Como [`vigilar`], pero aquí no hay ninguna terminal que arreglar.
    pub fn recoger(recoger: impl Fn() + Send + 'static) {
        let Ok(mut senales) = Signals::new([SIGHUP, SIGINT, SIGTERM]) else { return };
        thread::spawn(move || {
            if let Some(senal) = senales.forever().next() {
                recoger();
                process::exit(128 + senal);
            }
        });
    }
}
