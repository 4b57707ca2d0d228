//! Solución de `lienzo`: una imagen por UDP, trozo a trozo. El enunciado está en `exercises/lienzo.rs`.
//!
//! La idea: el orden y la cuenta de lo que llega no dicen nada. Cada bloque dice dónde va, y de cada píxel se apunta si ha
//! llegado ya: así un repetido no cuenta dos veces y un hueco no se olvida.

use std::env;
use std::fs;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, UdpSocket};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Lo más que mide un lienzo por cada lado: quien anuncie más no nos hace reservar memoria.
const LADO: usize = 1000;
/// Lo que se espera al emisor después de un FIN, y antes de él.
const TRAS_EL_FIN: Duration = Duration::from_millis(500);
const SIN_FIN: Duration = Duration::from_secs(2);
/// Con esto cabe cualquier datagrama.
const BUFFER: usize = 65_535;

fn main() -> ExitCode {
    let (Some(direccion), Some(fichero)) = (env::args().nth(1), env::args().nth(2)) else {
        eprintln!("uso: lienzo IP:PUERTO FICHERO.ppm");
        return ExitCode::from(2);
    };
    match recibir_imagen(&direccion, &fichero) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(faltan) => {
            eprintln!("error: la imagen tiene {faltan} píxeles en negro que no han llegado");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: no puedo recibir en {direccion} y guardar en {fichero} ({:?})", error.kind());
            ExitCode::FAILURE
        }
    }
}

/// Escucha, recibe un lienzo, lo guarda y devuelve cuántos píxeles le faltan.
fn recibir_imagen(direccion: &str, fichero: &str) -> io::Result<usize> {
    let socket = UdpSocket::bind(direccion)?;
    println!("escuchando en {}", socket.local_addr()?);
    let lienzo = recibir(&socket)?;
    fs::write(fichero, lienzo.en_ppm())?;
    println!("faltan {} píxeles", lienzo.faltan);
    Ok(lienzo.faltan)
}

/// Recibe datagramas hasta que el lienzo está entero o el emisor calla.
fn recibir(socket: &UdpSocket) -> io::Result<Lienzo> {
    let mut buffer = vec![0; BUFFER];
    let (mut lienzo, emisor) = loop {
        // Sin plazo: nadie ha prometido que vaya a empezar pronto.
        let (leidos, emisor) = socket.recv_from(&mut buffer)?;
        if let Some(Mensaje::Tamano { ancho, alto }) = interpretar(&buffer[..leidos]) {
            break (Lienzo::nuevo(ancho, alto), emisor);
        }
    };
    let mut espera = SIN_FIN;
    while lienzo.faltan > 0 {
        let Some(leidos) = recibir_de(socket, emisor, &mut buffer, Instant::now() + espera)? else { break };
        match interpretar(&buffer[..leidos]) {
            Some(Mensaje::Bloque { x, y, columnas, colores }) => lienzo.poner(x, y, columnas, colores),
            // El FIN no cierra nada: solo dice que ya no merece la pena esperar mucho.
            Some(Mensaje::Fin) => espera = TRAS_EL_FIN,
            Some(Mensaje::Tamano { .. }) | None => {}
        }
    }
    Ok(lienzo)
}

/// Recibe un datagrama del emisor antes de `hasta`. `None` si no llega.
fn recibir_de(socket: &UdpSocket, emisor: SocketAddr, buffer: &mut [u8], hasta: Instant) -> io::Result<Option<usize>> {
    loop {
        // Lo que escriban otros no alarga la espera: por eso el límite es un instante, y no un plazo en cada lectura.
        let queda = hasta.saturating_duration_since(Instant::now());
        if queda.is_zero() {
            return Ok(None);
        }
        socket.set_read_timeout(Some(queda))?;
        match socket.recv_from(buffer) {
            Ok((leidos, de)) if de == emisor => return Ok(Some(leidos)),
            Ok(_) => {}
            // Un plazo vencido se llama `WouldBlock` en Unix y `TimedOut` en Windows.
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => return Ok(None),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Lo que dice un datagrama.
enum Mensaje<'a> {
    Tamano { ancho: usize, alto: usize },
    Bloque { x: usize, y: usize, columnas: usize, colores: &'a [u8] },
    Fin,
}

/// Lo que dice un datagrama; `None` si está mal formado.
fn interpretar(datagrama: &[u8]) -> Option<Mensaje<'_>> {
    let de_dos = |alto: u8, bajo: u8| usize::from(u16::from_be_bytes([alto, bajo]));
    match *datagrama {
        [1, a, b, c, d] => {
            let (ancho, alto) = (de_dos(a, b), de_dos(c, d));
            let vale = (1..=LADO).contains(&ancho) && (1..=LADO).contains(&alto);
            vale.then_some(Mensaje::Tamano { ancho, alto })
        }
        [2, a, b, c, d, columnas, filas, ref colores @ ..] => {
            let (columnas, pixeles) = (usize::from(columnas), usize::from(columnas) * usize::from(filas));
            let vale = pixeles > 0 && colores.len() == 3 * pixeles;
            vale.then_some(Mensaje::Bloque { x: de_dos(a, b), y: de_dos(c, d), columnas, colores })
        }
        [3] => Some(Mensaje::Fin),
        _ => None,
    }
}

/// La imagen que se va llenando. No sabe nada de la red.
struct Lienzo {
    ancho: usize,
    alto: usize,
    /// Tres bytes por píxel, por filas.
    colores: Vec<u8>,
    /// De cada píxel, si ha llegado ya.
    puestos: Vec<bool>,
    faltan: usize,
}

impl Lienzo {
    /// Un lienzo negro al que le falta todo.
    fn nuevo(ancho: usize, alto: usize) -> Self {
        let pixeles = ancho * alto;
        Self { ancho, alto, colores: vec![0; 3 * pixeles], puestos: vec![false; pixeles], faltan: pixeles }
    }

    /// Pone un bloque donde dice. Si no cabe entero, no lo pone.
    fn poner(&mut self, x: usize, y: usize, columnas: usize, colores: &[u8]) {
        let filas = colores.len() / (3 * columnas);
        if x + columnas > self.ancho || y + filas > self.alto {
            return;
        }
        for (fila, colores) in colores.chunks(3 * columnas).enumerate() {
            let primero = (y + fila) * self.ancho + x;
            self.colores[3 * primero..3 * (primero + columnas)].copy_from_slice(colores);
            for puesto in &mut self.puestos[primero..primero + columnas] {
                // Solo cuenta la primera vez: los datagramas también se repiten.
                self.faltan -= usize::from(!std::mem::replace(puesto, true));
            }
        }
    }

    /// La imagen, en formato PPM.
    fn en_ppm(&self) -> Vec<u8> {
        let cabecera = format!("P6\n{} {}\n255\n", self.ancho, self.alto);
        [cabecera.as_bytes(), &self.colores].concat()
    }
}
