//! Con programas de Python de verdad, en los dos sentidos: como los de la serie, hechos solo con su biblioteca estándar.
//!
//! Si en este ordenador no hay `python3`, estas pruebas lo dicen y no prueban nada.

mod comun {
    pub mod preguntas;
    pub mod servidor;
}

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use apoyo::python::interprete;
use apoyo::{Final, Programa, arrancar_orden};
use comun::servidor::{LECCION, servidor};

fn programa(nombre: &str) -> String {
    format!("{}/tests/de_python/{nombre}", env!("CARGO_MANIFEST_DIR"))
}

fn hay_python() -> bool {
    interprete().is_some()
}

fn python(nombre: &str, argumentos: &[&str]) -> Programa {
    arrancar_orden(
        &mut apoyo::python::python(programa(nombre), argumentos)
            .expect("hay Python"),
    )
}

fn bien(hecho: &Final) {
    assert_eq!(
        hecho.codigo,
        Some(0),
        "{}{}",
        hecho.salida,
        hecho.errores
    );
}

#[test]
fn clientes_de_python_en_nuestro_servidor() {
    if !hay_python() {
        return;
    }
    for protocolo in ["2", "3", "4", "5"] {
        let opciones = [
            "--protocolo",
            "python",
            "--rondas",
            "3",
            "--clientes",
            "1",
        ];
        let (nuestro, direccion) = servidor(&opciones);
        let puerto = direccion.port().to_string();
        let entero =
            python("cliente.py", &[&puerto, "Ana", protocolo]);
        let a_trozos = python(
            "cliente.py",
            &[&puerto, "Beto", protocolo, "trozos"],
        );
        for cliente in [entero, a_trozos] {
            let hecho = cliente.esperar();
            bien(&hecho);
            let salida = hecho.salida;
            assert_eq!(
                salida.matches("\n1 ").count(),
                3,
                "tres preguntas: {salida}"
            );
            assert_eq!(
                salida.matches("\n7 Correcto").count(),
                3,
                "{salida}"
            );
            assert!(
                salida.contains("Empatan")
                    && salida.ends_with("fin\n"),
                "{salida}"
            );
        }
        bien(&nuestro.esperar());
    }
}

#[test]
fn nuestro_cliente_en_un_servidor_de_python() {
    if !hay_python() {
        return;
    }
    for opciones in [&["2"][..], &["2", "pegados"]] {
        let suyo = python("servidor.py", opciones);
        let puerto = suyo.direccion().port().to_string();
        let jugar = |equipo: &str, respuestas: &str| {
            let mut hijo = Command::new(LECCION)
                .args([
                    "cliente",
                    "--protocolo",
                    "python",
                    "--puerto",
                    &puerto,
                    "--equipo",
                    equipo,
                ])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("el cliente arranca");
            hijo.stdin
                .take()
                .expect("tubería")
                .write_all(respuestas.as_bytes())
                .expect("lee");
            hijo
        };
        let (ana, beto) = (
            jugar("Ana", "42\nJúpiter\n"),
            jugar("Beto", "no\nJupiter\n"),
        );
        for (cliente, correctas) in [(ana, 2), (beto, 0)] {
            let hecho = cliente.wait_with_output().expect("acaba");
            let salida =
                String::from_utf8(hecho.stdout).expect("es UTF-8");
            let errores =
                String::from_utf8_lossy(&hecho.stderr).into_owned();
            assert_eq!(
                hecho.status.code(),
                Some(0),
                "{salida}{errores}"
            );
            assert_eq!(
                salida.matches("  Correcto\n").count(),
                correctas,
                "{salida}"
            );
            assert!(
                salida
                    .contains("Pregunta 2\n  ¿Planeta más grande?\n"),
                "{salida}"
            );
        }
        let suyo = suyo.esperar();
        bien(&suyo);
        assert!(
            suyo.salida.contains("Ana 1 Júpiter"),
            "{}",
            suyo.salida
        );
    }
}

/// Sin Python, que aquí no hace falta: los bytes de `pickle.dumps`, y los que ejecutarían código.
#[test]
fn un_pickle_hostil_cuesta_una_linea() {
    let (mut programa, direccion) = servidor(&[
        "--protocolo",
        "python",
        "--jugadores",
        "1",
        "--rondas",
        "1",
    ]);
    assert!(programa.linea_de_error().starts_with("semilla"));
    let hostiles: [&[u8]; 3] = [
        b"cos\nsystem\n(S'touch no'\ntR.",
        b"\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\x7f",
        b"GET / HTTP/1.1\r\n\r\n",
    ];
    for hostil in hostiles {
        let mut stream =
            TcpStream::connect(direccion).expect("acepta");
        stream
            .set_read_timeout(Some(apoyo::PLAZO))
            .expect("admite plazo");
        stream.write_all(hostil).expect("envía");
        let mut respuesta = Vec::new();
        stream
            .read_to_end(&mut respuesta)
            .expect("le cuelgan con educación");
        assert!(
            respuesta.starts_with(b"\x80\x02K\x03X"),
            "{respuesta:?}"
        );
        assert!(programa.linea_de_error().contains(':'));
    }
    // Dos pickles pegados en un envío, y a jugar.
    let mut stream = TcpStream::connect(direccion).expect("acepta");
    stream.set_read_timeout(Some(apoyo::PLAZO)).expect("admite plazo");
    let pegados = b"\x80\x04]\x94(\x8c\x04JOIN\x94\x8c\x03Ana\x94e.\x80\x04]\x94(\x8c\x04QUES\x94\x8c\x00\x94e.";
    stream.write_all(pegados).expect("envía");
    let mut leido = Vec::new();
    let mut uno = [0];
    while !leido.windows(8).any(|ocho| ocho == "¿Cuánt".as_bytes()) {
        stream.read_exact(&mut uno).expect("llega la pregunta");
        leido.push(uno[0]);
    }
    assert!(programa.vive());
}
