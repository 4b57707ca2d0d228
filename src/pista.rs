//! `curso pista`: primero, qué probar con lo último que vio el verificador; después, las tres pistas del reto, de una en
//! una.

use catalogo::{PISTAS, Reto};
use redes::argumentos::orden_para;
use redes::consola::{self, Estilo, Linea, parrafo_con_estilo};
use redes::errores::Resultado;

use crate::recuerdo::{self, Recuerdo, Ultimo};
use crate::salida::escribir;
use verificador::diagnosticos::buscar;

/// Al pie de la ayuda de `pista`.
pub const AYUDA: &str = "\
La primera sale de lo último que vio «verificar» en ese reto: qué probar. Las
siguientes son tres, de la que solo orienta a la que casi lo resuelve: cada vez
que la pides sale una más, y las anteriores se repiten.

  cargo run -- pista                la del reto que te toca
  cargo run -- pista servidor_eco";

/// Da la siguiente pista de un reto, y recuerda que la ha dado.
pub fn ejecutar(reto: &Reto) -> Resultado {
    let (lineas, ahora) = siguiente(reto, &recuerdo::de(&reto.nombre), consola::ancho());
    escribir(&lineas)?;
    recuerdo::apuntar(&reto.nombre, &ahora)
}

/// De esto no hay nada que deducir: la pista la dan el enunciado y las graduadas.
const SIN_PISTA: [&str; 1] = ["R33"];

/// La siguiente pista de `reto`, con las que ya se dieron delante, y lo que hay que recordar desde ahora.
pub fn siguiente(reto: &Reto, antes: &Recuerdo, ancho: usize) -> (Vec<Linea>, Recuerdo) {
    let ancho = ancho.min(100);
    let mut ahora = antes.clone();
    let mut lineas = vec![
        Linea::vacia().con(Estilo::Negrita, &reto.nombre).con(Estilo::Normal, format!(" · {}", reto.titulo)),
        Linea::vacia(),
    ];
    let diagnostico = match &antes.ultimo {
        Ultimo::Mal { codigo, caso } if !SIN_PISTA.contains(&codigo.as_str()) => {
            buscar(codigo).map(|diagnostico| (diagnostico, caso))
        }
        _ => None,
    };
    let nueva = diagnostico.is_some() && !antes.explicado;
    if let Some((diagnostico, caso)) = diagnostico {
        ahora.explicado = true;
        let donde = caso.as_ref().map(|caso| format!(" en el caso «{caso}»")).unwrap_or_default();
        let que = format!("Lo último que vi{donde}: **{}**, {}.", diagnostico.codigo, diagnostico.titulo);
        lineas.extend(sangrado(&que, ancho));
        lineas.extend(segun(nueva, sangrado(&diagnostico.pista(), ancho)));
        let orden = orden_para("curso", &format!("explica {}", diagnostico.codigo));
        lineas.push(Linea::llana(" Saber más: ").con(Estilo::Codigo, orden));
        lineas.push(Linea::vacia());
    }
    if !nueva {
        ahora.pistas = (antes.pistas + 1).min(PISTAS);
    }
    for (indice, pista) in reto.pistas.iter().enumerate().take(ahora.pistas) {
        let ultima = !nueva && indice + 1 == ahora.pistas;
        let rotulo = format!(" Pista {} de {PISTAS}", indice + 1);
        lineas.push(Linea::vacia().con(if ultima { Estilo::Titulo } else { Estilo::Tenue }, rotulo));
        lineas.extend(segun(ultima, sangrado(pista, ancho)));
        lineas.push(Linea::vacia());
    }
    lineas.extend(que_queda(reto, ahora.pistas));
    (lineas, ahora)
}

fn que_queda(reto: &Reto, dadas: usize) -> Vec<Linea> {
    let otra = orden_para("curso", &format!("pista {}", reto.nombre));
    let (dicho, orden) = match PISTAS - dadas {
        0 => {
            let rendirse = orden_para("curso", &format!("solucion {} --rendirse", reto.nombre));
            ("No hay más pistas. Si te rindes: ".to_string(), rendirse)
        }
        1 => ("Queda una más: ".to_string(), otra),
        quedan => (format!("Quedan {quedan} más: "), otra),
    };
    vec![Linea::llana(format!(" {dicho}")).con(Estilo::Codigo, orden)]
}

/// Lo ya dicho se apaga, para que se vea lo nuevo.
fn segun(nueva: bool, lineas: Vec<Linea>) -> Vec<Linea> {
    if nueva {
        return lineas;
    }
    lineas.into_iter().map(|linea| Linea::vacia().con(Estilo::Tenue, linea.texto())).collect()
}

fn sangrado(texto: &str, ancho: usize) -> Vec<Linea> {
    parrafo_con_estilo(texto, ancho.saturating_sub(2)).into_iter().map(|linea| linea.sangrada(1)).collect()
}

#[cfg(test)]
mod pruebas {
    use super::*;

    fn reto() -> Reto {
        let catalogo = catalogo::catalogo().unwrap();
        catalogo.reto("servidor_eco").unwrap().clone()
    }

    fn dicho(lineas: &[Linea]) -> String {
        lineas.iter().map(Linea::texto).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn primero_el_diagnostico_y_despues_una_mas_cada_vez() {
        let ultimo = Ultimo::Mal { codigo: "R01".to_string(), caso: Some("byte-a-byte".to_string()) };
        let mut recuerdo = Recuerdo { ultimo, ..Recuerdo::default() };
        for vuelta in 0..=PISTAS + 1 {
            let (lineas, ahora) = siguiente(&reto(), &recuerdo, 80);
            let texto = dicho(&lineas);
            assert!(texto.contains("en el caso «byte-a-byte»: R01, una lectura no es un mensaje."), "{texto}");
            assert_eq!(texto.matches("\n Pista ").count(), vuelta.min(PISTAS), "{texto}");
            assert!(ahora.explicado && ahora.pistas == vuelta.min(PISTAS), "{ahora:?}");
            assert!(lineas.iter().all(|linea| linea.ancho() <= 80), "{texto}");
            recuerdo = ahora;
        }
        assert!(dicho(&siguiente(&reto(), &recuerdo, 80).0).contains("solucion servidor_eco --rendirse"));
    }

    #[test]
    fn sin_nada_que_explicar_se_da_la_primera() {
        let pendiente = Ultimo::Mal { codigo: "R33".to_string(), caso: None };
        for ultimo in [Ultimo::Nada, Ultimo::Bien, pendiente] {
            let (lineas, ahora) = siguiente(&reto(), &Recuerdo { ultimo, ..Recuerdo::default() }, 80);
            assert!(dicho(&lineas).contains("Pista 1 de 3"), "{}", dicho(&lineas));
            assert_eq!(ahora.pistas, 1);
        }
    }
}
