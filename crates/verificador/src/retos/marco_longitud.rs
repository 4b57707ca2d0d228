//! `marco_longitud`: cuatro bytes dicen cuántos vienen, y el cuerpo vuelve del revés.

use super::marcos::{anunciar_de_mas, longitudes_de_mas, marco, sigue_en_pie};
use crate::caso::{Caso, Reto};
use crate::comun::{ARGUMENTOS_DE_SERVIDOR, ARRANQUE_DE_SERVIDOR, con_aviso, cortes, lector_lento, segunda_tanda};
use crate::conversacion::{Conversacion, Esperado, Fin};
use crate::datagramas::renombrar_si;
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::{Mesa, SILENCIO, Servidor};
use crate::programa::Estado;
use redes::cifras::{en_bytes, numero};

const MAXIMO: usize = 1024 * 1024;
/// Lo que ocupa el cuerpo de cada marco con el que se atasca a quien escribe.
const CUERPO_DE_MUCHOS: usize = 60_000;
pub const RETO: Reto = Reto { nombre: "marco_longitud", casos: CASOS, plazo: None };

const CASOS: &[Caso] = &[
    ARRANQUE_DE_SERVIDOR.pide(&[17, 18, 19]),
    Caso::nuevo("un-marco", "contesta a un marco en cuanto llega, y cierra cuando el cliente se despide", |mesa| {
        let servidor = mesa.servidor()?;
        let mut cliente = servidor.conectar()?;
        un_marco(&mut cliente).map_err(|tropiezo| lee_del_reves(&servidor, tropiezo))
    })
    .pide(&[1, 3, 4, 11]),
    Caso::nuevo(
        "dos-turnos",
        "contesta a un marco, y después a otros que el cliente envía al ver la respuesta",
        |mesa| en_turnos(mesa, &[b"uno", b"dos", b"tres"], "R01"),
    )
    .pide(&[3]),
    Caso::nuevo("segunda-tanda", "atiende a cinco clientes, uno detrás de otro", |mesa| segunda_tanda(mesa, un_marco))
        .pide(&[23]),
    Caso::nuevo("pegados", "contesta a los marcos que llegan juntos: tres, y medio más", |mesa| {
        let tres = [marco(b"uno"), marco(b"dos"), marco(b"tres")].concat();
        let (medio, resto) = tres.split_at(tres.len() - 4);
        despacio(mesa, &[&tres], &[b"onu", b"sod", b"sert"])?;
        despacio(mesa, &[&[&tres, medio].concat()[..], resto], &[b"onu", b"sod", b"sert", b"onu", b"sod", b"sert"])
    })
    .pide(&[16]),
    Caso::nuevo("vacio", "contesta a un marco sin cuerpo con otro", |mesa| {
        en_turnos(mesa, &[b"uno", b"", b"dos"], "R23")
    })
    .pide(&[6]),
    Caso::nuevo("byte-a-byte", "junta unos marcos que llegan de byte en byte", |mesa| {
        let trozos: Vec<[u8; 1]> =
            [marco(b"hola"), marco(b""), marco(b"dos")].concat().into_iter().map(|byte| [byte]).collect();
        despacio(mesa, &trozos, &[b"aloh", b"", b"sod"])
    })
    .pide(&[15]),
    Caso::nuevo("cuerpos", "da la vuelta a cuerpos de cualquier longitud y con cualquier byte", cuerpos)
        .pide(&[1, 2, 4]),
    Caso::nuevo("el-mayor", "admite el marco más grande, de 1 MiB", |mesa| {
        let servidor = mesa.servidor()?;
        for longitud in [MAXIMO - 1, MAXIMO] {
            el_mayor(&servidor, longitud)?;
        }
        Ok(())
    })
    .pide(&[7]),
    Caso::nuevo(
        "demasiado",
        "cierra al leer una longitud que pasa de 1 MiB, sin reservar memoria ni esperar el cuerpo",
        |mesa| longitudes_de_mas(MAXIMO).into_iter().try_for_each(|longitud| demasiado(mesa, longitud)),
    )
    .pide(&[1, 8, 9, 10]),
    Caso::nuevo("a-medias", "si el cliente cierra a mitad de un marco, no contesta y dice cuánto faltaba", |mesa| {
        let entero = marco(b"cinco");
        a_medias(mesa, b"", &entero[..7], 2)?;
        a_medias(mesa, b"", &entero[..3], 1)?;
        a_medias(mesa, b"", &entero[..1], 3)?;
        a_medias(mesa, b"", &entero[..4], 5)?;
        a_medias(mesa, b"si", &marco(&mesa.bytes_variados(1000))[..504], 500)
    })
    .pide(&[12, 13, 14]),
    Caso::nuevo("lector-lento", "espera a un cliente que tarda en recoger lo suyo, sin perder nada", |mesa| {
        let cuerpos = mesa.bytes_variados(CUERPO_DE_MUCHOS * 100);
        let envio: Vec<u8> = cuerpos.chunks(CUERPO_DE_MUCHOS).flat_map(marco).collect();
        lector_lento(mesa, &envio, CUERPO_DE_MUCHOS + 4, |marcos| {
            marcos.chunks_exact(CUERPO_DE_MUCHOS + 4).flat_map(|uno| marco(&del_reves(&uno[4..]))).collect()
        })
    })
    .pide(&[5]),
    Caso::nuevo("cortes", "quien se va o corta a medias no detiene el servidor", |mesa| {
        cortes(mesa, b"\0\0\0\x02si\0\0", un_marco)
    })
    .pide(&[23, 24]),
    ARGUMENTOS_DE_SERVIDOR.pide(&[20, 21, 22]),
];

fn del_reves(cuerpo: &[u8]) -> Vec<u8> {
    cuerpo.iter().rev().copied().collect()
}

fn un_marco(cliente: &mut Conversacion<'_>) -> Paso {
    cliente.enviar(&marco(b"uno"));
    cliente.exigir(Esperado::nuevo(&marco(b"onu")).reconocer(&|visto| orden(visto, b"onu")))?;
    cliente.despedirse();
    cliente.exigir_final(Esperado::nuevo(b""))
}

/// ¿Es el marco, con la longitud del revés?
fn orden(visto: &[u8], cuerpo: &[u8]) -> Option<(&'static str, String)> {
    let menor_delante = [&(cuerpo.len() as u32).to_le_bytes(), cuerpo].concat();
    if visto == menor_delante {
        let leida = (cuerpo.len() as u32).swap_bytes() as usize;
        return Some((
            "R12",
            format!("La longitud {} ha llegado con los bytes del revés: se lee {}.", cuerpo.len(), numero(leida)),
        ));
    }
    None
}

/// No ha contestado a un marco sencillo. ¿Será que lee la longitud del revés? `00 00 01 00` son 256 bytes, o 65 536 para
/// quien la lee así: se le envían todos, y su respuesta lo dice.
fn lee_del_reves(servidor: &Servidor<'_>, tropiezo: Tropiezo) -> Tropiezo {
    let callado = matches!(&tropiezo, Tropiezo::Mal(hallazgo) if hallazgo.codigo == "R07");
    if !callado || servidor.programa.estado() != Estado::Vivo {
        return tropiezo;
    }
    let cuerpo = servidor.mesa.bytes_variados(65_536);
    servidor.mesa.nota("otro cliente: una cabecera 00 00 01 00 y 65 536 bytes");
    let Ok(mut cliente) = servidor.conectar() else { return tropiezo };
    cliente.cruzar(&[b"\0\0\x01\0", &cuerpo[..]].concat());
    if cliente.recibido.len() < 5 || cliente.recibido[4..] != *del_reves(&cuerpo) {
        return tropiezo;
    }
    let frase = "Tu programa lee la longitud con los bytes del revés: con 00 00 01 00 ha esperado 65\u{a0}536 bytes, y son 256.";
    Tropiezo::Mal(Box::new(servidor.mesa.hallazgo("R12", frase, &servidor.programa)))
}

/// Un marco detrás de otro, por la misma conexión y cada uno cuando ya se ha contestado al anterior.
fn en_turnos(mesa: &Mesa<'_>, cuerpos: &[&[u8]], corto: &'static str) -> Paso {
    let servidor = mesa.servidor()?;
    let mut cliente = servidor.conectar()?;
    let mut codigos: &[&str] = &[];
    for cuerpo in cuerpos {
        cliente.enviar(&marco(cuerpo));
        let contesta = cliente.exigir(Esperado::nuevo(&marco(&del_reves(cuerpo))).corto(corto).callado(corto));
        renombrar_si(contesta, codigos, "R23", "A lo anterior has contestado; a esto, no.")?;
        codigos = &["R07"];
        // Si va a cerrar, que le dé tiempo: con lo siguiente ya en camino, el cierre sería un corte o no, según.
        servidor.esperar_a_que_atienda();
    }
    cliente.despedirse();
    cliente.exigir_final(Esperado::nuevo(b""))
}

fn cuerpos(mesa: &Mesa<'_>) -> Paso {
    let todos: Vec<u8> = (0..=255).collect();
    // Los que parecen texto, final de línea o final de fichero, y las longitudes en las que cambia de byte.
    let con_sentido: [&[u8]; 6] =
        [&todos, b"\0", b"\0\0a\0", b" \t\r\n a \r\n", b"\x04\xff\x1a", "😀\u{feff}n\u{303}".as_bytes()];
    let medidas =
        [127, 128, 255, 256, 257, 4096, 65_535, 65_536, 65_539, 131_071].map(|cuantos| mesa.bytes_variados(cuantos));
    let todos: Vec<&[u8]> = con_sentido.into_iter().chain(medidas.iter().map(Vec::as_slice)).collect();
    en_turnos(mesa, &todos, "R23")?;
    let trozos: Vec<[u8; 1]> = marco(b"\0\xff\r\n\x04").into_iter().map(|byte| [byte]).collect();
    despacio(mesa, &trozos, &[b"\x04\n\r\xff\0"])
}

fn el_mayor(servidor: &Servidor<'_>, longitud: usize) -> Paso {
    let mut cliente = servidor.conectar()?;
    let cuerpo = servidor.mesa.bytes_variados(longitud);
    cliente.cruzar(&marco(&cuerpo));
    let nada = |visto: &[u8]| {
        let frase = format!("El cuerpo tiene {}, que no pasan del máximo, y no lo has admitido.", en_bytes(longitud));
        visto.is_empty().then_some(("R21", frase))
    };
    let esperado = marco(&del_reves(&cuerpo));
    cliente.exigir_final(Esperado::nuevo(&esperado).corto("R01").callado("R01").cortado("R21").reconocer(&nada))
}

/// Primero entero, y después en esos trozos: solo se dice que es por los trozos si entero va bien.
fn despacio<T: AsRef<[u8]>>(mesa: &Mesa<'_>, trozos: &[T], cuerpos: &[&[u8]]) -> Paso {
    let servidor = mesa.servidor()?;
    let esperado: Vec<u8> = cuerpos.iter().flat_map(|cuerpo| marco(cuerpo)).collect();
    let junto: Vec<u8> = trozos.iter().flat_map(|trozo| trozo.as_ref().to_vec()).collect();
    mesa.nota("un cliente lo envía de una vez");
    let mut cliente = servidor.conectar()?;
    cliente.enviar(&junto);
    cliente.despedirse();
    // Con varios marcos juntos, los que faltan se han perdido.
    let codigo = if cuerpos.len() > 1 { "R05" } else { "R23" };
    cliente.exigir_final(Esperado::nuevo(&esperado).corto(codigo).callado(codigo))?;
    if trozos.len() == 1 {
        return Ok(());
    }
    mesa.nota("otro, lo mismo en trozos");
    let mut cliente = servidor.conectar()?;
    cliente.enviar_despacio(trozos);
    cliente.despedirse();
    let en_trozos = |visto: &[u8]| {
        let frase = match visto {
            [] => "El marco ha llegado en trozos y no has contestado.",
            _ if esperado.starts_with(visto) || visto.starts_with(&esperado) => return None,
            _ => "El marco ha llegado en trozos y has contestado antes de tenerlo entero.",
        };
        Some(("R01", frase.to_string()))
    };
    cliente.exigir_final(Esperado::nuevo(&esperado).corto("R01").callado("R01").reconocer(&en_trozos))
}

fn demasiado(mesa: &Mesa<'_>, longitud: u32) -> Paso {
    let servidor = mesa.servidor()?;
    let mut cliente = servidor.conectar()?;
    mesa.nota("un cliente envía un marco normal y después…");
    cliente.enviar(&marco(b"si"));
    cliente.exigir(Esperado::nuevo(&marco(b"is")))?;
    let espera = |cliente: &mut Conversacion<'_>| {
        cliente.leer_todo_en(SILENCIO);
        cliente.fin == Some(Fin::Calla)
    };
    // Cerrar con algo sin leer, o cortar: de las dos maneras se deja de hablar.
    anunciar_de_mas(&servidor, &mut cliente, (longitud, MAXIMO), espera, |cliente| {
        if cliente.recibido.is_empty() { Ok(()) } else { cliente.exigir_final(Esperado::nuevo(b"")) }
    })?;
    sigue_en_pie(&servidor, longitud, un_marco)
}

/// `antes` es el cuerpo de un marco entero que va delante, si no está vacío.
fn a_medias(mesa: &Mesa<'_>, antes: &[u8], principio: &[u8], faltaban: usize) -> Paso {
    let servidor = mesa.servidor()?;
    let mut cliente = servidor.conectar()?;
    if !antes.is_empty() {
        cliente.enviar(&marco(antes));
        cliente.exigir(Esperado::nuevo(&marco(&del_reves(antes))))?;
    }
    mesa.nota(format!("un cliente envía {} de {} bytes y cierra", principio.len(), principio.len() + faltaban));
    cliente.enviar(principio);
    cliente.esperar_a_que_lea();
    cliente.despedirse();
    cliente.exigir_final(Esperado::nuevo(b"").reconocer(&|visto| {
        (!visto.is_empty()).then(|| ("R22", "El marco no ha llegado entero y aun así has contestado.".to_string()))
    }))?;
    con_aviso(&servidor, &format!("faltaban {faltaban} bytes"), "cerrar yo a mitad de un marco")
}
