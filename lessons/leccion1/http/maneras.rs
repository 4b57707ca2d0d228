//! Maneras legales de pedir lo mismo, aunque casi ningún navegador las use.

/// Una línea vacía delante de la petición se perdona (RFC 9112 §2.2): la dejan clientes antiguos, y un Intro de más en `nc`.
pub fn sin_linea_vacia(cabecera: &[u8]) -> &[u8] {
    match cabecera {
        [b'\r', b'\n', resto @ ..] | [b'\n', resto @ ..] => resto,
        _ => cabecera,
    }
}

/// La página que pide un destino: sin lo que va tras `?` y sin el `http://servidor` con que también se puede pedir. Así se le
/// pide a un intermediario, y todo servidor tiene que entenderlo (RFC 9112 §3.2.2).
pub fn ruta(destino: &str) -> &str {
    let pedido = sin_servidor(destino);
    match pedido.split('?').next().unwrap_or_default() {
        // `http://servidor` a secas pide la página principal.
        "" => "/",
        ruta => ruta,
    }
}

/// De `http://servidor/ruta`, lo que va tras el nombre del servidor. Otro destino se queda como está.
fn sin_servidor(destino: &str) -> &str {
    let Some((esquema, resto)) = destino.split_once("://") else {
        return destino;
    };
    let fin = resto.find(['/', '?']).unwrap_or(resto.len());
    // Sin servidor, como `http:///`, no es de nadie.
    match esquema.eq_ignore_ascii_case("http") && fin > 0 {
        true => &resto[fin..],
        false => destino,
    }
}
