//! Pasos 5 y 6: lo que devuelve `read`, y lo que no.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};

use redes::cable::{Cable, Lado, Muestra, Suceso};
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::bytes::inesperado;
use crate::servidor;

pub fn despedida() -> Paso {
    Paso::nuevo("despedida", "Cero es adiós")
        .parrafo(
            "El remedio es leer **en un bucle, hasta que el otro se despida**. `read` no devuelve mensajes: espera a que \
             haya algo y te da lo que haya. Cuando el otro ha cerrado y ya no queda nada, devuelve 0. Dentro del `loop`:",
        )
        .codigo("servidor.rs", "eco")
        .apuesta(
            "El cliente envía «hola», lee su eco y cierra. ¿Cuántas veces vuelve `read`?",
            &["dos: «hola» y un 0", "una: «hola»", "cinco: letra a letra, y un 0"],
        )
        .ejecutar(contar_lecturas)
}

/// Un extremo cuyas lecturas se apuntan. Lo que escribe ya lo apunta el puente.
struct ConLupa<'a> {
    dentro: TcpStream,
    cable: &'a Cable,
    lecturas: usize,
}

impl Read for ConLupa<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let leidos = self.dentro.read(buffer)?;
        self.cable.anotar(Lado::Servidor, Suceso::Recibe(Muestra::de(&buffer[..leidos])));
        self.lecturas += 1;
        Ok(leidos)
    }
}

impl Write for ConLupa<'_> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.dentro.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.dentro.flush()
    }
}

fn contar_lecturas(escena: &Escena) -> Resultado<Desenlace> {
    let (servidor, cliente) = escena.conversar(
        |stream| {
            let mut lupa = ConLupa { dentro: stream, cable: escena.cable(), lecturas: 0 };
            servidor::devolver_eco(&mut lupa).map(|_| lupa.lecturas)
        },
        |mut stream| {
            stream.write_all(b"hola")?;
            stream.read_exact(&mut [0; 4])?;
            stream.shutdown(Shutdown::Write)?;
            stream.read_to_end(&mut Vec::new())
        },
    )?;
    cliente.map_err(inesperado)?;
    let lecturas = servidor.map_err(inesperado)?;
    let relato = format!(
        "`read` ha vuelto {lecturas} veces. La última, con un 0, que no significa «todavía no hay nada» (para eso \
         espera), sino «no habrá nada más». Si tu bucle no sale con el 0, girará para siempre con el procesador al \
         100 %: `read` seguirá devolviendo 0 una y otra vez."
    );
    let cierta = match lecturas {
        1 => 1,
        2 => 0,
        _ => 2,
    };
    Ok(Desenlace::opcion(cierta, relato))
}

pub fn restos() -> Paso {
    Paso::nuevo("restos", "Lo que queda en el fondo del búfer")
        .parrafo(
            "Aquí hay un descuido que compila sin un aviso: `&buffer` en vez de `&buffer[..leidos]`. El cliente envía \
             «buenos días» (12 bytes, por la tilde), espera su eco, y después envía «no».",
        )
        .codigo("lecturas.rs", "restos")
        .apuesta("¿Qué vuelve la segunda vez?", &["«no»", "«no» y restos de «buenos días»", "«no» y diez ceros"])
        .ejecutar(ver_los_restos)
}

// ANCHOR: restos
fn eco_con_restos(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 12];
    while stream.read(&mut buffer)? > 0 {
        stream.write_all(&buffer)?; // ¡el búfer entero!
    }
    Ok(())
}
// ANCHOR_END: restos

fn ver_los_restos(escena: &Escena) -> Resultado<Desenlace> {
    let (_, cliente) = escena.conversar(eco_con_restos, |mut stream| {
        let mut eco = [0; 12];
        stream.write_all("buenos días".as_bytes())?;
        stream.read_exact(&mut eco)?;
        stream.write_all(b"no")?;
        let leidos = stream.read(&mut eco)?;
        io::Result::Ok(eco[..leidos].to_vec())
    })?;
    let eco = cliente.map_err(inesperado)?;
    let cierta = match eco.get(2) {
        None => 0,
        Some(0) => 2,
        Some(_) => 1,
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "Ha vuelto «{}». `read` escribe en los primeros bytes del búfer y **no borra los demás**: detrás de «no» seguía \
             el final de «buenos días». Al principio verías ceros; luego, trozos de mensajes viejos, quizá de otro \
             cliente. El número que devuelve `read` nunca sobra.",
            String::from_utf8_lossy(&eco)
        ),
    ))
}
