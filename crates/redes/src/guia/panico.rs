//! Un pánico en el ejemplo de un paso no acaba con la lección: se atrapa, se cuenta en español y se sigue.

use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::Mutex;

use crate::hilos::tomar;

/// Dónde ha sido el último pánico (`fichero:línea`), mientras hay un [`Vigilante`].
static DONDE: Mutex<Option<String>> = Mutex::new(None);

/// Mientras vive, los pánicos no escriben nada por su cuenta en la terminal. Al acabar, todo vuelve a ser como era.
pub(super) struct Vigilante(Option<Gancho>);

/// Lo que el programa hace cuando hay un pánico.
type Gancho = Box<dyn Fn(&PanicHookInfo<'_>) + Sync + Send>;

impl Vigilante {
    pub fn nuevo() -> Self {
        let anterior = panic::take_hook();
        panic::set_hook(Box::new(|panico| {
            let donde = panico.location().map(|lugar| format!("{}:{}", lugar.file(), lugar.line()));
            *tomar(&DONDE) = donde;
        }));
        Self(Some(anterior))
    }
}

impl Drop for Vigilante {
    fn drop(&mut self) {
        // Cambiar el gancho en mitad de un pánico sería otro pánico.
        if let Some(anterior) = self.0.take()
            && !std::thread::panicking()
        {
            panic::set_hook(anterior);
        }
    }
}

/// Hace algo; si entra en pánico, devuelve qué ha dicho y dónde.
pub(super) fn atrapar<T>(algo: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(algo)).map_err(|carga| {
        let dice = carga
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| carga.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "sin decir por qué".to_string());
        match tomar(&DONDE).take() {
            Some(donde) => format!("{dice} ({donde})"),
            None => dice,
        }
    })
}
