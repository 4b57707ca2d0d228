//! Los sockets UDP del verificador: un buzón que escribe con mala idea, por una red con un plan de averías fijo, y juzga
//! cada datagrama que le llega.
//!
//! Sirve para los dos papeles. Si el programa es el cliente, [`AnfitrionUdp`] abre un puerto, lo arranca y espera su primer
//! datagrama; si es el servidor, [`Servidor::buzon`] da un socket con el que escribirle. En los dos casos se habla por un
//! [`Buzon`]. Las averías (perder, duplicar, desordenar, demorar) son las de `fallas`: se ponen con [`Buzon::por`].
//!
//! En la transcripción, `→` va siempre hacia el programa: el lado del verificador es [`NUESTRO`].

mod casos;
mod charla;
mod juicio;

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

pub use casos::{ARRANQUE_DE_SERVIDOR_UDP, argumentos_de_servidor_udp, arranca};
pub use charla::{Charla, medido};
pub use juicio::{renombrar, renombrar_si};

use super::anfitrion::exigir_final;
use super::comun::sin_puerto;
use super::conversacion::muerte;
use super::hallazgo::{Paso, Tropiezo};
use super::mesa::{Mesa, SILENCIO, Servidor};
use super::paciencia::Paciencia;
use super::programa::{Estado, Programa};
use redes::cable::{Lado, Muestra, Suceso};
use redes::fallas::{Cadena, Datagrama, Falla};

/// El lado del verificador en la transcripción, haga de cliente o de servidor.
const NUESTRO: Lado = Lado::Cliente;
/// Cada cuánto se mira si sigue habiendo paciencia, o si hay algo retenido que soltar.
const VUELTA: Duration = Duration::from_millis(5);
/// Lo que se espera a que un cliente acabe: los plazos de los enunciados son de 1 segundo.
const FINAL: Duration = Duration::from_millis(2200);
/// Más datagramas que estos no cruzan en ningún caso: quien envía más, no para.
const SIN_PARAR: u64 = 2000;
/// Lo más que cabe en un datagrama. Otros sistemas, de fábrica, ponen el límite antes.
pub const MAXIMO: usize = if cfg!(target_vendor = "apple") { 9216 } else { 65_507 };

/// Un puerto en el que escucha el verificador, y el cliente de quien aprende, que tiene que escribirle.
pub struct AnfitrionUdp {
    socket: UdpSocket,
    /// El cliente.
    pub programa: Programa,
}

impl AnfitrionUdp {
    /// Abre un puerto libre y arranca el cliente con su dirección y esos argumentos detrás.
    pub fn nuevo(mesa: &Mesa<'_>, entrada: &[u8], argumentos: &[&str]) -> Paso<Self> {
        let socket = abrir()?;
        let direccion = socket.local_addr().map_err(|error| sin_puerto(&error))?.to_string();
        let todos: Vec<&str> = std::iter::once(direccion.as_str()).chain(argumentos.iter().copied()).collect();
        let programa = mesa.arrancar(&todos, Some(entrada.to_vec()))?;
        Ok(Self { socket, programa })
    }

    /// Espera el primer datagrama del cliente: lo que dice, y un buzón para contestarle.
    pub fn primero<'m>(&'m self, mesa: &'m Mesa<'m>) -> Paso<(Buzon<'m>, Datagrama)> {
        self.primero_por(mesa, Cadena::nueva(), Cadena::nueva())
    }

    /// Lo mismo, por una red con averías: `ida` es del programa al verificador, y `vuelta`, al revés.
    pub fn primero_por<'m>(
        &'m self,
        mesa: &'m Mesa<'m>,
        ida: Cadena<Datagrama>,
        vuelta: Cadena<Datagrama>,
    ) -> Paso<(Buzon<'m>, Datagrama)> {
        let socket = self.socket.try_clone().map_err(|error| sin_puerto(&error))?;
        let mut buzon = Buzon::sobre(mesa, &self.programa, socket, None)?.por(ida, vuelta);
        let mut paciencia = mesa.paciencia_de_arranque(&self.programa);
        match buzon.recibir_con(&mut paciencia) {
            Some((datagrama, _)) => Ok((buzon, datagrama)),
            None => Err(self.sin_nada(mesa)),
        }
    }

    fn sin_nada(&self, mesa: &Mesa<'_>) -> Tropiezo {
        if mesa.cancelado() {
            return Tropiezo::Cancelado;
        }
        let estado = self.programa.asentar();
        if let Some(hallazgo) = mesa.causa_de_fuerza_mayor(&self.programa) {
            return Tropiezo::Mal(Box::new(hallazgo));
        }
        let frase = match estado {
            Estado::Vivo => "Tu programa no envía ningún datagrama a la dirección que recibe.".to_string(),
            estado => format!("{} sin enviar ningún datagrama a la dirección que recibe.", muerte(estado)),
        };
        Tropiezo::Mal(Box::new(mesa.hallazgo("R16", frase, &self.programa)))
    }

    /// Exige que acabe con ese código, con esa salida y con lo que toca en stderr. Si escribe menos, el error es `otro`.
    pub fn acabar(&self, mesa: &Mesa<'_>, codigo: i32, como: &str, salida: &[u8], otro: &'static str) -> Paso {
        exigir_final(mesa, &self.programa, FINAL, (codigo, como), salida, otro)
    }
}

impl Servidor<'_> {
    /// Un socket nuevo con el que escribir al servidor: para él, un cliente más.
    pub fn buzon(&self) -> Paso<Buzon<'_>> {
        Buzon::sobre(self.mesa, &self.programa, abrir()?, Some(self.direccion))
    }
}

fn abrir() -> Paso<UdpSocket> {
    UdpSocket::bind("127.0.0.1:0").map_err(|error| sin_puerto(&error))
}

/// Lo que se apunta de un datagrama que no sigue su camino, o no todavía.
fn perdido(flecha: &str, bytes: usize, red: &Cadena<Datagrama>) -> String {
    let que = if red.proxima().is_some() { "se retrasa" } else { "se pierde" };
    format!("{flecha} {bytes} B: este datagrama {que} por el camino")
}

/// Un socket del verificador y el programa con el que se escribe.
pub struct Buzon<'m> {
    mesa: &'m Mesa<'m>,
    programa: &'m Programa,
    socket: UdpSocket,
    /// La dirección del programa. Si es el cliente, la de su último datagrama.
    suya: Option<SocketAddr>,
    /// El programa es un servidor: tiene que contestar desde donde escucha.
    es_servidor: bool,
    /// Este buzón no es aquel con el que el programa cree hablar.
    es_extrano: bool,
    ida: Cadena<Datagrama>,
    vuelta: Cadena<Datagrama>,
    inicio: Instant,
    /// La última vez que se miró, y el programa seguía en marcha y no había llegado nada suyo.
    callado: Instant,
    /// Lo que ya ha pasado por la red y aún no ha pedido nadie.
    llegados: VecDeque<(Datagrama, SocketAddr)>,
    /// Los datagramas que han salido de verdad hacia el programa, y los que han venido de él, se hayan perdido después o no.
    entregados: u64,
    venidos: u64,
    /// Los que ya se han pedido, de los que han venido.
    pedidos: u64,
    /// Lo último que se ha dado por bueno: si vuelve, está repetido.
    anterior: Option<Datagrama>,
}

impl<'m> Buzon<'m> {
    fn sobre(mesa: &'m Mesa<'m>, programa: &'m Programa, socket: UdpSocket, suya: Option<SocketAddr>) -> Paso<Self> {
        socket.set_read_timeout(Some(VUELTA)).map_err(|error| sin_puerto(&error))?;
        Ok(Self {
            mesa,
            programa,
            socket,
            suya,
            es_servidor: suya.is_some(),
            es_extrano: false,
            ida: Cadena::nueva(),
            vuelta: Cadena::nueva(),
            inicio: Instant::now(),
            callado: Instant::now(),
            llegados: VecDeque::new(),
            entregados: 0,
            venidos: 0,
            pedidos: 0,
            anterior: None,
        })
    }

    /// El mismo buzón, con esas averías por el camino: `ida` es del programa al verificador, y `vuelta`, al revés.
    pub fn por(self, ida: Cadena<Datagrama>, vuelta: Cadena<Datagrama>) -> Self {
        Self { ida, vuelta, ..self }
    }

    /// Otro socket, en otro puerto, que escribe al mismo programa: para él, un extraño.
    pub fn extrano(&self) -> Paso<Self> {
        Ok(Self { es_extrano: true, ..Self::sobre(self.mesa, self.programa, abrir()?, self.suya)? })
    }

    /// Otro extraño, con el mismo puerto que este buzón y en otra dirección de casa. `None` donde solo hay una.
    pub fn tocayo(&self) -> Paso<Option<Self>> {
        let Ok(nuestra) = self.socket.local_addr() else { return Ok(None) };
        let Ok(socket) = UdpSocket::bind((Ipv4Addr::new(127, 0, 0, 2), nuestra.port())) else { return Ok(None) };
        Ok(Some(Self { es_extrano: true, ..Self::sobre(self.mesa, self.programa, socket, self.suya)? }))
    }

    /// Envía un datagrama al programa, por la red de vuelta.
    pub fn enviar(&mut self, datagrama: &[u8]) {
        let mut salen = Vec::new();
        self.vuelta.pasar(datagrama.to_vec(), self.inicio.elapsed(), &mut salen);
        if salen.is_empty() {
            self.mesa.nota(perdido("→", datagrama.len(), &self.vuelta));
        }
        self.entregar(salen);
    }

    fn entregar(&mut self, datagramas: Vec<Datagrama>) {
        let Some(suya) = self.suya else { return };
        for datagrama in datagramas {
            if self.es_extrano {
                let desde = self.socket.local_addr().map(|desde| desde.to_string()).unwrap_or_default();
                self.mesa.nota(format!("un extraño le escribe, desde {desde}"));
            }
            self.mesa.cable.anotar(NUESTRO, Suceso::Envia(Muestra::de(&datagrama)));
            // Que no haya nadie no es todavía nada malo: se verá en lo que contesta.
            let _ = self.socket.send_to(&datagrama, suya);
            self.entregados += 1;
        }
    }

    /// Espera un datagrama del programa; `None` si en ese plazo no llega, o si el programa acaba antes.
    pub fn recibir(&mut self, plazo: Duration) -> Option<(Datagrama, SocketAddr)> {
        let mut paciencia = self.mesa.paciencia(plazo, self.programa);
        self.recibir_con(&mut paciencia)
    }

    /// Lo mismo, con una paciencia ya empezada.
    pub fn recibir_con(&mut self, paciencia: &mut Paciencia<'_>) -> Option<(Datagrama, SocketAddr)> {
        self.recibir_mientras(paciencia, |_| true)
    }

    /// Lo mismo, si el programa debe algo: si a cada datagrama que le ha llegado se contesta con uno, y aún no han venido todos.
    pub fn recibir_lo_debido(&mut self, paciencia: &mut Paciencia<'_>) -> Option<(Datagrama, SocketAddr)> {
        self.recibir_mientras(paciencia, |buzon| !buzon.al_dia())
    }

    /// ¿Ha venido una contestación por cada datagrama que le ha llegado, y no queda nada por el camino?
    pub fn al_dia(&self) -> bool {
        self.venidos >= self.entregados && self.ida.proxima().is_none() && self.vuelta.proxima().is_none()
    }

    fn recibir_mientras(
        &mut self,
        paciencia: &mut Paciencia<'_>,
        hace_falta: impl Fn(&Self) -> bool,
    ) -> Option<(Datagrama, SocketAddr)> {
        let mut acabado = false;
        let mut mirada = Instant::now();
        loop {
            if let Some((datagrama, de)) = self.llegados.pop_front() {
                // Quien no para de enviar tendría siempre algo: también para él corre el plazo.
                self.pedidos += 1;
                if self.pedidos > SIN_PARAR && paciencia.edad() > SILENCIO || paciencia.agotada() {
                    return None;
                }
                if !self.es_servidor {
                    self.suya = Some(de);
                }
                return Some((datagrama, de));
            }
            if !hace_falta(self) {
                return None;
            }
            self.soltar();
            let algo = self.mirar();
            let anterior = std::mem::replace(&mut mirada, Instant::now());
            self.mesa.apuntar_tiron(mirada - anterior);
            if algo || !self.llegados.is_empty() {
                continue;
            }
            // Lo que envió justo antes de acabar ya está en el socket: se mira una vez más.
            if acabado || !paciencia.queda() {
                return None;
            }
            acabado = self.programa.estado() != Estado::Vivo;
            if !acabado {
                self.callado = anterior;
            }
        }
    }

    /// Cuánto se ha visto al programa callar desde `inicio`, en marcha. Enterarse de que ha enviado algo, o de que ha acabado,
    /// puede costar más.
    pub fn callado_desde(&self, inicio: Instant) -> Duration {
        self.callado.saturating_duration_since(inicio)
    }

    /// Lo que estaba retenido y ya le ha llegado la hora, en los dos sentidos.
    fn soltar(&mut self) {
        let ahora = self.inicio.elapsed();
        let (mut salen, mut llegan) = (Vec::new(), Vec::new());
        self.vuelta.soltar(ahora, &mut salen);
        self.entregar(salen);
        self.ida.soltar(ahora, &mut llegan);
        let Some(de) = self.suya else { return };
        self.llegados.extend(llegan.into_iter().map(|datagrama| (datagrama, de)));
    }

    /// Mira el socket un momento. Devuelve si había algo, haya llegado o se haya perdido por el camino.
    fn mirar(&mut self) -> bool {
        let mut bufer = vec![0; 65_536];
        let Ok((bytes, de)) = self.socket.recv_from(&mut bufer) else { return false };
        bufer.truncate(bytes);
        self.venidos += 1;
        if self.es_extrano {
            self.mesa.nota("al extraño le contesta");
        }
        let mut llegan = Vec::new();
        self.ida.pasar(bufer, self.inicio.elapsed(), &mut llegan);
        if llegan.is_empty() {
            self.mesa.nota(perdido("←", bytes, &self.ida));
            self.suya.get_or_insert(de);
        }
        for datagrama in llegan {
            self.mesa.cable.anotar(NUESTRO.otro(), Suceso::Envia(Muestra::de(&datagrama)));
            self.llegados.push_back((datagrama, de));
        }
        true
    }
}
