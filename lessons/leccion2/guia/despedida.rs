//! Paso 6: lo que devuelve `read`, y el 0 que es un adiós.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};

use redes::cable::{Cable, Lado, Muestra, Suceso};
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::inesperado;
use crate::servidor;

pub fn paso() -> Paso {
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
