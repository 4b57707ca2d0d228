//! Las preguntas de las pruebas.

/// Las preguntas de la prueba: la respuesta a la número N es «N».
pub fn fichero_de_preguntas(cuantas: usize) -> std::path::PathBuf {
    let lista: Vec<String> =
        (1..=cuantas).map(|n| format!(r#"{{"pregunta": "¿Cuánto vale {n}?", "respuestas": ["{n}"]}}"#)).collect();
    let ruta = std::env::temp_dir().join(format!(
        "leccion4-{}-{cuantas}.json",
        std::process::id()
    ));
    // Otra prueba puede estar leyendo el mismo: se pone entero y de una vez.
    let mia = ruta
        .with_extension(format!("{:?}", std::thread::current().id()));
    std::fs::write(&mia, format!("[\n{}\n]\n", lista.join(",\n")))
        .expect("se escribe");
    std::fs::rename(&mia, &ruta).expect("se pone en su sitio");
    ruta
}
