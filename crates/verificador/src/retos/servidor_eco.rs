//! `servidor_eco`: devuelve cada byte en cuanto llega, hasta que el cliente se despide.

use crate::caso::{Caso, Reto};
use crate::comun::{ARGUMENTOS_DE_SERVIDOR, ARRANQUE_DE_SERVIDOR, cortes, segunda_tanda};
use crate::conversacion::{Conversacion, Esperado, Fin, tomado_por_texto};
use crate::datagramas::renombrar_si;
use crate::hallazgo::Paso;
use crate::memoria::Memoria;
use crate::mesa::{Mesa, Servidor};

/// Lo que cruza en los casos grandes: más de lo que cabe en los búferes del sistema.
const GRANDE: usize = 8 * 1024 * 1024;
/// Lo último que envía el cliente que tarda en leer.
const COLA: usize = 16 * 1024;
pub const RETO: Reto = Reto { nombre: "servidor_eco", casos: CASOS, plazo: None };

const CASOS: &[Caso] = &[
    ARRANQUE_DE_SERVIDOR.pide(&[10, 11, 12]),
    Caso::nuevo("un-mensaje", "devuelve un mensaje en cuanto llega, y cierra cuando el cliente se despide", |mesa| {
        eco_de_un_mensaje(&mut mesa.servidor()?.conectar()?)
    })
    .pide(&[1, 2, 8, 9]),
    Caso::nuevo("segunda-tanda", "atiende a cinco clientes, uno detrás de otro", |mesa| {
        segunda_tanda(mesa, eco_de_un_mensaje)
    })
    .pide(&[16]),
    Caso::nuevo("nada", "cierra sin decir nada si el cliente se despide sin haber dicho nada", |mesa| {
        let servidor = mesa.servidor()?;
        let mut cliente = servidor.conectar()?;
        cliente.despedirse();
        cliente.exigir_final(Esperado::nuevo(b""))
    })
    .pide(&[8, 9]),
    Caso::nuevo("cinco-mil", "devuelve 5000 bytes, y no solo los que caben en una lectura", cinco_mil).pide(&[4]),
    Caso::nuevo("byte-a-byte", "sigue devolviendo lo que llega, aunque llegue de byte en byte", byte_a_byte)
        .pide(&[2, 3]),
    Caso::nuevo("medio-cierre", "devuelve todo lo que falte aunque el cliente ya se haya despedido", |mesa| {
        let servidor = mesa.servidor()?;
        let mut cliente = servidor.conectar()?;
        let mensaje = mesa.bytes_variados(50_000);
        cliente.enviar(&mensaje);
        cliente.despedirse();
        let todo = cliente.exigir_final(Esperado::nuevo(&mensaje));
        renombrar_si(todo, &["R07"], "R23", "Me he despedido, y lo que faltaba por volver no ha vuelto.")
    })
    .pide(&[7]),
    Caso::nuevo("corto-tras-largo", "tras un mensaje largo devuelve uno corto sin restos del otro", |mesa| {
        turnos(&mesa.servidor()?, &[b"un mensaje largo, de los que llenan", b"corto"])
    })
    .pide(&[1]),
    Caso::nuevo("cualquier-byte", "devuelve cualquier byte, esté donde esté: no son letras ni líneas", cualquier_byte)
        .pide(&[1]),
    Caso::nuevo("ocho-megas", "devuelve 8 MiB sin guardarlos", ocho_megas).pide(&[4, 5]),
    Caso::nuevo("lector-lento", "espera a un cliente que tarda en recoger su eco, sin perder nada", sin_recoger)
        .pide(&[5, 6]),
    Caso::nuevo("cortes", "quien se va o corta a medias no detiene el servidor", |mesa| {
        cortes(mesa, b"a medias", eco_de_un_mensaje)
    })
    .pide(&[16, 17]),
    ARGUMENTOS_DE_SERVIDOR.pide(&[13, 14, 15]),
];

fn eco_de_un_mensaje(cliente: &mut Conversacion<'_>) -> Paso {
    cliente.enviar(b"hola");
    cliente.exigir(Esperado::nuevo(b"hola"))?;
    cliente.despedirse();
    cliente.exigir_final(Esperado::nuevo(b""))
}

/// Cinco mil letras de una vez, por una conexión que sigue abierta.
fn cinco_mil(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let mut cliente = servidor.conectar()?;
    let mensaje: Vec<u8> = mesa.bytes_variados(5000).iter().map(|byte| b'0' + (byte & 0x3f)).collect();
    cliente.enviar(&mensaje);
    cliente.leer_hasta(mensaje.len());
    // Con lo demás por leer, cerrar es cortar: puede que el principio llegue, y puede que no.
    let de_una_lectura = cliente.fin == Some(Fin::Corta) || !cliente.recibido.is_empty();
    let una_lectura = |visto: &[u8]| {
        let principio = visto.len() < mensaje.len() && mensaje.starts_with(visto) && de_una_lectura;
        let frase = "De 5000 bytes que han llegado de una vez no has devuelto más que el principio.";
        principio.then(|| ("R01", frase.to_string()))
    };
    cliente.exigir(Esperado::nuevo(&mensaje).reconocer(&una_lectura))?;
    cliente.despedirse();
    cliente.exigir_final(Esperado::nuevo(b""))
}

/// Primero entero: solo se dice que es por los trozos si entero vuelve bien.
fn byte_a_byte(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    // La primera letra es de un byte, y ninguna de las partidas está donde acabaría una sola lectura.
    let mensaje = "Hola,señora😀".as_bytes();
    mesa.nota("un cliente envía un mensaje entero");
    turnos(&servidor, &[mensaje])?;
    mesa.nota("otro, el mismo de byte en byte");
    let mut cliente = servidor.conectar()?;
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
    let letra_partida = |visto: &[u8]| {
        let falta = mensaje.strip_prefix(visto)?;
        let frase =
            "Los bytes han ido volviendo hasta el primero de una letra que ocupa varios: los estás tomando por texto.";
        falta.first().is_some_and(|byte| *byte >= 0xc2).then(|| ("R14", frase.to_string()))
    };
    let reconocer = |visto: &[u8]| letra_partida(visto).or_else(|| tomado_por_texto(visto, mensaje));
    cliente.exigir_final(Esperado::nuevo(mensaje).corto("R01").callado("R01").reconocer(&reconocer))
}

/// Cada mensaje, cuando ya ha vuelto el anterior.
fn turnos(servidor: &Servidor<'_>, mensajes: &[&[u8]]) -> Paso {
    let mut cliente = servidor.conectar()?;
    let mut codigos: &[&str] = &[];
    for mensaje in mensajes {
        cliente.enviar(mensaje);
        let reconocer = |visto: &[u8]| tomado_por_texto(visto, mensaje);
        let vuelve = cliente.exigir(Esperado::nuevo(mensaje).reconocer(&reconocer));
        renombrar_si(vuelve, codigos, "R23", "Lo anterior lo has devuelto; de esto, nada.")?;
        codigos = &["R07"];
        // Si va a cerrar, que le dé tiempo: con lo siguiente ya en camino, el cierre sería un corte o no, según.
        servidor.esperar_a_que_atienda();
    }
    cliente.despedirse();
    cliente.exigir_final(Esperado::nuevo(b""))
}

/// Lo que significa algo para una terminal, para quien separa líneas o para quien lee texto; aquí, nada.
const CON_SENTIDO: &[&[u8]] = &[
    b"hola\0adios",
    b"\0principio",
    b"final\0",
    b"\r",
    b"\n",
    b"\r\n",
    b" \t\r\n los blancos \r\n\t ",
    b"\x04",
    b"\x1a",
    b"quit\n",
    b"\x1b[31m\x7f\x08",
    "\u{feff}BOM".as_bytes(),
    "n\u{303} ñ \u{2028} \u{85} 😀".as_bytes(),
    b"%s %n \\n \" '",
    b"\xff\xfe\xc3",
    b"\xb1 y \xed\xa0\x80",
];

fn cualquier_byte(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let todos: Vec<u8> = (0..=255).collect();
    turnos(&servidor, CON_SENTIDO)?;
    mesa.nota("otro cliente envía los 256 bytes que hay");
    turnos(&servidor, &[&todos])?;
    mesa.nota("otro, los mismos de byte en byte");
    let mut cliente = servidor.conectar()?;
    let trozos: Vec<[u8; 1]> = todos.iter().map(|byte| [*byte]).collect();
    cliente.enviar_despacio(&trozos);
    cliente.despedirse();
    cliente.exigir_final(Esperado::nuevo(&todos).corto("R01").callado("R01"))
}

/// Envía y recibe a la vez, y mira cuánta memoria ha costado.
fn ocho_megas(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let memoria = Memoria::de(&servidor.programa);
    let mensaje = mesa.bytes_variados(GRANDE);
    let mut cliente = servidor.conectar()?;
    cliente.cruzar(&mensaje);
    cliente.exigir_final(Esperado::nuevo(&mensaje))?;
    memoria.exigir_que_no_guarde(&servidor, &mensaje, |crecido| los_guarda(crecido, GRANDE))
}

/// Un cliente que no lee nada hasta que el programa ya no puede escribirle más. Quien sigue leyendo, lo está guardando.
fn sin_recoger(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let memoria = Memoria::de(&servidor.programa);
    let mensaje = mesa.bytes_variados(GRANDE);
    let mut cliente = servidor.conectar_sordo()?;
    let enviados = cliente.enviar_hasta_el_atasco(&mensaje[..GRANDE - COLA]);
    // Con sitio de nuevo, un último trozo, que cabe de una vez: a quien ha tirado lo que no cabía le faltará lo de en medio.
    cliente.recoger(enviados);
    let mensaje = &mensaje[..enviados + COLA];
    cliente.enviar(&mensaje[enviados..]);
    cliente.despedirse();
    cliente.exigir_final(Esperado::nuevo(mensaje))?;
    match memoria.sospechosa() {
        // Quien deja de leer cuando no puede escribir no lo está guardando, ocupe lo que ocupe.
        Some(crecido) if enviados == GRANDE - COLA => {
            let (codigo, frase) = los_guarda(crecido >> 20, mensaje.len());
            mesa.mal(codigo, frase, &servidor.programa)
        }
        _ => Ok(()),
    }
}

fn los_guarda(crecido: u64, cuantos: usize) -> (&'static str, String) {
    let frase = format!(
        "Al devolver {} MiB, la memoria de tu programa ha crecido {crecido} MiB: los está guardando.",
        cuantos >> 20
    );
    ("R25", frase)
}
