//! ¿Está entero un JPEG? Quien lo descodifica no lo dice: de medio fichero saca media imagen, y la otra mitad gris.

/// Las marcas que importan: empieza la imagen comprimida, y se acaba.
const SOS: u8 = 0xda;
const EOI: u8 = 0xd9;

/// Un JPEG es una fila de segmentos (`ff`, qué es, cuánto ocupa) y, detrás de cada SOS, la imagen comprimida, en la que un `ff` va
/// siempre seguido de un cero o de una marca de reinicio. Entero, acaba en EOI; y cada bloque de 8×8 píxeles le ha costado un
/// bit, como poco: si no los hay, las medidas no son las suyas.
pub fn parece_entero(bytes: &[u8], pixeles: u64) -> bool {
    let (mut i, mut comprimidos) = (2, 0_u64);
    loop {
        // En la imagen comprimida, o entre segmentos, se busca la marca que sigue.
        while let Some(par) = bytes.get(i..i + 2)
            && (par[0] != 0xff || matches!(par[1], 0 | 0xd0..=0xd7 | 0xff))
        {
            i += 1;
            comprimidos += 1;
        }
        let Some(&[_, marca]) = bytes.get(i..i + 2) else { return false };
        if marca == EOI {
            return comprimidos.saturating_mul(8 * 64) >= pixeles;
        }
        if marca == SOS {
            comprimidos = comprimidos.max(1);
        }
        let Some(&[mas, menos]) = bytes.get(i + 2..i + 4) else { return false };
        i += 2 + usize::from(u16::from_be_bytes([mas, menos])).max(2);
    }
}

#[cfg(test)]
mod pruebas {
    use image::{ImageBuffer, ImageFormat, Rgb};

    use super::*;

    fn jpeg(ancho: u32, alto: u32) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let imagen = ImageBuffer::from_fn(ancho, alto, |x, y| Rgb([(x * 7) as u8, (y * 13) as u8, (x * y) as u8]));
        imagen.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn entero_lo_parece_y_cortado_por_donde_sea_no() {
        let bytes = jpeg(64, 48);
        assert!(parece_entero(&bytes, 64 * 48));
        (0..bytes.len()).for_each(|corte| assert!(!parece_entero(&bytes[..corte], 64 * 48), "cortado en {corte}"));
        // Lo que haya detrás no es suyo.
        assert!(parece_entero(&[&bytes[..], b"cola"].concat(), 64 * 48));
    }

    #[test]
    fn unas_medidas_que_no_caben_en_sus_bytes_no_son_las_suyas() {
        assert!(!parece_entero(&jpeg(8, 8), 6700 * 6600));
        // Una de un solo color es lo que menos ocupa.
        let mut bytes = std::io::Cursor::new(Vec::new());
        ImageBuffer::from_pixel(2000, 1000, Rgb([9_u8, 9, 9])).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
        assert!(parece_entero(bytes.get_ref(), 2_000_000));
    }
}
