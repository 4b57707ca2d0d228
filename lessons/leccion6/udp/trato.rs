//! Cómo trata el cliente con el servidor: las opciones de `udp cliente`.

use std::time::Duration;

use clap::Args;
use redes::argumentos;

use crate::plazo::leer_plazo;
use crate::udp::peticion::Plan;

/// Cómo se trata con el servidor.
#[derive(Args, Debug, Clone)]
pub struct Trato {
    /// Cuánto espera la primera vez; cada reintento, el doble
    #[arg(long, value_name = "TIEMPO", default_value = "500ms", value_parser = leer_plazo)]
    pub plazo: Duration,
    /// Ninguna espera crece más que esto
    #[arg(long, value_name = "TIEMPO", default_value = "60s", value_parser = leer_plazo)]
    pub tope: Duration,
    /// Cuántas veces lo intenta en total
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = argumentos::entero(1_u32, 100))]
    pub intentos: u32,
    /// Un solo socket, con un número de petición delante de cada mensaje
    #[arg(long)]
    pub numerada: bool,
    /// Conecta el socket: el sistema descarta a los extraños y avisa si no hay nadie
    #[arg(long)]
    pub conectado: bool,
}

impl Trato {
    /// Cuánto se espera y cuántas veces se intenta.
    pub fn plan(&self) -> Plan {
        Plan { plazo: self.plazo, tope: self.tope, intentos: self.intentos }
    }
}
