//! Recibir píxeles como en la serie, sin otro servidor: cada pickle se traduce al datagrama nuestro que diría lo mismo, y se
//! le da al receptor de siempre. Lo que no se puede traducir es lo que no está: sin el anuncio no hay medidas.

use std::net::SocketAddr;

use crate::pixeles::datagrama::{Datagrama, Mensaje};
use crate::pixeles::plano::{Formato, Plano};
use redes::pickle::{self, Valor};

/// De pickles a datagramas nuestros. Máquina pura: recuerda las medidas de quien está enviando.
#[derive(Debug, Default)]
pub struct Traductor {
    transferencia: u64,
    enviando: Option<EnCurso>,
    /// Píxeles que han llegado sin que se sepan las medidas, y de quién.
    sin_anuncio: u64,
    huerfano: Option<SocketAddr>,
}

/// Píxeles sin anuncio a partir de los que se avisa: uno o dos pueden ser los rezagados de la imagen anterior.
const HUERFANOS: u64 = 3;

#[derive(Debug)]
struct EnCurso {
    de: SocketAddr,
    ancho: u32,
    alto: u32,
    /// Se sabe con el primer píxel: `(r, g, b)` o un número.
    plano: Option<Plano>,
    envio: u32,
}

impl Traductor {
    /// Una vez por emisor: que llegan píxeles y no se sabe dónde van.
    pub fn queja(&mut self) -> Option<String> {
        let de = self.huerfano.filter(|_| self.sin_anuncio >= HUERFANOS)?;
        self.huerfano = None;
        Some(format!("{de}: envía píxeles, pero su anuncio no ha llegado: sin las medidas no sé dónde van"))
    }

    /// Los datagramas que dicen lo mismo que estos bytes, ya codificados. Si no lo entiende, los deja como están.
    pub fn traducir(&mut self, de: SocketAddr, bytes: &[u8]) -> Vec<Vec<u8>> {
        let (mut resto, mut salen) = (bytes, Vec::new());
        while !resto.is_empty() {
            let Ok(Some((valor, cuantos))) = pickle::leer(resto) else {
                salen.push(resto.to_vec()); // el receptor lo contará como ajeno
                break;
            };
            salen.extend(self.uno(de, &valor));
            resto = &resto[cuantos..];
        }
        salen
    }

    fn uno(&mut self, de: SocketAddr, valor: &Valor) -> Option<Vec<u8>> {
        match valor {
            Valor::Texto(texto) if **texto == *"END" => self.fin(de),
            Valor::Tupla(dos) => match dos.as_slice() {
                [Valor::Entero(ancho), Valor::Entero(alto)] => {
                    self.anuncio(de, u32::try_from(*ancho).ok()?, u32::try_from(*alto).ok()?)
                }
                [Valor::Tupla(donde), color] => self.pixel(de, donde, color),
                _ => None,
            },
            _ => None,
        }
    }

    /// Hasta el primer píxel no se sabe de qué tipo es la imagen, así que el anuncio se guarda.
    fn anuncio(&mut self, de: SocketAddr, ancho: u32, alto: u32) -> Option<Vec<u8>> {
        if self.enviando.as_ref().is_some_and(|otro| otro.de != de) {
            return None; // el lienzo ya tiene dueño; cuando acabe, o calle, volverá a estar libre
        }
        self.transferencia += 1;
        self.sin_anuncio = 0;
        let nuevo = EnCurso { de, ancho, alto, plano: None, envio: 0 };
        // Las medidas disparatadas las rechaza quien recibe: se le pasa el anuncio ya, como si fuera gris.
        let plano = nuevo.plano(1);
        let cabe = plano.comprobar().is_ok();
        self.enviando = cabe.then_some(nuevo);
        (!cabe).then(|| self.codificar(plano, 0, Mensaje::Anuncio))
    }

    fn pixel(&mut self, de: SocketAddr, donde: &[Valor], color: &Valor) -> Option<Vec<u8>> {
        let Some(imagen) = self.enviando.as_mut().filter(|imagen| imagen.de == de) else {
            self.sin_anuncio += 1;
            if self.sin_anuncio == HUERFANOS {
                self.huerfano = Some(de);
            }
            return None;
        };
        let [Valor::Entero(x), Valor::Entero(y)] = donde else { return None };
        let canales = match color {
            Valor::Entero(gris) => vec![u8::try_from(*gris).ok()?],
            Valor::Tupla(canales) => canales.iter().map(byte).collect::<Option<_>>()?,
            _ => return None,
        };
        let (x, y) = (u32::try_from(*x).ok()?, u32::try_from(*y).ok()?);
        if x >= imagen.ancho || y >= imagen.alto || !(1..=4).contains(&canales.len()) {
            return None;
        }
        let plano = *imagen.plano.get_or_insert(imagen.plano(canales.len() as u8));
        let (numero, envio) = (y * plano.ancho + x, imagen.envio);
        imagen.envio += 1;
        Some(self.codificar(plano, envio, Mensaje::Trozo { numero, datos: &canales }))
    }

    fn fin(&mut self, de: SocketAddr) -> Option<Vec<u8>> {
        let imagen = self.enviando.take_if(|imagen| imagen.de == de)?;
        let plano = imagen.plano.unwrap_or_else(|| imagen.plano(1));
        // Quien envía no numera; si ha enviado un píxel por cada uno de la imagen, este sería su último envío. El anuncio
        // no cuenta: hasta el primer píxel no se traduce.
        let ultimo = u32::try_from(plano.pixeles()).unwrap_or(u32::MAX);
        Some(self.codificar(plano, ultimo, Mensaje::Fin))
    }

    /// El emisor de ahora ha callado, o su imagen está completa: el lienzo queda libre.
    pub fn soltar(&mut self) {
        self.enviando = None;
    }

    fn codificar(&self, plano: Plano, envio: u32, mensaje: Mensaje) -> Vec<u8> {
        let transferencia = self.transferencia;
        let mut bytes = Vec::new();
        Datagrama { transferencia, plano, envio, pide_acuse: false, sin_acuses: true, mensaje }.codificar(&mut bytes);
        bytes
    }
}

impl EnCurso {
    fn plano(&self, canales: u8) -> Plano {
        let formato = Formato { canales, bytes_por_canal: 1 };
        Plano { ancho: self.ancho, alto: self.alto, formato, por_datagrama: 1 }
    }
}

fn byte(valor: &Valor) -> Option<u8> {
    if let Valor::Entero(numero) = valor { u8::try_from(*numero).ok() } else { None }
}
