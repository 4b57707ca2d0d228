//! Lo que ha cruzado, en líneas: cuándo, hacia dónde, cuánto y qué.

use redes::cable::{Anotacion, Lado, Muestra, Suceso, en_hexadecimal, en_texto};
use redes::cifras::en_bytes;
use redes::consola::{Estilo, Linea, ancho_de, recortar};

/// Cuántos bytes de un envío se enseñan en hexadecimal.
const DE_CADA_ENVIO: usize = 8;

/// Lo que ha cruzado, un suceso por línea: cuándo, hacia dónde, cuánto y qué. `→` va hacia el programa.
pub fn transcripcion(anotaciones: &[Anotacion], ancho: usize, extremos: usize) -> Vec<Linea> {
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
pub fn legible(bytes: &[u8]) -> Option<String> {
    let (mut letras, mut rotos) = (0, 0);
    for trozo in bytes.utf8_chunks() {
        let visibles = trozo.valid().chars().filter(|letra| !letra.is_control() || matches!(letra, '\n' | '\r' | '\t'));
        letras += visibles.map(char::len_utf8).sum::<usize>();
        rotos += trozo.invalid().len();
    }
    if rotos > 0 && letras * 2 < bytes.len() { None } else { en_texto(bytes) }
}
