//! Paso 4: serde, y con él JSON.

use redes::errores::{Fallo, Resultado};
use redes::guia::{Desenlace, Escena, Paso};

use crate::formatos::{Formato, json};
use crate::guia::escenas::{enviar_informe, fallo};
use crate::informe::Informe;
use crate::muestra::muestra;

pub fn json() -> Paso {
    Paso::nuevo("json", "serde y JSON")
        .parrafo(
            "`#[derive(Serialize, Deserialize)]` hace que la estructura sepa contar qué campos tiene. **serde** no es un \
             formato: es el enchufe. Con `serde_json` al otro lado, sale JSON.",
        )
        .codigo("json.rs", "codificar")
        .codigo("json.rs", "descodificar")
        .parrafo("JSON va en un marco, con su longitud en 4 bytes, como en la lección 3. En texto, este informe eran 35 bytes.")
        .apuesta("¿Cuántos bytes ocupará en JSON, sin contar el marco?", &["los mismos, 35", "unos 70", "unos 350"])
        .ejecutar(enviar_json)
}

fn enviar_json(escena: &Escena) -> Resultado<Desenlace> {
    let informe =
        Informe { nombre: "aula\n07".to_string(), ..muestra() };
    let leidos = enviar_informe(escena, Formato::Json, &informe)?
        .map_err(fallo)?;
    let ocupa =
        json::codificar(&muestra()).map_err(Fallo::nuevo)?.len();
    let cuerpo = json::codificar(&informe).map_err(Fallo::nuevo)?;
    escena.dibujar();
    escena.decir(&format!(
        "Detrás de los 4 bytes del marco: `{}`",
        String::from_utf8_lossy(&cuerpo)
    ));
    Ok(Desenlace::opcion(
        1,
        format!(
            "{ocupa}: el doble, porque cada campo lleva su nombre. Al que ves le hemos puesto un salto de línea en el \
             nombre: viaja escrito `\\n`, con un byte más, y ha llegado {}. JSON se explica solo y lo lee cualquier \
             lenguaje; en Python, `json.loads`.",
            if leidos == [informe] { "igual" } else { "distinto" }
        ),
    ))
}
