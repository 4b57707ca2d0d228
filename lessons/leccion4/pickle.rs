//! Leer un pickle de Python **como datos**: textos, números y listas de textos y números. Nada más.
//!
//! Un pickle no es un formato de datos: es un programa para una máquina de pila, con una orden por byte («apila un
//! texto», «haz una lista con lo apilado»… y también «busca esta función y llámala», que es por lo que nunca hay que
//! darle a Python un pickle ajeno; la lección 5 lo enseña). Aquí solo se conocen las órdenes que apilan datos. Las
//! demás no es que estén prohibidas: es que no existen.
//!
//! Un pickle dice dónde acaba (su última orden es `.`), así que se puede sacar del flujo sin nada más.

use std::rc::Rc;

/// Lo más que puede ocupar uno, en bytes: aquí solo viajan un nombre o una respuesta.
pub const LIMITE: usize = 8 * 1024;

/// Cuántas listas puede haber una dentro de otra.
const HONDURA: usize = 8;

/// Un valor de los que se admiten. Una tupla se lee igual que una lista.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Valor {
    Nada,
    Entero(i64),
    Texto(Rc<str>),
    Lista(Vec<Valor>),
}

/// El primer pickle que haya en `bytes` y cuántos ocupa; `None` si todavía no ha llegado entero.
///
/// # Errors
/// Por qué no se puede leer. El flujo ya no sirve: no se sabe dónde empieza el siguiente.
pub fn leer(bytes: &[u8]) -> Result<Option<(Valor, usize)>, String> {
    let mut maquina = Maquina {
        resto: bytes,
        pila: Vec::new(),
        marcas: Vec::new(),
        memoria: Vec::new(),
    };
    match maquina.ejecutar() {
        Ok(valor) => {
            Ok(Some((valor, bytes.len() - maquina.resto.len())))
        }
        Err(Alto::Faltan) if bytes.len() < LIMITE => Ok(None),
        Err(Alto::Faltan) => {
            Err(format!("el pickle pasa de {LIMITE} bytes"))
        }
        Err(Alto::Mal(motivo)) => Err(motivo),
    }
}

/// Por qué se para la máquina sin haber acabado.
enum Alto {
    /// Se han acabado los bytes: quizá lleguen más.
    Faltan,
    Mal(String),
}

fn mal<T>(motivo: &str) -> Result<T, Alto> {
    Err(Alto::Mal(motivo.to_string()))
}

struct Maquina<'a> {
    resto: &'a [u8],
    pila: Vec<Valor>,
    /// Por dónde iba la pila en cada `(`.
    marcas: Vec<usize>,
    /// Lo que se puede volver a apilar sin repetirlo. Solo textos y números: con listas, veinte bytes bastarían para
    /// pedir un millón de copias.
    memoria: Vec<(u32, Valor)>,
}

impl Maquina<'_> {
    fn ejecutar(&mut self) -> Result<Valor, Alto> {
        loop {
            match self.byte()? {
                b'.' => {
                    return self.pila.pop().ok_or_else(|| {
                        Alto::Mal("el pickle está vacío".to_string())
                    });
                }
                0x80 => drop(self.byte()?), // versión del formato
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
                b']' | b')' => self.apilar(Valor::Lista(Vec::new())),
                b'(' => self.marcas.push(self.pila.len()),
                b'a' => self.anadir(1)?,
                b'e' => {
                    let cuantos = self.desde_la_marca()?;
                    self.anadir(cuantos)?;
                }
                b'l' | b't' => {
                    let cuantos = self.desde_la_marca()?;
                    self.juntar(cuantos)?;
                }
                codigo @ 0x85..=0x87 => {
                    self.juntar(usize::from(codigo - 0x84))?
                }
                0x94 => self.recordar(
                    u32::try_from(self.memoria.len())
                        .unwrap_or(u32::MAX),
                ),
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
                    return mal(&format!(
                        "en ese pickle hay algo más que datos (orden {otro:02x})"
                    ));
                }
            }
        }
    }

    fn byte(&mut self) -> Result<u8, Alto> {
        let (primero, resto) =
            self.resto.split_first().ok_or(Alto::Faltan)?;
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
        self.apilar(Valor::Entero(
            (sin_signo << libres) as i64 >> libres,
        ));
        Ok(())
    }

    fn texto(&mut self, ancho: usize) -> Result<(), Alto> {
        let largo = self.entero(ancho)?;
        // Se mira antes de hacer nada: aunque diga que vienen 8 EiB, no se reserva ni un byte.
        let Some(largo) = usize::try_from(largo)
            .ok()
            .filter(|largo| *largo <= LIMITE)
        else {
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
        self.pila.push(valor);
    }

    fn desde_la_marca(&mut self) -> Result<usize, Alto> {
        match self.marcas.pop() {
            Some(marca) if marca <= self.pila.len() => {
                Ok(self.pila.len() - marca)
            }
            _ => mal("el pickle está mal hecho"),
        }
    }

    /// Convierte lo último apilado en una lista.
    fn juntar(&mut self, cuantos: usize) -> Result<(), Alto> {
        let Some(desde) = self.pila.len().checked_sub(cuantos) else {
            return mal("el pickle está mal hecho");
        };
        let lista = Valor::Lista(self.pila.split_off(desde));
        if hondura(&lista) > HONDURA {
            return mal(
                "el pickle tiene demasiadas listas unas dentro de otras",
            );
        }
        self.apilar(lista);
        Ok(())
    }

    /// Pasa lo último apilado a la lista que hay debajo.
    fn anadir(&mut self, cuantos: usize) -> Result<(), Alto> {
        let Some(desde) = self.pila.len().checked_sub(cuantos) else {
            return mal("el pickle está mal hecho");
        };
        let nuevos = self.pila.split_off(desde);
        let Some(Valor::Lista(lista)) = self.pila.last_mut() else {
            return mal("el pickle está mal hecho");
        };
        lista.extend(nuevos);
        match self.pila.last() {
            Some(lista) if hondura(lista) > HONDURA => mal(
                "el pickle tiene demasiadas listas unas dentro de otras",
            ),
            _ => Ok(()),
        }
    }

    fn recordar(&mut self, lugar: u32) {
        let valor = match self.pila.last() {
            Some(valor @ (Valor::Texto(_) | Valor::Entero(_))) => {
                valor.clone()
            }
            _ => Valor::Nada,
        };
        self.memoria.push((lugar, valor));
    }

    fn repetir(&mut self, ancho: usize) -> Result<(), Alto> {
        let lugar = self.entero(ancho)? as u32;
        match self
            .memoria
            .iter()
            .rev()
            .find(|(otro, _)| *otro == lugar)
        {
            Some((_, valor)) if *valor != Valor::Nada => {
                self.apilar(valor.clone())
            }
            _ => {
                return mal(
                    "el pickle repite algo que no es un texto ni un número",
                );
            }
        }
        Ok(())
    }
}

/// Cuántas listas hay una dentro de otra. Nunca son muchas: se mira cada vez que crece una.
fn hondura(valor: &Valor) -> usize {
    match valor {
        Valor::Lista(valores) => {
            1 + valores.iter().map(hondura).max().unwrap_or(0)
        }
        _ => 0,
    }
}

/// Escribe una pareja `(numero, texto)` como la escribe `pickle.dumps` (protocolo 2, que entiende cualquier Python 3).
pub fn tupla(numero: u8, texto: &str) -> Vec<u8> {
    let mut bytes = vec![0x80, 2, b'K', numero];
    poner_texto(&mut bytes, texto);
    bytes.extend([0x86, b'.']);
    bytes
}

/// Escribe una lista `[numero, texto]`.
pub fn lista(numero: u8, texto: &str) -> Vec<u8> {
    let mut bytes = vec![0x80, 2, b']', b'(', b'K', numero];
    poner_texto(&mut bytes, texto);
    bytes.extend([b'e', b'.']);
    bytes
}

/// Escribe una lista `[orden, texto]`.
pub fn lista_de_textos(orden: &str, texto: &str) -> Vec<u8> {
    let mut bytes = vec![0x80, 2, b']', b'('];
    poner_texto(&mut bytes, orden);
    poner_texto(&mut bytes, texto);
    bytes.extend([b'e', b'.']);
    bytes
}

fn poner_texto(bytes: &mut Vec<u8>, texto: &str) {
    // Cuatro bytes de longitud, con el bajo delante: al revés que nuestros marcos.
    bytes.push(b'X');
    bytes.extend(
        u32::try_from(texto.len()).unwrap_or(u32::MAX).to_le_bytes(),
    );
    bytes.extend(texto.as_bytes());
}

#[cfg(test)]
mod pruebas {
    use proptest::prelude::*;

    use super::*;

    fn texto(texto: &str) -> Valor {
        Valor::Texto(texto.into())
    }

    /// `pickle.dumps(["JOIN", "Ana"])` con los protocolos 2 a 5.
    const UNIRSE: [&[u8]; 4] = [
        b"\x80\x02]q\x00(X\x04\x00\x00\x00JOINq\x01X\x03\x00\x00\x00Anaq\x02e.",
        b"\x80\x03]q\x00(X\x04\x00\x00\x00JOINq\x01X\x03\x00\x00\x00Anaq\x02e.",
        b"\x80\x04\x95\x12\x00\x00\x00\x00\x00\x00\x00]\x94(\x8c\x04JOIN\x94\x8c\x03Ana\x94e.",
        b"\x80\x05\x95\x12\x00\x00\x00\x00\x00\x00\x00]\x94(\x8c\x04JOIN\x94\x8c\x03Ana\x94e.",
    ];

    #[test]
    fn los_pickles_de_python() {
        for pickle in UNIRSE {
            let visto = leer(pickle).unwrap().unwrap();
            assert_eq!(
                visto,
                (
                    Valor::Lista(vec![texto("JOIN"), texto("Ana")]),
                    pickle.len()
                )
            );
            for corte in 0..pickle.len() {
                assert_eq!(
                    leer(&pickle[..corte]),
                    Ok(None),
                    "cortado en {corte}"
                );
            }
            let dos = [pickle, UNIRSE[0]].concat();
            assert_eq!(leer(&dos).unwrap().unwrap().1, pickle.len());
        }
        // El mismo texto dos veces: la segunda va de memoria.
        let repetido = b"\x80\x04\x95\x0d\x00\x00\x00\x00\x00\x00\x00]\x94(\x8c\x04JOIN\x94h\x01e.";
        assert_eq!(
            leer(repetido).unwrap().unwrap().0,
            Valor::Lista(vec![texto("JOIN"), texto("JOIN")])
        );
        let tuplas = b"\x80\x04K\x01\x8c\x01a\x94\x86\x94.";
        assert_eq!(
            leer(tuplas).unwrap().unwrap().0,
            Valor::Lista(vec![Valor::Entero(1), texto("a")])
        );
        for (bytes, numero) in [
            (&b"K\xff."[..], 255),
            (b"M\xff\xff.", 65535),
            (b"J\xff\xff\xff\xff.", -1),
            (b"\x8a\x03\x00\x00\x80.", -8_388_608),
        ] {
            assert_eq!(
                leer(bytes).unwrap().unwrap().0,
                Valor::Entero(numero)
            );
        }
    }

    #[test]
    fn lo_que_escribimos_se_lee() {
        assert_eq!(
            leer(&tupla(1, "¿ñ?")).unwrap().unwrap().0,
            Valor::Lista(vec![Valor::Entero(1), texto("¿ñ?")])
        );
        assert_eq!(
            leer(&lista(2, "a")).unwrap().unwrap().0,
            Valor::Lista(vec![Valor::Entero(2), texto("a")])
        );
        let unirse = lista_de_textos("JOIN", "Ana");
        assert_eq!(
            leer(&unirse).unwrap().unwrap().0,
            Valor::Lista(vec![texto("JOIN"), texto("Ana")])
        );
    }

    #[test]
    fn nada_se_ejecuta_ni_se_reserva() {
        // cos\nsystem\n(S'…'tR. — el de siempre.
        assert!(
            leer(b"cos\nsystem\n(S'true'\ntR.")
                .unwrap_err()
                .contains("algo más que datos (orden 63)")
        );
        assert!(
            leer(b"\x80\x04\x8c\x02os\x94\x8c\x06system\x94\x93.")
                .unwrap_err()
                .contains("orden 93")
        );
        // Un texto que dice medir 8 EiB.
        assert!(
            leer(b"\x8d\xff\xff\xff\xff\xff\xff\xff\x7f")
                .unwrap_err()
                .contains("demasiado largo")
        );
        assert!(
            leer(&[b']'; LIMITE])
                .unwrap_err()
                .contains("pasa de 8192 bytes")
        );
        let anidadas =
            [vec![b']'; 100], vec![b'a'; 99], vec![b'.']].concat();
        assert!(
            leer(&anidadas)
                .unwrap_err()
                .contains("unas dentro de otras")
        );
        // Una lista que se contiene muchas veces a sí misma.
        assert!(
            leer(b"]\x94h\x00h\x00\x87.")
                .unwrap_err()
                .contains("repite algo")
        );
    }

    proptest! {
        #[test]
        fn ningun_byte_la_rompe(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = leer(&bytes);
        }

        #[test]
        fn ninguna_orden_conocida_la_rompe(
            bytes in proptest::collection::vec(
                proptest::sample::select(b".NKMJX])(aeltqrhj\x80\x85\x86\x87\x88\x89\x8a\x8c\x8d\x94\x95\x00\x01\x02".to_vec()),
                0..300,
            )
        ) {
            if let Ok(Some((valor, leidos))) = leer(&bytes) {
                prop_assert!(leidos <= bytes.len() && hondura(&valor) <= HONDURA);
            }
        }
    }
}
