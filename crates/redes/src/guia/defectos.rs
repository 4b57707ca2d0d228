//! Los defectos de un guion: lo que no se ve hasta que se recorre.

use std::collections::HashSet;

use super::codigo::{Trozo, trozo};
use super::guion::{Elemento, Escribe, Guion, Paso};
use crate::consola::ancho_de;

/// Lo que cabe de una línea de código en una terminal de 80 columnas: descontados sangría, número y raya.
const ANCHO_DEL_CODIGO: usize = 80 - 3 - 3;

impl Guion {
    /// Comprueba lo que no se ve hasta que se recorre: anclas que existen, se cierran y no están vacías, nombres de paso
    /// sin repetir, apuestas con su ejecución. Devuelve los defectos encontrados; lo usa una prueba en cada lección.
    #[must_use]
    pub fn defectos(&self) -> Vec<String> {
        let mut defectos = Vec::new();
        if self.pasos.is_empty() {
            defectos.push(format!("{}: no tiene ningún paso", self.nombre));
        }
        let mut nombres = HashSet::new();
        for (i, paso) in self.pasos.iter().enumerate() {
            let mut anotar = |defecto: String| defectos.push(format!("paso {} ({}): {defecto}", i + 1, paso.nombre));
            if !es_nombre(paso.nombre) {
                anotar("su nombre no es de minúsculas, cifras y guiones".to_string());
            }
            if !nombres.insert(paso.nombre) {
                anotar("su nombre está repetido".to_string());
            }
            self.defectos_del_paso(paso, &mut anotar);
        }
        defectos
    }

    fn defectos_del_paso(&self, paso: &Paso, anotar: &mut dyn FnMut(String)) {
        if paso.titulo.trim().is_empty() {
            anotar("no tiene título".to_string());
        }
        if paso.elementos.is_empty() {
            anotar("está vacío".to_string());
        }
        for (i, elemento) in paso.elementos.iter().enumerate() {
            match elemento {
                Elemento::Parrafo(texto) if texto.trim().is_empty() => anotar("hay un párrafo vacío".to_string()),
                Elemento::Codigo { fichero, ancla } => match trozo(self, fichero, ancla) {
                    Ok(trozo) => anchas(&trozo).for_each(&mut *anotar),
                    Err(motivo) => anotar(motivo),
                },
                Elemento::Apuesta { pregunta, opciones } => {
                    let despues = &paso.elementos[i + 1..];
                    apuesta(pregunta, opciones, despues).into_iter().for_each(&mut *anotar);
                }
                Elemento::TeToca(encargo) if encargo.plazo.is_zero() => {
                    anotar("el «te toca» no espera nada".to_string());
                }
                Elemento::TeTocaUdp(encargo) if encargo.plazo.is_zero() => {
                    anotar("el «te toca» no espera nada".to_string());
                }
                Elemento::Escribe(encargo) => escribe(encargo).into_iter().for_each(&mut *anotar),
                Elemento::Parrafo(_) | Elemento::Ejecucion(_) | Elemento::TeToca(_) | Elemento::TeTocaUdp(_) => {}
            }
        }
    }
}

/// Los defectos de una apuesta, que se marca contra la siguiente ejecución del paso.
fn apuesta(pregunta: &str, opciones: &[&str], despues: &[Elemento]) -> Vec<String> {
    let mut defectos = Vec::new();
    let acciones =
        despues.iter().find(|elemento| matches!(elemento, Elemento::Ejecucion(_) | Elemento::Apuesta { .. }));
    if !matches!(acciones, Some(Elemento::Ejecucion(_))) {
        defectos.push(format!("la apuesta «{pregunta}» no tiene ejecución detrás"));
    }
    if pregunta.trim().is_empty() {
        defectos.push("hay una apuesta sin pregunta".to_string());
    }
    if !(2..=5).contains(&opciones.len()) {
        defectos.push(format!("la apuesta «{pregunta}» tiene {} opciones: han de ser de 2 a 5", opciones.len()));
    }
    if opciones.iter().any(|opcion| opcion.trim().is_empty()) {
        defectos.push(format!("la apuesta «{pregunta}» tiene una opción vacía"));
    }
    if opciones.iter().collect::<HashSet<_>>().len() < opciones.len() {
        defectos.push(format!("la apuesta «{pregunta}» tiene dos opciones iguales"));
    }
    defectos
}

/// Los defectos de un «escribe».
fn escribe(encargo: &Escribe) -> Vec<String> {
    let Escribe { fichero, partida, donde, bien, mal, charla, .. } = encargo;
    let mut defectos = Vec::new();
    if partida.lines().filter(|linea| linea.contains(donde)).count() != 1 {
        defectos.push(format!("en {fichero}, «{donde}» no señala una sola línea"));
    }
    if partida.as_str() == *bien {
        defectos.push(format!("en {fichero} no hay nada que cambiar"));
    }
    if mal.en(bien) == *bien {
        defectos.push(format!("en {fichero}, «{}» no está en el programa bueno", mal.quita));
    }
    if !charla.contains('/') {
        defectos.push(format!("«{charla}» no es un reto y su caso"));
    }
    defectos
}

/// Las líneas de código que no caben en 80 columnas.
fn anchas<'a>(trozo: &'a Trozo<'_>) -> impl Iterator<Item = String> + 'a {
    let cifras = trozo.lineas.last().map_or(0, |(numero, _)| numero.to_string().len()).max(2);
    trozo.lineas.iter().filter(move |(_, linea)| ancho_de(linea) + cifras > ANCHO_DEL_CODIGO).map(
        move |(numero, linea)| {
            let sobra = ancho_de(linea) + cifras - ANCHO_DEL_CODIGO;
            format!("{}:{numero} no cabe en 80 columnas (sobran {sobra})", trozo.ruta)
        },
    )
}

fn es_nombre(nombre: &str) -> bool {
    let letra = |letra: u8| letra.is_ascii_lowercase() || letra.is_ascii_digit() || letra == b'-';
    nombre.bytes().all(letra) && !nombre.starts_with('-') && !nombre.ends_with('-') && !nombre.is_empty()
}

#[cfg(test)]
mod pruebas {
    use super::super::{Desenlace, Paso};
    use super::*;

    const FUENTE: &str = "// ANCHOR: a\nlet x = 1;\n// ANCHOR_END: a\n// ANCHOR: larga\n\
        // 3456789 123456789 123456789 123456789 123456789 123456789 123456789 123\n// ANCHOR_END: larga\n";

    fn defectos(pasos: Vec<Paso>) -> Vec<String> {
        Guion { nombre: "leccion0", titulo: "Prueba", fuentes: vec![("l/eco.rs", FUENTE)], pasos }.defectos()
    }

    #[test]
    fn un_guion_sano_no_tiene_defectos() {
        let paso = Paso::nuevo("dos-envios", "Dos envíos")
            .parrafo("Mira:")
            .codigo("eco.rs", "a")
            .apuesta("¿Cuántas?", &["una", "dos"])
            .parrafo("Va.")
            .ejecutar(|_| Ok(Desenlace::opcion(0, "Una.")));
        assert_eq!(defectos(vec![paso]), Vec::<String>::new());
    }

    #[test]
    fn cada_defecto_se_encuentra() {
        assert_eq!(defectos(Vec::new()), ["leccion0: no tiene ningún paso"]);
        let ejecutar = |_: &super::super::Escena| Ok(Desenlace::relato("Ya."));
        let pasos = vec![
            Paso::nuevo("Raro ", "x").parrafo("Algo."),
            Paso::nuevo("uno", " ").parrafo("Algo."),
            Paso::nuevo("uno", "x").parrafo("  "),
            Paso::nuevo("dos", "x"),
            Paso::nuevo("tres", "x").codigo("eco.rs", "b").codigo("otro.rs", "a").codigo("eco.rs", "larga"),
            Paso::nuevo("cuatro", "x").apuesta("¿A?", &["a", "b"]),
            Paso::nuevo("cinco", "x").apuesta("¿A?", &["a", "b"]).apuesta("¿B?", &["a", "a", ""]).ejecutar(ejecutar),
            Paso::nuevo("seis", "x").apuesta("¿A?", &["a"]).ejecutar(ejecutar),
        ];
        assert_eq!(
            defectos(pasos),
            [
                "paso 1 (Raro ): su nombre no es de minúsculas, cifras y guiones",
                "paso 2 (uno): no tiene título",
                "paso 3 (uno): su nombre está repetido",
                "paso 3 (uno): hay un párrafo vacío",
                "paso 4 (dos): está vacío",
                "paso 5 (tres): el ancla «b» no existe en l/eco.rs",
                "paso 5 (tres): la fuente «otro.rs» no está entre las del guion",
                "paso 5 (tres): l/eco.rs:5 no cabe en 80 columnas (sobran 2)",
                "paso 6 (cuatro): la apuesta «¿A?» no tiene ejecución detrás",
                "paso 7 (cinco): la apuesta «¿A?» no tiene ejecución detrás",
                "paso 7 (cinco): la apuesta «¿B?» tiene una opción vacía",
                "paso 7 (cinco): la apuesta «¿B?» tiene dos opciones iguales",
                "paso 8 (seis): la apuesta «¿A?» tiene 1 opciones: han de ser de 2 a 5",
            ]
        );
    }
}
