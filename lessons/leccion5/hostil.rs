//! Los mensajes malintencionados de la guía, construidos aquí byte a byte. Ninguno hace daño: los lee esta lección, que no
//! ejecuta nada, o un proceso aparte que muere solo.
//!
//! Pruébalo:   cargo run --bin leccion5

use std::io::{self, Read, Write};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use redes::errores::{Fallo, Resultado};

use crate::binario;
use crate::informe::MAXIMO;

/// Un pickle de 55 bytes que, abierto en Python, escribiría una frase en la terminal; donde dice `echo`, podría decir
/// cualquier otra cosa.
// ANCHOR: pickle
pub fn pickle_que_manda() -> Vec<u8> {
    [
        "cos\nsystem\n", // busca la función `system` del módulo `os`
        "(",             // aquí empieza una tupla…
        // …con este texto…
        "S'echo Este pickle manda en tu equipo.'\n",
        "t", // …y aquí acaba
        "R", // llama a la función con esa tupla
        ".", // fin
    ]
    .concat()
    .into_bytes()
}
// ANCHOR_END: pickle

/// Un mensaje de 15 bytes que dice a bincode que el nombre ocupa casi 8 EiB.
// ANCHOR: quince
pub fn quince_bytes() -> Vec<u8> {
    let mut bytes = vec![5]; // la fecha ocupa 5 bytes…
    bytes.extend_from_slice(b"ahora"); // …que son estos
    bytes.push(0xfd); // y el nombre, los que digan estos ocho:
    bytes.extend_from_slice(&i64::MAX.to_le_bytes()); // 8 EiB menos 1
    bytes
}
// ANCHOR_END: quince

/// Lo que hace el proceso que va a morir: lee un mensaje de su entrada y lo descodifica sin límite.
///
/// # Errors
/// Si sobrevive.
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
///
/// # Errors
/// Si no se puede arrancar, o si no acaba.
pub fn descodificar_aparte(mensaje: &[u8]) -> Resultado<Muerte> {
    let fallo = |error| {
        Fallo::de_sistema(
            "no he podido arrancar el otro proceso",
            error,
        )
    };
    let mut orden =
        Command::new(std::env::current_exe().map_err(fallo)?);
    // Sin la lista de funciones por las que iba: aquí solo importan sus últimas palabras.
    orden.env("RUST_BACKTRACE", "0");
    orden
        .arg("sin-limite")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut hijo = orden.spawn().map_err(fallo)?;
    if let Some(mut entrada) = hijo.stdin.take() {
        // Si ya se ha muerto, no le hace falta.
        let _ = entrada.write_all(mensaje);
    }
    let limite = Instant::now() + Duration::from_secs(5);
    let estado = loop {
        if let Some(estado) = hijo.try_wait().map_err(fallo)? {
            break estado;
        }
        if Instant::now() > limite {
            let _ = hijo.kill();
            let _ = hijo.wait();
            return Err(Fallo::nuevo("el otro proceso no acaba"));
        }
        // `std` no sabe esperar a un hijo con plazo: se le pregunta a menudo.
        thread::sleep(Duration::from_millis(5));
    };
    let mut palabras = String::new();
    if let Some(errores) = hijo.stderr.take() {
        let _ = errores.take(4096).read_to_string(&mut palabras);
    }
    Ok(Muerte {
        codigo: estado.code(),
        palabras: palabras.trim().to_string(),
    })
}
