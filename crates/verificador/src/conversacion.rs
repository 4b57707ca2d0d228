//! Una conexión con el programa que se comprueba: se le habla con mala idea y se juzga lo que contesta.

mod conexion;
mod envio;
mod juicio;

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use redes::cable::{Lado, Muestra, Suceso};
use redes::red::es_plazo;
use socket2::SockRef;

use super::hallazgo::{Paso, Tropiezo};
use super::mesa::{Mesa, SILENCIO};
use super::paciencia::Paciencia;
use super::programa::Programa;
use super::sistema;

pub use conexion::muerte;
use envio::Envio;
pub use juicio::{Esperado, tomado_por_texto};

/// Cada cuánto se mira si sigue habiendo paciencia.
const VUELTA: Duration = Duration::from_millis(20);
/// Lo que se espera a que siga llegando lo que ya estaba llegando.
const UN_MOMENTO: Duration = Duration::from_millis(200);

/// Lo más que se recoge en un turno: tres veces lo que cruza en el mayor de los casos.
const RECIBIDO_MAXIMO: usize = 24 * 1024 * 1024;
/// Las veces que tiene que seguir llegando algo de más para decir que no para.
const NO_PARA: u32 = 3;
/// Lo que se recoge de lo que sobra, cuando se sabe cuánto tenía que llegar.
const SOBRA_MAXIMA: usize = 256 * 1024;
/// A quien gotea, que es enviar menos de esto por segundo, no se le espera sin fin: pasado este tiempo, que siga llegando algo
/// no alarga el plazo.
const GOTEO: u64 = 16 * 1024;
const SIN_GOTEO: Duration = Duration::from_millis(1500);

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
    /// Cuándo se movió algo por última vez.
    movido: Instant,
    /// La última vez que se miró y no había llegado nada, ni siquiera el final.
    callada: Instant,
    /// ¿Ha colgado cuando llevaba esperando todo su plazo? Entonces es como si callara.
    cansado: bool,
    /// Mientras callaba, ¿daba vueltas?
    da_vueltas: bool,
    despedido: bool,
    /// Seguía llegando, y no se ha querido más.
    no_para: bool,
    /// Lo que ya había llegado en turnos anteriores.
    anterior: Vec<u8>,
    /// Cómo se llama este cliente en la transcripción, si hay varios.
    nombre: String,
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
            movido: Instant::now(),
            callada: Instant::now(),
            cansado: false,
            da_vueltas: false,
            despedido: false,
            no_para: false,
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

    /// Lee hasta el final del flujo, sabiendo que tienen que llegar `debidos` bytes. Lo que venga detrás ya está de más: se recoge
    /// un poco, para enseñarlo, y no se espera a que acabe.
    fn leer_hasta_el_final(&mut self, debidos: usize) {
        self.leer_hasta(debidos);
        if self.fin.is_some() {
            return;
        }
        let mut paciencia = self.mesa.paciencia(SILENCIO, self.programa);
        self.leer_mientras(debidos + 1, &mut paciencia, &Envio::default());
        if self.fin.is_none() {
            let mut paciencia = self.mesa.paciencia(UN_MOMENTO, self.programa);
            self.leer_sin_renovar(debidos + SOBRA_MAXIMA, &mut paciencia);
        }
    }

    /// Recoge lo que llegue mientras quede paciencia, que no se renueva. Si al acabar seguía llegando, es que no para.
    fn leer_sin_renovar(&mut self, total: usize, paciencia: &mut Paciencia<'_>) {
        let mut llegadas = 0;
        while self.fin.is_none() && self.recibido.len() < total && paciencia.queda() {
            let antes = self.recibido.len();
            self.leer_lo_que_haya_hasta(total);
            if self.recibido.len() > antes {
                llegadas += 1;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        if self.fin.is_none() {
            self.no_para = self.recibido.len() >= total || llegadas >= NO_PARA;
            self.acabar(Fin::Calla);
        }
    }

    /// Lee lo que ya haya llegado, sin esperar nada.
    pub fn leer_lo_que_haya(&mut self) {
        self.leer_lo_que_haya_hasta(self.recibido.len() + RECIBIDO_MAXIMO);
    }

    fn leer_lo_que_haya_hasta(&mut self, total: usize) {
        let mut buffer = vec![0; 64 * 1024];
        if self.stream.set_nonblocking(true).is_err() {
            return;
        }
        self.acusar_recibo();
        while self.fin.is_none() && self.recibido.len() < total {
            match (&self.stream).read(&mut buffer) {
                Ok(0) => self.acabar(Fin::Cierra),
                Ok(leidos) => self.llega(&buffer[..leidos]),
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

    /// Calla ese rato, y exige que el programa no cuelgue mientras tanto.
    pub fn exigir_que_siga(&mut self, rato: Duration, frase: &str) -> Paso {
        self.anotar(self.lado, Suceso::Nota("un rato sin decir nada".to_string()));
        self.leer_hasta_que(rato, |visto| !visto.is_empty());
        if matches!(self.fin, Some(Fin::Cierra | Fin::Corta)) {
            if let Some(hallazgo) = self.mesa.causa_de_fuerza_mayor(self.programa) {
                return Err(Tropiezo::Mal(Box::new(hallazgo)));
            }
            return self.mal("R31", frase);
        }
        self.fin = None;
        Ok(())
    }

    /// Recoge lo que vaya llegando, hasta tener `total` bytes o hasta que deje de llegar un momento. Que deje de llegar no acaba
    /// la conversación: aún se le va a enviar algo más.
    pub fn recoger(&mut self, total: usize) {
        self.leer_hasta_que(UN_MOMENTO, |visto| visto.len() >= total);
        if self.fin == Some(Fin::Calla) {
            self.fin = None;
        }
    }

    /// Lo que ha llegado en este turno está bien: lo que llegue desde ahora es del siguiente.
    pub fn dar_por_bueno(&mut self) {
        self.anterior.append(&mut self.recibido);
    }

    /// Envía `cuantos` bytes, repitiendo `trozo`, y tira lo que llegue mientras tanto. Devuelve si han podido cruzar.
    pub fn a_chorro(&mut self, trozo: &[u8], cuantos: usize) -> bool {
        self.mesa.nota(format!("cruzan otros {} MiB", cuantos >> 20));
        self.programa.permitir(cuantos);
        self.sin_esperas(|conexion, paciencia, buffer| {
            let mut enviados = 0;
            while enviados < cuantos {
                let desde = enviados % trozo.len();
                let hasta = trozo.len().min(desde + (cuantos - enviados));
                let escritos = (&conexion.stream).write(&trozo[desde..hasta]);
                let leidos = (&conexion.stream).read(buffer);
                match (escritos, leidos) {
                    (_, Ok(0)) | (Ok(0), _) => return false,
                    (Ok(escritos), _) => enviados += escritos,
                    (Err(error), _) if error.kind() != ErrorKind::WouldBlock => return false,
                    (_, Ok(_)) => {}
                    _ => {
                        if !paciencia.queda() {
                            return false;
                        }
                        std::thread::sleep(Duration::from_micros(200));
                        continue;
                    }
                }
                paciencia.renovar();
            }
            !paciencia.agotada()
        })
    }

    /// Recoge `cuantos` bytes y los tira. Devuelve si han llegado.
    pub fn tirar(&mut self, cuantos: usize) -> bool {
        self.programa.permitir(cuantos);
        self.sin_esperas(|conexion, paciencia, buffer| {
            let mut llegados = 0;
            while llegados < cuantos {
                let caben = buffer.len().min(cuantos - llegados);
                match (&conexion.stream).read(&mut buffer[..caben]) {
                    Ok(leidos @ 1..) => {
                        llegados += leidos;
                        paciencia.renovar();
                    }
                    Err(error) if error.kind() == ErrorKind::WouldBlock && paciencia.queda() => {
                        std::thread::sleep(Duration::from_micros(200));
                    }
                    _ => return false,
                }
            }
            !paciencia.agotada()
        })
    }

    fn sin_esperas(&mut self, cruzar: impl FnOnce(&Self, &mut Paciencia<'_>, &mut [u8]) -> bool) -> bool {
        if self.fin.is_some() || self.stream.set_nonblocking(true).is_err() {
            return false;
        }
        let mut paciencia = self.mesa.paciencia(SILENCIO * 4, self.programa);
        let bien = cruzar(self, &mut paciencia, &mut vec![0; 256 * 1024]);
        let _ = self.stream.set_nonblocking(false);
        bien
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
        let mut mirada = Instant::now();
        let al_empezar = self.recibido.len();
        while self.fin.is_none() && self.recibido.len() < total {
            self.acusar_recibo();
            let leido = (&self.stream).read(&mut buffer);
            let anterior = std::mem::replace(&mut mirada, Instant::now());
            self.mesa.apuntar_tiron(mirada - anterior);
            match leido {
                Ok(0) => self.acabar(if envio.cortado() { Fin::Corta } else { Fin::Cierra }),
                Ok(leidos) => {
                    self.llega(&buffer[..leidos]);
                    let llegados = (self.recibido.len() - al_empezar) as u128;
                    let a_goteo = paciencia.edad() > SIN_GOTEO
                        && llegados * 1000 < u128::from(GOTEO) * paciencia.edad().as_millis();
                    if self.recibido.len() >= RECIBIDO_MAXIMO || a_goteo && !paciencia.queda() || paciencia.agotada() {
                        self.no_para = true;
                        self.acabar(Fin::Calla);
                    } else if !a_goteo {
                        paciencia.renovar();
                    }
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if es_plazo(&error) => {
                    self.callada = anterior;
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

    fn llega(&mut self, bytes: &[u8]) {
        self.anotar(self.lado.otro(), Suceso::Envia(Muestra::de(bytes)));
        self.recibido.extend_from_slice(bytes);
        self.programa.permitir(bytes.len());
        self.movido = Instant::now();
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

    /// Cuánto se le ha visto callar desde `inicio`. Enterarse de que ha dicho algo, o de que ha colgado, puede costar más.
    pub fn callado_desde(&self, inicio: Instant) -> Duration {
        self.callada.saturating_duration_since(inicio)
    }

    /// ¿Se ha quedado callado? También si al final ha colgado porque se le acababa su plazo.
    pub fn calla(&self) -> bool {
        self.fin == Some(Fin::Calla) || self.cansado
    }

    fn acabar(&mut self, fin: Fin) {
        self.cansado = self.mesa.cansa(self.movido.elapsed());
        self.fin = Some(fin);
        let suceso = match fin {
            Fin::Cierra => Suceso::Cierra,
            Fin::Corta => Suceso::Corta,
            Fin::Calla if self.no_para => Suceso::Nota("y sigue enviando, sin parar".to_string()),
            Fin::Calla => Suceso::Nota("nada más".to_string()),
        };
        self.anotar(self.lado.otro(), suceso);
    }

    /// Acaba el caso con ese hallazgo.
    pub fn mal(&self, codigo: &'static str, frase: &str) -> Paso {
        self.mesa.mal(codigo, frase, self.programa)
    }
}
