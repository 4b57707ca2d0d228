//! `curso probar`: compila un programa suelto y juega con él un caso de un reto. Es el corrector de las lecciones guiadas.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use redes::consola::{self, Estilo, Linea, parrafo_con_estilo};
use redes::errores::{Fallo, Resultado};
use redes::fallas::Azar;
use redes::guia::corrector::{Dicho, Veredicto as ParaLaGuia};
use redes::lugares::raiz;
use verificador::{
    Compilado, Compilador, Informe, Veredicto, codigo_del_error, en_espanol, en_pocas_lineas, ensayar,
    lo_que_ha_cruzado,
};

/// Al pie de la ayuda de `probar`.
pub const AYUDA: &str = "\
El programa es un fichero suelto que solo usa la biblioteca estándar, como los
de taller/. Si lleva escrita su dirección (\"127.0.0.1:8081\"), se le da otra.

  cargo run -- probar taller/leccion2/bucle.rs --charla servidor_eco/cinco-mil

Acaba con código 0 si hace lo que se pide, 1 si no (o no compila) y 2 si no se
ha podido comprobar.";

/// Las líneas que ocupa, como mucho, lo que se cuenta de algo que ha ido mal.
const FILAS: usize = 15;

/// Lo que se le pide a `probar`.
#[derive(clap::Args)]
pub struct Peticion {
    /// El programa: un fichero de Rust
    #[arg(value_name = "FICHERO")]
    fichero: PathBuf,
    /// Qué se habla con él: un reto y uno de sus casos, `servidor_eco/corto-tras-largo`
    #[arg(long, value_name = "RETO/CASO", value_parser = charla)]
    charla: (String, String),
    /// Las columnas de la pantalla
    #[arg(long, value_name = "N", hide = true)]
    ancho: Option<usize>,
    /// Escribe lo que dice de modo que lo entienda la guía de una lección
    #[arg(long, hide = true)]
    para_la_guia: bool,
}

/// Entiende `servidor_eco/corto-tras-largo`.
fn charla(texto: &str) -> Result<(String, String), String> {
    let (reto, caso) = texto.split_once('/').ok_or("tiene que ser RETO/CASO, como servidor_eco/un-mensaje")?;
    let casos = verificador::casos(reto).ok_or_else(|| format!("no hay ningún reto que se llame «{reto}»"))?;
    if casos.iter().any(|suyo| suyo.nombre == caso) {
        return Ok((reto.to_string(), caso.to_string()));
    }
    let nombres: Vec<String> = casos.iter().map(|suyo| suyo.nombre.to_string()).collect();
    Err(format!("«{reto}» no tiene ningún caso «{caso}»; tiene {}", consola::enumerar(&nombres)))
}

/// Lo compila, lo prueba y lo cuenta.
pub fn ejecutar(peticion: &Peticion) -> Resultado<ExitCode> {
    let ancho = peticion.ancho.unwrap_or_else(consola::ancho);
    let boca = Boca { para_la_guia: peticion.para_la_guia };
    let (lineas, veredicto) = probar(peticion, ancho, &boca)?;
    for linea in lineas {
        boca.decir(&Dicho::Linea(linea))?;
    }
    let codigo = match veredicto {
        ParaLaGuia::Bien => 0,
        ParaLaGuia::Mal(_) | ParaLaGuia::NoCompila(_) => 1,
        ParaLaGuia::NoComprobable => 2,
    };
    boca.decir(&Dicho::Veredicto(veredicto))?;
    Ok(ExitCode::from(codigo))
}

fn probar(peticion: &Peticion, ancho: usize, boca: &Boca) -> Resultado<(Vec<Linea>, ParaLaGuia)> {
    let (cancelada, inicio) = (AtomicBool::new(false), Instant::now());
    let compilador = Compilador { color: false, cancelada: &cancelada };
    let no_comprobable = |causa: &str| (parrafo_con_estilo(causa, ancho), ParaLaGuia::NoComprobable);
    let orden = match compilador.suelto(&peticion.fichero, &nombre(&peticion.fichero)) {
        Some(Compilado::Bien(orden)) => orden,
        Some(Compilado::Mal(dicho)) => {
            return Ok((
                que_no_compila(&dicho, ancho),
                ParaLaGuia::NoCompila(codigo_del_error(&dicho).unwrap_or_default().to_string()),
            ));
        }
        Some(Compilado::NoComprobable(causa)) => return Ok(no_comprobable(&causa)),
        None => return Err(Fallo::nuevo("se ha dejado a mitad")),
    };
    boca.decir(&Dicho::Compilado(inicio.elapsed().as_millis()))?;
    let (reto, caso) = &peticion.charla;
    let Some((resultado, cruzado)) = ensayar(reto, caso, &orden, Azar::semilla_imprevista(), &cancelada) else {
        return Ok(no_comprobable("no hay tal caso"));
    };
    let mut lineas = lo_que_ha_cruzado(&cruzado, ancho);
    let informe = Informe { reto: reto.clone(), semilla: 0, resultados: vec![resultado], sin_jugar: 0 };
    let veredicto = match informe.veredicto() {
        Veredicto::Bien => ParaLaGuia::Bien,
        Veredicto::Mal(hallazgo) => {
            lineas = en_pocas_lineas(&informe, ancho, FILAS);
            ParaLaGuia::Mal(hallazgo.codigo.to_string())
        }
        Veredicto::NoComprobable(causa) => return Ok(no_comprobable(causa)),
    };
    Ok((lineas, veredicto))
}

/// Lo que dice rustc, sin su color y cortado por la derecha, y debajo lo que quiere decir.
fn que_no_compila(dicho: &str, ancho: usize) -> Vec<Linea> {
    // El primer error, y nada más: los demás suelen venir de él.
    let primero = dicho.trim_start().split("\n\n").next().unwrap_or_default();
    let recortada = |linea| Linea::llana(consola::recortar(linea, ancho.saturating_sub(1)));
    let mut lineas: Vec<Linea> = primero.lines().map(recortada).collect();
    if let Some(frase) = en_espanol(dicho) {
        let frase = format!("**En español:** {frase}");
        lineas.extend(parrafo_con_estilo(&frase, ancho.saturating_sub(2)).into_iter().map(|linea| linea.sangrada(1)));
    }
    lineas
}

/// Como lo conoce quien lo escribe: desde la carpeta del curso.
fn nombre(fichero: &Path) -> String {
    let entera = std::path::absolute(fichero).unwrap_or_else(|_| fichero.to_path_buf());
    entera.strip_prefix(raiz()).unwrap_or(&entera).display().to_string().replace('\\', "/")
}

/// Por donde se dice.
struct Boca {
    para_la_guia: bool,
}

impl Boca {
    /// Sale en el acto: la guía lo enseña según llega.
    fn decir(&self, dicho: &Dicho) -> Resultado {
        let mut salida = io::stdout().lock();
        let texto = match dicho {
            _ if self.para_la_guia => dicho.to_string(),
            Dicho::Compilado(ms) => format!("compila en {},{} s", ms / 1000, ms % 1000 / 100),
            Dicho::Linea(linea) => linea.pintar(consola::con_color(&io::stdout())),
            Dicho::Veredicto(veredicto) => {
                let linea = match veredicto {
                    ParaLaGuia::Bien => Linea::vacia().con(Estilo::Bien, "✔ hace lo que se pide"),
                    ParaLaGuia::Mal(codigo) => Linea::vacia().con(Estilo::Mal, format!("✘ {codigo}")),
                    ParaLaGuia::NoCompila(_) => Linea::vacia().con(Estilo::Mal, "✘ no compila"),
                    ParaLaGuia::NoComprobable => Linea::vacia().con(Estilo::Aviso, "? no he podido comprobarlo"),
                };
                linea.pintar(consola::con_color(&io::stdout()))
            }
        };
        writeln!(salida, "{texto}").and_then(|()| salida.flush()).map_err(Fallo::al_mostrar)
    }
}
