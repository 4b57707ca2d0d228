//! Mensajes en un flujo, primera manera: cada mensaje acaba en un salto de línea.
//!
//! Pruébalo:   cargo run --bin leccion3 -- servidor --modo lineas
//! y en otra terminal:   printf 'uno\ndos\ntres' | nc 127.0.0.1 8081
//!
//! Verás tres mensajes, lleguen como lleguen los bytes: juntos, de uno en uno o con una «ñ» partida en dos.
//!
//! Lo que hemos decidido, porque todo formato tiene que decidirlo:
//! - la línea acaba en `\n`; si justo delante hay un `\r` (lo ponen Windows, telnet y HTTP), se quita también;
//! - la última línea vale aunque no lleve salto: quien la envió y cerró, la envió;
//! - una línea es texto UTF-8 y tiene como mucho [`MAXIMO`] bytes, sin contar el salto.

use std::io::{self, ErrorKind, Read, Write};

use redes::cifras::en_bytes;

/// Bytes de la línea más larga que aceptamos: 1 MiB. Sin un límite, quien envíe sin parar bytes y ningún salto de
/// línea acaba con nuestra memoria.
pub const MAXIMO: usize = 1024 * 1024;

/// Lo que pedimos al sistema en cada lectura. No es el tamaño de una línea.
pub const BUFFER: usize = 1024;

/// Lee líneas de `fuente`. Uno solo por conexión: en `pendiente` está lo que ha llegado de más, y es de la línea
/// siguiente.
// ANCHOR: memoria
pub struct Lineas<R> {
    fuente: R,
    /// Lo que `read` ha traído en esta vuelta.
    buffer: Vec<u8>,
    /// Lo que ha llegado y aún no hemos entregado.
    pendiente: Vec<u8>,
    /// Cuántos bytes de `pendiente` ya sabemos que no son un salto.
    mirados: usize,
    /// El otro lado ha dicho que no enviará más.
    terminado: bool,
}
// ANCHOR_END: memoria

impl<R: Read> Lineas<R> {
    pub fn nuevo(fuente: R) -> Self {
        Self::con_bufer(fuente, BUFFER)
    }

    /// Con otro tamaño de lectura: con 1 se ve que el resultado es el mismo.
    pub fn con_bufer(fuente: R, bufer: usize) -> Self {
        Self { fuente, buffer: vec![0; bufer], pendiente: Vec::new(), mirados: 0, terminado: false }
    }

    /// La línea siguiente, sin su salto, o `None` si el otro lado ha terminado y no queda nada. Da `InvalidData` si
    /// es demasiado larga o no es UTF-8; los errores de `fuente`, tal cual.
    // ANCHOR: siguiente
    pub fn siguiente(&mut self) -> io::Result<Option<String>> {
        loop {
            if let Some(corte) = self.buscar_salto() {
                let mut linea = self.cortar(corte);
                linea.pop(); // el `\n`
                if linea.last() == Some(&b'\r') {
                    linea.pop();
                }
                return texto(linea).map(Some);
            }
            // No hay ninguna línea entera. Antes de guardar más,
            // ¿tiene sentido seguir? (El 1 es por un posible `\r`.)
            if self.pendiente.len() > MAXIMO + 1 {
                return Err(demasiado_larga());
            }
            if self.terminado {
                // Si quedaba algo, es la última línea, sin salto.
                let ultima = self.cortar(self.pendiente.len());
                if ultima.is_empty() {
                    return Ok(None);
                }
                return texto(ultima).map(Some);
            }
            let leidos = leer(&mut self.fuente, &mut self.buffer)?;
            self.terminado = leidos == 0;
            self.pendiente.extend_from_slice(&self.buffer[..leidos]);
        }
    }
    // ANCHOR_END: siguiente

    /// Dónde acaba la primera línea de `pendiente` (contando su salto), si está entera.
    fn buscar_salto(&mut self) -> Option<usize> {
        let nuevos = &self.pendiente[self.mirados..];
        let posicion = nuevos.iter().position(|byte| *byte == b'\n');
        let corte = posicion.map(|posicion| self.mirados + posicion + 1);
        // Lo que ya se ha mirado no se mira otra vez: si no, una línea larga que llega byte a byte costaría n² pasos.
        self.mirados = self.pendiente.len();
        corte
    }

    /// Saca de `pendiente` sus primeros `cuantos` bytes. El resto se queda: es el principio de la línea siguiente.
    fn cortar(&mut self, cuantos: usize) -> Vec<u8> {
        self.mirados = 0;
        let resto = self.pendiente.split_off(cuantos);
        std::mem::replace(&mut self.pendiente, resto)
    }
}

/// Un `read` que insiste si una señal lo interrumpe: no es un error, es «vuelve a intentarlo».
fn leer(fuente: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match fuente.read(buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            resultado => return resultado,
        }
    }
}

/// De bytes a texto, con el mensaje ya entero: un trozo puede acabar a mitad de una letra, un mensaje no.
fn texto(linea: Vec<u8>) -> io::Result<String> {
    if linea.len() > MAXIMO {
        return Err(demasiado_larga());
    }
    String::from_utf8(linea).map_err(|error| {
        let donde = error.utf8_error().valid_up_to() + 1;
        let frase = format!("el byte {donde} de la línea no es UTF-8");
        io::Error::new(ErrorKind::InvalidData, frase)
    })
}

fn demasiado_larga() -> io::Error {
    let frase = format!("la línea pasa de {} sin un salto", en_bytes(MAXIMO));
    io::Error::new(ErrorKind::InvalidData, frase)
}

/// Envía `mensaje` como una línea. Da `InvalidInput` si no cabe en una: si lleva un salto dentro serían dos mensajes, y si
/// acaba en `\r` llegaría sin él.
// ANCHOR: escribir
pub fn escribir_linea(
    destino: &mut impl Write,
    mensaje: &str, // sin el salto: lo ponemos aquí
) -> io::Result<()> {
    if mensaje.contains('\n') || mensaje.ends_with('\r') {
        return Err(invalido("lleva dentro un salto"));
    }
    if mensaje.len() > MAXIMO {
        return Err(invalido("pasa de 1 MiB"));
    }
    // Mensaje y salto, en una sola escritura.
    destino.write_all(format!("{mensaje}\n").as_bytes())
}
// ANCHOR_END: escribir

fn invalido(porque: &str) -> io::Error {
    let frase = format!("no cabe en una línea: {porque}");
    io::Error::new(ErrorKind::InvalidInput, frase)
}
