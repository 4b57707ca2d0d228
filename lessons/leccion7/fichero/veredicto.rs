//! Cómo ha acabado un fichero, dicho por quien lo guarda. Es lo único que dice que ha llegado: un solo byte.

/// Lo que el receptor contesta al final.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Veredicto {
    /// Entero, comprobado y guardado con su nombre definitivo.
    Guardado,
    /// Han llegado todos los bytes, pero no suman lo anunciado.
    SumaDistinta,
    /// No se ha podido guardar: el disco se ha llenado, o ya no está.
    NoGuardado,
    /// El receptor ya no admite más.
    Cerrado,
    /// El emisor estuvo callado demasiado tiempo y se dio por terminado.
    Abandonado,
}

impl Veredicto {
    const TODOS: [Self; 5] = [Self::Guardado, Self::SumaDistinta, Self::NoGuardado, Self::Cerrado, Self::Abandonado];

    pub fn en_byte(self) -> u8 {
        self as u8
    }

    pub fn de_byte(byte: u8) -> Option<Self> {
        Self::TODOS.get(usize::from(byte)).copied()
    }

    /// Qué decirle a quien enviaba, si no es una buena noticia.
    pub fn queja(self) -> &'static str {
        match self {
            Self::Guardado => "lo tiene guardado",
            Self::SumaDistinta => {
                "ha recibido todos los bytes, pero no suman lo anunciado: alguno ha cambiado por el camino"
            }
            Self::NoGuardado => "no ha podido guardarlo (¿disco lleno?)",
            Self::Cerrado => "ya no admite más ficheros",
            Self::Abandonado => "se ha cansado de esperar y lo ha dado por terminado",
        }
    }
}
