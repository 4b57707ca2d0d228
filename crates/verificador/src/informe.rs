//! Lo que se enseña de una comprobación: una línea por caso, y del primero que sale mal, las pruebas.

use serde_json::{Value, json};

use super::diagnosticos::buscar;
use super::mesa::en_segundos;
use super::{Hallazgo, Informe, Resultado, Veredicto};
use redes::cable::{Anotacion, Lado, Muestra, Suceso, en_hexadecimal, en_texto};
use redes::cifras::{en_bytes, numero, plural};
use redes::consola::{Estilo, Linea, ancho_de, parrafo_con_estilo, recortar};

/// Cuántos sucesos se enseñan al principio de la transcripción, y cuántos al final.
const EXTREMOS: usize = 6;
/// Cuántos bytes de un envío se enseñan en hexadecimal.
const DE_CADA_ENVIO: usize = 8;
/// Cuántos bytes se enseñan de lo esperado y de lo visto alrededor de donde difieren, y antes de ese sitio: los que
/// caben en 80 columnas.
const VENTANA: usize = 12;
const ANTES: usize = 5;
/// Lo que ocupa «  Esperaba  ».
const ROTULO: usize = 12;
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
    lineas.push(sangrada("repetir solo esto:", format!("{orden} --caso {}", resultado.caso.nombre)));
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

/// Lo que ha cruzado, un suceso por línea: cuándo, hacia dónde, cuánto y qué. `→` va hacia el programa.
fn transcripcion(anotaciones: &[Anotacion], ancho: usize, extremos: usize) -> Vec<Linea> {
    // El lado del verificador es el de quien no es el programa: en los servidores, el cliente.
    let servidor =
        anotaciones.iter().any(|una| matches!(&una.suceso, Suceso::Nota(nota) if nota == "tu programa conecta"));
    let nuestro = if servidor { Lado::Servidor } else { Lado::Cliente };
    let total = anotaciones.len();
    let omitidos = if total > 2 * extremos + 1 { extremos..total - extremos } else { 0..0 };
    // Los tamaños, alineados por la derecha: la columna, como el más largo de los que se enseñan.
    let ensenadas = anotaciones.iter().enumerate().filter(|(indice, _)| !omitidos.contains(indice));
    let mayor = ensenadas.map(|(_, anotacion)| bytes_de(anotacion)).max().unwrap_or_default();
    let columna = mayor.to_string().len().max(4);
    let mut lineas = Vec::new();
    for (indice, anotacion) in anotaciones.iter().enumerate() {
        if indice == omitidos.start && !omitidos.is_empty() {
            let bytes: usize = anotaciones[omitidos.clone()].iter().map(bytes_de).sum();
            let cuantos = omitidos.len();
            lineas.push(
                Linea::vacia().con(Estilo::Tenue, format!("      … {cuantos} sucesos más, con {}", en_bytes(bytes))),
            );
        }
        if !omitidos.contains(&indice) {
            lineas.push(suceso(anotacion, nuestro, columna, ancho));
        }
    }
    lineas
}

fn bytes_de(anotacion: &Anotacion) -> usize {
    match &anotacion.suceso {
        Suceso::Envia(muestra) => muestra.total,
        _ => 0,
    }
}

fn suceso(anotacion: &Anotacion, nuestro: Lado, columna: usize, ancho: usize) -> Linea {
    let instante = format!("{:>9} ms  ", format!("{:.1}", anotacion.instante.as_secs_f64() * 1000.0).replace('.', ","));
    let linea = Linea::vacia().con(Estilo::Tenue, instante);
    let (flecha, estilo) =
        if anotacion.lado == nuestro { ("→ ", Estilo::Cliente) } else { ("← ", Estilo::Servidor) };
    match &anotacion.suceso {
        Suceso::Envia(muestra) | Suceso::Recibe(muestra) | Suceso::RecibeDatagrama(muestra) => {
            let queda = ancho.saturating_sub(linea.ancho() + 2);
            linea.con(estilo, flecha).con(Estilo::Normal, contenido(muestra, columna, queda))
        }
        Suceso::Cierra => linea.con(estilo, flecha).con(Estilo::Normal, "fin del flujo (FIN)"),
        Suceso::Corta => linea.con(estilo, flecha).con(Estilo::Normal, "corte (RST)"),
        Suceso::Nota(nota) => {
            let queda = ancho.saturating_sub(linea.ancho() + 2);
            linea.con(Estilo::Tenue, format!("· {}", recortar(nota, queda)))
        }
    }
}

/// `  4 B  68 6f 6c 61  «hola»`, con lo que quepa, y con el tamaño en una columna de tantas cifras.
fn contenido(muestra: &Muestra, columna: usize, ancho: usize) -> String {
    let principio = &muestra.bytes[..muestra.bytes.len().min(DE_CADA_ENVIO)];
    let sigue = if muestra.total > principio.len() { " …" } else { "" };
    let hexadecimal = format!("{}{sigue}", en_hexadecimal(principio));
    let texto = legible(&muestra.bytes).map(|texto| format!("«{texto}»")).unwrap_or_default();
    let texto = if muestra.total == 0 { "(vacío)".to_string() } else { texto };
    let linea = format!("{:>columna$} B  {hexadecimal:<26} {texto}", muestra.total);
    if ancho_de(&linea) <= ancho {
        return linea.trim_end().to_string();
    }
    recortar(&linea, ancho)
}

/// Los bytes como texto, si lo parecen: de una imagen, unas pocas letras sueltas entre números no ayudan a nadie.
fn legible(bytes: &[u8]) -> Option<String> {
    let (mut letras, mut rotos) = (0, 0);
    for trozo in bytes.utf8_chunks() {
        let visibles = trozo.valid().chars().filter(|letra| !letra.is_control() || matches!(letra, '\n' | '\r' | '\t'));
        letras += visibles.map(char::len_utf8).sum::<usize>();
        rotos += trozo.invalid().len();
    }
    if rotos > 0 && letras * 2 < bytes.len() { None } else { en_texto(bytes) }
}

/// Lo esperado y lo visto, con `^` bajo el primer byte distinto.
fn comparacion(esperado: &[u8], visto: &[u8], ancho: usize) -> Vec<Linea> {
    if esperado == visto {
        return Vec::new();
    }
    let igual = esperado.iter().zip(visto).take_while(|(uno, otro)| uno == otro).count();
    // Si cabe entero, entero; si no, desde un poco antes de donde difieren.
    let caben = esperado.len().max(visto.len()) <= VENTANA;
    let desde = if caben || igual <= VENTANA / 2 { 0 } else { igual - ANTES };
    let mut lineas = Vec::new();
    if desde > 0 {
        lineas.push(Linea::vacia().con(
            Estilo::Tenue,
            format!("  (los primeros {} coinciden; se enseña desde el {})", en_bytes(igual), numero(desde + 1)),
        ));
    }
    for (rotulo, bytes) in [("Esperaba", esperado), ("He visto", visto)] {
        let trozo = &bytes[desde.min(bytes.len())..bytes.len().min(desde + VENTANA)];
        let sigue = if bytes.len() > desde + trozo.len() { " …" } else { "" };
        let total = format!("  ({} B)", numero(bytes.len()));
        let hexadecimal = format!("{}{sigue}", en_hexadecimal(trozo));
        let queda = ancho.saturating_sub(ROTULO + ancho_de(&hexadecimal) + ancho_de(&total) + 2);
        let leido =
            legible(trozo).map(|texto| format!("  {}", recortar(&format!("«{texto}»"), queda))).unwrap_or_default();
        let que = if trozo.is_empty() { "(nada)".to_string() } else { format!("{hexadecimal}{leido}") };
        lineas.push(Linea::llana(format!("  {rotulo}  ")).con(Estilo::Codigo, que).con(Estilo::Tenue, total));
    }
    let columna = ROTULO + 3 * (igual - desde);
    let dicho = match (igual == visto.len(), igual == esperado.len()) {
        (true, _) => "^^ falta desde aquí",
        (_, true) => "^^ sobra desde aquí",
        _ => "^^ distinto desde aquí",
    };
    lineas.push(Linea::llana(" ".repeat(columna)).con(Estilo::Mal, dicho));
    lineas
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
    json!({ "reto": informe.reto, "veredicto": veredicto, "codigo": informe.codigo(), "casos": casos, "sin_jugar": informe.sin_jugar })
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
