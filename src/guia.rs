//! El motor de las lecciones guiadas: una lección es un [`Guion`], una lista de pasos cortos.
//!
//! Un paso explica, enseña el código de la propia lección, pide una apuesta, ejecuta algo de verdad y dibuja
//! lo que ha cruzado la red, o espera a que quien aprende se conecte con lo suyo («te toca»).

#![allow(dead_code, clippy::type_complexity, clippy::todo)]

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use crate::cable::{Anotacion, Cable};
use crate::errores::Resultado;

/// Opciones de la orden `guia` de todas las lecciones.
#[derive(Args, Debug, Clone, Default)]
pub struct Opciones {
    /// Empieza por este paso (1 es el primero)
    #[arg(long, value_name = "K")]
    pub paso: Option<usize>,
    /// No espera a que pulses nada: recorre la lección entera y termina
    #[arg(long)]
    pub sin_pausas: bool,
}

/// Una lección guiada entera.
pub struct Guion {
    /// El nombre de su programa: `leccion3`.
    pub nombre: &'static str,
    /// El título que se ve arriba: «TCP es un flujo».
    pub titulo: &'static str,
    /// Los ficheros de la lección que se enseñan: (ruta desde la raíz del curso, texto con `include_str!`).
    pub fuentes: Vec<(&'static str, &'static str)>,
    /// Los pasos, en orden.
    pub pasos: Vec<Paso>,
}

/// Un paso: un nombre que no cambia (con él se recuerda por dónde ibas), un título y sus elementos.
pub struct Paso {
    nombre: &'static str,
    titulo: &'static str,
    elementos: Vec<Elemento>,
}

enum Elemento {
    Parrafo(String),
    Codigo { fichero: &'static str, ancla: &'static str },
    Apuesta { pregunta: &'static str, opciones: Vec<&'static str> },
    Ejecucion(Box<dyn Fn(&Escena) -> Resultado<Desenlace>>),
    TeToca(TeToca),
}

impl Paso {
    /// Un paso vacío. `nombre` en minúsculas y con guiones: `dos-envios-una-lectura`.
    #[must_use]
    pub fn nuevo(nombre: &'static str, titulo: &'static str) -> Self {
        Self { nombre, titulo, elementos: Vec::new() }
    }

    /// Un párrafo. Admite `código` entre acentos graves y **negrita** entre asteriscos dobles.
    #[must_use]
    pub fn parrafo(mut self, texto: impl Into<String>) -> Self {
        self.elementos.push(Elemento::Parrafo(texto.into()));
        self
    }

    /// El trozo de código que hay entre `// ANCHOR: ancla` y `// ANCHOR_END: ancla` en `fichero`,
    /// con sus números de línea. `fichero` es el final de una de las rutas de [`Guion::fuentes`].
    #[must_use]
    pub fn codigo(mut self, fichero: &'static str, ancla: &'static str) -> Self {
        self.elementos.push(Elemento::Codigo { fichero, ancla });
        self
    }

    /// Una predicción, que se marca contra la siguiente [`Paso::ejecutar`] de este paso. De 2 a 5 opciones.
    #[must_use]
    pub fn apuesta(mut self, pregunta: &'static str, opciones: &[&'static str]) -> Self {
        self.elementos.push(Elemento::Apuesta { pregunta, opciones: opciones.to_vec() });
        self
    }

    /// Ejecuta algo de verdad y cuenta lo que ha pasado.
    #[must_use]
    pub fn ejecutar(mut self, accion: impl Fn(&Escena) -> Resultado<Desenlace> + 'static) -> Self {
        self.elementos.push(Elemento::Ejecucion(Box::new(accion)));
        self
    }

    /// Espera a que quien aprende se conecte con su propio programa.
    #[must_use]
    pub fn te_toca(mut self, encargo: TeToca) -> Self {
        self.elementos.push(Elemento::TeToca(encargo));
        self
    }
}

/// Cómo ha acabado una ejecución.
pub struct Desenlace {
    /// Qué opciones de la apuesta (0 es la primera) han resultado ciertas. Vacío si no había apuesta.
    pub ciertas: Vec<usize>,
    /// Qué ha pasado y por qué, en un párrafo.
    pub relato: String,
}

impl Desenlace {
    /// Un desenlace sin apuesta.
    pub fn relato(relato: impl Into<String>) -> Self {
        Self { ciertas: Vec::new(), relato: relato.into() }
    }

    /// Un desenlace que da la razón a la opción `cierta` (0 es la primera).
    pub fn opcion(cierta: usize, relato: impl Into<String>) -> Self {
        Self { ciertas: vec![cierta], relato: relato.into() }
    }
}

/// Lo que una ejecución usa para mostrarse.
pub struct Escena {
    cable: Cable,
}

impl Escena {
    /// El cable de esta ejecución, vacío al empezar. Lo apuntado en él se dibuja al terminar la ejecución.
    #[must_use]
    pub fn cable(&self) -> &Cable {
        &self.cable
    }

    /// Dibuja ya lo apuntado desde el último dibujo.
    pub fn dibujar(&self) {}

    /// Escribe un párrafo ahora mismo.
    pub fn decir(&self, texto: &str) {
        println!("{texto}");
    }

    /// Una conversación TCP de verdad por loopback, con un puente en medio que apunta lo que cruza: acepta una
    /// conexión y se la da a `servidor` en un hilo, y da la otra punta a `cliente`. Los dos sockets llevan un plazo
    /// de lectura y escritura de 5 s, para que una lección nunca se quede colgada.
    /// Devuelve lo que devuelven los dos: (servidor, cliente).
    ///
    /// # Errors
    /// Solo si no se puede montar la conexión; lo que devuelvan los dos se entrega tal cual.
    pub fn conversar<S: Send, C>(
        &self,
        servidor: impl FnOnce(TcpStream) -> S + Send,
        cliente: impl FnOnce(TcpStream) -> C,
    ) -> Resultado<(S, C)> {
        let _ = (servidor, cliente);
        todo!("lo escribe quien hace el motor")
    }
}

/// Un «te toca»: la guía abre un servidor de verdad y espera a que alguien se conecte.
pub struct TeToca {
    /// Puerto en el que esperar; si está ocupado, la guía usa otro libre y lo dice.
    pub puerto: u16,
    /// Qué tiene que hacer quien aprende, sabiendo la dirección en la que se espera.
    pub encargo: Box<dyn Fn(SocketAddr) -> String>,
    /// Atiende a un cliente. Recibe un socket de verdad; lo que cruza queda apuntado por un puente.
    pub servidor: Arc<dyn Fn(TcpStream) -> io::Result<()> + Send + Sync>,
    /// Mira lo que ha cruzado en una conexión (mientras dura y cuando acaba) y dice algo cuando tiene qué decir.
    pub reaccion: Box<dyn Fn(&[Anotacion]) -> Reaccion>,
    /// Lo que hace la guía en lugar de la persona cuando no hay terminal.
    pub ensayo: Box<dyn Fn(SocketAddr) -> io::Result<()> + Send + Sync>,
    /// Cuánto se espera antes de seguir.
    pub plazo: Duration,
}

/// Lo que la guía contesta a lo que ha llegado en un «te toca».
pub enum Reaccion {
    /// Todavía no hay nada que decir.
    Espera,
    /// Ha llegado algo, pero no es lo pedido: se dice y se sigue esperando otra conexión.
    Otra(String),
    /// Conseguido: se dice y se pasa adelante.
    Hecho(String),
}

impl Guion {
    /// Comprueba lo que no se ve hasta que se recorre: anclas que existen, se cierran y no están vacías, nombres de paso
    /// sin repetir, apuestas con su ejecución. Devuelve los defectos encontrados; lo usa una prueba en cada lección.
    #[must_use]
    pub fn defectos(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Recorre la lección en la terminal, o de un tirón y sin pausas si no la hay.
///
/// # Errors
/// Si una ejecución falla o `--paso` no existe.
pub fn recorrer(guion: &Guion, opciones: &Opciones) -> Resultado {
    let _ = (guion, opciones);
    Ok(())
}
