//! `servidor_saludo`: 32 bytes a cada cliente, sin esperar nada de él, y cerrar.

use crate::caso::{Caso, Reto};
use crate::comun::{ARGUMENTOS_DE_SERVIDOR, ARRANQUE_DE_SERVIDOR, cortes, segunda_tanda};
use crate::conversacion::{Conversacion, Esperado};
use crate::hallazgo::Paso;

const SALUDO: &[u8] = "Hola, ¡gracias por conectarte!\n".as_bytes();

pub const RETO: Reto = Reto { nombre: "servidor_saludo", casos: CASOS, plazo: None };

const CASOS: &[Caso] = &[
    ARRANQUE_DE_SERVIDOR,
    Caso::nuevo("saludo", "saluda a quien conecta y no dice nada, y cierra", |mesa| {
        saludar(&mut mesa.servidor()?.conectar()?)
    }),
    Caso::nuevo("segunda-tanda", "saluda a cinco clientes, uno detrás de otro", |mesa| segunda_tanda(mesa, saludar)),
    Caso::nuevo("veinte-esperando", "saluda a veinte clientes que ya esperaban", |mesa| {
        let servidor = mesa.servidor()?;
        let clientes: Result<Vec<_>, _> = (0..20).map(|_| servidor.conectar()).collect();
        for mut cliente in clientes?.into_iter().rev() {
            saludar(&mut cliente)?;
        }
        Ok(())
    }),
    Caso::nuevo("habladores", "saluda igual a quien además dice algo", |mesa| {
        let servidor = mesa.servidor()?;
        // Lo que llegue después de despedirse ya no importa: un servidor que no lee puede cortar al cerrar.
        let mut hablador = servidor.conectar()?;
        hablador.enviar(b"GET / HTTP/1.1\r\n\r\n");
        hablador.leer_hasta(SALUDO.len());
        drop(hablador);
        saludar(&mut servidor.conectar()?)
    }),
    Caso::nuevo("cortes", "quien se va o corta antes de su saludo no detiene el servidor", |mesa| {
        cortes(mesa, b"", saludar)
    }),
    ARGUMENTOS_DE_SERVIDOR,
];

fn saludar(cliente: &mut Conversacion<'_>) -> Paso {
    cliente.exigir_final(Esperado::nuevo(SALUDO))
}
