//! Lo que se dice igual en el servidor y en el cliente.

use redes::cifras::plural;

use crate::protocolo::tabla::Puesto;

/// «gana «Ana», con 3 puntos», «empatan…», «no gana nadie».
pub fn quien_gana(ganadores: &[String], cabeza: &[Puesto]) -> String {
    let puntos = cabeza.first().map_or(0, |puesto| puesto.puntos);
    let puntos = plural(puntos, "punto");
    match ganadores {
        [] => "no gana nadie, porque nadie ha acertado".to_string(),
        [uno] => format!("gana «{uno}», con {puntos}"),
        [otros @ .., ultimo] => format!(
            "empatan «{}» y «{ultimo}», con {puntos}",
            otros.join("», «")
        ),
    }
}
