//! Los cables del libro: se pone un puente entre un servidor y un cliente de verdad, y se dibuja lo que cruza.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use redes::cable::{Anotacion, Cable as Transcripcion, Lado, Muestra, Parada, Puente, Suceso};
use redes::hilos;

use super::declaraciones::Cable;
use super::dibujo::{self, PERDIDO};
use super::ejecutar::{Servidor, Taller, hasta_el_final};
use super::libro::Libro;
use super::salidas::{INTENTOS, arrancable};

/// Cada cuánto mira el puente de datagramas si hay que parar.
const LATIDO: Duration = Duration::from_millis(20);
/// Cuánto se espera, cuando el cliente ha acabado, a que el servidor se despida también.
const DESPEDIDA: Duration = Duration::from_secs(3);
/// El datagrama más grande que existe.
const DATAGRAMA: usize = 65_535;

/// Lo que cruza hoy.
pub fn tomar(cable: &Cable, al_dia: bool) -> Result<Vec<Anotacion>, String> {
    let taller = Taller::abrir().map_err(|error| format!("no he podido preparar una carpeta: {error}"))?;
    let (servidor, cliente) = (arrancable(&cable.servidor)?, arrancable(&cable.cliente)?);
    let servidor = Servidor::arrancar(&taller, &servidor, al_dia)?;
    let fallo = |error: io::Error| format!("no he podido tender el puente: {error}");
    let (transcripcion, parada) = (Transcripcion::nuevo(), Parada::default());
    let conversar =
        |puerto: u16| hasta_el_final(&taller, &cliente.con_puerto(puerto), cable.entrada.as_deref(), al_dia);
    if cable.udp {
        let frente = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).map_err(fallo)?;
        let puerto = frente.local_addr().map_err(fallo)?.port();
        let puente = PuenteDeDatagramas::nuevo(frente, servidor.direccion, &cable.perder).map_err(fallo)?;
        thread::scope(|hilos| {
            hilos.spawn(|| puente.pasar(&transcripcion, &parada));
            let fin = conversar(puerto);
            parada.parar();
            fin
        })?;
    } else {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(fallo)?;
        let puerto = listener.local_addr().map_err(fallo)?.port();
        let puente = Puente::nuevo(listener, servidor.direccion);
        thread::scope(|hilos| {
            let pasando = hilos.spawn(|| puente.pasar_uno(&transcripcion));
            let fin = conversar(puerto);
            let limite = Instant::now() + DESPEDIDA;
            while fin.is_ok() && !pasando.is_finished() && Instant::now() < limite {
                thread::sleep(LATIDO / 4);
            }
            puente.parada().parar();
            fin
        })?;
    }
    let anotaciones = transcripcion.anotaciones();
    if anotaciones.is_empty() { Err("no ha cruzado nada: ¿conecta el cliente?".to_string()) } else { Ok(anotaciones) }
}

/// Vuelve a tomar un cable y a dibujarlo. Devuelve si ha cambiado.
pub fn rehacer(libro: &Libro, cable: &Cable) -> Result<bool, String> {
    let ruta = libro.carpeta.join("cables").join(format!("{}.svg", cable.nombre));
    let anotaciones = tomar(cable, true)?;
    let viejo = fs::read_to_string(&ruta).unwrap_or_default();
    let huella = dibujo::huella(&anotaciones, cable.azar);
    let nuevo = dibujo::svg(&anotaciones, &format!("cable-{}", cable.nombre), &cable.titulo, &huella);
    let igual = dibujo::huella_de(&viejo) == dibujo::huella_de(&nuevo);
    // Aunque cruce lo mismo, quizá haya cambiado el título o la forma de dibujarlo: los trozos, en cambio, son suerte.
    if igual && viejo.len() == nuevo.len() {
        return Ok(false);
    }
    fs::create_dir_all(libro.carpeta.join("cables"))
        .and_then(|()| fs::write(&ruta, nuevo))
        .map_err(|e| e.to_string())?;
    Ok(true)
}

/// ¿Cruza hoy lo que el libro dibuja?
pub fn comparar(libro: &Libro, cable: &Cable) -> Result<(), String> {
    let ruta = libro.carpeta.join("cables").join(format!("{}.svg", cable.nombre));
    let svg = fs::read_to_string(ruta).map_err(|_| "falta su dibujo: cargo run -- libro --regenerar".to_string())?;
    let dibujado = dibujo::huella_de(&svg).unwrap_or_default();
    let mut de_hoy = String::new();
    for _ in 0..INTENTOS {
        de_hoy = dibujo::huella(&tomar(cable, false)?, cable.azar);
        if dibujado == de_hoy {
            return Ok(());
        }
    }
    Err(format!("el dibujo dice «{dibujado}» y hoy cruza «{de_hoy}»"))
}

/// Un intermediario de datagramas entre un cliente y un servidor.
struct PuenteDeDatagramas {
    frente: UdpSocket,
    detras: UdpSocket,
    /// Cuáles se pierden, contando desde 1 en los dos sentidos, y cuántos van.
    perder: Vec<u32>,
    van: Mutex<u32>,
}

impl PuenteDeDatagramas {
    fn nuevo(frente: UdpSocket, destino: SocketAddr, perder: &[u32]) -> io::Result<Self> {
        let detras = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        detras.connect(destino)?;
        frente.set_read_timeout(Some(LATIDO))?;
        detras.set_read_timeout(Some(LATIDO))?;
        Ok(Self { frente, detras, perder: perder.to_vec(), van: Mutex::new(0) })
    }

    fn pasar(&self, cable: &Transcripcion, parada: &Parada) {
        let cliente: Mutex<Option<SocketAddr>> = Mutex::new(None);
        thread::scope(|hilos| {
            hilos.spawn(|| {
                let mut buffer = vec![0; DATAGRAMA];
                while !parada.pedida() {
                    let Ok((leidos, de_quien)) = self.frente.recv_from(&mut buffer) else { continue };
                    *hilos::tomar(&cliente) = Some(de_quien);
                    if self.apuntar(cable, Lado::Cliente, &buffer[..leidos]) {
                        let _ = self.detras.send(&buffer[..leidos]);
                    }
                }
            });
            let mut buffer = vec![0; DATAGRAMA];
            while !parada.pedida() {
                let Ok(leidos) = self.detras.recv(&mut buffer) else { continue };
                let a_quien = *hilos::tomar(&cliente);
                if let (true, Some(a_quien)) = (self.apuntar(cable, Lado::Servidor, &buffer[..leidos]), a_quien) {
                    let _ = self.frente.send_to(&buffer[..leidos], a_quien);
                }
            }
        });
    }

    /// Apunta un datagrama antes de pasarlo. ¿Hay que pasarlo?
    fn apuntar(&self, cable: &Transcripcion, lado: Lado, bytes: &[u8]) -> bool {
        let mut van = hilos::tomar(&self.van);
        *van += 1;
        cable.anotar(lado, Suceso::Envia(Muestra::de(bytes)));
        let se_pierde = self.perder.contains(&van);
        if se_pierde {
            cable.anotar(lado, Suceso::Nota(PERDIDO.to_string()));
        }
        !se_pierde
    }
}
