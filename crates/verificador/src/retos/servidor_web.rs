//! `servidor_web`: HTTP al byte, con límite, con plazo y sin que nadie espere por nadie.

use std::thread;
use std::time::{Duration, Instant};

use crate::caso::{Caso, Reto};
use crate::comun::{ARGUMENTOS_DE_SERVIDOR, ARRANQUE_DE_SERVIDOR, con_prisa, cortes, segunda_tanda};
use crate::conversacion::{Conversacion, Esperado, Fin};
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::{Mesa, en_segundos};
use redes::cifras::en_bytes;

const PAGINA: &str = "<!doctype html>\n<html lang=\"es\">\n<meta charset=\"utf-8\">\n\
                      <title>Mi primer servidor</title>\n<p>¡Hola desde Rust!</p>\n</html>\n";
const NAVEGADOR: &[u8] = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n";
const MALA: (&str, &str) = ("400 Bad Request", "No entiendo esa petición.\n");
const LARGA: (&str, &str) = ("431 Request Header Fields Too Large", "Esa petición es demasiado larga.\n");
const LIMITE: usize = 16 * 1024;
/// Lo que tiene un cliente, según el enunciado, y el margen que se le da a quien lo cumple.
const PLAZO: Duration = Duration::from_secs(2);
const MARGEN: Duration = Duration::from_millis(800);
/// Cada cuánto envía un byte quien no acaba nunca.
const ENTRE_GOTAS: Duration = Duration::from_millis(200);

pub const RETO: Reto = Reto { nombre: "servidor_web", casos: CASOS, plazo: Some(PLAZO) };

const CASOS: &[Caso] = &[
    ARRANQUE_DE_SERVIDOR.pide(&[19, 20, 21]),
    Caso::nuevo("pagina", "contesta a un navegador que no cierra su lado, y cierra", |mesa| {
        pagina(&mut mesa.servidor()?.conectar()?)
    })
    .pide(&[3, 4, 9, 10, 11, 16]),
    Caso::nuevo("segunda-tanda", "atiende a cinco clientes, uno detrás de otro", |mesa| segunda_tanda(mesa, pagina))
        .pide(&[25]),
    Caso::nuevo("byte-a-byte", "junta una petición que llega de byte en byte", |mesa| {
        let trozos: Vec<[u8; 1]> = b"GET / HTTP/1.1\r\n\r\n".iter().map(|byte| [*byte]).collect();
        partida(mesa, &trozos)
    })
    .pide(&[1]),
    Caso::nuevo("respuestas", "contesta 404, 405 y 400 cuando toca", |mesa| {
        let servidor = mesa.servidor()?;
        for (primera, estado, cuerpo) in [
            ("GET /favicon.ico HTTP/1.1", "404 Not Found", "Aquí no hay nada.\n"),
            ("POST / HTTP/1.1", "405 Method Not Allowed", "Solo atiendo GET.\n"),
            ("HEAD / HTTP/1.1", "405 Method Not Allowed", "Solo atiendo GET.\n"),
            ("get / HTTP/1.1", "405 Method Not Allowed", "Solo atiendo GET.\n"),
            ("POST /nada HTTP/1.1", "405 Method Not Allowed", "Solo atiendo GET.\n"),
            ("GET /index.html HTTP/1.1", "404 Not Found", "Aquí no hay nada.\n"),
            ("GET /", MALA.0, MALA.1),
            ("POST /", MALA.0, MALA.1),
            ("hola", MALA.0, MALA.1),
            ("GET / FTP/1.1", MALA.0, MALA.1),
            ("GET / http/1.1", MALA.0, MALA.1),
            ("GET / 1.1", MALA.0, MALA.1),
            ("GET / HTTP/1.1 y más", MALA.0, MALA.1),
            ("GET / HTTP/1.0", "200 OK", PAGINA),
            ("GET / HTTP/2", "200 OK", PAGINA),
        ] {
            mesa.nota(format!("cliente con «{primera}»"));
            let mut cliente = servidor.conectar()?;
            cliente.enviar(format!("{primera}\r\nHost: x\r\n\r\n").as_bytes());
            exigir(&mut cliente, estado, cuerpo)?;
        }
        Ok(())
    })
    .pide(&[5, 6, 7]),
    Caso::nuevo("cuerpo", "contesta a la petición aunque detrás de la línea vacía venga pegado un cuerpo", |mesa| {
        let servidor = mesa.servidor()?;
        for (primera, cuerpo, estado, respuesta) in [
            ("POST / HTTP/1.1", "nombre=Ana", "405 Method Not Allowed", "Solo atiendo GET.\n"),
            ("GET / HTTP/1.1", "\r\n\r\nGET /otra HTTP/1.1\r\n\r\n", "200 OK", PAGINA),
            ("GET / HTTP/1.1", &"x".repeat(2 * LIMITE), "200 OK", PAGINA),
        ] {
            mesa.nota(format!("cliente con «{primera}» y un cuerpo de {}", en_bytes(cuerpo.len())));
            let mut cliente = servidor.conectar()?;
            cliente.enviar(format!("{primera}\r\nContent-Length: {}\r\n\r\n{cuerpo}", cuerpo.len()).as_bytes());
            con_cuerpo(&mut cliente, estado, respuesta)?;
        }
        Ok(())
    })
    .pide(&[2, 17]),
    Caso::nuevo("reservas", "nadie espera por veinte conexiones que no dicen nada", |mesa| {
        let servidor = mesa.servidor()?;
        mesa.nota("veinte clientes conectan y callan");
        let calladas: Result<Vec<_>, _> = (0..20).map(|_| servidor.conectar()).collect();
        let calladas = calladas?;
        let mut ultimo = servidor.conectar()?;
        ultimo.enviar(NAVEGADOR);
        ultimo.leer_hasta(1);
        if ultimo.recibido.is_empty() && ultimo.calla() && !mesa.cancelado() {
            // Si al irse los callados le contesta, era por ellos.
            mesa.nota("los veinte se van");
            drop(calladas);
            ultimo.fin = None;
            ultimo.leer_hasta(1);
            if !ultimo.recibido.is_empty() {
                let frase = "Has hecho esperar a un cliente hasta que se han ido otros veinte que no decían nada.";
                return mesa.mal("R10", frase, &servidor.programa);
            }
        }
        exigir(&mut ultimo, "200 OK", PAGINA)
    })
    .pide(&[18]),
    Caso::nuevo("limite", "admite 16384 bytes justos y contesta 431 a 16385", |mesa| {
        let servidor = mesa.servidor()?;
        let de = |bytes: usize| format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(bytes - 23));
        mesa.nota("un cliente con una petición de 16 384 bytes justos");
        let mut justa = servidor.conectar()?;
        justa.enviar(de(LIMITE).as_bytes());
        exigir(&mut justa, "200 OK", PAGINA)?;
        mesa.nota("otro, con un byte más");
        let mut larga = servidor.conectar()?;
        larga.enviar(de(LIMITE + 1).as_bytes());
        exigir(&mut larga, LARGA.0, LARGA.1)
    })
    .pide(&[8]),
    Caso::nuevo("ocho-megas", "contesta entero a quien envía 8 MiB sin una línea vacía, sin cortarle", ocho_megas)
        .pide(&[8, 17]),
    Caso::nuevo("se-va", "no contesta a quien cierra antes de la línea vacía", |mesa| {
        let servidor = mesa.servidor()?;
        let mut cliente = servidor.conectar()?;
        cliente.enviar(b"GET / HTTP/1.1\r\nHost:");
        cliente.despedirse();
        cliente.exigir_final(Esperado::nuevo(b"").reconocer(&|visto| {
            (!visto.is_empty()).then(|| ("R22", "La petición no estaba entera y has contestado.".to_string()))
        }))
    })
    .pide(&[15]),
    Caso::nuevo("cortes", "quien se va o corta a medias no detiene el servidor", |mesa| {
        cortes(mesa, b"GET / HT", pagina)
    })
    .pide(&[25, 26]),
    ARGUMENTOS_DE_SERVIDOR.pide(&[22, 23, 24]),
    Caso::nuevo("callado", "cierra a los 2 segundos, sin contestar, a quien no acaba su petición", callado)
        .lento()
        .pide(&[12, 14]),
    Caso::nuevo("goteo", "cierra a los 2 segundos en total, aunque siga llegando algo", goteo).lento().pide(&[13]),
];

/// La respuesta que pide el enunciado, byte a byte.
fn respuesta(estado: &str, cuerpo: &str) -> Vec<u8> {
    let permitido = if estado.starts_with("405") { "Allow: GET\r\n" } else { "" };
    format!(
        "HTTP/1.1 {estado}\r\n{permitido}Content-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{cuerpo}",
        cuerpo.len()
    )
    .into_bytes()
}

fn pagina(cliente: &mut Conversacion<'_>) -> Paso {
    cliente.enviar(NAVEGADOR);
    exigir(cliente, "200 OK", PAGINA)
}

/// La misma, con las cabeceras en el orden en que han llegado, si son esas: el enunciado no fija ninguno.
fn en_su_orden(visto: &[u8], respuesta: Vec<u8>) -> Vec<u8> {
    let partes = |bytes: &[u8]| {
        let fin = bytes.windows(4).position(|cuatro| cuatro == b"\r\n\r\n")?;
        let mut lineas: Vec<String> =
            str::from_utf8(&bytes[..fin]).ok()?.split("\r\n").map(ToString::to_string).collect();
        // La primera no es una cabecera: es la primera.
        lineas[1..].sort_unstable();
        Some((lineas, bytes[fin..].to_vec()))
    };
    if partes(visto).is_some_and(|suyas| partes(&respuesta) == Some(suyas)) { visto.to_vec() } else { respuesta }
}

/// Lee una respuesta, y dice cuál tenía que ser.
fn leer_respuesta(cliente: &mut Conversacion<'_>, estado: &str, cuerpo: &str) -> Vec<u8> {
    let pedida = respuesta(estado, cuerpo);
    cliente.leer_hasta(pedida.len());
    en_su_orden(&cliente.recibido, pedida)
}

fn exigir(cliente: &mut Conversacion<'_>, estado: &str, cuerpo: &str) -> Paso {
    let esperado = leer_respuesta(cliente, estado, cuerpo);
    // El servidor puede quedarse leyendo hasta sus 2 segundos; lo que tiene que cerrar ya es su lado.
    let reconocer = |visto: &[u8]| reconocer(visto, &esperado, cuerpo);
    cliente.exigir_final(Esperado::nuevo(&esperado).reconocer(&reconocer))
}

/// La petición ya ha llegado entera, y detrás sigue llegando algo: ni se espera nada más, ni se corta por lo que quede por leer.
fn con_cuerpo(cliente: &mut Conversacion<'_>, estado: &str, cuerpo: &str) -> Paso {
    let esperado = leer_respuesta(cliente, estado, cuerpo);
    let pegado = |visto: &[u8]| {
        let frase = "La petición acaba en la línea vacía. Detrás venía un cuerpo, pegado, y no la has contestado.";
        visto.is_empty().then(|| ("R01", frase.to_string()))
    };
    cliente.leer_hasta(esperado.len() + 1);
    let reconocer = |visto: &[u8]| pegado(visto).or_else(|| self::reconocer(visto, &esperado, cuerpo));
    let cortado = |visto: &[u8]| self::reconocer(visto, &esperado, cuerpo);
    let corta = cliente.fin == Some(Fin::Corta);
    cliente.exigir_final(Esperado::nuevo(&esperado).cortado("R24").reconocer(if corta { &cortado } else { &reconocer }))
}

fn reconocer(visto: &[u8], esperado: &[u8], cuerpo: &str) -> Option<(&'static str, String)> {
    let (bytes, letras) = (cuerpo.len(), cuerpo.chars().count());
    let con_letras = String::from_utf8_lossy(esperado)
        .replace(&format!("Content-Length: {bytes}\r"), &format!("Content-Length: {letras}\r"));
    if visto == con_letras.as_bytes() && bytes != letras {
        let frase =
            format!("Content-Length dice {letras}, que son las letras del cuerpo; y el cuerpo ocupa {bytes} bytes.");
        return Some(("R29", frase));
    }
    if esperado.starts_with(b"HTTP/1.1 431 ") && visto.starts_with(b"HTTP/1.1 200 ") {
        return Some(("R13", format!("La petición pasa de {} y la has dado por buena.", en_bytes(LIMITE))));
    }
    let sin_retornos = String::from_utf8_lossy(esperado).replace("\r\n", "\n");
    if visto == sin_retornos.as_bytes() {
        return Some(("R30", "Las líneas de tu respuesta acaban en `\\n`, y en HTTP acaban en `\\r\\n`.".to_string()));
    }
    let (suyo, pedido) = (estado_de(visto)?, estado_de(esperado)?);
    (suyo != pedido).then(|| ("R21", format!("Tenías que contestar «{pedido}», y has contestado «{suyo}».")))
}

/// Lo que dice la primera línea detrás de la versión: `200 OK`.
fn estado_de(respuesta: &[u8]) -> Option<String> {
    let (linea, _) = str::from_utf8(respuesta).ok()?.split_once("\r\n")?;
    linea.strip_prefix("HTTP/1.1 ").map(ToString::to_string)
}

/// La misma petición, partida: cada trozo llega cuando el programa ya ha leído el anterior.
fn partida<T: AsRef<[u8]>>(mesa: &Mesa<'_>, trozos: &[T]) -> Paso {
    let servidor = mesa.servidor()?;
    // Primero entera: solo se dice que es por los trozos si entera va bien.
    let entera: Vec<u8> = trozos.iter().flat_map(|trozo| trozo.as_ref().to_vec()).collect();
    mesa.nota("un cliente la envía entera");
    let mut cliente = servidor.conectar()?;
    cliente.enviar(&entera);
    exigir(&mut cliente, "200 OK", PAGINA)?;
    mesa.nota("otro, en trozos");
    let mut cliente = servidor.conectar()?;
    cliente.enviar_despacio_en(PLAZO * 3 / 4, trozos);
    let esperado = leer_respuesta(&mut cliente, "200 OK", PAGINA);
    let en_trozos = |visto: &[u8]| {
        let frase = if visto.is_empty() {
            "La petición ha llegado en trozos y no la has contestado."
        } else if visto.starts_with(b"HTTP/1.1 200 ") {
            return None;
        } else {
            "La petición ha llegado en trozos y has contestado a uno de ellos como si fuera entera."
        };
        Some(("R01", frase.to_string()))
    };
    // Cortar con trozos aún por leer es lo mismo: ha contestado antes de tiempo.
    if cliente.recibido == esperado {
        cliente.leer_hasta(usize::MAX);
        if cliente.fin == Some(Fin::Corta) {
            let frase = "Has contestado al primer trozo de la petición, y después has cortado.";
            return cliente.mal("R01", frase);
        }
    }
    cliente.exigir_final(Esperado::nuevo(&esperado).reconocer(&en_trozos))
}

/// Un corte, con tanto por leer, se puede llevar la respuesta entera por delante.
fn ocho_megas(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let mut cliente = servidor.conectar()?;
    cliente.cruzar(&vec![b'x'; 8 * 1024 * 1024]);
    let esperado = leer_respuesta(&mut cliente, LARGA.0, LARGA.1);
    // Quien corta cuando se le acaba el plazo no ha contestado: se ha cansado de leer.
    let cortado = cliente.fin == Some(Fin::Corta) && !cliente.calla();
    let sin_mirar = |visto: &[u8]| {
        let frase = format!("Van 8 MiB sin una línea vacía, y no has contestado que pasan de {}.", en_bytes(LIMITE));
        (visto.is_empty() && !cortado).then_some(("R13", frase))
    };
    cliente.exigir_final(Esperado::nuevo(&esperado).cortado("R24").reconocer(&sin_mirar))
}

fn callado(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let inicio = Instant::now();
    let mut cliente = servidor.conectar()?;
    cliente.enviar(b"GET / HTTP/1.1\r\n");
    cliente.leer_todo_en(PLAZO + MARGEN);
    let tardado = cliente.callado_desde(inicio);
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    if cliente.fin == Some(Fin::Calla) {
        let frase = format!(
            "Han pasado {} s y tu programa sigue esperando a quien no acaba su petición.",
            en_segundos(tardado)
        );
        return mesa.mal("R31", frase, &servidor.programa);
    }
    if con_prisa(tardado, PLAZO) {
        let frase = format!("Has cerrado a los {} ms a quien tenía 2 segundos para acabar.", tardado.as_millis());
        return mesa.mal("R31", frase, &servidor.programa);
    }
    cliente.exigir_final(Esperado::nuevo(b"").reconocer(&|visto| {
        (!visto.is_empty()).then(|| ("R22", "No había petición entera y has contestado.".to_string()))
    }))
}

/// Nunca deja de llegar algo, pero la línea vacía no llega.
fn goteo(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let inicio = Instant::now();
    let mut cliente = servidor.conectar()?;
    cliente.enviar(b"GET / HTTP/1.1\r\nX: ");
    let mut paciencia = mesa.paciencia(PLAZO + MARGEN, &servidor.programa);
    let mut gota = Instant::now();
    while cliente.fin.is_none() && paciencia.queda() {
        if gota.elapsed() > ENTRE_GOTAS {
            cliente.enviar(b"x");
            gota = Instant::now();
        }
        thread::sleep(ENTRE_GOTAS / 20);
        cliente.leer_lo_que_haya();
    }
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    let tardado = inicio.elapsed();
    if !cliente.recibido.is_empty() {
        return mesa.mal("R22", "No había petición entera y has contestado.", &servidor.programa);
    }
    if let Some(hallazgo) = mesa.causa_de_fuerza_mayor(&servidor.programa) {
        return Err(Tropiezo::Mal(Box::new(hallazgo)));
    }
    if cliente.fin.is_none() {
        let frase = format!(
            "A un cliente que envía un byte cada {} ms le has dejado más de {} s, y tiene 2 en total.",
            ENTRE_GOTAS.as_millis(),
            en_segundos(PLAZO)
        );
        return mesa.mal("R31", frase, &servidor.programa);
    }
    if con_prisa(tardado, PLAZO) {
        let frase = format!("Has cerrado a los {} ms a quien tenía 2 segundos para acabar.", tardado.as_millis());
        return mesa.mal("R31", frase, &servidor.programa);
    }
    Ok(())
}
