//! El catálogo: qué lecciones y retos tiene el curso. Se escribe en `curso.toml` y en ningún otro sitio.
//!
//! El fichero viaja dentro del programa (`include_str!`), así que un error en él solo lo puede ver quien lo está
//! editando: se le dice la línea. Lo que además tiene que cuadrar (números correlativos, nombres que existen…)
//! lo dice [`Catalogo::defectos`], y una prueba exige que no haya ninguno.

mod lectura;

use std::collections::HashSet;
use std::path::PathBuf;

use redes::errores::Resultado;
use redes::lugares::{raiz, raiz_de_los_retos};

const CURSO_TOML: &str = include_str!("../../../curso.toml");

/// El curso entero.
#[derive(Debug, Clone)]
pub struct Catalogo {
    /// Los criterios de evaluación que citan las lecciones y los retos.
    pub criterios: Vec<Criterio>,
    /// Las lecciones, en orden.
    pub lecciones: Vec<Leccion>,
    /// Los retos, en el orden en que conviene hacerlos.
    pub retos: Vec<Reto>,
}

/// Un criterio de evaluación del currículo.
#[derive(Debug, Clone)]
pub struct Criterio {
    /// Con el que se le cita; no cambia aunque cambien las letras del currículo.
    pub nombre: String,
    /// La que se enseña: «RA3.b».
    pub etiqueta: String,
    /// Qué demuestra quien lo cumple.
    pub texto: String,
}

/// Una lección.
#[derive(Debug, Clone)]
pub struct Leccion {
    /// Su lugar en el curso; la primera es la 1.
    pub numero: usize,
    /// El de su paquete y su programa: `leccion3`.
    pub nombre: String,
    /// «TCP es un flujo».
    pub titulo: String,
    /// De qué trata, en una frase.
    pub resumen: String,
    /// Lo que se tarda en recorrer su guía, sin los retos.
    pub minutos: u32,
    /// Segundos que tarda en compilar por primera vez, más o menos.
    pub compila_en: u32,
    /// Los puertos que usan sus programas si no se pide otro.
    pub puertos: Vec<u16>,
    /// Nombres de las lecciones que conviene haber hecho antes.
    pub requisitos: Vec<String>,
    /// Nombres de los criterios que trabaja.
    pub criterios: Vec<String>,
}

/// Un reto: un programa pequeño que escribe quien aprende.
#[derive(Debug, Clone)]
pub struct Reto {
    /// El de su programa en `exercises/` y de su solución en `solutions/`.
    pub nombre: String,
    /// Nombre de la lección a la que pertenece.
    pub leccion: String,
    /// Un título corto.
    pub titulo: String,
    /// Qué se aprende al hacerlo, de uno en uno.
    pub objetivos: Vec<String>,
    /// Lo que se tarda, más o menos.
    pub minutos: u32,
    /// Tres pistas, de la que solo orienta a la que casi lo resuelve.
    pub pistas: Vec<String>,
    /// Dos preguntas para la defensa oral, cada una con lo que conviene oír entre paréntesis al final.
    pub orales: Vec<String>,
    /// Nombres de los criterios que demuestra.
    pub criterios: Vec<String>,
}

/// Cuántas pistas tiene cada reto.
pub const PISTAS: usize = 3;
/// Cuántas preguntas orales tiene cada reto.
pub const ORALES: usize = 2;

/// Lee el catálogo del curso.
///
/// # Errors
/// Si `curso.toml` está mal escrito; dice en qué línea.
pub fn catalogo() -> Resultado<Catalogo> {
    lectura::leer(CURSO_TOML)
}

impl Catalogo {
    /// La lección que tiene ese número.
    #[must_use]
    pub fn leccion(&self, numero: usize) -> Option<&Leccion> {
        self.lecciones.iter().find(|leccion| leccion.numero == numero)
    }

    /// El reto que se llama así.
    #[must_use]
    pub fn reto(&self, nombre: &str) -> Option<&Reto> {
        self.retos.iter().find(|reto| reto.nombre == nombre)
    }

    /// Los retos de una lección, en orden.
    pub fn retos_de<'a>(&'a self, leccion: &'a Leccion) -> impl Iterator<Item = &'a Reto> {
        self.retos.iter().filter(|reto| reto.leccion == leccion.nombre)
    }

    /// Las lecciones que conviene haber hecho antes de `leccion` y que ya se pueden hacer.
    #[must_use]
    pub fn antes_de(&self, leccion: &Leccion) -> Vec<&Leccion> {
        self.lecciones.iter().filter(|otra| leccion.requisitos.contains(&otra.nombre) && otra.disponible()).collect()
    }

    /// Las etiquetas de unos criterios: «RA3.b», «RA3.e».
    #[must_use]
    pub fn etiquetas(&self, nombres: &[String]) -> Vec<&str> {
        let criterios = self.criterios.iter().filter(|criterio| nombres.contains(&criterio.nombre));
        criterios.map(|criterio| criterio.etiqueta.as_str()).collect()
    }

    /// Lo que no cuadra aunque el fichero se entienda: cada defecto, en una frase.
    #[must_use]
    pub fn defectos(&self) -> Vec<String> {
        let mut defectos = Vec::new();
        let mut conocidos = HashSet::new();
        for criterio in &self.criterios {
            if !conocidos.insert(criterio.nombre.as_str()) {
                defectos.push(format!("el criterio «{}» está dos veces", criterio.nombre));
            }
            if criterio.etiqueta.is_empty() || criterio.texto.is_empty() {
                defectos.push(format!("al criterio «{}» le falta la etiqueta o el texto", criterio.nombre));
            }
        }
        let mut anteriores = HashSet::new();
        for (indice, leccion) in self.lecciones.iter().enumerate() {
            leccion.defectos(indice + 1, &anteriores, &conocidos, &mut defectos);
            anteriores.insert(leccion.nombre.as_str());
        }
        let mut retos = HashSet::new();
        for reto in &self.retos {
            if !retos.insert(reto.nombre.as_str()) {
                defectos.push(format!("el reto «{}» está dos veces", reto.nombre));
            }
            reto.defectos(&anteriores, &conocidos, &mut defectos);
        }
        defectos
    }
}

impl Leccion {
    /// Dónde vive su código.
    #[must_use]
    pub fn carpeta(&self) -> PathBuf {
        raiz().join("lessons").join(&self.nombre)
    }

    /// ¿Existe ya? Una lección en preparación está en el catálogo, pero no tiene carpeta.
    #[must_use]
    pub fn disponible(&self) -> bool {
        self.carpeta().is_dir()
    }

    fn defectos(
        &self,
        lugar: usize,
        anteriores: &HashSet<&str>,
        criterios: &HashSet<&str>,
        defectos: &mut Vec<String>,
    ) {
        let nombre = &self.nombre;
        if self.numero != lugar {
            defectos.push(format!("«{nombre}» tiene el número {} y está en el lugar {lugar}", self.numero));
        }
        if *nombre != format!("leccion{}", self.numero) {
            defectos.push(format!("la lección {} se llama «{nombre}», no «leccion{0}»", self.numero));
        }
        if self.titulo.is_empty() || self.resumen.is_empty() || self.puertos.is_empty() {
            defectos.push(format!("a «{nombre}» le falta el título, el resumen o los puertos"));
        }
        if self.minutos == 0 || self.compila_en == 0 {
            defectos.push(format!("«{nombre}» no puede durar 0 minutos ni compilarse en 0 segundos"));
        }
        for requisito in self.requisitos.iter().filter(|requisito| !anteriores.contains(requisito.as_str())) {
            defectos.push(format!("«{nombre}» pide «{requisito}», que no es una lección anterior"));
        }
        criterios_desconocidos(nombre, &self.criterios, criterios, defectos);
    }
}

impl Reto {
    /// El programa que escribe quien aprende.
    #[must_use]
    pub fn fuente(&self) -> PathBuf {
        raiz_de_los_retos().join("exercises").join(format!("{}.rs", self.nombre))
    }

    /// Lo mismo tal como se reparte, para poder volver a empezar. No se compila.
    #[must_use]
    pub fn original(&self) -> PathBuf {
        raiz_de_los_retos().join("exercises/originales").join(format!("{}.rs", self.nombre))
    }

    /// La solución de referencia.
    #[must_use]
    pub fn solucion(&self) -> PathBuf {
        raiz_de_los_retos().join("solutions").join(format!("{}.rs", self.nombre))
    }

    fn defectos(&self, lecciones: &HashSet<&str>, criterios: &HashSet<&str>, defectos: &mut Vec<String>) {
        let nombre = &self.nombre;
        if !lecciones.contains(self.leccion.as_str()) {
            defectos.push(format!("el reto «{nombre}» es de «{}», que no existe", self.leccion));
        }
        if self.minutos == 0 || self.titulo.is_empty() || self.objetivos.is_empty() {
            defectos.push(format!("al reto «{nombre}» le faltan los minutos, el título o los objetivos"));
        }
        if self.orales.len() != ORALES || !self.orales.iter().all(|oral| oral.contains('?') && oral.ends_with(')')) {
            defectos.push(format!(
                "el reto «{nombre}» necesita {ORALES} preguntas orales, con su respuesta entre paréntesis"
            ));
        }
        if self.pistas.len() != PISTAS || self.pistas.iter().any(String::is_empty) {
            defectos.push(format!("el reto «{nombre}» necesita {PISTAS} pistas y tiene {}", self.pistas.len()));
        }
        criterios_desconocidos(nombre, &self.criterios, criterios, defectos);
    }
}

fn criterios_desconocidos(de: &str, citados: &[String], conocidos: &HashSet<&str>, defectos: &mut Vec<String>) {
    if citados.is_empty() {
        defectos.push(format!("«{de}» no trabaja ningún criterio"));
    }
    for citado in citados.iter().filter(|citado| !conocidos.contains(citado.as_str())) {
        defectos.push(format!("«{de}» cita el criterio «{citado}», que no existe"));
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::lectura::leer;
    use super::*;

    #[test]
    fn el_catalogo_del_curso_no_tiene_defectos() {
        let catalogo = catalogo().unwrap();
        assert_eq!(catalogo.defectos(), Vec::<String>::new());
        assert_eq!(catalogo.lecciones.len(), 7);
    }

    #[test]
    fn cada_paquete_de_lessons_esta_en_el_catalogo_y_tiene_programa() {
        let catalogo = catalogo().unwrap();
        let mut carpetas = 0;
        for entrada in fs::read_dir(raiz().join("lessons")).unwrap() {
            let entrada = entrada.unwrap();
            if !entrada.file_type().unwrap().is_dir() {
                continue;
            }
            let nombre = entrada.file_name().into_string().unwrap();
            let leccion = catalogo.lecciones.iter().find(|leccion| leccion.nombre == nombre);
            assert!(leccion.is_some_and(Leccion::disponible), "«{nombre}» no está en curso.toml");
            assert!(entrada.path().join("Cargo.toml").is_file(), "«{nombre}» no es un paquete");
            carpetas += 1;
        }
        assert_eq!(carpetas, catalogo.lecciones.iter().filter(|leccion| leccion.disponible()).count());
    }

    #[test]
    fn cada_leccion_se_titula_igual_aqui_que_en_su_guia() {
        for leccion in catalogo().unwrap().lecciones.iter().filter(|leccion| leccion.disponible()) {
            // La guía vive en su sala; la de alguna lección es todavía un fichero suelto.
            let leer = |fichero| fs::read_to_string(leccion.carpeta().join(fichero));
            let guion = leer("guia/mod.rs").or_else(|_| leer("guion.rs")).unwrap();
            let titulo = format!("titulo: \"{}\"", leccion.titulo);
            assert!(guion.contains(&titulo), "«{}» no dice {titulo}", leccion.nombre);
        }
    }

    #[test]
    fn cada_reto_tiene_esqueleto_y_solucion_y_no_sobra_ninguno() {
        let catalogo = catalogo().unwrap();
        let mut esperados: Vec<String> = catalogo.retos.iter().map(|reto| format!("{}.rs", reto.nombre)).collect();
        esperados.sort();
        for carpeta in ["exercises", "solutions"] {
            let entradas = fs::read_dir(raiz().join(carpeta)).unwrap();
            let nombres = entradas.map(|entrada| entrada.unwrap().file_name().into_string().unwrap());
            let mut programas: Vec<String> = nombres.filter(|nombre| nombre.ends_with(".rs")).collect();
            programas.sort();
            assert_eq!(programas, esperados, "en {carpeta}/");
        }
    }

    #[test]
    fn los_requisitos_en_preparacion_no_se_piden() {
        let catalogo = catalogo().unwrap();
        let pixeles = catalogo.leccion(7).unwrap();
        assert!(catalogo.antes_de(pixeles).iter().all(|leccion| leccion.disponible()));
        assert!(catalogo.antes_de(pixeles).iter().any(|leccion| leccion.numero == 3));
    }

    /// Un catálogo mínimo al que cada prueba le estropea una cosa.
    const MINIMO: &str = r#"
[[criterios]]
nombre = "papeles"
etiqueta = "RA3.b"
texto = "Identifica los papeles"

[[lecciones]]
numero = 1
nombre = "leccion1"
titulo = "Uno"
resumen = "Lo primero."
minutos = 5
compila_en = 5
puertos = [8081]
requisitos = []
criterios = ["papeles"]

[[retos]]
nombre = "saludo"
leccion = "leccion1"
titulo = "Un saludo"
objetivos = ["saludar"]
minutos = 5
pistas = ["una", "dos", "tres"]
orales = ["¿Qué? (Esto.)", "¿Por qué? (Por eso.)"]
criterios = ["papeles"]
"#;

    fn defectos_al_cambiar(esto: &str, por_esto: &str) -> String {
        assert!(MINIMO.contains(esto), "el catálogo mínimo no contiene {esto:?}");
        leer(&MINIMO.replacen(esto, por_esto, 1)).unwrap().defectos().join("\n")
    }

    fn error_al_cambiar(esto: &str, por_esto: &str) -> String {
        leer(&MINIMO.replacen(esto, por_esto, 1)).unwrap_err().to_string()
    }

    #[test]
    fn el_catalogo_minimo_vale() {
        assert_eq!(leer(MINIMO).unwrap().defectos(), Vec::<String>::new());
    }

    #[test]
    fn cada_defecto_se_dice() {
        for (esto, por_esto, esperado) in [
            ("numero = 1", "numero = 2", "tiene el número 2 y está en el lugar 1"),
            ("\"leccion1\"\ntitulo", "\"uno\"\ntitulo", "la lección 1 se llama «uno», no «leccion1»"),
            ("minutos = 5\ncompila", "minutos = 0\ncompila", "no puede durar 0 minutos"),
            ("puertos = [8081]", "puertos = []", "le falta el título, el resumen o los puertos"),
            ("requisitos = []", "requisitos = [\"leccion9\"]", "pide «leccion9»"),
            ("criterios = [\"papeles\"]", "criterios = [\"magia\"]", "cita el criterio «magia», que no existe"),
            ("criterios = [\"papeles\"]", "criterios = []", "no trabaja ningún criterio"),
            ("leccion = \"leccion1\"", "leccion = \"leccion4\"", "es de «leccion4», que no existe"),
            (", \"tres\"]", "]", "necesita 3 pistas y tiene 2"),
            ("\"tres\"", "\"\"", "necesita 3 pistas"),
            (", \"¿Por qué? (Por eso.)\"", "", "necesita 2 preguntas orales"),
            ("¿Qué? (Esto.)", "¿Qué?", "con su respuesta entre paréntesis"),
        ] {
            let defectos = defectos_al_cambiar(esto, por_esto);
            assert!(defectos.contains(esperado), "con {por_esto:?} dice: {defectos}");
        }
    }

    #[test]
    fn un_error_de_escritura_dice_la_linea() {
        for (esto, por_esto, esperado) in [
            ("minutos = 5", "minutos = cinco", "no entiendo curso.toml en la línea 12"),
            ("minutos = 5", "minutos = \"cinco\"", "en la línea 12: el valor no es del tipo que toca"),
            ("resumen =", "resumne =", "no hay ningún campo que se llame «resumne»"),
            ("minutos = 5", "minutos = 5\nminutos = 6", "el campo «minutos» está dos veces"),
            ("\"Uno\"", "\"Uno", "falta cerrar unas comillas"),
            ("titulo = \"Uno\"\n", "", "falta el campo «titulo»"),
            ("puertos = [8081]", "puertos = [80810]", "el valor no es del tipo que toca"),
        ] {
            let error = error_al_cambiar(esto, por_esto);
            assert!(error.contains(esperado), "con {por_esto:?} dice: {error}");
            assert!(error.contains("en la línea "), "con {por_esto:?} no dice la línea: {error}");
        }
    }
}
