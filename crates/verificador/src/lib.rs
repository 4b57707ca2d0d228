//! El verificador: corrige los retos hablando con ellos por la red.
//!
//! Compila el programa de quien aprende (o arranca el que se diga, en el lenguaje que sea), hace de su cliente o de su
//! servidor con mala idea y un plan fijo, y dice qué ha visto: cada error que sabe reconocer tiene un código
//! (`explica R01`), y siempre enseña lo que ha cruzado. Nunca dice más de lo que ha observado.
//!
//! - `programa` y `guardian` arrancan el programa, lo limitan y lo acaban siempre, con todo lo que haya arrancado él.
//! - `mesa`, `conversacion`, `multitud` (varios clientes a la vez) y `anfitrion` (cuando el programa es el cliente)
//!   juegan un caso: bytes crudos, y un nombre para lo que no es lo esperado; `paciencia` lleva sus plazos.
//! - `datagramas` es lo mismo por UDP: buzones, extraños y redes con averías.
//! - `carpeta` presta a un caso un sitio para sus ficheros, que siempre desaparece.
//! - `partida` juega los casos de un reto, varios a la vez, y se queda con el primero que sale mal.
//! - `compilar` los compila, todos de una vez si hace falta.
//! - `retos` dice qué casos tiene cada reto. Ninguno usa la biblioteca del curso para construir mensajes: un codificador
//!   no puede darse la razón a sí mismo.
//! - `diagnosticos` es la tabla de códigos; `informe`, lo que se enseña.
//!
//! Los límites de memoria, y saber si el programa ha leído ya lo que se le envió, salen de `/proc`: fuera de Linux los
//! casos se juegan igual, con pausas pequeñas, y sin ese límite.

mod anfitrion;
mod carpeta;
mod compilar;
mod comun;
mod conversacion;
mod datagramas;
pub mod diagnosticos;
mod guardian;
mod informe;
mod mesa;
mod multitud;
mod paciencia;
mod partida;
mod programa;
mod retos;
mod sistema;

use std::time::Duration;

pub use compilar::{Compilado, Compilador, causa_ajena};
pub use informe::{en_json, en_lineas, en_pocas_lineas};
pub use partida::{Novedad, verificar_mientras};

use mesa::{Mesa, Paso};
use redes::cable::Anotacion;

/// Un caso de un reto: una conversación con una idea.
#[derive(Clone, Copy)]
pub struct Caso {
    /// Con el que se pide repetirlo: `byte-a-byte`.
    pub nombre: &'static str,
    /// Qué se comprueba, en una frase.
    pub que: &'static str,
    /// ¿Tarda segundos aunque todo vaya bien? Entonces se juega a la vez que los demás.
    lento: bool,
    jugar: fn(&Mesa<'_>) -> Paso,
}

impl Caso {
    /// ¿Tarda segundos aunque todo vaya bien?
    #[must_use]
    pub fn es_lento(&self) -> bool {
        self.lento
    }
}

/// Lo que impide que un caso acabe bien.
pub enum Tropiezo {
    /// El programa no hace lo que se pide.
    Mal(Box<Hallazgo>),
    /// No se ha podido comprobar: no es culpa del programa.
    NoComprobable(String),
    /// Ya no hace falta: otro caso ha salido mal.
    Cancelado,
}

/// Lo que se ha visto que está mal.
#[derive(Debug, Clone)]
pub struct Hallazgo {
    /// El del diagnóstico: «R01».
    pub codigo: &'static str,
    /// Lo observado, y nada más.
    pub frase: String,
    /// Los bytes que tenían que llegar, si el caso va de eso.
    pub esperado: Option<Vec<u8>>,
    /// Los que han llegado.
    pub visto: Option<Vec<u8>>,
    /// Otras cosas que conviene saber.
    pub notas: Vec<String>,
    /// El principio de lo que el programa ha escrito en stderr.
    pub errores: Vec<String>,
    /// Cuántas líneas más ha escrito en stderr.
    pub errores_omitidos: usize,
    /// Lo que ha cruzado.
    pub transcripcion: Vec<Anotacion>,
}

/// Cómo ha salido un caso.
pub enum Veredicto {
    /// Bien.
    Bien,
    /// Mal: esto es lo que se ha visto.
    Mal(Box<Hallazgo>),
    /// No se ha podido comprobar, y por qué.
    NoComprobable(String),
}

/// Un caso jugado.
pub struct Resultado {
    /// El caso.
    pub caso: Caso,
    /// Cómo ha salido.
    pub veredicto: Veredicto,
    /// Lo que ha tardado.
    pub tiempo: Duration,
}

impl Resultado {
    /// ¿Ha salido bien?
    #[must_use]
    pub fn bien(&self) -> bool {
        matches!(self.veredicto, Veredicto::Bien)
    }
}

/// Lo que ha dado de sí la comprobación de un reto.
pub struct Informe {
    /// El nombre del reto.
    pub reto: String,
    /// Los casos jugados, en su orden. Con el primero que sale mal se deja de jugar.
    pub resultados: Vec<Resultado>,
    /// Cuántos casos no se han jugado por eso.
    pub sin_jugar: usize,
}

impl Informe {
    /// El veredicto del reto: el primero que no esté bien.
    #[must_use]
    pub fn veredicto(&self) -> &Veredicto {
        self.resultados
            .iter()
            .map(|resultado| &resultado.veredicto)
            .find(|v| !matches!(v, Veredicto::Bien))
            .unwrap_or(&Veredicto::Bien)
    }

    /// El código del diagnóstico, si está mal.
    #[must_use]
    pub fn codigo(&self) -> Option<&'static str> {
        match self.veredicto() {
            Veredicto::Mal(hallazgo) => Some(hallazgo.codigo),
            _ => None,
        }
    }

    /// Con qué código de salida acaba quien solo comprueba esto: 0 bien, 1 mal, 2 no comprobable.
    #[must_use]
    pub fn salida(&self) -> u8 {
        match self.veredicto() {
            Veredicto::Bien => 0,
            Veredicto::Mal(_) => 1,
            Veredicto::NoComprobable(_) => 2,
        }
    }
}

/// Los casos de un reto, en orden; `None` si ese reto no tiene verificador.
#[must_use]
pub fn casos(reto: &str) -> Option<&'static [Caso]> {
    retos::casos(reto)
}
