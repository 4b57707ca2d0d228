//! «Escribe»: quien aprende cambia un programa pequeño en su editor; cada vez que lo guarda, la guía lo compila, habla con él y
//! enseña lo que ha cruzado.
//!
//! Quien lo compila y lo prueba es otro programa, `curso probar` (véase [`super::corrector`]): se prepara en segundo plano desde el
//! primer paso de la lección. Sin nadie delante, la guía prueba el cambio bueno y después el descuido de siempre.

use std::env;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::thread::{self, JoinHandle};
use std::time::SystemTime;

use super::corrector::{Dicho, Veredicto};
use super::guion::{Escribe, Se};
use super::pantalla::{Bloque, EnVivo, Pantalla, con_marca};
use super::teclas::{Espera, Orden};
use crate::consola::{Estilo, Linea};
use crate::errores::explicar;
use crate::lugares::raiz;

/// El programa que compila y prueba, que se va preparando mientras se lee.
pub(super) struct Corrector(Preparado);

enum Preparado {
    /// Cargo lo está compilando, o ya ha acabado. Da el programa, o por qué no lo hay.
    Pronto(JoinHandle<Result<PathBuf, String>>),
    Ya(Result<PathBuf, String>),
}

impl Corrector {
    /// Empieza a prepararlo. Con alguien delante, cargo lo pone al día; si no, basta el que haya.
    pub fn preparar(con_pausas: bool) -> Self {
        let hermano =
            env::current_exe().ok().map(|esto| esto.with_file_name(format!("curso{}", env::consts::EXE_SUFFIX)));
        let hecho = hermano.clone().filter(|programa| programa.is_file());
        let Some(cargo) = env::var_os("CARGO").filter(|_| con_pausas || hecho.is_none()) else {
            return Self(Preparado::Ya(
                hecho.ok_or_else(|| "no encuentro el programa `curso`; compílalo con `cargo build`".to_string()),
            ));
        };
        Self(Preparado::Pronto(thread::spawn(move || {
            let mut orden = Command::new(cargo);
            orden.args(["build", "--quiet", "--bin", "curso", "--manifest-path"]).arg(raiz().join("Cargo.toml"));
            orden.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            match (orden.status(), hermano) {
                (Ok(estado), Some(programa)) if estado.success() && programa.is_file() => Ok(programa),
                (Ok(_), _) => Err("`cargo build --bin curso` no ha ido bien".to_string()),
                (Err(error), _) => Err(format!("no puedo arrancar cargo: {}", explicar(&error))),
            }
        })))
    }

    /// ¿Está ya? Si no, se sigue esperando.
    fn listo(&mut self) -> Option<&Result<PathBuf, String>> {
        if let Preparado::Pronto(hilo) = &self.0
            && hilo.is_finished()
        {
            self.esperar();
        }
        match &self.0 {
            Preparado::Ya(programa) => Some(programa),
            Preparado::Pronto(_) => None,
        }
    }

    /// Espera a que esté.
    fn esperar(&mut self) -> &Result<PathBuf, String> {
        if let Preparado::Pronto(hilo) = std::mem::replace(&mut self.0, Preparado::Ya(Err(String::new()))) {
            self.0 = Preparado::Ya(hilo.join().unwrap_or_else(|_| Err("no he podido prepararlo".to_string())));
        }
        match &self.0 {
            Preparado::Ya(programa) => programa,
            Preparado::Pronto(_) => unreachable!("se acaba de esperar"),
        }
    }
}

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
    let fichero = raiz().join(&nombre);
    let estaba = match poner(&fichero, encargo.partida) {
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
            Some(Orden::Editar) => editar(&fichero, linea, pantalla),
            Some(Orden::Repetir) => match volver_a_empezar(&fichero, encargo.partida) {
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
                vivo.pie(
                    "Preparo el corrector (solo la primera vez): ve escribiendo · s pendiente · q sale".to_string(),
                );
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

/// Sin nadie delante: primero el cambio bueno, y después el descuido de siempre.
fn ensayar(encargo: &Escribe, pantalla: &Pantalla, corrector: &mut Corrector) {
    pantalla.dicho(Bloque::Suelto, Estilo::Aviso, "✎ ", encargo.encargo);
    pantalla.parrafo(&format!("{} no puedes escribirlo tú: lo hace la guía.", pantalla.sin_que()));
    let programa = match corrector.esperar() {
        Ok(programa) => programa.clone(),
        Err(causa) => {
            pantalla.dicho(Bloque::Suelto, Estilo::Aviso, "» ", &format!("No puedo probarlo: {causa}."));
            return;
        }
    };
    let versiones =
        [("El cambio:", encargo.bien.to_string()), ("Y el descuido de siempre:", encargo.mal.en(encargo.bien))];
    for (rotulo, texto) in versiones {
        pantalla.parrafo(rotulo);
        let cambiadas = cambiadas(encargo.partida, &texto);
        pantalla.bloque(Bloque::Suelto, &cambiadas);
        match de_un_tiron(&programa, encargo, &texto, pantalla.ancho()) {
            Ok(lineas) => pantalla.bloque(Bloque::Suelto, &lineas),
            Err(error) => pantalla.dicho(
                Bloque::Suelto,
                Estilo::Aviso,
                "» ",
                &format!("No he podido probarlo: {}.", explicar(&error)),
            ),
        }
    }
    pantalla.parrafo(encargo.relato);
}

/// Las líneas de `despues` que no estaban en `antes`.
fn cambiadas(antes: &str, despues: &str) -> Vec<Linea> {
    let nueva = |linea: &&str| {
        !linea.trim().is_empty() && !linea.starts_with("//!") && !antes.lines().any(|otra| otra == *linea)
    };
    despues
        .lines()
        .filter(nueva)
        .map(|linea| Linea::llana("   ").con(Estilo::Bien, "+ ").con(Estilo::Codigo, linea))
        .collect()
}

/// Prueba un texto en un fichero aparte y devuelve lo que se enseña.
fn de_un_tiron(programa: &Path, encargo: &Escribe, texto: &str, ancho: usize) -> io::Result<Vec<Linea>> {
    let carpeta = env::temp_dir().join(format!("redes-taller-{}", std::process::id()));
    fs::create_dir_all(&carpeta)?;
    let fichero = carpeta.join(encargo.fichero);
    fs::write(&fichero, texto)?;
    let prueba = Prueba::empezar(programa, &fichero, encargo.charla, ancho)?;
    let (mut lineas, mut veredicto) = (Vec::new(), Veredicto::NoComprobable);
    for dicho in &prueba.dichos {
        match dicho {
            Dicho::Compilado(_) => {}
            Dicho::Linea(linea) => lineas.push(linea.sangrada(1)),
            Dicho::Veredicto(este) => veredicto = este,
        }
    }
    drop(prueba);
    fs::remove_dir_all(&carpeta)?;
    lineas.extend(juicio(encargo, &veredicto, ancho));
    Ok(lineas)
}

/// Deja el programa de partida, si no había ya otro. Dice si lo había.
fn poner(fichero: &Path, partida: &str) -> io::Result<bool> {
    if let Some(carpeta) = fichero.parent() {
        fs::create_dir_all(carpeta)?;
    }
    match fs::File::create_new(fichero) {
        Ok(mut nuevo) => io::Write::write_all(&mut nuevo, partida.as_bytes()).map(|()| false),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(true),
        Err(error) => Err(error),
    }
}

/// Guarda una copia de lo que había, con un número detrás, y vuelve a poner la partida.
fn volver_a_empezar(fichero: &Path, partida: &str) -> io::Result<PathBuf> {
    let habia = fs::read(fichero)?;
    let mut numero = 1;
    let copia = loop {
        let copia = fichero.with_extension(format!("{numero}.rs"));
        match fs::File::create_new(&copia) {
            Ok(mut nueva) => {
                io::Write::write_all(&mut nueva, &habia)?;
                break copia;
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => numero += 1,
            Err(error) => return Err(error),
        }
    };
    fs::write(fichero, partida)?;
    Ok(copia)
}

fn relativa(ruta: &Path) -> String {
    ruta.strip_prefix(raiz()).unwrap_or(ruta).display().to_string().replace('\\', "/")
}

/// Abre el editor de quien aprende: el de `$VISUAL` o `$EDITOR`.
fn editar(fichero: &Path, linea: usize, pantalla: &Pantalla) {
    let elegido = ["VISUAL", "EDITOR"]
        .into_iter()
        .find_map(|variable| env::var(variable).ok().filter(|valor| !valor.trim().is_empty()));
    let Some(elegido) = elegido else {
        let texto = "No sé cuál es tu editor: dilo en la variable EDITOR, o abre tú el fichero.";
        return pantalla.dicho(Bloque::Suelto, Estilo::Aviso, "» ", texto);
    };
    let mut palabras = elegido.split_whitespace();
    let Some(programa) = palabras.next() else { return };
    let mut orden = Command::new(programa);
    orden.args(palabras);
    // Los de terminal entienden todos el número de línea así; los de ventana, no todos.
    let nombre = Path::new(programa).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    if ["vi", "vim", "nvim", "nano", "emacs", "micro", "kak", "hx"].contains(&nombre.as_str()) {
        orden.arg(format!("+{linea}"));
    }
    match orden.arg(fichero).status() {
        Ok(_) => {}
        Err(error) => pantalla.dicho(
            Bloque::Suelto,
            Estilo::Mal,
            "✘ ",
            &format!("No he podido abrir «{elegido}»: {}.", explicar(&error)),
        ),
    }
}
