//! ¿Se guarda un programa lo que cruza? Se juzga por la pendiente, y no por lo que ocupa.
//!
//! Con 8 MiB, a quien tiene recolector de basura le crece la memoria tanto como a quien lo guarda todo: todavía no le ha hecho falta
//! recoger. Por eso crecer mucho con poco solo levanta la sospecha. Entonces se hace cruzar mucho más, después de calentar, y se mira
//! si la memoria crece a la par: la de quien recoge se queda quieta, y la de quien guarda no.

use crate::conversacion::Conversacion;
use crate::hallazgo::Paso;
use crate::mesa::Servidor;
use crate::programa::Programa;
use crate::sistema;

/// Lo que puede crecer sin que sea sospechoso: menos que guardar lo que cruza en los casos grandes, y más que cualquier búfer.
const CRECE: u64 = 6 * 1024 * 1024;
/// Lo que cruza para calentar, y lo que cruza en cada tramo en el que se mide. En cada uno, el doble que en el anterior: quien recoge
/// cada vez más tarde acaba por recoger.
const TRAMOS: [usize; 3] = [64 << 20, 64 << 20, 128 << 20];

/// La memoria que tenía un programa antes de darle trabajo.
pub struct Memoria<'a> {
    programa: &'a Programa,
    antes: Option<u64>,
}

impl<'a> Memoria<'a> {
    /// Lo que tiene ahora.
    pub fn de(programa: &'a Programa) -> Self {
        Self::desde(programa, sistema::memoria_maxima(programa.pid()))
    }

    /// Lo mismo, si lo que se compara es de otra vez que se arrancó.
    pub fn desde(programa: &'a Programa, antes: Option<u64>) -> Self {
        Self { programa, antes }
    }

    /// Lo que ha crecido desde entonces, si es tanto como para sospechar, y si el sistema lo dice.
    pub fn sospechosa(&self) -> Option<u64> {
        let crecida = sistema::memoria_maxima(self.programa.pid())?.saturating_sub(self.antes?);
        Some(crecida).filter(|crecida| *crecida > CRECE)
    }

    /// Exige que no guarde lo que llega. Si ha crecido tanto como para sospechar, se sale de dudas con otro cliente, que envía mucho
    /// más, repitiendo `trozo`. `culpa` dice, de los MiB que ha crecido, qué es guardarlo.
    pub fn exigir_que_no_guarde(
        &self,
        servidor: &Servidor<'_>,
        trozo: &[u8],
        culpa: impl FnOnce(u64) -> (&'static str, String),
    ) -> Paso {
        let Some(crecida) = self.sospechosa() else { return Ok(()) };
        if guarda_lo_que_llega(&servidor.programa, &mut servidor.conectar()?, trozo) {
            let (codigo, frase) = culpa(crecida >> 20);
            return servidor.mesa.mal(codigo, frase, &servidor.programa);
        }
        Ok(())
    }
}

/// ¿Crece la memoria del programa a la par que lo que cruza? `cruzar` hace que cruce eso más, y dice si ha podido. Si no ha podido, no
/// se sabe, y no se acusa a nadie.
pub fn crece_a_la_par(programa: &Programa, mut cruzar: impl FnMut(usize) -> bool) -> bool {
    let mut antes = None;
    for tramo in TRAMOS {
        let cruzado = cruzar(tramo);
        let ahora = sistema::memoria_maxima(programa.pid());
        if !cruzado || ahora.is_none() {
            return false;
        }
        // El primero es para calentar.
        if let Some(crecida) = ahora.zip(antes).map(|(ahora, antes): (u64, u64)| ahora.saturating_sub(antes))
            && crecida < tramo as u64 / 2
        {
            return false;
        }
        antes = ahora;
    }
    true
}

/// Lo mismo, con lo que se envía y se recoge a la vez por una conexión.
pub fn guarda_lo_que_llega(programa: &Programa, conexion: &mut Conversacion<'_>, trozo: &[u8]) -> bool {
    crece_a_la_par(programa, |tramo| conexion.a_chorro(trozo, tramo))
}
