//! Cuántos clientes hay dentro, cuántos caben y cuántos han salido ya. Solo cuenta: no sabe de sockets.

use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

use crate::hilos::{esperar_mientras, esperar_mientras_hasta, tomar};

/// El aforo de un servicio.
#[derive(Debug)]
pub struct Aforo {
    maximo: usize,
    cuenta: Mutex<Cuenta>,
    alguien_sale: Condvar,
}

#[derive(Debug, Default)]
struct Cuenta {
    dentro: usize,
    salidos: u64,
}

/// Mientras vive, su cliente está dentro. Al soltarla sale, también si es un pánico lo que la suelta.
#[derive(Debug)]
pub struct Entrada<'a>(&'a Aforo);

impl Aforo {
    pub fn de(maximo: usize) -> Self {
        Self { maximo: maximo.max(1), cuenta: Mutex::default(), alguien_sale: Condvar::new() }
    }

    pub fn maximo(&self) -> usize {
        self.maximo
    }

    /// Entra; si está lleno, espera a que salga alguien. No tiene plazo: quien está dentro ya tiene los suyos.
    pub fn entrar(&self) -> Entrada<'_> {
        let lleno = |cuenta: &mut Cuenta| cuenta.dentro >= self.maximo;
        let mut cuenta = esperar_mientras(&self.alguien_sale, self.cuenta(), lleno);
        cuenta.dentro += 1;
        Entrada(self)
    }

    /// Entra, si cabe.
    pub fn entrar_si_cabe(&self) -> Option<Entrada<'_>> {
        let mut cuenta = self.cuenta();
        (cuenta.dentro < self.maximo).then(|| {
            cuenta.dentro += 1;
            Entrada(self)
        })
    }

    pub fn salidos(&self) -> u64 {
        self.cuenta().salidos
    }

    pub fn esperar_salidos(&self, cuantos: u64) {
        drop(esperar_mientras(&self.alguien_sale, self.cuenta(), |cuenta| cuenta.salidos < cuantos));
    }

    /// Espera a que no quede nadie, pero no más de `plazo`. Dice si se ha vaciado.
    pub fn esperar_vacio(&self, plazo: Duration) -> bool {
        let queda_alguien = |cuenta: &mut Cuenta| cuenta.dentro > 0;
        esperar_mientras_hasta(&self.alguien_sale, self.cuenta(), plazo, queda_alguien).dentro == 0
    }

    fn cuenta(&self) -> MutexGuard<'_, Cuenta> {
        tomar(&self.cuenta)
    }
}

impl Drop for Entrada<'_> {
    fn drop(&mut self) {
        let mut cuenta = self.0.cuenta();
        cuenta.dentro -= 1;
        cuenta.salidos += 1;
        self.0.alguien_sale.notify_all();
    }
}

#[cfg(test)]
mod pruebas {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    #[test]
    fn no_entran_mas_de_los_que_caben() {
        let aforo = Aforo::de(2);
        let (una, otra) = (aforo.entrar(), aforo.entrar());
        assert!(aforo.entrar_si_cabe().is_none() && !aforo.esperar_vacio(Duration::ZERO));
        drop(una);
        let tercera = aforo.entrar_si_cabe();
        assert!(tercera.is_some() && aforo.salidos() == 1);
        drop((otra, tercera));
        assert!(aforo.esperar_vacio(Duration::ZERO) && aforo.salidos() == 3);
    }

    #[test]
    fn quien_espera_entra_cuando_sale_otro() {
        let aforo = Aforo::de(1);
        let (avisa, avisos) = mpsc::channel();
        thread::scope(|hilos| {
            let dentro = aforo.entrar();
            hilos.spawn(|| {
                let _entrada = aforo.entrar();
                avisa.send(()).unwrap();
            });
            assert!(avisos.try_recv().is_err());
            drop(dentro);
            avisos.recv_timeout(Duration::from_secs(20)).unwrap();
        });
        aforo.esperar_salidos(2);
    }

    #[test]
    fn un_panico_no_descuadra_la_cuenta() {
        let aforo = Aforo::de(1);
        let muere = catch_unwind(AssertUnwindSafe(|| {
            let _entrada = aforo.entrar();
            panic!("a propósito");
        }));
        assert!(muere.is_err() && aforo.esperar_vacio(Duration::ZERO));
        assert_eq!(aforo.salidos(), 1);
    }
}
