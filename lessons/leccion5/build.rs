//! Apunta con qué Rust se compila la lección: es uno de los tres datos del informe.

use std::env;
use std::process::Command;

fn main() {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let salida = Command::new(rustc).arg("--version").output().ok();
    let texto = salida
        .and_then(|salida| String::from_utf8(salida.stdout).ok())
        .unwrap_or_default();
    // «rustc 1.95.0 (59807616e 2026-04-14)» → «1.95.0»
    let version =
        texto.split_whitespace().nth(1).unwrap_or("desconocida");
    println!("cargo:rustc-env=VERSION_DE_RUST={version}");
    println!("cargo:rerun-if-changed=build.rs");
}
