//! Lo que se puede pedir a quien recibe ficheros, por TCP o por UDP.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use leccion7::fichero::destino::Destino;
use leccion7::fichero::parciales::Parciales;
use redes::argumentos::plazo;
use redes::consola;
use redes::errores::Resultado;

use super::Protocolo;

#[derive(Args, Debug)]
pub struct Servidor {
    /// Con qué nombre se guarda (los siguientes, con -2, -3…); si no se dice, recibido.bin. El que diga quien envía no se usa
    #[arg(long, value_name = "FICHERO")]
    salida: Option<PathBuf>,
    /// Termina tras N ficheros: con código 0 si han llegado todos enteros, con 1 si no
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub clientes: Option<u64>,
    /// Permite que --salida sustituya un fichero que ya existe
    #[arg(long, requires = "salida")]
    sobrescribir: bool,
    /// Cuánto puede callar quien envía antes de darlo por perdido
    #[arg(long, value_name = "TIEMPO", default_value = "10s", value_parser = plazo)]
    pub silencio: Duration,
    /// En qué se habla por la red
    #[arg(long, value_enum, default_value = "curso")]
    pub protocolo: Protocolo,
}

impl Servidor {
    /// Dónde guardar; si se interrumpe el programa, lo que estuviera a medias desaparece con él.
    pub fn destino(&self) -> Resultado<Destino> {
        let destino = Destino::nuevo(self.salida.clone(), self.sobrescribir)?;
        recoger(destino.parciales());
        Ok(destino)
    }
}

/// Desde ahora, si se interrumpe el programa, lo que esté a medias desaparece.
pub fn recoger(parciales: Parciales) {
    consola::recoger_al_morir(move || {
        parciales.borrar();
        saltar_de_linea();
    });
}

/// En la terminal, que lo siguiente no empiece detrás de la barra y del `^C`.
pub fn saltar_de_linea() {
    if io::stderr().is_terminal() {
        let _ = io::stderr().write_all(b"\n");
    }
}
