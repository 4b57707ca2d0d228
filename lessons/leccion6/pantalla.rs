//! Lo que se escribe: los resultados, por stdout, y los diagnósticos, por stderr.

use std::io::{self, IsTerminal, Write};

use redes::argumentos::mostrar_numero;
use redes::consola::{self, parrafo_con_estilo};
use redes::errores::{Fallo, Resultado};

/// Una línea de resultado. Si quien la leía se ha ido (`servidor | head -3`), el programa acaba en silencio.
pub fn contar(linea: &str) -> Resultado {
    writeln!(io::stdout(), "{linea}").map_err(Fallo::al_mostrar)
}

/// Unos bytes, tal cual y en el acto; si se pide, con un salto detrás.
pub fn mostrar(bytes: &[u8], salto: bool) -> Resultado {
    let mut salida = io::stdout().lock();
    let salto: &[u8] = if salto { b"\n" } else { b"" };
    salida
        .write_all(bytes)
        .and_then(|()| salida.write_all(salto))
        .and_then(|()| salida.flush())
        .map_err(Fallo::al_mostrar)
}

/// Una línea de diagnóstico. Que nadie la lea no es motivo para dejar de servir.
pub fn avisar(linea: &str) {
    let mut errores = io::stderr().lock();
    if !errores.is_terminal() {
        let _ = writeln!(errores, "{linea}");
        return;
    }
    // Delante de una persona, sin partir las palabras.
    for renglon in parrafo_con_estilo(linea, consola::ancho()) {
        let _ = writeln!(errores, "{}", renglon.texto());
    }
}

/// «1 byte», «5000 bytes».
pub fn en_bytes(cuantos: usize) -> String {
    if cuantos == 1 { "1 byte".to_string() } else { format!("{} bytes", mostrar_numero(cuantos as u64)) }
}
