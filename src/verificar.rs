//! `curso verificar`: corregir retos hablando con ellos, varios a la vez.

mod hecho;
mod marcha;

use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use catalogo::{Catalogo, Reto};
use redes::argumentos;
use redes::consola::{self, Estilo, Linea};
use redes::errores::{Fallo, Resultado, terminar};
use redes::progreso;

use crate::pantalla::INTERRUMPIDO;
use crate::recuerdo;
use crate::salida::{escribir, escribir_json};
use hecho::NO_COMPROBABLE;
pub use hecho::{Estilos, Final, Hecho};
use marcha::Encargo;
pub use marcha::rueda;

/// Al pie de la ayuda de `verificar`.
pub const AYUDA: &str = "\
Arranca tu programa, hace de cliente o de servidor con mala idea, y dice qué ve.
Con el primer caso que sale mal se detiene, y enseña lo que ha cruzado.

  cargo run -- verificar servidor_eco      un reto
  cargo run -- verificar leccion3          los retos de una lección
  cargo run -- verificar todo              todos
  cargo run -- verificar servidor_eco --caso byte-a-byte
  cargo run -- verificar cliente_eco --programa \"python3 mi_cliente.py\"

Comprueba varios a la vez y los enseña en el orden del curso. En una terminal, q
o Ctrl-C lo dejan sin que quede nada en marcha.

Acaba con código 0 si todo está bien, 1 si algo está mal (o pendiente), 2 si
algo no se ha podido comprobar (que no es lo mismo) y 130 si se deja a mitad.

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

/// Comprueba lo pedido. El código de salida es el peor de todos; si está mal pedido, 2: no se ha comprobado nada.
pub fn ejecutar(peticion: &Peticion, catalogo: &Catalogo) -> Resultado<ExitCode> {
    let (retos, orden) = match entender(peticion, catalogo) {
        Ok(entendido) => entendido,
        Err(fallo) => {
            terminar(Err(fallo));
            return Ok(ExitCode::from(NO_COMPROBABLE));
        }
    };
    let mut sala = marcha::Sala::abrir(!peticion.json)?;
    let mut cuenta = Cuenta::default();
    let mut en_json = Vec::new();
    let encargo = Encargo {
        retos: &retos,
        programa: orden.as_deref(),
        caso: peticion.caso.as_deref(),
        color: !peticion.json && consola::con_color(&std::io::stdout()),
    };
    let cancelada = AtomicBool::new(false);
    let entero = marcha::verificar(&encargo, &cancelada, &mut sala, |sala, reto, hecho| {
        cuenta.apuntar(reto, &hecho, peticion.caso.is_none());
        if peticion.json {
            en_json.push(hecho.en_json(reto));
            return Ok(());
        }
        let estilos =
            Estilos { programa: peticion.programa.as_deref(), detalle: peticion.detalle, ancho: consola::ancho() };
        let corta = hecho.en_una_linea(reto, estilos.ancho).filter(|_| retos.len() > 1 && !peticion.detalle);
        let lineas = corta.map_or_else(|| hecho.en_lineas(reto, &estilos), |linea| vec![linea]);
        sala.escribir(&lineas)
    })?;
    drop(sala);
    if peticion.json && entero {
        escribir_json(&serde_json::json!({ "retos": en_json }))?;
    } else if !peticion.json && (retos.len() > 1 || !entero) {
        escribir(&cuenta.resumen(&retos, entero))?;
    }
    if let Some(fallo) = &cuenta.sin_apuntar {
        eprintln!("aviso: {fallo}");
    }
    Ok(if entero { ExitCode::from(cuenta.salida()) } else { ExitCode::from(INTERRUMPIDO) })
}

/// Cuántos han acabado de cada manera.
#[derive(Default)]
struct Cuenta<'a> {
    de: Vec<(&'a Reto, Final)>,
    codigos: Vec<Option<String>>,
    /// Lo primero que no se ha podido apuntar en el progreso: no impide seguir.
    sin_apuntar: Option<Fallo>,
}

impl<'a> Cuenta<'a> {
    fn apuntar(&mut self, reto: &'a Reto, hecho: &Hecho, entero: bool) {
        self.de.push((reto, hecho.final_()));
        self.codigos.push(hecho.codigo().map(str::to_string));
        if let Err(fallo) = apuntar(reto, hecho, entero) {
            self.sin_apuntar.get_or_insert(fallo);
        }
    }

    fn cuantos(&self, final_: Final) -> usize {
        self.de.iter().filter(|(_, suyo)| *suyo == final_).count()
    }

    fn salida(&self) -> u8 {
        if self.cuantos(Final::Mal) + self.cuantos(Final::Pendiente) > 0 {
            1
        } else if self.cuantos(Final::SinComprobar) > 0 {
            NO_COMPROBABLE
        } else {
            0
        }
    }

    /// «14 bien, 2 mal, 2 pendientes», y por dónde seguir.
    fn resumen(&self, retos: &[&Reto], entero: bool) -> Vec<Linea> {
        let (bien, mal) = (self.cuantos(Final::Bien), self.cuantos(Final::Mal));
        let (pendientes, sin) = (self.cuantos(Final::Pendiente), self.cuantos(Final::SinComprobar));
        let plural = |cuantos: usize| if cuantos == 1 { "" } else { "s" };
        let faltan = retos.len() - self.de.len();
        let mut linea = Linea::vacia();
        let partes = [
            (bien, Estilo::Bien, format!("{bien} bien")),
            (mal, Estilo::Mal, format!("{mal} mal")),
            (pendientes, Estilo::Aviso, format!("{pendientes} pendiente{}", plural(pendientes))),
            (sin, Estilo::Aviso, format!("{sin} sin comprobar")),
            (faltan, Estilo::Tenue, format!("{faltan} sin terminar")),
        ];
        for (_, estilo, texto) in partes.into_iter().filter(|(cuantos, ..)| *cuantos > 0) {
            let coma = if linea.tramos.is_empty() { "" } else { ", " };
            linea = linea.con(Estilo::Normal, coma).con(estilo, texto);
        }
        let mut lineas = vec![Linea::vacia(), linea.con(Estilo::Normal, ".")];
        if !entero {
            let frase = "Lo has dejado a mitad: no queda ningún programa en marcha.";
            lineas.push(Linea::vacia().con(Estilo::Tenue, frase));
        }
        // Primero lo que ya está empezado; después, lo que está por empezar.
        let por_donde = [Final::Mal, Final::Pendiente]
            .into_iter()
            .find_map(|buscado| self.de.iter().zip(&self.codigos).find(|((_, final_), _)| *final_ == buscado));
        if let Some(((reto, final_), codigo)) = por_donde {
            let codigo = codigo.as_deref().filter(|_| *final_ == Final::Mal);
            let codigo = codigo.map(|codigo| format!(" ({codigo})")).unwrap_or_default();
            let orden = argumentos::orden_para("curso", &format!("vigilar {}", reto.nombre));
            lineas.push(Linea::llana(format!("Sigue por «{}»{codigo}: ", reto.nombre)).con(Estilo::Codigo, orden));
        }
        lineas
    }
}

/// Recuerda cómo ha salido un reto y, si se ha superado entero, lo apunta en el progreso.
pub fn apuntar(reto: &Reto, hecho: &Hecho, entero: bool) -> Resultado {
    if hecho.final_() == Final::Bien && entero {
        progreso::apuntar_reto(&reto.nombre)?;
    }
    match hecho.final_() {
        Final::SinComprobar => Ok(()),
        Final::Bien if !entero => Ok(()),
        _ => recuerdo::apuntar_veredicto(&reto.nombre, hecho.para_recordar()),
    }
}

/// Los retos que se piden y la orden de `--programa`, si la hay.
fn entender<'a>(peticion: &Peticion, catalogo: &'a Catalogo) -> Resultado<(Vec<&'a Reto>, Option<Vec<String>>)> {
    let retos = elegir(&peticion.que, catalogo)?;
    let orden = peticion.programa.as_deref().map(separar).transpose()?;
    if let Some(caso) = &peticion.caso {
        comprobar_caso(caso, &retos)?;
    }
    Ok((retos, orden))
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
