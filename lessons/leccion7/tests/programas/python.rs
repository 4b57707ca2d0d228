//! Las lecciones contra programas de Python como los de la serie, en los dos sentidos. Sin `python3`, se saltan y se dice.

use std::fs;
use std::net::SocketAddr;

use crate::comun::{Carpeta, LECCION, bytes};
use apoyo::python::interprete;
use apoyo::{Final, Programa, arrancar, arrancar_orden};

/// Arranca uno de los programas de `tests/python`.
fn python(nombre: &str, argumentos: &[&str]) -> Programa {
    let programa = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python").join(nombre);
    arrancar_orden(&mut apoyo::python::python(programa, argumentos).expect("hay Python"))
}

fn hay_python() -> bool {
    interprete().is_some()
}

fn servidor(orden: &str, opciones: &[&str]) -> (Programa, String) {
    let programa =
        arrancar(LECCION, &[&[orden, "servidor", "--puerto", "0", "--protocolo", "python"], opciones].concat());
    let puerto = programa.direccion().port().to_string();
    (programa, puerto)
}

fn cliente(orden: &str, fichero: &str, destino: SocketAddr, opciones: &[&str]) -> Final {
    let puerto = destino.port().to_string();
    arrancar(LECCION, &[&[orden, "cliente", fichero, "--puerto", &puerto, "--protocolo", "python"], opciones].concat())
        .esperar()
}

/// Ficheros de todas las clases que pueden confundir a quien busca `END`.
fn traicioneros() -> Vec<Vec<u8>> {
    let con = |cuantos: usize, final_: &[u8]| [&bytes(cuantos)[..], final_].concat();
    vec![
        Vec::new(),
        b"END".to_vec(),
        b"EN".to_vec(),
        b"ENDEND".to_vec(),
        bytes(1024),
        bytes(1025),
        con(1021, b"END"),
        con(1022, b"END"),
        con(5000, b"ENDx"),
        con(300_000, b"END"),
    ]
}

#[test]
fn un_cliente_de_python_envia_por_tcp() {
    if !hay_python() {
        return;
    }
    let carpeta = Carpeta::nueva("py-tcp");
    let (origen, salida) = (carpeta.ruta("origen"), carpeta.ruta("sale.bin"));
    for datos in traicioneros() {
        fs::write(&origen, &datos).unwrap();
        for modo in ["aparte", "pegado", "partido"] {
            let (servidor, puerto) = servidor("tcp", &["--salida", &salida, "--sobrescribir", "--clientes", "1"]);
            let suyo = python("enviar_tcp.py", &[&puerto, &origen, modo]).esperar();
            assert_eq!((suyo.codigo, suyo.errores.as_str()), (Some(0), ""), "{modo}: {suyo:?}");
            let fin = servidor.esperar();
            assert_eq!(fin.codigo, Some(0), "{modo}, {} bytes: {fin:?}", datos.len());
            assert!(fs::read(&salida).unwrap() == datos, "{modo}, {} bytes", datos.len());
        }
    }
}

#[test]
fn un_cliente_de_python_que_no_cuelga_o_se_va_sin_end_tambien_acaba() {
    if !hay_python() {
        return;
    }
    let carpeta = Carpeta::nueva("py-tcp-mal");
    let (origen, salida) = (carpeta.ruta("origen"), carpeta.ruta("sale.bin"));
    fs::write(&origen, bytes(2048)).unwrap();
    let (servidor, puerto) = servidor("tcp", &["--salida", &salida, "--clientes", "2", "--silencio", "500ms"]);
    let abierto = python("enviar_tcp.py", &[&puerto, &origen, "abierto"]).esperar();
    assert_eq!((abierto.codigo, abierto.errores.as_str()), (Some(0), ""));
    assert!(servidor.linea_con("ha llegado END").contains("de silencio, sin colgar"));
    assert_eq!(python("enviar_tcp.py", &[&puerto, &origen, "roto"]).esperar().codigo, Some(0));
    let fin = servidor.esperar();
    assert!(fin.codigo == Some(1) && fin.errores.contains("ha colgado sin enviar END, tras 2048 bytes"), "{fin:?}");
    assert_eq!(fs::read(&salida).unwrap(), bytes(2048));
    assert_eq!(carpeta.contenido(), ["origen", "sale.bin"]);
}

#[test]
fn un_servidor_de_python_recibe_por_tcp_y_por_udp() {
    if !hay_python() {
        return;
    }
    let carpeta = Carpeta::nueva("py-recibe");
    let (origen, salida) = (carpeta.ruta("origen"), carpeta.ruta("sale.bin"));
    for datos in [Vec::new(), bytes(1024), bytes(70_000)] {
        fs::write(&origen, &datos).unwrap();
        for (orden, programa) in [("tcp", "recibir_tcp.py"), ("udp", "recibir_udp.py")] {
            let suyo = python(programa, &[&salida]);
            let fin = cliente(orden, &origen, suyo.direccion(), &[]);
            assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""), "{orden}: {fin:?}");
            assert!(fin.salida.contains("no sé si lo tiene") || fin.salida.contains("nadie me dice"), "{fin:?}");
            assert_eq!(suyo.esperar().codigo, Some(0));
            assert!(fs::read(&salida).unwrap() == datos, "{orden}, {} bytes", datos.len());
        }
    }
}

#[test]
fn un_cliente_de_python_envia_por_udp_y_nunca_se_dice_que_este_completo() {
    if !hay_python() {
        return;
    }
    let carpeta = Carpeta::nueva("py-udp");
    let (origen, salida) = (carpeta.ruta("origen"), carpeta.ruta("sale.bin"));
    // 1027 bytes que acaban en END: el último trozo es, él solo, un END que no es el final.
    for datos in [Vec::new(), bytes(2048), bytes(5000), [&bytes(1024)[..], b"END"].concat()] {
        fs::write(&origen, &datos).unwrap();
        let (servidor, puerto) = servidor("udp", &["--salida", &salida, "--sobrescribir", "--clientes", "1"]);
        assert_eq!(python("enviar_udp.py", &[&puerto, &origen]).esperar().codigo, Some(0));
        let fin = servidor.esperar();
        assert_eq!(fin.codigo, Some(0), "{fin:?}");
        assert!(fin.salida.contains("no puedo saber si falta alguno") && !fin.salida.contains("complet"), "{fin:?}");
        assert!(fs::read(&salida).unwrap() == datos, "{} bytes", datos.len());
    }
}

fn pixeles(opciones: &[&str]) -> (Programa, String) {
    servidor("pixeles", &[&["--vista", "ninguna", "--clientes", "1"], opciones].concat())
}

#[test]
fn un_cliente_de_python_envia_pixeles_en_todas_las_versiones_de_pickle() {
    if !hay_python() {
        return;
    }
    let carpeta = Carpeta::nueva("py-pixeles");
    for (tipo, version) in
        [("rgb", "2"), ("rgb", "3"), ("rgb", "4"), ("rgb", "5"), ("gris", "4"), ("juntos", "4"), ("malvado", "4")]
    {
        let salida = carpeta.ruta("sale.png");
        let (servidor, puerto) = pixeles(&["--salida", &salida, "--sobrescribir"]);
        let suyo = python("enviar_pixeles.py", &[&puerto, "20", "9", tipo, version]).esperar();
        assert_eq!((suyo.codigo, suyo.errores.as_str()), (Some(0), ""), "{tipo}: {suyo:?}");
        let fin = servidor.esperar();
        assert_eq!(fin.codigo, Some(0), "{tipo} {version}: {fin:?}");
        assert!(
            fin.salida.contains("imagen completa, 180 trozos, sin suma con la que comprobarla")
                && !fin.salida.contains("EJECUTADO"),
            "{fin:?}"
        );
        assert!(tipo == "malvado" || fin.salida.contains("perdidos 0 "), "{fin:?}");
        let imagen = image::open(&salida).unwrap();
        assert_eq!(imagen.color() == image::ColorType::L8, tipo == "gris");
        for (x, y, pixel) in imagen.into_rgb8().enumerate_pixels() {
            let espero = if tipo == "gris" { [x * 5; 3] } else { [x * 5, y * 7, x + y] };
            assert_eq!(pixel.0.map(u32::from), espero, "{tipo} ({x}, {y})");
        }
    }
}

#[test]
fn un_servidor_de_python_recibe_pixeles() {
    if !hay_python() {
        return;
    }
    let carpeta = Carpeta::nueva("py-pixeles-recibe");
    let (gris, color) = (carpeta.ruta("gris.png"), carpeta.ruta("color.png"));
    image::GrayImage::from_fn(3, 2, |x, y| image::Luma([(x * 90 + y) as u8])).save(&gris).unwrap();
    image::RgbaImage::from_fn(2, 1, |x, _| image::Rgba([x as u8, 255, 7, 200])).save(&color).unwrap();
    for (fichero, espero) in [
        (gris, "(3, 2)\n((0, 0), 0)\n((1, 0), 90)\n((2, 0), 180)\n((0, 1), 1)\n((1, 1), 91)\n((2, 1), 181)\n"),
        (color, "(2, 1)\n((0, 0), (0, 255, 7))\n((1, 0), (1, 255, 7))\n"),
    ] {
        let suyo = python("recibir_pixeles.py", &[]);
        let fin = cliente("pixeles", &fichero, suyo.direccion(), &["--pausa", "100us"]);
        assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""), "{fin:?}");
        assert_eq!(suyo.esperar().salida.replace('\r', ""), espero);
    }
}
