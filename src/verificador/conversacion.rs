//! Una conexión con el programa que se comprueba: se le habla con mala idea y se juzga lo que contesta.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use socket2::{Domain, SockRef, Socket, Type};

use super::mesa::{Mesa, Paciencia, Paso, SILENCIO, Servidor, con_espacios, en_bytes, en_segundos};
use super::programa::{Estado, Programa};
use super::{Hallazgo, Tropiezo, sistema};
use redes::cable::{Lado, Muestra, Suceso};

/// Cada cuánto se mira si sigue habiendo paciencia.
const VUELTA: Duration = Duration::from_millis(20);
/// Cuánto se espera, como mucho, a que el programa lea un trozo antes de enviarle el siguiente.
const LECTURA: Duration = Duration::from_millis(300);

/// Lo que se espera a que una conexión se haga.
const CONEXION: Duration = Duration::from_secs(2);
/// Cuánto tiene que llevar quieto un programa, en milisegundos, para que no sea que espera un acuse de recibo tardío.
const ATASCADO: u32 = 120;

/// Por debajo de esto, lo que falta de en medio no puede ser de un búfer lleno.
const LARGO: usize = 64 * 1024;
/// Cuánto tiene que estar quieto un envío para darlo por atascado.
const ATASCO: Duration = Duration::from_millis(150);
/// Lo más que se espera a que se atasque. Quien tira lo que no puede escribir no se atasca nunca.
const ATASCO_MAXIMO: Duration = Duration::from_millis(800);
/// Lo que se dedica, como mucho, a enviar despacio un mensaje; y lo que se tarda de verdad, que también corre para los
/// plazos del programa.
const DESPACIO: Duration = Duration::from_secs(2);
const DESPACIO_DE_VERDAD: Duration = Duration::from_secs(3);
/// Lo más que cuenta una mirada de esas esperas: en una máquina ocupada se mira las mismas veces.
const MIRADA: Duration = Duration::from_millis(3);

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
    /// Cómo se llama este cliente en la transcripción, si hay varios.
    nombre: String,
}

impl Servidor<'_> {
    /// Conecta con el servidor.
    pub fn conectar(&self) -> Paso<Conversacion<'_>> {
        self.conectar_con(None)
    }

    /// Conecta con un búfer de recepción de ese tamaño: quien escriba deprisa tendrá que esperar.
    pub fn conectar_con(&self, bufer: Option<usize>) -> Paso<Conversacion<'_>> {
        let stream = abrir(self.direccion, bufer, None, CONEXION).or_else(|error| self.sin_conexion(&error))?;
        Conversacion::sobre(self.mesa, &self.programa, stream, Lado::Cliente)
    }

    /// Conecta un cliente que no va a leer: con búferes y segmentos pequeños, quien le escriba se atasca pronto.
    pub fn conectar_sordo(&self) -> Paso<Conversacion<'_>> {
        let stream =
            abrir(self.direccion, Some(4096), Some(536), CONEXION).or_else(|error| self.sin_conexion(&error))?;
        Conversacion::sobre(self.mesa, &self.programa, stream, Lado::Cliente)
    }

    /// Espera a que el programa haya aceptado a todos los que han conectado y esté otra vez esperando, o acabe.
    pub fn esperar_a_que_atienda(&self) {
        let pid = self.programa.pid();
        mirar_hasta(|| Some(!sistema::hay_cola(self.direccion)? && !sistema::en_marcha(pid).unwrap_or(false)));
    }

    /// Conecta si se puede ya: en la cola de un programa detenido caben los que él haya dicho.
    pub fn conectar_si_cabe(&self) -> Option<Conversacion<'_>> {
        let stream = abrir(self.direccion, None, None, CONEXION / 10).ok()?;
        Conversacion::sobre(self.mesa, &self.programa, stream, Lado::Cliente).ok()
    }

    fn sin_conexion<T>(&self, error: &io::Error) -> Paso<T> {
        let estado = self.programa.asentar();
        if let Some(hallazgo) = self.mesa.causa_de_fuerza_mayor(&self.programa) {
            return Err(Tropiezo::Mal(Box::new(hallazgo)));
        }
        let causa = redes::errores::explicar(error);
        match estado {
            Estado::Vivo => {
                let escucha = sistema::escuchando(self.direccion.port()).unwrap_or_default().join(", ");
                let escucha = if escucha.is_empty() {
                    String::new()
                } else {
                    format!(" Ese puerto lo tiene, pero en {escucha}.")
                };
                let frase = format!(
                    "Tu programa dice que escucha en {}, pero ahí no se puede conectar: {causa}.{escucha}",
                    self.direccion
                );
                self.mesa.mal("R16", frase, &self.programa)
            }
            estado => self.mesa.mal("R17", format!("{} y ya no atiende a nadie.", muerte(estado)), &self.programa),
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

/// Mira una y otra vez si ya ha pasado algo, mientras quepa en [`LECTURA`]. Si no se puede saber, espera un poco.
fn mirar_hasta(ha_pasado: impl Fn() -> Option<bool>) -> Duration {
    let mut gastado = Duration::ZERO;
    while gastado < LECTURA {
        let antes = Instant::now();
        match ha_pasado() {
            Some(true) => break,
            Some(false) => thread::sleep(Duration::from_millis(1)),
            None => {
                thread::sleep(Duration::from_millis(15));
                return gastado + antes.elapsed();
            }
        }
        gastado += antes.elapsed().min(MIRADA);
    }
    gastado
}

fn abrir(direccion: SocketAddr, bufer: Option<usize>, segmento: Option<u32>, plazo: Duration) -> io::Result<TcpStream> {
    let socket = Socket::new(Domain::for_address(direccion), Type::STREAM, None)?;
    #[cfg(unix)]
    if let Some(segmento) = segmento {
        // Si el sistema no quiere, se atascará más tarde.
        let _ = socket.set_tcp_mss(segmento);
    }
    #[cfg(not(unix))]
    let _ = segmento;
    if let Some(bufer) = bufer {
        socket.set_recv_buffer_size(bufer)?;
    }
    socket.connect_timeout(&direccion.into(), plazo)?;
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
            Tropiezo::NoComprobable(format!("no he podido preparar la conexión: {}", redes::errores::explicar(&error)))
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
            nombre: String::new(),
        })
    }

    /// Le pone nombre: donde hay varios clientes, la transcripción dice de quién es cada cosa.
    pub fn llamada(mut self, nombre: impl Into<String>) -> Self {
        self.nombre = nombre.into();
        self
    }

    fn anotar(&self, lado: Lado, suceso: Suceso) {
        if !self.nombre.is_empty() && self.mesa.habla(&self.nombre) {
            self.mesa.nota(&self.nombre);
        }
        self.mesa.cable.anotar(lado, suceso);
    }

    /// Envía unos bytes de una vez. Que el otro no los quiera no es todavía nada malo: se verá en lo que contesta.
    pub fn enviar(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.anotar(self.lado, Suceso::Envia(Muestra::de(bytes)));
        let mut paciencia = self.mesa.paciencia(SILENCIO, self.programa);
        empujar(&self.stream, bytes, &Envio::default(), &mut paciencia);
    }

    /// Envía lo que quepa y no lee nada: para cuando el programa ya no puede más, o cuando no le queda nada por enviar.
    pub fn enviar_sin_leer(&mut self, mut bytes: &[u8]) {
        self.anotar(self.lado, Suceso::Envia(Muestra::de(bytes)));
        let mut lleno = false;
        while !bytes.is_empty() {
            match (&self.stream).write(bytes) {
                Ok(escritos) if escritos > 0 => (bytes, lleno) = (&bytes[escritos..], false),
                // Lleno dos veces, y entre una y otra el programa se ha quedado quieto: no cabe más.
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) && !lleno => {
                    lleno = true;
                    self.mesa.esperar_quieto_durante(ATASCADO, self.programa);
                }
                _ => break,
            }
        }
        self.mesa.esperar_quieto_durante(ATASCADO, self.programa);
    }

    /// Envía cada trozo cuando el programa ya ha leído el anterior: así le llegan por separado.
    pub fn enviar_despacio<T: AsRef<[u8]>>(&mut self, trozos: &[T]) {
        let mut gastado = Duration::ZERO;
        let inicio = Instant::now();
        for trozo in trozos {
            self.enviar(trozo.as_ref());
            if gastado < DESPACIO && inicio.elapsed() < DESPACIO_DE_VERDAD {
                gastado += self.esperar_a_que_lea();
            }
        }
    }

    /// Espera a que el programa haya leído todo lo enviado. Donde el sistema no lo dice, espera un poco. Devuelve cuánto.
    pub fn esperar_a_que_lea(&self) -> Duration {
        let (Ok(suya), Ok(nuestra)) = (self.stream.peer_addr(), self.stream.local_addr()) else {
            return Duration::ZERO;
        };
        mirar_hasta(|| sistema::queda_por_leer(suya, nuestra).map(|queda| !queda))
    }

    /// Cierra el lado del verificador: «no diré más, pero te escucho».
    pub fn despedirse(&mut self) {
        if !self.despedido {
            self.despedido = true;
            self.anotar(self.lado, Suceso::Cierra);
            let _ = self.stream.shutdown(Shutdown::Write);
        }
    }

    /// Corta de golpe (RST).
    pub fn cortar(self) {
        self.anotar(self.lado, Suceso::Corta);
        let _ = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
    }

    /// Lee hasta tener `total` bytes, o hasta que deje de llegar nada.
    pub fn leer_hasta(&mut self, total: usize) {
        let mut paciencia = self.mesa.paciencia(SILENCIO, self.programa);
        self.leer_mientras(total, &mut paciencia, &Envio::default());
    }

    /// Lee lo que ya haya llegado, sin esperar nada.
    pub fn leer_lo_que_haya(&mut self) {
        let mut buffer = vec![0; 64 * 1024];
        if self.stream.set_nonblocking(true).is_err() {
            return;
        }
        self.acusar_recibo();
        while self.fin.is_none() {
            match (&self.stream).read(&mut buffer) {
                Ok(0) => self.acabar(Fin::Cierra),
                Ok(leidos) => {
                    self.anotar(self.lado.otro(), Suceso::Envia(Muestra::de(&buffer[..leidos])));
                    self.recibido.extend_from_slice(&buffer[..leidos]);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(_) => self.acabar(Fin::Corta),
            }
        }
        let _ = self.stream.set_nonblocking(false);
    }

    /// Lee hasta que `basta` diga que con lo recibido basta, o hasta que deje de llegar nada en ese plazo.
    pub fn leer_hasta_que(&mut self, plazo: Duration, basta: impl Fn(&[u8]) -> bool) {
        let mut paciencia = self.mesa.paciencia(plazo, self.programa);
        while self.fin.is_none() && !basta(&self.recibido) {
            self.leer_mientras(self.recibido.len() + 1, &mut paciencia, &Envio::default());
        }
    }

    /// Lo que ha llegado en este turno está bien: lo que llegue desde ahora es del siguiente.
    pub fn dar_por_bueno(&mut self) {
        self.anterior.append(&mut self.recibido);
    }

    /// Lee hasta el final del flujo, con una paciencia propia.
    pub fn leer_todo_en(&mut self, plazo: Duration) {
        let mut paciencia = self.mesa.paciencia(plazo, self.programa);
        self.leer_mientras(usize::MAX, &mut paciencia, &Envio::default());
    }

    /// Lee hasta tener `total` bytes mientras quede paciencia; si el envío que va a la vez avanza, o el programa lee, también
    /// es que algo se mueve.
    fn leer_mientras(&mut self, total: usize, paciencia: &mut Paciencia<'_>, envio: &Envio) {
        let mut buffer = vec![0; 64 * 1024];
        let mut movido = (envio.avance(), self.por_leer());
        while self.fin.is_none() && self.recibido.len() < total {
            self.acusar_recibo();
            match (&self.stream).read(&mut buffer) {
                Ok(0) => self.acabar(if envio.cortado() { Fin::Corta } else { Fin::Cierra }),
                Ok(leidos) => {
                    self.anotar(self.lado.otro(), Suceso::Envia(Muestra::de(&buffer[..leidos])));
                    self.recibido.extend_from_slice(&buffer[..leidos]);
                    paciencia.renovar();
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    // Si aún va leyendo lo que se le envió, es que está en ello, por despacio que vaya.
                    let ahora = (envio.avance(), self.por_leer());
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

    /// Lo que el programa aún no ha leído de lo que se le ha enviado.
    fn por_leer(&self) -> Option<u32> {
        sistema::por_leer(self.stream.peer_addr().ok()?, self.stream.local_addr().ok()?)
    }

    /// Acusa recibo de lo que ha llegado sin esperar los 40 ms de costumbre: quien escribe en dos veces, sin apagar el
    /// algoritmo de Nagle, no envía lo segundo hasta entonces.
    fn acusar_recibo(&self) {
        #[cfg(target_os = "linux")]
        let _ = SockRef::from(&self.stream).set_tcp_quickack(true);
    }

    fn acabar(&mut self, fin: Fin) {
        self.fin = Some(fin);
        let suceso = match fin {
            Fin::Cierra => Suceso::Cierra,
            Fin::Corta => Suceso::Corta,
            Fin::Calla => Suceso::Nota("nada más".to_string()),
        };
        self.anotar(self.lado.otro(), suceso);
    }

    /// Envía y recibe a la vez hasta el final: con mensajes grandes, quien no recoge lo suyo para al otro.
    /// Si `espera`, no empieza a leer hasta que ya no puede enviar más: es un lector lento.
    pub fn cruzar(&mut self, bytes: &[u8], espera: bool) {
        let envio = Envio::default();
        let Ok(otro) = self.stream.try_clone() else { return };
        self.anotar(self.lado, Suceso::Envia(Muestra::de(bytes)));
        self.despedido = true;
        thread::scope(|hilos| {
            let mut suya = self.mesa.paciencia(SILENCIO * 4, self.programa);
            let (otro, envio) = (&otro, &envio);
            envio.en_curso.store(true, Ordering::SeqCst);
            hilos.spawn(move || {
                if empujar(otro, bytes, envio, &mut suya) {
                    let _ = otro.shutdown(Shutdown::Write);
                }
                envio.en_curso.store(false, Ordering::SeqCst);
            });
            if espera {
                let pid = self.programa.pid();
                envio.esperar_atasco(|| self.por_leer(), || sistema::en_marcha(pid) != Some(true));
                // Ya se ha visto lo que hace quien no puede escribir: desde aquí, que no tarde.
                let _ = SockRef::from(&self.stream).set_recv_buffer_size(256 * 1024);
            }
            let mut paciencia = self.mesa.paciencia(SILENCIO, self.programa);
            self.leer_mientras(usize::MAX, &mut paciencia, envio);
            if self.fin != Some(Fin::Cierra) {
                let _ = self.stream.shutdown(Shutdown::Both);
            }
        });
    }

    /// Exige que llegue esto, sin esperar a que cierre.
    pub fn exigir(&mut self, esperado: Esperado<'_>) -> Paso {
        self.leer_hasta(esperado.bytes.len());
        if self.recibido == esperado.bytes {
            self.dar_por_bueno();
            return Ok(());
        }
        Err(self.juzgar(esperado))
    }

    /// Exige que lo siguiente que llegue sea esta línea. Lo que venga detrás se queda para después.
    pub fn exigir_linea(&mut self, linea: &str, reconocer: &Reconocedor<'_>) -> Paso {
        let esperado = format!("{linea}\n");
        self.leer_hasta_que(SILENCIO, |visto| visto.contains(&b'\n'));
        let fin = self.recibido.iter().position(|byte| *byte == b'\n').map_or(self.recibido.len(), |salto| salto + 1);
        let resto = self.recibido.split_off(fin);
        if self.recibido == esperado.as_bytes() {
            self.dar_por_bueno();
            self.recibido = resto;
            return Ok(());
        }
        let otra_linea = |visto: &[u8]| {
            let texto = str::from_utf8(visto).ok()?.strip_suffix('\n')?;
            let frase = format!("Tenía que llegar la línea «{linea}», y ha llegado «{}».", texto.escape_debug());
            // De lo que solo sobra o falta algo, ya se sabe decir más.
            (!texto.starts_with(linea) && !texto.contains('\0')).then_some(("R21", frase))
        };
        let reconocer = |visto: &[u8]| reconocer(visto).or_else(|| otra_linea(visto));
        Err(self.juzgar(Esperado::nuevo(esperado.as_bytes()).reconocer(&reconocer)))
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
        let mut hallazgo = self.mesa.hallazgo(codigo, frase, self.programa);
        if codigo == "R07" && contiene(&self.programa.salida(), esperado.bytes.trim_ascii()) {
            let nota =
                "Lo que esperaba está en su salida (stdout): `println!` escribe en la pantalla, no en la conexión.";
            hallazgo.notas.push(nota.to_string());
        }
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
        self.anotar(self.lado, Suceso::Nota("cierro mi lado, por si lo esperabas".to_string()));
        self.despedirse();
        let mut paciencia = self.mesa.paciencia(SILENCIO / 2, self.programa);
        self.leer_mientras(usize::MAX, &mut paciencia, &Envio::default());
        if self.recibido.len() > antes {
            let frase = "Tu programa no ha contestado hasta que he cerrado mi lado: los dos estábamos esperando.";
            return ("R06", frase.to_string());
        }
        callado
    }

    fn con_bytes(&self, hallazgo: Hallazgo, esperado: Esperado<'_>) -> Hallazgo {
        // Si está por hacer, o se le ha parado por gastar, comparar los bytes no dice nada.
        if matches!(hallazgo.codigo, "R33" | "R25") {
            return hallazgo;
        }
        let mut hallazgo =
            Hallazgo { esperado: Some(esperado.bytes.to_vec()), visto: Some(self.recibido.clone()), ..hallazgo };
        if !self.nombre.is_empty() {
            hallazgo.notas.push(format!("Es lo que le ha llegado a: {}.", self.nombre));
        }
        hallazgo
    }

    fn nombrar(&self, esperado: Esperado<'_>, estado: Estado) -> (&'static str, String) {
        let (bytes, visto) = (esperado.bytes, self.recibido.as_slice());
        if estado != Estado::Vivo && self.lado == Lado::Cliente {
            return ("R17", format!("{} y ya no atiende a nadie.", muerte(estado)));
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
            let que = match self.fin {
                Some(Fin::Corta) => "ha cortado la conexión sin enviar ninguno",
                Some(Fin::Cierra) => "ha cerrado sin enviar ninguno",
                _ => "se ha quedado callado, sin enviar ninguno",
            };
            return (codigo, format!("Esperaba {} y tu programa {que}.", en_bytes(total)));
        }
        if esperado.bytes[llegado..] == *b"\n" {
            let llegado = con_espacios(llegado);
            let frase = format!(
                "Falta el salto de línea del final: tu programa ha enviado {llegado} de {} {ha}.",
                en_bytes(total)
            );
            return ("R08", frase);
        }
        let codigo = match self.fin {
            Some(Fin::Calla) => esperado.callado,
            Some(Fin::Corta) if esperado.corto == "R23" => "R24",
            _ => esperado.corto,
        };
        (codigo, format!("Tu programa ha enviado {} de {} {ha}.", con_espacios(llegado), en_bytes(total)))
    }
}

/// Ha llegado todo, y además esto. `anterior` es todo lo que tenía que llegar hasta ahora.
fn sobrante(anterior: &[u8], sobra: &[u8]) -> (&'static str, String) {
    let ceros = sobra.iter().all(|byte| *byte == 0);
    let restos = sobra.len() > 1 && anterior.windows(sobra.len()).any(|ventana| ventana == sobra);
    let frase = format!("Ha llegado lo esperado y, pegado detrás, {} de más.", en_bytes(sobra.len()));
    if ceros {
        ("R03", format!("{} {}", frase, if sobra.len() == 1 { "Es un cero." } else { "Son todos ceros." }))
    } else if restos {
        ("R03", format!("{frase} Son restos de lo que había llegado antes."))
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
        return ("R03", format!("{} llegan ceros que no tenían que llegar.", tras(igual)));
    }
    let muestra = &resto[..resto.len().min(32)];
    if muestra.len() == 32 {
        if bytes.len() > LARGO
            && let Some(salto) = bytes[igual..].windows(32).position(|ventana| ventana == muestra)
        {
            return (
                "R04",
                format!("{} faltan {}: ha seguido con los que iban detrás.", tras(igual), con_espacios(salto)),
            );
        }
        if bytes[..igual].windows(32).any(|ventana| ventana == muestra) {
            return ("R03", format!("{} vuelven a llegar otros que ya habían llegado.", tras(igual)));
        }
    }
    let desde = if igual == 0 {
        "desde el primer byte".to_string()
    } else {
        format!("desde el byte {}", con_espacios(igual + 1))
    };
    ("R21", format!("Lo que ha llegado no es lo esperado {desde}."))
}

/// «Tras el primer byte», «Tras los primeros 16 384 bytes».
fn tras(cuantos: usize) -> String {
    match cuantos {
        0 => "Desde el principio".to_string(),
        1 => "Tras el primer byte".to_string(),
        _ => format!("Tras los primeros {}", en_bytes(cuantos)),
    }
}

fn contiene(donde: &[u8], que: &[u8]) -> bool {
    !que.is_empty() && donde.windows(que.len()).any(|ventana| ventana == que)
}

/// Escribe todo mientras quede paciencia. Devuelve si ha podido.
fn empujar(mut stream: &TcpStream, mut bytes: &[u8], envio: &Envio, paciencia: &mut Paciencia<'_>) -> bool {
    while !bytes.is_empty() {
        match stream.write(&bytes[..bytes.len().min(256 * 1024)]) {
            Ok(0) => return false,
            Ok(escritos) => {
                bytes = &bytes[escritos..];
                envio.enviado.fetch_add(escritos as u64, Ordering::Relaxed);
                paciencia.renovar();
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) && paciencia.queda() => {}
            Err(error) => {
                envio.cortado.store(error.kind() == ErrorKind::ConnectionReset, Ordering::SeqCst);
                return false;
            }
        }
    }
    true
}

/// Un envío que va a la vez que la lectura.
#[derive(Default)]
struct Envio {
    enviado: AtomicU64,
    /// El sistema ha dicho al que enviaba que el otro ha cortado. Solo lo dice una vez: quien lee ya no se entera.
    cortado: AtomicBool,
    en_curso: AtomicBool,
}

impl Envio {
    fn avance(&self) -> u64 {
        self.enviado.load(Ordering::Relaxed)
    }

    /// ¿Era un corte lo que a quien lee le parece un final?
    fn cortado(&self) -> bool {
        // Si el que envía se está enterando ahora mismo, tiene un momento para decirlo.
        let hasta = Instant::now() + Duration::from_millis(30);
        while self.en_curso.load(Ordering::SeqCst) && Instant::now() < hasta {
            thread::sleep(Duration::from_millis(1));
        }
        self.cortado.load(Ordering::SeqCst)
    }

    /// Espera a que ya no se mueva nada: los búferes están llenos y el otro no puede escribir más. Que el programa esté quieto
    /// un momento no basta: puede estar esperando su propio plazo de escritura, y es lo que se quiere ver. `por_leer` es lo
    /// que le queda por leer, y `quieto`, si no quiere hacer nada.
    fn esperar_atasco(&self, por_leer: impl Fn() -> Option<u32>, quieto: impl Fn() -> bool) {
        let (mut antes, mut atascado, mut total) = ((u64::MAX, None), Duration::ZERO, Duration::ZERO);
        while atascado < ATASCO && total < ATASCO_MAXIMO {
            let inicio = Instant::now();
            thread::sleep(Duration::from_millis(5));
            total += inicio.elapsed().min(MIRADA * 3);
            let ahora = (self.avance(), por_leer());
            // Todo enviado no es todo leído: en los búferes del sistema caben varios megas.
            if !self.en_curso.load(Ordering::SeqCst) && ahora.1.is_none_or(|bytes| bytes == 0) {
                return;
            }
            if ahora == antes && ahora.1 != Some(0) && quieto() {
                atascado += inicio.elapsed().min(MIRADA * 3);
            } else {
                (antes, atascado) = (ahora, Duration::ZERO);
            }
        }
    }
}
