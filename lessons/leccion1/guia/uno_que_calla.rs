//! Paso 11: clientes que conectan y callan, y a quién hacen esperar.

use std::net::TcpListener;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::{Duration, Instant};

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{
    PACIENCIA, abrir_en_casa, conectar, fallo_del_paso,
};
use super::navegador;
use crate::atender;
use crate::servidor::{self, Apuntar, Reglas};

pub fn paso() -> Paso {
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
            if let Ok(que) = atender::atender(&stream, PACIENCIA) {
                apuntar(format!("{cliente}  {que}"));
            }
        }
    })?;
    let plazos = espera.as_secs_f64() / PACIENCIA.as_secs_f64();
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
            Reglas { clientes: 3, plazo: PACIENCIA },
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
