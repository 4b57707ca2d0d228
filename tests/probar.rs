//! `curso probar`, que es quien corrige lo que se escribe en las lecciones: un programa suelto y un caso de un reto.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::fs;
use std::process::Command;

use apoyo::{Final, TempDir, ejecutar_orden};
use redes::guia::corrector::{Dicho, Veredicto};

const CURSO: &str = env!("CARGO_BIN_EXE_curso");

/// El eco de quien empieza, con la dirección escrita.
const ECO: &str = r#"use std::io::{Read, Write};
use std::net::TcpListener;

fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8081")?;
    println!("escuchando en {}", listener.local_addr()?);
    for stream in listener.incoming() {
        let mut stream = stream?;
        let mut buffer = [0; 1024];
        loop {
            let leidos = stream.read(&mut buffer)?;
            if leidos == 0 {
                break;
            }
            stream.write_all(&buffer[..leidos])?;
        }
    }
    Ok(())
}
"#;

struct Taller(TempDir);

impl Taller {
    fn nuevo() -> Self {
        Self(apoyo::carpeta())
    }

    fn probar(&self, programa: &str, charla: &str, mas: &[&str]) -> Final {
        let fichero = self.0.path().join("eco.rs");
        fs::write(&fichero, programa).unwrap();
        let mut orden = Command::new(CURSO);
        orden.arg("probar").arg(&fichero).args(["--charla", charla]).args(mas).env("CARGO", env!("CARGO"));
        ejecutar_orden(&mut orden)
    }

    /// Lo que entiende la guía.
    fn dichos(&self, programa: &str, charla: &str) -> Vec<Dicho> {
        let fin = self.probar(programa, charla, &["--para-la-guia", "--ancho", "80"]);
        fin.salida.lines().map(|linea| Dicho::leer(linea).unwrap_or_else(|| panic!("{linea:?}"))).collect()
    }
}

fn texto(dichos: &[Dicho]) -> String {
    let lineas = dichos.iter().filter_map(|dicho| match dicho {
        Dicho::Linea(linea) => Some(linea.texto()),
        _ => None,
    });
    lineas.collect::<Vec<_>>().join("\n")
}

#[test]
fn el_que_va_bien_se_dice_con_lo_que_ha_cruzado() {
    let dichos = Taller::nuevo().dichos(ECO, "servidor_eco/un-mensaje");
    assert!(matches!(dichos.first(), Some(Dicho::Compilado(_))), "{dichos:?}");
    assert_eq!(dichos.last(), Some(&Dicho::Veredicto(Veredicto::Bien)));
    let lineas = texto(&dichos);
    assert!(lineas.contains('→') && lineas.contains('←'), "{lineas}");
}

#[test]
fn el_que_va_mal_lleva_el_codigo_del_verificador() {
    let malo = ECO.replace("&buffer[..leidos]", "&buffer");
    let dichos = Taller::nuevo().dichos(&malo, "servidor_eco/un-mensaje");
    assert_eq!(dichos.last(), Some(&Dicho::Veredicto(Veredicto::Mal("R03".to_string()))), "{}", texto(&dichos));
}

#[test]
fn si_no_compila_se_lee_su_nombre_su_direccion_y_lo_que_quiere_decir() {
    let taller = Taller::nuevo();
    let sin_mut = ECO.replace("let mut stream = stream?", "let stream = stream?");
    let dichos = taller.dichos(&sin_mut, "servidor_eco/un-mensaje");
    assert_eq!(dichos.last(), Some(&Dicho::Veredicto(Veredicto::NoCompila("E0596".to_string()))), "{}", texto(&dichos));
    let lineas = texto(&dichos);
    assert!(lineas.contains("eco.rs:8:13") && lineas.contains("En español:"), "{lineas}");
    let mal_escrita = ECO.replace("\"127.0.0.1:8081\")", "\"127.0.0.1:8081\", 3)");
    let dichos = taller.dichos(&mal_escrita, "servidor_eco/un-mensaje");
    let lineas = texto(&dichos);
    assert!(lineas.contains("\"127.0.0.1:8081\"") && !lineas.contains("leak"), "{lineas}");
}

#[test]
fn se_puede_usar_a_mano() {
    let taller = Taller::nuevo();
    let fin = taller.probar(ECO, "servidor_eco/un-mensaje", &[]);
    assert!(fin.codigo == Some(0) && fin.salida.ends_with("✔ hace lo que se pide\n"), "{fin:?}");
    let fin = taller.probar("fn main() { println!(\"hola\"); }", "servidor_eco/un-mensaje", &[]);
    assert!(fin.codigo == Some(1) && fin.salida.contains("✘ R"), "{fin:?}");
    let fin = taller.probar(ECO, "servidor_eco/no-hay", &[]);
    assert!(fin.codigo == Some(2) && fin.errores.contains("no tiene ningún caso «no-hay»"), "{fin:?}");
}

/// Dos a la vez, con el mismo nombre de fichero: no se estorban.
#[test]
fn dos_a_la_vez_no_se_estorban() {
    let (uno, otro) = (Taller::nuevo(), Taller::nuevo());
    std::thread::scope(|hilos| {
        let primero = hilos.spawn(|| uno.probar(ECO, "servidor_eco/un-mensaje", &[]).codigo);
        assert_eq!(otro.probar(ECO, "servidor_eco/cinco-mil", &[]).codigo, Some(0));
        assert_eq!(primero.join().unwrap(), Some(0));
    });
}
