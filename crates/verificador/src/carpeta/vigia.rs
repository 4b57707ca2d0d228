//! Qué le ha pasado a un fichero mientras no se le miraba: lo cuenta Linux (inotify), y así no depende de mirar a tiempo.

use std::path::Path;

#[cfg(target_os = "linux")]
use redes::hilos::tomar;

#[cfg(target_os = "linux")]
use inotify::{EventMask, Inotify, WatchMask};

/// Lo que vigila una carpeta.
pub struct Vigia {
    #[cfg(target_os = "linux")]
    avisos: std::sync::Mutex<Inotify>,
}

impl Vigia {
    /// Desde ahora se apunta lo que le pase a lo de esa carpeta. `None` donde el sistema no lo cuenta.
    #[cfg(target_os = "linux")]
    pub fn nuevo(carpeta: &Path) -> Option<Self> {
        let avisos = Inotify::init().ok()?;
        avisos.watches().add(carpeta, WatchMask::DELETE | WatchMask::MOVED_FROM | WatchMask::MODIFY).ok()?;
        Some(Self { avisos: avisos.into() })
    }

    #[cfg(not(target_os = "linux"))]
    pub fn nuevo(_carpeta: &Path) -> Option<Self> {
        None
    }

    /// Qué se le ha hecho a ese fichero que lo deje sin estar, o a medias, aunque sea un instante. Que otro ocupe su lugar de una
    /// vez (`rename`) no es nada de eso.
    #[cfg(target_os = "linux")]
    pub fn estropeado(&self, nombre: &str) -> Option<&'static str> {
        let (mut avisos, mut espacio) = (tomar(&self.avisos), [0; 4096]);
        // Cuando no queda ninguno no espera: da un error.
        while let Ok(unos) = avisos.read_events(&mut espacio) {
            let suyo = unos.into_iter().find(|aviso| aviso.name.is_some_and(|de| de == nombre));
            match suyo.map(|aviso| aviso.mask) {
                None => {}
                Some(que) if que.contains(EventMask::DELETE) => return Some("borrado"),
                Some(que) if que.contains(EventMask::MOVED_FROM) => return Some("apartado"),
                Some(_) => return Some("escrito encima"),
            }
        }
        None
    }

    #[cfg(not(target_os = "linux"))]
    pub fn estropeado(&self, _nombre: &str) -> Option<&'static str> {
        None
    }
}

#[cfg(all(test, target_os = "linux"))]
mod pruebas {
    use super::super::Carpeta;
    use std::fs;

    #[test]
    fn cuenta_lo_que_deja_un_fichero_sin_estar_y_no_lo_que_lo_sustituye() {
        let Ok(carpeta) = Carpeta::nueva() else { panic!("sin carpeta") };
        let (salida, otro) = (carpeta.con("salida"), carpeta.con("otro"));
        fs::write(&salida, "antes").unwrap();
        let vigia = carpeta.vigilar().unwrap();
        fs::write(&otro, "nuevo").unwrap();
        fs::rename(&otro, &salida).unwrap();
        assert_eq!(vigia.estropeado("salida"), None);
        fs::write(&otro, "nuevo").unwrap();
        fs::remove_file(&salida).unwrap();
        fs::rename(&otro, &salida).unwrap();
        assert_eq!(vigia.estropeado("salida"), Some("borrado"));
        let vigia = carpeta.vigilar().unwrap();
        fs::write(&salida, "encima").unwrap();
        assert_eq!(vigia.estropeado("salida"), Some("escrito encima"));
    }
}
