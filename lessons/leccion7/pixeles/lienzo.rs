//! El lienzo: los píxeles que han llegado, los que faltan y una vista pequeña para pintarlos.
//!
//! Es puro: le das un trozo y cambia; no sabe nada de sockets, de ventanas ni del reloj. Da igual en qué orden lleguen los
//! trozos, o que se repitan: cada uno sabe dónde va.

use std::sync::Arc;

use super::marcas::Marcas;
use super::plano::{Motivo, Plano};
use super::vista::Vista;

/// Una imagen a medio llegar.
pub struct Lienzo {
    pub plano: Plano,
    /// Los píxeles como viajan: por filas, y los canales de 16 bits con el byte de más peso primero.
    datos: Vec<u8>,
    pub llegados: Marcas,
    pub vista: Arc<Vista>,
}

impl Lienzo {
    /// Prepara el lienzo de una imagen anunciada, si es razonable.
    // ANCHOR: nuevo
    pub fn nuevo(plano: Plano) -> Result<Self, Motivo> {
        // Un extraño no decide cuánta memoria usamos.
        plano.comprobar()?;
        // ¿La hay? Se prueba antes: si no la hubiera, `vec!` acabaría
        // aquí mismo con el programa.
        let bytes = plano.bytes() as usize;
        let mut prueba = Vec::<u8>::new();
        let hay = prueba.try_reserve_exact(bytes);
        hay.map_err(|_| Motivo::Enorme)?;
        drop(prueba);
        // A ceros, el sistema no la da de verdad hasta que se usa: un
        // anuncio no cuesta ni tiempo ni memoria.
        let datos = vec![0; bytes];
        let llegados = Marcas::para(plano.trozos() as u32);
        let vista = Arc::new(Vista::nueva(&plano));
        Ok(Self { plano, datos, llegados, vista })
    }
    // ANCHOR_END: nuevo

    /// Coloca un trozo. `Some(true)` si es nuevo, `Some(false)` si ya
    /// estaba, `None` si no encaja en esta imagen.
    pub fn pintar(&mut self, numero: u32, trozo: &[u8]) -> Option<bool> {
        let tramo = self.plano.tramo(numero)?;
        let bytes = self.plano.formato.bytes_por_pixel();
        if trozo.len() != tramo.len() * bytes {
            return None;
        }
        if self.llegados.tiene(numero) {
            return Some(false);
        }
        let donde = tramo.start * bytes..tramo.end * bytes;
        self.datos.get_mut(donde)?.copy_from_slice(trozo);
        self.llegados.marcar(numero);
        self.vista.pintar(&self.plano, tramo.start, trozo);
        Some(true)
    }

    pub fn completo(&self) -> bool {
        self.llegados.completas()
    }

    pub fn faltan(&self) -> u32 {
        self.vista.total - self.vista.llegados()
    }

    pub fn datos(&self) -> &[u8] {
        &self.datos
    }

    /// Entrega los píxeles, y deja de ser un lienzo.
    pub fn en_datos(self) -> Vec<u8> {
        self.datos
    }
}
