//! Los casos que comparten los servidores UDP: cómo arrancan y qué dicen si no pueden.

use super::abrir;
use crate::caso::Caso;
use crate::comun::{acaba_con, sin_puerto};
use crate::conversacion::muerte;
use crate::hallazgo::Paso;
use crate::mesa::Mesa;
use crate::programa::Estado;
use crate::sistema;

/// `arranque`: el servidor UDP dice dónde escucha, y es verdad.
pub const ARRANQUE_DE_SERVIDOR_UDP: Caso =
    Caso::nuevo("arranque", "dice en su primera línea dónde escucha, y escucha ahí por UDP", |mesa| {
        arranca(mesa, &[])
    });

/// Arranca con esos argumentos detrás de la dirección, y exige que en el puerto que dice haya un socket UDP.
pub fn arranca(mesa: &Mesa<'_>, argumentos: &[&str]) -> Paso {
    let servidor = mesa.servidor_con(argumentos)?;
    let puerto = servidor.direccion.port();
    let Some(donde) = sistema::escuchando_udp(puerto) else { return Ok(()) };
    if donde.iter().any(|ip| ip == "127.0.0.1") {
        return Ok(());
    }
    let frase = match (servidor.programa.asentar(), donde.first()) {
        (Estado::Vivo, Some(ip)) => format!("Le he pedido a tu programa que escuche en 127.0.0.1, y escucha en {ip}."),
        (Estado::Vivo, None) => {
            format!("Tu programa dice que escucha en el puerto {puerto}, pero en él no hay ningún socket UDP.")
        }
        (estado, _) => return mesa.mal("R17", format!("{} nada más arrancar.", muerte(estado)), &servidor.programa),
    };
    mesa.mal("R16", frase, &servidor.programa)
}

/// Sin argumentos acaba con código 2; si no puede escuchar, con 1; y lo explica en una línea. `detras` son los argumentos que
/// van detrás de la dirección.
pub fn argumentos_de_servidor_udp(mesa: &Mesa<'_>, detras: &[&str]) -> Paso {
    let ocupado = abrir()?;
    let direccion = ocupado.local_addr().map_err(|error| sin_puerto(&error))?.to_string();
    let con = |direccion| std::iter::once(direccion).chain(detras.iter().copied()).collect::<Vec<&str>>();
    acaba_con(mesa, &[], 2, "sin argumentos")?;
    acaba_con(mesa, &con("127.0.0.1:70000"), 1, "con un puerto que no existe, 127.0.0.1:70000")?;
    acaba_con(mesa, &con(&direccion), 1, &format!("con un puerto UDP ocupado, {direccion}"))
}
