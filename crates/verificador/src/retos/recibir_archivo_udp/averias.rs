//! Un emisor por una red mala, y otro que desaparece.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use redes::fallas::{Cadena, Cuando, Demorar, Desordenar, Duplicar, Perder};

use super::PRONTO;
use super::emisor::{ANTES, Emisor, SALIDA, TROZO, con_emisor, fichero};
use crate::carpeta::Carpeta;
use crate::datagramas::{Charla, medido, renombrar_si};
use crate::hallazgo::Paso;
use crate::mesa::{Mesa, SILENCIO};
use crate::programa::Estado;
use crate::retos::fichero::crc32;

/// Lo que espera el receptor a un emisor que calla, y el margen de quien lo cumple.
const PLAZO: Duration = Duration::from_secs(1);
const MARGEN: Duration = Duration::from_millis(1200);
/// Cada cuánto escribe un charlatán.
const PAUSA: Duration = Duration::from_millis(100);
/// Lo que se deja sin leer en el socket del programa, como mucho: cabe de sobra en el búfer del sistema.
const VENTANA: usize = 16;
/// Las veces que se envía, como mucho, lo que falta.
const VUELTAS: usize = 200;

/// Parar y repetir hasta que esté todo acusado, con todas las averías a la vez.
pub fn red_mala(mesa: &Mesa<'_>) -> Paso {
    let ida = Cadena::nueva()
        .con(Perder::nueva(Cuando::cada(5)))
        .con(Duplicar::nueva(Cuando::cada(4)))
        .con(Desordenar::nueva(Cuando::cada(3), 3, Duration::from_millis(20)));
    let vuelta = Cadena::nueva()
        .con(Perder::nueva(Cuando::cada(6)))
        .con(Demorar::nueva(Cuando::las([9]), Duration::from_millis(30)));
    let datos = fichero(mesa, 40 * TROZO - 123);
    let suma = crc32(&datos);
    let carpeta = Carpeta::nueva()?;
    let salida = carpeta.crear(SALIDA, ANTES)?;
    let servidor = mesa.servidor_con(&[&salida])?;
    // Aquí «ida» es lo que va del emisor al programa.
    let buzon = servidor.buzon()?.por(vuelta, ida);
    let mut emisor = Emisor { servidor: &servidor, buzon, carpeta: &carpeta, fichero: &datos, suma };
    let mut faltan: BTreeSet<usize> = (0..emisor.total()).collect();
    // La red es siempre la misma, y pierde unos pocos: con muchas menos vueltas les toca a todos.
    for _ in 0..VUELTAS {
        if faltan.is_empty() {
            break;
        }
        for numero in faltan.iter().copied().take(VENTANA).collect::<Vec<_>>() {
            let datagrama = emisor.datagrama(numero);
            emisor.buzon.enviar(&datagrama);
        }
        emisor.acuses(&mut faltan)?;
    }
    if let Some(primero) = faltan.first() {
        let acuse = [&b"A"[..], &u32::try_from(*primero).unwrap_or_default().to_be_bytes()].concat();
        return Err(emisor.buzon.juzgar(&acuse, None, "R39"));
    }
    // El FIN, hasta que llegue su respuesta.
    let mut veces = 0;
    loop {
        veces += 1;
        emisor.enviar_fin();
        let mut paciencia = mesa.paciencia(SILENCIO, &servidor.programa);
        match emisor.buzon.recibir_lo_debido(&mut paciencia) {
            Some((visto, _)) if visto == b"B" => break,
            None if emisor.buzon.al_dia() && veces < VUELTAS => {}
            otro => return Err(emisor.buzon.juzgar(b"B", otro, "R39")),
        }
    }
    let frase = "Por una red mala, el fichero no es el que se ha enviado.";
    renombrar_si(emisor.guardado(), &["R21"], "R53", frase)
}

/// El emisor desaparece a mitad.
pub fn se_calla(mesa: &Mesa<'_>) -> Paso {
    con_emisor(mesa, &fichero(mesa, 4321), |emisor| {
        emisor.trozo(0)?;
        emisor.trozo(1)?;
        mesa.nota("y aquí el emisor desaparece");
        let inicio = Instant::now();
        let mut paciencia = mesa.paciencia(PLAZO + MARGEN, &emisor.servidor.programa);
        let llegado = emisor.buzon.recibir_con(&mut paciencia);
        let tardado = emisor.buzon.callado_desde(inicio);
        if let Some((visto, _)) = llegado {
            return Err(emisor.buzon.mal("R22", "El emisor ha callado, y tu programa le envía algo más.", b"", &visto));
        }
        if emisor.servidor.programa.estado() == Estado::Vivo {
            let frase = format!("El emisor lleva {} ms callado y tu programa sigue esperando.", tardado.as_millis());
            return Err(emisor.buzon.mal("R35", frase, b"", b""));
        }
        emisor.acabar(1, "con un emisor que desaparece a mitad")?;
        if tardado < PRONTO {
            let frase =
                format!("Tu programa se ha rendido a los {} ms, y tenía que esperar 1 segundo.", tardado.as_millis());
            return mesa.mal("R31", frase, &emisor.servidor.programa);
        }
        emisor.sin_tocar("El fichero no ha llegado entero, y SALIDA ya no es lo que era")
    })
}

/// El emisor tarda en empezar más que el plazo que tiene después.
pub fn sin_prisa(mesa: &Mesa<'_>) -> Paso {
    con_emisor(mesa, b"hola", |emisor| {
        mesa.nota("el emisor tarda en empezar");
        let mut paciencia = mesa.paciencia(PLAZO * 2 + PAUSA * 4, &emisor.servidor.programa);
        if emisor.servidor.programa.esperar(|| paciencia.queda()) != Estado::Vivo
            && mesa.causa_de_fuerza_mayor(&emisor.servidor.programa).is_none()
        {
            let frase = "Todavía no ha llegado ningún datagrama y tu programa ya ha acabado: antes de él no hay plazo.";
            return mesa.mal("R31", frase, &emisor.servidor.programa);
        }
        emisor.trozo(0)?;
        emisor.terminar()
    })
}

/// El emisor desaparece a mitad, y otro no para de escribir.
pub fn charlatan(mesa: &Mesa<'_>) -> Paso {
    medido(mesa, || {
        let mut medido = true;
        con_emisor(mesa, &fichero(mesa, 4321), |emisor| {
            emisor.trozo(0)?;
            mesa.nota("el emisor desaparece, y otro no para de escribir");
            let mut otro = emisor.buzon.extrano()?;
            let trozo = emisor.datagrama(1);
            match emisor.buzon.charlar(&mut otro, &trozo, PAUSA, PLAZO + MARGEN) {
                Charla::SinMedir => medido = false,
                Charla::Espera => {
                    let frase = "Ha pasado más del doble del plazo y tu programa sigue esperando: lo que escribe otro se lo alarga.";
                    return Err(emisor.buzon.mal("R31", frase, b"", b""));
                }
                Charla::Acaba | Charla::Habla => {
                    return emisor.acabar(1, "con un emisor que desaparece y otro que no calla");
                }
            }
            Ok(())
        })?;
        Ok(medido)
    })
}
