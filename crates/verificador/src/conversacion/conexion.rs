//! Cómo se conecta con un servidor: como un cliente corriente, o como uno que no va a leer.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

use redes::cable::Lado;
use socket2::{Domain, Socket, Type};

use super::Conversacion;
use super::envio::mirar_hasta;
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::{SILENCIO, Servidor};
use crate::programa::Estado;
use crate::sistema;

/// Lo que se espera a que una conexión se haga.
const CONEXION: Duration = Duration::from_secs(2);

impl Servidor<'_> {
    /// Conecta con el servidor.
    pub fn conectar(&self) -> Paso<Conversacion<'_>> {
        self.conectar_con(Oido::Corriente)
    }

    /// Conecta un cliente que no va a leer, o que tardará.
    pub fn conectar_sordo(&self) -> Paso<Conversacion<'_>> {
        self.conectar_con(Oido::Sordo)
    }

    fn conectar_con(&self, oido: Oido) -> Paso<Conversacion<'_>> {
        let stream = abrir(self.direccion, oido, CONEXION).or_else(|error| self.sin_conexion(&error))?;
        Conversacion::sobre(self.mesa, &self.programa, stream, Lado::Cliente)
    }

    /// Espera a que el programa haya aceptado a todos los que han conectado y esté otra vez esperando, o acabe.
    pub fn esperar_a_que_atienda(&self) {
        let pid = self.programa.pid();
        mirar_hasta(|| Some(!sistema::hay_cola(self.direccion)? && !sistema::en_marcha(pid).unwrap_or(false)));
    }

    /// Lo mismo, con quien tarda en atender a cada uno: se le espera mientras la cola vaya menguando. Devuelve si ha acabado
    /// con ella; donde no se puede mirar, que sí.
    pub fn esperar_a_que_atienda_a_todos(&self) -> bool {
        let mut paciencia = self.mesa.paciencia(SILENCIO, &self.programa);
        let mut antes = sistema::cola(self.direccion);
        while let Some(1..) = antes {
            let ahora = sistema::cola(self.direccion);
            if ahora != antes {
                paciencia.renovar();
                antes = ahora;
            } else if !paciencia.queda() || self.programa.estado() != Estado::Vivo {
                return false;
            } else {
                thread::sleep(Duration::from_millis(1));
            }
        }
        self.esperar_a_que_atienda();
        true
    }

    /// Conecta si se puede ya: en la cola de un programa detenido caben los que él haya dicho.
    pub fn conectar_si_cabe(&self) -> Option<Conversacion<'_>> {
        let stream = abrir(self.direccion, Oido::Corriente, CONEXION / 10).ok()?;
        Conversacion::sobre(self.mesa, &self.programa, stream, Lado::Cliente).ok()
    }

    fn sin_conexion<T>(&self, error: &io::Error) -> Paso<T> {
        let estado = self.programa.asentar();
        if let Some(hallazgo) = self.mesa.causa_de_fuerza_mayor(&self.programa) {
            return Err(Tropiezo::Mal(Box::new(hallazgo)));
        }
        let causa = redes::errores::explicar(error);
        match estado {
            Estado::Vivo => {
                let escucha =
                    sistema::escuchando(sistema::Protocolo::Tcp, self.direccion.port()).unwrap_or_default().join(", ");
                let escucha = if escucha.is_empty() {
                    String::new()
                } else {
                    format!(" Ese puerto lo tiene, pero en {escucha}.")
                };
                let frase = format!(
                    "Tu programa dice que escucha en {}, pero ahí no se puede conectar: {causa}.{escucha}",
                    self.direccion
                );
                self.mesa.mal("R16", frase, &self.programa)
            }
            estado => self.mesa.mal("R17", format!("{} y ya no atiende a nadie.", muerte(estado)), &self.programa),
        }
    }
}

/// «Tu programa ha acabado con código 0».
pub fn muerte(estado: Estado) -> String {
    match estado {
        Estado::Acabado(codigo) => format!("Tu programa ha acabado con código {codigo}"),
        _ => "Tu programa ha muerto de golpe".to_string(),
    }
}

/// Cómo va a leer quien conecta.
#[derive(Clone, Copy, PartialEq)]
enum Oido {
    Corriente,
    /// Con un búfer de 4096 bytes y segmentos de 536: quien le escriba se atasca pronto.
    Sordo,
}

fn abrir(direccion: SocketAddr, oido: Oido, plazo: Duration) -> io::Result<TcpStream> {
    let socket = Socket::new(Domain::for_address(direccion), Type::STREAM, None)?;
    if oido == Oido::Sordo {
        // Si el sistema no quiere, se atascará más tarde.
        #[cfg(unix)]
        let _ = socket.set_tcp_mss(536);
        socket.set_recv_buffer_size(4096)?;
    }
    socket.connect_timeout(&direccion.into(), plazo)?;
    Ok(socket.into())
}
