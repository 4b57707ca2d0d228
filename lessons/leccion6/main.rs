//! Lección 6: UDP, y en qué se distingue de TCP.
//!
//! cargo run --bin leccion6                              la lección, paso a paso
//! cargo run --bin leccion6 -- demo                      eco por TCP y por UDP, con pérdidas, en un momento
//! cargo run --bin leccion6 -- udp servidor              y, en otra terminal:
//! cargo run --bin leccion6 -- udp cliente "¡Hola!"
//! cargo run --bin leccion6 -- comparar                  el mismo trabajo por los dos, con una red cada vez peor
//!
//! El camino de lectura:
//! 1. `udp/ingenuo.rs`: el cliente que casi todo el mundo escribe la primera vez, para verlo fallar.
//! 2. `udp/datagramas.rs`: recibir un datagrama: entero, cortado, vacío, o un aviso de que no había nadie.
//! 3. `udp/servidor.rs`: un solo socket, y devuelve a cada uno lo suyo.
//! 4. `udp/peticion.rs`: cuánto se espera, cuándo se repite y de qué pregunta es una respuesta.
//! 5. `udp/preguntar.rs`: esa máquina, con su socket y su reloj: plazo, reintentos y nada de extraños.
//! 6. `udp/cliente.rs`: el cliente de eco, entero.
//! 7. `tcp/servidor.rs`: el mismo eco por TCP: un socket y un hilo para cada cliente.
//! 8. `tcp/cliente.rs`: y su cliente, sin reintentos ni números: de eso se encarga el sistema.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use redes::argumentos::{self, Red};
use redes::errores::{self, Resultado};
use redes::guia::{Opciones, recorrer};
use redes::red::escuchar;

use leccion6::comparar::informe;
use leccion6::guia::{self, demo};
use leccion6::plazo::leer_plazo;
use leccion6::udp::datagramas::BUFER;
use leccion6::udp::trato::Trato;
use leccion6::{tcp, udp};

/// Lección 6: UDP, y en qué se distingue de TCP
#[derive(Parser)]
#[command(name = "leccion6", version, mut_arg("puerto", |opcion| opcion.help(AYUDA_DE_PUERTO)))]
struct Argumentos {
    #[command(subcommand)]
    orden: Option<Orden>,
    #[command(flatten)]
    red: Red,
}

const AYUDA_DE_PUERTO: &str = "Puerto (0 = cualquiera que esté libre) [por defecto: 8081 en TCP, 20001 en UDP]";

#[derive(Subcommand)]
enum Orden {
    /// La lección, paso a paso (también sin ninguna orden)
    Guia(Opciones),
    /// Eco por TCP y por UDP, en el mismo programa y por sockets de verdad
    Demo,
    /// Eco por TCP: una llamada de teléfono
    #[command(subcommand)]
    Tcp(Tcp),
    /// Eco por UDP: una nota que se pasa en clase
    #[command(subcommand)]
    Udp(Udp),
    /// El mismo trabajo por TCP y por UDP, con una red cada vez peor
    Comparar {
        /// Cuántos mensajes, de 10 a 2000
        #[arg(long, value_name = "N", default_value_t = informe::MENSAJES, value_parser = argumentos::entero(10_u32, 2000))]
        mensajes: u32,
        /// La que decide qué se pierde: la misma repite lo mismo, y otra prueba otra suerte
        #[arg(long, value_name = "N", default_value_t = informe::SEMILLA, value_parser = argumentos::entero(0_u64, u64::MAX))]
        semilla: u64,
    },
}

#[derive(Subcommand)]
enum Tcp {
    /// Devuelve a cada cliente lo que le envía
    Servidor(Cuantos),
    /// Envía un mensaje y comprueba el eco
    Cliente {
        /// El mensaje (si no hay, lo que llegue por una tubería o lo que escribas)
        #[arg(value_name = "MENSAJE")]
        mensaje: Vec<String>,
        /// Cuánto espera a que el servidor conteste
        #[arg(long, value_name = "TIEMPO", default_value = "10s", value_parser = leer_plazo)]
        plazo: Duration,
    },
}

#[derive(Subcommand)]
enum Udp {
    /// Devuelve cada datagrama a quien lo envía
    Servidor {
        #[command(flatten)]
        cuantos: Cuantos,
        /// El datagrama más grande que admite, de 1 a 65535 bytes
        #[arg(long, value_name = "BYTES", default_value_t = BUFER, value_parser = argumentos::entero(1_usize, 65535))]
        bufer: usize,
    },
    /// Envía un datagrama, espera su eco con un plazo y lo reintenta si no llega
    Cliente {
        /// El mensaje (si no hay, lo que llegue por una tubería o lo que escribas)
        #[arg(value_name = "MENSAJE")]
        mensaje: Vec<String>,
        #[command(flatten)]
        trato: Trato,
    },
}

#[derive(Args)]
struct Cuantos {
    /// Termina tras atender a N (en TCP, N clientes; en UDP, N datagramas)
    #[arg(long, value_name = "N", value_parser = argumentos::entero(1_u64, u64::MAX))]
    clientes: Option<u64>,
}

fn main() -> ExitCode {
    let argumentos: Argumentos = argumentos::leer();
    errores::terminar(ejecutar(argumentos))
}

fn ejecutar(Argumentos { orden, red }: Argumentos) -> Resultado {
    match orden.unwrap_or(Orden::Guia(Opciones::default())) {
        Orden::Guia(opciones) => recorrer(&guia::guion(), &opciones),
        Orden::Demo => demo::ejecutar(),
        Orden::Tcp(Tcp::Servidor(cuantos)) => {
            tcp::servidor::servir(&escuchar(&red, tcp::servidor::PUERTO)?, cuantos.clientes);
            Ok(())
        }
        Orden::Tcp(Tcp::Cliente { mensaje, plazo }) => {
            tcp::cliente::ejecutar(&red.host, red.puerto(tcp::servidor::PUERTO), &mensaje, plazo)
        }
        Orden::Udp(Udp::Servidor { cuantos, bufer }) => {
            udp::servidor::servir(&udp::servidor::abrir(&red)?, bufer, cuantos.clientes);
            Ok(())
        }
        Orden::Udp(Udp::Cliente { mensaje, trato }) => {
            udp::cliente::ejecutar(&red.host, red.puerto(udp::servidor::PUERTO), &mensaje, &trato)
        }
        Orden::Comparar { mensajes, semilla } => informe::ejecutar(mensajes, semilla),
    }
}
