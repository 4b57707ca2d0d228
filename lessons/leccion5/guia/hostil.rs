//! Los mensajes malintencionados de la guía, construidos aquí byte a byte. Ninguno hace daño: los lee esta lección, que no
//! ejecuta nada, o un proceso aparte que muere solo.
//!
//! Pruébalo:   cargo run --bin leccion5

/// Un pickle de 55 bytes que, abierto en Python, escribiría una frase en la terminal; donde dice `echo`, podría decir
/// cualquier otra cosa.
// ANCHOR: pickle
pub fn pickle_que_manda() -> Vec<u8> {
    [
        "cos\nsystem\n", // busca la función `system` del módulo `os`
        "(",             // aquí empieza una tupla…
        // …con este texto…
        "S'echo Este pickle manda en tu equipo.'\n",
        "t", // …y aquí acaba
        "R", // llama a la función con esa tupla
        ".", // fin
    ]
    .concat()
    .into_bytes()
}
// ANCHOR_END: pickle

/// Un mensaje de 15 bytes que dice a bincode que el nombre ocupa casi 8 EiB.
// ANCHOR: quince
pub fn quince_bytes() -> Vec<u8> {
    let mut bytes = vec![5]; // la fecha ocupa 5 bytes…
    bytes.extend_from_slice(b"ahora"); // …que son estos
    bytes.push(0xfd); // y el nombre, los que digan estos ocho:
    bytes.extend_from_slice(&i64::MAX.to_le_bytes()); // 8 EiB menos 1
    bytes
}
// ANCHOR_END: quince
