//! Lo que comparten las pruebas: arrancar programas de verdad, con plazo, y hablarles por sockets.
//!
//! Nada aquí duerme «por si acaso»: se espera una línea, un byte o un final, siempre con un plazo, y cuando se agota se
//! dice qué había escrito el programa hasta entonces.
//!
//! ```no_run
//! let servidor = apoyo::arrancar("target/debug/leccion2", &["servidor", "--puerto", "0"]);
//! let direccion = servidor.direccion(); // espera a «escuchando en IP:PUERTO»
//! let cliente = apoyo::ejecutar_con_entrada("target/debug/leccion2", &["cliente"], b"hola\n");
//! assert_eq!(cliente.codigo, Some(0));
//! // Al salir de aquí, el servidor se acaba, con todo lo que haya arrancado él.
//! # let _ = direccion;
//! ```

pub mod aula;
pub mod escalera;
pub mod espanol;
mod procesos;
pub mod python;
pub mod salidas;
#[cfg(target_os = "linux")]
pub mod terminal;

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

pub use procesos::memoria_maxima;
pub use tempfile::TempDir;

/// Cuánto se espera por cualquier cosa antes de dar una prueba por colgada.
pub const PLAZO: Duration = Duration::from_secs(20);

/// Una carpeta que no usa nadie más y que desaparece al soltarla, también si la prueba falla.
pub fn carpeta() -> TempDir {
    carpeta_en(std::env::temp_dir())
}

/// Como [`carpeta`], en otro sitio: en `CARGO_TARGET_TMPDIR`, junto a lo que compila cargo, está en el mismo disco que él.
pub fn carpeta_en(sitio: impl AsRef<Path>) -> TempDir {
    tempfile::Builder::new().prefix("redes-").tempdir_in(sitio).expect("se puede crear una carpeta")
}

/// Compila con cargo lo que digan esos argumentos, para poder ejecutarlo. Si la variable `REDES_PROGRAMAS` dice dónde está todo, es
/// que ya está compilado: hay sitios en los que estas pruebas corren, y cargo no.
pub fn compilar(que: &[&str]) {
    if std::env::var_os("REDES_PROGRAMAS").is_some() {
        return;
    }
    let curso = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.toml");
    let mut orden = Command::new(env!("CARGO"));
    orden.args(["build", "--quiet", "--manifest-path"]).arg(curso).args(que);
    assert!(orden.status().expect("cargo arranca").success(), "no compila: {que:?}");
}

/// Una dirección en la que nadie escucha por TCP. Es la de un cliente conectado: mientras viva lo que la acompaña, no se le
/// puede dar a otro programa que sí escuche.
pub fn nadie_escucha() -> (SocketAddr, impl Sized) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("hay un puerto libre");
    let cliente = TcpStream::connect(listener.local_addr().expect("tiene dirección")).expect("lo hay");
    (cliente.local_addr().expect("tiene dirección"), (listener, cliente))
}

/// Lo mismo, por UDP: la de un socket conectado consigo mismo, que de los demás no recibe nada.
pub fn nadie_recibe() -> (SocketAddr, impl Sized) {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("hay un puerto libre");
    let direccion = socket.local_addr().expect("tiene dirección");
    socket.connect(direccion).expect("se puede conectar consigo mismo");
    (direccion, socket)
}

/// Un programa en marcha, que se acaba con la prueba pase lo que pase.
pub struct Programa {
    hijo: Child,
    entrada: Option<ChildStdin>,
    salida: Flujo,
    errores: Flujo,
    /// La carpeta con el progreso que se le ha inventado.
    _progreso: Option<TempDir>,
}

/// Cómo ha terminado un programa.
#[derive(Debug)]
pub struct Final {
    /// Código de salida; `None` si lo ha matado una señal.
    pub codigo: Option<i32>,
    /// Lo que quedaba por leer de su salida.
    pub salida: String,
    /// Lo mismo, byte a byte, para cuando no es texto.
    pub bytes: Vec<u8>,
    /// Lo que quedaba por leer de stderr.
    pub errores: String,
}

/// Arranca `programa` con `argumentos`, sin terminal, sin color, sin entrada y sin tocar el progreso de nadie.
pub fn arrancar(programa: impl AsRef<Path>, argumentos: &[&str]) -> Programa {
    arrancar_orden(Command::new(programa.as_ref()).args(argumentos))
}

/// Como [`arrancar`], con una orden ya preparada (su carpeta, su entorno). Lo que la orden ya diga de `NO_COLOR`,
/// `REDES_PROGRESO` o `CARGO` se respeta.
pub fn arrancar_orden(orden: &mut Command) -> Programa {
    lanzar(orden.stdin(Stdio::null()))
}

/// Como [`arrancar`], con la entrada por una tubería: se le escribe con [`Programa::escribir`] y se le cierra con
/// [`Programa::cerrar_entrada`].
pub fn arrancar_con_tuberia(programa: impl AsRef<Path>, argumentos: &[&str]) -> Programa {
    lanzar(Command::new(programa.as_ref()).args(argumentos).stdin(Stdio::piped()))
}

/// Ejecuta hasta el final.
pub fn ejecutar(programa: impl AsRef<Path>, argumentos: &[&str]) -> Final {
    arrancar(programa, argumentos).esperar()
}

/// Ejecuta hasta el final una orden ya preparada.
pub fn ejecutar_orden(orden: &mut Command) -> Final {
    arrancar_orden(orden).esperar()
}

/// Ejecuta hasta el final dándole `entrada` por una tubería, mientras se lee lo que escribe: así caben millones de
/// bytes sin que los dos se esperen.
pub fn ejecutar_con_entrada(programa: impl AsRef<Path>, argumentos: &[&str], entrada: &[u8]) -> Final {
    let mut programa = arrancar_con_tuberia(programa, argumentos);
    let tuberia = programa.entrada.take();
    let entrada = entrada.to_vec();
    // El hilo acaba solo: cuando el programa lo ha leído todo, o cuando se muere y la tubería se rompe.
    thread::spawn(move || tuberia.map(|mut tuberia| tuberia.write_all(&entrada)));
    programa.esperar()
}

/// Repite una lectura mientras la interrumpa una señal: con plazo en el socket, el sistema no la repite él (signal(7)).
///
/// # Errors
/// Los de la lectura, menos ese.
pub fn sin_interrupciones<T>(mut leer: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match leer() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            otro => return otro,
        }
    }
}

/// Conecta con un servidor de la prueba, con plazos para que ninguna lectura sea eterna.
pub fn conectar(direccion: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect_timeout(&direccion, PLAZO).expect("el servidor acepta la conexión");
    stream.set_read_timeout(Some(PLAZO)).expect("admite un plazo");
    stream.set_write_timeout(Some(PLAZO)).expect("admite un plazo");
    stream
}

fn lanzar(orden: &mut Command) -> Programa {
    lanzar_leyendo(orden, true)
}

/// Si no se lee `todo`, solo la primera línea de stdout: después nadie lee nada, tampoco stderr.
fn lanzar_leyendo(orden: &mut Command, todo: bool) -> Programa {
    let dicho = |nombre: &str| orden.get_envs().any(|(clave, _)| clave == nombre);
    let (color, cargo, suyo) = (dicho("NO_COLOR"), dicho("CARGO"), dicho("REDES_PROGRESO"));
    if !color {
        orden.env("NO_COLOR", "1");
    }
    // `cargo test` deja esta variable, con la que los programas proponen teclear `cargo run …`.
    if !cargo {
        orden.env_remove("CARGO");
    }
    let progreso = (!suyo).then(carpeta);
    if let Some(carpeta) = &progreso {
        orden.env("REDES_PROGRESO", carpeta.path().join("progreso.txt"));
    }
    let mut hijo = orden.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("el programa arranca");
    let salida = hijo.stdout.take().expect("stdout es una tubería");
    let errores = hijo.stderr.take().expect("stderr es una tubería");
    let (salida, errores) = if todo {
        (Flujo::leer(salida), Flujo::leer(errores))
    } else {
        (Flujo::leer_una(salida, errores), Flujo::leer(io::empty()))
    };
    let entrada = hijo.stdin.take();
    Programa { hijo, entrada, salida, errores, _progreso: progreso }
}

/// Lo que escribe un programa, leído en un hilo aparte para que ninguna espera sea eterna.
struct Flujo(mpsc::Receiver<Vec<u8>>);

impl Flujo {
    fn leer(de: impl Read + Send + 'static) -> Self {
        let (envia, recibe) = mpsc::channel();
        thread::spawn(move || {
            let mut de = BufReader::new(de);
            loop {
                let mut linea = Vec::new();
                // Por líneas, pero sin que una sin fin se coma la memoria.
                match de.by_ref().take(1 << 20).read_until(b'\n', &mut linea) {
                    Ok(leidos) if leidos > 0 && envia.send(linea).is_ok() => {}
                    _ => return,
                }
            }
        });
        Self(recibe)
    }

    /// Solo la primera línea. Cuando se puede recoger, ya no hay nadie al otro lado: es lo que hace `head -1`.
    fn leer_una(mut de: impl Read + Send + 'static, ni_leer: impl Read + Send + 'static) -> Self {
        let (envia, recibe) = mpsc::channel();
        thread::spawn(move || {
            let (mut linea, mut byte) = (Vec::new(), [0]);
            while !linea.ends_with(b"\n") && matches!(sin_interrupciones(|| de.read(&mut byte)), Ok(1)) {
                linea.push(byte[0]);
            }
            drop((de, ni_leer));
            envia.send(linea)
        });
        Self(recibe)
    }

    /// Todo lo que quede hasta que se cierre, o lo que haya al vencer `limite`.
    fn resto(&self, limite: Instant) -> Vec<u8> {
        let mut todo = Vec::new();
        while let Ok(linea) = self.0.recv_timeout(limite.saturating_duration_since(Instant::now())) {
            todo.extend(linea);
        }
        todo
    }
}

fn texto(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Programa {
    /// La siguiente línea de su salida, sin el salto.
    #[track_caller]
    pub fn linea(&self) -> String {
        self.linea_de(&self.salida, "stdout")
    }

    /// La siguiente línea de stderr, sin el salto.
    #[track_caller]
    pub fn linea_de_error(&self) -> String {
        self.linea_de(&self.errores, "stderr")
    }

    #[track_caller]
    fn linea_de(&self, flujo: &Flujo, nombre: &str) -> String {
        match flujo.0.recv_timeout(PLAZO) {
            Ok(linea) => texto(&linea).trim_end().to_string(),
            Err(causa) => {
                let que = if causa == RecvTimeoutError::Timeout { "no llega a tiempo" } else { "ya no hay" };
                let ya = Instant::now();
                let (salida, errores) = (texto(&self.salida.resto(ya)), texto(&self.errores.resto(ya)));
                panic!("{que} otra línea de {nombre}\nstdout: {salida:?}\nstderr: {errores:?}")
            }
        }
    }

    /// Lee líneas de su salida hasta una que contenga `trozo`, y la devuelve.
    #[track_caller]
    pub fn linea_con(&self, trozo: &str) -> String {
        loop {
            let linea = self.linea();
            if linea.contains(trozo) {
                return linea;
            }
        }
    }

    /// Lee la primera línea, que es exactamente `escuchando en IP:PUERTO`, y devuelve la dirección.
    #[track_caller]
    pub fn direccion(&self) -> SocketAddr {
        let linea = self.linea();
        linea
            .strip_prefix("escuchando en ")
            .and_then(|resto| resto.parse().ok())
            .unwrap_or_else(|| panic!("primera línea inesperada: {linea:?}"))
    }

    /// Le escribe en la entrada (hay que haberlo arrancado con [`arrancar_con_tuberia`]).
    ///
    /// # Errors
    /// Si el programa ha cerrado su entrada o ha terminado.
    pub fn escribir(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        let entrada = self.entrada.as_mut().expect("el programa tiene la entrada abierta por una tubería");
        entrada.write_all(bytes.as_ref())?;
        entrada.flush()
    }

    /// Le cierra la entrada: es el Ctrl-D de quien teclea.
    pub fn cerrar_entrada(&mut self) {
        self.entrada = None;
    }

    /// El pid, para mirar su memoria o enviarle una señal.
    pub fn pid(&self) -> u32 {
        self.hijo.id()
    }

    /// Lo más que ha ocupado en memoria física, en bytes. Solo se sabe en Linux y mientras el programa vive.
    pub fn memoria_maxima(&self) -> Option<u64> {
        memoria_maxima(self.pid())
    }

    /// Como si alguien pulsara Ctrl-C delante de él (SIGINT).
    #[cfg(unix)]
    pub fn interrumpir(&self) {
        procesos::senal("INT", &[self.pid()]);
    }

    /// Lo deja parado donde esté, como un portátil al que le cierran la tapa (SIGSTOP).
    #[cfg(unix)]
    pub fn parar(&self) {
        procesos::senal("STOP", &[self.pid()]);
    }

    /// Sigue donde se había quedado (SIGCONT).
    #[cfg(unix)]
    pub fn seguir(&self) {
        procesos::senal("CONT", &[self.pid()]);
    }

    /// ¿Sigue en marcha?
    pub fn vive(&mut self) -> bool {
        self.hijo.try_wait().expect("se puede preguntar por el hijo").is_none()
    }

    /// Espera a que termine por sí mismo. Si tenía la entrada abierta, se la cierra antes.
    #[track_caller]
    pub fn esperar(self) -> Final {
        self.esperar_hasta(PLAZO)
    }

    /// Como [`Programa::esperar`], con un plazo propio.
    #[track_caller]
    pub fn esperar_hasta(mut self, plazo: Duration) -> Final {
        self.cerrar_entrada();
        let limite = Instant::now() + plazo;
        let codigo = loop {
            if let Some(estado) = self.hijo.try_wait().expect("se puede preguntar por el hijo") {
                break estado.code();
            }
            if Instant::now() >= limite {
                let ya = Instant::now();
                let (salida, errores) = (texto(&self.salida.resto(ya)), texto(&self.errores.resto(ya)));
                panic!("el programa no ha terminado en {plazo:?}\nstdout: {salida:?}\nstderr: {errores:?}");
            }
            // `std` no sabe esperar a un hijo con plazo: se le pregunta a menudo.
            thread::sleep(Duration::from_millis(5));
        };
        // Las tuberías se cierran con el programa, salvo que haya dejado hijos sueltos que las tengan abiertas.
        let limite = limite.max(Instant::now() + Duration::from_secs(2));
        let (bytes, errores) = (self.salida.resto(limite), self.errores.resto(limite));
        Final { codigo, salida: texto(&bytes), bytes, errores: texto(&errores) }
    }
}

impl Drop for Programa {
    fn drop(&mut self) {
        if !matches!(self.hijo.try_wait(), Ok(Some(_))) {
            procesos::matar_arbol(self.hijo.id());
            let _ = self.hijo.kill();
            let _ = self.hijo.wait();
        }
    }
}

#[cfg(all(test, unix))]
mod pruebas {
    use super::*;

    #[test]
    fn la_entrada_va_y_vuelve_entera() {
        let entrada: Vec<u8> = (0..3_000_000_u32).flat_map(u32::to_le_bytes).collect();
        let fin = ejecutar_con_entrada("cat", &[], &entrada);
        assert_eq!(fin.codigo, Some(0));
        assert!(fin.bytes == entrada, "{} bytes de {}", fin.bytes.len(), entrada.len());
    }

    #[test]
    fn se_le_habla_y_contesta() {
        let mut gato = arrancar_con_tuberia("cat", &[]);
        gato.escribir("¿hola?\n").unwrap();
        assert_eq!(gato.linea(), "¿hola?");
        assert!(gato.vive());
        gato.cerrar_entrada();
        assert_eq!(gato.esperar().codigo, Some(0));
    }

    #[test]
    fn lo_que_se_cuelga_se_dice_con_lo_que_llevaba_escrito() {
        let orden = ["-c", "echo ya; echo mal >&2; sleep 60"];
        let cuelgue = std::panic::catch_unwind(|| arrancar("sh", &orden).esperar_hasta(Duration::from_millis(500)));
        let dicho = cuelgue.unwrap_err().downcast_ref::<String>().cloned().unwrap_or_default();
        assert!(dicho.contains("stdout: \"ya\\n\"") && dicho.contains("stderr: \"mal\\n\""), "{dicho}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn al_acabar_no_queda_nadie() {
        let padre = arrancar("sh", &["-c", "sleep 600 & echo $!; wait"]);
        let nieto: u32 = padre.linea().parse().unwrap();
        assert!(padre.memoria_maxima().is_some_and(|bytes| bytes > 0));
        drop(padre);
        let limite = Instant::now() + PLAZO;
        while procesos::vive(nieto) {
            assert!(Instant::now() < limite, "el nieto sigue vivo");
            thread::yield_now();
        }
    }

    #[test]
    fn ctrl_c_llega() {
        let programa = arrancar("sleep", &["600"]);
        programa.interrumpir();
        assert_eq!(programa.esperar().codigo, None);
    }
}
