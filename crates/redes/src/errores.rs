//! Errores que una persona puede leer: qué ha fallado, con quién y qué puede probar.
//!
//! Los mensajes de `std` vienen del sistema operativo y en inglés («Connection refused (os error 111)»).
//! Aquí se cuentan en español y se conserva al lado su [`io::ErrorKind`], que es lo que se busca en la
//! documentación.

mod explicacion;
mod rarezas;
mod salida;

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::consola;
pub use explicacion::explicar;
use explicacion::{familia_sin_soporte, nombre_sin_resolver};
pub use salida::vigilar_salida;

/// Algo que ha fallado mientras el programa corría. Se muestra en una frase y acaba el programa con código 1.
#[derive(Debug)]
pub struct Fallo {
    que: String,
    remedio: Option<String>,
    origen: Option<io::Error>,
    /// Cómo se cuenta `origen`, si no basta con [`explicar`]: un nombre que no existe se dice con su nombre.
    causa: Option<String>,
    /// Quien leía nuestra salida se ha ido: no es un error, y no hay a quién decírselo.
    nadie_lee: bool,
}

/// El resultado de lo que puede fallar con un [`Fallo`].
pub type Resultado<T = ()> = Result<T, Fallo>;

impl Fallo {
    /// Un fallo que no viene del sistema. `que` es una frase sin punto final: «la imagen está vacía».
    pub fn nuevo(que: impl Into<String>) -> Self {
        Self { que: que.into(), remedio: None, origen: None, causa: None, nadie_lee: false }
    }

    /// Un fallo que causa el sistema: `que` dice lo que se intentaba («no he podido leer «foto.png»»).
    pub fn de_sistema(que: impl Into<String>, error: io::Error) -> Self {
        Self { origen: Some(error), ..Self::nuevo(que) }
    }

    /// Añade qué puede probar quien lo lee, como frase completa: «Cierra el otro programa o usa --puerto 0.».
    #[must_use]
    pub fn remedio(mut self, remedio: impl Into<String>) -> Self {
        self.remedio = Some(remedio.into());
        self
    }

    /// No se ha podido escuchar en `host:puerto`.
    pub fn al_escuchar(host: &str, puerto: u16, error: io::Error) -> Self {
        if let Some(remedio) = rarezas::puerto_reservado(&error) {
            return Self::en_la_red("no puedo escuchar en", host, puerto, error).remedio(remedio);
        }
        let remedio = match error.kind() {
            _ if nombre_sin_resolver(&error).is_some() => {
                "Escribe en --host una dirección de este ordenador: 127.0.0.1 (solo tú) o 0.0.0.0 (toda tu red).".into()
            }
            _ if familia_sin_soporte(&error) => "Este ordenador no tiene IPv6 activado: usa --host 127.0.0.1.".into(),
            _ if sin_interfaz(host) => INTERFAZ.into(),
            ErrorKind::AddrInUse => {
                format!("Cierra el programa que usa el {puerto}, o elige otro con --puerto (0 = cualquiera libre).")
            }
            ErrorKind::PermissionDenied if puerto < 1024 => {
                "Los puertos por debajo del 1024 están reservados: elige uno mayor con --puerto.".into()
            }
            ErrorKind::PermissionDenied => "Elige otro con --puerto (0 = cualquiera libre).".into(),
            ErrorKind::AddrNotAvailable => "Usa --host 127.0.0.1 (solo tú) o --host 0.0.0.0 (toda tu red).".into(),
            _ => "Revisa --host y --puerto.".to_string(),
        };
        Self::en_la_red("no puedo escuchar en", host, puerto, error).remedio(remedio)
    }

    /// No se ha podido conectar con `host:puerto`.
    pub fn al_conectar(host: &str, puerto: u16, error: io::Error) -> Self {
        let remedio = match error.kind() {
            _ if nombre_sin_resolver(&error).is_some() => {
                "Revisa cómo está escrito en --host, o pon su dirección IP; este mismo ordenador es 127.0.0.1."
            }
            _ if familia_sin_soporte(&error) => "Este ordenador no tiene IPv6 activado: usa --host 127.0.0.1.",
            _ if puerto == 0 => "El puerto 0 solo sirve para escuchar: pon en --puerto el que ha escrito el servidor.",
            _ if sin_interfaz(host) => INTERFAZ,
            ErrorKind::ConnectionRefused => "Arranca antes el servidor, o revisa --host y --puerto.",
            ErrorKind::TimedOut | ErrorKind::WouldBlock => {
                "¿Está encendido ese ordenador? ¿Hay un cortafuegos en medio?"
            }
            // Linux entiende que es él mismo; Windows, no.
            _ if ["0.0.0.0", "::"].contains(&host) => {
                "Esa dirección solo sirve para escuchar: usa --host 127.0.0.1 o la de ese ordenador."
            }
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
                rarezas::sin_camino(rarezas::ESTE)
            }
            ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => {
                "Había alguien, pero ha colgado: mira qué dice el servidor y vuelve a intentarlo."
            }
            _ => "Revisa --host y --puerto.",
        };
        Self::en_la_red("no he podido conectar con", host, puerto, error).remedio(remedio)
    }

    /// Se ha roto una conversación que ya estaba en marcha con `con` (una dirección).
    pub fn al_conversar(con: impl fmt::Display, error: io::Error) -> Self {
        let (que, remedio) = match error.kind() {
            ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => (
                "se ha cortado la conversación con",
                "Mira qué dice el otro programa (¿se ha cerrado?) y vuelve a intentarlo.",
            ),
            ErrorKind::UnexpectedEof => (
                "se ha quedado a medias la conversación con",
                "El otro programa ha cerrado antes de enviarlo todo: mira qué dice.",
            ),
            ErrorKind::TimedOut | ErrorKind::WouldBlock => {
                ("no contesta", "¿Sigue en marcha? Quizá los dos estáis esperando a que hable el otro.")
            }
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
                ("no llego hasta", rarezas::sin_camino(rarezas::ESTE))
            }
            _ => ("ha fallado la conversación con", "Vuelve a intentarlo."),
        };
        Self::de_sistema(format!("{que} {con}"), error).remedio(remedio)
    }

    /// No se ha podido leer el fichero `ruta`.
    pub fn al_leer(ruta: &Path, error: io::Error) -> Self {
        let remedio = match error.kind() {
            ErrorKind::NotFound => "Revisa la ruta: se busca desde la carpeta en la que estás.",
            ErrorKind::PermissionDenied => "Comprueba que tienes permiso para leerlo.",
            _ => "Prueba con otro fichero.",
        };
        Self::de_sistema(format!("no he podido leer «{}»", ruta.display()), error).remedio(remedio)
    }

    /// No se ha podido guardar el fichero `ruta`.
    pub fn al_guardar(ruta: &Path, error: io::Error) -> Self {
        let remedio = match error.kind() {
            ErrorKind::NotFound => "Revisa la ruta: esa carpeta tiene que existir.",
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                "Elige una carpeta en la que puedas escribir."
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "Borra algo, o guárdalo en otro sitio.",
            _ => "Prueba en otro sitio o con otro nombre.",
        };
        Self::de_sistema(format!("no he podido guardar «{}»", ruta.display()), error).remedio(remedio)
    }

    /// No se ha podido escribir en la salida del programa (stdout). Si es que quien leía se ha ido (`| head`),
    /// [`terminar`] no lo cuenta como un fallo.
    pub fn al_mostrar(error: io::Error) -> Self {
        let nadie_lee = error.kind() == ErrorKind::BrokenPipe;
        Self { nadie_lee, ..Self::de_sistema("no he podido escribir el resultado", error) }
    }

    fn en_la_red(que: &str, host: &str, puerto: u16, error: io::Error) -> Self {
        let causa =
            nombre_sin_resolver(&error).map(|frase| frase.replace("con ese nombre", &format!("llamado «{host}»")));
        Self { causa, ..Self::de_sistema(format!("{que} {}", junto(host, puerto)), error) }
    }

    /// El error del sistema que hay debajo, si lo hay.
    #[must_use]
    pub fn origen(&self) -> Option<&io::Error> {
        self.origen.as_ref()
    }
}

/// Las direcciones IPv6 de enlace (`fe80::…`) se repiten en cada interfaz: sin decir cuál, no significan nada.
fn sin_interfaz(host: &str) -> bool {
    host.to_ascii_lowercase().starts_with("fe80:") && !host.contains('%')
}

const INTERFAZ: &str = "Esa dirección necesita su interfaz de red detrás: fe80::1%eth0, por ejemplo.";

/// Escribe `host:puerto`, con los corchetes que piden las direcciones IPv6.
fn junto(host: &str, puerto: u16) -> String {
    if host.contains(':') { format!("[{host}]:{puerto}") } else { format!("{host}:{puerto}") }
}

impl fmt::Display for Fallo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut frase = self.que.clone();
        if let Some(origen) = &self.origen {
            frase += ": ";
            frase += &self.causa.clone().unwrap_or_else(|| explicar(origen));
        }
        if !frase.ends_with(['.', '?', '!', '…']) {
            frase.push('.');
        }
        if let Some(remedio) = &self.remedio {
            frase.push(' ');
            frase += remedio;
        }
        // Una sola línea, pase lo que pase: la ruta de un fichero puede llevar un salto.
        f.write_str(&frase.replace(|letra: char| letra.is_control(), " "))
    }
}

impl std::error::Error for Fallo {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.origen.as_ref().map(|error| error as _)
    }
}

/// Lo que dice una escritura en la salida de un programa: ¿sigue alguien leyéndola?
///
/// La regla del curso es que **quien solo imprime** (`curso lista | head`) acaba bien, en silencio, cuando ya no le leen
/// (el `Fallo` de [`Fallo::al_mostrar`]); **quien trabaja** no deja lo que hacía porque no le lean: un servidor sigue sirviendo
/// y un cliente termina su conversación, y dice por stderr que su salida no ha llegado a nadie. Que no quepa en el disco sí es
/// un fallo para los dos.
///
/// # Errors
/// Si no se ha podido escribir por otra cosa.
pub fn alguien_lee(escrito: io::Result<()>) -> Resultado<bool> {
    match escrito {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(Fallo::al_mostrar(error)),
    }
}

/// Escribe en stdout la última línea de un programa que ha hecho su trabajo. Si ya no la lee nadie, la dice por stderr, para que
/// el trabajo no quede sin contar.
///
/// # Errors
/// Si no se ha podido escribir por otra cosa.
pub fn concluir(linea: &str) -> Resultado {
    let mut salida = io::stdout().lock();
    if !alguien_lee(writeln!(salida, "{linea}").and_then(|()| salida.flush()))? {
        consola::avisar(&format!("nadie lee ya mi salida: {linea}"));
    }
    Ok(())
}

/// Acaba un programa: si `resultado` es un fallo, lo cuenta en una línea de stderr y devuelve el código 1.
pub fn terminar(resultado: Resultado) -> ExitCode {
    consola::acabar_de_narrar();
    match resultado {
        Ok(()) => ExitCode::SUCCESS,
        Err(fallo) if fallo.nadie_lee => ExitCode::SUCCESS,
        Err(fallo) => {
            salida::contar(&fallo);
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    fn del_sistema(clase: ErrorKind) -> io::Error {
        clase.into()
    }

    #[test]
    fn escuchar() {
        let fallo = |host, puerto, clase| Fallo::al_escuchar(host, puerto, del_sistema(clase)).to_string();
        assert_eq!(
            fallo("127.0.0.1", 8081, ErrorKind::AddrInUse),
            "no puedo escuchar en 127.0.0.1:8081: ese puerto ya está ocupado (AddrInUse). \
             Cierra el programa que usa el 8081, o elige otro con --puerto (0 = cualquiera libre)."
        );
        assert_eq!(
            fallo("127.0.0.1", 80, ErrorKind::PermissionDenied),
            "no puedo escuchar en 127.0.0.1:80: el sistema no lo permite (PermissionDenied). \
             Los puertos por debajo del 1024 están reservados: elige uno mayor con --puerto."
        );
        assert_eq!(
            fallo("192.0.2.1", 8081, ErrorKind::AddrNotAvailable),
            "no puedo escuchar en 192.0.2.1:8081: esa dirección no es de este ordenador (AddrNotAvailable). \
             Usa --host 127.0.0.1 (solo tú) o --host 0.0.0.0 (toda tu red)."
        );
        assert!(fallo("::1", 1, ErrorKind::AddrInUse).starts_with("no puedo escuchar en [::1]:1:"));
    }

    #[test]
    fn conectar() {
        let fallo = |host, puerto, clase| Fallo::al_conectar(host, puerto, del_sistema(clase)).to_string();
        assert_eq!(
            fallo("127.0.0.1", 8081, ErrorKind::ConnectionRefused),
            "no he podido conectar con 127.0.0.1:8081: nadie escucha en esa dirección (ConnectionRefused). \
             Arranca antes el servidor, o revisa --host y --puerto."
        );
        assert!(fallo("10.0.0.9", 80, ErrorKind::TimedOut).ends_with("¿Hay un cortafuegos en medio?"));
        assert!(fallo("0.0.0.0", 80, ErrorKind::AddrNotAvailable).contains("solo sirve para escuchar"));
        assert!(fallo("127.0.0.1", 0, ErrorKind::ConnectionRefused).contains("El puerto 0 solo sirve para escuchar"));
        assert!(fallo("fe80::1", 80, ErrorKind::InvalidInput).contains("fe80::1%eth0"));
    }

    #[test]
    fn lo_propio_de_windows_y_de_macos_se_dice() {
        // El número es de Windows: en los demás no tiene frase propia, pero el remedio es el mismo.
        let reservado = Fallo::al_escuchar("127.0.0.1", 80, io::Error::from_raw_os_error(10013)).to_string();
        assert!(reservado.contains("netsh int ipv4 show excludedportrange"), "{reservado}");
        let lejos = [
            Fallo::al_conectar("10.0.0.9", 80, del_sistema(ErrorKind::HostUnreachable)).to_string(),
            Fallo::al_conversar("10.0.0.9:80", del_sistema(ErrorKind::HostUnreachable)).to_string(),
        ];
        for frase in lejos {
            assert!(frase.ends_with(rarezas::sin_camino(rarezas::ESTE)), "{frase}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn un_nombre_que_no_existe_se_dice_con_su_nombre() {
        let error = || io::Error::other("failed to lookup address information: Name or service not known");
        assert_eq!(
            Fallo::al_conectar("aula", 80, error()).to_string(),
            "no he podido conectar con aula:80: no encuentro ningún ordenador llamado «aula». \
             Revisa cómo está escrito en --host, o pon su dirección IP; este mismo ordenador es 127.0.0.1."
        );
        let frase = Fallo::al_escuchar("aula", 80, error()).to_string();
        assert!(frase.contains(": no encuentro ningún ordenador llamado «aula». Escribe en --host"), "{frase}");
    }

    #[test]
    fn conversar_y_ficheros() {
        let cortada = Fallo::al_conversar("127.0.0.1:9", del_sistema(ErrorKind::ConnectionReset));
        assert_eq!(
            cortada.to_string(),
            "se ha cortado la conversación con 127.0.0.1:9: el otro lado ha cortado la conexión de golpe \
             (ConnectionReset). Mira qué dice el otro programa (¿se ha cerrado?) y vuelve a intentarlo."
        );
        assert_eq!(cortada.origen().map(io::Error::kind), Some(ErrorKind::ConnectionReset));
        assert_eq!(
            Fallo::al_leer(Path::new("foto\n.png"), del_sistema(ErrorKind::NotFound)).to_string(),
            "no he podido leer «foto .png»: no existe (NotFound). Revisa la ruta: se busca desde la carpeta en la que \
             estás."
        );
        assert!(Fallo::al_guardar(Path::new("x"), del_sistema(ErrorKind::StorageFull)).to_string().contains("espacio"));
    }

    #[test]
    fn un_fallo_propio_acaba_en_un_solo_punto() {
        assert_eq!(Fallo::nuevo("la imagen está vacía").to_string(), "la imagen está vacía.");
        assert_eq!(Fallo::nuevo("¿y la imagen?").to_string(), "¿y la imagen?");
        assert_eq!(Fallo::nuevo("mal").remedio("Prueba otra cosa.").to_string(), "mal. Prueba otra cosa.");
    }

    #[test]
    fn para_quien_trabaja_que_no_le_lean_tampoco_es_un_fallo() {
        assert!(alguien_lee(Ok(())).unwrap());
        assert!(!alguien_lee(Err(del_sistema(ErrorKind::BrokenPipe))).unwrap());
        let lleno = alguien_lee(Err(del_sistema(ErrorKind::StorageFull))).unwrap_err();
        assert!(!lleno.nadie_lee && lleno.to_string().starts_with("no he podido escribir el resultado: "), "{lleno}");
    }

    #[test]
    fn si_nadie_lee_no_es_un_fallo() {
        assert!(Fallo::al_mostrar(del_sistema(ErrorKind::BrokenPipe)).nadie_lee);
        assert!(!Fallo::al_mostrar(del_sistema(ErrorKind::StorageFull)).nadie_lee);
        let codigo = terminar(Err(Fallo::al_mostrar(del_sistema(ErrorKind::BrokenPipe))));
        assert_eq!(format!("{codigo:?}"), format!("{:?}", ExitCode::SUCCESS));
    }
}
