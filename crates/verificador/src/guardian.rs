//! El guardián: quien acaba con los programas que se están comprobando, pase lo que pase con el curso.
//!
//! Cada programa corre en su propio grupo de procesos, para poder acabarlo con todos los que haya arrancado él. Pero por
//! eso mismo Ctrl-C no le llega: si el curso muere de golpe, quedaría suelto. El guardián es un `sh` que escucha por una
//! tubería; cuando el curso desaparece, por lo que sea, la tubería se cierra y él acaba con lo que quede.
//!
//! Las señales las da el curso mismo, y al guardián no se le espera: si lo han detenido, o no hay manera, se llama a otro.
//!
//! En Windows no hace falta guardián: cada programa va en un «Job Object», que es suyo y de todo lo que arranque, y que el
//! sistema vacía cuando se cierra. Y se cierra cuando el curso lo suelta o desaparece.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::LazyLock;

use redes::fallas::Azar;

#[cfg(unix)]
pub use con_sh::*;
#[cfg(not(unix))]
pub use sin_sh::*;

/// La variable de entorno que lleva todo lo que se arranca, con un valor distinto en cada programa. Su nombre es otro cada vez: nada
/// de lo que ve un programa le dice que lo están comprobando.
pub fn marca() -> &'static str {
    static MARCA: LazyLock<String> = LazyLock::new(|| {
        let mut azar = Azar::nuevo(RandomState::new().build_hasher().finish());
        (0..12).map(|_| char::from(b'A' + azar.menor_que(26) as u8)).collect()
    });
    &MARCA
}

/// Lo que `cargo run` y quien prueba el curso le dicen al curso por el entorno, y no es para lo que se arranca.
pub fn es_del_curso(variable: &str) -> bool {
    let de_cargo = ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_BIN_NAME", "CARGO_CRATE_NAME"];
    de_cargo.contains(&variable)
        || ["CARGO_PKG_", "CARGO_BIN_EXE_", "REDES_"].iter().any(|uno| variable.starts_with(uno))
}

/// Una carpeta propia de este proceso, al lado del programa, para lo que dejen a medias los compiladores. El guardián la
/// borra si el curso muere antes de borrarla él.
pub fn carpeta_provisional() -> Option<std::path::PathBuf> {
    let programa = std::env::current_exe().ok()?;
    Some(programa.with_file_name(format!("curso-{}", std::process::id())))
}

#[cfg(unix)]
mod con_sh {
    use std::collections::BTreeSet;
    use std::io::{self, Write};
    use std::os::unix::process::CommandExt;
    use std::process::{Child, ChildStdin, Command, Stdio};
    use std::sync::Mutex;

    use redes::hilos::tomar;
    use rustix::process::{Pid, Signal, kill_process, kill_process_group};

    use super::super::carpeta;
    use super::{carpeta_provisional, marca};

    /// Lo que hace el guardián. `$1` es la marca de los programas de este curso, por si alguno ha cambiado de grupo; `$2`,
    /// la carpeta con los ficheros de los casos, y `$3`, la de lo que dejan a medias los compiladores: nada de eso tiene que
    /// sobrevivir al curso. De cada número que le dicen acaba con el proceso y con su grupo, si lo tiene.
    ///
    /// Las señales se dan con `-s`: en algunos `sh`, `kill -KILL -- -123` no es una orden válida.
    const GUION: &str = r#"
vivos=' '
while read -r que grupo; do
    case $que in
        cuida) vivos="$vivos$grupo " ;;
        suelta) case $vivos in *" $grupo "*) vivos="${vivos%% $grupo *} ${vivos#* $grupo }" ;; esac ;;
    esac
done
for grupo in $vivos; do
    kill -s KILL -- "-$grupo" 2>/dev/null
    kill -s KILL "$grupo" 2>/dev/null
done
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
        proceso: Child,
        ordenes: ChildStdin,
    }

    /// El guardián, y de quién tiene que cuidar: si hay que cambiarlo por otro, se le cuenta.
    struct Puesto {
        guardian: Option<Guardian>,
        vivos: BTreeSet<u32>,
    }

    static PUESTO: Mutex<Puesto> = Mutex::new(Puesto { guardian: None, vivos: BTreeSet::new() });

    impl Guardian {
        fn llamar() -> io::Result<Self> {
            let mut proceso = Command::new("sh")
                .args(["-c", GUION, "guardian", &format!("{}=", marca())])
                .arg(carpeta::de_sesion())
                .arg(carpeta_provisional().unwrap_or_default())
                .process_group(0)
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()?;
            let ordenes = proceso.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
            // A quien está detenido, y no lee, no se le espera.
            rustix::io::ioctl_fionbio(&ordenes, true)?;
            Ok(Self { proceso, ordenes })
        }

        fn mandar(&mut self, que: &str, grupo: u32) -> io::Result<()> {
            // De una vez: una orden corta entra entera en la tubería, o no entra.
            self.ordenes.write(format!("{que} {grupo}\n").as_bytes()).map(drop)
        }
    }

    impl Puesto {
        /// Le da una orden al guardián. Si ya no atiende (está detenido, o muerto), se pone otro en su lugar.
        fn mandar(&mut self, que: &str, grupo: u32) -> io::Result<()> {
            let guardian = match &mut self.guardian {
                Some(guardian) => guardian,
                vacio => vacio.insert(Guardian::llamar()?),
            };
            if guardian.mandar(que, grupo).is_ok() {
                return Ok(());
            }
            let mut nuevo = Guardian::llamar()?;
            for vivo in &self.vivos {
                nuevo.mandar("cuida", *vivo)?;
            }
            if let Some(mut viejo) = self.guardian.replace(nuevo) {
                let _ = viejo.proceso.kill();
                let _ = viejo.proceso.wait();
            }
            Ok(())
        }
    }

    /// Llama al guardián, si aún no está. Va antes de arrancar nada: si no, quedaría un momento sin nadie que lo cuide.
    ///
    /// # Errors
    /// Si no hay `sh` con el que hacer de guardián.
    pub fn llamar() -> io::Result<()> {
        let mut puesto = tomar(&PUESTO);
        if puesto.guardian.is_none() {
            puesto.guardian = Some(Guardian::llamar()?);
            // Quien se quede sin padre pasa a ser nuestro: si no, nadie sabría de dónde ha salido.
            #[cfg(target_os = "linux")]
            rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
            // Y el nombre de quien arranca un programa es el mismo que si lo arrancara `cargo run`.
            #[cfg(target_os = "linux")]
            let _ = std::fs::write("/proc/self/comm", "cargo");
        }
        Ok(())
    }

    /// Desde ahora, si el curso desaparece, el grupo de procesos de `hijo` desaparece con él.
    ///
    /// # Errors
    /// Si no hay `sh` con el que hacer de guardián.
    pub fn cuidar(hijo: &Child) -> io::Result<()> {
        cuidar_de(hijo.id())
    }

    /// Lo mismo, de quien no es hijo nuestro: ese proceso, y su grupo si lo tiene.
    ///
    /// # Errors
    /// Si no hay `sh` con el que hacer de guardián.
    pub fn cuidar_de(pid: u32) -> io::Result<()> {
        let mut puesto = tomar(&PUESTO);
        puesto.vivos.insert(pid);
        puesto.mandar("cuida", pid)
    }

    /// Ese grupo ya ha acabado: su número puede ser mañana de otro.
    pub fn soltar(grupo: u32) {
        let mut puesto = tomar(&PUESTO);
        puesto.vivos.remove(&grupo);
        let _ = puesto.mandar("suelta", grupo);
    }

    /// Las señales las da el curso mismo, y no el guardián: no se espera a nadie.
    fn al_grupo(grupo: u32, senal: Signal) -> bool {
        numero(grupo).is_some_and(|grupo| kill_process_group(grupo, senal).is_ok())
    }

    fn numero(pid: u32) -> Option<Pid> {
        // El 0 y el 1 no son de nadie de quien aprende.
        i32::try_from(pid).ok().filter(|pid| *pid > 1).and_then(Pid::from_raw)
    }

    /// Acaba con todo el grupo.
    pub fn matar_grupo(grupo: u32) {
        al_grupo(grupo, Signal::KILL);
    }

    /// Acaba con un proceso suelto.
    pub fn matar(pid: u32) {
        let _ = numero(pid).map(|pid| kill_process(pid, Signal::KILL));
    }

    /// Recoge a un muerto que era hijo de otro y ha pasado a ser nuestro. Devuelve si ya no queda nada de él.
    pub fn recoger(pid: u32) -> bool {
        let Some(pid) = numero(pid) else { return true };
        !matches!(rustix::process::waitpid(Some(pid), rustix::process::WaitOptions::NOHANG), Ok(None))
    }

    /// Detiene el grupo un momento. Devuelve si se puede: en otros sistemas, no.
    pub fn parar(grupo: u32) -> bool {
        al_grupo(grupo, Signal::STOP)
    }

    /// Lo pone otra vez en marcha.
    pub fn seguir(grupo: u32) {
        al_grupo(grupo, Signal::CONT);
    }

    /// El número del guardián de ahora.
    #[cfg(test)]
    pub fn pid_del_guardian() -> Option<u32> {
        tomar(&PUESTO).guardian.as_ref().map(|guardian| guardian.proceso.id())
    }

    /// Detiene al guardián hasta que no le cabe ni una orden más: sin leer, tarde o temprano pasa.
    #[cfg(test)]
    pub fn detener_al_guardian() {
        let mut puesto = tomar(&PUESTO);
        if let Some(guardian) = &mut puesto.guardian {
            let _ = numero(guardian.proceso.id()).map(|pid| kill_process(pid, Signal::STOP));
            while guardian.mandar("nada", 0).is_ok() {}
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

    /// Lo que arranca un programa está ya en su trabajo.
    ///
    /// # Errors
    /// Ninguno.
    pub fn cuidar_de(_pid: u32) -> io::Result<()> {
        Ok(())
    }

    /// Aquí no hay nada que recoger.
    pub fn recoger(_pid: u32) -> bool {
        true
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
