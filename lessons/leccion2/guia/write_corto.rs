//! Paso 9: los búferes se llenan, y `write` se queda corto.

use redes::argumentos::mostrar_tamano;
use redes::cable::Lado;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{inesperado, nota, pareja};
use crate::descuidos::dar;

pub fn paso() -> Paso {
    Paso::nuevo("write-corto", "`write` no es `write_all`")
        .parrafo(
            "`write` tampoco promete lo que parece: copia tus bytes al búfer de envío del sistema, y en ese búfer cabe lo \
             que cabe. Aquí el servidor ha conectado y **no lee**; el cliente llama una sola vez a `write`, con un plazo \
             de 600 ms.",
        )
        .codigo("descuidos.rs", "write")
        .apuesta(
            "Le damos 64 MiB. ¿Qué devolverá `write`?",
            &["Ok(64 MiB): todo o nada", "un error: nadie lee y vence el plazo", "Ok con menos: los que han cabido"],
        )
        .ejecutar(escribir_sin_que_nadie_lea)
}

fn escribir_sin_que_nadie_lea(escena: &Escena) -> Resultado<Desenlace> {
    // `_servidor` está vivo, pero no lee.
    let (cliente, _servidor) = pareja().map_err(inesperado)?;
    let datos = vec![b'x'; 64 << 20];
    let resultado = dar(&cliente, &datos);
    let cabe = match &resultado {
        Ok(escritos) => format!("write(64 MiB) → Ok({escritos})"),
        Err(error) => format!("write(64 MiB) → Err({:?})", error.kind()),
    };
    nota(escena, Lado::Cliente, cabe);
    let moraleja = "`write_all` es un bucle que insiste con lo que falta. Con mensajes pequeños los dos hacen lo mismo, y \
                    por eso el descuido no se nota hasta el día del fichero grande. En Python, `send` y `sendall`.";
    Ok(match resultado {
        Ok(todos) if todos == datos.len() => {
            Desenlace::opcion(0, format!("En tu sistema ha cabido todo; en otros, no. {moraleja}"))
        }
        Ok(escritos) => Desenlace::opcion(
            2,
            format!(
                "Han cabido {}, y `write` da eso por **bueno**: ni error ni aviso. {moraleja}",
                mostrar_tamano(escritos as u64)
            ),
        ),
        Err(_) => Desenlace::opcion(1, format!("Tu sistema ha preferido un error. {moraleja}")),
    })
}
