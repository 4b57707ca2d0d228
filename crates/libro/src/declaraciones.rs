//! Lo que el libro declara en TOML: salidas de programas, cables y preguntas de los autotests.

use std::fs;
use std::path::Path;

use redes::errores::{Fallo, Resultado};
use toml_span::de_helpers::TableHelper;
use toml_span::{DeserError, Deserialize, Value};

/// Lo que imprime una orden, ejecutada de verdad.
#[derive(Debug, Clone)]
pub struct Salida {
    /// El texto vive en `book/salidas/NOMBRE.txt`.
    pub nombre: String,
    /// La orden que se enseña y se ejecuta.
    pub orden: String,
    /// Un servidor que se arranca antes, en un puerto libre.
    pub servidor: Option<String>,
    /// Lo que se le da por la entrada.
    pub entrada: Option<String>,
    /// Con qué código tiene que acabar.
    pub codigo: i32,
    /// `3-12`: solo esas líneas.
    pub lineas: Option<String>,
    /// Lo que cambia de una vez a otra: `#` es un número y `*`, cualquier cosa.
    pub quitar: Vec<String>,
    /// ¿Escriben varios hilos a la vez? Entonces el orden de las líneas es cosa de suerte, y no se compara.
    pub desordenada: bool,
}

impl Salida {
    /// ¿Son dos trozos de la misma ejecución?
    pub fn misma_ejecucion(&self, otra: &Self) -> bool {
        let de = |salida: &Self| (salida.orden.clone(), salida.servidor.clone(), salida.entrada.clone(), salida.codigo);
        de(self) == de(otra)
    }
}

/// Una conversación de verdad, dibujada.
#[derive(Debug, Clone)]
pub struct Cable {
    /// El dibujo vive en `book/cables/NOMBRE.svg`.
    pub nombre: String,
    pub titulo: String,
    pub servidor: String,
    pub cliente: String,
    pub entrada: Option<String>,
    /// ¿Son datagramas?
    pub udp: bool,
    /// Qué datagramas se pierden por el camino, contando desde 1 en los dos sentidos.
    pub perder: Vec<u32>,
    /// ¿Lleva números al azar? Entonces se compara cuánto cruza, y no qué.
    pub azar: bool,
}

/// Una pregunta de un autotest.
#[derive(Debug, Clone)]
pub struct Pregunta {
    pub enunciado: String,
    pub opciones: Vec<String>,
    /// La primera es la 1.
    pub correcta: u32,
    pub porque: String,
}

/// Lee `book/salidas.toml`; si no existe, no hay ninguna.
pub fn salidas(libro: &Path) -> Resultado<Vec<Salida>> {
    leer::<Lista<Salida>>(&libro.join("salidas.toml")).map(|lista| lista.map_or_else(Vec::new, |lista| lista.0))
}

/// Lee `book/cables.toml`; si no existe, no hay ninguno.
pub fn cables(libro: &Path) -> Resultado<Vec<Cable>> {
    leer::<Lista<Cable>>(&libro.join("cables.toml")).map(|lista| lista.map_or_else(Vec::new, |lista| lista.0))
}

/// Lee las preguntas de una lección; `None` si no tiene.
pub fn preguntas(libro: &Path, nombre: &str) -> Resultado<Option<Vec<Pregunta>>> {
    let lista = leer::<Lista<Pregunta>>(&libro.join("autotest").join(format!("{nombre}.toml")))?;
    Ok(lista.map(|lista| lista.0))
}

/// Lo que contiene un fichero de declaraciones: una sola lista.
struct Lista<T>(Vec<T>);

/// Cómo se llama la lista de cada clase de declaraciones.
trait Declarado {
    const LISTA: &'static str;
}

impl Declarado for Salida {
    const LISTA: &'static str = "salidas";
}

impl Declarado for Cable {
    const LISTA: &'static str = "cables";
}

impl Declarado for Pregunta {
    const LISTA: &'static str = "preguntas";
}

fn leer<T: for<'de> Deserialize<'de>>(ruta: &Path) -> Resultado<Option<T>> {
    let texto = match fs::read_to_string(ruta) {
        Ok(texto) => texto,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Fallo::de_sistema(format!("no he podido leer {}", ruta.display()), error)),
    };
    interpretar(&texto).map(Some).map_err(|(linea, que)| {
        let nombre = ruta.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Fallo::nuevo(format!("no entiendo {nombre} en la línea {linea}: {que}"))
    })
}

/// El error, con su línea.
fn interpretar<T: for<'de> Deserialize<'de>>(texto: &str) -> Result<T, (usize, String)> {
    let leido = toml_span::parse(texto).map_err(DeserError::from).and_then(|mut valor| T::deserialize(&mut valor));
    leido.map_err(|errores| {
        let primero = errores.errors.first();
        let donde = primero.map_or(0, |error| error.span.start);
        let linea = 1 + texto.bytes().take(donde).filter(|&byte| byte == b'\n').count();
        let que = match primero.map(|error| &error.kind) {
            Some(toml_span::ErrorKind::MissingField(campo)) => format!("falta el campo «{campo}»"),
            Some(toml_span::ErrorKind::UnexpectedKeys { keys, .. }) => {
                let sobran: Vec<&str> = keys.iter().map(|(campo, _)| campo.as_str()).collect();
                format!("no hay ningún campo que se llame «{}»", sobran.join("», «"))
            }
            _ => "no está bien escrito, o un valor no es del tipo que toca".to_string(),
        };
        (linea, que)
    })
}

impl<'de, T: Deserialize<'de> + Declarado> Deserialize<'de> for Lista<T> {
    fn deserialize(valor: &mut Value<'de>) -> Result<Self, DeserError> {
        let mut tabla = TableHelper::new(valor)?;
        let lista = tabla.optional(T::LISTA);
        tabla.finalize(None)?;
        Ok(Self(lista.unwrap_or_default()))
    }
}

impl<'de> Deserialize<'de> for Salida {
    fn deserialize(valor: &mut Value<'de>) -> Result<Self, DeserError> {
        let mut tabla = TableHelper::new(valor)?;
        let nombre = tabla.required("nombre");
        let orden = tabla.required("orden");
        let servidor = tabla.optional("servidor");
        let entrada = tabla.optional("entrada");
        let codigo = tabla.optional("codigo");
        let lineas = tabla.optional("lineas");
        let quitar = tabla.optional("quitar");
        let desordenada = tabla.optional("desordenada").unwrap_or(false);
        tabla.finalize(None)?;
        let (codigo, quitar) = (codigo.unwrap_or(0), quitar.unwrap_or_default());
        Ok(Self { nombre: nombre?, orden: orden?, servidor, entrada, codigo, lineas, quitar, desordenada })
    }
}

impl<'de> Deserialize<'de> for Cable {
    fn deserialize(valor: &mut Value<'de>) -> Result<Self, DeserError> {
        let mut tabla = TableHelper::new(valor)?;
        let nombre = tabla.required("nombre");
        let titulo = tabla.required("titulo");
        let servidor = tabla.required("servidor");
        let cliente = tabla.required("cliente");
        let entrada = tabla.optional("entrada");
        let udp = tabla.optional("udp");
        let perder = tabla.optional("perder");
        let azar = tabla.optional("azar").unwrap_or(false);
        tabla.finalize(None)?;
        let (udp, perder) = (udp.unwrap_or(false), perder.unwrap_or_default());
        let (servidor, cliente) = (servidor?, cliente?);
        Ok(Self { nombre: nombre?, titulo: titulo?, servidor, cliente, entrada, udp, perder, azar })
    }
}

impl<'de> Deserialize<'de> for Pregunta {
    fn deserialize(valor: &mut Value<'de>) -> Result<Self, DeserError> {
        let mut tabla = TableHelper::new(valor)?;
        let enunciado = tabla.required("enunciado");
        let opciones = tabla.required("opciones");
        let correcta = tabla.required("correcta");
        let porque = tabla.required("porque");
        tabla.finalize(None)?;
        Ok(Self { enunciado: enunciado?, opciones: opciones?, correcta: correcta?, porque: porque? })
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn un_error_dice_la_linea_y_que() {
        for (texto, linea, que) in [
            ("[[salidas]]\nnombre = \"x\"\n", 1, "falta el campo «orden»"),
            ("[[salidas]]\nnombre = \"x\"\norden = \"y\"\nserbidor = \"z\"\n", 1, "«serbidor»"),
            ("[[salidas]]\nnombre = x\n", 2, "no está bien escrito"),
        ] {
            let Err((donde, dicho)) = interpretar::<Lista<Salida>>(texto) else { panic!("se entiende: {texto}") };
            assert!(dicho.contains(que), "{dicho}");
            assert_eq!(donde, linea, "{texto}");
        }
    }

    #[test]
    fn lo_que_no_se_dice_tiene_su_valor() {
        let Lista(salidas) = interpretar::<Lista<Salida>>("[[salidas]]\nnombre = \"x\"\norden = \"y\"\n").unwrap();
        assert_eq!((salidas[0].codigo, salidas[0].quitar.len()), (0, 0));
    }
}
