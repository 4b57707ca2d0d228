//! Lo que comparten las pruebas: arrancar programas de verdad, con plazo, y hablarles por sockets.
//!
//! Nada aquí duerme «por si acaso»: se espera una línea, un byte o un final, siempre con un plazo.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Cuánto se espera por cualquier cosa antes de dar una prueba por colgada.
pub const PLAZO: Duration = Duration::from_secs(20);

/// Un programa en marcha, que se acaba con la prueba pase lo que pase.
pub struct Programa {
    hijo: Child,
    salida: mpsc::Receiver<String>,
    errores: mpsc::Receiver<String>,
}

/// Cómo ha terminado un programa.
#[derive(Debug)]
pub struct Final {
    /// Código de salida; `None` si lo ha matado una señal.
    pub codigo: Option<i32>,
    /// Lo que quedaba por leer de su salida.
    pub salida: String,
    /// Lo que ha escrito en stderr.
    pub errores: String,
}

/// Arranca `programa` con `argumentos`, sin terminal, sin color y sin tocar el progreso de nadie.
pub fn arrancar(programa: impl AsRef<Path>, argumentos: &[&str]) -> Programa {
    arrancar_orden(Command::new(programa.as_ref()).args(argumentos))
}

/// Como [`arrancar`], con una orden ya preparada (su entorno, su carpeta). Si trae su `REDES_PROGRESO`, se respeta.
pub fn arrancar_orden(orden: &mut Command) -> Programa {
    if orden.get_envs().all(|(nombre, _)| nombre != "REDES_PROGRESO") {
        let progreso = std::env::temp_dir().join(format!("redes-pruebas-{}.txt", std::process::id()));
        orden.env("REDES_PROGRESO", progreso);
    }
    let mut hijo = orden
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("el programa arranca");
    let salida = lineas(hijo.stdout.take().expect("stdout es una tubería"));
    let errores = lineas(hijo.stderr.take().expect("stderr es una tubería"));
    Programa { hijo, salida, errores }
}

/// Lee en un hilo aparte, para que ninguna espera sea eterna.
fn lineas(de: impl Read + Send + 'static) -> mpsc::Receiver<String> {
    let (envia, recibe) = mpsc::channel();
    thread::spawn(move || {
        let mut de = BufReader::new(de);
        let mut linea = Vec::new();
        while de.read_until(b'\n', &mut linea).is_ok_and(|leidos| leidos > 0) {
            if envia.send(String::from_utf8_lossy(&linea).into_owned()).is_err() {
                return;
            }
            linea.clear();
        }
    });
    recibe
}

impl Programa {
    /// La siguiente línea de su salida, sin el salto.
    pub fn linea(&self) -> String {
        self.salida.recv_timeout(PLAZO).expect("una línea de stdout a tiempo").trim_end().to_string()
    }

    /// La siguiente línea de stderr, sin el salto.
    pub fn linea_de_error(&self) -> String {
        self.errores.recv_timeout(PLAZO).expect("una línea de stderr a tiempo").trim_end().to_string()
    }

    /// Lee la primera línea, que es exactamente `escuchando en IP:PUERTO`, y devuelve la dirección.
    pub fn direccion(&self) -> SocketAddr {
        let linea = self.linea();
        linea
            .strip_prefix("escuchando en ")
            .and_then(|resto| resto.parse().ok())
            .unwrap_or_else(|| panic!("primera línea inesperada: {linea:?}"))
    }

    /// El pid, para mirar su memoria o enviarle una señal.
    pub fn pid(&self) -> u32 {
        self.hijo.id()
    }

    /// ¿Sigue en marcha?
    pub fn vive(&mut self) -> bool {
        self.hijo.try_wait().expect("se puede preguntar por el hijo").is_none()
    }

    /// Espera a que termine por sí mismo.
    pub fn esperar(mut self) -> Final {
        let limite = Instant::now() + PLAZO;
        let codigo = loop {
            if let Some(estado) = self.hijo.try_wait().expect("se puede preguntar por el hijo") {
                break estado.code();
            }
            assert!(Instant::now() < limite, "el programa no ha terminado a tiempo");
            thread::sleep(Duration::from_millis(5));
        };
        Final { codigo, salida: self.salida.iter().collect(), errores: self.errores.iter().collect() }
    }
}

impl Drop for Programa {
    fn drop(&mut self) {
        let _ = self.hijo.kill();
        let _ = self.hijo.wait();
    }
}

/// Ejecuta hasta el final.
pub fn ejecutar(programa: impl AsRef<Path>, argumentos: &[&str]) -> Final {
    arrancar(programa, argumentos).esperar()
}
