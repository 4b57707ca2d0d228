//! `quiz_completo`: el concurso entero, con quien calla, quien se va, quien llega a otra mesa y quien escribe a su manera.

mod ausencias;
mod jugador;

use ausencias::{callados, interminable, se_va, se_va_antes, se_van_todos};
use jugador::{PREGUNTAS, clasificacion, contesta, entra, nada, partida, pregunta, responde, resultado, se_llama};

use crate::caso::{Caso, Reto};
use crate::comun::{acaba_con, arranque, cortes_en, sin_poder_escuchar, sin_restos};
use crate::conversacion::{Conversacion, Fin};
use crate::datagramas::renombrar_si;
use crate::hallazgo::Paso;
use crate::mesa::{Mesa, SILENCIO, Servidor};

/// Un plazo que ningún caso llega a esperar.
const DE_SOBRA: &str = "60";

pub const RETO: Reto = Reto { nombre: "quiz_completo", casos: CASOS, plazo: None };

const CASOS: &[Caso] = &[
    Caso::nuevo("arranque", "dice en su primera línea dónde escucha, y escucha ahí", |mesa| {
        arranque(mesa, &["2", DE_SOBRA])
    })
    .pide(&[37, 39]),
    Caso::nuevo("de-uno", "juega una partida entera con un solo jugador", |mesa| {
        partida(&mut mesa.servidor_con(&["1", DE_SOBRA])?.conectar()?)
    })
    .pide(&[1, 12, 16, 30, 38]),
    Caso::nuevo("dos", "espera a que haya dos, pregunta a los dos a la vez y espera las dos respuestas", dos)
        .pide(&[9, 13, 14, 28, 32]),
    Caso::nuevo(
        "a-su-manera",
        "da por buena una respuesta con otras mayúsculas, tildes o espacios, y por mala «espana»",
        a_su_manera,
    )
    .pide(&[17, 22, 23, 24, 25, 26, 27, 43]),
    Caso::nuevo("nombres", "no admite nombres repetidos, vacíos, largos ni que no sean texto", nombres)
        .pide(&[2, 3, 4, 5, 6, 7, 8]),
    Caso::nuevo("trozos", "junta las líneas que llegan partidas y tira lo que llega cuando no toca", trozos)
        .pide(&[18, 33]),
    Caso::nuevo("veinte", "lleva una partida de veinte que contestan en orden inverso, con empates", veinte)
        .pide(&[28, 29]),
    Caso::nuevo("sin-nombre", "no hace esperar a nadie por quien no dice su nombre", |mesa| {
        let servidor = mesa.servidor_con(&["1", DE_SOBRA])?;
        let mut callado = servidor.conectar_como("quien no dice su nombre")?;
        // Cuando ya se le está esperando: si no, el que llega después podría adelantarle.
        callado.leer_hasta("¿nombre?\n".len());
        let mut callado = Some(callado);
        let mut otro = servidor.conectar_como("Ana")?;
        servidor.exigir_sin_espera(&mut otro, "uno que no había dicho su nombre", || drop(callado.take()))?;
        partida(&mut otro)
    })
    .pide(&[31]),
    Caso::nuevo("dos-mesas", "juega en una mesa mientras en otra están pensando", dos_mesas).pide(&[10]),
    Caso::nuevo("se-va", "no espera la respuesta de quien se despide o corta en mitad de la partida", se_va)
        .pide(&[19, 20]),
    Caso::nuevo("se-va-antes", "no cuenta con quien se ha ido antes de empezar", se_va_antes).pide(&[11]),
    Caso::nuevo("se-van-todos", "sigue con otra mesa cuando una entera se ha ido en mitad de la partida", se_van_todos)
        .pide(&[21]),
    Caso::nuevo("interminable", "cierra a quien no acaba su línea en 1000 bytes, y no espera por él", interminable)
        .pide(&[34]),
    Caso::nuevo("cortes", "quien se va o corta a medias no detiene el servidor", |mesa| {
        cortes_en(&mesa.servidor_con(&["1", DE_SOBRA])?, "Ana\nJúp".as_bytes(), partida)
    })
    .pide(&[43, 44]),
    Caso::nuevo("sin-restos", "no se queda con nada abierto de quien se ha ido", |mesa| {
        sin_restos(&mesa.servidor_con(&["1", DE_SOBRA])?, partida)
    })
    .pide(&[36]),
    Caso::nuevo("sin-gastar", "espera sin gastar procesador", |mesa| {
        let servidor = mesa.servidor_con(&["2", DE_SOBRA])?;
        let mut ana = entra(&servidor, "Ana")?;
        servidor.exigir_sin_gastar("Hay una jugadora, que espera a que llegue otra")?;
        let mut bea = entra(&servidor, "Bea")?;
        pregunta(&mut ana, 0)?;
        pregunta(&mut bea, 0)?;
        servidor.exigir_sin_gastar("Las dos jugadoras están pensando su respuesta")
    })
    .pide(&[35]),
    Caso::nuevo(
        "argumentos",
        "con argumentos equivocados acaba con código 2; si no puede escuchar, con 1; y lo dice en una línea",
        |mesa| {
            acaba_con(mesa, &[], 2, "sin argumentos")?;
            acaba_con(mesa, &["127.0.0.1:0", "2"], 2, "sin SEGUNDOS")?;
            acaba_con(mesa, &["127.0.0.1:0", "0", "5"], 2, "con JUGADORES = 0")?;
            acaba_con(mesa, &["127.0.0.1:0", "-2", "5"], 2, "con JUGADORES = -2")?;
            acaba_con(mesa, &["127.0.0.1:0", "2", "0"], 2, "con SEGUNDOS = 0")?;
            acaba_con(mesa, &["127.0.0.1:0", "2", "cinco"], 2, "con SEGUNDOS = «cinco»")?;
            sin_poder_escuchar(mesa, &["2", DE_SOBRA])
        },
    )
    .pide(&[38, 40, 41, 42]),
    Caso::nuevo("callados", "cierra cada pregunta a su tiempo aunque casi todos callen", callados)
        .pide(&[15, 16, 32])
        .lento(),
];

fn dos(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor_con(&["2", DE_SOBRA])?;
    let mut ana = Some(entra(&servidor, "Ana")?);
    servidor.exigir_silencio(&mut ana, "R45", "Falta un jugador, y ya has empezado la partida.")?;
    let mut bea = servidor.conectar_como("Bea")?;
    servidor.exigir_sin_espera(&mut bea, "Ana, que esperaba a que hubiera otro", || drop(ana.take()))?;
    let Some(mut ana) = ana else { return Ok(()) };
    bea.exigir_linea("¿nombre?", &nada)?;
    se_llama(&mut bea, "Bea")?;
    for (indice, como_bea) in [(0, "bien"), (1, "mal"), (2, "bien")] {
        sin_turnos(&servidor, &mut ana, &mut bea)?;
        sin_turnos(&servidor, &mut bea, &mut ana)?;
        pregunta(&mut bea, indice)?;
        // En orden inverso al de llegada; y hasta que no contesta la otra, no se dice nada.
        contesta(&mut bea, if como_bea == "bien" { PREGUNTAS[indice].1 } else { "no lo sé" });
        pregunta(&mut ana, indice)?;
        let frase = "Ana aún no ha contestado, tiene tiempo, y ya has dado por cerrada la pregunta.";
        servidor.exigir_silencio([&mut ana, &mut bea], "R45", frase)?;
        contesta(&mut ana, "ni idea");
        let puntos_bea = [1, 1, 2][indice];
        resultado(&mut bea, como_bea, puntos_bea)?;
        resultado(&mut ana, "mal", 0)?;
    }
    let final_ = ["1. Bea: 2".to_string(), "2. Ana: 0".to_string()];
    clasificacion(&mut bea, &final_)?;
    clasificacion(&mut ana, &final_)
}

/// A `otra` le llega la pregunta sin esperar a que `una` conteste la suya.
fn sin_turnos(servidor: &Servidor<'_>, una: &mut Conversacion<'_>, otra: &mut Conversacion<'_>) -> Paso {
    otra.leer_hasta(1);
    if !otra.recibido.is_empty() || otra.fin != Some(Fin::Calla) || servidor.mesa.cancelado() {
        return Ok(());
    }
    contesta(una, "ni idea");
    otra.fin = None;
    otra.leer_hasta_que(SILENCIO, |visto| !visto.is_empty());
    if otra.recibido.starts_with(b"pregunta") {
        let frase = "Una jugadora no ha recibido su pregunta hasta que ha contestado la otra.";
        return servidor.mal_si_vive("R10", frase);
    }
    Ok(())
}

fn a_su_manera(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor_con(&["1", DE_SOBRA])?;
    let partidas = [
        ["jÚPITER", "MIGUEL DE CERVANTES", "ESPAÑA"],
        ["jupiter", "miguel de cervantes", "España"],
        ["JU\u{308}PITER", "MÍGUÉL DÉ CÉRVÁNTÉS", "ÉSPÁÑÁ"],
        ["jüpiter", "míguél dé cérvántés", "éspáñá"],
        ["  Júpiter \t", " Miguel   de\tCervantes", "españa\r"],
    ];
    for respuestas in partidas {
        let mut jugador = entra(&servidor, "Ana")?;
        for (indice, respuesta) in respuestas.into_iter().enumerate() {
            responde(&mut jugador, indice, respuesta, true, indice + 1)?;
        }
        clasificacion(&mut jugador, &["1. Ana: 3".to_string()])?;
    }
    // La tilde suelta vale; la «ñ» no es una «n», y lo que sobra, sobra.
    let mut jugador = entra(&servidor, "Ana")?;
    responde(&mut jugador, 0, "Ju\u{301}piter", true, 1)?;
    responde(&mut jugador, 1, "Miguel de Cervantes Saavedra", false, 1)?;
    responde(&mut jugador, 2, "espana", false, 1)?;
    clasificacion(&mut jugador, &["1. Ana: 1".to_string()])?;
    // Un trozo de la respuesta no es la respuesta.
    let mut jugador = entra(&servidor, "Ana")?;
    for (indice, respuesta) in ["Júpite", "Cervantes", "Esp"].into_iter().enumerate() {
        responde(&mut jugador, indice, respuesta, false, 0)?;
    }
    clasificacion(&mut jugador, &["1. Ana: 0".to_string()])?;
    // Nada más: ni otras tildes, ni los signos. Y una línea vacía es una respuesta.
    let mut jugador = entra(&servidor, "Ana")?;
    responde(&mut jugador, 0, "Jùpiter", false, 0)?;
    let frase = "Una línea vacía también es una respuesta, aunque mala, y tu programa espera otra.";
    renombrar_si(responde(&mut jugador, 1, "", false, 0), &["R06", "R07", "R23"], "R05", frase)?;
    responde(&mut jugador, 2, "¡España!", false, 0)?;
    clasificacion(&mut jugador, &["1. Ana: 0".to_string()])
}

fn nombres(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor_con(&["2", DE_SOBRA])?;
    let _ana = entra(&servidor, "Ana")?;
    let mut otra = servidor.conectar_como("la otra")?;
    otra.exigir_linea("¿nombre?", &nada)?;
    for (nombre, motivo) in [
        (&b""[..], "nombre no válido"),
        (b" \t ", "nombre no válido"),
        (b"a\xffb", "nombre no válido"),
        (b"a\x07b", "nombre no válido"),
        (b"a\0b", "nombre no válido"),
        (b"a\x7fb", "nombre no válido"),
        ("a\u{9b}b".as_bytes(), "nombre no válido"),
        ("ñ".repeat(21).as_bytes(), "nombre no válido"),
        (b"Ana", "nombre repetido"),
        (" ÁNA ".as_bytes(), "nombre repetido"),
    ] {
        otra.enviar(&[nombre, b"\n"].concat());
        otra.exigir_linea(motivo, &|visto| {
            let frase = "«ÁNA» y «Ana» son el mismo nombre, y las has sentado juntas.".to_string();
            (visto.starts_with(b"hola, ") && nombre == " ÁNA ".as_bytes()).then_some(("R54", frase))
        })?;
    }
    let largo = "ñ".repeat(18);
    otra.enviar(format!("  {largo}   ñ\n").as_bytes());
    otra.exigir_linea(&format!("hola, {largo} ñ"), &nada)?;
    pregunta(&mut otra, 0)
}

fn trozos(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor_con(&["2", DE_SOBRA])?;
    let mut ana = servidor.conectar_como("Ana")?;
    ana.exigir_linea("¿nombre?", &nada)?;
    ana.enviar_despacio(&[b"A", b"n", b"a", b"\n"]);
    ana.exigir_linea("hola, Ana", &|visto| {
        let frase = "El nombre ha llegado partido, y cada trozo te ha parecido una línea.".to_string();
        visto.starts_with("hola, A".as_bytes()).then_some(("R01", frase))
    })?;
    // Antes de que haya partida, esto no contesta a nada.
    ana.enviar("Júpiter\n".as_bytes());
    ana.esperar_a_que_lea();
    let mut bea = entra(&servidor, "Bea")?;
    pregunta(&mut bea, 0)?;
    pregunta(&mut ana, 0)?;
    // Lo primero cuenta; lo que viene pegado detrás, no.
    bea.enviar("Júpiter\nMiguel de Cervantes\n".as_bytes());
    let frase =
        "Ana no ha contestado desde que se le ha preguntado, y ya has cerrado la pregunta: cuenta algo de antes.";
    servidor.exigir_silencio([&mut ana, &mut bea], "R21", frase)?;
    ana.enviar_despacio(&[&b"J\xc3"[..], b"\xbapiter", b"\n"]);
    let en_trozos = "«Júpiter» ha llegado en tres trozos, la «ú» partida, y no lo has entendido.";
    let dos_lineas = "Han llegado dos líneas juntas, y la respuesta es la primera, que es «Júpiter»: cuentas la otra.";
    for (jugadora, codigo, frase) in [(&mut ana, "R14", en_trozos), (&mut bea, "R21", dos_lineas)] {
        jugadora.exigir_linea("bien, llevas 1", &|visto| {
            visto.starts_with(b"mal, ").then(|| (codigo, frase.to_string()))
        })?;
        pregunta(jugadora, 1)?;
    }
    contesta(&mut ana, "Lope");
    let frase = "Bea no ha contestado a la segunda pregunta, y ya la has cerrado: cuenta algo que dijo en la primera.";
    servidor.exigir_silencio([&mut ana, &mut bea], "R21", frase)
}

fn veinte(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor_con(&["20", DE_SOBRA])?;
    let nombres: Vec<String> = (1..=20).map(|numero| format!("jugador {numero}")).collect();
    let sentados: Paso<Vec<_>> = nombres.iter().map(|nombre| entra(&servidor, nombre)).collect();
    let mut jugadores = sentados?;
    // Cada uno acierta las primeras preguntas: ninguna, una, dos o las tres.
    let aciertos = |indice: usize| indice * 7 % 4;
    for (cual, (_, buena)) in PREGUNTAS.iter().enumerate() {
        for (indice, jugador) in jugadores.iter_mut().enumerate().rev() {
            pregunta(jugador, cual)?;
            contesta(jugador, if cual < aciertos(indice) { buena } else { "ni idea" });
        }
        for (indice, jugador) in jugadores.iter_mut().enumerate().rev() {
            let como = if cual < aciertos(indice) { "bien" } else { "mal" };
            resultado(jugador, como, aciertos(indice).min(cual + 1))?;
        }
    }
    let mut orden: Vec<usize> = (0..20).collect();
    orden.sort_by_key(|indice| 3 - aciertos(*indice));
    let lineas: Vec<String> = orden
        .iter()
        .map(|indice| {
            let delante = orden.iter().filter(|otro| aciertos(**otro) > aciertos(*indice)).count();
            format!("{}. {}: {}", delante + 1, nombres[*indice], aciertos(*indice))
        })
        .collect();
    jugadores.iter_mut().rev().try_for_each(|jugador| clasificacion(jugador, &lineas))
}

fn dos_mesas(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor_con(&["2", DE_SOBRA])?;
    let mut primera = vec![entra(&servidor, "Ana")?, entra(&servidor, "Bea")?];
    for jugadora in &mut primera {
        pregunta(jugadora, 0)?;
    }
    let mut carla = servidor.conectar_como("Carla")?;
    let quienes = "Ana y Bea, que están jugando en otra mesa";
    servidor.exigir_sin_espera(&mut carla, quienes, || primera.clear())?;
    carla.exigir_linea("¿nombre?", &nada)?;
    se_llama(&mut carla, "Carla")?;
    // Se llama como una de la otra mesa, que no es la suya.
    let frase =
        "En su mesa no hay otra Ana, sino en la que ya está jugando, y tu programa le repite la pregunta del nombre.";
    let mut tocaya = renombrar_si(entra(&servidor, "Ana"), &["R46"], "R21", frase)?;
    tocaya.leer_hasta(1);
    if tocaya.recibido.is_empty() && tocaya.fin == Some(Fin::Calla) && !mesa.cancelado() {
        mesa.nota("Ana y Bea se van");
        primera.clear();
        tocaya.fin = None;
        tocaya.leer_hasta(1);
        if !tocaya.recibido.is_empty() {
            return servidor.mal_si_vive("R10", "La segunda mesa no ha empezado hasta que ha acabado la primera.");
        }
    }
    for jugador in [&mut tocaya, &mut carla] {
        pregunta(jugador, 0)?;
        contesta(jugador, "Júpiter");
    }
    resultado(&mut carla, "bien", 1)?;
    resultado(&mut tocaya, "bien", 1)
}
