//! `cliente_eco`: aquí el verificador es el servidor, y no siempre uno bueno.

use std::cell::Cell;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use crate::anfitrion::Anfitrion;
use crate::caso::{Caso, Reto};
use crate::comun::{
    ARGUMENTOS_DE_CLIENTE, a_tiempo, acaba_con, acaba_el_cliente, acabado, nadie_escucha, sin_prisa, sin_puerto,
};
use crate::conversacion::{Esperado, Fin, tomado_por_texto};
use crate::hallazgo::{Hallazgo, Paso, Tropiezo};
use crate::mesa::{Mesa, SILENCIO, en_segundos};
use crate::paciencia::Paciencia;
use crate::programa::Estado;
use redes::cifras::{en_bytes, numero};

/// Más de lo que cabe en los búferes del sistema con estos extremos.
const GRANDE: usize = 8 * 1024 * 1024;
/// Lo más que se devuelve a quien envía más de lo que se le ha dado.
const VUELTO_MAXIMO: usize = GRANDE * 2;
/// El plazo del enunciado, y el margen de quien lo cumple.
const PLAZO: Duration = Duration::from_secs(2);
const MARGEN: Duration = Duration::from_millis(800);

/// Cada cuánto vuelve un byte del eco que gotea: con cuatro, más que su plazo.
const ENTRE_GOTAS: Duration = Duration::from_millis(650);
/// La mitad de lo que se envía para ver si lo escribe según llega: más que lo que junta cualquier salida.
const MEDIO: usize = 256 * 1024;

const SIN_CERRAR: &str = "Has enviado tu entrada y no has cerrado tu lado: el servidor sigue esperando más.";

pub const RETO: Reto = Reto { nombre: "cliente_eco", casos: CASOS, plazo: Some(PLAZO) };

const CASOS: &[Caso] = &[
    Caso::nuevo("un-mensaje", "envía su entrada, escribe el eco y acaba con código 0", |mesa| {
        eco_fiel(mesa, "¡Hola, señora!\n".as_bytes())
    })
    .pide(&[3, 5, 9]),
    Caso::nuevo("nada", "con una entrada vacía conecta, se despide y acaba con código 0", |mesa| eco_fiel(mesa, b""))
        .pide(&[1]),
    Caso::nuevo("a-trozos", "junta un eco que vuelve de byte en byte", |mesa| {
        let mensaje = "una señal 😀\n".as_bytes();
        // Primero entero: solo se dice que es por los trozos si entero va bien.
        eco_fiel(mesa, mensaje)?;
        mesa.nota("otra vez, con un eco que vuelve de byte en byte");
        let mesa_de = Anfitrion::nuevo(mesa, mensaje, &[])?;
        let mut servidor = mesa_de.aceptar(mesa)?;
        servidor.exigir(Esperado::nuevo(&mesa_de.entrada))?;
        let trozos: Vec<[u8; 1]> = mesa_de.entrada.iter().map(|byte| [*byte]).collect();
        servidor.enviar_despacio(&trozos);
        servidor.despedirse();
        mesa_de.acabar_bien(mesa, servidor, "con un eco fiel que vuelve de byte en byte", "R01")
    })
    .pide(&[7]),
    Caso::nuevo("cualquier-byte", "envía su entrada tal cual, tenga los bytes que tenga y donde los tenga", |mesa| {
        for entrada in CON_SENTIDO {
            eco_fiel(mesa, entrada)?;
        }
        let todos: Vec<u8> = (0..=255).collect();
        eco_fiel(mesa, &todos).map_err(|tropiezo| por_no_ser_texto(mesa, tropiezo))
    })
    .pide(&[3, 5]),
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
    })
    .pide(&[4]),
    Caso::nuevo(
        "a-la-vez",
        "recoge el eco mientras envía 8 MiB, porque el servidor no lee más hasta que se lo recogen",
        a_la_vez,
    )
    .pide(&[2, 8]),
    Caso::nuevo("segun-llega", "escribe lo que vuelve sin esperar a que vuelva todo", segun_llega).pide(&[6]),
    Caso::nuevo("eco-corto", "si vuelve menos de lo enviado, lo escribe y acaba con código 1", |mesa| {
        eco_malo(mesa, &[b'9'; 5000], &[b'9'; 1024], "con un eco que se queda corto")
    })
    .pide(&[12]),
    Caso::nuevo("eco-cambiado", "si lo que vuelve no es lo enviado, acaba con código 1", |mesa| {
        eco_malo(mesa, b"hola", b"hOla", "con un eco cambiado")
    })
    .pide(&[14]),
    Caso::nuevo("propina", "si vuelve algo de más, acaba con código 1", |mesa| {
        eco_malo(mesa, b"hola", b"hola!", "con un eco con un byte de más")
    })
    .pide(&[15]),
    Caso::nuevo(
        "en-cuanto-lo-ve",
        "acaba en cuanto ve algo distinto o de más, sin esperar a que el servidor cierre",
        |mesa| {
            for (eco, como) in [
                (&b"hOla"[..], "con un eco cambiado y la conexión abierta"),
                (b"hola!", "con un byte de más y la conexión abierta"),
            ] {
                let local = Anfitrion::nuevo(mesa, b"hola", &[])?;
                let mut servidor = local.aceptar(mesa)?;
                servidor.exigir(Esperado::nuevo(b"hola"))?;
                servidor.enviar(eco);
                // Menos que su plazo: quien acaba por él no lo ha visto.
                acaba_el_cliente(mesa, &local.programa, 1, como)?;
            }
            Ok(())
        },
    )
    .pide(&[16]),
    Caso::nuevo("corte", "si el servidor corta, acaba con código 1 y una línea en stderr", |mesa| {
        let mesa_de = Anfitrion::nuevo(mesa, &[b'9'; 5000], &[])?;
        let mut servidor = mesa_de.aceptar(mesa)?;
        // Cuando ya lo ha enviado todo: así es al leer cuando se entera.
        servidor.exigir_final(Esperado::nuevo(&mesa_de.entrada))?;
        servidor.cortar();
        mesa_de.acabar(mesa, 1, "con un servidor que corta", b"", "R28")
    })
    .pide(&[13]),
    Caso::nuevo("nadie-escucha", "si nadie escucha, acaba con código 1 y una línea en stderr", |mesa| {
        let (direccion, como, _reservado) = nadie_escucha()?;
        acaba_con(mesa, &[&direccion], 1, &como)
    })
    .pide(&[10]),
    ARGUMENTOS_DE_CLIENTE.pide(&[11, 19]),
    Caso::nuevo("callado", "si pasan 2 segundos sin que se mueva nada, acaba con código 1", callado)
        .lento()
        .pide(&[17]),
    Caso::nuevo("goteo", "sigue esperando mientras algo se mueva, aunque en total pasen más de 2 segundos", |mesa| {
        a_tiempo(mesa, PLAZO, goteo)
    })
    .lento()
    .pide(&[18]),
];

/// Lo que significa algo para una terminal, para quien separa líneas o para quien lee texto; aquí, nada.
const CON_SENTIDO: &[&[u8]] = &[
    b"\r\n \t hola\x04 adios\x1a\r\n \t\r\n",
    b"en medio \0 y al final \0",
    b"\0al principio",
    "\u{feff}n\u{303} 😀\u{2028}\u{85}fin".as_bytes(),
];

/// El texto ya iba bien: si con estos bytes acaba sin conectar, es porque los ha tomado por texto.
fn por_no_ser_texto(mesa: &Mesa<'_>, tropiezo: Tropiezo) -> Tropiezo {
    match tropiezo {
        Tropiezo::Mal(hallazgo) if hallazgo.codigo == "R16" && !mesa.cancelado() => {
            let frase = "Con una entrada que no es texto UTF-8, tu programa acaba sin conectar.".to_string();
            Tropiezo::Mal(Box::new(Hallazgo { codigo: "R14", frase, ..*hallazgo }))
        }
        otro => otro,
    }
}

/// Vuelve la mitad y se espera a que la escriba. Basta con que escriba algo: muchos lenguajes juntan unos cuantos miles de bytes.
fn segun_llega(mesa: &Mesa<'_>) -> Paso {
    let local = Anfitrion::nuevo(mesa, &mesa.bytes_variados(MEDIO * 2), &[])?;
    let mut servidor = local.aceptar(mesa)?;
    servidor.exigir(Esperado::nuevo(&local.entrada))?;
    servidor.enviar(&local.entrada[..MEDIO]);
    let mut paciencia = mesa.paciencia(PLAZO / 2, &local.programa);
    while local.programa.cuanto_ha_escrito() == 0 && local.programa.estado() == Estado::Vivo && paciencia.queda() {
        thread::sleep(Duration::from_millis(2));
    }
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    if local.programa.cuanto_ha_escrito() == 0 && local.programa.estado() == Estado::Vivo {
        let frase =
            format!("Han vuelto {} y tu programa no ha escrito nada: espera a que vuelva todo.", en_bytes(MEDIO));
        return mesa.mal("R06", frase, &local.programa);
    }
    servidor.enviar(&local.entrada[MEDIO..]);
    servidor.despedirse();
    local.acabar_bien(mesa, servidor, "con un eco que vuelve en dos mitades", "R23")
}

/// Un eco que vuelve de byte en byte, cada uno antes de que se agote el plazo, y entre todos después.
fn goteo(mesa: &Mesa<'_>, tardado: &Cell<Duration>) -> Paso {
    let local = Anfitrion::nuevo(mesa, b"hola", &[])?;
    let mut servidor = local.aceptar(mesa)?;
    servidor.exigir(Esperado::nuevo(b"hola"))?;
    for byte in b"hola" {
        let inicio = Instant::now();
        let mut paciencia = mesa.paciencia(ENTRE_GOTAS, &local.programa);
        while local.programa.estado() == Estado::Vivo && inicio.elapsed() < ENTRE_GOTAS && paciencia.queda() {
            thread::sleep(Duration::from_millis(5));
        }
        tardado.set(tardado.get().max(inicio.elapsed()));
        if mesa.cancelado() {
            return Err(Tropiezo::Cancelado);
        }
        if local.programa.estado() != Estado::Vivo && mesa.causa_de_fuerza_mayor(&local.programa).is_none() {
            let frase = format!(
                "Volvía un byte cada {} ms, y tu programa no ha esperado al siguiente.",
                ENTRE_GOTAS.as_millis()
            );
            return mesa.mal("R31", frase, &local.programa);
        }
        servidor.enviar(&[*byte]);
    }
    servidor.despedirse();
    local.acabar_bien(mesa, servidor, "con un eco fiel que vuelve poco a poco", "R23")
}

fn eco_fiel(mesa: &Mesa<'_>, entrada: &[u8]) -> Paso {
    let local = Anfitrion::nuevo(mesa, entrada, &[])?;
    let mut servidor = local.aceptar(mesa)?;
    servidor.exigir(Esperado::nuevo(entrada).reconocer(&|visto| tomado_por_texto(visto, entrada)))?;
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
    let local = Anfitrion::nuevo(mesa, &mesa.bytes_variados(GRANDE), &[])?;
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
