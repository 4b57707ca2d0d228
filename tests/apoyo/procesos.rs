//! Lo que cada sistema hace a su manera: acabar con un programa y con los que ha arrancado, y mirar su memoria.

use std::process::{Command, Stdio};

/// Acaba con un proceso y con todos sus descendientes. No espera a que mueran.
pub fn matar_arbol(pid: u32) {
    if cfg!(windows) {
        callada(Command::new("taskkill").args(["/T", "/F", "/PID", &pid.to_string()]));
    } else {
        let mut familia = vec![pid];
        let mut mirados = 0;
        while let Some(padre) = familia.get(mirados).copied() {
            familia.extend(hijos(padre));
            mirados += 1;
        }
        senal("KILL", &familia);
    }
}

/// Envía una señal con `kill`, que está en todos los Unix (aquí no hay `unsafe`).
pub fn senal(nombre: &str, pids: &[u32]) {
    callada(Command::new("kill").arg(format!("-{nombre}")).args(pids.iter().map(u32::to_string)));
}

fn callada(orden: &mut Command) {
    let _ = orden.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
}

/// Los hijos de un proceso. Linux los tiene en /proc; en los demás Unix se le pregunta a `pgrep`.
fn hijos(pid: u32) -> Vec<u32> {
    let lista = if cfg!(target_os = "linux") {
        let hilos = std::fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
        hilos.filter_map(|hilo| std::fs::read_to_string(hilo.path().join("children")).ok()).collect()
    } else {
        let salida = Command::new("pgrep").args(["-P", &pid.to_string()]).output();
        salida.map(|salida| String::from_utf8_lossy(&salida.stdout).into_owned()).unwrap_or_default()
    };
    lista.split_whitespace().filter_map(|numero| numero.parse().ok()).collect()
}

/// Lo más que ha ocupado un proceso en memoria física, en bytes. Solo se sabe en Linux y mientras vive.
pub fn memoria_maxima(pid: u32) -> Option<u64> {
    let estado = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let linea = estado.lines().find(|linea| linea.starts_with("VmHWM:"))?;
    linea.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib * 1024)
}

/// ¿Existe el proceso y no es un zombi?
#[cfg(all(test, target_os = "linux"))]
pub fn vive(pid: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/status")).is_ok_and(|estado| !estado.contains("State:\tZ"))
}
