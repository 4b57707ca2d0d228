//! Paso 3: a qué direcciones contesta una puerta.

use std::net::IpAddr;

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::renglon;
use crate::direcciones::{CASA, Prueba, TODAS, probar};
use crate::invitar::en_la_red;

pub fn paso() -> Paso {
    Paso::nuevo("direcciones", "127.0.0.1 y 0.0.0.0")
        .parrafo(
            "Tu ordenador tiene varias direcciones. `127.0.0.1` es «yo mismo»: solo vale de puertas adentro. Si \
             está en una red tiene además otra, la que conocen los demás. Al abrir un servidor eliges en cuál escucha.",
        )
        .codigo("direcciones.rs", "probar")
        .apuesta(
            "Escuchamos en 127.0.0.1, y desde este mismo ordenador llamamos a su dirección en la red. ¿Entra?",
            &["Sí: es el mismo ordenador", "No: se escucha en otra dirección", "Sí, pero dando un rodeo por el rúter"],
        )
        .ejecutar(casa_o_red)
        .apuesta(
            "Ahora escuchamos en 0.0.0.0. ¿Por qué direcciones se entra?",
            &["Por ninguna: 0.0.0.0 no existe", "Solo por 0.0.0.0", "Por todas las de este ordenador"],
        )
        .ejecutar(todas_las_puertas)
}

/// La dirección de red o, sin red, otra que tampoco es 127.0.0.1: en Linux, todo 127.x.x.x es este ordenador.
fn otra_direccion(escena: &Escena) -> IpAddr {
    en_la_red().unwrap_or_else(|| {
        escena.decir("(Este ordenador está ahora sin red: en su lugar usamos 127.0.0.2.)");
        IpAddr::from([127, 0, 0, 2])
    })
}

fn casa_o_red(escena: &Escena) -> Resultado<Desenlace> {
    let nuestra = otra_direccion(escena);
    let prueba = probar(CASA, nuestra);
    escena.decir(&renglon(CASA, nuestra, prueba));
    Ok(match prueba {
        Prueba::Entra => {
            Desenlace::opcion(0, "En este ordenador sí entra.")
        }
        _ => Desenlace::opcion(
            1,
            "La llamada ni sale del ordenador, pero toca en otra puerta. **Por eso tu compañero no puede entrar** \
             en un servidor que escucha en 127.0.0.1: para él esa puerta no existe. Y por eso es la que usamos \
             por defecto: mientras aprendes, nadie de fuera llega a tu programa.",
        ),
    })
}

fn todas_las_puertas(escena: &Escena) -> Resultado<Desenlace> {
    let nuestras = [Some(CASA), en_la_red()].into_iter().flatten();
    let pruebas: Vec<_> = nuestras
        .map(|llamada| (llamada, probar(TODAS, llamada)))
        .collect();
    for (llamada, prueba) in &pruebas {
        escena.decir(&renglon(TODAS, *llamada, *prueba));
    }
    let cero = probar(TODAS, TODAS);
    escena.decir(&renglon(TODAS, TODAS, cero));
    let rareza = match cero {
        Prueba::Entra => {
            "Llamar a 0.0.0.0 ha funcionado aquí, pero en Windows falla: no te acostumbres."
        }
        _ => "Y ya ves que llamar a 0.0.0.0 no funciona.",
    };
    let cierta = if pruebas
        .iter()
        .all(|(_, prueba)| *prueba == Prueba::Entra)
    {
        2
    } else {
        1
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "`0.0.0.0` no es un sitio al que llamar: al escuchar significa «por cualquiera de mis direcciones». \
             {rareza} Con `--host 0.0.0.0` toda tu aula puede entrar (si Windows pregunta por el cortafuegos, es \
             por esto)."
        ),
    ))
}
