//! Una transcripción, dibujada: un diagrama de secuencia en SVG que se lee en claro, en oscuro, en papel y de oído.
//!
//! El texto es texto (se puede seleccionar) y los colores son los de la página: `currentColor` y sus variables.

use redes::cable::{Anotacion, Lado, Muestra, Suceso, en_hexadecimal, en_texto};
use redes::cifras;

use super::markdown::escapar;

/// Con esta nota se apunta que el datagrama anterior no ha llegado.
pub const PERDIDO: &str = "se pierde por el camino";

/// Medidas del dibujo, en unidades del SVG.
const ANCHO: usize = 560;
const CLIENTE: usize = 70;
const SERVIDOR: usize = ANCHO - CLIENTE;
const CABECERA: usize = 34;
/// Lo que ocupa una letra del texto y una del hexadecimal: se dibujan con letra de ancho fijo.
const LETRA: usize = 8;
/// Cuántos bytes se enseñan en hexadecimal.
const BYTES: usize = 16;
/// Cuántas letras caben entre las dos rayas.
const LETRAS: usize = (SERVIDOR - CLIENTE - 30) / LETRA;
/// Cuántos renglones se dibujan al principio y al final; los de en medio se cuentan.
const AL_PRINCIPIO: usize = 8;
const AL_FINAL: usize = 4;

/// Dibuja la conversación. `nombre` distingue este dibujo de los demás de la página.
pub fn svg(anotaciones: &[Anotacion], nombre: &str, titulo: &str, huella: &str) -> String {
    let pasos = pasos(anotaciones);
    let mut alto = CABECERA + 16;
    let mut cuerpo = String::new();
    for paso in &pasos {
        let (dibujo, ocupa) = paso.dibujar(alto);
        cuerpo += &dibujo;
        alto += ocupa;
    }
    alto += 12;
    let descripcion: Vec<String> = pasos.iter().map(Paso::contar).collect();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {ANCHO} {alto}\" role=\"img\" aria-labelledby=\"{nombre}-titulo {nombre}-que\" data-huella=\"{}\">\n",
        escapar(huella)
    );
    svg += &format!("<title id=\"{nombre}-titulo\">{}</title>\n", escapar(titulo));
    svg += &format!("<desc id=\"{nombre}-que\">{}</desc>\n", escapar(&descripcion.join(" ")));
    svg += "<g fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.45\" stroke-width=\"1.5\">\n";
    for x in [CLIENTE, SERVIDOR] {
        svg += &format!("<path d=\"M{x} {CABECERA}V{alto}\"/>\n");
    }
    svg += "</g>\n";
    for (x, quien, color) in [(CLIENTE, "cliente", "cliente"), (SERVIDOR, "servidor", "servidor")] {
        svg += &format!(
            "<rect x=\"{}\" y=\"4\" width=\"120\" height=\"28\" rx=\"6\" fill=\"none\" stroke=\"var(--{color}, currentColor)\" stroke-width=\"1.5\"/>\n",
            x - 60
        );
        svg +=
            &texto(x, 23, "middle", 14, &format!("fill=\"var(--{color}, currentColor)\" font-weight=\"600\""), quien);
    }
    svg + &cuerpo + "</svg>\n"
}

/// Un renglón del dibujo.
#[derive(Debug, PartialEq, Eq)]
enum Paso<'a> {
    Envio { de: Lado, muestra: &'a Muestra, perdido: bool },
    Lectura { de: Lado, muestra: &'a Muestra },
    Adios { de: Lado, de_golpe: bool },
    Nota(&'a str),
    Omitidos { veces: usize, bytes: [usize; 2] },
}

fn pasos(anotaciones: &[Anotacion]) -> Vec<Paso<'_>> {
    let mut pasos: Vec<Paso> = Vec::new();
    for anotacion in anotaciones {
        let de = anotacion.lado;
        match &anotacion.suceso {
            Suceso::Envia(muestra) => pasos.push(Paso::Envio { de, muestra, perdido: false }),
            Suceso::Recibe(muestra) | Suceso::RecibeDatagrama(muestra) => pasos.push(Paso::Lectura { de, muestra }),
            Suceso::Cierra => pasos.push(Paso::Adios { de, de_golpe: false }),
            Suceso::Corta => pasos.push(Paso::Adios { de, de_golpe: true }),
            Suceso::Nota(nota) if nota == PERDIDO => {
                if let Some(Paso::Envio { perdido, .. }) = pasos.last_mut() {
                    *perdido = true;
                }
            }
            Suceso::Nota(nota) => pasos.push(Paso::Nota(nota)),
        }
    }
    if pasos.len() > AL_PRINCIPIO + AL_FINAL + 1 {
        let omitidos: Vec<Paso> = pasos.drain(AL_PRINCIPIO..pasos.len() - AL_FINAL).collect();
        let mut bytes = [0; 2];
        for paso in &omitidos {
            if let Paso::Envio { de, muestra, .. } = paso {
                bytes[*de as usize] += muestra.total;
            }
        }
        pasos.insert(AL_PRINCIPIO, Paso::Omitidos { veces: omitidos.len(), bytes });
    }
    pasos
}

impl Paso<'_> {
    /// El dibujo, que empieza a esa altura, y lo que ocupa.
    fn dibujar(&self, y: usize) -> (String, usize) {
        match self {
            Paso::Envio { de, muestra, perdido } => {
                let mut dibujo =
                    texto(ANCHO / 2, y + 14, "middle", 13, &format!("{} {}", fija(), tinta(*de)), &que(muestra));
                let flecha = y + 22;
                dibujo += &flecha_de(*de, flecha, false, *perdido);
                let hexadecimal = hexadecimal(muestra);
                if hexadecimal.is_empty() {
                    return (dibujo, 32);
                }
                dibujo += &texto(
                    ANCHO / 2,
                    flecha + 15,
                    "middle",
                    11,
                    &format!("{} fill=\"currentColor\" fill-opacity=\"0.75\"", fija()),
                    &hexadecimal,
                );
                (dibujo, 46)
            }
            Paso::Lectura { de, muestra } => {
                let (x, ancla) = if *de == Lado::Cliente { (CLIENTE + 8, "start") } else { (SERVIDOR - 8, "end") };
                let dicho = format!("read → {}", que(muestra));
                (texto(x, y + 14, ancla, 12, &format!("{} {}", fija(), tinta(*de)), &dicho), 24)
            }
            Paso::Adios { de, de_golpe } => {
                let dicho = if *de_golpe { "corta de golpe (RST)" } else { "no diré más (FIN)" };
                let dibujo =
                    texto(ANCHO / 2, y + 14, "middle", 13, &format!("{} font-style=\"italic\"", tinta(*de)), dicho);
                (dibujo + &flecha_de(*de, y + 22, true, false), 32)
            }
            Paso::Nota(nota) => {
                let estilo = "font-style=\"italic\" fill=\"currentColor\"";
                (texto(ANCHO / 2, y + 14, "middle", 12, estilo, nota), 24)
            }
            Paso::Omitidos { .. } => {
                let estilo = "font-style=\"italic\" fill=\"currentColor\"";
                (texto(ANCHO / 2, y + 16, "middle", 13, estilo, &self.contar()), 30)
            }
        }
    }

    /// Lo mismo, contado: para quien no ve el dibujo.
    fn contar(&self) -> String {
        let quien = |de: &Lado| if *de == Lado::Cliente { "El cliente" } else { "El servidor" };
        match self {
            Paso::Envio { de, muestra, perdido } => {
                let fin = if *perdido { ", que se pierde por el camino" } else { "" };
                format!("{} envía {}{fin}.", quien(de), que(muestra))
            }
            Paso::Lectura { de, muestra } => format!("{} lee {}.", quien(de), que(muestra)),
            Paso::Adios { de, de_golpe: false } => format!("{} dice que no enviará más.", quien(de)),
            Paso::Adios { de, de_golpe: true } => format!("{} corta de golpe.", quien(de)),
            Paso::Nota(nota) => format!("{nota}."),
            Paso::Omitidos { veces, bytes: [ida, vuelta] } => {
                let total = |bytes: &usize| cifras::numero(*bytes);
                format!("… y {veces} envíos más: {} bytes de ida y {} de vuelta", total(ida), total(vuelta))
            }
        }
    }
}

/// `5 B «hola⏎»`.
fn que(muestra: &Muestra) -> String {
    let cuantos = format!("{} B", cifras::numero(muestra.total));
    let Some(todo) = en_texto(&muestra.bytes) else { return cuantos };
    let sitio = LETRAS.saturating_sub(cuantos.chars().count() + 4);
    let cortado = todo.chars().count() > sitio || muestra.bytes.len() < muestra.total;
    let dicho: String = todo.chars().take(sitio).collect();
    format!("{cuantos} «{dicho}{}»", if cortado { "…" } else { "" })
}

fn hexadecimal(muestra: &Muestra) -> String {
    let bytes = &muestra.bytes[..muestra.bytes.len().min(BYTES)];
    let mas = if muestra.total > bytes.len() { " …" } else { "" };
    en_hexadecimal(bytes) + mas
}

fn fija() -> &'static str {
    "font-family=\"var(--fija, monospace)\""
}

fn tinta(de: Lado) -> &'static str {
    match de {
        Lado::Cliente => "fill=\"var(--cliente, currentColor)\"",
        Lado::Servidor => "fill=\"var(--servidor, currentColor)\"",
    }
}

fn texto(x: usize, y: usize, ancla: &str, cuerpo: usize, estilo: &str, dicho: &str) -> String {
    format!(
        "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{ancla}\" font-size=\"{cuerpo}\" {estilo} style=\"white-space:pre\">{}</text>\n",
        escapar(dicho)
    )
}

/// Una flecha de lado a lado; la de una despedida, a trazos; la de lo que se pierde, hasta la mitad.
fn flecha_de(de: Lado, y: usize, a_trazos: bool, perdida: bool) -> String {
    let color = if de == Lado::Cliente { "cliente" } else { "servidor" };
    let (desde, hasta, dentro) =
        if de == Lado::Cliente { (CLIENTE + 3, SERVIDOR - 3, -8_isize) } else { (SERVIDOR - 3, CLIENTE + 3, 8) };
    let hasta = if perdida { usize::midpoint(desde, hasta) } else { hasta };
    let trazos = if a_trazos { " stroke-dasharray=\"6 4\"" } else { "" };
    let mut dibujo = format!(
        "<path d=\"M{desde} {y}H{hasta}\" fill=\"none\" stroke=\"var(--{color}, currentColor)\" stroke-width=\"2\"{trazos}/>\n"
    );
    dibujo += &if perdida {
        let (x, y) = (hasta.cast_signed(), y.cast_signed());
        format!(
            "<path d=\"M{} {}l12 12m0 -12l-12 12\" stroke=\"var(--ojo, currentColor)\" stroke-width=\"2.5\"/>\n",
            x - 6,
            y - 6
        )
    } else {
        format!("<path d=\"M{hasta} {y}l{dentro} -5v10z\" fill=\"var(--{color}, currentColor)\"/>\n")
    };
    dibujo
}

/// Lo que tiene que salir igual cada vez: cuánto envía cada uno, qué (si no hay nada al azar) y cómo se despide. No, en
/// cuántos trozos.
pub fn huella(anotaciones: &[Anotacion], azar: bool) -> String {
    // Si alguien corta de golpe, es cosa de suerte que el otro llegue antes a despedirse.
    let hay_corte = anotaciones.iter().any(|anotacion| anotacion.suceso == Suceso::Corta);
    let de = |lado: Lado| {
        let suyas = anotaciones.iter().filter(|anotacion| anotacion.lado == lado);
        let (mut total, mut resumen, mut fin) = (0, 0xcbf2_9ce4_8422_2325_u64, "");
        for anotacion in suyas {
            match &anotacion.suceso {
                Suceso::Envia(muestra) => {
                    total += muestra.total;
                    for byte in &muestra.bytes {
                        resumen = (resumen ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
                    }
                }
                Suceso::Cierra if fin.is_empty() && !hay_corte => fin = " fin",
                Suceso::Corta => fin = " corte",
                _ => {}
            }
        }
        // De un envío largo solo se guarda el principio, y dónde se corta depende de los trozos.
        let entero = total <= Muestra::MAXIMO && !azar;
        let que = if entero { format!(" {resumen:016x}") } else { String::new() };
        format!("{total} B{que}{fin}")
    };
    format!("cliente {}; servidor {}", de(Lado::Cliente), de(Lado::Servidor))
}

/// La huella que lleva escrita un dibujo ya hecho.
pub fn huella_de(svg: &str) -> Option<&str> {
    svg.split_once("data-huella=\"").and_then(|(_, resto)| resto.split_once('"')).map(|(huella, _)| huella)
}

#[cfg(test)]
mod pruebas {
    use std::time::Duration;

    use super::*;

    fn conversacion(sucesos: &[(Lado, Suceso)]) -> Vec<Anotacion> {
        let anotar = |(lado, suceso): &(Lado, Suceso)| Anotacion {
            instante: Duration::ZERO,
            lado: *lado,
            suceso: suceso.clone(),
        };
        sucesos.iter().map(anotar).collect()
    }

    fn envia(lado: Lado, bytes: &[u8]) -> (Lado, Suceso) {
        (lado, Suceso::Envia(Muestra::de(bytes)))
    }

    #[test]
    fn se_dibuja_y_se_cuenta_todo() {
        let notas = conversacion(&[
            envia(Lado::Cliente, b"<hola>\n"),
            (Lado::Cliente, Suceso::Cierra),
            envia(Lado::Servidor, &[0, 1]),
            (Lado::Servidor, Suceso::Nota(PERDIDO.into())),
            (Lado::Servidor, Suceso::Corta),
        ]);
        let svg = svg(&notas, "eco", "El eco", &huella(&notas, false));
        for parte in [
            "role=\"img\" aria-labelledby=\"eco-titulo eco-que\"",
            "<title id=\"eco-titulo\">El eco</title>",
            "El cliente envía 7 B «&lt;hola&gt;⏎». El cliente dice que no enviará más. El servidor envía 2 B, que se pierde",
            "3c 68 6f 6c 61 3e 0a",
            "corta de golpe (RST)",
        ] {
            assert!(svg.contains(parte), "falta {parte:?} en:\n{svg}");
        }
        assert!(!svg.contains("\n\n"), "una línea en blanco acabaría el bloque de HTML");
        assert_eq!(svg.matches('<').count(), svg.matches('>').count());
        assert!(!svg.contains('#'), "los colores son los de la página");
    }

    #[test]
    fn una_conversacion_larga_se_resume() {
        let muchas: Vec<_> = (0..40).map(|_| envia(Lado::Cliente, b"x")).collect();
        let svg = svg(&conversacion(&muchas), "x", "x", "");
        assert!(svg.contains("… y 28 envíos más: 28 bytes de ida y 0 de vuelta"), "{svg}");
    }

    #[test]
    fn la_huella_no_depende_de_los_trozos_y_si_de_lo_demas() {
        let de = |sucesos: &[(Lado, Suceso)]| huella(&conversacion(sucesos), false);
        let junto = de(&[envia(Lado::Cliente, b"hola"), (Lado::Cliente, Suceso::Cierra)]);
        assert_eq!(
            junto,
            de(&[envia(Lado::Cliente, b"ho"), envia(Lado::Cliente, b"la"), (Lado::Cliente, Suceso::Cierra)])
        );
        assert_ne!(junto, de(&[envia(Lado::Cliente, b"hole"), (Lado::Cliente, Suceso::Cierra)]));
        assert_ne!(junto, de(&[envia(Lado::Cliente, b"hola"), (Lado::Cliente, Suceso::Corta)]));
        assert_ne!(junto, de(&[envia(Lado::Servidor, b"hola"), (Lado::Servidor, Suceso::Cierra)]));
    }
}
