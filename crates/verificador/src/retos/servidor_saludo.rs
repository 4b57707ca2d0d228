//! `servidor_saludo`: 32 bytes a cada cliente, sin esperar nada de él, y cerrar.

use std::time::{Duration, Instant};

use crate::caso::{Caso, Reto};
use crate::comun::{ARGUMENTOS_DE_SERVIDOR, ARRANQUE_DE_SERVIDOR, cortes, segunda_tanda};
use crate::conversacion::{Conversacion, Esperado, Fin};
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::{Mesa, SILENCIO, en_segundos};

const SALUDO: &[u8] = "Hola, ¡gracias por conectarte!\n".as_bytes();
/// Quien tarda más que esto en saludar a uno se toma su tiempo.
const CALMA: Duration = Duration::from_millis(400);

pub const RETO: Reto = Reto { nombre: "servidor_saludo", casos: CASOS, plazo: None };

const CASOS: &[Caso] = &[
    ARRANQUE_DE_SERVIDOR.pide(&[7, 8, 9]),
    Caso::nuevo("saludo", "saluda a quien conecta y no dice nada, y cierra", saludo).pide(&[1, 2, 3, 5]),
    Caso::nuevo("segunda-tanda", "saluda a cinco clientes, uno detrás de otro", |mesa| segunda_tanda(mesa, saludar))
        .pide(&[13]),
    Caso::nuevo(
        "veinte-esperando",
        "saluda a los que ya esperaban, aunque los que ya tienen su saludo no se vayan",
        veinte_esperando,
    )
    .pide(&[6]),
    Caso::nuevo("habladores", "saluda igual a quien además dice algo", habladores).pide(&[4]),
    Caso::nuevo("cortes", "quien se va o corta antes de su saludo no detiene el servidor", |mesa| {
        cortes(mesa, b"", saludar)
    })
    .pide(&[13, 14]),
    ARGUMENTOS_DE_SERVIDOR.pide(&[10, 11, 12]),
];

fn saludar(cliente: &mut Conversacion<'_>) -> Paso {
    cliente.exigir_final(Esperado::nuevo(SALUDO))
}

fn saludo(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let paso = saludar(&mut servidor.conectar()?);
    let Err(Tropiezo::Mal(hallazgo)) = &paso else { return paso };
    if hallazgo.codigo != "R06" {
        return paso;
    }
    // Ha saludado después de cerrar nosotros: ¿por eso, o porque iba a tardar eso? A quien lo esperaba le basta con otro cierre.
    let mut otro = servidor.conectar()?;
    otro.despedirse();
    otro.leer_hasta_que(CALMA * 2, |visto| !visto.is_empty());
    if otro.recibido.is_empty() && !mesa.cancelado() {
        let frase = format!("Tu programa ha tardado más de {} s en contestar.", en_segundos(SILENCIO));
        return mesa.mal("R07", frase, &servidor.programa);
    }
    paso
}

fn veinte_esperando(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let inicio = Instant::now();
    saludar(&mut servidor.conectar()?)?;
    // A quien se toma su tiempo con cada uno le basta con unos pocos.
    let cuantos = if inicio.elapsed() > CALMA { 4 } else { 20 };
    mesa.nota(format!("conectan otros {cuantos}, y ninguno se irá al recibir su saludo"));
    let clientes: Result<Vec<_>, _> = (0..cuantos).map(|_| servidor.conectar()).collect();
    let mut saludados = Vec::new();
    for mut cliente in clientes? {
        servidor.exigir_sin_espera(&mut cliente, "los que ya tenían su saludo y no se iban", || saludados.clear())?;
        saludar(&mut cliente)?;
        saludados.push(cliente);
    }
    Ok(())
}

fn habladores(mesa: &Mesa<'_>) -> Paso {
    let servidor = mesa.servidor()?;
    let mut hablador = servidor.conectar()?;
    hablador.enviar(b"GET / HTTP/1.1\r\n\r\n");
    hablador.leer_hasta(SALUDO.len() + 1);
    // A quien habla, un servidor que no lee le corta al cerrar, y el corte se puede llevar el saludo: eso no es culpa de nadie.
    if hablador.fin != Some(Fin::Corta) || !SALUDO.starts_with(&hablador.recibido) {
        saludar(&mut hablador)?;
    }
    drop(hablador);
    saludar(&mut servidor.conectar()?)
}
