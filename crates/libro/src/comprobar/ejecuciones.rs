//! Lo que el libro enseña es lo que hoy sale: se ejecuta otra vez y se compara.

use std::sync::Mutex;
use std::thread;

use redes::hilos::{sin_veneno, tomar};

use crate::declaraciones::{Cable, Salida};
use crate::libro::{Defecto, Libro};
use crate::{cables, salidas};

/// Cuántos programas se ejecutan a la vez: casi todos pasan el rato esperando un plazo.
const A_LA_VEZ: usize = 4;

/// Algo que se compara con una sola ejecución.
enum Tarea<'a> {
    Salidas(Vec<&'a Salida>),
    Cable(&'a Cable),
}

/// Ejecuta lo que el libro enseña y lo compara. Con nombres, solo eso.
pub fn defectos(libro: &Libro, nombres: &[String]) -> Vec<Defecto> {
    let (tareas, defectos) = (Mutex::new(tareas(libro, nombres)), Mutex::new(Vec::new()));
    thread::scope(|hilos| {
        for _ in 0..A_LA_VEZ {
            hilos.spawn(|| {
                loop {
                    let tarea = tomar(&tareas).pop();
                    let Some(tarea) = tarea else { break };
                    let suyos = hacer(libro, &tarea);
                    tomar(&defectos).extend(suyos);
                }
            });
        }
    });
    sin_veneno(defectos.into_inner())
}

fn tareas<'a>(libro: &'a Libro, nombres: &[String]) -> Vec<Tarea<'a>> {
    let pedida = |nombre: &String| nombres.is_empty() || nombres.contains(nombre);
    let mut tareas: Vec<Tarea> = Vec::new();
    for salida in libro.salidas.iter().filter(|salida| pedida(&salida.nombre)) {
        // Dos trozos de la misma ejecución se comprueban con una sola.
        let gemela = tareas.iter_mut().find_map(|tarea| match tarea {
            Tarea::Salidas(lista) if lista[0].misma_ejecucion(salida) => Some(lista),
            _ => None,
        });
        match gemela {
            Some(lista) => lista.push(salida),
            None => tareas.push(Tarea::Salidas(vec![salida])),
        }
    }
    tareas.extend(libro.cables.iter().filter(|cable| pedida(&cable.nombre)).map(Tarea::Cable));
    tareas
}

fn hacer(libro: &Libro, tarea: &Tarea) -> Vec<Defecto> {
    let defecto = |fichero: &str, nombre: &str, que: String| Defecto {
        pagina: format!("../{fichero}.toml"),
        linea: 0,
        que: format!("{nombre}: {que}"),
    };
    match tarea {
        Tarea::Salidas(lista) => {
            let distintas = salidas::comparar(libro, lista).into_iter();
            distintas.map(|(nombre, que)| defecto("salidas", nombre, que)).collect()
        }
        Tarea::Cable(cable) => {
            let distinto = cables::comparar(libro, cable).err().into_iter();
            distinto.map(|que| defecto("cables", &cable.nombre, que)).collect()
        }
    }
}
