//! Lo que un servidor de píxeles hace con lo que llega, lo traiga quien lo traiga: contarlo, guardarlo y saber cuándo acabar.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use redes::errores::{Fallo, Resultado};

use super::aviso::Aviso;
use super::guardado::Guardado;
use super::hito::Hito;
use super::informe;
use super::recepcion::Final;
use super::receptor::ReceptorDeImagenes;
use crate::fichero::destino::Destino;

/// Lo que se espera un datagrama antes de mirar el reloj, porque quien calla no despierta a nadie. Es también lo que
/// se puede tardar en salir cuando se cierra la ventana: que no se note.
pub const LATIDO: Duration = Duration::from_millis(20);

/// Lo que se le puede pedir al servidor.
pub struct Opciones {
    /// Dónde se guardan; si no se ha pedido, no se guardan.
    pub destino: Option<Destino>,
    pub clientes: Option<u64>,
    pub silencio: Duration,
}

/// Una sesión: desde que se escucha hasta que se acaba.
pub struct Sesion<'a> {
    pub receptor: ReceptorDeImagenes,
    pub inicio: Instant,
    /// Cada datagrama trae su suma: lo que está, está bien.
    pub con_suma: bool,
    clientes: Option<u64>,
    guardado: Guardado,
    avisa: &'a Sender<Aviso>,
    parar: &'a AtomicBool,
    interrumpida: bool,
    terminadas: u64,
    incompletas: u64,
}

impl<'a> Sesion<'a> {
    /// Lo que pase se cuenta por `avisa`; acaba también si alguien levanta `parar`.
    pub fn nueva(opciones: Opciones, avisa: &'a Sender<Aviso>, parar: &'a AtomicBool) -> Self {
        Self {
            receptor: ReceptorDeImagenes::nuevo(opciones.silencio),
            inicio: Instant::now(),
            con_suma: true,
            clientes: opciones.clientes,
            guardado: Guardado::nuevo(opciones.destino, avisa.clone()),
            avisa,
            parar,
            interrumpida: false,
            terminadas: 0,
            incompletas: 0,
        }
    }

    /// ¿Hay que seguir escuchando? También después de la última imagen, por si se ha perdido su último acuse.
    pub fn sigue(&self) -> bool {
        let cumplida = self.receptor.cerrado && self.receptor.despedido(self.inicio.elapsed());
        !self.interrumpida && !cumplida
    }

    /// Una línea para quien mira. Si ya no hay nadie, no importa.
    pub fn decir(&self, linea: String) {
        let _ = self.avisa.send(Aviso::Linea(linea));
    }

    /// Cuenta lo que ha pasado, y mira si hay que dejarlo.
    pub fn contar(&mut self, hitos: impl IntoIterator<Item = Hito>) {
        self.interrumpida = self.parar.load(Relaxed);
        let ultimo = if self.interrumpida { self.receptor.interrumpir() } else { None };
        for hito in hitos.into_iter().chain(ultimo) {
            if let Hito::Termina(recibida) = &hito {
                self.terminadas += 1;
                self.incompletas += u64::from(recibida.fin != Final::Completa);
            }
            informe::avisar(hito, self.avisa, &mut self.guardado, self.con_suma);
        }
        self.receptor.cerrado = self.interrumpida || self.clientes.is_some_and(|clientes| self.terminadas >= clientes);
    }

    /// Espera a lo que se esté guardando. Con `--clientes`, es un fallo que alguna imagen no haya llegado entera.
    pub fn acabar(self) -> Resultado {
        self.guardado.esperar()?;
        if self.clientes.is_none() || self.incompletas == 0 || self.parar.load(Relaxed) {
            return Ok(());
        }
        let cuantas = if self.terminadas == 1 { "la imagen ha" } else { "alguna imagen ha" };
        Err(Fallo::nuevo(format!("{cuantas} quedado incompleta")))
    }
}
