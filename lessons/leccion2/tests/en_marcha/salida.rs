//! Lo que se escribe en la terminal, en una tubería o en ninguna parte; y lo que se dice al abrirse a la red.

use std::io::{Read, Write};
use std::net::Shutdown;

use apoyo::salidas::{avisa_si_queda_abierto, ejecutar_con_salida, servidor_sin_lector, sin_lector};

use crate::comun::{LECCION, cliente_con, conectar, ruido, servidor};

#[test]
fn si_quien_leia_se_va_el_servidor_sigue() {
    let (mut programa, direccion) = servidor_sin_lector(LECCION, &["servidor", "--puerto", "0"]);
    for _ in 0..3 {
        let mut stream = conectar(direccion);
        stream.write_all(b"hola").expect("envía");
        stream.shutdown(Shutdown::Write).expect("se despide");
        let mut eco = String::new();
        stream.read_to_string(&mut eco).expect("vuelve");
        assert_eq!(eco, "hola");
    }
    // Lo que va mal se cuenta por stderr, que tampoco lee nadie: quien se va con su eco sin leer, corta.
    let mut corta = conectar(direccion);
    corta.write_all(&ruido(200_000)).expect("cabe en los búferes");
    corta.read_exact(&mut [0]).expect("empieza a volver");
    drop(corta);
    drop(conectar(direccion));
    conectar(direccion).write_all(b"x").expect("sigue atendiendo");
    assert!(programa.vive());
}

#[test]
fn abierto_a_la_red_lo_avisa() {
    avisa_si_queda_abierto(LECCION, &["servidor"]);
}

#[test]
fn el_cliente_no_calla_si_nadie_lee_su_salida() {
    let (programa, direccion) = servidor(&[]);
    let puerto = direccion.port().to_string();
    for (mensaje, cuantos) in [("hola", "4 bytes"), ("", "0 bytes")] {
        let orden = ["cliente", "--puerto", &puerto, mensaje];
        let (codigo, errores) = ejecutar_con_salida(LECCION, &orden, sin_lector());
        let esperado = format!("nadie lee ya la salida: lo dejo tras {cuantos} de eco\n");
        // Con lo que llega hasta que la salida falla no se ha contado nada todavía.
        let alternativa = "nadie lee ya la salida: lo dejo tras 0 bytes de eco\n";
        assert!(codigo == Some(0) && (errores == esperado || errores == alternativa), "{codigo:?} {errores}");
        assert!(programa.linea().starts_with("127.0.0.1:"), "el servidor lo ha atendido");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn el_cliente_dice_que_el_disco_esta_lleno() {
    let (_programa, direccion) = servidor(&[]);
    let puerto = direccion.port().to_string();
    for mensaje in ["hola", ""] {
        let orden = ["cliente", "--puerto", &puerto, mensaje];
        let (codigo, errores) = ejecutar_con_salida(LECCION, &orden, apoyo::salidas::disco_lleno());
        let esperado = "error: no he podido escribir el resultado: no queda espacio en el disco (StorageFull).\n";
        assert_eq!((codigo, errores.as_str()), (Some(1), esperado), "{mensaje:?}");
    }
}

#[test]
fn a_una_tuberia_el_eco_va_tal_cual() {
    let (_programa, direccion) = servidor(&[]);
    let hecho = cliente_con(direccion, &["a\u{1b}[2Jb"]);
    assert_eq!((hecho.codigo, hecho.salida.as_str()), (Some(0), "a\u{1b}[2Jb\n"));
}

#[cfg(target_os = "linux")]
#[test]
fn en_una_terminal_el_eco_no_manda() {
    use apoyo::terminal::Terminal;

    let (_programa, direccion) = servidor(&[]);
    let puerto = direccion.port();
    let orden = format!("printf 'se\\303\\261or \\033[2J\\033]0;t\\007 fin\\n' | {LECCION} cliente --puerto {puerto}");
    let Some(mut terminal) = Terminal::abrir(&orden, &[]) else { return };
    terminal.espera("señor ·[2J·]0;t· fin");
    terminal.acaba_con(0);
    // Y línea a línea: lo que se teclea vuelve igual de inofensivo.
    let Some(mut terminal) = Terminal::abrir(&format!("{LECCION} cliente --puerto {puerto}"), &[]) else { return };
    terminal.espera("tú  > ").pulsa("x\u{9b}31my\n").espera("eco < x·31my").pulsa("\u{4}");
    terminal.acaba_con(0);
}
