//! Lo que llega y no es el fichero: trozos de otro, y datagramas que no son como dice el enunciado.

use std::time::Duration;

use redes::fallas::Datagrama;

use super::emisor::{TROZO, con_emisor, en_cuatro, fichero};
use crate::datagramas::{renombrar, renombrar_si};
use crate::hallazgo::Paso;
use crate::mesa::Mesa;

/// Otro, desde otro puerto, envía el mismo trozo con otros bytes, y un FIN.
pub fn extrano(mesa: &Mesa<'_>) -> Paso {
    con_emisor(mesa, &fichero(mesa, 2500), |emisor| {
        emisor.trozo(0)?;
        let mut otro = emisor.buzon.extrano()?;
        otro.enviar(&[&b"D"[..], &en_cuatro(1), &en_cuatro(3), &[b'x'; TROZO]].concat());
        otro.enviar(&[&b"F"[..], &en_cuatro(3), &[0; 4]].concat());
        let frase = "Un extraño ha enviado un trozo que no es el del fichero, y tu programa le ha hecho caso.";
        let seguir = emisor.trozo(1).and_then(|()| emisor.trozo(2)).and_then(|()| emisor.terminar());
        renombrar(seguir, "R37", frase)?;
        // Para entonces ya habría contestado.
        match otro.recibir(Duration::from_millis(1)) {
            Some((visto, _)) => Err(emisor.buzon.mal("R37", "Tu programa ha contestado al extraño.", b"", &visto)),
            None => Ok(()),
        }
    })
}

/// Datagramas del emisor, o que lo parecen, y que no son como dice el enunciado.
pub fn basura(mesa: &Mesa<'_>) -> Paso {
    con_emisor(mesa, &fichero(mesa, 2500), |emisor| {
        emisor.trozo(0)?;
        let trozo = |numero: usize, total: usize, bytes: usize| {
            [&b"D"[..], &en_cuatro(numero), &en_cuatro(total), &vec![b'x'; bytes]].concat()
        };
        let malos: [(&str, Datagrama); 9] = [
            ("un solo byte", b"D".to_vec()),
            ("un trozo sin acabar su cabecera", b"D\0\0\0\x01\0\0".to_vec()),
            ("un tipo que no existe", b"Z\0\0\0\x01\0\0\0\x03hola".to_vec()),
            ("el trozo 3 de 3, que se cuentan desde 0", trozo(3, 3, 500)),
            ("un trozo de otro total", trozo(1, 4, TROZO)),
            ("un trozo corto que no es el último", trozo(1, 3, 999)),
            ("un trozo demasiado largo", trozo(1, 3, 1001)),
            ("el último trozo, sin nada", trozo(2, 3, 0)),
            ("un FIN a medias", b"F\0\0\0\x03".to_vec()),
        ];
        for (que, malo) in malos {
            mesa.nota(que);
            emisor.buzon.enviar(&malo);
        }
        // Si hubiera contestado a alguno, lo suyo llegaría antes que este acuse.
        let frase = "Han llegado datagramas mal formados y no los ha dejado pasar. Antes de usar uno, comprueba su tipo, su \
                     tamaño y que sus números existan.";
        let seguir = emisor.trozo(1).and_then(|()| {
            emisor.buzon.olvidar();
            emisor.trozo(2).and_then(|()| emisor.terminar())
        });
        renombrar_si(seguir, &["R07", "R17", "R21", "R22", "R28"], "R13", frase)
    })
}
