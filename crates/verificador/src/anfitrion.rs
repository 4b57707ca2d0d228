//! Un cliente de quien aprende y el puerto al que tiene que llamar: aquí el verificador es el servidor.

use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use socket2::SockRef;

use super::comun::{acabado, mayuscula, sin_puerto};
use super::conversacion::Conversacion;
use super::hallazgo::{Paso, Tropiezo};
use super::mesa::{Mesa, SILENCIO};
use super::programa::{Estado, Programa};
use redes::cable::{Lado, Suceso};
use redes::cifras::{en_bytes, numero};

/// El cliente en marcha y el puerto al que tiene que llamar.
pub struct Anfitrion {
    listener: TcpListener,
    /// El cliente.
    pub programa: Programa,
    /// Lo que se le ha dado por su entrada estándar.
    pub entrada: Vec<u8>,
}

impl Anfitrion {
    /// Escucha en un puerto libre y arranca el cliente con su dirección y esos argumentos detrás.
    pub fn nuevo(mesa: &Mesa<'_>, entrada: &[u8], argumentos: &[&str]) -> Paso<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| sin_puerto(&error))?;
        // Búferes pequeños, que heredan las conexiones: lo que no se recoge, se nota pronto.
        let _ = SockRef::from(&listener).set_recv_buffer_size(16 * 1024);
        let _ = SockRef::from(&listener).set_send_buffer_size(16 * 1024);
        listener.set_nonblocking(true).map_err(|error| sin_puerto(&error))?;
        let direccion = listener.local_addr().map_err(|error| sin_puerto(&error))?.to_string();
        let todos: Vec<&str> = std::iter::once(direccion.as_str()).chain(argumentos.iter().copied()).collect();
        let programa = mesa.arrancar(&todos, Some(entrada.to_vec()))?;
        Ok(Self { listener, programa, entrada: entrada.to_vec() })
    }

    /// Espera a que el cliente llame, y habla con él.
    pub fn aceptar<'m>(&'m self, mesa: &'m Mesa<'m>) -> Paso<Conversacion<'m>> {
        let stream = self.esperar_llamada(mesa)?;
        Conversacion::sobre(mesa, &self.programa, stream, Lado::Servidor)
    }

    /// Espera a que el cliente llame; lo demás es cosa de quien lo pide.
    pub fn esperar_llamada(&self, mesa: &Mesa<'_>) -> Paso<TcpStream> {
        let mut paciencia = mesa.paciencia_de_arranque(&self.programa);
        loop {
            match self.listener.accept() {
                Ok((stream, _)) => {
                    mesa.cable.anotar(Lado::Cliente, Suceso::Nota("tu programa conecta".to_string()));
                    stream.set_nonblocking(false).map_err(|error| sin_puerto(&error))?;
                    return Ok(stream);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    let estado = self.programa.estado();
                    if estado == Estado::Vivo && paciencia.queda() {
                        thread::sleep(Duration::from_millis(1));
                        continue;
                    }
                    return Err(self.sin_llamada(mesa));
                }
                Err(error) => return Err(sin_puerto(&error)),
            }
        }
    }

    /// ¿Ha llamado ya? No espera; la llamada, si la hay, se cuelga.
    fn ha_llamado(&self) -> bool {
        self.listener.accept().is_ok()
    }

    fn sin_llamada(&self, mesa: &Mesa<'_>) -> Tropiezo {
        if mesa.cancelado() {
            return Tropiezo::Cancelado;
        }
        let estado = self.programa.asentar();
        if let Some(hallazgo) = mesa.causa_de_fuerza_mayor(&self.programa) {
            return Tropiezo::Mal(Box::new(hallazgo));
        }
        let frase = match estado {
            Estado::Acabado(codigo) => {
                format!("Tu programa ha acabado con código {codigo} sin conectar con el servidor.")
            }
            _ => "Tu programa no conecta con el servidor cuya dirección recibe.".to_string(),
        };
        Tropiezo::Mal(Box::new(mesa.hallazgo("R16", frase, &self.programa)))
    }

    /// Exige que acabe con código 1, y una línea en stderr, sin haber llamado.
    pub fn acabar_sin_llamar(&self, mesa: &Mesa<'_>, como: &str) -> Paso {
        let mut paciencia = mesa.paciencia_de_arranque(&self.programa);
        let mut llamado = false;
        let estado = self.programa.esperar(|| {
            llamado = self.ha_llamado();
            !llamado && paciencia.queda()
        });
        if mesa.cancelado() {
            return Err(Tropiezo::Cancelado);
        }
        if (llamado || self.ha_llamado()) && mesa.causa_de_fuerza_mayor(&self.programa).is_none() {
            let frase = format!("Arrancado {como}, tu programa conecta de todos modos.");
            return mesa.mal("R28", frase, &self.programa);
        }
        acabado(mesa, &self.programa, estado, 1, como)
    }

    /// Espera a que el cliente acabe y exige un final feliz.
    pub fn acabar_bien(&self, mesa: &Mesa<'_>, servidor: Conversacion<'_>, como: &str, callado: &'static str) -> Paso {
        self.acabar(mesa, 0, como, &self.entrada, callado)?;
        drop(servidor);
        Ok(())
    }

    /// Exige que acabe con ese código, con esa salida y con lo que toca en stderr. Si acaba con otro código después de
    /// escribir menos, el error se llama `otro`.
    pub fn acabar(&self, mesa: &Mesa<'_>, codigo: i32, como: &str, salida: &[u8], otro: &'static str) -> Paso {
        exigir_final(mesa, &self.programa, SILENCIO, (codigo, como), salida, otro)
    }
}

/// Exige que el programa acabe en ese plazo con ese código, arrancado así, con esa salida y con lo que toca en stderr. Si
/// acaba después de escribir menos, el error se llama `otro`.
pub fn exigir_final(
    mesa: &Mesa<'_>,
    programa: &Programa,
    plazo: Duration,
    (codigo, como): (i32, &str),
    salida: &[u8],
    otro: &'static str,
) -> Paso {
    let estado = esperar_mientras_escriba(mesa, programa, plazo, salida.len());
    if mesa.cancelado() {
        return Err(Tropiezo::Cancelado);
    }
    if let Some(hallazgo) = mesa.causa_de_fuerza_mayor(programa) {
        return Err(Tropiezo::Mal(Box::new(hallazgo)));
    }
    if codigo == 1 && estado == Estado::Acabado(0) {
        let frase = format!("{}, tu programa acaba con código 0, como si todo hubiera ido bien.", mayuscula(como));
        return mesa.mal("R28", frase, programa);
    }
    let visto = programa.salida();
    if estado == Estado::Vivo && visto == salida {
        let frase = format!("{}, tu programa lo escribe todo pero no acaba.", mayuscula(como));
        return mesa.mal("R26", frase, programa);
    }
    if visto != salida {
        let (nombre, frase) = nombrar(&visto, salida, otro);
        let mut hallazgo = mesa.hallazgo(nombre, frase, programa);
        (hallazgo.esperado, hallazgo.visto) = (Some(salida.to_vec()), Some(visto));
        hallazgo.notas.push("Lo esperado y lo visto son de la salida de tu programa (stdout).".to_string());
        return Err(Tropiezo::Mal(Box::new(hallazgo)));
    }
    acabado(mesa, programa, estado, codigo, como)
}

/// Espera a que el programa acabe. Mientras vaya escribiendo, el plazo empieza de nuevo; pero no por lo que escriba de más.
fn esperar_mientras_escriba(mesa: &Mesa<'_>, programa: &Programa, plazo: Duration, debidos: usize) -> Estado {
    let mut paciencia = mesa.paciencia(plazo, programa);
    let mut escrito = 0;
    programa.esperar(|| {
        let ahora = programa.cuanto_ha_escrito();
        if ahora != escrito && !paciencia.agotada() {
            if escrito < debidos {
                paciencia.renovar();
            }
            escrito = ahora;
        }
        paciencia.queda()
    })
}

/// Lo escrito en stdout no es lo que tenía que ser.
fn nombrar(visto: &[u8], salida: &[u8], corto: &'static str) -> (&'static str, String) {
    if let Some(sobra) = visto.strip_prefix(salida) {
        if !sobra.is_empty() && sobra.iter().all(|byte| *byte == 0) {
            return ("R03", format!("Tu programa escribe detrás de lo que ha llegado {} ceros de más.", sobra.len()));
        }
        return ("R22", format!("Tu programa escribe en stdout {} de más.", en_bytes(sobra.len())));
    }
    if visto.is_empty() {
        return (corto, format!("Han llegado {} y tu programa no escribe nada en stdout.", en_bytes(salida.len())));
    }
    if salida.starts_with(visto) {
        let (visto, salida) = (numero(visto.len()), en_bytes(salida.len()));
        return (corto, format!("De {salida} que han llegado, tu programa escribe en stdout {visto}."));
    }
    let ceros = visto.windows(8).any(|ventana| ventana == [0; 8]) && !salida.contains(&0);
    if ceros {
        return ("R03", "Tu programa escribe ceros que no han llegado.".to_string());
    }
    if String::from_utf8_lossy(visto).contains('\u{fffd}') && str::from_utf8(salida).is_ok() {
        return ("R14", "Tu programa ha escrito «\u{fffd}» donde venía una letra partida en dos.".to_string());
    }
    ("R21", "Lo que tu programa escribe en stdout no es lo que le ha llegado.".to_string())
}
