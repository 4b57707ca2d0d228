//! Los casos que comparten los servidores UDP: cómo arrancan y qué dicen si no pueden.

use super::abrir;
use crate::caso::Caso;
use crate::comun::{acaba_con, escucha_donde_dice, sin_puerto};
use crate::hallazgo::Paso;
use crate::mesa::Mesa;
use crate::sistema::Protocolo;

/// `arranque`: el servidor UDP dice dónde escucha, y es verdad.
pub const ARRANQUE_DE_SERVIDOR_UDP: Caso =
    Caso::nuevo("arranque", "dice en su primera línea dónde escucha, y escucha ahí por UDP", |mesa| {
        arranca(mesa, &[])
    });

/// Arranca con esos argumentos detrás de la dirección, y exige que el socket UDP esté donde dice.
pub fn arranca(mesa: &Mesa<'_>, argumentos: &[&str]) -> Paso {
    escucha_donde_dice(mesa.servidor_con(argumentos)?, Protocolo::Udp, argumentos)
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
