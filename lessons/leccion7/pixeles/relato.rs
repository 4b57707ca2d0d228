//! Lo que el cliente dice al terminar, bien o mal.

use std::io;

use redes::argumentos::Red;
use redes::cifras::{self, plural};
use redes::consola;
use redes::errores::{self, Fallo, Resultado};

use super::envio::{Cuenta, Problema};
use super::plano::Motivo;
use crate::{PUERTO, direccion};

/// Cómo ha ido un envío que ha terminado.
pub fn resumir(cuenta: &Cuenta, sin_acuses: bool, a_proposito: u32) -> Resultado {
    let (enviados, total) = (cifras::numero(cuenta.enviados), cifras::numero(cuenta.total));
    if sin_acuses {
        errores::concluir(&format!(
            "enviados {enviados} trozos en {}, sin acuses: nadie me dice cuántos han llegado",
            cifras::duracion(cuenta.duracion)
        ))?;
    } else {
        let repetidos = cifras::numero(cuenta.enviados - cuenta.total);
        errores::concluir(&format!(
            "confirmados {total} trozos de {total} en {} · repetidos {repetidos}",
            cifras::duracion(cuenta.duracion)
        ))?;
    }
    if a_proposito > 0 {
        consola::contar(&format!("perdidos a propósito: {}", plural(a_proposito, "datagrama")));
    }
    Ok(())
}

/// Por qué no se ha podido enviar.
pub fn explicar(problema: Problema, red: &Red) -> Fallo {
    let quien = direccion(red);
    let hasta =
        |cuenta: &Cuenta| format!("{} de {} trozos", cifras::numero(cuenta.confirmados), cifras::numero(cuenta.total));
    match problema {
        Problema::Sistema(error) => Fallo::de_sistema(format!("no puedo enviar a {quien}"), error),
        Problema::NadieEscucha(cuenta) | Problema::NadieEscuchaACiegas(cuenta)
            if cuenta.confirmados == 0 && cuenta.enviados <= 1 =>
        {
            Fallo::al_conectar(&red.host, red.puerto(PUERTO), io::ErrorKind::ConnectionRefused.into())
        }
        Problema::NadieEscucha(cuenta) if cuenta.enviados >= cuenta.total => Fallo::nuevo(format!(
            "{quien} ha dejado de escuchar cuando ya se lo había enviado todo; solo había confirmado {}, así que no sé si tiene la imagen entera",
            hasta(&cuenta)
        )),
        Problema::NadieEscucha(cuenta) => {
            Fallo::nuevo(format!("{quien} ha dejado de escuchar a mitad: había confirmado {}", hasta(&cuenta)))
        }
        Problema::NadieEscuchaACiegas(cuenta) => Fallo::nuevo(format!(
            "{quien} ha dejado de escuchar: había enviado {} de {} trozos y, sin acuses, no sé cuántos han llegado",
            cifras::numero(cuenta.enviados),
            cifras::numero(cuenta.total)
        )),
        Problema::NoContesta(cuenta) if cuenta.enviados == 0 => Fallo::nuevo(format!("{quien} no contesta"))
            .remedio("¿Está en marcha el servidor de píxeles? ¿Hay un cortafuegos en medio?"),
        Problema::NoContesta(cuenta) => {
            Fallo::nuevo(format!("{quien} ha dejado de contestar: había confirmado {}", hasta(&cuenta)))
        }
        Problema::Ocupado => Fallo::nuevo(format!("{quien} sigue ocupado con otra imagen"))
            .remedio("Prueba más tarde, o espera más con --espera."),
        Problema::Rechazada(Motivo::Vacia) => Fallo::nuevo(format!("{quien} no quiere una imagen sin píxeles")),
        Problema::Rechazada(Motivo::Enorme) => Fallo::nuevo(format!("{quien} dice que la imagen es demasiado grande")),
        Problema::Rechazada(Motivo::Abandonada) => {
            Fallo::nuevo(format!("{quien} se ha cansado de esperar y ha dado la imagen por terminada"))
                .remedio("Si envías con mucha pausa, dale al servidor un --silencio mayor.")
        }
    }
}
