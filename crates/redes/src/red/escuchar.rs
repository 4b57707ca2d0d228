//! Abrir un puerto y decirlo.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};

use crate::argumentos::{Red, avisar_si_abierta};
use crate::consola;
use crate::errores::{self, Fallo, Resultado};

/// Escucha por TCP donde diga la línea de órdenes (si no dice puerto, en el de la lección) y lo anuncia.
///
/// # Errors
/// Si no se puede escuchar ahí: el puerto está ocupado, la dirección no es de este ordenador…
pub fn escuchar(red: &Red, puerto_de_la_leccion: u16) -> Resultado<TcpListener> {
    let puerto = red.puerto(puerto_de_la_leccion);
    let listener =
        TcpListener::bind((red.host.as_str(), puerto)).map_err(|error| Fallo::al_escuchar(&red.host, puerto, error))?;
    anunciar(listener.local_addr())?;
    Ok(listener)
}

/// Escribe `escuchando en IP:PUERTO`, que es la primera línea de todo servidor del curso, y avisa si queda abierto a la
/// red. Se llama cuando ya se escucha, con lo que diga `local_addr`: si se pidió el puerto 0, solo así se sabe cuál es.
///
/// Si quien leía la salida ya se ha ido (`servidor | true`), lo dice por stderr y se sirve igual: se puede llamar.
///
/// # Errors
/// Si el sistema no dice en qué dirección se escucha, o no se puede escribir.
pub fn anunciar(direccion: io::Result<SocketAddr>) -> Resultado {
    let direccion = direccion.map_err(|error| Fallo::de_sistema("no sé en qué dirección escucho", error))?;
    if !errores::alguien_lee(anunciar_en(&mut io::stdout().lock(), direccion))? {
        consola::avisar(&format!("nadie lee ya mi salida; escuchando en {direccion}"));
    }
    avisar_si_abierta(direccion);
    Ok(())
}

/// Sale en el acto, también por una tubería: hay quien espera esa línea para llamar.
fn anunciar_en(salida: &mut impl Write, direccion: SocketAddr) -> io::Result<()> {
    writeln!(salida, "escuchando en {direccion}")?;
    salida.flush()
}

#[cfg(test)]
mod pruebas {
    use std::io::BufWriter;

    use super::*;

    fn red(host: &str, puerto: Option<u16>) -> Red {
        Red { host: host.to_string(), puerto }
    }

    #[test]
    fn la_linea_sale_en_el_acto() {
        let mut salida = BufWriter::new(Vec::new());
        anunciar_en(&mut salida, "[::1]:2065".parse().unwrap()).unwrap();
        assert_eq!(salida.get_ref(), b"escuchando en [::1]:2065\n");
    }

    #[test]
    fn se_escucha_en_el_puerto_pedido_o_en_el_de_la_leccion() {
        let listener = escuchar(&red("127.0.0.1", None), 0).unwrap();
        let ocupado = listener.local_addr().unwrap().port();
        assert_ne!(ocupado, 0);
        let fallo = escuchar(&red("127.0.0.1", Some(ocupado)), 0).unwrap_err().to_string();
        assert_eq!(
            fallo,
            format!(
                "no puedo escuchar en 127.0.0.1:{ocupado}: ese puerto ya está ocupado (AddrInUse). Cierra el programa \
                 que usa el {ocupado}, o elige otro con --puerto (0 = cualquiera libre)."
            )
        );
    }
}
