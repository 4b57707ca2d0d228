//! La despedida: lo que se sigue contestando después de acabar, por si lo último que dijimos se ha perdido.

use std::time::Duration;

/// TCP hace lo mismo al cerrar y lo llama TIME_WAIT. El emisor vuelve a preguntar, como muy tarde, cada medio segundo:
/// tendrían que perderse seis preguntas seguidas. Cada una que llega lo alarga, hasta el doble: para entonces, él ya se ha
/// cansado. Lo acorta su «fin».
const DESPEDIDA: Duration = Duration::from_secs(3);

/// Hasta cuándo se sigue contestando, y lo más que se puede alargar. Por defecto, no hay nadie a quien contestar.
#[derive(Debug, Default)]
pub struct Despedida(Option<(Duration, Duration)>);

impl Despedida {
    pub fn desde(ahora: Duration) -> Self {
        Self(Some((ahora + DESPEDIDA, ahora + DESPEDIDA * 2)))
    }

    /// El emisor ha vuelto a preguntar.
    pub fn alargar(&mut self, ahora: Duration) {
        if let Some((hasta, tope)) = &mut self.0 {
            *hasta = (ahora + DESPEDIDA).min(*tope);
        }
    }

    /// ¿Se puede apagar ya, sin dejar a nadie esperando?
    pub fn cumplida(&self, ahora: Duration) -> bool {
        self.0.is_none_or(|(hasta, _)| ahora >= hasta)
    }
}
