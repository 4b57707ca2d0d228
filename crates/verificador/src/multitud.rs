//! Varios clientes a la vez: quién espera por quién, y qué no puede llegar todavía.

use std::thread;
use std::time::Duration;

use super::conversacion::{Conversacion, Fin, muerte};
use super::hallazgo::{Paso, Tropiezo};
use super::mesa::Servidor;
use super::programa::Estado;
use super::sistema;

/// Cuántas veces se mira, como mucho, si un programa que tendría que estar esperando hace algo.
const MIRADAS: u32 = 400;
/// La CPU que tiene que haber gastado para decir que da vueltas.
const GASTADO: Duration = Duration::from_millis(60);

impl Servidor<'_> {
    /// Conecta un cliente que en la transcripción se llama así.
    pub fn conectar_como(&self, nombre: &str) -> Paso<Conversacion<'_>> {
        let cliente = self.conectar()?.llamada(nombre);
        self.mesa.nota(format!("conecta {nombre}"));
        self.mesa.habla(nombre);
        Ok(cliente)
    }

    /// Conecta tantos clientes, de golpe: con el programa detenido mientras llegan, se los encuentra a todos juntos.
    pub fn conectar_a_la_vez(&self, cuantos: usize) -> Paso<Vec<Conversacion<'_>>> {
        self.mesa.nota(format!("{cuantos} clientes conectan a la vez"));
        let mut parado = self.programa.parar();
        let mut clientes = Vec::new();
        while clientes.len() < cuantos {
            // Si en su cola no caben todos, los demás llegan cuando vuelve a aceptar.
            let cliente = parado.then(|| self.conectar_si_cabe()).flatten();
            if cliente.is_none() && parado {
                self.programa.seguir();
                parado = false;
            }
            let numero = clientes.len() + 1;
            clientes.push(cliente.map_or_else(|| self.conectar(), Ok)?.llamada(format!("el cliente {numero}")));
        }
        if parado {
            self.programa.seguir();
        }
        Ok(clientes)
    }

    /// Exige que a `cliente` le llegue algo ya, sin esperar a que `soltar` haga irse a `quienes` estaban antes. Lo que
    /// llegue no se juzga aquí.
    pub fn exigir_sin_espera(&self, cliente: &mut Conversacion<'_>, quienes: &str, soltar: impl FnOnce()) -> Paso {
        cliente.leer_hasta(cliente.recibido.len() + 1);
        if cliente.fin != Some(Fin::Calla) {
            return Ok(());
        }
        if self.mesa.cancelado() {
            return Err(Tropiezo::Cancelado);
        }
        if let Some(hallazgo) = self.mesa.causa_de_fuerza_mayor(&self.programa) {
            return Err(Tropiezo::Mal(Box::new(hallazgo)));
        }
        let aceptado = sistema::hay_cola(self.direccion) == Some(false);
        let antes = cliente.recibido.len();
        soltar();
        cliente.fin = None;
        cliente.leer_hasta(antes + 1);
        if cliente.recibido.len() == antes {
            return Ok(());
        }
        if aceptado {
            let frase = format!(
                "Tu programa ha aceptado a un cliente y no le ha dicho nada hasta que han acabado otros: {quienes}."
            );
            return self.mesa.mal("R43", frase, &self.programa);
        }
        let frase = format!("Un cliente ha esperado sin ser atendido hasta que han acabado otros: {quienes}.");
        self.mesa.mal("R10", frase, &self.programa)
    }

    /// Exige que a esos clientes no les haya llegado nada todavía, cuando el programa ya no tiene nada que hacer.
    pub fn exigir_silencio<'c, 'm: 'c>(
        &self,
        clientes: impl IntoIterator<Item = &'c mut Conversacion<'m>>,
        codigo: &'static str,
        frase: &str,
    ) -> Paso {
        self.mesa.esperar_quieto(&self.programa);
        for cliente in clientes {
            cliente.leer_lo_que_haya();
            if !cliente.recibido.is_empty() || cliente.fin.is_some() {
                return self.mal_si_vive(codigo, frase);
            }
        }
        Ok(())
    }

    /// Un hallazgo, salvo que haya una causa de fuerza mayor: que el programa se haya roto o haya acabado.
    pub fn mal_si_vive(&self, codigo: &'static str, frase: &str) -> Paso {
        if self.mesa.cancelado() {
            return Err(Tropiezo::Cancelado);
        }
        let estado = self.programa.asentar();
        if let Some(hallazgo) = self.mesa.causa_de_fuerza_mayor(&self.programa) {
            return Err(Tropiezo::Mal(Box::new(hallazgo)));
        }
        if estado != Estado::Vivo {
            return self.mesa.mal("R17", format!("{} y ya no atiende a nadie.", muerte(estado)), &self.programa);
        }
        self.mesa.mal(codigo, frase, &self.programa)
    }

    /// Exige que no gaste procesador. `cuando` dice por qué no tiene nada que hacer: «Hay un cliente en la sala, nadie más».
    pub fn exigir_sin_gastar(&self, cuando: &str) -> Paso {
        if self.gasta_esperando() {
            let frase = format!("{cuando}, y tu programa no deja de gastar procesador.");
            return self.mesa.mal("R25", frase, &self.programa);
        }
        Ok(())
    }

    /// ¿Gasta procesador aunque no tenga nada que hacer? Donde no se puede mirar, no.
    fn gasta_esperando(&self) -> bool {
        let gastada = || sistema::cpu(self.programa.pid());
        let Some(antes) = gastada() else { return false };
        let mut en_marcha = 0;
        for mirada in 1..=MIRADAS {
            thread::sleep(Duration::from_millis(5));
            en_marcha += u32::from(sistema::arbol_en_marcha(self.programa.pid()));
            // Quien duerme casi siempre no da vueltas, aunque alguna vez se levante a mirar.
            if self.mesa.cancelado() || (mirada >= 16 && en_marcha * 10 < mirada * 8) {
                return false;
            }
            if mirada >= 30 && gastada().is_some_and(|ahora| ahora.saturating_sub(antes) >= GASTADO) {
                return true;
            }
        }
        false
    }
}
