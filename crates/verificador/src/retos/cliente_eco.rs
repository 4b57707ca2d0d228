//! `cliente_eco`: aquí el verificador es el servidor, y no siempre uno bueno.

use std::io::{ErrorKind, Read};
use std::net::Shutdown;
use std::time::{Duration, Instant};

use redes::cifras::{en_bytes, numero};

use crate::anfitrion::{Anfitrion, sin_puerto};
use crate::comun::{ARGUMENTOS_DE_CLIENTE, acaba_con, acabado, bytes_variados, nadie_escucha, sin_prisa};
use crate::conversacion::{Esperado, Fin};
use crate::mesa::{Mesa, Paso, SILENCIO, en_segundos};
use crate::programa::Estado;
use crate::{Caso, Tropiezo};

/// Más de lo que cabe en los búferes del sistema con estos extremos.
const GRANDE: usize = 8 * 1024 * 1024;
/// El plazo del enunciado, y el margen de quien lo cumple.
pub const PLAZO: Duration = Duration::from_secs(2);
const MARGEN: Duration = Duration::from_millis(800);

const SIN_CERRAR: &str = "Has enviado tu entrada y no has cerrado tu lado: el servidor sigue esperando más.";

pub const CASOS: &[Caso] = &[
    Caso {
        nombre: "un-mensaje",
        que: "envía su entrada, escribe el eco y acaba con código 0",
        lento: false,
        jugar: |mesa| eco_fiel(mesa, "¡Hola, señora!\n".as_bytes()),
    },
    Caso {
        nombre: "nada",
        que: "con una entrada vacía conecta, se despide y acaba con código 0",
        lento: false,
        jugar: |mesa| eco_fiel(mesa, b""),
    },
    Caso {
        nombre: "a-trozos",
        que: "junta un eco que vuelve de byte en byte",
        lento: false,
        jugar: |mesa| {
            let mesa_de = Anfitrion::nuevo(mesa, b"una se\xc3\xb1al\n", &[])?;
            let mut servidor = mesa_de.aceptar(mesa)?;
            servidor.exigir(Esperado::nuevo(&mesa_de.entrada))?;
            let trozos: Vec<[u8; 1]> = mesa_de.entrada.iter().map(|byte| [*byte]).collect();
            servidor.enviar_despacio(&trozos);
            servidor.despedirse();
            mesa_de.acabar_bien(mesa, servidor, "con un eco fiel que vuelve de byte en byte", "R01")
        },
    },
    Caso {
        nombre: "medio-cierre",
        que: "cierra su lado, para que el servidor sepa que no hay más",
        lento: false,
        jugar: |mesa| {
            let mesa_de = Anfitrion::nuevo(mesa, "una línea\n".as_bytes(), &[])?;
            let mut servidor = mesa_de.aceptar(mesa)?;
            mesa.nota("el servidor no contesta hasta ver el final");
            // Menos que el plazo del programa: si no ha cerrado, aún no se ha rendido.
            servidor.leer_todo_en(PLAZO / 2);
            if servidor.recibido == mesa_de.entrada && servidor.calla() && !mesa.cancelado() {
                return mesa.mal("R32", SIN_CERRAR, &mesa_de.programa);
            }
            servidor.exigir_final(Esperado::nuevo(&mesa_de.entrada))?;
            servidor.enviar(&mesa_de.entrada);
            servidor.despedirse();
            mesa_de.acabar_bien(mesa, servidor, "con un eco fiel que vuelve al final", "R32")
        },
    },
    Caso {
        nombre: "a-la-vez",
        que: "recoge el eco mientras envía 8 MiB, porque el servidor no lee más hasta que se lo recogen",
        lento: false,
        jugar: a_la_vez,
    },
    Caso {
        nombre: "eco-corto",
        que: "si vuelve menos de lo enviado, lo escribe y acaba con código 1",
        lento: false,
        jugar: |mesa| eco_malo(mesa, &[b'9'; 5000], &[b'9'; 1024], "con un eco que se queda corto"),
    },
    Caso {
        nombre: "eco-cambiado",
        que: "si lo que vuelve no es lo enviado, acaba con código 1",
        lento: false,
        jugar: |mesa| eco_malo(mesa, b"hola", b"hOla", "con un eco cambiado"),
    },
    Caso {
        nombre: "propina",
        que: "si vuelve algo de más, acaba con código 1",
        lento: false,
        jugar: |mesa| eco_malo(mesa, b"hola", b"hola!", "con un eco con un byte de más"),
    },
    Caso {
        nombre: "corte",
        que: "si el servidor corta, acaba con código 1 y una línea en stderr",
        lento: false,
        jugar: |mesa| {
            let mesa_de = Anfitrion::nuevo(mesa, &[b'9'; 5000], &[])?;
            let mut servidor = mesa_de.aceptar(mesa)?;
            servidor.leer_hasta(1);
            servidor.cortar();
            mesa_de.acabar(mesa, 1, "con un servidor que corta", b"", "R28")
        },
    },
    Caso {
        nombre: "nadie-escucha",
        que: "si nadie escucha, acaba con código 1 y una línea en stderr",
        lento: false,
        jugar: |mesa| {
            let (direccion, como, _reservado) = nadie_escucha()?;
            acaba_con(mesa, &[&direccion], 1, &como)
        },
    },
    ARGUMENTOS_DE_CLIENTE,
    Caso {
        nombre: "callado",
        que: "si pasan 2 segundos sin que se mueva nada, acaba con código 1",
        lento: true,
        jugar: callado,
    },
];

fn eco_fiel(mesa: &Mesa<'_>, entrada: &[u8]) -> Paso {
    let local = Anfitrion::nuevo(mesa, entrada, &[])?;
    let mut servidor = local.aceptar(mesa)?;
    servidor.exigir(Esperado::nuevo(entrada))?;
    servidor.enviar(entrada);
    // Se despide como un servidor de eco: al ver que el cliente se despide, o si no lo hace, de todos modos.
    servidor.leer_todo_en(SILENCIO / 3);
    if servidor.fin == Some(Fin::Cierra) && servidor.calla() {
        return mesa.mal("R32", SIN_CERRAR, &local.programa);
    }
    servidor.fin = None;
    servidor.despedirse();
    local.acabar_bien(mesa, servidor, "con un eco fiel", "R23")
}

/// Devuelve `eco` en lugar de lo enviado, y exige que el cliente se dé cuenta.
fn eco_malo(mesa: &Mesa<'_>, entrada: &[u8], eco: &[u8], como: &str) -> Paso {
    let local = Anfitrion::nuevo(mesa, entrada, &[])?;
    let mut servidor = local.aceptar(mesa)?;
    servidor.exigir(Esperado::nuevo(entrada))?;
    servidor.enviar(eco);
    servidor.despedirse();
    local.acabar(mesa, 1, como, eco, "R23")
}

/// Un servidor que lee un poco, lo devuelve, y no lee más hasta que se lo recogen.
fn a_la_vez(mesa: &Mesa<'_>) -> Paso {
    let local = Anfitrion::nuevo(mesa, &bytes_variados(GRANDE), &[])?;
    let stream = local.esperar_llamada(mesa)?;
    let listo = stream
        .set_read_timeout(Some(Duration::from_millis(20)))
        .and_then(|()| stream.set_write_timeout(Some(Duration::from_millis(20))));
    listo.map_err(|error| sin_puerto(&error))?;
    let mut paciencia = mesa.paciencia(SILENCIO, &local.programa);
    let mut buffer = vec![0; 16 * 1024];
    let (mut vuelto, mut pendiente) = (0_usize, 0..0);
    let mut movido = Instant::now();
    let entero = loop {
        let hecho = if pendiente.is_empty() {
            (&stream).read(&mut buffer).map(|leidos| pendiente = 0..leidos).map(|()| pendiente.len())
        } else {
            std::io::Write::write(&mut (&stream), &buffer[pendiente.clone()]).inspect(|escritos| {
                pendiente.start += escritos;
                vuelto += escritos;
            })
        };
        match hecho {
            Ok(0) => break true,
            Ok(_) => {
                movido = Instant::now();
                paciencia.renovar();
            }
            Err(error)
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted) =>
            {
                if !paciencia.queda() {
                    break false;
                }
            }
            Err(_) => break true,
        }
    };
    mesa.nota(format!("han vuelto {} de {}", numero(vuelto), en_bytes(GRANDE)));
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    // También si ha sido él quien se ha cansado de esperar.
    let parados = !entero || movido.elapsed() > PLAZO * 3 / 4;
    if parados && vuelto < GRANDE && mesa.causa_de_fuerza_mayor(&local.programa).is_none() {
        let que = if pendiente.is_empty() { "no me envías más" } else { "no recoges el eco mientras envías" };
        let codigo = if pendiente.is_empty() { "R07" } else { "R34" };
        let frase =
            format!("Con {} MiB nos quedamos parados los dos: {que} (han vuelto {}).", GRANDE >> 20, en_bytes(vuelto));
        return mesa.mal(codigo, frase, &local.programa);
    }
    let _ = stream.shutdown(Shutdown::Write);
    local.acabar(mesa, 0, "con un eco fiel de 8 MiB", &local.entrada, "R23")
}

/// Un servidor que acepta y no hace nada más.
fn callado(mesa: &Mesa<'_>) -> Paso {
    let local = Anfitrion::nuevo(mesa, b"hola", &[])?;
    let _servidor = local.esperar_llamada(mesa)?;
    let inicio = Instant::now();
    let mut paciencia = mesa.paciencia(PLAZO + MARGEN, &local.programa);
    let (estado, tardado) = paciencia.esperar_midiendo(&local.programa, inicio, || ());
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    if estado == Estado::Vivo {
        let frase = format!("El servidor lleva {} s callado y tu programa sigue esperando.", en_segundos(tardado));
        return mesa.mal("R31", frase, &local.programa);
    }
    acabado(mesa, &local.programa, estado, 1, "con un servidor que calla")?;
    sin_prisa(mesa, &local.programa, tardado, PLAZO)
}
