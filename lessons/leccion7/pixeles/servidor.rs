//! El servidor de píxeles: un socket UDP, un receptor que decide y un lienzo que se va llenando.
//!
//! Pruébalo:   cargo run --bin leccion7 -- pixeles servidor
//! y en otra terminal:   cargo run --bin leccion7 -- pixeles cliente gatin.jpg
//!
//! Verás abrirse una ventana con el primer datagrama y la imagen dibujarse mientras llega.

use std::io;
use std::net::UdpSocket;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use redes::errores::{Fallo, Resultado};

use super::guardado::Guardado;
use super::lienzo::Vista;
use super::protocolo::BUFFER;
use super::receptor::{Final, Receptor, Suceso};
use super::{informe, terminal, ventana};
use crate::python::{Protocolo, traductor::Traductor};

/// Lo que se espera un datagrama antes de mirar el reloj, porque quien calla no despierta a nadie. Es también lo que
/// se puede tardar en salir cuando se cierra la ventana: que no se note.
const LATIDO: Duration = Duration::from_millis(20);

/// Dónde se dibuja.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pantalla {
    Ventana,
    Terminal,
    Ninguna,
}

/// Lo que se le puede pedir al servidor.
pub struct Opciones {
    pub salida: Option<PathBuf>,
    pub sobrescribir: bool,
    pub clientes: Option<u64>,
    pub silencio: Duration,
    pub protocolo: Protocolo,
}

/// Lo que el hilo de la red cuenta al que dibuja.
pub enum Aviso {
    /// Una línea para stdout.
    Linea(String),
    /// Empieza una imagen.
    Empieza(Arc<Vista>),
    /// Ya no cambiará más.
    Termina(Final),
}

/// Recibe imágenes por `socket` y las enseña en `pantalla`.
///
/// # Errors
/// Si falla el socket, no se puede guardar o, con `--clientes`, alguna imagen ha quedado incompleta.
pub fn servir(socket: UdpSocket, pantalla: Pantalla, opciones: Opciones) -> Resultado {
    let (avisa, avisos) = mpsc::channel();
    let parar = Arc::new(AtomicBool::new(false));
    let red = {
        let parar = Arc::clone(&parar);
        thread::spawn(move || recibir(&socket, &opciones, &avisa, &parar))
    };
    // La ventana va en el hilo principal (macOS lo exige) y la red en el suyo: dibujar no frena la recepción.
    let dibujado = match pantalla {
        Pantalla::Ventana => ventana::mostrar(&avisos),
        Pantalla::Terminal => terminal::mostrar(&avisos),
        Pantalla::Ninguna => Ok(()),
    };
    parar.store(dibujado.is_err() || pantalla == Pantalla::Ventana, Relaxed);
    contar(&avisos);
    let recibido = red.join().unwrap_or_else(|_| Err(Fallo::nuevo("el hilo que recibe se ha detenido")));
    dibujado.and(recibido)
}

/// Sin dibujo: solo las líneas, hasta que el hilo de la red termina.
fn contar(avisos: &Receiver<Aviso>) {
    for aviso in avisos {
        if let Aviso::Linea(linea) = aviso {
            println!("{linea}");
        }
    }
}

/// El hilo de la red. Lee, pregunta al receptor qué hacer y contesta; nada más, para no perder datagramas.
fn recibir(socket: &UdpSocket, opciones: &Opciones, avisa: &Sender<Aviso>, parar: &AtomicBool) -> Resultado {
    let fallo = |error| Fallo::de_sistema("no puedo seguir recibiendo", error);
    socket.set_read_timeout(Some(LATIDO)).map_err(fallo)?;
    let inicio = Instant::now();
    let mut receptor = Receptor::nuevo(opciones.silencio);
    let mut guardado = Guardado::nuevo(opciones.salida.clone(), opciones.sobrescribir, avisa.clone());
    let (mut terminadas, mut incompletas) = (0, 0);
    let mut buffer = [0; BUFFER];
    let mut salida = Vec::new();
    // Lo que llega de un programa de Python se traduce, y lo demás es igual.
    let (python, mut traductor) = (opciones.protocolo == Protocolo::Python, Traductor::default());
    while !(receptor.cerrado && receptor.despedido(inicio.elapsed())) {
        let mut varios = Vec::new();
        // ANCHOR: bucle
        let suceso = match socket.recv_from(&mut buffer) {
            Ok((n, de)) if python => {
                let (ahora, bytes) = (inicio.elapsed(), &buffer[..n]);
                varios = traductor.llega(&mut receptor, ahora, de, bytes);
                None
            }
            Ok((n, de)) => {
                let (ahora, bytes) = (inicio.elapsed(), &buffer[..n]);
                let (acuse, suceso) = receptor.llega(ahora, de, bytes);
                if let Some(acuse) = acuse {
                    acuse.codificar(&mut salida);
                    // Si el acuse se pierde, el emisor repetirá.
                    let _ = socket.send_to(&salida, de);
                }
                suceso
            }
            Err(e) if pasajero(&e) => receptor.vence(inicio.elapsed()),
            Err(e) => return Err(fallo(e)),
        };
        // ANCHOR_END: bucle
        let cierran = parar.load(Relaxed);
        varios.extend(suceso);
        varios.extend(if cierran { receptor.interrumpir() } else { None });
        if let Some(linea) = traductor.queja() {
            let _ = avisa.send(Aviso::Linea(linea));
        }
        for suceso in varios {
            if let Suceso::Termina(recibida) = &suceso {
                traductor.soltar();
                terminadas += 1;
                incompletas += u64::from(recibida.fin != Final::Completa);
            }
            informe::avisar(suceso, avisa, &mut guardado);
        }
        receptor.cerrado = cierran || opciones.clientes.is_some_and(|clientes| terminadas >= clientes);
        if cierran {
            break;
        }
    }
    guardado.esperar()?;
    match opciones.clientes {
        Some(_) if incompletas > 0 && !parar.load(Relaxed) => {
            let cuantas = if terminadas == 1 { "la imagen ha" } else { "alguna imagen ha" };
            Err(Fallo::nuevo(format!("{cuantas} quedado incompleta")))
        }
        _ => Ok(()),
    }
}

/// Errores de los que un receptor UDP no debe morir: que no haya llegado nada a tiempo, que una señal haya
/// interrumpido la espera o que un envío *anterior* no encontrara a nadie (Windows lo cuenta aquí, como el
/// error 10054) o fuera demasiado largo para el búfer (10040, también en Windows).
pub fn pasajero(error: &io::Error) -> bool {
    use io::ErrorKind as K;
    let esperable = matches!(error.kind(), K::WouldBlock | K::TimedOut | K::Interrupted | K::ConnectionReset);
    esperable || (cfg!(windows) && error.raw_os_error() == Some(10040))
}
