//! El guardián: quien acaba con los programas que se están comprobando, pase lo que pase con el curso.
//!
//! Cada programa corre en su propio grupo de procesos, para poder acabarlo con todos los que haya arrancado él. Pero por
//! eso mismo Ctrl-C no le llega: si el curso muere de golpe, quedaría suelto. El guardián es un `sh` que escucha por una
//! tubería; cuando el curso desaparece, por lo que sea, la tubería se cierra y él acaba con lo que quede.
//!
//! En Windows no hay guardián: los programas comparten la consola del curso, y Ctrl-C les llega a todos.

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

    struct Guardian {
        _proceso: Child,
        ordenes: ChildStdin,
        respuestas: BufReader<ChildStdout>,
    }

    static GUARDIAN: Mutex<Option<Guardian>> = Mutex::new(None);

    impl Guardian {
        fn llamar() -> io::Result<Self> {
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
            let (ordenes, respuestas) = tuberias.ok_or(io::ErrorKind::BrokenPipe)?;
            Ok(Self { _proceso: proceso, ordenes, respuestas: BufReader::new(respuestas) })
        }
    }

    /// Le da una orden al guardián; si lleva respuesta, la espera.
    fn mandar(que: &str, grupo: u32, con_respuesta: bool) -> io::Result<()> {
        let mut sitio = tomar(&GUARDIAN);
        let guardian = match &mut *sitio {
            Some(guardian) => guardian,
            vacio => vacio.insert(Guardian::llamar()?),
        };
        writeln!(guardian.ordenes, "{que} {grupo}")?;
        guardian.ordenes.flush()?;
        if con_respuesta {
            guardian.respuestas.read_line(&mut String::new())?;
        }
        Ok(())
    }

    /// Llama al guardián, si aún no está. Va antes de arrancar nada: si no, quedaría un momento sin nadie que lo cuide.
    ///
    /// # Errors
    /// Si no hay `sh` con el que hacer de guardián.
    pub fn llamar() -> io::Result<()> {
        let mut sitio = tomar(&GUARDIAN);
        if sitio.is_none() {
            *sitio = Some(Guardian::llamar()?);
        }
        Ok(())
    }

    /// Desde ahora, si el curso desaparece, ese grupo de procesos desaparece con él.
    ///
    /// # Errors
    /// Si no hay `sh` con el que hacer de guardián.
    pub fn cuidar(grupo: u32) -> io::Result<()> {
        mandar("cuida", grupo, false)
    }

    /// Ese grupo ya ha acabado: su número puede ser mañana de otro.
    pub fn soltar(grupo: u32) {
        let _ = mandar("suelta", grupo, false);
    }

    /// Acaba con todo el grupo.
    pub fn matar_grupo(grupo: u32) {
        let _ = mandar("mata", grupo, true);
    }

    /// Acaba con un proceso suelto.
    pub fn matar(pid: u32) {
        let _ = mandar("remata", pid, true);
    }

    /// Detiene el grupo un momento. Devuelve si se puede: en otros sistemas, no.
    pub fn parar(grupo: u32) -> bool {
        mandar("para", grupo, true).is_ok()
    }

    /// Lo pone otra vez en marcha.
    pub fn seguir(grupo: u32) {
        let _ = mandar("sigue", grupo, true);
    }
}

#[cfg(not(unix))]
mod sin_sh {
    use std::io;
    use std::process::{Command, Stdio};

    /// En Windows no hay a quién llamar.
    ///
    /// # Errors
    /// Ninguno.
    pub fn llamar() -> io::Result<()> {
        Ok(())
    }

    /// En Windows no hace falta: la consola es la misma.
    ///
    /// # Errors
    /// Ninguno.
    pub fn cuidar(_grupo: u32) -> io::Result<()> {
        Ok(())
    }

    /// En Windows no hay nada que soltar.
    pub fn soltar(_grupo: u32) {}

    /// Acaba con el proceso y sus descendientes.
    pub fn matar_grupo(pid: u32) {
        let orden = Command::new("taskkill")
            .args(["/T", "/F", "/PID", &pid.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        let _ = orden;
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
