//! Cualesquiera bytes, a todos los descodificadores: ninguno entra en pánico, y lo que uno acepta se puede volver a
//! escribir y leer igual.
//!
//! Pruébalo:   cd lessons/leccion5 && cargo +nightly fuzz run descodificar -- -rss_limit_mb=256
//!
//! Verás cuántas entradas lleva probadas; si alguna lo rompe, la guarda y dice cómo repetirla.

#![no_main]

use leccion5::comparar::CONTENDIENTES;
use leccion5::informe::MAXIMO;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for quien in &CONTENDIENTES {
        let Ok(informe) = (quien.descodificar)(bytes) else { continue };
        // El texto acepta `\r\n`, pero no lleva ninguno dentro; un `\r` suelto, sí, y ese no se deja escribir.
        if let Ok(otra_vez) = (quien.codificar)(&informe)
            && otra_vez.len() <= MAXIMO
        {
            assert_eq!((quien.descodificar)(&otra_vez), Ok(informe), "{}", quien.nombre);
        }
    }
});
