//! Cualesquiera bytes, a todos los descodificadores: ninguno entra en pánico, y lo que uno acepta se puede volver a
//! escribir y leer igual.
//!
//! Pruébalo:   cd lessons/leccion5 && cargo +nightly fuzz run descodificar -- -rss_limit_mb=256
//!
//! Verás cuántas entradas lleva probadas; si alguna lo rompe, la guarda y dice cómo repetirla.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/comun/mod.rs"]
mod comun;

fuzz_target!(|bytes: &[u8]| {
    for (formato, codificar, descodificar) in comun::FORMATOS {
        let Ok(informe) = descodificar(bytes) else { continue };
        // El texto acepta `\r\n`, pero no lleva ninguno dentro; un `\r` suelto, sí, y ese no se deja escribir.
        if let Ok(otra_vez) = codificar(&informe)
            && otra_vez.len() <= comun::informe::MAXIMO
        {
            assert_eq!(descodificar(&otra_vez), Ok(informe), "{formato}");
        }
    }
});
