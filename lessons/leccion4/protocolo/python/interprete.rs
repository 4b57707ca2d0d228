//! En el cliente: qué cuenta un servidor de Python, y cuándo hay que pedirle la pregunta siguiente. Sin sockets.

use redes::pickle::Valor;

use crate::protocolo::mensajes::Aviso;

/// Lo que hay que recordar de la conversación con un servidor de Python.
#[derive(Debug, Default)]
pub struct Interprete {
    /// Cuántas preguntas distintas han llegado.
    numero: usize,
    /// Se ha pedido una pregunta y aún no ha llegado.
    pedida: bool,
}

impl Interprete {
    /// Qué aviso es, y si hay que pedir ya la pregunta siguiente.
    pub fn interpretar(
        &mut self,
        valor: &Valor,
    ) -> Result<(Option<Aviso>, bool), String> {
        let (numero, texto) = numero_y_texto(valor)
            .ok_or("el servidor no habla como el de Python")?;
        Ok(match numero {
            1 => (Some(self.pregunta(texto)), false),
            // Tras la bienvenida y tras cada corrección se pide la siguiente, una sola vez.
            2 | 7 => (
                Some(Aviso::Nota { texto }),
                !std::mem::replace(&mut self.pedida, true),
            ),
            _ => (
                (!texto.is_empty()).then_some(Aviso::Nota { texto }),
                false,
            ),
        })
    }

    fn pregunta(&mut self, texto: String) -> Aviso {
        self.pedida = false;
        self.numero += 1;
        // El servidor de Python no dice cuántas son ni cuánto tiempo hay.
        Aviso::Pregunta {
            numero: self.numero,
            de: 0,
            texto,
            milisegundos: 0,
        }
    }
}

/// Las dos partes de una pareja; el texto puede faltar.
fn numero_y_texto(valor: &Valor) -> Option<(i64, String)> {
    match valor.partes()? {
        [Valor::Entero(numero), Valor::Texto(texto), ..] => {
            Some((*numero, texto.to_string()))
        }
        [Valor::Entero(numero), ..] => Some((*numero, String::new())),
        _ => None,
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;
    use crate::protocolo::python::pickles::{lista, tupla};

    #[test]
    fn se_pide_una_pregunta_cada_vez() {
        let mut interprete = Interprete::default();
        let mut pide = |bytes: Vec<u8>| {
            interprete
                .interpretar(
                    &redes::pickle::leer(&bytes).unwrap().unwrap().0,
                )
                .unwrap()
                .1
        };
        assert!(pide(lista(2, "espera")));
        assert!(!pide(lista(2, "empezamos")), "ya está pedida");
        assert!(!pide(tupla(1, "¿?")));
        assert!(pide(tupla(7, "Correcto")));
        assert!(!pide(tupla(3, "espera a los demás")));
    }
}
