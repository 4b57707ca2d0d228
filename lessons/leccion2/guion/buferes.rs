//! Pasos 7 y 9: los búferes se llenan, y lo que pasa entonces.

use std::io::{self, Read, Write, sink};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use redes::argumentos::{mostrar_duracion, mostrar_tamano};
use redes::cable::{Lado, Suceso};
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::bytes::inesperado;
use crate::servidor::devolver_eco;
use crate::transferencia::ida_y_vuelta;

/// Lo que se espera antes de dar por cierto que nadie va a moverse. En la vida real sería para siempre.
pub const PLAZO: Duration = Duration::from_millis(600);

/// Un fichero grande: mucho más de lo que cabe en los búferes de cualquier sistema.
const GRANDE: u64 = 256 << 20;

/// Las dos puntas de una conexión, con plazo y sin nadie en medio.
fn pareja() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let cliente = TcpStream::connect(listener.local_addr()?)?;
    let (servidor, _) = listener.accept()?;
    for stream in [&cliente, &servidor] {
        stream.set_read_timeout(Some(PLAZO))?;
        stream.set_write_timeout(Some(PLAZO))?;
    }
    Ok((cliente, servidor))
}

/// Una nota en el dibujo, del lado de quien la protagoniza.
pub fn nota(escena: &Escena, lado: Lado, texto: impl Into<String>) {
    escena.cable().anotar(lado, Suceso::Nota(texto.into()));
}

pub fn write_corto() -> Paso {
    Paso::nuevo("write-corto", "`write` no es `write_all`")
        .parrafo(
            "`write` tampoco promete lo que parece: copia tus bytes al búfer de envío del sistema, y en ese búfer cabe lo \
             que cabe. Aquí el servidor ha conectado y **no lee**; el cliente llama una sola vez a `write`, con un plazo \
             de 600 ms.",
        )
        .codigo("buferes.rs", "write")
        .apuesta(
            "Le damos 64 MiB. ¿Qué devolverá `write`?",
            &["Ok(64 MiB): todo o nada", "un error: nadie lee y vence el plazo", "Ok con menos: los que han cabido"],
        )
        .ejecutar(escribir_sin_que_nadie_lea)
}

// ANCHOR: write
fn escribir(mut stream: &TcpStream, datos: &[u8]) -> io::Result<usize> {
    stream.set_write_timeout(Some(PLAZO))?;
    stream.write(datos)
}
// ANCHOR_END: write

fn escribir_sin_que_nadie_lea(escena: &Escena) -> Resultado<Desenlace> {
    // `_servidor` está vivo, pero no lee.
    let (cliente, _servidor) = pareja().map_err(inesperado)?;
    let datos = vec![b'x'; 64 << 20];
    let resultado = escribir(&cliente, &datos);
    let cabe = match &resultado {
        Ok(escritos) => format!("write(64 MiB) → Ok({escritos})"),
        Err(error) => format!("write(64 MiB) → Err({:?})", error.kind()),
    };
    nota(escena, Lado::Cliente, cabe);
    let moraleja = "`write_all` es un bucle que insiste con lo que falta. Con mensajes pequeños los dos hacen lo mismo, y \
                    por eso el descuido no se nota hasta el día del fichero grande. En Python, `send` y `sendall`.";
    Ok(match resultado {
        Ok(todos) if todos == datos.len() => {
            Desenlace::opcion(0, format!("En tu sistema ha cabido todo; en otros, no. {moraleja}"))
        }
        Ok(escritos) => Desenlace::opcion(
            2,
            format!(
                "Han cabido {}, y `write` da eso por **bueno**: ni error ni aviso. {moraleja}",
                mostrar_tamano(escritos as u64)
            ),
        ),
        Err(_) => Desenlace::opcion(1, format!("Tu sistema ha preferido un error. {moraleja}")),
    })
}

pub fn abrazo_mortal() -> Paso {
    Paso::nuevo("abrazo-mortal", "El abrazo mortal")
        .parrafo(
            "El servidor es el bueno, y el cliente parece cuidadoso: envía hasta el último byte (`io::copy` insiste como \
             `write_all`), hace su medio cierre y lee hasta el 0. Esta vez, con un fichero de **256 MiB**.",
        )
        .codigo("buferes.rs", "primero-todo")
        .apuesta(
            "¿Cómo acaba?",
            &["los dos parados en `write`", "bien, solo que tarda", "el servidor se queda sin memoria"],
        )
        .ejecutar(enviar_todo_antes_de_leer)
        .parrafo("El remedio: que un hilo envíe mientras otro recibe. El mismo socket, cada sentido por su lado.")
        .codigo("transferencia.rs", "dos-hilos")
        .ejecutar(enviar_mientras_se_lee)
}

fn primero_todo(mut stream: &TcpStream, fichero: &mut impl Read) -> io::Result<()> {
    // ANCHOR: primero-todo
    io::copy(fichero, &mut stream)?; // primero, enviarlo todo
    stream.shutdown(Shutdown::Write)?; // «ya he dicho todo»
    io::copy(&mut stream, &mut sink())?; // y leer el eco hasta el 0
    // ANCHOR_END: primero-todo
    Ok(())
}

fn enviar_todo_antes_de_leer(escena: &Escena) -> Resultado<Desenlace> {
    let (cliente, servidor) = pareja().map_err(inesperado)?;
    let mut fichero = io::repeat(b'x').take(GRANDE);
    let (ida, vuelta) = thread::scope(|hilos| {
        let eco = hilos.spawn(|| devolver_eco(&servidor));
        let ida = primero_todo(&cliente, &mut fichero);
        (ida, eco.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into())))
    });
    let metidos = mostrar_tamano(GRANDE - fichero.limit());
    if ida.is_err() {
        nota(escena, Lado::Cliente, format!("parado en write, tras {metidos}"));
    }
    if vuelta.is_err() {
        nota(escena, Lado::Servidor, "parado en write");
    }
    Ok(match ida {
        Ok(()) => Desenlace::opcion(1, "Ha llegado todo: tu sistema tiene unos búferes enormes."),
        Err(_) => Desenlace::opcion(
            0,
            format!(
                "El cliente iba por {metidos} y nadie leía el eco. Se ha llenado el búfer de vuelta, así que el servidor se \
                 ha parado en su `write` y ha dejado de leer; entonces se ha llenado el de ida, y se ha parado el cliente. \
                 Cada uno espera al otro: **abrazo mortal**. Con «hola» cabe todo y no pasa nunca."
            ),
        ),
    })
}

fn enviar_mientras_se_lee(escena: &Escena) -> Resultado<Desenlace> {
    let (cliente, servidor) = pareja().map_err(inesperado)?;
    thread::spawn(move || devolver_eco(&servidor));
    let principio = Instant::now();
    ida_y_vuelta(cliente, io::repeat(b'x').take(GRANDE), &mut sink(), Duration::from_secs(5))?;
    let tiempo = mostrar_duracion(principio.elapsed());
    nota(escena, Lado::Cliente, format!("256 MiB, ida y vuelta: {tiempo}"));
    Ok(Desenlace::relato(format!(
        "256 MiB de ida, 256 de vuelta, comparados byte a byte, en {tiempo}, y sin guardar más que lo que está en vuelo."
    )))
}
