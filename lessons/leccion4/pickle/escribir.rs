//! Escribir los pocos pickles que hacen falta, como los escribe `pickle.dumps`.

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
