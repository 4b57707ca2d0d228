//! La mesa en la que se juega un caso: el programa que se comprueba, la transcripción, los plazos y los hallazgos.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::programa::{Estado, Exceso, Programa};
use super::sistema;
use super::{Hallazgo, Tropiezo};
use redes::cable::{Anotacion, Cable, Lado, Suceso};

/// Cuánto se espera sin que pase nada antes de dar algo por colgado.
pub const SILENCIO: Duration = Duration::from_millis(1500);
/// Cuánto se espera a que un servidor diga que escucha. Hay intérpretes que tardan en arrancar.
pub const ARRANQUE: Duration = Duration::from_millis(2500);
/// Lo más que cuenta una vuelta de espera: si la máquina nos ha tenido parados, ese tiempo no se le carga a nadie.
const VUELTA: Duration = Duration::from_millis(40);
/// Lo más que se espera en total por algo que avanza.
const TOPE: Duration = Duration::from_secs(40);
/// La CPU que tiene que haber gastado para decir que da vueltas.
const CPU_MINIMA: Duration = Duration::from_millis(50);
/// Lo más que se espera a que un programa se quede sin nada que hacer.
const QUIETUD: Duration = Duration::from_secs(2);
/// La que le basta a un programa para hacer lo que sea. Si trabaja y todavía no ha tenido tanta, es que la máquina está muy
/// ocupada, y se le espera más.
const CPU_SUFICIENTE: Duration = Duration::from_millis(1200);
/// Cuántas líneas de su stderr se citan.
const LINEAS_CITADAS: usize = 4;

/// El resultado de un paso de un caso.
pub type Paso<T = ()> = Result<T, Tropiezo>;

/// Donde se juega un caso.
pub struct Mesa<'a> {
    /// El programa y sus argumentos, sin la dirección.
    orden: &'a [String],
    /// Lo que va detrás de la dirección, si el programa es un servidor.
    detras: Vec<String>,
    /// Lo que espera el programa, según su enunciado, si tiene plazo.
    plazo: Option<Duration>,
    cancelado: &'a AtomicBool,
    /// Lo que va cruzando.
    pub cable: Cable,
    /// Lo más que la máquina nos ha tenido parados mientras mirábamos, a nosotros o al programa, en milisegundos.
    tiron: Arc<AtomicU64>,
    /// De qué cliente era lo último que se ha apuntado.
    hablante: Mutex<String>,
}

impl<'a> Mesa<'a> {
    /// Una mesa nueva para un caso.
    pub fn nueva(orden: &'a [String], plazo: Option<Duration>, cancelado: &'a AtomicBool) -> Self {
        Self {
            orden,
            plazo,
            detras: Vec::new(),
            cancelado,
            cable: Cable::nuevo(),
            tiron: Arc::default(),
            hablante: Mutex::default(),
        }
    }

    /// La misma mesa, para un servidor que recibe otros argumentos detrás de la dirección.
    pub fn con_argumentos(&self, detras: &[&str]) -> Self {
        let detras = detras.iter().map(ToString::to_string).collect();
        Self { detras, tiron: Arc::clone(&self.tiron), ..Self::nueva(self.orden, self.plazo, self.cancelado) }
    }

    /// Arranca el programa con esos argumentos.
    pub fn arrancar(&self, argumentos: &[&str], entrada: Option<Vec<u8>>) -> Paso<Programa> {
        let mut orden = self.orden.to_vec();
        orden.extend(argumentos.iter().map(ToString::to_string));
        Programa::arrancar(&orden, entrada).map_err(Tropiezo::NoComprobable)
    }

    /// Un plazo que empieza ahora.
    pub fn paciencia(&self, limite: Duration, programa: &Programa) -> Paciencia<'a> {
        Paciencia {
            limite,
            dormido: Duration::ZERO,
            queriendo: Duration::ZERO,
            total: Duration::ZERO,
            ultima: Instant::now(),
            pid: programa.pid(),
            cpu: None,
            miradas: 0,
            en_marcha: 0,
            arrancando: false,
            vista: None,
            hambre: Duration::ZERO,
            tiron: Arc::clone(&self.tiron),
            cancelado: self.cancelado,
        }
    }

    /// El plazo de un programa que arranca. Mientras él, o quien lo lanza, esté trabajando, corre cinco veces más
    /// despacio: a un intérprete le cuesta empezar en una máquina ocupada.
    pub fn paciencia_de_arranque(&self, programa: &Programa) -> Paciencia<'a> {
        Paciencia { arrancando: true, ..self.paciencia(ARRANQUE, programa) }
    }

    /// ¿Puede que al programa se le haya acabado su plazo, si lleva este tiempo esperando?
    pub fn cansa(&self, espera: Duration) -> bool {
        self.plazo.is_some_and(|plazo| espera >= plazo * 4 / 5)
    }

    /// Entre dos miradas seguidas ha pasado este tiempo: si es mucho, es que la máquina nos ha tenido parados.
    pub fn apuntar_tiron(&self, entre_miradas: Duration) {
        apuntar(&self.tiron, entre_miradas);
    }

    /// Lo más que nos ha tenido parados.
    pub fn tiron(&self) -> Duration {
        Duration::from_millis(self.tiron.load(Ordering::Relaxed))
    }

    /// Apunta una nota en la transcripción.
    pub fn nota(&self, texto: impl Into<String>) {
        self.cable.anotar(Lado::Cliente, Suceso::Nota(texto.into()));
    }

    /// Lo que viene ahora es de este cliente. Devuelve si lo de antes era de otro.
    pub fn habla(&self, nombre: &str) -> bool {
        let mut hablante = self.hablante.lock().unwrap_or_else(PoisonError::into_inner);
        let cambia = *hablante != nombre;
        *hablante = nombre.to_string();
        cambia
    }

    /// Espera a que el programa no tenga nada que hacer: lo que fuera a contestar, ya lo ha enviado. Donde no se puede
    /// mirar, espera un poco.
    pub fn esperar_quieto(&self, programa: &Programa) {
        self.esperar_quieto_durante(4, programa);
    }

    /// Lo mismo, pero quieto de verdad: tantas miradas seguidas, que son otros tantos milisegundos. Devuelve si lo ha llegado a
    /// estar; donde no se puede saber, que sí.
    pub fn esperar_quieto_durante(&self, miradas: u32, programa: &Programa) -> bool {
        let hasta = Instant::now() + QUIETUD;
        let mut seguidas = 0;
        while seguidas < miradas && Instant::now() < hasta && !self.cancelado() {
            match sistema::en_marcha(programa.pid()) {
                Some(false) if !sistema::arbol_en_marcha(programa.pid()) => seguidas += 1,
                Some(_) => seguidas = 0,
                None => {
                    thread::sleep(QUIETUD / 40);
                    return true;
                }
            }
            thread::sleep(Duration::from_millis(1));
        }
        seguidas >= miradas
    }

    /// Un hallazgo con lo que ha cruzado hasta ahora y lo que el programa haya dicho por stderr.
    pub fn hallazgo(&self, codigo: &'static str, frase: impl Into<String>, programa: &Programa) -> Hallazgo {
        let errores = programa.errores();
        // Lo de RUST_BACKTRACE lo añade Rust, en inglés, y aquí no ayuda.
        let util = |linea: &&str| !linea.trim().is_empty() && !linea.starts_with("note: run with `RUST_BACKTRACE");
        let lineas: Vec<&str> = errores.lines().filter(util).collect();
        let citadas = lineas.iter().take(LINEAS_CITADAS).map(|linea| recortada(linea)).collect::<Vec<_>>();
        let envenenado = "Un hilo ha muerto con el cerrojo echado: el `Mutex` está envenenado, y desde entonces `lock()` \
                          devuelve un error a todos los demás.";
        Hallazgo {
            codigo,
            frase: frase.into(),
            esperado: None,
            visto: None,
            notas: errores.contains("PoisonError").then(|| envenenado.to_string()).into_iter().collect(),
            errores: citadas,
            errores_omitidos: lineas.len().saturating_sub(LINEAS_CITADAS),
            transcripcion: self.transcripcion(),
        }
    }

    fn transcripcion(&self) -> Vec<Anotacion> {
        self.cable.anotaciones()
    }

    /// Un tropiezo con ese código y esa frase.
    pub fn mal<T>(&self, codigo: &'static str, frase: impl Into<String>, programa: &Programa) -> Paso<T> {
        Err(Tropiezo::Mal(Box::new(self.hallazgo(codigo, frase, programa))))
    }

    /// Lo que explica cualquier cosa que haya ido mal: el programa se ha pasado de un límite, está por hacer o se ha roto.
    pub fn causa_de_fuerza_mayor(&self, programa: &Programa) -> Option<Hallazgo> {
        if let Estado::Pasado(exceso) = programa.estado() {
            let frase = match exceso {
                Exceso::Memoria(bytes) => format!("Tu programa ocupaba {} MiB, y lo he parado.", bytes >> 20),
                Exceso::Salida => "Tu programa escribía sin parar en su salida, y lo he parado.".to_string(),
            };
            let mut hallazgo = self.hallazgo("R25", frase, programa);
            // Cómo acabe la conexión y lo que diga al quedarse sin salida son consecuencia de haberlo parado.
            (hallazgo.errores, hallazgo.errores_omitidos) = (Vec::new(), 0);
            let final_suyo = |suceso: &Suceso| !matches!(suceso, Suceso::Envia(_) | Suceso::RecibeDatagrama(_));
            while hallazgo.transcripcion.pop_if(|ultima| final_suyo(&ultima.suceso)).is_some() {}
            return Some(hallazgo);
        }
        let errores = programa.errores();
        if let Some((_, que)) = errores.split_once("not yet implemented") {
            let que = que.lines().next().unwrap_or_default().trim_start_matches(": ");
            let donde = lugar_del_panico(&errores).map(|lugar| format!(" ({lugar})")).unwrap_or_default();
            return Some(self.hallazgo("R33", format!("Está pendiente: {que}{donde}."), programa));
        }
        let lugar = lugar_del_panico(&errores)?;
        Some(self.hallazgo("R19", format!("Tu programa ha entrado en pánico en {lugar}."), programa))
    }

    /// ¿Ya no hace falta seguir?
    pub fn cancelado(&self) -> bool {
        self.cancelado.load(Ordering::Relaxed)
    }
}

fn apuntar(tiron: &AtomicU64, parados: Duration) {
    tiron.fetch_max(u64::try_from(parados.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
}

/// `exercises/servidor_eco.rs:67:5`, si eso es lo que dice un pánico de Rust.
fn lugar_del_panico(errores: &str) -> Option<String> {
    let (_, resto) = errores.split_once(" panicked at ")?;
    let linea = resto.lines().next()?;
    Some(linea.trim_end_matches(':').to_string())
}

/// Una línea ajena, sin nada que mande sobre la terminal y no muy larga.
fn recortada(linea: &str) -> String {
    let visible: String = linea.chars().map(|letra| if letra.is_control() { '·' } else { letra }).collect();
    redes::consola::recortar(&visible, 160)
}

/// Un plazo que solo corre mientras de verdad se espera, y que se alarga si el programa está trabajando.
pub struct Paciencia<'a> {
    limite: Duration,
    /// Lo que ha pasado esperando algo, y lo que ha pasado queriendo un procesador, lo tuviera o no.
    dormido: Duration,
    queriendo: Duration,
    total: Duration,
    ultima: Instant,
    pid: u32,
    cpu: Option<Duration>,
    miradas: u32,
    en_marcha: u32,
    arrancando: bool,
    /// La CPU que llevaba gastada cuando se le vio por última vez avanzar o no querer nada, y cuánto hace que quiere un
    /// procesador y no lo tiene.
    vista: Option<Duration>,
    hambre: Duration,
    tiron: Arc<AtomicU64>,
    cancelado: &'a AtomicBool,
}

impl Paciencia<'_> {
    /// ¿Se sigue esperando? Hay que preguntarlo en cada vuelta.
    pub fn queda(&mut self) -> bool {
        let pasado = self.ultima.elapsed();
        let vuelta = pasado.min(VUELTA);
        self.total += vuelta;
        self.ultima = Instant::now();
        if self.cpu.is_none() {
            self.cpu = sistema::cpu(self.pid);
        }
        let en_marcha = sistema::en_marcha(self.pid);
        if let Some(en_marcha) = en_marcha {
            self.miradas += 1;
            self.en_marcha += u32::from(en_marcha);
        }
        self.apuntar_tirones(pasado, en_marcha);
        if self.arrancando && sistema::arbol_en_marcha(self.pid) {
            self.dormido += vuelta / 5;
        } else if en_marcha == Some(true) {
            self.queriendo += vuelta;
        } else {
            self.dormido += vuelta;
        }
        if self.cancelado.load(Ordering::Relaxed) || self.total > TOPE {
            return false;
        }
        // Preguntar por la CPU cuesta: solo cuando importa.
        if self.dormido + self.queriendo < self.limite {
            return true;
        }
        let (gastado, margen) = (self.gastado(), self.limite * 7 / 4);
        gastado < self.limite
            || (self.quiere_procesador() && (gastado < margen || self.cpu_gastada() < Some(CPU_SUFICIENTE)))
    }

    /// Apunta lo que la máquina nos haya tenido parados: a nosotros, que no hemos podido mirar, o al programa, que quiere
    /// un procesador y no avanza.
    fn apuntar_tirones(&mut self, pasado: Duration, en_marcha: Option<bool>) {
        apuntar(&self.tiron, pasado);
        let cpu = if en_marcha == Some(true) { sistema::cpu(self.pid) } else { None };
        if cpu.is_some() && cpu == self.vista {
            self.hambre += pasado;
            apuntar(&self.tiron, self.hambre);
        } else {
            (self.vista, self.hambre) = (cpu, Duration::ZERO);
        }
    }

    /// Lo que cuenta de lo esperado: si el programa quiere un procesador y la máquina no se lo da, ese tiempo solo cuenta la
    /// quinta parte.
    fn gastado(&self) -> Duration {
        let obtenido = self.cpu_gastada().unwrap_or(self.queriendo);
        self.dormido + obtenido.clamp(self.queriendo / 5, self.queriendo)
    }

    /// Ha pasado algo: el plazo empieza de nuevo.
    pub fn renovar(&mut self) {
        apuntar(&self.tiron, self.ultima.elapsed());
        (self.dormido, self.queriendo) = (Duration::ZERO, Duration::ZERO);
        self.ultima = Instant::now();
        (self.miradas, self.en_marcha) = (0, 0);
        (self.vista, self.hambre) = (None, Duration::ZERO);
        // Se mirará cuando haya que esperar: mientras llegan cosas, preguntar al sistema cada vez es lo que más tardaría.
        self.cpu = None;
    }

    /// ¿Ha pasado el programa la espera dando vueltas, en vez de esperar él también?
    pub fn trabajando(&self) -> bool {
        self.quiere_procesador() && self.cpu_gastada().is_some_and(|cpu| cpu >= CPU_MINIMA)
    }

    /// ¿Quería un procesador cada vez que se le ha mirado, lo tuviera o no? Así no depende de lo ocupada que esté la máquina.
    fn quiere_procesador(&self) -> bool {
        self.miradas >= 8 && self.en_marcha * 10 >= self.miradas * 8
    }

    /// La CPU que ha gastado el programa desde que se espera.
    fn cpu_gastada(&self) -> Option<Duration> {
        sistema::cpu(self.pid)?.checked_sub(self.cpu?)
    }
}

/// Un servidor de quien aprende, que ya ha dicho dónde escucha.
pub struct Servidor<'m> {
    /// Dónde se juega.
    pub mesa: &'m Mesa<'m>,
    /// El programa.
    pub programa: Programa,
    /// Dónde escucha.
    pub direccion: SocketAddr,
}

impl<'m> Mesa<'m> {
    /// Arranca el servidor en un puerto libre y espera su primera línea.
    pub fn servidor(&'m self) -> Paso<Servidor<'m>> {
        let detras: Vec<&str> = self.detras.iter().map(String::as_str).collect();
        self.servidor_con(&detras)
    }

    /// Lo mismo, con esos argumentos detrás de la dirección.
    pub fn servidor_con(&'m self, argumentos: &[&str]) -> Paso<Servidor<'m>> {
        let programa = self.arrancar(&[&["127.0.0.1:0"], argumentos].concat(), None)?;
        let mut paciencia = self.paciencia_de_arranque(&programa);
        let linea = programa.primera_linea(|| paciencia.queda());
        let Some(linea) = linea else {
            return Err(self.sin_primera_linea(&programa));
        };
        let texto = String::from_utf8_lossy(&linea).into_owned();
        let direccion =
            texto.trim_end_matches('\n').strip_prefix("escuchando en ").and_then(|resto| resto.parse().ok());
        let Some(direccion): Option<SocketAddr> = direccion else {
            let visto = recortada(texto.trim_end());
            let mut hallazgo = self.hallazgo(
                "R15",
                format!("La primera línea de tu programa es «{visto}», y tiene que ser «escuchando en IP:PUERTO»."),
                &programa,
            );
            hallazgo.visto = Some(linea);
            hallazgo.esperado = Some(b"escuchando en 127.0.0.1:PUERTO\n".to_vec());
            return Err(Tropiezo::Mal(Box::new(hallazgo)));
        };
        if direccion.port() == 0 {
            let frase = "Tu programa dice que escucha en el puerto 0. Con un 0 se pide uno libre; el que ha dado el \
                         sistema es otro, y es el que hay que decir.";
            return self.mal("R16", frase, &programa);
        }
        if direccion.ip().to_string() != "127.0.0.1" {
            let frase = format!(
                "Le he pedido a tu programa que escuche en 127.0.0.1, y dice que escucha en {}.",
                direccion.ip()
            );
            return self.mal("R16", frase, &programa);
        }
        Ok(Servidor { mesa: self, programa, direccion })
    }

    fn sin_primera_linea(&self, programa: &Programa) -> Tropiezo {
        if self.cancelado() {
            return Tropiezo::Cancelado;
        }
        let estado = programa.asentar();
        if let Some(hallazgo) = self.causa_de_fuerza_mayor(programa) {
            return Tropiezo::Mal(Box::new(hallazgo));
        }
        let escrito = programa.salida();
        let frase = match estado {
            Estado::Acabado(codigo) => format!("Tu programa ha acabado con código {codigo} sin decir que escucha."),
            Estado::Muerto => "Tu programa ha muerto de golpe sin decir que escucha.".to_string(),
            _ if escrito.is_empty() => {
                format!("Han pasado {} s y tu programa no ha dicho que escucha.", en_segundos(ARRANQUE))
            }
            _ => format!(
                "Tu programa ha escrito «{}», pero no ha acabado la línea.",
                recortada(&String::from_utf8_lossy(&escrito))
            ),
        };
        Tropiezo::Mal(Box::new(self.hallazgo("R15", frase, programa)))
    }
}

/// «1 byte», «5000 bytes», «16 384 bytes».
pub fn en_bytes(cuantos: usize) -> String {
    format!("{} byte{}", con_espacios(cuantos), if cuantos == 1 { "" } else { "s" })
}

/// «5000», «16 384».
pub fn con_espacios(numero: usize) -> String {
    redes::argumentos::mostrar_numero(numero as u64)
}

/// `1,5`.
pub fn en_segundos(duracion: Duration) -> String {
    let texto = format!("{:.1}", duracion.as_secs_f64()).replace('.', ",");
    texto.trim_end_matches(",0").to_string()
}
