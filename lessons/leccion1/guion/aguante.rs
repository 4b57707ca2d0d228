//! Pasos 9 y 10: clientes que callan y clientes que no callan.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::{Duration, Instant};

use redes::errores::{Resultado, explicar};
use redes::guia::{Desenlace, Escena, Paso};

use super::{abrir_en_casa, fallo_del_paso};
use crate::lectura::leer_peticion;
use crate::navegador;
use crate::plazo::HastaLaHora;
use crate::servidor::{self, Apuntar, Reglas};

/// En la guía, el plazo es más corto que en el servidor de verdad: nadie quiere esperar diez segundos.
const PLAZO: Duration = Duration::from_millis(500);

pub fn uno_que_calla() -> Paso {
    Paso::nuevo("uno-que-calla", "Los que callan")
        .parrafo(
            "Los navegadores abren conexiones **de reserva**, por si luego piden algo: conectan y callan. Por eso damos \
             a cada cliente un plazo para pedir; aquí, de medio segundo. Y de momento los atendemos **de uno en uno**, \
             en un bucle.",
        )
        .apuesta(
            "Dos clientes conectan y callan. Llega un tercero y pide la página. ¿Cuánto espera?",
            &[
                "Casi nada: los otros no han pedido nada",
                "Medio segundo: lo que dura el plazo",
                "Un segundo: un plazo por cada uno de los de delante",
                "Para siempre: los de delante no se van",
            ],
        )
        .ejecutar(callados_en_fila)
        .parrafo("Ahora, un hilo para cada cliente. La lección 4 cuenta qué es; aquí basta con que cada uno espera al suyo:")
        .codigo("servidor.rs", "un_hilo")
        .ejecutar(callados_con_hilos)
        .parrafo(
            "El plazo es para la petición **entera**. `set_read_timeout` a secas empieza a contar de nuevo en cada \
             `read`: quien enviara un byte por segundo se quedaría para siempre.",
        )
        .codigo("plazo.rs", "leer_con_plazo")
}

fn callados_en_fila(escena: &Escena) -> Resultado<Desenlace> {
    let espera = con_dos_callados(escena, |listener, apuntar| {
        for _ in 0..3 {
            let Ok((stream, cliente)) = listener.accept() else {
                return;
            };
            if let Ok(que) = servidor::atender(&stream, PLAZO) {
                apuntar(format!("{cliente}  {que}"));
            }
        }
    })?;
    let plazos = espera.as_secs_f64() / PLAZO.as_secs_f64();
    let cierta = match plazos {
        ..0.8 => 0,
        ..1.8 => 1,
        _ => 2,
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "El tercero esperó {}. Estaba en la cola del sistema, conectado y con su petición enviada, mientras el \
             servidor escuchaba callar a los dos de delante, primero a uno y después al otro. Con diez segundos de \
             plazo habrían sido veinte; sin plazo, para siempre.",
            en_milesimas(espera)
        ),
    ))
}

fn callados_con_hilos(escena: &Escena) -> Resultado<Desenlace> {
    let espera = con_dos_callados(escena, |listener, apuntar| {
        servidor::servir(
            listener,
            Reglas { clientes: 3, plazo: PLAZO },
            apuntar,
        );
    })?;
    Ok(Desenlace::relato(format!(
        "Esta vez, {}. A los callados se les cerró la puerta al vencer su plazo, sin molestar a nadie.",
        en_milesimas(espera)
    )))
}

/// Conecta dos clientes que callan y un tercero que pide la página. Devuelve lo que este ha esperado.
fn con_dos_callados(
    escena: &Escena,
    atender: impl FnOnce(&TcpListener, Apuntar) + Send,
) -> Resultado<Duration> {
    let (listener, direccion) = abrir_en_casa()?;
    let (envia, apuntes) = sync_channel(3);
    let espera = thread::scope(|hilos| {
        hilos.spawn(move || {
            atender(&listener, &|linea| drop(envia.send(linea)))
        });
        let callados = [conectar(direccion)?, conectar(direccion)?];
        let inicio = Instant::now();
        navegador::pedir(conectar(direccion)?, "/")
            .map_err(fallo_del_paso)?;
        let espera = inicio.elapsed();
        // Los callados siguen ahí, sin decir nada, hasta que el servidor se canse de ellos.
        callados
            .iter()
            .for_each(|callado| drop(navegador::leer_todo(callado)));
        Ok(espera)
    })?;
    for linea in apuntes.try_iter() {
        escena.decir(&format!("servidor: {linea}"));
    }
    Ok(espera)
}

fn en_milesimas(espera: Duration) -> String {
    match espera.as_millis() {
        0 => "menos de una milésima de segundo".to_string(),
        1 => "una milésima de segundo".to_string(),
        muchas => format!("{muchas} milésimas de segundo"),
    }
}

pub fn el_portazo() -> Paso {
    Paso::nuevo("el-portazo", "El que no se calla")
        .parrafo(
            "Al revés: un cliente envía 10 MB de letras sin ninguna línea en blanco. Pasados 16 KiB el servidor ya no \
             quiere más: contesta `431`, petición demasiado larga, y cierra la conexión. Quedan bytes suyos sin leer.",
        )
        .apuesta(
            "¿Qué le llega al cliente, que sigue enviando?",
            &[
                "La respuesta 431, y el final",
                "Un corte en plena frase, y nunca lee la respuesta",
                "Nada: envía sus 10 MB y se queda esperando",
            ],
        )
        .ejecutar(portazo)
        .parrafo("Hay que despedirse: «no enviaré más», y un rato, no mucho, leyendo y tirando lo que aún venga.")
        .codigo("servidor.rs", "despedirse")
        .ejecutar(despedida)
}

fn portazo(escena: &Escena) -> Resultado<Desenlace> {
    let contestado = visita_sin_fin(escena, false)?;
    let relato = "Cerrar con bytes del otro sin leer no es despedirse: el sistema envía un corte (**RST**), que quiere \
        decir «se ha perdido lo que decías». El cliente se entera del golpe, no del motivo: la respuesta iba delante \
        del corte y nadie llegó a leerla.";
    Ok(match contestado {
        true => Desenlace::opcion(
            0,
            "Esta vez la respuesta llegó antes que el corte. Repítelo con r.",
        ),
        false => Desenlace::opcion(1, relato),
    })
}

fn despedida(escena: &Escena) -> Resultado<Desenlace> {
    let contestado = visita_sin_fin(escena, true)?;
    Ok(Desenlace::relato(if contestado {
        "El cliente terminó de enviar, leyó su `431` y supo qué había hecho mal. La espera del servidor está acotada \
         (2 segundos, 64 MiB): con quien no termine nunca, al final sí hay portazo."
    } else {
        "Tu ordenador va tan cargado que ni con dos segundos de espera ha habido despedida. Repítelo con r."
    }))
}

/// Un cliente que envía 10 MB sin línea en blanco. ¿Ha llegado a leer la respuesta?
fn visita_sin_fin(
    escena: &Escena,
    con_despedida: bool,
) -> Resultado<bool> {
    let (listener, direccion) = abrir_en_casa()?;
    let visto = thread::scope(|hilos| {
        hilos.spawn(|| {
            atender_hasta_el_limite(&listener, con_despedida)
        });
        conectar(direccion).map(|stream| enviar_sin_fin(&stream))
    })?;
    escena.decir(&match &visto {
        Ok(respuesta) => {
            let estado = navegador::entender(respuesta)
                .map_or(0, |pagina| pagina.estado);
            format!("cliente: he enviado mis 10 MB y he leído la respuesta, un {estado}")
        }
        Err(error) => {
            format!("cliente: no he podido terminar de enviar: {}", explicar(error))
        }
    });
    Ok(visto.is_ok())
}

/// Lo que hace el servidor con un cliente, con su despedida o sin ella.
fn atender_hasta_el_limite(
    listener: &TcpListener,
    con_despedida: bool,
) -> io::Result<()> {
    let (stream, _) = listener.accept()?;
    let llegada = leer_peticion(HastaLaHora::nuevo(&stream, PLAZO))?;
    servidor::contestar(&stream, &llegada)?;
    if con_despedida {
        servidor::despedirse(&stream);
    }
    Ok(())
}

/// Como casi todos los clientes: primero lo envía todo y después lee.
fn enviar_sin_fin(mut stream: &TcpStream) -> io::Result<Vec<u8>> {
    stream.set_write_timeout(Some(PLAZO * 10))?;
    stream.set_read_timeout(Some(PLAZO * 10))?;
    stream.write_all(b"GET /")?;
    let letras = [b'a'; 64 * 1024];
    for _ in 0..160 {
        stream.write_all(&letras)?;
    }
    navegador::leer_todo(stream)
}

fn conectar(direccion: SocketAddr) -> Resultado<TcpStream> {
    TcpStream::connect_timeout(&direccion, PLAZO * 10)
        .map_err(fallo_del_paso)
}
