//! Recibir ficheros por TCP, varios a la vez, cada uno en su hilo y en su fichero.
//!
//! Pruébalo:   cargo run --bin leccion7 -- tcp servidor --salida gatin_out.jpg
//! y en otra terminal:   cargo run --bin leccion7 -- tcp cliente gatin.jpg
//!
//! Verás quién envía qué, y dónde queda guardado cuando está entero y comprobado. Si se corta, cuánto había llegado.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use redes::argumentos::{mostrar_duracion, mostrar_numero, mostrar_tamano};
use redes::errores::{Fallo, Resultado, explicar};

use super::anuncio::{Anuncio, Veredicto};
use super::barra::Barra;
use super::origen::BUFFER;
use super::recibido::{Destino, Recibido};
use crate::python::{self, Protocolo};

/// Transferencias a la vez. Cada una ocupa un búfer: con 16 son 4 MiB, y los demás esperan en la cola del sistema.
const A_LA_VEZ: usize = 16;

/// Lo que se descansa cuando `accept` falla, para no dar vueltas en vacío si el fallo dura.
const RESPIRO: Duration = Duration::from_millis(100);

/// Lo que se puede pedir al servidor.
#[derive(Debug)]
pub struct Opciones {
    pub destino: Destino,
    pub clientes: Option<u64>,
    pub silencio: Duration,
    pub protocolo: Protocolo,
}

/// Lo que comparten los hilos.
struct Comun {
    opciones: Opciones,
    /// Transferencias empezadas. Con `--clientes N`, la N+1 ya no se admite: así no se deja ninguna a medias al salir.
    admitidas: AtomicU64,
    ocupados: Mutex<usize>,
    hay_sitio: Condvar,
}

/// Atiende transferencias hasta que se interrumpe el programa o se cumple `--clientes`.
///
/// # Errors
/// Con `--clientes`, si alguna ha fallado.
pub fn servir(listener: TcpListener, opciones: Opciones) -> Resultado {
    let clientes = opciones.clientes;
    let comun = Comun { opciones, admitidas: 0.into(), ocupados: 0.into(), hay_sitio: Condvar::new() };
    let (comun, (avisa, avisos)) = (Arc::new(comun), mpsc::channel());
    thread::spawn(move || aceptar(&listener, &comun, &avisa));
    let (mut terminadas, mut fallidas) = (0, 0);
    for bien in avisos {
        terminadas += 1;
        fallidas += u64::from(!bien);
        if clientes == Some(terminadas) {
            break;
        }
    }
    match (fallidas, terminadas) {
        (0, _) => Ok(()),
        (_, 1) => Err(Fallo::nuevo("el fichero no se ha podido recibir")),
        _ => Err(Fallo::nuevo(format!("no se han podido recibir {fallidas} de {terminadas} ficheros"))),
    }
}

fn aceptar(listener: &TcpListener, comun: &Arc<Comun>, avisa: &Sender<bool>) {
    loop {
        comun.esperar_sitio();
        let (stream, cliente) = match listener.accept() {
            Ok(llamada) => llamada,
            Err(error) => {
                eprintln!("no he podido coger una llamada: {}", explicar(&error));
                thread::sleep(RESPIRO);
                comun.dejar_sitio();
                continue;
            }
        };
        let (comun, avisa) = (Arc::clone(comun), avisa.clone());
        thread::spawn(move || {
            if let Some(bien) = atender(&stream, cliente, &comun) {
                let _ = avisa.send(bien);
            }
            comun.dejar_sitio();
        });
    }
}

impl Comun {
    fn esperar_sitio(&self) {
        let ocupados = self.ocupados.lock().unwrap_or_else(PoisonError::into_inner);
        let libre = self.hay_sitio.wait_while(ocupados, |ocupados| *ocupados >= A_LA_VEZ);
        *libre.unwrap_or_else(PoisonError::into_inner) += 1;
    }

    fn dejar_sitio(&self) {
        *self.ocupados.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.hay_sitio.notify_one();
    }

    fn admitir(&self) -> bool {
        let antes = self.admitidas.fetch_add(1, Relaxed);
        self.opciones.clientes.is_none_or(|clientes| antes < clientes)
    }
}

/// Una conexión, de principio a fin. `None` si no llegó a empezar ninguna transferencia.
fn atender(stream: &TcpStream, cliente: SocketAddr, comun: &Comun) -> Option<bool> {
    let Opciones { destino, silencio, protocolo, .. } = &comun.opciones;
    let _ = stream.set_read_timeout(Some(*silencio)).and(stream.set_write_timeout(Some(*silencio)));
    let resultado = match protocolo {
        Protocolo::Python => python::tcp::atender(stream, cliente, destino, *silencio, || comun.admitir()),
        Protocolo::Curso => recibir(stream, cliente, destino, *silencio, || comun.admitir()),
    };
    match resultado {
        Ok(linea) => println!("{cliente}: {linea}"),
        Err(Problema::NoEmpieza(que)) => {
            eprintln!("{cliente}: {que}");
            return None;
        }
        Err(Problema::AMedias(que)) => {
            eprintln!("{cliente}: {que}; no guardo nada");
            return Some(false);
        }
    }
    Some(true)
}

/// Por qué una conexión no ha dejado un fichero.
#[derive(Debug)]
pub enum Problema {
    /// No ha llegado a decir qué enviaba: no cuenta.
    NoEmpieza(String),
    /// Había empezado.
    AMedias(String),
}

/// El protocolo del curso. Devuelve qué contar.
fn recibir(
    mut stream: &TcpStream,
    cliente: SocketAddr,
    destino: &Destino,
    silencio: Duration,
    admitir: impl Fn() -> bool,
) -> Result<String, Problema> {
    let mut hasta = ConPlazo { stream, hasta: Instant::now() + silencio };
    let anuncio = Anuncio::leer(&mut hasta).map_err(|error| Problema::NoEmpieza(sin_anuncio(&error)))?;
    let _ = stream.set_read_timeout(Some(silencio));
    if !admitir() {
        despedir(stream, Veredicto::Cerrado);
        return Err(Problema::NoEmpieza("llega cuando ya no admito más".to_string()));
    }
    println!("{cliente}: envía «{}», {}", anuncio.nombre_visible(), mostrar_tamano(anuncio.tamano));
    let inicio = Instant::now();
    let no_guardo = |error: io::Error| {
        despedir(stream, Veredicto::NoGuardado);
        Problema::AMedias(format!("no he podido guardarlo: {}", explicar(&error)))
    };
    let mut recibido = destino.abrir().map_err(no_guardo)?;
    llenar(stream, &anuncio, &mut recibido, silencio)?;
    if !recibido.coincide(anuncio.tamano, anuncio.suma) {
        despedir(stream, Veredicto::SumaDistinta);
        return Err(Problema::AMedias("han llegado todos los bytes, pero no suman lo anunciado".to_string()));
    }
    let ruta = recibido.publicar(true).map_err(no_guardo)?;
    // El último byte de la conversación, y el más importante: «lo tengo».
    let avisado = stream.write_all(&[Veredicto::Guardado.en_byte()]).is_ok();
    let nota = if avisado { "" } else { " (y quien lo enviaba se ha ido sin esperar a saberlo)" };
    Ok(cuenta(anuncio.tamano, inicio.elapsed(), &format!("entero y comprobado, guardado en {}{nota}", ruta.display())))
}

/// Copia de la red al disco exactamente los bytes anunciados.
fn llenar(
    mut stream: &TcpStream,
    anuncio: &Anuncio,
    recibido: &mut Recibido,
    silencio: Duration,
) -> Result<(), Problema> {
    let total = anuncio.tamano;
    let (mut buffer, mut barra) = (vec![0; BUFFER], Barra::nueva(total));
    while recibido.bytes() < total {
        let tope = BUFFER.min((total - recibido.bytes()) as usize);
        let mut llenos = 0;
        // Se llena el búfer antes de escribirlo: al disco le cuestan mucho menos los trozos grandes e iguales que las sobras
        // del tamaño que traiga cada lectura.
        while llenos < tope {
            let que = match stream.read(&mut buffer[llenos..tope]) {
                Ok(0) => "ha colgado".to_string(),
                Ok(leidos) => {
                    llenos += leidos;
                    continue;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => que_pasa(&error, silencio),
            };
            return Err(Problema::AMedias(cortado(&que, recibido.bytes() + llenos as u64, total)));
        }
        if let Err(error) = recibido.escribir(&buffer[..llenos]) {
            barra.borrar();
            despedir(stream, Veredicto::NoGuardado);
            let que = format!("no he podido guardarlo: {}", explicar(&error));
            return Err(Problema::AMedias(cortado(&que, recibido.bytes(), total)));
        }
        barra.van(recibido.bytes());
    }
    Ok(())
}

fn cortado(que: &str, van: u64, total: u64) -> String {
    let parte = (u128::from(van) * 100 / u128::from(total.max(1))) as u64;
    format!("{que} cuando habían llegado {} de {} bytes ({parte} %)", mostrar_numero(van), mostrar_numero(total))
}

/// «25 432 bytes en 1,2 ms: …».
pub fn cuenta(bytes: u64, tiempo: Duration, que: &str) -> String {
    let ritmo = bytes as f64 / tiempo.as_secs_f64().max(1e-6);
    let bytes = if bytes == 1 { "1 byte".to_string() } else { format!("{} bytes", mostrar_numero(bytes)) };
    format!("{que}: {bytes} en {}, a {}/s", mostrar_duracion(tiempo), mostrar_tamano(ritmo as u64))
}

/// Qué le ha pasado a una lectura.
pub fn que_pasa(error: &io::Error, silencio: Duration) -> String {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => format!("lleva {} callado", mostrar_duracion(silencio)),
        _ => format!("se ha cortado: {}", explicar(error)),
    }
}

fn sin_anuncio(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::InvalidData => {
            "no habla nuestro protocolo (si es un programa de Python, arráncame con --protocolo python)".to_string()
        }
        ErrorKind::UnexpectedEof => "ha colgado sin decir qué enviaba".to_string(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut => "conecta y no dice qué envía".to_string(),
        _ => format!("se ha cortado sin decir qué enviaba: {}", explicar(error)),
    }
}

/// Da una mala noticia y se asegura de que llega: si se cierra con bytes sin leer, el sistema corta de golpe (RST) y el
/// otro puede no llegar a leerla. Por eso se tira lo que siga llegando, hasta que cuelgue o se acabe la paciencia.
fn despedir(mut stream: &TcpStream, veredicto: Veredicto) {
    let _ = stream.write_all(&[veredicto.en_byte()]).and_then(|()| stream.shutdown(Shutdown::Write));
    let hasta = Instant::now() + Duration::from_secs(3);
    let mut sobra = ConPlazo { stream, hasta };
    let mut buffer = vec![0; BUFFER];
    while Instant::now() < hasta {
        match sobra.read(&mut buffer) {
            Ok(1..) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            _ => return,
        }
    }
}

/// Un plazo para todo lo que se lea, y no para cada lectura: quien envía un byte cada nueve segundos también se acaba.
struct ConPlazo<'a> {
    stream: &'a TcpStream,
    hasta: Instant,
}

impl Read for ConPlazo<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let queda = self.hasta.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        self.stream.set_read_timeout(Some(queda))?;
        self.stream.read(buffer)
    }
}
