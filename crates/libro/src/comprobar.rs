//! `libro comprobar`: que el libro no se haya separado de los programas. No necesita mdBook.
//!
//! Cada regla es una función que mira una página y devuelve sus defectos; al lado lleva su prueba, con un ejemplo que la
//! rompe. `tests/libro.rs` exige que el libro no tenga ninguno.

mod anclas;
mod enlaces;
mod nombres;
mod ordenes;
mod paginas;

use std::fs;
use std::sync::Mutex;
use std::thread;

use redes::errores::{Fallo, Resultado};
use redes::hilos::{sin_veneno, tomar};

use super::libro::{Defecto, Libro, Pagina};
use super::{cables, indice, salidas};

/// Lee y expande todas las páginas; con ellas, lo que haya salido mal al expandirlas.
pub fn leer(libro: &Libro) -> Resultado<(Vec<Pagina>, Vec<Defecto>)> {
    let (mut leidas, mut defectos) = (Vec::new(), Vec::new());
    for ruta in indice::ficheros(&libro.carpeta.join("src"), "md")? {
        let texto = fs::read_to_string(libro.carpeta.join("src").join(&ruta))
            .map_err(|error| Fallo::de_sistema(format!("no he podido leer {ruta}"), error))?
            .replace("\r\n", "\n");
        let (expandida, suyos) = libro.expandir(&ruta, &texto);
        defectos.extend(suyos);
        leidas.push(Pagina { ruta, texto, expandida });
    }
    Ok((leidas, defectos))
}

/// Todo lo que se puede mirar sin ejecutar los programas enteros.
pub fn sin_ejecutar(libro: &Libro) -> Resultado<Vec<Defecto>> {
    let (leidas, mut defectos) = leer(libro)?;
    defectos.extend(paginas::defectos(libro, &leidas));
    let analista = ordenes::Analista::nuevo(libro);
    for pagina in &leidas {
        defectos.extend(anclas::defectos(libro, pagina));
        defectos.extend(nombres::defectos(libro, pagina));
        defectos.extend(enlaces::defectos(libro, pagina, &leidas));
        defectos.extend(analista.defectos(pagina));
    }
    defectos.sort_by(|a, b| (&a.pagina, a.linea).cmp(&(&b.pagina, b.linea)));
    Ok(defectos)
}

/// Cuántos programas se ejecutan a la vez: casi todos pasan el rato esperando un plazo.
const A_LA_VEZ: usize = 4;

/// Ejecuta lo que el libro enseña y lo compara. Con nombres, solo eso.
pub fn ejecutando(libro: &Libro, nombres: &[String]) -> Vec<Defecto> {
    let pedida = |nombre: &String| nombres.is_empty() || nombres.contains(nombre);
    enum Tarea<'a> {
        Salidas(Vec<&'a super::declaraciones::Salida>),
        Cable(&'a super::declaraciones::Cable),
    }
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
    let (tareas, defectos) = (Mutex::new(tareas), Mutex::new(Vec::new()));
    let apuntar = |fichero: &str, nombre: &str, que: String| {
        let defecto = Defecto { pagina: format!("../{fichero}.toml"), linea: 0, que: format!("{nombre}: {que}") };
        tomar(&defectos).push(defecto);
    };
    thread::scope(|hilos| {
        for _ in 0..A_LA_VEZ {
            hilos.spawn(|| {
                loop {
                    let tarea = tomar(&tareas).pop();
                    match tarea {
                        None => break,
                        Some(Tarea::Salidas(lista)) => {
                            for (nombre, que) in salidas::comparar(libro, &lista) {
                                apuntar("salidas", nombre, que);
                            }
                        }
                        Some(Tarea::Cable(cable)) => {
                            if let Err(que) = cables::comparar(libro, cable) {
                                apuntar("cables", &cable.nombre, que);
                            }
                        }
                    }
                }
            });
        }
    });
    sin_veneno(defectos.into_inner())
}
