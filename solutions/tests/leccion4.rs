//! Los retos de la lección 4 con muchos clientes a la vez: cuentas que cuadran, salas que se vacían y concursos que acaban.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

mod adversario;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};

use adversario::*;
use apoyo::{Programa, arrancar, ejecutar};

const CONTADOR: &str = env!("CARGO_BIN_EXE_solucion_contador_visitas");
const SALA: &str = env!("CARGO_BIN_EXE_solucion_sala_de_espera");
const QUIZ: &str = env!("CARGO_BIN_EXE_solucion_quiz_completo");

/// Arranca un servidor que pide algo más que la dirección.
fn servidor_con(programa: &str, argumentos: &[&str]) -> (Programa, SocketAddr) {
    let programa = arrancar(programa, &[&["127.0.0.1:0"], argumentos].concat());
    let direccion = programa.direccion();
    (programa, direccion)
}

/// Un cliente que habla por líneas.
struct Lineas {
    lector: BufReader<TcpStream>,
}

impl Lineas {
    fn nuevas(direccion: SocketAddr) -> Self {
        Self { lector: BufReader::new(conectar(direccion)) }
    }

    fn lee(&mut self) -> String {
        let mut linea = String::new();
        self.lector.read_line(&mut linea).expect("la línea llega a tiempo");
        linea.strip_suffix('\n').map(str::to_string).unwrap_or(linea)
    }

    fn dice(&mut self, linea: &str) {
        self.lector.get_mut().write_all(format!("{linea}\n").as_bytes()).unwrap();
    }

    /// Se sienta en el concurso.
    fn se_llama(direccion: SocketAddr, nombre: &str) -> Self {
        let mut nuevo = Self::nuevas(direccion);
        assert_eq!(nuevo.lee(), "¿nombre?");
        nuevo.dice(nombre);
        assert_eq!(nuevo.lee(), format!("hola, {nombre}"));
        nuevo
    }

    fn se_despide(mut self) {
        self.lector.get_mut().shutdown(Shutdown::Write).unwrap();
        assert_eq!(self.lee(), "", "se le cierra sin decirle nada más");
    }
}

#[test]
fn los_argumentos_se_explican() {
    comprobar_argumentos_de_servidor(CONTADOR);
    let otro = TcpListener::bind("127.0.0.1:0").unwrap();
    let ocupado = otro.local_addr().unwrap().to_string();
    for (programa, argumentos, codigo) in [
        (SALA, &[][..], 2),
        (SALA, &["127.0.0.1:0"], 2),
        (SALA, &["127.0.0.1:0", "0"], 2),
        (SALA, &["127.0.0.1:0", "-1"], 2),
        (SALA, &[&ocupado, "2"], 1),
        (QUIZ, &["127.0.0.1:0", "2"], 2),
        (QUIZ, &["127.0.0.1:0", "2", "0"], 2),
        (QUIZ, &["127.0.0.1:0", "dos", "5"], 2),
        (QUIZ, &["127.0.0.1:70000", "2", "5"], 1),
    ] {
        let fin = ejecutar(programa, argumentos);
        assert_eq!((fin.codigo, fin.salida.as_str()), (Some(codigo), ""), "{argumentos:?}");
        assert_eq!(fin.errores.lines().count(), 1, "{argumentos:?}: {}", fin.errores);
    }
}

#[test]
fn cien_visitas_llevan_cien_numeros_y_las_cuentas_cuadran() {
    let (_programa, direccion) = servidor(CONTADOR);
    let mut visitas: Vec<Lineas> = (0..100).map(|_| Lineas::nuevas(direccion)).collect();
    let numeros: BTreeSet<String> = visitas.iter_mut().rev().map(Lineas::lee).collect();
    assert_eq!(numeros, (1..=100).map(|numero| format!("eres la visita {numero}")).collect());
    for visita in visitas.iter_mut().rev() {
        visita.dice("¿cuántas?");
        assert_eq!(visita.lee(), "visitas 100, ahora 100");
    }
    let mut testigo = visitas.swap_remove(50);
    for (indice, visita) in visitas.into_iter().enumerate() {
        if indice % 2 == 0 { visita.se_despide() } else { drop(visita) }
    }
    // El servidor puede tardar un momento en enterarse de que se han ido: se le pregunta hasta que lo sabe.
    loop {
        testigo.dice("¿cuántas?");
        let dicho = testigo.lee();
        assert!(dicho.starts_with("visitas 100, ahora "), "{dicho}");
        if dicho == "visitas 100, ahora 1" {
            break;
        }
    }
}

#[test]
fn cinco_tandas_de_cuatro_llegando_veinte_a_la_vez() {
    let (_programa, direccion) = servidor_con(SALA, &["4"]);
    let mut clientes: Vec<Lineas> = (0..20).map(|_| Lineas::nuevas(direccion)).collect();
    let mut vistos: Vec<String> = clientes.iter_mut().rev().map(Lineas::lee).collect();
    vistos.sort();
    assert_eq!(vistos, (0..20).map(|indice| format!("faltan {}", indice / 5)).collect::<Vec<_>>());
    for cliente in clientes.iter_mut().rev() {
        assert_eq!((cliente.lee().as_str(), cliente.lee().as_str()), ("¡adelante!", ""));
    }
}

#[test]
fn quien_se_despide_deja_libre_su_sitio() {
    let (_programa, direccion) = servidor_con(SALA, &["2"]);
    for _ in 0..20 {
        let mut uno = Lineas::nuevas(direccion);
        assert_eq!(uno.lee(), "faltan 1");
        uno.dice("¿falta mucho?");
        uno.se_despide();
    }
    let (mut uno, mut otro) = (Lineas::nuevas(direccion), Lineas::nuevas(direccion));
    let mut vistos = [uno.lee(), otro.lee()];
    vistos.sort();
    assert_eq!(vistos, ["faltan 0", "faltan 1"]);
    assert_eq!((uno.lee().as_str(), otro.lee().as_str()), ("¡adelante!", "¡adelante!"));
}

#[test]
fn diez_mesas_a_la_vez_y_ninguna_espera_por_otra() {
    let (_programa, direccion) = servidor_con(QUIZ, &["2", "60"]);
    let mut mesas: Vec<[Lineas; 2]> = (0..10)
        .map(|numero| ["a", "b"].map(|letra| Lineas::se_llama(direccion, &format!("{letra}{numero}"))))
        .collect();
    for (numero, mesa) in mesas.iter_mut().enumerate().rev() {
        for respuesta in ["JÚPITER", "miguel de cervantes", "españa"] {
            for jugador in mesa.iter_mut().rev() {
                assert!(jugador.lee().starts_with("pregunta "));
                jugador.dice(respuesta);
            }
            assert!(mesa.iter_mut().all(|jugador| jugador.lee().starts_with("bien, llevas ")));
        }
        for jugador in mesa {
            let dicho: Vec<String> = (0..4).map(|_| jugador.lee()).collect();
            assert_eq!(dicho, [format!("1. a{numero}: 3"), format!("1. b{numero}: 3"), "fin".into(), "".into()]);
        }
    }
}

#[test]
fn quien_no_acaba_la_linea_se_va_y_la_partida_sigue() {
    let (_programa, direccion) = servidor_con(QUIZ, &["2", "60"]);
    let (mut ana, mut bea) = (Lineas::se_llama(direccion, "Ana"), Lineas::se_llama(direccion, "Bea"));
    assert!(ana.lee().starts_with("pregunta 1") && bea.lee().starts_with("pregunta 1"));
    bea.lector.get_mut().write_all(&[b'x'; 1001]).unwrap();
    ana.dice("jupiter");
    assert_eq!(ana.lee(), "bien, llevas 1");
    // Con 999 letras y su final, todavía cabe.
    assert!(ana.lee().starts_with("pregunta 2"));
    ana.dice(&"x".repeat(999));
    assert_eq!(ana.lee(), "mal, llevas 1");
}
