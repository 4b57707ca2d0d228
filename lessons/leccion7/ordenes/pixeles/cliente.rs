//! `leccion7 pixeles cliente`: lee una imagen y la envía.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use leccion7::fiable::en_camino::{TOPE, TOPE_MAXIMO};
use leccion7::pantalla::barra_de_trozos::Barra;
use leccion7::pixeles::canal::Canal;
use leccion7::pixeles::envio::{Novedad, Ritmo};
use leccion7::pixeles::estimacion::estimar;
use leccion7::pixeles::imagen::{self, Imagen};
use leccion7::pixeles::{a_ciegas, enviar, relato};
use leccion7::udp::perdida::Perdida;
use leccion7::udp::socket::{conectado, resolver};
use leccion7::{PUERTO, python};
use redes::argumentos::{Red, duracion};
use redes::cifras::{self, plural};
use redes::consola::{self, visible};
use redes::errores::{Fallo, Resultado};

use crate::ordenes::Protocolo;

/// La de la serie, entre píxel y píxel.
const PAUSA: Duration = Duration::from_millis(5);

#[derive(Args, Debug)]
pub struct Cliente {
    /// La imagen (gatin.jpg viene con el curso)
    #[arg(value_name = "IMAGEN")]
    imagen: PathBuf,
    /// Cuántos píxeles lleva cada datagrama: los que quepan, o uno solo
    #[arg(long, value_enum, default_value = "lote")]
    modo: Modo,
    /// Descanso antes de cada datagrama (en modo pixel, 5ms si no se dice otra cosa)
    #[arg(long, value_name = "TIEMPO", value_parser = duracion)]
    pausa: Option<Duration>,
    /// Envía a ciegas: sin ventana, sin acuses y sin repetir lo perdido
    #[arg(long)]
    sin_acuses: bool,
    /// Trozos que puede haber en camino sin confirmar
    #[arg(long, value_name = "N", default_value_t = TOPE, conflicts_with = "sin_acuses",
          value_parser = clap::value_parser!(u32).range(1..=i64::from(TOPE_MAXIMO)))]
    ventana: u32,
    /// Pierde a propósito esta parte de los datagramas
    #[arg(long, value_name = "N%", default_value = "0%", value_parser = porcentaje)]
    perder: u32,
    /// Con qué semilla se elige lo que se pierde: la misma repite lo mismo
    #[arg(long, value_name = "N", default_value_t = 3)]
    semilla: u64,
    /// Cuánto espera su turno si el servidor está con otra imagen
    #[arg(long, value_name = "TIEMPO", default_value = "30s", value_parser = duracion)]
    espera: Duration,
    /// En qué se habla por la red (en python, de píxel en píxel y a ciegas)
    #[arg(long, value_enum, default_value = "curso")]
    protocolo: Protocolo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Modo {
    Lote,
    Pixel,
}

/// `10%` o `0.5%`, en partes por millón.
fn porcentaje(texto: &str) -> Result<u32, String> {
    let numero = texto.strip_suffix('%').and_then(|numero| numero.trim().replace(',', ".").parse::<f64>().ok());
    match numero {
        Some(numero) if (0.0..=100.0).contains(&numero) => Ok((numero * 10_000.0).round() as u32),
        _ => Err("se escribe como un tanto por ciento, de 0% a 100%".to_string()),
    }
}

/// Cumple `pixeles cliente`.
pub fn mandar(red: &Red, orden: &Cliente) -> Resultado {
    let imagen = imagen::cargar(&imagen::localizar(&orden.imagen))?;
    if orden.protocolo == Protocolo::Python {
        return mandar_a_python(red, orden, &imagen);
    }
    let (ritmo, perdida) = (orden.ritmo(), Perdida { por_millon: orden.perder, semilla: orden.semilla });
    presentar(orden, &imagen, &ritmo);
    if perdida.por_millon > 0 {
        let parte = cifras::porcentaje(f64::from(perdida.por_millon) / 1e6);
        consola::contar(&format!(
            "perderé a propósito el {parte} de los datagramas (--semilla {} lo repite)",
            perdida.semilla
        ));
    }
    let mut canal = Canal::hacia(resolver(red)?, perdida)
        .map_err(|error| Fallo::al_conectar(&red.host, red.puerto(PUERTO), error))?;
    let mut barra = Barra::nueva();
    let enviar = if orden.sin_acuses { a_ciegas::enviar } else { enviar::enviar };
    let resultado = enviar(&mut canal, &imagen, &ritmo, &mut |novedad| barra.contar(&novedad));
    barra.borrar();
    let cuenta = resultado.map_err(|problema| relato::explicar(problema, red))?;
    relato::resumir(&cuenta, orden.sin_acuses, canal.perdidos)
}

impl Cliente {
    fn ritmo(&self) -> Ritmo {
        let un_pixel = self.modo == Modo::Pixel;
        Ritmo {
            pixeles: un_pixel.then_some(1),
            pausa: self.pausa.unwrap_or(if un_pixel { PAUSA } else { Duration::ZERO }),
            en_camino: self.ventana,
            espera: self.espera,
        }
    }
}

/// Qué se va a enviar y, si hay pausas, cuánto va a tardar.
fn presentar(orden: &Cliente, imagen: &Imagen, ritmo: &Ritmo) {
    let plano = imagen.plano(ritmo.pixeles);
    consola::contar(&format!(
        "{}: {}×{}, {} en {} de {}",
        visible(&orden.imagen.to_string_lossy()),
        imagen.ancho,
        imagen.alto,
        cifras::tamano(plano.bytes()),
        plural(plano.trozos(), "datagrama"),
        plural(plano.por_datagrama, "píxel")
    ));
    if !ritmo.pausa.is_zero() {
        estimar(plano.trozos(), ritmo.pausa).iter().for_each(|linea| consola::contar(linea));
    }
}

/// A un programa de Python, como en la serie: un pickle por píxel, y nadie contesta.
fn mandar_a_python(red: &Red, orden: &Cliente, imagen: &Imagen) -> Resultado {
    let pausa = orden.pausa.unwrap_or(PAUSA);
    let total = u64::from(imagen.ancho) * u64::from(imagen.alto);
    consola::contar(&format!(
        "{}: {}×{}, {} × {} ≈ {}",
        visible(&orden.imagen.to_string_lossy()),
        imagen.ancho,
        imagen.alto,
        plural(total, "píxel"),
        cifras::duracion(pausa),
        cifras::duracion(pausa.saturating_mul(u32::try_from(total).unwrap_or(u32::MAX)))
    ));
    let fallo = |error| Fallo::al_conectar(&red.host, red.puerto(PUERTO), error);
    let socket = conectado(resolver(red)?).map_err(fallo)?;
    let mut barra = Barra::nueva();
    let avance = |confirmados, total| barra.contar(&Novedad::Avance { confirmados, total });
    python::pixeles::enviar(&socket, imagen, pausa, avance).map_err(fallo)?;
    barra.borrar();
    consola::contar("enviado; con este protocolo nadie me dice cuántos han llegado");
    Ok(())
}
