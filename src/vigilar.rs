//! `curso vigilar`: comprueba un reto cada vez que se guarda, y atiende al teclado aunque el programa esté colgado.
//!
//! Se mira el fichero cien veces por segundo: para uno, cuesta menos que cualquier aviso del sistema, y funciona igual
//! en todos, también en carpetas compartidas. La comprobación empieza en cuanto el fichero cambia, sin esperar a que
//! repose: si vuelve a cambiar, se deja y se empieza otra; y el veredicto no se enseña hasta que ha reposado.

mod teclas;
mod trabajo;
mod vigia;
mod vista;

use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use catalogo::Reto;
use redes::argumentos::orden_para;
use redes::consola::{self, Estilo, Linea};
use redes::errores::{Fallo, Resultado};

use crate::estado::Estado;
use crate::pantalla::INTERRUMPIDO;
use crate::salida::escribir;
pub use teclas::Salida;
use teclas::pulsada;
use vigia::Vigia;

/// Al pie de la ayuda de `vigilar`.
pub const AYUDA: &str = "\
Abre tu editor al lado y deja esto en una terminal: cada vez que guardas el
reto, lo compila, habla con él y dice qué ve. Si guardas a mitad de una
comprobación, la deja y empieza otra.

  cargo run -- vigilar                el reto que te toca
  cargo run -- vigilar servidor_eco

Teclas:
  p  una pista más         s  compara con la solución    d  más detalle, o menos
  n  el siguiente reto     l  la lista de retos          r  comprueba otra vez
  q  sale

Necesita una terminal. Sin ella, usa «verificar».";

/// Vigila ese reto en esta terminal hasta que quien aprende decide salir.
pub fn ejecutar(estado: Estado, reto: Reto) -> Resultado<ExitCode> {
    static NUNCA: AtomicBool = AtomicBool::new(false);
    if !consola::hay_terminal() || consola::terminal_tonta() {
        let orden = orden_para("curso", &format!("verificar {}", reto.nombre));
        return Err(Fallo::nuevo("«vigilar» necesita una terminal, con su teclado y su pantalla, y aquí no la hay")
            .remedio(format!("Para comprobar el reto una vez: {orden}")));
    }
    consola::limpiar_al_morir(&NUNCA);
    match recorrer(estado, reto)? {
        Salida::Fin => Ok(ExitCode::SUCCESS),
        Salida::Interrumpida => Ok(ExitCode::from(INTERRUMPIDO)),
    }
}

/// Como [`ejecutar`], cuando ya se sabe que hay terminal.
pub fn recorrer(estado: Estado, reto: Reto) -> Resultado<Salida> {
    let mut vigia = Vigia::abrir(estado, reto)?;
    let salida = bucle(&mut vigia);
    let orden = orden_para("curso", &format!("vigilar {}", vigia.reto.nombre));
    // Al soltarlo, la terminal vuelve a estar como estaba: lo que se diga va después.
    drop(vigia);
    let salida = salida?;
    escribir(&[Linea::llana("Hasta luego. Para volver: ").con(Estilo::Codigo, orden)])?;
    Ok(salida)
}

fn bucle(vigia: &mut Vigia) -> Resultado<Salida> {
    loop {
        if let Some(tecla) = vigia.vuelta()?
            && let Some(salida) = pulsada(vigia, tecla)?
        {
            return Ok(salida);
        }
    }
}
