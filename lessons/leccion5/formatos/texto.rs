//! El informe como texto: `fecha\nnombre\nversión`, y el final del mensaje es el final del flujo, como en el blog.
//!
//! Pruébalo:   cargo run --bin leccion5 -- servidor --formato texto
//! y en otra terminal:   printf 'hoy\nmi-equipo\n1.95.0' | nc 127.0.0.1 8081
//!
//! Es el formato más fácil de leer y el que más deja a tu cargo: dónde corta, qué no puede llevar dentro y qué pasa
//! cuando lo lleva.

use crate::informe::{Informe, Motivo, medir};

/// El informe en tres líneas. Un salto de línea dentro de un campo sería, al otro lado, otro campo: se niega.
// ANCHOR: codificar
pub fn codificar(informe: &Informe) -> Result<Vec<u8>, Motivo> {
    let Informe { fecha, nombre, version } = informe;
    for (campo, valor) in
        [("fecha", fecha), ("nombre", nombre), ("version", version)]
    {
        if valor.contains(['\n', '\r']) {
            return Err(format!(
                "en texto, «{campo}» no puede llevar un salto de línea"
            ));
        }
    }
    Ok(format!("{fecha}\n{nombre}\n{version}").into_bytes())
}
// ANCHOR_END: codificar

/// Lee las tres líneas, que tienen que ser exactamente tres. Admite un salto al final y los `\r\n` de Windows.
// ANCHOR: descodificar
pub fn descodificar(bytes: &[u8]) -> Result<Informe, Motivo> {
    medir(bytes)?;
    // El mensaje entero, nunca un trozo: cortaría una «ñ» en dos.
    let texto = str::from_utf8(bytes).map_err(|error| {
        let donde = error.valid_up_to();
        format!("no es UTF-8 a partir del byte {donde}")
    })?;
    // Se pide una línea más de las que tiene que haber: así se ve si
    // sobra, sin guardar las cincuenta mil que podría haber detrás.
    let mut lineas: Vec<_> = texto.splitn(4, '\n').collect();
    if lineas.len() == 4 && lineas[3].is_empty() {
        lineas.pop(); // era el salto del final
    }
    let campo = |linea: &str| {
        linea.strip_suffix('\r').unwrap_or(linea).to_string()
    };
    match lineas[..] {
        [fecha, nombre, version] => Ok(Informe {
            fecha: campo(fecha),
            nombre: campo(nombre),
            version: campo(version),
        }),
        [_, _, _, _] => Err("son más de tres líneas".to_string()),
        _ => Err(format!("hay {} de las tres líneas", lineas.len())),
    }
}
// ANCHOR_END: descodificar
