//! Lección 7 · Ficheros binarios y píxeles: lo mismo, por la red, sin que falte ni sobre un bit.
//!
//! Pruébalo:   cargo run --bin leccion7                                    (la lección guiada)
//!             cargo run --bin leccion7 -- tcp servidor                    (o udp)
//!             cargo run --bin leccion7 -- tcp cliente gatin.jpg           (en otra terminal)
//!             cargo run --bin leccion7 -- pixeles servidor
//!             cargo run --bin leccion7 -- pixeles cliente gatin.jpg       (en otra terminal)
//!
//! Verás un fichero llegar idéntico por una red que pierde la quinta parte, y una imagen dibujarse en una ventana, o en la
//! terminal si no hay pantalla, mientras llega por UDP.
//!
//! El camino de lectura:
//! 1. `tcp/anuncio.rs`: cuánto ocupa y cuánto suma, por delante; así no hace falta marca de final.
//! 2. `tcp/enviar.rs`: los bytes, y no darlos por llegados hasta que lo diga quien los guarda.
//! 3. `tcp/recibir.rs`: justo los bytes anunciados, comprobados, y un byte de respuesta.
//! 4. `fichero/publicar.rs`: se escribe al lado y, solo si está entero, recibe su nombre.
//! 5. `udp/a_ciegas.rs`: por UDP y sin acuses nadie avisa de lo que se pierde.
//! 6. `fiable/en_camino.rs`: la ventana deslizante del que envía: qué falta por confirmar y qué se ha perdido.
//! 7. `fiable/emisor.rs`: qué toca enviar ahora, según los acuses y el reloj.
//! 8. `fiable/adelantados.rs`: la ventana del que recibe: poner en orden lo que llega de cualquier manera.
//! 9. `pixeles/plano.rs`: una imagen repartida en trozos, y la que no se acepta.
//! 10. `pixeles/lienzo.rs`: cada trozo, en su sitio, llegue cuando llegue.

mod ordenes;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use leccion7::PUERTO;
use leccion7::guia as leccion;
use leccion7::pantalla::ventana_aparte::{self, ORDEN};
use redes::argumentos::{self, Red, puerto_de_la_leccion};
use redes::{errores, guia};

use ordenes::{pixeles, tcp, udp};

/// Lección 7: ficheros por TCP y por UDP, y una imagen que se dibuja mientras llega
#[derive(Parser, Debug)]
#[command(name = "leccion7", version, mut_arg("puerto", puerto_de_la_leccion(PUERTO)))]
struct Argumentos {
    #[command(flatten)]
    red: Red,
    #[command(subcommand)]
    orden: Option<Orden>,
}

#[derive(Subcommand, Debug)]
enum Orden {
    /// La lección guiada, paso a paso
    Guia(guia::Opciones),
    /// Un servidor y un cliente en el mismo programa, sin ventana
    Demo,
    /// Un fichero por TCP: entero y comprobado, o nada
    #[command(subcommand)]
    Tcp(tcp::Orden),
    /// Un fichero por UDP: a ciegas o con acuses
    #[command(subcommand)]
    Udp(udp::Orden),
    /// Una imagen por UDP, dibujada mientras llega
    #[command(subcommand)]
    Pixeles(pixeles::Orden),
    /// La ventana de los píxeles, en un proceso aparte
    #[command(name = ORDEN, hide = true)]
    VentanaAparte,
}

fn main() -> ExitCode {
    let Argumentos { red, orden } = argumentos::leer();
    errores::terminar(match orden.unwrap_or(Orden::Guia(guia::Opciones::default())) {
        Orden::Guia(opciones) => guia::recorrer(&leccion::guion(), &opciones),
        Orden::Demo => leccion::demo::ejecutar(),
        Orden::Tcp(orden) => tcp::cumplir(&red, orden),
        Orden::Udp(orden) => udp::cumplir(&red, orden),
        Orden::Pixeles(orden) => pixeles::cumplir(&red, orden),
        Orden::VentanaAparte => ventana_aparte::ejecutar(),
    })
}
