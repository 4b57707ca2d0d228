//! La transcripción: sucesos apuntados en orden, desde varios hilos a la vez y sin que la memoria crezca sin fin.

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::hilos::tomar;

/// Uno de los dos extremos de la conversación.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lado {
    /// Quien llama. Se dibuja a la izquierda.
    Cliente,
    /// Quien escucha. Se dibuja a la derecha.
    Servidor,
}

impl Lado {
    /// El extremo de enfrente.
    #[must_use]
    pub fn otro(self) -> Self {
        match self {
            Self::Cliente => Self::Servidor,
            Self::Servidor => Self::Cliente,
        }
    }
}

/// Lo que ha pasado en un extremo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suceso {
    /// Ha salido esto por el cable.
    Envia(Muestra),
    /// Un `read` del programa ha devuelto esto.
    Recibe(Muestra),
    /// Un `recv_from` del programa ha devuelto este datagrama. A diferencia de un `read`, 0 bytes no son una despedida.
    RecibeDatagrama(Muestra),
    /// No enviará más (FIN).
    Cierra,
    /// Ha cortado de golpe (RST).
    Corta,
    /// Una nota del guion: «aquí el servidor deja de leer».
    Nota(String),
}

/// Los primeros bytes de un envío, y cuántos eran en total: la memoria no crece con lo que cruza.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Muestra {
    /// Como mucho, [`Muestra::MAXIMO`] bytes.
    pub bytes: Vec<u8>,
    /// Los que eran en total.
    pub total: usize,
}

impl Muestra {
    /// Cuántos bytes de cada envío se guardan para dibujarlos.
    pub const MAXIMO: usize = 256;

    /// Guarda el principio de `bytes`.
    #[must_use]
    pub fn de(bytes: &[u8]) -> Self {
        Self { bytes: bytes[..bytes.len().min(Self::MAXIMO)].to_vec(), total: bytes.len() }
    }
}

/// Un renglón de la transcripción.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anotacion {
    /// Desde que empezó la transcripción.
    pub instante: Duration,
    /// En qué extremo.
    pub lado: Lado,
    /// Qué ha pasado.
    pub suceso: Suceso,
}

/// La transcripción. Se puede clonar: todos los clones escriben en la misma.
#[derive(Debug, Clone)]
pub struct Cable {
    inicio: Instant,
    hoja: Arc<Mutex<Hoja>>,
}

/// Lo que comparten los clones de un [`Cable`].
#[derive(Debug, Default)]
struct Hoja {
    /// Un hueco (`None`) es una escritura que aún no ha terminado: guarda su sitio en el orden.
    renglones: Vec<Option<Anotacion>>,
    /// Envíos y lecturas que ya no caben.
    sin_apuntar: usize,
    /// De qué extremos se apuntan los envíos al escribirlos, uno a uno (cliente, servidor).
    escribe: [bool; 2],
}

impl Default for Cable {
    fn default() -> Self {
        Self::nuevo()
    }
}

impl Cable {
    /// Cuántos envíos y lecturas se guardan; de los que lleguen después solo se sabe cuántos son.
    pub const MAXIMO: usize = 10_000;

    /// Una transcripción vacía; su reloj empieza ahora.
    #[must_use]
    pub fn nuevo() -> Self {
        Self { inicio: Instant::now(), hoja: Arc::default() }
    }

    /// Apunta un suceso.
    pub fn anotar(&self, lado: Lado, suceso: Suceso) {
        let anotacion = Anotacion { instante: self.inicio.elapsed(), lado, suceso };
        self.hoja().apuntar(anotacion);
    }

    /// Lo apuntado hasta ahora, en orden.
    #[must_use]
    pub fn anotaciones(&self) -> Vec<Anotacion> {
        let hoja = self.hoja();
        let mut todas: Vec<Anotacion> = hoja.renglones.iter().flatten().cloned().collect();
        if hoja.sin_apuntar > 0 {
            let nota = format!("y {} sucesos más, que ya no caben en la transcripción", hoja.sin_apuntar);
            let instante = todas.last().map_or(Duration::ZERO, |ultima| ultima.instante);
            todas.push(Anotacion { instante, lado: Lado::Cliente, suceso: Suceso::Nota(nota) });
        }
        todas
    }

    /// Envuelve un extremo: cada `write` se apunta como [`Suceso::Envia`] y cada `read`, como [`Suceso::Recibe`].
    ///
    /// Si además hay un [`Puente`](crate::cable::Puente) en medio que apunta en este mismo cable, deja de apuntar los envíos de este
    /// extremo en cuanto el extremo escribe: se dibujan los `write` del programa, que es lo que aquí se mira.
    pub fn observar<S>(&self, lado: Lado, dentro: S) -> Observado<S> {
        Observado { cable: self.clone(), lado, dentro }
    }

    /// Lo usa el puente: apunta un envío visto al pasar, salvo que su extremo ya los apunte al escribirlos.
    pub(super) fn anotar_de_paso(&self, lado: Lado, bytes: &[u8]) {
        let instante = self.inicio.elapsed();
        let mut hoja = self.hoja();
        if !hoja.escribe[lado as usize] {
            hoja.apuntar(Anotacion { instante, lado, suceso: Suceso::Envia(Muestra::de(bytes)) });
        }
    }

    fn hoja(&self) -> MutexGuard<'_, Hoja> {
        tomar(&self.hoja)
    }
}

impl Hoja {
    fn apuntar(&mut self, anotacion: Anotacion) {
        let es_dato = anotacion.suceso.es_dato();
        if es_dato && self.renglones.len() >= Cable::MAXIMO {
            self.sin_apuntar += 1;
        } else {
            self.renglones.push(Some(anotacion));
        }
    }

    /// Guarda sitio para un envío que empieza ahora: su respuesta no puede quedar apuntada antes que él.
    fn guardar_sitio(&mut self, lado: Lado) -> Option<usize> {
        self.escribe[lado as usize] = true;
        if self.renglones.len() >= Cable::MAXIMO {
            self.sin_apuntar += 1;
            return None;
        }
        self.renglones.push(None);
        Some(self.renglones.len() - 1)
    }
}

/// Un extremo cuyas lecturas y escrituras quedan apuntadas. Se crea con [`Cable::observar`].
#[derive(Debug)]
pub struct Observado<S> {
    cable: Cable,
    lado: Lado,
    dentro: S,
}

impl<S> Observado<S> {
    /// El extremo envuelto, para lo que no sea leer ni escribir: `shutdown`, plazos, direcciones.
    pub fn dentro(&self) -> &S {
        &self.dentro
    }
}

impl<S: Read> Read for Observado<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let leidos = self.dentro.read(buffer)?;
        self.cable.anotar(self.lado, Suceso::Recibe(Muestra::de(&buffer[..leidos])));
        Ok(leidos)
    }
}

impl<S: Write> Write for Observado<S> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let instante = self.cable.inicio.elapsed();
        let sitio = self.cable.hoja().guardar_sitio(self.lado);
        let escritos = self.dentro.write(buffer)?;
        if let Some(sitio) = sitio {
            let suceso = Suceso::Envia(Muestra::de(&buffer[..escritos]));
            self.cable.hoja().renglones[sitio] = Some(Anotacion { instante, lado: self.lado, suceso });
        }
        Ok(escritos)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.dentro.flush()
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn la_muestra_guarda_el_principio_y_la_cuenta() {
        let muestra = Muestra::de(&[7; 5000]);
        assert_eq!((muestra.bytes.len(), muestra.total), (Muestra::MAXIMO, 5000));
    }

    #[test]
    fn observar_apunta_cada_lectura_y_cada_escritura() {
        let cable = Cable::nuevo();
        let mut de_ida = cable.observar(Lado::Cliente, Vec::new());
        de_ida.write_all(b"uno").unwrap();
        de_ida.write_all(b"dos").unwrap();
        let mut de_vuelta = cable.observar(Lado::Servidor, &b"unodos"[..]);
        assert_eq!(de_vuelta.read(&mut [0; 64]).unwrap(), 6);
        assert_eq!(de_vuelta.read(&mut [0; 64]).unwrap(), 0);
        let sucesos: Vec<_> = cable.anotaciones().into_iter().map(|anotacion| anotacion.suceso).collect();
        assert_eq!(
            sucesos,
            [
                Suceso::Envia(Muestra::de(b"uno")),
                Suceso::Envia(Muestra::de(b"dos")),
                Suceso::Recibe(Muestra::de(b"unodos")),
                Suceso::Recibe(Muestra::de(b"")),
            ]
        );
    }

    #[test]
    fn un_envio_ocupa_el_sitio_de_cuando_empezo() {
        /// Un cable en el que la respuesta llega antes de que `write` vuelva.
        struct Impaciente(Cable);
        impl Write for Impaciente {
            fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
                self.0.anotar(Lado::Servidor, Suceso::Cierra);
                Ok(buffer.len() - 1)
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let cable = Cable::nuevo();
        let mut extremo = cable.observar(Lado::Cliente, Impaciente(cable.clone()));
        assert_eq!(extremo.write(b"hola").unwrap(), 3);
        let sucesos: Vec<_> = cable.anotaciones().into_iter().map(|anotacion| anotacion.suceso).collect();
        assert_eq!(sucesos, [Suceso::Envia(Muestra::de(b"hol")), Suceso::Cierra]);
    }

    #[test]
    fn la_memoria_no_crece_sin_fin() {
        let cable = Cable::nuevo();
        for _ in 0..Cable::MAXIMO + 5 {
            cable.anotar(Lado::Cliente, Suceso::Envia(Muestra::de(b"x")));
        }
        cable.anotar(Lado::Cliente, Suceso::Cierra);
        let todas = cable.anotaciones();
        assert_eq!(todas.len(), Cable::MAXIMO + 2);
        assert_eq!(todas[Cable::MAXIMO].suceso, Suceso::Cierra);
        assert!(matches!(&todas[Cable::MAXIMO + 1].suceso, Suceso::Nota(nota) if nota.starts_with("y 5 sucesos")));
    }
}
