//! Una conexión con el programa que se comprueba: se le habla con mala idea y se juzga lo que contesta.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use socket2::{Domain, SockRef, Socket, Type};

use super::mesa::{Mesa, Paciencia, Paso, SILENCIO, Servidor, en_segundos};
use super::programa::{Estado, Programa};
use super::{Hallazgo, Tropiezo, sistema};
use crate::cable::{Lado, Muestra, Suceso};

/// Cada cuánto se mira si sigue habiendo paciencia.
const VUELTA: Duration = Duration::from_millis(20);
/// Cuánto se espera, como mucho, a que el programa lea un trozo antes de enviarle el siguiente.
const LECTURA: Duration = Duration::from_millis(300);

/// Por debajo de esto, lo que falta de en medio no puede ser de un búfer lleno.
const LARGO: usize = 64 * 1024;
/// Cuánto tiene que estar quieto un envío para darlo por atascado.
const ATASCO: Duration = Duration::from_millis(120);
/// Lo que se dedica, como mucho, a enviar despacio un mensaje.
const DESPACIO: Duration = Duration::from_secs(2);

/// Cómo ha dejado de llegar lo que llegaba.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fin {
    /// Ha cerrado su lado (FIN).
    Cierra,
    /// Ha cortado (RST).
    Corta,
    /// No ha hecho nada más.
    Calla,
}

/// Un error concreto, si lo que ha llegado lo delata: su código y una frase.
pub type Reconocedor<'a> = dyn Fn(&[u8]) -> Option<(&'static str, String)> + 'a;

/// Lo que tiene que contestar el programa, y cómo se llama equivocarse.
#[derive(Clone, Copy)]
pub struct Esperado<'a> {
    /// Los bytes.
    pub bytes: &'a [u8],
    /// El código si llega el principio y después cierra.
    pub corto: &'static str,
    /// El código si llega el principio y después calla.
    pub callado: &'static str,
    /// El código si corta sin que haya llegado nada.
    pub cortado: &'static str,
    /// Reconoce, por lo que ha llegado, un error concreto: su código y una frase.
    pub reconocer: &'a Reconocedor<'a>,
}

impl<'a> Esperado<'a> {
    /// Esos bytes, sin saber nada de los errores propios de este caso.
    pub fn nuevo(bytes: &'a [u8]) -> Self {
        Self { bytes, corto: "R23", callado: "R23", cortado: "R07", reconocer: &|_| None }
    }

    /// Con otro código para cuando se queda corto y cierra.
    pub fn corto(self, codigo: &'static str) -> Self {
        Self { corto: codigo, ..self }
    }

    /// Con otro código para cuando se queda corto y calla.
    pub fn callado(self, codigo: &'static str) -> Self {
        Self { callado: codigo, ..self }
    }

    /// Con otro código para cuando corta y la respuesta no llega.
    pub fn cortado(self, codigo: &'static str) -> Self {
        Self { cortado: codigo, ..self }
    }

    /// Con errores que sabe reconocer.
    pub fn reconocer(self, reconocer: &'a Reconocedor<'a>) -> Self {
        Self { reconocer, ..self }
    }
}

/// Una conexión con el programa.
pub struct Conversacion<'m> {
    mesa: &'m Mesa<'m>,
    programa: &'m Programa,
    stream: TcpStream,
    /// El lado del verificador.
    lado: Lado,
    /// Todo lo que ha llegado.
    pub recibido: Vec<u8>,
    /// Cómo ha acabado, si ha acabado.
    pub fin: Option<Fin>,
    /// Mientras callaba, ¿daba vueltas?
    da_vueltas: bool,
    despedido: bool,
    /// Lo que ya había llegado en turnos anteriores.
    anterior: Vec<u8>,
}

impl Servidor<'_> {
    /// Conecta con el servidor.
    pub fn conectar(&self) -> Paso<Conversacion<'_>> {
        self.conectar_con(None)
    }

    /// Conecta con un búfer de recepción de ese tamaño: quien escriba deprisa tendrá que esperar.
    pub fn conectar_con(&self, bufer: Option<usize>) -> Paso<Conversacion<'_>> {
        let stream = abrir(self.direccion, bufer).or_else(|error| self.sin_conexion(&error))?;
        Conversacion::sobre(self.mesa, &self.programa, stream, Lado::Cliente)
    }

    fn sin_conexion<T>(&self, error: &io::Error) -> Paso<T> {
        let estado = self.programa.asentar();
        if let Some(hallazgo) = self.mesa.causa_de_fuerza_mayor(&self.programa) {
            return Err(Tropiezo::Mal(Box::new(hallazgo)));
        }
        let causa = crate::errores::explicar(error);
        match estado {
            Estado::Vivo => {
                let donde = sistema::escuchando(self.direccion.port()).unwrap_or_default().join(", ");
                let donde = if donde.is_empty() { String::new() } else { format!(" (en ese puerto escucha {donde})") };
                let frase =
                    format!("Dice que escucha en {}, pero no se puede conectar: {causa}{donde}.", self.direccion);
                self.mesa.mal("R16", frase, &self.programa)
            }
            estado => self.mesa.mal(
                "R17",
                format!("{} y nadie atiende en {}.", muerte(estado), self.direccion),
                &self.programa,
            ),
        }
    }
}

/// «Tu programa ha acabado con código 0».
pub fn muerte(estado: Estado) -> String {
    match estado {
        Estado::Acabado(codigo) => format!("Tu programa ha acabado con código {codigo}"),
        _ => "Tu programa ha muerto de golpe".to_string(),
    }
}

fn abrir(direccion: SocketAddr, bufer: Option<usize>) -> io::Result<TcpStream> {
    let socket = Socket::new(Domain::for_address(direccion), Type::STREAM, None)?;
    if let Some(bufer) = bufer {
        socket.set_recv_buffer_size(bufer)?;
    }
    socket.connect_timeout(&direccion.into(), Duration::from_secs(2))?;
    Ok(socket.into())
}

impl<'m> Conversacion<'m> {
    /// Una conversación por una conexión ya hecha. `lado` es el del verificador.
    pub fn sobre(mesa: &'m Mesa<'m>, programa: &'m Programa, stream: TcpStream, lado: Lado) -> Paso<Self> {
        let preparar = || {
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(VUELTA))?;
            stream.set_write_timeout(Some(VUELTA))
        };
        preparar().map_err(|error| {
            Tropiezo::NoComprobable(format!("no he podido preparar la conexión: {}", crate::errores::explicar(&error)))
        })?;
        Ok(Self {
            mesa,
            programa,
            stream,
            lado,
            recibido: Vec::new(),
            fin: None,
            da_vueltas: false,
            despedido: false,
            anterior: Vec::new(),
        })
    }

    /// Envía unos bytes de una vez. Que el otro no los quiera no es todavía nada malo: se verá en lo que contesta.
    pub fn enviar(&mut self, bytes: &[u8]) {
        self.mesa.cable.anotar(self.lado, Suceso::Envia(Muestra::de(bytes)));
        let mut paciencia = self.mesa.paciencia(SILENCIO, self.programa);
        empujar(&self.stream, bytes, &AtomicU64::new(0), &mut paciencia);
    }

    /// Envía cada trozo cuando el programa ya ha leído el anterior: así le llegan por separado.
    pub fn enviar_despacio<T: AsRef<[u8]>>(&mut self, trozos: &[T]) {
        let hasta = Instant::now() + DESPACIO;
        for trozo in trozos {
            // Cuántas veces se ha parado el programa a esperar, si ahora mismo está esperando.
            let pid = self.programa.pid();
            let esperas = sistema::esperas(pid).filter(|_| sistema::en_marcha(pid) == Some(false));
            self.enviar(trozo.as_ref());
            if Instant::now() < hasta && !self.ha_vuelto_a_esperar(esperas) {
                self.esperar_a_que_lea();
            }
        }
    }

    /// Estaba esperando, le ha llegado algo, se ha despertado y espera otra vez: lo ha leído. Preguntarlo así cuesta mucho
    /// menos que recorrer todas las conexiones del sistema. `esperas` son las que llevaba antes de enviárselo.
    fn ha_vuelto_a_esperar(&self, esperas: Option<u64>) -> bool {
        let Some(esperas) = esperas else { return false };
        let (pid, hasta) = (self.programa.pid(), Instant::now() + LECTURA);
        while Instant::now() < hasta {
            if sistema::esperas(pid) > Some(esperas) && sistema::en_marcha(pid) == Some(false) {
                return true;
            }
            thread::sleep(Duration::from_micros(500));
        }
        false
    }

    /// Espera a que el programa haya leído todo lo enviado. Donde el sistema no lo dice, espera un poco.
    pub fn esperar_a_que_lea(&self) {
        let (Ok(suya), Ok(nuestra)) = (self.stream.peer_addr(), self.stream.local_addr()) else { return };
        let hasta = Instant::now() + LECTURA;
        while Instant::now() < hasta {
            match sistema::queda_por_leer(suya, nuestra) {
                Some(true) => thread::sleep(Duration::from_millis(1)),
                Some(false) => return,
                None => return thread::sleep(Duration::from_millis(15)),
            }
        }
    }

    /// Cierra el lado del verificador: «no diré más, pero te escucho».
    pub fn despedirse(&mut self) {
        if !self.despedido {
            self.despedido = true;
            self.mesa.cable.anotar(self.lado, Suceso::Cierra);
            let _ = self.stream.shutdown(Shutdown::Write);
        }
    }

    /// Corta de golpe (RST).
    pub fn cortar(self) {
        self.mesa.cable.anotar(self.lado, Suceso::Corta);
        let _ = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
    }

    /// Lee hasta tener `total` bytes, o hasta que deje de llegar nada.
    pub fn leer_hasta(&mut self, total: usize) {
        let mut paciencia = self.mesa.paciencia(SILENCIO, self.programa);
        self.leer_mientras(total, &mut paciencia, || 0);
    }

    /// Lee hasta el final del flujo, con una paciencia propia.
    pub fn leer_todo_en(&mut self, plazo: Duration) {
        let mut paciencia = self.mesa.paciencia(plazo, self.programa);
        self.leer_mientras(usize::MAX, &mut paciencia, || 0);
    }

    /// Lee hasta tener `total` bytes mientras quede paciencia; si `avance` cambia, también es que algo se mueve.
    fn leer_mientras(&mut self, total: usize, paciencia: &mut Paciencia<'_>, mut avance: impl FnMut() -> u64) {
        let mut buffer = vec![0; 64 * 1024];
        let mut movido = avance();
        while self.fin.is_none() && self.recibido.len() < total {
            match (&self.stream).read(&mut buffer) {
                Ok(0) => self.acabar(Fin::Cierra),
                Ok(leidos) => {
                    self.mesa.cable.anotar(self.lado.otro(), Suceso::Envia(Muestra::de(&buffer[..leidos])));
                    self.recibido.extend_from_slice(&buffer[..leidos]);
                    paciencia.renovar();
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    let ahora = avance();
                    if ahora != movido {
                        movido = ahora;
                        paciencia.renovar();
                    } else if !paciencia.queda() {
                        self.da_vueltas = paciencia.trabajando();
                        self.acabar(Fin::Calla);
                    }
                }
                Err(_) => self.acabar(Fin::Corta),
            }
        }
    }

    fn acabar(&mut self, fin: Fin) {
        self.fin = Some(fin);
        let suceso = match fin {
            Fin::Cierra => Suceso::Cierra,
            Fin::Corta => Suceso::Corta,
            Fin::Calla => Suceso::Nota("nada más".to_string()),
        };
        self.mesa.cable.anotar(self.lado.otro(), suceso);
    }

    /// Envía y recibe a la vez hasta el final: con mensajes grandes, quien no recoge lo suyo para al otro.
    /// Si `espera`, no empieza a leer hasta que ya no puede enviar más: es un lector lento.
    pub fn cruzar(&mut self, bytes: &[u8], espera: bool) {
        let enviado = AtomicU64::new(0);
        let Ok(otro) = self.stream.try_clone() else { return };
        self.mesa.cable.anotar(self.lado, Suceso::Envia(Muestra::de(bytes)));
        self.despedido = true;
        thread::scope(|hilos| {
            let mut suya = self.mesa.paciencia(SILENCIO * 4, self.programa);
            let (otro, enviado) = (&otro, &enviado);
            let envio = hilos.spawn(move || {
                if empujar(otro, bytes, enviado, &mut suya) {
                    let _ = otro.shutdown(Shutdown::Write);
                }
            });
            if espera {
                esperar_atasco(enviado, self.programa.pid(), || envio.is_finished());
                // Ya se ha visto lo que hace quien no puede escribir: desde aquí, que no tarde.
                let _ = SockRef::from(&self.stream).set_recv_buffer_size(256 * 1024);
            }
            let mut paciencia = self.mesa.paciencia(SILENCIO, self.programa);
            self.leer_mientras(usize::MAX, &mut paciencia, || enviado.load(Ordering::Relaxed));
            if self.fin != Some(Fin::Cierra) {
                let _ = self.stream.shutdown(Shutdown::Both);
            }
        });
    }

    /// Exige que llegue esto, sin esperar a que cierre.
    pub fn exigir(&mut self, esperado: Esperado<'_>) -> Paso {
        self.leer_hasta(esperado.bytes.len());
        if self.recibido == esperado.bytes {
            self.anterior.append(&mut self.recibido);
            return Ok(());
        }
        Err(self.juzgar(esperado))
    }

    /// Exige que llegue esto y que después cierre.
    pub fn exigir_final(&mut self, esperado: Esperado<'_>) -> Paso {
        self.leer_hasta(usize::MAX);
        if self.recibido == esperado.bytes && self.fin == Some(Fin::Cierra) {
            return Ok(());
        }
        Err(self.juzgar(esperado))
    }

    /// Acaba el caso con ese hallazgo.
    pub fn mal(&self, codigo: &'static str, frase: &str) -> Paso {
        self.mesa.mal(codigo, frase, self.programa)
    }

    /// Pone nombre a lo que se ha visto, que no es lo esperado.
    fn juzgar(&mut self, esperado: Esperado<'_>) -> Tropiezo {
        if self.mesa.cancelado() {
            return Tropiezo::Cancelado;
        }
        let estado = self.programa.asentar();
        if let Some(hallazgo) = self.mesa.causa_de_fuerza_mayor(self.programa) {
            return Tropiezo::Mal(Box::new(self.con_bytes(hallazgo, esperado)));
        }
        let (codigo, frase) = if self.fin == Some(Fin::Calla) && !self.despedido && !self.entero(esperado) {
            let tanteado = self.tantear(esperado);
            // Mientras tanto ha podido pasarse de un límite: entonces es eso.
            if let Some(hallazgo) = self.mesa.causa_de_fuerza_mayor(self.programa) {
                return Tropiezo::Mal(Box::new(self.con_bytes(hallazgo, esperado)));
            }
            tanteado
        } else {
            self.nombrar(esperado, estado)
        };
        let hallazgo = self.mesa.hallazgo(codigo, frase, self.programa);
        Tropiezo::Mal(Box::new(self.con_bytes(hallazgo, esperado)))
    }

    fn entero(&self, esperado: Esperado<'_>) -> bool {
        !esperado.bytes.starts_with(&self.recibido) || self.recibido.len() >= esperado.bytes.len()
    }

    /// Falta algo y el programa calla: ¿contesta si se cierra este lado?
    fn tantear(&mut self, esperado: Esperado<'_>) -> (&'static str, String) {
        let antes = self.recibido.len();
        let callado = self.nombrar(esperado, Estado::Vivo);
        self.fin = None;
        self.mesa
            .cable
            .anotar(self.lado, Suceso::Nota(format!("{} s sin nada: cierro mi lado", en_segundos(SILENCIO))));
        self.despedirse();
        let mut paciencia = self.mesa.paciencia(SILENCIO / 2, self.programa);
        self.leer_mientras(usize::MAX, &mut paciencia, || 0);
        if self.recibido.len() > antes {
            let frase = "Tu programa no ha contestado hasta que he cerrado mi lado: los dos estábamos esperando.";
            return ("R06", frase.to_string());
        }
        callado
    }

    fn con_bytes(&self, hallazgo: Hallazgo, esperado: Esperado<'_>) -> Hallazgo {
        Hallazgo { esperado: Some(esperado.bytes.to_vec()), visto: Some(self.recibido.clone()), ..hallazgo }
    }

    fn nombrar(&self, esperado: Esperado<'_>, estado: Estado) -> (&'static str, String) {
        let (bytes, visto) = (esperado.bytes, self.recibido.as_slice());
        if estado != Estado::Vivo && self.lado == Lado::Cliente {
            return ("R17", format!("{} en mitad de la conversación.", muerte(estado)));
        }
        if visto == bytes {
            return self.mal_acabado();
        }
        if let Some(reconocido) = (esperado.reconocer)(visto) {
            return reconocido;
        }
        if let Some(sobra) = visto.strip_prefix(bytes) {
            return sobrante(&[&self.anterior, bytes].concat(), sobra);
        }
        if bytes.starts_with(visto) {
            return self.incompleto(esperado);
        }
        distinto(bytes, visto)
    }

    /// Los bytes están bien, pero la conexión no ha acabado como debía.
    fn mal_acabado(&self) -> (&'static str, String) {
        match self.fin {
            Some(Fin::Corta) => ("R24", "Ha llegado todo, pero tu programa ha cortado la conexión (RST).".to_string()),
            _ if self.da_vueltas && self.despedido => (
                "R02",
                "Me he despedido y tu programa no cierra: desde entonces no deja de gastar procesador.".to_string(),
            ),
            _ => {
                let frase =
                    format!("Ha llegado todo, pero {} s después la conexión sigue abierta.", en_segundos(SILENCIO));
                ("R09", frase)
            }
        }
    }

    /// Ha llegado el principio de lo esperado, y nada más.
    fn incompleto(&self, esperado: Esperado<'_>) -> (&'static str, String) {
        let (total, llegado) = (esperado.bytes.len(), self.recibido.len());
        let ha = match self.fin {
            Some(Fin::Corta) => "y ha cortado la conexión",
            Some(Fin::Cierra) => "y ha cerrado",
            _ => "y ha callado",
        };
        if llegado == 0 {
            if self.fin == Some(Fin::Calla) && self.da_vueltas && self.despedido {
                return (
                    "R02",
                    "Me he despedido y tu programa da vueltas sin parar, sin contestar ni cerrar.".to_string(),
                );
            }
            let codigo = if self.fin == Some(Fin::Corta) { esperado.cortado } else { "R07" };
            return (codigo, format!("Esperaba {total} bytes y tu programa no ha enviado ninguno {ha}."));
        }
        if esperado.bytes[llegado..] == *b"\n" {
            return ("R08", format!("Falta el salto de línea del final: han llegado {llegado} bytes de {total} {ha}."));
        }
        let codigo = match self.fin {
            Some(Fin::Calla) => esperado.callado,
            Some(Fin::Corta) if esperado.corto == "R23" => "R24",
            _ => esperado.corto,
        };
        (codigo, format!("Tu programa ha enviado {llegado} de {total} bytes {ha}."))
    }
}

/// Ha llegado todo, y además esto. `anterior` es todo lo que tenía que llegar hasta ahora.
fn sobrante(anterior: &[u8], sobra: &[u8]) -> (&'static str, String) {
    let ceros = sobra.iter().all(|byte| *byte == 0);
    let restos = sobra.len() > 1 && anterior.windows(sobra.len()).any(|ventana| ventana == sobra);
    let frase = format!("Ha llegado lo esperado y, pegados detrás, {} bytes de más.", sobra.len());
    if ceros {
        ("R03", format!("{} Son todos ceros.", frase))
    } else if restos {
        ("R03", format!("{} Son restos de lo anterior.", frase))
    } else {
        ("R22", frase)
    }
}

/// Ha llegado otra cosa: se dice desde dónde.
fn distinto(bytes: &[u8], visto: &[u8]) -> (&'static str, String) {
    let igual = bytes.iter().zip(visto).take_while(|(uno, otro)| uno == otro).count();
    // Ceros donde tocaba otra cosa, o lo mismo de antes otra vez: el resto de un búfer.
    let resto = &visto[igual..];
    let ceros = resto.iter().take_while(|byte| **byte == 0).count();
    if ceros >= 8 && !bytes[igual..].starts_with(&[0; 8]) {
        return ("R03", format!("Tras los primeros {igual} bytes llegan ceros que nadie ha enviado."));
    }
    let muestra = &resto[..resto.len().min(32)];
    if muestra.len() == 32 {
        if bytes.len() > LARGO
            && let Some(salto) = bytes[igual..].windows(32).position(|ventana| ventana == muestra)
        {
            return ("R04", format!("Tras los primeros {igual} bytes faltan {salto}: sigue con los que iban después."));
        }
        if bytes[..igual].windows(32).any(|ventana| ventana == muestra) {
            return ("R03", format!("Tras los primeros {igual} bytes vuelven a llegar otros que ya habían llegado."));
        }
    }
    ("R21", format!("Lo que ha llegado no es lo esperado a partir del byte {}.", igual + 1))
}

/// Escribe todo mientras quede paciencia. Devuelve si ha podido.
fn empujar(mut stream: &TcpStream, mut bytes: &[u8], enviado: &AtomicU64, paciencia: &mut Paciencia<'_>) -> bool {
    while !bytes.is_empty() {
        match stream.write(&bytes[..bytes.len().min(256 * 1024)]) {
            Ok(0) => return false,
            Ok(escritos) => {
                bytes = &bytes[escritos..];
                enviado.fetch_add(escritos as u64, Ordering::Relaxed);
                paciencia.renovar();
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) && paciencia.queda() => {}
            Err(_) => return false,
        }
    }
    true
}

/// Espera a que lo enviado deje de avanzar: los búferes están llenos y el otro no puede escribir más. Si el sistema dice
/// que el programa también está quieto, basta con un tercio.
fn esperar_atasco(enviado: &AtomicU64, pid: u32, mut acabado: impl FnMut() -> bool) {
    let (mut antes, mut quieto) = (u64::MAX, Instant::now());
    while quieto.elapsed() < ATASCO && !acabado() {
        let ahora = enviado.load(Ordering::Relaxed);
        if ahora != antes {
            (antes, quieto) = (ahora, Instant::now());
        } else if quieto.elapsed() >= ATASCO / 3 && sistema::en_marcha(pid) == Some(false) {
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
}
