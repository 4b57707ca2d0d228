//! `curso verificar`: corregir retos hablando con ellos, varios a la vez.

mod cuenta;
mod hecho;
mod marcha;
mod peticion;

use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use catalogo::{Catalogo, Reto};
use redes::consola::{self, Linea};
use redes::errores::{Resultado, terminar};
use redes::fallas::Azar;

use crate::pantalla::INTERRUMPIDO;
use crate::salida::{escribir, escribir_json};
use cuenta::Cuenta;
pub use cuenta::apuntar;
use hecho::NO_COMPROBABLE;
pub use hecho::{Estilos, Final, Hecho};
use marcha::Encargo;
pub use marcha::rueda;
pub use peticion::Peticion;

/// Al pie de la ayuda de `verificar`.
pub const AYUDA: &str = "\
Arranca tu programa, hace de cliente o de servidor con mala idea, y dice qué ve.
Con el primer caso que sale mal se detiene, y enseña lo que ha cruzado.

  cargo run -- verificar servidor_eco      un reto
  cargo run -- verificar leccion3          los retos de una lección
  cargo run -- verificar todo              todos
  cargo run -- verificar servidor_eco --caso byte-a-byte
  cargo run -- verificar cliente_eco --programa \"python3 mi_cliente.py\"
  cargo run -- verificar lineas --semilla 1234    envía lo mismo que aquella vez

Lo que se envía cambia cada vez: sale de una semilla. Lo que se comprueba, no: con
cualquiera se dice lo mismo. Si algo sale mal, la orden que se enseña la lleva.

Comprueba varios a la vez y los enseña en el orden del curso. En una terminal, q
o Ctrl-C lo dejan sin que quede nada en marcha.

Acaba con código 0 si todo está bien, 1 si algo está mal (o pendiente), 2 si
algo no se ha podido comprobar (que no es lo mismo) y 130 si se deja a mitad.

Con --json escribe un objeto con la «semilla» y la lista «retos»; cada uno dice:
  reto       su nombre
  veredicto  \"bien\", \"mal\" o \"no comprobable\"
  codigo     el del diagnóstico (\"R01\"), o null
  semilla    la misma, o null si no se ha llegado a jugar
  sin_jugar  cuántos casos no se han jugado por haber fallado otro antes
  casos      una lista: caso, veredicto, codigo, ms, y pruebas (null si ha ido
             bien; si no, frase, esperado, visto, stderr y cable)
Los nombres no cambiarán; puede haber campos nuevos.";

/// Comprueba lo pedido. El código de salida es el peor de todos; si está mal pedido, 2: no se ha comprobado nada.
pub fn ejecutar(peticion: &Peticion, catalogo: &Catalogo) -> Resultado<ExitCode> {
    let (retos, orden) = match peticion.entender(catalogo) {
        Ok(entendido) => entendido,
        Err(fallo) => {
            terminar(Err(fallo));
            return Ok(ExitCode::from(NO_COMPROBABLE));
        }
    };
    let mut sala = marcha::Sala::abrir(!peticion.json)?;
    let mut cuenta = Cuenta::default();
    let mut en_json = Vec::new();
    let semilla = peticion.semilla.unwrap_or_else(Azar::semilla_imprevista);
    let encargo = Encargo {
        retos: &retos,
        programa: orden.as_deref(),
        caso: peticion.caso.as_deref(),
        semilla,
        color: !peticion.json && consola::con_color(&std::io::stdout()),
    };
    let cancelada = AtomicBool::new(false);
    let entero = marcha::verificar(&encargo, &cancelada, &mut sala, |sala, reto, hecho| {
        cuenta.apuntar(reto, &hecho, peticion.caso.is_none());
        if peticion.json {
            en_json.push(hecho.en_json(reto));
            return Ok(());
        }
        sala.escribir(&en_lineas(&hecho, reto, peticion, retos.len() > 1))
    })?;
    drop(sala);
    if peticion.json && entero {
        escribir_json(&serde_json::json!({ "semilla": semilla, "retos": en_json }))?;
    } else if !peticion.json && (retos.len() > 1 || !entero) {
        escribir(&cuenta.resumen(&retos, entero))?;
    }
    if let Some(fallo) = &cuenta.sin_apuntar {
        eprintln!("aviso: {fallo}");
    }
    Ok(if entero { ExitCode::from(cuenta.salida()) } else { ExitCode::from(INTERRUMPIDO) })
}

/// Cómo se cuenta lo que ha dado de sí un reto: entre varios, uno por empezar no da para más de una línea.
fn en_lineas(hecho: &Hecho, reto: &Reto, peticion: &Peticion, varios: bool) -> Vec<Linea> {
    let ancho = consola::ancho();
    let estilos = Estilos { programa: peticion.programa.as_deref(), detalle: peticion.detalle, ancho };
    let corta = hecho.en_una_linea(reto, ancho).filter(|_| varios && !peticion.detalle);
    corta.map_or_else(|| hecho.en_lineas(reto, &estilos), |linea| vec![linea])
}
