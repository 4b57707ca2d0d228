use redes::guia::Guion;
pub fn guion() -> Guion {
    Guion { nombre: "leccion2", titulo: "Eco: cliente y servidor", fuentes: vec![], pasos: vec![] }
}
