//! Lo que da de sí un paso de un caso: sigue, o tropieza con algo; y de lo que está mal, las pruebas.

use redes::cable::Anotacion;

/// El resultado de un paso de un caso.
pub type Paso<T = ()> = Result<T, Tropiezo>;

/// Lo que impide que un caso acabe bien.
pub enum Tropiezo {
    /// El programa no hace lo que se pide.
    Mal(Box<Hallazgo>),
    /// No se ha podido comprobar: no es culpa del programa.
    NoComprobable(String),
    /// Ya no hace falta: otro caso ha salido mal.
    Cancelado,
}

/// Lo que se ha visto que está mal.
#[derive(Debug, Clone)]
pub struct Hallazgo {
    /// El del diagnóstico: «R01».
    pub codigo: &'static str,
    /// Lo observado, y nada más.
    pub frase: String,
    /// Los bytes que tenían que llegar, si el caso va de eso.
    pub esperado: Option<Vec<u8>>,
    /// Los que han llegado.
    pub visto: Option<Vec<u8>>,
    /// Otras cosas que conviene saber.
    pub notas: Vec<String>,
    /// El principio de lo que el programa ha escrito en stderr.
    pub errores: Vec<String>,
    /// Cuántas líneas más ha escrito en stderr.
    pub errores_omitidos: usize,
    /// Lo que ha cruzado.
    pub transcripcion: Vec<Anotacion>,
}
