//! `inventario_cliente`: aquí el verificador es el servidor que recibe el informe, y el que decide qué acuse da.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::inventario::{Datos, MAXIMO, SENCILLO, acuse, cuerpo, leer};
use super::marcos::marco;
use crate::anfitrion::Anfitrion;
use crate::caso::{Caso, Reto};
use crate::comun::{ARGUMENTOS_DE_CLIENTE, a_tiempo, acaba_el_cliente, nadie_escucha, sin_prisa};
use crate::conversacion::{Conversacion, Esperado};
use crate::datagramas::renombrar_si;
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::{Mesa, en_segundos};
use crate::programa::Estado;
use redes::cable::en_texto;

/// El plazo del enunciado, y el margen de quien lo cumple.
const PLAZO: Duration = Duration::from_secs(2);
const MARGEN: Duration = Duration::from_millis(850);

pub const RETO: Reto = Reto { nombre: "inventario_cliente", casos: CASOS, plazo: Some(PLAZO) };

const CASOS: &[Caso] = &[
    Caso::nuevo("un-informe", "envía el informe, espera el acuse y acaba con código 0", |mesa| {
        entregar(mesa, b"2026-03-02\naula-12\nDebian 12\n", SENCILLO)
    })
    .pide(&[6, 7, 9, 10, 12]),
    Caso::nuevo("lineas-vacias", "admite una línea vacía, y que la última no acabe en salto", |mesa| {
        entregar(mesa, b"2026-03-02\n\nDebian 12", ["2026-03-02", "", "Debian 12"])
    })
    .pide(&[2, 3]),
    Caso::nuevo("tildes", "cuenta la longitud en bytes, y no en letras", |mesa| {
        entregar(
            mesa,
            "2026-03-02\nñandú-😀\nEdición de otoño\n".as_bytes(),
            ["2026-03-02", "ñandú-😀", "Edición de otoño"],
        )
    })
    .pide(&[7, 8]),
    Caso::nuevo(
        "comillas-y-barras",
        "escapa lo que JSON pide que se escape: comillas, barras y caracteres de control",
        |mesa| {
            entregar(
                mesa,
                b"2026-03-02\nel \"12\", del aula\tB\x01\nC:\\temp\\nueva \\u0041\n",
                ["2026-03-02", "el \"12\", del aula\tB\u{1}", "C:\\temp\\nueva \\u0041"],
            )
        },
    )
    .pide(&[8]),
    Caso::nuevo(
        "retornos",
        "quita el \\r\\n del final de cada línea, y no hace caso de lo que venga después",
        |mesa| entregar(mesa, b"2026-03-02\r\naula-12\r\nDebian 12\r\nsobra\r\n", SENCILLO),
    )
    .pide(&[1, 4]),
    Caso::nuevo("al-byte", "no toca los datos: ni espacios, ni ceros, ni otros saltos que no son el suyo", |mesa| {
        let datos = ["\u{feff}2026 \r", "  aula\t\u{b}\u{c}12\u{2028}Jose\u{301} ", "\0Debian\u{85}\u{1c}12\t"];
        let entrada = format!("{}\r\n{}\n{}\r\n", datos[0], datos[1], datos[2]);
        entregar(mesa, entrada.as_bytes(), datos)
    })
    .pide(&[5]),
    Caso::nuevo("justo", "envía un informe de 65 536 bytes, y con uno más ni conecta", justo).pide(&[16]),
    Caso::nuevo(
        "acuse-a-trozos",
        "junta un acuse que llega partido dentro de la longitud y dentro del cuerpo",
        |mesa| a_tiempo(mesa, PLAZO, acuse_a_trozos),
    )
    .pide(&[10]),
    Caso::nuevo("acuse-con-adornos", "entiende un acuse con espacios y con otros campos", |mesa| {
        let adornado =
            marco(b"{ \"motivo\" : \"ninguno\",\n  \"recibido\" : true, \"detalle\" : {\"recibido\":false} }");
        con_acuse(mesa, &adornado, 0, "con un acuse que dice true, con espacios y otros campos")
    })
    .pide(&[11]),
    Caso::nuevo("rechazo", "si el acuse dice false, acaba con código 1", |mesa| {
        con_acuse(mesa, &acuse(false), 1, "con un acuse que dice false")?;
        let trampa = marco(b"{\"detalle\":{\"recibido\":true},\"recibido\":false}");
        con_acuse(mesa, &trampa, 1, "con un acuse que dice false, y true en otro sitio")
    })
    .pide(&[13, 21]),
    Caso::nuevo("acuse-malo", "si el acuse no se entiende, acaba con código 1", |mesa| {
        for (malo, como) in [
            ("{}", "con un acuse al que le falta el campo"),
            ("{\"recibido\":\"true\"}", "con un acuse en el que `recibido` es un texto"),
            ("{\"recibido\":1}", "con un acuse en el que `recibido` es un número"),
            ("true", "con un acuse que no es un objeto"),
            ("{\"recibido\":true", "con un acuse sin la llave del final"),
        ] {
            con_acuse(mesa, &marco(malo.as_bytes()), 1, como)?;
        }
        con_acuse(mesa, b"\xff\xff\xff\xff{\"recibido\":true}", 1, "con un acuse que anuncia 4 GiB")?;
        con_acuse(mesa, b"\x80\0\0\x11{\"recibido\":true}", 1, "con un acuse que anuncia 2 GiB")?;
        con_acuse(mesa, &acuse_de(MAXIMO + 1), 1, "con un acuse de 65 537 bytes")?;
        con_acuse(mesa, &acuse_de(MAXIMO), 0, "con un acuse que dice true, de 65 536 bytes")
    })
    .pide(&[13, 22, 23]),
    Caso::nuevo("sin-acuse", "si el servidor cierra antes del acuse entero, acaba con código 1", |mesa| {
        con_acuse(mesa, b"", 1, "con un servidor que cierra sin dar el acuse")?;
        con_acuse(mesa, &acuse(true)[..11], 1, "con un servidor que cierra a mitad del acuse")
    })
    .pide(&[19]),
    Caso::nuevo("corte", "si el servidor corta, acaba con código 1 y una línea en stderr", |mesa| {
        let local = Anfitrion::nuevo(mesa, &entrada(SENCILLO), &[])?;
        let mut servidor = local.aceptar(mesa)?;
        recibir(mesa, &local, &mut servidor, SENCILLO)?;
        servidor.cortar();
        acaba_el_cliente(mesa, &local.programa, 1, "con un servidor que corta")
    })
    .pide(&[13, 20]),
    Caso::nuevo(
        "entrada-mala",
        "si faltan líneas, no son texto o no caben, acaba con código 1 sin conectar",
        |mesa| {
            sin_llamar(mesa, b"2026-03-02\naula-12\n", "con dos líneas en la entrada")?;
            sin_llamar(mesa, b"", "con la entrada vacía")?;
            sin_llamar(mesa, b"2026-03-02\naula-\xf1\nDebian 12\n", "con una entrada que no es UTF-8")?;
            let enorme = format!("2026-03-02\n{}\nDebian 12\n", "x".repeat(MAXIMO));
            sin_llamar(mesa, enorme.as_bytes(), "con un nombre de 65 536 letras")
        },
    )
    .pide(&[14, 15, 16]),
    Caso::nuevo("nadie-escucha", "si nadie escucha, acaba con código 1 y una línea en stderr", |mesa| {
        let (direccion, como, _reservado) = nadie_escucha()?;
        let programa = mesa.arrancar(&[&direccion], Some(entrada(SENCILLO)))?;
        let mut paciencia = mesa.paciencia_de_arranque(&programa);
        programa.esperar(|| paciencia.queda());
        acaba_el_cliente(mesa, &programa, 1, &como)
    })
    .pide(&[17]),
    ARGUMENTOS_DE_CLIENTE.pide(&[18, 26]),
    Caso::nuevo("callado", "si a los 2 segundos no ha llegado el acuse, acaba con código 1", |mesa| {
        esperar_el_acuse(mesa, &[], "callado")
    })
    .lento()
    .pide(&[24]),
    Caso::nuevo("goteo", "el plazo es para el acuse entero, aunque vayan llegando bytes", |mesa| {
        let adorno = format!("{{{}\"recibido\":true}}", " ".repeat(100));
        esperar_el_acuse(mesa, &marco(adorno.as_bytes()), "enviando el acuse de byte en byte")
    })
    .lento()
    .pide(&[25]),
];

/// Un acuse que dice `true` y ocupa eso: lo que falta son espacios.
fn acuse_de(bytes: usize) -> Vec<u8> {
    let corto = "{\"recibido\":true}";
    marco(format!("{}{corto}", " ".repeat(bytes - corto.len())).as_bytes())
}

/// Con los mismos espacios y el mismo orden, cada letra de más en el nombre es un byte de más en el cuerpo: primero se mira cuánto
/// ocupa uno corto, y de ahí sale el que llega justo.
fn justo(mesa: &Mesa<'_>) -> Paso {
    let con_nombre = |nombre: &str| entrada(["hoy", nombre, "1"]);
    let local = Anfitrion::nuevo(mesa, &con_nombre("x"), &[])?;
    let mut servidor = local.aceptar(mesa)?;
    servidor.leer_hasta(4);
    let corto =
        servidor.recibido.split_first_chunk::<4>().map_or(0, |(cabecera, _)| u32::from_be_bytes(*cabecera)) as usize;
    recibir(mesa, &local, &mut servidor, ["hoy", "x", "1"])?;
    let nombre = "x".repeat(1 + MAXIMO - corto);
    let paso = entregar(mesa, &con_nombre(&nombre), ["hoy", &nombre, "1"]);
    renombrar_si(
        paso,
        &["R16", "R18"],
        "R21",
        "Un informe de 65 536 bytes justos cabe, y tu programa no lo ha enviado.",
    )?;
    sin_llamar(mesa, &con_nombre(&format!("{nombre}x")), "con un informe de 65 537 bytes")
}

fn entrada(datos: Datos<'_>) -> Vec<u8> {
    datos.map(|dato| format!("{dato}\n")).concat().into_bytes()
}

/// Recibe el informe, da el acuse y exige un final feliz.
fn entregar(mesa: &Mesa<'_>, entrada: &[u8], datos: Datos<'_>) -> Paso {
    let local = Anfitrion::nuevo(mesa, entrada, &[])?;
    let mut servidor = local.aceptar(mesa)?;
    recibir(mesa, &local, &mut servidor, datos)?;
    servidor.enviar(&acuse(true));
    acaba_el_cliente(mesa, &local.programa, 0, "con un acuse que dice true")?;
    nada_mas(&mut servidor)
}

/// Detrás del informe no puede venir nada.
fn nada_mas(servidor: &mut Conversacion<'_>) -> Paso {
    servidor.leer_hasta(usize::MAX);
    if servidor.recibido.is_empty() {
        return Ok(());
    }
    let frase = format!("Detrás del informe han llegado {} bytes más.", servidor.recibido.len());
    servidor.mal("R22", &frase)
}

/// Recibe el informe, contesta eso, se despide y exige ese código.
fn con_acuse(mesa: &Mesa<'_>, contestacion: &[u8], codigo: i32, como: &str) -> Paso {
    mesa.nota(como);
    let local = Anfitrion::nuevo(mesa, &entrada(SENCILLO), &[])?;
    let mut servidor = local.aceptar(mesa)?;
    recibir(mesa, &local, &mut servidor, SENCILLO)?;
    if !contestacion.is_empty() {
        servidor.enviar(contestacion);
    }
    servidor.despedirse();
    acaba_el_cliente(mesa, &local.programa, codigo, como)
}

fn acuse_a_trozos(mesa: &Mesa<'_>, tardado: &Cell<Duration>) -> Paso {
    let local = Anfitrion::nuevo(mesa, &entrada(SENCILLO), &[])?;
    let mut servidor = local.aceptar(mesa)?;
    let inicio = Instant::now();
    recibir(mesa, &local, &mut servidor, SENCILLO)?;
    let acuse = acuse(true);
    servidor.enviar_despacio(&[&acuse[..2], &acuse[2..9], &acuse[9..]]);
    tardado.set(inicio.elapsed());
    let paso = acaba_el_cliente(mesa, &local.programa, 0, "con un acuse que llega en trozos");
    renombrar_si(paso, &["R18"], "R01", "El acuse ha llegado en trozos y te has quedado con el primero.")
}

/// Recibe el informe y exige que sea ese. Lo quita de lo recibido.
fn recibir(mesa: &Mesa<'_>, local: &Anfitrion, servidor: &mut Conversacion<'_>, datos: Datos<'_>) -> Paso {
    servidor.leer_hasta(4);
    let Some((cabecera, _)) = servidor.recibido.split_first_chunk::<4>() else {
        return servidor.exigir(Esperado::nuevo(&marco(&cuerpo(datos))));
    };
    let anunciada = u32::from_be_bytes(*cabecera) as usize;
    if anunciada <= MAXIMO {
        servidor.leer_hasta(4 + anunciada);
    }
    let leido = servidor.recibido.get(4..4 + anunciada).map(leer);
    if leido.is_some_and(|leido| leido.is_ok_and(|leido| leido == datos)) {
        servidor.recibido.drain(..4 + anunciada);
        return Ok(());
    }
    // No es lo que tenía que ser. Antes de decir por qué, lo que aún esté llegando.
    servidor.leer_todo_en(Duration::from_millis(300));
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    if let Some(hallazgo) = mesa.causa_de_fuerza_mayor(&local.programa) {
        return Err(Tropiezo::Mal(Box::new(hallazgo)));
    }
    let (codigo, frase) = que_falla(&servidor.recibido, anunciada, datos);
    let mut hallazgo = mesa.hallazgo(codigo, frase, &local.programa);
    (hallazgo.esperado, hallazgo.visto) = (Some(marco(&cuerpo(datos))), Some(servidor.recibido.clone()));
    if codigo == "R48" {
        // Lo que está mal se ve mejor como texto, y entero.
        hallazgo
            .notas
            .push(format!("El JSON que has enviado: {}", en_texto(&servidor.recibido[4..]).unwrap_or_default()));
    }
    hallazgo.notas.push("Lo esperado es una manera de escribirlo: el orden y los espacios los eliges tú.".to_string());
    Err(Tropiezo::Mal(Box::new(hallazgo)))
}

/// Lo que ha llegado no es el informe pedido: ¿qué le pasa?
fn que_falla(visto: &[u8], anunciada: usize, datos: Datos<'_>) -> (&'static str, String) {
    let (cabecera, entero) = visto.split_at(4);
    if leer(visto).is_ok() || cabecera.starts_with(b"{") {
        return ("R21", "El informe llega sin los cuatro bytes de su longitud delante.".to_string());
    }
    let suya = u32::from_le_bytes([cabecera[0], cabecera[1], cabecera[2], cabecera[3]]) as usize;
    if suya == entero.len() && anunciada != suya {
        return ("R12", format!("La longitud {suya} ha llegado con los bytes del revés: se lee {anunciada}."));
    }
    let letras = String::from_utf8_lossy(entero).chars().count();
    if anunciada != entero.len() && anunciada == letras {
        return (
            "R29",
            format!("La cabecera dice {anunciada}, que son letras; el cuerpo ocupa {} bytes.", entero.len()),
        );
    }
    if anunciada != entero.len() {
        return ("R21", format!("La cabecera anuncia {anunciada} bytes y detrás llegan {}.", entero.len()));
    }
    // Lo que hay que escapar, y solo eso, falla aquí: con los datos sencillos ya ha ido bien.
    let delicado = datos.iter().any(|dato| dato.contains(['"', '\\']));
    match leer(entero) {
        Err(_) if delicado => {
            ("R48", "Con comillas, barras y un tabulador en los datos, tu JSON ya no se puede leer.".to_string())
        }
        Ok(_) if delicado => {
            ("R48", "Tu JSON se puede leer, pero lo que dice ya no son los datos de la entrada.".to_string())
        }
        Err(motivo) => ("R21", format!("El cuerpo no es el informe pedido: {motivo}.")),
        Ok(leidos) if leidos.iter().zip(datos).all(|(leido, dato)| leido.trim_end_matches(['\r', '\n']) == dato) => {
            ("R22", "Los datos llevan pegado su final de línea, que no es parte de ellos.".to_string())
        }
        Ok(leidos) => ("R21", format!("Los datos del informe no son los de la entrada: {leidos:?}.")),
    }
}

/// Con una entrada de la que no sale un informe, exige que acabe con código 1 sin haber conectado.
fn sin_llamar(mesa: &Mesa<'_>, entrada: &[u8], como: &str) -> Paso {
    mesa.nota(como);
    let local = Anfitrion::nuevo(mesa, entrada, &[])?;
    local.acabar_sin_llamar(mesa, como)
}

/// Un servidor que recibe el informe y da `goteo` de byte en byte, tan despacio que no acaba a tiempo.
fn esperar_el_acuse(mesa: &Mesa<'_>, goteo: &[u8], como: &str) -> Paso {
    let local = Anfitrion::nuevo(mesa, &entrada(SENCILLO), &[])?;
    let mut servidor = local.aceptar(mesa)?;
    recibir(mesa, &local, &mut servidor, SENCILLO)?;
    let inicio = Instant::now();
    let mut paciencia = mesa.paciencia(PLAZO + MARGEN, &local.programa);
    let (mut bytes, mut ultimo) = (goteo.iter(), Instant::now());
    let (estado, tardado) = paciencia.esperar_midiendo(&local.programa, inicio, || {
        if ultimo.elapsed() > Duration::from_millis(150)
            && let Some(byte) = bytes.next()
        {
            servidor.enviar(&[*byte]);
            ultimo = Instant::now();
        }
    });
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    if estado == Estado::Vivo || tardado > PLAZO + MARGEN {
        let frase =
            format!("El servidor lleva {} s {como} y tu programa sigue esperando el acuse.", en_segundos(tardado));
        return mesa.mal("R31", frase, &local.programa);
    }
    acaba_el_cliente(mesa, &local.programa, 1, &format!("con un servidor que lleva 2 s {como}"))?;
    sin_prisa(mesa, &local.programa, tardado, PLAZO)
}
