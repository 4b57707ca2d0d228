//! Pasos 1 a 3: quién llama a quién, y qué es lo que viaja.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};

use redes::cable::{Lado, Muestra, Suceso};
use redes::errores::{Fallo, Resultado};
use redes::guia::{Desenlace, Escena, Paso};

use crate::servidor::devolver_eco;

/// Un fallo del sistema que, en la guía, no debería ocurrir.
pub fn inesperado(error: io::Error) -> Fallo {
    Fallo::de_sistema("la conversación de este paso no ha salido", error)
        .remedio("Repite el paso; si sigue pasando, mira si un cortafuegos vigila 127.0.0.1.")
}

pub fn quien_llama() -> Paso {
    Paso::nuevo("quien-llama", "Uno llama y el otro descuelga")
        .parrafo(
            "Un **servidor** espera a que lo llamen; un **cliente** llama. Eso es todo lo que los distingue: en cuanto \
             se establece la conexión, los dos pueden leer y escribir. El servidor más simple con el que se puede \
             hablar es el de **eco**: devuelve lo que le dices.",
        )
        .codigo("bytes.rs", "llamar")
        .apuesta(
            "La respuesta tiene que llegar a alguna parte: ¿a qué puerto del cliente?",
            &[
                "a ninguno: los puertos son cosa de los servidores",
                "al mismo que usa el servidor",
                "a uno libre cualquiera, que le presta el sistema",
            ],
        )
        .ejecutar(puerto_del_cliente)
}

// ANCHOR: llamar
fn saludar(mut stream: &TcpStream) -> io::Result<String> {
    stream.write_all(b"hola")?;
    let mut eco = [0; 4];
    stream.read_exact(&mut eco)?;
    Ok(String::from_utf8_lossy(&eco).into_owned())
}
// ANCHOR_END: llamar

fn puerto_del_cliente(escena: &Escena) -> Resultado<Desenlace> {
    let (_, cliente) = escena.conversar(devolver_eco, |stream| {
        let eco = saludar(&stream)?;
        io::Result::Ok((stream.local_addr()?.port(), stream.peer_addr()?.port(), eco))
    })?;
    let (mio, suyo, eco) = cliente.map_err(inesperado)?;
    Ok(Desenlace::opcion(
        if mio == suyo { 1 } else { 2 },
        format!(
            "Ha vuelto «{eco}». El servidor atendía en el puerto {suyo} y el cliente hablaba desde el {mio}, que le ha \
             prestado el sistema al conectar. La próxima vez será otro. Una conexión TCP es eso: dos direcciones y dos \
             puertos."
        ),
    ))
}

pub fn texto() -> Paso {
    Paso::nuevo("bytes-y-texto", "Por el cable van bytes, no letras")
        .parrafo(
            "`write_all` no acepta un `&str`: quiere `&[u8]`, bytes. Un `String` de Rust los lleva dentro, escritos en \
             UTF-8, y `as_bytes()` te los enseña. En Python era lo mismo con otro nombre: `texto.encode()`.",
        )
        .codigo("bytes.rs", "texto")
        .apuesta(
            "«señor» tiene cinco letras. ¿Cuántos bytes cruzarán la red?",
            &["5, uno por letra", "6", "10, dos por letra"],
        )
        .ejecutar(contar_bytes)
}

// ANCHOR: texto
fn enviar_texto(mut stream: TcpStream) -> io::Result<()> {
    let texto = "señor";
    stream.write_all(texto.as_bytes())
}
// ANCHOR_END: texto

fn contar_bytes(escena: &Escena) -> Resultado<Desenlace> {
    let (servidor, cliente) = escena.conversar(
        |mut stream| {
            let mut todo = Vec::new();
            stream.read_to_end(&mut todo).map(|_| todo)
        },
        enviar_texto,
    )?;
    cliente.map_err(inesperado)?;
    let todo = servidor.map_err(inesperado)?;
    let relato = format!(
        "Han llegado {} bytes. La «ñ» ocupa dos, c3 b1; las demás, uno. En UTF-8 una letra ocupa entre 1 y 4 bytes: \
         por eso `texto.len()` no cuenta letras, sino bytes.",
        todo.len()
    );
    Ok(Desenlace { ciertas: [5, 6, 10].iter().position(|&bytes| bytes == todo.len()).into_iter().collect(), relato })
}

pub fn letra_partida() -> Paso {
    Paso::nuevo("letra-partida", "Media eñe")
        .parrafo("Ahora el servidor lee de tres en tres bytes y quiere ver texto. Le llega otra vez «señor».")
        .codigo("bytes.rs", "partida")
        .apuesta(
            "¿Qué sacará `from_utf8` de los tres primeros bytes?",
            &["un error: eso no es texto", "«señ»: tres bytes, tres letras", "«se?», con un signo raro al final"],
        )
        .ejecutar(partir_la_letra)
        .parrafo(
            "Para leer texto, junta primero los bytes en un `Vec<u8>` y conviértelo cuando esté entero. Un servidor de \
             eco lo tiene más fácil: devuelve bytes y no pregunta qué dicen. Así sirve igual para una foto.",
        )
}

// ANCHOR: partida
fn leer_tres(mut stream: &TcpStream) -> io::Result<Vec<u8>> {
    let mut buffer = [0; 3];
    let leidos = stream.read(&mut buffer)?;
    Ok(buffer[..leidos].to_vec())
}

fn a_texto(trozo: &[u8]) -> Result<&str, std::str::Utf8Error> {
    std::str::from_utf8(trozo)
}
// ANCHOR_END: partida

fn partir_la_letra(escena: &Escena) -> Resultado<Desenlace> {
    let cable = escena.cable().clone();
    let (servidor, cliente) = escena.conversar(
        |stream| {
            let primero = leer_tres(&stream)?;
            cable.anotar(Lado::Servidor, Suceso::Recibe(Muestra::de(&primero)));
            let segundo = leer_tres(&stream)?;
            cable.anotar(Lado::Servidor, Suceso::Recibe(Muestra::de(&segundo)));
            io::Result::Ok(primero)
        },
        |stream| enviar_texto(stream.try_clone()?).and_then(|()| stream.shutdown(Shutdown::Write)),
    )?;
    cliente.map_err(inesperado)?;
    let trozo = servidor.map_err(inesperado)?;
    Ok(match a_texto(&trozo) {
        Ok(texto) => Desenlace::opcion(1, format!("Esta vez ha salido «{texto}».")),
        Err(error) => Desenlace::opcion(
            0,
            format!(
                "Un error, y con razón: los {} primeros bytes son «se», pero el tercero, c3, es **media eñe**; la otra \
                 media, b1, venía en la lectura siguiente. `from_utf8_lossy` no se queja: pone «{}» y la eñe se pierde \
                 para siempre.",
                error.valid_up_to(),
                String::from_utf8_lossy(&trozo)
            ),
        ),
    })
}
