//! `servidor_saludo`: 32 bytes a cada cliente, sin esperar nada de él, y cerrar.

use crate::Caso;
use crate::comun::{ARGUMENTOS_DE_SERVIDOR, ARRANQUE_DE_SERVIDOR, cortes, segunda_tanda};
use crate::conversacion::{Conversacion, Esperado};
use crate::mesa::Paso;

const SALUDO: &[u8] = "Hola, ¡gracias por conectarte!\n".as_bytes();

pub const CASOS: &[Caso] = &[
    ARRANQUE_DE_SERVIDOR,
    Caso {
        nombre: "saludo",
        que: "saluda a quien conecta y no dice nada, y cierra",
        lento: false,
        jugar: |mesa| saludar(&mut mesa.servidor()?.conectar()?),
    },
    Caso {
        nombre: "segunda-tanda",
        que: "saluda a cinco clientes, uno detrás de otro",
        lento: false,
        jugar: |mesa| segunda_tanda(mesa, saludar),
    },
    Caso {
        nombre: "veinte-esperando",
        que: "saluda a veinte clientes que ya esperaban",
        lento: false,
        jugar: |mesa| {
            let servidor = mesa.servidor()?;
            let clientes: Result<Vec<_>, _> = (0..20).map(|_| servidor.conectar()).collect();
            for mut cliente in clientes?.into_iter().rev() {
                saludar(&mut cliente)?;
            }
            Ok(())
        },
    },
    Caso {
        nombre: "habladores",
        que: "saluda igual a quien además dice algo",
        lento: false,
        jugar: |mesa| {
            let servidor = mesa.servidor()?;
            // Lo que llegue después de despedirse ya no importa: un servidor que no lee puede cortar al cerrar.
            let mut hablador = servidor.conectar()?;
            hablador.enviar(b"GET / HTTP/1.1\r\n\r\n");
            hablador.leer_hasta(SALUDO.len());
            drop(hablador);
            saludar(&mut servidor.conectar()?)
        },
    },
    Caso {
        nombre: "cortes",
        que: "quien se va o corta antes de su saludo no detiene el servidor",
        lento: false,
        jugar: |mesa| cortes(mesa, b"", saludar),
    },
    ARGUMENTOS_DE_SERVIDOR,
];

fn saludar(cliente: &mut Conversacion<'_>) -> Paso {
    cliente.exigir_final(Esperado::nuevo(SALUDO))
}
