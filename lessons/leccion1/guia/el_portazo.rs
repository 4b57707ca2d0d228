//! Paso 12: un cliente que no se calla, y cómo despedirse de él.

use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use redes::errores::{Resultado, explicar};
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{PACIENCIA, abrir_en_casa, conectar};
use super::navegador;
use crate::atender::{contestar, despedirse};
use crate::http::lectura::leer_peticion;
use crate::plazo::HastaLaHora;

pub fn paso() -> Paso {
    Paso::nuevo("el-portazo", "El que no se calla")
        .parrafo(
            "Al revés: un cliente envía 10 MB de letras sin ninguna línea en blanco. Pasados 16 KiB el servidor ya no \
             quiere más: contesta `431`, petición demasiado larga, y cierra la conexión. Quedan bytes suyos sin leer.",
        )
        .apuesta(
            "¿Qué le llega al cliente, que sigue enviando?",
            &[
                "La respuesta 431, y el final",
                "Un corte en plena frase, y nunca lee la respuesta",
                "Nada: envía sus 10 MB y se queda esperando",
            ],
        )
        .ejecutar(portazo)
        .parrafo("Hay que despedirse: «no enviaré más», y un rato, no mucho, leyendo y tirando lo que aún venga.")
        .codigo("atender.rs", "despedirse")
        .ejecutar(despedida)
}

fn portazo(escena: &Escena) -> Resultado<Desenlace> {
    let contestado = visita_sin_fin(escena, false)?;
    let relato = "Cerrar con bytes del otro sin leer no es despedirse: el sistema envía un corte (**RST**), que quiere \
        decir «se ha perdido lo que decías». El cliente se entera del golpe, no del motivo: la respuesta iba delante \
        del corte y nadie llegó a leerla.";
    Ok(match contestado {
        true => Desenlace::opcion(
            0,
            "Esta vez la respuesta llegó antes que el corte. Repítelo con r.",
        ),
        false => Desenlace::opcion(1, relato),
    })
}

fn despedida(escena: &Escena) -> Resultado<Desenlace> {
    let contestado = visita_sin_fin(escena, true)?;
    Ok(Desenlace::relato(if contestado {
        "El cliente terminó de enviar, leyó su `431` y supo qué había hecho mal. La espera del servidor está acotada \
         (2 segundos, 64 MiB): con quien no termine nunca, al final sí hay portazo."
    } else {
        "Tu ordenador va tan cargado que ni con dos segundos de espera ha habido despedida. Repítelo con r."
    }))
}

/// Un cliente que envía 10 MB sin línea en blanco. ¿Ha llegado a leer la respuesta?
fn visita_sin_fin(
    escena: &Escena,
    con_despedida: bool,
) -> Resultado<bool> {
    let (listener, direccion) = abrir_en_casa()?;
    let visto = thread::scope(|hilos| {
        hilos.spawn(|| {
            atender_hasta_el_limite(&listener, con_despedida)
        });
        conectar(direccion).map(|stream| enviar_sin_fin(&stream))
    })?;
    escena.decir(&match &visto {
        Ok(respuesta) => {
            let estado = navegador::entender(respuesta)
                .map_or(0, |pagina| pagina.estado);
            format!("cliente: he enviado mis 10 MB y he leído la respuesta, un {estado}")
        }
        Err(error) => {
            format!("cliente: no he podido terminar de enviar: {}", explicar(error))
        }
    });
    Ok(visto.is_ok())
}

/// Lo que hace el servidor con un cliente, con su despedida o sin ella.
fn atender_hasta_el_limite(
    listener: &TcpListener,
    con_despedida: bool,
) -> io::Result<()> {
    let (stream, _) = listener.accept()?;
    let llegada =
        leer_peticion(HastaLaHora::nuevo(&stream, PACIENCIA))?;
    contestar(&stream, &llegada)?;
    if con_despedida {
        despedirse(&stream);
    }
    Ok(())
}

/// Como casi todos los clientes: primero lo envía todo y después lee.
fn enviar_sin_fin(mut stream: &TcpStream) -> io::Result<Vec<u8>> {
    stream.set_write_timeout(Some(PACIENCIA * 10))?;
    stream.set_read_timeout(Some(PACIENCIA * 10))?;
    stream.write_all(b"GET /")?;
    let letras = [b'a'; 64 * 1024];
    for _ in 0..160 {
        stream.write_all(&letras)?;
    }
    navegador::leer_todo(stream)
}
