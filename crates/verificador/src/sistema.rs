//! Lo que el sistema cuenta de un programa ajeno: su memoria, su CPU y si ha leído ya lo que se le envió.
//!
//! Linux lo tiene todo en `/proc`. En otros sistemas estas funciones dicen `None` y quien las usa se queda sin ese dato:
//! no se acusa a nadie de lo que no se ha podido mirar.

use std::fmt::{self, Display};
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::guardian;

mod sockets;

/// Un valor de `/proc/PID/status`, en bytes.
fn de_estado(pid: u32, campo: &str) -> Option<u64> {
    let estado = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let linea = estado.lines().find_map(|linea| linea.strip_prefix(campo))?;
    linea.trim_start_matches(':').split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib * 1024)
}

/// Lo más que ha llegado a ocupar en memoria física.
pub fn memoria_maxima(pid: u32) -> Option<u64> {
    de_estado(pid, "VmHWM")
}

/// Lo más que ha llegado a reservar, lo haya usado o no.
pub fn reserva_maxima(pid: u32) -> Option<u64> {
    de_estado(pid, "VmPeak")
}

/// Lo que ocupan ahora todos esos procesos, si es que pasa de `limite`: lo que comparten varios se cuenta una sola vez. `None`
/// si no se puede mirar al primero.
pub fn memoria(procesos: &[u32], limite: u64) -> Option<u64> {
    let sueltas = |pid: &u32| de_estado(*pid, "VmRSS");
    sueltas(procesos.first()?)?;
    let total: u64 = procesos.iter().filter_map(sueltas).sum();
    if total <= limite {
        return Some(total);
    }
    // Repartir lo compartido le cuesta al sistema: solo cuando hace falta.
    Some(procesos.iter().filter_map(|pid| a_escote(*pid).or_else(|| sueltas(pid))).sum())
}

/// Lo que ocupa un proceso, con la parte que le toca de lo que comparte con otros (PSS).
fn a_escote(pid: u32) -> Option<u64> {
    let mapas = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let linea = mapas.lines().find_map(|linea| linea.strip_prefix("Pss:"))?;
    linea.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib * 1024)
}

/// El programa y todos los que ha arrancado, y los que han arrancado ellos.
pub fn arbol(pid: u32) -> Vec<u32> {
    let mut todos = vec![pid];
    let mut siguiente = 0;
    while let Some(pid) = todos.get(siguiente).copied() {
        todos.extend(hijos(pid).into_iter().take(MUCHOS.saturating_sub(todos.len())));
        siguiente += 1;
    }
    todos
}

/// Más procesos que estos no se miran: quien se multiplica sin parar no tiene que entretenernos.
const MUCHOS: usize = 4096;

/// Cuándo nació un proceso, en tics desde que arrancó el sistema: con su número, no se confunde con ningún otro.
pub fn nacido(pid: u32) -> Option<u64> {
    campo(pid, 19)?.parse().ok()
}

/// Los que se quedaron sin padre, y son ahora nuestros: están en otra sesión, y a los que arrancamos nosotros no se les cambia.
pub fn huerfanos() -> Vec<u32> {
    let yo = std::process::id();
    let sesion = |pid: u32| campo(pid, 3);
    let Some(nuestra) = sesion(yo) else { return Vec::new() };
    hijos(yo).into_iter().filter(|pid| sesion(*pid).is_some_and(|suya| suya != nuestra)).collect()
}

/// El campo `cual` de `/proc/PID/stat`, contando desde cero detrás del nombre.
fn campo(pid: u32, cual: usize) -> Option<String> {
    let linea = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // El nombre del programa va entre paréntesis y puede contener cualquier cosa: se cuenta desde el último.
    linea.rsplit_once(')')?.1.split_whitespace().nth(cual).map(str::to_string)
}

fn hijos(pid: u32) -> Vec<u32> {
    let hilos = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let listas = hilos.filter_map(|hilo| fs::read_to_string(hilo.path().join("children")).ok());
    listas.flat_map(|lista| lista.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>()).collect()
}

/// El tiempo de CPU que lleva gastado un proceso.
pub fn cpu(pid: u32) -> Option<Duration> {
    let linea = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // El nombre del programa va entre paréntesis y puede contener cualquier cosa: se cuenta desde el último.
    let campos: Vec<&str> = linea.rsplit_once(')')?.1.split_whitespace().collect();
    let tics: u64 = campos.get(11)?.parse::<u64>().ok()? + campos.get(12)?.parse::<u64>().ok()?;
    // Linux enseña a los programas cien tics por segundo, tenga el núcleo los que tenga.
    Some(Duration::from_millis(tics * 10))
}

/// ¿Hay algún hilo del programa que quiera un procesador, lo tenga o no, o espere al disco? Si no, está esperando algo.
pub fn en_marcha(pid: u32) -> Option<bool> {
    let mut hilos = fs::read_dir(format!("/proc/{pid}/task")).ok()?.flatten();
    Some(hilos.any(|hilo| hilo_en_marcha(&hilo.path()).unwrap_or(false)))
}

/// Lo mismo, de un solo hilo: `hilo` es su carpeta en `/proc`.
pub fn hilo_en_marcha(hilo: &Path) -> Option<bool> {
    Some(matches!(letra_de_estado(hilo)?, 'R' | 'D'))
}

/// La letra con la que el sistema dice cómo está un hilo (`man 5 proc`). Va detrás del nombre, que puede contener cualquier cosa.
fn letra_de_estado(hilo: &Path) -> Option<char> {
    let linea = fs::read_to_string(hilo.join("stat")).ok()?;
    linea.rsplit_once(')')?.1.trim_start().chars().next()
}

/// La carpeta en `/proc` del hilo que lo pregunta.
pub fn este_hilo() -> Option<PathBuf> {
    fs::read_link("/proc/thread-self").ok().map(|hilo| Path::new("/proc").join(hilo))
}

/// ¿Están detenidos todos sus hilos, como los deja SIGSTOP? También si ya ha acabado.
pub fn detenido(pid: u32) -> Option<bool> {
    let mut hilos = fs::read_dir(format!("/proc/{pid}/task")).ok()?.flatten();
    Some(hilos.all(|hilo| letra_de_estado(&hilo.path()).is_none_or(|letra| matches!(letra, 'T' | 'Z' | 'X'))))
}

/// ¿Está en marcha él o alguno de los que ha arrancado.
pub fn arbol_en_marcha(pid: u32) -> bool {
    en_marcha(pid).unwrap_or(false) || hijos(pid).into_iter().any(arbol_en_marcha)
}

/// Cuántos bytes le quedan al programa por leer de lo que se le ha enviado. `suya` es su dirección y `nuestra`, la del
/// verificador. Si la conexión ya no está, ninguno.
pub fn por_leer(suya: SocketAddr, nuestra: SocketAddr) -> Option<u32> {
    sockets::por_leer(suya, nuestra).map(Option::unwrap_or_default)
}

/// ¿Le queda algo?
pub fn queda_por_leer(suya: SocketAddr, nuestra: SocketAddr) -> Option<bool> {
    por_leer(suya, nuestra).map(|bytes| bytes > 0)
}

/// ¿Hay alguna conexión que el programa aún no ha aceptado? `escucha` es donde escucha; si ya no lo hace, no hay ninguna.
pub fn hay_cola(escucha: SocketAddr) -> Option<bool> {
    cola(escucha).map(|cuantas| cuantas > 0)
}

/// Cuántas conexiones le quedan por aceptar.
pub fn cola(escucha: SocketAddr) -> Option<u32> {
    sockets::por_leer(escucha, sockets::CUALQUIERA).map(Option::unwrap_or_default)
}

/// Los procesos que llevan esa marca en su entorno: los que ha arrancado el programa `padre`, aunque hayan cambiado de
/// grupo. Solo se miran los que han nacido después que él, que es lo que dice su número: en un escritorio hay cientos, y
/// esto se pregunta muchas veces. Si el sistema ha dado la vuelta a los números, al final los encuentra el guardián.
pub fn con_marca(marca: &str, padre: u32) -> Vec<u32> {
    let buscada = format!("{}={marca}", guardian::marca());
    let procesos = fs::read_dir("/proc").into_iter().flatten().flatten();
    procesos
        .filter_map(|entrada| {
            let pid = entrada.file_name().to_str()?.parse().ok().filter(|pid| *pid > padre)?;
            let entorno = fs::read(entrada.path().join("environ")).ok()?;
            entorno.split(|byte| *byte == 0).any(|variable| variable == buscada.as_bytes()).then_some(pid)
        })
        .collect()
}

/// Por qué protocolo se escucha.
#[derive(Debug, Clone, Copy)]
pub enum Protocolo {
    Tcp,
    Udp,
}

impl Protocolo {
    /// El de su tabla, y los estados en que está ahí un socket que escucha: por UDP, con `connect` hecho o sin hacer.
    fn tabla(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Tcp => ("tcp", &["0A"]),
            Self::Udp => ("udp", &["07", "01"]),
        }
    }
}

impl Display for Protocolo {
    fn fmt(&self, destino: &mut fmt::Formatter<'_>) -> fmt::Result {
        destino.write_str(&self.tabla().0.to_uppercase())
    }
}

/// Las direcciones en las que escucha alguien ahora mismo, en ese puerto.
pub fn escuchando(protocolo: Protocolo, puerto: u16) -> Option<Vec<String>> {
    let mirar = || {
        let donde = en_la_tabla(protocolo)?.into_iter().filter(|(escucha, _)| escucha.port() == puerto);
        Some(donde.map(|(escucha, _)| escucha.ip().to_string()).collect::<Vec<_>>())
    };
    insistir(mirar, Vec::is_empty)
}

/// ¿Es de ese programa, o de alguno de los que ha arrancado, el socket que escucha ahí? Se sabe por el número (inodo) que le
/// da Linux, que está en la tabla de sockets y en la de ficheros abiertos de quien lo tiene. `None` si no se puede mirar.
pub fn es_suyo(pid: u32, escucha: SocketAddr, protocolo: Protocolo) -> Option<bool> {
    let mirar = || {
        let inodos = en_la_tabla(protocolo)?.into_iter().filter(|(suya, _)| *suya == escucha).map(|(_, inodo)| inodo);
        Some(inodos.collect::<Vec<_>>())
    };
    let inodos = insistir(mirar, Vec::is_empty)?;
    let mut abiertos = Vec::new();
    for proceso in arbol(pid) {
        let ficheros = fs::read_dir(format!("/proc/{proceso}/fd")).ok()?.flatten();
        abiertos.extend(ficheros.filter_map(|fichero| Some(fs::read_link(fichero.path()).ok()?.display().to_string())));
    }
    (!inodos.is_empty()).then(|| inodos.iter().any(|inodo| abiertos.contains(inodo)))
}

/// Cuántos descriptores tienen abiertos el programa y los que ha arrancado: ficheros, tuberías y conexiones.
pub fn abiertos(pid: u32) -> Option<usize> {
    fs::read_dir(format!("/proc/{pid}/fd")).ok()?;
    Some(arbol(pid).into_iter().filter_map(|uno| Some(fs::read_dir(format!("/proc/{uno}/fd")).ok()?.count())).sum())
}

/// Linux va escribiendo esas tablas mientras se leen: si entre tanto se cierra un socket, se puede saltar otro. Antes de decir
/// que no hay ninguno, se mira estas veces.
const MIRADAS: usize = 4;

/// Lo que se ve la primera vez que hay algo, o la última que se mira.
fn insistir<T>(mirar: impl Fn() -> Option<T>, vacio: impl Fn(&T) -> bool) -> Option<T> {
    let mut visto = mirar()?;
    for _ in 1..MIRADAS {
        if !vacio(&visto) {
            break;
        }
        visto = mirar()?;
    }
    Some(visto)
}

/// Dónde escucha cada socket de ese protocolo, y el número con el que lo tiene abierto su dueño. También los de IPv6, por los que se
/// habla IPv4.
fn en_la_tabla(protocolo: Protocolo) -> Option<Vec<(SocketAddr, String)>> {
    let (nombre, estados) = protocolo.tabla();
    let mut tabla = fs::read_to_string(format!("/proc/net/{nombre}")).ok()?;
    tabla += &fs::read_to_string(format!("/proc/net/{nombre}6")).unwrap_or_default();
    let socket = |linea: &str| {
        let campos: Vec<&str> = linea.split_whitespace().collect();
        let escucha = de_la_tabla(campos.get(1)?)?;
        estados.contains(campos.get(3)?).then_some((escucha, format!("socket:[{}]", campos.get(9)?)))
    };
    Some(tabla.lines().filter_map(socket).collect())
}

/// `0100007F:1F90` es 127.0.0.1:8080: así lo escribe Linux en un ordenador con los bytes del revés. De IPv6 son cuatro
/// grupos como ese.
fn de_la_tabla(campo: &str) -> Option<SocketAddr> {
    let (ip, puerto) = campo.split_once(':')?;
    let octetos: Vec<u8> = ip
        .as_bytes()
        .chunks(8)
        .filter_map(|grupo| u32::from_str_radix(str::from_utf8(grupo).ok()?, 16).ok())
        .flat_map(u32::to_ne_bytes)
        .collect();
    let ip = match octetos.len() {
        4 => IpAddr::from(<[u8; 4]>::try_from(octetos).ok()?),
        _ => IpAddr::from(<[u8; 16]>::try_from(octetos).ok()?).to_canonical(),
    };
    Some(SocketAddr::new(ip, u16::from_str_radix(puerto, 16).ok()?))
}

#[cfg(all(test, target_os = "linux"))]
mod pruebas {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::thread;
    use std::time::Instant;

    use super::*;

    #[test]
    fn se_sabe_si_ha_leido() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let suya = listener.local_addr().unwrap();
        assert_eq!(hay_cola(suya), Some(false));
        let mut uno = TcpStream::connect(suya).unwrap();
        assert_eq!(hay_cola(suya), Some(true));
        let (mut otro, nuestra) = listener.accept().unwrap();
        assert_eq!(hay_cola(suya), Some(false));
        uno.write_all(b"hola").unwrap();
        assert_eq!(queda_por_leer(suya, nuestra), Some(true));
        otro.read_exact(&mut [0; 4]).unwrap();
        assert_eq!(queda_por_leer(suya, nuestra), Some(false));
        assert!(escuchando(Protocolo::Tcp, suya.port()).unwrap().iter().any(|una| una == "127.0.0.1"));
        assert_eq!(de_la_tabla("0100007F:1F90"), Some(([127, 0, 0, 1], 8080).into()));
        assert_eq!(
            de_la_tabla("0000000000000000FFFF00000100007F:0050"),
            Some(([127, 0, 0, 1], 80).into()),
            "por un socket de IPv6 se habla también IPv4"
        );
        // En una dirección de casa que no usa nadie más: el puerto, en las otras, lo puede estrenar cualquiera.
        let mia = "127.77.0.1";
        let udp = std::net::UdpSocket::bind((mia, 0)).unwrap();
        let puerto = udp.local_addr().unwrap().port();
        let esta = || escuchando(Protocolo::Udp, puerto).unwrap().iter().any(|una| una == mia);
        assert!(esta());
        udp.connect((mia, 9)).unwrap();
        assert!(esta());
        drop(udp);
        // Si otra prueba está arrancando un programa, el socket sigue abierto en él hasta que deja de ser una copia de este.
        let hasta = Instant::now() + Duration::from_secs(20);
        while esta() {
            assert!(Instant::now() < hasta, "sigue en la tabla");
            thread::yield_now();
        }
    }

    #[test]
    fn se_sabe_de_quien_es_un_puerto() {
        let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
        let udp = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let nuestro = std::process::id();
        let de_otro = std::process::Command::new("sleep").arg("30").spawn().unwrap();
        for (protocolo, direccion) in
            [(Protocolo::Tcp, tcp.local_addr().unwrap()), (Protocolo::Udp, udp.local_addr().unwrap())]
        {
            assert_eq!(es_suyo(nuestro, direccion, protocolo), Some(true), "{protocolo}");
            assert_eq!(es_suyo(de_otro.id(), direccion, protocolo), Some(false), "{protocolo}");
        }
        let mut de_otro = de_otro;
        de_otro.kill().unwrap();
        de_otro.wait().unwrap();
    }

    #[test]
    fn se_sabe_lo_que_ocupa_y_lo_que_gasta() {
        let yo = std::process::id();
        assert!(memoria_maxima(yo).unwrap() > 100_000);
        assert!(reserva_maxima(yo).unwrap() >= memoria_maxima(yo).unwrap());
        assert!(memoria(&[yo], u64::MAX).unwrap() > 100_000);
        assert!(memoria(&[yo, yo], 0).unwrap() > 100_000);
        assert_eq!(memoria(&[u32::MAX], 0), None);
        assert!(nacido(yo).unwrap() > 0);
        assert_eq!(en_marcha(yo), Some(true));
        assert!(cpu(yo).is_some());
        assert_eq!(cpu(u32::MAX), None);
        assert_eq!(abiertos(u32::MAX), None);
        let antes = abiertos(yo).unwrap();
        // Otras pruebas abren y cierran lo suyo: con doscientas se nota.
        let conexiones: Vec<_> = (0..200).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
        assert!(abiertos(yo).unwrap() > antes + conexiones.len() / 2);
    }
}
