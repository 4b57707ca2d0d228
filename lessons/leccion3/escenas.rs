//! Lo que la guía ejecuta de verdad en cada paso: una conexión, unos envíos, unas lecturas, y contar qué ha pasado.
//!
//! Aquí cliente y servidor están en el mismo programa, en dos hilos, y hablan por sockets de verdad. Cada `write` y
//! cada `read` quedan apuntados en el cable (`cable.observar(…)`), que la guía dibuja al acabar.

use std::io::{self, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::panic::resume_unwind;
use std::thread::{self, ScopedJoinHandle};
use std::time::Duration;

use redes::cable::{Cable, Lado, Suceso};
use redes::errores::{Fallo, Resultado, explicar};
use redes::guia::{Desenlace, Escena};

use crate::cliente::enviar_ejemplo;
use crate::crudo::leer_trozos;
use crate::ingenuo;
use crate::lineas::{Lineas, escribir_linea};
use crate::marco::{escribir_marco, leer_marco};

/// Nada en la guía espera más que esto: una lección no se queda colgada.
pub const PLAZO: Duration = Duration::from_secs(5);

/// Dos sockets conectados entre sí por loopback: (servidor, cliente).
///
/// # Errors
/// Si este ordenador no deja abrir conexiones consigo mismo.
pub fn pareja() -> Resultado<(TcpStream, TcpStream)> {
    let abrir = || -> io::Result<(TcpStream, TcpStream)> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let cliente = TcpStream::connect(listener.local_addr()?)?;
        let servidor = loop {
            // Podría colarse otro programa: solo vale nuestra propia llamada.
            let (servidor, quien) = listener.accept()?;
            if quien == cliente.local_addr()? {
                break servidor;
            }
        };
        for stream in [&servidor, &cliente] {
            stream.set_read_timeout(Some(PLAZO))?;
            stream.set_write_timeout(Some(PLAZO))?;
        }
        Ok((servidor, cliente))
    };
    abrir().map_err(|error| Fallo::de_sistema("no he podido abrir una conexión de prueba", error))
}

/// El resultado de un hilo; si ha entrado en pánico, sigue el pánico.
pub fn unir<T>(hilo: ScopedJoinHandle<'_, T>) -> T {
    hilo.join().unwrap_or_else(|panico| resume_unwind(panico))
}

/// Un cliente que escribe y se despide, y a la vez un servidor que lee. Devuelve lo que ha dado el servidor.
fn conversar<T: Send>(
    cable: &Cable,
    escribir: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    leer: impl FnOnce(&mut dyn io::Read) -> io::Result<T> + Send,
) -> Resultado<T> {
    let (servidor, cliente) = pareja()?;
    let resultado = thread::scope(|hilos| {
        let hilo = hilos.spawn(|| leer(&mut cable.observar(Lado::Servidor, &servidor)));
        escribir(&mut cable.observar(Lado::Cliente, &cliente))?;
        cable.anotar(Lado::Cliente, Suceso::Cierra);
        cliente.shutdown(Shutdown::Write)?;
        unir(hilo)
    });
    resultado.map_err(|error| Fallo::de_sistema("la conversación de este paso se ha cortado", error))
}

/// Cuántas veces da algo `read` hasta el final.
fn contar(stream: &mut dyn io::Read, bufer: usize) -> io::Result<usize> {
    leer_trozos(&mut { stream }, bufer, |_, _| Ok(()))
}

pub fn tres_envios(escena: &Escena) -> Resultado<Desenlace> {
    let probar = |cable: &Cable| conversar(cable, |mut a| enviar_ejemplo(&mut a), |de| contar(de, 1024));
    let lecturas = probar(escena.cable())?;
    // Otras treinta, sin dibujarlas: [con una lectura, con dos, con tres].
    let mut veces = [0; 3];
    for _ in 0..30 {
        veces[probar(&Cable::nuevo())?.clamp(1, 3) - 1] += 1;
    }
    let [una, dos, tres] = veces;
    let mut ciertas = vec![2];
    match lecturas {
        1 => ciertas.push(1),
        3 => ciertas.push(0),
        _ => {}
    }
    let relato = format!(
        "Esta vez: {lecturas}. Lo he repetido 30 veces más, con el mismo código: una lectura, {una}; dos, {dos}; tres, \
         {tres}. Depende de si el servidor llega a leer antes de que llegue el envío siguiente. Si acertaste con un \
         número, fue suerte: lo único que TCP promete es que llegan esos diez bytes, y en ese orden."
    );
    Ok(Desenlace { ciertas, relato })
}

/// Los mismos tres envíos, con una pausa entre uno y otro. El servidor empieza a leer pasado `ocupado`.
fn con_pausas(escena: &Escena, ocupado: Duration) -> Resultado<usize> {
    let cable = escena.cable();
    let escribir = |a: &mut dyn Write| {
        for palabra in ["uno", "dos", "tres"] {
            a.write_all(palabra.as_bytes())?;
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    };
    conversar(cable, escribir, |de| {
        if !ocupado.is_zero() {
            cable.anotar(Lado::Servidor, Suceso::Nota("el servidor está con otra cosa".to_string()));
            thread::sleep(ocupado);
            cable.anotar(Lado::Servidor, Suceso::Nota("ahora lee".to_string()));
        }
        contar(de, 1024)
    })
}

pub fn servidor_libre(escena: &Escena) -> Resultado<Desenlace> {
    let lecturas = con_pausas(escena, Duration::ZERO)?;
    Ok(Desenlace::relato(format!(
        "Lecturas: {lecturas}. ¿Arreglado? Es lo que parece, y por eso tantos programas llevan dentro un `sleep`."
    )))
}

pub fn servidor_ocupado(escena: &Escena) -> Resultado<Desenlace> {
    let lecturas = con_pausas(escena, Duration::from_millis(250))?;
    let cierta = match lecturas {
        3 => 0,
        1 => 1,
        _ => 2,
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "Lecturas: {lecturas}. Los bytes esperan juntos en el búfer del sistema, y ahí nadie recuerda las pausas. \
             Una pausa no separa mensajes: solo hace el programa más lento y el fallo más raro."
        ),
    ))
}

pub fn mensaje_grande(escena: &Escena) -> Resultado<Desenlace> {
    let mensaje = "0123456789".repeat(300);
    let lecturas = conversar(escena.cable(), |a| a.write_all(mensaje.as_bytes()), |de| contar(de, 1024))?;
    Ok(Desenlace::opcion(
        if lecturas >= 3 { 2 } else { 0 },
        format!(
            "Lecturas: {lecturas}. `read` da como mucho lo que cabe en el búfer, y lo demás **espera** a la lectura \
             siguiente: en TCP no se pierde. Tampoco sirve un búfer enorme: por una red de verdad, esos 3000 bytes \
             viajan en varios paquetes y pueden llegar por partes."
        ),
    ))
}

pub fn enie_partida(escena: &Escena) -> Resultado<Desenlace> {
    let textos =
        conversar(escena.cable(), |a| a.write_all("mañana".as_bytes()), |mut de| ingenuo::leer_textos(&mut de, 3))?;
    let fallan = textos.iter().filter(|texto| texto.is_err()).count();
    for (i, texto) in textos.iter().enumerate() {
        match texto {
            Ok(texto) => escena.decir(&format!("Trozo {}: «{texto}»", i + 1)),
            Err(_) => escena.decir(&format!("Trozo {}: `Utf8Error`", i + 1)),
        }
    }
    let cierta = match fallan {
        0 => 0,
        1 => 2,
        _ => 1,
    };
    Ok(Desenlace::opcion(
        cierta,
        "La ñ son dos bytes, `c3 b1`, y se ha quedado uno a cada lado: ni el primer trozo acaba bien ni el segundo \
         empieza bien. `from_utf8_lossy` no lo arregla, lo tapa: daría «ma��ana» para siempre. Primero se junta el \
         mensaje entero; después se pasa a texto.",
    ))
}

pub fn ultima_linea(escena: &Escena) -> Resultado<Desenlace> {
    let lineas = conversar(escena.cable(), |a| a.write_all(b"uno\ndos\ntres"), |mut de| ingenuo::leer_lineas(&mut de))?;
    let cierta = match lineas.len() {
        3 => 0,
        2 => 1,
        _ => 2,
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "Líneas: {}. «tres» ha llegado (míralo en el dibujo) y está en `pendiente`, pero el programa se va sin \
             mirarlo. Pasa con `printf`, con ficheros sin salto final, con quien cierra nada más escribir…",
            lineas.len()
        ),
    ))
}

pub fn lineas_a_trozos(escena: &Escena) -> Resultado<Desenlace> {
    let envio = "uno\ndos\nñu".as_bytes();
    let mut cuentas = Vec::new();
    for trozo in [1, 3, envio.len()] {
        // Se dibuja la primera: byte a byte.
        let cable = if trozo == 1 { escena.cable().clone() } else { Cable::nuevo() };
        let escribir = |a: &mut dyn Write| envio.chunks(trozo).try_for_each(|trozo| a.write_all(trozo));
        let lineas = conversar(&cable, escribir, |de| {
            let mut lector = Lineas::nuevo(de);
            let mut lineas = Vec::new();
            while let Some(linea) = lector.siguiente()? {
                lineas.push(linea);
            }
            Ok(lineas)
        })?;
        cuentas.push(format!("«{}»", lineas.join("», «")));
    }
    let siempre = cuentas.iter().all(|cuenta| *cuenta == cuentas[0]);
    let relato = format!(
        "Byte a byte: {}. De tres en tres: {}. De una vez: {}. Cómo se repartan los bytes ya no importa, ni siquiera si \
         parten la ñ.",
        cuentas[0], cuentas[1], cuentas[2]
    );
    Ok(Desenlace::opcion(if siempre { 1 } else { 3 }, relato))
}

pub fn lector_nuevo(escena: &Escena) -> Resultado<Desenlace> {
    let (primera, segunda) = conversar(
        escena.cable(),
        |a| a.write_all(b"uno\ndos\ntres\n"),
        |mut de| Ok((ingenuo::leer_una_linea(&mut de)?, ingenuo::leer_una_linea(&mut de)?)),
    )?;
    Ok(Desenlace::opcion(
        if segunda.is_empty() { 2 } else { 0 },
        format!(
            "La primera llamada ha dado {primera:?} y la segunda, {segunda:?}: ni error ni aviso. El primer `BufReader` \
             pidió 8 KiB, se quedó también con «dos» y «tres», y al acabar la función murió con ellas dentro. Un lector \
             por conexión, y que dure lo que dure ella."
        ),
    ))
}

pub fn bytes_del_marco(escena: &Escena) -> Resultado<Desenlace> {
    let carta = "Querida Ana:\n¿vienes?";
    match escribir_linea(&mut Vec::new(), carta) {
        Ok(()) => {}
        Err(error) => escena.decir(&format!("Como línea, {carta:?} no se puede: {}.", explicar(&error))),
    }
    let mensajes = conversar(
        escena.cable(),
        |mut a| {
            escribir_marco(&mut a, "ñandú".as_bytes())?;
            escribir_marco(&mut a, carta.as_bytes())
        },
        |mut de| Ok((leer_marco(&mut de)?, leer_marco(&mut de)?)),
    )?;
    let (Some(primero), Some(segundo)) = mensajes else {
        return Err(Fallo::nuevo("los marcos no han llegado"));
    };
    let cierta = match primero.len() {
        5 => 0,
        7 => 1,
        _ => 2,
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "La longitud cuenta **bytes**, no letras: {}, porque la ñ y la ú ocupan dos. Y va con el byte más alto \
             delante; leída al revés sería 117 440 512. La carta ha llegado entera, con su salto y todo: {} bytes.",
            primero.len(),
            segundo.len()
        ),
    ))
}

/// La mentira: «detrás vienen 4 GiB».
const MENTIRA: [u8; 4] = [0xff; 4];

pub fn longitud_creida(escena: &Escena) -> Resultado<Desenlace> {
    let (longitud, concedido) =
        conversar(escena.cable(), |a| a.write_all(&MENTIRA), |mut de| ingenuo::hacer_sitio(&mut de))?;
    let sistema = if concedido {
        "y el sistema ha dicho que sí: cuatro bytes le han costado 4 GiB de promesa. Con cincuenta conexiones así, \
         200 GiB; en cuanto los toque, se acabó"
    } else {
        "y el sistema ha dicho que no: con `vec![0; longitud]`, el programa habría muerto ahí mismo"
    };
    Ok(Desenlace::relato(format!("Ha pedido sitio para {longitud} bytes, {sistema}.")))
}

pub fn longitud_comprobada(escena: &Escena) -> Resultado<Desenlace> {
    let leido = conversar(escena.cable(), |a| a.write_all(&MENTIRA), |mut de| Ok(leer_marco(&mut de)))?;
    Ok(match leido {
        Err(error) => Desenlace::opcion(
            2,
            format!(
                "Error: «{}». Lo ha dicho con cuatro bytes leídos y antes de reservar nada. Después hay que cerrar: ya no \
                 se sabe dónde empieza el marco siguiente.",
                explicar(&error)
            ),
        ),
        Ok(_) => Desenlace::opcion(0, "Lo ha aceptado."),
    })
}

pub fn marco_a_medias(escena: &Escena) -> Resultado<Desenlace> {
    let leido = conversar(escena.cable(), |a| a.write_all(b"\0\0\0\x0ahola"), |mut de| Ok(leer_marco(&mut de)))?;
    Ok(match leido {
        Err(error) => Desenlace::opcion(
            2,
            format!(
                "Error: «{}». Si el final llega **entre** marcos, es una despedida (`None`); si llega **dentro** de uno, \
                 falta algo, y quien lee tiene que saberlo.",
                explicar(&error)
            ),
        ),
        Ok(Some(_)) => Desenlace::opcion(0, "Ha dado los bytes que había."),
        Ok(None) => Desenlace::opcion(1, "Lo ha tomado por una despedida."),
    })
}
