//! «Escribe»: quien aprende cambia un programa pequeño en su editor; cada vez que lo guarda, la guía lo compila, habla con él y
//! enseña lo que ha cruzado.
//!
//! Quien lo compila y lo prueba es otro programa, `curso probar` (véase [`super::corrector`]): se prepara en segundo plano desde el
//! primer paso de la lección. Sin nadie delante, la guía prueba el cambio bueno y después el descuido de siempre.

mod ensayo;
mod preparar;
mod taller;

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::thread;
use std::time::SystemTime;

use super::corrector::{Dicho, Veredicto};
use super::guion::{Escribe, Se};
use super::pantalla::{Bloque, EnVivo, Pantalla, con_marca};
use super::teclas::{Espera, Orden};
use crate::consola::{Estilo, Linea};
use crate::errores::explicar;
use crate::lugares::raiz;

use ensayo::ensayar;
pub use ensayo::{Probado, probar_lo_que_se_escribe};
pub(super) use preparar::Corrector;
use taller::{editar, poner, volver_a_empezar};

/// Cómo ha acabado.
pub(super) enum Fin {
    /// Ha escrito lo que se pedía.
    Hecho,
    /// Lo ha dejado para otro día.
    Pendiente,
    /// Quiere otra cosa.
    Otra(Orden),
}

/// Pone el programa en `taller/` y espera a que quien aprende lo cambie.
pub(super) fn esperar(encargo: &Escribe, leccion: &str, pantalla: &Pantalla, corrector: &mut Corrector) -> Fin {
    if !pantalla.con_pausas() {
        ensayar(encargo, pantalla, corrector);
        return Fin::Hecho;
    }
    let nombre = format!("taller/{leccion}/{}", encargo.fichero);
    let fichero = crate::lugares::taller().join(leccion).join(encargo.fichero);
    let estaba = match poner(&fichero, &encargo.partida) {
        Ok(estaba) => estaba,
        Err(error) => {
            let texto = format!("No puedo dejarte «{nombre}»: {}. Lo dejamos pendiente.", explicar(&error));
            pantalla.dicho(Bloque::Suelto, Estilo::Mal, "✘ ", &texto);
            return Fin::Pendiente;
        }
    };
    pantalla.dicho(Bloque::Suelto, Estilo::Aviso, "✎ ", encargo.encargo);
    let linea = encargo.partida.lines().position(|linea| linea.contains(encargo.donde)).map_or(1, |indice| indice + 1);
    let mut lugar = vec![Linea::llana("   ").con(Estilo::Codigo, format!("{nombre}:{linea}"))];
    lugar[0] = lugar[0].clone().con(Estilo::Tenue, if estaba { "   (sigue como lo dejaste)" } else { "" });
    lugar.push(Linea::llana("   ").con(Estilo::Tenue, "Ábrelo en tu editor. Cada vez que lo guardes, lo pruebo."));
    pantalla.bloque(Bloque::Suelto, &lugar);
    let mut pruebas = Pruebas::nuevas(encargo, &fichero, estaba);
    loop {
        if let Some(orden) = pantalla.pendiente() {
            return Fin::Otra(orden);
        }
        let orden = pantalla.mientras(Espera::Escribe, |vivo| pruebas.vuelta(vivo, corrector));
        match orden {
            None => {
                pantalla.parrafo(encargo.relato);
                return Fin::Hecho;
            }
            Some(Orden::Dejar) => return Fin::Pendiente,
            Some(Orden::Pista) => pantalla.dicho(Bloque::Suelto, Estilo::Aviso, "» ", encargo.pista),
            Some(Orden::Editar) => {
                if let Err(causa) = editar(&fichero, linea) {
                    pantalla.dicho(Bloque::Suelto, Estilo::Aviso, "» ", &causa);
                }
            }
            Some(Orden::Repetir) => match volver_a_empezar(&fichero, &encargo.partida) {
                Ok(copia) => {
                    let texto = format!("Otra vez como al principio. Lo que tenías está en `{}`.", relativa(&copia));
                    pantalla.dicho(Bloque::Suelto, Estilo::Aviso, "» ", &texto);
                    pruebas = Pruebas::nuevas(encargo, &fichero, false);
                }
                Err(error) => {
                    pantalla.dicho(Bloque::Suelto, Estilo::Mal, "✘ ", &format!("No he podido: {}.", explicar(&error)))
                }
            },
            Some(otra) => return Fin::Otra(otra),
        }
    }
}

/// Lo que se va probando, cada vez que se guarda.
struct Pruebas<'a> {
    encargo: &'a Escribe,
    fichero: &'a Path,
    /// Lo último que se ha mirado del fichero: si cambia, se prueba.
    visto: Option<(SystemTime, u64)>,
    /// Lo que ya se ha probado: guardar lo mismo no es cambiar nada.
    probado: Option<Vec<u8>>,
    en_marcha: Option<Prueba>,
    avisado: bool,
}

impl<'a> Pruebas<'a> {
    /// Lo que puso la guía no se prueba hasta que cambie; lo que ya estaba, sí.
    fn nuevas(encargo: &'a Escribe, fichero: &'a Path, estaba: bool) -> Self {
        let probado = (!estaba).then(|| fs::read(fichero).ok()).flatten();
        Self { encargo, fichero, visto: None, probado, en_marcha: None, avisado: false }
    }

    /// Mira si hay algo nuevo y lo enseña. Devuelve si hay que seguir esperando.
    fn vuelta(&mut self, vivo: &mut EnVivo<'_>, corrector: &mut Corrector) -> bool {
        match corrector.listo() {
            None => {
                vivo.pie("Preparo el corrector: ve escribiendo · s lo deja pendiente · q sale".to_string());
                return true;
            }
            Some(Err(causa)) if !self.avisado => {
                self.avisado = true;
                let texto = format!("No puedo probar lo que escribas: {causa}. Con s lo dejas pendiente.");
                vivo.lineas(&con_marca(Estilo::Mal, "✘ ", &texto, vivo.ancho()));
            }
            Some(Err(_)) => {}
            Some(Ok(programa)) => {
                let programa = programa.clone();
                self.probar_si_ha_cambiado(&programa, vivo);
            }
        }
        vivo.pie(self.pie());
        self.ensenar(vivo)
    }

    fn pie(&self) -> String {
        let que = if self.en_marcha.is_some() { "Lo pruebo…" } else { "Guárdalo y lo pruebo" };
        format!("{que} · e editor · p pista · r de nuevo · s pendiente · ← atrás · q sale")
    }

    fn probar_si_ha_cambiado(&mut self, programa: &Path, vivo: &mut EnVivo<'_>) {
        let Ok(datos) = fs::metadata(self.fichero) else { return };
        let visto = (datos.modified().unwrap_or(SystemTime::UNIX_EPOCH), datos.len());
        if self.visto.replace(visto) == Some(visto) {
            return;
        }
        let Ok(texto) = fs::read(self.fichero) else { return };
        // Hay editores que vacían el fichero antes de escribirlo.
        if texto.is_empty() || self.probado.as_ref() == Some(&texto) {
            return;
        }
        self.probado = Some(texto);
        match Prueba::empezar(programa, self.fichero, self.encargo.charla, vivo.ancho()) {
            Ok(prueba) => self.en_marcha = Some(prueba),
            Err(error) => {
                let texto = format!("No he podido probarlo: {}.", explicar(&error));
                vivo.lineas(&con_marca(Estilo::Mal, "✘ ", &texto, vivo.ancho()));
            }
        }
    }

    /// Enseña lo que se vaya sabiendo. Devuelve si hay que seguir esperando.
    fn ensenar(&mut self, vivo: &mut EnVivo<'_>) -> bool {
        let Some(prueba) = &mut self.en_marcha else { return true };
        let (mut lineas, mut veredicto) = (Vec::new(), None);
        loop {
            match prueba.dichos.try_recv() {
                Ok(Dicho::Compilado(ms)) => lineas.extend(compilado(ms)),
                Ok(Dicho::Linea(linea)) => lineas.push(linea.sangrada(1)),
                Ok(Dicho::Veredicto(este)) => veredicto = Some(este),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => {
                    // Ha acabado: si no ha dicho cómo ha ido, es que se ha roto.
                    veredicto.get_or_insert(Veredicto::NoComprobable);
                    break;
                }
            }
        }
        vivo.lineas(&lineas);
        let Some(veredicto) = veredicto else { return true };
        self.en_marcha = None;
        let conseguido = self.encargo.lo_consigue(&veredicto);
        vivo.lineas(&juicio(self.encargo, &veredicto, vivo.ancho()));
        !conseguido
    }
}

/// Una prueba en marcha. Al soltarla, se acaba.
struct Prueba {
    hijo: Child,
    dichos: Receiver<Dicho>,
}

impl Prueba {
    fn empezar(programa: &Path, fichero: &Path, charla: &str, ancho: usize) -> io::Result<Self> {
        let mut orden = Command::new(programa);
        orden.arg("probar").arg(fichero).args(["--charla", charla, "--para-la-guia", "--ancho"]);
        orden.arg(ancho.saturating_sub(1).to_string());
        let mut hijo = orden.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let salida = hijo.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let (envia, dichos) = mpsc::channel();
        thread::spawn(move || {
            for dicho in BufReader::new(salida).lines().map_while(Result::ok).filter_map(|linea| Dicho::leer(&linea)) {
                if envia.send(dicho).is_err() {
                    return;
                }
            }
        });
        Ok(Self { hijo, dichos })
    }
}

impl Drop for Prueba {
    fn drop(&mut self) {
        // De lo que haya arrancado él se encarga su guardián.
        let _ = self.hijo.kill();
        let _ = self.hijo.wait();
    }
}

fn compilado(ms: u128) -> [Linea; 2] {
    let texto = format!(" guardado · compila en {},{} s · hablo con él", ms / 1000, ms % 1000 / 100);
    [Linea::vacia(), Linea::vacia().con(Estilo::Tenue, texto)]
}

/// Qué decir de cómo ha ido.
fn juicio(encargo: &Escribe, veredicto: &Veredicto, ancho: usize) -> Vec<Linea> {
    let (estilo, marca, texto) = match (veredicto, encargo.busca) {
        (Veredicto::Bien, Se::Arregla) => (Estilo::Bien, "✔ ", "Eso es.".to_string()),
        (Veredicto::Mal(codigo), Se::Rompe(roto)) if codigo == roto => {
            (Estilo::Bien, "✔ ", format!("Roto, y se ve cómo: {codigo}."))
        }
        (Veredicto::Bien, Se::Rompe(_)) => {
            (Estilo::Aviso, "→ ", "Sigue funcionando: todavía no lo has roto.".to_string())
        }
        (Veredicto::Mal(codigo), Se::Rompe(_)) => {
            (Estilo::Aviso, "→ ", format!("Se ha roto otra cosa: {codigo}. Prueba de nuevo."))
        }
        (Veredicto::Mal(codigo), Se::Arregla) => {
            (Estilo::Mal, "✘ ", format!("Todavía no. Para saber más: `cargo run -- explica {codigo}`"))
        }
        (Veredicto::NoCompila(_), _) => {
            (Estilo::Mal, "✘ ", "No compila todavía: arriba está lo que dice rustc.".to_string())
        }
        (Veredicto::NoComprobable, _) => {
            (Estilo::Aviso, "? ", "No he podido comprobarlo; no es culpa tuya. Guárdalo otra vez.".to_string())
        }
    };
    con_marca(estilo, marca, &texto, ancho)
}

fn relativa(ruta: &Path) -> String {
    ruta.strip_prefix(raiz()).unwrap_or(ruta).display().to_string().replace('\\', "/")
}
