//! El hilo que lee lo que cuenta el servidor, en cualquiera de los dos protocolos.

use std::io;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::thread;

use redes::marco::Lector;

use super::novedad::Novedad;
use crate::protocolo::eleccion::Protocolo;
use crate::protocolo::marcos::{LIMITE, entender};
use crate::protocolo::python::interprete::Interprete;
use crate::protocolo::python::pickles::{
    LectorDePickles, lista_de_textos,
};

/// Lee del servidor, desde otro hilo.
pub fn escuchar(
    stream: Arc<TcpStream>,
    protocolo: Protocolo,
    avisa: SyncSender<Novedad>,
) {
    thread::spawn(move || {
        // Sin plazo de lectura: en la sala se puede esperar a los demás todo lo que haga falta.
        let como = match protocolo {
            Protocolo::Curso => leer_marcos(&stream, &avisa),
            Protocolo::Python => leer_pickles(&stream, &avisa),
        };
        let _ = avisa.send(Novedad::Cierre(como));
    });
}

fn leer_marcos(
    stream: &TcpStream,
    avisa: &SyncSender<Novedad>,
) -> io::Result<()> {
    let mut lector = Lector::con_limite(stream, LIMITE);
    while let Some(cuerpo) = lector.leer()? {
        let aviso = entender(&cuerpo).map_err(no_se_entiende)?;
        if avisa.send(Novedad::Aviso(aviso)).is_err() {
            break;
        }
    }
    Ok(())
}

/// Lee pickles hasta que el servidor cuelga, que es como dice que la partida ha terminado.
fn leer_pickles(
    stream: &TcpStream,
    avisa: &SyncSender<Novedad>,
) -> io::Result<()> {
    let mut lector = LectorDePickles::nuevo(stream);
    let mut interprete = Interprete::default();
    while let Some(valor) = lector.leer()? {
        let (aviso, pide) =
            interprete.interpretar(&valor).map_err(no_se_entiende)?;
        let enviar =
            pide.then(|| Novedad::Enviar(lista_de_textos("QUES", "")));
        let novedades = [aviso.map(Novedad::Aviso), enviar];
        for novedad in novedades.into_iter().flatten() {
            if avisa.send(novedad).is_err() {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn no_se_entiende(motivo: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, motivo)
}
