//! Por dónde vas: un fichero de texto pequeño, con nombres y no números, que puedes leer, editar o borrar.
//!
//! ```text
//! # Por dónde vas en «Redes con Rust». Lo escribe el curso; puedes leerlo, cambiarlo o borrarlo.
//! leccion1 = una-pagina-de-verdad, paso 8 de 8, terminada el 2026-03-14
//! leccion3 = tres-envios, paso 4 de 9
//! practica leccion1 = te-toca saludo, 2 de 3
//! reto servidor_eco = superado el 2026-03-15
//! repaso leccion2/cinco-mil = caja 1, desde el 2026-03-16
//! ```
//!
//! Las líneas que el curso no entiende se quedan como están. Se escribe en un fichero aparte que luego toma el
//! nombre del bueno: si se va la luz a mitad, queda el de antes entero.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::errores::{Fallo, Resultado};
use crate::lugares::raiz;

/// Lo que encabeza un fichero recién creado.
const CABECERA: &str = "\
# Por dónde vas en «Redes con Rust». Lo escribe el curso; puedes leerlo, cambiarlo o borrarlo.
# Una línea por lección empezada y por reto superado. Las líneas que el curso no entiende se quedan como están.";

/// Hasta dónde se ha llegado en una lección.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Avance {
    /// El nombre de su programa: `leccion3`.
    pub leccion: String,
    /// El nombre del último paso visto.
    pub paso: String,
    /// Su número (1 es el primero) cuando se vio.
    pub numero: usize,
    /// Cuántos pasos tenía la lección.
    pub total: usize,
    /// El día en que se terminó por primera vez, como `AAAA-MM-DD`.
    pub terminada: Option<String>,
}

/// Lo que se ha hecho de una lección, y no solo leído.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practica {
    /// El nombre de su programa: `leccion3`.
    pub leccion: String,
    /// Los pasos hechos: los «te toca» y los «escribe», por su nombre.
    pub pasos: Vec<String>,
    /// Cuántos pasos de esos tiene la lección.
    pub total: usize,
}

impl Practica {
    /// ¿Se ha hecho todo?
    #[must_use]
    pub fn entera(&self) -> bool {
        self.pasos.len() >= self.total
    }
}

/// Los días que pasan hasta repasar lo que está en cada caja (Leitner): al acertar se pasa a la siguiente, y al fallar, a la primera.
const CAJAS: [u64; 4] = [1, 3, 7, 21];

/// Una apuesta que se falló, y que toca repasar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaso {
    /// El nombre del programa de su lección: `leccion3`.
    pub leccion: String,
    /// El nombre del paso en el que se apostó.
    pub paso: String,
    /// En qué caja está (1 es la primera).
    pub caja: usize,
    /// Desde qué día toca, como `AAAA-MM-DD`.
    pub desde: String,
}

impl Repaso {
    /// ¿Toca ya?
    #[must_use]
    pub fn toca(&self) -> bool {
        self.desde <= hoy()
    }
}

/// Dónde se guarda: `$REDES_PROGRESO` si existe; si no, `progreso.txt` en la raíz del curso.
#[must_use]
pub fn ruta() -> PathBuf {
    std::env::var_os("REDES_PROGRESO")
        .filter(|valor| !valor.is_empty())
        .map_or_else(|| raiz().join("progreso.txt"), PathBuf::from)
}

/// Las lecciones empezadas, en el orden en que se empezaron.
///
/// # Errors
/// Si el fichero existe y no se puede leer. Si no existe, no se ha empezado nada y no es un fallo.
pub fn leer() -> Resultado<Vec<Avance>> {
    Cuaderno::en(ruta()).leer()
}

/// Lo avanzado en una lección, si se ha empezado.
///
/// # Errors
/// Si el fichero existe y no se puede leer.
pub fn de(leccion: &str) -> Resultado<Option<Avance>> {
    Cuaderno::en(ruta()).de(leccion)
}

/// El nombre del último paso visto de una lección, si se ha empezado.
///
/// # Errors
/// Si el fichero existe y no se puede leer.
pub fn paso(leccion: &str) -> Resultado<Option<String>> {
    Ok(de(leccion)?.map(|avance| avance.paso))
}

/// Los números (1 es la primera) de las líneas que el curso no entiende. Los comentarios y los renglones vacíos sí.
///
/// # Errors
/// Si el fichero existe y no se puede leer.
pub fn sin_entender() -> Resultado<Vec<usize>> {
    Cuaderno::en(ruta()).sin_entender()
}

/// Apunta que se ha llegado a un paso. Una lección terminada lo sigue estando.
///
/// # Errors
/// Si el fichero no se puede leer o escribir.
pub fn apuntar_paso(leccion: &str, paso: &str, numero: usize, total: usize) -> Resultado {
    Cuaderno::en(ruta()).apuntar_paso(leccion, paso, numero, total)
}

/// Apunta que la lección se ha terminado hoy. Si ya estaba terminada, conserva la primera fecha.
///
/// # Errors
/// Si el fichero no se puede leer o escribir.
pub fn apuntar_final(leccion: &str) -> Resultado {
    Cuaderno::en(ruta()).apuntar_final(leccion)
}

/// Lo practicado de cada lección.
///
/// # Errors
/// Si el fichero existe y no se puede leer.
pub fn practicas() -> Resultado<Vec<Practica>> {
    Cuaderno::en(ruta()).practicas()
}

/// Las apuestas falladas que hay que repasar, en el orden en que se fallaron.
///
/// # Errors
/// Si el fichero existe y no se puede leer.
pub fn repasos() -> Resultado<Vec<Repaso>> {
    Cuaderno::en(ruta()).repasos()
}

/// Borra lo apuntado de una lección.
///
/// # Errors
/// Si el fichero no se puede leer o escribir.
pub fn olvidar(leccion: &str) -> Resultado {
    Cuaderno::en(ruta()).olvidar(leccion)
}

/// Los retos superados: su nombre y el día (`AAAA-MM-DD`).
///
/// # Errors
/// Si el fichero existe y no se puede leer.
pub fn retos() -> Resultado<Vec<(String, String)>> {
    Cuaderno::en(ruta()).retos()
}

/// El día (`AAAA-MM-DD`) en que se superó un reto, si se ha superado.
///
/// # Errors
/// Si el fichero existe y no se puede leer.
pub fn reto(nombre: &str) -> Resultado<Option<String>> {
    Cuaderno::en(ruta()).reto(nombre)
}

/// Apunta que un reto se ha superado hoy. Si ya lo estaba, conserva la primera fecha.
///
/// # Errors
/// Si el fichero no se puede leer o escribir.
pub fn apuntar_reto(nombre: &str) -> Resultado {
    Cuaderno::en(ruta()).apuntar_reto(nombre)
}

/// El fichero del progreso. Las funciones sueltas de este módulo usan el que está en [`ruta`].
#[derive(Debug, Clone)]
pub struct Cuaderno {
    ruta: PathBuf,
}

impl Cuaderno {
    /// El cuaderno que se guarda en `ruta`, exista ya o no.
    #[must_use]
    pub fn en(ruta: impl Into<PathBuf>) -> Self {
        Self { ruta: ruta.into() }
    }

    /// Como la función [`leer`] del módulo.
    ///
    /// # Errors
    /// Si el fichero existe y no se puede leer.
    pub fn leer(&self) -> Resultado<Vec<Avance>> {
        let lineas = self.lineas()?;
        Ok(lineas
            .into_iter()
            .filter_map(|linea| match linea {
                Linea::Leccion(avance) => Some(avance),
                Linea::Reto { .. } | Linea::Practica(_) | Linea::Repaso(_) | Linea::Otra(_) => None,
            })
            .collect())
    }

    /// Como la función [`de`] del módulo.
    ///
    /// # Errors
    /// Si el fichero existe y no se puede leer.
    pub fn de(&self, leccion: &str) -> Resultado<Option<Avance>> {
        Ok(self.leer()?.into_iter().find(|avance| avance.leccion == leccion))
    }

    /// Como la función [`sin_entender`] del módulo.
    ///
    /// # Errors
    /// Si el fichero existe y no se puede leer.
    pub fn sin_entender(&self) -> Resultado<Vec<usize>> {
        let lineas = self.lineas()?;
        Ok((1..)
            .zip(lineas)
            .filter_map(|(numero, linea)| match linea {
                Linea::Otra(bytes) if !bytes.trim_ascii().is_empty() && !bytes.starts_with(b"#") => Some(numero),
                _ => None,
            })
            .collect())
    }

    /// Como la función [`apuntar_paso`] del módulo.
    ///
    /// # Errors
    /// Si el fichero no se puede leer o escribir.
    pub fn apuntar_paso(&self, leccion: &str, paso: &str, numero: usize, total: usize) -> Resultado {
        self.cambiar(leccion, |avance| {
            avance.paso = paso.to_string();
            (avance.numero, avance.total) = (numero, total);
        })
    }

    /// Como la función [`apuntar_final`] del módulo.
    ///
    /// # Errors
    /// Si el fichero no se puede leer o escribir.
    pub fn apuntar_final(&self, leccion: &str) -> Resultado {
        self.cambiar(leccion, |avance| {
            avance.terminada.get_or_insert_with(hoy);
        })
    }

    /// Como la función [`repasos`] del módulo.
    ///
    /// # Errors
    /// Si el fichero existe y no se puede leer.
    pub fn repasos(&self) -> Resultado<Vec<Repaso>> {
        let repasos = self.lineas()?.into_iter().filter_map(|linea| match linea {
            Linea::Repaso(repaso) => Some(repaso),
            _ => None,
        });
        Ok(repasos.collect())
    }

    /// Apunta cómo ha ido una apuesta: la fallada, a la primera caja; la acertada, si estaba en una y ya tocaba, a la siguiente,
    /// y de la última no vuelve.
    ///
    /// # Errors
    /// Si el fichero no se puede leer o escribir.
    pub fn apuntar_apuesta(&self, leccion: &str, paso: &str, acertada: bool) -> Resultado {
        let mut lineas = self.lineas()?;
        let suyo = |linea: &Linea| matches!(linea, Linea::Repaso(r) if r.leccion == leccion && r.paso == paso);
        let sitio = lineas.iter().position(suyo);
        let caja = match sitio
            .and_then(|sitio| if let Linea::Repaso(repaso) = &lineas[sitio] { Some(repaso) } else { None })
        {
            _ if !acertada => 1,
            Some(repaso) if repaso.toca() => repaso.caja + 1,
            _ => return Ok(()),
        };
        if let Some(sitio) = sitio {
            lineas.remove(sitio);
        }
        if let Some(dias) = CAJAS.get(caja - 1) {
            let (leccion, paso) = (leccion.to_string(), paso.to_string());
            let nuevo = Linea::Repaso(Repaso { leccion, paso, caja, desde: dentro_de(*dias) });
            lineas.insert(sitio.unwrap_or(lineas.len()), nuevo);
        }
        self.escribir(&lineas)
    }

    /// Como la función [`practicas`] del módulo.
    ///
    /// # Errors
    /// Si el fichero existe y no se puede leer.
    pub fn practicas(&self) -> Resultado<Vec<Practica>> {
        let practicas = self.lineas()?.into_iter().filter_map(|linea| match linea {
            Linea::Practica(practica) => Some(practica),
            _ => None,
        });
        Ok(practicas.collect())
    }

    /// Apunta cuántos pasos de hacer tiene una lección y, si se dice, que uno ya está hecho.
    ///
    /// # Errors
    /// Si el fichero no se puede leer o escribir.
    pub fn apuntar_practica(&self, leccion: &str, hecho: Option<&str>, todos: &[&str]) -> Resultado {
        let mut lineas = self.lineas()?;
        let habia = lineas.iter().find_map(|linea| match linea {
            Linea::Practica(practica) if practica.leccion == leccion => Some(practica.pasos.clone()),
            _ => None,
        });
        let mut pasos = habia.unwrap_or_default();
        pasos.extend(hecho.map(str::to_string));
        // Los de una versión anterior de la lección, que ya no existen, no cuentan.
        let pasos: Vec<String> =
            todos.iter().filter(|paso| pasos.iter().any(|hecho| hecho == *paso)).map(ToString::to_string).collect();
        let nueva = Linea::Practica(Practica { leccion: leccion.to_string(), pasos, total: todos.len() });
        let sitio = lineas.iter().position(|linea| matches!(linea, Linea::Practica(otra) if otra.leccion == leccion));
        match sitio {
            Some(sitio) if lineas[sitio] == nueva => return Ok(()),
            Some(sitio) => lineas[sitio] = nueva,
            None => lineas.push(nueva),
        }
        self.escribir(&lineas)
    }

    /// Como la función [`olvidar`] del módulo.
    ///
    /// # Errors
    /// Si el fichero no se puede leer o escribir.
    pub fn olvidar(&self, leccion: &str) -> Resultado {
        let mut lineas = self.lineas()?;
        let antes = lineas.len();
        lineas.retain(|linea| match linea {
            Linea::Leccion(avance) => avance.leccion != leccion,
            Linea::Practica(practica) => practica.leccion != leccion,
            Linea::Repaso(repaso) => repaso.leccion != leccion,
            _ => true,
        });
        if lineas.len() == antes { Ok(()) } else { self.escribir(&lineas) }
    }

    /// Como la función [`retos`] del módulo.
    ///
    /// # Errors
    /// Si el fichero existe y no se puede leer.
    pub fn retos(&self) -> Resultado<Vec<(String, String)>> {
        let retos = self.lineas()?.into_iter().filter_map(|linea| match linea {
            Linea::Reto { nombre, fecha } => Some((nombre, fecha)),
            _ => None,
        });
        Ok(retos.collect())
    }

    /// Como la función [`reto`] del módulo.
    ///
    /// # Errors
    /// Si el fichero existe y no se puede leer.
    pub fn reto(&self, nombre: &str) -> Resultado<Option<String>> {
        Ok(self.lineas()?.into_iter().find_map(|linea| match linea {
            Linea::Reto { nombre: este, fecha } if este == nombre => Some(fecha),
            _ => None,
        }))
    }

    /// Como la función [`apuntar_reto`] del módulo.
    ///
    /// # Errors
    /// Si el fichero no se puede leer o escribir.
    pub fn apuntar_reto(&self, nombre: &str) -> Resultado {
        if self.reto(nombre)?.is_some() {
            return Ok(());
        }
        let mut lineas = self.lineas()?;
        lineas.push(Linea::Reto { nombre: nombre.to_string(), fecha: hoy() });
        self.escribir(&lineas)
    }

    /// Cambia el avance de una lección, que se crea si no estaba.
    fn cambiar(&self, leccion: &str, cambio: impl FnOnce(&mut Avance)) -> Resultado {
        let mut lineas = self.lineas()?;
        let encontrada = lineas.iter_mut().find_map(|linea| match linea {
            Linea::Leccion(avance) if avance.leccion == leccion => Some(avance),
            _ => None,
        });
        if let Some(avance) = encontrada {
            cambio(avance);
        } else {
            let mut avance = Avance {
                leccion: leccion.to_string(),
                paso: "principio".to_string(),
                numero: 1,
                total: 1,
                terminada: None,
            };
            cambio(&mut avance);
            lineas.push(Linea::Leccion(avance));
        }
        self.escribir(&lineas)
    }

    fn lineas(&self) -> Resultado<Vec<Linea>> {
        // Abrir una tubería con nombre esperaría a que alguien escribiera en ella, y leer un dispositivo no se acaba nunca.
        if fs::metadata(&self.ruta).is_ok_and(|esto| !esto.is_file() && !esto.is_dir()) {
            return Err(self.fallo("leer", std::io::Error::other("no es un fichero corriente")));
        }
        match fs::read(&self.ruta) {
            Ok(bytes) => Ok(Linea::leer_todas(&bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Linea::leer_todas(CABECERA.as_bytes())),
            Err(error) => Err(self.fallo("leer", error)),
        }
    }

    /// Escribe en un fichero aparte y le da el nombre del bueno: nadie ve nunca un fichero a medias.
    fn escribir(&self, lineas: &[Linea]) -> Resultado {
        let provisional = provisional(&self.ruta);
        let escrito =
            fs::write(&provisional, Linea::escribir_todas(lineas)).and_then(|()| fs::rename(&provisional, &self.ruta));
        escrito.map_err(|error| {
            let _ = fs::remove_file(&provisional);
            self.fallo("apuntar tu progreso en", error)
        })
    }

    fn fallo(&self, verbo: &str, error: std::io::Error) -> Fallo {
        Fallo::de_sistema(format!("no he podido {verbo} «{}»", self.ruta.display()), error)
            .remedio("Elige otro sitio con la variable REDES_PROGRESO.")
    }
}

/// Al lado del bueno (para que renombrar no cruce discos) y distinto en cada proceso.
fn provisional(ruta: &Path) -> PathBuf {
    let mut nombre = ruta.file_name().unwrap_or_default().to_os_string();
    nombre.push(format!(".{}.nuevo", std::process::id()));
    ruta.with_file_name(nombre)
}

/// Una línea del fichero. Las que no se entienden se guardan tal cual, byte a byte.
#[derive(Debug, PartialEq, Eq)]
enum Linea {
    Leccion(Avance),
    Reto { nombre: String, fecha: String },
    Practica(Practica),
    Repaso(Repaso),
    Otra(Vec<u8>),
}

impl Linea {
    fn leer_todas(bytes: &[u8]) -> Vec<Self> {
        let mut lineas: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
        if lineas.last().is_some_and(|ultima| ultima.is_empty()) {
            lineas.pop();
        }
        lineas.into_iter().map(Self::leer).collect()
    }

    fn leer(bytes: &[u8]) -> Self {
        std::str::from_utf8(bytes)
            .ok()
            .and_then(|texto| {
                Self::reto(texto)
                    .or_else(|| Self::practica(texto))
                    .or_else(|| Self::repaso(texto))
                    .or_else(|| Self::leccion(texto))
            })
            .unwrap_or_else(|| Self::Otra(bytes.to_vec()))
    }

    /// `reto servidor_eco = superado el 2026-03-15`
    fn reto(texto: &str) -> Option<Self> {
        let (nombre, fecha) = texto.trim().strip_prefix("reto ")?.split_once('=')?;
        let fecha = fecha.trim().strip_prefix("superado el ")?.trim();
        (es_nombre(nombre.trim()) && es_fecha(fecha))
            .then(|| Self::Reto { nombre: nombre.trim().to_string(), fecha: fecha.to_string() })
    }

    /// `repaso leccion2/cinco-mil = caja 1, desde el 2026-03-16`
    fn repaso(texto: &str) -> Option<Self> {
        let (donde, resto) = texto.trim().strip_prefix("repaso ")?.split_once('=')?;
        let (leccion, paso) = donde.trim().split_once('/')?;
        let (caja, desde) = resto.trim().strip_prefix("caja ")?.split_once(", desde el ")?;
        let caja = caja.trim().parse().ok().filter(|caja| (1..=CAJAS.len()).contains(caja))?;
        (es_nombre(leccion) && es_nombre(paso) && es_fecha(desde.trim())).then(|| {
            let (leccion, paso, desde) = (leccion.to_string(), paso.to_string(), desde.trim().to_string());
            Self::Repaso(Repaso { leccion, paso, caja, desde })
        })
    }

    /// `practica leccion1 = te-toca saludo, 2 de 3`
    fn practica(texto: &str) -> Option<Self> {
        let (leccion, resto) = texto.trim().strip_prefix("practica ")?.split_once('=')?;
        let (pasos, cuenta) = resto.rsplit_once(',')?;
        let pasos: Vec<String> = pasos.split_whitespace().filter(|paso| *paso != "nada").map(str::to_string).collect();
        let (hechos, total) = cuenta.trim().split_once(" de ")?;
        let (hechos, total): (usize, usize) = (hechos.trim().parse().ok()?, total.trim().parse().ok()?);
        (es_nombre(leccion.trim()) && hechos == pasos.len())
            .then(|| Self::Practica(Practica { leccion: leccion.trim().to_string(), pasos, total }))
    }

    /// `leccion1 = ultimo-paso, paso 8 de 8, terminada el 2026-03-14`
    fn leccion(texto: &str) -> Option<Self> {
        let (leccion, resto) = texto.split_once('=')?;
        let leccion = leccion.trim();
        let mut partes = resto.split(',').map(str::trim);
        let paso = partes.next()?;
        let (numero, total) = partes.next()?.strip_prefix("paso ")?.split_once(" de ")?;
        let terminada = match partes.next() {
            None => None,
            Some(final_) => Some(final_.strip_prefix("terminada el ").filter(|fecha| es_fecha(fecha))?.to_string()),
        };
        (es_nombre(leccion) && es_nombre(paso) && partes.next().is_none()).then_some(())?;
        Some(Self::Leccion(Avance {
            leccion: leccion.to_string(),
            paso: paso.to_string(),
            numero: numero.trim().parse().ok()?,
            total: total.trim().parse().ok()?,
            terminada,
        }))
    }

    fn escribir_todas(lineas: &[Self]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for linea in lineas {
            match linea {
                Self::Leccion(Avance { leccion, paso, numero, total, terminada }) => {
                    let mut texto = format!("{leccion} = {paso}, paso {numero} de {total}");
                    if let Some(fecha) = terminada {
                        texto += &format!(", terminada el {fecha}");
                    }
                    bytes.extend(texto.into_bytes());
                }
                Self::Reto { nombre, fecha } => {
                    bytes.extend(format!("reto {nombre} = superado el {fecha}").into_bytes());
                }
                Self::Practica(Practica { leccion, pasos, total }) => {
                    let hechos = if pasos.is_empty() { "nada".to_string() } else { pasos.join(" ") };
                    let cuantos = pasos.len();
                    bytes.extend(format!("practica {leccion} = {hechos}, {cuantos} de {total}").into_bytes());
                }
                Self::Repaso(Repaso { leccion, paso, caja, desde }) => {
                    bytes.extend(format!("repaso {leccion}/{paso} = caja {caja}, desde el {desde}").into_bytes());
                }
                Self::Otra(otra) => bytes.extend(otra),
            }
            bytes.push(b'\n');
        }
        bytes
    }
}

/// Una palabra sin nada que confunda al leer la línea.
fn es_nombre(texto: &str) -> bool {
    !texto.is_empty() && !texto.contains(|letra: char| letra.is_whitespace() || "#=,".contains(letra))
}

/// `AAAA-MM-DD`.
fn es_fecha(texto: &str) -> bool {
    texto.len() == 10
        && texto
            .bytes()
            .enumerate()
            .all(|(i, byte)| if i == 4 || i == 7 { byte == b'-' } else { byte.is_ascii_digit() })
}

/// El día de hoy (en hora universal), como `AAAA-MM-DD`.
#[must_use]
pub fn hoy() -> String {
    dentro_de(0)
}

/// El día que será dentro de tantos.
fn dentro_de(dias: u64) -> String {
    let segundos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |desde| desde.as_secs());
    fecha_civil(segundos / 86_400 + dias)
}

/// La fecha del calendario que cae `dias` días después del 1 de enero de 1970.
///
/// Se cuenta desde el 1 de marzo del año 0: así el día bisiesto es el último del año y no estorba, y cada
/// 400 años (una era: 146 097 días) el calendario se repite exactamente.
fn fecha_civil(dias: u64) -> String {
    let dias = dias + 719_468;
    let (era, dia_de_era) = (dias / 146_097, dias % 146_097);
    let anyo_de_era = (dia_de_era - dia_de_era / 1_460 + dia_de_era / 36_524 - dia_de_era / 146_096) / 365;
    let dia_del_anyo = dia_de_era - (365 * anyo_de_era + anyo_de_era / 4 - anyo_de_era / 100);
    let mes_desde_marzo = (5 * dia_del_anyo + 2) / 153;
    let dia = dia_del_anyo - (153 * mes_desde_marzo + 2) / 5 + 1;
    let mes = if mes_desde_marzo < 10 { mes_desde_marzo + 3 } else { mes_desde_marzo - 9 };
    let anyo = era * 400 + anyo_de_era + u64::from(mes <= 2);
    format!("{anyo:04}-{mes:02}-{dia:02}")
}

#[cfg(test)]
mod pruebas {
    use super::*;

    /// Un cuaderno en una carpeta propia de la prueba.
    struct Carpeta(apoyo::TempDir);

    impl Carpeta {
        fn nueva() -> Self {
            Self(apoyo::carpeta())
        }

        fn progreso(&self) -> PathBuf {
            self.0.path().join("progreso.txt")
        }

        fn cuaderno(&self) -> Cuaderno {
            Cuaderno::en(self.progreso())
        }
    }

    #[test]
    fn sin_fichero_no_se_ha_empezado_nada() {
        let carpeta = Carpeta::nueva();
        assert_eq!(carpeta.cuaderno().leer().unwrap(), []);
        assert_eq!(carpeta.cuaderno().de("leccion1").unwrap(), None);
        assert!(!carpeta.progreso().exists());
    }

    #[test]
    fn lo_apuntado_se_lee_y_se_entiende_a_simple_vista() {
        let carpeta = Carpeta::nueva();
        let cuaderno = carpeta.cuaderno();
        cuaderno.apuntar_paso("leccion3", "un-paso", 2, 9).unwrap();
        cuaderno.apuntar_paso("leccion1", "otro", 1, 8).unwrap();
        cuaderno.apuntar_paso("leccion3", "tres-envios", 4, 9).unwrap();
        cuaderno.apuntar_reto("servidor_eco").unwrap();
        let hoy = hoy();
        let esperado = format!(
            "{CABECERA}\nleccion3 = tres-envios, paso 4 de 9\nleccion1 = otro, paso 1 de 8\n\
             reto servidor_eco = superado el {hoy}\n"
        );
        assert_eq!(fs::read_to_string(carpeta.progreso()).unwrap(), esperado);
        let avance = cuaderno.de("leccion3").unwrap().unwrap();
        assert_eq!((avance.paso.as_str(), avance.numero, avance.total), ("tres-envios", 4, 9));
        assert_eq!(cuaderno.reto("servidor_eco").unwrap(), Some(hoy));
        assert_eq!(cuaderno.reto("otro").unwrap(), None);
        assert_eq!(cuaderno.retos().unwrap(), [("servidor_eco".to_string(), self::hoy())]);
        assert_eq!(fs::read_dir(&carpeta.0).unwrap().count(), 1, "no queda ningún fichero provisional");
    }

    #[test]
    fn terminar_guarda_la_primera_fecha_y_volver_atras_no_la_quita() {
        let carpeta = Carpeta::nueva();
        let cuaderno = carpeta.cuaderno();
        let fichero = carpeta.progreso();
        fs::write(&fichero, "leccion1 = fin, paso 8 de 8, terminada el 2020-02-29\n").unwrap();
        cuaderno.apuntar_final("leccion1").unwrap();
        cuaderno.apuntar_paso("leccion1", "principio", 1, 8).unwrap();
        assert_eq!(
            fs::read_to_string(&fichero).unwrap(),
            "leccion1 = principio, paso 1 de 8, terminada el 2020-02-29\n"
        );
        cuaderno.apuntar_final("leccion2").unwrap();
        assert_eq!(cuaderno.de("leccion2").unwrap().unwrap().terminada, Some(hoy()));
    }

    #[test]
    fn lo_que_no_se_entiende_se_conserva_byte_a_byte() {
        let carpeta = Carpeta::nueva();
        let fichero = carpeta.progreso();
        let raro =
            b"\xff\xfe basura\r\n# nota: repasar UTF-8\nleccion2 = a medias\nleccion9 = x, paso mil de 2\n\nreto = \n";
        fs::write(&fichero, raro).unwrap();
        let cuaderno = carpeta.cuaderno();
        assert_eq!(cuaderno.leer().unwrap(), []);
        assert_eq!(cuaderno.sin_entender().unwrap(), [1, 3, 4, 6]);
        cuaderno.apuntar_paso("leccion2", "eco", 1, 5).unwrap();
        let mut esperado = raro.to_vec();
        esperado.extend(b"leccion2 = eco, paso 1 de 5\n");
        assert_eq!(fs::read(&fichero).unwrap(), esperado);
        cuaderno.olvidar("leccion2").unwrap();
        assert_eq!(fs::read(&fichero).unwrap(), raro);
    }

    #[test]
    fn lo_practicado_se_apunta_una_vez_y_lo_que_ya_no_existe_no_cuenta() {
        let carpeta = Carpeta::nueva();
        let cuaderno = carpeta.cuaderno();
        let todos = ["saludo", "te-toca"];
        cuaderno.apuntar_practica("leccion1", None, &todos).unwrap();
        cuaderno.apuntar_practica("leccion1", Some("te-toca"), &todos).unwrap();
        cuaderno.apuntar_practica("leccion1", Some("te-toca"), &todos).unwrap();
        let texto = fs::read_to_string(carpeta.progreso()).unwrap();
        assert!(texto.ends_with("\npractica leccion1 = te-toca, 1 de 2\n"), "{texto}");
        assert!(!cuaderno.practicas().unwrap()[0].entera());
        cuaderno.apuntar_practica("leccion1", Some("saludo"), &todos).unwrap();
        assert!(cuaderno.practicas().unwrap()[0].entera());
        cuaderno.apuntar_practica("leccion1", None, &["saludo", "nuevo"]).unwrap();
        let practica = &cuaderno.practicas().unwrap()[0];
        assert_eq!((practica.pasos.as_slice(), practica.total), (&["saludo".to_string()][..], 2));
        assert_eq!(cuaderno.sin_entender().unwrap(), Vec::<usize>::new());
        cuaderno.olvidar("leccion1").unwrap();
        assert_eq!(cuaderno.practicas().unwrap(), []);
    }

    #[test]
    fn lo_fallado_se_repasa_cada_vez_mas_tarde_hasta_que_ya_no_hace_falta() {
        let carpeta = Carpeta::nueva();
        let (cuaderno, fichero) = (carpeta.cuaderno(), carpeta.progreso());
        // Lo que se acierta a la primera no hay que repasarlo.
        cuaderno.apuntar_apuesta("leccion2", "cinco-mil", true).unwrap();
        assert_eq!(cuaderno.repasos().unwrap(), []);
        cuaderno.apuntar_apuesta("leccion2", "cinco-mil", false).unwrap();
        assert_eq!((cuaderno.repasos().unwrap()[0].caja, cuaderno.repasos().unwrap()[0].toca()), (1, false));
        // Acertarlo antes de tiempo no cuenta.
        cuaderno.apuntar_apuesta("leccion2", "cinco-mil", true).unwrap();
        assert_eq!(cuaderno.repasos().unwrap()[0].caja, 1);
        for caja in 1..=4 {
            fs::write(&fichero, format!("repaso leccion2/cinco-mil = caja {caja}, desde el 2020-01-01\n")).unwrap();
            assert!(cuaderno.repasos().unwrap()[0].toca());
            cuaderno.apuntar_apuesta("leccion2", "cinco-mil", true).unwrap();
            let queda = cuaderno.repasos().unwrap();
            assert_eq!(queda.first().map(|repaso| repaso.caja), (caja < 4).then_some(caja + 1));
        }
        fs::write(&fichero, "repaso leccion2/x = caja 3, desde el 2020-01-01\n").unwrap();
        cuaderno.apuntar_apuesta("leccion2", "x", false).unwrap();
        assert_eq!(cuaderno.repasos().unwrap()[0].caja, 1);
        assert_eq!(cuaderno.sin_entender().unwrap(), Vec::<usize>::new());
    }

    #[test]
    fn un_fichero_de_windows_se_lee_igual() {
        let linea = Linea::leer(b"leccion1 = eco, paso 2 de 5, terminada el 2026-01-02\r");
        assert!(matches!(linea, Linea::Leccion(avance) if avance.terminada.as_deref() == Some("2026-01-02")));
    }

    #[test]
    fn si_no_se_puede_escribir_lo_dice_y_no_deja_restos() {
        let carpeta = Carpeta::nueva();
        let cuaderno = Cuaderno::en(carpeta.0.path().join("no-existe").join("progreso.txt"));
        let fallo = cuaderno.apuntar_paso("leccion1", "eco", 1, 5).unwrap_err();
        assert!(fallo.to_string().starts_with("no he podido apuntar tu progreso en «"), "{fallo}");
        assert!(fallo.to_string().contains("NotFound"), "{fallo}");
    }

    #[test]
    fn el_calendario_cuadra() {
        for (dias, fecha) in [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (789, "1972-02-29"),
            (790, "1972-03-01"),
            (10_956, "1999-12-31"),
            (11_016, "2000-02-29"),
            (19_782, "2024-02-29"),
            (20_525, "2026-03-13"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(fecha_civil(dias), fecha, "{dias} días");
        }
    }

    #[test]
    fn cada_dia_sigue_al_anterior() {
        let mut anterior = fecha_civil(0);
        for dia in 1..100_000 {
            let fecha = fecha_civil(dia);
            assert!(es_fecha(&fecha) && fecha > anterior, "{anterior} → {fecha}");
            anterior = fecha;
        }
        // Una era entera después, el mismo día del calendario.
        assert_eq!(fecha_civil(146_097), "2370-01-01");
    }

    /// Una tubería con nombre dejaría esperando a quien la abre, y un dispositivo no se acaba.
    #[cfg(unix)]
    #[test]
    fn lo_que_no_es_un_fichero_corriente_ni_se_abre() {
        let carpeta = Carpeta::nueva();
        let tuberia = carpeta.0.path().join("tuberia");
        let hecha = std::process::Command::new("mkfifo").arg(&tuberia).status();
        assert!(hecha.is_ok_and(|como| como.success()), "aquí no hay mkfifo");
        for ruta in [tuberia, PathBuf::from("/dev/zero")] {
            let frase = Cuaderno::en(ruta).leer().unwrap_err().to_string();
            assert!(frase.contains("no es un fichero corriente"), "{frase}");
        }
    }
}
