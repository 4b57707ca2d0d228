//! Servidor de la lección 3: dice qué mensajes reconoce en el flujo y contesta a cada uno.
//!
//! Pruébalo:   cargo run --bin leccion3 -- servidor --modo lineas
//! y en otra terminal:   cargo run --bin leccion3 -- cliente --modo lineas uno dos tres
//!
//! Verás, con la dirección de cada cliente, lo que ha enviado:
//! - en `crudo`, lo que ha dado cada `read`; como no sabe dónde empieza nada, devuelve los mismos bytes (eco);
//! - en `lineas` y en `marco`, cada mensaje; contesta a cada uno con un acuse, en el mismo formato.
//!
//! Repítelo con `--bufer 1`: en `crudo` cambia todo, en los otros dos no cambia nada.

use std::io::{self, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use redes::cifras::en_bytes;
use redes::consola::{lamentar, narrar};
use redes::errores::explicar;
use redes::red::{HastaLaHora, esperar_cliente};

use crate::crudo::leer_trozos;
use crate::lineas::{Lineas, escribir_linea};
use crate::marco::{escribir_marco, leer_marco};
use crate::modo::Modo;
use crate::pantalla::{legible, retrato};

/// El puerto de esta lección.
pub const PUERTO: u16 = 8081;

/// Cómo se trata a cada cliente.
pub struct Trato {
    pub modo: Modo,
    /// Bytes que se piden en cada lectura.
    pub bufer: usize,
    /// Lo que se espera a un cliente callado, o a uno que no lee, antes de pasar al siguiente. En `lineas` y en `marco` es para
    /// el mensaje entero: quien gotea un byte cada rato tampoco se queda para siempre.
    pub plazo: Duration,
}

/// Atiende clientes, uno detrás de otro, hasta que se interrumpe el programa. Lo que le pase a uno se cuenta y no detiene
/// a los demás.
pub fn servir(listener: &TcpListener, trato: &Trato) -> ! {
    loop {
        // Sin plazo: esperar clientes es su trabajo.
        let (stream, cliente) = esperar_cliente(listener);
        // `println!` acabaría el programa si quien lee la tubería se va (`servidor | head -3`); `narrar` sigue.
        match atender(&stream, trato, |frase| narrar(&format!("{cliente}: {frase}"))) {
            Ok(()) => narrar(&format!("{cliente}: ha terminado")),
            Err(error) => lamentar(&format!("{cliente}: {}", explicar(&error))),
        }
    }
}

/// Atiende a un cliente y va diciendo lo que reconoce. Falla si el cliente se va a medias, agota el plazo o envía algo que su
/// formato no permite.
pub fn atender(stream: &TcpStream, trato: &Trato, decir: impl FnMut(String)) -> io::Result<()> {
    stream.set_read_timeout(Some(trato.plazo))?;
    stream.set_write_timeout(Some(trato.plazo))?;
    match trato.modo {
        Modo::Crudo => atender_crudo(stream, trato.bufer, decir),
        Modo::Lineas => atender_lineas(stream, trato, decir),
        Modo::Marco => atender_marcos(stream, trato, decir),
    }
}

fn atender_crudo(mut stream: &TcpStream, bufer: usize, mut decir: impl FnMut(String)) -> io::Result<()> {
    let mut respuesta = Respuesta { stream, fallo: None };
    leer_trozos(&mut stream, bufer, |numero, trozo| {
        decir(format!("lectura {numero}: {}", retrato(trozo)));
        respuesta.dar(|stream| stream.write_all(trozo));
        Ok(())
    })?;
    respuesta.terminar()
}

fn atender_lineas(stream: &TcpStream, trato: &Trato, mut decir: impl FnMut(String)) -> io::Result<()> {
    let mut respuesta = Respuesta { stream, fallo: None };
    let con_plazo = HastaLaHora::nuevo(stream, trato.plazo);
    // Un solo lector para toda la conexión: dentro guarda lo que ha llegado de más.
    let mut lineas = Lineas::con_bufer(&con_plazo, trato.bufer);
    let mut numero = 0;
    while let Some(linea) = lineas.siguiente()? {
        numero += 1;
        decir(describir(numero, linea.as_bytes()));
        let acuse = format!("recibido {numero}: {}", en_bytes(linea.len()));
        respuesta.dar(|stream| escribir_linea(stream, &acuse));
        con_plazo.renovar();
    }
    respuesta.terminar()
}

fn atender_marcos(stream: &TcpStream, trato: &Trato, mut decir: impl FnMut(String)) -> io::Result<()> {
    let mut respuesta = Respuesta { stream, fallo: None };
    let con_plazo = HastaLaHora::nuevo(stream, trato.plazo);
    // También uno solo. Sin él, cada marco costaría dos viajes al sistema: uno por la longitud y otro por el cuerpo.
    let mut entrada = BufReader::with_capacity(trato.bufer, &con_plazo);
    let mut numero = 0;
    while let Some(mensaje) = leer_marco(&mut entrada)? {
        numero += 1;
        decir(describir(numero, &mensaje));
        let acuse = format!("recibido {numero}: {}", en_bytes(mensaje.len()));
        respuesta.dar(|stream| escribir_marco(stream, acuse.as_bytes()));
        con_plazo.renovar();
    }
    respuesta.terminar()
}

fn describir(numero: usize, mensaje: &[u8]) -> String {
    format!("mensaje {numero}, {}: {}", en_bytes(mensaje.len()), legible(mensaje, 60))
}

/// Lo que contestamos. Si el cliente se va sin esperar la respuesta, se apunta y se sigue leyendo: lo que envió antes
/// de irse lo envió, y puede estar ya aquí.
struct Respuesta<'a> {
    stream: &'a TcpStream,
    fallo: Option<io::Error>,
}

impl Respuesta<'_> {
    fn dar(&mut self, escribir: impl FnOnce(&mut &TcpStream) -> io::Result<()>) {
        if self.fallo.is_none() {
            self.fallo = escribir(&mut self.stream).err();
        }
    }

    fn terminar(self) -> io::Result<()> {
        self.fallo.map_or(Ok(()), Err)
    }
}
