//! Algo que se ha mirado, cómo está y cómo se arregla.

/// Cómo está algo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Estado {
    Bien,
    /// Se puede hacer el curso, pero algo no saldrá igual.
    Aviso,
    /// Sin esto no se puede.
    Falta,
}

/// Algo que se ha mirado.
#[derive(Debug, Clone)]
pub struct Comprobacion {
    pub nombre: &'static str,
    pub estado: Estado,
    /// Lo que se ha visto, en una frase.
    pub dicho: String,
    /// Qué hacer. Lo que va entre acentos graves se teclea tal cual.
    pub remedio: Option<String>,
}

impl Comprobacion {
    pub fn bien(nombre: &'static str, dicho: impl Into<String>) -> Self {
        Self { nombre, estado: Estado::Bien, dicho: dicho.into(), remedio: None }
    }

    pub fn aviso(nombre: &'static str, dicho: impl Into<String>, remedio: impl Into<String>) -> Self {
        Self { nombre, estado: Estado::Aviso, dicho: dicho.into(), remedio: Some(remedio.into()) }
    }

    pub fn falta(nombre: &'static str, dicho: impl Into<String>, remedio: impl Into<String>) -> Self {
        Self { nombre, estado: Estado::Falta, dicho: dicho.into(), remedio: Some(remedio.into()) }
    }
}
