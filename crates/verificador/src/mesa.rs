//! La mesa en la que se juega un caso: el programa que se comprueba, la transcripción, los plazos y los hallazgos.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::hallazgo::{Hallazgo, Paso, Tropiezo};
use super::paciencia::{Paciencia, apuntar};
use super::programa::{Estado, Exceso, Programa};
use super::sistema;
use redes::cable::{Anotacion, Cable, Lado, Suceso};
use redes::hilos::tomar;

/// Cuánto se espera sin que pase nada antes de dar algo por colgado.
pub const SILENCIO: Duration = Duration::from_millis(1500);
/// Cuánto se espera a que un servidor diga que escucha. Hay intérpretes que tardan en arrancar.
pub const ARRANQUE: Duration = Duration::from_millis(2500);
/// Lo más que se espera a que un programa se quede sin nada que hacer.
const QUIETUD: Duration = Duration::from_secs(2);
/// Cuántas líneas de su stderr se citan.
const LINEAS_CITADAS: usize = 4;

/// Donde se juega un caso.
pub struct Mesa<'a> {
    /// El programa y sus argumentos, sin la dirección.
    orden: &'a [String],
    /// Lo que va detrás de la dirección, si el programa es un servidor.
    detras: Vec<String>,
    /// Lo que espera el programa, según su enunciado, si tiene plazo.
    plazo: Option<Duration>,
    /// De la que sale lo que se envía.
    pub semilla: u64,
    cancelado: &'a AtomicBool,
    /// Lo que va cruzando.
    pub cable: Cable,
    /// Lo más que la máquina nos ha tenido parados mientras mirábamos, a nosotros o al programa, en milisegundos.
    tiron: Arc<AtomicU64>,
    /// De qué cliente era lo último que se ha apuntado.
    hablante: Mutex<String>,
}

impl<'a> Mesa<'a> {
    /// Una mesa nueva para un caso.
    pub fn nueva(orden: &'a [String], plazo: Option<Duration>, semilla: u64, cancelado: &'a AtomicBool) -> Self {
        Self {
            orden,
            plazo,
            semilla,
            detras: Vec::new(),
            cancelado,
            cable: Cable::nuevo(),
            tiron: Arc::default(),
            hablante: Mutex::default(),
        }
    }

    /// La misma mesa, para un servidor que recibe otros argumentos detrás de la dirección.
    pub fn con_argumentos(&self, detras: &[&str]) -> Self {
        let detras = detras.iter().map(ToString::to_string).collect();
        Self {
            detras,
            tiron: Arc::clone(&self.tiron),
            ..Self::nueva(self.orden, self.plazo, self.semilla, self.cancelado)
        }
    }

    /// Otra como esta, con la transcripción en blanco.
    pub fn otra(&self) -> Self {
        let detras: Vec<&str> = self.detras.iter().map(String::as_str).collect();
        self.con_argumentos(&detras)
    }

    /// Arranca el programa con esos argumentos.
    pub fn arrancar(&self, argumentos: &[&str], entrada: Option<Vec<u8>>) -> Paso<Programa> {
        let mut orden = self.orden.to_vec();
        orden.extend(argumentos.iter().map(ToString::to_string));
        Programa::arrancar(&orden, entrada).map_err(Tropiezo::NoComprobable)
    }

    /// Un plazo que empieza ahora.
    pub fn paciencia(&self, limite: Duration, programa: &Programa) -> Paciencia<'a> {
        Paciencia::nueva(limite, programa.pid(), &self.tiron, self.cancelado)
    }

    /// El plazo de un programa que arranca. Mientras él, o quien lo lanza, esté trabajando, corre cinco veces más
    /// despacio: a un intérprete le cuesta empezar en una máquina ocupada.
    pub fn paciencia_de_arranque(&self, programa: &Programa) -> Paciencia<'a> {
        self.paciencia(ARRANQUE, programa).arrancando()
    }

    /// ¿Puede que al programa se le haya acabado su plazo, si lleva este tiempo esperando?
    pub fn cansa(&self, espera: Duration) -> bool {
        self.plazo.is_some_and(|plazo| espera >= plazo * 4 / 5)
    }

    /// Entre dos miradas seguidas ha pasado este tiempo: si es mucho, es que la máquina nos ha tenido parados.
    pub fn apuntar_tiron(&self, entre_miradas: Duration) {
        apuntar(&self.tiron, entre_miradas);
    }

    /// Lo más que nos ha tenido parados.
    pub fn tiron(&self) -> Duration {
        Duration::from_millis(self.tiron.load(Ordering::Relaxed))
    }

    /// Apunta una nota en la transcripción.
    pub fn nota(&self, texto: impl Into<String>) {
        self.cable.anotar(Lado::Cliente, Suceso::Nota(texto.into()));
    }

    /// Lo que viene ahora es de este cliente. Devuelve si lo de antes era de otro.
    pub fn habla(&self, nombre: &str) -> bool {
        let mut hablante = tomar(&self.hablante);
        let cambia = *hablante != nombre;
        *hablante = nombre.to_string();
        cambia
    }

    /// Espera a que el programa no tenga nada que hacer: lo que fuera a contestar, ya lo ha enviado. Donde no se puede
    /// mirar, espera un poco.
    pub fn esperar_quieto(&self, programa: &Programa) {
        self.esperar_quieto_durante(4, programa);
    }

    /// Lo mismo, pero quieto de verdad: tantas miradas seguidas, que son otros tantos milisegundos. Devuelve si lo ha llegado a
    /// estar; donde no se puede saber, que sí.
    pub fn esperar_quieto_durante(&self, miradas: u32, programa: &Programa) -> bool {
        let hasta = Instant::now() + QUIETUD;
        let mut seguidas = 0;
        while seguidas < miradas && Instant::now() < hasta && !self.cancelado() {
            match sistema::en_marcha(programa.pid()) {
                Some(false) if !sistema::arbol_en_marcha(programa.pid()) => seguidas += 1,
                Some(_) => seguidas = 0,
                None => {
                    thread::sleep(QUIETUD / 40);
                    return true;
                }
            }
            thread::sleep(Duration::from_millis(1));
        }
        seguidas >= miradas
    }

    /// Un hallazgo con lo que ha cruzado hasta ahora y lo que el programa haya dicho por stderr.
    pub fn hallazgo(&self, codigo: &'static str, frase: impl Into<String>, programa: &Programa) -> Hallazgo {
        let errores = programa.errores();
        // Lo de RUST_BACKTRACE lo añade Rust, en inglés, y aquí no ayuda.
        let util = |linea: &&str| !linea.trim().is_empty() && !linea.starts_with("note: run with `RUST_BACKTRACE");
        let lineas: Vec<&str> = errores.lines().filter(util).collect();
        let citadas = lineas.iter().take(LINEAS_CITADAS).map(|linea| recortada(linea)).collect::<Vec<_>>();
        let envenenado = "Un hilo ha muerto con el cerrojo echado: el `Mutex` está envenenado, y desde entonces `lock()` \
                          devuelve un error a todos los demás.";
        Hallazgo {
            codigo,
            frase: frase.into(),
            esperado: None,
            visto: None,
            notas: errores.contains("PoisonError").then(|| envenenado.to_string()).into_iter().collect(),
            errores: citadas,
            errores_omitidos: lineas.len().saturating_sub(LINEAS_CITADAS),
            transcripcion: self.transcripcion(),
        }
    }

    /// Lo que ha cruzado hasta ahora.
    pub fn transcripcion(&self) -> Vec<Anotacion> {
        self.cable.anotaciones()
    }

    /// Un tropiezo con ese código y esa frase.
    pub fn mal<T>(&self, codigo: &'static str, frase: impl Into<String>, programa: &Programa) -> Paso<T> {
        Err(Tropiezo::Mal(Box::new(self.hallazgo(codigo, frase, programa))))
    }

    /// Lo que explica cualquier cosa que haya ido mal: el programa se ha pasado de un límite, está por hacer o se ha roto.
    pub fn causa_de_fuerza_mayor(&self, programa: &Programa) -> Option<Hallazgo> {
        if let Estado::Pasado(exceso) = programa.estado() {
            let frase = match exceso {
                Exceso::Memoria(bytes) => format!("Tu programa ocupaba {} MiB, y lo he parado.", bytes >> 20),
                Exceso::Salida => "Tu programa escribía sin parar en su salida, y lo he parado.".to_string(),
            };
            let mut hallazgo = self.hallazgo("R25", frase, programa);
            // Cómo acabe la conexión y lo que diga al quedarse sin salida son consecuencia de haberlo parado.
            (hallazgo.errores, hallazgo.errores_omitidos) = (Vec::new(), 0);
            let final_suyo = |suceso: &Suceso| !matches!(suceso, Suceso::Envia(_) | Suceso::RecibeDatagrama(_));
            while hallazgo.transcripcion.pop_if(|ultima| final_suyo(&ultima.suceso)).is_some() {}
            return Some(hallazgo);
        }
        let errores = programa.errores();
        if let Some((_, que)) = errores.split_once("not yet implemented") {
            let que = recortada(que.lines().next().unwrap_or_default().trim_start_matches(": "));
            let donde = lugar_del_panico(&errores).map(|lugar| format!(" ({lugar})")).unwrap_or_default();
            return Some(self.hallazgo("R33", format!("Está pendiente: {que}{donde}."), programa));
        }
        let lugar = lugar_del_panico(&errores)?;
        Some(self.hallazgo("R19", format!("Tu programa ha entrado en pánico en {lugar}."), programa))
    }

    /// ¿Ya no hace falta seguir?
    pub fn cancelado(&self) -> bool {
        self.cancelado.load(Ordering::Relaxed)
    }
}

/// `exercises/servidor_eco.rs:67:5`, si eso es lo que dice un pánico de Rust.
fn lugar_del_panico(errores: &str) -> Option<String> {
    let (_, resto) = errores.split_once(" panicked at ")?;
    let linea = resto.lines().next()?;
    Some(recortada(linea.trim_end_matches(':')))
}

/// Una línea ajena, sin nada que mande sobre la terminal y no muy larga.
pub fn recortada(linea: &str) -> String {
    redes::consola::recortar(&redes::consola::visible(linea), 160)
}

/// Un servidor de quien aprende, que ya ha dicho dónde escucha.
pub struct Servidor<'m> {
    /// Dónde se juega.
    pub mesa: &'m Mesa<'m>,
    /// El programa.
    pub programa: Programa,
    /// Dónde escucha.
    pub direccion: SocketAddr,
}

impl<'m> Mesa<'m> {
    /// Arranca el servidor en un puerto libre y espera su primera línea.
    pub fn servidor(&'m self) -> Paso<Servidor<'m>> {
        let detras: Vec<&str> = self.detras.iter().map(String::as_str).collect();
        self.servidor_con(&detras)
    }

    /// Lo mismo, con esos argumentos detrás de la dirección.
    pub fn servidor_con(&'m self, argumentos: &[&str]) -> Paso<Servidor<'m>> {
        let programa = self.arrancar(&[&["127.0.0.1:0"], argumentos].concat(), None)?;
        let mut paciencia = self.paciencia_de_arranque(&programa);
        let linea = programa.primera_linea(|| paciencia.queda());
        let Some(linea) = linea else {
            return Err(self.sin_primera_linea(&programa));
        };
        let texto = String::from_utf8_lossy(&linea).into_owned();
        let direccion =
            // En Windows, lo corriente es que una línea acabe en «\r\n».
            texto.trim_end_matches(['\r', '\n']).strip_prefix("escuchando en ").and_then(|resto| resto.parse().ok());
        let Some(direccion): Option<SocketAddr> = direccion else {
            let visto = recortada(texto.trim_end());
            let mut hallazgo = self.hallazgo(
                "R15",
                format!("La primera línea de tu programa es «{visto}», y tiene que ser «escuchando en IP:PUERTO»."),
                &programa,
            );
            hallazgo.visto = Some(linea);
            hallazgo.esperado = Some(b"escuchando en 127.0.0.1:PUERTO\n".to_vec());
            return Err(Tropiezo::Mal(Box::new(hallazgo)));
        };
        if direccion.port() == 0 {
            let frase = "Tu programa dice que escucha en el puerto 0. Con un 0 se pide uno libre; el que ha dado el \
                         sistema es otro, y es el que hay que decir.";
            return self.mal("R16", frase, &programa);
        }
        if direccion.ip().to_string() != "127.0.0.1" {
            let frase = format!(
                "Le he pedido a tu programa que escuche en 127.0.0.1, y dice que escucha en {}.",
                direccion.ip()
            );
            return self.mal("R16", frase, &programa);
        }
        Ok(Servidor { mesa: self, programa, direccion })
    }

    fn sin_primera_linea(&self, programa: &Programa) -> Tropiezo {
        if self.cancelado() {
            return Tropiezo::Cancelado;
        }
        let estado = programa.asentar();
        if let Some(hallazgo) = self.causa_de_fuerza_mayor(programa) {
            return Tropiezo::Mal(Box::new(hallazgo));
        }
        let escrito = programa.salida();
        let frase = match estado {
            Estado::Acabado(codigo) => format!("Tu programa ha acabado con código {codigo} sin decir que escucha."),
            Estado::Muerto => "Tu programa ha muerto de golpe sin decir que escucha.".to_string(),
            _ if escrito.is_empty() => {
                format!("Han pasado {} s y tu programa no ha dicho que escucha.", en_segundos(ARRANQUE))
            }
            _ => format!(
                "Tu programa ha escrito «{}», pero no ha acabado la línea.",
                recortada(&String::from_utf8_lossy(&escrito))
            ),
        };
        Tropiezo::Mal(Box::new(self.hallazgo("R15", frase, programa)))
    }
}

/// `1,5`.
pub fn en_segundos(duracion: Duration) -> String {
    let texto = format!("{:.1}", duracion.as_secs_f64()).replace('.', ",");
    texto.trim_end_matches(",0").to_string()
}

#[cfg(test)]
mod pruebas {
    #[test]
    fn lo_que_dice_un_programa_no_manda_sobre_la_terminal() {
        assert_eq!(super::recortada("a\u{202e}b\u{1b}[2J\u{200b}"), "a·b·[2J·");
    }
}
