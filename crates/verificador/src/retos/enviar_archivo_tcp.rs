//! `enviar_archivo_tcp`: aquí el verificador es el receptor: uno lento, uno que rechaza, uno que se va.

use std::cell::Cell;
use std::thread;
use std::time::{Duration, Instant};

use super::fichero::{Fichero, GRANDE};
use crate::anfitrion::Anfitrion;
use crate::carpeta::Carpeta;
use crate::caso::{Caso, Reto};
use crate::comun::{a_tiempo, acaba_con, acaba_el_cliente, nadie_escucha, sin_prisa};
use crate::conversacion::{Conversacion, Esperado};
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::{Mesa, en_segundos};
use crate::programa::Estado;
use crate::sistema;

/// Lo que puede crecer la memoria con [`GRANDE`]: menos que guardarlo, y más que cualquier búfer razonable.
const CRECE: u64 = 6 * 1024 * 1024;
/// Lo que mide el fichero con el que se sale de dudas.
const ENORME: u64 = 160 * 1024 * 1024;
/// Los plazos del enunciado, y el margen de quien los cumple.
const PLAZO: Duration = Duration::from_secs(2);
const MARGEN: Duration = Duration::from_millis(850);
/// Lo que el receptor lento tarda en empezar a leer.
const PEREZA: Duration = Duration::from_millis(250);

pub const RETO: Reto = Reto { nombre: "enviar_archivo_tcp", casos: CASOS, plazo: Some(PLAZO) };

const CASOS: &[Caso] = &[
    Caso::nuevo("un-fichero", "anuncia el fichero, lo envía, espera el veredicto y acaba con código 0", |mesa| {
        entregar(mesa, &Fichero::nuevo("hola.txt", mesa.palabra(0).as_bytes())).map(drop)
    }),
    Caso::nuevo("vacio", "envía un fichero de 0 bytes, y otro de 1", |mesa| {
        entregar(mesa, &Fichero::nuevo("vacio.txt", b""))?;
        entregar(mesa, &Fichero::nuevo("uno.txt", b"1"))?;
        // Su suma, cbf43926, no cabe en 31 bits.
        entregar(mesa, &Fichero::nuevo("suma.txt", b"123456789")).map(drop)
    }),
    Caso::nuevo("nombre", "cuenta el nombre en bytes, y no en letras", |mesa| {
        entregar(mesa, &Fichero::nuevo("un ñandú ☕.txt", b"hola")).map(drop)
    }),
    Caso::nuevo("cualquier-byte", "envía tal cual un fichero que no es texto", |mesa| {
        let todos = mesa.bytes_cualesquiera(70_000);
        entregar(mesa, &Fichero::nuevo("foto.bin", &[&b"END\r\n\x1a"[..], &todos, b"END"].concat())).map(drop)
    }),
    Caso::nuevo("ocho-megas", "envía 8 MiB a un receptor lento, sin perder nada y sin guardarlos", ocho_megas),
    Caso::nuevo("rechazo", "si el veredicto no es 00, acaba con código 1", |mesa| {
        for veredicto in [1, 2, 255] {
            con_veredicto(mesa, &[veredicto], &format!("con un receptor que contesta {veredicto:02x}"))?;
        }
        Ok(())
    }),
    Caso::nuevo("sin-veredicto", "si el receptor cierra sin dar el veredicto, acaba con código 1", |mesa| {
        con_veredicto(mesa, b"", "con un receptor que cierra sin dar el veredicto")
    }),
    Caso::nuevo("corte", "si el receptor corta a la mitad, acaba con código 1 y una línea en stderr", |mesa| {
        let carpeta = Carpeta::nueva()?;
        let ruta = carpeta.crear("grande.bin", &mesa.bytes_variados(1024 * 1024))?;
        let local = Anfitrion::nuevo(mesa, b"", &[&ruta])?;
        let mut receptor = local.aceptar(mesa)?;
        receptor.leer_hasta(10_000);
        receptor.cortar();
        acaba_el_cliente(mesa, &local.programa, 1, "con un receptor que corta a la mitad")
    }),
    Caso::nuevo(
        "no-se-puede-leer",
        "si el fichero no existe o es una carpeta, acaba con código 1 sin conectar",
        |mesa| {
            let carpeta = Carpeta::nueva()?;
            sin_llamar(mesa, &carpeta.con("no-existe.txt"), "con un fichero que no existe")?;
            sin_llamar(mesa, &carpeta.con(""), "con una carpeta en lugar de un fichero")
        },
    ),
    Caso::nuevo("nadie-escucha", "si nadie escucha, acaba con código 1 y una línea en stderr", |mesa| {
        let carpeta = Carpeta::nueva()?;
        let ruta = carpeta.crear("hola.txt", b"hola")?;
        let (direccion, como, _reservado) = nadie_escucha()?;
        acaba_con(mesa, &[&direccion, &ruta], 1, &como)
    }),
    Caso::nuevo(
        "argumentos",
        "si falta algún argumento acaba con código 2; con algo que no es una dirección, con 1",
        |mesa| {
            let carpeta = Carpeta::nueva()?;
            let ruta = carpeta.crear("hola.txt", b"hola")?;
            acaba_con(mesa, &[], 2, "sin argumentos")?;
            acaba_con(mesa, &["127.0.0.1:9"], 2, "sin el fichero")?;
            acaba_con(mesa, &["127.0.0.1:70000", &ruta], 1, "con un puerto que no existe, 127.0.0.1:70000")
        },
    ),
    Caso::nuevo("callado", "si a los 2 segundos del último byte no hay veredicto, acaba con código 1", callado).lento(),
];

/// Recibe un fichero, lo da por guardado y exige un final feliz. Devuelve lo que llegó a ocupar el programa.
fn entregar(mesa: &Mesa<'_>, fichero: &Fichero<'_>) -> Paso<Option<u64>> {
    entregar_a(mesa, fichero, Duration::ZERO, None, &Cell::default())
}

/// Lo mismo, a un receptor que tarda en empezar a leer. `antes` es lo que ocupa el programa con un fichero pequeño.
fn entregar_a(
    mesa: &Mesa<'_>,
    fichero: &Fichero<'_>,
    pereza: Duration,
    antes: Option<u64>,
    tardado: &Cell<Duration>,
) -> Paso<Option<u64>> {
    let carpeta = Carpeta::nueva()?;
    let ruta = carpeta.crear(fichero.nombre, fichero.bytes)?;
    let local = Anfitrion::nuevo(mesa, b"", &[&ruta])?;
    let mut receptor = local.aceptar(mesa)?;
    // No es para dar tiempo a nada: es un receptor perezoso, y mientras tanto se le llenan los búferes.
    thread::sleep(pereza);
    let inicio = Instant::now();
    recibir(&mut receptor, fichero)?;
    let memoria = sistema::memoria_maxima(local.programa.pid());
    receptor.enviar(&[0]);
    tardado.set(inicio.elapsed());
    acaba_el_cliente(mesa, &local.programa, 0, "con un receptor que lo guarda")?;
    receptor.leer_hasta(usize::MAX);
    if !receptor.recibido.is_empty() {
        let frase = format!("Detrás del fichero han llegado {} bytes más.", receptor.recibido.len());
        receptor.mal("R22", &frase)?;
    }
    // Al final: mientras se sale de dudas, este ya ha recibido su veredicto.
    if let (Some(antes), Some(memoria)) = (antes, memoria)
        && memoria.saturating_sub(antes) > CRECE
        && guarda_uno_enorme(mesa, &carpeta, antes)?
    {
        let frase = format!(
            "Al enviar {} MiB, tu programa ocupa {} MiB más que al enviar 1 byte: los está guardando.",
            fichero.bytes.len() >> 20,
            (memoria - antes) >> 20
        );
        return mesa.mal("R25", frase, &local.programa);
    }
    Ok(memoria)
}

/// A quien tiene recolector de basura, 8 MiB le cuestan tanto como a quien los guarda todos: se le pide uno mucho mayor.
fn guarda_uno_enorme(mesa: &Mesa<'_>, carpeta: &Carpeta, antes: u64) -> Paso<bool> {
    let ruta = carpeta.crear_hueco("enorme.bin", ENORME)?;
    let local = Anfitrion::nuevo(mesa, b"", &[&ruta])?;
    let mut receptor = local.aceptar(mesa)?;
    mesa.nota(format!("y ahora, uno de {} MiB", ENORME >> 20));
    let ha_llegado = receptor.tirar(ENORME as usize);
    let memoria = sistema::memoria_maxima(local.programa.pid());
    Ok(ha_llegado && memoria.is_some_and(|memoria| memoria.saturating_sub(antes) > ENORME * 2 / 3))
}

/// Exige el anuncio y los bytes.
fn recibir(receptor: &mut Conversacion<'_>, fichero: &Fichero<'_>) -> Paso {
    let esperado = fichero.entero();
    let reconocer = |visto: &[u8]| que_falla(visto, fichero);
    receptor.exigir(Esperado::nuevo(&esperado).reconocer(&reconocer))
}

/// Errores del anuncio que se reconocen: cada campo, con su sitio.
fn que_falla(visto: &[u8], fichero: &Fichero<'_>) -> Option<(&'static str, String)> {
    let (bueno, nombre, bytes) = (fichero.anuncio(), fichero.nombre, fichero.bytes);
    let (tamano, suma) = (bueno.get(4..12)?, bueno.get(12..16)?);
    let suyo = visto.get(..18)?;
    let del_reves = |campo: &[u8]| campo.iter().rev().copied().collect::<Vec<u8>>();
    if suyo[..4] != bueno[..4] {
        return Some(("R21", "Lo primero que llega no es «FT1» y un salto de línea.".to_string()));
    }
    if suyo[4..12] != *tamano {
        return Some(if suyo[4..12] == *del_reves(tamano) {
            ("R12", format!("El tamaño {} ha llegado con los bytes del revés.", bytes.len()))
        } else {
            ("R21", format!("El fichero mide {} bytes, y el anuncio dice otra cosa.", bytes.len()))
        });
    }
    if suyo[12..16] != *suma {
        return Some(if suyo[12..16] == *del_reves(suma) {
            ("R12", "La suma ha llegado con los bytes del revés.".to_string())
        } else {
            ("R21", "La suma del anuncio no es el CRC-32 de los bytes del fichero.".to_string())
        });
    }
    let longitud = usize::from(u16::from_be_bytes([suyo[16], suyo[17]]));
    let letras = nombre.chars().count();
    if longitud == letras && letras != nombre.len() {
        let frase = format!("El anuncio dice {letras}, que son letras; el nombre ocupa {} bytes.", nombre.len());
        return Some(("R29", frase));
    }
    if longitud != nombre.len() && longitud == usize::from((nombre.len() as u16).swap_bytes()) {
        return Some(("R12", "La longitud del nombre ha llegado con los bytes del revés.".to_string()));
    }
    let llegado = visto.get(18..(18 + longitud).min(visto.len()))?;
    if longitud > nombre.len() && llegado.ends_with(nombre.as_bytes()) {
        return Some(("R21", "El nombre anunciado lleva delante las carpetas de la ruta.".to_string()));
    }
    None
}

/// Primero un fichero pequeño, para saber lo que ocupa el programa, y después el grande, a quien no tiene prisa.
fn ocho_megas(mesa: &Mesa<'_>) -> Paso {
    let antes = entregar(mesa, &Fichero::nuevo("uno.txt", b"1"))?;
    let bytes = mesa.bytes_variados(GRANDE);
    a_tiempo(mesa, PLAZO, |mesa, tardado| {
        entregar_a(mesa, &Fichero::nuevo("grande.bin", &bytes), PEREZA, antes, tardado).map(drop)
    })
}

/// Recibe un fichero, contesta eso, se despide y exige que acabe con código 1.
fn con_veredicto(mesa: &Mesa<'_>, veredicto: &[u8], como: &str) -> Paso {
    let carpeta = Carpeta::nueva()?;
    let ruta = carpeta.crear("hola.txt", b"hola")?;
    let local = Anfitrion::nuevo(mesa, b"", &[&ruta])?;
    let mut receptor = local.aceptar(mesa)?;
    recibir(&mut receptor, &Fichero::nuevo("hola.txt", b"hola"))?;
    if !veredicto.is_empty() {
        receptor.enviar(veredicto);
    }
    receptor.despedirse();
    acaba_el_cliente(mesa, &local.programa, 1, como)
}

/// Con algo que no se puede enviar, exige que acabe con código 1 sin haber conectado.
fn sin_llamar(mesa: &Mesa<'_>, ruta: &str, como: &str) -> Paso {
    mesa.nota(como);
    let local = Anfitrion::nuevo(mesa, b"", &[ruta])?;
    local.acabar_sin_llamar(mesa, como)
}

/// Un receptor que lo lee todo y no contesta.
fn callado(mesa: &Mesa<'_>) -> Paso {
    let inicio = Instant::now();
    let carpeta = Carpeta::nueva()?;
    let ruta = carpeta.crear("hola.txt", b"hola")?;
    let local = Anfitrion::nuevo(mesa, b"", &[&ruta])?;
    let mut receptor = local.aceptar(mesa)?;
    recibir(&mut receptor, &Fichero::nuevo("hola.txt", b"hola"))?;
    let mut paciencia = mesa.paciencia(PLAZO + MARGEN, &local.programa);
    let (estado, tardado) = paciencia.esperar_midiendo(&local.programa, inicio, || ());
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    if estado == Estado::Vivo {
        let frase = format!(
            "El receptor lo ha leído todo hace {} s, calla, y tu programa sigue esperando.",
            en_segundos(tardado)
        );
        return mesa.mal("R31", frase, &local.programa);
    }
    acaba_el_cliente(mesa, &local.programa, 1, "con un receptor que lo lee todo y calla")?;
    sin_prisa(mesa, &local.programa, tardado, PLAZO)
}
