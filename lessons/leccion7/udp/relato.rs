//! Lo que dice quien envía un fichero por UDP al terminar, bien o mal.

use std::io;

use redes::argumentos::Red;
use redes::cifras::{self, plural};
use redes::consola;
use redes::errores::{self, Fallo, Resultado};

use super::envio::{Cuenta, Problema};
use crate::fichero::veredicto::Veredicto;
use crate::{PUERTO, direccion};

/// Cómo ha ido un envío que ha terminado.
pub fn resumir(cuenta: &Cuenta, a_ciegas: bool, con: &str) -> Resultado {
    let (total, en) = (plural(cuenta.total, "trozo"), cifras::duracion(cuenta.duracion));
    if a_ciegas {
        let enviados = cifras::numero(cuenta.enviados);
        errores::concluir(&format!(
            "enviados {enviados} trozos en {en}, sin acuses: nadie me dice cuántos han llegado"
        ))?;
    } else {
        let repetidos = cifras::numero(cuenta.enviados - cuenta.total);
        errores::concluir(&format!("{con} lo tiene guardado: {total} en {en} · repetidos {repetidos}"))?;
    }
    if cuenta.perdidos > 0 {
        consola::contar(&format!("perdidos a propósito: {}", plural(cuenta.perdidos, "datagrama")));
    }
    Ok(())
}

/// Por qué no ha llegado.
pub fn explicar(problema: Problema, red: &Red) -> Fallo {
    let con = direccion(red);
    let hasta =
        |cuenta: &Cuenta| format!("{} de {}", cifras::numero(cuenta.confirmados), plural(cuenta.total, "trozo"));
    match problema {
        Problema::Sistema(error) => Fallo::de_sistema(format!("no puedo enviar a {con}"), error),
        Problema::Fichero(fallo) => fallo,
        Problema::NadieEscucha(cuenta) if cuenta.confirmados == 0 && cuenta.enviados <= 1 => {
            Fallo::al_conectar(&red.host, red.puerto(PUERTO), io::ErrorKind::ConnectionRefused.into())
        }
        Problema::NadieEscucha(cuenta) => {
            Fallo::nuevo(format!("{con} ha dejado de escuchar a mitad: había confirmado {}", hasta(&cuenta)))
        }
        Problema::NoContesta(cuenta) if cuenta.enviados == 0 => Fallo::nuevo(format!("{con} no contesta"))
            .remedio("¿Está en marcha el servidor de ficheros por UDP? ¿Hay un cortafuegos en medio?"),
        Problema::NoContesta(cuenta) => {
            Fallo::nuevo(format!("{con} ha dejado de contestar: había confirmado {}", hasta(&cuenta)))
        }
        Problema::Ocupado => Fallo::nuevo(format!("{con} sigue ocupado con otro fichero"))
            .remedio("Prueba más tarde, o espera más con --espera."),
        Problema::Rechazado(Veredicto::Abandonado) => Fallo::nuevo(format!("{con} {}", Veredicto::Abandonado.queja()))
            .remedio("Si envías con mucha pausa, dale al servidor un --silencio mayor."),
        Problema::Rechazado(veredicto) => Fallo::nuevo(format!("{con} {}", veredicto.queja())),
    }
}
