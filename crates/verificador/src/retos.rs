//! Los retos que se saben corregir: un fichero por reto, que declara todo lo suyo en su `RETO`.

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
mod marcos;
mod quiz_completo;
mod recibir_archivo_tcp;
mod recibir_archivo_udp;
mod sala_de_espera;
mod servidor_eco;
mod servidor_eco_udp;
mod servidor_saludo;
mod servidor_web;

use crate::caso::{Caso, Reto};

/// Todos, en el orden del curso. Uno nuevo se apunta aquí, y arriba su fichero.
const RETOS: &[Reto] = &[
    servidor_saludo::RETO,
    servidor_web::RETO,
    servidor_eco::RETO,
    cliente_eco::RETO,
    lineas::RETO,
    marco_longitud::RETO,
    contador_visitas::RETO,
    sala_de_espera::RETO,
    quiz_completo::RETO,
    inventario_cliente::RETO,
    inventario_servidor::RETO,
    servidor_eco_udp::RETO,
    cliente_eco_udp::RETO,
    cliente_eco_udp_fiable::RETO,
    enviar_archivo_tcp::RETO,
    recibir_archivo_tcp::RETO,
    recibir_archivo_udp::RETO,
    lienzo::RETO,
];

/// El reto que se llama así, si se sabe corregir.
pub(crate) fn reto(nombre: &str) -> Option<&'static Reto> {
    RETOS.iter().find(|reto| reto.nombre == nombre)
}

/// Los casos de un reto, en orden; `None` si ese reto no tiene verificador.
#[must_use]
pub fn casos(nombre: &str) -> Option<&'static [Caso]> {
    reto(nombre).map(|reto| reto.casos)
}

#[cfg(test)]
mod pruebas {
    use std::collections::HashSet;

    #[test]
    fn cada_reto_del_catalogo_que_se_corrige_tiene_casos_con_nombres_distintos() {
        let catalogo = catalogo::catalogo().unwrap();
        let corregidos: Vec<_> = catalogo.retos.iter().filter_map(|reto| super::casos(&reto.nombre)).collect();
        assert_eq!(corregidos.len(), super::RETOS.len(), "hay alguno que no está en el catálogo");
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
