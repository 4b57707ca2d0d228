//! El emisor de la imagen, y lo que exige del programa que la recibe.

use std::time::Duration;

use super::imagen::{Imagen, Zona, nombrar, tamano, zona};
use crate::carpeta::Carpeta;
use crate::comun::{acabado, mayuscula};
use crate::conversacion::muerte;
use crate::datagramas::Buzon;
use crate::hallazgo::{Hallazgo, Paso, Tropiezo};
use crate::mesa::{Mesa, SILENCIO, Servidor};
use crate::programa::Estado;

/// El fichero que tiene que guardar, en la carpeta del caso.
pub const SALIDA: &str = "imagen.ppm";
pub const FIN: &[u8] = &[3];

/// Lo que miden casi todas las imágenes: ni cuadradas ni potencias de dos.
pub const LADOS: (usize, usize) = (7, 5);

pub const ENTERO: Zona = zona(0, 0, 7, 5);
/// La imagen en cuatro franjas; las tres últimas son igual de grandes.
pub const FRANJAS: [Zona; 4] = [zona(0, 0, 7, 2), zona(0, 2, 7, 1), zona(0, 3, 7, 1), zona(0, 4, 7, 1)];
/// La imagen en cuatro partes que no son franjas.
pub const CUATRO: [Zona; 4] = [zona(0, 0, 7, 2), zona(0, 2, 1, 3), zona(1, 2, 6, 1), zona(1, 3, 6, 2)];

pub fn pixeles() -> Vec<Zona> {
    let (ancho, alto) = (LADOS.0 as u16, LADOS.1 as u16);
    (0..alto).flat_map(|y| (0..ancho).map(move |x| zona(x, y, 1, 1))).collect()
}

/// El que envía la imagen, el programa que la recibe y la carpeta en la que la guarda.
pub struct Emisor<'m> {
    pub servidor: &'m Servidor<'m>,
    pub buzon: Buzon<'m>,
    carpeta: &'m Carpeta,
    imagen: Imagen,
}

pub fn con_emisor(mesa: &Mesa<'_>, jugar: impl FnOnce(&mut Emisor<'_>) -> Paso) -> Paso {
    con_emisor_de(mesa, LADOS, jugar)
}

pub fn con_emisor_de(mesa: &Mesa<'_>, lados: (usize, usize), jugar: impl FnOnce(&mut Emisor<'_>) -> Paso) -> Paso {
    let carpeta = Carpeta::nueva()?;
    let servidor = mesa.servidor_con(&[&carpeta.con(SALIDA)])?;
    let buzon = servidor.buzon()?;
    jugar(&mut Emisor { servidor: &servidor, buzon, carpeta: &carpeta, imagen: Imagen::nueva(mesa, lados) })
}

/// Una imagen que llega entera, en estos bloques.
pub fn entera(mesa: &Mesa<'_>, bloques: &[Zona]) -> Paso {
    con_emisor(mesa, |emisor| {
        emisor.tamano();
        emisor.bloques(bloques);
        emisor.enviar(FIN);
        emisor.exigir(&[], SILENCIO, "con una imagen que llega entera")
    })
}

/// Entre bloque y bloque llegan datagramas que hay que dejar pasar.
pub fn con_malos(mesa: &Mesa<'_>, malos: &[(&str, Vec<u8>)], como: &str) -> Paso {
    con_emisor(mesa, |emisor| {
        emisor.tamano();
        emisor.bloques(&CUATRO[..1]);
        for (que, malo) in malos {
            mesa.nota(*que);
            emisor.enviar(malo);
        }
        mesa.nota("y el resto de la imagen");
        emisor.bloques(&CUATRO[1..]);
        emisor.enviar(FIN);
        emisor.exigir(&[], SILENCIO, como)
    })
}

impl<'m> Emisor<'m> {
    fn mesa(&self) -> &'m Mesa<'m> {
        self.servidor.mesa
    }

    pub fn enviar(&mut self, datagrama: &[u8]) {
        self.buzon.enviar(datagrama);
    }

    pub fn tamano(&mut self) {
        let datagrama = tamano(self.imagen.ancho as u16, self.imagen.alto as u16);
        self.enviar(&datagrama);
    }

    pub fn bloques(&mut self, zonas: &[Zona]) {
        for zona in zonas {
            let datagrama = self.imagen.bloque(*zona);
            self.enviar(&datagrama);
        }
    }

    /// Espera a que acabe mientras dure la paciencia, y exige la imagen con esos huecos, que diga cuántos píxeles faltan y el
    /// código que toca.
    pub fn exigir(&self, huecos: &[Zona], plazo: Duration, como: &str) -> Paso {
        let (mesa, programa) = (self.mesa(), &self.servidor.programa);
        let mut paciencia = mesa.paciencia(plazo, programa);
        let estado = programa.esperar(|| paciencia.queda());
        if mesa.cancelado() {
            return Err(Tropiezo::Cancelado);
        }
        if let Some(hallazgo) = mesa.causa_de_fuerza_mayor(programa) {
            return Err(Tropiezo::Mal(Box::new(hallazgo)));
        }
        let como_empieza = mayuscula(como);
        if estado == Estado::Vivo {
            let frase = format!("{como_empieza}, tu programa tenía que acabar y sigue esperando.");
            return mesa.mal("R26", frase, programa);
        }
        let faltan: usize = huecos.iter().map(|hueco| usize::from(hueco.columnas) * usize::from(hueco.filas)).sum();
        let codigo = i32::from(faltan > 0);
        if codigo == 1 && estado == Estado::Acabado(0) {
            let frase = format!("{como_empieza}, tu programa acaba con código 0, como si todo hubiera ido bien.");
            return mesa.mal("R28", frase, programa);
        }
        let Some(visto) = self.carpeta.leer(SALIDA) else {
            return mesa.mal("R17", format!("{} sin guardar la imagen.", muerte(estado)), programa);
        };
        let esperada = self.imagen.con_huecos(huecos);
        if visto != esperada.en_ppm() {
            let (codigo, frase) = nombrar(&esperada, &visto);
            return Err(Tropiezo::Mal(Box::new(Hallazgo {
                esperado: Some(esperada.en_ppm()),
                visto: Some(visto),
                notas: vec!["Lo esperado y lo visto son del fichero que ha guardado.".to_string()],
                ..mesa.hallazgo(codigo, frase, programa)
            })));
        }
        self.exigir_cuenta(faltan, &como_empieza)?;
        acabado(mesa, programa, estado, codigo, como)
    }

    /// Exige que diga cuántos píxeles faltan.
    fn exigir_cuenta(&self, faltan: usize, como_empieza: &str) -> Paso {
        let (mesa, programa) = (self.mesa(), &self.servidor.programa);
        let debida = format!("faltan {faltan} píxeles");
        let salida = String::from_utf8_lossy(&programa.salida()).into_owned();
        let dichas: Vec<&str> = salida.lines().skip(1).collect();
        if dichas.contains(&debida.as_str()) {
            return Ok(());
        }
        let frase = match dichas.iter().find(|linea| linea.starts_with("faltan ")) {
            Some(dicha) => format!("{como_empieza}, tu programa dice «{dicha}», y es «{debida}»."),
            None => format!("{como_empieza}, tu programa tiene que decir en stdout «{debida}», y no lo dice."),
        };
        mesa.mal(if dichas.is_empty() { "R23" } else { "R21" }, frase, programa)
    }
}
