//! Lo que llega es lo que se envió: para cualquier lista de mensajes y cualquier manera de cortar los bytes.
//!
//! Se prueban a la vez las piezas de la lección y el marco endurecido de la biblioteca, que tienen que coincidir en
//! todo: los mismos bytes, los mismos mensajes y los mismos errores.

use std::io::{self, Read, Write};

use leccion3::lineas::{self, Lineas, escribir_linea};
use leccion3::marco;
use proptest::collection::vec;
use proptest::prelude::*;
use redes::marco as biblioteca;

/// Un flujo que da los bytes en los trozos que se le digan; un trozo de 0 es una señal que interrumpe la lectura.
struct Troceado<'a> {
    bytes: &'a [u8],
    cortes: std::iter::Cycle<std::slice::Iter<'a, usize>>,
    leidos: usize,
}

impl<'a> Troceado<'a> {
    fn nuevo(bytes: &'a [u8], cortes: &'a [usize]) -> Self {
        Self { bytes, cortes: cortes.iter().cycle(), leidos: 0 }
    }
}

impl Read for Troceado<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let cuantos = match self.cortes.next() {
            Some(0) => return Err(io::ErrorKind::Interrupted.into()),
            Some(corte) => (*corte).min(buffer.len()).min(self.bytes.len()),
            None => self.bytes.len().min(buffer.len()),
        };
        let (primeros, resto) = self.bytes.split_at(cuantos);
        buffer[..cuantos].copy_from_slice(primeros);
        self.bytes = resto;
        self.leidos += cuantos;
        Ok(cuantos)
    }
}

/// Acepta pocos bytes por escritura y cuenta cuántas le han pedido de más de 0 bytes.
#[derive(Default)]
struct Escrituras(Vec<Vec<u8>>);

impl Write for Escrituras {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.0.push(buffer.to_vec());
        Ok(buffer.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Trozos de 1 a 9 bytes con alguna interrupción entre medias. Nunca solo interrupciones.
fn cortes() -> impl Strategy<Value = Vec<usize>> {
    (vec(0_usize..10, 0..12), 1_usize..40).prop_map(|(mut cortes, ultimo)| {
        cortes.push(ultimo);
        cortes
    })
}

/// Textos que caben en una línea, con letras de uno a cuatro bytes.
fn mensaje_de_linea() -> impl Strategy<Value = String> {
    "[a-zñáü€🦀 \r\u{0}]{0,20}".prop_map(|texto| texto.trim_end_matches('\r').to_string())
}

type Fin = Result<(), (io::ErrorKind, String)>;

/// Todo lo que da un lector hasta que termina o falla.
fn agotar<T>(mut siguiente: impl FnMut() -> io::Result<Option<T>>) -> (Vec<T>, Fin) {
    let mut mensajes = Vec::new();
    loop {
        match siguiente() {
            Ok(Some(mensaje)) => mensajes.push(mensaje),
            Ok(None) => return (mensajes, Ok(())),
            Err(error) => return (mensajes, Err((error.kind(), error.to_string()))),
        }
    }
}

fn leer_lineas(bytes: &[u8], cortes: &[usize], bufer: usize) -> (Vec<String>, Fin) {
    let mut lector = Lineas::con_bufer(Troceado::nuevo(bytes, cortes), bufer);
    agotar(|| lector.siguiente())
}

fn leer_con_la_leccion(bytes: &[u8], cortes: &[usize]) -> (Vec<Vec<u8>>, Fin) {
    let mut fuente = Troceado::nuevo(bytes, cortes);
    agotar(|| marco::leer_marco(&mut fuente))
}

fn leer_con_la_biblioteca(bytes: &[u8], cortes: &[usize]) -> (Vec<Vec<u8>>, Fin) {
    let mut lector = biblioteca::Lector::nuevo(Troceado::nuevo(bytes, cortes));
    agotar(|| lector.leer())
}

/// Lo mismo, dándole los trozos a mano al decodificador.
fn decodificar(bytes: &[u8], trozo: usize) -> (Vec<Vec<u8>>, Fin) {
    let mut decodificador = biblioteca::Decodificador::nuevo(biblioteca::MAXIMO);
    let mut trozos = bytes.chunks(trozo);
    let mut entrada: &[u8] = &[];
    agotar(|| {
        loop {
            if let Some(cuerpo) = decodificador.avanzar(&mut entrada)? {
                return Ok(Some(cuerpo));
            }
            match trozos.next() {
                Some(trozo) => entrada = trozo,
                None => return decodificador.terminar().map(|()| None),
            }
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn las_lineas_llegan_como_se_enviaron(
        mensajes in vec(mensaje_de_linea(), 0..8),
        cortes in cortes(),
        bufer in 1_usize..40,
        con_retorno: bool,
        ultima_sin_salto: bool,
    ) {
        let mut bytes = Vec::new();
        for mensaje in &mensajes {
            escribir_linea(&mut bytes, mensaje)?;
            if con_retorno {
                bytes.pop();
                bytes.extend_from_slice(b"\r\n");
            }
        }
        if ultima_sin_salto && mensajes.last().is_some_and(|ultimo| !ultimo.is_empty()) {
            bytes.truncate(bytes.len() - if con_retorno { 2 } else { 1 });
        }
        prop_assert_eq!(leer_lineas(&bytes, &cortes, bufer), (mensajes, Ok(())));
    }

    #[test]
    fn los_marcos_llegan_como_se_enviaron(
        mensajes in vec(vec(any::<u8>(), 0..40), 0..8),
        cortes in cortes(),
        trozo in 1_usize..20,
    ) {
        let (mut bytes, mut de_biblioteca) = (Vec::new(), Vec::new());
        for mensaje in &mensajes {
            marco::escribir_marco(&mut bytes, mensaje)?;
            biblioteca::escribir(&mut de_biblioteca, mensaje)?;
        }
        prop_assert_eq!(&bytes, &de_biblioteca);
        let esperado = (mensajes, Ok(()));
        prop_assert_eq!(&leer_con_la_leccion(&bytes, &cortes), &esperado);
        prop_assert_eq!(&leer_con_la_biblioteca(&bytes, &cortes), &esperado);
        prop_assert_eq!(&decodificar(&bytes, trozo), &esperado);
    }

    /// Ni pánico ni desacuerdo con cualquier basura; las cabeceras pequeñas hacen que a veces parezcan marcos.
    #[test]
    fn la_basura_da_lo_mismo_en_la_leccion_y_en_la_biblioteca(
        bytes in vec(prop_oneof![3 => Just(0_u8), 1 => 0_u8..6, 1 => any::<u8>()], 0..200),
        cortes in cortes(),
        trozo in 1_usize..20,
    ) {
        let esperado = leer_con_la_leccion(&bytes, &cortes);
        prop_assert_eq!(&leer_con_la_biblioteca(&bytes, &cortes), &esperado);
        prop_assert_eq!(&decodificar(&bytes, trozo), &esperado);
        // Lo entregado nunca es más que lo recibido.
        let entregado: usize = esperado.0.iter().map(|mensaje| mensaje.len() + 4).sum();
        prop_assert!(entregado <= bytes.len());
    }

    /// Un marco cortado en cualquier punto: o es un buen final, o un error que dice cuántos bytes faltaban.
    #[test]
    fn un_marco_cortado_dice_cuanto_faltaba(mensaje in vec(any::<u8>(), 0..60), corte in 0_usize..64, cortes in cortes()) {
        let bytes = biblioteca::codificar(&mensaje, biblioteca::MAXIMO)?;
        let corte = corte.min(bytes.len());
        let (mensajes, fin) = leer_con_la_leccion(&bytes[..corte], &cortes);
        prop_assert_eq!(&leer_con_la_biblioteca(&bytes[..corte], &cortes), &(mensajes.clone(), fin.clone()));
        let faltan = if corte < 4 { 4 - corte } else { bytes.len() - corte };
        match fin {
            Ok(()) => prop_assert!(corte == 0 || mensajes == [mensaje]),
            Err((clase, frase)) => {
                prop_assert_eq!(clase, io::ErrorKind::UnexpectedEof);
                prop_assert!(frase.contains(&format!("faltaban {faltan} de los")), "{}", frase);
            }
        }
    }

    /// La basura, leída como líneas, da lo mismo se reparta como se reparta.
    #[test]
    fn la_basura_en_lineas_no_depende_de_los_cortes(
        bytes in vec(prop_oneof![1 => Just(b'\n'), 1 => Just(b'\r'), 1 => Just(0xc3), 2 => any::<u8>()], 0..200),
        cortes in cortes(),
        bufer in 1_usize..40,
    ) {
        prop_assert_eq!(leer_lineas(&bytes, &cortes, bufer), leer_lineas(&bytes, &[usize::MAX], 1024));
    }
}

#[test]
fn los_limites_son_los_mismos_en_la_leccion_y_en_la_biblioteca() {
    assert_eq!(marco::MAXIMO, biblioteca::MAXIMO);
    let justo = vec![7; marco::MAXIMO];
    let mut bytes = Vec::new();
    marco::escribir_marco(&mut bytes, &justo).unwrap();
    assert_eq!(leer_con_la_leccion(&bytes, &[100_000]), (vec![justo.clone()], Ok(())));
    assert_eq!(leer_con_la_biblioteca(&bytes, &[100_000]), (vec![justo], Ok(())));

    let pasado = vec![7; marco::MAXIMO + 1];
    let de_leccion = marco::escribir_marco(&mut Vec::new(), &pasado).unwrap_err();
    let de_biblioteca = biblioteca::escribir(&mut Vec::new(), &pasado).unwrap_err();
    assert_eq!(de_leccion.kind(), io::ErrorKind::InvalidInput);
    assert_eq!(de_leccion.kind(), de_biblioteca.kind());
    assert_eq!(de_leccion.to_string(), de_biblioteca.to_string());
}

#[test]
fn una_longitud_de_4_gib_se_rechaza_con_la_cabecera() {
    for cabecera in [[0xff; 4], [0, 0x10, 0, 1], [0x80, 0, 0, 0]] {
        let mut fuente = Troceado::nuevo(&cabecera, &[4]);
        let error = marco::leer_marco(&mut fuente).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        assert_eq!(leer_con_la_biblioteca(&cabecera, &[4]).1, Err((error.kind(), error.to_string())));
    }
}

#[test]
fn cada_mensaje_sale_en_una_sola_escritura() {
    let mut escrituras = Escrituras::default();
    marco::escribir_marco(&mut escrituras, "ñu".as_bytes()).unwrap();
    biblioteca::escribir(&mut escrituras, "ñu".as_bytes()).unwrap();
    escribir_linea(&mut escrituras, "ñu").unwrap();
    let marco = b"\0\0\0\x03\xc3\xb1u".to_vec();
    assert_eq!(escrituras.0, [marco.clone(), marco, b"\xc3\xb1u\n".to_vec()]);
}

#[test]
fn lo_que_no_cabe_en_una_linea_no_se_envia() {
    let largo = "a".repeat(lineas::MAXIMO + 1);
    for mensaje in ["a\nb", "\n", "a\r", largo.as_str()] {
        let mut bytes = Vec::new();
        let error = escribir_linea(&mut bytes, mensaje).unwrap_err();
        assert_eq!((error.kind(), bytes.len()), (io::ErrorKind::InvalidInput, 0));
    }
}

#[test]
fn el_limite_de_una_linea_no_depende_de_los_cortes() {
    let justa = "a".repeat(lineas::MAXIMO);
    // El último corte cae justo entre el `\r` y el `\n`.
    for cortes in [[1000], [1024], [65_536], [lineas::MAXIMO + 1]] {
        for fin in ["\n", "\r\n", ""] {
            let bytes = format!("{justa}{fin}");
            assert_eq!(leer_lineas(bytes.as_bytes(), &cortes, 2 << 20), (vec![justa.clone()], Ok(())));
            let bytes = format!("a{justa}{fin}");
            let (mensajes, fin) = leer_lineas(bytes.as_bytes(), &cortes, 2 << 20);
            assert!(mensajes.is_empty());
            assert_eq!(fin.unwrap_err().0, io::ErrorKind::InvalidData);
        }
    }
}

#[test]
fn una_linea_infinita_se_corta_en_el_limite() {
    const ENVIADO: u64 = 16 << 20;
    let mut fuente = io::repeat(b'a').take(ENVIADO);
    assert_eq!(Lineas::nuevo(&mut fuente).siguiente().unwrap_err().kind(), io::ErrorKind::InvalidData);
    let leido = usize::try_from(ENVIADO - fuente.limit()).unwrap();
    assert!(leido <= lineas::MAXIMO + 2 * lineas::BUFFER, "ha leído {leido} bytes antes de cortar");
}
