//! `inventario_servidor`: informes en JSON, buenos y malos, cada uno con su acuse y su línea.

mod acuses;

use acuses::{exigir, leer_acuses, lineas};

use super::inventario::{MAXIMO, SENCILLO, cuerpo};
use super::marcos::{anunciar_de_mas, marco};
use crate::caso::{Caso, Reto};
use crate::comun::{ARGUMENTOS_DE_SERVIDOR, ARRANQUE_DE_SERVIDOR, con_aviso, cortes, sin_restos};
use crate::conversacion::{Conversacion, Esperado, Fin};
use crate::datagramas::renombrar_si;
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::{Mesa, Servidor};
use crate::programa::Estado;

/// De cuántas maneras llega algo que no es un informe.
const MALOS: usize = 12;

pub const RETO: Reto = Reto { nombre: "inventario_servidor", casos: CASOS, plazo: None };

const CASOS: &[Caso] = &[
    ARRANQUE_DE_SERVIDOR.pide(&[24, 25]),
    Caso::nuevo(
        "un-informe",
        "escribe la línea del informe, da el acuse en cuanto llega y cierra cuando el cliente se despide",
        |mesa| {
            let servidor = mesa.servidor()?;
            un_informe(&mut servidor.conectar()?).map_err(|tropiezo| lee_del_reves(&servidor, tropiezo))?;
            lineas(&servidor, &["2026-03-02 | aula-12 | Debian 12"])
        },
    )
    .pide(&[4, 6, 7, 18, 26]),
    Caso::nuevo(
        "dos-turnos",
        "acusa recibo de un informe, y después de otro que el cliente envía al ver el acuse",
        |mesa| {
            let servidor = mesa.servidor()?;
            let mut cliente = servidor.conectar()?;
            for nombre in ["uno", "", "ñandú 😀"] {
                cliente.enviar(&marco(&cuerpo(["hoy", nombre, "1"])));
                let paso = exigir(&mut cliente, &[true], "R23");
                let frase = "A un informe le das su acuse; al siguiente de la misma conexión, no.";
                renombrar_si(paso, if nombre == "uno" { &[] } else { &["R07"] }, "R23", frase)?;
            }
            despedirse(&mut cliente)?;
            lineas(&servidor, &["hoy | uno | 1", "hoy |  | 1", "hoy | ñandú 😀 | 1"])
        },
    )
    .pide(&[3, 4]),
    Caso::nuevo("pegados", "acusa recibo de tres informes que llegan juntos", |mesa| {
        let servidor = mesa.servidor()?;
        let mut cliente = servidor.conectar()?;
        let informes = ["uno", "dos", "tres"].map(|nombre| marco(&cuerpo(["hoy", nombre, "1"])));
        cliente.enviar(&informes.concat());
        exigir(&mut cliente, &[true, true, true], "R05")?;
        despedirse(&mut cliente)?;
        lineas(&servidor, &["hoy | uno | 1", "hoy | dos | 1", "hoy | tres | 1"])
    })
    .pide(&[3]),
    Caso::nuevo("byte-a-byte", "junta un informe que llega de byte en byte", |mesa| {
        let trozos: Vec<[u8; 1]> = marco(&cuerpo(["", "ñu", ""])).into_iter().map(|byte| [byte]).collect();
        partido(mesa, &trozos)
    })
    .pide(&[5]),
    Caso::nuevo(
        "otra-escritura",
        "entiende el mismo JSON en otro orden, con espacios, escapes y otros campos",
        |mesa| {
            let servidor = mesa.servidor()?;
            let mut cliente = servidor.conectar()?;
            let raro = "{ \"version\" : \"C:\\\\temp \\\"1\\\"\",\n \"disco\": {\"nombre\": [1, null]},\n\
                        \"nombre\": \"\\u00f1and\\u00fa \\ud83d\\ude00\" , \"fecha\":\"hoy\" }\n";
            cliente.enviar(&marco(raro.as_bytes()));
            exigir(&mut cliente, &[true], "R23")?;
            despedirse(&mut cliente)?;
            lineas(&servidor, &["hoy | ñandú 😀 | C:\\temp \"1\""])
        },
    )
    .pide(&[1, 2]),
    Caso::nuevo("control", "escribe en una sola línea un informe con saltos y tabuladores dentro", |mesa| {
        let servidor = mesa.servidor()?;
        let mut cliente = servidor.conectar()?;
        cliente.enviar(&marco(&cuerpo(["hoy", "aula\nayer | falso | 9", "a\tb\r\u{1b}[2J"])));
        exigir(&mut cliente, &[true], "R23")?;
        despedirse(&mut cliente)?;
        lineas(&servidor, &["hoy | aula·ayer | falso | 9 | a·b··[2J"])?;
        // Los de control no son solo los de ASCII: DEL y los C1 también mandan en una terminal.
        mesa.nota("otro, con DEL, C1 y un cero");
        let mut cliente = servidor.conectar()?;
        cliente.enviar(&marco(&cuerpo(["a\u{7f}b", "\u{9b}2J\u{85}\0", "\u{80}\u{9f}\u{b}"])));
        exigir(&mut cliente, &[true], "R23")?;
        despedirse(&mut cliente)?;
        lineas(&servidor, &["hoy | aula·ayer | falso | 9 | a·b··[2J", "a·b | ·2J·· | ···"])
    })
    .pide(&[8]),
    Caso::nuevo("al-byte", "escribe lo que no es de control tal como llega, espacios incluidos", |mesa| {
        let servidor = mesa.servidor()?;
        let mut cliente = servidor.conectar()?;
        let datos = ["  hoy ", "Jose\u{301} \u{feff}\u{2028}\u{a0}", "\"1\" | \\n 😀 "];
        cliente.enviar(&marco(&cuerpo(datos)));
        exigir(&mut cliente, &[true], "R23")?;
        despedirse(&mut cliente)?;
        lineas(&servidor, &[&datos.join(" | ")])
    })
    .pide(&[9]),
    Caso::nuevo("el-mayor", "admite el informe más grande, de 65 536 bytes", |mesa| {
        que_ocupa(mesa, MAXIMO - 1)?;
        // Con uno menos ha ido bien: si ahora no, es el límite.
        let frase = "Admites un informe de 65 535 bytes, y uno de 65 536, que es el mayor que se admite, no.";
        renombrar_si(que_ocupa(mesa, MAXIMO), &["R01", "R07", "R13", "R23", "R24"], "R21", frase)
    })
    .pide(&[14]),
    Caso::nuevo("mensajes-malos", "rechaza lo que no es un informe y sigue con el marco siguiente", mensajes_malos)
        .pide(&[10, 11, 12, 13]),
    Caso::nuevo(
        "demasiado",
        "rechaza una longitud de más de 65 536 y cierra, sin reservar memoria ni esperar el cuerpo",
        |mesa| {
            [MAXIMO as u32 + 1, 0x0100_0010, 0x8000_0010, u32::MAX]
                .iter()
                .try_for_each(|cuanto| demasiado(mesa, *cuanto))
        },
    )
    .pide(&[14, 15, 16, 17]),
    Caso::nuevo("a-medias", "si el cliente cierra a mitad de un marco, no contesta y lo dice en stderr", |mesa| {
        let entero = marco(&cuerpo(SENCILLO));
        a_medias(mesa, &entero[..20])?;
        a_medias(mesa, &entero[..3])
    })
    .pide(&[19, 20]),
    Caso::nuevo("sin-restos", "no se queda con nada abierto de quien se ha ido", |mesa| {
        sin_restos(&mesa.servidor()?, un_informe)
    })
    .pide(&[23]),
    Caso::nuevo("cortes", "quien se va o corta a medias no detiene el servidor", |mesa| {
        cortes(mesa, b"\0\0\0\x02{}\0\0", un_informe)
    })
    .pide(&[30, 31]),
    Caso::nuevo("callados", "nadie espera por otros clientes que no dicen nada", callados).pide(&[21, 22]),
    ARGUMENTOS_DE_SERVIDOR.pide(&[27, 28, 29]),
];

fn un_informe(cliente: &mut Conversacion<'_>) -> Paso {
    cliente.enviar(&marco(&cuerpo(SENCILLO)));
    exigir(cliente, &[true], "R23")?;
    despedirse(cliente)
}

fn despedirse(cliente: &mut Conversacion<'_>) -> Paso {
    cliente.despedirse();
    cliente.exigir_final(Esperado::nuevo(b""))
}

/// No ha aceptado un informe sencillo. ¿Será que lee la longitud del revés? `00 00 01 00` son 256 bytes, o 65 536 para quien
/// la lee así: se le envía un informe de 65 536, y su acuse lo dice.
fn lee_del_reves(servidor: &Servidor<'_>, tropiezo: Tropiezo) -> Tropiezo {
    let sospechoso = matches!(&tropiezo, Tropiezo::Mal(hallazgo) if matches!(hallazgo.codigo, "R07" | "R21"));
    if !sospechoso || servidor.programa.estado() != Estado::Vivo {
        return tropiezo;
    }
    servidor.mesa.nota("otro cliente: una cabecera 00 00 01 00 y un informe de 65 536 bytes");
    let Ok(mut cliente) = servidor.conectar() else { return tropiezo };
    let nombre = "x".repeat(MAXIMO - cuerpo(["", "", ""]).len());
    cliente.enviar(&[b"\0\0\x01\0", &cuerpo(["", &nombre, ""])[..]].concat());
    if leer_acuses(&mut cliente, &[true]).0 != [true] {
        return tropiezo;
    }
    let frase =
        "Tu programa lee la longitud con los bytes del revés: con 00 00 01 00 ha esperado 65 536 bytes, y son 256.";
    Tropiezo::Mal(Box::new(servidor.mesa.hallazgo("R12", frase, &servidor.programa)))
}

/// El informe del «ñu», en trozos.
fn partido<T: AsRef<[u8]>>(mesa: &Mesa<'_>, trozos: &[T]) -> Paso {
    let servidor = mesa.servidor()?;
    let mut cliente = servidor.conectar()?;
    cliente.enviar_despacio(trozos);
    exigir(&mut cliente, &[true], "R01")?;
    despedirse(&mut cliente)?;
    lineas(&servidor, &[" | ñu | "])
}

/// Un informe que ocupa eso.
fn que_ocupa(mesa: &Mesa<'_>, bytes: usize) -> Paso {
    let servidor = mesa.servidor()?;
    let mut cliente = servidor.conectar()?;
    let nombre = "x".repeat(bytes - cuerpo(["hoy", "", "1"]).len());
    cliente.enviar(&marco(&cuerpo(["hoy", &nombre, "1"])));
    exigir(&mut cliente, &[true], "R01")?;
    despedirse(&mut cliente)?;
    lineas(&servidor, &[&format!("hoy | {nombre} | 1")])
}

fn mensajes_malos(mesa: &Mesa<'_>) -> Paso {
    let anidado = "[".repeat(60_000);
    let malos: [(&str, &[u8]); MALOS] = [
        ("un cuerpo vacío", b""),
        ("un JSON sin acabar", b"{\"fecha\":\"hoy\",\"nombre\":\"a\",\"version\":\"1\""),
        ("algo que no es JSON", b"fecha=hoy nombre=a version=1"),
        ("un JSON que no es un objeto", b"\"hoy, a, 1\""),
        ("un objeto sin campos", b"{}"),
        ("un informe sin version", b"{\"fecha\":\"hoy\",\"nombre\":\"a\"}"),
        ("un informe con version = 1, que no es un texto", b"{\"fecha\":\"hoy\",\"nombre\":\"a\",\"version\":1}"),
        ("un informe con nombre = null", b"{\"fecha\":\"hoy\",\"nombre\":null,\"version\":\"1\"}"),
        ("un informe con algo detrás", b"{\"fecha\":\"hoy\",\"nombre\":\"a\",\"version\":\"1\"} y algo"),
        ("dos informes en el mismo marco", b"{\"fecha\":\"hoy\",\"nombre\":\"a\",\"version\":\"1\"}{\"fecha\":\"hoy\",\"nombre\":\"a\",\"version\":\"1\"}"),
        ("un informe que no es UTF-8", b"{\"fecha\":\"hoy\",\"nombre\":\"a\xf1o\",\"version\":\"1\"}"),
        ("60 000 corchetes que se abren", anidado.as_bytes()),
    ];
    let servidor = mesa.servidor()?;
    for (que, malo) in malos {
        mesa.nota(format!("{que}, y detrás un informe bueno"));
        let mut cliente = servidor.conectar()?;
        cliente.enviar(&[marco(malo), marco(&cuerpo(SENCILLO))].concat());
        let (leidos, _) = leer_acuses(&mut cliente, &[false, true]);
        let perdido = leidos.is_empty() || leidos == [false];
        if perdido
            && matches!(cliente.fin, Some(Fin::Cierra | Fin::Corta))
            && servidor.programa.asentar() == Estado::Vivo
        {
            if let Some(hallazgo) = mesa.causa_de_fuerza_mayor(&servidor.programa) {
                return Err(Tropiezo::Mal(Box::new(hallazgo)));
            }
            let frase = format!("Ha llegado {que} y has colgado: el informe bueno que venía detrás se ha perdido.");
            return mesa.mal("R51", frase, &servidor.programa);
        }
        exigir(&mut cliente, &[false, true], "R51")?;
        despedirse(&mut cliente)?;
    }
    lineas(&servidor, &[&SENCILLO.join(" | ")[..]; MALOS])?;
    con_aviso(&servidor, "", "llegar algo que no es un informe")
}

fn demasiado(mesa: &Mesa<'_>, longitud: u32) -> Paso {
    let servidor = mesa.servidor()?;
    let mut cliente = servidor.conectar()?;
    cliente.enviar(&marco(&cuerpo(SENCILLO)));
    exigir(&mut cliente, &[true], "R23")?;
    let espera = |cliente: &mut Conversacion<'_>| {
        let (leidos, _) = leer_acuses(cliente, &[false]);
        leidos.is_empty() && cliente.fin == Some(Fin::Calla)
    };
    anunciar_de_mas(&servidor, &mut cliente, (longitud, MAXIMO), espera, |cliente| {
        exigir(cliente, &[false], "R23")?;
        cliente.exigir_final(Esperado::nuevo(b""))
    })
}

fn a_medias(mesa: &Mesa<'_>, principio: &[u8]) -> Paso {
    let servidor = mesa.servidor()?;
    let mut cliente = servidor.conectar()?;
    cliente.enviar(principio);
    cliente.esperar_a_que_lea();
    cliente.despedirse();
    cliente.exigir_final(Esperado::nuevo(b"").reconocer(&|visto| {
        (!visto.is_empty()).then(|| ("R22", "El marco no ha llegado entero y aun así has contestado.".to_string()))
    }))?;
    lineas(&servidor, &[])?;
    con_aviso(&servidor, "", "cerrar yo a mitad de un marco")
}

/// Uno conecta y calla, otro envía medio marco y calla, y el tercero quiere lo suyo.
fn callados(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    mesa.nota("un cliente conecta y calla, y otro se queda a mitad de un marco");
    let mudo = servidor.conectar()?;
    let mut a_medias = servidor.conectar()?;
    a_medias.enviar(&marco(&cuerpo(SENCILLO))[..9]);
    let mut ultimo = servidor.conectar()?;
    ultimo.enviar(&marco(&cuerpo(SENCILLO)));
    ultimo.leer_hasta(1);
    if ultimo.recibido.is_empty() && ultimo.fin == Some(Fin::Calla) && !mesa.cancelado() {
        // Si al irse los otros dos le contesta, era por ellos.
        mesa.nota("los dos se van");
        drop((mudo, a_medias));
        ultimo.fin = None;
        ultimo.leer_hasta(1);
        if !ultimo.recibido.is_empty() {
            let frase = "Un cliente ha esperado su acuse hasta que se han ido otros dos que no decían nada.";
            return mesa.mal("R10", frase, &servidor.programa);
        }
    }
    exigir(&mut ultimo, &[true], "R23")?;
    despedirse(&mut ultimo)?;
    servidor.exigir_sin_gastar("Uno ha conectado y calla, y otro se ha quedado a mitad de un marco")
}
