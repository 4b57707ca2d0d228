//! Arrancar de verdad lo que el libro enseña, con plazo y sin tocar nada de quien lo lee.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use redes::lugares::raiz;

use super::orden::Orden;

/// Cuánto puede tardar un programa en acabar.
const PLAZO: Duration = Duration::from_secs(90);
/// Cuánto puede tardar un servidor en decir que escucha.
const ARRANQUE: Duration = Duration::from_secs(20);

/// Los ficheros del curso que envían los ejemplos.
const PARA_ENVIAR: [&str; 2] = ["gatin.jpg", "rustfmt.toml"];

/// Una carpeta de usar y tirar en la que se ejecuta todo, con los ficheros que envían los ejemplos.
pub struct Taller(PathBuf);

impl Taller {
    pub fn abrir() -> io::Result<Self> {
        static CUANTOS: AtomicU32 = AtomicU32::new(1);
        let turno = CUANTOS.fetch_add(1, Ordering::Relaxed);
        let carpeta = std::env::temp_dir().join(format!("redes-libro-{}-{turno}", std::process::id()));
        // Si ya la hay, es de otro: no se usa.
        fs::create_dir(&carpeta)?;
        let taller = Self(carpeta);
        for fichero in PARA_ENVIAR {
            fs::copy(raiz().join(fichero), taller.0.join(fichero))?;
        }
        Ok(taller)
    }

    fn preparar(&self, programa: &Path, orden: &Orden) -> Command {
        let mut lista = Command::new(programa);
        lista.args(&orden.argumentos).current_dir(&self.0);
        lista.env("NO_COLOR", "1").env("REDES_PROGRESO", self.0.join("progreso.txt"));
        // Con esta variable los programas proponen `cargo run …`, que es lo que teclea quien aprende.
        lista.env("CARGO", std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        lista
    }
}

impl Drop for Taller {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Un servidor en marcha; se acaba al soltarlo.
pub struct Servidor {
    hijo: Child,
    pub direccion: SocketAddr,
}

impl Servidor {
    /// Lo arranca en un puerto libre y espera a que escuche.
    pub fn arrancar(taller: &Taller, orden: &Orden, al_dia: bool) -> Result<Self, String> {
        let programa = orden.ejecutable(al_dia)?;
        let mut lista = taller.preparar(&programa, &orden.con_puerto(0));
        lista.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut hijo = lista.spawn().map_err(|error| format!("no he podido arrancar «{}»: {error}", orden.programa))?;
        let (decir, oir) = mpsc::channel();
        if let Some(salida) = hijo.stdout.take() {
            // Sigue leyendo hasta el final: un servidor que no puede escribir se para.
            thread::spawn(move || {
                for linea in BufReader::new(salida).lines().map_while(Result::ok) {
                    let _ = decir.send(linea);
                }
            });
        }
        let primera = oir.recv_timeout(ARRANQUE).unwrap_or_default();
        match primera.strip_prefix("escuchando en ").and_then(|resto| resto.parse().ok()) {
            Some(direccion) => Ok(Self { hijo, direccion }),
            None => {
                let _ = (hijo.kill(), hijo.wait());
                Err(format!("«{}» no ha dicho dónde escucha, sino «{primera}»", orden.programa))
            }
        }
    }
}

impl Drop for Servidor {
    fn drop(&mut self) {
        let _ = (self.hijo.kill(), self.hijo.wait());
    }
}

/// Ejecuta un programa hasta el final. Devuelve su código y lo que se habría visto en la terminal: stdout y stderr
/// juntos, en su orden.
pub fn hasta_el_final(
    taller: &Taller,
    orden: &Orden,
    entrada: Option<&str>,
    al_dia: bool,
) -> Result<(Option<i32>, String), String> {
    let programa = orden.ejecutable(al_dia)?;
    let fallo = |error: io::Error| format!("no he podido ejecutar «{}»: {error}", orden.programa);
    let (mut lector, pluma) = io::pipe().map_err(fallo)?;
    let mut lista = taller.preparar(&programa, orden);
    lista.stdin(if entrada.is_some() { Stdio::piped() } else { Stdio::null() });
    lista.stdout(pluma.try_clone().map_err(fallo)?).stderr(pluma);
    let mut hijo = lista.spawn().map_err(fallo)?;
    // Mientras esta orden viva, también lo hacen sus dos plumas, y la lectura no acabaría.
    drop(lista);
    let tuberia = hijo.stdin.take();
    let entrada = entrada.unwrap_or_default().to_string();
    thread::spawn(move || tuberia.map(|mut tuberia| tuberia.write_all(entrada.as_bytes())));
    let leido = thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = lector.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let limite = Instant::now() + PLAZO;
    let codigo = loop {
        match hijo.try_wait().map_err(fallo)? {
            Some(fin) => break fin.code(),
            None if Instant::now() >= limite => {
                let _ = (hijo.kill(), hijo.wait());
                return Err(format!("«{}» no ha acabado en {} s", orden.programa, PLAZO.as_secs()));
            }
            // `std` no sabe esperar a un hijo con plazo: se le pregunta a menudo.
            None => thread::sleep(Duration::from_millis(5)),
        }
    };
    let texto = leido.join().map_err(|_| "el hilo que leía se ha roto".to_string())?;
    Ok((codigo, texto.replace("\r\n", "\n")))
}
