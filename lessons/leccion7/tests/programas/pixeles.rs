//! El servidor y el cliente de píxeles, arrancados de verdad, por loopback y en puertos libres.

use std::fs;
use std::net::UdpSocket;

use crate::comun::{
    ANUNCIO, Carpeta, Emisor, FIN, LECCION, PIDE_ACUSE, SIN_ACUSES, TROZO, cliente, degradado, servidor,
};
use apoyo::{arrancar, ejecutar};
use image::{DynamicImage, ImageBuffer, ImageFormat};

/// Una imagen de prueba de cada tipo, con todos sus bytes distintos de cero en algún sitio.
fn de_todos_los_formatos(carpeta: &Carpeta) -> Vec<String> {
    let b = |x: u32, y: u32, c: u32| (x * 31 + y * 17 + c * 73) as u8;
    let w = |x: u32, y: u32, c: u32| (x * 1031 + y * 2017 + c * 7300) as u16;
    let (ancho, alto) = (61, 43);
    let imagenes: Vec<(&str, DynamicImage)> = vec![
        ("l8.png", ImageBuffer::from_fn(ancho, alto, |x, y| image::Luma([b(x, y, 0)])).into()),
        ("la8.png", ImageBuffer::from_fn(ancho, alto, |x, y| image::LumaA([b(x, y, 0), b(x, y, 1)])).into()),
        ("rgb8.png", ImageBuffer::from_fn(ancho, alto, |x, y| image::Rgb([b(x, y, 0), b(x, y, 1), b(x, y, 2)])).into()),
        ("rgba8.png", ImageBuffer::from_fn(ancho, alto, |x, y| image::Rgba([0, 1, 2, 3].map(|c| b(x, y, c)))).into()),
        ("l16.png", ImageBuffer::from_fn(ancho, alto, |x, y| image::Luma([w(x, y, 0)])).into()),
        ("la16.png", ImageBuffer::from_fn(ancho, alto, |x, y| image::LumaA([w(x, y, 0), w(x, y, 1)])).into()),
        ("rgb16.png", ImageBuffer::from_fn(ancho, alto, |x, y| image::Rgb([0, 1, 2].map(|c| w(x, y, c)))).into()),
        ("rgba16.png", ImageBuffer::from_fn(ancho, alto, |x, y| image::Rgba([0, 1, 2, 3].map(|c| w(x, y, c)))).into()),
        ("un-pixel.png", ImageBuffer::from_pixel(1, 1, image::Rgb([1_u8, 2, 3])).into()),
        ("ancha.png", ImageBuffer::from_fn(3000, 1, |x, y| image::Rgb([b(x, y, 0), 5, 9])).into()),
        ("alta.png", ImageBuffer::from_fn(1, 3000, |x, y| image::Luma([b(x, y, 0)])).into()),
        ("gris.jpg", ImageBuffer::from_fn(ancho, alto, |x, y| image::Luma([b(x, y, 0)])).into()),
        ("color.jpg", ImageBuffer::from_fn(ancho, alto, |x, y| image::Rgb([b(x, y, 0), 90, b(x, y, 2)])).into()),
    ];
    let mut rutas: Vec<String> = imagenes
        .iter()
        .map(|(nombre, imagen)| {
            let formato = if nombre.ends_with("jpg") { ImageFormat::Jpeg } else { ImageFormat::Png };
            imagen.save_with_format(carpeta.ruta(nombre), formato).unwrap();
            carpeta.ruta(nombre)
        })
        .collect();
    for (nombre, color, bits) in
        [("paleta.png", png::ColorType::Indexed, 8), ("bits.png", png::ColorType::Grayscale, 1)]
    {
        let mut codificador = png::Encoder::new(fs::File::create(carpeta.ruta(nombre)).unwrap(), 16, 4);
        codificador.set_color(color);
        codificador.set_depth(if bits == 8 { png::BitDepth::Eight } else { png::BitDepth::One });
        if bits == 8 {
            codificador.set_palette((0..=255_u8).flat_map(|i| [i, 255 - i, i / 2]).collect::<Vec<u8>>());
            codificador.set_trns((0..=255).collect::<Vec<u8>>());
        }
        let datos: Vec<u8> = (0..64 * bits / 8).map(|i| (i * 37) as u8).collect();
        codificador.write_header().unwrap().write_image_data(&datos).unwrap();
        rutas.push(carpeta.ruta(nombre));
    }
    rutas
}

#[test]
fn llega_identica_en_todos_los_formatos() {
    let carpeta = Carpeta::nueva("formatos");
    let rutas = de_todos_los_formatos(&carpeta);
    let (salida, total) = (carpeta.ruta("salida.png"), rutas.len().to_string());
    let (servidor, direccion) = servidor(&["--salida", &salida, "--clientes", &total]);
    for ruta in &rutas {
        let fin = cliente(direccion, ruta, &[]).esperar();
        assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""), "{ruta}");
    }
    assert_eq!(servidor.esperar().codigo, Some(0));
    for (i, ruta) in rutas.iter().enumerate() {
        let guardada = if i == 0 { salida.clone() } else { carpeta.ruta(&format!("salida-{}.png", i + 1)) };
        assert_eq!(image::open(&guardada).unwrap(), image::open(ruta).unwrap(), "{ruta}");
    }
    assert_eq!(carpeta.contenido().len(), 2 * rutas.len(), "no queda ningún fichero a medias");
}

#[test]
fn una_grande_tambien() {
    let carpeta = Carpeta::nueva("grande");
    let (origen, salida) = (carpeta.ruta("grande.png"), carpeta.ruta("salida.png"));
    ImageBuffer::from_fn(4000, 3000, |x, y| image::Luma([(x ^ y) as u8])).save(&origen).unwrap();
    let (servidor, direccion) = servidor(&["--salida", &salida, "--clientes", "1"]);
    assert_eq!(cliente(direccion, &origen, &[]).esperar().codigo, Some(0));
    let fin = servidor.esperar();
    assert_eq!(fin.codigo, Some(0), "{fin:?}");
    assert_eq!(image::open(&salida).unwrap(), image::open(&origen).unwrap());
}

#[test]
fn perdiendo_una_de_cada_cinco_llega_identica_y_lo_perdido_se_cuenta() {
    let carpeta = Carpeta::nueva("perdida");
    let (origen, salida) = (carpeta.ruta("origen.png"), carpeta.ruta("salida.png"));
    degradado(&origen, 200, 150);
    let (servidor, direccion) = servidor(&["--salida", &salida, "--clientes", "1"]);
    let emisor = cliente(direccion, &origen, &["--perder", "20%", "--semilla", "5"]).esperar();
    assert_eq!(emisor.codigo, Some(0), "{emisor:?}");
    assert!(emisor.salida.contains("--semilla 5"), "{emisor:?}");
    let fin = servidor.esperar();
    assert_eq!(fin.codigo, Some(0), "{fin:?}");
    assert!(fin.salida.contains("imagen completa, 66 trozos"), "{fin:?}");
    assert!(!fin.salida.contains("perdidos 0 "), "{fin:?}");
    assert_eq!(image::open(&salida).unwrap(), image::open(&origen).unwrap());
}

#[test]
fn a_ciegas_los_huecos_se_cuentan_y_nunca_se_dice_completa() {
    let carpeta = Carpeta::nueva("ciegas");
    let (origen, salida) = (carpeta.ruta("origen.png"), carpeta.ruta("salida.png"));
    degradado(&origen, 200, 150);
    let (servidor, direccion) = servidor(&["--salida", &salida, "--clientes", "1"]);
    let opciones = ["--sin-acuses", "--perder", "20%", "--pausa", "200us"];
    assert_eq!(cliente(direccion, &origen, &opciones).esperar().codigo, Some(0));
    let fin = servidor.esperar();
    assert_eq!(fin.codigo, Some(1), "{fin:?}");
    assert!(fin.salida.contains("INCOMPLETA, el emisor ha terminado") && !fin.salida.contains("completa,"), "{fin:?}");
    assert_eq!(fin.errores, "error: la imagen ha quedado incompleta.\n");
    // Los huecos guardados son negros; lo demás, idéntico.
    let (original, guardada) = (image::open(&origen).unwrap().into_rgb8(), image::open(&salida).unwrap().into_rgb8());
    let distintos: Vec<_> = original.pixels().zip(guardada.pixels()).filter(|(de, a)| de != a).collect();
    assert!(!distintos.is_empty() && distintos.iter().all(|(_, a)| a.0 == [0, 0, 0]));
}

#[test]
fn un_pixel_por_datagrama_con_su_estimacion() {
    let carpeta = Carpeta::nueva("pixel");
    let (origen, salida) = (carpeta.ruta("origen.png"), carpeta.ruta("salida.png"));
    degradado(&origen, 12, 10);
    let (servidor, direccion) = servidor(&["--salida", &salida, "--clientes", "1"]);
    let emisor = cliente(direccion, &origen, &["--modo", "pixel", "--pausa", "1ms"]).esperar();
    assert_eq!(emisor.codigo, Some(0), "{emisor:?}");
    assert!(emisor.salida.contains("120 datagramas × 1 ms ≈ 120 ms"), "{emisor:?}");
    assert_eq!(servidor.esperar().codigo, Some(0));
    assert_eq!(image::open(&salida).unwrap(), image::open(&origen).unwrap());
}

#[test]
fn dos_emisores_a_la_vez_no_se_mezclan() {
    let carpeta = Carpeta::nueva("dos");
    let (lenta, rapida, salida) = (carpeta.ruta("lenta.png"), carpeta.ruta("rapida.png"), carpeta.ruta("salida.png"));
    degradado(&lenta, 90, 80);
    degradado(&rapida, 33, 44);
    let (servidor, direccion) = servidor(&["--salida", &salida, "--clientes", "2"]);
    let primero = cliente(direccion, &lenta, &["--pausa", "120ms"]);
    assert!(servidor.linea().contains("empieza una imagen de 90×80"));
    let segundo = cliente(direccion, &rapida, &[]);
    assert!(segundo.linea_de_error().contains("espero turno"));
    assert_eq!((primero.esperar().codigo, segundo.esperar().codigo), (Some(0), Some(0)));
    assert_eq!(servidor.esperar().codigo, Some(0));
    assert_eq!(image::open(&salida).unwrap(), image::open(&lenta).unwrap());
    assert_eq!(image::open(carpeta.ruta("salida-2.png")).unwrap(), image::open(&rapida).unwrap());
}

#[test]
fn quien_no_quiere_esperar_turno_lo_dice() {
    let carpeta = Carpeta::nueva("turno");
    let origen = carpeta.ruta("origen.png");
    degradado(&origen, 33, 44);
    let (_servidor, direccion) = servidor(&["--silencio", "20s"]);
    let ocupante = Emisor::hacia(direccion, 1, (10, 10));
    ocupante.enviar(ANUNCIO, PIDE_ACUSE, 0, 0, &[]);
    assert_eq!(ocupante.respuesta().0, 4);
    let fin = cliente(direccion, &origen, &["--espera", "300ms"]).esperar();
    assert_eq!(fin.codigo, Some(1));
    assert!(fin.errores.contains("sigue ocupado con otra imagen"), "{fin:?}");
}

#[test]
fn un_emisor_que_se_para_deja_lo_que_llego() {
    let carpeta = Carpeta::nueva("parado");
    let salida = carpeta.ruta("salida.png");
    let (servidor, direccion) = servidor(&["--salida", &salida, "--clientes", "1", "--silencio", "500ms"]);
    // Ni siquiera hay anuncio: el primer trozo que llega ya lo dice todo. Desordenados y con uno repetido.
    let emisor = Emisor::hacia(direccion, 77, (10, 10));
    for (envio, numero) in [4, 0, 9, 0].into_iter().enumerate() {
        emisor.enviar(TROZO, 0, numero, envio as u32, &[100 + numero as u8; 10]);
    }
    let fin = servidor.esperar();
    assert_eq!(fin.codigo, Some(1), "{fin:?}");
    assert!(fin.salida.contains("INCOMPLETA, el emisor ha callado y habían llegado 3 de 10 trozos (30 %)"), "{fin:?}");
    assert!(
        fin.salida.contains("recibidos 4 datagramas · perdidos al menos 0 · repetidos 1 · faltan 7 trozos"),
        "{fin:?}"
    );
    let guardada = image::open(&salida).unwrap().into_luma8();
    let filas: Vec<u8> = guardada.rows().map(|mut fila| fila.next().unwrap().0[0]).collect();
    assert_eq!(filas, [100, 0, 0, 0, 104, 0, 0, 0, 0, 109]);
}

#[test]
fn extranos_basura_y_disparates_se_cuentan_y_no_estorban() {
    let (servidor, direccion) = servidor(&["--clientes", "1"]);
    // 60000×60000 se rechaza antes de empezar; con motivo, que es el número 1.
    let enorme = Emisor::hacia(direccion, 1, (60_000, 60_000));
    enorme.enviar(ANUNCIO, PIDE_ACUSE, 0, 0, &[]);
    assert_eq!(enorme.respuesta(), (6, 1, vec![]));
    assert!(servidor.linea().contains("rechazada, 60000×60000 pide 3433 MiB y el límite es 128 MiB"));
    #[cfg(target_os = "linux")]
    {
        // Ni un momento ha llegado a reservar lo que pedía.
        let estado = fs::read_to_string(format!("/proc/{}/status", servidor.pid())).unwrap();
        let linea = estado.lines().find(|linea| linea.starts_with("VmHWM")).unwrap();
        let kib: u64 = linea.split_whitespace().nth(1).unwrap().parse().unwrap();
        assert!(kib < 64 * 1024, "{linea}");
    }
    let bueno = Emisor::hacia(direccion, 2, (10, 2));
    bueno.enviar(ANUNCIO, PIDE_ACUSE, 0, 0, &[]);
    assert_eq!(bueno.respuesta().0, 4);
    // Basura de un desconocido, y del bueno: trozos que no existen, de otro tamaño, de otra imagen.
    let extrano = UdpSocket::bind("127.0.0.1:0").unwrap();
    for basura in [&b""[..], b"hola", b"PX2", &[0xff; 1400], &[b'P'; 32]] {
        extrano.send_to(basura, direccion).unwrap();
    }
    bueno.enviar(TROZO, 0, 2, 1, &[1; 10]);
    bueno.enviar(TROZO, 0, u32::MAX, 2, &[1; 10]);
    bueno.enviar(TROZO, 0, 0, 3, &[1; 9]);
    let otro = Emisor::hacia(direccion, 2, (10, 2));
    otro.enviar(TROZO, PIDE_ACUSE, 0, 0, &[9; 10]);
    assert_eq!(otro.respuesta().0, 5, "mismo número de transferencia, otra dirección: ocupado");
    for numero in [1, 0] {
        bueno.enviar(TROZO, PIDE_ACUSE, numero, 5 - numero, &[1; 10]);
        bueno.respuesta();
    }
    bueno.enviar(FIN, 0, 0, 6, &[]);
    let fin = servidor.esperar();
    assert_eq!(fin.codigo, Some(0), "{fin:?}");
    assert!(fin.salida.contains("imagen completa, 2 trozos") && fin.salida.contains("dañados 1 · ajenos 8"), "{fin:?}");
}

#[test]
fn los_acuses_dicen_byte_a_byte_lo_que_ha_llegado() {
    let (mut servidor, direccion) = servidor(&["--clientes", "1"]);
    let emisor = Emisor::hacia(direccion, 5, (10, 4));
    emisor.enviar(TROZO, 0, 2, 0, &[3; 10]);
    emisor.enviar(TROZO, PIDE_ACUSE, 0, 1, &[1; 10]);
    // Falta el 1; desde ahí, el bit 1 es el trozo 2. El mayor envío visto es el 1.
    let mut esperado = vec![0, 0, 0, 1];
    esperado.extend([0, 0, 0, 0, 0, 0, 0, 0b10]);
    esperado.extend([0; 24]);
    assert_eq!(emisor.respuesta(), (4, 1, esperado));
    emisor.enviar(TROZO, 0, 1, 2, &[2; 10]);
    emisor.enviar(TROZO, 0, 3, 3, &[4; 10]);
    assert_eq!(emisor.respuesta().1, 4, "al completarse se contesta aunque no se pida");
    // Como si ese acuse se hubiera perdido: se repite el trozo, y el receptor sigue ahí para volver a decirlo.
    assert!(servidor.vive());
    emisor.enviar(TROZO, PIDE_ACUSE, 3, 4, &[4; 10]);
    assert_eq!(emisor.respuesta().1, 4);
    emisor.enviar(FIN, 0, 0, 5, &[]);
    assert_eq!(servidor.esperar().codigo, Some(0));
}

#[test]
fn sin_acuses_no_se_contesta_nada_y_el_fin_puede_perderse() {
    let (servidor, direccion) = servidor(&["--clientes", "1", "--silencio", "500ms"]);
    let emisor = Emisor::hacia(direccion, 6, (10, 2));
    emisor.enviar(ANUNCIO, SIN_ACUSES, 0, 0, &[]);
    emisor.enviar(TROZO, SIN_ACUSES, 1, 2, &[1; 10]);
    let fin = servidor.esperar();
    assert_eq!(fin.codigo, Some(1));
    assert!(fin.salida.contains("perdidos al menos 1 "), "{fin:?}");
    emisor.callado();
}

#[test]
fn sin_nadie_al_otro_lado_se_dice() {
    let carpeta = Carpeta::nueva("nadie");
    let origen = carpeta.ruta("origen.png");
    degradado(&origen, 20, 20);
    let (sin_nadie, _reserva) = apoyo::nadie_recibe();
    for opciones in [&[][..], &["--sin-acuses"]] {
        let fin = cliente(sin_nadie, &origen, opciones).esperar();
        assert_eq!(fin.codigo, Some(1), "{fin:?}");
        assert!(fin.errores.starts_with("error: no he podido conectar con 127.0.0.1:"), "{fin:?}");
    }
}

#[test]
fn lo_que_no_se_puede_enviar_ni_guardar_es_una_frase() {
    let carpeta = Carpeta::nueva("frases");
    fs::write(carpeta.ruta("texto.png"), "no soy una imagen").unwrap();
    fs::write(carpeta.ruta("existe.png"), "algo").unwrap();
    degradado(&carpeta.ruta("entera.png"), 50, 50);
    let entera = fs::read(carpeta.ruta("entera.png")).unwrap();
    fs::write(carpeta.ruta("rota.png"), &entera[..entera.len() / 2]).unwrap();
    // Basta con que lo diga su cabecera: se rechaza sin descodificarla.
    let fichero = fs::File::create(carpeta.ruta("enorme.png")).unwrap();
    let mut enorme = png::Encoder::new(fichero, 12_000, 12_000).write_header().unwrap();
    enorme.write_chunk(png::chunk::IDAT, &[0]).unwrap();
    drop(enorme);
    for (nombre, frase) in [
        ("no-existe.png", "no existe (NotFound)"),
        ("", "es una carpeta"),
        ("texto.png", "no es una imagen PNG o JPEG"),
        ("rota.png", "no es una imagen PNG o JPEG"),
        ("enorme.png", "12000×12000 y ocupa más de los 128 MiB"),
    ] {
        una_frase(&["pixeles", "cliente", &carpeta.ruta(nombre)], frase);
    }
    for (nombre, frase) in
        [("existe.png", "ya existe"), ("foto.jpg", "solo sé escribir PNG"), ("no-hay/foto.png", "no existe (NotFound)")]
    {
        una_frase(&["pixeles", "servidor", "--puerto", "0", "--salida", &carpeta.ruta(nombre)], frase);
    }
}

fn una_frase(argumentos: &[&str], frase: &str) {
    let fin = ejecutar(LECCION, argumentos);
    assert_eq!((fin.codigo, fin.salida.as_str()), (Some(1), ""), "{argumentos:?}: {fin:?}");
    assert!(fin.errores.starts_with("error: ") && fin.errores.contains(frase), "{argumentos:?}: {fin:?}");
    assert_eq!(fin.errores.lines().count(), 1, "{fin:?}");
}

#[test]
fn un_puerto_ocupado_y_una_direccion_ajena_son_una_frase() {
    let ocupado = UdpSocket::bind("127.0.0.1:0").unwrap();
    let puerto = ocupado.local_addr().unwrap().port().to_string();
    una_frase(&["pixeles", "servidor", "--vista", "ninguna", "--puerto", &puerto], "ya está ocupado");
    una_frase(&["pixeles", "servidor", "--vista", "ninguna", "--host", "192.0.2.1"], "no es de este ordenador");
}

#[test]
fn sobrescribir_sustituye_lo_que_habia() {
    let carpeta = Carpeta::nueva("sobrescribir");
    let (origen, salida) = (carpeta.ruta("origen.png"), carpeta.ruta("salida.png"));
    degradado(&origen, 20, 20);
    fs::write(&salida, "lo de antes").unwrap();
    let (servidor, direccion) = servidor(&["--salida", &salida, "--sobrescribir", "--clientes", "1"]);
    assert_eq!(cliente(direccion, &origen, &[]).esperar().codigo, Some(0));
    assert_eq!(servidor.esperar().codigo, Some(0));
    assert_eq!(image::open(&salida).unwrap(), image::open(&origen).unwrap());
    assert_eq!(carpeta.contenido(), ["origen.png", "salida.png"]);
}

#[test]
fn los_argumentos_se_comprueban() {
    for argumentos in [
        &["pixeles", "cliente"][..],
        &["pixeles", "cliente", "x.png", "--perder", "200%"],
        &["pixeles", "cliente", "x.png", "--ventana", "1000"],
        &["pixeles", "cliente", "x.png", "--pausa", "5"],
        &["pixeles", "servidor", "--vista", "cine"],
        &["pixeles", "servidor", "--clientes", "0"],
    ] {
        let fin = ejecutar(LECCION, argumentos);
        assert_eq!((fin.codigo, fin.salida.as_str()), (Some(2), ""), "{argumentos:?}: {fin:?}");
    }
}

#[test]
fn sin_terminal_la_vista_de_terminal_dibuja_solo_el_final() {
    let carpeta = Carpeta::nueva("terminal");
    let origen = carpeta.ruta("origen.png");
    ImageBuffer::from_fn(16, 8, |x, _| image::Luma([if x < 8 { 0_u8 } else { 255 }])).save(&origen).unwrap();
    let servidor =
        arrancar(LECCION, &["pixeles", "servidor", "--puerto", "0", "--vista", "terminal", "--clientes", "1"]);
    let direccion = servidor.direccion();
    assert_eq!(cliente(direccion, &origen, &[]).esperar().codigo, Some(0));
    let fin = servidor.esperar();
    assert_eq!(fin.codigo, Some(0), "{fin:?}");
    assert!(!fin.salida.contains('\x1b') && fin.salida.contains("16×8 · 100 %"), "{fin:?}");
    let dibujo: Vec<&str> = fin.salida.lines().filter(|linea| linea.contains('█')).collect();
    assert!(
        dibujo.len() >= 4 && dibujo.iter().all(|linea| linea.starts_with("  ") && linea.ends_with("██")),
        "{fin:?}"
    );
}

#[test]
fn la_demo_y_la_guia_terminan_solas() {
    for orden in ["demo", "guia"] {
        let fin = ejecutar(LECCION, &[orden]);
        assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""), "{orden}: {fin:?}");
    }
}

/// El anuncio más grande que se admite, y nada más: ni se tarda en contestar ni se ocupa lo que anuncia.
#[cfg(target_os = "linux")]
#[test]
fn anunciar_mucho_y_no_enviar_nada_no_cuesta_memoria() {
    let (servidor, direccion) = servidor(&[]);
    let emisor = Emisor::hacia(direccion, 1, (11_585, 11_585));
    emisor.enviar(ANUNCIO, PIDE_ACUSE, 0, 0, &[]);
    assert_eq!(emisor.respuesta().0, 4);
    let maxima = servidor.memoria_maxima().unwrap();
    assert!(maxima < 64 * 1024 * 1024, "{maxima}");
}

/// Sin memoria para lo que anuncian se dice que no, y se sigue.
#[cfg(target_os = "linux")]
#[test]
fn sin_memoria_se_rechaza_y_se_sigue() {
    // Con 128 MiB en total, los de la imagen no caben.
    let orden = format!("ulimit -v 131072; exec {LECCION} pixeles servidor --puerto 0 --vista ninguna --clientes 1");
    let servidor = arrancar("sh", &["-c", &orden]);
    let direccion = servidor.direccion();
    let enorme = Emisor::hacia(direccion, 1, (11_585, 11_585));
    enorme.enviar(ANUNCIO, PIDE_ACUSE, 0, 0, &[]);
    assert_eq!(enorme.respuesta().0, 6);
    assert!(servidor.linea().ends_with("pide 127 MiB y ahora mismo no los hay"));
    let buena = Emisor::hacia(direccion, 2, (10, 1));
    buena.enviar(TROZO, PIDE_ACUSE, 0, 0, &[1; 10]);
    assert_eq!(buena.respuesta().0, 4);
    buena.enviar(FIN, 0, 0, 1, &[]);
    assert_eq!(servidor.esperar().codigo, Some(0));
}
