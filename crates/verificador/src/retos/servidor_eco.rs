//! `servidor_eco`: devuelve cada byte en cuanto llega, hasta que el cliente se despide.

use crate::caso::{Caso, Reto};
use crate::comun::{ARGUMENTOS_DE_SERVIDOR, ARRANQUE_DE_SERVIDOR, bytes_variados, cortes, segunda_tanda};
use crate::conversacion::{Conversacion, Esperado};
use crate::hallazgo::Paso;
use crate::memoria::{Memoria, guarda_lo_que_llega};
use crate::mesa::{Mesa, Servidor};

/// Lo que cruza en los casos grandes: más de lo que cabe en los búferes del sistema.
const GRANDE: usize = 8 * 1024 * 1024;
/// Lo último que envía el cliente que tarda en leer.
const COLA: usize = 16 * 1024;

pub const RETO: Reto = Reto { nombre: "servidor_eco", casos: CASOS, plazo: None };

const CASOS: &[Caso] = &[
    ARRANQUE_DE_SERVIDOR,
    Caso::nuevo("un-mensaje", "devuelve un mensaje en cuanto llega, y cierra cuando el cliente se despide", |mesa| {
        eco_de_un_mensaje(&mut mesa.servidor()?.conectar()?)
    }),
    Caso::nuevo("byte-a-byte", "sigue devolviendo lo que llega, aunque llegue de byte en byte", |mesa| {
        let servidor = mesa.servidor()?;
        let mut cliente = servidor.conectar()?;
        let mensaje = "¡Hola, señora!".as_bytes();
        // Se juzga el mensaje entero, para que la transcripción cuente cuánto ha vuelto.
        for (indice, byte) in mensaje.iter().enumerate() {
            cliente.enviar(&[*byte]);
            cliente.leer_hasta(indice + 1);
            if cliente.recibido != mensaje[..=indice] {
                break;
            }
            // Si va a cerrar, que le dé tiempo: con el byte siguiente ya en camino, el cierre sería un corte o no, según.
            servidor.esperar_a_que_atienda();
        }
        if cliente.recibido == mensaje {
            cliente.despedirse();
        }
        cliente.exigir_final(Esperado::nuevo(mensaje).corto("R01").callado("R01"))
    }),
    Caso::nuevo("nada", "cierra sin decir nada si el cliente se despide sin haber dicho nada", |mesa| {
        let servidor = mesa.servidor()?;
        let mut cliente = servidor.conectar()?;
        cliente.despedirse();
        cliente.exigir_final(Esperado::nuevo(b""))
    }),
    Caso::nuevo("cinco-mil", "devuelve 5000 bytes, y no solo los que caben en una lectura", |mesa| {
        cruzar(mesa, 5000, "R01")
    }),
    Caso::nuevo("corto-tras-largo", "tras un mensaje largo devuelve uno corto sin restos del otro", |mesa| {
        let servidor = mesa.servidor()?;
        let mut cliente = servidor.conectar()?;
        for mensaje in ["un mensaje largo, de los que llenan", "corto"] {
            cliente.enviar(mensaje.as_bytes());
            cliente.exigir(Esperado::nuevo(mensaje.as_bytes()).corto("R01").callado("R01"))?;
        }
        cliente.despedirse();
        cliente.exigir_final(Esperado::nuevo(b""))
    }),
    Caso::nuevo("medio-cierre", "devuelve todo lo que falte aunque el cliente ya se haya despedido", |mesa| {
        let servidor = mesa.servidor()?;
        let mut cliente = servidor.conectar()?;
        let mensaje = bytes_variados(50_000);
        cliente.enviar(&mensaje);
        cliente.despedirse();
        cliente.exigir_final(Esperado::nuevo(&mensaje))
    }),
    Caso::nuevo("ocho-megas", "devuelve 8 MiB sin guardarlos", |mesa| cruzar(mesa, GRANDE, "R23")),
    Caso::nuevo("lector-lento", "espera a un cliente que tarda en recoger su eco, sin perder nada", |mesa| {
        lector_lento(mesa)
    }),
    Caso::nuevo("segunda-tanda", "atiende a cinco clientes, uno detrás de otro", |mesa| {
        segunda_tanda(mesa, eco_de_un_mensaje)
    }),
    Caso::nuevo("cortes", "quien se va o corta a medias no detiene el servidor", |mesa| {
        cortes(mesa, b"a medias", eco_de_un_mensaje)
    }),
    ARGUMENTOS_DE_SERVIDOR,
];

fn eco_de_un_mensaje(cliente: &mut Conversacion<'_>) -> Paso {
    cliente.enviar(b"hola");
    cliente.exigir(Esperado::nuevo(b"hola"))?;
    cliente.despedirse();
    cliente.exigir_final(Esperado::nuevo(b""))
}

/// Envía y recibe a la vez `cuantos` bytes, y mira cuánta memoria ha costado.
fn cruzar(mesa: &Mesa<'_>, cuantos: usize, corto: &'static str) -> Paso {
    let servidor = mesa.servidor()?;
    let memoria = Memoria::de(&servidor.programa);
    let mensaje = bytes_variados(cuantos);
    let mut cliente = servidor.conectar()?;
    cliente.cruzar(&mensaje);
    let crecido = memoria.sospechosa();
    cliente.exigir_final(Esperado::nuevo(&mensaje).corto(corto))?;
    let Some(crecido) = crecido else { return Ok(()) };
    let mut otro = servidor.conectar()?;
    if guarda_lo_que_llega(&servidor.programa, &mut otro, &mensaje) {
        return los_guarda(&servidor, crecido, cuantos);
    }
    Ok(())
}

/// Un cliente que no lee nada hasta que el programa ya no puede escribirle más. Quien sigue leyendo, lo está guardando.
fn lector_lento(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let memoria = Memoria::de(&servidor.programa);
    let mensaje = bytes_variados(GRANDE);
    let mut cliente = servidor.conectar_sordo()?;
    let enviados = cliente.enviar_hasta_el_atasco(&mensaje[..GRANDE - COLA]);
    // Con sitio de nuevo, un último trozo, que cabe de una vez: a quien ha tirado lo que no cabía le faltará lo de en medio.
    cliente.recoger(enviados);
    let mensaje = &mensaje[..enviados + COLA];
    cliente.enviar(&mensaje[enviados..]);
    cliente.despedirse();
    cliente.leer_hasta(usize::MAX);
    let crecido = memoria.sospechosa();
    cliente.exigir_final(Esperado::nuevo(mensaje))?;
    match crecido {
        // Quien deja de leer cuando no puede escribir no lo está guardando, ocupe lo que ocupe.
        Some(crecido) if enviados == GRANDE - COLA => los_guarda(&servidor, crecido, mensaje.len()),
        _ => Ok(()),
    }
}

fn los_guarda(servidor: &Servidor<'_>, crecido: u64, cuantos: usize) -> Paso {
    let frase = format!(
        "Al devolver {} MiB, la memoria de tu programa ha crecido {} MiB: los está guardando.",
        cuantos >> 20,
        crecido >> 20
    );
    servidor.mesa.mal("R25", frase, &servidor.programa)
}
