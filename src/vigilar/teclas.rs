//! Lo que hace cada tecla mientras se vigila.

use redes::consola;
use redes::errores::Resultado;

use super::vigia::Vigia;
use super::vista::Vista;
use crate::pantalla::Tecla;
use crate::{pista, recuerdo, solucion};

/// Cómo se sale.
pub enum Salida {
    Fin,
    Interrumpida,
}

/// Hace lo que pide una tecla. Devuelve si se sale, y cómo.
pub fn pulsada(vigia: &mut Vigia, tecla: Tecla) -> Resultado<Option<Salida>> {
    vigia.nota = None;
    let en_lista = match vigia.encima {
        Some((Vista::Lista { elegido }, _)) => Some(elegido),
        _ => None,
    };
    match (tecla, en_lista) {
        (Tecla::ControlC, _) => return Ok(Some(Salida::Interrumpida)),
        (Tecla::Letra('q'), _) => return Ok(Some(Salida::Fin)),
        (Tecla::OtroTamano, _) => vigia.dibujar()?,
        (Tecla::Escape, _) => destapar(vigia)?,
        (tecla, Some(elegido)) => en_la_lista(vigia, tecla, elegido)?,
        (tecla, None) => en_el_reto(vigia, tecla)?,
    }
    Ok(None)
}

fn destapar(vigia: &mut Vigia) -> Resultado {
    vigia.encima = None;
    vigia.dibujar()
}

fn en_la_lista(vigia: &mut Vigia, tecla: Tecla, elegido: usize) -> Resultado {
    let retos = &vigia.estado.catalogo.retos;
    match tecla {
        Tecla::Letra('l') => destapar(vigia),
        Tecla::Arriba | Tecla::Letra('k') => vigia.tapar(Vista::Lista { elegido: elegido.saturating_sub(1) }),
        Tecla::Abajo | Tecla::Letra('j') => {
            let elegido = (elegido + 1).min(retos.len().saturating_sub(1));
            vigia.tapar(Vista::Lista { elegido })
        }
        Tecla::Intro => retos.get(elegido).cloned().map_or(Ok(()), |reto| vigia.cambiar_a(reto)),
        _ => Ok(()),
    }
}

fn en_el_reto(vigia: &mut Vigia, tecla: Tecla) -> Resultado {
    match tecla {
        Tecla::Letra('r') | Tecla::Intro => vigia.repetir_ya(),
        Tecla::Letra('d') => {
            vigia.detalle = !vigia.detalle;
            vigia.dibujar()
        }
        Tecla::Letra('p') => dar_pista(vigia),
        Tecla::Letra('s') => ensenar_solucion(vigia),
        Tecla::Letra('n') => siguiente(vigia),
        Tecla::Letra('l') => {
            let elegido = vigia.estado.catalogo.retos.iter().position(|otro| otro.nombre == vigia.reto.nombre);
            vigia.tapar(Vista::Lista { elegido: elegido.unwrap_or(0) })
        }
        _ => Ok(()),
    }
}

fn siguiente(vigia: &mut Vigia) -> Resultado {
    if let Some(reto) = vigia.estado.reto_despues_de(&vigia.reto).cloned() {
        return vigia.cambiar_a(reto);
    }
    vigia.nota = Some("No queda ningún otro reto por superar.".to_string());
    Ok(())
}

fn dar_pista(vigia: &mut Vigia) -> Resultado {
    let antes = recuerdo::de(&vigia.reto.nombre);
    let (mut lineas, ahora) = pista::siguiente(&vigia.reto, &antes, consola::ancho());
    recuerdo::apuntar(&vigia.reto.nombre, &ahora)?;
    // Delante va el nombre del reto, que aquí ya se ve; detrás, cómo pedir otra desde fuera: aquí basta la tecla.
    lineas.truncate(lineas.iter().rposition(|linea| linea.tramos.is_empty()).unwrap_or(lineas.len()));
    vigia.tapar(Vista::Texto(lineas.split_off(lineas.len().min(2))))
}

fn ensenar_solucion(vigia: &mut Vigia) -> Resultado {
    let superado = vigia.estado.superado(&vigia.reto).is_some();
    if !superado && !vigia.se_rinde {
        vigia.se_rinde = true;
        vigia.nota = Some("Todavía no lo has superado. Si te rindes, pulsa s otra vez.".to_string());
        return Ok(());
    }
    match solucion::ensenar(&vigia.reto, superado, true) {
        Ok(lineas) => vigia.tapar(Vista::Texto(lineas)),
        Err(fallo) => {
            vigia.nota = Some(fallo.to_string());
            Ok(())
        }
    }
}
