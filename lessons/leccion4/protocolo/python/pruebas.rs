//! La conversación con un cliente de Python, mensaje a mensaje.

use super::pickles::{lista_de_textos, tupla};
use super::traductor::{Traducida, Traductor};
use crate::protocolo::mensajes::{Aviso, Orden};

fn pide(
    traductor: &mut Traductor,
    orden: &str,
    texto: &str,
) -> Traducida {
    let (valor, _) =
        redes::pickle::leer(&lista_de_textos(orden, texto))
            .unwrap()
            .unwrap();
    traductor.del_cliente(&valor).unwrap()
}

fn pregunta(numero: usize) -> Aviso {
    Aviso::Pregunta {
        numero,
        de: 3,
        texto: format!("¿{numero}?"),
        milisegundos: 1000,
    }
}

fn nada() -> Traducida {
    Traducida::Respuesta(Vec::new())
}

#[test]
fn la_pregunta_se_da_una_vez_y_cuando_se_pide() {
    let mut t = Traductor::default();
    assert_eq!(pide(&mut t, "QUES", ""), nada(), "aún no hay");
    assert_eq!(pide(&mut t, "QUES", ""), nada());
    assert_eq!(t.del_servidor(&pregunta(1)), tupla(1, "¿1?"));
    assert_eq!(pide(&mut t, "QUES", ""), nada(), "ya la tiene");
    let orden =
        Orden::Responder { pregunta: 1, respuesta: "a".into() };
    assert_eq!(pide(&mut t, "4", "a"), Traducida::Orden(orden));
    assert_eq!(pide(&mut t, "QUES", ""), nada(), "la 1 no se repite");
    assert_eq!(t.del_servidor(&pregunta(2)), tupla(1, "¿2?"));
}

#[test]
fn una_respuesta_tardia_no_vale_para_la_siguiente() {
    let mut t = Traductor::default();
    assert!(
        t.del_servidor(&pregunta(1)).is_empty(),
        "no la ha pedido"
    );
    assert_eq!(
        pide(&mut t, "QUES", ""),
        Traducida::Respuesta(tupla(1, "¿1?"))
    );
    assert!(t.del_servidor(&pregunta(2)).is_empty());
    match pide(&mut t, "4", "tarde") {
        Traducida::Respuesta(bytes) => {
            assert!(bytes.starts_with(&tupla(7, "Incorrecto")))
        }
        otra => panic!("{otra:?}"),
    }
    assert_eq!(
        pide(&mut t, "QUES", ""),
        Traducida::Respuesta(tupla(1, "¿2?"))
    );
}

#[test]
fn lo_que_no_se_entiende_se_explica() {
    let mut t = Traductor::default();
    for bytes in [&b"K\x01."[..], b"]."] {
        let (valor, _) = redes::pickle::leer(bytes).unwrap().unwrap();
        assert!(t.del_cliente(&valor).unwrap_err().contains("JOIN"));
    }
    let (valor, _) =
        redes::pickle::leer(&lista_de_textos("VOLAR", ""))
            .unwrap()
            .unwrap();
    assert!(t.del_cliente(&valor).unwrap_err().contains("«VOLAR»"));
}
