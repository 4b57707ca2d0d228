//! La mesa en la que se juega un caso: el programa que se comprueba, la transcripción, los plazos y los hallazgos.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::programa::{Estado, Exceso, Programa};
use super::sistema;
use super::{Hallazgo, Tropiezo};
use crate::cable::{Anotacion, Cable, Lado, Suceso};

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
    cancelado: &'a AtomicBool,
    /// Lo que va cruzando.
    pub cable: Cable,
}

impl<'a> Mesa<'a> {
    /// Una mesa nueva para un caso.
    pub fn nueva(orden: &'a [String], cancelado: &'a AtomicBool) -> Self {
        Self { orden, detras: Vec::new(), cancelado, cable: Cable::nuevo() }
    }

    /// La misma mesa, para un servidor que recibe otros argumentos detrás de la dirección.
    pub fn con_argumentos(&self, detras: &[&str]) -> Self {
        Self { detras: detras.iter().map(ToString::to_string).collect(), ..Self::nueva(self.orden, self.cancelado) }
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
            gastado: Duration::ZERO,
            total: Duration::ZERO,
            ultima: Instant::now(),
            pid: programa.pid(),
            cpu: sistema::cpu(programa.pid()),
            miradas: 0,
            en_marcha: 0,
            arrancando: false,
            cancelado: self.cancelado,
        }
    }

    /// El plazo de un programa que arranca. Mientras él, o quien lo lanza, esté trabajando, corre cinco veces más
    /// despacio: a un intérprete le cuesta empezar en una máquina ocupada.
    pub fn paciencia_de_arranque(&self, programa: &Programa) -> Paciencia<'a> {
        Paciencia { arrancando: true, ..self.paciencia(ARRANQUE, programa) }
    }

    /// Apunta una nota en la transcripción.
    pub fn nota(&self, texto: impl Into<String>) {
        self.cable.anotar(Lado::Cliente, Suceso::Nota(texto.into()));
    }

    /// Un hallazgo con lo que ha cruzado hasta ahora y lo que el programa haya dicho por stderr.
    pub fn hallazgo(&self, codigo: &'static str, frase: impl Into<String>, programa: &Programa) -> Hallazgo {
        let errores = programa.errores();
        // Lo de RUST_BACKTRACE lo añade Rust, en inglés, y aquí no ayuda.
        let util = |linea: &&str| !linea.trim().is_empty() && !linea.starts_with("note: run with `RUST_BACKTRACE");
        let lineas: Vec<&str> = errores.lines().filter(util).collect();
        let citadas = lineas.iter().take(LINEAS_CITADAS).map(|linea| recortada(linea)).collect::<Vec<_>>();
        Hallazgo {
            codigo,
            frase: frase.into(),
            esperado: None,
            visto: None,
            notas: Vec::new(),
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
            return Some(self.hallazgo("R25", frase, programa));
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

/// `exercises/servidor_eco.rs:67:5`, si eso es lo que dice un pánico de Rust.
fn lugar_del_panico(errores: &str) -> Option<String> {
    let (_, resto) = errores.split_once(" panicked at ")?;
    let linea = resto.lines().next()?;
    Some(linea.trim_end_matches(':').to_string())
}

/// Una línea ajena, sin nada que mande sobre la terminal y no muy larga.
fn recortada(linea: &str) -> String {
    let visible: String = linea.chars().map(|letra| if letra.is_control() { '·' } else { letra }).collect();
    crate::consola::recortar(&visible, 160)
}

/// Un plazo que solo corre mientras de verdad se espera, y que se alarga si el programa está trabajando.
pub struct Paciencia<'a> {
    limite: Duration,
    gastado: Duration,
    total: Duration,
    ultima: Instant,
    pid: u32,
    cpu: Option<Duration>,
    miradas: u32,
    en_marcha: u32,
    arrancando: bool,
    cancelado: &'a AtomicBool,
}

impl Paciencia<'_> {
    /// ¿Se sigue esperando? Hay que preguntarlo en cada vuelta.
    pub fn queda(&mut self) -> bool {
        let mut vuelta = self.ultima.elapsed().min(VUELTA);
        if self.arrancando && sistema::arbol_en_marcha(self.pid) {
            vuelta /= 5;
        }
        self.gastado += vuelta;
        self.total += vuelta;
        self.ultima = Instant::now();
        if let Some(en_marcha) = sistema::en_marcha(self.pid) {
            self.miradas += 1;
            self.en_marcha += u32::from(en_marcha);
        }
        if self.cancelado.load(Ordering::Relaxed) || self.total > TOPE {
            return false;
        }
        self.gastado < self.limite
            || (self.gastado < self.limite * 7 / 4 && self.trabajando())
            || (self.gastado < self.limite * 4 && self.sin_turno())
    }

    /// Ha pasado algo: el plazo empieza de nuevo.
    pub fn renovar(&mut self) {
        self.gastado = Duration::ZERO;
        self.ultima = Instant::now();
        (self.miradas, self.en_marcha) = (0, 0);
        self.cpu = sistema::cpu(self.pid);
    }

    /// ¿Ha pasado el programa la espera dando vueltas, en vez de esperar él también? Se ve en si cada vez que se le ha
    /// mirado quería un procesador, lo tuviera o no, así que no depende de lo ocupada que esté la máquina.
    pub fn trabajando(&self) -> bool {
        self.quiere_procesador() && self.cpu_gastada().is_some_and(|cpu| cpu >= CPU_MINIMA)
    }

    /// ¿Quiere un procesador y la máquina, que está muy ocupada, apenas se lo da? Entonces no es él quien tarda.
    fn sin_turno(&self) -> bool {
        self.quiere_procesador() && self.cpu_gastada().is_some_and(|cpu| cpu * 3 < self.gastado)
    }

    fn quiere_procesador(&self) -> bool {
        self.miradas >= 8 && self.en_marcha * 10 >= self.miradas * 8
    }

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
        let argumentos: Vec<&str> =
            std::iter::once("127.0.0.1:0").chain(self.detras.iter().map(String::as_str)).collect();
        let programa = self.arrancar(&argumentos, None)?;
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
            return self.mal("R16", "Tu programa dice que escucha en el puerto 0, que no es ninguno.", &programa);
        }
        if direccion.ip().to_string() != "127.0.0.1" {
            let frase = format!("Le he pedido que escuche en 127.0.0.1 y dice que escucha en {}.", direccion.ip());
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

/// `1,5`.
pub fn en_segundos(duracion: Duration) -> String {
    let texto = format!("{:.1}", duracion.as_secs_f64()).replace('.', ",");
    texto.trim_end_matches(",0").to_string()
}
