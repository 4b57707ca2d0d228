//! La cuenta de los hilos que hay en marcha: cuántos caben, y esperar a que acaben.

use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

use redes::hilos::{esperar_mientras, esperar_mientras_hasta, tomar};

/// Cuántos clientes a la vez, como mucho. Linux deja unos 16 000 hilos por proceso con sus valores habituales
/// (`vm.max_map_count`), y es mejor decir «está lleno» que llegar al límite y descubrir qué se rompe.
pub const MAXIMO: usize = 12_000;

/// Cuántos clientes hay dentro, y a cuántos se ha atendido.
#[derive(Debug, Default)]
pub struct Aforo {
    cuenta: Mutex<Cuenta>,
    sale_uno: Condvar,
}

#[derive(Debug, Default)]
struct Cuenta {
    dentro: usize,
    atendidos: usize,
}

impl Aforo {
    /// Entra uno más, si cabe.
    pub fn entrar(aforo: &Arc<Self>) -> Option<Apunte> {
        let mut cuenta = aforo.mirar();
        if cuenta.dentro >= MAXIMO {
            return None;
        }
        cuenta.dentro += 1;
        Some(Apunte(Arc::clone(aforo)))
    }

    /// Espera a que no quede nadie, pero no más de `plazo`.
    pub fn esperar(&self, plazo: Duration) {
        let quedan = |cuenta: &mut Cuenta| cuenta.dentro > 0;
        let cuenta = self.mirar();
        drop(esperar_mientras_hasta(
            &self.sale_uno,
            cuenta,
            plazo,
            quedan,
        ));
    }

    /// Espera a que se haya atendido a `cuantos`.
    pub fn esperar_atendidos(&self, cuantos: usize) {
        let faltan = |cuenta: &mut Cuenta| cuenta.atendidos < cuantos;
        drop(esperar_mientras(&self.sale_uno, self.mirar(), faltan));
    }

    fn mirar(&self) -> MutexGuard<'_, Cuenta> {
        tomar(&self.cuenta)
    }
}

/// Mientras vive, cuenta como un hilo en marcha.
#[derive(Debug)]
pub struct Apunte(Arc<Aforo>);

impl Drop for Apunte {
    fn drop(&mut self) {
        let mut cuenta = self.0.mirar();
        cuenta.dentro -= 1;
        cuenta.atendidos += 1;
        self.0.sale_uno.notify_all();
    }
}
