//! Quitar el `END` del final de un flujo, llegue como llegue: solo, pegado a los datos o partido en tres. Máquina pura.

use std::io;

use super::END;

/// Deja pasar los bytes menos los tres últimos, que podrían ser el `END` del final.
#[derive(Debug, Default)]
pub struct SinFinal {
    cola: Vec<u8>,
}

impl SinFinal {
    /// Llega `trozo`: `sale` recibe lo que ya es seguro que son datos.
    ///
    /// # Errors
    /// Los de `sale`.
    // ANCHOR: cola
    pub fn pasar(&mut self, trozo: &[u8], mut sale: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        // De lo guardado sale lo que ya no puede ser el final.
        let guardar = END.len().saturating_sub(trozo.len());
        let viejos = self.cola.len().saturating_sub(guardar);
        sale(&self.cola[..viejos])?;
        self.cola.drain(..viejos);
        let (datos, cola) = trozo.split_at(trozo.len().saturating_sub(END.len()));
        sale(datos)?;
        self.cola.extend(cola);
        Ok(())
    }
    // ANCHOR_END: cola

    /// ¿Son `END` los tres últimos?
    pub fn es_end(&self) -> bool {
        self.cola == END
    }

    /// Los que quedan dentro.
    pub fn dentro(&self) -> usize {
        self.cola.len()
    }
}
