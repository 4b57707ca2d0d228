//! La ventana de verdad, en una pantalla X11 sin monitor (Xvfb): la imagen crece y acaba siendo la que se envió.
//!
//! Xvfb deja lo que se ve en un fichero, así que la «captura de pantalla» es leerlo. Donde no hay Xvfb, la prueba se
//! salta y lo dice; el lienzo, que es quien decide cada píxel, se prueba en todas partes sin ventana.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::comun::{Carpeta, LECCION, cliente, degradado};
use apoyo::{PLAZO, arrancar_orden};

/// Una pantalla que no ve nadie y que se apaga con la prueba.
struct Pantalla {
    xvfb: Child,
    display: String,
    imagen: PathBuf,
}

impl Pantalla {
    /// `None` si aquí no hay Xvfb.
    fn encender(carpeta: &Carpeta) -> Option<Self> {
        Self::de_bits(carpeta, 24)
    }

    fn de_bits(carpeta: &Carpeta, bits: u8) -> Option<Self> {
        let mut xvfb = Command::new("Xvfb")
            // El propio Xvfb busca un número libre y lo escribe en su stdout.
            .args(["-displayfd", "1", "-screen", "0", &format!("800x600x{bits}"), "-nolisten", "tcp", "-noreset"])
            .args(["-fbdir", &carpeta.ruta("")])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut numero = String::new();
        BufReader::new(xvfb.stdout.take()?).read_line(&mut numero).ok()?;
        let imagen = carpeta.ruta("Xvfb_screen0").into();
        Some(Self { xvfb, display: format!(":{}", numero.trim()), imagen })
    }

    /// Los píxeles del rectángulo de `ancho`×`alto` que hay en el centro, leídos del fichero XWD.
    fn centro(&self, ancho: usize, alto: usize) -> Vec<u32> {
        let bytes = fs::read(&self.imagen).unwrap();
        let entero = |i: usize| u32::from_be_bytes(bytes[4 * i..4 * i + 4].try_into().unwrap()) as usize;
        let (cabecera, pantalla_ancho, pantalla_alto) = (entero(0), entero(4), entero(5));
        let (primero_el_menor, por_fila, colores) = (entero(7) == 0, entero(12), entero(19));
        assert_eq!((entero(1), entero(11)), (7, 32), "XWD versión 7, 32 bits por píxel");
        let (x0, y0) = ((pantalla_ancho - ancho) / 2, (pantalla_alto - alto) / 2);
        let pixel = |i: usize| {
            let (x, y) = (x0 + i % ancho, y0 + i / ancho);
            let desde = cabecera + colores * 12 + y * por_fila + x * 4;
            let bytes = bytes[desde..desde + 4].try_into().unwrap();
            let pixel = if primero_el_menor { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) };
            pixel & 0xff_ff_ff
        };
        (0..ancho * alto).map(pixel).collect()
    }

    /// Pulsa Esc y lo suelta en el acto, como haría un teclado. Se le pide a la pantalla con su propio protocolo (X11 y
    /// su extensión XTEST): saludar, preguntar qué número tiene la extensión y enviarle las dos teclas de una vez.
    fn pulsar_escape(&self) {
        const ESC: u8 = 9;
        let numero = self.display.trim_start_matches(':');
        let mut x11 = UnixStream::connect(format!("/tmp/.X11-unix/X{numero}")).unwrap();
        x11.set_read_timeout(Some(PLAZO)).unwrap();
        x11.write_all(&[b'l', 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0]).unwrap();
        let mut saludo = [0; 8];
        x11.read_exact(&mut saludo).unwrap();
        assert_eq!(saludo[0], 1, "la pantalla no nos deja entrar");
        let mut resto = vec![0; 4 * usize::from(u16::from_le_bytes([saludo[6], saludo[7]]))];
        x11.read_exact(&mut resto).unwrap();
        x11.write_all(b"\x62\0\x04\0\x05\0\0\0XTEST\0\0\0").unwrap();
        let mut extension = [0; 32];
        x11.read_exact(&mut extension).unwrap();
        assert_eq!((extension[0], extension[8]), (1, 1), "la pantalla no tiene XTEST");
        let tecla = |suceso: u8| {
            let mut peticion = [0; 36];
            peticion[..6].copy_from_slice(&[extension[9], 2, 9, 0, suceso, ESC]);
            peticion
        };
        x11.write_all(&[tecla(2), tecla(3)].concat()).unwrap();
        // Sin esperar respuesta a algo posterior, cerrar ya podría adelantarse a las teclas.
        x11.write_all(&[43, 0, 1, 0]).unwrap();
        x11.read_exact(&mut extension).unwrap();
    }
}

impl Drop for Pantalla {
    fn drop(&mut self) {
        let _ = self.xvfb.kill();
        let _ = self.xvfb.wait();
    }
}

#[test]
fn la_imagen_crece_en_la_ventana_hasta_ser_la_enviada() {
    let carpeta = Carpeta::nueva("ventana");
    let Some(pantalla) = Pantalla::encender(&carpeta) else {
        // Directamente a stderr: `println!` no se ve en las pruebas que pasan.
        let _ = writeln!(io::stderr(), "  (sin Xvfb: se salta la prueba de la ventana)");
        return;
    };
    let (ancho, alto) = (320, 200);
    let origen = carpeta.ruta("origen.png");
    degradado(&origen, ancho, alto);
    let esperada: Vec<u32> = image::open(&origen)
        .unwrap()
        .into_rgb8()
        .pixels()
        .map(|pixel| u32::from_be_bytes([0, pixel.0[0], pixel.0[1], pixel.0[2]]))
        .collect();

    let mut orden = Command::new(LECCION);
    orden.args(["pixeles", "servidor", "--puerto", "0", "--vista", "ventana"]).env("DISPLAY", &pantalla.display);
    let mut servidor = arrancar_orden(&mut orden);
    let direccion = servidor.direccion();
    // Antes del primer anuncio no hay ventana: la pantalla está vacía.
    assert!(pantalla.centro(ancho as usize, alto as usize).iter().all(|pixel| *pixel == 0));

    let emisor = cliente(direccion, &origen, &["--pausa", "15ms"]);
    let limite = Instant::now() + PLAZO;
    let mut vistas = vec![0];
    while vistas.last() != Some(&100) {
        assert!(Instant::now() < limite, "la ventana se queda en {vistas:?} %");
        let ahora = pantalla.centro(ancho as usize, alto as usize);
        let iguales = ahora.iter().zip(&esperada).filter(|(a, b)| a == b).count();
        let porcentaje = iguales * 100 / esperada.len();
        if vistas.last() != Some(&porcentaje) {
            vistas.push(porcentaje);
        }
        thread::sleep(Duration::from_millis(5));
    }
    assert!(vistas.is_sorted(), "nunca se borra lo ya pintado: {vistas:?}");
    assert!(
        vistas.iter().filter(|porcentaje| (5..95).contains(*porcentaje)).count() >= 3,
        "crece a la vista: {vistas:?}"
    );
    assert_eq!(emisor.esperar().codigo, Some(0));
    assert!(servidor.vive(), "sin --clientes, la ventana sigue abierta con la última imagen");
    pantalla.pulsar_escape();
    let fin = servidor.esperar();
    assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""), "Esc cierra la ventana y acaba bien: {fin:?}");
}

#[test]
fn sin_pantalla_se_dice_en_una_frase() {
    for (display, frase) in [("", "la variable DISPLAY está vacía"), (":1977", "nadie atiende en la pantalla «:1977»")]
    {
        let mut orden = Command::new(LECCION);
        orden.args(["pixeles", "servidor", "--puerto", "0", "--vista", "ventana"]).env("DISPLAY", display);
        let fin = arrancar_orden(&mut orden).esperar();
        assert_eq!((fin.codigo, fin.salida.as_str()), (Some(1), ""), "{fin:?}");
        // Donde además falte libX11, lo que se dice es que falta.
        let falta = fin.errores.contains("falta la biblioteca");
        assert!(fin.errores.starts_with("error: no puedo abrir una ventana: "), "{fin:?}");
        assert!(falta || fin.errores.contains(frase), "{fin:?}");
        assert_eq!(fin.errores.lines().count(), 1, "{fin:?}");
    }
}

/// Una orden que acaba sola, en esa pantalla.
fn servidor_en(pantalla: &str, opciones: &[&str]) -> Command {
    let mut orden = Command::new(LECCION);
    orden.args(["pixeles", "servidor", "--puerto", "0", "--clientes", "1"]).args(opciones).env("DISPLAY", pantalla);
    orden
}

#[test]
fn en_una_pantalla_de_pocos_colores_se_dice_y_se_sigue_sin_ventana() {
    for bits in [8, 15, 16] {
        let carpeta = Carpeta::nueva(&format!("bits-{bits}"));
        let Some(pantalla) = Pantalla::de_bits(&carpeta, bits) else { return };
        let fin = arrancar_orden(&mut servidor_en(&pantalla.display, &["--vista", "ventana"])).esperar();
        assert_eq!((fin.codigo, fin.salida.as_str()), (Some(1), ""), "{bits}: {fin:?}");
        assert!(fin.errores.starts_with("error: no puedo abrir una ventana: "), "{bits}: {fin:?}");
        assert_eq!(fin.errores.lines().count(), 1, "{bits}: {fin:?}");
        // Si no se pide ventana, se recibe igual.
        let origen = carpeta.ruta("origen.png");
        degradado(&origen, 20, 20);
        let servidor = arrancar_orden(&mut servidor_en(&pantalla.display, &[]));
        assert_eq!(cliente(servidor.direccion(), &origen, &[]).esperar().codigo, Some(0));
        let fin = servidor.esperar();
        assert!(fin.codigo == Some(0) && fin.salida.contains("imagen completa"), "{bits}: {fin:?}");
        assert!(fin.errores.contains("no puedo abrir una ventana: "), "{bits}: {fin:?}");
    }
}

#[test]
fn con_un_metodo_de_entrada_que_no_esta_la_ventana_se_abre() {
    let carpeta = Carpeta::nueva("ibus");
    let Some(pantalla) = Pantalla::encender(&carpeta) else { return };
    let origen = carpeta.ruta("origen.png");
    degradado(&origen, 20, 20);
    let mut orden = servidor_en(&pantalla.display, &["--vista", "ventana"]);
    let servidor = arrancar_orden(orden.env("XMODIFIERS", "@im=ibus"));
    assert_eq!(cliente(servidor.direccion(), &origen, &[]).esperar().codigo, Some(0));
    let fin = servidor.esperar();
    assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""), "{fin:?}");
}

#[test]
fn si_la_pantalla_muere_se_dice_y_lo_recibido_no_se_pierde() {
    let carpeta = Carpeta::nueva("muere");
    let Some(pantalla) = Pantalla::encender(&carpeta) else { return };
    let (origen, salida) = (carpeta.ruta("origen.png"), carpeta.ruta("salida.png"));
    degradado(&origen, 60, 60);
    let servidor = arrancar_orden(&mut servidor_en(&pantalla.display, &["--vista", "ventana", "--salida", &salida]));
    let emisor = cliente(servidor.direccion(), &origen, &["--modo", "pixel", "--pausa", "1ms"]);
    assert!(servidor.linea().contains("empieza una imagen"));
    drop(pantalla);
    assert_eq!(emisor.esperar().codigo, Some(0));
    let fin = servidor.esperar();
    assert!(fin.codigo == Some(0) && fin.salida.contains("imagen completa"), "{fin:?}");
    assert_eq!(fin.errores.lines().count(), 1, "{fin:?}");
    assert!(fin.errores.starts_with("La ventana se ha cerrado sola"), "{fin:?}");
    assert_eq!(image::open(&salida).unwrap(), image::open(&origen).unwrap());
}
