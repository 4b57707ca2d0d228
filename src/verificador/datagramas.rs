//! Los sockets UDP del verificador: un buzón que escribe con mala idea, por una red con un plan de averías fijo, y juzga
//! cada datagrama que le llega.
//!
//! Sirve para los dos papeles. Si el programa es el cliente, [`AnfitrionUdp`] abre un puerto, lo arranca y espera su primer
//! datagrama; si es el servidor, [`Servidor::buzon`] da un socket con el que escribirle. En los dos casos se habla por un
//! [`Buzon`]. Las averías (perder, duplicar, desordenar, demorar) son las de `fallas`: se ponen con [`Buzon::por`].
//!
//! En la transcripción, `→` va siempre hacia el programa: el lado del verificador es [`NUESTRO`].

use std::collections::VecDeque;
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use super::anfitrion::{exigir_final, sin_puerto};
use super::comun::acaba_con;
use super::conversacion::muerte;
use super::mesa::{Mesa, Paciencia, Paso, SILENCIO, Servidor, con_espacios, en_bytes, en_segundos};
use super::programa::{Estado, Programa};
use super::{Caso, Tropiezo, sistema};
use crate::cable::{Lado, Muestra, Suceso};
use crate::fallas::{Cadena, Datagrama, Falla};

/// El lado del verificador en la transcripción, haga de cliente o de servidor.
const NUESTRO: Lado = Lado::Cliente;
/// Cada cuánto se mira si sigue habiendo paciencia, o si hay algo retenido que soltar.
const VUELTA: Duration = Duration::from_millis(5);
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
        exigir_final(mesa, &self.programa, (codigo, como), salida, otro)
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
    /// Lo que ya ha pasado por la red y aún no ha pedido nadie.
    llegados: VecDeque<(Datagrama, SocketAddr)>,
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
            llegados: VecDeque::new(),
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

    /// Envía un datagrama al programa, por la red de vuelta.
    pub fn enviar(&mut self, datagrama: &[u8]) {
        let mut salen = Vec::new();
        self.vuelta.pasar(datagrama.to_vec(), self.inicio.elapsed(), &mut salen);
        if salen.is_empty() {
            self.mesa.nota(perdido("→", datagrama.len(), &self.vuelta));
        }
        self.entregar(salen);
    }

    fn entregar(&self, datagramas: Vec<Datagrama>) {
        let Some(suya) = self.suya else { return };
        for datagrama in datagramas {
            if self.es_extrano {
                let desde = self.socket.local_addr().map(|desde| desde.to_string()).unwrap_or_default();
                self.mesa.nota(format!("un extraño le escribe, desde {desde}"));
            }
            self.mesa.cable.anotar(NUESTRO, Suceso::Envia(Muestra::de(&datagrama)));
            // Que no haya nadie no es todavía nada malo: se verá en lo que contesta.
            let _ = self.socket.send_to(&datagrama, suya);
        }
    }

    /// Espera un datagrama del programa; `None` si en ese plazo no llega, o si el programa acaba antes.
    pub fn recibir(&mut self, plazo: Duration) -> Option<(Datagrama, SocketAddr)> {
        let mut paciencia = self.mesa.paciencia(plazo, self.programa);
        self.recibir_con(&mut paciencia)
    }

    /// Lo mismo, con una paciencia ya empezada.
    pub fn recibir_con(&mut self, paciencia: &mut Paciencia<'_>) -> Option<(Datagrama, SocketAddr)> {
        let mut acabado = false;
        let mut mirada = Instant::now();
        loop {
            if let Some((datagrama, de)) = self.llegados.pop_front() {
                if !self.es_servidor {
                    self.suya = Some(de);
                }
                return Some((datagrama, de));
            }
            self.soltar();
            let algo = self.mirar();
            self.mesa.apuntar_tiron(mirada.elapsed());
            mirada = Instant::now();
            if algo || !self.llegados.is_empty() {
                continue;
            }
            // Lo que envió justo antes de acabar ya está en el socket: se mira una vez más.
            if acabado || !paciencia.queda() {
                return None;
            }
            acabado = self.programa.estado() != Estado::Vivo;
        }
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

    /// Exige que el programa conteste esto, en un solo datagrama. Si calla, el error se llama `callado`.
    pub fn exigir(&mut self, esperado: &[u8], callado: &'static str) -> Paso {
        let llegado = self.recibir(SILENCIO);
        match llegado {
            Some((visto, de)) if visto == esperado && (!self.es_servidor || Some(de) == self.suya) => {
                self.anterior = Some(visto);
                Ok(())
            }
            otro => Err(self.juzgar(esperado, otro, callado)),
        }
    }

    /// Lo siguiente puede ser igual que lo anterior sin estar repetido.
    pub fn olvidar(&mut self) {
        self.anterior = None;
    }

    /// Exige que lo que ha enviado el programa por su cuenta sea esto.
    pub fn exigir_envio(&mut self, esperado: &[u8], visto: Datagrama) -> Paso {
        if visto == esperado {
            return Ok(());
        }
        let de = self.suya.unwrap_or_else(|| ([127, 0, 0, 1], 0).into());
        Err(self.juzgar(esperado, Some((visto, de)), "R07"))
    }

    /// Acaba el caso con ese hallazgo y esos bytes.
    pub fn mal(&self, codigo: &'static str, frase: impl Into<String>, esperado: &[u8], visto: &[u8]) -> Tropiezo {
        if self.mesa.cancelado() {
            return Tropiezo::Cancelado;
        }
        let mut hallazgo = match self.mesa.causa_de_fuerza_mayor(self.programa) {
            Some(hallazgo) => hallazgo,
            None => self.mesa.hallazgo(codigo, frase, self.programa),
        };
        (hallazgo.esperado, hallazgo.visto) = (Some(esperado.to_vec()), Some(visto.to_vec()));
        Tropiezo::Mal(Box::new(hallazgo))
    }

    /// Pone nombre a lo que ha llegado, que no es lo esperado.
    pub fn juzgar(
        &mut self,
        esperado: &[u8],
        llegado: Option<(Datagrama, SocketAddr)>,
        callado: &'static str,
    ) -> Tropiezo {
        if self.mesa.cancelado() {
            return Tropiezo::Cancelado;
        }
        let estado = self.programa.asentar();
        let (codigo, frase) = match &llegado {
            None => self.sin_contestar(esperado, estado, callado),
            Some((_, de)) if self.es_servidor && self.suya != Some(*de) => {
                let escucha = self.suya.map(|suya| suya.to_string()).unwrap_or_default();
                let frase = format!(
                    "Tu programa escucha en {escucha} y contesta desde {de}: para quien pregunta, eso es de un extraño."
                );
                ("R16", frase)
            }
            Some((visto, _)) if Some(visto) == self.anterior.as_ref() => {
                ("R22", "Ha vuelto a llegar la contestación anterior: tu programa la ha enviado dos veces.".to_string())
            }
            Some((visto, _)) => self.distinto(esperado, visto),
        };
        self.mal(codigo, frase, esperado, &llegado.map(|(visto, _)| visto).unwrap_or_default())
    }

    fn sin_contestar(&self, esperado: &[u8], estado: Estado, callado: &'static str) -> (&'static str, String) {
        if estado != Estado::Vivo && self.es_servidor {
            return ("R17", format!("{} en mitad de la conversación.", muerte(estado)));
        }
        if estado != Estado::Vivo {
            let frase = format!("{}, y aún tenía que enviar un datagrama de {} bytes.", muerte(estado), esperado.len());
            return (callado, frase);
        }
        let puerto = self.suya.map_or(0, |suya| suya.port());
        if self.es_servidor && sistema::escuchando_udp(puerto).is_some_and(|donde| donde.is_empty()) {
            let frase =
                format!("Tu programa dice que escucha en el puerto {puerto}, pero en él no hay ningún socket UDP.");
            return ("R16", frase);
        }
        let cuanto =
            if esperado.is_empty() { "vacío".to_string() } else { format!("de {}", en_bytes(esperado.len())) };
        let frase = format!("Esperaba un datagrama {cuanto}, y en {} s no ha llegado ninguno.", en_segundos(SILENCIO));
        (callado, frase)
    }

    /// Ha llegado un datagrama, y no es el que tenía que ser.
    fn distinto(&mut self, esperado: &[u8], visto: &[u8]) -> (&'static str, String) {
        let (tocan, son) = (esperado.len(), visto.len());
        if son < tocan && esperado.starts_with(visto) {
            // ¿Está cortado, o lo que falta viene detrás, en otro datagrama?
            let resto = self.recibir(SILENCIO / 4);
            if resto.is_some_and(|(resto, _)| !resto.is_empty() && esperado[son..].starts_with(&resto)) {
                let frase =
                    format!("Han llegado {}, y los siguientes en otro datagrama: tenían que ir juntos.", en_bytes(son));
                return ("R41", frase);
            }
            if !self.es_servidor {
                return (
                    "R23",
                    format!("De {}, tu programa envía solo {} del principio.", en_bytes(tocan), con_espacios(son)),
                );
            }
            return (
                "R36",
                format!(
                    "De un datagrama de {}, tu programa devuelve solo {} del principio.",
                    en_bytes(tocan),
                    con_espacios(son)
                ),
            );
        }
        if let Some(sobra) = visto.strip_prefix(esperado) {
            let frase = format!("Ha llegado lo esperado y, en el mismo datagrama, {} de más.", en_bytes(sobra.len()));
            return match &self.anterior {
                _ if sobra.iter().all(|byte| *byte == 0) => ("R03", format!("{frase} Son todos ceros.")),
                Some(anterior) if sobra.len() > 1 && anterior.ends_with(sobra) => {
                    ("R03", format!("{frase} Son restos de lo que había llegado antes."))
                }
                _ => ("R22", frase),
            };
        }
        let igual = esperado.iter().zip(visto).take_while(|(uno, otro)| uno == otro).count();
        ("R21", format!("El datagrama que ha llegado no es el esperado desde el byte {}.", con_espacios(igual + 1)))
    }
}

/// Si lo que ha ido mal es lo que el programa escribe, o con qué código acaba, el error es `codigo`: el caso solo se distingue
/// de los más sencillos, que han ido bien, en eso.
pub fn renombrar(paso: Paso, codigo: &'static str, frase: &str) -> Paso {
    renombrar_si(paso, &["R07", "R16", "R18", "R21", "R22", "R23", "R28", "R36"], codigo, frase)
}

/// Lo mismo, si el error era uno de `estos`. Lo que se ha observado queda como nota.
pub fn renombrar_si(paso: Paso, estos: &[&str], codigo: &'static str, frase: &str) -> Paso {
    paso.map_err(|tropiezo| match tropiezo {
        Tropiezo::Mal(mut hallazgo) if estos.contains(&hallazgo.codigo) => {
            hallazgo.notas.insert(0, std::mem::replace(&mut hallazgo.frase, frase.to_string()));
            hallazgo.codigo = codigo;
            Tropiezo::Mal(hallazgo)
        }
        otro => otro,
    })
}

/// `arranque`: el servidor UDP dice dónde escucha, y es verdad.
pub const ARRANQUE_DE_SERVIDOR_UDP: Caso = Caso {
    nombre: "arranque",
    que: "dice en su primera línea dónde escucha, y escucha ahí por UDP",
    lento: false,
    jugar: |mesa| arranca(mesa, &[]),
};

/// Arranca con esos argumentos detrás de la dirección, y exige que en el puerto que dice haya un socket UDP.
pub fn arranca(mesa: &Mesa<'_>, argumentos: &[&str]) -> Paso {
    let servidor = mesa.servidor_con(argumentos)?;
    let puerto = servidor.direccion.port();
    let Some(donde) = sistema::escuchando_udp(puerto) else { return Ok(()) };
    if donde.iter().any(|ip| ip == "127.0.0.1") {
        return Ok(());
    }
    let frase = match (servidor.programa.asentar(), donde.first()) {
        (Estado::Vivo, Some(ip)) => format!("Le he pedido a tu programa que escuche en 127.0.0.1, y escucha en {ip}."),
        (Estado::Vivo, None) => {
            format!("Tu programa dice que escucha en el puerto {puerto}, pero en él no hay ningún socket UDP.")
        }
        (estado, _) => return mesa.mal("R17", format!("{} nada más arrancar.", muerte(estado)), &servidor.programa),
    };
    mesa.mal("R16", frase, &servidor.programa)
}

/// Sin argumentos acaba con código 2; si no puede escuchar, con 1; y lo explica en una línea. `detras` son los argumentos que
/// van detrás de la dirección.
pub fn argumentos_de_servidor_udp(mesa: &Mesa<'_>, detras: &[&str]) -> Paso {
    let ocupado = abrir()?;
    let direccion = ocupado.local_addr().map_err(|error| sin_puerto(&error))?.to_string();
    let con = |direccion| std::iter::once(direccion).chain(detras.iter().copied()).collect::<Vec<&str>>();
    acaba_con(mesa, &[], 2, "sin argumentos")?;
    acaba_con(mesa, &con("127.0.0.1:70000"), 1, "con un puerto que no existe, 127.0.0.1:70000")?;
    acaba_con(mesa, &con(&direccion), 1, &format!("con un puerto UDP ocupado, {direccion}"))
}
