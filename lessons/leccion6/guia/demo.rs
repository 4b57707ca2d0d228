//! La demostración: eco por TCP y por UDP en el mismo programa, por sockets de verdad, y una red que pierde.
//!
//! Pruébalo:   cargo run --bin leccion6 -- demo

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use redes::consola;
use redes::errores::{Fallo, Resultado};
use redes::fallas::{Cuando, Perder};

use crate::red_mala::intermediario::Intermediario;
use crate::tcp::servidor::devolver_eco;
use crate::udp::eco_en_hilo::EcoUdp;
use crate::udp::preguntar::Cliente;
use crate::udp::trato::Trato;

const TRATO: Trato = Trato {
    plazo: Duration::from_millis(200),
    tope: Duration::from_secs(1),
    intentos: 6,
    numerada: true,
    conectado: false,
};

/// El mismo saludo por TCP, por UDP, y por UDP con una red que pierde la mitad de lo que pasa.
pub fn ejecutar() -> Resultado {
    let saludo = "¡Hola, señor!";
    let fallo = |error| Fallo::de_sistema("la demostración no ha salido", error);
    let eco = por_tcp(saludo.as_bytes()).map_err(fallo)?;
    decir(&format!("TCP: llamar, hablar, colgar. Van 15 bytes y vuelve «{}».", String::from_utf8_lossy(&eco)))?;

    let (servidor, _vivo) = EcoUdp::abrir().map_err(fallo)?;
    let sin_numero = Trato { numerada: false, ..TRATO };
    let eco = Cliente::nuevo(servidor, sin_numero).preguntar(saludo.as_bytes(), |_| ())?;
    decir(&format!("UDP: un datagrama de ida y otro de vuelta. Vuelve «{}».", String::from_utf8_lossy(&eco.mensaje)))?;

    decir("Y por UDP, con una red que pierde la 1.ª pregunta y la 1.ª respuesta:")?;
    let (ida, vuelta) = (Perder::nueva(Cuando::las([1])), Perder::nueva(Cuando::las([1])));
    let red = Intermediario::udp(servidor, ida, vuelta, None).map_err(fallo)?;
    let mut avisos = Vec::new();
    let eco = Cliente::nuevo(red.direccion, TRATO).preguntar(saludo.as_bytes(), |aviso| avisos.push(aviso))?;
    for aviso in avisos {
        decir(&format!("  {aviso}"))?;
    }
    decir(&format!("  al intento {} vuelve «{}».", eco.intentos, String::from_utf8_lossy(&eco.mensaje)))?;
    decir("Para verlo despacio: cargo run --bin leccion6")
}

fn por_tcp(saludo: &[u8]) -> std::io::Result<Vec<u8>> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let direccion = listener.local_addr()?;
    thread::spawn(move || listener.accept().and_then(|(stream, _)| devolver_eco(&stream)));
    let mut stream = TcpStream::connect(direccion)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.write_all(saludo)?;
    stream.shutdown(Shutdown::Write)?;
    let mut eco = Vec::new();
    stream.read_to_end(&mut eco)?;
    Ok(eco)
}

fn decir(texto: &str) -> Resultado {
    consola::escribir(&consola::parrafo_con_estilo(texto, consola::ancho())).map_err(Fallo::al_mostrar)
}
