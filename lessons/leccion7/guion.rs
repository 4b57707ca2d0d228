//! La lección guiada.
use redes::guia::Guion;
pub fn guion() -> Guion {
    Guion { nombre: "leccion7", titulo: "Píxeles en una ventana", fuentes: vec![], pasos: vec![] }
}
