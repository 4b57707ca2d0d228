//! Cómo se le envía: de una vez, a trozos que lee por separado, o a la vez que se recoge lo que contesta.

use std::io::{ErrorKind, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use redes::cable::{Muestra, Suceso};
use redes::red::es_plazo;
use socket2::SockRef;

use super::{Conversacion, Fin, VUELTA};
use crate::mesa::SILENCIO;
use crate::paciencia::Paciencia;
use crate::sistema;

/// Cuánto se espera, como mucho, a que el programa lea un trozo antes de enviarle el siguiente.
const LECTURA: Duration = Duration::from_millis(300);

/// Cuánto tiene que llevar quieto un programa, en milisegundos, para que no sea que espera un acuse de recibo tardío.
const ATASCADO: u32 = 120;
/// Las veces que se le da para quedarse quieto, si en cada una ha seguido leyendo.
const TANDAS: u32 = 5;

/// La CPU que basta de sobra para contestar a todo lo leído: quien la gasta sin volver a leer, da vueltas.
const VUELTAS_EN_BALDE: Duration = Duration::from_millis(700);

/// De cuánto en cuánto se envía a quien se quiere atascar: cabe entero en lo que tiene por leer.
const TROZO: usize = 64 * 1024;
/// Cuánto tiene que estar quieto sin leer para darlo por atascado: más que el plazo de quien insiste muy a menudo.
const ATASCO: Duration = Duration::from_millis(60);
/// Quien lee cada trozo antes de esto va suelto, y no se le cuenta.
const SOLTURA: Duration = Duration::from_millis(10);
/// Lo más que se espera, en total, a que se atasque. Quien tira lo que no puede escribir no se atasca nunca.
const ATASCO_MAXIMO: Duration = Duration::from_millis(800);
/// Cuántas veces se le detiene cuando ya está atascado, lo que se le recoge entre una y otra, y cuánto tiene que llevar quieto, en
/// milisegundos.
const SACUDIDAS: usize = 6;
const ENTRE_SACUDIDAS: usize = 256 * 1024;
const ATASCADO_DE_VERDAD: u32 = 8;
/// Lo que se dedica, como mucho, a enviar despacio un mensaje; y lo que se tarda de verdad.
const DESPACIO: Duration = Duration::from_secs(2);
const DESPACIO_DE_VERDAD: Duration = Duration::from_secs(3);
/// Lo más que cuenta una mirada de esas esperas: en una máquina ocupada se mira las mismas veces.
const MIRADA: Duration = Duration::from_millis(3);

impl Conversacion<'_> {
    /// Envía unos bytes de una vez. Que el otro no los quiera no es todavía nada malo: se verá en lo que contesta.
    pub fn enviar(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.anotar(self.lado, Suceso::Envia(Muestra::de(bytes)));
        self.programa.permitir(bytes.len());
        let mut paciencia = self.mesa.paciencia(SILENCIO, self.programa);
        empujar(&self.stream, bytes, &Envio::default(), &mut paciencia);
        self.movido = Instant::now();
    }

    /// Envía lo que quepa y no lee nada: para cuando el programa ya no puede más, o cuando no le queda nada por enviar.
    pub fn enviar_sin_leer(&mut self, mut bytes: &[u8]) {
        self.anotar(self.lado, Suceso::Envia(Muestra::de(bytes)));
        self.programa.permitir(bytes.len());
        let mut lleno = false;
        while !bytes.is_empty() {
            match (&self.stream).write(bytes) {
                Ok(escritos) if escritos > 0 => (bytes, lleno) = (&bytes[escritos..], false),
                // Lleno dos veces, y entre una y otra el programa se ha quedado quieto: no cabe más.
                Err(error) if es_plazo(&error) && !lleno => {
                    lleno = true;
                    self.esperar_parado();
                }
                _ => break,
            }
        }
        self.esperar_parado();
    }

    /// Espera a que el programa se quede quieto, o al menos a que deje de leer: en una máquina ocupada le puede costar.
    fn esperar_parado(&self) {
        for _ in 0..TANDAS {
            let (antes, cpu) = (self.por_leer(), sistema::cpu(self.programa.pid()));
            if self.mesa.esperar_quieto_durante(ATASCADO, self.programa) {
                break;
            }
            let gastada = sistema::cpu(self.programa.pid()).zip(cpu).map(|(ahora, antes)| ahora.saturating_sub(antes));
            if no_leera_mas(self.por_leer() == antes, gastada) {
                break;
            }
        }
    }

    /// Envía cada trozo cuando el programa ya ha leído el anterior: así le llegan por separado.
    pub fn enviar_despacio<T: AsRef<[u8]>>(&mut self, trozos: &[T]) {
        self.enviar_despacio_en(DESPACIO_DE_VERDAD, trozos);
    }

    /// Lo mismo, pero al cabo de ese tiempo envía de seguido lo que quede: el programa tiene un plazo para leerlo todo.
    pub fn enviar_despacio_en<T: AsRef<[u8]>>(&mut self, limite: Duration, trozos: &[T]) {
        let mut gastado = Duration::ZERO;
        let inicio = Instant::now();
        for trozo in trozos {
            self.enviar(trozo.as_ref());
            if gastado < DESPACIO && inicio.elapsed() < limite {
                gastado += self.esperar_a_que_lea();
            }
        }
    }

    /// Espera a que el programa haya leído todo lo enviado. Donde el sistema no lo dice, espera un poco. Devuelve cuánto.
    pub fn esperar_a_que_lea(&self) -> Duration {
        let (Ok(suya), Ok(nuestra)) = (self.stream.peer_addr(), self.stream.local_addr()) else {
            return Duration::ZERO;
        };
        mirar_hasta(|| sistema::queda_por_leer(suya, nuestra).map(|queda| !queda))
    }

    /// Envía y recibe a la vez hasta el final: con mensajes grandes, quien no recoge lo suyo para al otro.
    pub fn cruzar(&mut self, bytes: &[u8]) {
        let envio = Envio::default();
        let Ok(otro) = self.stream.try_clone() else { return };
        self.anotar(self.lado, Suceso::Envia(Muestra::de(bytes)));
        self.programa.permitir(bytes.len());
        self.despedido = true;
        thread::scope(|hilos| {
            let mut suya = self.mesa.paciencia(SILENCIO * 4, self.programa);
            let (otro, envio) = (&otro, &envio);
            envio.en_curso.store(true, Ordering::SeqCst);
            hilos.spawn(move || {
                if empujar(otro, bytes, envio, &mut suya) {
                    let _ = otro.shutdown(Shutdown::Write);
                }
                envio.en_curso.store(false, Ordering::SeqCst);
            });
            let mut paciencia = self.mesa.paciencia(SILENCIO, self.programa);
            self.leer_mientras(usize::MAX, &mut paciencia, envio);
            if self.fin != Some(Fin::Cierra) {
                let _ = self.stream.shutdown(Shutdown::Both);
            }
        });
    }

    /// Envía sin leer nada, hasta que el programa deja de leer también: no puede escribir más, y espera a que se le lea lo
    /// suyo. Devuelve cuántos bytes ha enviado.
    pub fn enviar_hasta_el_atasco(&mut self, bytes: &[u8]) -> usize {
        self.anotar(self.lado, Suceso::Nota("te envío sin leer nada, hasta que tampoco leas tú".to_string()));
        self.programa.permitir(bytes.len());
        let (mut enviados, mut esperado, mut sin_caber) = (0, Duration::ZERO, Duration::ZERO);
        while enviados < bytes.len() && esperado < ATASCO_MAXIMO && sin_caber < ATASCO {
            match (&self.stream).write(&bytes[enviados..bytes.len().min(enviados + TROZO)]) {
                Ok(escritos) if escritos > 0 => (enviados, sin_caber) = (enviados + escritos, Duration::ZERO),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) if es_plazo(&error) => sin_caber += VUELTA,
                _ => break,
            }
            match self.esperar_atasco() {
                Espera::HaLeido(tardado) => esperado += tardado.saturating_sub(SOLTURA),
                Espera::Atasco => break,
            }
        }
        self.anotar(self.lado, Suceso::Envia(Muestra::de(&bytes[..enviados])));
        self.sacudir();
        // Ya se ha visto lo que hace quien no puede escribir: desde aquí, que no tarde.
        let _ = SockRef::from(&self.stream).set_recv_buffer_size(256 * 1024);
        enviados
    }

    /// Con el programa atascado a mitad de una escritura, lo detiene y lo pone otra vez en marcha: el sistema da esa escritura
    /// por hecha con lo que llevara, como con cualquier señal, y quien no insiste con el resto lo pierde. Varias veces, porque
    /// alguna se puede atascar justo entre dos escrituras.
    fn sacudir(&mut self) {
        for _ in 0..SACUDIDAS {
            // Solo a quien tiene algo por leer y no lo lee: el que no escribe no espera nada de nosotros.
            let atascado = self.por_leer().is_some_and(|queda| queda > 0)
                && self.mesa.esperar_quieto_durante(ATASCADO_DE_VERDAD, self.programa);
            if !atascado || self.fin.is_some() || !self.programa.parar() {
                return;
            }
            self.programa.seguir();
            self.recoger(self.recibido.len() + ENTRE_SACUDIDAS);
        }
    }

    /// Espera a que el programa lea lo que se le ha enviado, o a que se quede quieto sin leerlo. Que esté quieto un momento
    /// no basta: puede estar esperando su propio plazo de escritura, y es lo que se quiere ver.
    fn esperar_atasco(&self) -> Espera {
        let pid = self.programa.pid();
        let (mut atascado, mut total, mut antes) = (Duration::ZERO, Duration::ZERO, None);
        while atascado < ATASCO && total < ATASCO_MAXIMO {
            // Donde el sistema no dice lo que queda por leer, se sabrá porque no quepa más.
            let ahora = match self.por_leer() {
                None | Some(0) => break,
                queda => queda,
            };
            let inicio = Instant::now();
            thread::sleep(Duration::from_millis(1));
            let mirada = inicio.elapsed().min(MIRADA);
            total += mirada;
            if ahora == antes && sistema::en_marcha(pid) != Some(true) {
                atascado += mirada;
            } else {
                (antes, atascado) = (ahora, Duration::ZERO);
            }
        }
        if atascado < ATASCO { Espera::HaLeido(total) } else { Espera::Atasco }
    }
}

/// En qué ha quedado la espera.
enum Espera {
    /// Ha leído, o va leyendo; se ha esperado esto.
    HaLeido(Duration),
    Atasco,
}

/// Mira una y otra vez si ya ha pasado algo, mientras quepa en [`LECTURA`]. Si no se puede saber, espera un poco.
pub(super) fn mirar_hasta(ha_pasado: impl Fn() -> Option<bool>) -> Duration {
    let mut gastado = Duration::ZERO;
    while gastado < LECTURA {
        let antes = Instant::now();
        match ha_pasado() {
            Some(true) => break,
            Some(false) => thread::sleep(Duration::from_millis(1)),
            None => {
                thread::sleep(Duration::from_millis(15));
                return gastado + antes.elapsed();
            }
        }
        gastado += antes.elapsed().min(MIRADA);
    }
    gastado
}

/// De un programa que no se queda quieto y no lee: ¿es que da vueltas? Si apenas ha tenido procesador, es que espera su turno, y
/// aún puede leer.
fn no_leera_mas(no_ha_leido: bool, cpu_gastada: Option<Duration>) -> bool {
    no_ha_leido && cpu_gastada.is_none_or(|cpu| cpu >= VUELTAS_EN_BALDE)
}

/// Escribe todo mientras quede paciencia. Devuelve si ha podido.
pub(super) fn empujar(mut stream: &TcpStream, mut bytes: &[u8], envio: &Envio, paciencia: &mut Paciencia<'_>) -> bool {
    while !bytes.is_empty() {
        match stream.write(&bytes[..bytes.len().min(256 * 1024)]) {
            Ok(0) => return false,
            Ok(escritos) => {
                bytes = &bytes[escritos..];
                envio.enviado.fetch_add(escritos as u64, Ordering::Relaxed);
                if paciencia.agotada() {
                    return false;
                }
                paciencia.renovar();
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if es_plazo(&error) && paciencia.queda() => {}
            Err(error) => {
                envio.cortado.store(error.kind() == ErrorKind::ConnectionReset, Ordering::SeqCst);
                return false;
            }
        }
    }
    true
}

/// Un envío que va a la vez que la lectura.
#[derive(Default)]
pub(super) struct Envio {
    enviado: AtomicU64,
    /// El sistema ha dicho al que enviaba que el otro ha cortado. Solo lo dice una vez: quien lee ya no se entera.
    cortado: AtomicBool,
    en_curso: AtomicBool,
}

impl Envio {
    pub fn avance(&self) -> u64 {
        self.enviado.load(Ordering::Relaxed)
    }

    /// ¿Era un corte lo que a quien lee le parece un final?
    pub fn cortado(&self) -> bool {
        // Si el que envía se está enterando ahora mismo, tiene un momento para decirlo.
        let hasta = Instant::now() + Duration::from_millis(30);
        while self.en_curso.load(Ordering::SeqCst) && Instant::now() < hasta {
            thread::sleep(Duration::from_millis(1));
        }
        self.cortado.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn quien_espera_turno_de_procesador_aun_puede_leer() {
        let ms = Duration::from_millis;
        assert!(!no_leera_mas(true, Some(ms(0))), "no ha tenido procesador");
        assert!(!no_leera_mas(true, Some(ms(300))), "contesta a lo que ha leído");
        assert!(no_leera_mas(true, Some(ms(900))), "da vueltas");
        assert!(!no_leera_mas(false, Some(ms(900))), "sigue leyendo");
        assert!(no_leera_mas(true, None), "donde no se puede saber");
    }
}
