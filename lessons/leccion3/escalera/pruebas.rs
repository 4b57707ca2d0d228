//! Contra cada peldaño se juega lo que su `//!` dice que pasa, y también el fallo que arregla el siguiente.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr};

use apoyo::{Programa, arrancar, conectar, escalera};

fn servidor(fichero: &str) -> (Programa, SocketAddr) {
    let servidor = arrancar(escalera::compilar("leccion3", fichero), &["127.0.0.1:0"]);
    let direccion = servidor.direccion();
    (servidor, direccion)
}

/// Envía cada trozo por su cuenta, cierra su lado y devuelve lo que contesten.
fn conversar(direccion: SocketAddr, trozos: &[&[u8]]) -> Vec<u8> {
    let mut stream = conectar(direccion);
    stream.set_nodelay(true).unwrap();
    for trozo in trozos {
        stream.write_all(trozo).unwrap();
    }
    stream.shutdown(Shutdown::Write).unwrap();
    let mut recibido = Vec::new();
    stream.read_to_end(&mut recibido).unwrap();
    recibido
}

#[test]
fn las_lecturas_no_son_los_envios() {
    let (servidor, direccion) = servidor("1_lecturas.rs");
    let mut stream = conectar(direccion);
    // Dos mensajes en un envío salen en una lectura; uno en dos, si da tiempo a leer entre ellos, en dos.
    for envio in ["unodos", "tr", "es"] {
        stream.write_all(envio.as_bytes()).unwrap();
        assert_eq!(servidor.linea(), format!("{envio:?}"));
    }
    drop(stream);
    assert_eq!(servidor.esperar().codigo, Some(0));
}

#[test]
fn las_lineas_son_las_mismas_lleguen_como_lleguen() {
    let texto = "uno\ndos\ntr".as_bytes();
    let de_byte_en_byte: Vec<&[u8]> = texto.chunks(1).collect();
    for trozos in [vec![texto], de_byte_en_byte] {
        let (servidor, direccion) = servidor("2_lineas.rs");
        assert!(conversar(direccion, &trozos).is_empty());
        assert_eq!([servidor.linea(), servidor.linea(), servidor.linea()], [r#""uno\n""#, r#""dos\n""#, r#""tr""#]);
        assert_eq!(servidor.esperar().codigo, Some(0));
    }
}

#[test]
fn a_cada_linea_se_contesta_en_cuanto_llega() {
    for fichero in ["3_contestar.rs", "4_limite.rs"] {
        let (servidor, direccion) = servidor(fichero);
        let mut stream = conectar(direccion);
        // La eñe, partida en dos, y una respuesta antes de la línea siguiente.
        let (principio, resto) = "año\n".as_bytes().split_at(2);
        for trozo in [principio, resto] {
            stream.write_all(trozo).unwrap();
        }
        let mut vuelto = [0; 5];
        stream.read_exact(&mut vuelto).unwrap();
        assert_eq!(vuelto, "AÑO\n".as_bytes());
        drop(stream);
        assert!(servidor.linea().ends_with(": ha terminado"));
        assert_eq!(conversar(direccion, &[b"uno\nd", b"os\nfin"]), b"UNO\nDOS\nFIN");
    }
}

#[test]
fn sin_limite_se_guarda_una_linea_entera_y_con_el_se_cuelga() {
    let larga = [b'x'; 8192];
    let (_servidor, direccion) = servidor("3_contestar.rs");
    assert_eq!(conversar(direccion, &[&larga]).len(), 8192);
    let (servidor, direccion) = servidor("4_limite.rs");
    assert_eq!(conversar(direccion, &[&larga]), b"");
    assert!(servidor.linea().ends_with(": se corta (una línea sin fin)"));
    // Con su salto, cabe justa.
    assert_eq!(conversar(direccion, &[&larga[..8191], b"\n"]).len(), 8192);
}

#[test]
fn con_un_read_por_mensaje_puede_faltar_un_trozo() {
    let (servidor, direccion) = servidor("5_marco.rs");
    let mut stream = conectar(direccion);
    stream.write_all(b"\0\0\0\x03u").unwrap();
    assert_eq!([servidor.linea(), servidor.linea()], ["cabecera: [0, 0, 0, 3]", "anuncia 3 bytes y se leen 1"]);
    // Y la cabecera también: de un 3 se ve un 0.
    let mut stream = conectar(direccion);
    stream.write_all(b"\0").unwrap();
    servidor.linea_con("cabecera: [0]");
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(servidor.linea(), "anuncia 0 bytes y se leen 0");
}

#[test]
fn con_read_exact_cada_mensaje_vuelve_entero() {
    let dos = b"\0\0\0\x03uno\0\0\0\0\0\0\0\x02\0\n";
    for fichero in ["6_read_exact.rs", "7_longitud_mentirosa.rs"] {
        let (servidor, direccion) = servidor(fichero);
        for trozos in [vec![dos.as_slice()], dos.chunks(1).collect()] {
            assert_eq!(conversar(direccion, &trozos), dos);
            assert!(servidor.linea().ends_with(": ha terminado"));
        }
        for a_medias in [b"\0\0\0".as_slice(), b"\0\0\0\x03un"] {
            assert_eq!(conversar(direccion, &[a_medias]), b"");
            assert!(servidor.linea().contains(": se corta ("));
        }
    }
}

#[test]
fn a_quien_anuncia_de_mas_se_le_cuelga() {
    let (servidor, direccion) = servidor("7_longitud_mentirosa.rs");
    assert_eq!(conversar(direccion, &[&[0xff; 4]]), b"");
    assert!(servidor.linea().ends_with(": se corta (anuncia 4294967295 bytes)"));
    let justo: Vec<u8> = [0_u8, 0x10, 0, 0].into_iter().chain(vec![7; 1024 * 1024]).collect();
    let mut stream = conectar(direccion);
    stream.write_all(&justo).unwrap();
    let mut vuelto = vec![0; justo.len()];
    stream.read_exact(&mut vuelto).unwrap();
    assert!(vuelto == justo);
}
