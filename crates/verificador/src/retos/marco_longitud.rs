//! `marco_longitud`: cuatro bytes dicen cuántos vienen, y el cuerpo vuelve del revés.

use std::time::Duration;

use crate::caso::{Caso, Reto};
use crate::comun::{ARGUMENTOS_DE_SERVIDOR, ARRANQUE_DE_SERVIDOR, bytes_variados, con_aviso, cortes, segunda_tanda};
use crate::conversacion::{Conversacion, Esperado, Fin};
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::{Mesa, Servidor};
use crate::programa::Estado;
use crate::sistema;
use redes::cifras::{en_bytes, numero};

const MAXIMO: usize = 1024 * 1024;
/// Lo que puede crecer lo reservado al rechazar una cabecera de 4 GiB: de sobra para hilos y búferes.
const RESERVA: u64 = 1024 * 1024 * 1024;

pub const RETO: Reto = Reto { nombre: "marco_longitud", casos: CASOS, plazo: None };

const CASOS: &[Caso] = &[
    ARRANQUE_DE_SERVIDOR,
    Caso::nuevo("un-marco", "contesta a un marco en cuanto llega, y cierra cuando el cliente se despide", |mesa| {
        let servidor = mesa.servidor()?;
        let mut cliente = servidor.conectar()?;
        un_marco(&mut cliente).map_err(|tropiezo| lee_del_reves(&servidor, tropiezo))
    }),
    Caso::nuevo(
        "dos-turnos",
        "contesta a un marco, y después a otro que el cliente envía al ver la respuesta",
        |mesa| {
            let servidor = mesa.servidor()?;
            let mut cliente = servidor.conectar()?;
            for cuerpo in [&b"uno"[..], b"", b"\x00\xff\n\x00"] {
                cliente.enviar(&marco(cuerpo));
                cliente.exigir(Esperado::nuevo(&marco(&del_reves(cuerpo))).corto("R01").callado("R01"))?;
            }
            cliente.despedirse();
            cliente.exigir_final(Esperado::nuevo(b""))
        },
    ),
    Caso::nuevo("pegados", "contesta a tres marcos que llegan juntos", |mesa| {
        let envio = [marco(b"uno"), marco(b"dos"), marco(b"tres")].concat();
        despacio(mesa, &[envio], &[b"onu", b"sod", b"sert"])
    }),
    Caso::nuevo("byte-a-byte", "junta un marco que llega de byte en byte", |mesa| {
        let trozos: Vec<[u8; 1]> = marco(b"hola").into_iter().map(|byte| [byte]).collect();
        despacio(mesa, &trozos, &[b"aloh"])
    }),
    Caso::nuevo("cabecera-partida", "junta una longitud que llega partida en dos", |mesa| {
        let entero = marco(&bytes_variados(300));
        despacio(mesa, &[&entero[..2], &entero[2..]], &[&del_reves(&bytes_variados(300))])
    }),
    Caso::nuevo("el-mayor", "admite el marco más grande, de 1 MiB", |mesa| {
        let servidor = mesa.servidor()?;
        let mut cliente = servidor.conectar()?;
        let cuerpo = bytes_variados(MAXIMO);
        cliente.cruzar(&marco(&cuerpo));
        cliente.exigir_final(Esperado::nuevo(&marco(&del_reves(&cuerpo))).corto("R01").callado("R01"))
    }),
    Caso::nuevo(
        "demasiado",
        "cierra al leer una longitud que pasa de 1 MiB, sin reservar memoria ni esperar el cuerpo",
        |mesa| {
            demasiado(mesa, MAXIMO as u32 + 1)?;
            demasiado(mesa, u32::MAX)
        },
    ),
    Caso::nuevo("a-medias", "si el cliente cierra a mitad de un marco, no contesta y dice cuánto faltaba", |mesa| {
        let entero = marco(b"cinco");
        a_medias(mesa, &entero[..7], 2)?;
        a_medias(mesa, &entero[..3], 1)
    }),
    Caso::nuevo("segunda-tanda", "atiende a cinco clientes, uno detrás de otro", |mesa| segunda_tanda(mesa, un_marco)),
    Caso::nuevo("cortes", "quien se va o corta a medias no detiene el servidor", |mesa| {
        cortes(mesa, b"\0\0\0\x02si\0\0", un_marco)
    }),
    ARGUMENTOS_DE_SERVIDOR,
];

/// Un marco, escrito aquí con sus bytes a la vista: el verificador no usa la biblioteca.
fn marco(cuerpo: &[u8]) -> Vec<u8> {
    let longitud = cuerpo.len() as u32;
    [&longitud.to_be_bytes(), cuerpo].concat()
}

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
    let cuerpo = bytes_variados(65_536);
    servidor.mesa.nota("otro cliente: una cabecera 00 00 01 00 y 65 536 bytes");
    let Ok(mut cliente) = servidor.conectar() else { return tropiezo };
    cliente.cruzar(&[b"\0\0\x01\0", &cuerpo[..]].concat());
    if cliente.recibido.len() < 5 || cliente.recibido[4..] != *del_reves(&cuerpo) {
        return tropiezo;
    }
    let frase = "Tu programa lee la longitud con los bytes del revés: con 00 00 01 00 ha esperado 65\u{a0}536 bytes, y son 256.";
    Tropiezo::Mal(Box::new(servidor.mesa.hallazgo("R12", frase, &servidor.programa)))
}

fn despacio<T: AsRef<[u8]>>(mesa: &Mesa<'_>, trozos: &[T], cuerpos: &[&[u8]]) -> Paso {
    let servidor = mesa.servidor()?;
    let mut cliente = servidor.conectar()?;
    cliente.enviar_despacio(trozos);
    cliente.despedirse();
    let esperado: Vec<u8> = cuerpos.iter().flat_map(|cuerpo| marco(cuerpo)).collect();
    // Con varios marcos juntos, los que faltan se han perdido; con uno partido, una lectura se ha tomado por el mensaje.
    let codigo = if cuerpos.len() > 1 { "R05" } else { "R01" };
    let nada = |visto: &[u8]| match (visto, codigo) {
        ([], "R01") => Some(("R01", "El marco ha llegado en trozos y no has contestado.".to_string())),
        _ => None,
    };
    let otra = |visto: &[u8]| {
        nada(visto).or_else(|| {
            let distinto = !esperado.starts_with(visto) && !visto.starts_with(&esperado);
            let frase = "El marco ha llegado en trozos y has contestado antes de tenerlo entero.";
            (codigo == "R01" && distinto).then(|| ("R01", frase.to_string()))
        })
    };
    cliente.exigir_final(Esperado::nuevo(&esperado).corto(codigo).callado(codigo).reconocer(&otra))
}

fn demasiado(mesa: &Mesa<'_>, longitud: u32) -> Paso {
    let servidor = mesa.servidor()?;
    let mut cliente = servidor.conectar()?;
    mesa.nota("un cliente envía un marco normal y después…");
    cliente.enviar(&marco(b"si"));
    cliente.exigir(Esperado::nuevo(&marco(b"is")))?;
    let antes = sistema::reserva_maxima(servidor.programa.pid());
    let anuncia = en_bytes(longitud as usize);
    mesa.nota(format!("una cabecera que anuncia {anuncia}, y nada más"));
    cliente.enviar(&longitud.to_be_bytes());
    cliente.leer_todo_en(Duration::from_millis(1500));
    let despues = sistema::reserva_maxima(servidor.programa.pid());
    let estado = servidor.programa.asentar();
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    if estado != Estado::Vivo || mesa.causa_de_fuerza_mayor(&servidor.programa).is_some() {
        let frase = format!("Una cabecera que anuncia {anuncia} ha acabado con tu programa.");
        return mesa.mal("R13", frase, &servidor.programa);
    }
    if cliente.fin == Some(Fin::Calla) {
        let frase = format!("La cabecera anuncia {anuncia} y tu programa no cierra: el máximo es {}.", numero(MAXIMO));
        return mesa.mal("R13", frase, &servidor.programa);
    }
    if !cliente.recibido.is_empty() {
        return cliente.exigir_final(Esperado::nuevo(b""));
    }
    if let Some((antes, despues)) = antes.zip(despues)
        && despues.saturating_sub(antes) > RESERVA
    {
        let frase =
            format!("Con esa cabecera tu programa ha reservado {} GiB antes de rechazarla.", (despues - antes) >> 30);
        return mesa.mal("R13", frase, &servidor.programa);
    }
    con_aviso(&servidor, "", &format!("rechazar una longitud de {anuncia}"))
}

fn a_medias(mesa: &Mesa<'_>, principio: &[u8], faltaban: usize) -> Paso {
    let servidor = mesa.servidor()?;
    let mut cliente = servidor.conectar()?;
    mesa.nota(format!("un cliente envía {} de {} bytes y cierra", principio.len(), principio.len() + faltaban));
    cliente.enviar(principio);
    cliente.esperar_a_que_lea();
    cliente.despedirse();
    cliente.exigir_final(Esperado::nuevo(b"").reconocer(&|visto| {
        (!visto.is_empty()).then(|| ("R22", "El marco no ha llegado entero y aun así has contestado.".to_string()))
    }))?;
    con_aviso(&servidor, &format!("faltaban {faltaban} bytes"), "cerrar yo a mitad de un marco")
}
