//! Retos mal hechos, cada uno con un solo malentendido, y retos raros pero correctos.
//!
//! Con ellos `tests/verificador` prueba que el verificador da a cada error su código y que no acusa a quien no debe. Cada
//! reto tiene su fichero, que abre con su tabla: cómo se llama cada variante, qué código le corresponde y cómo se juega.
//! Las juega un solo programa, `variantes`, para que compilarlas todas cueste un segundo; las de otros lenguajes están al lado.

#![allow(clippy::unwrap_used, clippy::unused_io_amount, reason = "muchas de estas variantes están mal a propósito")]

mod cliente_eco;
mod cliente_eco_udp;
mod cliente_eco_udp_fiable;
mod contador_visitas;
mod crc32;
mod enviar_archivo_tcp;
mod inventario_cliente;
mod inventario_servidor;
mod lienzo;
mod lineas;
mod marco_longitud;
mod patologicas;
mod quiz_completo;
mod recibir_archivo_tcp;
mod recibir_archivo_udp;
mod red;
mod reto;
mod sala_de_espera;
mod servidor_eco;
mod servidor_eco_udp;
mod servidor_saludo;
mod servidor_web;

pub use patologicas::PATOLOGICAS;
pub use reto::{Reto, Variante};

/// Todos los retos, en el orden del curso. Uno nuevo se apunta aquí, y arriba su fichero.
pub const RETOS: &[Reto] = &[
    servidor_saludo::RETO,
    servidor_web::RETO,
    servidor_eco::RETO,
    cliente_eco::RETO,
    lineas::RETO,
    marco_longitud::RETO,
    contador_visitas::RETO,
    sala_de_espera::RETO,
    quiz_completo::RETO,
    inventario_cliente::RETO,
    inventario_servidor::RETO,
    servidor_eco_udp::RETO,
    cliente_eco_udp::RETO,
    cliente_eco_udp_fiable::RETO,
    enviar_archivo_tcp::RETO,
    recibir_archivo_tcp::RETO,
    recibir_archivo_udp::RETO,
    lienzo::RETO,
];

/// La variante que se llama así, sea del reto que sea: los nombres no se repiten.
#[must_use]
pub fn variante(nombre: &str) -> Option<&'static Variante> {
    RETOS.iter().flat_map(|reto| reto.variantes).chain(PATOLOGICAS).find(|variante| variante.nombre == nombre)
}
