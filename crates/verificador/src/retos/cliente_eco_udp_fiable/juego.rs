//! Lo que se dicen un cliente fiable y su servidor: qué pregunta toca, y cómo se llama equivocarse.

use crate::datagramas::{AnfitrionUdp, Buzon};
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::{Mesa, SILENCIO};
use redes::fallas::{Cadena, Datagrama};

impl Buzon<'_> {
    pub fn decir(&mut self, datagrama: &[u8]) -> Paso {
        self.enviar(datagrama);
        Ok(())
    }
}

/// El cliente, las líneas que se le han dado y el buzón con el que se le contesta.
pub struct Juego<'m> {
    pub buzon: Buzon<'m>,
    lineas: Vec<Vec<u8>>,
    /// El primer datagrama, que ya ha llegado.
    primero: Option<Datagrama>,
}

impl<'m> Juego<'m> {
    pub fn nuevo(
        mesa: &'m Mesa<'m>,
        local: &'m AnfitrionUdp,
        entrada: &[u8],
        ida: Cadena<Datagrama>,
        vuelta: Cadena<Datagrama>,
    ) -> Paso<Self> {
        let (buzon, primero) = local.primero_por(mesa, ida, vuelta)?;
        let entera = entrada.strip_suffix(b"\n").unwrap_or(entrada);
        let lineas = entera.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        Ok(Self { buzon, lineas, primero: Some(primero) })
    }

    /// El datagrama de la pregunta `numero`, de 1 en adelante.
    pub fn pregunta(&self, numero: usize) -> Datagrama {
        let linea = self.lineas.get(numero - 1).map_or(&[][..], Vec::as_slice);
        let numero = u32::try_from(numero).unwrap_or(u32::MAX);
        [&numero.to_be_bytes(), linea].concat()
    }

    /// ¿De qué pregunta ya contestada, anterior a `numero`, es copia este datagrama?
    pub fn es_repetida(&self, datagrama: &[u8], numero: usize) -> bool {
        (1..numero).any(|otra| self.pregunta(otra) == datagrama)
    }

    /// Exige que llegue la pregunta `numero`. A las de antes, si vuelven, les contesta otra vez, como cualquier servidor.
    pub fn exigir_pregunta(&mut self, numero: usize, callado: &'static str) -> Paso {
        let toca = self.pregunta(numero);
        for _ in 0..self.repetidas() {
            let llegado = match self.primero.take() {
                Some(primero) => Some(primero),
                None => self.buzon.recibir(SILENCIO).map(|(datagrama, _)| datagrama),
            };
            match llegado {
                Some(datagrama) if datagrama == toca => return Ok(()),
                Some(datagrama) if self.es_repetida(&datagrama, numero) => self.buzon.enviar(&datagrama),
                Some(datagrama) => return Err(self.no_es(numero, datagrama)),
                None => return Err(self.buzon.juzgar(&toca, None, callado)),
            }
        }
        let repetida = self.pregunta(numero.saturating_sub(1).max(1));
        Err(self.no_avanza(&toca, &repetida))
    }

    /// Las preguntas ya contestadas que pueden volver sin que sea raro: una copia de cada una, y los reintentos de la última.
    fn repetidas(&self) -> usize {
        self.lineas.len() * 3 + 20
    }

    fn no_avanza(&self, toca: &[u8], visto: &[u8]) -> Tropiezo {
        let frase = "Tu programa no deja de enviar preguntas que ya están contestadas.";
        self.buzon.mal("R22", frase, toca, visto)
    }

    /// Ha llegado algo que no es la pregunta `numero`.
    pub fn no_es(&mut self, numero: usize, visto: Datagrama) -> Tropiezo {
        let (toca, linea) = (self.pregunta(numero), &self.lineas[numero - 1]);
        let al_reves = u32::try_from(numero).unwrap_or(u32::MAX).to_le_bytes();
        if visto.get(..4) == Some(&al_reves[..]) && visto[4..] == *linea {
            let frase = format!("El número de la pregunta {numero} lleva los bytes al revés.");
            return self.buzon.mal("R12", frase, &toca, &visto);
        }
        if visto.get(4..) == Some(&linea[..]) {
            let frase = format!("La línea es la que toca, pero su número no es el {numero}.");
            return self.buzon.mal("R21", frase, &toca, &visto);
        }
        if visto.get(..4) == toca.get(..4) && visto.get(4..) == self.lineas.get(numero).map(Vec::as_slice) {
            let frase = format!("La pregunta {numero} tenía que ser la línea {numero}, y es la siguiente.");
            return self.buzon.mal("R21", frase, &toca, &visto);
        }
        if numero < self.lineas.len() && visto == self.pregunta(numero + 1) {
            let frase = format!("Ha llegado la pregunta {}, y aún esperaba la {numero}.", numero + 1);
            return self.buzon.mal("R21", frase, &toca, &visto);
        }
        match self.buzon.exigir_envio(&toca, visto) {
            Err(tropiezo) => tropiezo,
            Ok(()) => Tropiezo::Cancelado,
        }
    }

    pub fn responder(&mut self, numero: usize) {
        let eco = self.pregunta(numero);
        self.buzon.enviar(&eco);
    }

    /// Desde la pregunta `desde`, contesta a todas y espera a que el programa acabe.
    pub fn seguir(&mut self, desde: usize, callado: &'static str) -> Paso {
        for numero in desde..=self.lineas.len() {
            self.exigir_pregunta(numero, callado)?;
            self.responder(numero);
        }
        let ultima = self.lineas.len();
        let mut quedan = self.repetidas();
        while let Some((datagrama, _)) = self.buzon.recibir(SILENCIO) {
            quedan -= 1;
            if quedan == 0 {
                return Err(self.no_avanza(b"", &datagrama));
            }
            if !self.es_repetida(&datagrama, ultima + 1) {
                let frase = "Todas las preguntas están contestadas, y tu programa envía algo más.";
                return Err(self.buzon.mal("R22", frase, b"", &datagrama));
            }
            self.buzon.enviar(&datagrama);
        }
        Ok(())
    }

    /// Lo que tiene que escribir al final.
    pub fn salida(&self) -> Vec<u8> {
        self.lineas.iter().flat_map(|linea| [linea, &b"\n"[..]].concat()).collect()
    }
}
