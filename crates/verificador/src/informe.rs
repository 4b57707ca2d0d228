//! Lo que se enseña de una comprobación: una línea por caso, y del primero que sale mal, las pruebas.

mod comparacion;
mod transcripcion;

use serde_json::{Value, json};

use super::diagnosticos::buscar;
use super::hallazgo::Hallazgo;
use super::mesa::en_segundos;
use super::veredicto::{Informe, Resultado, Veredicto};
use comparacion::comparacion;
use redes::cable::{Anotacion, Suceso, en_hexadecimal};
use redes::cifras::plural;
use redes::consola::{Estilo, Linea, ancho_de, parrafo_con_estilo, recortar};
use transcripcion::transcripcion;

/// Cuántos sucesos se enseñan al principio de la transcripción, y cuántos al final.
const EXTREMOS: usize = 6;
/// En cuántos renglones se parte, como mucho, una línea de stderr.
const RENGLONES: usize = 3;
/// Lo que se sangra todo lo que cuelga del título.
const SANGRIA: usize = 2;

/// El informe, para una persona. `orden` es la que se teclea para repetirlo (`cargo run -- verificar …`, sin el caso).
/// Con `detalle`, dice también los casos que han salido bien.
#[must_use]
pub fn en_lineas(informe: &Informe, orden: &str, explica: &str, detalle: bool, ancho: usize) -> Vec<Linea> {
    let mut lineas = Vec::new();
    if detalle {
        lineas.extend(informe.resultados.iter().map(renglon));
    }
    match informe.veredicto() {
        Veredicto::Bien => {
            let tiempo = informe.resultados.iter().map(|resultado| resultado.tiempo).max().unwrap_or_default();
            let cuantos = plural(informe.resultados.len(), "caso");
            let resto = if detalle { format!(" · el más largo, {} s", en_segundos(tiempo)) } else { String::new() };
            lineas.push(
                Linea::vacia()
                    .con(Estilo::Bien, "✔ ")
                    .con(Estilo::Negrita, &informe.reto)
                    .con(Estilo::Tenue, format!(" · {cuantos}{resto}")),
            );
        }
        Veredicto::NoComprobable(causa) => {
            let titulo = Linea::vacia().con(Estilo::Aviso, "? ").con(Estilo::Negrita, &informe.reto);
            lineas.push(titulo.con(Estilo::Normal, " · no he podido comprobarlo:"));
            lineas.extend(texto(causa, ancho));
        }
        Veredicto::Mal(hallazgo) => {
            if let Some(resultado) = informe.resultados.last() {
                lineas.extend(de_hallazgo(informe, resultado, hallazgo, ancho, EXTREMOS));
                lineas.extend(pie(informe, resultado, hallazgo, orden, explica, ancho));
            }
        }
    }
    lineas
}

/// Lo que ha cruzado en un caso, haya salido bien o mal. `→` va hacia el programa.
#[must_use]
pub fn lo_que_ha_cruzado(anotaciones: &[Anotacion], ancho: usize) -> Vec<Linea> {
    transcripcion(anotaciones, ancho, EXTREMOS)
}

/// De lo que ha salido mal, lo justo para que quepa en `filas`: qué caso, qué se ha visto y cómo se llama. Si hace falta, se
/// acorta la transcripción.
#[must_use]
pub fn en_pocas_lineas(informe: &Informe, ancho: usize, filas: usize) -> Vec<Linea> {
    let (Veredicto::Mal(hallazgo), Some(resultado)) = (informe.veredicto(), informe.resultados.last()) else {
        return Vec::new();
    };
    let con_extremos = |extremos: usize| {
        let mut lineas = de_hallazgo(informe, resultado, hallazgo, ancho, extremos);
        if let Some(diagnostico) = buscar(hallazgo.codigo) {
            lineas.extend(texto(&format!("Este caso comprueba que {}.", que_comprueba(resultado)), ancho));
            lineas.extend(texto(&format!("**{}:** {}.", diagnostico.codigo, diagnostico.titulo), ancho));
        }
        lineas
    };
    let mejor = (2..=EXTREMOS).rev().map(con_extremos).find(|lineas| lineas.len() <= filas);
    mejor.unwrap_or_else(|| con_extremos(2))
}

/// `✔ byte-a-byte      sigue devolviendo…   12 ms`.
fn renglon(resultado: &Resultado) -> Linea {
    let (estilo, marca) = match resultado.veredicto {
        Veredicto::Bien => (Estilo::Bien, "✔"),
        Veredicto::Mal(_) => (Estilo::Mal, "✘"),
        Veredicto::NoComprobable(_) => (Estilo::Aviso, "?"),
    };
    Linea::vacia()
        .con(estilo, format!("  {marca} "))
        .con(Estilo::Normal, resultado.caso.nombre)
        .hasta(28)
        .con(Estilo::Tenue, format!("{:>5} ms", resultado.tiempo.as_millis()))
}

fn de_hallazgo(
    informe: &Informe,
    resultado: &Resultado,
    hallazgo: &Hallazgo,
    ancho: usize,
    extremos: usize,
) -> Vec<Linea> {
    let titulo = Linea::vacia()
        .con(Estilo::Mal, "✘ ")
        .con(Estilo::Negrita, &informe.reto)
        .con(Estilo::Normal, format!(" · {}", resultado.caso.nombre));
    let mut lineas =
        vec![titulo.hasta(ancho.min(80).saturating_sub(hallazgo.codigo.len())).con(Estilo::Mal, hallazgo.codigo)];
    lineas.extend(texto(&hallazgo.frase, ancho));
    if hallazgo.transcripcion.iter().any(|una| !matches!(una.suceso, Suceso::Nota(_))) {
        let leyenda = "  Lo que ha cruzado (→ hacia tu programa, ← desde él):";
        lineas.push(Linea::vacia().con(Estilo::Tenue, leyenda));
    }
    lineas.extend(transcripcion(&hallazgo.transcripcion, ancho, extremos));
    if let (Some(esperado), Some(visto)) = (&hallazgo.esperado, &hallazgo.visto) {
        lineas.extend(comparacion(esperado, visto, ancho));
    }
    lineas.extend(hallazgo.notas.iter().flat_map(|nota| texto(nota, ancho)));
    if !hallazgo.errores.is_empty() && hallazgo.codigo != "R33" {
        lineas.extend(texto("Tu programa ha dicho por stderr:", ancho));
        let renglones = hallazgo.errores.iter().flat_map(|linea| en_renglones(linea, ancho.saturating_sub(4)));
        lineas.extend(renglones.map(|renglon| Linea::vacia().con(Estilo::Tenue, format!("    {renglon}"))));
        match hallazgo.errores_omitidos {
            0 => {}
            1 => lineas.push(Linea::vacia().con(Estilo::Tenue, "    (y 1 línea más)")),
            mas => lineas.push(Linea::vacia().con(Estilo::Tenue, format!("    (y {mas} líneas más)"))),
        }
    }
    lineas
}

fn pie(
    informe: &Informe,
    resultado: &Resultado,
    hallazgo: &Hallazgo,
    orden: &str,
    explica: &str,
    ancho: usize,
) -> Vec<Linea> {
    let mut lineas = Vec::new();
    if let Some(diagnostico) = buscar(hallazgo.codigo) {
        lineas.extend(texto(&format!("Este caso comprueba que {}.", que_comprueba(resultado)), ancho));
        lineas.extend(texto(&format!("**{}:** {}.", diagnostico.codigo, diagnostico.titulo), ancho));
        lineas.extend(texto(&format!("**Pista:** {}", diagnostico.pista()), ancho));
    }
    let sangrada =
        |rotulo: &str, orden: String| Linea::llana(format!("  {rotulo}")).hasta(22).con(Estilo::Codigo, orden);
    lineas.push(sangrada("saber más:", format!("{explica} {}", hallazgo.codigo)));
    lineas.push(sangrada(
        "repetir solo esto:",
        format!("{orden} --caso {} --semilla {}", resultado.caso.nombre, informe.semilla),
    ));
    if informe.sin_jugar > 0 {
        let quedan = if informe.sin_jugar == 1 { "queda" } else { "quedan" };
        let casos = plural(informe.sin_jugar, "caso");
        lineas.push(Linea::vacia().con(Estilo::Tenue, format!("  Cuando esto vaya bien, {quedan} {casos} por jugar.")));
    }
    lineas
}

fn que_comprueba(resultado: &Resultado) -> String {
    // Casi todos dicen qué hace el programa; los demás ya traen su sujeto, o empiezan por la circunstancia.
    let otros = ["quien ", "nadie ", "si ", "sin ", "con ", "tras ", "el ", "la ", "los ", "las "];
    let que = resultado.caso.que;
    if otros.iter().any(|otro| que.starts_with(otro)) { que.to_string() } else { format!("tu programa {que}") }
}

/// Una línea ajena, partida en los renglones que hagan falta: en un mensaje de Rust lo importante suele ir al final.
fn en_renglones(linea: &str, ancho: usize) -> Vec<String> {
    let mut renglones = Vec::new();
    let mut resto = linea;
    while ancho_de(resto) > ancho && renglones.len() + 1 < RENGLONES {
        let cabe = recortar(resto, ancho + 1);
        let cabe = cabe.trim_end_matches('…');
        let corte = cabe.rfind(' ').filter(|corte| *corte > ancho / 2).map_or(cabe.len(), |espacio| espacio + 1);
        renglones.push(resto[..corte].to_string());
        resto = &resto[corte..];
    }
    renglones.push(recortar(resto, ancho));
    renglones
}

fn texto(texto: &str, ancho: usize) -> Vec<Linea> {
    let ancho = ancho.min(100).saturating_sub(SANGRIA);
    parrafo_con_estilo(texto, ancho).into_iter().map(|linea| linea.sangrada(SANGRIA)).collect()
}

/// El informe, para un programa. El esquema está en la ayuda de `verificar`.
#[must_use]
pub fn en_json(informe: &Informe) -> Value {
    let casos: Vec<Value> = informe
        .resultados
        .iter()
        .map(|resultado| {
            let (veredicto, codigo, pruebas) = match &resultado.veredicto {
                Veredicto::Bien => ("bien", None, Value::Null),
                Veredicto::Mal(hallazgo) => ("mal", Some(hallazgo.codigo), pruebas(hallazgo)),
                Veredicto::NoComprobable(causa) => ("no comprobable", None, json!({ "frase": causa })),
            };
            let ms = u64::try_from(resultado.tiempo.as_millis()).unwrap_or(u64::MAX);
            json!({ "caso": resultado.caso.nombre, "veredicto": veredicto, "codigo": codigo, "ms": ms, "pruebas": pruebas })
        })
        .collect();
    let veredicto = match informe.veredicto() {
        Veredicto::Bien => "bien",
        Veredicto::Mal(_) => "mal",
        Veredicto::NoComprobable(_) => "no comprobable",
    };
    json!({
        "reto": informe.reto, "veredicto": veredicto, "codigo": informe.codigo(), "semilla": informe.semilla,
        "casos": casos, "sin_jugar": informe.sin_jugar,
    })
}

fn pruebas(hallazgo: &Hallazgo) -> Value {
    let hexadecimal =
        |bytes: &Option<Vec<u8>>| bytes.as_ref().map(|bytes| en_hexadecimal(&bytes[..bytes.len().min(1024)]));
    let cable: Vec<String> = transcripcion(&hallazgo.transcripcion, 120, EXTREMOS).iter().map(Linea::texto).collect();
    json!({
        "frase": hallazgo.frase,
        "esperado": hexadecimal(&hallazgo.esperado),
        "visto": hexadecimal(&hallazgo.visto),
        "stderr": hallazgo.errores,
        "cable": cable,
    })
}
