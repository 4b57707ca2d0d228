//! Lo que se hace cuando no se puede aceptar a alguien: decirlo una vez, descansar un momento e insistir.

use std::io::{self, ErrorKind};
use std::thread;
use std::time::Duration;

use redes::consola::avisar;
use redes::errores::explicar;

/// Lo que se descansa cuando `accept` falla: si falta algo (descriptores, memoria), no vuelve en un microsegundo.
const RESPIRO: Duration = Duration::from_millis(100);

/// Ha fallado `accept`, y quizá ya esté dicho. Devuelve si lo está ahora.
pub fn descansar(error: &io::Error, dicho: bool) -> bool {
    // Se ha ido mientras hacía cola: no pasa nada, el siguiente.
    if error.kind() == ErrorKind::ConnectionAborted {
        return dicho;
    }
    if !dicho {
        let error = explicar(error);
        avisar(&format!(
            "no he podido coger una llamada: {error}; lo sigo intentando"
        ));
    }
    thread::sleep(RESPIRO);
    true
}
