//! Cada peldaño, en marcha: lo que dice su cabecera que se verá, y también lo que le falta, que es lo que enseña el siguiente.

#![allow(
    clippy::unwrap_used,
    reason = "en una prueba, lo inesperado es un fallo de la prueba"
)]

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use apoyo::{PLAZO, Programa, arrancar, conectar};

const INFORME: &str =
    r#"{"fecha":"hoy","nombre":"aula\n07","version":"1.95.0"}"#;

/// Los crates de la lección, como se los da cargo a los peldaños: son lo que ya está compilado.
fn crates() -> &'static [String] {
    static CRATES: OnceLock<Vec<String>> = OnceLock::new();
    CRATES.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args([
            "build",
            "--quiet",
            "-p",
            "escalera5",
            "--bins",
            "--message-format=json",
        ]);
        let dicho = cargo
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(
            dicho.status.success(),
            "{}",
            String::from_utf8_lossy(&dicho.stderr)
        );
        let mut argumentos = Vec::new();
        for linea in dicho
            .stdout
            .split(|byte| *byte == b'\n')
            .filter(|linea| !linea.is_empty())
        {
            let mensaje: serde_json::Value =
                serde_json::from_slice(linea).unwrap();
            let nombre =
                mensaje["target"]["name"].as_str().unwrap_or_default();
            let ruta = mensaje["filenames"][0].as_str().map(Path::new);
            if let (Some(ruta), "serde" | "serde_json" | "bincode") =
                (ruta, nombre)
                && ruta.extension().is_some_and(|suya| suya == "rlib")
            {
                argumentos.extend([
                    "--extern".into(),
                    format!("{nombre}={}", ruta.display()),
                ]);
                argumentos.push(format!(
                    "-Ldependency={}",
                    ruta.with_file_name("deps").display()
                ));
                argumentos.push(format!(
                    "-Ldependency={}",
                    ruta.parent().unwrap().display()
                ));
            }
        }
        argumentos
    })
}

fn compilar(fichero: &str) -> PathBuf {
    apoyo::escalera::compilar_con("leccion5", fichero, crates())
}

fn servidor(fichero: &str) -> (Programa, SocketAddr) {
    let programa = arrancar(compilar(fichero), &["127.0.0.1:0"]);
    let direccion = programa.direccion();
    (programa, direccion)
}

/// Envía esto y se despide. El servidor cierra cuando ha acabado con ello.
fn enviar(direccion: SocketAddr, bytes: &[u8]) {
    let mut stream = conectar(direccion);
    stream.write_all(bytes).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    // Si no lo ha leído todo, el cierre es un corte: da lo mismo.
    let _ = stream.read(&mut [0]);
}

fn marco(cuerpo: &[u8]) -> Vec<u8> {
    [&(cuerpo.len() as u32).to_be_bytes(), cuerpo].concat()
}

#[track_caller]
fn ensena(servidor: &Programa, datos: [&str; 3]) {
    let [fecha, nombre, version] = datos;
    assert_eq!(servidor.linea(), format!("fecha   {fecha}"));
    assert_eq!(servidor.linea(), format!("nombre  {nombre}"));
    assert_eq!(servidor.linea(), format!("versión {version}"));
}

#[track_caller]
fn se_queja(servidor: &Programa, de: &str) {
    let queja = servidor.linea_de_error();
    assert!(queja.contains(de), "{queja}");
}

#[test]
fn tres_lineas_y_un_salto_de_mas_las_corre() {
    for (enviado, datos) in [
        (
            "hoy\naula-07\n1.95.0",
            [
                r#"Some("hoy")"#,
                r#"Some("aula-07")"#,
                r#"Some("1.95.0")"#,
            ],
        ),
        (
            "hoy\naula\n07\n1.95.0",
            [r#"Some("hoy")"#, r#"Some("aula")"#, r#"Some("07")"#],
        ),
        (
            "hoy\naula-07",
            [r#"Some("hoy")"#, r#"Some("aula-07")"#, "None"],
        ),
    ] {
        let (servidor, direccion) = servidor("1_tres_lineas.rs");
        enviar(direccion, enviado.as_bytes());
        ensena(&servidor, datos);
        assert_eq!(servidor.esperar().codigo, Some(0));
    }
}

#[test]
fn ni_mas_ni_menos_de_tres_y_se_sigue() {
    let (servidor, direccion) = servidor("2_tres_o_ninguna.rs");
    for malo in ["hoy\naula\n07\n1.95.0", "hoy\naula-07", ""] {
        enviar(direccion, malo.as_bytes());
        se_queja(&servidor, "no son tres líneas");
    }
    enviar(direccion, b"\xff\xff");
    se_queja(&servidor, "UTF-8");
    enviar(direccion, b"hoy\naula-07\n1.95.0\n");
    ensena(
        &servidor,
        [r#"Some("hoy")"#, r#"Some("aula-07")"#, r#"Some("1.95.0")"#],
    );
}

#[test]
fn en_json_el_salto_cabe_dentro_y_lo_que_falta_se_dice() {
    let (servidor, direccion) = servidor("3_json.rs");
    enviar(direccion, br#"{"fecha":"hoy","nombre":"aula-07"}"#);
    se_queja(&servidor, "missing field `version`");
    enviar(
        direccion,
        br#"{"fecha":"hoy,"nombre":"aula-07","version":""}"#,
    );
    se_queja(&servidor, "line 1 column");
    enviar(direccion, INFORME.as_bytes());
    ensena(&servidor, [r#""hoy""#, r#""aula\n07""#, r#""1.95.0""#]);
}

#[test]
fn lo_que_anuncia_demasiado_ni_se_espera() {
    let (servidor, direccion) = servidor("4_limite.rs");
    let mut exagerado = conectar(direccion);
    exagerado.write_all(&[0xff; 4]).unwrap();
    // No ha enviado el cuerpo ni se ha despedido, y el servidor ya ha acabado con él.
    se_queja(&servidor, "anuncia demasiados bytes");
    assert_eq!(exagerado.read(&mut [0]).unwrap(), 0);
    enviar(direccion, &marco(INFORME.as_bytes())[..20]);
    se_queja(&servidor, "failed to fill whole buffer");
    enviar(direccion, &marco(INFORME.as_bytes()));
    ensena(&servidor, [r#""hoy""#, r#""aula\n07""#, r#""1.95.0""#]);
}

#[test]
fn en_binario_tambien_hay_tope_para_lo_de_dentro() {
    let (servidor, direccion) = servidor("5_bincode.rs");
    // Dice que el nombre ocupa 8 EiB: el byte 253, y detrás la longitud en ocho.
    let hostil =
        [b"\x03hoy\xfd", &(1_u64 << 63).to_le_bytes()[..]].concat();
    enviar(direccion, &marco(&hostil));
    se_queja(&servidor, "LimitExceeded");
    let bueno = b"\x03hoy\x07aula\n07\x061.95.0";
    enviar(direccion, &marco(&[&bueno[..], b"???"].concat()));
    se_queja(&servidor, "sobran bytes detrás");
    enviar(direccion, &marco(bueno));
    ensena(&servidor, [r#""hoy""#, r#""aula\n07""#, r#""1.95.0""#]);
}

/// Arranca un cliente, hace de servidor suyo y devuelve la conexión después del marco que envía.
fn cliente(fichero: &str) -> (Programa, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let programa = arrancar(
        compilar(fichero),
        &[&listener.local_addr().unwrap().to_string()],
    );
    let mut stream = listener.accept().unwrap().0;
    stream.set_read_timeout(Some(PLAZO)).unwrap();
    let mut llegado = vec![0; marco(INFORME.as_bytes()).len()];
    apoyo::sin_interrupciones(|| stream.read_exact(&mut llegado))
        .unwrap();
    assert_eq!(llegado, marco(INFORME.as_bytes()));
    (programa, stream)
}

#[test]
fn el_cliente_envia_un_marco_y_se_va() {
    let (cliente, _stream) = cliente("6_cliente.rs");
    assert_eq!(
        cliente.esperar().salida,
        format!("enviado: {INFORME}\n")
    );
}

#[test]
fn el_que_espera_el_acuse_sabe_si_lo_han_recibido() {
    for (acuse, dicho) in [
        (&br#"{"recibido":true}"#[..], "true"),
        (br#"{ "recibido": false }"#, "false"),
    ] {
        let (cliente, mut stream) = cliente("7_acuse.rs");
        stream.write_all(&marco(acuse)).unwrap();
        assert_eq!(
            cliente.esperar().salida,
            format!("enviado: {INFORME}\nrecibido: {dicho}\n")
        );
    }
}

#[test]
fn sin_acuse_no_acaba_bien() {
    for corto in [&b""[..], b"\0\0\0\x11{\"recib", &[0xff; 4]] {
        let (cliente, mut stream) = cliente("7_acuse.rs");
        stream.write_all(corto).unwrap();
        drop(stream);
        assert_eq!(cliente.esperar().codigo, Some(1));
    }
}
