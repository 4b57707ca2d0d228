//! Lo que cada sistema tiene de suyo: errores que fuera de él no existen, o que en él tienen una causa que no es la de
//! costumbre.
//!
//! El sistema es un argumento ([`std::env::consts::OS`]) para que las frases de todos se prueben en cualquiera. Windows
//! numera desde 10000 los errores de la red, y Unix no pasa de unos cientos: esos números se reconocen sin más.

use std::io::Error;

/// El sistema en el que corre el programa.
pub(super) const ESTE: &str = std::env::consts::OS;

/// WSAEACCES: lo que dice Windows de un puerto que se ha guardado para sí.
const RESERVADO: i32 = 10013;

/// Por qué no deja Windows escuchar en un puerto que no usa nadie, y cómo se ve. En Windows, además, los que van por debajo del
/// 1024 no tienen nada de especial.
pub(super) fn puerto_reservado(error: &Error) -> Option<&'static str> {
    (error.raw_os_error() == Some(RESERVADO)).then_some(
        "Windows lo tiene reservado (suele ser para Hyper-V, WSL o Docker): mira cuáles con «netsh int ipv4 show \
         excludedportrange protocol=tcp» y elige otro con --puerto (0 = cualquiera libre).",
    )
}

/// Qué mirar cuando no hay camino hasta otro ordenador. macOS, desde el 15, pregunta una vez si el programa puede hablar con
/// la red local; si se dijo que no, contesta desde entonces que no hay camino (error 65, «No route to host»).
pub(super) fn sin_camino(sistema: &str) -> &'static str {
    match sistema {
        "macos" => {
            "Comprueba que estáis en la misma red, y que tu terminal tiene permiso en Ajustes del Sistema → Privacidad y \
             seguridad → Red local; para probar en este mismo ordenador, usa --host 127.0.0.1."
        }
        _ => "Comprueba que estáis en la misma red; para probar en este mismo ordenador, usa --host 127.0.0.1.",
    }
}

/// Por qué no se ha podido enviar un datagrama. En todos caben unos 64 KiB; en macOS, de fábrica, mucho menos.
pub(super) fn no_cabe(sistema: &str) -> &'static str {
    match sistema {
        "macos" => "no cabe en un datagrama, que en macOS es de 9216 bytes (lo fija net.inet.udp.maxdgram)",
        _ => "no cabe en un datagrama",
    }
}

/// Los errores de Windows al arrancar un programa recién compilado, que no son culpa del programa.
pub(super) fn al_arrancar(numero: i32) -> Option<(&'static str, &'static str)> {
    Some(match numero {
        4551 => (
            "el Control inteligente de aplicaciones de Windows (Smart App Control) no deja ejecutar programas recién \
             compilados: se apaga en Seguridad de Windows, Control de aplicaciones y navegador",
            "error 4551",
        ),
        225 => ("el antivirus no deja ejecutarlo: pide que no vigile la carpeta del curso", "error 225"),
        _ => return None,
    })
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn cada_sistema_tiene_su_frase() {
        assert!(sin_camino("macos").contains("Red local") && !sin_camino("linux").contains("Red local"));
        assert!(no_cabe("macos").contains("9216") && no_cabe("macos").contains("net.inet.udp.maxdgram"));
        assert_eq!(no_cabe("windows"), "no cabe en un datagrama");
    }

    #[test]
    fn los_de_windows_se_reconocen_por_su_numero() {
        let error = Error::from_raw_os_error;
        assert!(puerto_reservado(&error(RESERVADO)).is_some_and(|frase| frase.contains("excludedportrange")));
        assert_eq!(puerto_reservado(&error(13)), None);
        assert!(al_arrancar(4551).is_some_and(|(frase, _)| frase.contains("Smart App Control")));
        assert_eq!(al_arrancar(2), None);
    }
}
