//! Por dónde vas: el catálogo y el progreso juntos, y lo que se deduce de los dos.

use catalogo::{Catalogo, Leccion, Reto, catalogo};
use redes::consola::enumerar;
use redes::errores::Resultado;
use redes::progreso::{self, Avance, Practica};

use crate::recuerdo::{self, Ultimo};

/// Si hay más líneas raras en el progreso, se dice cuántas en vez de cuáles.
const LINEAS_CITADAS: usize = 3;

/// Todo lo que el curso sabe de ti.
pub struct Estado {
    pub catalogo: Catalogo,
    avances: Vec<Avance>,
    practicas: Vec<Practica>,
    /// Los retos superados, y el día.
    superados: Vec<(String, String)>,
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

/// Hasta dónde has llegado con una lección terminada.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nivel {
    /// Has visto todos sus pasos.
    Leida,
    /// Y has hecho cada «te toca» y cada «escribe».
    Practicada,
    /// Y has superado su primer reto.
    Superada,
}

impl Nivel {
    /// Como se dice: «leída», «practicada», «superada».
    pub fn nombre(self) -> &'static str {
        match self {
            Self::Leida => "leída",
            Self::Practicada => "practicada",
            Self::Superada => "superada",
        }
    }
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
        // Si no se puede leer, el aviso ya está dado.
        let superados = progreso::retos().unwrap_or_default();
        let practicas = progreso::practicas().unwrap_or_default();
        Ok(Self { catalogo: catalogo()?, avances, practicas, superados, avisos })
    }

    /// Lo que el progreso dice de una lección.
    pub fn avance(&self, leccion: &Leccion) -> Option<&Avance> {
        self.avances.iter().find(|avance| avance.leccion == leccion.nombre)
    }

    /// Lo que el progreso dice que se ha hecho de una lección. Uno antiguo no dice nada.
    pub fn practica(&self, leccion: &Leccion) -> Option<&Practica> {
        self.practicas.iter().find(|practica| practica.leccion == leccion.nombre)
    }

    /// Hasta dónde has llegado con una lección terminada; `None` si no lo está.
    pub fn nivel(&self, leccion: &Leccion) -> Option<Nivel> {
        let Situacion::Terminada(_) = self.situacion(leccion) else { return None };
        if !self.practica(leccion).is_some_and(Practica::entera) {
            return Some(Nivel::Leida);
        }
        let primero = self.catalogo.retos_de(leccion).next();
        let superado = primero.is_some_and(|reto| self.superado(reto).is_some());
        Some(if superado { Nivel::Superada } else { Nivel::Practicada })
    }

    /// La primera lección terminada de la que se sabe que queda algo por practicar.
    pub fn por_practicar(&self) -> Option<&Leccion> {
        let pendiente = |leccion: &&Leccion| {
            self.nivel(leccion).is_some() && self.practica(leccion).is_some_and(|practica| !practica.entera())
        };
        self.catalogo.lecciones.iter().find(pendiente)
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

    /// El día en que se superó un reto.
    pub fn superado(&self, reto: &Reto) -> Option<&str> {
        self.superados.iter().find(|(nombre, _)| *nombre == reto.nombre).map(|(_, dia)| dia.as_str())
    }

    /// El reto que toca: el último que dejaste a medias (lo comprobaste y no estaba bien) o, si no hay ninguno, el primero
    /// sin superar.
    pub fn reto_que_toca(&self) -> Option<&Reto> {
        let mut posibles = self.retos_por_superar();
        let a_medias = |reto: &&Reto| self.a_medias(reto);
        posibles.clone().rfind(a_medias).or_else(|| posibles.next())
    }

    /// Lo mismo, entre los que van después de `reto`; si no queda ninguno, el primero sin superar de todos los demás.
    pub fn reto_despues_de(&self, reto: &Reto) -> Option<&Reto> {
        let lugar = self.catalogo.retos.iter().position(|otro| otro.nombre == reto.nombre).unwrap_or(0);
        let detras = |otro: &&Reto| self.catalogo.retos.iter().skip(lugar + 1).any(|una| una.nombre == otro.nombre);
        let mut posibles = self.retos_por_superar().filter(|otro| otro.nombre != reto.nombre);
        posibles.clone().find(detras).or_else(|| posibles.next())
    }

    /// El primer reto por superar de una lección.
    pub fn reto_de(&self, leccion: &Leccion) -> Option<&Reto> {
        self.retos_por_superar().find(|reto| reto.leccion == leccion.nombre)
    }

    fn retos_por_superar(&self) -> impl DoubleEndedIterator<Item = &Reto> + Clone {
        let se_corrige = |reto: &&Reto| verificador::casos(&reto.nombre).is_some();
        self.catalogo.retos.iter().filter(se_corrige).filter(|reto| self.superado(reto).is_none())
    }

    /// ¿Se comprobó, y no estaba ni bien ni por empezar?
    fn a_medias(&self, reto: &Reto) -> bool {
        matches!(recuerdo::de(&reto.nombre).ultimo, Ultimo::Mal { codigo, .. } if codigo != "R33")
    }

    /// ¿Viene a cuento proponer este reto? Si su lección está empezada, o él mismo a medias.
    pub fn viene_a_cuento(&self, reto: &Reto) -> bool {
        let leccion = self.catalogo.lecciones.iter().find(|leccion| leccion.nombre == reto.leccion);
        self.a_medias(reto) || leccion.is_some_and(|leccion| self.avance(leccion).is_some())
    }

    /// Cuántos retos has superado y cuántos hay.
    pub fn cuenta_de_retos(&self) -> (usize, usize) {
        let superados = self.catalogo.retos.iter().filter(|reto| self.superado(reto).is_some());
        (superados.count(), self.catalogo.retos.len())
    }
}
