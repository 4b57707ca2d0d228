//! Lo mismo que se ve en pantalla, en JSON, para programas. Los nombres de los campos no cambian.

use catalogo::Catalogo;
use serde_json::{Value, json};

use crate::estado::Estado;
use crate::recuerdo::{self, Ultimo};

/// El contenido del curso.
pub fn lista(catalogo: &Catalogo) -> String {
    let lecciones: Vec<Value> = catalogo
        .lecciones
        .iter()
        .map(|leccion| {
            let retos: Vec<Value> = catalogo
                .retos_de(leccion)
                .map(|reto| {
                    json!({
                        "reto": reto.nombre,
                        "titulo": reto.titulo,
                        "minutos": reto.minutos,
                        "objetivos": reto.objetivos,
                        "criterios": catalogo.etiquetas(&reto.criterios),
                    })
                })
                .collect();
            json!({
                "leccion": leccion.nombre,
                "numero": leccion.numero,
                "titulo": leccion.titulo,
                "resumen": leccion.resumen,
                "minutos": leccion.minutos,
                "disponible": leccion.disponible(),
                "puertos": leccion.puertos,
                "requisitos": leccion.requisitos,
                "criterios": catalogo.etiquetas(&leccion.criterios),
                "retos": retos,
            })
        })
        .collect();
    en_texto(&json!({ "lecciones": lecciones }))
}

/// Por dónde va quien aprende. Las lecciones en preparación no salen: no hay nada que avanzar en ellas.
pub fn progreso(estado: &Estado) -> String {
    let lecciones: Vec<Value> = estado
        .catalogo
        .lecciones
        .iter()
        .filter(|leccion| leccion.disponible())
        .map(|leccion| {
            let avance = estado.avance(leccion);
            json!({
                "leccion": leccion.nombre,
                "titulo": leccion.titulo,
                "minutos": leccion.minutos,
                "paso": avance.map_or(0, |avance| avance.numero),
                "total": avance.map(|avance| avance.total),
                "terminada": avance.and_then(|avance| avance.terminada.as_deref()),
            })
        })
        .collect();
    let retos: Vec<Value> = estado
        .catalogo
        .retos
        .iter()
        .map(|reto| {
            let ultimo = match recuerdo::de(&reto.nombre).ultimo {
                Ultimo::Nada => Value::Null,
                Ultimo::Bien => "bien".into(),
                Ultimo::Mal { codigo, .. } => codigo.into(),
            };
            json!({
                "reto": reto.nombre,
                "leccion": reto.leccion,
                "superado": estado.superado(reto),
                "ultimo": ultimo,
            })
        })
        .collect();
    en_texto(&json!({ "lecciones": lecciones, "retos": retos }))
}

fn en_texto(valor: &Value) -> String {
    format!("{valor:#}")
}
