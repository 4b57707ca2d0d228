//! Una carpeta de retos de mentira, con su progreso aparte: para probar las órdenes sin tocar los retos de nadie.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// La carpeta, que se borra al acabar la prueba.
pub struct Aula {
    carpeta: TempDir,
    retos: Vec<String>,
}

impl Aula {
    /// Una carpeta con todos los retos por hacer y sus soluciones. `en` es donde se crea: `CARGO_TARGET_TMPDIR`.
    pub fn nueva(en: &str) -> Self {
        let carpeta = crate::carpeta_en(en);
        let ruta_de = |dentro: &str| carpeta.path().join(dentro);
        let curso = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let copiar = |de: &str, a: &str| -> Vec<String> {
            fs::create_dir_all(ruta_de(a)).expect("se puede crear la carpeta");
            let entradas = fs::read_dir(curso.join(de)).expect("el curso tiene esa carpeta").flatten();
            let ficheros =
                entradas.map(|entrada| entrada.path()).filter(|ruta| ruta.extension().is_some_and(|ext| ext == "rs"));
            ficheros
                .map(|ruta| {
                    let nombre = ruta.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                    fs::copy(&ruta, ruta_de(a).join(format!("{nombre}.rs"))).expect("se puede copiar");
                    nombre
                })
                .collect()
        };
        let mut retos = copiar("exercises/originales", "exercises/originales");
        retos.sort();
        copiar("exercises/originales", "exercises");
        copiar("solutions", "solutions");
        let bins: String =
            retos.iter().map(|reto| format!("[[bin]]\nname = \"{reto}\"\npath = \"{reto}.rs\"\n")).collect();
        let paquete = "[package]\nname = \"exercises\"\nversion = \"0.1.0\"\nedition = \"2024\"\nautobins = false\n";
        // Lo mismo que pide el curso al compilar, para que cueste lo mismo.
        let curso =
            "[workspace]\nmembers = [\"exercises\"]\nresolver = \"3\"\n\n[profile.dev]\ndebug = \"line-tables-only\"\n";
        fs::write(ruta_de("Cargo.toml"), curso).expect("se puede escribir");
        fs::write(ruta_de("exercises/Cargo.toml"), format!("{paquete}{bins}")).expect("se puede escribir");
        Self { carpeta, retos }
    }

    /// Con las dependencias que tienen los retos de verdad, en las mismas versiones. Compilarlas cuesta unos segundos.
    #[must_use]
    pub fn con_dependencias(self) -> Self {
        let curso = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let verdadero = fs::read_to_string(curso.join("exercises/Cargo.toml")).expect("los retos tienen su paquete");
        let (_, desde_aqui) = verdadero.split_once("[dependencies]").expect("el paquete tiene dependencias");
        let dependencias = desde_aqui.split("\n[").next().unwrap_or_default();
        let paquete = self.carpeta.path().join("exercises/Cargo.toml");
        let texto = fs::read_to_string(&paquete).expect("se acaba de escribir");
        fs::write(paquete, format!("{texto}\n[dependencies]{dependencias}")).expect("se puede escribir");
        fs::copy(curso.join("Cargo.lock"), self.carpeta.path().join("Cargo.lock")).expect("se puede copiar");
        self
    }

    /// Los nombres de los retos.
    pub fn retos(&self) -> &[String] {
        &self.retos
    }

    /// El fichero de un reto.
    pub fn fuente(&self, reto: &str) -> PathBuf {
        self.carpeta.path().join("exercises").join(format!("{reto}.rs"))
    }

    /// Escribe un reto, como lo haría quien aprende.
    pub fn escribir(&self, reto: &str, texto: &str) {
        fs::write(self.fuente(reto), texto).expect("se puede escribir el reto");
    }

    /// Escribe un reto con su solución.
    pub fn resolver(&self, reto: &str) {
        self.escribir(reto, &self.solucion(reto));
    }

    /// La solución de un reto.
    pub fn solucion(&self, reto: &str) -> String {
        fs::read_to_string(self.carpeta.path().join("solutions").join(format!("{reto}.rs"))).expect("hay solución")
    }

    /// El fichero de progreso.
    pub fn progreso(&self) -> PathBuf {
        self.carpeta.path().join("progreso.txt")
    }

    /// Lo que hay en una carpeta de las suyas.
    pub fn contenido(&self, de: &str) -> Vec<PathBuf> {
        let entradas = fs::read_dir(self.carpeta.path().join(de)).into_iter().flatten().flatten();
        entradas.map(|entrada| entrada.path()).collect()
    }

    /// Las variables con las que el curso usa esta carpeta: nombre y valor.
    pub fn entorno(&self, cargo: &str) -> [(&'static str, PathBuf); 4] {
        [
            ("REDES_RETOS", self.carpeta.path().to_path_buf()),
            ("REDES_PROGRESO", self.progreso()),
            ("CARGO_TARGET_DIR", self.carpeta.path().join("target")),
            ("CARGO", PathBuf::from(cargo)),
        ]
    }

    /// Una orden que usa esta carpeta.
    pub fn orden(&self, programa: impl AsRef<Path>, cargo: &str, argumentos: &[&str]) -> Command {
        let mut orden = Command::new(programa.as_ref());
        orden.args(argumentos).envs(self.entorno(cargo));
        orden
    }
}
