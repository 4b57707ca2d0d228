//! El servidor del saludo, en marcha: un hilo para cada navegador.

use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use redes::consola::{Cronista, avisar};
use redes::errores::explicar;

use super::saludar::saludar;
use super::visita::Recuento;
use crate::servidor::aforo::Aforo;
use crate::servidor::hilos;
use crate::servidor::servir::DESPEDIDA;

/// Saluda hasta que se interrumpe, o hasta haber atendido `clientes` conexiones.
pub fn servir(
    listener: TcpListener,
    pausa: Duration,
    clientes: Option<usize>,
) {
    let aforo = Arc::new(Aforo::default());
    let cronista = Arc::new(Cronista::nuevo());
    let (de_los_hilos, recuento) =
        (Arc::clone(&aforo), Recuento::con(Arc::clone(&cronista)));
    thread::spawn(move || {
        hilos::aceptar(
            &listener,
            &de_los_hilos,
            move |stream, cliente| {
                if let Err(error) =
                    saludar(&stream, cliente, pausa, &recuento)
                {
                    avisar(&format!(
                        "{cliente}: {}",
                        explicar(&error)
                    ));
                }
            },
        )
    });
    aforo.esperar_atendidos(clientes.unwrap_or(usize::MAX));
    cronista.despedir(DESPEDIDA);
}
