//! Lo que se dicen `enviar_archivo_tcp` y `recibir_archivo_tcp`, escrito aquí con sus bytes a la vista.

/// Lo que cruza en los casos grandes: más de lo que cabe en los búferes del sistema.
pub const GRANDE: usize = 8 * 1024 * 1024;

/// Un fichero que enviar o que recibir.
#[derive(Clone, Copy)]
pub struct Fichero<'a> {
    /// El nombre con que se anuncia.
    pub nombre: &'a str,
    /// Lo que contiene.
    pub bytes: &'a [u8],
    suma: u32,
}

impl<'a> Fichero<'a> {
    /// Uno cualquiera.
    pub fn nuevo(nombre: &'a str, bytes: &'a [u8]) -> Self {
        Self { nombre, bytes, suma: crc32(bytes) }
    }

    /// Lo que va delante de sus bytes.
    pub fn anuncio(&self) -> Vec<u8> {
        con_tamano_y_suma(self.nombre, self.bytes.len() as u64, self.suma)
    }

    /// El anuncio y los bytes: todo lo que cruza.
    pub fn entero(&self) -> Vec<u8> {
        [&self.anuncio(), self.bytes].concat()
    }
}

/// Un anuncio que puede mentir.
pub fn con_tamano_y_suma(nombre: &str, tamano: u64, suma: u32) -> Vec<u8> {
    let longitud = nombre.len() as u16;
    [&b"FT1\n"[..], &tamano.to_be_bytes(), &suma.to_be_bytes(), &longitud.to_be_bytes(), nombre.as_bytes()].concat()
}

/// El CRC-32 de siempre, de ocho en ocho bits. Cada valor de la tabla sale de dividir bit a bit.
pub fn crc32(bytes: &[u8]) -> u32 {
    let mut resto = !0_u32;
    // Con un bucle llano: son 8 MiB en cada comprobación, y sin optimizar lo demás cuesta el triple.
    for byte in bytes {
        resto = (resto >> 8) ^ TABLA[(resto as u8 ^ *byte) as usize];
    }
    !resto
}

const TABLA: [u32; 256] = {
    let mut tabla = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let (mut resto, mut bit) = (byte as u32, 0);
        while bit < 8 {
            resto = if resto & 1 == 1 { (resto >> 1) ^ 0xedb8_8320 } else { resto >> 1 };
            bit += 1;
        }
        tabla[byte] = resto;
        byte += 1;
    }
    tabla
};

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn la_suma_es_la_de_todo_el_mundo() {
        assert_eq!(crc32(b""), 0);
        // El valor de comprobación que dan todas las tablas de CRC.
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b"hola"), 0x6fa0_f988);
    }

    #[test]
    fn el_anuncio_es_el_del_enunciado() {
        let esperado = b"FT1\n\0\0\0\0\0\0\0\x04\x6f\xa0\xf9\x88\0\x08hola.txt";
        assert_eq!(Fichero::nuevo("hola.txt", b"hola").anuncio(), esperado);
    }
}
