//! Bytes de otro, camino de una pantalla: se ven, pero no mandan.
//!
//! Un eco, o cualquier cosa que envíe un servidor, puede llevar órdenes para la terminal. A una tubería o a un fichero van
//! tal cual, que para eso se piden; a una terminal, con lo que no se ve tapado, como hace [`visible`](super::visible). Aquí, además,
//! el texto llega a trozos: una letra puede venir partida entre dos lecturas, y solo es un error si no llega su otra mitad.

use std::io::{self, IsTerminal, Stdout, Write};

use super::visible::a_la_vista;

/// Lo que se ve en lugar de un byte que no es texto.
const NO_ES_TEXTO: char = '\u{fffd}';

/// Un destino para bytes ajenos: si `filtra`, son texto para una persona; si no, pasan tal cual.
#[derive(Debug)]
pub struct Ajeno<W: Write> {
    destino: W,
    filtra: bool,
    /// Los primeros bytes de una letra que aún no ha llegado entera: tres, como mucho.
    pendiente: Vec<u8>,
    /// La última letra enseñada: una tilde suelta necesita una debajo.
    ultima: Option<char>,
}

/// stdout, para bytes de otro: filtrados si es una terminal, tal cual si no.
#[must_use]
pub fn salida_ajena() -> Ajeno<Stdout> {
    let salida = io::stdout();
    let filtra = salida.is_terminal();
    Ajeno::nuevo(salida, filtra)
}

impl<W: Write> Ajeno<W> {
    /// Lo que se le escriba irá a `destino`.
    pub fn nuevo(destino: W, filtra: bool) -> Self {
        Self { destino, filtra, pendiente: Vec::new(), ultima: None }
    }

    /// No llegará nada más: si había una letra a medias, ya no se completará.
    ///
    /// # Errors
    /// Los de escribir en el destino.
    pub fn terminar(&mut self) -> io::Result<()> {
        if !self.pendiente.is_empty() {
            self.pendiente.clear();
            self.ultima = Some(NO_ES_TEXTO);
            self.destino.write_all(NO_ES_TEXTO.encode_utf8(&mut [0; 4]).as_bytes())?;
        }
        self.destino.flush()
    }

    /// Lo que se ve de lo que hay ahora. Si acaba con una letra a medias, la guarda para la próxima vez.
    fn a_la_vista(&mut self, bytes: &[u8]) -> String {
        let mut todo = std::mem::take(&mut self.pendiente);
        todo.extend_from_slice(bytes);
        let mut visto = String::with_capacity(todo.len());
        let mut trozos = todo.utf8_chunks().peekable();
        while let Some(trozo) = trozos.next() {
            for letra in trozo.valid().chars() {
                let letra = if matches!(letra, '\n' | '\t') { letra } else { a_la_vista(letra, self.ultima) };
                visto.push(letra);
                self.ultima = Some(letra);
            }
            if trozos.peek().is_none() && le_falta_el_final(trozo.invalid()) {
                self.pendiente = trozo.invalid().to_vec();
            } else if !trozo.invalid().is_empty() {
                visto.push(NO_ES_TEXTO);
                self.ultima = Some(NO_ES_TEXTO);
            }
        }
        visto
    }
}

/// ¿Puede ser el principio de una letra, y lo que falta está por llegar?
fn le_falta_el_final(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

impl<W: Write> Write for Ajeno<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.filtra {
            return self.destino.write(bytes);
        }
        let visto = self.a_la_vista(bytes);
        // Todo o nada: lo que se ve no ocupa lo mismo que lo que llegó, y no se podría decir cuánto falta.
        self.destino.write_all(visto.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.destino.flush()
    }
}

#[cfg(test)]
mod pruebas {
    use proptest::prelude::*;

    use super::super::visible;
    use super::*;

    /// Lo que se ve al escribir esos trozos, uno detrás de otro.
    fn ver(trozos: &[&[u8]], filtra: bool) -> Vec<u8> {
        let mut ajeno = Ajeno::nuevo(Vec::new(), filtra);
        for trozo in trozos {
            ajeno.write_all(trozo).unwrap();
        }
        ajeno.terminar().unwrap();
        ajeno.destino
    }

    fn texto(trozos: &[&[u8]]) -> String {
        String::from_utf8(ver(trozos, true)).unwrap()
    }

    #[test]
    fn en_una_terminal_nada_manda_y_en_una_tuberia_pasa_tal_cual() {
        let hostil = b"a\x1b[2J\x1b]0;t\x07b\r\x08\xc2\x9b31m\n\tfin\xe2\x80\xae";
        assert_eq!(texto(&[hostil]), "a·[2J·]0;t·b···31m\n\tfin·");
        assert_eq!(ver(&[hostil], false), hostil);
    }

    #[test]
    fn una_letra_partida_entre_dos_lecturas_es_una_letra() {
        assert_eq!(texto(&[b"se\xc3", b"\xb1or"]), "señor");
        assert_eq!(texto(&[b"\xf0", b"\x9f", b"\xa6", b"\x80"]), "🦀");
        // Una orden partida también es una orden: C1 en UTF-8.
        assert_eq!(texto(&[b"\xc2", b"\x9b2J"]), "·2J");
        assert_eq!(texto(&[b"e", b"\xcc", b"\x81"]), "e\u{301}");
    }

    #[test]
    fn lo_que_no_es_texto_se_dice_cuando_ya_se_sabe() {
        assert_eq!(texto(&[b"a\xff\xfeb"]), "a\u{fffd}\u{fffd}b");
        assert_eq!(texto(&[b"se\xc3", b"or"]), "se\u{fffd}or");
        assert_eq!(texto(&[b"se\xc3"]), "se\u{fffd}");
    }

    proptest! {
        #[test]
        fn da_igual_por_donde_se_parta(bytes in prop::collection::vec(any::<u8>(), 0..60), corte in 0_usize..60) {
            let (uno, otro) = bytes.split_at(corte.min(bytes.len()));
            prop_assert_eq!(texto(&[uno, otro]), texto(&[&bytes]));
        }

        #[test]
        fn en_una_linea_se_ve_lo_mismo_que_en_cualquier_otro_sitio(linea in "\\PC{0,40}|.{0,40}") {
            prop_assume!(!linea.contains(['\n', '\t']));
            prop_assert_eq!(texto(&[linea.as_bytes()]), visible(&linea));
        }
    }
}
