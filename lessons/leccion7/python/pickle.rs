//! Pickles, solo como datos: números, textos y tuplas.
//!
//! Un pickle es un programa para una máquina de pila, y entre sus órdenes está «busca esta función y llámala»: dárselo a
//! Python cuando viene de la red es dejar que un desconocido ejecute lo que quiera. Aquí solo existen las órdenes que
//! apilan números, textos y tuplas; todas las demás son un error. Tampoco está la de duplicar lo apilado: con ella, y con
//! la de hacer parejas, cien bytes describen 2⁵⁰ valores. Así, lo que se ocupa es siempre proporcional a lo que ha llegado.

/// Un valor de los que viajan en los píxeles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Valor {
    Entero(i64),
    Texto(String),
    Tupla(Vec<Valor>),
}

/// Tuplas dentro de tuplas, como mucho. Un píxel necesita dos.
const HONDURA: usize = 4;

/// El primer pickle que haya en `bytes` y cuántos ocupa. Él mismo dice dónde acaba, así que detrás puede venir otro.
pub fn leer(bytes: &[u8]) -> Option<(Valor, usize)> {
    let mut lector = Lector { resto: bytes };
    // Lo apilado, y la altura de la pila en cada marca.
    let (mut pila, mut marcas): (Vec<Valor>, Vec<usize>) = (Vec::new(), Vec::new());
    // ANCHOR: ordenes
    loop {
        let valor = match lector.byte()? {
            // Versión del formato, y cuánto ocupa lo que sigue.
            0x80 => {
                lector.tomar(1)?;
                continue;
            }
            0x95 => {
                lector.tomar(8)?;
                continue;
            }
            // Enteros de 1, 2 y 4 bytes, y de los que digan.
            b'K' => Valor::Entero(lector.byte()?.into()),
            b'M' => Valor::Entero(lector.sin_signo(2)?),
            b'J' => Valor::Entero(i64::from(lector.sin_signo(4)? as i32)),
            0x8a => Valor::Entero(lector.largo()?),
            // Textos de hasta 255 bytes, o más largos.
            0x8c => {
                let n = lector.byte()?;
                lector.texto(n.into())?
            }
            b'X' => {
                let n = lector.sin_signo(4)?;
                lector.texto(n)?
            }
            // Tuplas: vacía, de 1, 2 o 3, y desde la marca.
            b')' => Valor::Tupla(Vec::new()),
            n @ 0x85..=0x87 => tupla(&mut pila, usize::from(n) - 0x84)?,
            b'(' => {
                marcas.push(pila.len());
                continue;
            }
            b't' => {
                let desde = pila.len().checked_sub(marcas.pop()?)?;
                tupla(&mut pila, desde)?
            }
            // «Recuerda esto»: solo importa si después lo piden.
            0x94 => continue,
            b'q' => {
                lector.tomar(1)?;
                continue;
            }
            b'.' => break,
            _ => return None,
        };
        pila.push(valor);
    }
    // ANCHOR_END: ordenes
    let valor = pila.pop().filter(|valor| pila.is_empty() && hondo(valor) <= HONDURA)?;
    Some((valor, bytes.len() - lector.resto.len()))
}

/// Los `cuantos` últimos de la pila, hechos tupla.
fn tupla(pila: &mut Vec<Valor>, cuantos: usize) -> Option<Valor> {
    let valores = pila.split_off(pila.len().checked_sub(cuantos)?);
    // Que no se anide sin fin: una pila de tuplas se destruye llamándose a sí misma.
    Some(Valor::Tupla(valores)).filter(|tupla| hondo(tupla) <= HONDURA)
}

fn hondo(valor: &Valor) -> usize {
    match valor {
        Valor::Tupla(valores) => 1 + valores.iter().map(hondo).max().unwrap_or(0),
        _ => 0,
    }
}

struct Lector<'a> {
    resto: &'a [u8],
}

impl Lector<'_> {
    fn tomar(&mut self, cuantos: usize) -> Option<&[u8]> {
        let (estos, resto) = self.resto.split_at_checked(cuantos)?;
        self.resto = resto;
        Some(estos)
    }

    fn byte(&mut self) -> Option<u8> {
        self.tomar(1)?.first().copied()
    }

    /// Un entero sin signo, con el byte de menos peso primero: al revés que en la red.
    fn sin_signo(&mut self, cuantos: usize) -> Option<i64> {
        let bytes = self.tomar(cuantos)?;
        Some(bytes.iter().rev().fold(0, |numero, byte| numero << 8 | i64::from(*byte)))
    }

    /// Un entero con signo que dice cuántos bytes ocupa.
    fn largo(&mut self) -> Option<i64> {
        let bytes = usize::from(self.byte()?);
        if bytes > 8 {
            return None; // ninguna coordenada es tan grande
        }
        let numero = self.sin_signo(bytes)?;
        // El signo es el bit de más peso de los que hay: subirlo y bajarlo lo extiende.
        let sobran = 64 - 8 * bytes as u32;
        Some(if bytes == 0 { 0 } else { numero << sobran >> sobran })
    }

    fn texto(&mut self, cuantos: i64) -> Option<Valor> {
        let bytes = self.tomar(usize::try_from(cuantos).ok()?)?;
        Some(Valor::Texto(std::str::from_utf8(bytes).ok()?.to_string()))
    }
}

/// Escribe un valor como lo haría `pickle.dumps`. Vale para cualquier Python desde el 3.4.
pub fn escribir(valor: &Valor) -> Vec<u8> {
    let mut bytes = vec![0x80, 4];
    apilar(valor, &mut bytes);
    bytes.push(b'.');
    bytes
}

fn apilar(valor: &Valor, bytes: &mut Vec<u8>) {
    match valor {
        Valor::Entero(numero) => match (u8::try_from(*numero), u16::try_from(*numero)) {
            (Ok(numero), _) => bytes.extend([b'K', numero]),
            (_, Ok(numero)) => {
                bytes.push(b'M');
                bytes.extend(numero.to_le_bytes());
            }
            _ => {
                bytes.extend([0x8a, 8]);
                bytes.extend(numero.to_le_bytes());
            }
        },
        Valor::Texto(texto) => {
            bytes.push(b'X');
            bytes.extend((texto.len() as u32).to_le_bytes());
            bytes.extend(texto.as_bytes());
        }
        Valor::Tupla(valores) => {
            bytes.push(b'(');
            valores.iter().for_each(|valor| apilar(valor, bytes));
            bytes.push(b't');
        }
    }
}
