//! Ficheros por UDP, con los programas de verdad y, en medio, una red que pierde, repite y desordena.

use std::collections::VecDeque;
use std::fs;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use crate::comun::{Carpeta, LECCION, bytes};
use apoyo::{Programa, arrancar};

fn servidor(opciones: &[&str]) -> (Programa, SocketAddr) {
    let programa = arrancar(LECCION, &[&["udp", "servidor", "--puerto", "0"], opciones].concat());
    let direccion = programa.direccion();
    (programa, direccion)
}

fn cliente(destino: SocketAddr, fichero: &str, opciones: &[&str]) -> Programa {
    let puerto = destino.port().to_string();
    arrancar(LECCION, &[&["udp", "cliente", fichero, "--puerto", &puerto], opciones].concat())
}

/// Una red mala entre un cliente y `destino`. De cada cinco datagramas pierde uno, en los dos sentidos; repite uno de cada
/// siete y retrasa uno de cada cuatro hasta después de los dos siguientes. Siempre los mismos: va por su número.
struct RedMala {
    entrada: SocketAddr,
    parar: Arc<AtomicBool>,
    hilo: Option<thread::JoinHandle<()>>,
}

impl RedMala {
    fn hacia(destino: SocketAddr) -> Self {
        let cliente = UdpSocket::bind("127.0.0.1:0").unwrap();
        let servidor = UdpSocket::bind("127.0.0.1:0").unwrap();
        servidor.connect(destino).unwrap();
        for socket in [&cliente, &servidor] {
            socket.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
        }
        let (entrada, parar) = (cliente.local_addr().unwrap(), Arc::new(AtomicBool::new(false)));
        let parada = Arc::clone(&parar);
        let hilo = thread::spawn(move || {
            let (mut quien, mut buffer) = (None, [0; 2048]);
            let (mut ida, mut vuelta) = (Sentido::default(), Sentido::default());
            while !parada.load(Relaxed) {
                if let Ok((n, de)) = cliente.recv_from(&mut buffer) {
                    quien = Some(de);
                    ida.llega(&buffer[..n]);
                }
                ida.salen().iter().for_each(|bytes| drop(servidor.send(bytes)));
                if let Ok(n) = servidor.recv(&mut buffer) {
                    vuelta.llega(&buffer[..n]);
                }
                let salen = vuelta.salen();
                quien.iter().for_each(|quien| salen.iter().for_each(|bytes| drop(cliente.send_to(bytes, quien))));
            }
        });
        Self { entrada, parar, hilo: Some(hilo) }
    }
}

impl Drop for RedMala {
    fn drop(&mut self) {
        self.parar.store(true, Relaxed);
        self.hilo.take().map(|hilo| hilo.join());
    }
}

#[derive(Default)]
struct Sentido {
    vistos: u64,
    cola: VecDeque<(u64, Vec<u8>)>,
}

impl Sentido {
    fn llega(&mut self, bytes: &[u8]) {
        self.vistos += 1;
        // Un número que parece al azar para cada datagrama.
        let azar = self.vistos.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let copias = if azar.is_multiple_of(5) { 0 } else { 1 + u64::from(azar.is_multiple_of(7)) };
        let retraso = if azar.is_multiple_of(4) { 2 } else { 0 };
        (0..copias).for_each(|_| self.cola.push_back((self.vistos + retraso, bytes.to_vec())));
    }

    fn salen(&mut self) -> Vec<Vec<u8>> {
        let vistos = self.vistos;
        let (ya, luego) = std::mem::take(&mut self.cola).into_iter().partition(|(turno, _)| *turno <= vistos);
        self.cola = luego;
        let ya: VecDeque<(u64, Vec<u8>)> = ya;
        ya.into_iter().map(|(_, bytes)| bytes).collect()
    }
}

#[test]
fn de_cualquier_tamano_y_perdiendo_uno_de_cada_cinco_llega_identico() {
    let carpeta = Carpeta::nueva("udp-tamanos");
    let tamanos = [0, 1, 1363, 1364, 1365, 300_000];
    let (salida, cuantos) = (carpeta.ruta("sale.bin"), tamanos.len().to_string());
    let (servidor, direccion) = servidor(&["--salida", &salida, "--clientes", &cuantos]);
    for (i, tamano) in tamanos.into_iter().enumerate() {
        let origen = carpeta.ruta("origen");
        fs::write(&origen, bytes(tamano)).unwrap();
        let fin = cliente(direccion, &origen, &["--perder", "20%", "--semilla", "5"]).esperar();
        assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""), "{tamano}: {fin:?}");
        assert!(fin.salida.contains("lo tiene guardado"), "{fin:?}");
        let guardado = if i == 0 { salida.clone() } else { carpeta.ruta(&format!("sale-{}.bin", i + 1)) };
        assert_eq!(fs::read(guardado).unwrap(), bytes(tamano), "{tamano}");
    }
    let fin = servidor.esperar();
    assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""), "{fin:?}");
    assert_eq!(carpeta.contenido().len(), tamanos.len() + 1);
}

#[test]
fn por_una_red_que_pierde_repite_y_desordena_llega_identico() {
    let carpeta = Carpeta::nueva("udp-red");
    let (origen, salida) = (carpeta.ruta("origen"), carpeta.ruta("sale.bin"));
    fs::write(&origen, bytes(200_000)).unwrap();
    let (servidor, direccion) = servidor(&["--salida", &salida, "--clientes", "1"]);
    let red = RedMala::hacia(direccion);
    let fin = cliente(red.entrada, &origen, &[]).esperar();
    assert_eq!(fin.codigo, Some(0), "{fin:?}");
    let fin = servidor.esperar();
    assert_eq!(fin.codigo, Some(0), "{fin:?}");
    assert!(fin.salida.contains("entero y comprobado") && !fin.salida.contains("perdidos 0 "), "{fin:?}");
    assert_eq!(fs::read(&salida).unwrap(), bytes(200_000));
}

#[test]
fn sin_fiabilidad_lo_perdido_se_cuenta_y_el_fichero_no_lleva_el_nombre_del_bueno() {
    let carpeta = Carpeta::nueva("udp-ciegas");
    let origen = carpeta.ruta("origen");
    fs::write(&origen, bytes(100_000)).unwrap();
    let (servidor, direccion) =
        servidor(&["--salida", &carpeta.ruta("sale.jpg"), "--clientes", "1", "--silencio", "1s"]);
    let opciones = ["--sin-fiabilidad", "--perder", "20%", "--pausa", "200us", "--semilla", "4"];
    let fin = cliente(direccion, &origen, &opciones).esperar();
    assert_eq!(fin.codigo, Some(0), "{fin:?}");
    assert!(fin.salida.contains("nadie me dice cuántos han llegado"), "{fin:?}");
    let fin = servidor.esperar();
    assert_eq!((fin.codigo, fin.errores.as_str()), (Some(1), "error: el fichero no ha llegado entero.\n"), "{fin:?}");
    assert!(fin.salida.contains("INCOMPLETO") && !fin.salida.contains("completo,"), "{fin:?}");
    assert_eq!(carpeta.contenido(), ["origen", "sale.incompleto.jpg"]);
    // Cada trozo está en su sitio, o son ceros.
    let (bueno, malo) = (bytes(100_000), fs::read(carpeta.ruta("sale.incompleto.jpg")).unwrap());
    let mut huecos = 0;
    for (i, trozo) in malo.chunks(1364).enumerate() {
        if trozo != &bueno[i * 1364..][..trozo.len()] {
            assert!(trozo.iter().all(|byte| *byte == 0), "el trozo {i} no es ni el suyo ni un hueco");
            huecos += 1;
        }
    }
    assert!(huecos > 3, "{huecos}");
}

#[test]
fn un_emisor_que_desaparece_se_nota_y_no_deja_nada() {
    let carpeta = Carpeta::nueva("udp-mudo");
    let (servidor, direccion) =
        servidor(&["--salida", &carpeta.ruta("sale.bin"), "--clientes", "1", "--silencio", "200ms"]);
    let emisor = UdpSocket::bind("127.0.0.1:0").unwrap();
    emisor.send_to(b"basura", direccion).unwrap();
    emisor.send_to(&datagrama(2, 0, 0, 3000, &[5; 1364]), direccion).unwrap();
    let fin = servidor.esperar();
    assert_eq!(fin.codigo, Some(1), "{fin:?}");
    assert!(
        fin.salida.contains("INCOMPLETO, el emisor ha callado y han llegado 1 de 3 trozos (33 %); no guardo nada"),
        "{fin:?}"
    );
    assert_eq!(carpeta.contenido(), [""; 0]);
}

#[test]
fn un_servidor_que_desaparece_se_nota() {
    let carpeta = Carpeta::nueva("udp-sin-servidor");
    let origen = carpeta.ruta("origen");
    fs::write(&origen, bytes(50_000)).unwrap();
    // Escucha y no contesta nunca.
    let sordo = UdpSocket::bind("127.0.0.1:0").unwrap();
    let fin = cliente(sordo.local_addr().unwrap(), &origen, &[]).esperar();
    assert!(fin.codigo == Some(1) && fin.errores.contains("no contesta"), "{fin:?}");
    drop(sordo);
}

#[test]
fn dos_emisores_no_se_mezclan_el_segundo_espera_turno() {
    let carpeta = Carpeta::nueva("udp-dos");
    let (uno, dos) = (carpeta.ruta("uno"), carpeta.ruta("dos"));
    fs::write(&uno, bytes(60_000)).unwrap();
    fs::write(&dos, [9; 5000]).unwrap();
    let (servidor, direccion) = servidor(&["--salida", &carpeta.ruta("sale.bin"), "--clientes", "2"]);
    let primero = cliente(direccion, &uno, &["--pausa", "20ms"]);
    servidor.linea_con("envía «uno»");
    let segundo = cliente(direccion, &dos, &[]);
    assert!(segundo.linea_de_error().contains("espero turno"));
    assert_eq!((primero.esperar().codigo, segundo.esperar().codigo), (Some(0), Some(0)));
    assert_eq!(servidor.esperar().codigo, Some(0));
    assert_eq!(fs::read(carpeta.ruta("sale.bin")).unwrap(), bytes(60_000));
    assert_eq!(fs::read(carpeta.ruta("sale-2.bin")).unwrap(), [9; 5000]);
}

#[test]
fn si_no_suma_lo_anunciado_no_se_guarda() {
    let carpeta = Carpeta::nueva("udp-suma");
    let (servidor, direccion) = servidor(&["--salida", &carpeta.ruta("sale.bin"), "--clientes", "1"]);
    let emisor = UdpSocket::bind("127.0.0.1:0").unwrap();
    emisor.set_read_timeout(Some(apoyo::PLAZO)).unwrap();
    emisor.send_to(&datagrama(2, 1, 0, 4, b"hola"), direccion).unwrap();
    let mut buffer = [0; 100];
    let n = apoyo::sin_interrupciones(|| emisor.recv(&mut buffer)).unwrap();
    assert_eq!((n, buffer[3], &buffer[8..12]), (40, 6, &[0, 0, 0, 1][..]), "el veredicto 1: no suma");
    emisor.send_to(&datagrama(3, 0, 0, 4, b""), direccion).unwrap();
    let fin = servidor.esperar();
    assert!(fin.codigo == Some(1) && fin.salida.contains("no suman lo anunciado; no guardo nada"), "{fin:?}");
    assert_eq!(carpeta.contenido(), [""; 0]);
}

#[test]
fn un_disco_lleno_se_le_dice_al_emisor() {
    if !std::path::Path::new("/dev/full").exists() {
        eprintln!("SALTADA: aquí no hay /dev/full");
        return;
    }
    let carpeta = Carpeta::nueva("udp-lleno");
    let origen = carpeta.ruta("origen");
    fs::write(&origen, bytes(100_000)).unwrap();
    let (servidor, direccion) = servidor(&["--salida", "/dev/full", "--clientes", "1"]);
    let fin = cliente(direccion, &origen, &[]).esperar();
    assert!(fin.codigo == Some(1) && fin.errores.contains("no ha podido guardarlo"), "{fin:?}");
    let fin = servidor.esperar();
    assert!(fin.codigo == Some(1) && fin.errores.contains("no queda espacio en el disco"), "{fin:?}");
}

/// Un datagrama escrito a mano, con suma 0 y transferencia 7.
fn datagrama(tipo: u8, banderas: u8, numero: u32, tamano: u64, datos: &[u8]) -> Vec<u8> {
    let mut bytes = b"FU2".to_vec();
    bytes.extend([tipo, banderas, 0, 0, 0]);
    bytes.extend(numero.to_be_bytes());
    bytes.extend(0_u32.to_be_bytes());
    bytes.extend(tamano.to_be_bytes());
    bytes.extend(0_u32.to_be_bytes());
    bytes.extend(7_u64.to_be_bytes());
    bytes.extend(datos);
    bytes.extend(crc32fast::hash(&bytes).to_be_bytes());
    bytes
}

/// Todos los trozos están, pero no suman: huecos no hay, y no se dice que los haya.
#[test]
fn a_ciegas_lo_que_esta_entero_y_no_suma_no_tiene_huecos() {
    let carpeta = Carpeta::nueva("udp-no-suma");
    let (servidor, direccion) = servidor(&["--salida", &carpeta.ruta("sale.bin"), "--clientes", "1"]);
    let emisor = UdpSocket::bind("127.0.0.1:0").unwrap();
    emisor.send_to(&datagrama(2, 2, 0, 4, b"hola"), direccion).unwrap();
    let fin = servidor.esperar();
    assert!(fin.codigo == Some(1) && fin.salida.contains("no suman lo anunciado, guardado en"), "{fin:?}");
    assert!(!fin.salida.contains("huecos"), "{fin:?}");
    assert_eq!(carpeta.contenido(), ["sale.incompleto.bin"]);
}

/// El que no suma lo anunciado puede haber cambiado por el camino o aquí mismo, y el que envía puede saberlo.
#[test]
fn si_el_fichero_cambia_mientras_se_envia_no_se_culpa_al_camino() {
    let carpeta = Carpeta::nueva("udp-cambia");
    let origen = carpeta.ruta("origen");
    for (cambia, a_ciegas) in [(false, false), (true, false), (true, true)] {
        fs::write(&origen, [1; 20_000]).unwrap();
        let receptor = UdpSocket::bind("127.0.0.1:0").unwrap();
        receptor.set_read_timeout(Some(apoyo::PLAZO)).unwrap();
        // Con pausa, a ciegas no se acaba antes de que cambie.
        let opciones: &[&str] = if a_ciegas { &["--sin-fiabilidad", "--pausa", "100ms"] } else { &[] };
        let emisor = cliente(receptor.local_addr().unwrap(), &origen, opciones);
        let mut buffer = [0; 2048];
        let (_, de) = apoyo::sin_interrupciones(|| receptor.recv_from(&mut buffer)).unwrap();
        if cambia {
            fs::write(&origen, [2; 20_000]).unwrap();
        }
        if !a_ciegas {
            // El veredicto 1, «no suma», con la ficha y la transferencia del anuncio.
            let mut veredicto = buffer[..36].to_vec();
            (veredicto[3], veredicto[4]) = (6, 0);
            veredicto[8..12].copy_from_slice(&[0, 0, 0, 1]);
            veredicto.extend(crc32fast::hash(&veredicto).to_be_bytes());
            receptor.send_to(&veredicto, de).unwrap();
        }
        let fin = emisor.esperar();
        let frase = if cambia { "ha cambiado mientras lo enviaba" } else { "ha cambiado por el camino" };
        assert!(fin.codigo == Some(1) && fin.errores.contains(frase), "{cambia} {a_ciegas}: {fin:?}");
    }
}
