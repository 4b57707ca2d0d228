//! Lo que la guía dice de cada visita del último paso: quién es y qué ha pedido.

use std::cell::Cell;

use redes::consola::escapado;
use redes::guia::Reaccion;

use crate::http::peticion::{Llegada, Peticion};

/// Dice algo de lo que acaba de llegar.
pub fn reaccionar(llegada: &Llegada, vistas: &Cell<u32>) -> Reaccion {
    match llegada {
        Llegada::Peticion(peticion) => comentar(peticion, vistas),
        Llegada::Rechazo(estado, motivo) => Reaccion::Otra(format!(
            "Te he oído, y el servidor ha contestado {}: {motivo}. Si llamas a mano, escribe `GET / HTTP/1.0` y pulsa \
             Intro dos veces.",
            estado.0
        )),
        Llegada::Silencio(_) => Reaccion::Otra(
            "Una conexión que no ha pedido nada: los navegadores abren alguna de reserva, por si acaso. Ya viste \
             que no estorban."
                .to_string(),
        ),
    }
}

fn comentar(peticion: &Peticion, vistas: &Cell<u32>) -> Reaccion {
    let quien = presentar(
        cabecera(peticion, "User-Agent").unwrap_or_default(),
    );
    match peticion.ruta() {
        "/" if vistas.get() == 0 => {
            vistas.set(1);
            Reaccion::Otra(format!(
                "¡Es {quien}! Ha enviado {} cabeceras y tiene su página delante. Ahora recárgala.",
                peticion.cabeceras.len()
            ))
        }
        "/" => Reaccion::Hecho(format!(
            "Otra vez {quien}, y desde otro puerto: la conexión anterior se cerró (`Connection: close`). Tu primer \
             servidor funciona."
        )),
        "/favicon.ico" => Reaccion::Otra(
            "Ha pedido /favicon.ico: el icono de la pestaña. No se lo habías pedido tú, lo busca él solo; un 404 y tan \
             contento."
                .to_string(),
        ),
        otra => Reaccion::Otra(format!("Ha pedido {} y se ha llevado un 404: la página está en /.", escapado(otra, 40))),
    }
}

/// El valor de una cabecera. En sus nombres no importan las mayúsculas.
fn cabecera<'a>(
    peticion: &'a Peticion,
    nombre: &str,
) -> Option<&'a str> {
    peticion
        .cabeceras
        .iter()
        .find(|(suyo, _)| suyo.eq_ignore_ascii_case(nombre))
        .map(|(_, valor)| valor.as_str())
}

/// El navegador, por cómo se presenta. Casi todos dicen ser varios a la vez: importa el orden en que se mira.
fn presentar(agente: &str) -> String {
    const CONOCIDOS: [(&str, &str); 9] = [
        ("Firefox/", "Firefox"),
        ("Edg", "Microsoft Edge"),
        ("OPR/", "Opera"),
        ("Chrome/", "un navegador de la familia de Chromium"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
        ("Wget/", "Wget"),
        ("Python", "un programa en Python"),
        (
            "navegador en miniatura",
            "el navegador en miniatura de la lección",
        ),
    ];
    match CONOCIDOS.iter().find(|(marca, _)| agente.contains(marca)) {
        Some((_, nombre)) => (*nombre).to_string(),
        None if agente.is_empty() => {
            "alguien que no dice quién es".to_string()
        }
        None => format!("«{}»", escapado(agente, 40)),
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn cada_navegador_se_presenta_a_su_manera() {
        assert_eq!(
            presentar(
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
            ),
            "Firefox"
        );
        assert_eq!(
            presentar(
                "Mozilla/5.0 Chrome/140.0 Safari/537.36 Edg/140.0"
            ),
            "Microsoft Edge"
        );
        assert!(
            presentar(
                "Mozilla/5.0 HeadlessChrome/140.0 Safari/537.36"
            )
            .contains("Chromium")
        );
        assert_eq!(presentar("curl/8.5.0"), "curl");
        assert_eq!(presentar("otro\u{1b}[2J"), "«otro\\u{1b}[2J»");
    }
}
