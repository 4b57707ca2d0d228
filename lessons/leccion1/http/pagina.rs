//! Las páginas que enseña el servidor. Nada de red: texto que entra y texto que sale.

use std::fmt::Write;
use std::net::SocketAddr;

use redes::consola::escapado;

use crate::http::estado::Estado;
use crate::http::peticion::Peticion;

/// La página de bienvenida, con huecos `{{ASÍ}}`. Va dentro del programa: no hay ficheros que perder.
const PLANTILLA: &str = include_str!("pagina.html");

/// Lo más largo que se enseña de un valor que viene de fuera.
const LETRAS: usize = 300;

/// La página que cuenta a su visitante lo que su navegador ha enviado.
pub fn bienvenida(peticion: &Peticion, cliente: SocketAddr) -> String {
    let mut filas = String::new();
    for (nombre, valor) in &peticion.cabeceras {
        // Escribir en un `String` no falla.
        let _ = writeln!(
            filas,
            "<tr><th>{}</th><td>{}</td></tr>",
            para_html(nombre),
            para_html(valor)
        );
    }
    // Lo que viene de fuera, al final: si trae un hueco escrito, nadie lo rellenará.
    PLANTILLA
        .replace("{{CLIENTE}}", &cliente.to_string())
        .replace("{{CABECERAS}}", &filas)
}

/// Una página de una frase para lo que no ha ido bien.
pub fn error(Estado(numero, palabra): Estado, motivo: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"es\"><meta charset=\"utf-8\"><title>{numero} {palabra}</title>\n\
         <h1>{numero} <small>{palabra}</small></h1>\n<p>{}.</p>\n</html>\n",
        para_html(motivo)
    )
}

/// Lo que llega de fuera se enseña como texto: ni sus `<` abren etiquetas ni sus bytes raros hacen nada.
fn para_html(texto: &str) -> String {
    let mut html = String::new();
    for letra in escapado(texto, LETRAS).chars() {
        match letra {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            _ => html.push(letra),
        }
    }
    html
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn lo_que_viene_de_fuera_no_manda() {
        assert_eq!(
            para_html("<b a=\"1\">&"),
            "&lt;b a=&quot;1&quot;&gt;&amp;"
        );
    }
}
