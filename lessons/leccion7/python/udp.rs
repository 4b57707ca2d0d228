//! Ficheros por UDP como en la serie: un datagrama por cada 1024 bytes y, al final, un datagrama que solo dice `END`.
//!
//! Sin números, sin tamaño y sin suma no hay manera de saber si falta algo, ni si ha llegado en orden. Así que aquí no se
//! dice nunca que esté completo: solo cuánto ha llegado.

use std::io;
use std::net::UdpSocket;
use std::thread;
use std::time::{Duration, Instant};

use redes::argumentos::{mostrar_duracion, mostrar_numero};
use redes::errores::{Fallo, Resultado, explicar};

use super::receptor::{Receptor, Suceso};
use super::{END, TROZO};
use crate::ficheros::barra::Barra;
use crate::ficheros::origen::Origen;
use crate::ficheros::recibido::{Destino, Recibido};
use crate::pixeles::informe::plural;
use crate::pixeles::servidor::pasajero;

const LATIDO: Duration = Duration::from_millis(20);

/// Lo que se descansa antes del `END`: detrás de una ráfaga sería lo primero en perderse.
const RESPIRO: Duration = Duration::from_millis(50);

/// Recibe ficheros de programas de Python.
///
/// # Errors
/// Si falla el socket o, con `clientes`, si alguno se ha quedado sin `END` o no se ha podido guardar.
pub fn servir(socket: &UdpSocket, destino: &Destino, clientes: Option<u64>, silencio: Duration) -> Resultado {
    let fallo = |error| Fallo::de_sistema("no puedo seguir recibiendo", error);
    socket.set_read_timeout(Some(LATIDO)).map_err(fallo)?;
    let (inicio, mut receptor) = (Instant::now(), Receptor::nuevo(silencio));
    let (mut buffer, mut sucesos) = (vec![0; 1 << 16], Vec::new());
    let (mut terminados, mut fallidos) = (0, 0);
    let mut abierto: Option<io::Result<Recibido>> = None;
    loop {
        match socket.recv_from(&mut buffer) {
            Ok((n, de)) => receptor.llega(inicio.elapsed(), de, &buffer[..n], &mut sucesos),
            Err(error) if pasajero(&error) => {}
            Err(error) => return Err(fallo(error)),
        }
        sucesos.extend(receptor.vence(inicio.elapsed()));
        for suceso in sucesos.drain(..) {
            match suceso {
                Suceso::Empieza(de) => {
                    println!("{de}: envía un fichero, sin decir su nombre ni cuánto ocupa");
                    abierto = Some(destino.abrir());
                }
                Suceso::Datos(datos) => {
                    if let Some(Ok(recibido)) = &mut abierto
                        && let Err(error) = recibido.escribir(&datos)
                    {
                        abierto = Some(Err(error));
                    }
                }
                Suceso::Termina { con_end } => {
                    let resultado = abierto.take().unwrap_or_else(|| Err(io::ErrorKind::NotFound.into()));
                    fallidos += u64::from(!cerrar(resultado, con_end, silencio, &receptor));
                    receptor.ajenos = 0;
                    terminados += 1;
                    if clientes == Some(terminados) {
                        return if fallidos == 0 {
                            Ok(())
                        } else {
                            Err(Fallo::nuevo("no todo ha llegado hasta su END, o no se ha podido guardar"))
                        };
                    }
                }
            }
        }
    }
}

fn cerrar(abierto: io::Result<Recibido>, con_end: bool, silencio: Duration, receptor: &Receptor) -> bool {
    let publicado = abierto.and_then(|recibido| {
        let bytes = recibido.bytes();
        recibido.publicar(con_end).map(|ruta| (bytes, ruta))
    });
    match publicado {
        Ok((bytes, ruta)) => {
            let como = if con_end {
                "ha llegado END".to_string()
            } else {
                format!("INCOMPLETO, no llega END y lleva {} callado", mostrar_duracion(silencio))
            };
            println!("{como}: {} bytes, guardados en {}", mostrar_numero(bytes), ruta.display());
            let ajenos = if receptor.ajenos == 0 { String::new() } else { format!(" · ajenos {}", receptor.ajenos) };
            println!(
                "  {}{ajenos} · sin números ni suma no puedo saber si falta alguno o si están en orden",
                plural(receptor.datagramas, "datagrama")
            );
            con_end
        }
        Err(error) => {
            eprintln!("no he podido guardarlo: {}", explicar(&error));
            false
        }
    }
}

/// Envía un fichero a un programa de Python: 1024 bytes por datagrama y `END`.
///
/// # Errors
/// Si falla el socket o el fichero.
pub fn enviar(socket: &UdpSocket, origen: &mut Origen, pausa: Duration) -> io::Result<u64> {
    use std::io::Read;
    let total = origen.anuncio.tamano;
    let (mut buffer, mut van, mut barra) = ([0; TROZO], 0_u64, Barra::nueva(total));
    while van < total {
        let tope = TROZO.min((total - van) as usize);
        origen.fichero.read_exact(&mut buffer[..tope])?;
        thread::sleep(pausa);
        match socket.send(&buffer[..tope]) {
            Err(error) if crate::pixeles::canal::sin_sitio(&error) => {}
            otro => drop(otro?),
        }
        van += tope as u64;
        barra.van(van);
    }
    thread::sleep(RESPIRO);
    socket.send(END)?;
    Ok(total.div_ceil(TROZO as u64) + 1)
}
