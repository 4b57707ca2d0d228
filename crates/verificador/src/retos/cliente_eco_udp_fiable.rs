//! `cliente_eco_udp_fiable`: el verificador es el servidor de eco, y también la red que pierde, repite y retrasa.

mod juego;

use std::time::{Duration, Instant};

use juego::Juego;

use crate::caso::{Caso, Reto};
use crate::comun::{acaba_con, acabado, nadie_recibe};
use crate::datagramas::{AnfitrionUdp, Charla, MAXIMO, medido, renombrar, renombrar_si};
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::{Mesa, SILENCIO};
use crate::programa::Estado;
use redes::fallas::{Cadena, Cuando, Datagrama, Duplicar, Perder};

/// La espera y los envíos del enunciado, y el margen de quien los cumple.
const ESPERA: Duration = Duration::from_millis(200);
const ENVIOS: u32 = 5;
const MARGEN: Duration = Duration::from_millis(1200);
/// Del primer envío al último pasan 800 ms: en menos que esto no se ha esperado, por mal que se mida.
const RAFAGA: Duration = Duration::from_millis(400);
/// Y en más que esto, se ha esperado de más.
const CON_CALMA: Duration = Duration::from_millis(1600);
/// Quien vuelve a preguntar antes de esto no ha esperado sus 200 ms, por mal que se mida.
const PRONTO: Duration = Duration::from_millis(80);

pub const RETO: Reto = Reto { nombre: "cliente_eco_udp_fiable", casos: CASOS, plazo: None };

const CASOS: &[Caso] = &[
    Caso::nuevo("una-linea", "pregunta una línea con su número delante, y escribe su eco", |mesa| {
        sin_averias(mesa, "¡Hola, señora!\n".as_bytes(), "R23")
    })
    .pide(&[2, 4, 5, 7, 11]),
    Caso::nuevo("tres-lineas", "pregunta las líneas una detrás de otra, con los números seguidos", |mesa| {
        sin_averias(mesa, b"uno\ndos\ntres\n", "R23")
    })
    .pide(&[3]),
    Caso::nuevo("por-turnos", "espera el eco de una pregunta antes de enviar la siguiente", por_turnos).pide(&[1]),
    Caso::nuevo(
        "raras",
        "pregunta también las líneas vacías, las que no son texto y la última aunque no acabe",
        |mesa| sin_averias(mesa, b"\n\x00\xff\xfe\r\n\nsin final", "R23"),
    )
    .pide(&[5, 6, 18]),
    Caso::nuevo("nada", "con una entrada vacía no envía nada y acaba con código 0", nada).pide(&[19]),
    Caso::nuevo("largas", "pregunta líneas de 5000 bytes", |mesa| {
        sin_averias(mesa, &mesa.bytes_variados(5000), "R36")
    })
    .pide(&[2]),
    Caso::nuevo("muchas", "numera 300 preguntas: el número no cabe en un byte", |mesa| {
        let entrada: String = (1..=300).map(|numero| format!("línea {numero}\n")).collect();
        sin_averias(mesa, entrada.as_bytes(), "R23")
    })
    .pide(&[3, 4]),
    Caso::nuevo("la-mayor", "pregunta la línea más larga que cabe en un datagrama", |mesa| {
        sin_averias(mesa, &[&mesa.bytes_variados(MAXIMO - 4)[..], b"\ncorta\n"].concat(), "R36")
    })
    .pide(&[2, 23]),
    Caso::nuevo("no-cabe", "si una línea no cabe, acaba con código 1 con lo anterior ya escrito", no_cabe)
        .pide(&[20, 21, 23]),
    Caso::nuevo(
        "nadie-contesta",
        "si no llega el eco lo intenta 5 veces, cada 200 ms, y acaba con código 1",
        nadie_contesta,
    )
    .pide(&[8, 9, 10, 20, 21, 22])
    .lento(),
    Caso::nuevo("a-la-quinta", "espera también el eco del quinto envío", a_la_quinta).pide(&[22]).lento(),
    Caso::nuevo(
        "perdidas",
        "vuelve a enviar cada pregunta que se pierde, aunque antes se hayan perdido otras",
        |mesa| {
            let ida = Cadena::nueva().con(Perder::nueva(Cuando::las([2, 3, 4, 6, 7, 8])));
            con_averias(mesa, b"uno\ndos\ntres\n", ida, Cadena::nueva(), "R39")
        },
    )
    .pide(&[9])
    .lento(),
    Caso::nuevo("extrano", "no hace caso de un extraño que contesta antes que el servidor", |mesa| {
        let frase = "Antes que el servidor ha escrito un extraño, y tu programa le ha hecho caso.";
        renombrar(antes_del_eco(mesa, |juego| juego.buzon.extrano()?.decir(b"\0\0\0\x01mentira")), "R37", frase)
    })
    .pide(&[12]),
    Caso::nuevo(
        "charlatan",
        "vuelve a preguntar a los 200 ms, ni antes ni después, aunque no paren de llegar otras cosas",
        charlatan,
    )
    .pide(&[16, 17])
    .lento(),
    Caso::nuevo("repetidos", "no se confunde aunque cada eco llegue dos veces", |mesa| {
        let vuelta = Cadena::nueva().con(Duplicar::nueva(Cuando::siempre()));
        con_averias(mesa, b"uno\ndos\ntres\ncuatro\n", Cadena::nueva(), vuelta, "R38")
    })
    .pide(&[14]),
    Caso::nuevo("impostor", "no da por bueno un eco que no viene del servidor", |mesa| {
        let frase = "El único eco lo ha enviado otro, y tu programa no ha seguido esperando el del servidor.";
        let dos_extranos = |juego: &mut Juego<'_>| {
            juego.buzon.extrano()?.decir(b"\0\0\0\x01hola")?;
            juego.buzon.tocayo()?.map_or(Ok(()), |mut tocayo| tocayo.decir(b"\0\0\0\x01hola"))
        };
        sin_dar_por_buenos(mesa, dos_extranos, 1, "R37", frase)
    })
    .pide(&[12])
    .lento(),
    Caso::nuevo("tardio", "no toma por el eco de una pregunta el de otra, que llega tarde o repetido", |mesa| {
        let frase = "Ha llegado otra vez el eco de la pregunta 1, y tu programa no ha seguido esperando el de la 2.";
        sin_dar_por_buenos(mesa, |juego| juego.buzon.decir(b"\0\0\0\x01hola"), 2, "R38", frase)
    })
    .pide(&[14])
    .lento(),
    Caso::nuevo("otro-contenido", "no toma por el eco otro contenido, aunque lleve el mismo número", |mesa| {
        let frase = "Lo que ha llegado lleva el número, pero no es lo enviado, y tu programa le ha hecho caso.";
        renombrar(antes_del_eco(mesa, |juego| juego.buzon.decir(b"\0\0\0\x01hOla")), "R28", frase)
    })
    .pide(&[15]),
    Caso::nuevo("cortos", "no se rompe con datagramas vacíos, o más cortos que un número", |mesa| {
        let frase = "Antes del eco han llegado datagramas vacíos o muy cortos, y tu programa no ha esperado más.";
        let cortos = |juego: &mut Juego<'_>| [&b""[..], b"\0", b"\0\0\0"].iter().try_for_each(|c| juego.buzon.decir(c));
        renombrar(antes_del_eco(mesa, cortos), "R40", frase)
    })
    .pide(&[13]),
    Caso::nuevo(
        "puerto-muerto",
        "si en la dirección no hay nadie, acaba con código 1 y una línea en stderr",
        puerto_muerto,
    )
    .pide(&[20, 25])
    .lento(),
    Caso::nuevo("argumentos", "sin argumento acaba con código 2; con algo que no es una dirección, con 1", |mesa| {
        acaba_con(mesa, &[], 2, "sin argumentos")?;
        // Con algo que preguntar: sin nada que enviar, la dirección no se llega a necesitar.
        let direccion = "127.0.0.1:70000";
        let programa = mesa.arrancar(&[direccion], Some(b"hola\n".to_vec()))?;
        let mut paciencia = mesa.paciencia_de_arranque(&programa);
        let estado = programa.esperar(|| paciencia.queda());
        if mesa.cancelado() {
            return Err(Tropiezo::Cancelado);
        }
        acabado(mesa, &programa, estado, 1, "con un puerto que no existe, 127.0.0.1:70000")
    })
    .pide(&[24, 26]),
];

fn sin_averias(mesa: &Mesa<'_>, entrada: &[u8], corto: &'static str) -> Paso {
    let local = AnfitrionUdp::nuevo(mesa, entrada, &[])?;
    let mut juego = Juego::nuevo(mesa, &local, entrada, Cadena::nueva(), Cadena::nueva())?;
    // Quien no entiende el eco, vuelve a preguntar: se le contesta, y se ve en cómo acaba.
    juego.seguir(1, corto)?;
    local.acabar(mesa, 0, "con un servidor que contesta", &juego.salida(), corto)
}

/// Lo que falle aquí y no sin averías, es por las averías.
fn con_averias(
    mesa: &Mesa<'_>,
    entrada: &[u8],
    ida: Cadena<Datagrama>,
    vuelta: Cadena<Datagrama>,
    codigo: &'static str,
) -> Paso {
    let local = AnfitrionUdp::nuevo(mesa, entrada, &[])?;
    let mut juego = Juego::nuevo(mesa, &local, entrada, ida, vuelta)?;
    let frase = match codigo {
        "R39" => "Se ha perdido un datagrama por el camino, y tu programa no ha vuelto a enviar la pregunta.",
        _ => "Han llegado ecos repetidos o fuera de su turno, y tu programa se ha confundido.",
    };
    renombrar(juego.seguir(1, codigo), codigo, frase)?;
    renombrar(local.acabar(mesa, 0, "por una red mala", &juego.salida(), codigo), codigo, frase)
}

/// A la pregunta 1 le llega otra cosa antes que su eco.
fn antes_del_eco(mesa: &Mesa<'_>, otra_cosa: impl Fn(&mut Juego<'_>) -> Paso) -> Paso {
    let entrada = b"hola\nadi\xc3\xb3s\n";
    let local = AnfitrionUdp::nuevo(mesa, entrada, &[])?;
    let mut juego = Juego::nuevo(mesa, &local, entrada, Cadena::nueva(), Cadena::nueva())?;
    juego.exigir_pregunta(1, "R07")?;
    otra_cosa(&mut juego)?;
    juego.responder(1);
    juego.seguir(2, "R23")?;
    local.acabar(mesa, 0, "con otra cosa antes del eco", &juego.salida(), "R23")
}

/// En lugar del eco de la pregunta `numero` le llega `otra_cosa`: tiene que insistir, y no dar la pregunta por contestada.
fn sin_dar_por_buenos(
    mesa: &Mesa<'_>,
    otra_cosa: impl Fn(&mut Juego<'_>) -> Paso,
    numero: usize,
    codigo: &'static str,
    frase: &str,
) -> Paso {
    let entrada = b"hola\nhola\nadi\xc3\xb3s\n";
    let local = AnfitrionUdp::nuevo(mesa, entrada, &[])?;
    let mut juego = Juego::nuevo(mesa, &local, entrada, Cadena::nueva(), Cadena::nueva())?;
    for anterior in 1..numero {
        juego.exigir_pregunta(anterior, "R07")?;
        juego.responder(anterior);
    }
    juego.exigir_pregunta(numero, "R07")?;
    otra_cosa(&mut juego)?;
    mesa.nota(format!("el servidor aún no contesta a la {numero}: tiene que volver a llegar"));
    renombrar_si(juego.exigir_pregunta(numero, "R39"), &["R21", "R39"], codigo, frase)?;
    juego.responder(numero);
    renombrar(juego.seguir(numero + 1, "R23"), codigo, frase)?;
    renombrar(local.acabar(mesa, 0, "con un eco que no era el suyo", &juego.salida(), "R23"), codigo, frase)
}

/// La segunda línea pasa en un byte de lo que cabe: con la primera ya escrita, acaba; ni la corta, ni la salta, ni la reparte.
fn no_cabe(mesa: &Mesa<'_>) -> Paso {
    let larga = mesa.bytes_variados(MAXIMO - 4 + 1);
    let entrada = [b"hola\n", &larga[..], b"\nadi\xc3\xb3s\n"].concat();
    let local = AnfitrionUdp::nuevo(mesa, &entrada, &[])?;
    let mut juego = Juego::nuevo(mesa, &local, &entrada, Cadena::nueva(), Cadena::nueva())?;
    juego.exigir_pregunta(1, "R07")?;
    juego.responder(1);
    while let Some((datagrama, _)) = juego.buzon.recibir(SILENCIO) {
        if juego.es_repetida(&datagrama, 2) {
            juego.responder(1);
            continue;
        }
        let frase = "La segunda línea no cabe en un datagrama, y en vez de acabar, tu programa envía otra cosa.";
        return Err(juego.buzon.mal("R28", frase, b"", &datagrama));
    }
    local.acabar(mesa, 1, "con una línea que no cabe en un datagrama", b"hola\n", "R23")
}

/// Antes de contestar a la primera, se mira si llega la segunda.
fn por_turnos(mesa: &Mesa<'_>) -> Paso {
    let entrada = b"uno\ndos\ntres\n";
    let local = AnfitrionUdp::nuevo(mesa, entrada, &[])?;
    let mut juego = Juego::nuevo(mesa, &local, entrada, Cadena::nueva(), Cadena::nueva())?;
    juego.exigir_pregunta(1, "R07")?;
    mesa.nota("el servidor aún no contesta");
    if let Some((datagrama, _)) = juego.buzon.recibir(ESPERA / 4)
        && !juego.es_repetida(&datagrama, 2)
    {
        let frase = "Tu programa envía otra pregunta sin esperar el eco de la primera.";
        return Err(juego.buzon.mal("R22", frase, b"", &datagrama));
    }
    juego.responder(1);
    juego.seguir(2, "R23")?;
    local.acabar(mesa, 0, "con un servidor que contesta", &juego.salida(), "R23")
}

fn nada(mesa: &Mesa<'_>) -> Paso {
    let local = AnfitrionUdp::nuevo(mesa, b"", &[])?;
    match local.primero(mesa) {
        Ok((buzon, visto)) => Err(buzon.mal(
            "R22",
            "Con una entrada vacía no hay nada que preguntar, y tu programa envía algo.",
            b"",
            &visto,
        )),
        Err(Tropiezo::Mal(hallazgo)) if hallazgo.codigo == "R16" => {
            local.acabar(mesa, 0, "con una entrada vacía", b"", "R23")
        }
        Err(otro) => Err(otro),
    }
}

/// A la primera pregunta se le contesta; a la segunda, no: cinco envíos iguales, con calma, y código 1.
fn nadie_contesta(mesa: &Mesa<'_>) -> Paso {
    let entrada = b"hola\nadi\xc3\xb3s\n";
    let local = AnfitrionUdp::nuevo(mesa, entrada, &[])?;
    let mut juego = Juego::nuevo(mesa, &local, entrada, Cadena::nueva(), Cadena::nueva())?;
    juego.exigir_pregunta(1, "R07")?;
    juego.responder(1);
    juego.exigir_pregunta(2, "R07")?;
    mesa.nota("y aquí el servidor deja de contestar");
    let inicio = Instant::now();
    let (mut envios, mut ultimo) = (1, Duration::ZERO);
    let mut paciencia = mesa.paciencia(ESPERA * ENVIOS + MARGEN, &local.programa);
    let toca = juego.pregunta(2);
    while let Some((datagrama, _)) = juego.buzon.recibir_con(&mut paciencia) {
        if datagrama != toca {
            return Err(juego.no_es(2, datagrama));
        }
        envios += 1;
        ultimo = juego.buzon.callado_desde(inicio);
        if envios > ENVIOS {
            let frase = format!("Tu programa envía la misma pregunta por {envios}.ª vez, y son {ENVIOS} como mucho.");
            return mesa.mal("R22", frase, &local.programa);
        }
    }
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    exigir_que_se_rinda_a_su_hora(mesa, &local, envios, inicio)?;
    local.acabar(mesa, 1, "con un servidor que deja de contestar", b"hola\n", "R23")?;
    let ms = ultimo.as_millis();
    if ultimo < RAFAGA {
        let frase = format!(
            "Tu programa envía la pregunta {ENVIOS} veces sin esperar: las ha enviado en {ms} ms, y el eco no ha podido llegar."
        );
        return mesa.mal("R31", frase, &local.programa);
    }
    if ultimo > CON_CALMA {
        let frase = format!("Tu programa tarda {ms} ms en enviar la pregunta {ENVIOS} veces, y tenían que ser 800.");
        return mesa.mal("R31", frase, &local.programa);
    }
    Ok(())
}

/// Los cuatro primeros envíos se pierden: el eco del quinto llega enseguida, y basta.
fn a_la_quinta(mesa: &Mesa<'_>) -> Paso {
    let ida = Cadena::nueva().con(Perder::nueva(Cuando::las([1, 2, 3, 4])));
    let frase =
        "El eco del quinto envío ha llegado enseguida, y tu programa ya no lo esperaba: tenía que darle sus 200 ms.";
    let paso = con_averias(mesa, b"hola\n", ida, Cadena::nueva(), "R39");
    renombrar_si(paso, &["R39"], "R31", frase)
}

/// Ni sigue esperando, ni sigue preguntando, ni se ha rendido sin agotar los envíos.
fn exigir_que_se_rinda_a_su_hora(mesa: &Mesa<'_>, local: &AnfitrionUdp, envios: u32, inicio: Instant) -> Paso {
    let vivo = local.programa.estado() == Estado::Vivo;
    let ms = inicio.elapsed().as_millis();
    let (codigo, frase) = match (vivo, envios) {
        (true, 1) => {
            ("R35", format!("El servidor lleva {ms} ms callado: tu programa ha preguntado una vez y sigue esperando."))
        }
        (true, _) => (
            "R31",
            format!(
                "El servidor lleva {ms} ms callado: tu programa sigue preguntando, y tenía que haber acabado en 1 segundo."
            ),
        ),
        (false, 1..ENVIOS) if mesa.causa_de_fuerza_mayor(&local.programa).is_none() => {
            let veces = if envios == 1 { "una vez".to_string() } else { format!("{envios} veces") };
            ("R39", format!("Tu programa se rinde después de preguntar {veces}, y podía hacerlo {ENVIOS}."))
        }
        _ => return Ok(()),
    };
    mesa.mal(codigo, frase, &local.programa)
}

/// La pregunta se pierde, y mientras tanto no paran de llegar otras cosas.
fn charlatan(mesa: &Mesa<'_>) -> Paso {
    let entrada = b"hola\nadi\xc3\xb3s\n";
    medido(mesa, || {
        let local = AnfitrionUdp::nuevo(mesa, entrada, &[])?;
        let mut juego = Juego::nuevo(mesa, &local, entrada, Cadena::nueva(), Cadena::nueva())?;
        juego.exigir_pregunta(1, "R07")?;
        mesa.nota("esta pregunta se pierde, y no paran de llegar otras cosas");
        let inicio = Instant::now();
        let mut otro = juego.buzon.extrano()?;
        match juego.buzon.charlar(&mut otro, b"bla, bla, bla", ESPERA / 4, MARGEN) {
            Charla::SinMedir => Ok(false),
            Charla::Espera => {
                let frase = format!(
                    "En {} ms tu programa no ha vuelto a preguntar: cada datagrama ajeno le alarga la espera.",
                    MARGEN.as_millis()
                );
                Err(juego.buzon.mal("R31", frase, &juego.pregunta(1), b""))
            }
            Charla::Acaba | Charla::Habla => {
                let tardado = juego.buzon.callado_desde(inicio);
                juego.exigir_pregunta(1, "R39")?;
                if tardado < PRONTO {
                    let frase = format!(
                        "Ha llegado otra cosa y tu programa ha vuelto a preguntar a los {} ms: no ha esperado el eco.",
                        tardado.as_millis()
                    );
                    return mesa.mal("R31", frase, &local.programa);
                }
                juego.responder(1);
                juego.seguir(2, "R23")?;
                local.acabar(mesa, 0, "con un charlatán", &juego.salida(), "R23").map(|()| true)
            }
        }
    })
}

fn puerto_muerto(mesa: &Mesa<'_>) -> Paso {
    let (direccion, como, _reservado) = nadie_recibe()?;
    let programa = mesa.arrancar(&[&direccion], Some(b"hola\n".to_vec()))?;
    let mut paciencia = mesa.paciencia_de_arranque(&programa);
    let estado = programa.esperar(|| paciencia.queda());
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    acabado(mesa, &programa, estado, 1, &como)
}
