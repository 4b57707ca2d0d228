//! Marcos con su longitud delante, escritos aquí con sus bytes a la vista, y quien anuncia uno más largo de lo que se admite.

use crate::comun::con_aviso;
use crate::conversacion::Conversacion;
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::Servidor;
use crate::programa::Estado;
use crate::sistema;
use redes::cifras::{en_bytes, numero};

/// Lo que puede crecer lo reservado al rechazar una cabecera de 4 GiB: de sobra para hilos y búferes.
const RESERVA: u64 = 1024 * 1024 * 1024;

/// Un marco: la longitud, con el byte de más peso delante, y el cuerpo. El verificador no usa la biblioteca.
pub fn marco(cuerpo: &[u8]) -> Vec<u8> {
    [&(cuerpo.len() as u32).to_be_bytes(), cuerpo].concat()
}

/// Longitudes que pasan de `maximo`: por uno, por todo lo que cabe, y las que parecen pequeñas, o negativas, a quien no mira los
/// cuatro bytes como un entero sin signo.
pub fn longitudes_de_mas(maximo: usize) -> [u32; 6] {
    [maximo as u32 + 1, u32::MAX, 1 << 31, (1 << 31) + 3, (1 << 24) + 3, (1 << 21) + 3]
}

/// Envía una cabecera que anuncia más de `maximo`, y nada más. Exige que el programa la rechace en cuanto la lee, sin acabar por ella,
/// sin reservar lo que anuncia y diciéndolo en stderr. `espera` recoge lo que conteste y dice si sigue esperando el cuerpo; `exigir` lo
/// juzga.
pub fn anunciar_de_mas(
    servidor: &Servidor<'_>,
    cliente: &mut Conversacion<'_>,
    (longitud, maximo): (u32, usize),
    espera: impl FnOnce(&mut Conversacion<'_>) -> bool,
    exigir: impl FnOnce(&mut Conversacion<'_>) -> Paso,
) -> Paso {
    let (mesa, pid) = (servidor.mesa, servidor.programa.pid());
    let antes = sistema::reserva_maxima(pid);
    let anuncia = en_bytes(longitud as usize);
    mesa.nota(format!("una cabecera que anuncia {anuncia}, y nada más"));
    cliente.enviar(&longitud.to_be_bytes());
    let espera = espera(cliente);
    let despues = sistema::reserva_maxima(pid);
    let estado = servidor.programa.asentar();
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    if estado != Estado::Vivo || mesa.causa_de_fuerza_mayor(&servidor.programa).is_some() {
        return mesa.mal("R13", fatal(longitud), &servidor.programa);
    }
    if espera {
        let frase = format!("La cabecera anuncia {anuncia} y tu programa no cierra: el máximo es {}.", numero(maximo));
        return mesa.mal("R13", frase, &servidor.programa);
    }
    exigir(cliente)?;
    if let Some((antes, despues)) = antes.zip(despues)
        && despues.saturating_sub(antes) > RESERVA
    {
        let frase =
            format!("Con esa cabecera tu programa ha reservado {} GiB antes de rechazarla.", (despues - antes) >> 30);
        return mesa.mal("R13", frase, &servidor.programa);
    }
    con_aviso(servidor, "", &format!("rechazar una longitud de {anuncia}"))
}

/// Un cliente corriente, después de una cabecera así: si el programa ya no está, ha sido por ella.
pub fn sigue_en_pie(servidor: &Servidor<'_>, longitud: u32, corriente: fn(&mut Conversacion<'_>) -> Paso) -> Paso {
    servidor.mesa.nota("y ahora, un cliente normal");
    match servidor.conectar().and_then(|mut cliente| corriente(&mut cliente)) {
        Err(Tropiezo::Mal(_)) if servidor.programa.asentar() != Estado::Vivo => {
            servidor.mesa.mal("R13", fatal(longitud), &servidor.programa)
        }
        otro => otro,
    }
}

fn fatal(longitud: u32) -> String {
    format!("Una cabecera que anuncia {} ha acabado con tu programa.", en_bytes(longitud as usize))
}
