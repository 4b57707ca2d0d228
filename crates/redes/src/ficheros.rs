//! Abrir un fichero que ha elegido otro, sin fiarse de que lo sea.
//!
//! Detrás de una ruta puede haber una tubería con nombre (abrirla espera a quien escriba en ella, quizá para siempre), un
//! dispositivo que no se acaba nunca (`/dev/zero`) o una carpeta. La regla de todo el curso está aquí: **solo ficheros
//! corrientes**, y quien los guarda enteros en memoria dice cuánto cabe. Lo que sale de otro programa entra por la entrada
//! estándar, donde es un flujo a propósito y se lee como tal.

use std::fs::{self, File, FileType, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use crate::cifras::en_bytes;

/// Abre `ruta` para leer, si es un fichero corriente (o un enlace a uno). No espera a nadie: sea lo que sea, vuelve enseguida.
///
/// # Errors
/// Si no existe, no se deja abrir o no es un fichero corriente: el error dice qué es, y `Fallo::al_leer` lo cuenta.
pub fn abrir_normal(ruta: &Path) -> io::Result<File> {
    // Antes de abrir, porque hay dispositivos que hacen algo con solo abrirlos…
    comprobar(&fs::metadata(ruta)?)?;
    abrir_sin_esperar(ruta)
}

/// Lee entero un fichero corriente de `maximo` bytes como mucho.
///
/// # Errors
/// Los de [`abrir_normal`] y los de leer; [`ErrorKind::FileTooLarge`], si no cabe.
pub fn leer_entero(ruta: &Path, maximo: u64) -> io::Result<Vec<u8>> {
    let fichero = abrir_normal(ruta)?;
    if fichero.metadata()?.len() > maximo {
        return Err(no_cabe(maximo));
    }
    // Lo que dice que mide no basta: puede crecer mientras se lee, y los de /proc dicen que miden cero.
    let mut bytes = Vec::new();
    fichero.take(maximo.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > maximo { Err(no_cabe(maximo)) } else { Ok(bytes) }
}

fn abrir_sin_esperar(ruta: &Path) -> io::Result<File> {
    let mut opciones = File::options();
    opciones.read(true);
    sin_esperar(&mut opciones);
    let fichero = opciones.open(ruta)?;
    // …y otra vez, al que se ha abierto de verdad: entre medias, el nombre ha podido pasar a ser de otra cosa.
    comprobar(&fichero.metadata()?)?;
    Ok(fichero)
}

/// Que `open` no se quede esperando a quien escriba en una tubería, ni tome una terminal por suya. En un fichero corriente no
/// cambia nada.
#[cfg(unix)]
fn sin_esperar(opciones: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    opciones.custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY);
}

#[cfg(not(unix))]
fn sin_esperar(_: &mut OpenOptions) {}

fn comprobar(datos: &Metadata) -> io::Result<()> {
    match datos.file_type() {
        tipo if tipo.is_file() => Ok(()),
        tipo if tipo.is_dir() => Err(ErrorKind::IsADirectory.into()),
        tipo => {
            let que = que_es(tipo);
            Err(io::Error::new(ErrorKind::InvalidInput, format!("es {que}, y tiene que ser un fichero corriente")))
        }
    }
}

#[cfg(unix)]
fn que_es(tipo: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match tipo {
        _ if tipo.is_fifo() => "una tubería",
        _ if tipo.is_socket() => "un socket",
        _ if tipo.is_char_device() || tipo.is_block_device() => "un dispositivo",
        _ => "otra cosa",
    }
}

#[cfg(not(unix))]
fn que_es(_: FileType) -> &'static str {
    "otra cosa"
}

fn no_cabe(maximo: u64) -> io::Error {
    let maximo = en_bytes(usize::try_from(maximo).unwrap_or(usize::MAX));
    io::Error::new(ErrorKind::FileTooLarge, format!("pasa de {maximo}, que es lo más que se admite"))
}

#[cfg(test)]
mod pruebas {
    use std::fs::write;

    use super::*;

    #[test]
    fn un_fichero_corriente_se_lee_hasta_el_limite() {
        let carpeta = apoyo::carpeta();
        let ruta = carpeta.path().join("datos");
        write(&ruta, b"cinco").unwrap();
        assert_eq!(leer_entero(&ruta, 5).unwrap(), b"cinco");
        let error = leer_entero(&ruta, 4).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::FileTooLarge);
        assert_eq!(error.to_string(), "pasa de 4 bytes, que es lo más que se admite");
        assert_eq!(leer_entero(&carpeta.path().join("no"), 5).unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(abrir_normal(carpeta.path()).unwrap_err().kind(), ErrorKind::IsADirectory);
    }

    /// Sesenta y cuatro megas que no ocupan nada en el disco: se rechazan por lo que dicen que miden, sin leerlos.
    #[test]
    fn el_enorme_no_se_lee() {
        let carpeta = apoyo::carpeta();
        let ruta = carpeta.path().join("enorme");
        File::create(&ruta).unwrap().set_len(1 << 26).unwrap();
        assert_eq!(leer_entero(&ruta, 1 << 20).unwrap_err().kind(), ErrorKind::FileTooLarge);
    }

    /// En /proc los ficheros dicen que miden cero, y no es verdad.
    #[cfg(target_os = "linux")]
    #[test]
    fn el_que_miente_sobre_lo_que_mide_tampoco_se_pasa() {
        let ruta = Path::new("/proc/self/status");
        assert_eq!(fs::metadata(ruta).unwrap().len(), 0);
        assert!(!leer_entero(ruta, 1 << 20).unwrap().is_empty());
        assert_eq!(leer_entero(ruta, 10).unwrap_err().kind(), ErrorKind::FileTooLarge);
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::fs::symlink;
        use std::os::unix::net::UnixListener;
        use std::process::Command;
        use std::sync::mpsc;
        use std::thread;
        use std::time::Duration;

        use super::*;

        /// Lo que dice al abrirlo; si se queda esperando, la prueba falla en vez de colgarse.
        fn dice(ruta: &Path, abrir: fn(&Path) -> io::Result<File>) -> String {
            let (avisa, aviso) = mpsc::channel();
            let ruta = ruta.to_path_buf();
            thread::spawn(move || avisa.send(abrir(&ruta)));
            let abierto = aviso.recv_timeout(Duration::from_secs(20)).expect("se ha quedado esperando en `open`");
            abierto.unwrap_err().to_string()
        }

        #[test]
        fn lo_que_no_es_un_fichero_se_dice_y_nadie_espera() {
            let carpeta = apoyo::carpeta();
            let en = |nombre| carpeta.path().join(nombre);
            assert!(Command::new("mkfifo").arg(en("fifo")).status().unwrap().success());
            symlink(en("fifo"), en("enlace")).unwrap();
            let _socket = UnixListener::bind(en("socket")).unwrap();
            let detras = "y tiene que ser un fichero corriente";
            for abrir in [abrir_normal, abrir_sin_esperar] {
                assert_eq!(dice(&en("fifo"), abrir), format!("es una tubería, {detras}"));
                assert_eq!(dice(&en("enlace"), abrir), format!("es una tubería, {detras}"));
                assert_eq!(dice(Path::new("/dev/zero"), abrir), format!("es un dispositivo, {detras}"));
            }
            assert_eq!(dice(&en("socket"), abrir_normal), format!("es un socket, {detras}"));
        }

        #[test]
        fn un_enlace_a_un_fichero_vale() {
            let carpeta = apoyo::carpeta();
            write(carpeta.path().join("datos"), b"hola").unwrap();
            symlink("datos", carpeta.path().join("enlace")).unwrap();
            assert_eq!(leer_entero(&carpeta.path().join("enlace"), 4).unwrap(), b"hola");
        }
    }
}
