//! El último paso: abre tu navegador. La guía espera, mira lo que llega y lo cuenta.

use std::cell::Cell;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use redes::guia::{Paso, Reaccion, TeToca};

use crate::lectura::leer_peticion;
use crate::pagina::visible;
use crate::peticion::{Llegada, Peticion};
use crate::plazo::HastaLaHora;
use crate::{abrir, navegador, servidor};

pub fn te_toca() -> Paso {
    Paso::nuevo("te-toca", "Te toca: llama tú")
        .parrafo(
            "Ya está todo: abrir la puerta, leer hasta la línea en blanco con límite y plazo, contestar contando \
             bytes, despedirse y atender a cada uno en su hilo. Este es el corazón del servidor:",
        )
        .codigo("servidor.rs", "contestar")
        .te_toca(encargo())
        .parrafo(
            "Ese mismo servidor, sin guía alrededor:\n`cargo run --bin leccion1 -- servidor`\nDéjalo abierto y llámalo \
             con todo lo que tengas: otro navegador, `curl -i`, `nc`, Python, el móvil (con `--host 0.0.0.0`). En la \
             lección 2 escribirás también el otro lado: el cliente.",
        )
}

/// Lo que ha ido llegando. El servidor lo apunta en su hilo y la guía lo va comentando en el suyo.
type Llegadas = Arc<Mutex<Vec<Llegada>>>;

fn encargo() -> TeToca {
    let llegadas = Llegadas::default();
    let apuntadas = Arc::clone(&llegadas);
    let vistas = Rc::new(Cell::new(0));
    let (de_antes, contadas) =
        (Arc::clone(&llegadas), Rc::clone(&vistas));
    TeToca {
        puerto: abrir::PUERTO,
        encargo: Box::new(move |direccion| {
            // Si se repite el paso, se empieza de cero.
            contadas.set(0);
            de_antes
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clear();
            format!(
                "Abre http://{direccion} en tu navegador. Cuando veas la página, **recárgala** (F5) para terminar. \
                 ¿Sin navegador? Dos veces `curl -i http://{direccion}`."
            )
        }),
        servidor: Arc::new(move |stream| {
            atender_y_apuntar(&stream, &apuntadas)
        }),
        reaccion: Box::new(move |_| {
            let primera = {
                let mut llegadas = llegadas
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                (!llegadas.is_empty()).then(|| llegadas.remove(0))
            };
            primera.map_or(Reaccion::Espera, |llegada| {
                reaccionar(&llegada, &vistas)
            })
        }),
        ensayo: Box::new(|direccion| {
            ["/", "/favicon.ico", "/"]
                .iter()
                .try_for_each(|destino| ensayar(direccion, destino))
        }),
        plazo: Duration::from_secs(300),
    }
}

/// Lo que hace el servidor con cada cliente, y apunta lo que ha llegado cuando ya está contestado.
fn atender_y_apuntar(
    stream: &TcpStream,
    llegadas: &Llegadas,
) -> io::Result<()> {
    let llegada =
        leer_peticion(HastaLaHora::nuevo(stream, servidor::PLAZO))?;
    stream.set_write_timeout(Some(servidor::PLAZO))?;
    let contestado = servidor::contestar(stream, &llegada);
    llegadas
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(llegada);
    servidor::despedirse(stream);
    contestado.map(drop)
}

/// Lo que hace la guía cuando no hay nadie: pedir la página como lo haría un navegador.
fn ensayar(direccion: SocketAddr, destino: &str) -> io::Result<()> {
    navegador::pedir(TcpStream::connect(direccion)?, destino).map(drop)
}

/// Dice algo de lo que acaba de llegar.
fn reaccionar(llegada: &Llegada, vistas: &Cell<u32>) -> Reaccion {
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
    let quien =
        presentar(peticion.cabecera("User-Agent").unwrap_or_default());
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
        otra => Reaccion::Otra(format!("Ha pedido {} y se ha llevado un 404: la página está en /.", visible(otra, 40))),
    }
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
        None => format!("«{}»", visible(agente, 40)),
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
