//! Mensajes en un flujo, segunda manera: delante de cada mensaje viaja su longitud.
//!
//! Pruébalo:   cargo run --bin leccion3 -- servidor --modo marco
//! y en otra terminal:   cargo run --bin leccion3 -- cliente --modo marco uno dos tres
//!
//! Verás tres mensajes enteros, y valen todos los bytes: saltos de línea, imágenes, lo que sea.
//!
//! Un marco son 4 bytes con la longitud (el más alto primero) y, detrás, exactamente esos bytes.
//!
//! Esta versión reserva de golpe lo anunciado, hasta el máximo: mil clientes que anuncien 1 MiB y callen ocupan 1 GiB.
//! La de las lecciones siguientes, `redes::marco`, habla el mismo idioma y reserva según llega.

use std::io::{self, ErrorKind, Read, Write};

use redes::cifras::numero;

/// Bytes del mensaje más largo que aceptamos: 1 MiB. Quien escribe la longitud es el otro, y puede escribir
/// cualquier cosa: con 4 bytes caben promesas de 4 GiB.
pub const MAXIMO: usize = 1024 * 1024;

/// Envía `mensaje` como un marco. Da `InvalidInput` si pasa del máximo.
// ANCHOR: escribir
pub fn escribir_marco(
    destino: &mut impl Write,
    mensaje: &[u8], // bytes, no letras
) -> io::Result<()> {
    let longitud = match u32::try_from(mensaje.len()) {
        Ok(longitud) if mensaje.len() <= MAXIMO => longitud,
        _ => return Err(no_cabe(mensaje.len())),
    };
    // Cabecera y mensaje salen en una sola escritura. En dos, los 4
    // bytes irían en un paquete suyo, y el sistema (algoritmo de Nagle)
    // puede retener el segundo hasta que confirmen el primero: 40 ms.
    let mut marco = Vec::with_capacity(4 + mensaje.len());
    marco.extend_from_slice(&longitud.to_be_bytes());
    marco.extend_from_slice(mensaje);
    destino.write_all(&marco)
}
// ANCHOR_END: escribir

/// Lee un marco y devuelve su mensaje, o `None` si el otro lado ha terminado entre marco y marco. Da `InvalidData`
/// si la longitud pasa del máximo, y `UnexpectedEof`, con los bytes que faltaban, si el flujo se acaba a mitad de uno.
// ANCHOR: leer
pub fn leer_marco(
    // Un socket, un fichero… cualquier cosa que se lea.
    flujo: &mut impl Read,
) -> io::Result<Option<Vec<u8>>> {
    let mut cabecera = [0; 4];
    match llenar(flujo, &mut cabecera)? {
        4 => {}
        0 => return Ok(None), // ha terminado, y en buen momento
        leidos => return Err(a_medias("de la longitud", leidos, 4)),
    }
    let anuncia = u32::from_be_bytes(cabecera);
    // Primero se comprueba, después se reserva.
    let longitud = match usize::try_from(anuncia) {
        Ok(longitud) if longitud <= MAXIMO => longitud,
        _ => return Err(demasiado(anuncia)),
    };
    let mut mensaje = vec![0; longitud];
    let leidos = llenar(flujo, &mut mensaje)?;
    if leidos < longitud {
        return Err(a_medias("del cuerpo", leidos, longitud));
    }
    Ok(Some(mensaje))
}
// ANCHOR_END: leer

/// Lee hasta llenar `hueco` o hasta que el flujo se acaba, y dice cuántos bytes han llegado.
///
/// `read_exact` hace casi lo mismo, pero si el flujo se acaba no dice cuántos bytes llegó a leer: no sabríamos si era
/// una despedida (0) o un marco a medias, ni cuánto le faltaba.
// ANCHOR: llenar
fn llenar(
    flujo: &mut impl Read,
    hueco: &mut [u8], // hasta aquí, o hasta el final del flujo
) -> io::Result<usize> {
    let mut llenos = 0;
    while llenos < hueco.len() {
        match flujo.read(&mut hueco[llenos..]) {
            Ok(0) => break,
            Ok(leidos) => llenos += leidos,
            // Una señal ha despertado al programa: no es un fallo.
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(llenos)
}
// ANCHOR_END: llenar

fn no_cabe(tiene: usize) -> io::Error {
    let frase = format!("un marco lleva como mucho {} bytes y este mensaje tiene {}", numero(MAXIMO), numero(tiene));
    io::Error::new(ErrorKind::InvalidInput, frase)
}

fn demasiado(anuncia: u32) -> io::Error {
    let frase = format!("el marco anuncia {} bytes y el máximo son {}", numero(anuncia), numero(MAXIMO));
    io::Error::new(ErrorKind::InvalidData, frase)
}

fn a_medias(que: &str, llegaron: usize, total: usize) -> io::Error {
    let (faltan, total) = (numero(total - llegaron), numero(total));
    let frase = format!("el flujo se acaba a mitad de un marco: faltaban {faltan} de los {total} bytes {que}");
    io::Error::new(ErrorKind::UnexpectedEof, frase)
}
