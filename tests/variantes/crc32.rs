//! El CRC-32 de los retos que llevan ficheros.

/// El CRC-32, bit a bit pero de un byte en un byte: la tabla se calcula al compilar.
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

pub fn sumar(suma: u32, bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!suma, |suma, byte| (suma >> 8) ^ TABLA[usize::from(suma as u8 ^ byte)])
}
