//! `lineas`: cada línea vuelve del revés, se parta como se parta al llegar.

use crate::caso::{Caso, Reto};
use crate::comun::{ARGUMENTOS_DE_SERVIDOR, ARRANQUE_DE_SERVIDOR, cortes, segunda_tanda};
use crate::conversacion::{Conversacion, Esperado};
use crate::hallazgo::Paso;
use crate::memoria::{Memoria, guarda_lo_que_llega};
use crate::mesa::Mesa;

const NO_ES_TEXTO: &str = "error: la línea no es UTF-8\n";
const LARGA: &str = "error: la línea pasa de 8192 bytes\n";
const MAXIMO: usize = 8192;

pub const RETO: Reto = Reto { nombre: "lineas", casos: CASOS, plazo: None };

const CASOS: &[Caso] = &[
    ARRANQUE_DE_SERVIDOR,
    Caso::nuevo("una-linea", "contesta a una línea en cuanto llega, y cierra cuando el cliente se despide", |mesa| {
        una_linea(&mut mesa.servidor()?.conectar()?)
    }),
    Caso::nuevo(
        "dos-turnos",
        "contesta a una línea, y después a otra que el cliente envía al ver la respuesta",
        |mesa| {
            let servidor = mesa.servidor()?;
            let mut cliente = servidor.conectar()?;
            for (linea, contestacion) in [("¡Año nuevo!\n", "!oveun oñA¡\n"), ("\n", "\n"), ("tres\n", "sert\n")] {
                cliente.enviar(linea.as_bytes());
                cliente.exigir(Esperado::nuevo(contestacion.as_bytes()).corto("R01").callado("R01"))?;
            }
            cliente.despedirse();
            cliente.exigir_final(Esperado::nuevo(b""))
        },
    ),
    // Si llega el principio y nada más, se han perdido las líneas que venían detrás en la misma lectura.
    Caso::nuevo("pegadas", "contesta a tres líneas que llegan juntas", |mesa| {
        de_una_vez(mesa, b"uno\ndos\ntres\n", "onu\nsod\nsert\n", "R05")
    }),
    Caso::nuevo("byte-a-byte", "junta una línea que llega de byte en byte", |mesa| {
        let trozos: Vec<[u8; 1]> = b"hola\nadios\n".iter().map(|byte| [*byte]).collect();
        despacio(mesa, &trozos, "aloh\nsoida\n")
    }),
    Caso::nuevo("letra-partida", "entiende una «ñ» que llega partida en dos", |mesa| {
        despacio(mesa, &[&b"a\xc3"[..], b"\xb1o nuevo\n"], "oveun oña\n")
    }),
    Caso::nuevo("retorno", "quita también el \\r del final, aunque llegue separado de su \\n", |mesa| {
        despacio(mesa, &[&b"uno\r\ndos\r"[..], b"\n"], "onu\nsod\n")
    }),
    Caso::nuevo("sin-final", "contesta también a lo que llega detrás del último salto de línea", |mesa| {
        de_una_vez(mesa, b"uno\ndos", "onu\nsod\n", "R23")
    }),
    Caso::nuevo("no-es-texto", "dice qué línea no es UTF-8 y sigue con la siguiente", |mesa| {
        de_una_vez(mesa, b"a\xffb\nok\n", &format!("{NO_ES_TEXTO}ko\n"), "R23")
    }),
    Caso::nuevo("limite", "admite 8192 bytes justos, rechaza 8193 y sigue con la siguiente", |mesa| {
        mesa.nota("un cliente con una línea de 8192 bytes justos");
        let justa = "x".repeat(MAXIMO);
        de_una_vez(mesa, format!("{justa}\nuno\n").as_bytes(), &format!("{justa}\nonu\n"), "R23")?;
        mesa.nota("otro, con un byte más");
        de_una_vez(mesa, format!("{justa}y\r\ndos\n").as_bytes(), &format!("{LARGA}sod\n"), "R23")
    }),
    Caso::nuevo("ocho-megas-sin-salto", "no guarda una línea que no acaba nunca", sin_salto),
    Caso::nuevo("segunda-tanda", "atiende a cinco clientes, uno detrás de otro", |mesa| {
        segunda_tanda(mesa, una_linea)
    }),
    Caso::nuevo("cortes", "quien se va o corta a medias no detiene el servidor", |mesa| {
        cortes(mesa, b"una\notra a med", una_linea)
    }),
    ARGUMENTOS_DE_SERVIDOR,
];

fn una_linea(cliente: &mut Conversacion<'_>) -> Paso {
    cliente.enviar(b"hola\n");
    cliente.exigir(Esperado::nuevo(b"aloh\n"))?;
    cliente.despedirse();
    cliente.exigir_final(Esperado::nuevo(b""))
}

fn de_una_vez(mesa: &Mesa<'_>, envio: &[u8], contestacion: &str, corto: &'static str) -> Paso {
    let servidor = mesa.servidor()?;
    let mut cliente = servidor.conectar()?;
    cliente.enviar(envio);
    cliente.despedirse();
    exigir(&mut cliente, contestacion, corto)
}

fn despacio<T: AsRef<[u8]>>(mesa: &Mesa<'_>, trozos: &[T], contestacion: &str) -> Paso {
    let servidor = mesa.servidor()?;
    let mut cliente = servidor.conectar()?;
    cliente.enviar_despacio(trozos);
    cliente.despedirse();
    exigir(&mut cliente, contestacion, "R23")
}

fn exigir(cliente: &mut Conversacion<'_>, contestacion: &str, corto: &'static str) -> Paso {
    let esperadas = contestacion.lines().count();
    let reconocer = |visto: &[u8]| reconocer(visto, contestacion, esperadas);
    cliente.exigir_final(Esperado::nuevo(contestacion.as_bytes()).corto(corto).callado(corto).reconocer(&reconocer))
}

fn reconocer(visto: &[u8], contestacion: &str, esperadas: usize) -> Option<(&'static str, String)> {
    let texto = String::from_utf8_lossy(visto);
    let lineas: Vec<&str> = texto.lines().collect();
    if contestacion.contains('ñ') && (texto.contains('\u{fffd}') || texto.contains("no es UTF-8")) {
        return Some(("R14", "Ha llegado una «ñ» partida en dos trozos y no la has entendido.".to_string()));
    }
    if contestacion.starts_with(LARGA) && visto.len() > MAXIMO {
        return Some(("R13", format!("Has contestado a una línea de más de {MAXIMO} bytes como si cupiera.")));
    }
    if lineas.len() > esperadas {
        let frase = format!("A {esperadas} líneas has contestado con {}: has tomado cada trozo por una.", lineas.len());
        return Some(("R01", frase));
    }
    let juntas: String = contestacion.lines().rev().collect::<Vec<_>>().join("");
    let pegado: String = texto.chars().filter(|letra| !matches!(letra, '\n' | '\r')).collect();
    if esperadas > 1 && pegado == juntas {
        return Some(("R01", format!("Han llegado {esperadas} líneas juntas y las has tomado por una sola.")));
    }
    None
}

/// 8 MiB sin un salto: ni los guarda ni deja de atender.
fn sin_salto(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let memoria = Memoria::de(&servidor.programa);
    let mut cliente = servidor.conectar()?;
    let mut envio = vec![b'x'; 8 * 1024 * 1024];
    envio.extend_from_slice(b"\nfin\n");
    cliente.cruzar(&envio);
    let crecido = memoria.sospechosa();
    let esperado = format!("{LARGA}nif\n");
    cliente.exigir_final(Esperado::nuevo(esperado.as_bytes()).corto("R23"))?;
    let Some(crecido) = crecido else { return Ok(()) };
    if guarda_lo_que_llega(&servidor.programa, &mut servidor.conectar()?, &vec![b'x'; 1 << 20]) {
        let frase = format!(
            "Con una línea de 8 MiB, la memoria de tu programa ha crecido {} MiB: la está guardando.",
            crecido >> 20
        );
        return mesa.mal("R13", frase, &servidor.programa);
    }
    Ok(())
}
