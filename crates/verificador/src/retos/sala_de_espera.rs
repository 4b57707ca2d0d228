//! `sala_de_espera`: nadie pasa antes de tiempo, nadie se queda dentro y quien se va deja su sitio.

use std::thread;
use std::time::Duration;

use crate::caso::{Caso, Reto};
use crate::comun::{acaba_con, arranque, cortes_en, sin_poder_escuchar, sin_restos};
use crate::conversacion::{Conversacion, Esperado, Fin};
use crate::datagramas::renombrar_si;
use crate::hallazgo::Paso;
use crate::mesa::{CALMA, Mesa, SILENCIO, Servidor};

const ADELANTE: &str = "¡adelante!\n";

pub const RETO: Reto = Reto { nombre: "sala_de_espera", casos: CASOS, plazo: None };

const CASOS: &[Caso] = &[
    Caso::nuevo("arranque", "dice en su primera línea dónde escucha, y escucha ahí", |mesa| arranque(mesa, &["2"]))
        .pide(&[17, 19]),
    Caso::nuevo("de-uno", "con N = 1, deja pasar enseguida a cada uno que llega", |mesa| {
        let servidor = mesa.servidor_con(&["1"])?;
        (0..3).try_for_each(|_| pasar_solo(&mut servidor.conectar()?))
    })
    .pide(&[18, 23]),
    Caso::nuevo("tres", "no deja pasar a nadie hasta que están los tres, y entonces a todos", |mesa| {
        tanda(&mesa.servidor_con(&["3"])?, Vec::new(), 3).map(drop)
    })
    .pide(&[1, 2, 3, 4, 13]),
    Caso::nuevo("tandas", "vuelve a empezar después de cada tanda", |mesa| {
        let servidor = mesa.servidor_con(&["2"])?;
        // Los que ya han pasado no cuelgan: no hace falta que se hayan ido.
        let mut pasados = Vec::new();
        for numero in 1..=3 {
            mesa.nota(format!("tanda {numero}"));
            let frase =
                "Los de la tanda anterior han pasado, pero no han colgado, y al que llega ahora no le dices nada.";
            pasados.push(renombrar_si(tanda(&servidor, Vec::new(), 2), &["R07"], "R10", frase)?);
        }
        Ok(())
    })
    .pide(&[5, 6]),
    Caso::nuevo(
        "veinte-a-la-vez",
        "hace dos tandas de diez con veinte que llegan a la vez, aunque el último escuche primero",
        multitud,
    )
    .pide(&[13, 15]),
    Caso::nuevo("se-despide", "deja libre el sitio de quien se despide mientras espera", |mesa| {
        se_va(mesa, |mut cliente| {
            cliente.despedirse();
            se_le_cierra(mesa, &mut cliente)
        })
    })
    .pide(&[7, 9, 10]),
    Caso::nuevo("habla-y-se-despide", "deja libre el sitio de quien se despide después de hablar", |mesa| {
        se_va(mesa, |mut cliente| {
            cliente.enviar("¿Falta mucho?\n¿Y ahora?".as_bytes());
            cliente.despedirse();
            se_le_cierra(mesa, &mut cliente)
        })
    })
    .pide(&[7, 12]),
    Caso::nuevo("corta", "deja libre el sitio de quien corta de golpe", |mesa| {
        se_va(mesa, |cliente| {
            cliente.cortar();
            Ok(())
        })
    })
    .pide(&[8]),
    Caso::nuevo("habla", "sigue contando con quien habla mientras espera, diga lo que diga", habla).pide(&[12]),
    Caso::nuevo("cortes", "quien se va o corta a medias no detiene el servidor", |mesa| {
        cortes_en(&mesa.servidor_con(&["1"])?, b"hola", pasar_solo)
    })
    .pide(&[23, 24]),
    Caso::nuevo("sin-restos", "no se queda con nada abierto de quien se ha ido", |mesa| {
        sin_restos(&mesa.servidor_con(&["1"])?, pasar_solo)
    })
    .pide(&[11]),
    Caso::nuevo("sin-gastar", "espera sin gastar procesador", |mesa| {
        let servidor = mesa.servidor_con(&["3"])?;
        let mut uno = Some(llega(&servidor, "el primero", 2, Vec::new())?);
        servidor.exigir_sin_gastar("Hay un cliente en la sala, nadie más")?;
        let _otro = llega(&servidor, "el segundo", 1, vec![&mut uno])?;
        servidor.exigir_sin_gastar("Hay dos clientes en la sala, nadie más")
    })
    .pide(&[16]),
    Caso::nuevo("paciencia", "no echa a quien lleva un rato esperando", |mesa| {
        let servidor = mesa.servidor_con(&["2"])?;
        let mut uno = llega(&servidor, "el primero", 1, Vec::new())?;
        uno.exigir_que_siga(
            CALMA,
            "Un cliente esperaba en la sala, que no estaba completa, y tu programa le ha echado.",
        )?;
        tanda(&servidor, vec![uno], 2).map(drop)
    })
    .pide(&[14])
    .lento(),
    Caso::nuevo(
        "argumentos",
        "con argumentos equivocados acaba con código 2; si no puede escuchar, con 1; y lo dice en una línea",
        |mesa| {
            acaba_con(mesa, &[], 2, "sin argumentos")?;
            acaba_con(mesa, &["127.0.0.1:0"], 2, "sin N")?;
            acaba_con(mesa, &["127.0.0.1:0", "0"], 2, "con N = 0")?;
            acaba_con(mesa, &["127.0.0.1:0", "-2"], 2, "con N = -2")?;
            acaba_con(mesa, &["127.0.0.1:0", "tres"], 2, "con N = «tres»")?;
            sin_poder_escuchar(mesa, &["2"])
        },
    )
    .pide(&[18, 20, 21, 22]),
];

fn pasar_solo(cliente: &mut Conversacion<'_>) -> Paso {
    let esperado = format!("faltan 0\n{ADELANTE}");
    cliente.leer_hasta_que(SILENCIO, |visto| visto.len() >= esperado.len());
    // Al despedirse él también, se acaba del todo.
    cliente.despedirse();
    cliente.exigir_final(Esperado::nuevo(esperado.as_bytes()))
}

/// Llega uno más, y se le dice cuántos faltan sin esperar a los que ya estaban, que son `antes`.
fn llega<'s>(
    servidor: &'s Servidor<'_>,
    nombre: &str,
    faltan: usize,
    mut antes: Vec<&mut Option<Conversacion<'s>>>,
) -> Paso<Conversacion<'s>> {
    let mut cliente = servidor.conectar_como(nombre)?;
    servidor.exigir_sin_espera(&mut cliente, "los que esperaban en la sala", || {
        antes.iter_mut().for_each(|uno| drop(uno.take()));
    })?;
    let esperado = format!("faltan {faltan}\n");
    cliente.exigir(Esperado::nuevo(esperado.as_bytes()).reconocer(&|visto| {
        let suyos = leer_faltan(visto)?;
        if visto.starts_with(esperado.as_bytes()) && visto.len() > esperado.len() {
            let frase = format!("Aún faltan {faltan}, y al que acaba de llegar ya le has dicho algo más.");
            return Some(("R45", frase));
        }
        let frase =
            format!("Ya había alguien dentro, y al siguiente le dices también que faltan {suyos}: faltan {faltan}.");
        (!antes.is_empty() && suyos == faltan + antes.len()).then_some(("R42", frase))
    }))?;
    Ok(cliente)
}

/// El número de «faltan 3», si la primera línea es esa.
fn leer_faltan(visto: &[u8]) -> Option<usize> {
    let primera = visto.split_inclusive(|byte| *byte == b'\n').next()?;
    str::from_utf8(primera).ok()?.strip_suffix('\n')?.strip_prefix("faltan ")?.parse().ok()
}

/// Llegan los que faltan hasta `aforo`, de uno en uno, y pasan todos. `dentro` son los que ya estaban. Devuelve a los que han
/// pasado, que aún no han colgado.
fn tanda<'s>(servidor: &'s Servidor<'_>, dentro: Vec<Conversacion<'s>>, aforo: usize) -> Paso<Vec<Conversacion<'s>>> {
    let mut dentro: Vec<Option<Conversacion<'s>>> = dentro.into_iter().map(Some).collect();
    while dentro.len() + 1 < aforo {
        let faltan = aforo - dentro.len() - 1;
        let nombre = format!("el cliente {}", dentro.len() + 1);
        let nuevo = llega(servidor, &nombre, faltan, dentro.iter_mut().collect())?;
        dentro.push(Some(nuevo));
        let frase =
            format!("Aún faltan {faltan}, y a uno de los que esperan ya le has dicho algo más o le has cerrado.");
        let paso = servidor.exigir_silencio(dentro.iter_mut().flatten(), "R45", &frase);
        let otra_vez = dentro.iter().flatten().any(|uno| uno.recibido.starts_with(b"faltan "));
        let frase = "A uno de los que esperan le has vuelto a decir cuántos faltan.";
        renombrar_si(paso, if otra_vez { &["R45"] } else { &[] }, "R22", frase)?;
    }
    let mut ultimo = servidor.conectar_como("el último")?;
    let todo = format!("faltan 0\n{ADELANTE}");
    servidor.exigir_sin_espera(&mut ultimo, "los que esperaban en la sala", || dentro.clear())?;
    ultimo.leer_hasta_que(SILENCIO, |visto| visto.len() >= todo.len());
    if ultimo.recibido == b"faltan 0\n" && ultimo.fin == Some(Fin::Calla) {
        servidor
            .mal_si_vive("R44", "Al último que ha llegado, que completa la sala, no le ha llegado «¡adelante!».")?;
    }
    ultimo.exigir_final(Esperado::nuevo(todo.as_bytes()))?;
    let mut pasados = pasan(servidor, dentro.into_iter().flatten().rev().collect())?;
    pasados.push(ultimo);
    Ok(pasados)
}

/// A todos esos les llega «¡adelante!», y se les cierra.
fn pasan<'s>(servidor: &Servidor<'_>, mut clientes: Vec<Conversacion<'s>>) -> Paso<Vec<Conversacion<'s>>> {
    let todos = clientes.len();
    for cliente in &mut clientes {
        cliente.leer_hasta(ADELANTE.len());
        if cliente.recibido.is_empty() && cliente.fin == Some(Fin::Calla) {
            break;
        }
    }
    // Si a uno no le llega, a los demás no se les espera otro tanto: lo que no esté ya, no está.
    let sin_nada = clientes.iter_mut().filter_map(|cliente| {
        cliente.leer_lo_que_haya();
        (cliente.recibido.is_empty() && cliente.fin != Some(Fin::Cierra)).then_some(())
    });
    match sin_nada.count() {
        0 => {}
        faltan => {
            let a_cuantos = if todos == 1 { "Al otro".to_string() } else { format!("A {faltan} de los otros {todos}") };
            servidor.mal_si_vive(
                "R44",
                &format!("La sala está completa. {a_cuantos} que esperaban no les llega «¡adelante!»."),
            )?;
        }
    }
    clientes.iter_mut().try_for_each(|cliente| cliente.exigir_final(Esperado::nuevo(ADELANTE.as_bytes())))?;
    Ok(clientes)
}

/// Uno habla mientras espera: líneas, algo que no es texto y más de lo que cabe en una lectura. Sigue dentro.
fn habla(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor_con(&["3"])?;
    let mut hablador = llega(&servidor, "el que habla", 2, Vec::new())?;
    let todos: Vec<u8> = (0..=255).collect();
    for dicho in
        [&b"hola\n"[..], b"\n", b"adios\n", b"fin\n", b"exit\n", b"quit\n", b"\x04", b"\0", &todos, &[b'x'; 20_000]]
    {
        hablador.enviar(dicho);
        hablador.esperar_a_que_lea();
    }
    mesa.esperar_quieto(&servidor.programa);
    let paso = tanda(&servidor, vec![hablador], 3).map(drop);
    let frase = "Uno ha hablado mientras esperaba, y desde entonces no es para tu programa uno de los que esperan.";
    renombrar_si(paso, &["R17", "R21", "R22", "R23", "R24", "R42", "R44", "R45"], "R02", frase)
}

fn multitud(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor_con(&["10"])?;
    let mut clientes = servidor.conectar_a_la_vez(20)?;
    let (mut vistos, mut atendidos) = (Vec::new(), Vec::new());
    while let Some(mut cliente) = clientes.pop() {
        servidor.exigir_sin_espera(&mut cliente, "los que habían llegado antes", || clientes.clear())?;
        cliente.leer_hasta_que(SILENCIO, |visto| visto.contains(&b'\n'));
        let Some(faltan) = leer_faltan(&cliente.recibido) else {
            return cliente.exigir(Esperado::nuevo(format!("faltan K\n{ADELANTE}").as_bytes()));
        };
        vistos.push(faltan);
        atendidos.push((cliente, faltan));
    }
    vistos.sort_unstable();
    if vistos != (0..20).map(|indice| indice / 2).collect::<Vec<usize>>() {
        let vistos: Vec<String> = vistos.iter().map(ToString::to_string).collect();
        let frase = format!(
            "En dos tandas de diez, a dos clientes les tienen que faltar 9, a otros dos 8… hasta 0. Has dicho: {}.",
            vistos.join(", ")
        );
        return mesa.mal("R42", frase, &servidor.programa);
    }
    for (cliente, faltan) in &mut atendidos {
        let todo = format!("faltan {faltan}\n{ADELANTE}");
        cliente.leer_hasta_que(SILENCIO, |visto| visto.len() >= todo.len());
        if cliente.recibido.len() == todo.len() - ADELANTE.len() && cliente.fin == Some(Fin::Calla) {
            servidor.mal_si_vive("R44", "Han llegado los veinte, y hay quien no recibe «¡adelante!».")?;
        }
        cliente.exigir_final(Esperado::nuevo(todo.as_bytes()))?;
    }
    Ok(())
}

/// Con dos en una sala de cinco, uno se va como diga `irse`: a los que lleguen después les faltan los que de verdad faltan.
fn se_va<'m>(mesa: &'m Mesa<'m>, irse: impl FnOnce(Conversacion<'_>) -> Paso) -> Paso {
    let servidor = mesa.servidor_con(&["5"])?;
    let mut primero = Some(llega(&servidor, "el que se va", 4, Vec::new())?);
    let segundo = llega(&servidor, "el que se queda", 3, vec![&mut primero])?;
    let Some(primero) = primero else { return Ok(()) };
    irse(primero)?;
    let tercero = llega_cuando_se_note(&servidor)?;
    tanda(&servidor, vec![segundo, tercero], 5).map(drop)
}

/// Llega uno y le tienen que faltar 3. El servidor puede tardar un momento en enterarse de que otro se ha ido: si le
/// faltan 2, se va él también y se prueba de nuevo.
fn llega_cuando_se_note<'s>(servidor: &'s Servidor<'_>) -> Paso<Conversacion<'s>> {
    let mut paciencia = servidor.mesa.paciencia(SILENCIO, &servidor.programa);
    loop {
        let mut nuevo = servidor.conectar_como("el siguiente")?;
        nuevo.leer_hasta_que(SILENCIO, |visto| visto.ends_with(b"\n"));
        match leer_faltan(&nuevo.recibido) {
            Some(suyos) if suyos < 2 || (suyos == 2 && !paciencia.insiste()) => {
                let frase = format!("Uno se ha ido y su sitio sigue ocupado: al siguiente le faltan 3, y no {suyos}.");
                return servidor.mesa.mal("R46", frase, &servidor.programa);
            }
            Some(2) => {
                nuevo.despedirse();
                nuevo.leer_todo_en(SILENCIO);
                thread::sleep(Duration::from_millis(5));
            }
            _ => return nuevo.exigir(Esperado::nuevo(b"faltan 3\n")).and(Ok(nuevo)),
        }
    }
}

/// A quien se despide se le cierra, sin decirle nada más.
fn se_le_cierra(mesa: &Mesa<'_>, cliente: &mut Conversacion<'_>) -> Paso {
    cliente.leer_hasta(1);
    if cliente.recibido.is_empty() && cliente.fin == Some(Fin::Calla) && !mesa.cancelado() {
        return cliente
            .mal("R46", "Un cliente que esperaba se ha despedido, y tu programa no le cierra: no se ha enterado.");
    }
    cliente.exigir_final(Esperado::nuevo(b""))
}
