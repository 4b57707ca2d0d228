//! Lo que el servidor cuenta de cada imagen, con sus números. Nunca dice «completa» si falta algo.

use std::sync::Arc;
use std::sync::mpsc::Sender;

use redes::cifras::{self, plural};

use super::aviso::Aviso;
use super::guardado::Guardado;
use super::hito::Hito;
use super::plano::{LIMITE, Motivo};
use super::recepcion::{Final, Recibida};

/// Pasa un hito a quien dibuja y, si una imagen ha terminado, la manda guardar. `con_suma`: lo que ha llegado venía comprobado.
pub fn avisar(hito: Hito, avisa: &Sender<Aviso>, guardado: &mut Guardado, con_suma: bool) {
    // Si quien dibuja ya no está, no hay a quién contárselo, y no importa.
    let linea = |texto: String| {
        let _ = avisa.send(Aviso::Linea(texto));
    };
    match hito {
        Hito::Empieza(de, vista) => {
            let (ancho, alto) = vista.medidas;
            linea(format!("{de}: empieza una imagen de {ancho}×{alto} en {}", plural(vista.total, "trozo")));
            let _ = avisa.send(Aviso::Empieza(vista));
        }
        Hito::Rechazada(de, plano, motivo) => linea(match motivo {
            Motivo::Vacia => format!("{de}: rechazada, una imagen de {}×{} no tiene píxeles", plano.ancho, plano.alto),
            _ if plano.comprobar().is_ok() => format!(
                "{de}: rechazada, {}×{} pide {} MiB y ahora mismo no los hay",
                plano.ancho,
                plano.alto,
                cifras::numero(plano.bytes() >> 20)
            ),
            _ => format!(
                "{de}: rechazada, {}×{} pide {} MiB y el límite es {} MiB",
                plano.ancho,
                plano.alto,
                cifras::numero(plano.bytes() >> 20),
                LIMITE >> 20
            ),
        }),
        Hito::Termina(recibida) => {
            // La de un solo trozo no ha llegado a anunciarse: que también se vea.
            if recibida.lienzo.vista.total == 1 {
                let _ = avisa.send(Aviso::Empieza(Arc::clone(&recibida.lienzo.vista)));
            }
            let _ = avisa.send(Aviso::Termina(recibida.fin));
            resumir(&recibida, con_suma).into_iter().for_each(linea);
            guardado.guardar(recibida.lienzo);
        }
    }
}

/// El resumen de una imagen: cómo ha acabado y sus cuentas.
pub fn resumir(recibida: &Recibida, con_suma: bool) -> Vec<String> {
    let Recibida { de, lienzo, cuentas, fin, duracion } = recibida;
    let vista = &lienzo.vista;
    let (porcentaje, total) = (vista.porcentaje(), plural(vista.total, "trozo"));
    let llegados = format!("{} de {total} ({porcentaje} %)", cifras::numero(vista.llegados()));
    let frase = match fin {
        Final::Completa if con_suma => format!("{de}: imagen completa, {total}"),
        Final::Completa => format!("{de}: imagen completa, {total}, sin suma con la que comprobarla"),
        Final::ConHuecos => format!("{de}: imagen INCOMPLETA, el emisor ha terminado y han llegado {llegados}"),
        Final::Silencio => format!("{de}: imagen INCOMPLETA, el emisor ha callado y habían llegado {llegados}"),
        Final::Interrumpida => format!("{de}: imagen INCOMPLETA, has cerrado tú y habían llegado {llegados}"),
    };
    // Sin «fin» no se sabe qué más salió después del último datagrama que llegó.
    let perdidos = if matches!(fin, Final::Completa | Final::ConHuecos) { "perdidos" } else { "perdidos al menos" };
    let cuenta = format!(
        "  recibidos {} · {perdidos} {} · repetidos {} · faltan {}{}",
        plural(cuentas.recibidos, "datagrama"),
        cifras::numero(cuentas.perdidos),
        cifras::numero(cuentas.repetidos),
        plural(lienzo.faltan(), "trozo"),
        cuentas.rarezas.contadas()
    );
    // Con un solo datagrama no hay «del primero al último» que medir.
    let ritmo = if duracion.is_zero() {
        format!("  {} en un solo datagrama", cifras::tamano(cuentas.bytes))
    } else {
        let por_segundo = cifras::tamano((cuentas.bytes as f64 / duracion.as_secs_f64()) as u64);
        format!("  {} en {} · {por_segundo}/s", cifras::tamano(cuentas.bytes), cifras::duracion(*duracion))
    };
    vec![frase, cuenta, ritmo]
}
