//! La máquina de pila que hay detrás de un pickle, con las órdenes que apilan datos y ninguna más.

use std::collections::HashMap;

use super::{HONDURA, LIMITE, Valor};

/// Por qué se para la máquina sin haber acabado.
pub enum Alto {
    /// Se han acabado los bytes: quizá lleguen más.
    Faltan,
    Mal(String),
}

fn mal<T>(motivo: &str) -> Result<T, Alto> {
    Err(Alto::Mal(motivo.to_string()))
}

pub struct Maquina<'a> {
    resto: &'a [u8],
    /// Cada valor, con cuántas listas hay en él una dentro de otra: mirarlo cada vez que crece una costaría n².
    pila: Vec<(Valor, usize)>,
    /// Por dónde iba la pila en cada `(`.
    marcas: Vec<usize>,
    /// Lo que se puede volver a apilar sin repetirlo. Solo textos y números: con listas, veinte bytes bastarían para
    /// pedir un millón de copias.
    memoria: HashMap<u32, Valor>,
}

impl<'a> Maquina<'a> {
    pub fn nueva(bytes: &'a [u8]) -> Self {
        Self { resto: bytes, pila: Vec::new(), marcas: Vec::new(), memoria: HashMap::new() }
    }

    /// Cuántos bytes no ha leído.
    pub fn quedan(&self) -> usize {
        self.resto.len()
    }

    /// Ejecuta órdenes hasta la que dice «ya está».
    pub fn ejecutar(&mut self) -> Result<Valor, Alto> {
        loop {
            match self.byte()? {
                b'.' => {
                    let ultimo = self.pila.pop().map(|(valor, _)| valor);
                    return ultimo.ok_or_else(|| Alto::Mal("el pickle está vacío".to_string()));
                }
                0x80 => drop(self.byte()?),    // versión del formato
                0x95 => drop(self.entero(8)?), // cuánto ocupa lo que sigue; aquí no hace falta
                b'N' => self.apilar(Valor::Nada),
                0x88 => self.apilar(Valor::Entero(1)),
                0x89 => self.apilar(Valor::Entero(0)),
                b'K' => self.numero(1)?,
                b'M' => self.numero(2)?,
                b'J' => self.numero(4)?,
                0x8a => {
                    let cuantos = self.byte()?;
                    self.numero(usize::from(cuantos))?;
                }
                0x8c => self.texto(1)?,
                b'X' => self.texto(4)?,
                0x8d => self.texto(8)?,
                b']' => self.apilar(Valor::Lista(Vec::new())),
                b')' => self.apilar(Valor::Tupla(Vec::new())),
                b'(' => self.marcas.push(self.pila.len()),
                b'a' => self.anadir(1)?,
                b'e' => {
                    let cuantos = self.desde_la_marca()?;
                    self.anadir(cuantos)?;
                }
                b'l' => {
                    let cuantos = self.desde_la_marca()?;
                    self.juntar(cuantos, Valor::Lista)?;
                }
                b't' => {
                    let cuantos = self.desde_la_marca()?;
                    self.juntar(cuantos, Valor::Tupla)?;
                }
                codigo @ 0x85..=0x87 => self.juntar(usize::from(codigo - 0x84), Valor::Tupla)?,
                0x94 => self.recordar(u32::try_from(self.memoria.len()).unwrap_or(u32::MAX)),
                b'q' => {
                    let lugar = self.entero(1)?;
                    self.recordar(lugar as u32);
                }
                b'r' => {
                    let lugar = self.entero(4)?;
                    self.recordar(lugar as u32);
                }
                b'h' => self.repetir(1)?,
                b'j' => self.repetir(4)?,
                otro => {
                    return mal(&format!("en ese pickle hay algo más que datos (orden {otro:02x})"));
                }
            }
        }
    }

    fn byte(&mut self) -> Result<u8, Alto> {
        let (primero, resto) = self.resto.split_first().ok_or(Alto::Faltan)?;
        self.resto = resto;
        Ok(*primero)
    }

    /// Un entero de `ancho` bytes, con el bajo delante.
    fn entero(&mut self, ancho: usize) -> Result<u64, Alto> {
        let mut total = 0;
        for lugar in 0..ancho {
            total |= u64::from(self.byte()?) << (8 * lugar);
        }
        Ok(total)
    }

    fn numero(&mut self, ancho: usize) -> Result<(), Alto> {
        if ancho > 8 {
            return mal("un número no cabe en 64 bits");
        }
        let sin_signo = self.entero(ancho)?;
        // De cuatro bytes en adelante llevan signo; se extiende el bit más alto.
        let libres = if ancho < 3 { 0 } else { 64 - 8 * ancho as u32 };
        self.apilar(Valor::Entero((sin_signo << libres) as i64 >> libres));
        Ok(())
    }

    fn texto(&mut self, ancho: usize) -> Result<(), Alto> {
        let largo = self.entero(ancho)?;
        // Se mira antes de hacer nada: aunque diga que vienen 8 EiB, no se reserva ni un byte.
        let Some(largo) = usize::try_from(largo).ok().filter(|largo| *largo <= LIMITE) else {
            return mal("un texto del pickle es demasiado largo");
        };
        let texto = self.resto.get(..largo).ok_or(Alto::Faltan)?;
        let Ok(texto) = std::str::from_utf8(texto) else {
            return mal("un texto del pickle no es UTF-8");
        };
        self.apilar(Valor::Texto(texto.into()));
        self.resto = &self.resto[largo..];
        Ok(())
    }

    fn apilar(&mut self, valor: Valor) {
        let hondura = usize::from(matches!(valor, Valor::Lista(_) | Valor::Tupla(_)));
        self.pila.push((valor, hondura));
    }

    fn desde_la_marca(&mut self) -> Result<usize, Alto> {
        match self.marcas.pop() {
            Some(marca) if marca <= self.pila.len() => Ok(self.pila.len() - marca),
            _ => mal("el pickle está mal hecho"),
        }
    }

    /// Los últimos apilados, y cuántas listas más hay dentro del más hondo.
    fn desapilar(&mut self, cuantos: usize) -> Result<(Vec<Valor>, usize), Alto> {
        let Some(desde) = self.pila.len().checked_sub(cuantos) else {
            return mal("el pickle está mal hecho");
        };
        let hondura = self.pila[desde..].iter().map(|(_, hondura)| *hondura).max().unwrap_or(0);
        if hondura >= HONDURA {
            return mal("el pickle tiene demasiadas listas unas dentro de otras");
        }
        Ok((self.pila.drain(desde..).map(|(valor, _)| valor).collect(), hondura))
    }

    /// Convierte lo último apilado en una lista o en una tupla.
    fn juntar(&mut self, cuantos: usize, hacer: fn(Vec<Valor>) -> Valor) -> Result<(), Alto> {
        let (valores, hondura) = self.desapilar(cuantos)?;
        self.pila.push((hacer(valores), hondura + 1));
        Ok(())
    }

    /// Pasa lo último apilado a la lista que hay debajo.
    fn anadir(&mut self, cuantos: usize) -> Result<(), Alto> {
        let (nuevos, dentro) = self.desapilar(cuantos)?;
        let Some((Valor::Lista(lista), hondura)) = self.pila.last_mut() else {
            return mal("el pickle está mal hecho");
        };
        lista.extend(nuevos);
        *hondura = (*hondura).max(dentro + 1);
        Ok(())
    }

    fn recordar(&mut self, lugar: u32) {
        let valor = match self.pila.last() {
            Some((valor @ (Valor::Texto(_) | Valor::Entero(_)), _)) => valor.clone(),
            _ => Valor::Nada,
        };
        self.memoria.insert(lugar, valor);
    }

    fn repetir(&mut self, ancho: usize) -> Result<(), Alto> {
        let lugar = self.entero(ancho)? as u32;
        match self.memoria.get(&lugar) {
            Some(valor) if *valor != Valor::Nada => self.apilar(valor.clone()),
            _ => return mal("el pickle repite algo que no es un texto ni un número"),
        }
        Ok(())
    }
}
