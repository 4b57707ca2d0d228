//! Las escenas de la lección guiada y de la demo: un receptor y un emisor de verdad, por loopback, en un programa.

use std::net::{SocketAddr, UdpSocket};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use redes::cable::{Cable, Lado, Muestra, Suceso as EnElCable};
use redes::errores::{Fallo, Resultado};

use crate::pixeles::canal::{Canal, Perdida};
use crate::pixeles::cliente::{self, Cuenta, Ritmo};
use crate::pixeles::emisor::VENTANA;
use crate::pixeles::imagen::{self, Imagen};
use crate::pixeles::protocolo::{Acuse, BUFFER, Datagrama, Formato, Mensaje};
use crate::pixeles::receptor::{Receptor, Recibida, Suceso};
use crate::pixeles::servidor::pasajero;

/// Un plazo para todo: una escena nunca se queda colgada.
const PLAZO: Duration = Duration::from_secs(10);

/// El ritmo de siempre: los píxeles que quepan, sin pausa, con la ventana por defecto.
pub fn ritmo() -> Ritmo {
    Ritmo { pixeles: None, pausa: Duration::ZERO, ventana: VENTANA, espera: Duration::ZERO }
}

/// El gatín del curso o, si no está, un degradado de su tamaño.
pub fn gatin() -> Imagen {
    imagen::cargar(&imagen::localizar(Path::new("gatin.jpg"))).unwrap_or_else(|_| degradado(480, 360))
}

/// Una imagen que no sale de ningún fichero.
pub fn degradado(ancho: u32, alto: u32) -> Imagen {
    let pixel = |i: u32| [(i % ancho * 255 / ancho) as u8, (i / ancho * 255 / alto) as u8, 0x80];
    let datos = (0..ancho * alto).flat_map(pixel).collect();
    Imagen { ancho, alto, formato: Formato { canales: 3, bytes_por_canal: 1 }, datos }
}

/// Cómo se transmite en una escena.
pub struct Transmision<'a> {
    pub imagen: &'a Imagen,
    pub ritmo: Ritmo,
    pub perdida: Perdida,
    pub a_ciegas: bool,
    /// Lo que el receptor se entretiene con cada datagrama, antes de leer el siguiente.
    pub receptor_lento: Duration,
    /// Un cable por el que pasar, con los datagramas del emisor que se van a perder (el primero es el 0).
    pub cable: Option<(&'a Cable, &'a [usize])>,
}

impl<'a> Transmision<'a> {
    pub fn de(imagen: &'a Imagen) -> Self {
        let (perdida, receptor_lento) = (Perdida::default(), Duration::ZERO);
        Self { imagen, ritmo: ritmo(), perdida, a_ciegas: false, receptor_lento, cable: None }
    }

    /// Transmite la imagen por sockets de verdad. Devuelve lo que vio cada lado: (receptor, emisor).
    ///
    /// # Errors
    /// Si fallan los sockets o no llega nada.
    pub fn transmitir(&self, contar: &mut (dyn FnMut(&Suceso) + Send)) -> Resultado<(Recibida, Cuenta)> {
        let fallo = |error| Fallo::de_sistema("no he podido montar la escena", error);
        let socket = UdpSocket::bind("127.0.0.1:0").map_err(fallo)?;
        let mut destino = socket.local_addr().map_err(fallo)?;
        // A ciegas, el «fin» se puede perder y hay que esperar el silencio entero: que no sea largo.
        let silencio = Duration::from_millis(if self.a_ciegas { 500 } else { 5000 });
        let acabado = AtomicBool::new(false);
        thread::scope(|hilos| {
            if let Some((cable, pierde)) = self.cable {
                let relevo = Relevo::hacia(destino).map_err(fallo)?;
                destino = relevo.entrada.local_addr().map_err(fallo)?;
                let acabado = &acabado;
                hilos.spawn(move || relevo.pasar(cable, pierde, acabado));
            }
            let receptor = hilos.spawn(|| recibir_una(&socket, silencio, self.receptor_lento, contar));
            let enviado = self.enviar(destino);
            let recibida = receptor.join().unwrap_or_else(|_| Err(Fallo::nuevo("el receptor se ha detenido")));
            acabado.store(true, Relaxed);
            Ok((recibida?, enviado?))
        })
    }

    fn enviar(&self, destino: SocketAddr) -> Resultado<Cuenta> {
        let fallo = |error| Fallo::de_sistema("no he podido montar la escena", error);
        let mut canal = Canal::hacia(destino, self.perdida).map_err(fallo)?;
        let enviar = if self.a_ciegas { cliente::enviar_a_ciegas } else { cliente::enviar };
        enviar(&mut canal, self.imagen, &self.ritmo, &mut |_| {})
            .map_err(|problema| Fallo::nuevo(format!("el emisor no ha podido terminar ({problema:?})")))
    }
}

/// Recibe una imagen y contesta todavía un poco, por si se ha perdido el último acuse.
fn recibir_una(
    socket: &UdpSocket,
    silencio: Duration,
    lento: Duration,
    contar: &mut dyn FnMut(&Suceso),
) -> Resultado<Recibida> {
    let fallo = |error| Fallo::de_sistema("no puedo seguir recibiendo", error);
    socket.set_read_timeout(Some(Duration::from_millis(10))).map_err(fallo)?;
    let inicio = Instant::now();
    let mut receptor = Receptor::nuevo(silencio);
    let (mut buffer, mut salida, mut recibida) = ([0; BUFFER], Vec::new(), None);
    while inicio.elapsed() < PLAZO && !(recibida.is_some() && receptor.despedido(inicio.elapsed())) {
        let suceso = match socket.recv_from(&mut buffer) {
            Ok((n, de)) => {
                if !lento.is_zero() && recibida.is_none() {
                    thread::sleep(lento);
                }
                let (respuesta, suceso) = receptor.llega(inicio.elapsed(), de, &buffer[..n]);
                if let Some(respuesta) = respuesta {
                    respuesta.codificar(&mut salida);
                    let _ = socket.send_to(&salida, de);
                }
                suceso
            }
            Err(error) if pasajero(&error) => receptor.vence(inicio.elapsed()),
            Err(error) => return Err(fallo(error)),
        };
        if let Some(suceso) = suceso {
            contar(&suceso);
            if let Suceso::Termina(una) = suceso {
                recibida = Some(*una);
            }
        }
    }
    recibida.ok_or_else(|| Fallo::nuevo("no ha llegado ninguna imagen a tiempo"))
}

/// Se pone entre los dos: pasa cada datagrama, lo apunta y pierde los que se le digan.
struct Relevo {
    entrada: UdpSocket,
    salida: UdpSocket,
}

impl Relevo {
    fn hacia(destino: SocketAddr) -> std::io::Result<Self> {
        let entrada = UdpSocket::bind("127.0.0.1:0")?;
        let salida = UdpSocket::bind("127.0.0.1:0")?;
        salida.connect(destino)?;
        for socket in [&entrada, &salida] {
            socket.set_read_timeout(Some(Duration::from_millis(1)))?;
        }
        Ok(Self { entrada, salida })
    }

    fn pasar(&self, cable: &Cable, pierde: &[usize], acabado: &AtomicBool) {
        let (mut buffer, mut cliente, mut vistos) = ([0; BUFFER], None, 0);
        while !acabado.load(Relaxed) {
            if let Ok((n, de)) = self.entrada.recv_from(&mut buffer) {
                cliente = Some(de);
                // Del primero se enseña la cabecera entera; de los demás, qué son.
                let muestra = Muestra { total: n, ..Muestra::de(if vistos == 0 { &buffer[..n] } else { &[] }) };
                cable.anotar(Lado::Cliente, EnElCable::Envia(muestra));
                let se_pierde = pierde.contains(&vistos);
                let nota = describir(&buffer[..n]) + if se_pierde { ", que se pierde por el camino" } else { "" };
                cable.anotar(Lado::Cliente, EnElCable::Nota(nota));
                if !se_pierde {
                    let _ = self.salida.send(&buffer[..n]);
                }
                vistos += 1;
            }
            if let (Ok(n), Some(cliente)) = (self.salida.recv(&mut buffer), cliente) {
                cable.anotar(Lado::Servidor, EnElCable::Envia(Muestra { total: n, ..Muestra::de(&[]) }));
                cable.anotar(Lado::Servidor, EnElCable::Nota(describir(&buffer[..n])));
                let _ = self.entrada.send_to(&buffer[..n], cliente);
            }
        }
    }
}

/// Qué dice un datagrama, en pocas palabras.
fn describir(bytes: &[u8]) -> String {
    let Some(datagrama) = Datagrama::descodificar(bytes) else { return "otra cosa".to_string() };
    match datagrama.mensaje {
        Mensaje::Anuncio => "anuncio".to_string(),
        Mensaje::Trozo { numero, .. } => format!("trozo {numero}"),
        Mensaje::Fin => "fin".to_string(),
        Mensaje::Acuse(Acuse { base, .. }) if u64::from(base) == datagrama.plano.trozos() => {
            "acuse: lo tengo todo".to_string()
        }
        Mensaje::Acuse(Acuse { base, mapa, .. }) => {
            let bits = (1..64).filter(|i| mapa[0] >> i & 1 == 1);
            let salteados: Vec<String> = bits.map(|i| (base + i).to_string()).collect();
            match salteados.as_slice() {
                [] => format!("acuse: el primero que me falta es el {base}"),
                salteados => format!("acuse: me falta el {base}, y después tengo {}", salteados.join(", ")),
            }
        }
        _ => "otra cosa".to_string(),
    }
}

/// Dibuja en la terminal lo que ha llegado de una imagen.
pub fn ensenar(vista: &Arc<crate::pixeles::lienzo::Vista>, filas: usize) {
    use crate::pixeles::bloques::{Colores, dibujar, espacio};
    for linea in dibujar(vista, (espacio().0.min(64), filas), Colores::detectar()) {
        println!(" {linea}");
    }
    println!();
}
