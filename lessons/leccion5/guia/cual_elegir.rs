//! Paso 13: cuál elegir, con postcard al lado de bincode.

use redes::errores::{Fallo, Resultado};
use redes::guia::{Desenlace, Escena, Paso};

use crate::formatos::{binario, postal};
use crate::muestra::muestra;

pub fn cual_elegir() -> Paso {
    Paso::nuevo("cual-elegir", "¿Cuál elijo?")
        .parrafo(
            "Ya has visto bincode, que es corto y rápido. Pero desde diciembre de 2025 tiene un aviso, **RUSTSEC-2025-0141**: \
             quienes lo hacían lo han dejado. El aviso no es de un fallo; es que, si aparece uno, nadie lo arreglará. Su versión 3.0.0 está \
             vacía, a propósito: por eso aquí está fijada la 2, y solo la nombra un fichero.",
        )
        .parrafo("La alternativa más parecida, con quien la cuide, es **postcard**:")
        .codigo("postal.rs", "descodificar")
        .apuesta("¿Cuánto ocupará el informe en postcard? En bincode son 36 bytes.", &["36", "más o menos la mitad", "el doble"])
        .ejecutar(medir_postcard)
        .parrafo(
            "Para empezar, **JSON**: se ve, se depura y lo entienden todos. Si el tamaño importa, **postcard**. **bincode**, \
             si ya lo tienes. **Texto a mano**, si lo va a leer una persona. **Pickle**, nunca con lo que venga de fuera.",
        )
        .parrafo("Mídelo en tu ordenador: `cargo run --release --bin leccion5 -- comparar`.")
}

fn medir_postcard(escena: &Escena) -> Resultado<Desenlace> {
    let informe = muestra();
    let (uno, otro) = (
        binario::codificar(&informe).map_err(Fallo::nuevo)?,
        postal::codificar(&informe).map_err(Fallo::nuevo)?,
    );
    escena.decir(&format!(
        "bincode: {} bytes. postcard: {} bytes.",
        uno.len(),
        otro.len()
    ));
    Ok(Desenlace::opcion(
        0,
        format!(
            "Es la misma idea, y en este informe {}. Se distinguen al pasar de 127 bytes un texto (postcard guarda las \
             longitudes de 7 en 7 bits) y en los enteros. Y no hace falta acordarse de ponerle un límite: nunca reserva \
             sin mirar antes si esos bytes están.",
            if uno == otro {
                "dan los mismos bytes, uno por uno"
            } else {
                "no dan los mismos bytes"
            }
        ),
    ))
}
