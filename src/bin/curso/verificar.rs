//! `curso verificar` y `curso explica`: corregir retos hablando con ellos, y qué quiere decir cada código.

use std::process::ExitCode;

use redes::catalogo::{Catalogo, Reto};
use redes::consola::{self, Estilo, Linea, parrafo_con_estilo};
use redes::errores::{Fallo, Resultado};
use redes::verificador::diagnosticos::{APARTADOS, Bloque, Diagnostico, buscar, diagnosticos};
use redes::verificador::{self, Compilado, Informe};
use redes::{argumentos, progreso};

/// Código de salida cuando algo no se ha podido comprobar, y no hay nada mal.
const NO_COMPROBABLE: u8 = 2;

/// Al pie de la ayuda de `verificar`.
pub const AYUDA: &str = "\
Arranca tu programa, hace de cliente o de servidor con mala idea, y dice qué ve.
Con el primer caso que sale mal se detiene, y enseña lo que ha cruzado.

  cargo run -- verificar servidor_eco      un reto
  cargo run -- verificar leccion3          los retos de una lección
  cargo run -- verificar todo              todos
  cargo run -- verificar servidor_eco --caso byte-a-byte
  cargo run -- verificar cliente_eco --programa \"python3 mi_cliente.py\"

Acaba con código 0 si todo está bien, 1 si algo está mal (o pendiente) y 2 si
algo no se ha podido comprobar: no es lo mismo.

Con --json escribe un objeto con la lista «retos»; cada uno dice:
  reto       su nombre
  veredicto  \"bien\", \"mal\" o \"no comprobable\"
  codigo     el del diagnóstico (\"R01\"), o null
  sin_jugar  cuántos casos no se han jugado por haber fallado otro antes
  casos      una lista: caso, veredicto, codigo, ms, y pruebas (null si ha ido
             bien; si no, frase, esperado, visto, stderr y cable)
Los nombres no cambiarán; puede haber campos nuevos.";

/// Lo que se le pide a `verificar`.
#[derive(clap::Args)]
pub struct Peticion {
    /// Qué comprobar: retos, lecciones (leccion3) o «todo»
    #[arg(value_name = "RETO", required = true, num_args = 1..)]
    que: Vec<String>,
    /// Juega solo ese caso
    #[arg(long, value_name = "CASO")]
    caso: Option<String>,
    /// Comprueba ese programa, en el lenguaje que sea, en vez de compilar el de exercises/
    #[arg(long, value_name = "ORDEN")]
    programa: Option<String>,
    /// Dice también los casos que han ido bien y lo que han tardado
    #[arg(long)]
    detalle: bool,
    /// Escribe JSON, para programas
    #[arg(long)]
    json: bool,
}

/// Comprueba lo pedido. El código de salida es el peor de todos.
pub fn ejecutar(peticion: &Peticion, catalogo: &Catalogo) -> Resultado<ExitCode> {
    let retos = elegir(&peticion.que, catalogo)?;
    let orden = peticion.programa.as_deref().map(separar).transpose()?;
    if let Some(caso) = &peticion.caso {
        comprobar_caso(caso, &retos)?;
    }
    let mut todos = Vec::new();
    let (mut alguno_mal, mut alguno_sin) = (false, false);
    for reto in retos {
        let hecho = match &orden {
            Some(orden) => Hecho::Jugado(verificador::verificar(&reto.nombre, orden, peticion.caso.as_deref())),
            None => compilar_y_jugar(reto, peticion.caso.as_deref()),
        };
        alguno_mal |= hecho.salida() == 1;
        alguno_sin |= hecho.salida() == NO_COMPROBABLE;
        if hecho.salida() == 0 && peticion.caso.is_none() {
            progreso::apuntar_reto(&reto.nombre)?;
        }
        if peticion.json {
            todos.push(hecho.en_json(reto));
        } else {
            consola::escribir(&hecho.en_lineas(reto, peticion)).map_err(Fallo::al_mostrar)?;
        }
    }
    if peticion.json {
        let informe = serde_json::json!({ "retos": todos });
        consola::escribir(&super::en_lineas(&format!("{informe:#}"))).map_err(Fallo::al_mostrar)?;
    }
    Ok(ExitCode::from(if alguno_mal {
        1
    } else if alguno_sin {
        NO_COMPROBABLE
    } else {
        0
    }))
}

/// Lo que ha dado de sí un reto.
enum Hecho {
    Jugado(Informe),
    /// Lo que dice rustc.
    NoCompila(String),
    NoComprobable(String),
}

fn compilar_y_jugar(reto: &Reto, caso: Option<&str>) -> Hecho {
    match verificador::compilar(&reto.nombre) {
        Compilado::Bien(orden) => Hecho::Jugado(verificador::verificar(&reto.nombre, &orden, caso)),
        Compilado::Mal(dicho) => Hecho::NoCompila(dicho),
        Compilado::NoComprobable(causa) => Hecho::NoComprobable(causa),
    }
}

impl Hecho {
    fn salida(&self) -> u8 {
        match self {
            Self::Jugado(informe) => informe.salida(),
            Self::NoCompila(_) => 1,
            Self::NoComprobable(_) => NO_COMPROBABLE,
        }
    }

    fn en_json(&self, reto: &Reto) -> serde_json::Value {
        let nombre = &reto.nombre;
        let sin_casos = |veredicto: &str, codigo: Option<&str>, frase: &str| {
            serde_json::json!({
                "reto": nombre, "veredicto": veredicto, "codigo": codigo, "sin_jugar": 0,
                "casos": [{ "caso": "compilar", "veredicto": veredicto, "codigo": codigo, "ms": null,
                            "pruebas": { "frase": frase } }],
            })
        };
        match self {
            Self::Jugado(informe) => verificador::en_json(informe),
            Self::NoCompila(dicho) => sin_casos("mal", Some("R20"), dicho),
            Self::NoComprobable(causa) => sin_casos("no comprobable", None, causa),
        }
    }

    fn en_lineas(&self, reto: &Reto, peticion: &Peticion) -> Vec<Linea> {
        let ancho = consola::ancho();
        let explica = argumentos::orden_para("curso", "explica");
        match self {
            Self::Jugado(informe) => {
                let con = peticion.programa.as_ref().map(|programa| format!(" --programa \"{programa}\""));
                let repetir =
                    argumentos::orden_para("curso", &format!("verificar {}{}", reto.nombre, con.unwrap_or_default()));
                verificador::en_lineas(informe, &repetir, &explica, peticion.detalle, ancho)
            }
            Self::NoCompila(dicho) => {
                let mut lineas: Vec<Linea> = dicho.lines().map(Linea::llana).collect();
                lineas.push(
                    Linea::vacia()
                        .con(Estilo::Mal, "✘ ")
                        .con(Estilo::Negrita, &reto.nombre)
                        .con(Estilo::Normal, " · no compila: arriba está lo que dice rustc.")
                        .hasta(ancho.min(80).saturating_sub(3))
                        .con(Estilo::Mal, "R20"),
                );
                lineas.push(Linea::llana("  saber más:").hasta(22).con(Estilo::Codigo, format!("{explica} R20")));
                lineas
            }
            Self::NoComprobable(causa) => {
                let titulo = Linea::vacia().con(Estilo::Aviso, "? ").con(Estilo::Negrita, &reto.nombre);
                let mut lineas = vec![titulo.con(Estilo::Normal, " · no he podido comprobarlo:")];
                for linea in causa.lines() {
                    lineas.extend(sangrado(linea, ancho));
                }
                lineas
            }
        }
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
                .remedio(format!("Los retos son {}.", crate::vista::enumerar(&nombres))));
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
                .remedio(format!("Sus casos son {}.", crate::vista::enumerar(&nombres))));
        }
    }
    Ok(())
}

/// Separa una orden en palabras; las comillas, simples o dobles, juntan.
fn separar(orden: &str) -> Resultado<Vec<String>> {
    let mut palabras = Vec::new();
    let mut actual: Option<String> = None;
    let mut comilla = None;
    for letra in orden.chars() {
        match (comilla, letra) {
            (Some(abierta), _) if letra == abierta => comilla = None,
            (None, '"' | '\'') => {
                comilla = Some(letra);
                actual.get_or_insert_default();
            }
            (None, _) if letra.is_whitespace() => palabras.extend(actual.take()),
            _ => actual.get_or_insert_default().push(letra),
        }
    }
    palabras.extend(actual);
    if comilla.is_some() {
        return Err(Fallo::nuevo("en --programa falta cerrar unas comillas"));
    }
    if palabras.is_empty() {
        return Err(Fallo::nuevo("--programa está vacío").remedio("Pon la orden entera: --programa \"python3 x.py\"."));
    }
    Ok(palabras)
}

/// Lo que quiere decir un código; sin código, la lista de todos.
pub fn explicar(codigo: Option<&'static Diagnostico>) -> Vec<Linea> {
    let ancho = consola::ancho().min(100);
    let Some(uno) = codigo else {
        let todos = diagnosticos().iter();
        return todos
            .map(|uno| Linea::vacia().con(Estilo::Codigo, uno.codigo).con(Estilo::Normal, format!("  {}", uno.titulo)))
            .collect();
    };
    let mut lineas = vec![Linea::vacia().con(Estilo::Titulo, format!("{} · {}", uno.codigo, uno.titulo))];
    for titulo in APARTADOS {
        for (indice, bloque) in uno.apartado(titulo).into_iter().enumerate() {
            lineas.push(Linea::vacia());
            if indice == 0 {
                lineas.push(Linea::vacia().con(Estilo::Negrita, titulo));
            }
            match bloque {
                Bloque::Parrafo(texto) => lineas.extend(sangrado(&texto, ancho)),
                Bloque::Codigo(codigo) => {
                    lineas.extend(codigo.lines().map(|linea| Linea::vacia().con(Estilo::Codigo, linea).sangrada(4)))
                }
            }
        }
    }
    lineas
}

fn sangrado(texto: &str, ancho: usize) -> Vec<Linea> {
    parrafo_con_estilo(texto, ancho.saturating_sub(2)).into_iter().map(|linea| linea.sangrada(2)).collect()
}

/// Lee `R01`, `r1` o `1`.
pub fn diagnostico(texto: &str) -> Result<&'static Diagnostico, String> {
    let ultimo = diagnosticos().last().map_or("R01", |uno| uno.codigo);
    buscar(texto).ok_or_else(|| format!("los códigos van de R01 a {ultimo}"))
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
