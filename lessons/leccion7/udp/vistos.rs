//! Qué envíos han llegado: el mismo dos veces es uno. Sin esto, uno duplicado taparía a uno perdido en las cuentas.

/// Los últimos que se recuerdan uno a uno. Lo que llegue más tarde que todos estos se da por repetido.
const RECUERDO: u64 = 1 << 16;

/// Los envíos que ha numerado un emisor, desde el cero.
#[derive(Debug)]
pub struct Vistos {
    /// Un bit por cada uno de los últimos, dando la vuelta.
    mapa: Vec<u64>,
    /// El siguiente al mayor que ha llegado.
    siguiente: u64,
    distintos: u64,
}

impl Default for Vistos {
    fn default() -> Self {
        Self { mapa: vec![0; RECUERDO as usize / 64], siguiente: 0, distintos: 0 }
    }
}

impl Vistos {
    pub fn llega(&mut self, envio: u32) {
        let envio = u64::from(envio);
        for olvidado in self.siguiente.max(envio.saturating_sub(RECUERDO))..=envio {
            self.mapa[(olvidado % RECUERDO / 64) as usize] &= !(1 << (olvidado % 64));
        }
        self.siguiente = self.siguiente.max(envio + 1);
        let (palabra, bit) = (&mut self.mapa[(envio % RECUERDO / 64) as usize], 1 << (envio % 64));
        if envio + RECUERDO >= self.siguiente && *palabra & bit == 0 {
            *palabra |= bit;
            self.distintos += 1;
        }
    }

    /// De los que se han enviado hasta el último que ha llegado, los que no.
    pub fn perdidos(&self) -> u64 {
        self.siguiente - self.distintos
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    fn perdidos(envios: impl IntoIterator<Item = u32>) -> u64 {
        let mut vistos = Vistos::default();
        envios.into_iter().for_each(|envio| vistos.llega(envio));
        vistos.perdidos()
    }

    #[test]
    fn un_duplicado_no_tapa_a_un_perdido() {
        assert_eq!(perdidos((0..100).step_by(2).flat_map(|envio| [envio, envio]).chain([99])), 49);
        assert_eq!(perdidos((0..100).rev()), 0, "el desorden no pierde nada");
        assert_eq!(perdidos([]), 0);
    }

    #[test]
    fn un_salto_enorme_se_cuenta_sin_recordarlo_todo() {
        assert_eq!(perdidos([0, u32::MAX, 5]), u64::from(u32::MAX) - 1);
        assert_eq!(perdidos((0..200_000).chain(0..200_000)), 0);
    }
}
