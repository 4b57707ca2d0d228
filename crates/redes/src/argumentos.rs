//! La línea de órdenes: `clap` en español, y los valores que se repiten en todas las lecciones.
//!
//! `clap` analiza muy bien los argumentos, pero solo habla inglés. Por eso aquí solo analiza: la ayuda la dibuja
//! `ayuda` mirando la propia definición, y los errores los cuenta `traduccion` con los datos que da `clap`
//! (qué argumento, qué valor, qué se parecía). De su texto no se enseña nada.

mod ayuda;
mod palabras;
mod traduccion;
mod valores;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};

use clap::builder::Command;
use clap::error::ErrorKind;
use clap::{Arg, Args, Parser};

pub use crate::cifras::{duracion as mostrar_duracion, porcentaje as mostrar_porcentaje, tamano as mostrar_tamano};
pub use palabras::palabras;
pub use valores::{direccion, duracion, entero, plazo, porcentaje, puerto, tamano};

use crate::cifras;
use crate::consola::{self, Linea};
use crate::errores;

/// Lo más ancha que se dibuja la ayuda: por encima, las líneas se leen mal.
const ANCHO_MAXIMO: usize = 100;
/// La anchura sin terminal, y la de las pruebas.
const ANCHO_SIN_TERMINAL: usize = 80;

/// `--host` y `--puerto`, que aceptan todos los programas del curso, en cualquier sitio de la línea.
#[derive(Args, Debug, Clone)]
pub struct Red {
    /// Dirección en la que se escucha o a la que se llama
    #[arg(long, global = true, value_name = "DIRECCIÓN", default_value = "127.0.0.1", value_parser = direccion)]
    pub host: String,
    /// El puerto, si se ha pedido alguno
    #[arg(long, global = true, value_name = "PUERTO", value_parser = puerto, help = AYUDA_DE_PUERTO)]
    pub puerto: Option<u16>,
}

impl Red {
    /// El puerto pedido o, si no se ha pedido ninguno, el de la lección.
    #[must_use]
    pub fn puerto(&self, de_la_leccion: u16) -> u16 {
        self.puerto.unwrap_or(de_la_leccion)
    }

    /// Si un servidor que escucha en `--host` queda abierto a la red, lo dice por stderr. Se llama después de escribir
    /// `escuchando en …`. Quien sabe en qué dirección ha quedado llama a [`avisar_si_abierta`], que no tiene que suponer nada.
    pub fn avisar_si_abierto(&self) {
        // No basta con leer el texto: `0`, `0x0`, `::ffff:0.0.0.0` y el nombre del ordenador también abren.
        let suyas = (self.host.as_str(), 0).to_socket_addrs().into_iter().flatten();
        if let Some(frase) = suyas.map(|direccion| direccion.ip()).find_map(frase_si_abierta) {
            consola::avisar(&frase);
        }
    }
}

/// Si escuchar en esa dirección deja entrar a otros ordenadores, lo dice por stderr. Es la de verdad, la que da
/// `local_addr`: lo que se escribió en `--host` puede decirlo de muchas maneras.
pub fn avisar_si_abierta(direccion: SocketAddr) {
    if let Some(frase) = frase_si_abierta(direccion.ip()) {
        consola::avisar(&frase);
    }
}

fn frase_si_abierta(ip: IpAddr) -> Option<String> {
    // `::ffff:0.0.0.0` es 0.0.0.0 escrita en IPv6.
    let ip = ip.to_canonical();
    let (donde, quien) = match ip {
        _ if ip.is_loopback() => return None,
        _ if ip.is_unspecified() => ("a toda tu red".to_string(), "a este ordenador"),
        _ => (format!("a tu red en {ip}"), "a esa dirección"),
    };
    Some(format!("aviso: el servidor está abierto {donde}: cualquiera que llegue {quien} puede conectarse."))
}

/// Para que la ayuda de una lección diga su puerto, que [`Red`] no sabe:
/// `#[command(mut_arg("puerto", puerto_de_la_leccion(8081)))]`.
pub fn puerto_de_la_leccion(puerto: u16) -> impl FnOnce(Arg) -> Arg {
    move |opcion| opcion.help(format!("{} {}", AYUDA_DE_PUERTO, ayuda::nota_de_defecto(&puerto.to_string())))
}

const AYUDA_DE_PUERTO: &str = "Puerto (0 = cualquiera que esté libre)";

/// [`cifras::numero`], para quien ya tiene un `u64`.
#[must_use]
pub fn mostrar_numero(numero: u64) -> String {
    cifras::numero(numero)
}

/// Lo que hay que decir en lugar de ejecutar el programa: la ayuda, la versión o qué argumento está mal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aviso {
    texto: String,
    codigo: u8,
}

impl Aviso {
    /// El texto, con su salto de línea final.
    #[must_use]
    pub fn texto(&self) -> &str {
        &self.texto
    }

    /// El código de salida: 0 si es algo que se ha pedido (y va a stdout), 2 si es un error (y va a stderr).
    #[must_use]
    pub fn codigo(&self) -> u8 {
        self.codigo
    }
}

/// Con qué se escribe lo que hay que decir.
#[derive(Debug, Clone, Copy)]
struct Pluma {
    ancho: usize,
    /// Si lo que se propone teclear empieza por `cargo run`.
    con_cargo: bool,
    color: bool,
    /// Si una frase larga se parte por palabras: delante de una persona, sí; en una tubería, va en una línea.
    partir: bool,
}

impl Pluma {
    /// A 80 columnas, sin color y sin `cargo run`: lo mismo en todas partes.
    const FIJA: Self = Self { ancho: ANCHO_SIN_TERMINAL, con_cargo: false, color: false, partir: false };

    /// La que corresponde a `flujo` ahora mismo.
    fn para(flujo: &impl IsTerminal) -> Self {
        let ancho = consola::ancho().min(ANCHO_MAXIMO);
        Self { ancho, con_cargo: con_cargo(), color: consola::con_color(flujo), partir: flujo.is_terminal() }
    }

    /// Escribe `texto` con su `principio` en el color de su papel.
    fn realzar(self, papel: consola::Estilo, principio: &str, texto: &str) -> String {
        match texto.strip_prefix(principio) {
            Some(resto) if self.color => Linea::vacia().con(papel, principio).pintar(true) + resto,
            _ => texto.to_string(),
        }
    }

    fn con_titulo(self, titulo: &str, texto: &str) -> String {
        self.realzar(consola::Estilo::Titulo, titulo, texto)
    }
}

/// Lee los argumentos del programa. Si no valen, lo explica en español y acaba con código 2;
/// si piden ayuda o versión, la escribe y acaba con 0.
pub fn leer<C: Parser>() -> C {
    leer_de(std::env::args_os().collect())
}

/// Como [`leer`], con otros argumentos; el primero es el nombre del programa.
pub fn leer_de<C: Parser>(argumentos: Vec<OsString>) -> C {
    errores::vigilar_salida();
    let (salida, errores) = (Pluma::para(&io::stdout()), Pluma::para(&io::stderr()));
    let leidos = analizar(&argumentos, salida, errores);
    // Así comprueba el libro que cada orden que enseña se puede teclear, sin ejecutarla.
    if leidos.is_ok() && std::env::var_os("REDES_SOLO_ANALIZAR").is_some() {
        std::process::exit(0);
    }
    leidos.unwrap_or_else(|aviso| {
        if aviso.codigo == 0 {
            // Si no se puede escribir, `vigilar_salida` sabe qué hacer: era todo lo que había que hacer.
            print!("{}", aviso.texto);
        } else {
            // Que nadie lea la explicación no hace buenos los argumentos.
            let _ = write!(io::stderr(), "{}", aviso.texto);
        }
        std::process::exit(aviso.codigo.into())
    })
}

/// Como [`leer`], pero con los argumentos que se le den (el primero es el nombre del programa) y sin acabar nada:
/// devuelve lo que habría escrito. Para las pruebas: sin color y a 80 columnas.
///
/// # Errors
/// La ayuda, la versión o la explicación de lo que está mal.
pub fn interpretar<C: Parser>(argumentos: impl IntoIterator<Item = impl Into<OsString>>) -> Result<C, Aviso> {
    let argumentos: Vec<OsString> = argumentos.into_iter().map(Into::into).collect();
    analizar(&argumentos, Pluma::FIJA, Pluma::FIJA)
}

fn analizar<C: Parser>(argumentos: &[OsString], salida: Pluma, errores: Pluma) -> Result<C, Aviso> {
    let orden = ayuda::preparar(C::command());
    // Una copia ya montada por `clap` (opciones globales repartidas por las subórdenes), para mirarla.
    let mut modelo = orden.clone();
    modelo.build();
    orden
        .try_get_matches_from(argumentos)
        .and_then(|mut leidos| C::from_arg_matches_mut(&mut leidos))
        .map_err(|error| avisar(&modelo, argumentos, &error, salida, errores))
}

fn avisar(modelo: &Command, argumentos: &[OsString], error: &clap::Error, salida: Pluma, errores: Pluma) -> Aviso {
    match error.kind() {
        ErrorKind::DisplayHelp => {
            let camino = ayuda::camino_de_la_ayuda(modelo, error);
            Aviso { texto: ayuda::dibujar(&camino, salida), codigo: 0 }
        }
        ErrorKind::DisplayVersion => {
            let version = modelo.get_version().unwrap_or_default();
            Aviso { texto: format!("{} {version}\n", modelo.get_name()), codigo: 0 }
        }
        _ => Aviso { texto: traduccion::contar(modelo, argumentos, error, errores), codigo: 2 },
    }
}

/// La orden que hay que teclear para ejecutar este programa con esos argumentos: si lo ha arrancado `cargo run`
/// (que deja la variable `CARGO`), con `cargo run` delante, que es lo que quien aprende acaba de teclear.
#[must_use]
pub fn orden_para(programa: &str, argumentos: &str) -> String {
    orden_segun(con_cargo(), programa, argumentos)
}

fn con_cargo() -> bool {
    std::env::var_os("CARGO").is_some()
}

fn orden_segun(con_cargo: bool, programa: &str, argumentos: &str) -> String {
    let orden = match (con_cargo, programa) {
        (false, _) => format!("{programa} {argumentos}"),
        (true, "curso") => format!("cargo run -- {argumentos}"),
        (true, _) => format!("cargo run --bin {programa} -- {argumentos}"),
    };
    orden.trim_end().trim_end_matches(" --").to_string()
}

#[cfg(test)]
mod pruebas;
