//! La lección guiada: once pasos, de una puerta que nadie atiende a una página que abre tu navegador.

mod aguante;
mod http;
mod puerta;
mod saludo;
mod tu_navegador;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use redes::errores::{Fallo, Resultado};
use redes::guia::Guion;

/// Un fichero de la lección: su ruta desde la raíz del curso y su texto, para enseñar trozos de él.
macro_rules! fuente {
    ($fichero:literal) => {
        (
            concat!("lessons/leccion1/", $fichero),
            include_str!($fichero),
        )
    };
}

/// La lección 1, paso a paso. Cada paso se cuenta en su fichero, por el orden de esta lista.
pub fn guion() -> Guion {
    Guion {
        nombre: "leccion1",
        titulo: "El primer servidor",
        fuentes: vec![
            fuente!("saludo.rs"),
            fuente!("abrir.rs"),
            fuente!("direcciones.rs"),
            fuente!("lectura.rs"),
            fuente!("respuesta.rs"),
            fuente!("plazo.rs"),
            fuente!("servidor.rs"),
        ],
        pasos: vec![
            puerta::cuatro_verbos(),
            puerta::puertos(),
            puerta::direcciones(),
            puerta::familias(),
            saludo::saludo_crudo(),
            saludo::servidor_fragil(),
            http::la_peticion(),
            http::bytes_y_letras(),
            aguante::uno_que_calla(),
            aguante::el_portazo(),
            tu_navegador::te_toca(),
        ],
    }
}

/// Un servidor de este paso, en un puerto libre de este ordenador.
fn abrir_en_casa() -> Resultado<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .map_err(fallo_del_paso)?;
    let direccion = listener.local_addr().map_err(fallo_del_paso)?;
    Ok((listener, direccion))
}

/// Lo que aquí no debería fallar, y aun así puede: que el sistema no deje usar sus sockets.
fn fallo_del_paso(error: io::Error) -> Fallo {
    Fallo::de_sistema("este paso no ha podido usar la red de tu ordenador", error)
        .remedio("Prueba otra vez; si se repite, sáltalo: los demás pasos no dependen de él.")
}

#[cfg(test)]
mod pruebas {
    #[test]
    fn el_guion_no_tiene_defectos() {
        assert_eq!(super::guion().defectos(), Vec::<String>::new());
    }
}
