//! Lo que está en vuelo: los bytes que han salido hacia el servidor y todavía no han vuelto.
//!
//! El hilo que envía los apunta; el que recibe los va tachando, y así compara el eco byte a byte sin guardar la
//! transferencia entera. Cuando hay demasiados en vuelo, el que envía espera: la memoria está acotada por
//! [`EnVuelo::LIMITE`] y no por el tamaño de lo que envías.

use std::collections::VecDeque;
use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Los bytes en vuelo de una conexión, a los que se asoman dos hilos.
pub struct EnVuelo {
    estado: Mutex<Estado>,
    cambio: Condvar,
}

struct Estado {
    bytes: VecDeque<u8>,
    enviados: u64,
    recibidos: u64,
    envio: Envio,
    nadie_recibe: bool,
    /// Cuándo volvió algo por última vez, o cuándo empezamos a esperar.
    desde: Instant,
}

/// Cómo va el hilo que envía.
#[derive(Debug)]
pub enum Envio {
    /// Le quedan cosas por enviar, o está esperando a que se las den.
    EnMarcha,
    /// Ha enviado todo y se ha despedido.
    Completo,
    /// La conexión no le ha dejado seguir.
    Cortado(io::Error),
    /// No ha podido leer lo que tenía que enviar.
    SinEntrada(io::Error),
}

/// En qué se distingue el eco de lo enviado.
#[derive(Debug, PartialEq, Eq)]
pub enum Diferencia {
    /// El byte `posicion` (el primero es el 1) tenía que ser uno y ha sido otro.
    Distinto { posicion: u64, esperado: u8, visto: u8 },
    /// Ha vuelto más de lo enviado.
    Sobra { enviados: u64 },
}

/// Cómo ha quedado todo cuando el servidor se ha despedido.
pub struct Cuentas {
    pub enviados: u64,
    pub recibidos: u64,
    pub envio: Envio,
}

impl EnVuelo {
    /// Cuánto puede haber en vuelo: de sobra para que un servidor que contesta mientras lee no nos frene nunca, y
    /// poco para cualquier ordenador. Uno que lo guarde todo y conteste al final no pasará de aquí.
    pub const LIMITE: usize = 8 * 1024 * 1024;

    pub fn nuevo() -> Self {
        let estado = Estado {
            bytes: VecDeque::new(),
            enviados: 0,
            recibidos: 0,
            envio: Envio::EnMarcha,
            nadie_recibe: false,
            desde: Instant::now(),
        };
        Self { estado: Mutex::new(estado), cambio: Condvar::new() }
    }

    /// Apunta bytes que están a punto de salir; si hay demasiados en vuelo, espera a que vuelvan algunos.
    /// Devuelve `false` si ya no hay nadie esperando el eco y no merece la pena enviar.
    pub fn salen(&self, bytes: &[u8]) -> bool {
        let lleno = |e: &mut Estado| !e.nadie_recibe && e.bytes.len() + bytes.len() > Self::LIMITE;
        let mut estado = self.cambio.wait_while(self.mirar(), lleno).unwrap_or_else(PoisonError::into_inner);
        if estado.bytes.is_empty() {
            estado.desde = Instant::now();
        }
        estado.bytes.extend(bytes);
        estado.enviados += bytes.len() as u64;
        !estado.nadie_recibe
    }

    /// Tacha los bytes que han vuelto.
    pub fn vuelven(&self, bytes: &[u8]) -> Result<(), Diferencia> {
        let mut estado = self.mirar();
        let comunes = bytes.len().min(estado.bytes.len());
        let (primera, segunda) = estado.bytes.as_slices();
        let (cabeza, cola) = bytes[..comunes].split_at(comunes.min(primera.len()));
        // Comparar trozos enteros es rápido; solo si no coinciden se busca el byte culpable.
        if cabeza != &primera[..cabeza.len()] || cola != &segunda[..cola.len()] {
            let pares = estado.bytes.iter().zip(bytes).zip(estado.recibidos + 1..);
            for ((&esperado, &visto), posicion) in pares {
                if esperado != visto {
                    return Err(Diferencia::Distinto { posicion, esperado, visto });
                }
            }
        }
        estado.bytes.drain(..comunes);
        estado.recibidos += bytes.len() as u64;
        estado.desde = Instant::now();
        self.cambio.notify_all();
        if comunes < bytes.len() { Err(Diferencia::Sobra { enviados: estado.enviados }) } else { Ok(()) }
    }

    /// El que envía ha terminado, bien o mal.
    pub fn acaba_el_envio(&self, envio: Envio) {
        let mut estado = self.mirar();
        if estado.bytes.is_empty() {
            estado.desde = Instant::now();
        }
        estado.envio = envio;
        self.cambio.notify_all();
    }

    /// El que recibe se ha ido: que nadie se quede esperando.
    pub fn ya_no_se_recibe(&self) {
        self.mirar().nadie_recibe = true;
        self.cambio.notify_all();
    }

    /// Cuánto llevamos esperando algo que el servidor nos debe: bytes o su despedida. `None` si no debe nada, porque
    /// somos nosotros los que no hemos enviado.
    pub fn espera(&self) -> Option<Duration> {
        let estado = self.mirar();
        let debe = !estado.bytes.is_empty() || !matches!(estado.envio, Envio::EnMarcha);
        debe.then(|| estado.desde.elapsed())
    }

    /// Bytes de ida y de vuelta hasta ahora.
    pub fn cuentas(&self) -> (u64, u64) {
        let estado = self.mirar();
        (estado.enviados, estado.recibidos)
    }

    /// Hace las cuentas cuando la conexión ha terminado, después de dar al que envía `margen` para decir cómo le fue.
    pub fn cerrar_cuentas(&self, margen: Duration) -> Cuentas {
        let sin_acabar = |e: &mut Estado| matches!(e.envio, Envio::EnMarcha);
        let (mut estado, _) =
            self.cambio.wait_timeout_while(self.mirar(), margen, sin_acabar).unwrap_or_else(PoisonError::into_inner);
        let envio = std::mem::replace(&mut estado.envio, Envio::EnMarcha);
        Cuentas { enviados: estado.enviados, recibidos: estado.recibidos, envio }
    }

    fn mirar(&self) -> MutexGuard<'_, Estado> {
        self.estado.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;
    use proptest::prelude::*;

    /// Corta `bytes` en trozos de esos tamaños, y el resto al final.
    fn cortar<'a>(mut bytes: &'a [u8], tamanos: &[usize]) -> Vec<&'a [u8]> {
        let mut trozos = Vec::new();
        for &tamano in tamanos {
            let (trozo, resto) = bytes.split_at(tamano.min(bytes.len()));
            trozos.push(trozo);
            bytes = resto;
        }
        trozos.push(bytes);
        trozos
    }

    proptest! {
        #[test]
        fn da_igual_como_se_corten_la_ida_y_la_vuelta(
            bytes in prop::collection::vec(any::<u8>(), 0..400),
            ida in prop::collection::vec(0..60usize, 0..9),
            vuelta in prop::collection::vec(0..60usize, 0..9),
        ) {
            let en_vuelo = EnVuelo::nuevo();
            for trozo in cortar(&bytes, &ida) {
                prop_assert!(en_vuelo.salen(trozo));
            }
            for trozo in cortar(&bytes, &vuelta) {
                prop_assert_eq!(en_vuelo.vuelven(trozo), Ok(()));
            }
            prop_assert_eq!(en_vuelo.cuentas(), (bytes.len() as u64, bytes.len() as u64));
        }

        #[test]
        fn encuentra_el_primer_byte_distinto(
            bytes in prop::collection::vec(any::<u8>(), 1..400),
            donde in any::<prop::sample::Index>(),
            otro in 1..=255u8,
            previos in 0..300usize,
            vuelta in prop::collection::vec(0..60usize, 0..9),
        ) {
            let en_vuelo = EnVuelo::nuevo();
            // Lo que ya fue y volvió deja la cola empezada por cualquier sitio.
            en_vuelo.salen(&vec![0; previos]);
            prop_assert_eq!(en_vuelo.vuelven(&vec![0; previos]), Ok(()));
            en_vuelo.salen(&bytes);
            let donde = donde.index(bytes.len());
            let mut eco = bytes.clone();
            eco[donde] ^= otro;
            let visto = cortar(&eco, &vuelta).into_iter().find_map(|trozo| en_vuelo.vuelven(trozo).err());
            let posicion = (previos + donde + 1) as u64;
            prop_assert_eq!(visto, Some(Diferencia::Distinto { posicion, esperado: bytes[donde], visto: eco[donde] }));
        }
    }

    #[test]
    fn sobrar_tambien_es_distinto() {
        let en_vuelo = EnVuelo::nuevo();
        en_vuelo.salen(b"hola");
        assert_eq!(en_vuelo.vuelven(b"hola!"), Err(Diferencia::Sobra { enviados: 4 }));
    }

    #[test]
    fn quien_envia_espera_si_hay_demasiado_en_vuelo_y_se_entera_de_que_nadie_recibe() {
        let en_vuelo = EnVuelo::nuevo();
        assert!(en_vuelo.salen(&vec![1; EnVuelo::LIMITE]));
        std::thread::scope(|hilos| {
            let envia = hilos.spawn(|| en_vuelo.salen(&[2]) && en_vuelo.salen(&[3; 2]));
            assert_eq!(en_vuelo.vuelven(&[1]), Ok(()));
            en_vuelo.ya_no_se_recibe();
            assert!(!envia.join().expect("no entra en pánico"));
        });
        assert!(en_vuelo.cuentas().0 <= EnVuelo::LIMITE as u64 + 3);
    }
}
