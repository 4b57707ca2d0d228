//! Qué se exige de lo que llega, y cómo se llama no cumplirlo.

use std::time::{Duration, Instant};

use redes::cable::{Lado, Suceso};
use redes::cifras::{en_bytes, numero};

use super::envio::Envio;
use super::{Conversacion, Fin, muerte};
use crate::hallazgo::{Hallazgo, Paso, Tropiezo};
use crate::mesa::{SILENCIO, en_segundos};
use crate::programa::Estado;

/// Quien contesta cuando ya hace tanto que se le ha cerrado no contesta por eso: iba a contestar tarde.
const TARDE: Duration = Duration::from_millis(200);
/// Por debajo de esto, lo que falta de en medio no puede ser de un búfer lleno.
const LARGO: usize = 64 * 1024;
/// Un error concreto, si lo que ha llegado lo delata: su código y una frase.
pub type Reconocedor<'a> = dyn Fn(&[u8]) -> Option<(&'static str, String)> + 'a;

/// Lo que tiene que contestar el programa, y cómo se llama equivocarse.
#[derive(Clone, Copy)]
pub struct Esperado<'a> {
    /// Los bytes.
    pub bytes: &'a [u8],
    /// El código si llega el principio y después cierra.
    pub corto: &'static str,
    /// El código si llega el principio y después calla.
    pub callado: &'static str,
    /// El código si corta sin que haya llegado nada.
    pub cortado: &'static str,
    /// Reconoce, por lo que ha llegado, un error concreto: su código y una frase.
    pub reconocer: &'a Reconocedor<'a>,
}

impl<'a> Esperado<'a> {
    /// Esos bytes, sin saber nada de los errores propios de este caso.
    pub fn nuevo(bytes: &'a [u8]) -> Self {
        Self { bytes, corto: "R23", callado: "R23", cortado: "R07", reconocer: &|_| None }
    }

    /// Con otro código para cuando se queda corto y cierra.
    pub fn corto(self, codigo: &'static str) -> Self {
        Self { corto: codigo, ..self }
    }

    /// Con otro código para cuando se queda corto y calla.
    pub fn callado(self, codigo: &'static str) -> Self {
        Self { callado: codigo, ..self }
    }

    /// Con otro código para cuando corta y la respuesta no llega.
    pub fn cortado(self, codigo: &'static str) -> Self {
        Self { cortado: codigo, ..self }
    }

    /// Con errores que sabe reconocer.
    pub fn reconocer(self, reconocer: &'a Reconocedor<'a>) -> Self {
        Self { reconocer, ..self }
    }
}

impl Conversacion<'_> {
    /// Exige que llegue esto, sin esperar a que cierre.
    pub fn exigir(&mut self, esperado: Esperado<'_>) -> Paso {
        self.leer_hasta(esperado.bytes.len());
        if self.recibido == esperado.bytes {
            self.dar_por_bueno();
            return Ok(());
        }
        Err(self.juzgar(esperado))
    }

    /// Exige que lo siguiente que llegue sea esta línea. Lo que venga detrás se queda para después.
    pub fn exigir_linea(&mut self, linea: &str, reconocer: &Reconocedor<'_>) -> Paso {
        let esperado = format!("{linea}\n");
        self.leer_hasta_que(SILENCIO, |visto| visto.contains(&b'\n'));
        let fin = self.recibido.iter().position(|byte| *byte == b'\n').map_or(self.recibido.len(), |salto| salto + 1);
        let resto = self.recibido.split_off(fin);
        if self.recibido == esperado.as_bytes() {
            self.dar_por_bueno();
            self.recibido = resto;
            return Ok(());
        }
        let otra_linea = |visto: &[u8]| {
            let texto = str::from_utf8(visto).ok()?.strip_suffix('\n')?;
            let frase = format!("Tenía que llegar la línea «{linea}», y ha llegado «{}».", texto.escape_debug());
            // De lo que solo sobra o falta algo, ya se sabe decir más.
            (!texto.starts_with(linea) && !texto.contains('\0')).then_some(("R21", frase))
        };
        let reconocer = |visto: &[u8]| reconocer(visto).or_else(|| otra_linea(visto));
        Err(self.juzgar(Esperado::nuevo(esperado.as_bytes()).reconocer(&reconocer)))
    }

    /// Exige que llegue esto y que después cierre.
    pub fn exigir_final(&mut self, esperado: Esperado<'_>) -> Paso {
        self.leer_hasta_el_final(esperado.bytes.len());
        if self.recibido == esperado.bytes && self.fin == Some(Fin::Cierra) {
            return Ok(());
        }
        Err(self.juzgar(esperado))
    }

    /// Pone nombre a lo que se ha visto, que no es lo esperado.
    fn juzgar(&mut self, esperado: Esperado<'_>) -> Tropiezo {
        if self.mesa.cancelado() {
            return Tropiezo::Cancelado;
        }
        let estado = self.programa.asentar();
        if let Some(hallazgo) = self.mesa.causa_de_fuerza_mayor(self.programa) {
            return Tropiezo::Mal(Box::new(self.con_bytes(hallazgo, esperado)));
        }
        if self.calla() {
            self.fin = Some(Fin::Calla);
        }
        let (codigo, frase) = if self.fin == Some(Fin::Calla) && !self.despedido && !self.entero(esperado) {
            let tanteado = self.tantear(esperado);
            // Mientras tanto ha podido pasarse de un límite: entonces es eso.
            if let Some(hallazgo) = self.mesa.causa_de_fuerza_mayor(self.programa) {
                return Tropiezo::Mal(Box::new(self.con_bytes(hallazgo, esperado)));
            }
            tanteado
        } else {
            self.nombrar(esperado, estado)
        };
        let mut hallazgo = self.mesa.hallazgo(codigo, frase, self.programa);
        if matches!(codigo, "R01" | "R07" | "R23" | "R24") && se_queja_de_utf8(&self.programa.errores()) {
            let dicho = "Tu programa se queja de que lo que ha llegado no es UTF-8, y deja de contestar.";
            hallazgo.notas.insert(0, std::mem::replace(&mut hallazgo.frase, dicho.to_string()));
            hallazgo.codigo = "R14";
        }
        if codigo == "R07" && contiene(&self.programa.salida(), esperado.bytes.trim_ascii()) {
            let nota =
                "Lo que esperaba está en su salida (stdout): `println!` escribe en la pantalla, no en la conexión.";
            hallazgo.notas.push(nota.to_string());
        }
        Tropiezo::Mal(Box::new(self.con_bytes(hallazgo, esperado)))
    }

    fn entero(&self, esperado: Esperado<'_>) -> bool {
        !esperado.bytes.starts_with(&self.recibido) || self.recibido.len() >= esperado.bytes.len()
    }

    /// Falta algo y el programa calla: ¿contesta si se cierra este lado?
    fn tantear(&mut self, esperado: Esperado<'_>) -> (&'static str, String) {
        let antes = self.recibido.len();
        let callado = self.nombrar(esperado, Estado::Vivo);
        self.fin = None;
        self.anotar(self.lado, Suceso::Nota("cierro mi lado, por si lo esperabas".to_string()));
        self.despedirse();
        let cerrado = Instant::now();
        let mut paciencia = self.mesa.paciencia(SILENCIO / 2, self.programa);
        self.leer_mientras(antes + 1, &mut paciencia, &Envio::default());
        if self.recibido.len() > antes && self.callado_desde(cerrado) > TARDE {
            // Lo que contesta por el cierre llega con el cierre.
            let frase = format!("Tu programa ha tardado más de {} s en contestar.", en_segundos(SILENCIO));
            return ("R07", frase);
        }
        if self.recibido.len() > antes {
            let frase = "Tu programa no ha contestado hasta que he cerrado mi lado: los dos estábamos esperando.";
            return ("R06", frase.to_string());
        }
        callado
    }

    fn con_bytes(&self, hallazgo: Hallazgo, esperado: Esperado<'_>) -> Hallazgo {
        // Si está por hacer, o se le ha parado por gastar, comparar los bytes no dice nada.
        if matches!(hallazgo.codigo, "R33" | "R25") {
            return hallazgo;
        }
        let mut hallazgo =
            Hallazgo { esperado: Some(esperado.bytes.to_vec()), visto: Some(self.recibido.clone()), ..hallazgo };
        if !self.nombre.is_empty() {
            hallazgo.notas.push(format!("Es lo que le ha llegado a: {}.", self.nombre));
        }
        hallazgo
    }

    fn nombrar(&self, esperado: Esperado<'_>, estado: Estado) -> (&'static str, String) {
        let (bytes, visto) = (esperado.bytes, self.recibido.as_slice());
        if estado != Estado::Vivo && self.lado == Lado::Cliente {
            return ("R17", format!("{} y ya no atiende a nadie.", muerte(estado)));
        }
        if self.no_para {
            return sin_parar(self.despedido);
        }
        if visto == bytes {
            return self.mal_acabado();
        }
        if let Some(reconocido) = (esperado.reconocer)(visto) {
            return reconocido;
        }
        if let Some(sobra) = visto.strip_prefix(bytes) {
            return sobrante(&[&self.anterior, bytes].concat(), sobra);
        }
        if bytes.starts_with(visto) {
            return self.incompleto(esperado);
        }
        distinto(bytes, visto)
    }

    /// Los bytes están bien, pero la conexión no ha acabado como debía.
    fn mal_acabado(&self) -> (&'static str, String) {
        match self.fin {
            Some(Fin::Corta) => ("R24", "Ha llegado todo, pero tu programa ha cortado la conexión (RST).".to_string()),
            _ if self.da_vueltas && self.despedido => (
                "R02",
                "Me he despedido y tu programa no cierra: desde entonces no deja de gastar procesador.".to_string(),
            ),
            _ => {
                let frase =
                    format!("Ha llegado todo, pero {} s después la conexión sigue abierta.", en_segundos(SILENCIO));
                ("R09", frase)
            }
        }
    }

    /// Ha llegado el principio de lo esperado, y nada más.
    fn incompleto(&self, esperado: Esperado<'_>) -> (&'static str, String) {
        let (total, llegado) = (esperado.bytes.len(), self.recibido.len());
        let ha = match self.fin {
            Some(Fin::Corta) => "y ha cortado la conexión",
            Some(Fin::Cierra) => "y ha cerrado",
            _ => "y ha callado",
        };
        if llegado == 0 {
            if self.fin == Some(Fin::Calla) && self.da_vueltas && self.despedido {
                return (
                    "R02",
                    "Me he despedido y tu programa da vueltas sin parar, sin contestar ni cerrar.".to_string(),
                );
            }
            if self.fin == Some(Fin::Cierra) && !self.anterior.is_empty() && !self.cansado {
                let frase = "Tu programa ha contestado a lo anterior, pero después ha cerrado sin contestar a esto.";
                return ("R23", frase.to_string());
            }
            let codigo = if self.fin == Some(Fin::Corta) { esperado.cortado } else { "R07" };
            if self.fin == Some(Fin::Corta) && codigo == "R07" && !self.anterior.is_empty() {
                let frase = "Tu programa ha contestado a lo anterior, pero después ha cortado sin contestar a esto.";
                return ("R23", frase.to_string());
            }
            let que = match self.fin {
                Some(Fin::Corta) => "ha cortado la conexión sin enviar ninguno",
                Some(Fin::Cierra) => "ha cerrado sin enviar ninguno",
                _ => "se ha quedado callado, sin enviar ninguno",
            };
            return (codigo, format!("Esperaba {} y tu programa {que}.", en_bytes(total)));
        }
        if esperado.bytes[llegado..] == *b"\n" {
            let llegado = numero(llegado);
            let frase = format!(
                "Falta el salto de línea del final: tu programa ha enviado {llegado} de {} {ha}.",
                en_bytes(total)
            );
            return ("R08", frase);
        }
        let codigo = match self.fin {
            Some(Fin::Calla) => esperado.callado,
            Some(Fin::Corta) if esperado.corto == "R23" => "R24",
            _ => esperado.corto,
        };
        (codigo, format!("Tu programa ha enviado {} de {} {ha}.", numero(llegado), en_bytes(total)))
    }
}

/// Seguía llegando cuando ya no se ha querido más.
fn sin_parar(despedido: bool) -> (&'static str, String) {
    if despedido {
        return ("R02", "Me he despedido, y desde entonces tu programa no deja de enviar.".to_string());
    }
    ("R22", "Tu programa no deja de enviar: ha llegado mucho más de lo que tocaba, y seguía llegando.".to_string())
}

/// Lo que dicen de unos bytes que no son texto Rust, Python, Node y Java.
fn se_queja_de_utf8(errores: &str) -> bool {
    ["utf-8", "Utf8Error", "UnicodeDecodeError", "MalformedInputException"].iter().any(|queja| errores.contains(queja))
}

/// ¿Se han tomado por texto unos bytes que no tienen por qué serlo? Lo dice un «\u{fffd}» que no venía, o que lo que vuelve acabe
/// justo donde los bytes dejan de ser texto.
pub fn tomado_por_texto(visto: &[u8], esperado: &[u8]) -> Option<(&'static str, String)> {
    let raro = "\u{fffd}".as_bytes();
    if contiene(visto, raro) && !contiene(esperado, raro) {
        let frase = "Ha vuelto «\u{fffd}» donde había bytes que por sí solos no son texto UTF-8.";
        return Some(("R14", frase.to_string()));
    }
    let hasta = str::from_utf8(esperado).err()?.valid_up_to();
    (visto == &esperado[..hasta]).then(|| {
        let frase =
            "Lo que vuelve se acaba justo donde los bytes dejan de ser texto UTF-8: los estás tomando por texto.";
        ("R14", frase.to_string())
    })
}

/// Ha llegado todo, y además esto. `anterior` es todo lo que tenía que llegar hasta ahora.
fn sobrante(anterior: &[u8], sobra: &[u8]) -> (&'static str, String) {
    let ceros = sobra.iter().all(|byte| *byte == 0);
    let restos = sobra.len() > 1 && anterior.windows(sobra.len()).any(|ventana| ventana == sobra);
    let frase = format!("Ha llegado lo esperado y, pegado detrás, {} de más.", en_bytes(sobra.len()));
    if sobra == anterior && anterior.len() > 1 {
        ("R22", format!("{frase} Es lo mismo otra vez: lo has enviado dos veces."))
    } else if ceros {
        ("R03", format!("{} {}", frase, if sobra.len() == 1 { "Es un cero." } else { "Son todos ceros." }))
    } else if restos {
        ("R03", format!("{frase} Son restos de lo que había llegado antes."))
    } else {
        ("R22", frase)
    }
}

/// Ha llegado otra cosa: se dice desde dónde.
fn distinto(bytes: &[u8], visto: &[u8]) -> (&'static str, String) {
    let igual = bytes.iter().zip(visto).take_while(|(uno, otro)| uno == otro).count();
    // Ceros donde tocaba otra cosa, o lo mismo de antes otra vez: el resto de un búfer.
    let resto = &visto[igual..];
    let ceros = resto.iter().take_while(|byte| **byte == 0).count();
    if ceros >= 8 && !bytes[igual..].starts_with(&[0; 8]) {
        return ("R03", format!("{} llegan ceros que no tenían que llegar.", tras(igual)));
    }
    let muestra = &resto[..resto.len().min(32)];
    if muestra.len() == 32 {
        if bytes.len() > LARGO
            && let Some(salto) = bytes[igual..].windows(32).position(|ventana| ventana == muestra)
        {
            return ("R04", format!("{} faltan {}: ha seguido con los que iban detrás.", tras(igual), numero(salto)));
        }
        if bytes[..igual].windows(32).any(|ventana| ventana == muestra) {
            return ("R03", format!("{} vuelven a llegar otros que ya habían llegado.", tras(igual)));
        }
    }
    let desde =
        if igual == 0 { "desde el primer byte".to_string() } else { format!("desde el byte {}", numero(igual + 1)) };
    ("R21", format!("Lo que ha llegado no es lo esperado {desde}."))
}

/// «Tras el primer byte», «Tras los primeros 16 384 bytes».
fn tras(cuantos: usize) -> String {
    match cuantos {
        0 => "Desde el principio".to_string(),
        1 => "Tras el primer byte".to_string(),
        _ => format!("Tras los primeros {}", en_bytes(cuantos)),
    }
}

fn contiene(donde: &[u8], que: &[u8]) -> bool {
    !que.is_empty() && donde.windows(que.len()).any(|ventana| ventana == que)
}
