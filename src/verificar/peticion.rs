//! Lo que se le pide a `verificar`, y qué retos y qué programa son.

use catalogo::{Catalogo, Reto};
use redes::argumentos;
use redes::consola;
use redes::errores::{Fallo, Resultado};

/// Lo que se le pide a `verificar`.
#[derive(clap::Args)]
pub struct Peticion {
    /// Qué comprobar: retos, lecciones (leccion3) o «todo»
    #[arg(value_name = "RETO", required = true, num_args = 1..)]
    que: Vec<String>,
    /// Juega solo ese caso
    #[arg(long, value_name = "CASO")]
    pub caso: Option<String>,
    /// Comprueba ese programa, en el lenguaje que sea, en vez de compilar el de exercises/
    #[arg(long, value_name = "ORDEN")]
    pub programa: Option<String>,
    /// De dónde sale lo que se envía: con la misma, se envía lo mismo (si no se da, una imprevista)
    #[arg(long, value_name = "NÚMERO")]
    pub semilla: Option<u64>,
    /// Dice también los casos que han ido bien y lo que han tardado
    #[arg(long)]
    pub detalle: bool,
    /// Escribe JSON, para programas
    #[arg(long)]
    pub json: bool,
}

impl Peticion {
    /// Los retos que se piden y la orden de `--programa`, si la hay.
    pub fn entender<'a>(&self, catalogo: &'a Catalogo) -> Resultado<(Vec<&'a Reto>, Option<Vec<String>>)> {
        let retos = elegir(&self.que, catalogo)?;
        let orden = self.programa.as_deref().map(separar).transpose()?;
        if let Some(caso) = &self.caso {
            comprobar_caso(caso, &retos)?;
        }
        Ok((retos, orden))
    }
}

/// Los retos que nombran esas palabras, sin repetir y en el orden del curso.
fn elegir<'a>(palabras: &[String], catalogo: &'a Catalogo) -> Resultado<Vec<&'a Reto>> {
    let se_corrige = |reto: &&'a Reto| verificador::casos(&reto.nombre).is_some();
    for palabra in palabras {
        let conocida =
            palabra == "todo" || catalogo.retos.iter().any(|reto| reto.nombre == *palabra || reto.leccion == *palabra);
        if !conocida {
            let nombres: Vec<String> = catalogo.retos.iter().map(|reto| reto.nombre.clone()).collect();
            return Err(Fallo::nuevo(format!("no hay ningún reto ni lección con retos que se llame «{palabra}»"))
                .remedio(format!("Los retos son {}.", consola::enumerar(&nombres))));
        }
    }
    if let Some(reto) = catalogo.retos.iter().find(|reto| palabras.contains(&reto.nombre) && !se_corrige(reto)) {
        return Err(Fallo::nuevo(format!("el reto «{}» todavía no se corrige solo", reto.nombre)));
    }
    let nombrado = |reto: &&Reto| {
        palabras.iter().any(|palabra| palabra == "todo" || *palabra == reto.nombre || *palabra == reto.leccion)
    };
    let elegidos: Vec<&Reto> = catalogo.retos.iter().filter(nombrado).filter(se_corrige).collect();
    if elegidos.is_empty() {
        return Err(Fallo::nuevo(format!("los retos de «{}» todavía no se corrigen solos", palabras.join("», «"))));
    }
    Ok(elegidos)
}

fn comprobar_caso(caso: &str, retos: &[&Reto]) -> Resultado {
    for reto in retos {
        let casos = verificador::casos(&reto.nombre).unwrap_or_default();
        if !casos.iter().any(|suyo| suyo.nombre == caso) {
            let nombres: Vec<String> = casos.iter().map(|suyo| suyo.nombre.to_string()).collect();
            return Err(Fallo::nuevo(format!("«{}» no tiene ningún caso que se llame «{caso}»", reto.nombre))
                .remedio(format!("Sus casos son {}.", consola::enumerar(&nombres))));
        }
    }
    Ok(())
}

/// Las palabras de `--programa`: al menos una.
fn separar(orden: &str) -> Resultado<Vec<String>> {
    let palabras =
        argumentos::palabras(orden).ok_or_else(|| Fallo::nuevo("en --programa falta cerrar unas comillas"))?;
    if palabras.is_empty() {
        return Err(Fallo::nuevo("--programa está vacío").remedio("Pon la orden entera: --programa \"python3 x.py\"."));
    }
    Ok(palabras)
}

#[cfg(test)]
mod pruebas {
    use super::separar;

    #[test]
    fn las_comillas_juntan() {
        let palabras = |orden: &str| separar(orden).unwrap();
        assert_eq!(palabras("python3 mi_cliente.py"), ["python3", "mi_cliente.py"]);
        assert_eq!(palabras("  'mi programa' \"otra cosa\"x '' "), ["mi programa", "otra cosax", ""]);
        assert!(separar("\"a medias").is_err() && separar("  ").is_err());
    }
}
