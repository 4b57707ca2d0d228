//! Lo que el sistema cuenta de un programa ajeno: su memoria, su CPU y si ha leído ya lo que se le envió.
//!
//! Linux lo tiene todo en `/proc`. En otros sistemas estas funciones dicen `None` y quien las usa se queda sin ese dato:
//! no se acusa a nadie de lo que no se ha podido mirar.

use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::guardian::MARCA;

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

/// Lo que ocupan ahora el programa y los que ha arrancado.
pub fn memoria_del_arbol(pid: u32) -> Option<u64> {
    let propia = de_estado(pid, "VmRSS")?;
    Some(propia + hijos(pid).into_iter().filter_map(memoria_del_arbol).sum::<u64>())
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
    Some(hilos.any(|hilo| {
        let linea = fs::read_to_string(hilo.path().join("stat")).unwrap_or_default();
        linea.rsplit_once(')').is_some_and(|(_, campos)| campos.trim_start().starts_with(['R', 'D']))
    }))
}

/// Lo mismo, del programa o de alguno de los que ha arrancado.
pub fn arbol_en_marcha(pid: u32) -> bool {
    en_marcha(pid).unwrap_or(false) || hijos(pid).into_iter().any(arbol_en_marcha)
}

/// ¿Le queda al programa algo por leer de lo que se le ha enviado? `suya` es su dirección y `nuestra`, la del verificador.
pub fn queda_por_leer(suya: SocketAddr, nuestra: SocketAddr) -> Option<bool> {
    let (IpAddr::V4(_), IpAddr::V4(_)) = (suya.ip(), nuestra.ip()) else { return None };
    let tabla = fs::read_to_string("/proc/net/tcp").ok()?;
    let (suya, nuestra) = (en_la_tabla(suya)?, en_la_tabla(nuestra)?);
    let renglon = tabla.lines().map(str::split_whitespace).find_map(|mut campos| {
        campos.next()?;
        (campos.next()? == suya && campos.next()? == nuestra).then_some(campos)
    });
    // Si la conexión ya no está, no le queda nada que leer.
    let Some(mut campos) = renglon else { return Some(false) };
    let colas = campos.nth(1)?;
    Some(u64::from_str_radix(colas.split_once(':')?.1, 16).ok()? > 0)
}

/// `0100007F:1F90`: así escribe Linux 127.0.0.1:8080 en un ordenador con los bytes del revés.
fn en_la_tabla(direccion: SocketAddr) -> Option<String> {
    let IpAddr::V4(ip) = direccion.ip() else { return None };
    Some(format!("{:08X}:{:04X}", u32::from_ne_bytes(ip.octets()), direccion.port()))
}

/// Los procesos que llevan esa marca en su entorno: los que un programa ha arrancado, aunque hayan cambiado de grupo.
pub fn con_marca(marca: &str) -> Vec<u32> {
    let buscada = format!("{MARCA}={marca}");
    let procesos = fs::read_dir("/proc").into_iter().flatten().flatten();
    procesos
        .filter_map(|entrada| {
            let pid = entrada.file_name().to_str()?.parse().ok()?;
            let entorno = fs::read(entrada.path().join("environ")).ok()?;
            entorno.split(|byte| *byte == 0).any(|variable| variable == buscada.as_bytes()).then_some(pid)
        })
        .collect()
}

/// Las direcciones en las que escucha alguien ahora mismo por TCP, en ese puerto (solo IPv4).
pub fn escuchando(puerto: u16) -> Option<Vec<String>> {
    abiertos("/proc/net/tcp", &["0A"], puerto)
}

/// Las direcciones que tienen un socket UDP abierto ahora mismo en ese puerto, con `connect` hecho o sin hacer (solo IPv4).
pub fn escuchando_udp(puerto: u16) -> Option<Vec<String>> {
    abiertos("/proc/net/udp", &["07", "01"], puerto)
}

/// Las direcciones de los sockets de esa tabla que están en uno de esos estados y en ese puerto.
fn abiertos(tabla: &str, estados: &[&str], puerto: u16) -> Option<Vec<String>> {
    let tabla = fs::read_to_string(tabla).ok()?;
    let mut direcciones = Vec::new();
    for linea in tabla.lines().skip(1) {
        let campos: Vec<&str> = linea.split_whitespace().collect();
        let (Some(local), Some(suyo)) = (campos.get(1), campos.get(3)) else { continue };
        let Some((ip, en_hexadecimal)) = local.split_once(':') else { continue };
        let (Ok(ip), Ok(numero)) = (u32::from_str_radix(ip, 16), u16::from_str_radix(en_hexadecimal, 16)) else {
            continue;
        };
        if estados.contains(suyo) && numero == puerto {
            direcciones.push(IpAddr::from(ip.to_ne_bytes()).to_string());
        }
    }
    Some(direcciones)
}

#[cfg(all(test, target_os = "linux"))]
mod pruebas {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn se_sabe_si_ha_leido() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let suya = listener.local_addr().unwrap();
        let mut uno = TcpStream::connect(suya).unwrap();
        let (mut otro, nuestra) = listener.accept().unwrap();
        uno.write_all(b"hola").unwrap();
        assert_eq!(queda_por_leer(suya, nuestra), Some(true));
        otro.read_exact(&mut [0; 4]).unwrap();
        assert_eq!(queda_por_leer(suya, nuestra), Some(false));
        assert_eq!(escuchando(suya.port()), Some(vec!["127.0.0.1".to_string()]));
        let udp = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let puerto = udp.local_addr().unwrap().port();
        assert_eq!(escuchando_udp(puerto), Some(vec!["127.0.0.1".to_string()]));
        udp.connect(suya).unwrap();
        assert_eq!(escuchando_udp(puerto), Some(vec!["127.0.0.1".to_string()]));
        drop(udp);
        assert_eq!(escuchando_udp(puerto), Some(Vec::new()));
    }

    #[test]
    fn se_sabe_lo_que_ocupa_y_lo_que_gasta() {
        let yo = std::process::id();
        assert!(memoria_maxima(yo).unwrap() > 100_000);
        assert!(reserva_maxima(yo).unwrap() >= memoria_maxima(yo).unwrap());
        assert!(memoria_del_arbol(yo).unwrap() > 100_000);
        assert_eq!(en_marcha(yo), Some(true));
        assert!(cpu(yo).is_some());
        assert_eq!(cpu(u32::MAX), None);
    }
}
