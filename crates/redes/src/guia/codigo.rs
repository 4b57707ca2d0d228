//! El código que se enseña: trozos de las fuentes de la lección, entre `// ANCHOR: nombre` y `// ANCHOR_END: nombre`.

use super::guion::Guion;

/// Un trozo de una fuente, con su sangría común recortada.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Trozo<'a> {
    /// La ruta desde la raíz del curso.
    pub ruta: &'a str,
    /// Sus líneas, con su número en el fichero; las de las anclas no están.
    pub lineas: Vec<(usize, &'a str)>,
}

/// Busca un trozo. El error es una frase sin punto final.
pub(super) fn trozo<'a>(guion: &'a Guion, fichero: &str, ancla: &str) -> Result<Trozo<'a>, String> {
    let candidatas: Vec<_> = guion.fuentes.iter().filter(|(ruta, _)| acaba_en(ruta, fichero)).collect();
    match candidatas[..] {
        [(ruta, texto)] => entre_anclas(ruta, texto, ancla),
        [] => Err(format!("la fuente «{fichero}» no está entre las del guion")),
        _ => Err(format!("hay varias fuentes que acaban en «{fichero}»")),
    }
}

/// ¿Es `fichero` el final de la ruta, por carpetas enteras?
fn acaba_en(ruta: &str, fichero: &str) -> bool {
    ruta.strip_suffix(fichero).is_some_and(|resto| resto.is_empty() || resto.ends_with('/'))
}

fn entre_anclas<'a>(ruta: &'a str, texto: &'a str, ancla: &str) -> Result<Trozo<'a>, String> {
    let marca = |linea: &str, palabra| nombre_de_ancla(linea, palabra) == Some(ancla);
    let lineas: Vec<&str> = texto.lines().collect();
    let (principios, finales): (Vec<_>, Vec<_>) = (
        (0..lineas.len()).filter(|i| marca(lineas[*i], "ANCHOR:")).collect(),
        (0..lineas.len()).filter(|i| marca(lineas[*i], "ANCHOR_END:")).collect(),
    );
    let (desde, hasta) = match (&principios[..], &finales[..]) {
        ([], _) => return Err(format!("el ancla «{ancla}» no existe en {ruta}")),
        ([_], []) => return Err(format!("el ancla «{ancla}» de {ruta} no se cierra")),
        ([desde], [hasta]) if desde < hasta => (*desde, *hasta),
        ([_], [_]) => return Err(format!("el ancla «{ancla}» de {ruta} se cierra antes de abrirse")),
        _ => return Err(format!("el ancla «{ancla}» está repetida en {ruta}")),
    };
    // Otras anclas pueden empezar o acabar dentro: esas líneas tampoco se enseñan.
    let dentro: Vec<(usize, &str)> = (desde + 1..hasta)
        .map(|i| (i, lineas[i]))
        .filter(|(_, linea)| nombre_de_ancla(linea, "ANCHOR:").or(nombre_de_ancla(linea, "ANCHOR_END:")).is_none())
        .collect();
    let sangrias = dentro.iter().filter(|(_, linea)| !linea.trim().is_empty());
    let Some(sangria) = sangrias.map(|(_, linea)| linea.len() - linea.trim_start().len()).min() else {
        return Err(format!("el ancla «{ancla}» de {ruta} está vacía"));
    };
    let recortada = |linea: &'a str| linea.get(sangria..).unwrap_or_default().trim_end();
    Ok(Trozo { ruta, lineas: dentro.into_iter().map(|(i, linea)| (i + 1, recortada(linea))).collect() })
}

/// El nombre del ancla que abre o cierra una línea: `// ANCHOR: nombre`.
fn nombre_de_ancla<'a>(linea: &'a str, palabra: &str) -> Option<&'a str> {
    Some(linea.trim().strip_prefix("//")?.trim_start().strip_prefix(palabra)?.trim())
}

#[cfg(test)]
mod pruebas {
    use super::*;

    const FUENTE: &str = "\
fn eco() {
    // ANCHOR: bucle
    loop {
        // ANCHOR: dentro
        leer();

        // ANCHOR_END: dentro
    }
    // ANCHOR_END: bucle
    // ANCHOR: abierta
    // ANCHOR: vacia

    // ANCHOR_END: vacia
}
// ANCHOR: doble
// ANCHOR_END: doble
// ANCHOR: doble
// ANCHOR_END: doble
";

    fn buscar(fichero: &str, ancla: &str) -> Result<Vec<(usize, String)>, String> {
        let guion = Guion {
            nombre: "leccion0",
            titulo: "Prueba",
            fuentes: vec![("lessons/leccion0/eco.rs", FUENTE), ("lessons/leccion0/otroeco.rs", "")],
            pasos: Vec::new(),
        };
        let trozo = trozo(&guion, fichero, ancla)?;
        assert_eq!(trozo.ruta, "lessons/leccion0/eco.rs");
        Ok(trozo.lineas.iter().map(|(numero, linea)| (*numero, linea.to_string())).collect())
    }

    #[test]
    fn un_trozo_lleva_sus_numeros_y_pierde_la_sangria_y_las_anclas() {
        let lineas = [(3, "loop {"), (5, "    leer();"), (6, ""), (8, "}")];
        assert_eq!(buscar("eco.rs", "bucle").unwrap(), lineas.map(|(numero, linea)| (numero, linea.to_string())));
        let dentro = [(5, "leer();"), (6, "")].map(|(numero, linea)| (numero, linea.to_string()));
        assert_eq!(buscar("leccion0/eco.rs", "dentro").unwrap(), dentro);
    }

    #[test]
    fn lo_que_falta_se_dice() {
        for (fichero, ancla, motivo) in [
            ("servidor.rs", "bucle", "la fuente «servidor.rs» no está entre las del guion"),
            ("eco.rs", "nada", "el ancla «nada» no existe en lessons/leccion0/eco.rs"),
            ("eco.rs", "abierta", "el ancla «abierta» de lessons/leccion0/eco.rs no se cierra"),
            ("eco.rs", "vacia", "el ancla «vacia» de lessons/leccion0/eco.rs está vacía"),
            ("eco.rs", "doble", "el ancla «doble» está repetida en lessons/leccion0/eco.rs"),
        ] {
            assert_eq!(buscar(fichero, ancla).unwrap_err(), motivo);
        }
    }
}
