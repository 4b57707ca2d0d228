//! Quien se va, por las buenas o cortando, y quien está pero calla.

use std::thread;
use std::time::{Duration, Instant};

use super::DE_SOBRA;
use super::jugador::{contesta, entra, nada, pregunta, responde, resultado, se_le_saluda, se_llama};
use crate::comun::con_prisa;
use crate::conversacion::{Conversacion, Esperado, Fin};
use crate::datagramas::renombrar_si;
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::{Mesa, SILENCIO, Servidor};

/// El plazo del caso en que sí se espera, y el margen que se le da a quien lo cumple.
const PLAZO: Duration = Duration::from_secs(1);
const MARGEN: Duration = Duration::from_millis(1200);

/// Lo que puede tardar un programa en enterarse de que alguien se ha ido, si no hace otra cosa.
const ENTERARSE: Duration = Duration::from_millis(1000);

pub fn se_va(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor_con(&["3", DE_SOBRA])?;
    let (mut ana, mut bea) = (entra(&servidor, "Ana")?, entra(&servidor, "Bea")?);
    let mut carla = entra(&servidor, "Carla")?;
    for jugadora in [&mut ana, &mut bea, &mut carla] {
        pregunta(jugadora, 0)?;
    }
    contesta(&mut bea, "Júpiter");
    contesta(&mut ana, "Júpiter");
    carla.despedirse();
    let se_fue = "Carla se ha despedido sin contestar, y los demás la siguen esperando.";
    for jugadora in [&mut ana, &mut bea] {
        sin_esperar_a_nadie(&servidor, jugadora, se_fue)?;
        resultado(jugadora, "bien", 1)?;
        pregunta(jugadora, 1)?;
    }
    contesta(&mut ana, "Cervantes");
    bea.cortar();
    sin_esperar_a_nadie(&servidor, &mut ana, "Bea ha cortado sin contestar, y Ana la sigue esperando.")?;
    resultado(&mut ana, "mal", 1)?;
    responde(&mut ana, 2, "españa", true, 2)?;
    ana.exigir_linea("1. Ana: 2", &nada)?;
    ana.exigir_linea("fin", &|visto| {
        let frase = "En la clasificación está quien se fue.".to_string();
        visto.starts_with(b"2. ").then_some(("R46", frase))
    })?;
    ana.exigir_final(Esperado::nuevo(b""))
}

/// Tiene que llegarle algo ya.
fn sin_esperar_a_nadie(servidor: &Servidor<'_>, jugador: &mut Conversacion<'_>, frase: &str) -> Paso {
    jugador.leer_hasta(1);
    if jugador.recibido.is_empty() && jugador.fin == Some(Fin::Calla) {
        return servidor.mal_si_vive("R46", frase);
    }
    Ok(())
}

pub fn se_va_antes(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor_con(&["2", DE_SOBRA])?;
    let mut ana = entra(&servidor, "Ana")?;
    ana.despedirse();
    ana.leer_hasta(1);
    let frase = "Ana se ha ido antes de empezar, y tu programa ha empezado la partida de Bea con ella.";
    mesa.esperar_quieto(&servidor.programa);
    let mut bea = entra(&servidor, "Bea")?;
    servidor.exigir_silencio([&mut bea], "R46", frase)?;
    bea.cortar();
    mesa.esperar_quieto(&servidor.programa);
    // Su sitio y su nombre vuelven a estar libres.
    let mut carla = entra_por_fin(&servidor, "Bea")?;
    let frase = "Bea ha cortado antes de empezar, y tu programa ha empezado la partida de otra con ella.";
    servidor.exigir_silencio([&mut carla], "R46", frase)?;
    let mut ana = entra(&servidor, "Ana")?;
    pregunta(&mut ana, 0)?;
    pregunta(&mut carla, 0)
}

/// Se va una mesa entera, uno por las buenas y otro cortando, y llega otra.
pub fn se_van_todos(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor_con(&["2", DE_SOBRA])?;
    let otra_mesa = || {
        // Primero, sin que conteste ninguna; después, con una que ya ha contestado.
        for contesta_una in [false, true] {
            let (mut ana, mut bea) = (entra(&servidor, "Ana")?, entra(&servidor, "Bea")?);
            pregunta(&mut ana, 0)?;
            pregunta(&mut bea, 0)?;
            if contesta_una {
                contesta(&mut ana, "Júpiter");
            }
            mesa.nota("se van las dos");
            ana.despedirse();
            bea.cortar();
            mesa.esperar_quieto(&servidor.programa);
        }
        let (mut ana, mut bea) = (entra(&servidor, "Ana")?, entra(&servidor, "Bea")?);
        pregunta(&mut ana, 0)?;
        pregunta(&mut bea, 0)?;
        contesta(&mut bea, "Júpiter");
        contesta(&mut ana, "Saturno");
        resultado(&mut bea, "bien", 1)?;
        resultado(&mut ana, "mal", 0)
    };
    let frase = "Se ha ido una mesa entera en mitad de su partida, y a la siguiente ya no se la atiende.";
    renombrar_si(otra_mesa(), &["R06", "R07", "R16", "R17", "R21", "R23", "R24"], "R11", frase)
}

/// Lo más larga que puede ser una línea, con su final.
const LINEA_MAXIMA: usize = 1000;

/// Justo en el límite, una línea es como las demás; con un byte más, se cierra a quien la envía y nadie le espera.
pub fn interminable(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor_con(&["2", DE_SOBRA])?;
    let linea = |bytes: usize| [&vec![b'x'; bytes - 1][..], b"\n"].concat();
    let mut ana = servidor.conectar_como("Ana")?;
    ana.exigir_linea("¿nombre?", &nada)?;
    ana.enviar(&linea(LINEA_MAXIMA));
    let frase = "Una línea de 1000 bytes, con su final, es como las demás, y tu programa no la admite.";
    renombrar_si(ana.exigir_linea("nombre no válido", &nada), &["R07", "R23", "R24"], "R21", frase)?;
    for (dicho, que) in [(linea(LINEA_MAXIMA + 1), "de 1001 bytes"), (vec![b'x'; 5000], "que no acaba")] {
        let mut otro = servidor.conectar_como(&format!("quien envía una línea {que}"))?;
        otro.exigir_linea("¿nombre?", &nada)?;
        se_le_corta(&servidor, &mut otro, &dicho, que)?;
    }
    se_llama(&mut ana, "Ana")?;
    let mut bea = entra(&servidor, "Bea")?;
    pregunta(&mut ana, 0)?;
    pregunta(&mut bea, 0)?;
    contesta(&mut ana, "Júpiter");
    se_le_corta(&servidor, &mut bea, &[b'x'; 5000], "que no acaba")?;
    sin_esperar_a_nadie(&servidor, &mut ana, "A Bea, que no acababa su línea, se la ha cerrado, y Ana la espera.")?;
    resultado(&mut ana, "bien", 1)
}

/// Envía eso, y tiene que cerrársele sin decirle nada.
fn se_le_corta(servidor: &Servidor<'_>, jugador: &mut Conversacion<'_>, dicho: &[u8], que: &str) -> Paso {
    jugador.enviar(dicho);
    jugador.leer_hasta(1);
    if jugador.recibido.is_empty() && jugador.fin != Some(Fin::Calla) {
        return Ok(());
    }
    let frase = format!("Ha llegado una línea {que}, pasa de 1000, y tu programa no cierra a quien la envía.");
    servidor.mal_si_vive("R13", &frase)
}

/// Se sienta con un nombre que acaba de quedar libre: puede que el programa tarde un poco en enterarse.
fn entra_por_fin<'s>(servidor: &'s Servidor<'_>, nombre: &str) -> Paso<Conversacion<'s>> {
    let mut jugador = servidor.conectar_como(nombre)?;
    jugador.exigir_linea("¿nombre?", &nada)?;
    let mut paciencia = servidor.mesa.paciencia(ENTERARSE, &servidor.programa);
    loop {
        jugador.enviar(format!("{nombre}\n").as_bytes());
        jugador.leer_hasta_que(SILENCIO, |visto| visto.contains(&b'\n'));
        if jugador.recibido != b"nombre repetido\n" || !paciencia.insiste() {
            se_le_saluda(&mut jugador, nombre)?;
            return Ok(jugador);
        }
        jugador.exigir_linea("nombre repetido", &nada)?;
        thread::sleep(ENTERARSE / 50);
    }
}

pub fn callados(mesa: &Mesa<'_>) -> Paso {
    // Son diez para que quien espera el plazo de cada uno, uno detrás de otro, tarde diez veces más de la cuenta.
    let servidor = mesa.servidor_con(&["10", &PLAZO.as_secs().to_string()])?;
    let sentados: Paso<Vec<_>> = (1..=10).map(|numero| entra(&servidor, &format!("jugador {numero}"))).collect();
    let mut jugadores = sentados?;
    for jugador in &mut jugadores {
        pregunta(jugador, 0)?;
    }
    let inicio = Instant::now();
    contesta(&mut jugadores[0], "Júpiter");
    jugadores[0].leer_hasta_que(PLAZO + MARGEN, |visto| !visto.is_empty());
    let tardado = jugadores[0].callado_desde(inicio);
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    if jugadores[0].fin == Some(Fin::Calla) || tardado > PLAZO + MARGEN {
        let frase = format!(
            "El plazo es de 1 segundo para todos; solo uno ha contestado, y a los {:.1} s la pregunta sigue abierta.",
            tardado.as_secs_f64()
        );
        return servidor.mal_si_vive("R31", &frase.replacen('.', ",", 1));
    }
    if jugadores[0].fin.is_none() && con_prisa(tardado, PLAZO) {
        let frase = format!("El plazo es de 1 segundo, y has cerrado la pregunta a los {} ms.", tardado.as_millis());
        return servidor.mal_si_vive("R31", &frase);
    }
    let inicio = Instant::now();
    for (indice, jugador) in jugadores.iter_mut().enumerate() {
        resultado(jugador, if indice == 0 { "bien" } else { "sin respuesta" }, usize::from(indice == 0))?;
        pregunta(jugador, 1)?;
    }
    mesa.esperar_quieto(&servidor.programa);
    jugadores[9].leer_lo_que_haya();
    if !jugadores[9].recibido.is_empty() && con_prisa(inicio.elapsed(), PLAZO) {
        let frase = "La segunda pregunta se ha cerrado sin dar tiempo: el plazo es de cada pregunta, no de la partida.";
        return servidor.mal_si_vive("R31", frase);
    }
    jugadores.iter_mut().for_each(|jugador| contesta(jugador, "Miguel de Cervantes"));
    for (indice, jugador) in jugadores.iter_mut().enumerate() {
        resultado(jugador, "bien", if indice == 0 { 2 } else { 1 })?;
    }
    Ok(())
}
