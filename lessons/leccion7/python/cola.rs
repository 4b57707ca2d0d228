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
    pub fn pasar(&mut self, trozo: &[u8], mut sale: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        // ANCHOR: cola
        // De lo guardado sale lo que ya no puede ser el final.
        let guardar = END.len().saturating_sub(trozo.len());
        let viejos = self.cola.len().saturating_sub(guardar);
        sale(&self.cola[..viejos])?;
        self.cola.drain(..viejos);
        // Y de lo nuevo, todo menos los tres últimos.
        let corte = trozo.len().saturating_sub(END.len());
        let (datos, cola) = trozo.split_at(corte);
        sale(datos)?;
        self.cola.extend(cola);
        // ANCHOR_END: cola
        Ok(())
    }

    /// ¿Son `END` los tres últimos?
    pub fn es_end(&self) -> bool {
        self.cola == END
    }

    /// Los que quedan dentro.
    pub fn dentro(&self) -> usize {
        self.cola.len()
    }
}
