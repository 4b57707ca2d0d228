//! Lo que se ejecuta en los primeros pasos de la guía: los envíos y las lecturas no coinciden.
//!
//! Pruébalo:   cargo run --bin leccion3 -- guia --paso 1
//!
//! Verás cada `write_all` y cada `read`, con sus bytes.

use std::io::{self, Write};
use std::thread;
use std::time::Duration;

use redes::cable::{Cable, Lado, Suceso};
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena};

use super::conversar;
use crate::cliente::enviar_ejemplo;
use crate::crudo::leer_trozos;
use crate::ingenuo;

/// Cuántas veces da algo `read` hasta el final.
fn contar(stream: &mut dyn io::Read, bufer: usize) -> io::Result<usize> {
    leer_trozos(&mut { stream }, bufer, |_, _| Ok(()))
}

pub fn tres_envios(escena: &Escena) -> Resultado<Desenlace> {
    let probar = |cable: &Cable| conversar(cable, |mut a| enviar_ejemplo(&mut a), |de| contar(de, 1024));
    let lecturas = probar(escena.cable())?;
    // Otras cien, sin dibujarlas: cuántas veces ha habido una, dos y tres lecturas.
    let mut veces = [0; 3];
    for _ in 0..100 {
        veces[probar(&Cable::nuevo())?.clamp(1, 3) - 1] += 1;
    }
    let mut ciertas = vec![2];
    match lecturas {
        1 => ciertas.push(1),
        3 => ciertas.push(0),
        _ => {}
    }
    let relato = format!(
        "Lecturas: {lecturas}. Lo he repetido cien veces más, con el mismo código: {}. Depende de si al servidor le da \
         tiempo a leer antes del envío siguiente (pulsa `r` y repítelo). TCP solo promete que llegan esos diez bytes, y \
         en ese orden: quien acierta con un número tiene suerte.",
        reparto(veces)
    );
    Ok(Desenlace { ciertas, relato })
}

/// «en 81 hubo una lectura; en 3, dos; en 16, tres».
fn reparto(veces: [usize; 3]) -> String {
    let salidas: Vec<(usize, &str)> =
        veces.into_iter().zip(["una lectura", "dos", "tres"]).filter(|(veces, _)| *veces > 0).collect();
    if let [(_, unica)] = salidas[..] {
        return format!("las cien, {unica} (aquí y ahora; con el ordenador ocupado, o por una red, cambia)");
    }
    let partes = salidas.iter().enumerate().map(|(i, (veces, que))| match i {
        0 => format!("en {veces} hubo {que}"),
        _ => format!("en {veces}, {que}"),
    });
    partes.collect::<Vec<_>>().join("; ")
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
    // Primero, lo que ha cruzado; después, lo que ha entendido el programa.
    escena.dibujar();
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
