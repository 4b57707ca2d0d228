//! El guardián: quien acaba con los programas que se están comprobando, pase lo que pase con el curso.
//!
//! Cada programa corre en su propio grupo de procesos, para poder acabarlo con todos los que haya arrancado él. Pero por
//! eso mismo Ctrl-C no le llega: si el curso muere de golpe, quedaría suelto. El guardián es un `sh` que escucha por una
//! tubería; cuando el curso desaparece, por lo que sea, la tubería se cierra y él acaba con lo que quede.
//!
//! Lo que contesta el guardián se espera con un plazo: si lo han detenido, o no hay manera, se llama a otro.
//!
//! En Windows no hace falta guardián: cada programa va en un «Job Object», que es suyo y de todo lo que arranque, y que el
//! sistema vacía cuando se cierra. Y se cierra cuando el curso lo suelta o desaparece.

#[cfg(unix)]
pub use con_sh::*;
#[cfg(not(unix))]
pub use sin_sh::*;

/// La variable de entorno que lleva todo lo que se arranca, con un valor distinto en cada programa.
pub const MARCA: &str = "REDES_VERIFICADOR";

/// El principio de la marca de todos los programas que arranca este proceso.
pub fn marca_de_sesion() -> String {
    format!("curso-{}-", std::process::id())
}

/// Una carpeta propia de este proceso, al lado del programa, para lo que dejen a medias los compiladores. El guardián la
/// borra si el curso muere antes de borrarla él.
pub fn carpeta_provisional() -> Option<std::path::PathBuf> {
    let programa = std::env::current_exe().ok()?;
    Some(programa.with_file_name(format!("curso-{}", std::process::id())))
}

#[cfg(unix)]
mod con_sh {
    use std::io::{self, BufRead, BufReader, Write};
    use std::os::unix::process::CommandExt;
    use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
    use std::sync::Mutex;
    use std::sync::mpsc::{self, Receiver};
    use std::thread;
    use std::time::Duration;

    use redes::hilos::tomar;

    use super::super::carpeta;
    use super::{MARCA, carpeta_provisional, marca_de_sesion};

    /// Lo que hace el guardián. `$1` es la marca de los programas de este curso, por si alguno ha cambiado de grupo; `$2`,
    /// la carpeta con los ficheros de los casos, y `$3`, la de lo que dejan a medias los compiladores: nada de eso tiene que
    /// sobrevivir al curso.
    ///
    /// Las señales se dan con `-s`: en algunos `sh`, `kill -STOP -- -123` no es una orden válida.
    const GUION: &str = r#"
vivos=' '
while read -r que grupo; do
    case $que in
        cuida) vivos="$vivos$grupo " ;;
        suelta) case $vivos in *" $grupo "*) vivos="${vivos%% $grupo *} ${vivos#* $grupo }" ;; esac ;;
        mata) kill -s KILL -- "-$grupo" 2>/dev/null; echo ya ;;
        remata) kill -s KILL "$grupo" 2>/dev/null; echo ya ;;
        para) kill -s STOP -- "-$grupo" 2>/dev/null; echo ya ;;
        sigue) kill -s CONT -- "-$grupo" 2>/dev/null; echo ya ;;
    esac
done
for grupo in $vivos; do kill -s KILL -- "-$grupo" 2>/dev/null; done
# Más de una vez: a quien está justo cambiando de programa no se le ve la marca.
for vez in 1 2 3; do
    for fichero in $(grep -ls "$1" /proc/[0-9]*/environ 2>/dev/null); do
        pid=${fichero#/proc/}
        kill -s KILL "${pid%/environ}" 2>/dev/null
    done
    sleep 0.1 2>/dev/null
done
rm -rf -- "$2"
[ -z "$3" ] || rm -rf -- "$3"
"#;

    /// Lo más que se espera a que conteste. Con la máquina ocupada tarda centésimas.
    const PACIENCIA: Duration = Duration::from_secs(2);

    struct Guardian {
        proceso: Child,
        ordenes: ChildStdin,
        respuestas: Receiver<()>,
    }

    /// El guardián, si está, y los grupos que cuida: si hay que cambiarlo, el nuevo tiene que saberlos.
    struct Guardia {
        guardian: Option<Guardian>,
        cuidados: Vec<u32>,
    }

    static GUARDIA: Mutex<Guardia> = Mutex::new(Guardia { guardian: None, cuidados: Vec::new() });

    impl Guardian {
        fn llamar(cuidados: &[u32]) -> io::Result<Self> {
            let mut proceso = Command::new("sh")
                .args(["-c", GUION, "guardian", &format!("{MARCA}={}", marca_de_sesion())])
                .arg(carpeta::de_sesion())
                .arg(carpeta_provisional().unwrap_or_default())
                .process_group(0)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()?;
            let tuberias = proceso.stdin.take().zip(proceso.stdout.take());
            let (mut ordenes, respuestas) = tuberias.ok_or(io::ErrorKind::BrokenPipe)?;
            for grupo in cuidados {
                writeln!(ordenes, "cuida {grupo}")?;
            }
            Ok(Self { proceso, ordenes, respuestas: escuchar(respuestas) })
        }

        fn mandar(&mut self, que: &str, grupo: u32, con_respuesta: bool) -> io::Result<()> {
            writeln!(self.ordenes, "{que} {grupo}")?;
            self.ordenes.flush()?;
            if con_respuesta {
                self.respuestas.recv_timeout(PACIENCIA).map_err(|_| io::ErrorKind::TimedOut)?;
            }
            Ok(())
        }
    }

    impl Drop for Guardian {
        /// Al que no contesta se le mata: no puede hacer nada más por nosotros, y si despierta acabaría con lo que cuida otro.
        fn drop(&mut self) {
            let _ = self.proceso.kill();
            let _ = self.proceso.wait();
        }
    }

    /// Lee sus respuestas en un hilo aparte: de una tubería no se puede leer con plazo.
    fn escuchar(respuestas: ChildStdout) -> Receiver<()> {
        let (envia, recibe) = mpsc::channel();
        thread::spawn(move || {
            for linea in BufReader::new(respuestas).lines() {
                if linea.is_err() || envia.send(()).is_err() {
                    return;
                }
            }
        });
        recibe
    }

    impl Guardia {
        /// Le da una orden al guardián; si lleva respuesta, la espera. Al que no la da se le cambia por otro, y se le repite.
        fn mandar(&mut self, que: &str, grupo: u32, con_respuesta: bool) -> io::Result<()> {
            if self.guardian()?.mandar(que, grupo, con_respuesta).is_ok() {
                return Ok(());
            }
            self.guardian = None;
            self.guardian()?.mandar(que, grupo, con_respuesta)
        }

        fn guardian(&mut self) -> io::Result<&mut Guardian> {
            match &mut self.guardian {
                Some(guardian) => Ok(guardian),
                vacio => Ok(vacio.insert(Guardian::llamar(&self.cuidados)?)),
            }
        }
    }

    fn mandar(que: &str, grupo: u32) -> io::Result<()> {
        tomar(&GUARDIA).mandar(que, grupo, true)
    }

    /// Llama al guardián, si aún no está. Va antes de arrancar nada: si no, quedaría un momento sin nadie que lo cuide.
    ///
    /// # Errors
    /// Si no hay `sh` con el que hacer de guardián.
    pub fn llamar() -> io::Result<()> {
        tomar(&GUARDIA).guardian().map(drop)
    }

    /// Desde ahora, si el curso desaparece, el grupo de procesos de `hijo` desaparece con él.
    ///
    /// # Errors
    /// Si no hay `sh` con el que hacer de guardián.
    pub fn cuidar(hijo: &Child) -> io::Result<()> {
        let mut guardia = tomar(&GUARDIA);
        guardia.mandar("cuida", hijo.id(), false)?;
        guardia.cuidados.push(hijo.id());
        Ok(())
    }

    /// Ese grupo ya ha acabado: su número puede ser mañana de otro.
    pub fn soltar(grupo: u32) {
        let mut guardia = tomar(&GUARDIA);
        guardia.cuidados.retain(|otro| *otro != grupo);
        let _ = guardia.mandar("suelta", grupo, false);
    }

    /// Acaba con todo el grupo.
    pub fn matar_grupo(grupo: u32) {
        let _ = mandar("mata", grupo);
    }

    /// Acaba con un proceso suelto.
    pub fn matar(pid: u32) {
        let _ = mandar("remata", pid);
    }

    /// Detiene el grupo un momento. Devuelve si se puede: en otros sistemas, no.
    pub fn parar(grupo: u32) -> bool {
        mandar("para", grupo).is_ok()
    }

    /// Lo pone otra vez en marcha.
    pub fn seguir(grupo: u32) {
        let _ = mandar("sigue", grupo);
    }

    #[cfg(test)]
    mod pruebas {
        use std::time::Instant;

        use super::*;

        /// Si de verdad no contestara nadie, lo que cuida acabaría solo, con código 0, a los treinta segundos.
        #[test]
        fn si_el_guardian_no_contesta_se_llama_a_otro() {
            let mut hijo = Command::new("sleep").arg("30").process_group(0).spawn().unwrap();
            cuidar(&hijo).unwrap();
            let detenido = tomar(&GUARDIA).guardian().unwrap().proceso.id();
            assert!(Command::new("kill").args(["-STOP", &detenido.to_string()]).status().unwrap().success());
            let inicio = Instant::now();
            matar_grupo(hijo.id());
            assert_eq!(hijo.wait().unwrap().code(), None);
            assert!(inicio.elapsed() < Duration::from_secs(20), "ha esperado al que no contesta");
            assert_ne!(tomar(&GUARDIA).guardian().unwrap().proceso.id(), detenido);
            soltar(hijo.id());
        }
    }
}

#[cfg(not(unix))]
mod sin_sh {
    use std::collections::HashMap;
    use std::io;
    use std::os::windows::io::AsRawHandle;
    use std::process::Child;
    use std::sync::{LazyLock, Mutex};

    use redes::hilos::tomar;
    use win32job::{ExtendedLimitInfo, Job};

    /// El de cada programa en marcha. Al soltarlo, el sistema acaba con todo lo que haya dentro.
    static TRABAJOS: LazyLock<Mutex<HashMap<u32, Job>>> = LazyLock::new(Mutex::default);

    /// En Windows no hay a quién llamar.
    ///
    /// # Errors
    /// Ninguno.
    pub fn llamar() -> io::Result<()> {
        Ok(())
    }

    /// Mete a `hijo` en un trabajo suyo. Acaba de nacer y el sistema todavía lo está cargando: lo que arranque él nacerá ya dentro.
    ///
    /// # Errors
    /// Si el sistema no deja.
    pub fn cuidar(hijo: &Child) -> io::Result<()> {
        let trabajo = Job::create_with_limit_info(ExtendedLimitInfo::new().limit_kill_on_job_close());
        let trabajo = trabajo.map_err(io::Error::other)?;
        // Si no se deja es que ya ha acabado, y entonces no hay a quién cuidar.
        if trabajo.assign_process(hijo.as_raw_handle() as isize).is_ok() {
            tomar(&TRABAJOS).insert(hijo.id(), trabajo);
        }
        Ok(())
    }

    /// Acaba con lo que quede de él.
    pub fn soltar(grupo: u32) {
        matar_grupo(grupo);
    }

    /// Acaba con el programa y con todo lo que haya arrancado.
    pub fn matar_grupo(pid: u32) {
        tomar(&TRABAJOS).remove(&pid);
    }

    /// Lo mismo.
    pub fn matar(pid: u32) {
        matar_grupo(pid);
    }

    /// Aquí no se puede detener un programa un momento.
    pub fn parar(_grupo: u32) -> bool {
        false
    }

    /// No se ha detenido nada.
    pub fn seguir(_grupo: u32) {}
}
