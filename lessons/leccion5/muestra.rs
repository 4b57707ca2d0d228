//! Informes de ejemplo, siempre los mismos: así los bytes no cambian de una ejecución a otra.
//!
//! Pruébalo:   cargo run --bin leccion5 -- cliente --muestra

use crate::informe::Informe;

/// Un informe corriente.
pub fn muestra() -> Informe {
    Informe {
        fecha: "2026-06-03T09:30:00Z".into(),
        nombre: "aula-07".into(),
        version: "1.95.0".into(),
    }
}

/// Muchos informes parecidos y ninguno igual.
pub fn lista(cuantos: usize) -> Vec<Informe> {
    (0..cuantos)
        .map(|i| Informe {
            fecha: format!(
                "2026-06-03T{:02}:{:02}:{:02}Z",
                i / 3600,
                i / 60 % 60,
                i % 60
            ),
            nombre: format!("aula-{i}"),
            version: "1.95.0".to_string(),
        })
        .collect()
}
