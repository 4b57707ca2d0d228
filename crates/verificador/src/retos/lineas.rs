//! `lineas`: cada línea vuelve del revés, se parta como se parta al llegar.

use crate::caso::{Caso, Reto};
use crate::comun::{ARGUMENTOS_DE_SERVIDOR, ARRANQUE_DE_SERVIDOR, cortes, lector_lento, segunda_tanda};
use crate::conversacion::{Conversacion, Esperado};
use crate::datagramas::renombrar_si;
use crate::hallazgo::Paso;
use crate::memoria::Memoria;
use crate::mesa::{Mesa, Servidor};

const NO_ES_TEXTO: &str = "error: la línea no es UTF-8\n";
const LARGA: &str = "error: la línea pasa de 8192 bytes\n";
const MAXIMO: usize = 8192;
/// Lo que ocupa cada línea con la que se atasca a quien escribe, con su final.
const UNA_LARGA: usize = 8001;

pub const RETO: Reto = Reto { nombre: "lineas", casos: CASOS, plazo: None };

const CASOS: &[Caso] = &[
    ARRANQUE_DE_SERVIDOR.pide(&[16, 17, 18]),
    Caso::nuevo("una-linea", "contesta a una línea en cuanto llega, y cierra cuando el cliente se despide", |mesa| {
        una_linea(&mut mesa.servidor()?.conectar()?)
    })
    .pide(&[2, 11]),
    Caso::nuevo(
        "dos-turnos",
        "contesta a una línea, y después a otra que el cliente envía al ver la respuesta",
        |mesa| {
            en_turnos(
                &mesa.servidor()?,
                &[("¡Año nuevo!\n", "!oveun oñA¡\n"), ("dos\n", "sod\n"), ("tres\n", "sert\n")],
            )
        },
    )
    .pide(&[3]),
    Caso::nuevo("segunda-tanda", "atiende a cinco clientes, uno detrás de otro", |mesa| {
        segunda_tanda(mesa, una_linea)
    })
    .pide(&[22]),
    // Si llega el principio y nada más, se han perdido las líneas que venían detrás en la misma lectura.
    Caso::nuevo("pegadas", "contesta a veinte líneas que llegan juntas", |mesa| {
        de_una_vez(mesa, b"uno\ndos\ntres\n", "onu\nsod\nsert\n", "R05")?;
        let (envio, contestacion): (String, String) =
            (10..30).map(|numero| (format!("{numero}\n"), format!("{}{}\n", numero % 10, numero / 10))).unzip();
        de_una_vez(mesa, envio.as_bytes(), &contestacion, "R05")
    })
    .pide(&[14]),
    Caso::nuevo("vacias", "contesta a una línea vacía con otra", |mesa| {
        de_una_vez(mesa, b"uno\n\ndos\n\r\n\n", "onu\n\nsod\n\n\n", "R23")?;
        en_turnos(&mesa.servidor()?, &[("uno\n", "onu\n"), ("\n", "\n"), ("\r\n", "\n"), ("dos\n", "sod\n")])
    })
    .pide(&[8]),
    Caso::nuevo("byte-a-byte", "junta una línea que llega de byte en byte", |mesa| {
        despacio(mesa, &de_uno_en_uno(b"hola\nadios\n"), "aloh\nsoida\n")
    })
    .pide(&[13]),
    Caso::nuevo("letra-partida", "entiende una «ñ» que llega partida en dos", |mesa| {
        despacio(mesa, &[&b"a\xc3"[..], b"\xb1o nuevo\n"], "oveun oña\n")
    })
    .pide(&[15]),
    Caso::nuevo("retorno", "quita también el \\r del final, aunque llegue separado de su \\n", |mesa| {
        despacio(mesa, &[&b"uno\r\ndos\r"[..], b"\n"], "onu\nsod\n")
    })
    .pide(&[1]),
    Caso::nuevo("contenido", "da la vuelta a todo lo que haya en la línea, menos a su final", contenido).pide(&[1, 5]),
    Caso::nuevo("sin-final", "contesta también a lo que llega detrás del último salto de línea", |mesa| {
        de_una_vez(mesa, b"uno\ndos", "onu\nsod\n", "R23")?;
        de_una_vez(mesa, b"uno", "onu\n", "R23")
    })
    .pide(&[10, 11]),
    Caso::nuevo("no-es-texto", "dice qué línea no es UTF-8 y sigue con la siguiente", |mesa| {
        de_una_vez(mesa, b"a\xffb\nok\n", &format!("{NO_ES_TEXTO}ko\n"), "R23")?;
        // Un byte suelto de los de seguir, Latin-1, una letra a medias, un rodeo, medio par de UTF-16 y uno que pasa del último.
        let malas: [&[u8]; 6] = [b"\x80", b"a\xf1o", b"a\xc3", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"];
        let envio: Vec<u8> = malas.iter().flat_map(|mala| [mala, &b"\nok\r\n"[..]].concat()).collect();
        de_una_vez(mesa, &envio, &format!("{NO_ES_TEXTO}ko\n").repeat(malas.len()), "R23")?;
        de_una_vez(mesa, b"ok\n\xe2\x82", &format!("ko\n{NO_ES_TEXTO}"), "R23")
    })
    .pide(&[6, 9]),
    Caso::nuevo("limite", "admite 8192 bytes justos, rechaza 8193 y sigue con la siguiente", limite).pide(&[7, 9]),
    Caso::nuevo("lector-lento", "espera a un cliente que tarda en recoger lo suyo, sin perder nada", |mesa| {
        // Letras, y ningún trozo se parece a otro.
        let mut envio: Vec<u8> =
            mesa.bytes_variados(UNA_LARGA * 1000).iter().map(|byte| b'0' + (byte & 0x3f)).collect();
        envio.chunks_mut(UNA_LARGA).for_each(|linea| linea[UNA_LARGA - 1] = b'\n');
        lector_lento(mesa, &envio, UNA_LARGA, |lineas| {
            let del_reves =
                |linea: &[u8]| linea[..UNA_LARGA - 1].iter().rev().copied().chain([b'\n']).collect::<Vec<_>>();
            lineas.chunks_exact(UNA_LARGA).flat_map(del_reves).collect()
        })
    })
    .pide(&[4]),
    Caso::nuevo("ocho-megas-sin-salto", "no guarda una línea que no acaba nunca", sin_salto).pide(&[12]),
    Caso::nuevo("cortes", "quien se va o corta a medias no detiene el servidor", |mesa| {
        cortes(mesa, b"una\notra a med", una_linea)
    })
    .pide(&[22, 23]),
    ARGUMENTOS_DE_SERVIDOR.pide(&[19, 20, 21]),
];

fn una_linea(cliente: &mut Conversacion<'_>) -> Paso {
    cliente.enviar(b"hola\n");
    cliente.exigir(Esperado::nuevo(b"aloh\n"))?;
    cliente.despedirse();
    cliente.exigir_final(Esperado::nuevo(b""))
}

/// Cada línea, cuando ya se ha contestado a la anterior.
fn en_turnos(servidor: &Servidor<'_>, lineas: &[(&str, &str)]) -> Paso {
    let mut cliente = servidor.conectar()?;
    let mut codigos: &[&str] = &[];
    for (linea, contestacion) in lineas {
        cliente.enviar(linea.as_bytes());
        let contesta = cliente.exigir(Esperado::nuevo(contestacion.as_bytes()).corto("R01").callado("R01"));
        renombrar_si(contesta, codigos, "R23", "A lo anterior has contestado; a esto, no.")?;
        codigos = &["R07"];
        // Si va a cerrar, que le dé tiempo: con lo siguiente ya en camino, el cierre sería un corte o no, según.
        servidor.esperar_a_que_atienda();
    }
    cliente.despedirse();
    cliente.exigir_final(Esperado::nuevo(b""))
}

/// Cómo llegan las líneas.
#[derive(Clone, Copy, PartialEq)]
enum Llegada {
    DeUnaVez,
    /// En trozos que el programa lee por separado, y ya se ha visto que de una vez van bien.
    ATrozos,
}

fn de_una_vez(mesa: &Mesa<'_>, envio: &[u8], contestacion: &str, corto: &'static str) -> Paso {
    entero(&mesa.servidor()?, envio, contestacion, corto)
}

fn entero(servidor: &Servidor<'_>, envio: &[u8], contestacion: &str, corto: &'static str) -> Paso {
    let mut cliente = servidor.conectar()?;
    cliente.enviar(envio);
    cliente.despedirse();
    exigir(&mut cliente, Llegada::DeUnaVez, contestacion, corto)
}

/// Primero de una vez, y después en esos trozos: solo se dice que es por los trozos si de una vez va bien.
fn despacio<T: AsRef<[u8]>>(mesa: &Mesa<'_>, trozos: &[T], contestacion: &str) -> Paso {
    let servidor = mesa.servidor()?;
    mesa.nota("un cliente lo envía de una vez");
    let junto: Vec<u8> = trozos.iter().flat_map(|trozo| trozo.as_ref().to_vec()).collect();
    entero(&servidor, &junto, contestacion, "R23")?;
    mesa.nota("otro, lo mismo en trozos");
    let mut cliente = servidor.conectar()?;
    cliente.enviar_despacio(trozos);
    cliente.despedirse();
    exigir(&mut cliente, Llegada::ATrozos, contestacion, "R23")
}

fn de_uno_en_uno(bytes: &[u8]) -> Vec<[u8; 1]> {
    bytes.iter().map(|byte| [*byte]).collect()
}

fn exigir(cliente: &mut Conversacion<'_>, llegada: Llegada, contestacion: &str, corto: &'static str) -> Paso {
    let reconocer = |visto: &[u8]| reconocer(visto, contestacion, llegada);
    cliente.exigir_final(Esperado::nuevo(contestacion.as_bytes()).corto(corto).callado(corto).reconocer(&reconocer))
}

fn reconocer(visto: &[u8], contestacion: &str, llegada: Llegada) -> Option<(&'static str, String)> {
    let texto = String::from_utf8_lossy(visto);
    let (vistas, esperadas): (Vec<&str>, Vec<&str>) =
        (texto.split_terminator('\n').collect(), contestacion.split_terminator('\n').collect());
    let raras = |texto: &str| texto.matches('\u{fffd}').count() + texto.matches("no es UTF-8").count();
    if llegada == Llegada::ATrozos && raras(&texto) > raras(contestacion) {
        return Some(("R14", "Ha llegado una letra partida en dos trozos y no la has entendido.".to_string()));
    }
    let larga = LARGA.trim_end();
    let pares = || vistas.iter().zip(&esperadas);
    if pares().any(|(vista, esperada)| *esperada == larga && vista.len() > MAXIMO) {
        return Some(("R13", format!("Has contestado a una línea de más de {MAXIMO} bytes como si cupiera.")));
    }
    if pares().any(|(vista, esperada)| *vista == larga && esperada.len() <= MAXIMO && *esperada != larga) {
        let frase = "Has rechazado por larga una línea que, sin su final, no pasa de 8192 bytes.";
        return Some(("R21", frase.to_string()));
    }
    if esperadas.len() > 1 && vistas.concat() == esperadas.iter().rev().copied().collect::<String>() {
        return Some(("R01", format!("Han llegado {} líneas juntas y las has tomado por una sola.", esperadas.len())));
    }
    if llegada == Llegada::ATrozos && vistas.len() > esperadas.len() {
        let frase =
            format!("A {} líneas has contestado con {}: has tomado cada trozo por una.", esperadas.len(), vistas.len());
        return Some(("R01", frase));
    }
    if llegada == Llegada::ATrozos && !contestacion.as_bytes().starts_with(visto) && !visto.is_empty() {
        return Some(("R01", "De una vez contestabas bien a lo mismo; en trozos, no.".to_string()));
    }
    let con_algo =
        |lineas: &[&str]| lineas.iter().copied().filter(|linea| !linea.is_empty()).collect::<Vec<_>>() == vistas;
    if vistas.len() < esperadas.len() && vistas.len() > 1 && con_algo(&esperadas) {
        return Some(("R21", "No has contestado a las líneas vacías, y se contestan con otra.".to_string()));
    }
    let (vista, esperada) = pares().find(|(vista, esperada)| vista != esperada)?;
    let entera = visto.ends_with(b"\n") || vistas.len() > esperadas.len();
    if esperada.len() > 80 || vista.len() > 80 || !entera {
        return None;
    }
    let frase =
        format!("Tenías que contestar «{}», y has contestado «{}».", esperada.escape_debug(), vista.escape_debug());
    Some(("R21", frase))
}

/// Lo que puede haber dentro de una línea, y que a alguien le parece un final, un adorno o nada. Detrás va `\n`.
const DENTRO: &[&str] = &[
    " uno",
    "uno ",
    "\tuno\t",
    "   ",
    "a\rb",
    "\ra",
    "a\r\r",
    "a\0b",
    "\0",
    "\0a\0",
    "\u{4}",
    "a\u{4}b\u{1a}",
    "a\u{b}b\u{c}c\u{1c}d\u{1d}e\u{1e}f\u{85}g\u{2028}h\u{2029}i",
    "\u{2028}",
    "\u{85}a\u{a0}",
    "\u{3000}a\u{200b}",
    "\u{feff}a",
    "a\u{feff}",
    "\u{fffd}",
    "nin\u{303}o",
    "\u{301}a",
    "a😀b",
    "😀👍🏽",
    "\u{10fffd}€¡a\u{7ff}\u{800}\u{d7ff}\u{e000}\u{10000}",
    "İıßŒ ÀÉ",
    "\u{1b}[31mrojo\u{7f}\u{80}\u{9f}",
    "%s \\n \\ \" ' {} $HOME",
    "quit",
    "error",
];

fn contenido(mesa: &Mesa<'_>) -> Paso {
    let del_reves = |linea: &str| linea.chars().rev().chain(['\n']).collect::<String>();
    let servidor = mesa.servidor()?;
    let envio: String = DENTRO.iter().map(|linea| format!("{linea}\n")).collect();
    // De los `\r` del final, solo el último es parte de él.
    let contestacion: String =
        DENTRO.iter().map(|linea| del_reves(linea.strip_suffix('\r').unwrap_or(linea))).collect();
    entero(&servidor, envio.as_bytes(), &contestacion, "R23")?;
    mesa.nota("otro cliente, las mismas acabadas en \\r\\n");
    let envio: String = DENTRO.iter().map(|linea| format!("{linea}\r\n")).collect();
    let contestacion: String = DENTRO.iter().copied().map(del_reves).collect();
    entero(&servidor, envio.as_bytes(), &contestacion, "R23")?;
    let control: String = (0..=0x20_u8).filter(|byte| !b"\n".contains(byte)).map(char::from).chain(['a']).collect();
    entero(&servidor, format!("{control}\n").as_bytes(), &del_reves(&control), "R23")?;
    despacio(
        mesa,
        &de_uno_en_uno("\u{feff}ñ\r\n😀\u{2028}n\u{303} \r\r\n\0 \n€".as_bytes()),
        "ñ\u{feff}\n\r \u{303}n\u{2028}😀\n \0\n€\n",
    )
}

fn limite(mesa: &Mesa<'_>) -> Paso {
    let (justa, enes) = ("x".repeat(MAXIMO), "ñ".repeat(MAXIMO / 2));
    mesa.nota("un cliente con una línea de 8192 bytes justos");
    de_una_vez(mesa, format!("{justa}\nuno\n").as_bytes(), &format!("{justa}\nonu\n"), "R23")?;
    let servidor = mesa.servidor()?;
    mesa.nota("otro, con una igual que acaba en \\r\\n");
    entero(&servidor, format!("{justa}\r\nuno\n").as_bytes(), &format!("{justa}\nonu\n"), "R23")?;
    mesa.nota("otro, con 4096 eñes, que ocupan lo mismo");
    entero(&servidor, format!("{enes}\r\nuno\n").as_bytes(), &format!("{enes}\nonu\n"), "R23")?;
    mesa.nota("otro, con un byte más");
    entero(&servidor, format!("{justa}y\r\ndos\n").as_bytes(), &format!("{LARGA}sod\n"), "R23")?;
    mesa.nota("otro, con una eñe más");
    entero(&servidor, format!("{enes}ñ\ndos\n").as_bytes(), &format!("{LARGA}sod\n"), "R23")?;
    mesa.nota("otro, con dos seguidas, de 20\u{a0}000 bytes, que ni siquiera son UTF-8");
    let raras = [&[0xff; 20_000][..], b"\n", &[0xff; 20_000], b"\ndos\n"].concat();
    entero(&servidor, &raras, &format!("{LARGA}{LARGA}sod\n"), "R23")?;
    mesa.nota("otro, con una larga al final, sin su salto de línea");
    entero(&servidor, format!("dos\n{justa}y").as_bytes(), &format!("sod\n{LARGA}"), "R23")?;
    mesa.nota("otro, con 8192 bytes justos cuyo final llega aparte");
    despacio(mesa, &[justa.as_bytes(), b"\r", b"\nuno\n"], &format!("{justa}\nonu\n"))?;
    despacio(mesa, &[justa.as_bytes(), b"y", b"\ndos\n"], &format!("{LARGA}sod\n"))
}

/// 8 MiB sin un salto: ni los guarda ni deja de atender.
fn sin_salto(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let memoria = Memoria::de(&servidor.programa);
    let mut cliente = servidor.conectar()?;
    let mut envio = vec![b'x'; 8 * 1024 * 1024];
    envio.extend_from_slice(b"\nfin\n");
    cliente.cruzar(&envio);
    let esperado = format!("{LARGA}nif\n");
    cliente.exigir_final(Esperado::nuevo(esperado.as_bytes()).corto("R23"))?;
    memoria.exigir_que_no_guarde(&servidor, &vec![b'x'; 1 << 20], |crecido| {
        let frase =
            format!("Con una línea de 8 MiB, la memoria de tu programa ha crecido {crecido} MiB: la está guardando.");
        ("R13", frase)
    })
}
