//! Qué se exige de un datagrama, y cómo se llama no cumplirlo.

use std::net::SocketAddr;

use super::Buzon;
use crate::conversacion::muerte;
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::{SILENCIO, en_segundos};
use crate::programa::Estado;
use crate::sistema;
use redes::cifras::{en_bytes, numero};
use redes::fallas::Datagrama;

impl Buzon<'_> {
    /// Exige que el programa conteste esto, en un solo datagrama. Si calla, el error se llama `callado`.
    pub fn exigir(&mut self, esperado: &[u8], callado: &'static str) -> Paso {
        let llegado = self.recibir(SILENCIO);
        match llegado {
            Some((visto, de)) if visto == esperado && (!self.es_servidor || Some(de) == self.suya) => {
                self.anterior = Some(visto);
                Ok(())
            }
            otro => Err(self.juzgar(esperado, otro, callado)),
        }
    }

    /// Lo siguiente puede ser igual que lo anterior sin estar repetido.
    pub fn olvidar(&mut self) {
        self.anterior = None;
    }

    /// Exige que lo que ha enviado el programa por su cuenta sea esto.
    pub fn exigir_envio(&mut self, esperado: &[u8], visto: Datagrama) -> Paso {
        if visto == esperado {
            return Ok(());
        }
        let de = self.suya.unwrap_or_else(|| ([127, 0, 0, 1], 0).into());
        Err(self.juzgar(esperado, Some((visto, de)), "R07"))
    }

    /// Acaba el caso con ese hallazgo y esos bytes.
    pub fn mal(&self, codigo: &'static str, frase: impl Into<String>, esperado: &[u8], visto: &[u8]) -> Tropiezo {
        if self.mesa.cancelado() {
            return Tropiezo::Cancelado;
        }
        let mut hallazgo = match self.mesa.causa_de_fuerza_mayor(self.programa) {
            Some(hallazgo) => hallazgo,
            None => self.mesa.hallazgo(codigo, frase, self.programa),
        };
        (hallazgo.esperado, hallazgo.visto) = (Some(esperado.to_vec()), Some(visto.to_vec()));
        Tropiezo::Mal(Box::new(hallazgo))
    }

    /// Pone nombre a lo que ha llegado, que no es lo esperado.
    pub fn juzgar(
        &mut self,
        esperado: &[u8],
        llegado: Option<(Datagrama, SocketAddr)>,
        callado: &'static str,
    ) -> Tropiezo {
        if self.mesa.cancelado() {
            return Tropiezo::Cancelado;
        }
        let estado = self.programa.asentar();
        let (codigo, frase) = match &llegado {
            None => self.sin_contestar(esperado, estado, callado),
            Some((_, de)) if self.es_servidor && self.suya != Some(*de) => {
                let escucha = self.suya.map(|suya| suya.to_string()).unwrap_or_default();
                let frase = format!(
                    "Tu programa escucha en {escucha} y contesta desde {de}: para quien pregunta, eso es de un extraño."
                );
                ("R41", frase)
            }
            Some((visto, _)) if Some(visto) == self.anterior.as_ref() => {
                ("R22", "Ha vuelto a llegar la contestación anterior: tu programa la ha enviado dos veces.".to_string())
            }
            Some((visto, _)) => self.distinto(esperado, visto),
        };
        self.mal(codigo, frase, esperado, &llegado.map(|(visto, _)| visto).unwrap_or_default())
    }

    fn sin_contestar(&self, esperado: &[u8], estado: Estado, callado: &'static str) -> (&'static str, String) {
        if estado != Estado::Vivo && self.es_servidor {
            return ("R17", format!("{} en mitad de la conversación.", muerte(estado)));
        }
        if estado != Estado::Vivo {
            let frase = format!("{}, y aún tenía que enviar un datagrama de {} bytes.", muerte(estado), esperado.len());
            return (callado, frase);
        }
        let puerto = self.suya.map_or(0, |suya| suya.port());
        if self.es_servidor
            && sistema::escuchando(sistema::Protocolo::Udp, puerto).is_some_and(|donde| donde.is_empty())
        {
            let frase =
                format!("Tu programa dice que escucha en el puerto {puerto}, pero en él no hay ningún socket UDP.");
            return ("R16", frase);
        }
        let cuanto =
            if esperado.is_empty() { "vacío".to_string() } else { format!("de {}", en_bytes(esperado.len())) };
        let frase = format!("Esperaba un datagrama {cuanto}, y en {} s no ha llegado ninguno.", en_segundos(SILENCIO));
        (callado, frase)
    }

    /// Ha llegado un datagrama, y no es el que tenía que ser.
    fn distinto(&mut self, esperado: &[u8], visto: &[u8]) -> (&'static str, String) {
        let (tocan, son) = (esperado.len(), visto.len());
        if son < tocan && esperado.starts_with(visto) {
            // ¿Está cortado, o lo que falta viene detrás, en otro datagrama?
            let resto = self.recibir(SILENCIO / 4);
            if resto.is_some_and(|(resto, _)| !resto.is_empty() && esperado[son..].starts_with(&resto)) {
                let frase =
                    format!("Han llegado {}, y los siguientes en otro datagrama: tenían que ir juntos.", en_bytes(son));
                return ("R41", frase);
            }
            if !self.es_servidor {
                return (
                    "R23",
                    format!("De {}, tu programa envía solo {} del principio.", en_bytes(tocan), numero(son)),
                );
            }
            return (
                "R36",
                format!(
                    "De un datagrama de {}, tu programa devuelve solo {} del principio.",
                    en_bytes(tocan),
                    numero(son)
                ),
            );
        }
        if let Some(sobra) = visto.strip_prefix(esperado) {
            let frase = format!("Ha llegado lo esperado y, en el mismo datagrama, {} de más.", en_bytes(sobra.len()));
            return match &self.anterior {
                _ if sobra.iter().all(|byte| *byte == 0) => ("R03", format!("{frase} Son todos ceros.")),
                Some(anterior) if sobra.len() > 1 && anterior.ends_with(sobra) => {
                    ("R03", format!("{frase} Son restos de lo que había llegado antes."))
                }
                _ => ("R22", frase),
            };
        }
        let igual = esperado.iter().zip(visto).take_while(|(uno, otro)| uno == otro).count();
        ("R21", format!("El datagrama que ha llegado no es el esperado desde el byte {}.", numero(igual + 1)))
    }
}

/// Si lo que ha ido mal es lo que el programa escribe, o con qué código acaba, el error es `codigo`: el caso solo se distingue
/// de los más sencillos, que han ido bien, en eso.
pub fn renombrar(paso: Paso, codigo: &'static str, frase: &str) -> Paso {
    renombrar_si(paso, &["R07", "R16", "R18", "R21", "R22", "R23", "R28", "R36"], codigo, frase)
}

/// Lo mismo, si el error era uno de `estos`. Lo que se ha observado queda como nota.
pub fn renombrar_si<T>(paso: Paso<T>, estos: &[&str], codigo: &'static str, frase: &str) -> Paso<T> {
    paso.map_err(|tropiezo| match tropiezo {
        Tropiezo::Mal(mut hallazgo) if estos.contains(&hallazgo.codigo) => {
            hallazgo.notas.insert(0, std::mem::replace(&mut hallazgo.frase, frase.to_string()));
            hallazgo.codigo = codigo;
            Tropiezo::Mal(hallazgo)
        }
        otro => otro,
    })
}
