//! Lo que el emisor decide: el paso siguiente.

/// Lo que hay que hacer ahora. Los envíos se numeran todos seguidos: un trozo repetido lleva un número nuevo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paso {
    /// Llamar a la puerta: qué se va a enviar.
    Anunciar { envio: u32 },
    /// El trozo `numero`.
    Enviar { numero: u32, envio: u32, pide_acuse: bool },
    /// «No enviaré más.»
    Despedirse { envio: u32 },
    /// Nada: hay que escuchar si llega algún acuse.
    Esperar,
    /// Todo confirmado y despedido.
    Terminado,
    /// El receptor no da señales de vida: antes de hacerlo hay que vaciar la cola y preguntar si está [agotado].
    ///
    /// [agotado]: super::emisor::Emisor::agotado
    Abandonar,
}
