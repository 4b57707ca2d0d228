//! De qué está hecha la tabla de un reto: sus variantes, equivocadas o raras, y cómo se declaran.

/// Las variantes de un reto.
pub struct Reto {
    /// El de `curso.toml`.
    pub nombre: &'static str,
    /// Primero las equivocadas y después las raras pero correctas.
    pub variantes: &'static [Variante],
}

/// Una variante de un reto.
pub struct Variante {
    /// Con el que se pide; si es de otro lenguaje, el de su fichero.
    pub nombre: &'static str,
    /// El único código que le corresponde. Las correctas no tienen ninguno.
    pub codigo: Option<&'static str>,
    /// Lo que hace con su dirección. Las de otros lenguajes no las juega este programa.
    pub jugar: Option<fn(&str)>,
    /// ¿Solo se puede saber en Linux que está mal?
    pub solo_en_linux: bool,
    /// Con qué código acaba sin dirección.
    pub sin_direccion: i32,
}

pub const fn mal(nombre: &'static str, codigo: &'static str, jugar: fn(&str)) -> Variante {
    Variante { codigo: Some(codigo), ..bien(nombre, jugar) }
}

pub const fn bien(nombre: &'static str, jugar: fn(&str)) -> Variante {
    Variante { nombre, codigo: None, jugar: Some(jugar), solo_en_linux: false, sin_direccion: 2 }
}

/// Una correcta, en otro lenguaje: cuál, lo dice el nombre de su fichero (`eco.js`, `Eco.java`, `eco.c`…).
pub const fn en(fichero: &'static str) -> Variante {
    Variante { nombre: fichero, codigo: None, jugar: None, solo_en_linux: false, sin_direccion: 2 }
}

impl Variante {
    pub const fn solo_en_linux(self) -> Self {
        Self { solo_en_linux: true, ..self }
    }

    pub const fn sin_direccion(self, codigo: i32) -> Self {
        Self { sin_direccion: codigo, ..self }
    }
}
