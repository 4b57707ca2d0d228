//! Errores que una persona puede leer: qué ha fallado, con quién y qué puede probar.
//!
//! Los mensajes de `std` vienen del sistema operativo y en inglés («Connection refused (os error 111)»).
//! Aquí se cuentan en español y se conserva al lado su [`io::ErrorKind`], que es lo que se busca en la
//! documentación.

use std::fmt;
use std::io;
use std::process::ExitCode;

/// Algo que ha fallado mientras el programa corría. Se muestra en una frase y acaba el programa con código 1.
#[derive(Debug)]
pub struct Fallo {
    que: String,
    remedio: Option<String>,
    origen: Option<io::Error>,
}

/// El resultado de lo que puede fallar con un [`Fallo`].
pub type Resultado<T = ()> = Result<T, Fallo>;

impl Fallo {
    /// Un fallo que no viene del sistema. `que` es una frase sin punto final: «la imagen está vacía».
    pub fn nuevo(que: impl Into<String>) -> Self {
        Self { que: que.into(), remedio: None, origen: None }
    }

    /// Un fallo que causa el sistema: `que` dice lo que se intentaba («no he podido leer «foto.png»»).
    pub fn de_sistema(que: impl Into<String>, error: io::Error) -> Self {
        Self { que: que.into(), remedio: None, origen: Some(error) }
    }

    /// Añade qué puede probar quien lo lee, como frase completa: «Cierra el otro programa o usa --puerto 0.».
    #[must_use]
    pub fn remedio(mut self, remedio: impl Into<String>) -> Self {
        self.remedio = Some(remedio.into());
        self
    }

    /// No se ha podido escuchar en `host:puerto`.
    pub fn al_escuchar(host: &str, puerto: u16, error: io::Error) -> Self {
        let remedio = match error.kind() {
            io::ErrorKind::AddrInUse => format!(
                "Otro programa ya usa el puerto {puerto}: ciérralo, o elige otro con --puerto (0 = cualquiera libre)."
            ),
            io::ErrorKind::PermissionDenied => {
                "Los puertos por debajo del 1024 están reservados: usa --puerto con uno mayor.".to_string()
            }
            io::ErrorKind::AddrNotAvailable => {
                "Esa dirección no es de este ordenador: usa 127.0.0.1 (solo tú) o 0.0.0.0 (toda tu red).".to_string()
            }
            _ => "Comprueba lo que has escrito en --host y --puerto.".to_string(),
        };
        Self::de_sistema(format!("no puedo escuchar en {}", junto(host, puerto)), error).remedio(remedio)
    }

    /// No se ha podido conectar con `host:puerto`.
    pub fn al_conectar(host: &str, puerto: u16, error: io::Error) -> Self {
        let remedio = match error.kind() {
            io::ErrorKind::ConnectionRefused => {
                "Nadie escucha ahí: arranca antes el servidor, o revisa --host y --puerto."
            }
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
                "No ha contestado a tiempo: ¿está encendido?, ¿hay un cortafuegos en medio?"
            }
            _ => "Comprueba lo que has escrito en --host y --puerto.",
        };
        Self::de_sistema(format!("no he podido conectar con {}", junto(host, puerto)), error).remedio(remedio)
    }

    /// El error del sistema que hay debajo, si lo hay.
    #[must_use]
    pub fn origen(&self) -> Option<&io::Error> {
        self.origen.as_ref()
    }
}

/// Escribe `host:puerto`, con los corchetes que piden las direcciones IPv6.
fn junto(host: &str, puerto: u16) -> String {
    if host.contains(':') { format!("[{host}]:{puerto}") } else { format!("{host}:{puerto}") }
}

impl fmt::Display for Fallo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.que)?;
        if let Some(origen) = &self.origen {
            write!(f, ": {}", explicar(origen))?;
        }
        write!(f, ".")?;
        if let Some(remedio) = &self.remedio {
            write!(f, " {remedio}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Fallo {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.origen.as_ref().map(|error| error as _)
    }
}

/// Cuenta en español un error del sistema: «nadie escucha en esa dirección (ConnectionRefused)».
#[must_use]
pub fn explicar(error: &io::Error) -> String {
    use io::ErrorKind as K;
    let frase = match error.kind() {
        K::ConnectionRefused => "nadie escucha en esa dirección",
        K::ConnectionReset => "el otro lado ha cortado la conexión de golpe",
        K::ConnectionAborted => "la conexión se ha anulado",
        K::BrokenPipe => "el otro lado ya había cerrado",
        K::AddrInUse => "ese puerto ya está ocupado",
        K::AddrNotAvailable => "esa dirección no es de este ordenador",
        K::PermissionDenied => "el sistema no lo permite",
        K::TimedOut | K::WouldBlock => "se ha agotado el tiempo de espera",
        K::UnexpectedEof => "se ha acabado antes de tiempo",
        K::NotFound => "no existe",
        _ => "ha fallado el sistema",
    };
    format!("{frase} ({:?})", error.kind())
}

/// Acaba un programa: si `resultado` es un fallo, lo cuenta en una línea de stderr y devuelve el código 1.
pub fn terminar(resultado: Resultado) -> ExitCode {
    match resultado {
        Ok(()) => ExitCode::SUCCESS,
        Err(fallo) => {
            eprintln!("error: {fallo}");
            ExitCode::FAILURE
        }
    }
}
