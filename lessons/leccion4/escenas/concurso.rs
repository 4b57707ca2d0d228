//! El concurso: quien se va, quien no lee, «Júpiter» y los campos con nombre.

use std::io::{ErrorKind, Write};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use redes::errores::{Fallo, Resultado};
use redes::guia::{Desenlace, Escena};
use redes::marco::Lector;

use super::{en_casa, fallo, llamar, numero};
use crate::juego::Reglas;
use crate::mensajes::{Aviso, Orden, enmarcar, entender};
use crate::robot::{Robot, concurso};
use crate::texto::{iguales, simplificar};

pub fn se_va_y_se_le_espera(_: &Escena) -> Resultado<Desenlace> {
    // Tres jugadores y un contador: «la pregunta se cierra cuando hayan contestado tres».
    let (contesta, respuestas) = channel();
    for jugador in ["Ana", "Beto", "Caro"] {
        let contesta = contesta.clone();
        thread::spawn(move || {
            if jugador != "Caro" {
                let _ = contesta.send(jugador);
            }
        });
    }
    let limite = Instant::now() + Duration::from_millis(400);
    let mut han_contestado = Vec::new();
    while han_contestado.len() < 3 {
        match respuestas.recv_timeout(
            limite.saturating_duration_since(Instant::now()),
        ) {
            Ok(jugador) => han_contestado.push(jugador),
            Err(_) => break,
        }
    }
    drop(contesta);
    Ok(Desenlace::relato(format!(
        "Han contestado {} de 3, y ahí se queda: a los 400 ms lo hemos dejado nosotros. Caro se ha ido, su respuesta no \
         llegará nunca, y Ana y Beto miran la misma pregunta para siempre. Es lo que le pasaba al programa de Python: un \
         `Event` que solo se activa cuando han contestado **todos**.",
        han_contestado.len()
    )))
}

pub fn se_va_y_se_sigue(_: &Escena) -> Resultado<Desenlace> {
    let reglas = Reglas {
        jugadores: 3,
        tiempo: Duration::from_secs(5),
        pausa: Duration::ZERO,
    };
    let (direccion, _) = concurso(reglas, 1, |_| {})?;
    let mut ana = Robot::unido(direccion, "Ana")?;
    let mut beto = Robot::unido(direccion, "Beto")?;
    let mut caro = Robot::unido(direccion, "Caro")?;
    let (numero, _) = caro.pregunta()?;
    for robot in [&mut ana, &mut beto] {
        robot.pregunta()?;
        robot.responder(numero, "no lo sé")?;
    }
    let antes = Instant::now();
    drop(caro);
    let Aviso::Resultado { tabla, .. } = ana.resultado()? else {
        return Err(Fallo::nuevo(
            "el concurso no ha cerrado la pregunta",
        ));
    };
    let tarda = antes.elapsed();
    beto.resultado()?;
    let siguen =
        tabla.cabeza.iter().filter(|puesto| puesto.sigue).count();
    Ok(Desenlace::opcion(
        usize::from(tarda > Duration::from_secs(4)),
        format!(
            "{} ms después de irse Caro, la pregunta estaba cerrada: de {} jugadores siguen {siguen}. El hilo de Caro ha \
             leído un 0 (su despedida), se lo ha contado al juego, y el juego ha visto que ya no faltaba nadie. Y si se \
             hubiera quedado callada, el tiempo de la pregunta habría hecho lo mismo.",
            tarda.as_millis(),
            tabla.jugadores
        ),
    ))
}

pub fn quien_no_lee(_: &Escena) -> Resultado<Desenlace> {
    let (listener, direccion) = en_casa()?;
    let sordo = llamar(direccion).map_err(fallo)?;
    let (stream, _) = listener.accept().map_err(fallo)?;
    stream
        .set_write_timeout(Some(Duration::from_millis(50)))
        .map_err(fallo)?;
    let mensaje = enmarcar(&Aviso::Nota {
        texto: "una pregunta cualquiera, de las de siempre"
            .to_string(),
    })
    .map_err(fallo)?;
    let mut caben = 0;
    let (error, espera) = loop {
        let antes = Instant::now();
        match (&stream).write_all(&mensaje) {
            Ok(()) => caben += 1,
            Err(error) => break (error, antes.elapsed()),
        }
    };
    drop(sordo);
    let plazo = matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut
    );
    Ok(Desenlace::opcion(
        if !plazo || caben < 20 { 0 } else { 1 },
        format!(
            "Han cabido {} mensajes en los búferes del sistema, sin esperar nada. El siguiente ha agotado su plazo a \
             los {} ms, y entonces se le cuelga. Sin plazo, ese `write` esperaría para siempre, y con él la partida.",
            numero(caben),
            espera.as_millis()
        ),
    ))
}

pub fn jupiter(escena: &Escena) -> Resultado<Desenlace> {
    let buena = "Júpiter";
    for respuesta in
        ["Júpiter", "Jupiter", "JÚPITER ", "Ju\u{301}piter"]
    {
        let bytes: Vec<String> = respuesta
            .bytes()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let si = |vale: bool| if vale { "sí" } else { "no" };
        escena.decir(&format!(
            "«{respuesta}»  {}  `==` {}, simplificada («{}») {}",
            bytes.join(" "),
            si(respuesta == buena),
            simplificar(respuesta),
            si(iguales(respuesta, buena))
        ));
    }
    Ok(Desenlace::opcion(
        0,
        "Solo la primera es igual byte a byte. La última se ve igual en la pantalla, pero lleva la tilde suelta (`cc 81`) \
         detrás de una u corriente: la misma letra, escrita de otra manera. Por eso no se comparan las respuestas, sino lo \
         que queda de ellas al quitar lo que no importa.",
    ))
}

pub fn con_nombre(escena: &Escena) -> Resultado<Desenlace> {
    let orden = Orden::Responder {
        pregunta: 1,
        respuesta: "Júpiter".to_string(),
    };
    let marco = enmarcar(&orden).map_err(fallo)?;
    let (recibida, enviada) = escena.conversar(
        |stream| Lector::nuevo(&stream).leer(),
        |mut stream| stream.write_all(&marco),
    )?;
    enviada.map_err(fallo)?;
    let cuerpo = recibida.map_err(fallo)?.unwrap_or_default();
    let entendida =
        entender::<Orden>(&cuerpo).map_err(Fallo::nuevo)?;
    let falta =
        entender::<Orden>(br#"{"tipo":"responder","pregunta":1}"#)
            .err()
            .unwrap_or_default();
    Ok(Desenlace::relato(format!(
        "Cuatro bytes de longitud, y un texto que se entiende solo. Ha llegado {}. Y si falta un campo, no se toma otro por \
         él: «{falta}».",
        if entendida == orden { "tal cual" } else { "otra cosa" }
    )))
}

pub fn write_corto(_: &Escena) -> Resultado<Desenlace> {
    const TOTAL: usize = 32 * 1024 * 1024;
    let (listener, direccion) = en_casa()?;
    let lento = Arc::new(llamar(direccion).map_err(fallo)?);
    let (stream, _) = listener.accept().map_err(fallo)?;
    stream
        .set_write_timeout(Some(Duration::from_millis(200)))
        .map_err(fallo)?;
    let escritos =
        (&stream).write(&vec![b'x'; TOTAL]).map_err(fallo)?;
    drop(lento);
    Ok(Desenlace::opcion(
        if escritos == TOTAL { 0 } else { 1 },
        format!(
            "`write` ha devuelto {} de {}: lo que cabía en los búferes. No es un error; es su manera de decir \
             «de momento, hasta aquí». Quien no mira ese número pierde el resto sin enterarse. `write_all` insiste hasta el \
             final, o falla. (En Python: `send` y `sendall`.)",
            numero(escritos),
            numero(TOTAL)
        ),
    ))
}
