//! Lo que comparten los hilos: cómo se toma un cerrojo y cómo se espera con él a que algo cambie.
//!
//! Si un hilo muere (un pánico) con un cerrojo en la mano, `std` lo da por **envenenado**: lo que protegía pudo
//! quedarse a medio cambiar, y `lock` devuelve un error a quien venga detrás. Aquí se sigue adelante, y es una decisión:
//! lo que guardan nuestros cerrojos (una cuenta, una lista, lo último que se oyó) se cambia de una vez, así que nunca
//! está a medias; y el pánico ya se ha contado por stderr. Repetirlo en cada hilo haría de un fallo de uno la muerte
//! de todos.
//!
//! Un cerrojo que proteja algo que se cambia **en varios pasos** no debe usarse con esto.

use std::sync::{Condvar, LockResult, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Toma el cerrojo, aunque otro hilo muriera con él en la mano.
pub fn tomar<T: ?Sized>(cerrojo: &Mutex<T>) -> MutexGuard<'_, T> {
    sin_veneno(cerrojo.lock())
}

/// Duerme hasta que `falta` deje de cumplirse. Hay que avisar por `aviso` cada vez que cambie lo que mira.
///
/// `Condvar::wait_while` no sirve con un cerrojo envenenado: vuelve al primer aviso, se cumpla o no lo que se esperaba.
pub fn esperar_mientras<'a, T>(
    aviso: &Condvar,
    mut cerrojo: MutexGuard<'a, T>,
    mut falta: impl FnMut(&mut T) -> bool,
) -> MutexGuard<'a, T> {
    while falta(&mut cerrojo) {
        cerrojo = sin_veneno(aviso.wait(cerrojo));
    }
    cerrojo
}

/// Como [`esperar_mientras`], pero no más de `plazo`. Quien llama mira si ya está lo que esperaba.
pub fn esperar_mientras_hasta<'a, T>(
    aviso: &Condvar,
    mut cerrojo: MutexGuard<'a, T>,
    plazo: Duration,
    mut falta: impl FnMut(&mut T) -> bool,
) -> MutexGuard<'a, T> {
    let inicio = Instant::now();
    while falta(&mut cerrojo) {
        let queda = plazo.saturating_sub(inicio.elapsed());
        if queda.is_zero() {
            break;
        }
        cerrojo = sin_veneno(aviso.wait_timeout(cerrojo, queda)).0;
    }
    cerrojo
}

/// Lo mismo que [`tomar`] para lo demás que puede estar envenenado: `get_mut`, `into_inner`, una espera suelta.
pub fn sin_veneno<T>(quiza: LockResult<T>) -> T {
    quiza.unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod pruebas {
    use std::thread;

    use super::*;

    #[test]
    fn un_panico_no_se_contagia() {
        let cuenta = Mutex::new(0);
        thread::scope(|hilos| {
            let muere = hilos.spawn(|| {
                *tomar(&cuenta) += 1;
                let _mia = tomar(&cuenta);
                panic!("a propósito");
            });
            assert!(muere.join().is_err());
        });
        assert!(cuenta.is_poisoned());
        *tomar(&cuenta) += 1;
        assert_eq!(sin_veneno(cuenta.into_inner()), 2);
    }

    #[test]
    fn con_el_cerrojo_envenenado_tambien_se_espera_de_verdad() {
        let (cuenta, aviso) = (Mutex::new(0), Condvar::new());
        thread::scope(|hilos| {
            let muere = hilos.spawn(|| {
                let _mia = tomar(&cuenta);
                panic!("a propósito");
            });
            assert!(muere.join().is_err());
            hilos.spawn(|| {
                for _ in 0..1000 {
                    *tomar(&cuenta) += 1;
                    aviso.notify_all();
                    thread::yield_now();
                }
            });
            assert_eq!(*esperar_mientras(&aviso, tomar(&cuenta), |cuenta| *cuenta < 1000), 1000);
        });
        let nunca = esperar_mientras_hasta(&aviso, tomar(&cuenta), Duration::from_millis(5), |_| true);
        assert_eq!(*nunca, 1000);
        drop(nunca);
        let ya = esperar_mientras_hasta(&aviso, tomar(&cuenta), Duration::ZERO, |cuenta| *cuenta < 1000);
        assert_eq!(*ya, 1000);
    }
}
