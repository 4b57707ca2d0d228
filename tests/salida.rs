//! Qué hace un programa del curso cuando no puede escribir: calla si nadie lee, y lo dice si el disco está lleno.

use std::process::{Command, Output, Stdio};

const CURSO: &str = env!("CARGO_BIN_EXE_curso");

fn con_salida(salida: impl Into<Stdio>, argumentos: &[&str]) -> Output {
    let mut orden = Command::new(CURSO);
    orden.args(argumentos).stdin(Stdio::null()).stdout(salida).stderr(Stdio::piped());
    orden.spawn().expect("el programa arranca").wait_with_output().expect("el programa termina")
}

/// Lo que pasa en `curso lista | head -0`: cuando el programa escribe, ya no hay nadie al otro lado de la tubería.
#[test]
fn si_quien_leia_se_ha_ido_acaba_en_silencio() {
    for argumentos in [&["lista"][..], &["--help"], &["--version"], &[]] {
        let (lector, escritor) = std::io::pipe().expect("hay tuberías");
        drop(lector);
        let fin = con_salida(escritor, argumentos);
        let errores = String::from_utf8_lossy(&fin.stderr);
        assert_eq!((fin.status.code(), errores.as_ref()), (Some(0), ""), "{argumentos:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn si_el_disco_esta_lleno_lo_dice() {
    for argumentos in [&["lista"][..], &["--help"]] {
        let lleno = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux tiene /dev/full");
        let fin = con_salida(lleno, argumentos);
        let errores = String::from_utf8_lossy(&fin.stderr);
        let esperado = "error: no he podido escribir el resultado: no queda espacio en el disco (StorageFull).\n";
        assert_eq!((fin.status.code(), errores.as_ref()), (Some(1), esperado), "{argumentos:?}");
    }
}
