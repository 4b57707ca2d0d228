//! Los retos que se saben corregir: un fichero por reto, con su lista de casos, de lo sencillo a lo retorcido.

mod cliente_eco;
mod cliente_eco_udp;
mod cliente_eco_udp_fiable;
mod contador_visitas;
mod enviar_archivo_tcp;
mod fichero;
mod inventario;
mod inventario_cliente;
mod inventario_servidor;
mod lienzo;
mod lineas;
mod marco_longitud;
mod quiz_completo;
mod recibir_archivo_tcp;
mod recibir_archivo_udp;
mod sala_de_espera;
mod servidor_eco;
mod servidor_eco_udp;
mod servidor_saludo;
mod servidor_web;

use std::time::Duration;

use super::Caso;

/// Los casos de un reto.
pub fn casos(reto: &str) -> Option<&'static [Caso]> {
    Some(match reto {
        "servidor_saludo" => servidor_saludo::CASOS,
        "servidor_web" => servidor_web::CASOS,
        "cliente_eco" => cliente_eco::CASOS,
        "servidor_eco" => servidor_eco::CASOS,
        "lineas" => lineas::CASOS,
        "marco_longitud" => marco_longitud::CASOS,
        "contador_visitas" => contador_visitas::CASOS,
        "sala_de_espera" => sala_de_espera::CASOS,
        "quiz_completo" => quiz_completo::CASOS,
        "inventario_cliente" => inventario_cliente::CASOS,
        "inventario_servidor" => inventario_servidor::CASOS,
        "cliente_eco_udp" => cliente_eco_udp::CASOS,
        "servidor_eco_udp" => servidor_eco_udp::CASOS,
        "cliente_eco_udp_fiable" => cliente_eco_udp_fiable::CASOS,
        "enviar_archivo_tcp" => enviar_archivo_tcp::CASOS,
        "recibir_archivo_tcp" => recibir_archivo_tcp::CASOS,
        "recibir_archivo_udp" => recibir_archivo_udp::CASOS,
        "lienzo" => lienzo::CASOS,
        _ => return None,
    })
}

/// Lo que espera un programa de ese reto, según su enunciado, a que el otro lado haga algo. Quien no contesta y cuelga al
/// cabo de ese tiempo no ha contestado tarde: se ha cansado de esperar.
pub fn plazo(reto: &str) -> Option<Duration> {
    match reto {
        "cliente_eco" => Some(cliente_eco::PLAZO),
        "servidor_web" => Some(servidor_web::PLAZO),
        "inventario_cliente" => Some(inventario_cliente::PLAZO),
        "enviar_archivo_tcp" => Some(enviar_archivo_tcp::PLAZO),
        "recibir_archivo_tcp" => Some(recibir_archivo_tcp::PLAZO),
        _ => None,
    }
}

#[cfg(test)]
mod pruebas {
    use std::collections::HashSet;

    #[test]
    fn cada_reto_del_catalogo_que_se_corrige_tiene_casos_con_nombres_distintos() {
        let catalogo = catalogo::catalogo().unwrap();
        let corregidos: Vec<_> = catalogo.retos.iter().filter_map(|reto| super::casos(&reto.nombre)).collect();
        assert!(corregidos.len() >= 6, "se corrigen {}", corregidos.len());
        for casos in corregidos {
            let nombres: HashSet<&str> = casos.iter().map(|caso| caso.nombre).collect();
            assert_eq!(nombres.len(), casos.len());
            for caso in casos {
                let letras = |letra: char| letra.is_ascii_lowercase() || letra.is_ascii_digit() || letra == '-';
                assert!(caso.nombre.chars().all(letras), "«{}» no se teclea bien", caso.nombre);
            }
        }
    }
}
