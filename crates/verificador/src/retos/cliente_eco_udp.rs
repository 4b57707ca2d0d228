//! `cliente_eco_udp`: aquí el verificador es el servidor de eco, y los extraños que escriben antes que él.

use std::time::{Duration, Instant};

use crate::caso::{Caso, Reto};
use crate::comun::{ARGUMENTOS_DE_CLIENTE, acaba_con, acabado, nadie_recibe};
use crate::datagramas::{AnfitrionUdp, Charla, MAXIMO, medido, renombrar};
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::Mesa;
use crate::programa::Estado;

/// El plazo del enunciado, y el margen de quien lo cumple.
const PLAZO: Duration = Duration::from_secs(1);
const MARGEN: Duration = Duration::from_millis(1200);
/// Cada cuánto escribe un charlatán.
const PAUSA: Duration = Duration::from_millis(100);
/// Quien se rinde antes de esto no ha esperado su segundo, por mal que se mida.
const PRONTO: Duration = Duration::from_millis(600);

pub const RETO: Reto = Reto { nombre: "cliente_eco_udp", casos: CASOS, plazo: None };

const CASOS: &[Caso] = &[
    Caso::nuevo("un-mensaje", "envía su entrada en un datagrama, escribe el eco y acaba con código 0", |mesa| {
        eco_fiel(mesa, "¡Hola, señora!\n".as_bytes(), "R23")
    })
    .pide(&[1, 2, 7]),
    Caso::nuevo("bytes", "envía y escribe bytes cualesquiera, sean o no texto", |mesa| {
        eco_fiel(mesa, b"\x00\xff\xfe\r\n\x00 \xc3\x28\x00", "R23")
    })
    .pide(&[2]),
    Caso::nuevo("cinco-mil", "envía y recibe 5000 bytes en un solo datagrama", |mesa| {
        eco_fiel(mesa, &mesa.bytes_variados(5000), "R36")
    })
    .pide(&[3]),
    Caso::nuevo("el-mayor", "envía y recibe el mayor datagrama que cabe", |mesa| {
        eco_fiel(mesa, &mesa.bytes_variados(MAXIMO), "R36")
    })
    .pide(&[14]),
    Caso::nuevo("nada", "con una entrada vacía envía un datagrama vacío, y espera su eco", |mesa| {
        let frase = "Un datagrama de 0 bytes es un mensaje como otro: se envía, llega y se contesta.";
        renombrar(eco_fiel(mesa, b"", "R40"), "R40", frase)
    })
    .pide(&[1, 4]),
    Caso::nuevo("no-cabe", "si la entrada no cabe en un datagrama, no envía nada y acaba con código 1", no_cabe)
        .pide(&[11, 15]),
    Caso::nuevo("callado", "si pasa 1 segundo sin que llegue el eco, acaba con código 1", callado)
        .lento()
        .pide(&[11, 12]),
    Caso::nuevo("extrano", "no hace caso de un extraño que contesta antes que el servidor", extrano).pide(&[5, 8]),
    Caso::nuevo("otra-cosa", "no toma por el eco otra contestación del servidor, y sigue esperando el suyo", |mesa| {
        let frase = "Antes del eco ha llegado del servidor otra cosa, y tu programa no ha esperado más.";
        renombrar(
            antes_del_eco(mesa, b"segunda", &[b"la primera", b"la primera", b"segund", b"segunda!"]),
            "R38",
            frase,
        )
    })
    .pide(&[6, 9]),
    Caso::nuevo("vacio-antes", "no toma un datagrama vacío por el eco, ni por una despedida", |mesa| {
        let frase = "Antes del eco ha llegado un datagrama vacío, y tu programa no ha esperado más.";
        renombrar(antes_del_eco(mesa, b"hola", &[b""]), "R40", frase)
    })
    .pide(&[10]),
    Caso::nuevo("impostor", "no da por bueno un eco que no viene del servidor", |mesa| {
        let local = AnfitrionUdp::nuevo(mesa, b"hola", &[])?;
        let (mut buzon, visto) = local.primero(mesa)?;
        buzon.exigir_envio(b"hola", visto)?;
        buzon.extrano()?.enviar(b"hola");
        if let Some(mut tocayo) = buzon.tocayo()? {
            tocayo.enviar(b"hola");
        }
        let frase =
            "El servidor no ha contestado: el único eco lo ha enviado otro, y tu programa lo ha dado por bueno.";
        renombrar(local.acabar(mesa, 1, "con un eco que envía otro", b"", "R28"), "R37", frase)
    })
    .lento()
    .pide(&[5]),
    Caso::nuevo("cambiado", "no da por bueno un eco cambiado: acaba con código 1", |mesa| {
        let local = AnfitrionUdp::nuevo(mesa, b"hola y adios", &[])?;
        let (mut buzon, visto) = local.primero(mesa)?;
        buzon.exigir_envio(b"hola y adios", visto)?;
        buzon.enviar(b"hola y adioS");
        let frase = "El eco no es lo enviado, y tu programa lo ha dado por bueno.";
        renombrar(local.acabar(mesa, 1, "con un eco cambiado", b"", "R28"), "R28", frase)
    })
    .lento()
    .pide(&[6]),
    Caso::nuevo("charlatan", "el segundo es para todo: que escriban otros no lo alarga", charlatan).lento().pide(&[13]),
    Caso::nuevo(
        "puerto-muerto",
        "si en la dirección no hay nadie, acaba con código 1 y una línea en stderr",
        |mesa| {
            let (direccion, como, _reservado) = nadie_recibe()?;
            acaba_con(mesa, &[&direccion], 1, &como)
        },
    )
    .lento()
    .pide(&[17]),
    ARGUMENTOS_DE_CLIENTE.pide(&[16, 18]),
];

fn eco_fiel(mesa: &Mesa<'_>, entrada: &[u8], corto: &'static str) -> Paso {
    let local = AnfitrionUdp::nuevo(mesa, entrada, &[])?;
    let (mut buzon, visto) = local.primero(mesa)?;
    buzon.exigir_envio(entrada, visto)?;
    buzon.enviar(entrada);
    local.acabar(mesa, 0, "con un eco fiel", entrada, corto)
}

/// Antes del eco, el servidor envía otras cosas.
fn antes_del_eco(mesa: &Mesa<'_>, entrada: &[u8], antes: &[&[u8]]) -> Paso {
    let local = AnfitrionUdp::nuevo(mesa, entrada, &[])?;
    let (mut buzon, visto) = local.primero(mesa)?;
    buzon.exigir_envio(entrada, visto)?;
    for datagrama in antes {
        buzon.enviar(datagrama);
    }
    buzon.enviar(entrada);
    local.acabar(mesa, 0, "con un eco fiel detrás de otra cosa", entrada, "R23")
}

fn no_cabe(mesa: &Mesa<'_>) -> Paso {
    let entrada = mesa.bytes_variados(MAXIMO + 1);
    let local = AnfitrionUdp::nuevo(mesa, &entrada, &[])?;
    match local.primero(mesa) {
        Ok((mut buzon, visto)) => buzon.exigir_envio(&entrada, visto),
        // Que no envíe nada es lo que se pide.
        Err(Tropiezo::Mal(hallazgo)) if hallazgo.codigo == "R16" => {
            local.acabar(mesa, 1, &format!("con {} bytes, que no caben", entrada.len()), b"", "R28")
        }
        Err(otro) => Err(otro),
    }
}

fn extrano(mesa: &Mesa<'_>) -> Paso {
    let local = AnfitrionUdp::nuevo(mesa, b"hola", &[])?;
    let (mut buzon, visto) = local.primero(mesa)?;
    buzon.exigir_envio(b"hola", visto)?;
    buzon.extrano()?.enviar(b"mentira");
    buzon.enviar(b"hola");
    let frase = "Antes que el servidor ha escrito un extraño, y tu programa le ha hecho caso.";
    renombrar(local.acabar(mesa, 0, "con un extraño que contesta antes", b"hola", "R23"), "R37", frase)
}

/// Un servidor que no contesta: ni más ni menos de un segundo.
fn callado(mesa: &Mesa<'_>) -> Paso {
    let local = AnfitrionUdp::nuevo(mesa, b"hola", &[])?;
    let (mut buzon, visto) = local.primero(mesa)?;
    let inicio = Instant::now();
    buzon.exigir_envio(b"hola", visto)?;
    // Quien reintenta dentro de su segundo no hace mal a nadie.
    let mut paciencia = mesa.paciencia(PLAZO + MARGEN, &local.programa);
    while paciencia.edad() < (PLAZO + MARGEN) * 2 && buzon.recibir_con(&mut paciencia).is_some() {}
    let (estado, tardado) = (local.programa.estado(), buzon.callado_desde(inicio));
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    if estado == Estado::Vivo || tardado > PLAZO + MARGEN {
        let frase = format!("El servidor lleva {} ms callado y tu programa sigue esperando.", tardado.as_millis());
        return mesa.mal("R35", frase, &local.programa);
    }
    local.programa.asentar();
    acabado(mesa, &local.programa, estado, 1, "con un servidor que calla")?;
    if tardado < PRONTO {
        let frase =
            format!("Tu programa se ha rendido a los {} ms, y tenía que esperar 1 segundo.", tardado.as_millis());
        return mesa.mal("R31", frase, &local.programa);
    }
    Ok(())
}

/// El servidor calla, y otros no paran de escribir.
fn charlatan(mesa: &Mesa<'_>) -> Paso {
    medido(mesa, || {
        let local = AnfitrionUdp::nuevo(mesa, b"hola", &[])?;
        let (mut buzon, visto) = local.primero(mesa)?;
        buzon.exigir_envio(b"hola", visto)?;
        let mut otro = buzon.extrano()?;
        match buzon.charlar(&mut otro, b"bla, bla, bla", PAUSA, PLAZO + MARGEN) {
            Charla::SinMedir => Ok(false),
            Charla::Espera if !mesa.cancelado() => {
                let frase = "Ha pasado más del doble del plazo y tu programa sigue esperando: cada datagrama ajeno se lo alarga.";
                mesa.mal("R31", frase, &local.programa)
            }
            _ => {
                let como = "con un servidor que calla y un extraño que no";
                local.acabar(mesa, 1, como, b"", "R28").map(|()| true)
            }
        }
    })
}
