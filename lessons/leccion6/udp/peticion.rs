//! Una petición por UDP: qué se envía, cuánto se espera, cuándo se repite y qué respuesta vale. Es una máquina pura:
//! ni socket ni reloj; quien la mueve envía lo que ella dice y le cuenta lo que llega.
//!
//! **¿De qué petición es esta respuesta?** Un servidor de eco devuelve exactamente los mismos bytes, así que no se le
//! puede pedir que añada nada. Hay dos maneras de saberlo, y las dos sirven con cualquier servidor de eco:
//!
//! - Un socket nuevo para cada petición. El número es entonces el puerto desde el que se pregunta: la respuesta que
//!   llegue tarde llegará a un puerto en el que ya no hay nadie. El mensaje viaja tal cual. Es lo que hace el cliente
//!   si no se le dice otra cosa.
//! - Un solo socket y un número delante del mensaje (`--numerada`). Vuelve en el eco, porque en el eco vuelve todo.
//!   Es lo que hacen los protocolos de verdad: los 16 bits con que empieza una consulta de DNS son esto.

use std::time::Duration;

/// Cuánto se espera y cuántas veces se intenta.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// La primera espera; cada una dobla la anterior.
    pub plazo: Duration,
    /// Ninguna espera crece más que esto.
    pub tope: Duration,
    pub intentos: u32,
}

/// Lo que ocupa el número delante del mensaje.
pub const NUMERO: usize = 4;

/// Una petición en marcha.
#[derive(Debug)]
pub struct Peticion {
    numero: Option<u32>,
    datagrama: Vec<u8>,
    plan: Plan,
    intento: u32,
}

/// Qué es lo que ha llegado.
#[derive(Debug, PartialEq, Eq)]
pub enum Respuesta<'a> {
    /// El eco de esta petición; dentro, el mensaje sin su número.
    Nuestra(&'a [u8]),
    /// El eco de otra petición, con su número: llega tarde, o repetido.
    DeOtra(u32),
    /// No es un eco de nada nuestro.
    Distinta,
}

impl Peticion {
    /// Con `numero`, viaja delante del mensaje: 4 bytes, el de más peso primero.
    pub fn nueva(mensaje: &[u8], numero: Option<u32>, plan: Plan) -> Self {
        let mut datagrama = Vec::with_capacity(NUMERO + mensaje.len());
        datagrama.extend(numero.iter().flat_map(|numero| numero.to_be_bytes()));
        datagrama.extend(mensaje);
        Self { numero, datagrama, plan, intento: 0 }
    }

    /// Lo que hay que enviar, siempre igual: un reintento es una copia.
    pub fn datagrama(&self) -> &[u8] {
        &self.datagrama
    }

    /// El número del último intento empezado.
    pub fn intento(&self) -> u32 {
        self.intento
    }

    // ANCHOR: intentar
    /// Empieza otro intento: cuánto hay que esperar su respuesta.
    /// `None` si ya no quedan.
    pub fn intentar(&mut self) -> Option<Duration> {
        if self.intento == self.plan.intentos {
            return None;
        }
        // Cada vez, el doble: si la red está saturada,
        // insistir al mismo ritmo la hunde más.
        let doblada = 2_u32.saturating_pow(self.intento);
        self.intento += 1;
        let espera = self.plan.plazo.saturating_mul(doblada);
        Some(espera.min(self.plan.tope))
    }
    // ANCHOR_END: intentar

    /// Mira si lo que ha llegado contesta a esta petición.
    pub fn mirar<'a>(&self, llega: &'a [u8]) -> Respuesta<'a> {
        use Respuesta::{DeOtra, Distinta, Nuestra};
        let es_copia = llega == self.datagrama;
        let Some(nuestro) = self.numero else {
            return if es_copia { Nuestra(llega) } else { Distinta };
        };
        // ANCHOR: mirar
        // Los 4 primeros bytes son el número; lo demás, el mensaje.
        let Some((numero, mensaje)) = llega.split_first_chunk() else {
            return Distinta;
        };
        match u32::from_be_bytes(*numero) {
            suyo if suyo != nuestro => DeOtra(suyo),
            _ if es_copia => Nuestra(mensaje),
            _ => Distinta,
        }
        // ANCHOR_END: mirar
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;
    use proptest::prelude::*;

    const PLAN: Plan = Plan { plazo: Duration::from_millis(100), tope: Duration::from_secs(9), intentos: 3 };

    #[test]
    fn cada_espera_dobla_la_anterior_y_se_acaban() {
        let mut peticion = Peticion::nueva(b"hola", None, PLAN);
        let esperas: Vec<u128> = std::iter::from_fn(|| peticion.intentar()).map(|espera| espera.as_millis()).collect();
        assert_eq!((esperas, peticion.intento()), (vec![100, 200, 400], 3));
        let mut terca = Peticion::nueva(b"", None, Plan { intentos: 100, ..PLAN });
        assert_eq!(std::iter::from_fn(|| terca.intentar()).last(), Some(PLAN.tope));
    }

    #[test]
    fn sin_numero_el_mensaje_viaja_tal_cual_y_solo_vale_su_eco() {
        let peticion = Peticion::nueva(b"hola", None, PLAN);
        assert_eq!(peticion.datagrama(), b"hola");
        assert_eq!(peticion.mirar(b"hola"), Respuesta::Nuestra(b"hola"));
        for otra in [&b"HOLA"[..], b"", b"hola\n"] {
            assert_eq!(peticion.mirar(otra), Respuesta::Distinta);
        }
    }

    #[test]
    fn con_numero_se_sabe_de_quien_es_aunque_digan_lo_mismo() {
        let (segunda, tercera) = (Peticion::nueva(b"hola", Some(2), PLAN), Peticion::nueva(b"hola", Some(3), PLAN));
        assert_eq!(segunda.datagrama(), b"\0\0\0\x02hola");
        assert_eq!(segunda.mirar(segunda.datagrama()), Respuesta::Nuestra(b"hola"));
        assert_eq!(tercera.mirar(segunda.datagrama()), Respuesta::DeOtra(2));
        for rara in [&b"\0\0\0\x02HOLA"[..], b"", b"\0\0\0"] {
            assert_eq!(segunda.mirar(rara), Respuesta::Distinta);
        }
    }

    proptest! {
        /// Llegue lo que llegue, y en el orden que llegue, una petición numerada solo acepta su propio eco.
        #[test]
        fn ninguna_respuesta_se_toma_por_la_de_otra(
            mensajes in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..4), 1..20),
            basura in proptest::collection::vec(any::<u8>(), 0..9),
        ) {
            let peticiones: Vec<Peticion> =
                mensajes.iter().zip(1..).map(|(mensaje, n)| Peticion::nueva(mensaje, Some(n), PLAN)).collect();
            for (i, una) in peticiones.iter().enumerate() {
                for (j, otra) in peticiones.iter().enumerate() {
                    let vale = una.mirar(otra.datagrama()) == Respuesta::Nuestra(&mensajes[i]);
                    prop_assert_eq!(vale, i == j);
                }
                if basura != una.datagrama() {
                    prop_assert!(!matches!(una.mirar(&basura), Respuesta::Nuestra(_)));
                }
            }
        }
    }
}
