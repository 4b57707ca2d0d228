//! Lo que se dice en la terminal cuando las letras no son los bytes.

/// Cuando las letras no son los bytes, conviene verlo.
pub fn cuanto_ocupa(linea: &[u8]) -> String {
    let texto = String::from_utf8_lossy(linea);
    let texto = texto.trim_end_matches(['\r', '\n']);
    let (letras, bytes) = (texto.chars().count(), texto.len());
    if letras == bytes { String::new() } else { format!("      ({letras} letras, que en UTF-8 son {bytes} bytes)\n") }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn se_cuentan_los_bytes_cuando_no_son_las_letras() {
        assert_eq!(cuanto_ocupa("señor\n".as_bytes()), "      (5 letras, que en UTF-8 son 6 bytes)\n");
        assert_eq!(cuanto_ocupa(b"hola\r\n"), "");
    }
}
