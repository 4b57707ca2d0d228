//! Paso 1: dónde acaba un fichero. Un `END` pegado a los datos, y un servidor que no lo ve.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use redes::cable::{Lado, Muestra, Suceso as EnElCable};
use redes::cifras;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{GATIN, montar};

/// Vueltas que se le dejan dar al servidor antes de pararlo.
const VUELTAS: u32 = 100_000;

pub fn paso() -> Paso {
    Paso::nuevo("end-pegado", "¿Dónde acaba un fichero?")
        .parrafo(
            "Los programas de la serie envían el fichero en trozos de 1024 bytes y, para decir que han acabado, tres letras: \
             `END`. El servidor lee hasta que una lectura es **exactamente** `END`.",
        )
        .parrafo("Va un fichero de 13 bytes, «soy el gatín», y detrás, en otro `write_all`, el `END`.")
        .apuesta(
            "¿Cuándo se dará cuenta el servidor de que ha acabado?",
            &["en la segunda lectura", "cuando el cliente cuelgue", "nunca"],
        )
        .ejecutar(ejecutar)
        .parrafo(
            "Con ese protocolo, lo único seguro es mirar los **tres últimos bytes cuando el flujo se cierra**. Así los aparta \
             `--protocolo python`, lleguen como lleguen:",
        )
        .codigo("cola.rs", "cola")
}

/// El servidor de la serie, con sus vueltas contadas: cuántas lecturas ha hecho, si ha visto el `END` y lo que ha girado.
fn servidor_de_la_serie(escena: &Escena, mut stream: TcpStream) -> io::Result<(usize, bool, Duration)> {
    // Mientras el servidor está ocupado, lo que llega se junta en su cola.
    thread::sleep(Duration::from_millis(100));
    let (mut buffer, mut lecturas, mut vacias) = ([0; 1024], 0, 0);
    let mut inicio = Instant::now();
    while vacias < VUELTAS {
        match stream.read(&mut buffer)? {
            3 if buffer[..3] == *b"END" => return Ok((lecturas + 1, true, inicio.elapsed())),
            0 if vacias == 0 => (vacias, inicio) = (1, Instant::now()),
            0 => vacias += 1,
            n => {
                escena.cable().anotar(Lado::Servidor, EnElCable::Recibe(Muestra::de(&buffer[..n])));
                lecturas += 1;
            }
        }
    }
    Ok((lecturas, false, inicio.elapsed()))
}

fn ejecutar(escena: &Escena) -> Resultado<Desenlace> {
    let servidor = |stream: TcpStream| servidor_de_la_serie(escena, stream);
    let cliente = |mut stream: TcpStream| {
        stream.write_all(GATIN)?;
        stream.write_all(b"END")?;
        stream.shutdown(Shutdown::Write)
    };
    let (visto, enviado) = escena.conversar(servidor, cliente)?;
    enviado.map_err(montar)?;
    let (lecturas, reconocido, tiempo) = visto.map_err(montar)?;
    escena.dibujar();
    if reconocido {
        return Ok(Desenlace::opcion(
            0,
            "Esta vez el `END` ha llegado solo y se ha reconocido. Ha sido suerte: repítelo con r y otra vez llegará pegado.",
        ));
    }
    let veces = if lecturas == 1 { "una sola lectura" } else { "varias lecturas" };
    Ok(Desenlace::opcion(
        2,
        format!(
            "Los datos y el `END` han llegado en {veces}, y ninguna era **exactamente** `END`. Después el cliente ha colgado, y \
             `read` devuelve 0 una y otra vez: {} vueltas en {}, hasta que lo he parado yo. El de la serie no para nunca.",
            cifras::numero(VUELTAS),
            cifras::duracion(tiempo)
        ),
    ))
}
