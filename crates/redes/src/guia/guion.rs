//! El guion: los pasos de una lección y lo que hay en cada uno. Aquí no se ejecuta nada.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use super::corrector::Veredicto;
use super::escena::Escena;
use crate::cable::Anotacion;
use crate::errores::Resultado;

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
    pub(super) nombre: &'static str,
    pub(super) titulo: &'static str,
    pub(super) elementos: Vec<Elemento>,
}

/// Cada cosa que puede haber en un paso.
pub(super) enum Elemento {
    Parrafo(String),
    Codigo { fichero: &'static str, ancla: &'static str },
    Apuesta { pregunta: &'static str, opciones: Vec<&'static str> },
    Ejecucion(Accion),
    TeToca(TeToca),
    TeTocaUdp(TeTocaUdp),
    Escribe(Escribe),
}

/// Lo que ejecuta un paso.
pub(super) type Accion = Box<dyn Fn(&Escena) -> Resultado<Desenlace>>;

impl Paso {
    /// Un paso vacío. `nombre` en minúsculas y con guiones: `dos-envios-una-lectura`.
    #[must_use]
    pub fn nuevo(nombre: &'static str, titulo: &'static str) -> Self {
        Self { nombre, titulo, elementos: Vec::new() }
    }

    /// ¿Hay en él algo que tenga que hacer quien aprende?
    pub(super) fn se_hace(&self) -> bool {
        self.elementos
            .iter()
            .any(|elemento| matches!(elemento, Elemento::TeToca(_) | Elemento::TeTocaUdp(_) | Elemento::Escribe(_)))
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

    /// Espera a que quien aprende cambie un programa pequeño.
    #[must_use]
    pub fn escribe(mut self, encargo: Escribe) -> Self {
        self.elementos.push(Elemento::Escribe(encargo));
        self
    }

    /// Espera a que quien aprende envíe datagramas con su propio programa.
    #[must_use]
    pub fn te_toca_udp(mut self, encargo: TeTocaUdp) -> Self {
        self.elementos.push(Elemento::TeTocaUdp(encargo));
        self
    }
}

/// Cómo ha acabado una ejecución.
pub struct Desenlace {
    /// Qué opciones de la apuesta (0 es la primera) han resultado ciertas. Vacío si no había apuesta. Si hay varias, la
    /// primera es la buena y las demás lo han sido solo esta vez («no se puede saber», y esta vez «una»).
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

/// Un «te toca»: la guía abre un servidor de verdad y espera a que alguien se conecte.
pub struct TeToca {
    /// Puerto en el que esperar; si está ocupado, la guía usa otro libre y lo dice.
    pub puerto: u16,
    /// Qué tiene que hacer quien aprende, sabiendo la dirección en la que se espera.
    pub encargo: Encargo,
    /// Atiende a un cliente. Recibe un socket de verdad; lo que cruza queda apuntado por un puente.
    pub servidor: Servidor,
    /// Mira lo que ha cruzado en una conexión (mientras dura y cuando acaba) y dice algo cuando tiene qué decir.
    pub reaccion: Reaccionar,
    /// Lo que hace la guía en lugar de la persona cuando no hay terminal.
    pub ensayo: Ensayo,
    /// Cuánto se espera antes de seguir.
    pub plazo: Duration,
}

/// Un «te toca» por UDP: la guía abre un socket y espera datagramas. Como no hay conexiones, lo que llega se reparte
/// por la dirección de la que viene.
pub struct TeTocaUdp {
    /// Puerto en el que esperar; si está ocupado, la guía usa otro libre y lo dice.
    pub puerto: u16,
    /// Qué tiene que hacer quien aprende, sabiendo la dirección en la que se espera.
    pub encargo: Encargo,
    /// Con qué se contesta a un datagrama: uno, varios o ninguno.
    pub contestar: Contestar,
    /// Mira lo que ha cruzado con una dirección y dice algo cuando tiene qué decir.
    pub reaccion: Reaccionar,
    /// Lo que hace la guía en lugar de la persona cuando no hay terminal.
    pub ensayo: Ensayo,
    /// Cuánto se espera antes de seguir.
    pub plazo: Duration,
}

/// Un «escribe»: la guía deja un programa en `taller/` y espera a que quien aprende lo cambie. Cada vez que lo guarda, se prueba.
#[derive(Debug, Clone)]
pub struct Escribe {
    /// Cómo se llama en `taller/leccionN/`: `eco.rs`. El de un paso puede ser el que dejó otro anterior.
    pub fichero: &'static str,
    /// El programa que se deja, si aún no está: un peldaño de la escalera.
    pub partida: String,
    /// Un trozo de la línea por la que empezar.
    pub donde: &'static str,
    /// Qué hay que cambiar, en una, dos o tres frases.
    pub encargo: &'static str,
    /// Con qué se prueba: un reto y uno de sus casos, `servidor_eco/un-mensaje`.
    pub charla: &'static str,
    /// Qué hay que conseguir.
    pub busca: Se,
    /// El programa ya cambiado: el peldaño siguiente.
    pub bien: &'static str,
    /// El descuido de siempre, a partir del bueno, y el código que le corresponde.
    pub mal: Descuido,
    /// Una ayuda que no es la respuesta.
    pub pista: &'static str,
    /// Qué ha cambiado en lo que cruza, y por qué.
    pub relato: &'static str,
}

/// Qué se consigue con un cambio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Se {
    /// El programa hace lo que antes no hacía.
    Arregla,
    /// El programa, que estaba bien, se rompe de esta manera.
    Rompe(&'static str),
}

/// Un descuido: en el programa bueno, poner una cosa en lugar de otra.
#[derive(Debug, Clone, Copy)]
pub struct Descuido {
    /// Lo que se quita.
    pub quita: &'static str,
    /// Lo que se pone.
    pub pon: &'static str,
    /// Lo que dirá el verificador.
    pub codigo: &'static str,
}

impl Descuido {
    /// El programa con el descuido.
    #[must_use]
    pub fn en(&self, bien: &str) -> String {
        bien.replacen(self.quita, self.pon, 1)
    }
}

impl Escribe {
    /// ¿Es eso lo que se busca?
    #[must_use]
    pub fn lo_consigue(&self, veredicto: &Veredicto) -> bool {
        match (self.busca, veredicto) {
            (Se::Arregla, Veredicto::Bien) => true,
            (Se::Rompe(codigo), Veredicto::Mal(visto)) => codigo == visto,
            _ => false,
        }
    }
}

/// Un datagrama que llega a un [`TeTocaUdp`].
#[derive(Debug, Clone, Copy)]
pub struct Llegada<'a> {
    /// Lo que trae.
    pub bytes: &'a [u8],
    /// De dónde viene.
    pub de: SocketAddr,
    /// Qué número hace entre los que han llegado de esa dirección (1 es el primero).
    pub numero: usize,
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

/// Qué hay que hacer, sabiendo la dirección.
pub type Encargo = Box<dyn Fn(SocketAddr) -> String>;
/// Atiende a un cliente.
pub type Servidor = Arc<dyn Fn(TcpStream) -> io::Result<()> + Send + Sync>;
/// Da los datagramas con los que se contesta a uno.
pub type Contestar = Box<dyn Fn(Llegada<'_>) -> Vec<Vec<u8>>>;
/// Mira una conversación y dice algo.
pub type Reaccionar = Box<dyn Fn(&[Anotacion]) -> Reaccion>;
/// Hace de cliente.
pub type Ensayo = Box<dyn Fn(SocketAddr) -> io::Result<()> + Send + Sync>;
