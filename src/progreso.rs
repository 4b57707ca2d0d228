//! `curso progreso`: por dónde vas en cada lección y en cada reto.

use catalogo::{Leccion, Reto};
use redes::argumentos::orden_para;
use redes::consola::{self, Estilo, Linea};
use redes::errores::Resultado;
use serde_json::{Value, json};

use crate::estado::{Estado, Nivel};
use crate::recuerdo::{self, Ultimo};
use crate::salida::{escribir, escribir_json};
use crate::vista::{renglones, reto_en_una_linea};

/// Al pie de la ayuda de `progreso`.
pub const AYUDA: &str = "\
Con --json escribe un objeto con la lista «lecciones»; de cada una que se puede
hacer dice:
  leccion     el nombre de su programa: \"leccion3\"
  titulo      su título
  minutos     lo que dura su guía
  paso        el número del último paso visto; 0 si no se ha empezado
  total       cuántos pasos tiene; null si no se ha empezado
  terminada   el día en que se terminó, \"AAAA-MM-DD\"; null si no se ha terminado
  nivel       \"leída\", \"practicada\" (hecho cada «te toca» y cada «escribe») o
              \"superada\" (también su primer reto); null si no se ha terminado
  hechos      cuántos de esos pasos se han hecho
  por_hacer   cuántos tiene; null si no se sabe todavía
y la lista «retos»; de cada uno dice:
  reto        su nombre
  leccion     de qué lección es
  superado    el día en que se superó; null si no se ha superado
  ultimo      cómo salió la última vez: \"bien\", el código del diagnóstico o null
Los nombres no cambiarán; puede haber campos nuevos.";

/// Lo cuenta, o lo escribe en JSON.
pub fn ejecutar(estado: &Estado, json: bool) -> Resultado {
    if json { escribir_json(&en_json(estado)) } else { escribir(&en_lineas(estado, consola::ancho())) }
}

fn en_lineas(estado: &Estado, ancho: usize) -> Vec<Linea> {
    let mut lineas = renglones(estado, None, ancho);
    let toca = estado.reto_que_toca().map(|reto| reto.nombre.as_str());
    if !estado.catalogo.retos.is_empty() {
        lineas.push(Linea::vacia());
    }
    lineas.extend(estado.catalogo.retos.iter().map(|reto| reto_en_una_linea(estado, reto, toca)));
    if let Some(nombre) = toca {
        lineas.push(Linea::vacia());
        lineas.push(Linea::llana(" ").con(Estilo::Codigo, orden_para("curso", &format!("vigilar {nombre}"))));
    }
    lineas
}

/// Las lecciones en preparación no salen: no hay nada que avanzar en ellas.
fn en_json(estado: &Estado) -> Value {
    let disponibles = estado.catalogo.lecciones.iter().filter(|leccion| leccion.disponible());
    let lecciones: Vec<Value> = disponibles.map(|leccion| de_leccion(estado, leccion)).collect();
    let retos: Vec<Value> = estado.catalogo.retos.iter().map(|reto| de_reto(estado, reto)).collect();
    json!({ "lecciones": lecciones, "retos": retos })
}

fn de_leccion(estado: &Estado, leccion: &Leccion) -> Value {
    let (avance, practica) = (estado.avance(leccion), estado.practica(leccion));
    json!({
        "leccion": leccion.nombre,
        "titulo": leccion.titulo,
        "minutos": leccion.minutos,
        "paso": avance.map_or(0, |avance| avance.numero),
        "total": avance.map(|avance| avance.total),
        "terminada": avance.and_then(|avance| avance.terminada.as_deref()),
        "nivel": estado.nivel(leccion).map(Nivel::nombre),
        "hechos": practica.map_or(0, |practica| practica.pasos.len()),
        "por_hacer": practica.map(|practica| practica.total),
    })
}

fn de_reto(estado: &Estado, reto: &Reto) -> Value {
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
}
