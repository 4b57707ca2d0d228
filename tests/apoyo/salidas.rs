//! Salidas que no van a ninguna parte: quien leía se ha ido, o el disco está lleno. Y las muchas maneras de abrirse a la red.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Programa, arrancar, lanzar_leyendo};

/// Arranca un servidor, lee su primera línea y deja de leerle, también lo que diga por stderr: `servidor 2>&1 | head -1`.
pub fn servidor_sin_lector(programa: impl AsRef<Path>, argumentos: &[&str]) -> (Programa, SocketAddr) {
    let mut orden = Command::new(programa.as_ref());
    let servidor = lanzar_leyendo(orden.args(argumentos).stdin(Stdio::null()), false);
    let direccion = servidor.direccion();
    (servidor, direccion)
}

/// Una salida que ya no lee nadie.
pub fn sin_lector() -> Stdio {
    let (lector, escritor) = std::io::pipe().expect("hay tuberías");
    drop(lector);
    escritor.into()
}

/// Una salida en la que no cabe nada.
#[cfg(target_os = "linux")]
pub fn disco_lleno() -> Stdio {
    std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux tiene /dev/full").into()
}

/// Ejecuta hasta el final un programa con esa salida. Devuelve su código y lo que ha dicho por stderr.
pub fn ejecutar_con_salida(programa: impl AsRef<Path>, argumentos: &[&str], salida: Stdio) -> (Option<i32>, String) {
    let mut orden = Command::new(programa.as_ref());
    orden.args(argumentos).env("NO_COLOR", "1").env_remove("CARGO").stdin(Stdio::null()).stderr(Stdio::piped());
    let fin =
        orden.stdout(salida).spawn().expect("el programa arranca").wait_with_output().expect("el programa termina");
    (fin.status.code(), String::from_utf8_lossy(&fin.stderr).into_owned())
}

/// Comprueba que un servidor avisa por stderr de que queda abierto a la red, lo escriban como lo escriban. `argumentos` son los
/// suyos, sin `--host` ni `--puerto`.
#[track_caller]
pub fn avisa_si_queda_abierto(programa: impl AsRef<Path>, argumentos: &[&str]) {
    let mut maneras = vec!["0.0.0.0"];
    if cfg!(target_os = "linux") {
        // Cómo se entienden estas depende del sistema; aquí se sabe.
        maneras.extend(["0", "0x0", "0.0", "000.0"]);
    }
    if std::net::TcpListener::bind("[::]:0").is_ok() {
        maneras.extend(["::", "0::0", "::ffff:0.0.0.0"]);
    }
    for manera in maneras {
        let servidor = arrancar(programa.as_ref(), &[argumentos, &["--puerto", "0", "--host", manera]].concat());
        let direccion = servidor.direccion();
        let aviso = servidor.linea_de_error();
        assert!(
            aviso.starts_with("aviso: el servidor está abierto a toda tu red: "),
            "{manera} ({direccion}): {aviso}"
        );
    }
    let servidor = arrancar(programa.as_ref(), &[argumentos, &["--puerto", "0", "--host", "localhost"]].concat());
    assert!(servidor.direccion().ip().is_loopback());
}
