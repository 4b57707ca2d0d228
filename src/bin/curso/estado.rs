//! Por dónde vas: el catálogo y el progreso juntos, y lo que se deduce de los dos.

use redes::catalogo::{Catalogo, Leccion, catalogo};
use redes::errores::Resultado;
use redes::progreso::{self, Avance};

use crate::vista::enumerar;

/// Si hay más líneas raras en el progreso, se dice cuántas en vez de cuáles.
const LINEAS_CITADAS: usize = 3;

/// Todo lo que el curso sabe de ti.
pub struct Estado {
    pub catalogo: Catalogo,
    avances: Vec<Avance>,
    /// Lo que no se ha podido leer del progreso. No impide abrir el curso.
    pub avisos: Vec<String>,
}

/// Cómo llevas una lección.
#[derive(Debug, PartialEq, Eq)]
pub enum Situacion<'a> {
    EnPreparacion,
    SinEmpezar,
    Empezada(&'a Avance),
    /// Con el día en que la terminaste.
    Terminada(&'a str),
}

impl Estado {
    /// Lee el catálogo y el progreso. Un progreso ilegible se queda en aviso: el curso se abre igual.
    pub fn leer() -> Resultado<Self> {
        let mut avisos = Vec::new();
        let avances = progreso::leer().unwrap_or_else(|fallo| {
            avisos.push(fallo.to_string());
            Vec::new()
        });
        if let Ok(lineas) = progreso::sin_entender()
            && !lineas.is_empty()
        {
            let numeros: Vec<String> = lineas.iter().take(LINEAS_CITADAS).map(usize::to_string).collect();
            let cuales = match lineas.len() {
                1 => format!("la línea {}", numeros[0]),
                2..=LINEAS_CITADAS => format!("las líneas {}", enumerar(&numeros)),
                cuantas => format!("{cuantas} líneas"),
            };
            let que = if lineas.len() == 1 { "la dejo como está" } else { "las dejo como están" };
            avisos.push(format!("no entiendo {cuales} de «{}»; {que} y sigo.", progreso::ruta().display()));
        }
        Ok(Self { catalogo: catalogo()?, avances, avisos })
    }

    /// Lo que el progreso dice de una lección.
    pub fn avance(&self, leccion: &Leccion) -> Option<&Avance> {
        self.avances.iter().find(|avance| avance.leccion == leccion.nombre)
    }

    pub fn situacion(&self, leccion: &Leccion) -> Situacion<'_> {
        match self.avance(leccion) {
            Some(Avance { terminada: Some(dia), .. }) => Situacion::Terminada(dia),
            _ if !leccion.disponible() => Situacion::EnPreparacion,
            Some(avance) => Situacion::Empezada(avance),
            None => Situacion::SinEmpezar,
        }
    }

    pub fn terminada(&self, numero: usize) -> bool {
        let leccion = self.catalogo.leccion(numero);
        leccion.is_some_and(|leccion| matches!(self.situacion(leccion), Situacion::Terminada(_)))
    }

    /// La lección que toca: la última que dejaste a medias o, si no hay ninguna, la primera sin terminar.
    pub fn siguiente(&self) -> Option<&Leccion> {
        let mut posibles = self.catalogo.lecciones.iter().filter(|leccion| leccion.disponible());
        let a_medias = |leccion: &&Leccion| matches!(self.situacion(leccion), Situacion::Empezada(_));
        posibles
            .clone()
            .rfind(a_medias)
            .or_else(|| posibles.find(|leccion| !matches!(self.situacion(leccion), Situacion::Terminada(_))))
    }

    /// Cuántas lecciones has terminado y cuántas se pueden hacer ya.
    pub fn cuenta(&self) -> (usize, usize) {
        let disponibles = self.catalogo.lecciones.iter().filter(|leccion| leccion.disponible());
        let terminadas =
            disponibles.clone().filter(|leccion| matches!(self.situacion(leccion), Situacion::Terminada(_))).count();
        (terminadas, disponibles.count())
    }
}
