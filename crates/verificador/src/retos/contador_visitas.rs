//! `contador_visitas`: dos cuentas que comparten todos los hilos, y nadie que espere por nadie.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::thread;
use std::time::Duration;

use crate::caso::{Caso, Reto};
use crate::comun::{ARGUMENTOS_DE_SERVIDOR, ARRANQUE_DE_SERVIDOR, cortes, sin_restos};
use crate::conversacion::{Conversacion, Esperado};
use crate::datagramas::renombrar_si;
use crate::hallazgo::Paso;
use crate::mesa::{CALMA, Mesa, SILENCIO, Servidor};

/// Cuántos llegan de golpe.
const MULTITUD: usize = 50;
/// Las líneas que envía quien no lee: sus respuestas no caben en ningún búfer.
const SIN_LEER: usize = 256 * 1024;

/// Las maneras de caer con una línea que se entiende mal.
const CONFUNDIDO: &[&str] = &["R01", "R03", "R07", "R17", "R21", "R22", "R23", "R24"];

pub const RETO: Reto = Reto { nombre: "contador_visitas", casos: CASOS, plazo: None };

const CASOS: &[Caso] = &[
    ARRANQUE_DE_SERVIDOR.pide(&[17, 18]),
    Caso::nuevo(
        "una-visita",
        "saluda a quien no dice nada, contesta a cada línea y cierra cuando el cliente se despide",
        una_visita,
    )
    .pide(&[1, 4, 6, 7]),
    Caso::nuevo("una-tras-otra", "cuenta cinco visitas que llegan una detrás de otra", |mesa| {
        let servidor = mesa.servidor()?;
        for numero in 1..=5 {
            let mut cliente = servidor.conectar_como(&format!("el cliente {numero}"))?;
            saludo(&mut cliente, numero)?;
            cliente.despedirse();
            cliente.exigir_final(Esperado::nuevo(b""))?;
        }
        Ok(())
    })
    .pide(&[2, 22]),
    Caso::nuevo("dos-a-la-vez", "atiende a dos a la vez, y los dos ven las mismas cuentas", dos_a_la_vez)
        .pide(&[5, 8, 12]),
    Caso::nuevo("lineas", "contesta una vez a cada línea, lleguen partidas o juntas", lineas).pide(&[16]),
    Caso::nuevo(
        "diga-lo-que-diga",
        "contesta una vez a cada línea, sea o no texto, y mida lo que mida",
        cualquier_linea,
    )
    .pide(&[3]),
    Caso::nuevo(
        "cincuenta-a-la-vez",
        "da un número distinto a cincuenta que llegan a la vez, aunque el último hable primero",
        multitud,
    )
    .pide(&[2, 12, 14]),
    Caso::nuevo("no-lee", "sigue con los demás aunque un cliente no lea sus respuestas", no_lee).pide(&[13]),
    Caso::nuevo("se-van", "deja de contar a quien se va, también si corta de golpe", |mesa| {
        let servidor = mesa.servidor()?;
        let mut testigo = servidor.conectar_como("el testigo")?;
        saludo(&mut testigo, 1)?;
        for numero in 2..=4 {
            let mut otro = servidor.conectar_como(&format!("el cliente {numero}"))?;
            saludo(&mut otro, numero)?;
            otro.enviar(b"a med");
            otro.cortar();
        }
        se_nota_que_se_van(&servidor, &mut testigo, 4..=4, 1)
    })
    .pide(&[9]),
    Caso::nuevo("cortes", "quien se va o corta a medias no detiene el servidor", |mesa| {
        cortes(mesa, b"uno\ndos", visita_cualquiera)
    })
    .pide(&[22, 23]),
    Caso::nuevo("se-van-sin-saludo", "deja de contar a quien corta antes de que se le salude", sin_saludo).pide(&[10]),
    Caso::nuevo("sin-restos", "no se queda con nada abierto de quien se ha ido", |mesa| {
        sin_restos(&mesa.servidor()?, visita_cualquiera)
    })
    .pide(&[11]),
    Caso::nuevo("sin-gastar", "espera sin gastar procesador", |mesa| {
        let servidor = mesa.servidor()?;
        let mut cliente = servidor.conectar()?;
        saludo(&mut cliente, 1)?;
        servidor.exigir_sin_gastar("Hay una visita que no dice nada")
    })
    .pide(&[15]),
    Caso::nuevo("paciencia", "no echa a una visita que lleva un rato callada", |mesa| {
        let servidor = mesa.servidor()?;
        let mut cliente = servidor.conectar()?;
        saludo(&mut cliente, 1)?;
        cliente.exigir_que_siga(CALMA, "Una visita llevaba un rato sin decir nada, y tu programa la ha echado.")?;
        cuentas(&mut cliente, 1, 1)
    })
    .pide(&[12])
    .lento(),
    ARGUMENTOS_DE_SERVIDOR.pide(&[19, 20, 21]),
];

fn una_visita(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let mut cliente = servidor.conectar()?;
    // Lo que envíe por su cuenta, que lo haya enviado ya.
    mesa.esperar_quieto(&servidor.programa);
    saludo(&mut cliente, 1)?;
    let frase = "Detrás del saludo, sin que el cliente diga nada, tu programa envía algo más.";
    servidor.exigir_silencio([&mut cliente], "R22", frase)?;
    cuentas(&mut cliente, 1, 1)?;
    let otra = cuentas(&mut cliente, 1, 1);
    renombrar_si(otra, &["R07"], "R23", "A la primera línea contestas; a la segunda, ya no.")?;
    cliente.despedirse();
    cliente.exigir_final(Esperado::nuevo(b""))
}

fn lineas(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let mut cliente = servidor.conectar()?;
    saludo(&mut cliente, 1)?;
    let una = "visitas 1, ahora 1\n";
    cliente.enviar_despacio(&[b"h", b"o", b"\n"]);
    cliente.exigir(Esperado::nuevo(una.as_bytes()).reconocer(&|visto| de_mas(visto, 1)))?;
    cliente.enviar(b"uno\n\ntres\n");
    cliente.despedirse();
    let tres = una.repeat(3);
    cliente.exigir_final(Esperado::nuevo(tres.as_bytes()).corto("R05").reconocer(&|visto| de_mas(visto, 3)))
}

fn saludo(cliente: &mut Conversacion<'_>, numero: u64) -> Paso {
    let esperado = format!("eres la visita {numero}\n");
    cliente.exigir(Esperado::nuevo(esperado.as_bytes()).reconocer(&|visto| {
        if visto == esperado.repeat(2).as_bytes() {
            return Some(("R22", "El saludo ha llegado dos veces.".to_string()));
        }
        let repetido = (1..numero).find(|otro| visto == format!("eres la visita {otro}\n").as_bytes())?;
        Some(("R42", format!("Ha llegado la visita {numero} y le has dicho que es la {repetido}.")))
    }))
}

fn cuentas(cliente: &mut Conversacion<'_>, visitas: u64, ahora: u64) -> Paso {
    cliente.enviar(b"cuantas\n");
    exigir_cuentas(cliente, visitas, ahora)
}

fn exigir_cuentas(cliente: &mut Conversacion<'_>, visitas: u64, ahora: u64) -> Paso {
    let esperado = format!("visitas {visitas}, ahora {ahora}\n");
    cliente.exigir(Esperado::nuevo(esperado.as_bytes()).reconocer(&|visto| {
        let (suyas, suyo) = leer_cuentas(visto)?;
        if visitas == 1 && suyas <= 1 && suyo == 0 {
            let frase = format!("«visitas {suyas}, ahora 0»: quien pregunta también está conectado, y no lo cuentas.");
            return Some(("R21", frase));
        }
        let frase = format!("Has contestado que van {suyas} visitas y ahora hay {suyo}; son {visitas} y {ahora}.");
        (suyas < visitas || suyo < ahora).then_some(("R42", frase))
    }))
}

/// Los dos números de «visitas 3, ahora 1».
fn leer_cuentas(visto: &[u8]) -> Option<(u64, u64)> {
    let linea = str::from_utf8(visto).ok()?.strip_suffix('\n')?;
    let (visitas, ahora) = linea.strip_prefix("visitas ")?.split_once(", ahora ")?;
    Some((visitas.parse().ok()?, ahora.parse().ok()?))
}

/// Más respuestas que líneas.
fn de_mas(visto: &[u8], lineas: usize) -> Option<(&'static str, String)> {
    let respuestas: Vec<&[u8]> = visto.split_inclusive(|byte| *byte == b'\n').collect();
    let frase = format!("A {lineas} líneas has contestado con {}: cada trozo te ha parecido una.", respuestas.len());
    (respuestas.len() > lineas && respuestas.iter().all(|una| leer_cuentas(una).is_some())).then_some(("R01", frase))
}

fn dos_a_la_vez(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let mut uno = servidor.conectar_como("el primero")?;
    saludo(&mut uno, 1)?;
    let mut otro = servidor.conectar_como("el segundo")?;
    servidor.exigir_sin_espera(&mut otro, "el primero, que seguía conectado", || uno.despedirse())?;
    saludo(&mut otro, 2)?;
    // En orden inverso al de llegada; y el primero tiene que enterarse de que ya son dos.
    cuentas(&mut otro, 2, 2)?;
    cuentas(&mut uno, 2, 2)?;
    otro.despedirse();
    otro.exigir_final(Esperado::nuevo(b""))?;
    se_nota_que_se_van(&servidor, &mut uno, 2..=2, 1)
}

/// Pregunta hasta que se nota que quien se ha ido ya no está. El servidor puede tardar un momento en enterarse.
fn se_nota_que_se_van(
    servidor: &Servidor<'_>,
    testigo: &mut Conversacion<'_>,
    visitas: RangeInclusive<u64>,
    quedan: u64,
) -> Paso {
    let mut paciencia = servidor.mesa.paciencia(SILENCIO, &servidor.programa);
    let mut dichas = *visitas.end();
    loop {
        testigo.enviar(b"cuantas\n");
        testigo.leer_hasta_que(SILENCIO, |visto| visto.ends_with(b"\n"));
        let Some((suyas, ahora)) = leer_cuentas(&testigo.recibido) else { break };
        if !visitas.contains(&suyas) {
            break;
        }
        dichas = suyas;
        if ahora <= quedan {
            break;
        }
        if !paciencia.insiste() {
            let frase = format!("Se han ido, y tu programa sigue contando que ahora hay {ahora} en lugar de {quedan}.");
            return servidor.mesa.mal("R46", frase, &servidor.programa);
        }
        testigo.dar_por_bueno();
        thread::sleep(Duration::from_millis(10));
    }
    exigir_cuentas(testigo, dichas, quedan)
}

/// Tres cortan mientras el programa está detenido: cuando los acepta, saludarles ya falla. Si fueron visitas o no, es cosa suya.
fn sin_saludo(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let mut testigo = servidor.conectar_como("el testigo")?;
    saludo(&mut testigo, 1)?;
    let parado = servidor.programa.parar();
    let cortan = (0..3).try_for_each(|_| servidor.conectar_como("uno que corta enseguida").map(Conversacion::cortar));
    if parado {
        servidor.programa.seguir();
    }
    cortan?;
    servidor.esperar_a_que_atienda();
    mesa.esperar_quieto(&servidor.programa);
    se_nota_que_se_van(&servidor, &mut testigo, 1..=4, 1)
}

/// Una línea acaba en `\n`, y en nada más.
fn cualquier_linea(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let mut cliente = servidor.conectar()?;
    saludo(&mut cliente, 1)?;
    let controles: Vec<u8> = (0..128).filter(|byte| *byte != b'\n').collect();
    let todos: Vec<u8> = (0..=255).filter(|byte| *byte != b'\n').collect();
    for (linea, que, codigo) in [
        (controles, "una línea con un retorno de carro y otros caracteres de control", "R21"),
        ("dos\u{85}\u{2028}\u{2029}\r".into(), "una línea con otros saltos, que no son `\\n`", "R21"),
        (b" \t\r".to_vec(), "una línea en blanco, acabada en \\r\\n", "R21"),
        (vec![b'x'; 100_000], "una línea de 100 000 bytes", "R01"),
        (todos, "una línea que no es texto", "R14"),
        (b"quit".to_vec(), "una línea que dice «quit»", "R02"),
        (b"exit".to_vec(), "una línea que dice «exit»", "R02"),
        (b"adios".to_vec(), "una línea que dice «adios»", "R02"),
        (b"fin".to_vec(), "una línea que dice «fin»", "R02"),
    ] {
        mesa.nota(que);
        cliente.enviar(&[&linea[..], b"\n"].concat());
        // Quien contesta dos veces, que lo haya hecho ya.
        mesa.esperar_quieto(&servidor.programa);
        let frase = format!("Ha llegado {que}, y tu programa no le contesta una vez, como a cualquier otra.");
        renombrar_si(exigir_cuentas(&mut cliente, 1, 1), CONFUNDIDO, codigo, &frase)?;
        let frase = format!("A {que} tu programa contesta más de una vez.");
        servidor.exigir_silencio([&mut cliente], codigo, &frase)?;
    }
    Ok(())
}

fn multitud(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let mut clientes = servidor.conectar_a_la_vez(MULTITUD)?;
    let (mut vistos, mut atendidos) = (BTreeSet::new(), Vec::new());
    let total = u64::try_from(MULTITUD).unwrap_or_default();
    while let Some(mut cliente) = clientes.pop() {
        // Con ellos callados, el último tiene que recibir lo suyo.
        servidor.exigir_sin_espera(&mut cliente, "los que habían llegado antes", || clientes.clear())?;
        cliente.leer_hasta_que(SILENCIO, |visto| visto.ends_with(b"\n"));
        let Some(numero) = numero_de_visita(&cliente.recibido) else {
            return cliente.exigir(Esperado::nuevo(b"eres la visita N\n"));
        };
        if numero == 0 || numero > total || !vistos.insert(numero) {
            let frase = if numero == 0 || numero > total {
                format!("De {MULTITUD} visitas que llegan a la vez, una ha sido la {numero}.")
            } else {
                format!("De {MULTITUD} visitas que llegan a la vez, dos han sido la {numero}.")
            };
            return mesa.mal("R42", frase, &servidor.programa);
        }
        cliente.dar_por_bueno();
        atendidos.push(cliente);
    }
    // Todos tienen su saludo y ninguno se ha ido: están en las dos cuentas.
    atendidos.first_mut().map_or(Ok(()), |uno| cuentas(uno, total, total))
}

fn numero_de_visita(visto: &[u8]) -> Option<u64> {
    str::from_utf8(visto).ok()?.strip_suffix('\n')?.strip_prefix("eres la visita ")?.parse().ok()
}

fn no_lee(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let mut sordo = Some(servidor.conectar_sordo()?.llamada("el que no lee"));
    if let Some(sordo) = &mut sordo {
        sordo.enviar_sin_leer(&vec![b'\n'; SIN_LEER]);
    }
    let mut otro = servidor.conectar_como("otro cliente")?;
    let quien = "uno que pedía muchas cuentas y no las leía";
    servidor.exigir_sin_espera(&mut otro, quien, || drop(sordo.take()))?;
    saludo(&mut otro, 2)?;
    cuentas(&mut otro, 2, 2)?;
    // Con la máquina ocupada, puede que hasta ahora no se le hayan llenado los búferes.
    mesa.esperar_quieto(&servidor.programa);
    cuentas(&mut otro, 2, 2)
}

/// Una visita de la que no se sabe el número.
fn visita_cualquiera(cliente: &mut Conversacion<'_>) -> Paso {
    cliente.leer_hasta_que(SILENCIO, |visto| visto.ends_with(b"\n"));
    let numero = numero_de_visita(&cliente.recibido).unwrap_or(1);
    cliente.exigir(Esperado::nuevo(format!("eres la visita {numero}\n").as_bytes()))?;
    cliente.enviar(b"cuantas\n");
    cliente.leer_hasta_que(SILENCIO, |visto| visto.ends_with(b"\n"));
    let (visitas, ahora) = leer_cuentas(&cliente.recibido).unwrap_or((numero, 1));
    cliente.exigir(Esperado::nuevo(format!("visitas {visitas}, ahora {ahora}\n").as_bytes()))?;
    cliente.despedirse();
    cliente.exigir_final(Esperado::nuevo(b""))
}
