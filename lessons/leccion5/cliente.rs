//! El cliente del inventario: envía los tres datos de este ordenador y espera a que el servidor cuelgue.
//!
//! Pruébalo, con el servidor en marcha:   cargo run --bin leccion5 -- cliente --formato json
//! Y con un nombre que no sea tan bueno:   cargo run --bin leccion5 -- cliente --formato texto --nombre $'aula\n12'
//!
//! Verás cuántos bytes ha costado. El servidor no contesta nada: lo que ha entendido lo dice en su terminal.

use std::io;
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use redes::cifras::en_bytes;
use redes::consola::visible;
use redes::errores::{Fallo, Resultado};
use redes::red::{self, HastaLaHora};

use crate::formatos::Formato;
use crate::informe::Informe;
use crate::mensajes::escribir;
use crate::pantalla::quejas;

/// Lo que se espera al servidor: a que descuelgue, a que lea y a que cuelgue.
const PLAZO: Duration = Duration::from_secs(15);

/// Envía el informe y cuenta lo que ha costado.
pub fn llamar(
    host: &str,
    puerto: u16,
    formato: Formato,
    informe: &Informe,
) -> Resultado {
    let stream = red::llamar(host, puerto, PLAZO)?;
    let servidor = stream
        .peer_addr()
        .map_err(|error| Fallo::al_conectar(host, puerto, error))?;
    let bytes =
        enviar(&stream, formato, informe).map_err(|error| {
            quejas::al_enviar(servidor, formato, error)
        })?;
    println!(
        "enviado: {} en {} a {servidor}",
        en_bytes(bytes),
        formato.nombre()
    );
    for (dato, valor) in [
        ("fecha", &informe.fecha),
        ("nombre", &informe.nombre),
        ("versión", &informe.version),
    ] {
        println!("   {dato:<8} {}", visible(valor));
    }
    println!(
        "No contesta: lo que ha entendido, lo dice en su terminal."
    );
    Ok(())
}

/// Envía un informe y espera a que el otro lado termine.
pub fn enviar(
    mut stream: &TcpStream,
    formato: Formato,
    informe: &Informe,
) -> io::Result<usize> {
    stream.set_write_timeout(Some(PLAZO))?;
    let bytes = escribir(&mut stream, formato, informe)?;
    // «No enviaré más». En texto y en pickle es además lo que dice
    // dónde acaba el informe: sin esto, el servidor seguiría esperando.
    stream.shutdown(Shutdown::Write)?;
    esperar_cierre(stream)?;
    Ok(bytes)
}

/// Espera a que el servidor cuelgue, que es su manera de decir que ha acabado. No tiene nada más que decirnos.
fn esperar_cierre(stream: &TcpStream) -> io::Result<()> {
    let mut entrada = HastaLaHora::nuevo(stream, PLAZO);
    io::copy(&mut entrada, &mut io::sink()).map(drop)
}
