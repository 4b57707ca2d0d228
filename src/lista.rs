//! `curso lista`: qué contiene el curso.

use catalogo::{Catalogo, Leccion, Reto};
use redes::consola::{self, Estilo, Linea};
use redes::errores::Resultado;
use serde_json::{Value, json};

use crate::estado::Estado;
use crate::salida::{escribir, escribir_json};
use crate::vista::{antes, con_orden, puertos, sangrado, tenues};

/// Lo cuenta, o lo escribe en JSON.
pub fn ejecutar(estado: &Estado, json: bool) -> Resultado {
    if json { escribir_json(&en_json(&estado.catalogo)) } else { escribir(&en_lineas(estado, consola::ancho())) }
}

fn en_lineas(estado: &Estado, ancho: usize) -> Vec<Linea> {
    let catalogo = &estado.catalogo;
    let toca = estado.reto_que_toca();
    let mut lineas = Vec::new();
    for leccion in &catalogo.lecciones {
        lineas.extend(de_leccion(catalogo, leccion, ancho));
        if leccion.disponible() {
            lineas.extend(catalogo.retos_de(leccion).map(|reto| de_reto(estado, reto, toca)));
        }
        lineas.push(Linea::vacia());
    }
    lineas.extend(con_orden("Para empezar una lección:", "cargo run --bin leccion1", ancho));
    if let Some(reto) = toca.or(catalogo.retos.first()) {
        let frase = "Cada reto es un programa que escribes tú. Su enunciado está en `exercises/NOMBRE.rs`. Para que se \
                     corrija cada vez que lo guardas, y para ejecutarlo:";
        let nombre = &reto.nombre;
        lineas.extend(con_orden(frase, &format!("cargo run -- vigilar {nombre}"), ancho));
        let orden = format!("cargo run -p exercises --bin {nombre} 127.0.0.1:8081");
        lineas.push(Linea::llana("   ").con(Estilo::Codigo, orden));
    }
    lineas.push(Linea::vacia());
    let pie = "Los criterios (RA3.b…) son los de evaluación del módulo «Programación de servicios y procesos»: le sirven a quien \
               pone la nota.";
    lineas.extend(tenues(pie, 1, ancho));
    lineas
}

fn de_leccion(catalogo: &Catalogo, leccion: &Leccion, ancho: usize) -> Vec<Linea> {
    let Leccion { numero, titulo, minutos, .. } = leccion;
    if !leccion.disponible() {
        return vec![Linea::vacia().con(Estilo::Tenue, format!(" {numero}  {titulo} · en preparación"))];
    }
    let linea = Linea::llana(format!(" {numero}  ")).con(Estilo::Negrita, titulo);
    let mut lineas = vec![linea.con(Estilo::Normal, format!(" · {minutos} min"))];
    lineas.extend(sangrado(&leccion.resumen, 4, ancho));
    let mut datos = vec![puertos(leccion)];
    datos.extend(antes(catalogo, leccion));
    datos.push(format!("criterios {}", catalogo.etiquetas(&leccion.criterios).join(", ")));
    lineas.extend(tenues(&datos.join(" · "), 4, ancho));
    lineas
}

fn de_reto(estado: &Estado, reto: &Reto, toca: Option<&Reto>) -> Linea {
    let (estilo, marca) = if estado.superado(reto).is_some() {
        (Estilo::Bien, "✔ ")
    } else if toca.is_some_and(|suyo| suyo.nombre == reto.nombre) {
        (Estilo::Titulo, "▸ ")
    } else {
        (Estilo::Normal, "  ")
    };
    let linea = Linea::llana("  ").con(estilo, marca).con(Estilo::Normal, "reto ").con(Estilo::Codigo, &reto.nombre);
    linea.con(Estilo::Normal, format!(" · {} · {} min", reto.titulo, reto.minutos))
}

/// El contenido del curso.
fn en_json(catalogo: &Catalogo) -> Value {
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
    json!({ "lecciones": lecciones })
}
