//! La ventana, desde este lado: se abre en **otro proceso** ([`ventana_aparte`](super::ventana_aparte)), al que se le va diciendo
//! qué enseñar por su stdin.
//!
//! `minifb` puede acabar con el programa entero sin que nadie pueda evitarlo: en una pantalla de pocos colores libera lo que
//! nunca tuvo, y si la pantalla muere es Xlib quien llama a `exit`. Así solo se lleva por delante la ventana: aquí se dice en
//! una frase y se sigue recibiendo.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use redes::consola;
use redes::errores::{Fallo, explicar};

use super::ventana_aparte::{LISTA, ORDEN};
use super::ventana_mensajes::Mensaje;
use crate::pixeles::aviso::Aviso;
use crate::pixeles::recepcion::Final;
use crate::pixeles::vista::Vista;

/// Lo que se espera a que se abra la primera ventana. De sobra, salvo que la pantalla no conteste.
const PLAZO: Duration = Duration::from_secs(10);

/// Entre imagen e imagen: a la vista le basta con treinta por segundo, y deja el procesador a la red.
const LATIDO: Duration = Duration::from_millis(33);

/// Los avisos que se atienden entre imagen e imagen: por muchos que lleguen, la ventana no deja de responder.
const AVISOS: usize = 100;

/// ¿Parece que hay dónde abrir una ventana? Windows y macOS siempre tienen; en los demás lo dice `DISPLAY`.
pub fn hay_pantalla() -> bool {
    cfg!(any(windows, target_os = "macos")) || std::env::var_os("DISPLAY").is_some_and(|pantalla| !pantalla.is_empty())
}

/// El proceso de la ventana, ya probada. Si se suelta, se acaba.
pub struct Ventana {
    hijo: Child,
    stdin: ChildStdin,
    /// No trae nada: se cierra cuando el proceso acaba.
    acabado: Receiver<()>,
}

/// Por qué no se puede abrir una ventana.
pub struct SinVentana(pub String);

impl From<SinVentana> for Fallo {
    fn from(SinVentana(que): SinVentana) -> Self {
        Self::nuevo(que).remedio("Usa --vista terminal o --vista ninguna.")
    }
}

/// Abre y cierra una ventana de prueba antes de que llegue la imagen que la necesita. Devuelve quien abrirá las de verdad.
pub fn probar() -> Result<Ventana, SinVentana> {
    let no_puedo = |porque: &str| SinVentana(format!("no puedo abrir una ventana: {porque}"));
    if !hay_pantalla() {
        return Err(no_puedo("no hay pantalla (la variable DISPLAY está vacía)"));
    }
    let (mut ventana, dicho) = lanzar().map_err(|error| no_puedo(&explicar(&error)))?;
    match dicho.recv_timeout(PLAZO) {
        Ok(linea) if linea == LISTA => Ok(ventana),
        Ok(linea) if !linea.is_empty() => Err(no_puedo(&linea)),
        Err(RecvTimeoutError::Timeout) => Err(no_puedo("la pantalla no contesta")),
        Ok(_) | Err(RecvTimeoutError::Disconnected) => {
            let _ = ventana.hijo.wait();
            Err(no_puedo("se cae al intentarlo (¿una pantalla de menos de 24 bits de color?)"))
        }
    }
}

/// Arranca el proceso. Lo primero que diga llegará por lo que se devuelve.
fn lanzar() -> io::Result<(Ventana, Receiver<String>)> {
    let mut orden = Command::new(std::env::current_exe()?);
    orden.arg(ORDEN).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    // Aquí solo se mira la tecla Esc. Con un método de entrada que no contesta (`@im=ibus` por `ssh -X`), `minifb` no abre.
    orden.env("XMODIFIERS", "@im=none");
    let mut hijo = orden.spawn()?;
    let (Some(stdin), Some(stdout)) = (hijo.stdin.take(), hijo.stdout.take()) else {
        return Err(io::ErrorKind::BrokenPipe.into());
    };
    let ((dice, dicho), (acaba, acabado)) = (mpsc::channel(), mpsc::channel::<()>());
    thread::spawn(move || {
        let (mut stdout, mut linea) = (BufReader::new(stdout).take(1000), String::new());
        let _ = stdout.read_line(&mut linea);
        let _ = dice.send(linea.trim_end().to_string());
        let _ = io::copy(&mut stdout.into_inner(), &mut io::sink());
        drop(acaba);
    });
    Ok((Ventana { hijo, stdin, acabado }, dicho))
}

impl Drop for Ventana {
    fn drop(&mut self) {
        let _ = self.hijo.kill();
        let _ = self.hijo.wait();
    }
}

/// Cómo ha acabado de enseñarse.
pub enum Cierre {
    /// El hilo de la red ha terminado, o alguien ha cerrado la ventana.
    Querido,
    /// La ventana ha muerto, y quedan cosas por recibir.
    Roto,
}

/// Atiende la ventana hasta que alguien la cierra o el hilo de la red termina.
pub fn mostrar(mut ventana: Ventana, avisos: &Receiver<Aviso>) -> Cierre {
    let mut ensenada: Option<Ensenada> = None;
    loop {
        let mut espera = LATIDO;
        for _ in 0..AVISOS {
            match avisos.recv_timeout(espera) {
                Ok(Aviso::Linea(linea)) => consola::contar(&linea),
                Ok(Aviso::Empieza(vista)) => ensenada = Some(Ensenada::nueva(vista)),
                Ok(Aviso::Termina(fin)) => {
                    if let Some(ensenada) = &mut ensenada {
                        ensenada.fin = Some(fin);
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return Cierre::Querido,
                Err(RecvTimeoutError::Timeout) => break,
            }
            espera = Duration::ZERO;
        }
        let dicho = ensenada.as_mut().map_or(Ok(()), |ensenada| ensenada.decir(&mut ventana.stdin));
        if dicho.is_err() || ventana.acabado.try_recv() == Err(mpsc::TryRecvError::Disconnected) {
            return ventana.como_acabo();
        }
    }
}

impl Ventana {
    /// La han cerrado, o se ha caído: lo dice su código de salida.
    fn como_acabo(&mut self) -> Cierre {
        if self.hijo.wait().is_ok_and(|estado| estado.success()) {
            return Cierre::Querido;
        }
        consola::avisar("La ventana se ha cerrado sola (¿ha muerto la pantalla?): sigo recibiendo sin ella.");
        Cierre::Roto
    }
}

/// La imagen que se enseña, y lo último que se le ha dicho de ella a la ventana.
struct Ensenada {
    vista: Arc<Vista>,
    fin: Option<Final>,
    abierta: bool,
    titulo: String,
    llegados: Option<u32>,
    pixeles: Vec<u32>,
}

impl Ensenada {
    fn nueva(vista: Arc<Vista>) -> Self {
        Self { vista, fin: None, abierta: false, titulo: String::new(), llegados: None, pixeles: Vec::new() }
    }

    fn decir(&mut self, ventana: &mut impl Write) -> io::Result<()> {
        if !std::mem::replace(&mut self.abierta, true) {
            let (ancho, alto) = (self.vista.ancho as u32, self.vista.alto as u32);
            Mensaje::Empieza { ancho, alto }.escribir(ventana)?;
        }
        let titulo = self.titulo();
        if titulo != self.titulo {
            Mensaje::Titulo(titulo.clone()).escribir(ventana)?;
            self.titulo = titulo;
        }
        // Se mira cuántos hay antes de copiar: si llega otro mientras, se volverá a copiar.
        let llegados = Some(self.vista.llegados());
        if std::mem::replace(&mut self.llegados, llegados) != llegados {
            self.vista.copiar(&mut self.pixeles);
            Mensaje::Pixeles(std::mem::take(&mut self.pixeles)).escribir(ventana)?;
        }
        ventana.flush()
    }

    fn titulo(&self) -> String {
        let (ancho, alto) = self.vista.medidas;
        let estado = match self.fin {
            Some(Final::Completa) => "completa".to_string(),
            Some(_) => format!("incompleta ({} %)", self.vista.porcentaje()),
            None => format!("{} %", self.vista.porcentaje()),
        };
        format!("Píxeles · {ancho}×{alto} · {estado}")
    }
}
