//! `cliente_eco`: aquí el verificador es el servidor, y no siempre uno bueno.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use crate::anfitrion::Anfitrion;
use crate::caso::{Caso, Reto};
use crate::comun::{ARGUMENTOS_DE_CLIENTE, acaba_con, acabado, bytes_variados, nadie_escucha, sin_prisa, sin_puerto};
use crate::conversacion::{Esperado, Fin};
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::{Mesa, SILENCIO, en_segundos};
use crate::paciencia::Paciencia;
use crate::programa::Estado;
use redes::cifras::{en_bytes, numero};

/// Más de lo que cabe en los búferes del sistema con estos extremos.
const GRANDE: usize = 8 * 1024 * 1024;
/// El plazo del enunciado, y el margen de quien lo cumple.
/// Lo más que se devuelve a quien envía más de lo que se le ha dado.
const VUELTO_MAXIMO: usize = GRANDE * 2;
const PLAZO: Duration = Duration::from_secs(2);
const MARGEN: Duration = Duration::from_millis(800);

const SIN_CERRAR: &str = "Has enviado tu entrada y no has cerrado tu lado: el servidor sigue esperando más.";

pub const RETO: Reto = Reto { nombre: "cliente_eco", casos: CASOS, plazo: Some(PLAZO) };

const CASOS: &[Caso] = &[
    Caso::nuevo("un-mensaje", "envía su entrada, escribe el eco y acaba con código 0", |mesa| {
        eco_fiel(mesa, "¡Hola, señora!\n".as_bytes())
    }),
    Caso::nuevo("nada", "con una entrada vacía conecta, se despide y acaba con código 0", |mesa| eco_fiel(mesa, b"")),
    Caso::nuevo("a-trozos", "junta un eco que vuelve de byte en byte", |mesa| {
        let mesa_de = Anfitrion::nuevo(mesa, b"una se\xc3\xb1al\n", &[])?;
        let mut servidor = mesa_de.aceptar(mesa)?;
        servidor.exigir(Esperado::nuevo(&mesa_de.entrada))?;
        let trozos: Vec<[u8; 1]> = mesa_de.entrada.iter().map(|byte| [*byte]).collect();
        servidor.enviar_despacio(&trozos);
        servidor.despedirse();
        mesa_de.acabar_bien(mesa, servidor, "con un eco fiel que vuelve de byte en byte", "R01")
    }),
    Caso::nuevo("medio-cierre", "cierra su lado, para que el servidor sepa que no hay más", |mesa| {
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
    }),
    Caso::nuevo(
        "a-la-vez",
        "recoge el eco mientras envía 8 MiB, porque el servidor no lee más hasta que se lo recogen",
        a_la_vez,
    ),
    Caso::nuevo("eco-corto", "si vuelve menos de lo enviado, lo escribe y acaba con código 1", |mesa| {
        eco_malo(mesa, &[b'9'; 5000], &[b'9'; 1024], "con un eco que se queda corto")
    }),
    Caso::nuevo("eco-cambiado", "si lo que vuelve no es lo enviado, acaba con código 1", |mesa| {
        eco_malo(mesa, b"hola", b"hOla", "con un eco cambiado")
    }),
    Caso::nuevo("propina", "si vuelve algo de más, acaba con código 1", |mesa| {
        eco_malo(mesa, b"hola", b"hola!", "con un eco con un byte de más")
    }),
    Caso::nuevo("corte", "si el servidor corta, acaba con código 1 y una línea en stderr", |mesa| {
        let mesa_de = Anfitrion::nuevo(mesa, &[b'9'; 5000], &[])?;
        let mut servidor = mesa_de.aceptar(mesa)?;
        servidor.leer_hasta(1);
        servidor.cortar();
        mesa_de.acabar(mesa, 1, "con un servidor que corta", b"", "R28")
    }),
    Caso::nuevo("nadie-escucha", "si nadie escucha, acaba con código 1 y una línea en stderr", |mesa| {
        let (direccion, como, _reservado) = nadie_escucha()?;
        acaba_con(mesa, &[&direccion], 1, &como)
    }),
    ARGUMENTOS_DE_CLIENTE,
    Caso::nuevo("callado", "si pasan 2 segundos sin que se mueva nada, acaba con código 1", callado).lento(),
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
    let Devuelto { vuelto, por_volver, entero, movido } = devolver(&stream, mesa.paciencia(SILENCIO, &local.programa));
    mesa.nota(format!("han vuelto {} de {}", numero(vuelto), en_bytes(GRANDE)));
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    // También si ha sido él quien se ha cansado de esperar.
    let parados = !entero || movido.elapsed() > PLAZO * 3 / 4;
    if parados && vuelto < GRANDE && mesa.causa_de_fuerza_mayor(&local.programa).is_none() {
        let que = if por_volver { "no recoges el eco mientras envías" } else { "no me envías más" };
        let codigo = if por_volver { "R34" } else { "R07" };
        let frase =
            format!("Con {} MiB nos quedamos parados los dos: {que} (han vuelto {}).", GRANDE >> 20, en_bytes(vuelto));
        return mesa.mal(codigo, frase, &local.programa);
    }
    let _ = stream.shutdown(Shutdown::Write);
    local.acabar(mesa, 0, "con un eco fiel de 8 MiB", &local.entrada, "R23")
}

/// Hasta dónde ha llegado un eco.
struct Devuelto {
    vuelto: usize,
    /// ¿Quedaba algo ya leído por devolver?
    por_volver: bool,
    /// ¿Ha terminado el cliente? Si no, se ha quedado parado.
    entero: bool,
    /// La última vez que ha pasado algo.
    movido: Instant,
}

/// Devuelve lo que llega, de un solo búfer pequeño: sin leer más mientras no se pueda devolver lo leído.
fn devolver(mut stream: &TcpStream, mut paciencia: Paciencia<'_>) -> Devuelto {
    let mut buffer = vec![0; 16 * 1024];
    let (mut vuelto, mut pendiente) = (0_usize, 0..0);
    let mut movido = Instant::now();
    let entero = loop {
        let hecho = if pendiente.is_empty() {
            stream.read(&mut buffer).map(|leidos| pendiente = 0..leidos).map(|()| pendiente.len())
        } else {
            stream.write(&buffer[pendiente.clone()]).inspect(|escritos| {
                pendiente.start += escritos;
                vuelto += escritos;
            })
        };
        match hecho {
            Ok(0) => break true,
            // Quien no se calla nunca tampoco acaba.
            Ok(_) if vuelto > VUELTO_MAXIMO || paciencia.agotada() => break false,
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
    Devuelto { vuelto, por_volver: !pendiente.is_empty(), entero, movido }
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
