//! Lo que está en vuelo: cómo se entienden el hilo que envía y el que recibe.
//!
//! No comparten nada: se mandan recados por dos canales (`mpsc`: lo que uno mete, el otro lo saca, en el mismo orden). Por
//! uno, quien envía dice qué sale; por el otro, quien recibe dice cuánto ha vuelto. Cuando hay demasiado en vuelo, quien
//! envía espera: la memoria está acotada por [`LIMITE`] y no por el tamaño de lo que envías.

use std::mem;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use crate::cliente::cuentas::{Cuentas, Envio};
use crate::cliente::pendientes::{Diferencia, Pendientes};

/// Cuánto puede haber en vuelo: de sobra para que un servidor que contesta mientras lee no nos frene nunca, y
/// poco para cualquier ordenador. Uno que lo guarde todo y conteste al final no pasará de aquí.
pub const LIMITE: usize = 8 * 1024 * 1024;

/// Cada cuánto se dice lo que ha vuelto. Un recado por lectura serían millones si el eco viene byte a byte.
const TRAMO: usize = 64 * 1024;

/// Lo que quien envía dice a quien recibe.
enum Recado {
    Salen(Vec<u8>),
    Acaba(Envio),
}

/// La mitad de quien envía.
pub struct Ida {
    recados: Sender<Recado>,
    vueltos: Receiver<usize>,
    /// Lo que ha salido y, que sepamos, no ha vuelto.
    en_vuelo: usize,
}

/// La mitad de quien recibe.
pub struct Vuelta {
    recados: Receiver<Recado>,
    vueltos: Sender<usize>,
    /// Lo que ha vuelto y aún no se ha dicho.
    sin_decir: usize,
    pendientes: Pendientes,
    envio: Envio,
    /// Cuándo volvió algo por última vez, o cuándo empezamos a esperar.
    desde: Instant,
}

/// Las dos mitades de una transferencia, con sus canales puestos.
pub fn dos_mitades() -> (Ida, Vuelta) {
    let (dice_que_salen, salen) = channel();
    let (dice_cuantos_vuelven, vuelven) = channel();
    let ida = Ida { recados: dice_que_salen, vueltos: vuelven, en_vuelo: 0 };
    let vuelta = Vuelta {
        recados: salen,
        vueltos: dice_cuantos_vuelven,
        sin_decir: 0,
        pendientes: Pendientes::default(),
        envio: Envio::EnMarcha,
        desde: Instant::now(),
    };
    (ida, vuelta)
}

impl Ida {
    /// Avisa de los bytes que están a punto de salir; si hay demasiados en vuelo, espera a que vuelvan algunos.
    /// Devuelve `false` si ya no hay nadie esperando el eco y no merece la pena enviar.
    pub fn salen(&mut self, bytes: &[u8]) -> bool {
        while self.en_vuelo + bytes.len() > LIMITE {
            // El canal falla cuando quien estaba al otro lado se ha ido.
            let Ok(vueltos) = self.vueltos.recv() else { return false };
            self.en_vuelo -= vueltos;
        }
        self.en_vuelo += bytes.len();
        self.recados.send(Recado::Salen(bytes.to_vec())).is_ok()
    }

    /// No saldrá nada más, por las buenas o por las malas.
    pub fn acaba(self, envio: Envio) {
        // Si ya no recibe nadie, a nadie le importa.
        let _ = self.recados.send(Recado::Acaba(envio));
    }
}

impl Vuelta {
    /// Compara lo que vuelve con lo que salió.
    pub fn vuelven(&mut self, eco: &[u8]) -> Result<(), Diferencia> {
        self.oir_recados();
        self.pendientes.vuelven(eco)?;
        self.desde = Instant::now();
        self.sin_decir += eco.len();
        if self.sin_decir >= TRAMO {
            // Si quien envía ya ha acabado, no lo espera.
            let _ = self.vueltos.send(mem::take(&mut self.sin_decir));
        }
        Ok(())
    }

    /// Cuánto llevamos esperando algo que el servidor nos debe: bytes o su despedida. `None` si no debe nada, porque
    /// somos nosotros los que no hemos enviado.
    pub fn espera(&mut self) -> Option<Duration> {
        self.oir_recados();
        let debe = !self.pendientes.ninguno() || !matches!(self.envio, Envio::EnMarcha);
        debe.then(|| self.desde.elapsed())
    }

    /// Bytes de ida y de vuelta hasta ahora.
    pub fn cuentas(&mut self) -> (u64, u64) {
        self.oir_recados();
        self.pendientes.cuentas()
    }

    /// Hace las cuentas cuando la conexión ha terminado, después de dar al que envía `margen` para decir cómo le fue.
    pub fn cerrar_cuentas(mut self, margen: Duration) -> Cuentas {
        let limite = Instant::now() + margen;
        while matches!(self.envio, Envio::EnMarcha) {
            let queda = limite.saturating_duration_since(Instant::now());
            let Ok(recado) = self.recados.recv_timeout(queda) else { break };
            self.apuntar(recado);
        }
        let (enviados, recibidos) = self.pendientes.cuentas();
        Cuentas { enviados, recibidos, envio: self.envio }
    }

    /// Se pone al día. Lo que vuelve se dijo antes de salir: su recado ya está aquí.
    fn oir_recados(&mut self) {
        while let Ok(recado) = self.recados.try_recv() {
            self.apuntar(recado);
        }
    }

    fn apuntar(&mut self, recado: Recado) {
        if self.pendientes.ninguno() {
            self.desde = Instant::now();
        }
        match recado {
            Recado::Salen(bytes) => self.pendientes.salen(bytes),
            Recado::Acaba(envio) => self.envio = envio,
        }
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn quien_envia_espera_si_hay_demasiado_en_vuelo_y_se_entera_de_que_nadie_recibe() {
        let (mut ida, mut vuelta) = dos_mitades();
        assert!(ida.salen(&vec![1; LIMITE]));
        let envia = std::thread::spawn(move || (ida.salen(&[2]), ida.salen(&[3; TRAMO])));
        assert_eq!(vuelta.vuelven(&[1; TRAMO]), Ok(()));
        // Ya hay sitio para el 2; para lo demás falta un byte.
        while vuelta.cuentas().0 <= LIMITE as u64 {
            std::thread::yield_now();
        }
        assert_eq!(vuelta.cuentas(), (LIMITE as u64 + 1, TRAMO as u64));
        drop(vuelta);
        assert_eq!(envia.join().expect("no entra en pánico"), (true, false));
    }

    #[test]
    fn al_cerrar_se_sabe_como_fue_el_envio() {
        let (mut ida, vuelta) = dos_mitades();
        assert!(ida.salen(b"hola"));
        ida.acaba(Envio::Completo);
        let Cuentas { enviados, recibidos, envio } = vuelta.cerrar_cuentas(Duration::ZERO);
        assert!(matches!((enviados, recibidos, envio), (4, 0, Envio::Completo)));
    }

    #[test]
    fn el_servidor_solo_debe_algo_si_ha_salido_o_nos_hemos_despedido() {
        let (mut ida, mut vuelta) = dos_mitades();
        assert_eq!(vuelta.espera(), None);
        assert!(ida.salen(b"hola"));
        assert!(vuelta.espera().is_some(), "debe el eco");
        assert_eq!(vuelta.vuelven(b"hola"), Ok(()));
        assert_eq!(vuelta.espera(), None);
        ida.acaba(Envio::Completo);
        assert!(vuelta.espera().is_some(), "debe su despedida");
    }
}
