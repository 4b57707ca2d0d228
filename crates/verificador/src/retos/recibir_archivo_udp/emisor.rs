//! El emisor de `recibir_archivo_udp`: envía trozos, exige acuses y mira lo que queda en el disco.

use std::collections::BTreeSet;

use super::super::fichero::crc32;
use crate::carpeta::Carpeta;
use crate::comun::{acabado, mayuscula};
use crate::datagramas::Buzon;
use crate::hallazgo::{Paso, Tropiezo};
use crate::mesa::{Mesa, SILENCIO, Servidor};
use crate::programa::Estado;
use redes::fallas::Datagrama;

/// Los bytes de fichero que lleva cada trozo, menos el último.
pub const TROZO: usize = 1000;
/// El nombre de SALIDA en la carpeta del caso, y lo que contiene antes de empezar.
pub const SALIDA: &str = "salida.bin";
pub const ANTES: &[u8] = b"lo que hab\xc3\xada antes\n";

/// Un fichero con bytes de todos los valores. Cada trozo empieza diciendo cuál es, para que se vea dónde ha ido a parar.
pub fn fichero(mesa: &Mesa<'_>, bytes: usize) -> Vec<u8> {
    let mut todo = mesa.bytes_cualesquiera(bytes);
    for (numero, trozo) in todo.chunks_mut(TROZO).enumerate() {
        let rotulo = format!("soy el trozo {numero}\n");
        let cabe = rotulo.len().min(trozo.len());
        trozo[..cabe].copy_from_slice(&rotulo.as_bytes()[..cabe]);
    }
    todo
}

/// El que envía el fichero, el programa que lo recibe y la carpeta en la que lo guarda.
pub struct Emisor<'m> {
    pub servidor: &'m Servidor<'m>,
    pub buzon: Buzon<'m>,
    pub carpeta: &'m Carpeta,
    pub fichero: &'m [u8],
    /// La de todo el fichero. Se calcula antes de empezar: sumarlo tarda, y el programa tiene un plazo.
    pub suma: u32,
}

/// Juega un caso con un emisor de ese fichero. SALIDA ya existe, con otra cosa.
pub fn con_emisor(mesa: &Mesa<'_>, fichero: &[u8], jugar: impl FnOnce(&mut Emisor<'_>) -> Paso) -> Paso {
    con_emisor_en(mesa, SALIDA, fichero, jugar)
}

/// Lo mismo, con otra SALIDA dentro de la carpeta.
pub fn con_emisor_en(
    mesa: &Mesa<'_>,
    salida: &str,
    fichero: &[u8],
    jugar: impl FnOnce(&mut Emisor<'_>) -> Paso,
) -> Paso {
    let suma = crc32(fichero);
    let carpeta = Carpeta::nueva()?;
    carpeta.crear(SALIDA, ANTES)?;
    let servidor = mesa.servidor_con(&[&carpeta.con(salida)])?;
    let buzon = servidor.buzon()?;
    jugar(&mut Emisor { servidor: &servidor, buzon, carpeta: &carpeta, fichero, suma })
}

impl<'m> Emisor<'m> {
    pub fn mesa(&self) -> &'m Mesa<'m> {
        self.servidor.mesa
    }

    pub fn total(&self) -> usize {
        self.fichero.len().div_ceil(TROZO)
    }

    /// El datagrama de un trozo.
    pub fn datagrama(&self, numero: usize) -> Datagrama {
        let datos = &self.fichero[numero * TROZO..self.fichero.len().min((numero + 1) * TROZO)];
        [&b"D"[..], &en_cuatro(numero), &en_cuatro(self.total()), datos].concat()
    }

    /// Envía un trozo y exige su acuse.
    pub fn trozo(&mut self, numero: usize) -> Paso {
        let datagrama = self.datagrama(numero);
        self.buzon.enviar(&datagrama);
        let al_reves = [&b"A"[..], &u32::try_from(numero).unwrap_or(u32::MAX).to_le_bytes()].concat();
        self.buzon.exigir(&[&b"A"[..], &en_cuatro(numero)].concat(), "R07").map_err(|tropiezo| match tropiezo {
            Tropiezo::Mal(mut hallazgo) if hallazgo.visto.as_ref() == Some(&al_reves) => {
                hallazgo.frase = format!("El número del acuse del trozo {numero} lleva los bytes al revés.");
                hallazgo.codigo = "R12";
                Tropiezo::Mal(hallazgo)
            }
            otro => otro,
        })
    }

    /// Envía estos trozos sin esperar, y exige todos sus acuses, en el orden que sea.
    pub fn de_golpe(&mut self, orden: &[usize], callado: &'static str) -> Paso {
        for numero in orden {
            let datagrama = self.datagrama(*numero);
            self.buzon.enviar(&datagrama);
        }
        let mut faltan: Vec<Datagrama> = orden.iter().map(|numero| [&b"A"[..], &en_cuatro(*numero)].concat()).collect();
        while let Some(falta) = faltan.first().cloned() {
            let llegado = self.buzon.recibir(SILENCIO);
            let donde = llegado.as_ref().and_then(|(visto, _)| faltan.iter().position(|otro| otro == visto));
            match donde {
                Some(donde) => drop(faltan.remove(donde)),
                None => return Err(self.buzon.juzgar(&falta, llegado, callado)),
            }
        }
        Ok(())
    }

    /// Recoge los acuses de todo lo que le ha llegado al programa, y quita de los que faltan los que no se pierdan.
    pub fn acuses(&mut self, faltan: &mut BTreeSet<usize>) -> Paso {
        let mut paciencia = self.mesa().paciencia(SILENCIO, &self.servidor.programa);
        while let Some((visto, de)) = self.buzon.recibir_lo_debido(&mut paciencia) {
            paciencia.renovar();
            match visto.split_first() {
                Some((b'A', numero)) if numero.len() == 4 => {
                    faltan.remove(&numero.iter().fold(0, |valor, byte| valor << 8 | usize::from(*byte)));
                }
                _ => return Err(self.buzon.juzgar(b"A", Some((visto, de)), "R07")),
            }
        }
        if self.buzon.al_dia() {
            return Ok(());
        }
        let acuse = [&b"A"[..], &en_cuatro(faltan.first().copied().unwrap_or_default())].concat();
        Err(self.buzon.juzgar(&acuse, None, "R39"))
    }

    pub fn enviar_fin(&mut self) {
        let fin = [&b"F"[..], &en_cuatro(self.total()), &self.suma.to_be_bytes()].concat();
        self.buzon.enviar(&fin);
    }

    /// Envía el FIN y exige que conteste que bien. Cuando lo dice, tiene que ser verdad.
    pub fn fin(&mut self, callado: &'static str) -> Paso {
        self.enviar_fin();
        let fallo = self.buzon.exigir(b"B", callado);
        let frase = "Están todos los trozos y suman lo anunciado, y tu programa dice que el fichero está mal.";
        let fallo = fallo.map_err(|tropiezo| match tropiezo {
            Tropiezo::Mal(mut hallazgo) if hallazgo.visto.as_deref() == Some(b"M") => {
                hallazgo.frase = frase.to_string();
                Tropiezo::Mal(hallazgo)
            }
            otro => otro,
        });
        fallo?;
        self.guardado()
    }

    /// El FIN, y lo guardado. Al programa le queda despedirse: eso se mira en otros casos.
    pub fn terminar(&mut self) -> Paso {
        self.fin("R07")
    }

    /// Después de guardar, un final con código 0.
    pub fn terminado(&mut self) -> Paso {
        self.acabar(0, "con un fichero que llega entero")?;
        self.guardado()?;
        self.sin_restos()
    }

    /// Exige que el programa acabe con ese código.
    pub fn acabar(&self, codigo: i32, como: &str) -> Paso {
        let mut paciencia = self.mesa().paciencia(SILENCIO, &self.servidor.programa);
        let estado = self.servidor.programa.esperar(|| paciencia.queda());
        if self.mesa().cancelado() {
            return Err(Tropiezo::Cancelado);
        }
        if codigo == 1 && estado == Estado::Acabado(0) {
            let frase = format!("{}, tu programa acaba con código 0, como si todo hubiera ido bien.", mayuscula(como));
            return self.mesa().mal("R28", frase, &self.servidor.programa);
        }
        acabado(self.mesa(), &self.servidor.programa, estado, codigo, como)
    }

    /// SALIDA tiene que ser el fichero.
    pub fn guardado(&self) -> Paso {
        let visto = self.carpeta.leer(SALIDA).unwrap_or_default();
        if visto == self.fichero {
            return Ok(());
        }
        if visto == ANTES {
            let frase = "Tu programa ha dicho que estaba guardado, y SALIDA sigue siendo lo que era.";
            return self.mesa().mal("R28", frase, &self.servidor.programa);
        }
        let frase = "Tu programa ha dicho que estaba guardado, y en SALIDA hay otra cosa.";
        Err(self.buzon.mal("R21", frase, self.fichero, &visto))
    }

    /// SALIDA tiene que seguir siendo lo que era.
    pub fn sin_tocar(&self, frase: &str) -> Paso {
        match self.carpeta.leer(SALIDA) {
            Some(visto) if visto == ANTES => self.sin_restos_si_ha_acabado(),
            Some(visto) => Err(self.buzon.mal("R49", format!("{frase}."), ANTES, &visto)),
            None => self.mesa().mal("R49", format!("{frase}: ya no existe."), &self.servidor.programa),
        }
    }

    fn sin_restos_si_ha_acabado(&self) -> Paso {
        if self.servidor.programa.estado() == Estado::Vivo { Ok(()) } else { self.sin_restos() }
    }

    pub fn sin_restos(&self) -> Paso {
        let restos: Vec<String> = self.carpeta.nombres().into_iter().filter(|nombre| nombre != SALIDA).collect();
        if restos.is_empty() {
            return Ok(());
        }
        let frase = format!("Tu programa ha acabado, y al lado de SALIDA queda «{}».", restos.join("», «"));
        self.mesa().mal("R49", frase, &self.servidor.programa)
    }
}

pub fn en_cuatro(numero: usize) -> [u8; 4] {
    u32::try_from(numero).unwrap_or(u32::MAX).to_be_bytes()
}
