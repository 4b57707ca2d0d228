//! «Te toca»: la guía abre un servidor de verdad, espera a que alguien se conecte con lo suyo y dibuja lo que cruza.
//!
//! Cada conexión pasa por un puente que la apunta, camino del servidor de la lección. Puede haber varias a la vez
//! (un navegador abre las que quiere). Sin nadie delante, la guía hace ella misma de cliente.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::escena::pareja;
use super::guion::{Reaccion, Servidor, TeToca};
use super::panico::atrapar;
use super::pantalla::{Bloque, Pantalla, con_marca};
use super::teclas::{Espera, Orden};
use crate::cable::{Cable, Formato, Parada, Puente, Trazo};
use crate::consola::{Estilo, Linea};
use crate::errores::explicar;
use crate::hilos::tomar;

/// Cuando ya está conseguido, lo que se deja para que acabe de cruzar la respuesta.
const REMATE: Duration = Duration::from_secs(2);
/// Lo que puede durar un ensayo.
pub(super) const ENSAYO: Duration = Duration::from_secs(8);
/// Conexiones a la vez; las demás esperan en la cola del sistema.
const CONEXIONES: usize = 32;

/// Espera a que quien aprende haga lo suyo. Devuelve una orden si la da antes de que acabe.
pub(super) fn esperar(encargo: &TeToca, pantalla: &Pantalla) -> Option<Orden> {
    let (mostrador, aviso) = match Mostrador::abrir(encargo, pantalla.con_pausas()) {
        Ok(abierto) => abierto,
        Err(error) => {
            let texto = format!("No puedo esperar conexiones: {}. Sigue adelante.", explicar(&error));
            pantalla.dicho(Bloque::Suelto, Estilo::Mal, "✘ ", &texto);
            return None;
        }
    };
    if let Some(aviso) = aviso {
        pantalla.dicho(Bloque::Suelto, Estilo::Aviso, "» ", &aviso);
    }
    pantalla.dicho(Bloque::Suelto, Estilo::Aviso, "▸ ", &(encargo.encargo)(mostrador.direccion));
    if let Some(orden) = pantalla.pendiente() {
        return Some(orden);
    }
    if pantalla.con_pausas() { mostrador.atender_en_vivo(pantalla) } else { mostrador.ensayar(pantalla) }
}

/// El sitio en el que se espera, con lo que ha ido llegando.
struct Mostrador<'a> {
    encargo: &'a TeToca,
    listener: TcpListener,
    direccion: SocketAddr,
    conexiones: Vec<Conexion>,
    parada: Parada,
    /// La última conexión dibujada: si cambia, se dice de cuál es lo que sigue.
    dibujada: Option<usize>,
    conseguido: Option<Instant>,
}

/// Una conexión en marcha o ya acabada.
struct Conexion {
    cable: Cable,
    de: SocketAddr,
    trazo: Trazo,
    /// Cuántas anotaciones se han mirado ya, y si se miró con la conexión acabada.
    miradas: Option<(usize, bool)>,
    /// Lo último que se ha dicho de ella.
    dicho: String,
    puente: JoinHandle<()>,
    servidor: Arc<Mutex<Option<String>>>,
}

impl<'a> Mostrador<'a> {
    /// Abre el puerto pedido; si está ocupado, otro, y lo dice. Sin nadie delante, cualquiera.
    fn abrir(encargo: &'a TeToca, con_pausas: bool) -> io::Result<(Self, Option<String>)> {
        let puerto = if con_pausas { encargo.puerto } else { 0 };
        let (listener, ocupado) = match TcpListener::bind(("127.0.0.1", puerto)) {
            Ok(listener) => (listener, false),
            Err(_) => (TcpListener::bind(("127.0.0.1", 0))?, true),
        };
        listener.set_nonblocking(true)?;
        let direccion = listener.local_addr()?;
        let aviso = ocupado.then(|| format!("El puerto {puerto} está ocupado: espero en el {}.", direccion.port()));
        let mostrador = Self {
            encargo,
            listener,
            direccion,
            conexiones: Vec::new(),
            parada: Parada::default(),
            dibujada: None,
            conseguido: None,
        };
        Ok((mostrador, aviso))
    }

    /// Espera con alguien delante: dibuja en vivo hasta que se consigue, se acaba el plazo o se pide otra cosa.
    fn atender_en_vivo(mut self, pantalla: &Pantalla) -> Option<Orden> {
        let limite = Instant::now() + self.encargo.plazo;
        let mut agotado = false;
        let orden = pantalla.mientras(Espera::TeToca, |vivo| {
            self.aceptar(vivo.ancho());
            let lineas = self.novedades(vivo.ancho());
            vivo.lineas(&lineas);
            if let Some(cuando) = self.conseguido {
                return !self.todas_acabadas() && cuando.elapsed() < REMATE;
            }
            let queda = limite.saturating_duration_since(Instant::now());
            agotado = queda.is_zero();
            vivo.pie(pie(self.direccion, queda));
            !agotado
        });
        let lineas = self.cerrar(pantalla.ancho());
        if !lineas.is_empty() {
            pantalla.bloque(Bloque::Dicho, &lineas);
        }
        if agotado {
            decir_que_se_acabo(pantalla);
        }
        orden
    }

    /// Sin nadie delante, la guía hace de cliente. Nunca falla por esto: si algo no va, lo cuenta.
    fn ensayar(mut self, pantalla: &Pantalla) -> Option<Orden> {
        anunciar_ensayo(pantalla);
        let limite = Instant::now() + ENSAYO.min(self.encargo.plazo);
        let ensayo = &self.encargo.ensayo;
        let direccion = self.direccion;
        let mut lineas = Vec::new();
        let resultado = thread::scope(|hilos| {
            let cliente = hilos.spawn(move || atrapar(|| ensayo(direccion)));
            while Instant::now() < limite {
                // Antes de aceptar: si ya ha acabado, después no puede quedar nadie en la cola.
                let no_llamara_mas = cliente.is_finished();
                self.aceptar(pantalla.ancho());
                if no_llamara_mas && self.todas_acabadas() {
                    break;
                }
                thread::sleep(Duration::from_millis(2));
            }
            // Se dibuja al final, cada conexión entera: así sale siempre lo mismo.
            lineas = self.cerrar(pantalla.ancho());
            cliente.join()
        });
        contar_ensayo(pantalla, &lineas, resultado);
        None
    }

    /// Acepta a quien haya llegado y lo une, con un puente, al servidor de la lección.
    fn aceptar(&mut self, ancho: usize) {
        while self.conexiones.iter().filter(|conexion| !conexion.acabada()).count() < CONEXIONES {
            let Ok((cliente, de)) = self.listener.accept() else { return };
            let preparada = cliente.set_nonblocking(false).and_then(|()| pareja());
            // Si al sistema no le quedan sockets, quien llama verá que se cierra; los demás siguen.
            let Ok((salida, atiende)) = preparada else { continue };
            let trazo = Trazo::nuevo(Formato { ancho, tiempos: false });
            let puntas = (cliente, salida, atiende);
            self.conexiones.push(Conexion::nueva(&self.encargo.servidor, de, puntas, trazo, &self.parada));
        }
    }

    /// Dibuja lo nuevo de cada conexión y dice lo que haya que decir.
    fn novedades(&mut self, ancho: usize) -> Vec<Linea> {
        let mut lineas = Vec::new();
        for i in 0..self.conexiones.len() {
            let acabada = self.conexiones[i].acabada();
            let todas = self.conexiones[i].cable.anotaciones();
            let conexion = &mut self.conexiones[i];
            let nueva = conexion.miradas.is_none();
            if conexion.miradas.replace((todas.len(), acabada)) == Some((todas.len(), acabada)) {
                continue;
            }
            let mut dibujo = conexion.trazo.seguir(&todas);
            if acabada {
                dibujo.extend(conexion.trazo.terminar());
            }
            // La primera vez se dice aunque aún no haya cruzado nada: que se vea que ha llegado.
            if (nueva || !dibujo.is_empty()) && self.dibujada.replace(i) != Some(i) {
                lineas.push(Linea::vacia());
                if nueva || self.conexiones.len() > 1 {
                    let rotulo = format!("conexión {} · desde {}", i + 1, self.conexiones[i].de);
                    lineas.push(Linea::llana(" ").con(Estilo::Tenue, rotulo));
                }
            }
            lineas.extend(dibujo);
            if self.conseguido.is_none() {
                lineas.extend(self.reaccionar(i, &todas, ancho));
            }
        }
        lineas
    }

    fn reaccionar(&mut self, i: usize, todas: &[crate::cable::Anotacion], ancho: usize) -> Vec<Linea> {
        let conexion = &mut self.conexiones[i];
        let (estilo, marca, texto) = match (self.encargo.reaccion)(todas) {
            Reaccion::Espera => return conexion.queja(ancho),
            Reaccion::Otra(texto) => (Estilo::Aviso, "→ ", texto),
            Reaccion::Hecho(texto) => {
                self.conseguido = Some(Instant::now());
                (Estilo::Bien, "✔ ", texto)
            }
        };
        if std::mem::replace(&mut conexion.dicho, texto.clone()) == texto {
            return Vec::new();
        }
        let mut lineas = vec![Linea::vacia()];
        lineas.extend(con_marca(estilo, marca, &texto, ancho));
        self.dibujada = None;
        lineas
    }

    fn todas_acabadas(&self) -> bool {
        self.conexiones.iter().all(Conexion::acabada)
    }

    /// Corta lo que quede y dibuja lo último.
    fn cerrar(&mut self, ancho: usize) -> Vec<Linea> {
        let mut lineas = self.novedades(ancho);
        self.parada.parar();
        for conexion in &mut self.conexiones {
            lineas.extend(conexion.trazo.terminar());
        }
        lineas
    }
}

impl Drop for Mostrador<'_> {
    fn drop(&mut self) {
        self.parada.parar();
        for conexion in self.conexiones.drain(..) {
            // El puente se entera enseguida. Al servidor de la lección no se le espera: verá su socket cortado.
            let _ = conexion.puente.join();
        }
    }
}

impl Conexion {
    /// Pone a trabajar el puente y el servidor. `puntas` son la del cliente, la salida del puente y la del servidor.
    fn nueva(
        servidor: &Servidor,
        de: SocketAddr,
        (cliente, salida, atiende): (TcpStream, TcpStream, TcpStream),
        trazo: Trazo,
        parada: &Parada,
    ) -> Self {
        let cable = Cable::nuevo();
        let queja: Arc<Mutex<Option<String>>> = Arc::default();
        let (servidor, se_queja) = (Arc::clone(servidor), Arc::clone(&queja));
        thread::spawn(move || {
            let problema = match atrapar(|| servidor(atiende)) {
                Ok(Ok(())) => return,
                Ok(Err(error)) => explicar(&error),
                Err(panico) => format!("pánico: {panico}"),
            };
            *tomar(&se_queja) = Some(problema);
        });
        let (apunta, parada) = (cable.clone(), parada.clone());
        let puente = thread::spawn(move || Puente::unir(cliente, salida, &apunta, &parada));
        Self { cable, de, trazo, miradas: None, dicho: String::new(), puente, servidor: queja }
    }

    fn acabada(&self) -> bool {
        self.puente.is_finished()
    }

    /// Si el servidor de la lección ha dejado la conexión con un error, lo dice.
    fn queja(&mut self, ancho: usize) -> Vec<Linea> {
        let queja = tomar(&self.servidor).take();
        let frase =
            |queja| con_marca(Estilo::Aviso, "» ", &format!("El servidor ha dejado esta conexión: {queja}."), ancho);
        queja.map_or_else(Vec::new, frase)
    }
}

/// Lo que se ve debajo mientras se espera.
pub(super) fn pie(direccion: SocketAddr, queda: Duration) -> String {
    let reloj = en_minutos(queda);
    format!("Espero en {direccion} · {reloj} · s lo deja pendiente · ← atrás · q sale")
}

pub(super) fn decir_que_se_acabo(pantalla: &Pantalla) {
    let texto = "Se ha acabado el tiempo de espera. Con r vuelve a empezar.";
    pantalla.dicho(Bloque::Suelto, Estilo::Aviso, "» ", texto);
}

pub(super) fn anunciar_ensayo(pantalla: &Pantalla) {
    let sin_que = pantalla.sin_que();
    pantalla.parrafo(&format!("{sin_que} no puedes probarlo tú: lo hace la guía, contra el mismo servidor."));
}

/// Cómo acaba un ensayo: en su hilo, atrapado por si entra en pánico, y con su propio resultado.
type Ensayado = thread::Result<Result<io::Result<()>, String>>;

/// Enseña lo que ha cruzado en un ensayo y, si no ha salido, por qué.
pub(super) fn contar_ensayo(pantalla: &Pantalla, lineas: &[Linea], resultado: Ensayado) {
    let sobra = usize::from(lineas.first().is_some_and(|linea| linea.tramos.is_empty()));
    pantalla.bloque(Bloque::Suelto, &lineas[sobra..]);
    let problema = match resultado {
        Ok(Ok(Ok(()))) => return,
        Ok(Ok(Err(error))) => explicar(&error),
        Ok(Err(panico)) => panico,
        Err(_) => "no ha terminado bien".to_string(),
    };
    pantalla.dicho(Bloque::Suelto, Estilo::Aviso, "» ", &format!("El ensayo no ha salido: {problema}."));
}

/// `1:05`.
fn en_minutos(queda: Duration) -> String {
    // Se redondea hacia arriba: cuando pone 0:00, es que ya no queda nada.
    let segundos = queda.as_millis().div_ceil(1000);
    format!("{}:{:02}", segundos / 60, segundos % 60)
}
