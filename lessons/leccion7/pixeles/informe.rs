//! Lo que el servidor cuenta de cada imagen, con sus números. Nunca dice «completa» si falta algo.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use super::guardado::Guardado;
use super::protocolo::{LIMITE, Motivo};
use super::receptor::{Final, Recibida, Suceso};
use super::servidor::Aviso;

/// Pasa un suceso a quien dibuja y, si una imagen ha terminado, la manda guardar.
pub fn avisar(suceso: Suceso, avisa: &Sender<Aviso>, guardado: &mut Guardado) {
    // Si quien dibuja ya no está, no hay a quién contárselo, y no importa.
    let linea = |texto: String| {
        let _ = avisa.send(Aviso::Linea(texto));
    };
    match suceso {
        Suceso::Empieza(de, vista) => {
            let (ancho, alto) = vista.medidas;
            linea(format!("{de}: empieza una imagen de {ancho}×{alto} en {}", plural(vista.total.into(), "trozo")));
            let _ = avisa.send(Aviso::Empieza(vista));
        }
        Suceso::Rechazada(de, plano, motivo) => linea(match motivo {
            Motivo::Vacia => format!("{de}: rechazada, una imagen de {}×{} no tiene píxeles", plano.ancho, plano.alto),
            _ => format!(
                "{de}: rechazada, {}×{} pide {} MiB y el límite es {} MiB",
                plano.ancho,
                plano.alto,
                miles(plano.bytes() >> 20),
                LIMITE >> 20
            ),
        }),
        Suceso::Termina(recibida) => {
            // La de un solo trozo no ha llegado a anunciarse: que también se vea.
            if recibida.lienzo.vista().total == 1 {
                let _ = avisa.send(Aviso::Empieza(Arc::clone(recibida.lienzo.vista())));
            }
            let _ = avisa.send(Aviso::Termina(recibida.fin));
            resumir(&recibida).into_iter().for_each(linea);
            guardado.guardar(recibida.lienzo);
        }
    }
}

/// El resumen de una imagen: cómo ha acabado y sus cuentas.
pub fn resumir(recibida: &Recibida) -> Vec<String> {
    let Recibida { de, lienzo, cuentas, fin, duracion } = recibida;
    let vista = lienzo.vista();
    let (porcentaje, total) = (vista.porcentaje(), plural(vista.total.into(), "trozo"));
    let llegados = format!("{} de {total} ({porcentaje} %)", miles(vista.llegados().into()));
    let frase = match fin {
        Final::Completa => format!("{de}: imagen completa, {total}"),
        Final::ConHuecos => format!("{de}: imagen INCOMPLETA, el emisor ha terminado y han llegado {llegados}"),
        Final::Silencio => format!("{de}: imagen INCOMPLETA, el emisor ha callado y habían llegado {llegados}"),
        Final::Interrumpida => format!("{de}: imagen INCOMPLETA, has cerrado tú y habían llegado {llegados}"),
    };
    // Sin «fin» no se sabe qué más salió después del último datagrama que llegó.
    let perdidos = if matches!(fin, Final::Completa | Final::ConHuecos) { "perdidos" } else { "perdidos al menos" };
    let mut cuenta = format!(
        "  recibidos {} · {perdidos} {} · repetidos {} · faltan {}",
        plural(cuentas.recibidos, "datagrama"),
        miles(cuentas.perdidos),
        miles(cuentas.repetidos),
        plural(lienzo.faltan().into(), "trozo")
    );
    if cuentas.ajenos > 0 {
        cuenta += &format!(" · ajenos {}", miles(cuentas.ajenos));
    }
    // Con un solo datagrama no hay «del primero al último» que medir.
    let ritmo = if duracion.is_zero() {
        format!("  {} en un solo datagrama", tamano(cuentas.bytes))
    } else {
        let por_segundo = tamano((cuentas.bytes as f64 / duracion.as_secs_f64()) as u64);
        format!("  {} en {} · {por_segundo}/s", tamano(cuentas.bytes), tiempo(*duracion))
    };
    vec![frase, cuenta, ritmo]
}

/// «1 trozo», «2 trozos».
pub fn plural(numero: u64, nombre: &str) -> String {
    if numero == 1 { format!("1 {nombre}") } else { format!("{} {nombre}s", miles(numero)) }
}

/// Un número con los miles separados: 307 200.
pub fn miles(numero: u64) -> String {
    let cifras = numero.to_string();
    let grupos: Vec<&str> =
        cifras.as_bytes().rchunks(3).rev().filter_map(|grupo| std::str::from_utf8(grupo).ok()).collect();
    // De cuatro cifras no se separa (1400); a partir de cinco, con un espacio que no parte la línea.
    if cifras.len() < 5 { cifras } else { grupos.join("\u{a0}") }
}

/// Una duración para leerla: 850 µs, 7,5 ms, 3,2 s, 25 min 36 s.
pub fn tiempo(duracion: Duration) -> String {
    let segundos = duracion.as_secs_f64();
    // Los límites son los del redondeo: 59,97 s no son «60,0 s», sino «1 min 0 s».
    let texto = match segundos {
        s if s < 0.000_999_5 => format!("{:.0} µs", s * 1e6),
        s if s < 0.999_95 => format!("{:.1} ms", s * 1e3),
        s if s < 59.95 => format!("{s:.1} s"),
        s if s < 3599.5 => format!("{} min {} s", s.round() as u64 / 60, s.round() as u64 % 60),
        s => format!("{} h {} min", s.round() as u64 / 3600, s.round() as u64 % 3600 / 60),
    };
    texto.replace('.', ",")
}

/// Un tamaño en bytes para leerlo: 900 B, 518,4 kB, 6,2 MB, 10,8 GB.
pub fn tamano(bytes: u64) -> String {
    let texto = match bytes {
        0..1000 => format!("{bytes} B"),
        1000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    };
    texto.replace('.', ",")
}
