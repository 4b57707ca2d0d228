//! La lección habla con Python, en los dos sentidos: programas nuestros, con la biblioteca estándar, en `tests/python/`.
//!
//! Sin `python3` se saltan, y se dice.

use std::path::PathBuf;
use std::process::Command;

use apoyo::{arrancar, arrancar_orden, ejecutar, ejecutar_orden};

const LECCION: &str = env!("CARGO_BIN_EXE_leccion5");

/// La orden que ejecuta uno de nuestros programas, si en este ordenador hay Python 3.8 o posterior.
fn python(programa: &str, argumentos: &[&str]) -> Option<Command> {
    let ruta: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "tests", "python", programa]
            .iter()
            .collect();
    apoyo::python::python(ruta, argumentos)
}

/// Arranca el servidor, le hace hablar con Python y comprueba la tabla.
fn recibir_de_python(formato: &str, argumentos: &[&str]) {
    let servidor = arrancar(
        LECCION,
        &[
            "servidor",
            "--puerto",
            "0",
            "--formato",
            formato,
            "--clientes",
            "1",
        ],
    );
    let puerto = servidor.direccion().port().to_string();
    let mut todos = vec![puerto.as_str(), formato];
    todos.extend(argumentos);
    let Some(mut orden) = python("enviar.py", &todos) else { return };
    let enviado = ejecutar_orden(&mut orden);
    assert_eq!(enviado.codigo, Some(0), "{}", enviado.errores);
    let fin = servidor.esperar();
    assert_eq!(
        (fin.codigo, fin.errores.as_str()),
        (Some(0), ""),
        "{argumentos:?}"
    );
    for fila in [
        "fecha    2024-06-03 10:00:00",
        "nombre   portátil de Íñigo 🐱",
        "versión  3.12 \\ «beta»",
    ] {
        assert!(
            fin.salida.contains(fila),
            "{argumentos:?}: {}",
            fin.salida
        );
    }
}

#[test]
fn python_envia_texto() {
    recibir_de_python("texto", &[]);
    recibir_de_python("texto", &["4", "1"]);
}

#[test]
fn python_envia_pickles_de_todos_los_protocolos() {
    for protocolo in ["0", "1", "2", "3", "4", "5"] {
        recibir_de_python("pickle", &[protocolo]);
    }
    // Partidos byte a byte, el más antiguo y el de ahora.
    for protocolo in ["0", "4"] {
        recibir_de_python("pickle", &[protocolo, "1"]);
    }
}

#[test]
fn python_recibe_lo_que_enviamos() {
    for formato in ["texto", "pickle", "json"] {
        let Some(mut orden) = python("recibir.py", &[formato]) else {
            return;
        };
        let receptor = arrancar_orden(&mut orden);
        let puerto = receptor.linea();
        let nombre = "aula «ñ» 🐱 \\ '07'";
        let argumentos = [
            "cliente",
            "--puerto",
            &puerto,
            "--formato",
            formato,
            "--nombre",
            nombre,
        ];
        let enviado = ejecutar(LECCION, &argumentos);
        assert_eq!(
            (enviado.codigo, enviado.errores.as_str()),
            (Some(0), ""),
            "{formato}"
        );
        let fin = receptor.esperar();
        assert_eq!(
            (fin.codigo, fin.errores.as_str()),
            (Some(0), ""),
            "{formato}"
        );
        let lineas: Vec<&str> = fin.salida.lines().collect();
        assert_eq!(lineas.len(), 3, "{}", fin.salida);
        assert!(
            lineas[0].starts_with("20") && lineas[0].ends_with('Z'),
            "{}",
            lineas[0]
        );
        assert_eq!(lineas[1], nombre);
        assert!(lineas[2].starts_with("1."), "{}", lineas[2]);
        assert!(enviado.salida.contains(nombre), "{}", enviado.salida);
    }
}
