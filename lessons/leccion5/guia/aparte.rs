//! Otro proceso, esta misma lección, que muere para que la guía no muera con él.
//!
//! Pruébalo:   cargo run --bin leccion5 -- guia --paso 8

use std::env;
use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use redes::errores::{Fallo, Resultado};

use crate::formatos::binario;
use crate::informe::MAXIMO;

/// Lo que hace el proceso que va a morir: lee un mensaje de su entrada y lo descodifica sin límite.
pub fn leer_sin_limite() -> Resultado {
    let mut mensaje = Vec::new();
    let entrada =
        io::stdin().take(MAXIMO as u64).read_to_end(&mut mensaje);
    entrada.map_err(|error| {
        Fallo::de_sistema("no he podido leer la entrada", error)
    })?;
    let informe = binario::descodificar_sin_limite(&mensaje)
        .map_err(Fallo::nuevo)?;
    println!("{informe:?}");
    Ok(())
}

/// Cómo ha acabado el proceso que descodifica sin límite.
pub struct Muerte {
    /// El código de salida; en Unix no lo hay si lo ha matado una señal.
    pub codigo: Option<i32>,
    /// Lo último que ha dicho.
    pub palabras: String,
}

/// Da `mensaje` a otro proceso, esta misma lección, para que lo descodifique sin límite.
///
/// Es seguro: pide 8 EiB, que no tiene ningún ordenador, así que el sistema se niega al momento y no se ocupa nada.
pub fn descodificar_aparte(mensaje: &[u8]) -> Resultado<Muerte> {
    let mut hijo = arrancar().map_err(fallo)?;
    if let Some(mut entrada) = hijo.stdin.take() {
        // Si ya se ha muerto, no le hace falta.
        let _ = entrada.write_all(mensaje);
    }
    let estado = esperar(&mut hijo)?;
    let mut palabras = String::new();
    if let Some(errores) = hijo.stderr.take() {
        let _ = errores.take(4096).read_to_string(&mut palabras);
    }
    Ok(Muerte {
        codigo: estado.code(),
        palabras: palabras.trim().to_string(),
    })
}

fn arrancar() -> io::Result<Child> {
    Command::new(env::current_exe()?)
        // Sin la lista de funciones por las que iba: aquí solo importan sus últimas palabras.
        .env("RUST_BACKTRACE", "0")
        .arg("sin-limite")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
}

/// `std` no sabe esperar a un hijo con plazo: se le pregunta a menudo.
fn esperar(hijo: &mut Child) -> Resultado<ExitStatus> {
    let limite = Instant::now() + Duration::from_secs(5);
    loop {
        if let Some(estado) = hijo.try_wait().map_err(fallo)? {
            return Ok(estado);
        }
        if Instant::now() > limite {
            let _ = hijo.kill();
            let _ = hijo.wait();
            return Err(Fallo::nuevo("el otro proceso no acaba"));
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn fallo(error: io::Error) -> Fallo {
    Fallo::de_sistema("no he podido arrancar el otro proceso", error)
}
