//! Lo que se dice igual en el servidor y en el cliente.

use crate::protocolo::tabla::Puesto;

/// «gana «Ana», con 3 puntos», «empatan…», «no gana nadie».
pub fn quien_gana(ganadores: &[String], cabeza: &[Puesto]) -> String {
    let puntos = cabeza.first().map_or(0, |puesto| puesto.puntos);
    let puntos = contados(puntos as usize, "punto", "s");
    match ganadores {
        [] => "no gana nadie, porque nadie ha acertado".to_string(),
        [uno] => format!("gana «{uno}», con {puntos}"),
        [otros @ .., ultimo] => format!(
            "empatan «{}» y «{ultimo}», con {puntos}",
            otros.join("», «")
        ),
    }
}

/// «1 punto», «2 puntos».
pub fn contados(cuantos: usize, nombre: &str, plural: &str) -> String {
    if cuantos == 1 {
        format!("1 {nombre}")
    } else {
        format!("{cuantos} {nombre}{plural}")
    }
}
