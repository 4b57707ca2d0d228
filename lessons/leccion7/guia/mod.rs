//! La lección guiada: los ficheros por TCP, los píxeles por UDP y, con lo aprendido, los ficheros por UDP.
//!
//! Cada paso está entero en su fichero: lo que dice, su apuesta y lo que ejecuta, por sockets de verdad.
//!
//! Recórrela:   cargo run --bin leccion7

pub mod demo;

mod al_lado;
mod anuncio;
mod comun;
mod dice_completa;
mod en_vivo;
mod end_pegado;
mod escribe_al_lado;
mod escribe_anuncio;
mod fichero_fiable;
mod muestras;
mod numerar;
mod por_delante;
mod rafaga;
mod relevo;
mod sesenta_mil;
mod te_toca;
mod te_toca_ficheros;
mod transmision;
mod tu_datagrama;
mod un_pixel;
mod ventana;

use redes::guia::Guion;

/// Un fichero de la lección: su ruta desde la raíz del curso y su texto, para enseñar trozos de él.
macro_rules! fuente {
    ($fichero:literal) => {
        (concat!("lessons/leccion7/", $fichero), include_str!(concat!("../", $fichero)))
    };
}

/// Los ficheros que se enseñan.
const FUENTES: &[(&str, &str)] = &[
    fuente!("tcp/anuncio.rs"),
    fuente!("fichero/publicar.rs"),
    fuente!("python/cola.rs"),
    fuente!("fiable/en_camino.rs"),
    fuente!("fiable/emisor.rs"),
    fuente!("fiable/adelantados.rs"),
    fuente!("pixeles/a_ciegas.rs"),
    fuente!("pixeles/datagrama.rs"),
    fuente!("pixeles/lienzo.rs"),
    fuente!("pixeles/servidor.rs"),
];

/// La lección 7, paso a paso.
pub fn guion() -> Guion {
    Guion {
        nombre: "leccion7",
        titulo: "Ficheros y píxeles",
        fuentes: FUENTES.to_vec(),
        pasos: vec![
            // Un fichero por TCP: dónde acaba, si es el que era y cuándo recibe su nombre.
            end_pegado::paso(),
            por_delante::paso(),
            escribe_anuncio::paso(),
            al_lado::paso(),
            escribe_al_lado::paso(),
            // Los píxeles a ciegas: lo que hacía el programa del blog, y por qué.
            un_pixel::paso(),
            rafaga::paso(),
            // Lo que hace falta para que llegue entera.
            numerar::paso(),
            ventana::paso(),
            anuncio::paso(),
            sesenta_mil::paso(),
            // El mismo fichero por UDP: primero corrupto y contento, después entero.
            dice_completa::paso(),
            fichero_fiable::paso(),
            te_toca_ficheros::paso(),
            // El gatín, por fin.
            en_vivo::paso(),
            tu_datagrama::paso(),
            te_toca::paso(),
        ],
    }
}

#[cfg(test)]
mod pruebas {
    #[test]
    fn el_guion_no_tiene_defectos() {
        assert_eq!(super::guion().defectos(), Vec::<String>::new());
    }

    #[test]
    fn el_codigo_que_se_ensena_cabe_en_74_columnas() {
        for (ruta, texto) in super::guion().fuentes {
            let mut dentro = false;
            for (numero, linea) in texto.lines().enumerate() {
                dentro = (dentro || linea.contains("ANCHOR: ")) && !linea.contains("ANCHOR_END");
                assert!(!dentro || linea.chars().count() <= 74, "{ruta}:{} es demasiado larga", numero + 1);
            }
        }
    }
}
