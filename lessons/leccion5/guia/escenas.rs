//! Lo que comparten los pasos: un informe que va por un socket de verdad, con el cable apuntado.

use std::io;
use std::net::Shutdown;

use redes::cable::{Lado, Suceso};
use redes::consola::escapado;
use redes::errores::{Fallo, Resultado};
use redes::guia::Escena;

use crate::formatos::Formato;
use crate::informe::Informe;
use crate::mensajes::{escribir, leer};

/// Cuántas letras de cada dato se enseñan en un veredicto.
const LETRAS: usize = 100;

/// Un cliente envía `informe` y el servidor lo lee. Devuelve lo que ha leído.
pub fn enviar_informe(
    escena: &Escena,
    formato: Formato,
    informe: &Informe,
) -> Resultado<io::Result<Vec<Informe>>> {
    let cable = escena.cable().clone();
    let (leidos, enviado) = escena.conversar(
        |stream| {
            let mut informes = Vec::new();
            leer(&mut &stream, formato, |informe, _| {
                informes.push(informe)
            })
            .map(|()| informes)
        },
        |stream| {
            escribir(
                &mut cable.observar(Lado::Cliente, &stream),
                formato,
                informe,
            )?;
            stream.shutdown(Shutdown::Write)
        },
    )?;
    enviado.map_err(fallo)?;
    Ok(leidos)
}

/// Apunta en el cable unos bytes que en este paso no cruzan la red, solo se miran.
pub fn ensenar_bytes(escena: &Escena, bytes: &[u8]) {
    escena.cable().anotar(
        Lado::Cliente,
        Suceso::Envia(redes::cable::Muestra::de(bytes)),
    );
    escena.dibujar();
}

/// Lo que aquí no debería fallar, y aun así puede.
pub fn fallo(error: io::Error) -> Fallo {
    Fallo::de_sistema(
        "la conversación de este paso se ha cortado",
        error,
    )
}

/// Lo que dice un descodificador, en una frase.
pub fn veredicto(leido: &Result<Informe, String>) -> String {
    match leido {
        // Puede haberlo enviado cualquiera: se enseña, pero no manda.
        Ok(informe) => {
            let [fecha, nombre, version] =
                [&informe.fecha, &informe.nombre, &informe.version]
                    .map(|texto| escapado(texto, LETRAS));
            format!(
                "fecha «{fecha}», nombre «{nombre}», versión «{version}»"
            )
        }
        Err(motivo) => format!("error: {motivo}"),
    }
}
