//! Lo que la lección guiada ejecuta en los pasos de ficheros: siempre de verdad, siempre contado con lo que ha salido.

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, UdpSocket};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use redes::argumentos::{mostrar_duracion, mostrar_numero};
use redes::cable::{Lado, Muestra, Suceso as EnElCable};
use redes::errores::{Fallo, Resultado};
use redes::guia::{Desenlace, Escena};

use crate::ficheros::anuncio::{Anuncio, Veredicto};
use crate::ficheros::origen::Origen;
use crate::ficheros::recibido::Destino;
use crate::ficheros::udp_cliente::{Envio, Ritmo};
use crate::ficheros::udp_servidor;
use crate::pixeles::canal::Perdida;
use crate::pixeles::emisor::VENTANA;
use crate::pixeles::imagen;

const GATIN: &[u8] = "soy el gatín".as_bytes();

/// Vueltas que se le dejan dar al servidor antes de pararlo.
const VUELTAS: u32 = 100_000;

fn montar(error: std::io::Error) -> Fallo {
    Fallo::de_sistema("no he podido montar la escena", error)
}

/// El servidor de la serie, con sus vueltas contadas.
pub fn end_pegado(escena: &Escena) -> Resultado<Desenlace> {
    let servidor = |mut stream: std::net::TcpStream| -> std::io::Result<(usize, bool, Duration)> {
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
    };
    let cliente = |mut stream: std::net::TcpStream| {
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
            mostrar_numero(VUELTAS.into()),
            mostrar_duracion(tiempo)
        ),
    ))
}

/// Un bit cambiado después de sumar.
pub fn por_delante(escena: &Escena) -> Resultado<Desenlace> {
    let anuncio = Anuncio { nombre: "gatin.txt".to_string(), tamano: GATIN.len() as u64, suma: crc32fast::hash(GATIN) };
    let servidor = |mut stream: std::net::TcpStream| -> std::io::Result<(u32, u32)> {
        let anuncio = Anuncio::leer(&mut stream)?;
        let mut datos = vec![0; GATIN.len()];
        stream.read_exact(&mut datos)?;
        let suma = crc32fast::hash(&datos);
        let veredicto = if suma == anuncio.suma { Veredicto::Guardado } else { Veredicto::SumaDistinta };
        stream.write_all(&[veredicto.en_byte()])?;
        Ok((anuncio.suma, suma))
    };
    let cliente = |mut stream: std::net::TcpStream| -> std::io::Result<Option<Veredicto>> {
        let mut datos = GATIN.to_vec();
        datos[7] ^= 4; // una «g» se convierte en «c»
        anuncio.escribir(&mut stream)?;
        stream.write_all(&datos)?;
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        Ok(Veredicto::de_byte(byte[0]))
    };
    let (sumas, veredicto) = escena.conversar(servidor, cliente)?;
    let ((anunciada, recibida), veredicto) = (sumas.map_err(montar)?, veredicto.map_err(montar)?);
    escena.dibujar();
    let notado = veredicto == Some(Veredicto::SumaDistinta);
    Ok(Desenlace::opcion(
        if notado { 1 } else { 2 },
        format!(
            "El servidor esperaba `{anunciada:08x}` y lo recibido suma `{recibida:08x}`: contesta un `01`, «no suma lo anunciado», y \
             no guarda nada. TCP comprueba el **viaje**, con una suma de 16 bits; esta va de fichero a fichero. Y nota los \
             accidentes, no las trampas: quien cambie los datos a propósito puede cambiar también la suma.",
        ),
    ))
}

/// Una carpeta que desaparece al acabar el paso.
struct Carpeta(PathBuf);

impl Carpeta {
    fn nueva() -> Resultado<Self> {
        let ruta = std::env::temp_dir().join(format!("leccion7-guia-{}", std::process::id()));
        fs::create_dir_all(&ruta).map_err(montar)?;
        Ok(Self(ruta))
    }

    fn contenido(&self) -> String {
        let nombres = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let nombres: Vec<String> = nombres.map(|uno| format!("`{}`", uno.file_name().to_string_lossy())).collect();
        if nombres.is_empty() { "nada".to_string() } else { nombres.join(", ") }
    }
}

impl Drop for Carpeta {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Un cliente que se va a mitad, y lo que hay en la carpeta mientras y después.
pub fn al_lado(escena: &Escena) -> Resultado<Desenlace> {
    let carpeta = Carpeta::nueva()?;
    let destino = Destino::nuevo(Some(carpeta.0.join("gatin.jpg")), false)?;
    let servidor = |mut stream: std::net::TcpStream| -> std::io::Result<(u64, String)> {
        let anuncio = Anuncio::leer(&mut stream)?;
        let (mut recibido, mut buffer) = (destino.abrir()?, [0; 1024]);
        loop {
            let leidos = stream.read(&mut buffer)?;
            if leidos == 0 || recibido.bytes() == anuncio.tamano {
                return Ok((recibido.bytes(), carpeta.contenido()));
            }
            recibido.escribir(&buffer[..leidos])?;
        }
    };
    let cliente = |mut stream: std::net::TcpStream| {
        Anuncio { nombre: "gatin.jpg".to_string(), tamano: 1000, suma: 0 }.escribir(&mut stream)?;
        stream.write_all(&[0xff; 400])
    };
    let (visto, enviado) = escena.conversar(servidor, cliente)?;
    enviado.map_err(montar)?;
    let (bytes, mientras) = visto.map_err(montar)?;
    escena.dibujar();
    let despues = carpeta.contenido();
    Ok(Desenlace::opcion(
        if despues == "nada" { 0 } else { 1 },
        format!(
            "Mientras llegaban los {bytes} bytes, en la carpeta había {mientras}. Al irse el cliente queda {despues}. Nadie que mire \
             la carpeta, en ningún momento, puede tomar medio gatín por uno entero.",
        ),
    ))
}

/// El receptor de la serie por UDP, por sockets de verdad, con tres datagramas que no llegan a salir.
pub fn dice_completa(escena: &Escena) -> Resultado<Desenlace> {
    let receptor = UdpSocket::bind("127.0.0.1:0").map_err(montar)?;
    let emisor = UdpSocket::bind("127.0.0.1:0").map_err(montar)?;
    receptor.set_read_timeout(Some(Duration::from_secs(5))).map_err(montar)?;
    emisor.connect(receptor.local_addr().map_err(montar)?).map_err(montar)?;
    let trozo = |numero: u8| [numero; 1024];
    for numero in 1..=20 {
        if ![5, 6, 13].contains(&numero) {
            emisor.send(&trozo(numero)).map_err(montar)?;
        }
    }
    emisor.send(b"END").map_err(montar)?;
    let (mut escrito, mut buffer) = (Vec::new(), [0; 1024]);
    loop {
        let n = receptor.recv(&mut buffer).map_err(montar)?;
        if &buffer[..n] == b"END" {
            break;
        }
        escrito.extend_from_slice(&buffer[..n]);
    }
    let original: Vec<u8> = (1..=20).flat_map(trozo).collect();
    let distinto = original.iter().zip(&escrito).take_while(|(uno, otro)| uno == otro).count();
    escena.decir("El receptor dice: «transferencia completa».");
    Ok(Desenlace::opcion(
        2,
        format!(
            "El fichero medía {} bytes y ha guardado {}. Peor que faltar: desde el byte {}, **todo** está corrido de sitio. Y nadie lo \
             sabe, porque nada decía cuántos eran ni cuál era cuál. Con `--sin-fiabilidad` enviamos igual de a ciegas, pero \
             numerando: lo perdido se cuenta y se deja su hueco.",
            mostrar_numero(original.len() as u64),
            mostrar_numero(escrito.len() as u64),
            mostrar_numero(distinto as u64)
        ),
    ))
}

/// El gatín por UDP con un 20 % de pérdida, con el servidor y el cliente de verdad.
pub fn fichero_fiable(_: &Escena) -> Resultado<Desenlace> {
    let carpeta = Carpeta::nueva()?;
    let ruta = imagen::localizar(Path::new("gatin.jpg"));
    let (salida, original) = (carpeta.0.join("gatin_out.jpg"), carpeta.0.join("original"));
    // Unas cuantas copias seguidas, para que haya trozos de sobra que perder.
    fs::read(ruta).and_then(|gatin| fs::write(&original, gatin.repeat(4))).map_err(montar)?;
    let destino = Destino::nuevo(Some(salida.clone()), false)?;
    let socket = UdpSocket::bind("127.0.0.1:0").map_err(montar)?;
    let direccion = socket.local_addr().map_err(montar)?;
    let mut origen = Origen::abrir(&original)?;
    let perdida = Perdida { por_millon: 200_000, semilla: 3 };
    let ritmo = Ritmo { pausa: Duration::ZERO, ventana: VENTANA, espera: Duration::ZERO, perdida };
    let cuenta = thread::scope(|hilos| {
        let servidor = hilos.spawn(|| udp_servidor::servir(&socket, &destino, Some(1), Duration::from_secs(5)));
        let cuenta = Envio::hacia(direccion, &mut origen, ritmo).map_err(montar)?.fiable();
        servidor.join().unwrap_or_else(|_| Err(Fallo::nuevo("el servidor se ha detenido")))?;
        cuenta.map_err(|problema| Fallo::nuevo(format!("el fichero no ha llegado ({problema:?})")))
    })?;
    let identico = fs::read(salida).map_err(montar)? == fs::read(original).map_err(montar)?;
    let por_cien = f64::from(cuenta.enviados) * 100.0 / f64::from(cuenta.total);
    let cierta = if por_cien < 115.0 {
        0
    } else if por_cien <= 160.0 {
        1
    } else {
        2
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "Para {} trozos han salido {}: **{por_cien:.0}** por cada 100. El cable ha perdido {}, contando el anuncio y el «fin», y \
             solo se ha repetido lo que hacía falta; a la larga, perdiendo uno de cada cinco, son 100 ÷ 0,8 = 125. Lo recibido \
             es {} al original, byte a byte.",
            cuenta.total,
            cuenta.enviados,
            cuenta.perdidos,
            if identico { "**idéntico**" } else { "distinto" }
        ),
    ))
}
