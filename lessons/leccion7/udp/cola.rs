//! Cuándo se puede decir que alguien calla: con la cola vacía, porque lo suyo puede estar detrás de lo de otros.

/// Lo más que cabe en la cola de un socket, y de sobra: leídos tantos seguidos, lo que hubiera ya se ha visto. Sin este tope,
/// quien escribiera sin parar haría eterno el silencio de otro.
pub const COLA: usize = 1000;

/// Los datagramas leídos desde la última vez que se juzgó a alguien.
#[derive(Debug, Default)]
pub struct Cola(usize);

impl Cola {
    /// Se ha mirado la cola, y había un datagrama o no. ¿Se puede juzgar ya?
    pub fn vaciada(&mut self, habia: bool) -> bool {
        self.0 = if habia { self.0 + 1 } else { COLA };
        let ya = self.0 >= COLA;
        if ya {
            self.0 = 0;
        }
        ya
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn se_juzga_con_la_cola_vacia_y_nadie_la_llena_para_siempre() {
        let mut cola = Cola::default();
        assert!(cola.vaciada(false));
        assert_eq!((0..COLA).position(|_| cola.vaciada(true)), Some(COLA - 1));
        assert!(!cola.vaciada(true) && cola.vaciada(false));
    }
}
