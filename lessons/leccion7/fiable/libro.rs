//! El libro de lo recibido por UDP: escribe los tramos en su fichero, lo comprueba, le da nombre y lleva las cuentas.

use std::io;
use std::net::SocketAddr;

use redes::consola;
use redes::errores::{Fallo, Resultado};

use super::adelantados::Tramo;
use super::apunte::Apunte;
use super::balance::{Balance, Final};
use super::receptor::ReceptorDeFicheros;
use super::relato;
use crate::fichero::destino::Destino;
use crate::fichero::recibido::Recibido;
use crate::fichero::veredicto::Veredicto;
use crate::udp::datagrama::Datagrama;

/// Lo que se escribe y lo que se cuenta.
pub struct Libro<'a> {
    destino: &'a Destino,
    abierto: Option<Recibido<'a>>,
    pub terminados: u64,
    fallidos: u64,
}

impl<'a> Libro<'a> {
    pub fn de(destino: &'a Destino) -> Self {
        Self { destino, abierto: None, terminados: 0, fallidos: 0 }
    }

    /// Cumple los apuntes. Devuelve el veredicto que haya que enviar.
    pub fn apuntar(
        &mut self,
        receptor: &mut ReceptorDeFicheros,
        apuntes: Vec<Apunte>,
    ) -> Option<(SocketAddr, Datagrama<'static>)> {
        let (mut escrito, mut balance) = (Ok(()), None);
        for apunte in apuntes {
            match apunte {
                Apunte::Empieza { de, nombre, ficha, sin_acuses } => {
                    consola::narrar(&format!("{de}: {}", relato::empieza(&nombre, ficha, sin_acuses)));
                    escrito = Recibido::en(self.destino).map(|recibido| self.abierto = Some(recibido));
                }
                Apunte::Escribe(tramo) => escrito = escrito.and_then(|()| self.escribir(&tramo)),
                Apunte::Termina(suyo) => balance = Some(suyo),
            }
        }
        if let Err(error) = &escrito {
            relato::no_guardado(error);
            // Si esta misma vez terminaba, ya está dicho cómo; si no, se acaba aquí.
            let abandona = receptor.abandonar().into_iter();
            let mut abandona = abandona.filter_map(|uno| if let Apunte::Termina(uno) = uno { Some(uno) } else { None });
            balance = balance.or_else(|| abandona.next());
        }
        let balance = balance?;
        let veredicto = self.cerrar(&balance, escrito.is_ok());
        consola::narrar(&relato::cuentas(&balance, std::mem::take(&mut receptor.rarezas)));
        self.terminados += 1;
        self.fallidos += u64::from(veredicto != Veredicto::Guardado);
        let respuesta = receptor.sentenciar(veredicto);
        // A quien calla o no escucha no se le dice nada; si vuelve, ya preguntará.
        respuesta.filter(|_| !balance.sin_acuses && balance.fin != Final::Silencio)
    }

    fn escribir(&mut self, tramo: &Tramo) -> io::Result<()> {
        match (&mut self.abierto, tramo) {
            (Some(recibido), Tramo::Datos(datos)) => recibido.escribir(datos),
            (Some(recibido), Tramo::Hueco(bytes)) => recibido.saltar(*bytes),
            (None, _) => Ok(()),
        }
    }

    /// Comprueba lo recibido y le da su nombre, si lo merece. Dice cómo ha acabado.
    fn cerrar(&mut self, balance: &Balance, escrito: bool) -> Veredicto {
        let Balance { de, ficha, sin_acuses, fin, .. } = balance;
        let Some(recibido) = self.abierto.take().filter(|_| escrito && *fin != Final::NoGuardado) else {
            return Veredicto::NoGuardado;
        };
        let entero = *fin == Final::Todos && recibido.coincide(ficha.tamano, ficha.suma);
        let frase = relato::final_de(balance, entero);
        // A ciegas, lo incompleto se guarda con otro nombre, para que se vea qué le pasa a un fichero con huecos.
        if !entero && !*sin_acuses {
            consola::narrar(&format!("{de}: {frase}; no guardo nada"));
        } else {
            match recibido.publicar(entero) {
                Ok(ruta) => consola::narrar(&format!("{de}: {frase}, {}", relato::guardado(&ruta, *fin))),
                Err(error) => {
                    consola::narrar(&format!("{de}: {frase}"));
                    relato::no_guardado(&error);
                    return Veredicto::NoGuardado;
                }
            }
        }
        match fin {
            Final::Todos if entero => Veredicto::Guardado,
            Final::Todos => Veredicto::SumaDistinta,
            _ => Veredicto::Abandonado,
        }
    }

    /// ¿Han llegado todos enteros?
    pub fn acabar(&self) -> Resultado {
        match (self.fallidos, self.terminados) {
            (0, _) => Ok(()),
            (_, 1) => Err(Fallo::nuevo("el fichero no ha llegado entero")),
            (mal, todos) => Err(Fallo::nuevo(format!("{mal} de {todos} ficheros no han llegado enteros"))),
        }
    }
}
