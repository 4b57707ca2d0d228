//! Cada error del sistema, en una frase. Los que `std` distingue, por su [`ErrorKind`]; los que no, por el número que
//! les da cada sistema operativo, que está solo en este fichero.

use std::io::{Error, ErrorKind};
use std::str::Utf8Error;

use super::rarezas;

/// Cuenta en español un error del sistema: «nadie escucha en esa dirección (ConnectionRefused)».
///
/// Si el error lo ha hecho el propio programa con una frase (`io::Error::other("…")`), es esa frase.
#[must_use]
pub fn explicar(error: &Error) -> String {
    if let Some(frase) = nombre_sin_resolver(error) {
        return frase.to_string();
    }
    if let Some(dentro) = error.get_ref() {
        if let Some(otro) = dentro.downcast_ref::<Error>() {
            return explicar(otro);
        }
        if !dentro.is::<Utf8Error>() && !dentro.is::<std::string::FromUtf8Error>() {
            return dentro.to_string().trim_end_matches('.').to_string();
        }
    }
    match (error.raw_os_error(), de_la_clase(error.kind())) {
        (_, Some(frase)) => format!("{frase} ({:?})", error.kind()),
        (Some(numero), None) => match por_numero(numero) {
            Some((frase, nombre)) => format!("{frase} ({nombre})"),
            None => format!("ha fallado el sistema (error {numero})"),
        },
        (None, None) => format!("ha fallado el sistema ({:?})", error.kind()),
    }
}

/// ¿Es que un nombre como `aula.local` no corresponde a ningún ordenador, o que no se ha podido preguntar?
///
/// `std` no le da una clase propia: en Unix es un texto, y en Windows, un número.
pub(super) fn nombre_sin_resolver(error: &Error) -> Option<&'static str> {
    const NO_EXISTE: &str = "no encuentro ningún ordenador con ese nombre";
    const NO_SE_SABE: &str = "no puedo averiguar ahora de quién es ese nombre (¿tienes red?)";
    if cfg!(windows) {
        return match error.raw_os_error()? {
            11001 | 11004 => Some(NO_EXISTE),
            11002 | 11003 => Some(NO_SE_SABE),
            _ => None,
        };
    }
    let texto = error.get_ref()?.to_string();
    let detalle = texto.strip_prefix("failed to lookup address information")?;
    Some(if detalle.contains("Temporary failure") { NO_SE_SABE } else { NO_EXISTE })
}

fn de_la_clase(clase: ErrorKind) -> Option<&'static str> {
    Some(match clase {
        ErrorKind::ConnectionRefused => "nadie escucha en esa dirección",
        ErrorKind::ConnectionReset => "el otro lado ha cortado la conexión de golpe",
        ErrorKind::ConnectionAborted => "la conexión se ha anulado",
        ErrorKind::BrokenPipe => "el otro lado ya había cerrado",
        ErrorKind::NotConnected => "todavía no hay conexión, o ya no la hay",
        ErrorKind::AddrInUse => "ese puerto ya está ocupado",
        ErrorKind::AddrNotAvailable => "esa dirección no es de este ordenador",
        ErrorKind::HostUnreachable => "no hay camino hasta ese ordenador",
        ErrorKind::NetworkUnreachable => "no hay camino hasta esa red",
        ErrorKind::NetworkDown => "la red está caída",
        ErrorKind::TimedOut | ErrorKind::WouldBlock => "se ha agotado el tiempo de espera",
        ErrorKind::Interrupted => "el sistema ha interrumpido la operación",
        ErrorKind::UnexpectedEof => "se ha acabado antes de tiempo",
        ErrorKind::WriteZero => "no ha admitido ni un byte más",
        ErrorKind::InvalidData => "lo que ha llegado no tiene la forma que se esperaba",
        ErrorKind::InvalidInput => "el sistema no acepta lo que se le ha pedido",
        ErrorKind::PermissionDenied => "el sistema no lo permite",
        ErrorKind::NotFound => "no existe",
        ErrorKind::AlreadyExists => "ya existe",
        ErrorKind::IsADirectory => "es una carpeta, no un fichero",
        ErrorKind::NotADirectory => "en esa ruta hay un fichero donde debería haber una carpeta",
        ErrorKind::DirectoryNotEmpty => "la carpeta no está vacía",
        ErrorKind::ReadOnlyFilesystem => "ese disco es de solo lectura",
        ErrorKind::StorageFull => "no queda espacio en el disco",
        ErrorKind::QuotaExceeded => "no te queda espacio asignado en el disco",
        ErrorKind::FileTooLarge => "el fichero es demasiado grande",
        ErrorKind::InvalidFilename => "ese nombre de fichero no vale",
        ErrorKind::NotSeekable => "ahí no se puede saltar de un sitio a otro",
        ErrorKind::ResourceBusy => "otro programa lo está usando",
        ErrorKind::ExecutableFileBusy => "es un programa que se está ejecutando",
        ErrorKind::Deadlock => "los dos se esperarían para siempre",
        ErrorKind::CrossesDevices => "está en otro disco",
        ErrorKind::TooManyLinks => "tiene demasiados enlaces",
        ErrorKind::StaleNetworkFileHandle => "el disco de red ya no lo reconoce",
        ErrorKind::ArgumentListTooLong => "son demasiados argumentos para un programa",
        ErrorKind::OutOfMemory => "no queda memoria",
        ErrorKind::Unsupported => "este sistema no sabe hacerlo",
        _ => return None,
    })
}

/// Los que `std` no clasifica: la frase, y el nombre con el que se buscan en la documentación.
fn por_numero(numero: i32) -> Option<(&'static str, &'static str)> {
    Some(match numero {
        sistema::EMFILE => ("este programa tiene demasiados ficheros y conexiones abiertos", "EMFILE"),
        sistema::ENFILE => ("el ordenador tiene demasiados ficheros y conexiones abiertos", "ENFILE"),
        sistema::EDESTADDRREQ => ("falta decir a quién se envía", "EDESTADDRREQ"),
        sistema::EMSGSIZE => (rarezas::no_cabe(rarezas::ESTE), "EMSGSIZE"),
        sistema::EPROTONOSUPPORT => ("este ordenador no habla ese protocolo", "EPROTONOSUPPORT"),
        sistema::EAFNOSUPPORT => ("esa clase de dirección no sirve aquí: IPv4 e IPv6 no se mezclan", "EAFNOSUPPORT"),
        sistema::ENOBUFS => ("al sistema no le queda sitio para la red", "ENOBUFS"),
        sistema::EISCONN => ("ya estaba conectado", "EISCONN"),
        sistema::EHOSTDOWN => ("ese ordenador está apagado o no contesta", "EHOSTDOWN"),
        sistema::ELOOP => ("hay enlaces que dan vueltas sin fin", "ELOOP"),
        _ => return rarezas::al_arrancar(numero),
    })
}

/// ¿Es que el sistema no admite esa familia de direcciones (por ejemplo, IPv6 desactivado)?
pub(super) fn familia_sin_soporte(error: &Error) -> bool {
    error.raw_os_error() == Some(sistema::EAFNOSUPPORT)
}

#[cfg(windows)]
mod sistema {
    pub const EMFILE: i32 = 10024;
    pub const ENFILE: i32 = 4; // ERROR_TOO_MANY_OPEN_FILES
    pub const EDESTADDRREQ: i32 = 10039;
    pub const EMSGSIZE: i32 = 10040;
    pub const EPROTONOSUPPORT: i32 = 10043;
    pub const EAFNOSUPPORT: i32 = 10047;
    pub const ENOBUFS: i32 = 10055;
    pub const EISCONN: i32 = 10056;
    pub const EHOSTDOWN: i32 = 10064;
    pub const ELOOP: i32 = 10062;
}

#[cfg(target_vendor = "apple")]
mod sistema {
    pub const EMFILE: i32 = 24;
    pub const ENFILE: i32 = 23;
    pub const EDESTADDRREQ: i32 = 39;
    pub const EMSGSIZE: i32 = 40;
    pub const EPROTONOSUPPORT: i32 = 43;
    pub const EAFNOSUPPORT: i32 = 47;
    pub const ENOBUFS: i32 = 55;
    pub const EISCONN: i32 = 56;
    pub const EHOSTDOWN: i32 = 64;
    pub const ELOOP: i32 = 62;
}

/// Los de Linux, que se suponen también en lo demás: un número que no coincide acaba en «error N», no en otra frase.
#[cfg(not(any(windows, target_vendor = "apple")))]
mod sistema {
    pub const EMFILE: i32 = 24;
    pub const ENFILE: i32 = 23;
    pub const EDESTADDRREQ: i32 = 89;
    pub const EMSGSIZE: i32 = 90;
    pub const EPROTONOSUPPORT: i32 = 93;
    pub const EAFNOSUPPORT: i32 = 97;
    pub const ENOBUFS: i32 = 105;
    pub const EISCONN: i32 = 106;
    pub const EHOSTDOWN: i32 = 112;
    pub const ELOOP: i32 = 40;
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn todas_las_clases_tienen_su_frase() {
        for numero in 1..140 {
            let error = Error::from_raw_os_error(numero);
            let frase = explicar(&error);
            assert!(!frase.contains("os error") && !frase.ends_with('.'), "{frase}");
            if !format!("{:?}", error.kind()).contains("Uncategorized") && numero != 115 && numero != 40 {
                assert!(!frase.starts_with("ha fallado"), "{numero} {:?}: {frase}", error.kind());
            }
        }
        assert_eq!(
            explicar(&ErrorKind::ConnectionRefused.into()),
            "nadie escucha en esa dirección (ConnectionRefused)"
        );
        assert_eq!(explicar(&ErrorKind::UnexpectedEof.into()), "se ha acabado antes de tiempo (UnexpectedEof)");
    }

    #[test]
    fn los_que_no_tienen_clase_van_por_su_numero() {
        let frase = |numero| explicar(&Error::from_raw_os_error(numero));
        assert_eq!(frase(sistema::EMSGSIZE), format!("{} (EMSGSIZE)", rarezas::no_cabe(rarezas::ESTE)));
        assert_eq!(
            frase(sistema::EAFNOSUPPORT),
            "esa clase de dirección no sirve aquí: IPv4 e IPv6 no se mezclan (EAFNOSUPPORT)"
        );
        assert_eq!(frase(9999), "ha fallado el sistema (error 9999)");
    }

    #[test]
    fn un_error_propio_lleva_su_frase() {
        assert_eq!(explicar(&Error::other("la imagen está vacía.")), "la imagen está vacía");
        assert_eq!(
            explicar(&Error::other(Error::from(ErrorKind::BrokenPipe))),
            "el otro lado ya había cerrado (BrokenPipe)"
        );
        let utf8 = String::from_utf8(vec![0xff]).unwrap_err();
        assert_eq!(
            explicar(&Error::new(ErrorKind::InvalidData, utf8)),
            "lo que ha llegado no tiene la forma que se esperaba (InvalidData)"
        );
    }

    #[cfg(unix)]
    #[test]
    fn un_nombre_que_no_existe() {
        let error = |detalle| Error::other(format!("failed to lookup address information: {detalle}"));
        assert_eq!(explicar(&error("Name or service not known")), "no encuentro ningún ordenador con ese nombre");
        assert!(explicar(&error("Temporary failure in name resolution")).ends_with("(¿tienes red?)"));
    }

    #[cfg(unix)]
    #[test]
    fn un_nombre_que_no_existe_de_verdad() {
        use std::net::ToSocketAddrs;
        // Ningún trozo de un nombre puede pasar de 63 letras: este no llega ni a preguntarse por la red.
        let imposible = format!("{}.invalid", "x".repeat(64));
        let error = (imposible.as_str(), 80).to_socket_addrs().map(|_| ()).unwrap_err();
        assert!(nombre_sin_resolver(&error).is_some(), "{error:?}");
        assert!(!explicar(&error).contains("lookup"), "{error:?}");
    }
}
