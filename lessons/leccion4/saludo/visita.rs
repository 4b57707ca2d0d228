//! Cada visita, y la cuenta de todas.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use redes::consola::Cronista;

// ANCHOR: campos
/// Una visita. En Python era una tupla, y había que acordarse de que
/// `visita[0]` era el número y `visita[1]`, de dónde venía.
pub struct Visita {
    numero: usize,
    cliente: SocketAddr,
    a_la_vez: usize,
}
// ANCHOR_END: campos

impl Visita {
    /// Lo que se le contesta.
    pub fn pagina(&self) -> String {
        let Self { numero, cliente, a_la_vez } = self;
        let cuantos = match a_la_vez {
            1 => "Ahora mismo solo te atiendo a ti.".to_string(),
            varios => format!(
                "Ahora mismo atiendo a {varios} a la vez, cada uno desde su hilo."
            ),
        };
        format!(
            "¡Hola, {cliente}! Eres la visita número {numero}. {cuantos}"
        )
    }
}

/// Lo que comparten todos los hilos. Para contar no hace falta un cerrojo: basta un número atómico.
#[derive(Default)]
pub struct Recuento {
    visitas: AtomicUsize,
    ahora: AtomicUsize,
    maximo: AtomicUsize,
    /// Quien escribe cada visita. En la guía, nadie.
    cronista: Option<Arc<Cronista>>,
}

impl Recuento {
    pub fn con(cronista: Arc<Cronista>) -> Self {
        Self { cronista: Some(cronista), ..Self::default() }
    }

    /// Empieza una visita.
    pub fn entra(&self, cliente: SocketAddr) -> Visita {
        let visita = Visita {
            numero: 1 + self.visitas.fetch_add(1, Ordering::Relaxed),
            cliente,
            a_la_vez: 1 + self.ahora.fetch_add(1, Ordering::Relaxed),
        };
        self.maximo.fetch_max(visita.a_la_vez, Ordering::Relaxed);
        if let Some(cronista) = &self.cronista {
            cronista.contar(&format!(
                "visita {} de {}: {} a la vez",
                visita.numero, visita.cliente, visita.a_la_vez
            ));
        }
        visita
    }

    /// Acaba una visita.
    pub fn sale(&self) {
        self.ahora.fetch_sub(1, Ordering::Relaxed);
    }

    /// Cuántos se atienden ahora mismo.
    pub fn ahora(&self) -> usize {
        self.ahora.load(Ordering::Relaxed)
    }

    /// Olvida cuántos ha habido a la vez.
    pub fn olvidar(&self) {
        self.maximo.store(0, Ordering::Relaxed);
    }

    /// Cuántos ha habido a la vez, como mucho.
    pub fn maximo(&self) -> usize {
        self.maximo.load(Ordering::Relaxed)
    }
}
