//! Lo que se escribe por stdout: los resultados. Los diagnósticos van por stderr, con `redes::consola::avisar`.

use std::io::{self, Write};

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
