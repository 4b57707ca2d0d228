//! Ficheros por TCP, con los programas de verdad: enteros o nada, y siempre se dice qué ha pasado.

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr};

use crate::comun::{Carpeta, LECCION, bytes};
use apoyo::{Programa, arrancar, conectar, ejecutar};

fn servidor(opciones: &[&str]) -> (Programa, SocketAddr) {
    let programa = arrancar(LECCION, &[&["tcp", "servidor", "--puerto", "0"], opciones].concat());
    let direccion = programa.direccion();
    (programa, direccion)
}

fn cliente(destino: SocketAddr, fichero: &str, opciones: &[&str]) -> Programa {
    let puerto = destino.port().to_string();
    arrancar(LECCION, &[&["tcp", "cliente", fichero, "--puerto", &puerto], opciones].concat())
}

/// Un anuncio escrito a mano: así el codificador de la lección no se da la razón a sí mismo.
fn anuncio(nombre: &str, tamano: u64, suma: u32) -> Vec<u8> {
    let mut anuncio = b"FT1\n".to_vec();
    anuncio.extend(tamano.to_be_bytes());
    anuncio.extend(suma.to_be_bytes());
    anuncio.extend((nombre.len() as u16).to_be_bytes());
    anuncio.extend(nombre.as_bytes());
    anuncio
}

#[test]
fn de_cualquier_tamano_llega_identico() {
    let carpeta = Carpeta::nueva("tcp-tamanos");
    let tamanos = [0, 1, 1023, 1024, 262_144, 262_145, 5_000_003];
    let (salida, cuantos) = (carpeta.ruta("sale.bin"), tamanos.len().to_string());
    let (servidor, direccion) = servidor(&["--salida", &salida, "--clientes", &cuantos]);
    for (i, tamano) in tamanos.into_iter().enumerate() {
        let origen = carpeta.ruta("origen");
        fs::write(&origen, bytes(tamano)).unwrap();
        let fin = cliente(direccion, &origen, &[]).esperar();
        assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""), "{tamano}: {fin:?}");
        assert!(fin.salida.contains("está entero y guardado"), "{fin:?}");
        let guardado = if i == 0 { salida.clone() } else { carpeta.ruta(&format!("sale-{}.bin", i + 1)) };
        assert_eq!(fs::read(guardado).unwrap(), bytes(tamano), "{tamano}");
    }
    let fin = servidor.esperar();
    assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""), "{fin:?}");
    assert_eq!(carpeta.contenido().len(), tamanos.len() + 1, "no queda nada a medias");
}

#[test]
fn un_corte_no_deja_medio_fichero_y_dice_cuanto_habia() {
    let carpeta = Carpeta::nueva("tcp-corte");
    let (servidor, direccion) = servidor(&["--salida", &carpeta.ruta("sale.bin"), "--clientes", "1"]);
    let mut stream = conectar(direccion);
    stream.write_all(&anuncio("x", 1000, 0)).unwrap();
    stream.write_all(&[7; 250]).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let fin = servidor.esperar();
    assert_eq!(fin.codigo, Some(1));
    assert!(
        fin.errores.contains("ha colgado cuando habían llegado 250 de 1000 bytes (25 %); no guardo nada"),
        "{fin:?}"
    );
    assert_eq!(carpeta.contenido(), [""; 0]);
}

#[test]
fn si_no_suma_lo_anunciado_no_se_guarda_y_se_dice_a_los_dos() {
    let carpeta = Carpeta::nueva("tcp-suma");
    let (servidor, direccion) = servidor(&["--salida", &carpeta.ruta("sale.bin"), "--clientes", "1"]);
    let mut stream = conectar(direccion);
    stream.write_all(&anuncio("x", 4, 0x1234)).unwrap();
    stream.write_all(b"hola").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut veredicto = Vec::new();
    stream.read_to_end(&mut veredicto).unwrap();
    assert_eq!(veredicto, [1]);
    let fin = servidor.esperar();
    assert!(fin.codigo == Some(1) && fin.errores.contains("no suman lo anunciado"), "{fin:?}");
    assert_eq!(carpeta.contenido(), [""; 0]);
}

#[test]
fn un_disco_lleno_se_dice_en_los_dos_lados() {
    if !std::path::Path::new("/dev/full").exists() {
        eprintln!("SALTADA: aquí no hay /dev/full");
        return;
    }
    let carpeta = Carpeta::nueva("tcp-lleno");
    let origen = carpeta.ruta("origen");
    fs::write(&origen, bytes(3_000_000)).unwrap();
    let (servidor, direccion) = servidor(&["--salida", "/dev/full", "--clientes", "1"]);
    let fin = cliente(direccion, &origen, &[]).esperar();
    assert_eq!(fin.codigo, Some(1), "{fin:?}");
    assert!(fin.errores.contains("no ha podido guardarlo (¿disco lleno?)"), "{fin:?}");
    let fin = servidor.esperar();
    assert!(fin.codigo == Some(1) && fin.errores.contains("no queda espacio en el disco"), "{fin:?}");
}

#[test]
fn el_nombre_de_la_red_no_se_usa_ni_da_ordenes() {
    let carpeta = Carpeta::nueva("tcp-nombre");
    let (servidor, direccion) = servidor(&["--salida", &carpeta.ruta("sale.bin"), "--clientes", "1"]);
    let mut stream = conectar(direccion);
    stream.write_all(&anuncio("../../\x1b[2Jmalo", 0, 0)).unwrap();
    let mut veredicto = Vec::new();
    stream.read_to_end(&mut veredicto).unwrap();
    assert_eq!(veredicto, [0]);
    let fin = servidor.esperar();
    assert!(fin.salida.contains("envía «../../·[2Jmalo», 0 B"), "{fin:?}");
    assert_eq!(carpeta.contenido(), ["sale.bin"]);
}

#[test]
fn dos_a_la_vez_no_se_mezclan_y_uno_lento_no_para_a_nadie() {
    let carpeta = Carpeta::nueva("tcp-dos");
    let origen = carpeta.ruta("origen");
    fs::write(&origen, bytes(700_000)).unwrap();
    let (servidor, direccion) = servidor(&["--salida", &carpeta.ruta("sale.bin"), "--clientes", "2"]);
    let mut lento = conectar(direccion);
    lento.write_all(&anuncio("lento", 4, 0x6fa0_f988)).unwrap();
    lento.write_all(b"ho").unwrap();
    servidor.linea_con("«lento»");
    assert_eq!(cliente(direccion, &origen, &[]).esperar().codigo, Some(0));
    lento.write_all(b"la").unwrap();
    let mut veredicto = Vec::new();
    lento.read_to_end(&mut veredicto).unwrap();
    assert_eq!(veredicto, [0]);
    assert_eq!(servidor.esperar().codigo, Some(0));
    assert_eq!(fs::read(carpeta.ruta("sale.bin")).unwrap(), bytes(700_000));
    assert_eq!(fs::read(carpeta.ruta("sale-2.bin")).unwrap(), b"hola");
}

#[test]
fn quien_no_habla_el_protocolo_calla_o_se_va_no_cuenta() {
    let carpeta = Carpeta::nueva("tcp-raros");
    let (servidor, direccion) =
        servidor(&["--salida", &carpeta.ruta("sale.bin"), "--clientes", "1", "--silencio", "300ms"]);
    drop(conectar(direccion));
    assert!(servidor.linea_de_error().contains("ha colgado sin decir qué enviaba"));
    let mut web = conectar(direccion);
    web.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    assert!(servidor.linea_de_error().contains("no habla nuestro protocolo"));
    let _mudo = conectar(direccion);
    assert!(servidor.linea_de_error().contains("conecta y no dice qué envía"));
    let mut callado = conectar(direccion);
    callado.write_all(&anuncio("x", 10, 0)).unwrap();
    let fin = servidor.esperar();
    assert!(
        fin.codigo == Some(1) && fin.errores.contains("lleva 300 ms callado cuando habían llegado 0 de 10"),
        "{fin:?}"
    );
}

#[test]
fn lo_que_no_se_puede_enviar_ni_guardar_es_una_frase() {
    let carpeta = Carpeta::nueva("tcp-frases");
    fs::write(carpeta.ruta("existe"), "algo").unwrap();
    let (por_tcp, _escuchar) = apoyo::nadie_escucha();
    let (por_udp, _recibir) = apoyo::nadie_recibe();
    for (protocolo, sin_nadie) in [("tcp", por_tcp), ("udp", por_udp)] {
        let puerto = sin_nadie.port().to_string();
        let servidor = |ruta: &str| ejecutar(LECCION, &[protocolo, "servidor", "--puerto", "0", "--salida", ruta]);
        let cliente = |ruta: &str| ejecutar(LECCION, &[protocolo, "cliente", ruta, "--puerto", &puerto]);
        for (fin, frase) in [
            (servidor(&carpeta.ruta("existe")), "ya existe. Elige otro nombre, o usa --sobrescribir"),
            (servidor(&carpeta.ruta("")), "es una carpeta"),
            (servidor(&carpeta.ruta("no-hay/x")), "no existe (NotFound). Revisa la ruta: esa carpeta"),
            (cliente(&carpeta.ruta("no-hay")), "no existe (NotFound)"),
            (cliente(&carpeta.ruta("")), "es una carpeta"),
            (cliente("/dev/null"), if cfg!(unix) { "no es un fichero corriente" } else { "" }),
            (cliente(&carpeta.ruta("existe")), "nadie escucha en esa dirección"),
        ] {
            assert_eq!((fin.codigo, fin.errores.lines().count()), (Some(1), 1), "{fin:?}");
            assert!(fin.errores.starts_with("error: ") && fin.errores.contains(frase), "{frase}: {fin:?}");
        }
    }
    assert_eq!(fs::read(carpeta.ruta("existe")).unwrap(), b"algo");
}

#[test]
fn sobrescribir_sustituye_solo_cuando_esta_entero() {
    let carpeta = Carpeta::nueva("tcp-sobrescribir");
    let (origen, salida) = (carpeta.ruta("origen"), carpeta.ruta("sale.bin"));
    fs::write(&origen, "lo nuevo").unwrap();
    fs::write(&salida, "lo de antes").unwrap();
    let (servidor, direccion) = servidor(&["--salida", &salida, "--sobrescribir", "--clientes", "2"]);
    let mut roto = conectar(direccion);
    roto.write_all(&anuncio("x", 10, 0)).unwrap();
    roto.shutdown(Shutdown::Write).unwrap();
    assert!(servidor.linea_de_error().contains("no guardo nada"));
    assert_eq!(fs::read(&salida).unwrap(), b"lo de antes");
    assert_eq!(cliente(direccion, &origen, &[]).esperar().codigo, Some(0));
    assert_eq!(servidor.esperar().codigo, Some(1), "uno de los dos se cortó");
    assert_eq!(fs::read(&salida).unwrap(), b"lo nuevo");
    assert_eq!(carpeta.contenido(), ["origen", "sale.bin"]);
}

#[cfg(unix)]
#[test]
fn la_memoria_no_crece_con_el_fichero() {
    let carpeta = Carpeta::nueva("tcp-memoria");
    let origen = carpeta.ruta("origen");
    // Un fichero hueco: mide 200 MiB y no ocupa nada.
    fs::File::create(&origen).unwrap().set_len(200 << 20).unwrap();
    let (servidor, direccion) = servidor(&["--salida", "/dev/null", "--clientes", "2"]);
    assert_eq!(cliente(direccion, &origen, &[]).esperar().codigo, Some(0));
    if let Some(maxima) = servidor.memoria_maxima() {
        assert!(maxima < 8 << 20, "ha llegado a ocupar {maxima} bytes");
    }
}

#[cfg(unix)]
#[test]
fn interrumpir_el_servidor_no_deja_nada_a_medias() {
    let carpeta = Carpeta::nueva("tcp-interrumpido");
    let (servidor, direccion) = servidor(&["--salida", &carpeta.ruta("sale.bin")]);
    let mut stream = conectar(direccion);
    stream.write_all(&anuncio("x", 1000, 0)).unwrap();
    stream.write_all(&[7; 250]).unwrap();
    let hasta = std::time::Instant::now() + apoyo::PLAZO;
    while carpeta.contenido().is_empty() {
        assert!(std::time::Instant::now() < hasta, "no empieza a guardar");
        std::thread::yield_now();
    }
    servidor.interrumpir();
    assert_eq!(servidor.esperar().codigo, Some(130));
    assert_eq!(carpeta.contenido(), [""; 0]);
}

#[test]
fn con_un_bit_cambiado_en_cualquier_sitio_del_flujo_nunca_se_guarda_otra_cosa() {
    let carpeta = Carpeta::nueva("tcp-bits");
    let (salida, datos) = (carpeta.ruta("sale.bin"), bytes(20));
    let (_servidor, direccion) = servidor(&["--salida", &salida, "--sobrescribir"]);
    let flujo = [anuncio("x", 20, crc32fast::hash(&datos)), datos.clone()].concat();
    let (mut guardados, nombre) = (0, (17 * 8)..(19 * 8));
    for bit in 0..flujo.len() * 8 {
        let mut otro = flujo.clone();
        otro[bit / 8] ^= 1 << (bit % 8);
        let mut stream = conectar(direccion);
        // Si lo rechaza antes de leerlo todo, el resto no sale.
        let _ = stream.write_all(&otro).and_then(|()| stream.shutdown(Shutdown::Write));
        let mut veredicto = [9];
        if stream.read(&mut veredicto).is_ok() && veredicto == [0] {
            assert!(nombre.contains(&bit), "se ha guardado con el bit {bit} cambiado");
            assert_eq!(fs::read(&salida).unwrap(), datos, "bit {bit}");
            guardados += 1;
        }
    }
    assert_eq!(guardados, 8, "el nombre solo se enseña: con él cambiado, el fichero es el mismo");
}

#[test]
fn si_el_fichero_cambia_mientras_se_envia_no_se_culpa_al_camino() {
    let carpeta = Carpeta::nueva("tcp-cambia");
    let origen = carpeta.ruta("origen");
    for cambia in [false, true] {
        fs::write(&origen, [1; 2000]).unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let emisor = cliente(listener.local_addr().unwrap(), &origen, &[]);
        let (mut stream, _) = listener.accept().unwrap();
        if cambia {
            fs::write(&origen, [2; 2000]).unwrap();
        }
        stream.read_to_end(&mut Vec::new()).unwrap();
        stream.write_all(&[1]).unwrap();
        drop(stream);
        let fin = emisor.esperar();
        let frase = if cambia { "ha cambiado mientras lo enviaba" } else { "ha cambiado por el camino" };
        assert!(fin.codigo == Some(1) && fin.errores.contains(frase), "{cambia}: {fin:?}");
    }
}
