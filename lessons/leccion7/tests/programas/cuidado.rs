//! Lo que no se pisa, lo que no se cuelga y lo que no se deja a medias porque nadie mire.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use crate::comun::{Carpeta, LECCION, cliente, degradado, servidor};
use apoyo::{arrancar_orden, ejecutar};

#[test]
fn dos_servidores_con_la_misma_salida_no_se_pisan() {
    let carpeta = Carpeta::nueva("dos-salidas");
    let (una, otra, salida) = (carpeta.ruta("una.png"), carpeta.ruta("otra.png"), carpeta.ruta("salida.png"));
    degradado(&una, 20, 20);
    degradado(&otra, 30, 10);
    let opciones = ["--salida", &salida, "--clientes", "1"];
    let (primero, segundo) = (servidor(&opciones), servidor(&opciones));
    assert_eq!(cliente(primero.1, &una, &[]).esperar().codigo, Some(0));
    assert_eq!(primero.0.esperar().codigo, Some(0));
    assert_eq!(cliente(segundo.1, &otra, &[]).esperar().codigo, Some(0));
    let fin = segundo.0.esperar();
    assert!(fin.codigo == Some(0) && fin.salida.contains("salida-2.png"), "{fin:?}");
    assert_eq!(image::open(&salida).unwrap(), image::open(&una).unwrap());
    assert_eq!(image::open(carpeta.ruta("salida-2.png")).unwrap(), image::open(&otra).unwrap());
}

#[test]
fn si_la_carpeta_desaparece_se_dice() {
    let carpeta = Carpeta::nueva("sin-carpeta");
    let origen = carpeta.ruta("origen.png");
    degradado(&origen, 20, 20);
    fs::create_dir(carpeta.ruta("dentro")).unwrap();
    let (servidor, direccion) = servidor(&["--salida", &carpeta.ruta("dentro/salida.png"), "--clientes", "1"]);
    fs::remove_dir(carpeta.ruta("dentro")).unwrap();
    assert_eq!(cliente(direccion, &origen, &[]).esperar().codigo, Some(0));
    let fin = servidor.esperar();
    assert!(fin.codigo == Some(1) && fin.errores.contains("no he podido guardar"), "{fin:?}");
}

#[test]
fn una_foto_de_movil_llega_derecha() {
    let carpeta = Carpeta::nueva("orientacion");
    let (origen, salida) = (carpeta.ruta("origen.jpg"), carpeta.ruta("salida.png"));
    let mut jpeg = std::io::Cursor::new(Vec::new());
    let apaisada = image::RgbImage::from_fn(16, 8, |x, _| image::Rgb([if x < 8 { 0 } else { 255 }; 3]));
    apaisada.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    // Detrás de la primera marca, un segmento EXIF con una sola cosa: la orientación 6, «gírala un cuarto a la derecha».
    let mut exif = b"\xff\xe1\0\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    exif.extend(b"\0\x06\0\0\0\0\0\0");
    let jpeg = jpeg.into_inner();
    fs::write(&origen, [&jpeg[..2], &exif, &jpeg[2..]].concat()).unwrap();
    let (servidor, direccion) = servidor(&["--salida", &salida, "--clientes", "1"]);
    let fin = cliente(direccion, &origen, &[]).esperar();
    assert_eq!(fin.codigo, Some(0), "{fin:?}");
    assert_eq!(servidor.esperar().codigo, Some(0));
    let derecha = image::open(&salida).unwrap().into_luma8();
    assert_eq!(derecha.dimensions(), (8, 16));
    assert!(derecha.get_pixel(4, 2).0[0] < 50 && derecha.get_pixel(4, 13).0[0] > 200);
}

#[test]
fn medio_jpeg_no_se_envia() {
    let carpeta = Carpeta::nueva("medio");
    let (entero, medio) = (carpeta.ruta("entero.jpg"), carpeta.ruta("medio.jpg"));
    degradado(&entero, 64, 64);
    let bytes = fs::read(&entero).unwrap();
    fs::write(&medio, &bytes[..bytes.len() * 2 / 3]).unwrap();
    let fin = ejecutar(LECCION, &["pixeles", "cliente", &medio]);
    assert!(fin.codigo == Some(1) && fin.errores.contains("está dañada"), "{fin:?}");
}

#[cfg(unix)]
#[test]
fn tuberias_y_enlaces_colgantes_son_una_frase() {
    let carpeta = Carpeta::nueva("tuberias");
    let (tuberia, enlace) = (carpeta.ruta("tuberia.png"), carpeta.ruta("enlace.png"));
    assert!(Command::new("mkfifo").arg(&tuberia).status().unwrap().success());
    std::os::unix::fs::symlink(carpeta.ruta("no-hay"), &enlace).unwrap();
    for (orden, frase) in [
        (["pixeles", "cliente", &tuberia], "no es un fichero corriente"),
        (["pixeles", "cliente", "/dev/zero"], "no es un fichero corriente"),
        (["tcp", "cliente", &tuberia], "no es un fichero corriente"),
        (["udp", "cliente", "/dev/zero"], "no es un fichero corriente"),
    ] {
        let fin = ejecutar(LECCION, &orden);
        assert!(fin.codigo == Some(1) && fin.errores.contains(frase), "{orden:?}: {fin:?}");
    }
    for programa in ["tcp", "udp", "pixeles"] {
        for (salida, frase) in [(&tuberia, "es una tubería"), (&enlace, "es un enlace a algo que no existe")] {
            let fin = ejecutar(LECCION, &[programa, "servidor", "--puerto", "0", "--salida", salida, "--sobrescribir"]);
            assert!(fin.codigo == Some(1) && fin.errores.contains(frase), "{programa}: {fin:?}");
        }
    }
    assert!(fs::symlink_metadata(&enlace).unwrap().is_symlink());
}

/// Un servidor cuya salida deja de leerse después de la primera línea.
#[cfg(unix)]
#[test]
fn que_nadie_lea_la_salida_no_corta_ninguna_transferencia() {
    use std::io::{BufRead, BufReader};
    let carpeta = Carpeta::nueva("sin-lector");
    let (origen, salida) = (carpeta.ruta("origen"), carpeta.ruta("sale.bin"));
    fs::write(&origen, crate::comun::bytes(1_000_000)).unwrap();
    for (programa, n) in [("tcp", 1), ("udp", 2)] {
        let salida = if n == 1 { salida.clone() } else { carpeta.ruta("otra.bin") };
        let mut hijo = Command::new(LECCION)
            .args([programa, "servidor", "--puerto", "0", "--clientes", "1", "--salida", &salida])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (mut lector, mut linea) = (BufReader::new(hijo.stdout.take().unwrap()), String::new());
        lector.read_line(&mut linea).unwrap();
        drop(lector);
        let puerto = linea.trim().rsplit(':').next().unwrap().to_string();
        let mut orden = Command::new(LECCION);
        let fin = arrancar_orden(orden.args([programa, "cliente", &origen, "--puerto", &puerto])).esperar();
        assert_eq!(fin.codigo, Some(0), "{programa}: {fin:?}");
        assert!(hijo.wait().unwrap().success());
        assert_eq!(fs::read(&salida).unwrap(), fs::read(&origen).unwrap());
        let _ = std::io::stderr().flush();
    }
}

#[test]
fn quien_gotea_se_acaba() {
    let carpeta = Carpeta::nueva("goteo");
    let programa = apoyo::arrancar(
        LECCION,
        &["tcp", "servidor", "--puerto", "0", "--clientes", "1", "--silencio", "300ms", "--salida", &carpeta.ruta("x")],
    );
    let mut stream = apoyo::conectar(programa.direccion());
    let mut anuncio = b"FT1\n".to_vec();
    anuncio.extend(1_000_000_u64.to_be_bytes());
    anuncio.extend([0, 0, 0, 0, 0, 1, b'x']);
    stream.write_all(&anuncio).unwrap();
    // Un byte cada poco: ninguna lectura suelta agota nunca su plazo.
    while stream.write_all(b"x").is_ok() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let fin = programa.esperar();
    assert!(fin.codigo == Some(1) && fin.errores.contains("casi no ha enviado nada"), "{fin:?}");
    assert_eq!(carpeta.contenido(), [""; 0]);
}

/// Lo mismo con el protocolo de la serie: una letra cada vez, y de cuando en cuando un END que no lo es.
#[test]
fn quien_gotea_en_python_tambien_se_acaba() {
    let carpeta = Carpeta::nueva("goteo-python");
    let salida = carpeta.ruta("x");
    let opciones = ["--protocolo", "python", "--clientes", "1", "--silencio", "300ms", "--salida", &salida];
    let programa = apoyo::arrancar(LECCION, &[&["tcp", "servidor", "--puerto", "0"][..], &opciones].concat());
    let mut stream = apoyo::conectar(programa.direccion());
    let limite = std::time::Instant::now() + apoyo::PLAZO;
    for letra in b"hola ENDx".iter().cycle() {
        if stream.write_all(&[*letra]).is_err() {
            break;
        }
        assert!(std::time::Instant::now() < limite, "no se cansa");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let fin = programa.esperar();
    assert!(fin.codigo == Some(1) && fin.errores.contains("casi no ha enviado nada"), "{fin:?}");
    assert_eq!(carpeta.contenido(), [""; 0]);
}

/// `cliente FICHERO | true`, o con el disco lleno: se envía entero igualmente, y se acaba diciendo la verdad.
#[cfg(target_os = "linux")]
#[test]
fn un_cliente_al_que_nadie_lee_lo_envia_todo_y_dice_como_ha_ido() {
    use apoyo::salidas::{disco_lleno, ejecutar_con_salida, sin_lector};
    let carpeta = Carpeta::nueva("cliente-sin-lector");
    let (fichero, imagen) = (carpeta.ruta("origen"), carpeta.ruta("origen.png"));
    fs::write(&fichero, crate::comun::bytes(100_000)).unwrap();
    degradado(&imagen, 60, 40);
    for (n, (programa, origen, opciones)) in [
        ("tcp", &fichero, &[][..]),
        ("udp", &fichero, &[]),
        ("udp", &fichero, &["--sin-fiabilidad", "--pausa", "200us"]),
        ("pixeles", &imagen, &[]),
        ("pixeles", &imagen, &["--sin-acuses", "--pausa", "200us"]),
    ]
    .into_iter()
    .enumerate()
    {
        let salida = carpeta.ruta(&format!("sale-{n}.png"));
        let servidor =
            apoyo::arrancar(LECCION, &[programa, "servidor", "--puerto", "0", "--clientes", "2", "--salida", &salida]);
        let puerto = servidor.direccion().port().to_string();
        let orden = [&[programa, "cliente", origen, "--puerto", &puerto], opciones].concat();
        let (codigo, errores) = ejecutar_con_salida(LECCION, &orden, sin_lector());
        assert!(codigo == Some(0) && errores.starts_with("nadie lee ya mi salida: "), "{orden:?}: {errores}");
        let (codigo, errores) = ejecutar_con_salida(LECCION, &orden, disco_lleno());
        assert!(codigo == Some(1) && errores.contains("no queda espacio en el disco"), "{orden:?}: {errores}");
        let fin = servidor.esperar();
        assert_eq!(fin.codigo, Some(0), "{orden:?}: han llegado los dos: {fin:?}");
    }
}

/// Ctrl-C con un fichero a medio escribir: el servidor se para justo entonces, y al seguir tiene que recogerlo.
#[cfg(unix)]
#[test]
fn un_ctrl_c_mientras_se_guarda_la_imagen_no_deja_parciales() {
    let carpeta = Carpeta::nueva("ctrl-c");
    let (origen, salida) = (carpeta.ruta("origen.png"), carpeta.ruta("salida.png"));
    // Con ruido, para que el PNG sea grande y se tarde en escribirlo.
    let mut semilla = 1_u32;
    let ruido = image::GrayImage::from_fn(4000, 3000, |_, _| {
        semilla = semilla.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        image::Luma([(semilla >> 24) as u8])
    });
    ruido.save(&origen).unwrap();
    let parciales = || carpeta.contenido().iter().filter(|nombre| nombre.ends_with(".parcial")).count();
    for _ in 0..20 {
        let (servidor, direccion) = servidor(&["--salida", &salida, "--sobrescribir"]);
        let emisor = cliente(direccion, &origen, &[]);
        let limite = std::time::Instant::now() + apoyo::PLAZO;
        while parciales() == 0 && !fs::exists(&salida).unwrap() && std::time::Instant::now() < limite {}
        servidor.parar();
        let a_medias = parciales() > 0;
        servidor.interrumpir();
        servidor.seguir();
        let fin = servidor.esperar();
        assert_eq!((fin.codigo, parciales()), (Some(130), 0), "{fin:?}");
        let _ = emisor.esperar();
        let _ = fs::remove_file(&salida);
        if a_medias {
            return;
        }
    }
    panic!("no se ha conseguido pararlo a medio guardar");
}
